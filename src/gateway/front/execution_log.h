/* execution_log.h - the stage's execution log. */
#ifndef BRISK_GATEWAY_FRONT_EXECUTION_LOG_H
#define BRISK_GATEWAY_FRONT_EXECUTION_LOG_H

#include "gateway/front/call.h"

/** Calls visit for each line of a request that is over, in order: "(request id) text". Nothing where it is off. */
void brisk_front_execution_lines(const brisk_front *front, const brisk_front_call *call,
                                 const brisk_front_figures *figures, void (*visit)(void *context, brisk_str line),
                                 void *context);

#endif

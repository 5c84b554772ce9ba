/* deliver.h - the event: the answer to the runtime's …/next, with the headers that tell of the invocation. */
#ifndef BRISK_GATEWAY_FUNCTION_DELIVER_H
#define BRISK_GATEWAY_FUNCTION_DELIVER_H

#include "gateway/function/service.h"

/** Hands the current event to runtime and extensions, as far as they wait. */
void brisk_environment_deliver(brisk_environment *environment);

#endif

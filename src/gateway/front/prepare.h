/* prepare.h - what is noted of each request before its kind looks at it. */
#ifndef BRISK_GATEWAY_FRONT_PREPARE_H
#define BRISK_GATEWAY_FRONT_PREPARE_H

#include "gateway/front/call.h"

/** Makes call->state, and what every kind needs: ids, method, host, trace. False without memory: the 500 stands
 *  then. */
bool brisk_front_prepare(brisk_front *front, brisk_front_call *call);

#endif

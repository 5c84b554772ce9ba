/* refusal.h - requests that are refused before their kind of API takes them up: what is above the limits, and what the
 * connection refused before it was whole. */
#ifndef BRISK_GATEWAY_FRONT_REFUSAL_H
#define BRISK_GATEWAY_FRONT_REFUSAL_H

#include "gateway/front/call.h"

/** The status (413, 414, 431) for a request that is above the limits; 0: it is within. */
int brisk_refusal_of(const brisk_front *front, const brisk_request *request);

/** The answer with this status (also 400, 408 …), as AWS words it. The call is prepared. */
void brisk_refusal_give(const brisk_front *front, brisk_front_call *call, int status);

#endif

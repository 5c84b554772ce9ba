/* cors.h - CORS by the configuration of an HTTP API or a function URL. */
#ifndef BRISK_GATEWAY_FRONT_CORS_H
#define BRISK_GATEWAY_FRONT_CORS_H

#include "gateway/front/call.h"

/** True where the request is a preflight that the configuration answers; the answer stands then, with this status. */
bool brisk_cors_preflight(const brisk_front *front, brisk_front_call *call, int status);

/** Puts the CORS headers on an answer: of an HTTP API in place of the function's own, of a function URL beside them. */
void brisk_cors_apply(const brisk_front *front, brisk_front_call *call);

#endif

/* http_error.h - the errors that an HTTP API or a function URL answers with itself. */
#ifndef BRISK_GATEWAY_FRONT_HTTP_ERROR_H
#define BRISK_GATEWAY_FRONT_HTTP_ERROR_H

#include "gateway/front/call.h"

/** Answers {"message":"…"} with the ids and the CORS headers. type: for the log ("THROTTLED"); "": none. Both texts are
 *  constants. */
void brisk_http_error(const brisk_front *front, brisk_front_call *call, int status, const char *message,
                      const char *type);

#endif

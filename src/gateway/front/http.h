/* http.h - what an HTTP API does with a request. */
#ifndef BRISK_GATEWAY_FRONT_HTTP_H
#define BRISK_GATEWAY_FRONT_HTTP_H

#include "gateway/front/kind.h"

extern const brisk_front_actions brisk_http_actions;

#endif

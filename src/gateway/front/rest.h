/* rest.h - what a REST API does with a request. */
#ifndef BRISK_GATEWAY_FRONT_REST_H
#define BRISK_GATEWAY_FRONT_REST_H

#include "gateway/front/kind.h"

extern const brisk_front_actions brisk_rest_actions;

#endif

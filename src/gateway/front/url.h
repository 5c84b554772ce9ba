/* url.h - what a function URL does with a request. */
#ifndef BRISK_GATEWAY_FRONT_URL_H
#define BRISK_GATEWAY_FRONT_URL_H

#include "gateway/front/kind.h"

extern const brisk_front_actions brisk_url_actions;

#endif

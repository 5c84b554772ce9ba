/* http_event.h - the events that the function of an HTTP API or of a function URL is given. */
#ifndef BRISK_GATEWAY_FRONT_HTTP_EVENT_H
#define BRISK_GATEWAY_FRONT_HTTP_EVENT_H

#include "gateway/front/call.h"

/** Payload format 1.0; in the arena, empty without memory. */
brisk_str brisk_http_event_1(const brisk_front *front, const brisk_front_call *call);
/** Payload format 2.0, also of a function URL. */
brisk_str brisk_http_event_2(const brisk_front *front, const brisk_front_call *call);

#endif

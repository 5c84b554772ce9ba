/* rest_event.h - the event that the function of a REST API is given. */
#ifndef BRISK_GATEWAY_FRONT_REST_EVENT_H
#define BRISK_GATEWAY_FRONT_REST_EVENT_H

#include "gateway/front/call.h"

/** The proxy event as JSON; in the arena, empty without memory. front's ids go on. */
brisk_str brisk_rest_event(brisk_front *front, const brisk_front_call *call);

#endif

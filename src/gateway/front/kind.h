/* kind.h - what a kind of API does with a request: rest.h, http.h and url.h each have a table of it. front.c takes the
 * one that the configuration says; none of them knows the others. */
#ifndef BRISK_GATEWAY_FRONT_KIND_H
#define BRISK_GATEWAY_FRONT_KIND_H

#include "gateway/front/call.h"

/** The actions of a kind. Each is given a call that is prepared (prepare.h). */
typedef struct brisk_front_actions {
    /** Finds the stage and the route of the target, and decides nothing. */
    void (*look)(brisk_front *front, brisk_front_call *call);
    /** Takes up a request that is within the limits: answers it, or writes the event for the function. */
    brisk_front_step (*begin)(brisk_front *front, brisk_front_call *call);
    /** Makes the answer of what the function returned. is_timed_out: result is NULL. */
    void (*finish)(brisk_front *front, brisk_front_call *call, const brisk_invoke_result *result, bool is_timed_out);
} brisk_front_actions;

#endif

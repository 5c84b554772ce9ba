/* target.h - what a request's target names of an API: its stage, and the route behind it. */
#ifndef BRISK_GATEWAY_FRONT_TARGET_H
#define BRISK_GATEWAY_FRONT_TARGET_H

#include "gateway/front/call.h"

/** Takes the stage off the target: sets state->path and call->stage_path. False where the stage is another one. */
bool brisk_target_split_stage(const brisk_front *front, brisk_front_call *call);

/** Finds the route of state->method and state->path, and notes in the call what it says: method, resource, function and
 *  time-out. False where there is none. */
bool brisk_target_find_route(const brisk_front *front, brisk_front_call *call);

#endif

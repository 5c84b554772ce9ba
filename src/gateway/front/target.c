/* target.c - see target.h.
 *
 *     /dev/pets/7     REST API, HTTP API with a stage of its own: stage "dev", path "/pets/7"
 *     /pets/7         HTTP API with the stage $default: all of it is the path */
#include "gateway/front/target.h"

#include "core/str.h"
#include "gateway/front/state.h"

/* Slashes in front are one. Borrows. */
static brisk_str collapse(brisk_str path)
{
    while (path.len > 1 && path.ptr[1] == '/') {
        path = brisk_str_from(path, 1);
    }
    return path;
}

bool brisk_target_split_stage(const brisk_front *front, brisk_front_call *call)
{
    brisk_front_state *state = call->state;
    brisk_str path = call->request->raw_path;
    path = path.len > 0 && path.ptr[0] == '/' ? collapse(path) : BRISK_S("/");
    call->stage_path = path;
    size_t end = brisk_str_find_char(brisk_str_from(path, 1), '/');
    brisk_str stage = brisk_str_slice(path, 1, end);
    brisk_str rest = end == BRISK_STR_NONE ? BRISK_S("/") : collapse(brisk_str_from(path, 1 + end));
    state->path = rest;
    return brisk_str_equal(stage, front->api->stage);
}

bool brisk_target_find_route(const brisk_front *front, brisk_front_call *call)
{
    brisk_front_state *state = call->state;
    brisk_routes_find(&front->routes, state->method, state->path, &state->match);
    if (state->match.route == NULL) {
        return false;
    }
    const brisk_method_config *method = state->match.route->method;
    call->method = method;
    call->resource_path = method->path;
    call->function = method->function;
    call->timeout_ms = method->timeout_ms;
    brisk_ids_resource(state->resource_id, method->path);
    return true;
}

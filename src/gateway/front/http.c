/* http.c - an HTTP API takes a request up: preflight, stage, route, throttle, integration. It has no keys and no
 * gateway responses; its errors are {"message":"Not Found"} and the like, with one id, apigw-requestid. */
#include "gateway/front/http.h"

#include "core/str.h"
#include "core/utf8.h"
#include "gateway/front/cors.h"
#include "gateway/front/http_answer.h"
#include "gateway/front/http_error.h"
#include "gateway/front/http_event.h"
#include "gateway/front/state.h"
#include "gateway/front/target.h"
#include "http/url.h"

#define TIMEOUT_MAX_MS 30000 /* of an integration */

/* Paths are decoded: an HTTP API tells "%2F" and "/" not apart. */
static bool split_path(const brisk_front *front, brisk_front_call *call)
{
    brisk_front_state *state = call->state;
    brisk_arena *arena = call->request->arena;
    bool is_default = brisk_str_is(front->api->stage, "$default");
    if (is_default) {
        state->path = call->request->raw_path;
        call->stage_path = state->path;
    } else if (!brisk_target_split_stage(front, call)) {
        return false;
    }
    state->path = brisk_utf8_replace_invalid(arena, brisk_percent_decode(arena, state->path, BRISK_DECODE_PATH));
    call->stage_path =
        brisk_utf8_replace_invalid(arena, brisk_percent_decode(arena, call->stage_path, BRISK_DECODE_PATH));
    return state->path.len > 0 && state->path.ptr[0] == '/';
}

static bool find_route(const brisk_front *front, brisk_front_call *call)
{
    if (!brisk_target_find_route(front, call)) {
        return false;
    }
    call->timeout_ms = call->timeout_ms < TIMEOUT_MAX_MS ? call->timeout_ms : TIMEOUT_MAX_MS;
    return true;
}

static void look(brisk_front *front, brisk_front_call *call)
{
    if (split_path(front, call)) {
        call->state->has_stage = true;
        (void)find_route(front, call);
    }
}

static brisk_front_step begin(brisk_front *front, brisk_front_call *call)
{
    brisk_front_state *state = call->state;
    bool is_stage = split_path(front, call);
    state->has_stage = is_stage;
    if (brisk_cors_preflight(front, call, 204)) {
        return BRISK_FRONT_ANSWERED;
    }
    if (!is_stage || !find_route(front, call)) {
        brisk_http_error(front, call, 404, "Not Found", "");
        return BRISK_FRONT_ANSWERED;
    }
    state->admission = brisk_plans_admit(&front->plans, state->match.route, BRISK_S(""), &call->time, &state->admitted);
    if (state->admission != BRISK_ADMITTED) {
        brisk_http_error(front, call, 429, "Too Many Requests", "THROTTLED");
        return BRISK_FRONT_ANSWERED;
    }
    call->event = front->api->has_payload_1 ? brisk_http_event_1(front, call) : brisk_http_event_2(front, call);
    return BRISK_FRONT_INVOKE;
}

static void finish(brisk_front *front, brisk_front_call *call, const brisk_invoke_result *result, bool is_timed_out)
{
    if (is_timed_out || result == NULL) {
        brisk_http_error(front, call, 503, "Service Unavailable", "INTEGRATION_TIMEOUT");
    } else if (result->outcome == BRISK_INVOKE_TOO_LARGE) {
        brisk_http_error(front, call, 413, "Request Entity Too Large", "REQUEST_TOO_LARGE");
    } else if (result->outcome != BRISK_INVOKE_ANSWERED) {
        brisk_http_error(front, call, 500, "Internal Server Error", "INTEGRATION_FAILURE");
    } else if (front->api->has_payload_1) {
        brisk_http_answer_1(front, call, result->payload);
    } else {
        brisk_http_answer_2(front, call, result->payload, false);
    }
}

const brisk_front_actions brisk_http_actions = {.look = look, .begin = begin, .finish = finish};

/* http.c - an HTTP API takes a request up: preflight, stage, route, throttle, integration. It has no keys and no
 * gateway responses; its errors are {"message":"Not Found"} and the like, with one id, apigw-requestid. */
#include "core/str.h"
#include "core/utf8.h"
#include "gateway/front/event_parts.h"
#include "gateway/front/private.h"
#include "http/url.h"

#define BODY_MAX     ((size_t)10 * 1024 * 1024)
#define URL_BODY_MAX ((size_t)6 * 1024 * 1024)
#define HEAD_MAX     10240u

void brisk_http_add_ids(brisk_front *front, brisk_front_call *call)
{
    if (front->api->kind == BRISK_FRONT_HTTP) {
        brisk_front_add_header(call, BRISK_S("Apigw-Requestid"), call->request_id);
        return;
    }
    const brisk_front_state *state = brisk_state_of(call);
    brisk_front_add_header(call, BRISK_S("x-amzn-RequestId"), call->request_id);
    if (state != NULL) {
        brisk_front_add_header(call, BRISK_S("X-Amzn-Trace-Id"), state->answer_trace);
    }
}

void brisk_http_error(brisk_front *front, brisk_front_call *call, int status, const char *message, const char *type)
{
    brisk_buffer body;
    brisk_response_drop_body(call->response);
    brisk_response_clear(call->response);
    call->response->status = status;
    call->response->is_answered = true;
    call->error_type = brisk_str_view(type);
    call->error_message = brisk_str_view(message);
    brisk_front_add_header(call, BRISK_S("Content-Type"), BRISK_S("application/json"));
    brisk_http_add_ids(front, call);
    brisk_cors_apply(front, call);
    brisk_buffer_init(&body, call->request->arena, 0);
    BRISK_BUFFER_APPEND_LITERAL(&body, "{\"message\":");
    brisk_parts_text(&body, brisk_str_view(message));
    brisk_buffer_append_char(&body, '}');
    if (brisk_buffer_finish(&body, &call->response->body) != BRISK_OK) {
        brisk_front_exhausted(call);
    }
}

/* The limits are the API's: the request line with the headers, and the body (that of a function URL is Lambda's). */
bool brisk_http_refuse(brisk_front *front, brisk_front_call *call)
{
    const brisk_request *request = call->request;
    size_t head = request->target.len;
    for (size_t i = 0; i < request->headers.count; i++) {
        head += request->headers.items[i].name.len + request->headers.items[i].value.len;
    }
    size_t most = front->api->kind == BRISK_FRONT_URL ? URL_BODY_MAX : BODY_MAX;
    if (head > HEAD_MAX && front->api->kind == BRISK_FRONT_HTTP) {
        brisk_front_refuse(front, call, request->target.len > HEAD_MAX ? 414 : 431);
    } else if (request->body.len > most) {
        brisk_front_refuse(front, call, 413);
    } else {
        return false;
    }
    return true;
}

/* Paths are decoded: an HTTP API tells "%2F" and "/" not apart. */
static bool split_path(brisk_front *front, brisk_front_call *call)
{
    brisk_front_state *state = brisk_state_of(call);
    brisk_arena *arena = call->request->arena;
    bool is_default = brisk_str_is(front->api->stage, "$default");
    if (is_default) {
        state->path = call->request->raw_path;
        call->stage_path = state->path;
    } else if (!brisk_front_split_stage(front, call)) {
        return false;
    }
    state->path = brisk_utf8_replace_invalid(arena, brisk_percent_decode(arena, state->path, BRISK_DECODE_PATH));
    call->stage_path =
        brisk_utf8_replace_invalid(arena, brisk_percent_decode(arena, call->stage_path, BRISK_DECODE_PATH));
    return state->path.len > 0 && state->path.ptr[0] == '/';
}

static bool find_route(brisk_front *front, brisk_front_call *call)
{
    brisk_front_state *state = brisk_state_of(call);
    brisk_routes_find(&front->routes, state->method, state->path, &state->match);
    if (state->match.route == NULL) {
        return false;
    }
    const brisk_method_config *method = state->match.route->method;
    call->method = method;
    call->resource_path = method->path;
    call->function = method->function;
    call->timeout_ms = method->timeout_ms < 30000 ? method->timeout_ms : 30000;
    brisk_ids_resource(state->resource_id, method->path);
    return true;
}

void brisk_http_look(brisk_front *front, brisk_front_call *call)
{
    if (split_path(front, call)) {
        brisk_state_of(call)->has_stage = true;
        (void)find_route(front, call);
    }
}

brisk_front_step brisk_http_begin(brisk_front *front, brisk_front_call *call)
{
    if (!brisk_front_prepare(front, call) || brisk_http_refuse(front, call)) {
        return BRISK_FRONT_ANSWERED;
    }
    brisk_front_state *state = brisk_state_of(call);
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

void brisk_http_finish(brisk_front *front, brisk_front_call *call, const brisk_invoke_result *result, bool is_timed_out)
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

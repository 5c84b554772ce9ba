/* url.c - a function URL: one function behind every path and method, no stage, no key, no time-out but the function's
 * own. Its request id is that of the invocation: whoever invokes gives Lambda call->request_id. */
#include "gateway/front/url.h"

#include "core/str.h"
#include "core/utf8.h"
#include "gateway/front/answer.h"
#include "gateway/front/cors.h"
#include "gateway/front/http_answer.h"
#include "gateway/front/http_event.h"
#include "gateway/front/state.h"
#include "http/url.h"

#define FUNCTION_TIMEOUT_MAX_MS 900000

static void look(brisk_front *front, brisk_front_call *call)
{
    const brisk_api_config *api = front->api;
    brisk_front_state *state = call->state;
    brisk_arena *arena = call->request->arena;
    state->has_stage = true;
    state->path =
        brisk_utf8_replace_invalid(arena, brisk_percent_decode(arena, call->request->raw_path, BRISK_DECODE_PATH));
    call->stage_path = call->request->raw_path;
    call->method = api->method_count > 0 ? &api->methods[0] : NULL;
    call->function = call->method != NULL                ? call->method->function
                     : front->config->function_count > 0 ? front->config->functions[0].name
                                                         : BRISK_S("");
    const brisk_function_config *function = brisk_gateway_config_function(front->config, call->function);
    call->wants_stream = function != NULL && function->is_streaming;
    call->timeout_ms = FUNCTION_TIMEOUT_MAX_MS;
}

static brisk_front_step begin(brisk_front *front, brisk_front_call *call)
{
    if (brisk_cors_preflight(front, call, 200)) {
        return BRISK_FRONT_ANSWERED;
    }
    look(front, call);
    call->event = brisk_http_event_2(front, call);
    return BRISK_FRONT_INVOKE;
}

static void give_plain(const brisk_front *front, brisk_front_call *call, int status, const char *body,
                       const char *message, const char *error)
{
    brisk_http_verbatim(front, call, brisk_str_view(body), "application/json");
    call->response->status = status;
    call->error_type = BRISK_S("INTEGRATION_FAILURE");
    call->error_message = brisk_str_view(message);
    if (error[0] != '\0') {
        brisk_answer_add_header(call, BRISK_S("x-amzn-ErrorType"), brisk_str_view(error));
    }
}

static void finish(brisk_front *front, brisk_front_call *call, const brisk_invoke_result *result, bool is_timed_out)
{
    if (is_timed_out || result == NULL) {
        give_plain(front, call, 502, "Internal Server Error", "Internal Server Error", "");
        return;
    }
    if (result->request_id.len > 0) {
        call->request_id = brisk_str_copy(call->request->arena, result->request_id);
    }
    switch (result->outcome) {
    case BRISK_INVOKE_ANSWERED:
        if (call->wants_stream) {
            /* Seen: a buffered answer from a streaming URL is passed on as it is; so is a stream that never had a
             * prelude. */
            const brisk_buffer *begun = &call->state->prelude;
            brisk_str body = result->is_streamed ? brisk_buffer_view(begun) : result->payload;
            brisk_http_verbatim(front, call, body, "application/octet-stream");
        } else {
            brisk_http_answer_2(front, call, result->payload, false);
        }
        return;
    case BRISK_INVOKE_THROTTLED:
        give_plain(front, call, 429,
                   "{\"Reason\":\"ReservedFunctionConcurrentInvocationLimitExceeded\",\"Type\":\"User\",\"message\":"
                   "\"Rate Exceeded.\"}",
                   "Rate Exceeded.", "TooManyRequestsException");
        return;
    case BRISK_INVOKE_TOO_LARGE:
        give_plain(front, call, 413, "{\"message\":\"Request Entity Too Large\"}", "Request Entity Too Large", "");
        return;
    case BRISK_INVOKE_UNKNOWN:
        give_plain(front, call, 403, "{\"Message\":\"Forbidden\"}", "Forbidden", "AccessDeniedException");
        return;
    case BRISK_INVOKE_FAILED:
    case BRISK_INVOKE_CANCELLED:
        break;
    }
    give_plain(front, call, 502, "Internal Server Error", "Internal Server Error", "");
}

const brisk_front_actions brisk_url_actions = {.look = look, .begin = begin, .finish = finish};

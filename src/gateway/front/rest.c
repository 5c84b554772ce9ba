/* rest.c - a REST API takes a request up: stage, route, key, throttle, quota, integration, in this order. A request
 * that one of them refuses is answered with a gateway response (responses.h). Facts with their sources: AWS's
 * known-issues page, its pages on throttling and gateway responses, and recordings of live stages. */
#include "gateway/front/rest.h"

#include "core/base64.h"
#include "core/str.h"
#include "gateway/front/answer.h"
#include "gateway/front/context.h"
#include "gateway/front/prelude.h"
#include "gateway/front/responses.h"
#include "gateway/front/rest_answer.h"
#include "gateway/front/rest_event.h"
#include "gateway/front/state.h"
#include "gateway/front/target.h"
#include "gateway/sha256.h"

static brisk_front_step answer(const brisk_front *front, brisk_front_call *call, brisk_response_type type)
{
    brisk_response_give(front, call, type, NULL);
    return BRISK_FRONT_ANSWERED;
}

/* /ping and /sping are reserved: AWS's health check answers there, whatever the API holds. */
static bool is_health_check(brisk_str path)
{
    return brisk_str_is(path, "/ping") || brisk_str_is(path, "/sping");
}

/* ANY stands for these seven; what else a client sends has no method. */
static bool is_known_method(brisk_str method)
{
    static const char *const methods[] = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (brisk_str_is(method, methods[i])) {
            return true;
        }
    }
    return false;
}

/* The token is not told back in clear. */
static brisk_str signature_problem(brisk_arena *arena, brisk_str token)
{
    uint8_t digest[BRISK_SHA256_SIZE];
    char text[2 * BRISK_SHA256_SIZE];
    brisk_sha256 sum;
    brisk_sha256_init(&sum);
    brisk_sha256_add(&sum, token.ptr, token.len);
    brisk_sha256_end(&sum, digest);
    size_t len = brisk_base64_write(text, brisk_str_make((const char *)digest, sizeof digest), BRISK_BASE64_STANDARD);
    return brisk_arena_printf(
        arena,
        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 "
        "and encoded with Base64): '%.*s'.",
        (int)len, text);
}

/* Observed: a request without a route is looked at as one to AWS itself, so that a bearer token is a broken
 * signature. */
static brisk_front_step answer_no_route(const brisk_front *front, brisk_front_call *call)
{
    brisk_str sent = brisk_headers_get(&call->request->headers, BRISK_S("authorization"));
    if (sent.len <= 7 || !brisk_str_equal_ignore_case(brisk_str_make(sent.ptr, 7), BRISK_S("Bearer "))) {
        return answer(front, call, BRISK_RESPONSE_MISSING_AUTHENTICATION_TOKEN);
    }
    brisk_str token = brisk_str_trim(brisk_str_from(sent, 7));
    brisk_response_options options = {
        .status = 403,
        .message = signature_problem(call->request->arena, token),
        .error_type = BRISK_STR("IncompleteSignatureException"),
    };
    brisk_response_give(front, call, BRISK_RESPONSE_DEFAULT_4XX, &options);
    return BRISK_FRONT_ANSWERED;
}

static bool admit(brisk_front *front, brisk_front_call *call)
{
    static const brisk_response_type types[] = {
        [BRISK_ADMIT_NO_KEY] = BRISK_RESPONSE_INVALID_API_KEY,
        [BRISK_ADMIT_THROTTLED] = BRISK_RESPONSE_THROTTLED,
        [BRISK_ADMIT_OVER_QUOTA] = BRISK_RESPONSE_QUOTA_EXCEEDED,
    };
    brisk_front_state *state = call->state;
    brisk_str key = brisk_headers_get(&call->request->headers, BRISK_S("x-api-key"));
    state->admission = brisk_plans_admit(&front->plans, state->match.route, key, &call->time, &state->admitted);
    if (call->method->is_key_required) {
        call->key = key;
    }
    if (state->admitted.member != NULL) {
        call->key_id = state->admitted.member->key->id;
        call->plan_id = state->admitted.member->plan->id;
    }
    if (state->admission != BRISK_ADMITTED) {
        brisk_response_give(front, call, types[state->admission], NULL);
        return false;
    }
    return true;
}

/* Recorded: MOCK answers carry no trace id. */
static brisk_front_step answer_mock(const brisk_front *front, brisk_front_call *call)
{
    const brisk_method_config *method = call->method;
    brisk_context context = {front, call, NULL};
    brisk_answer_start(call, method->mock_status);
    brisk_answer_add_header(call, BRISK_S("Content-Type"), BRISK_S("application/json"));
    brisk_answer_add_rest_ids(call, false);
    for (size_t i = 0; i < method->mock_headers.count; i++) {
        const brisk_setting *header = &method->mock_headers.items[i];
        if (!brisk_headers_set(&call->response->headers, call->request->arena, header->name,
                               brisk_context_mapped(&context, header->value))) {
            brisk_answer_exhausted(call);
            break;
        }
    }
    return BRISK_FRONT_ANSWERED;
}

/* The stage is known. False: no method of it is meant. */
static bool find_method(const brisk_front *front, brisk_front_call *call)
{
    brisk_front_state *state = call->state;
    state->has_stage = true;
    if (!is_known_method(state->method) || !brisk_target_find_route(front, call)) {
        return false;
    }
    call->wants_stream = call->method->is_streaming;
    return true;
}

static void look(brisk_front *front, brisk_front_call *call)
{
    if (brisk_target_split_stage(front, call)) {
        (void)find_method(front, call);
    }
}

static brisk_front_step begin(brisk_front *front, brisk_front_call *call)
{
    const brisk_request *request = call->request;
    brisk_front_state *state = call->state;
    brisk_str override = brisk_headers_get(&request->headers, BRISK_S("x-http-method-override"));
    if (override.len > 0) {
        state->method = brisk_str_upper(request->arena, override);
    }
    bool is_stage = brisk_target_split_stage(front, call);
    if (!is_stage && is_health_check(call->stage_path)) {
        brisk_answer_start(call, 200);
        call->response->body = BRISK_S("healthy");
        return BRISK_FRONT_ANSWERED;
    }
    if (!is_stage) {
        brisk_response_options options = {.is_fixed = true};
        brisk_response_give(front, call, BRISK_RESPONSE_INVALID_API_KEY, &options);
        return BRISK_FRONT_ANSWERED;
    }
    if (!find_method(front, call)) {
        return answer_no_route(front, call);
    }
    if (!admit(front, call)) {
        return BRISK_FRONT_ANSWERED;
    }
    const brisk_method_config *method = call->method;
    if (method->integration == BRISK_INTEGRATION_MOCK) {
        return answer_mock(front, call);
    }
    if (!brisk_str_is(method->integration_method, "POST")) {
        state->problem = BRISK_S("Execution failed due to configuration error: Unable to transform request");
        return answer(front, call, BRISK_RESPONSE_API_CONFIGURATION_ERROR);
    }
    call->event = brisk_rest_event(front, call);
    return BRISK_FRONT_INVOKE;
}

static void fail_integration(const brisk_front *front, brisk_front_call *call, int status)
{
    brisk_response_options options = {.status = status};
    brisk_response_give(front, call, BRISK_RESPONSE_INTEGRATION_FAILURE, &options);
}

static void finish(brisk_front *front, brisk_front_call *call, const brisk_invoke_result *result, bool is_timed_out)
{
    brisk_front_state *state = call->state;
    if (is_timed_out || result == NULL) {
        brisk_response_options options = {.has_trace = true};
        state->problem = BRISK_S("Execution failed due to a timeout error");
        brisk_response_give(front, call, BRISK_RESPONSE_INTEGRATION_TIMEOUT, &options);
        return;
    }
    switch (result->outcome) {
    case BRISK_INVOKE_ANSWERED:
        if (call->wants_stream) {
            /* What was not framed as a stream is no answer in this transfer mode. */
            brisk_str body;
            if (brisk_prelude_take(front, call, result->payload, &body) == BRISK_PIECE_BEGUN) {
                call->response->body = brisk_str_copy(call->request->arena, body);
            } else if (state->phase != BRISK_PHASE_BAD) {
                fail_integration(front, call, 500);
            }
            return;
        }
        brisk_rest_answer(front, call, result->payload, false);
        return;
    case BRISK_INVOKE_FAILED:
        state->problem = brisk_arena_printf(
            call->request->arena,
            "Lambda execution failed with status 200 due to customer function error: %.*s. Lambda request id: %.*s",
            (int)(result->payload.len < 800 ? result->payload.len : 800), result->payload.ptr,
            (int)result->request_id.len, result->request_id.ptr);
        fail_integration(front, call, 502);
        return;
    case BRISK_INVOKE_TOO_LARGE:
        brisk_response_give(front, call, BRISK_RESPONSE_REQUEST_TOO_LARGE, &(brisk_response_options){.is_fixed = true});
        return;
    case BRISK_INVOKE_THROTTLED:
        state->problem = BRISK_S("Execution failed due to configuration error: Rate Exceeded.");
        break;
    case BRISK_INVOKE_UNKNOWN:
        state->problem = BRISK_S("Execution failed due to configuration error: Invalid permissions on Lambda function");
        break;
    case BRISK_INVOKE_CANCELLED:
        state->problem = BRISK_S("Execution failed due to an internal error");
        break;
    }
    fail_integration(front, call, 500);
}

const brisk_front_actions brisk_rest_actions = {.look = look, .begin = begin, .finish = finish};

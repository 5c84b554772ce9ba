/* bootstrap.c - one invocation of an app (bootstrap.h).
 *
 * What goes wrong with an HTTP event is answered as HTTP, so that the client sees it; only what cannot be (an event that
 * is no JSON, no memory even for a 503) fails the invocation. */
#undef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700 /* putenv: setenv would allocate at each invocation */

#include "lambda/bootstrap.h"

#include "app/dispatch.h"
#include "core/log.h"
#include "core/number.h"
#include "core/str.h"
#include "lambda/logs.h"
#include "lambda/stream.h"

#include <stdlib.h>
#include <string.h>

#define TRACE_NAME "_X_AMZN_TRACE_ID"

/* ---- the environment ---- */

static brisk_str environment(const char *name)
{
    const char *value = getenv(name);
    return value == NULL ? (brisk_str){"", 0} : brisk_str_view(value);
}

static brisk_event_call *find_on_event(const brisk_app *app)
{
    for (const brisk_row *row = app->rows; row && row->kind != BRISK_ROW_END; row++) {
        if (row->kind == BRISK_ROW_ON_EVENT) {
            return row->as.event;
        }
    }
    return NULL;
}

/* "1" or "0"; what else is there is a mistake that should not go unseen. */
static bool is_on(brisk_bootstrap *bootstrap, const char *name, const char *problem)
{
    brisk_str value = environment(name);
    if (value.len > 0 && !brisk_str_is(value, "0") && !brisk_str_is(value, "1")) {
        bootstrap->problem = problem;
    }
    return brisk_str_is(value, "1");
}

brisk_status brisk_bootstrap_init(brisk_bootstrap *bootstrap, brisk_service *service)
{
    const char *base_path = getenv("BRISK_BASE_PATH");
    uint64_t memory_mb = 0;
    *bootstrap = (brisk_bootstrap){.service = service, .has_trace_variable = true};
    bootstrap->on_event = find_on_event(brisk_service_app(service));
    bootstrap->context = (brisk_lambda_context){
        .function_name = environment("AWS_LAMBDA_FUNCTION_NAME"),
        .function_version = environment("AWS_LAMBDA_FUNCTION_VERSION"),
        .log_group_name = environment("AWS_LAMBDA_LOG_GROUP_NAME"),
        .log_stream_name = environment("AWS_LAMBDA_LOG_STREAM_NAME"),
    };
    brisk_str memory = environment("AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
    if (brisk_digits_parse(memory, INT32_MAX, &memory_mb) == BRISK_NUMBER_OK) {
        bootstrap->context.memory_limit_mb = (int32_t)memory_mb;
    }
    if (base_path != NULL) {
        bootstrap->options.base_path = brisk_str_view(base_path);
    }
    bootstrap->streams = is_on(bootstrap, "BRISK_RESPONSE_STREAM", "BRISK_RESPONSE_STREAM is neither 1 nor 0");
    bootstrap->pipelines = is_on(bootstrap, "BRISK_LAMBDA_PIPELINE", "BRISK_LAMBDA_PIPELINE is neither 1 nor 0");
    bootstrap->arena = brisk_arena_new(BRISK_LAMBDA_MEMORY_MAX);
    return bootstrap->arena == NULL ? BRISK_NO_MEMORY : BRISK_OK;
}

void brisk_bootstrap_clear(brisk_bootstrap *bootstrap)
{
    brisk_arena_free(bootstrap->arena);
    bootstrap->arena = NULL;
}

/* AWS's SDKs find the trace of the invocation in the environment. The text is in the environment itself, in one place for
 * ever, and written anew. */
static void set_trace_variable(brisk_bootstrap *bootstrap, brisk_str trace_id)
{
    static char variable[1024] = TRACE_NAME "=";
    const size_t start = sizeof(TRACE_NAME); /* the "=" where the name's NUL was */
    if (trace_id.len == 0 || trace_id.len >= sizeof(variable) - start) {
        (void)unsetenv(TRACE_NAME);
        bootstrap->has_trace = false;
        return;
    }
    memcpy(variable + start, trace_id.ptr, trace_id.len);
    variable[start + trace_id.len] = '\0';
    if (!bootstrap->has_trace) {
        bootstrap->has_trace = putenv(variable) == 0;
    }
}

/* ---- the request ---- */

static void begin_request(brisk_bootstrap *bootstrap, const brisk_invocation *invocation)
{
    brisk_request *req = &bootstrap->request;
    brisk_lambda_context *context = &bootstrap->context;
    context->aws_request_id = invocation->request_id;
    context->invoked_function_arn = invocation->function_arn;
    context->trace_id = invocation->trace_id;
    context->client_context = invocation->client_context;
    context->identity = invocation->cognito_identity;
    context->tenant_id = invocation->tenant_id;
    context->deadline_ms = invocation->deadline_ms;
    brisk_request_init(req, bootstrap->arena, &bootstrap->response);
    req->deadline_wall_ms = invocation->deadline_ms;
    brisk_event_set_context(req, context);
    bootstrap->is_begun = true;
}

/* ---- HTTP ---- */

/* An answer that cannot be sent becomes one that says so; false: not even that can be written. */
static bool write_answer(brisk_bootstrap *bootstrap, brisk_buffer *out)
{
    brisk_response *response = &bootstrap->response;
    brisk_status status = brisk_event_write(out, &bootstrap->event, &bootstrap->request, response);
    if (status == BRISK_OK) {
        return true;
    }
    brisk_log(BRISK_LOG_ERROR, "the answer cannot be sent: %s",
              status == BRISK_LIMIT ? "it is larger than the 6 MB that Lambda takes" : brisk_status_text(status));
    if (status == BRISK_NO_MEMORY) {
        brisk_refuse(response, bootstrap->arena, 503, "There is no memory for the answer");
    } else {
        brisk_refuse(response, bootstrap->arena, 500,
                     status == BRISK_LIMIT ? "The answer is larger than Lambda allows" : "Internal Server Error");
    }
    brisk_buffer_rewind(out);
    return brisk_event_write(out, &bootstrap->event, &bootstrap->request, response) == BRISK_OK;
}

static bool takes_stream(const brisk_bootstrap *bootstrap)
{
    brisk_event_kind kind = bootstrap->event.kind;
    return bootstrap->streams && (kind == BRISK_EVENT_REST || kind == BRISK_EVENT_FUNCTION_URL);
}

/* What is there of the body at once: the first write carries it. False where the stream has failed already: nothing has
 * gone out, and another answer can. */
static bool pull_first(brisk_bootstrap *bootstrap, brisk_lambda_reply *reply)
{
    brisk_response *response = &bootstrap->response;
    reply->is_streamed = true;
    reply->pulled = BRISK_PULLED_END;
    reply->body = (brisk_str){"", 0};
    if (brisk_status_has_no_body(response->status) || bootstrap->request.method == BRISK_METHOD_HEAD) {
        return true;
    }
    if (!response->is_stream) {
        reply->body = response->body;
        return true;
    }
    reply->stream = response->stream;
    reply->deadline_ns = brisk_request_deadline_ns(&bootstrap->request);
    reply->pulled = reply->stream.pull(reply->stream.context, &reply->body);
    if (reply->pulled == BRISK_PULLED_WAIT) {
        reply->body = (brisk_str){"", 0};
    }
    return reply->pulled != BRISK_PULLED_FAILED;
}

static bool write_prelude(brisk_bootstrap *bootstrap, brisk_buffer *out)
{
    brisk_buffer_rewind(out);
    if (brisk_event_write_prelude(out, &bootstrap->event, &bootstrap->response) != BRISK_OK) {
        return false;
    }
    brisk_buffer_append(out, BRISK_STREAM_SEPARATOR, BRISK_STREAM_SEPARATOR_LEN);
    return !brisk_buffer_failed(out);
}

/* The head of a streamed answer and its first piece; one that cannot be sent becomes one that says so. */
static bool begin_stream(brisk_bootstrap *bootstrap, brisk_lambda_reply *reply)
{
    brisk_response *response = &bootstrap->response;
    if (pull_first(bootstrap, reply) && write_prelude(bootstrap, reply->out)) {
        return true;
    }
    bool has_memory = reply->out->status != BRISK_NO_MEMORY && !brisk_arena_failed(bootstrap->arena);
    brisk_log(BRISK_LOG_ERROR, "the answer cannot be sent: %s",
              reply->pulled == BRISK_PULLED_FAILED ? "its stream failed"
              : has_memory                         ? brisk_status_text(BRISK_BROKEN_ANSWER)
                                                   : brisk_status_text(BRISK_NO_MEMORY));
    brisk_refuse(response, bootstrap->arena, has_memory ? 500 : 503,
                 has_memory ? "Internal Server Error" : "There is no memory for the answer");
    return pull_first(bootstrap, reply) && write_prelude(bootstrap, reply->out);
}

static bool answer_http(brisk_bootstrap *bootstrap, brisk_lambda_reply *reply)
{
    brisk_request *req = &bootstrap->request;
    brisk_status status = brisk_event_fill(&bootstrap->event, req);
    if (status == BRISK_OK) {
        brisk_handle(bootstrap->service, req);
    } else if (status == BRISK_NO_MEMORY) {
        brisk_refuse(&bootstrap->response, bootstrap->arena, 503, "There is no memory for the request");
    } else {
        brisk_refuse(&bootstrap->response, bootstrap->arena, 400, "The body is not valid base64");
    }
    if (brisk_arena_failed(bootstrap->arena)) { /* the answer is a 503, which by itself tells nobody what to change */
        brisk_log(BRISK_LOG_ERROR,
                  "memory ran out for a request: there are %zu MB for it and its answer, if the machine has them",
                  BRISK_LAMBDA_MEMORY_MAX / ((size_t)1024 * 1024));
    }
    reply->leaves_work = brisk_has_work_after(req);
    if (takes_stream(bootstrap) ? begin_stream(bootstrap, reply) : write_answer(bootstrap, reply->out)) {
        return true;
    }
    reply->error = (brisk_lambda_error){"Runtime.OutOfMemory", BRISK_STR("there is no memory for the answer")};
    return false;
}

/* ---- other events ---- */

static bool answer_event(brisk_bootstrap *bootstrap, brisk_lambda_reply *reply)
{
    static const brisk_lambda_error unhandled = {
        "Function.NoEventHandler",
        BRISK_STR("the event is no HTTP request, and the app names no function for such: APP(…, on_event(function))")};
    brisk_request *req = &bootstrap->request;
    if (bootstrap->on_event == NULL) {
        reply->error = unhandled;
        return false;
    }
    brisk_dispatch *dispatch = brisk_arena_alloc(bootstrap->arena, sizeof(*dispatch)); /* brisk_fail writes there */
    brisk_str answer = {0};
    brisk_status status = BRISK_NO_MEMORY;
    if (dispatch != NULL) {
        dispatch->service = bootstrap->service;
        req->dispatch = dispatch;
        req->state = bootstrap->service->state;
        brisk_request_set(req, &brisk_event_slot, &bootstrap->event);
        status = bootstrap->on_event(req, bootstrap->event.json, &answer);
        reply->leaves_work = brisk_has_work_after(req);
    }
    if (status != BRISK_OK || brisk_arena_failed(bootstrap->arena)) {
        brisk_background_drop(req);
    }
    if (brisk_arena_failed(bootstrap->arena)) {
        reply->error =
            (brisk_lambda_error){"Runtime.OutOfMemory", BRISK_STR("there is no memory for the event's handler")};
        return false;
    }
    if (status != BRISK_OK) {
        bool has_text = dispatch != NULL && dispatch->has_error && dispatch->raised.error.text.len > 0;
        reply->error = (brisk_lambda_error){
            "Function.EventFailed",
            has_text ? dispatch->raised.error.text : brisk_str_view(brisk_status_text(status)),
        };
        return false;
    }
    brisk_buffer_append_str(reply->out, answer.len > 0 ? answer : (brisk_str)BRISK_STR("null"));
    return true;
}

/* ---- what the loop calls ---- */

static bool answer_invocation(void *context, const brisk_invocation *invocation, brisk_lambda_reply *reply)
{
    brisk_bootstrap *bootstrap = context;
    brisk_arena_reset(bootstrap->arena, SIZE_MAX);
    bootstrap->is_begun = false;
    brisk_lambda_logs_set_request(invocation->request_id, invocation->tenant_id);
    if (bootstrap->has_trace_variable) {
        set_trace_variable(bootstrap, invocation->trace_id);
    }
    brisk_event *event = &bootstrap->event;
    brisk_status status = invocation->writable == NULL
                              ? brisk_event_open(bootstrap->arena, invocation->event, &bootstrap->options, event)
                              : brisk_event_open_in_place(bootstrap->arena, invocation->writable, invocation->event.len,
                                                          &bootstrap->options, event);
    if (status == BRISK_NO_MEMORY) {
        reply->error = (brisk_lambda_error){"Runtime.OutOfMemory", BRISK_STR("there is no memory for the event")};
        return false;
    }
    if (status != BRISK_OK) {
        reply->error = (brisk_lambda_error){"Runtime.InvalidEvent", bootstrap->event.problem};
        return false;
    }
    begin_request(bootstrap, invocation);
    return bootstrap->event.kind == BRISK_EVENT_OTHER ? answer_event(bootstrap, reply) : answer_http(bootstrap, reply);
}

static void finish_invocation(void *context, bool sent)
{
    brisk_bootstrap *bootstrap = context;
    if (bootstrap->is_begun) {
        brisk_finish(bootstrap->service, &bootstrap->request, sent);
        bootstrap->is_begun = false;
    }
    brisk_lambda_logs_set_request((brisk_str){0}, (brisk_str){0});
}

brisk_lambda_handler brisk_bootstrap_handler(brisk_bootstrap *bootstrap)
{
    return (brisk_lambda_handler){.answer = answer_invocation,
                                  .finish = finish_invocation,
                                  .context = bootstrap,
                                  .pipelines = bootstrap->pipelines,
                                  .problem = bootstrap->problem};
}

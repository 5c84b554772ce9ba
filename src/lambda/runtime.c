/* runtime.c - the calls of the Runtime API and the loop around them (runtime.h).
 *
 * The event's buffer holds the texts of the invocation until its end: answers to our POSTs are read into another one.
 * Under pipelining the answer to the POST and the next event come to the buffer of the event before last:
 *
 *     events[0]   [ head ][ event 1 ]            in use until invocation 1 is finished
 *     events[1]   [ 202 ][ head ][ event 2 ]     read meanwhile; then in use, and events[0] is free */
#include "lambda/runtime.h"

#include "core/log.h"
#include "core/number.h"
#include "core/str.h"
#include "lambda/stream.h"
#include "schema/json_text.h"

#include <string.h>

#define REPLY_MAX   ((size_t)64 * 1024) /* of an answer to a POST: a status and a few words */
#define SCRATCH_MAX ((size_t)64 * 1024)

#define ERROR_HEAD_ROOM ((size_t)8 * 1024)

brisk_status brisk_runtime_init(brisk_runtime *runtime, const char *address)
{
    memset(runtime, 0, sizeof(*runtime));
    brisk_buffer_init(&runtime->events[0], NULL, BRISK_LAMBDA_EVENT_MAX);
    brisk_buffer_init(&runtime->events[1], NULL, BRISK_LAMBDA_EVENT_MAX);
    brisk_buffer_init(&runtime->reply, NULL, REPLY_MAX);
    brisk_buffer_init(&runtime->answer, NULL, BRISK_LAMBDA_ANSWER_MAX);
    brisk_buffer_init(&runtime->scratch, NULL, SCRATCH_MAX);
    runtime->stream_max = BRISK_LAMBDA_STREAM_MAX;
    brisk_status status = brisk_link_init(&runtime->link, address);
    if (status == BRISK_OK) {
        brisk_heads_init(&runtime->heads, runtime->link.host);
    }
    return status;
}

void brisk_runtime_clear(brisk_runtime *runtime)
{
    brisk_link_close(&runtime->link);
    brisk_buffer_clear(&runtime->events[0]);
    brisk_buffer_clear(&runtime->events[1]);
    brisk_buffer_clear(&runtime->reply);
    brisk_buffer_clear(&runtime->answer);
    brisk_buffer_clear(&runtime->scratch);
}

/* The blocked recv returns, behind what has come already. Async-signal-safe. */
static void wake(brisk_runtime *runtime)
{
    int fd = runtime->link.fd;
    if (fd >= 0) {
        (void)shutdown(fd, SHUT_RDWR);
    }
}

void brisk_runtime_stop(brisk_runtime *runtime)
{
    runtime->is_stopping = 1;
    if (runtime->is_waiting) {
        wake(runtime);
    }
}

/* ---- next ---- */

/* Ids go into request lines and headers of ours: visible ASCII without what ends a path, "#", "%", "/" and "?". */
static bool id_is_valid(brisk_str id)
{
    static const uint32_t allowed[8] = {0, 0x7FFF7FD6, UINT32_MAX, 0x7FFFFFFF}; /* a bit for each byte */
    uint32_t all = 1;
    for (size_t i = 0; i < id.len; i++) {
        unsigned char c = (unsigned char)id.ptr[i];
        all &= allowed[c >> 5] >> (c & 31);
    }
    return all == 1 && id.len <= BRISK_LAMBDA_ID_MAX;
}

static bool fill_invocation(brisk_invocation *invocation, const brisk_link_answer *answer)
{
    *invocation = (brisk_invocation){
        .request_id = answer->headers[BRISK_LINK_REQUEST_ID],
        .function_arn = answer->headers[BRISK_LINK_FUNCTION_ARN],
        .trace_id = answer->headers[BRISK_LINK_TRACE_ID],
        .client_context = answer->headers[BRISK_LINK_CLIENT_CONTEXT],
        .cognito_identity = answer->headers[BRISK_LINK_COGNITO_IDENTITY],
        .tenant_id = answer->headers[BRISK_LINK_TENANT_ID],
        .invocation_id = answer->headers[BRISK_LINK_INVOCATION_ID],
        .event = answer->body,
    };
    uint64_t deadline = 0;
    if (brisk_digits_parse(answer->headers[BRISK_LINK_DEADLINE_MS], INT64_MAX / 1000, &deadline) == BRISK_NUMBER_OK) {
        invocation->deadline_ms = (int64_t)deadline;
    }
    return invocation->request_id.len > 0 && id_is_valid(invocation->request_id) &&
           id_is_valid(invocation->invocation_id);
}

/* The event, for who reads it in place: it is the last that its buffer holds, and there is room behind it. */
static char *writable_event(const brisk_buffer *buffer, brisk_str event)
{
    size_t start = event.len == 0 ? 0 : (size_t)(event.ptr - buffer->data);
    bool is_last = event.len > 0 && start + event.len == buffer->len;
    return is_last && buffer->capacity - buffer->len >= BRISK_JSON_PADDING ? buffer->data + start : NULL;
}

/* is_asked: the question went out with the last answer, and what comes is read behind the answer to that. */
static brisk_status exchange_next(brisk_runtime *runtime, bool is_asked, brisk_link_answer *answer)
{
    brisk_str head = brisk_heads_next(&runtime->heads);
    /* Connected first: from is_waiting on, a stop finds a connection to shut down, or is found here. */
    brisk_status status = is_asked ? BRISK_OK : brisk_link_connect(&runtime->link);
    runtime->is_waiting = 1;
    if (runtime->is_stopping && is_asked) {
        wake(runtime); /* an event that is here already is still answered */
    } else if (runtime->is_stopping) {
        status = BRISK_CANCELLED;
    }
    if (status == BRISK_OK) {
        status = is_asked ? brisk_link_receive(&runtime->link, answer)
                          : brisk_link_exchange(&runtime->link, &head, 1, &runtime->events[runtime->current], answer);
    }
    runtime->is_waiting = 0;
    return status;
}

/* Waits for an event. BRISK_LIMIT: it is too large to be read, though the invocation is known. */
static brisk_status next(brisk_runtime *runtime, bool is_asked)
{
    for (brisk_attempts tries = {0};; is_asked = false) {
        brisk_link_answer answer = {0};
        tries.was_kept = is_asked || runtime->link.was_used;
        brisk_status status = exchange_next(runtime, is_asked, &answer);
        if (runtime->is_stopping && (status != BRISK_OK || !answer.is_whole)) {
            return BRISK_CANCELLED;
        }
        if (status == BRISK_OK && answer.status != 200) {
            brisk_log(BRISK_LOG_ERROR, "the Runtime API answered %d where the next event was asked for", answer.status);
            return BRISK_FAILED;
        }
        if (status == BRISK_OK && fill_invocation(&runtime->invocation, &answer)) {
            if (answer.is_whole) {
                runtime->invocation.writable = writable_event(&runtime->events[runtime->current], answer.body);
                return BRISK_OK;
            }
            if (runtime->events[runtime->current].status != BRISK_OK || runtime->link.was_refused) {
                return BRISK_LIMIT;
            }
        }
        brisk_link_close(&runtime->link); /* whoever speaks so is not asked again on this connection */
        tries.was_kept = tries.was_kept && status == BRISK_IO;
        if (!brisk_exchange_again(&tries, "with an event", status == BRISK_OK ? BRISK_SYNTAX : status)) {
            return status == BRISK_OK ? BRISK_SYNTAX : status;
        }
    }
}

brisk_status brisk_runtime_restore(brisk_runtime *runtime)
{
    brisk_link_answer answer = {0};
    brisk_heads_write_get(&runtime->heads, &runtime->scratch, "restore/next");
    if (brisk_buffer_failed(&runtime->scratch)) {
        return BRISK_NO_MEMORY;
    }
    brisk_str head = brisk_buffer_view(&runtime->scratch);
    brisk_status status = brisk_link_connect(&runtime->link);
    runtime->is_waiting = 1; /* as in exchange_next */
    if (status == BRISK_OK && !runtime->is_stopping) {
        status = brisk_link_exchange(&runtime->link, &head, 1, &runtime->reply, &answer);
    }
    runtime->is_waiting = 0;
    brisk_link_close(&runtime->link);
    if (runtime->is_stopping) {
        return BRISK_CANCELLED;
    }
    if (status == BRISK_OK && answer.status != 200) {
        brisk_log(BRISK_LOG_ERROR, "the Runtime API answered %d where the restore was waited for", answer.status);
        return BRISK_FAILED;
    }
    return BRISK_OK; /* a connection that the snapshot cut is as good as an answer: the next call finds out */
}

/* ---- answering ---- */

/* The answer and the question for the next event in one write. BRISK_OK: *answer is what the host said to the answer,
 * and *is_asked where the next event will follow it. Otherwise the answer has to be posted by itself: a host that had it
 * knows its id. */
static brisk_status exchange_both(brisk_runtime *runtime, const brisk_str parts[2], brisk_link_answer *answer,
                                  bool *is_asked)
{
    const brisk_str all[] = {parts[0], parts[1], brisk_heads_next(&runtime->heads)};
    brisk_buffer *into = &runtime->events[1 - runtime->current];
    brisk_status status = brisk_link_ask(&runtime->link, all, 3, 2, into);
    if (status == BRISK_OK) {
        status = brisk_link_receive(&runtime->link, answer);
    }
    if (status == BRISK_OK && answer->headers[BRISK_LINK_REQUEST_ID].len > 0) {
        brisk_link_close(&runtime->link); /* an event in place of an answer: the host has mixed them up */
        status = BRISK_SYNTAX;
    }
    *is_asked = status == BRISK_OK && runtime->link.expected > 0;
    return status;
}

/* with_next: the next event is asked for as well; *is_asked: it was, and is the next to be received. */
static brisk_status post_response(brisk_runtime *runtime, bool with_next, bool *accepted, bool *is_asked)
{
    const brisk_invocation *invocation = &runtime->invocation;
    brisk_str body = brisk_buffer_view(&runtime->answer);
    brisk_str head = brisk_heads_response(&runtime->heads, invocation->request_id, invocation->invocation_id, body.len);
    const brisk_str parts[2] = {head, body};
    brisk_link_answer answer;
    if (with_next && exchange_both(runtime, parts, &answer, is_asked) == BRISK_OK) {
        return brisk_exchange_judge(&answer, "response", accepted);
    }
    return brisk_exchange_post(runtime, "response", parts, 2, accepted);
}

/* The body goes to the answer's buffer: there is no answer. */
static brisk_status post_error_to(brisk_runtime *runtime, brisk_str path, brisk_str invocation_id,
                                  const brisk_lambda_error *error)
{
    bool accepted;
    brisk_buffer *head = &runtime->scratch;
    brisk_log(BRISK_LOG_ERROR, "%s: %.*s", error->type, (int)error->message.len,
              error->message.len > 0 ? error->message.ptr : "");
    brisk_str body = brisk_lambda_error_body(&runtime->answer, error);
    brisk_heads_begin_post(&runtime->heads, head, path);
    if (invocation_id.len > 0) {
        brisk_heads_add_line(head, "Lambda-Runtime-Invocation-Id", invocation_id);
    }
    brisk_heads_add_line(head, BRISK_LAMBDA_ERROR_TYPE, brisk_lambda_error_type(error));
    BRISK_BUFFER_APPEND_LITERAL(head, "Lambda-Runtime-Function-XRay-Error-Cause: ");
    brisk_lambda_error_append_cause(head, error);
    BRISK_BUFFER_APPEND_LITERAL(head, "\r\n");
    brisk_heads_end(head, body.len);
    if (brisk_buffer_failed(head)) {
        brisk_log(BRISK_LOG_ERROR, "there is no memory to tell of the error");
        return BRISK_NO_MEMORY; /* the process ends, which tells the platform as well */
    }
    const brisk_str parts[2] = {brisk_buffer_view(head), body};
    return brisk_exchange_post(runtime, "error", parts, 2, &accepted);
}

static brisk_status post_error(brisk_runtime *runtime, const brisk_lambda_error *error)
{
    char room[sizeof("invocation//error") + BRISK_LAMBDA_ID_MAX];
    brisk_str id = runtime->invocation.request_id; /* its length was looked at when it came */
    size_t len = sizeof("invocation/") - 1;
    memcpy(room, "invocation/", len);
    memcpy(room + len, id.ptr, id.len);
    memcpy(room + len + id.len, "/error", sizeof("/error") - 1);
    brisk_str path = {room, len + id.len + sizeof("/error") - 1};
    return post_error_to(runtime, path, runtime->invocation.invocation_id, error);
}

brisk_status brisk_runtime_init_error(brisk_runtime *runtime, const brisk_lambda_error *error)
{
    return post_error_to(runtime, BRISK_S("init/error"), (brisk_str){0}, error);
}

brisk_status brisk_runtime_restore_error(brisk_runtime *runtime, const brisk_lambda_error *error)
{
    return post_error_to(runtime, BRISK_S("restore/error"), (brisk_str){0}, error);
}

/* ---- the loop ---- */

/* An answer that could not be written as a whole is an error. */
static bool is_complete(const brisk_lambda_reply *reply, brisk_lambda_error *error)
{
    if (!brisk_buffer_failed(reply->out)) {
        return true;
    }
    bool is_large = reply->out->status == BRISK_LIMIT;
    error->type = is_large ? "Function.ResponseSizeTooLarge" : "Runtime.OutOfMemory";
    error->message = brisk_str_view(is_large ? "the answer is larger than the 6 MB that Lambda takes"
                                             : "there is no memory for the answer");
    return false;
}

static brisk_status answer_one(brisk_runtime *runtime, const brisk_lambda_handler *handler, bool *is_asked)
{
    brisk_lambda_reply reply = {.out = &runtime->answer};
    bool accepted = false;
    brisk_status status;
    brisk_buffer_rewind(&runtime->answer);
    if (!handler->answer(handler->context, &runtime->invocation, &reply) || !is_complete(&reply, &reply.error)) {
        status = post_error(runtime, &reply.error);
    } else if (reply.is_streamed) {
        status = brisk_stream_post(runtime, &reply, &accepted);
    } else {
        bool with_next = handler->pipelines && !reply.leaves_work && !runtime->is_stopping;
        status = post_response(runtime, with_next, &accepted, is_asked);
    }
    if (handler->finish != NULL) {
        handler->finish(handler->context, accepted);
    }
    return status;
}

static brisk_status refuse_to_run(brisk_runtime *runtime, const char *problem)
{
    const brisk_lambda_error error = {"Runtime.InvalidSetting", brisk_str_view(problem)};
    if (brisk_runtime_init_error(runtime, &error) != BRISK_OK) {
        brisk_log(BRISK_LOG_ERROR, "the error at init could not be told");
    }
    return BRISK_USAGE;
}

brisk_status brisk_runtime_run(brisk_runtime *runtime, const brisk_lambda_handler *handler)
{
    static const brisk_lambda_error too_large = {
        "Runtime.EventTooLarge", BRISK_STR("the event is larger than can be read, or there is no memory for it")};
    brisk_status status = BRISK_OK;
    bool is_asked = false;
    if (handler->problem != NULL) {
        return refuse_to_run(runtime, handler->problem);
    }
    (void)brisk_buffer_reserve(&runtime->scratch, ERROR_HEAD_ROOM); /* so that exhaustion can be told of, too */
    while (status == BRISK_OK) {
        if (is_asked) {
            runtime->current = 1 - runtime->current;
        }
        status = next(runtime, is_asked);
        is_asked = false;
        if (status == BRISK_OK) {
            status = answer_one(runtime, handler, &is_asked);
        } else if (status == BRISK_LIMIT) {
            status = post_error(runtime, &too_large);
        }
    }
    return status == BRISK_CANCELLED ? BRISK_OK : status;
}

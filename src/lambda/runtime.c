/* runtime.c - the calls of the Runtime API and the loop around them (runtime.h).
 *
 * The event's buffer holds the texts of the invocation until its end: answers to our POSTs are read into another one. */
#include "lambda/runtime.h"

#include "core/log.h"
#include "core/number.h"
#include "core/str.h"
#include "schema/encode_text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define PREFIX "/2018-06-01/runtime/"

/* The first word of User-Agent is the runtime's name in the platform's own log lines. */
#define USER_AGENT "brisk/" BRISK_VERSION

enum {
    ATTEMPTS = 6,
    FIRST_PAUSE_MS = 10,
    PAUSE_FACTOR = 4,
    MAX_PAUSE_MS = 1000,
    MAX_ID = 256 /* bytes of an id that is echoed; real ones are UUIDs */
};

#define REPLY_MAX ((size_t)64 * 1024) /* of an answer to a POST: a status and a few words */

brisk_status brisk_runtime_init(brisk_runtime *runtime, const char *address)
{
    memset(runtime, 0, sizeof(*runtime));
    brisk_buffer_init(&runtime->event, NULL, BRISK_LAMBDA_EVENT_MAX);
    brisk_buffer_init(&runtime->reply, NULL, REPLY_MAX);
    brisk_buffer_init(&runtime->answer, NULL, BRISK_LAMBDA_ANSWER_MAX);
    return brisk_link_init(&runtime->link, address);
}

void brisk_runtime_clear(brisk_runtime *runtime)
{
    brisk_link_close(&runtime->link);
    brisk_buffer_clear(&runtime->event);
    brisk_buffer_clear(&runtime->reply);
    brisk_buffer_clear(&runtime->answer);
}

void brisk_runtime_stop(brisk_runtime *runtime)
{
    runtime->is_stopping = 1;
    if (runtime->is_waiting && runtime->link.fd >= 0) {
        (void)shutdown(runtime->link.fd, SHUT_RDWR); /* the blocked recv returns; shutdown is async-signal-safe */
    }
}

/* ---- trying again ---- */

typedef struct attempts {
    int count;
    bool was_kept; /* the exchange that failed ran on a connection that had carried others */
    bool had_stale;
} attempts;

static void pause_ms(long ms)
{
    struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)nanosleep(&left, NULL); /* a signal may end it early: it is a pause, not a clock */
}

/* True where the exchange should be tried once more, after the pause that is due. */
static bool try_again(attempts *tries, const char *what, brisk_status status)
{
    if (tries->was_kept && !tries->had_stale) {
        tries->had_stale = true; /* frozen and thawed, or the host closes idle connections: no trouble yet */
        return true;
    }
    if (++tries->count >= ATTEMPTS) {
        brisk_log(BRISK_LOG_ERROR, "the Runtime API does not answer %s: %s", what, brisk_status_text(status));
        return false;
    }
    long ms = FIRST_PAUSE_MS;
    for (int i = 1; i < tries->count && ms < MAX_PAUSE_MS; i++) {
        ms *= PAUSE_FACTOR;
    }
    pause_ms(ms < MAX_PAUSE_MS ? ms : MAX_PAUSE_MS);
    return true;
}

/* ---- heads ---- */

static void begin_head(brisk_runtime *runtime, const char *method, const char *path)
{
    int len = snprintf(runtime->head, sizeof(runtime->head),
                       "%s " PREFIX "%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: " USER_AGENT "\r\n", method, path,
                       runtime->link.host);
    runtime->head_len = len > 0 ? (size_t)len : 0; /* the parts are limited: it always fits */
}

static void add_line(brisk_runtime *runtime, const char *name, brisk_str value)
{
    size_t room = sizeof(runtime->head) - runtime->head_len;
    int len = snprintf(runtime->head + runtime->head_len, room, "%s: %.*s\r\n", name, (int)value.len, value.ptr);
    if (len > 0 && (size_t)len < room) {
        runtime->head_len += (size_t)len;
    }
}

static void end_head(brisk_runtime *runtime)
{
    memcpy(runtime->head + runtime->head_len, "\r\n", 2);
    runtime->head_len += 2;
}

/* ---- next ---- */

/* Ids go into request lines and headers of ours: visible ASCII without what ends a path. */
static bool id_is_valid(brisk_str id)
{
    for (size_t i = 0; i < id.len; i++) {
        if (id.ptr[i] <= ' ' || id.ptr[i] >= 0x7F || strchr("/?#%", id.ptr[i]) != NULL) {
            return false;
        }
    }
    return id.len <= MAX_ID;
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

static brisk_status exchange_next(brisk_runtime *runtime, brisk_link_answer *answer)
{
    begin_head(runtime, "GET", "invocation/next");
    end_head(runtime);
    brisk_str head = {runtime->head, runtime->head_len};
    /* Connected first: from is_waiting on, a stop finds a connection to shut down, or is found here. */
    brisk_status status = brisk_link_connect(&runtime->link);
    runtime->is_waiting = 1;
    if (runtime->is_stopping) {
        status = BRISK_CANCELLED;
    } else if (status == BRISK_OK) {
        status = brisk_link_exchange(&runtime->link, &head, 1, &runtime->event, answer);
    }
    runtime->is_waiting = 0;
    return status;
}

/* Waits for an event. BRISK_LIMIT: it is too large to be read, though the invocation is known. */
static brisk_status next(brisk_runtime *runtime)
{
    attempts tries = {0};
    for (;;) {
        brisk_link_answer answer = {0};
        tries.was_kept = runtime->link.was_used;
        brisk_status status = exchange_next(runtime, &answer);
        if (runtime->is_stopping && (status != BRISK_OK || !answer.is_whole)) {
            return BRISK_CANCELLED;
        }
        if (status == BRISK_OK && answer.status != 200) {
            brisk_log(BRISK_LOG_ERROR, "the Runtime API answered %d where the next event was asked for", answer.status);
            return BRISK_FAILED;
        }
        if (status == BRISK_OK && fill_invocation(&runtime->invocation, &answer)) {
            if (answer.is_whole) {
                return BRISK_OK;
            }
            if (runtime->event.status != BRISK_OK || runtime->link.was_refused) {
                return BRISK_LIMIT;
            }
        }
        brisk_link_close(&runtime->link); /* whoever speaks so is not asked again on this connection */
        tries.was_kept = tries.was_kept && status == BRISK_IO;
        if (!try_again(&tries, "with an event", status == BRISK_OK ? BRISK_SYNTAX : status)) {
            return status == BRISK_OK ? BRISK_SYNTAX : status;
        }
    }
}

brisk_status brisk_runtime_restore(brisk_runtime *runtime)
{
    begin_head(runtime, "GET", "restore/next");
    end_head(runtime);
    brisk_str head = {runtime->head, runtime->head_len};
    brisk_link_answer answer = {0};
    brisk_status status = brisk_link_exchange(&runtime->link, &head, 1, &runtime->reply, &answer);
    brisk_link_close(&runtime->link);
    if (status == BRISK_OK && answer.status != 200) {
        brisk_log(BRISK_LOG_ERROR, "the Runtime API answered %d where the restore was waited for", answer.status);
        return BRISK_FAILED;
    }
    return BRISK_OK; /* a connection that the snapshot cut is as good as an answer: the next call finds out */
}

/* ---- answering ---- */

/* Posts what runtime->head holds, and a body. *accepted: the host took it. */
static brisk_status post(brisk_runtime *runtime, const char *what, brisk_str body, bool *accepted)
{
    brisk_str parts[2] = {{runtime->head, runtime->head_len}, body};
    attempts tries = {0};
    *accepted = false;
    for (;;) {
        brisk_link_answer answer;
        tries.was_kept = runtime->link.was_used;
        brisk_status status = brisk_link_exchange(&runtime->link, parts, 2, &runtime->reply, &answer);
        if (status != BRISK_OK) {
            if (try_again(&tries, what, status)) {
                continue;
            }
            return status;
        }
        *accepted = answer.status >= 200 && answer.status < 300;
        if (!*accepted) {
            brisk_str reply = brisk_str_slice(answer.body, 0, 300);
            brisk_log(BRISK_LOG_ERROR, "the Runtime API answered %d to the %s: %.*s", answer.status, what,
                      (int)reply.len, reply.ptr);
        }
        return answer.status >= 500 ? BRISK_FAILED : BRISK_OK;
    }
}

static void begin_post(brisk_runtime *runtime, const char *path, size_t body_len)
{
    char digits[BRISK_INTEGER_MAX_LEN];
    size_t len = brisk_uint64_format(digits, body_len);
    begin_head(runtime, "POST", path);
    add_line(runtime, "Content-Type", (brisk_str)BRISK_STR("application/json"));
    add_line(runtime, "Content-Length", (brisk_str){digits, len});
}

static void begin_invocation_post(brisk_runtime *runtime, const char *end, size_t body_len)
{
    const brisk_invocation *invocation = &runtime->invocation;
    char path[MAX_ID + 64];
    (void)snprintf(path, sizeof(path), "invocation/%.*s/%s", (int)invocation->request_id.len,
                   invocation->request_id.ptr, end);
    begin_post(runtime, path, body_len);
    if (invocation->invocation_id.len > 0) {
        add_line(runtime, "Lambda-Runtime-Invocation-Id", invocation->invocation_id);
    }
}

static brisk_status post_response(brisk_runtime *runtime, bool *accepted)
{
    brisk_str body = brisk_buffer_view(&runtime->answer);
    begin_invocation_post(runtime, "response", body.len);
    end_head(runtime);
    return post(runtime, "response", body, accepted);
}

/* {"errorMessage":…,"errorType":…,"stackTrace":[]}, in the buffer of the answer; smaller words without memory. */
static brisk_str write_error(brisk_runtime *runtime, const brisk_lambda_error *error)
{
    brisk_buffer *out = &runtime->answer;
    brisk_buffer_rewind(out);
    BRISK_BUFFER_APPEND_LITERAL(out, "{\"errorMessage\":");
    if (!brisk_encode_text(out, error->message) && !brisk_buffer_failed(out)) {
        brisk_buffer_truncate(out, sizeof("{\"errorMessage\":") - 1);
        BRISK_BUFFER_APPEND_LITERAL(out, "\"the message is no UTF-8\"");
    }
    BRISK_BUFFER_APPEND_LITERAL(out, ",\"errorType\":\"");
    brisk_buffer_append_c_string(out, error->type);
    BRISK_BUFFER_APPEND_LITERAL(out, "\",\"stackTrace\":[]}");
    static const brisk_str bare = BRISK_STR("{\"errorMessage\":\"out of memory\",\"errorType\":\"Runtime.OutOfMemory\","
                                            "\"stackTrace\":[]}");
    return brisk_buffer_failed(out) ? bare : brisk_buffer_view(out);
}

static void end_error_head(brisk_runtime *runtime, const brisk_lambda_error *error)
{
    add_line(runtime, "Lambda-Runtime-Function-Error-Type", brisk_str_view(error->type));
    end_head(runtime);
}

static brisk_status post_error(brisk_runtime *runtime, const brisk_lambda_error *error)
{
    bool accepted;
    brisk_log(BRISK_LOG_ERROR, "%s: %.*s", error->type, (int)error->message.len, error->message.ptr);
    brisk_str body = write_error(runtime, error);
    begin_invocation_post(runtime, "error", body.len);
    end_error_head(runtime, error);
    return post(runtime, "error", body, &accepted);
}

brisk_status brisk_runtime_init_error(brisk_runtime *runtime, const brisk_lambda_error *error)
{
    bool accepted;
    brisk_log(BRISK_LOG_ERROR, "%s: %.*s", error->type, (int)error->message.len, error->message.ptr);
    brisk_str body = write_error(runtime, error);
    begin_post(runtime, "init/error", body.len);
    end_error_head(runtime, error);
    return post(runtime, "error at init", body, &accepted);
}

/* ---- the loop ---- */

static brisk_status answer_one(brisk_runtime *runtime, const brisk_lambda_handler *handler)
{
    brisk_lambda_error error = {0};
    bool accepted = false;
    brisk_status status;
    brisk_buffer_rewind(&runtime->answer);
    bool has_answer = handler->answer(handler->context, &runtime->invocation, &runtime->answer, &error);
    if (has_answer && brisk_buffer_failed(&runtime->answer)) {
        bool is_large = runtime->answer.status == BRISK_LIMIT;
        error.type = is_large ? "Function.ResponseSizeTooLarge" : "Runtime.OutOfMemory";
        error.message = brisk_str_view(is_large ? "the answer is larger than the 6 MB that Lambda takes"
                                                : "there is no memory for the answer");
        has_answer = false;
    }
    if (has_answer) {
        status = post_response(runtime, &accepted);
    } else {
        status = post_error(runtime, &error);
    }
    if (handler->finish != NULL) {
        handler->finish(handler->context, accepted);
    }
    return status;
}

brisk_status brisk_runtime_run(brisk_runtime *runtime, const brisk_lambda_handler *handler)
{
    static const brisk_lambda_error too_large = {
        "Runtime.EventTooLarge", BRISK_STR("the event is larger than can be read, or there is no memory for it")};
    brisk_status status = BRISK_OK;
    while (status == BRISK_OK) {
        status = next(runtime);
        if (status == BRISK_OK) {
            status = answer_one(runtime, handler);
        } else if (status == BRISK_LIMIT) {
            status = post_error(runtime, &too_large);
        }
    }
    return status == BRISK_CANCELLED ? BRISK_OK : status;
}

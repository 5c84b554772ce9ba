/* runtime.c - the requests that a runtime makes: what is allowed when, and where an answer's bytes go.
 *
 *     head ─► verdict: may this be posted now, and for this invocation?   body ─► answer │ pieces │ dropped   end ─► answer
 *
 * Source: AWS's "Lambda runtime API"; the words of the errors are those of its runtime interface emulator. */
#include "gateway/function/runtime.h"

#include "core/str.h"
#include "gateway/function/environment.h"
#include "gateway/function/extension.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#define STREAM_MAX ((uint64_t)200 * 1024 * 1024) /* bytes of a streamed answer */
#define OK_BODY    "{\"status\":\"OK\"}\n"
#define OK_ANSWER  "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n" OK_BODY

static int judge(const brisk_environment *environment, const brisk_api_conn *conn)
{
    const brisk_lambda_invocation *current = environment->current;
    brisk_str mode = brisk_api_header_value(conn, BRISK_API_HEADER_RESPONSE_MODE);
    brisk_str id = brisk_api_header_value(conn, BRISK_API_HEADER_INVOCATION_ID);
    if (current == NULL || !environment->is_sent || environment->is_doomed ||
        environment->phase == BRISK_PHASE_ENDING) {
        return 403;
    }
    if (!brisk_str_is(conn->id, current->request_id)) {
        return 400;
    }
    if (current->is_answered || environment->answering != NULL) {
        return 403;
    }
    if (id.len != 0 && !brisk_str_is(id, current->invocation_id)) {
        return 410; /* since July 2026: an answer that was meant for an earlier try */
    }
    return conn->call == BRISK_API_RESPONSE && mode.len != 0 && !brisk_str_is_ignore_case(mode, "streaming") ? 422 : 0;
}

static void have_head(void *context, brisk_api_conn *conn)
{
    brisk_environment *environment = context;
    switch (conn->call) {
    case BRISK_API_RESPONSE:
    case BRISK_API_ERROR:
        conn->verdict = judge(environment, conn);
        if (conn->verdict == 0) {
            bool is_streamed = brisk_api_header_value(conn, BRISK_API_HEADER_RESPONSE_MODE).len != 0;
            environment->answering = conn;
            environment->streamed = 0;
            brisk_buffer_rewind(&environment->answer);
            environment->current->result.is_streamed = is_streamed && conn->call == BRISK_API_RESPONSE;
        }
        break;
    case BRISK_API_INIT_ERROR:
        brisk_buffer_rewind(&environment->init_error);
        break;
    default:
        break;
    }
}

static void pass_piece(brisk_environment *environment, brisk_api_conn *conn, brisk_str piece)
{
    brisk_lambda_invocation *current = environment->current;
    environment->streamed += piece.len;
    if (environment->streamed > STREAM_MAX) {
        conn->verdict = 413;
    } else if (current->wants_pieces && !current->invoke.on_piece(current->invoke.context, piece)) {
        current->wants_pieces = false;
        current->is_spared = true;
    }
}

static void have_body(void *context, brisk_api_conn *conn, brisk_str piece)
{
    brisk_environment *environment = context;
    switch (conn->call) {
    case BRISK_API_RESPONSE:
    case BRISK_API_ERROR:
        if (environment->answering != conn || conn->verdict != 0 || environment->current == NULL) {
            break;
        }
        if (environment->current->result.is_streamed &&
            (environment->current->wants_pieces || environment->current->is_spared)) {
            pass_piece(environment, conn, piece);
            break;
        }
        brisk_buffer_append_str(&environment->answer, piece);
        if (brisk_buffer_failed(&environment->answer)) {
            conn->verdict = 413;
            brisk_buffer_rewind(&environment->answer);
        }
        break;
    case BRISK_API_INIT_ERROR:
        brisk_buffer_append_str(&environment->init_error, piece);
        break;
    case BRISK_API_REGISTER:
        if (piece.len <= sizeof conn->values - conn->values_len) {
            memcpy(conn->values + conn->values_len, piece.ptr, piece.len);
            conn->values_len += piece.len;
            conn->body_len += piece.len;
        } else {
            conn->verdict = 413;
        }
        break;
    default:
        break;
    }
}

/* A header of the function's as a text of ours: without what would break a line or JSON. */
static void copy_word(char *out, size_t size, brisk_str word, const char *otherwise)
{
    size_t len = 0;
    for (size_t i = 0; i < word.len && len + 1 < size; i++) {
        char c = word.ptr[i];
        if (c > ' ' && c < 127 && c != '"' && c != '\\') {
            out[len++] = c;
        }
    }
    out[len] = '\0';
    if (len == 0) {
        (void)snprintf(out, size, "%s", otherwise);
    }
}

static void end_answer(brisk_environment *environment, brisk_api_conn *conn)
{
    char type[BRISK_ERROR_TYPE_MAX];
    environment->answering = NULL;
    if (conn->verdict == 413) {
        brisk_environment_answered(environment, BRISK_INVOKE_FAILED, "Function.ResponseSizeTooLarge");
        brisk_api_answer_error(conn, "413 Request Entity Too Large", "RequestEntityTooLarge",
                               "Exceeded maximum allowed payload size (6291556 bytes).");
        return;
    }
    /* In a streamed answer an error comes behind it, as trailers. */
    brisk_str error = brisk_api_header_value(conn, BRISK_API_HEADER_ERROR_TYPE);
    bool is_error = conn->call == BRISK_API_ERROR || (environment->current->result.is_streamed && error.len != 0);
    copy_word(type, sizeof type, error, "Unhandled");
    if (is_error && conn->call == BRISK_API_RESPONSE) {
        brisk_buffer_rewind(&environment->answer);
        brisk_environment_stream_error(environment, brisk_api_header_value(conn, BRISK_API_HEADER_ERROR_BODY));
    }
    /* The caller hears of it before the function does: it waits for us, and the function works while we tell. */
    brisk_environment_answered(environment, is_error ? BRISK_INVOKE_FAILED : BRISK_INVOKE_ANSWERED,
                               is_error ? type : NULL);
    brisk_api_answer(conn, BRISK_S(OK_ANSWER), (brisk_str){0});
}

static void refuse_answer(brisk_environment *environment, brisk_api_conn *conn)
{
    char text[200];
    switch (conn->verdict) {
    case 400:
        brisk_api_answer_error(conn, "400 Bad Request", "InvalidRequestID", "Invalid request ID");
        break;
    case 410:
        brisk_api_answer_error(conn, "410 Gone", "InvalidInvocationID", "The invocation is over");
        break;
    case 422:
        brisk_api_answer_error(conn, "400 Bad Request", "InvalidFunctionResponseMode",
                               "Invalid function response mode");
        break;
    default:
        (void)snprintf(text, sizeof text,
                       "State transition from %s to %s failed for runtime. Error: State transition is not allowed",
                       environment->current != NULL && environment->current->is_answered ? "RuntimeResponseSent"
                       : environment->phase == BRISK_PHASE_STARTING                      ? "RuntimeStarted"
                                                                                         : "Ready",
                       conn->call == BRISK_API_RESPONSE ? "RuntimeInvocationResponse"
                                                        : "RuntimeInvocationErrorResponse");
        brisk_api_answer_error(conn, "403 Forbidden", "InvalidStateTransition", text);
        break;
    }
}

static void end_init_error(brisk_environment *environment, brisk_api_conn *conn)
{
    if (environment->phase != BRISK_PHASE_STARTING && environment->phase != BRISK_PHASE_RESTARTING) {
        brisk_api_answer_error(
            conn, "403 Forbidden", "InvalidStateTransition",
            "State transition from Ready to RuntimeInitError failed for runtime. Error: State transition is not allowed");
        return;
    }
    copy_word(environment->init_error_type, sizeof environment->init_error_type,
              brisk_api_header_value(conn, BRISK_API_HEADER_ERROR_TYPE), "Runtime.Unknown");
    environment->has_init_error = true;
    brisk_api_answer(conn, BRISK_S(OK_ANSWER), (brisk_str){0});
    brisk_environment_init_failed(environment);
}

static void end_next(brisk_environment *environment, brisk_api_conn *conn)
{
    if (environment->is_sent || environment->has_init_error || environment->phase == BRISK_PHASE_ENDING) {
        if (environment->current != NULL && environment->current->is_answered) {
            environment->is_sent = false; /* that one is done */
        } else {
            brisk_api_answer_error(
                conn, "403 Forbidden", "InvalidStateTransition",
                "State transition from RuntimeRunning to Ready failed for runtime. Error: State transition is not allowed");
            return;
        }
    }
    if (environment->waiting != NULL && environment->waiting != conn) {
        brisk_api_end(environment->waiting); /* its client gave up on it, or has lost count */
    }
    brisk_api_wait(conn);
    environment->waiting = conn;
    brisk_environment_asked(environment);
}

static void have_end(void *context, brisk_api_conn *conn)
{
    brisk_environment *environment = context;
    switch (conn->call) {
    case BRISK_API_NEXT:
        end_next(environment, conn);
        break;
    case BRISK_API_RESPONSE:
    case BRISK_API_ERROR:
        if (environment->answering == conn && environment->current != NULL) {
            end_answer(environment, conn);
        } else {
            refuse_answer(environment, conn);
        }
        break;
    case BRISK_API_INIT_ERROR:
        end_init_error(environment, conn);
        break;
    case BRISK_API_TELEMETRY:
        brisk_api_answer_error(conn, "202 Accepted", "Telemetry.NotSupported", "Telemetry API is not supported");
        break;
    default:
        if (brisk_extension_request(environment, conn)) {
            brisk_environment_asked(environment);
        }
        break;
    }
}

static void have_gone(void *context, brisk_api_conn *conn)
{
    brisk_environment *environment = context;
    if (environment->waiting == conn) {
        environment->waiting = NULL;
    } else if (environment->answering == conn) {
        environment->answering = NULL;
        if (environment->phase == BRISK_PHASE_BUSY && environment->current != NULL &&
            environment->streamed != 0) { /* half of it is with the caller */
            brisk_environment_answered(environment, BRISK_INVOKE_FAILED, "Runtime.TruncatedResponse");
        }
    } else {
        (void)brisk_extension_gone(environment, conn);
    }
}

/* Without its Runtime API an environment is of no use. */
static void have_gone_deaf(void *context)
{
    brisk_environment *environment = context;
    environment->is_outdated = environment->is_doomed = true;
    brisk_process_signal(&environment->process, SIGKILL);
}

const brisk_api_handler brisk_runtime_handler = {
    .on_head = have_head, .on_body = have_body, .on_end = have_end, .on_gone = have_gone, .on_deaf = have_gone_deaf};

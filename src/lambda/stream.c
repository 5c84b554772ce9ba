/* stream.c - chunks, trailers, and what is done when one side breaks off (stream.h). */
#include "lambda/stream.h"

#include "core/base64.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/str.h"

#include <time.h>

enum { FIRST_WAIT_MS = 1, MAX_WAIT_MS = 16 };

#define CHUNK_END "\r\n"
#define BODY_END  "0\r\n\r\n"

typedef struct sender {
    brisk_runtime *runtime;
    const brisk_lambda_reply *reply;
    size_t room; /* bytes that may still be sent */
    bool is_heard;
    brisk_link_answer answer; /* where is_heard */
} sender;

/* A chunk's size line (RFC 9112, 7.1). */
typedef struct size_line {
    char text[2 * sizeof(size_t) + sizeof("\r\n")];
} size_line;

static brisk_str write_size(size_line *line, size_t size)
{
    char *at = line->text + sizeof(line->text);
    *--at = '\n';
    *--at = '\r';
    do {
        *--at = "0123456789abcdef"[size & 15];
        size >>= 4;
    } while (size > 0);
    return (brisk_str){at, (size_t)(line->text + sizeof(line->text) - at)};
}

/* ---- the first write ---- */

static size_t first_len(const brisk_lambda_reply *reply)
{
    return reply->out->len + reply->body.len;
}

/* Head, size, prelude, what is there of the body, end. The texts lie in line and in the runtime's head. */
static void first_parts(sender *s, size_line *line, brisk_str parts[5])
{
    const brisk_lambda_reply *reply = s->reply;
    const brisk_invocation *invocation = &s->runtime->invocation;
    parts[0] = brisk_heads_stream(&s->runtime->heads, invocation->request_id, invocation->invocation_id);
    parts[1] = write_size(line, first_len(reply));
    parts[2] = brisk_buffer_view(reply->out);
    parts[3] = reply->body.len > 0 ? reply->body : BRISK_S("");
    parts[4] = reply->pulled == BRISK_PULLED_END ? BRISK_S(CHUNK_END BODY_END) : BRISK_S(CHUNK_END);
}

/* Begins a stream. A kept connection may turn out to be stale with the first byte: then, and only then, once more. */
static bool begin(sender *s)
{
    brisk_link *link = &s->runtime->link;
    size_line line = {{0}};
    brisk_str parts[5];
    first_parts(s, &line, parts);
    for (int i = 0; i < 2; i++) {
        brisk_status status = brisk_link_ask(link, parts, 5, 1, &s->runtime->reply);
        if (status == BRISK_OK && !link->is_cut_off) {
            return true;
        }
        if (link->is_begun) {
            return false;
        }
        brisk_link_close(link);
    }
    return false;
}

/* ---- the pieces ---- */

static void hear(sender *s)
{
    if (!s->is_heard) {
        s->is_heard = brisk_link_receive(&s->runtime->link, &s->answer) == BRISK_OK;
    }
}

/* Until the stream may have more. False where the host has closed, or refused what it has got so far. */
static bool wait_for_more(sender *s, int *wait_ms)
{
    int ms = *wait_ms;
    *wait_ms = ms * 2 < MAX_WAIT_MS ? ms * 2 : MAX_WAIT_MS;
    if (s->is_heard) { /* it took the answer before its end, and will not speak again */
        struct timespec pause = {.tv_nsec = ms * 1000000L};
        (void)nanosleep(&pause, NULL);
        return true;
    }
    if (!brisk_link_wait(&s->runtime->link, ms)) {
        return true;
    }
    hear(s);
    return s->is_heard && s->answer.status < 300 && s->runtime->link.fd >= 0;
}

static bool send_piece(sender *s, brisk_str piece, bool is_last)
{
    size_line line = {{0}};
    const brisk_str end = BRISK_STR(BODY_END);
    if (piece.len == 0) {
        return !is_last || brisk_link_more(&s->runtime->link, &end, 1) == BRISK_OK;
    }
    brisk_str parts[3] = {write_size(&line, piece.len), piece,
                          is_last ? BRISK_S(CHUNK_END BODY_END) : BRISK_S(CHUNK_END)};
    return brisk_link_more(&s->runtime->link, parts, 3) == BRISK_OK;
}

/* Pulls and sends the rest. False where the connection is of no more use; error->type is set where the stream is what
 * broke off. */
static bool send_rest(sender *s, brisk_lambda_error *error)
{
    const brisk_stream *stream = &s->reply->stream;
    brisk_pulled pulled = s->reply->pulled;
    int wait_ms = FIRST_WAIT_MS;
    while (pulled != BRISK_PULLED_END) {
        brisk_str piece = {"", 0};
        if (pulled == BRISK_PULLED_WAIT && !wait_for_more(s, &wait_ms)) {
            return false;
        }
        if ((int64_t)brisk_clock_monotonic_ns() >= s->reply->deadline_ns) {
            *error = (brisk_lambda_error){"Function.DeadlineExceeded", BRISK_STR("the stream outlived the invocation")};
            return true;
        }
        pulled = stream->pull(stream->context, &piece);
        if (pulled == BRISK_PULLED_FAILED) {
            *error = (brisk_lambda_error){"Function.StreamFailed", BRISK_STR("the stream broke off")};
            return true;
        }
        if (pulled == BRISK_PULLED_WAIT) {
            continue;
        }
        if (piece.len > s->room) {
            *error = (brisk_lambda_error){"Function.ResponseSizeTooLarge",
                                          BRISK_STR("the stream is larger than the 200 MB that Lambda takes")};
            return true;
        }
        s->room -= piece.len;
        wait_ms = FIRST_WAIT_MS;
        if (!send_piece(s, piece, pulled == BRISK_PULLED_END)) {
            return false;
        }
    }
    return true;
}

/* ---- the end ---- */

/* The last chunk with trailers (RFC 9112, 7.1.2). The prelude has gone out: its buffer takes the error's JSON. */
static bool send_trailers(sender *s, const brisk_lambda_error *error)
{
    static const brisk_str bare = BRISK_STR("0\r\n" BRISK_LAMBDA_ERROR_TYPE ": Runtime.OutOfMemory\r\n\r\n");
    brisk_buffer *out = &s->runtime->scratch;
    brisk_str json = brisk_lambda_error_body(&s->runtime->answer, error);
    size_t len = brisk_base64_encoded_len(json.len, BRISK_BASE64_STANDARD);
    brisk_buffer_rewind(out);
    BRISK_BUFFER_APPEND_LITERAL(out, "0\r\n");
    brisk_heads_add_line(out, BRISK_LAMBDA_ERROR_TYPE, brisk_lambda_error_type(error));
    BRISK_BUFFER_APPEND_LITERAL(out, BRISK_LAMBDA_ERROR_BODY ": ");
    char *room = brisk_buffer_reserve(out, len);
    if (room != NULL) {
        brisk_buffer_commit(out, brisk_base64_write(room, json, BRISK_BASE64_STANDARD));
    }
    BRISK_BUFFER_APPEND_LITERAL(out, "\r\n\r\n");
    brisk_str text = brisk_buffer_failed(out) ? bare : brisk_buffer_view(out);
    return brisk_link_more(&s->runtime->link, &text, 1) == BRISK_OK;
}

static brisk_status post_stream(sender *s, bool *accepted)
{
    brisk_lambda_error error = {0};
    brisk_status status = BRISK_OK;
    bool is_whole = begin(s) && send_rest(s, &error);
    if (error.type != NULL) {
        brisk_log(BRISK_LOG_ERROR, "%s: %.*s", error.type, (int)error.message.len, error.message.ptr);
        is_whole = false;
        (void)send_trailers(s, &error); /* where it fails the answer is cut off, which says the same */
    }
    hear(s);
    if (s->is_heard) {
        status = brisk_exchange_judge(&s->answer, "response", accepted);
    } else {
        brisk_log(BRISK_LOG_ERROR, "the connection broke in a streamed answer, which is given up");
    }
    *accepted = *accepted && is_whole;
    return status;
}

static brisk_status post_whole(sender *s, bool *accepted)
{
    size_line line = {{0}};
    brisk_str parts[5];
    first_parts(s, &line, parts);
    return brisk_exchange_post(s->runtime, "response", parts, 5, accepted);
}

brisk_status brisk_stream_post(brisk_runtime *runtime, const brisk_lambda_reply *reply, bool *accepted)
{
    sender s = {.runtime = runtime, .reply = reply, .room = runtime->stream_max};
    *accepted = false;
    s.room -= first_len(reply) < s.room ? first_len(reply) : s.room;
    brisk_status status = reply->pulled == BRISK_PULLED_END ? post_whole(&s, accepted) : post_stream(&s, accepted);
    /* "Close the underlying network connection after successfully writing the response", says the guide of streamed ones.
     * HTTP does not ask for it, and nobody can see from here what the host does without: a connection more is cheap. */
    brisk_link_close(&runtime->link);
    return status;
}

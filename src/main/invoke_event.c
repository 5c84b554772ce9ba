/* invoke_event.c - `app invoke FILE`: one AWS event through the code that answers them on Lambda (lambda/bootstrap.h).
 *
 * Prints what the Runtime API would be given: the answer's JSON, of a failed invocation the error's. With --stream, of
 * an event whose sender takes it, the prelude, an empty line, and the body as it comes. */
#include "core/arena.h"
#include "core/clock.h"
#include "core/str.h"
#include "lambda/bootstrap.h"
#include "lambda/stream.h"
#include "main/commands.h"
#include "schema/json_text.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* What Lambda takes. */
#define EVENT_MAX ((size_t)6 * 1024 * 1024)

/* ---- the file ---- */

static int cannot_read(const char *path, const char *why)
{
    fprintf(stderr, "%s: %s\n", path, why);
    return 2;
}

static int read_all(FILE *file, const char *path, brisk_buffer *text)
{
    for (size_t len = 1; len > 0;) {
        char bytes[16 * 1024];
        len = fread(bytes, 1, sizeof(bytes), file);
        brisk_buffer_append(text, bytes, len);
        if (brisk_buffer_failed(text)) {
            bool is_large = text->status == BRISK_LIMIT;
            return cannot_read(path, is_large ? "the event is larger than the 6 MB that Lambda takes"
                                              : "there is no memory for the event");
        }
    }
    return ferror(file) ? cannot_read(path, strerror(errno)) : 0;
}

static int read_file(const char *path, brisk_buffer *text)
{
    struct stat info;
    if (strcmp(path, "-") == 0) {
        return read_all(stdin, "standard input", text);
    }
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return cannot_read(path, strerror(errno));
    }
    int result = fstat(fileno(file), &info) == 0 && S_ISDIR(info.st_mode) ? cannot_read(path, "it is a directory")
                                                                          : read_all(file, path, text);
    fclose(file);
    return result;
}

/* Says where a text is no JSON: lines and characters count from 1. */
static int check_json(const char *path, brisk_arena *arena, brisk_str text)
{
    const brisk_node *node;
    brisk_json_fault fault = {"Expecting value", 0};
    brisk_status status = brisk_json_text_parse(arena, text, 0, &node, &fault);
    size_t row = 1, column = 1;
    if (status == BRISK_OK) {
        return 0;
    }
    if (status == BRISK_INVALID || status == BRISK_LIMIT) {
        return cannot_read(path, status == BRISK_LIMIT ? "the JSON is nested too deeply" : "it is no UTF-8 text");
    }
    if (status == BRISK_NO_MEMORY) {
        return cannot_read(path, "there is no memory for the event");
    }
    for (size_t i = 0, seen = 0; i < text.len && seen < fault.offset; i++) {
        bool is_last_byte = i + 1 == text.len || ((unsigned char)text.ptr[i + 1] & 0xC0) != 0x80;
        seen += is_last_byte;
        column = text.ptr[i] == '\n' ? 1 : column + is_last_byte;
        row += text.ptr[i] == '\n';
    }
    fprintf(stderr, "%s:%zu:%zu: no JSON: %s\n", strcmp(path, "-") == 0 ? "standard input" : path, row, column,
            fault.text);
    return 2;
}

/* ---- the answer ---- */

static bool print(brisk_str text)
{
    return fwrite(text.ptr == NULL ? "" : text.ptr, 1, text.len, stdout) == text.len;
}

static bool print_stream(const brisk_lambda_reply *reply)
{
    brisk_str head = brisk_buffer_view(reply->out), piece = reply->body;
    brisk_pulled pulled = reply->pulled;
    head.len -= BRISK_STREAM_SEPARATOR_LEN;
    bool is_ok = print(head) && print(BRISK_S("\n\n"));
    for (;;) {
        is_ok = is_ok && (pulled == BRISK_PULLED_WAIT || print(piece)) && fflush(stdout) == 0;
        if (!is_ok || pulled == BRISK_PULLED_END) {
            return is_ok;
        }
        if ((int64_t)brisk_clock_monotonic_ns() >= reply->deadline_ns) {
            fprintf(stderr, "the stream outlives the deadline\n");
            return false;
        }
        if (pulled == BRISK_PULLED_WAIT) {
            (void)nanosleep(&(struct timespec){.tv_nsec = 5 * 1000 * 1000}, NULL);
        }
        piece = (brisk_str){"", 0};
        pulled = reply->stream.pull(reply->stream.context, &piece);
        if (pulled == BRISK_PULLED_FAILED) {
            fprintf(stderr, "the stream broke off\n");
            return false;
        }
    }
}

static bool print_reply(brisk_lambda_reply *reply, bool is_answered, bool wants_stream)
{
    if (!is_answered) {
        brisk_str body = brisk_lambda_error_body(reply->out, &reply->error);
        (void)(print(body) && print(BRISK_S("\n")) && fflush(stdout));
        fprintf(stderr, "the invocation failed: %.*s\n", (int)reply->error.message.len, reply->error.message.ptr);
        return false;
    }
    if (reply->is_streamed) {
        return print_stream(reply);
    }
    if (wants_stream) {
        fprintf(stderr, "--stream: only function URLs and REST APIs take streamed answers; this is the whole one\n");
    }
    return print(brisk_buffer_view(reply->out)) && print(BRISK_S("\n")) && fflush(stdout) == 0;
}

static bool run(brisk_bootstrap *bootstrap, brisk_str event, bool streams, int64_t timeout_ms)
{
    brisk_buffer out;
    brisk_invocation invocation = {
        .request_id = BRISK_S("00000000-0000-4000-8000-000000000000"),
        .function_arn = BRISK_S("arn:aws:lambda:us-east-1:012345678912:function:function"),
        .deadline_ms = timeout_ms == 0 ? 0 : brisk_clock_wall_us() / 1000 + timeout_ms,
        .event = event,
    };
    bootstrap->streams = streams;
    brisk_lambda_handler handler = brisk_bootstrap_handler(bootstrap);
    brisk_buffer_init(&out, NULL, BRISK_LAMBDA_ANSWER_MAX);
    brisk_lambda_reply reply = {.out = &out};
    bool is_answered = handler.answer(handler.context, &invocation, &reply);
    bool is_ok = print_reply(&reply, is_answered, streams);
    handler.finish(handler.context, is_ok);
    brisk_buffer_clear(&out);
    return is_ok;
}

int brisk_invoke_event(brisk_service *service, brisk_arena *arena, const char *path, bool streams, int64_t timeout_ms)
{
    brisk_buffer text;
    brisk_bootstrap bootstrap;
    brisk_buffer_init(&text, arena, EVENT_MAX);
    int result = read_file(path, &text);
    result = result != 0 ? result : check_json(path, arena, brisk_buffer_view(&text));
    if (result != 0) {
        return result;
    }
    if (brisk_service_start(service) != BRISK_OK) {
        fprintf(stderr, "the app's start function failed\n");
        return 1;
    }
    if (brisk_bootstrap_init(&bootstrap, service) != BRISK_OK) {
        fprintf(stderr, "there is no memory\n");
        result = 1;
    } else if (bootstrap.problem != NULL) {
        fprintf(stderr, "%s\n", bootstrap.problem);
        result = 1;
    } else {
        result = run(&bootstrap, brisk_buffer_view(&text), streams, timeout_ms) ? 0 : 1;
    }
    brisk_bootstrap_clear(&bootstrap);
    brisk_service_stop(service);
    return result;
}

/* output.c - stdout and stderr of a function, one pipe, taken apart into log events: a line each, its "\n" with it, as
 * CloudWatch shows them. "\r" ends no line. A longer line than an event may be is split; one without an end is an event when
 * the invocation ends. Nothing is kept but the beginning of one line: a function that floods waits for its own pipe.
 *
 * The pipe is read by hand (uv_poll), so that it can be emptied when an invocation ends: what the function wrote before its
 * answer stands before END. */
#include "gateway/function/output.h"

#include "core/clock.h"
#include "core/heap.h"
#include "core/str.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <yyjson.h>

enum {
    READS_A_TURN = 4,   /* of a piece each: then others have a turn */
    READS_A_DRAIN = 32, /* when an invocation ends: more than a pipe holds */
    PIECE = 65536
};

/* ---- events ---- */

static void keep_tail(brisk_environment *environment, brisk_str text)
{
    if (text.len >= BRISK_TAIL_MAX) {
        text = brisk_str_from(text, text.len - BRISK_TAIL_MAX);
        environment->tail_len = 0;
    }
    if (environment->tail_len + text.len > sizeof environment->tail) {
        size_t kept = BRISK_TAIL_MAX;
        memmove(environment->tail, environment->tail + environment->tail_len - kept, kept);
        environment->tail_len = kept;
    }
    memcpy(environment->tail + environment->tail_len, text.ptr, text.len);
    environment->tail_len += text.len;
}

void brisk_output_event(brisk_environment *environment, brisk_str text)
{
    const brisk_lambda_invocation *current = environment->current;
    if (environment->stream != NULL) {
        (void)brisk_log_append(environment->stream, 0, text); /* a full disk: the store counts what is lost */
    }
    if (current != NULL && current->invoke.wants_tail) {
        keep_tail(environment, text);
    }
}

static int level_rank(brisk_str name)
{
    static const char *const NAMES[] = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};
    for (int i = 0; i < (int)(sizeof NAMES / sizeof *NAMES); i++) {
        if (brisk_str_is_ignore_case(name, NAMES[i])) {
            return i;
        }
    }
    return 2; /* one that is missing or unknown counts as INFO (AWS, "Log-level filtering") */
}

/* In the JSON format a line that is an object with a level may be of no interest. */
static bool is_wanted(const brisk_function_config *config, brisk_str line)
{
    int least = config->application_log_level.len != 0 ? level_rank(config->application_log_level) : 0;
    if (config->log_format != BRISK_LOG_FORMAT_JSON || least == 0 || line.ptr[0] != '{') {
        return true;
    }
    yyjson_doc *doc = yyjson_read(line.ptr, line.len, YYJSON_READ_NOFLAG);
    yyjson_val *root = yyjson_doc_get_root(doc), *level = yyjson_obj_get(root, "level");
    bool is_object = yyjson_is_obj(root);
    int rank = level_rank((brisk_str){yyjson_get_str(level), yyjson_get_len(level)});
    yyjson_doc_free(doc);
    return !is_object || rank >= least;
}

static void put_line(brisk_environment *environment, brisk_str line)
{
    if (line.len != 0 && is_wanted(environment->function->config, line)) {
        brisk_output_event(environment, line);
    }
}

static void take(brisk_environment *environment, brisk_str text)
{
    brisk_buffer *start = &environment->output.line;
    while (text.len != 0) {
        size_t end = brisk_str_find_char(text, '\n');
        size_t len = end == BRISK_STR_NONE ? text.len : end + 1;
        size_t room = BRISK_LINE_MAX - start->len;
        bool is_whole = end != BRISK_STR_NONE || len >= room;
        len = len < room ? len : room;
        if (start->len == 0 && is_whole) {
            put_line(environment, (brisk_str){text.ptr, len});
        } else {
            brisk_buffer_append(start, text.ptr, len);
            if (is_whole || brisk_buffer_failed(start)) {
                put_line(environment, brisk_buffer_view(start));
                brisk_buffer_rewind(start);
            }
        }
        text = brisk_str_from(text, len);
    }
}

void brisk_output_flush(brisk_environment *environment)
{
    if (environment->output.line.len != 0) {
        put_line(environment, brisk_buffer_view(&environment->output.line));
    }
    brisk_buffer_clear(&environment->output.line);
    brisk_buffer_init(&environment->output.line, NULL, BRISK_LINE_MAX);
}

/* ---- the pipe ---- */

/* False: it ended, or failed. */
static bool read_some(brisk_environment *environment, int reads)
{
    uv_buf_t piece = environment->function->lambda->scratch; /* its second half: the first may be being parsed */
    char *bytes = piece.base + piece.len;
    for (int i = 0; i < reads; i++) {
        ssize_t count = read(environment->output.fd, bytes, PIECE);
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) {
            return true;
        }
        if (count <= 0) {
            return false;
        }
        take(environment, (brisk_str){bytes, (size_t)count});
        if (count < PIECE / 16) {
            return true; /* most likely it is empty: the poll tells if not */
        }
    }
    return true;
}

static void readable(uv_poll_t *poll, int status, int events)
{
    brisk_environment *environment = poll->data;
    (void)events;
    if (environment->output.poll == poll && (status < 0 || !read_some(environment, READS_A_TURN))) {
        brisk_output_close(environment);
    }
}

brisk_status brisk_output_open(brisk_environment *environment, int fd)
{
    uv_poll_t *poll = brisk_heap_alloc(sizeof *poll);
    if (poll == NULL || uv_poll_init(environment->function->lambda->loop, poll, fd) != 0) {
        brisk_heap_free(poll);
        (void)close(fd);
        return BRISK_NO_MEMORY;
    }
    poll->data = environment;
    environment->handles++;
    environment->output.poll = poll;
    environment->output.fd = fd;
    if (uv_poll_start(poll, UV_READABLE, readable) != 0) {
        brisk_output_close(environment);
        return BRISK_IO;
    }
    return BRISK_OK;
}

void brisk_output_drain(brisk_environment *environment)
{
    if (environment->output.poll != NULL && !read_some(environment, READS_A_DRAIN)) {
        brisk_output_close(environment);
    }
}

static void poll_closed(uv_handle_t *handle)
{
    brisk_environment *environment = handle->data;
    brisk_heap_free((uv_poll_t *)handle);
    environment->output.closed(environment);
}

void brisk_output_close(brisk_environment *environment)
{
    uv_poll_t *poll = environment->output.poll;
    if (poll == NULL) {
        return;
    }
    environment->output.poll = NULL;
    uv_close((uv_handle_t *)poll, poll_closed);
    (void)close(environment->output.fd);
    environment->output.fd = -1;
}

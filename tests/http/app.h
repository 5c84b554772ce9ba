/* app.h - what stands behind the connections of tests/http and of the HTTP fuzzer: a handler that answers
 *
 *     /echo      the body                    /status/NNN   a body of three bytes with that status
 *     /method    the method                  /big          10000 bytes of x
 *     /headers   the headers, a line each    /stream       three pieces, a wait after the first
 *     /path      the decoded path            /sized        the same with a known length
 *     /close     with "Connection: close"    /broken       a stream that fails behind its first piece
 *     all else   "Hello"
 */
#ifndef BRISK_TESTS_HTTP_APP_H
#define BRISK_TESTS_HTTP_APP_H

#include "core/str.h"
#include "net/http1.h"

#include <stdlib.h>

typedef struct test_stream {
    int step;
    bool breaks;
} test_stream;

static inline brisk_pulled pull_test_stream(void *context, brisk_str *piece)
{
    test_stream *stream = context;
    switch (stream->step++) {
    case 0:
        *piece = BRISK_S("one,");
        return BRISK_PULLED_MORE;
    case 1:
        return stream->breaks ? BRISK_PULLED_FAILED : BRISK_PULLED_WAIT;
    case 2:
        *piece = BRISK_S("two,");
        return BRISK_PULLED_MORE;
    default:
        *piece = BRISK_S("three");
        return BRISK_PULLED_END;
    }
}

static inline void set_test_stream(brisk_exchange *exchange, int64_t length, bool breaks)
{
    test_stream *stream = brisk_arena_alloc(exchange->arena, sizeof(*stream));
    if (stream == NULL) {
        exchange->response.status = 503;
        return;
    }
    stream->breaks = breaks;
    exchange->response.is_stream = true;
    exchange->response.stream = (brisk_stream){.pull = pull_test_stream, .context = stream, .length = length};
}

static inline brisk_str join_test_headers(const brisk_exchange *exchange)
{
    brisk_buffer out;
    brisk_buffer_init(&out, exchange->arena, 0);
    for (size_t i = 0; i < exchange->request.headers.count; i++) {
        const brisk_header *header = &exchange->request.headers.items[i];
        brisk_buffer_append_printf(&out, "[%.*s=%.*s]", (int)header->name.len, header->name.ptr, (int)header->value.len,
                                   header->value.len > 0 ? header->value.ptr : "");
    }
    return brisk_buffer_view(&out);
}

static inline brisk_str big_test_body(brisk_arena *arena)
{
    char *bytes = brisk_arena_alloc_raw(arena, 10000);
    if (bytes == NULL) {
        return (brisk_str){0};
    }
    memset(bytes, 'x', 10000);
    return (brisk_str){bytes, 10000};
}

static inline void answer_test_request(void *context, brisk_exchange *exchange)
{
    const brisk_request *request = &exchange->request;
    brisk_response *response = &exchange->response;
    brisk_str path = request->path;
    (void)context;
    response->status = 200;
    response->body = BRISK_S("Hello");
    if (brisk_str_is(path, "/echo")) {
        response->body = request->body;
    } else if (brisk_str_is(path, "/method")) {
        response->body = request->method_text;
    } else if (brisk_str_is(path, "/headers")) {
        response->body = join_test_headers(exchange);
    } else if (brisk_str_is(path, "/path")) {
        response->body = brisk_str_concat(exchange->arena, request->path, BRISK_S(" ? "), request->query);
    } else if (brisk_str_is(path, "/big")) {
        response->body = big_test_body(exchange->arena);
    } else if (brisk_str_is(path, "/stream")) {
        set_test_stream(exchange, -1, false);
    } else if (brisk_str_is(path, "/sized")) {
        set_test_stream(exchange, 13, false);
    } else if (brisk_str_is(path, "/broken")) {
        set_test_stream(exchange, -1, true);
    } else if (brisk_str_is(path, "/close")) {
        (void)brisk_headers_add(&response->headers, exchange->arena, BRISK_S("Connection"), BRISK_S("close"));
    } else if (brisk_str_starts_with(path, BRISK_S("/status/")) && path.len == 11) {
        response->status = (path.ptr[8] - '0') * 100 + (path.ptr[9] - '0') * 10 + (path.ptr[10] - '0');
        response->body = BRISK_S("abc");
        if (response->status < 200 || response->status > 599) {
            response->status = 500; /* of a fuzzer */
        }
    }
    brisk_exchange_answer(exchange);
}

static inline void refuse_test_request(void *context, brisk_exchange *exchange, int status, const char *detail)
{
    brisk_response *response = &exchange->response;
    (void)context;
    brisk_response_clear(response);
    response->status = status;
    response->body = brisk_arena_printf(exchange->arena, "{\"detail\":\"%s\"}", detail);
    (void)brisk_headers_add(&response->headers, exchange->arena, BRISK_S("content-type"), BRISK_S("application/json"));
}

static inline void end_test_request(void *context, brisk_exchange *exchange, bool was_sent)
{
    (void)context;
    (void)exchange;
    (void)was_sent;
}

static const brisk_http1_handler test_handler = {
    .on_request = answer_test_request, .on_refuse = refuse_test_request, .on_done = end_test_request};

#endif

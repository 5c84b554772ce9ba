/* Tests of event/write: the JSON of answers, read back by their shapes where that says more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "event/event_test.h"
#include "event/shapes.h"
#include "schema/encode_text.h"

#include <brisk/value.h>

#include <stdio.h>

static void set_header(world *w, const char *name, const char *value)
{
    brisk_headers_add(&w->response.headers, w->arena, brisk_str_view(name), brisk_str_view(value));
}

/** A 200 with two cookies, a header that repeats, and this body. */
static void answer(world *w, const char *event, const char *type, brisk_str body)
{
    assert_int_equal(start(w, event, NULL), BRISK_OK);
    w->response.status = 200;
    w->response.body = body;
    if (type) {
        set_header(w, "Content-Type", type);
    }
    set_header(w, "Set-Cookie", "a=1");
    set_header(w, "Vary", "A");
    set_header(w, "set-cookie", "b=2");
    set_header(w, "vary", "B");
}

static brisk_str written(world *w)
{
    assert_int_equal(brisk_event_write(&w->out, &w->event, &w->req, &w->response), BRISK_OK);
    return brisk_buffer_view(&w->out);
}

static void test_shapes(void **state)
{
    world w = {.arena = NULL};
    answer(&w, REST("/", "/prod/", ""), "text/plain", BRISK_S("a\"\n"));
    assert_text(written(&w), "{\"statusCode\":200,\"headers\":{\"content-type\":\"text/plain\"},\"multiValueHeaders\":"
                             "{\"set-cookie\":[\"a=1\",\"b=2\"],\"vary\":[\"A\",\"B\"]},\"body\":\"a\\\"\\n\","
                             "\"isBase64Encoded\":false}");
    answer(&w, HTTP2("/", "$default", "abc", ""), NULL, BRISK_S("\xFF"));
    assert_text(written(&w), "{\"statusCode\":200,\"headers\":{\"vary\":\"A,B\"},\"cookies\":[\"a=1\",\"b=2\"],"
                             "\"body\":\"/w==\",\"isBase64Encoded\":true}");
    answer(&w, ALB(",\"multiValueHeaders\":{}"), NULL, BRISK_S(""));
    assert_text(written(&w), "{\"statusCode\":200,\"statusDescription\":\"200 OK\",\"multiValueHeaders\":"
                             "{\"set-cookie\":[\"a=1\",\"b=2\"],\"vary\":[\"A\",\"B\"]},\"body\":\"\","
                             "\"isBase64Encoded\":false}");
    answer(&w, ALB(""), NULL, BRISK_S(""));
    assert_text(written(&w), "{\"statusCode\":200,\"statusDescription\":\"200 OK\",\"headers\":{\"vary\":\"A,B\","
                             "\"set-cookie\":\"a=1\",\"Set-cookie\":\"b=2\"},\"body\":\"\",\"isBase64Encoded\":false}");
    answer(&w, EDGE(""), "image/png", BRISK_S("x"));
    set_header(&w, "Content-Length", "1");
    set_header(&w, "X-Edge-Anything", "1");
    assert_text(
        written(&w),
        "{\"status\":\"200\",\"statusDescription\":\"OK\",\"headers\":{\"content-type\":[{\"key\":\"content-type\","
        "\"value\":\"image/png\"}],\"set-cookie\":[{\"key\":\"set-cookie\",\"value\":\"a=1\"},{\"key\":\"set-cookie\","
        "\"value\":\"b=2\"}],\"vary\":[{\"key\":\"vary\",\"value\":\"A\"},{\"key\":\"vary\",\"value\":\"B\"}]},"
        "\"body\":\"eA==\",\"bodyEncoding\":\"base64\"}");
    brisk_arena_free(w.arena);
}

/* What is written fits the shapes that describe it. */
static void test_described(void **state)
{
    static const char *const events[] = {REST("/", "/prod/", ""),
                                         HTTP2("/", "$default", "abc", ""),
                                         URL,
                                         ALB(""),
                                         ALB(",\"multiValueHeaders\":{}"),
                                         LATTICE("")};
    world w = {.arena = NULL};
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        brisk_EventAnswer read;
        answer(&w, events[i], "text/plain", BRISK_S("x"));
        assert_int_equal(brisk_from_json(w.arena, EventAnswer, &read, written(&w), NULL), BRISK_OK);
        assert_int_equal(read.status_code, 200);
        assert_text(read.body.value, "x");
        assert_true(read.headers.given || read.multi_value_headers.given);
        assert_int_equal(read.cookies.given,
                         w.event.kind == BRISK_EVENT_HTTP_V2 || w.event.kind == BRISK_EVENT_FUNCTION_URL);
    }
    brisk_EventEdgeAnswer edge;
    answer(&w, EDGE(""), "text/plain", BRISK_S("x"));
    assert_int_equal(brisk_from_json(w.arena, EventEdgeAnswer, &edge, written(&w), NULL), BRISK_OK);
    assert_text(edge.body_encoding.value, "text");
    assert_int_equal(edge.headers.value.count, 3);
    brisk_arena_free(w.arena);
}

static bool is_text(world *w, const char *type, const char *encoding, brisk_str body,
                    const brisk_event_options *options)
{
    brisk_EventAnswer read;
    assert_int_equal(start(w, ALB(""), options), BRISK_OK);
    w->response.status = 200;
    w->response.body = body;
    if (type) {
        set_header(w, "content-type", type);
    }
    if (encoding) {
        set_header(w, "content-encoding", encoding);
    }
    assert_int_equal(brisk_from_json(w->arena, EventAnswer, &read, written(w), NULL), BRISK_OK);
    return !read.is_base64_encoded.value;
}

static void test_text_or_base64(void **state)
{
    static const char *const text[] = {"text/html; charset=utf-8",
                                       "TEXT/CSS",
                                       "application/json",
                                       "Application/JSON",
                                       "application/problem+json",
                                       "image/svg+xml",
                                       "application/javascript",
                                       "application/x-www-form-urlencoded",
                                       "application/vnd.oai.openapi;version=3.1"};
    static const char *const binary[] = {"image/png",        "application/octet-stream",  "font/woff2",
                                         "application/zip",  "multipart/mixed; x=text/a", "nonsense",
                                         "application/jsonx"};
    static const char *const more[] = {"application/x-own", "font/", NULL};
    const brisk_event_options options = {.text_types = more};
    world w = {.arena = NULL};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        assert_true(is_text(&w, text[i], NULL, BRISK_S("x"), NULL));
        assert_false(is_text(&w, text[i], NULL, BRISK_S("\xC3"), NULL));
        assert_false(is_text(&w, text[i], "gzip", BRISK_S("x"), NULL));
        assert_true(is_text(&w, text[i], "identity", BRISK_S("x"), &options));
    }
    for (size_t i = 0; i < sizeof binary / sizeof *binary; i++) {
        assert_false(is_text(&w, binary[i], NULL, BRISK_S("x"), NULL));
        assert_true(is_text(&w, binary[i], NULL, BRISK_S(""), NULL));
    }
    assert_true(is_text(&w, NULL, NULL, BRISK_S("x"), NULL));
    assert_true(is_text(&w, "application/X-Own; a=b", NULL, BRISK_S("x"), &options));
    assert_true(is_text(&w, "font/woff2", NULL, BRISK_S("x"), &options));
    brisk_arena_free(w.arena);
}

typedef struct pieces {
    int count;
    brisk_pulled end;
} pieces;

static brisk_pulled pull(void *context, brisk_str *piece)
{
    pieces *p = context;
    if (p->count-- == 2) {
        return BRISK_PULLED_WAIT;
    }
    *piece = BRISK_S("\xC3");
    if (p->count > 0) {
        return BRISK_PULLED_MORE;
    }
    *piece = BRISK_S("\xA9");
    return p->end;
}

static void test_streams(void **state)
{
    world w = {.arena = NULL};
    pieces whole = {3, BRISK_PULLED_END}, broken = {3, BRISK_PULLED_FAILED}, late = {3, BRISK_PULLED_END};
    assert_int_equal(start(&w, URL, NULL), BRISK_OK);
    w.response.status = 200;
    w.response.is_stream = true;
    w.response.stream = (brisk_stream){pull, NULL, &whole, -1};
    assert_text(written(&w), "{\"statusCode\":200,\"headers\":{},\"body\":\"\xC3\xA9\",\"isBase64Encoded\":false}");
    brisk_buffer_rewind(&w.out);
    w.response.stream.context = &broken;
    assert_text(written(&w), "{\"statusCode\":500,\"headers\":{\"content-type\":\"text/plain; charset=utf-8\"},"
                             "\"body\":\"Internal Server Error\",\"isBase64Encoded\":false}");
    brisk_buffer_rewind(&w.out);
    w.response.stream.context = &late;
    w.req.deadline_ns = 1;
    assert_int_equal(brisk_event_write(&w.out, &w.event, &w.req, &w.response), BRISK_OK);
    assert_memory_equal(w.out.data, "{\"statusCode\":500", 17);
    brisk_arena_free(w.arena);
}

static brisk_pulled pull_for_ever(void *context, brisk_str *piece)
{
    ++*(int *)context;
    *piece = BRISK_S("0123456789");
    return BRISK_PULLED_MORE;
}

/* A stream that is longer than an answer may be, asked for by HEAD: its head is the answer, and no error of its length. */
static void test_no_body_reads_no_stream(void **state)
{
    world w = {.arena = NULL};
    int pulls = 0;
    assert_int_equal(start(&w, URL, NULL), BRISK_OK);
    brisk_buffer_init(&w.out, w.arena, 1000);
    w.response.status = 200;
    w.response.is_stream = true;
    w.response.stream = (brisk_stream){pull_for_ever, NULL, &pulls, -1};
    assert_int_equal(brisk_event_write(&w.out, &w.event, &w.req, &w.response), BRISK_LIMIT);
    assert_true(pulls > 0);
    pulls = 0;
    w.req.method = BRISK_METHOD_HEAD;
    assert_text(written(&w), "{\"statusCode\":200,\"headers\":{},\"body\":\"\",\"isBase64Encoded\":false}");
    w.req.method = BRISK_METHOD_GET;
    w.response.status = 304;
    brisk_buffer_rewind(&w.out);
    assert_text(written(&w), "{\"statusCode\":304,\"headers\":{},\"body\":\"\",\"isBase64Encoded\":false}");
    assert_int_equal(pulls, 0);
    brisk_arena_free(w.arena);
}

static void test_limits(void **state)
{
    static const char *const out_of_it[] = {"VARY", NULL};
    const brisk_event_options options = {.exclude_headers = out_of_it};
    world w = {.arena = NULL};
    answer(&w, URL, "text/plain", BRISK_S("0123456789"));
    brisk_buffer_init(&w.out, w.arena, 100);
    assert_int_equal(brisk_event_write(&w.out, &w.event, &w.req, &w.response), BRISK_LIMIT);
    answer(&w, URL, "image/png", BRISK_S("0123456789"));
    brisk_buffer_init(&w.out, w.arena, 120);
    assert_int_equal(brisk_event_write(&w.out, &w.event, &w.req, &w.response), BRISK_LIMIT);
    answer(&w, URL, NULL, BRISK_S("x"));
    set_header(&w, "X-Name", "caf\xE9");
    brisk_buffer_append_str(&w.out, BRISK_S("before"));
    assert_int_equal(brisk_event_write(&w.out, &w.event, &w.req, &w.response), BRISK_BROKEN_ANSWER);
    assert_text(brisk_buffer_view(&w.out), "before");
    w.response.status = 0;
    assert_int_equal(brisk_event_write(&w.out, &w.event, &w.req, &w.response), BRISK_BROKEN_ANSWER);
    assert_int_equal(brisk_event_write_prelude(&w.out, &w.event, &w.response), BRISK_BROKEN_ANSWER);
    answer(&w, URL, NULL, BRISK_S("x"));
    w.event.options = &options;
    w.response.status = 304;
    assert_text(written(&w), "{\"statusCode\":304,\"headers\":{},\"cookies\":[\"a=1\",\"b=2\"],\"body\":\"\","
                             "\"isBase64Encoded\":false}");
    answer(&w, URL, "text/plain", BRISK_S("x"));
    w.req.method = BRISK_METHOD_HEAD;
    assert_int_equal(brisk_event_write_prelude(&w.out, &w.event, &w.response), BRISK_OK);
    assert_text(brisk_buffer_view(&w.out), "{\"statusCode\":200,\"headers\":{\"content-type\":\"text/plain\","
                                           "\"vary\":\"A,B\"},\"cookies\":[\"a=1\",\"b=2\"]}");
    brisk_arena_free(w.arena);
}

/* What is written is long as it has to be and no longer, wherever in a word of eight a special byte stands: a buffer of
 * just that size takes it. */
static void test_texts_of_all_lengths(void **state)
{
    static const char *const specials[] = {"\"", "\\", "\n", "\x01", "\x1f", "\x7f", "\xC3\xA9", "\xF0\x9F\x98\x80"};
    static const char *const escaped[] = {"\\\"",    "\\\\", "\\n",      "\\u0001",
                                          "\\u001f", "\x7f", "\xC3\xA9", "\xF0\x9F\x98\x80"};
    brisk_arena *arena = brisk_arena_new(0);
    for (size_t len = 0; len < 20; len++) {
        for (size_t at = 0; at <= len; at++) {
            for (size_t i = 0; i < sizeof specials / sizeof *specials; i++) {
                char text[64], wanted[64];
                brisk_buffer out;
                int text_len = snprintf(text, sizeof text, "%.*s%s%.*s", (int)at, "abcdefghijklmnopqrst", specials[i],
                                        (int)(len - at), "ABCDEFGHIJKLMNOPQRST");
                int size = snprintf(wanted, sizeof wanted, "\"%.*s%s%.*s\"", (int)at, "abcdefghijklmnopqrst",
                                    escaped[i], (int)(len - at), "ABCDEFGHIJKLMNOPQRST");
                brisk_buffer_init(&out, arena, (size_t)size);
                assert_true(brisk_encode_text(&out, (brisk_str){text, (size_t)text_len}));
                assert_true(brisk_str_is(brisk_buffer_view(&out), wanted));
                brisk_buffer_init(&out, arena, (size_t)size - 1);
                assert_true(brisk_encode_text(&out, (brisk_str){text, (size_t)text_len}));
                assert_int_equal(out.status, BRISK_LIMIT);
                text[at] = '\xFF';
                brisk_buffer_init(&out, arena, 0);
                assert_false(brisk_encode_text(&out, (brisk_str){text, (size_t)text_len}));
            }
        }
        brisk_arena_reset(arena, SIZE_MAX);
    }
    brisk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_described),
        cmocka_unit_test(test_text_or_base64),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_texts_of_all_lengths),
        cmocka_unit_test(test_no_body_reads_no_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

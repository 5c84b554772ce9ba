/* Tests of event/event: which kind an event is, and what is refused. */
#include "core/heap.h"
#include "schema/json_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "event/event_test.h"

static void test_kinds(void **state)
{
    static const struct {
        const char *text;
        brisk_event_kind kind;
    } cases[] = {
        {REST("/", "/prod/", ""), BRISK_EVENT_REST},
        {REST("/", "/prod/", ",\"version\":\"1.0\""), BRISK_EVENT_HTTP_V1},
        {HTTP2("/", "$default", "abc", ""), BRISK_EVENT_HTTP_V2},
        {URL, BRISK_EVENT_FUNCTION_URL},
        {ALB(""), BRISK_EVENT_ALB},
        {EDGE(""), BRISK_EVENT_EDGE},
        {LATTICE(""), BRISK_EVENT_LATTICE},
        {"{\"requestContext\":{\"connectionId\":\"c\",\"eventType\":\"MESSAGE\"},\"body\":\"x\"}", BRISK_EVENT_OTHER},
        {"{\"httpMethod\":\"GET\",\"resource\":\"/\",\"requestContext\":{\"connectionId\":\"c\"}}", BRISK_EVENT_OTHER},
        {"{\"type\":\"REQUEST\",\"methodArn\":\"arn\",\"httpMethod\":\"GET\",\"requestContext\":{}}",
         BRISK_EVENT_OTHER},
        {"{\"version\":\"2.0\",\"routeArn\":\"arn\",\"requestContext\":{\"http\":{}}}", BRISK_EVENT_OTHER},
        {"{\"Records\":[{\"cf\":{\"request\":{},\"response\":{}}}]}", BRISK_EVENT_OTHER},
        {"{\"Records\":[{\"eventSource\":\"aws:sqs\",\"body\":\"{}\"}]}", BRISK_EVENT_OTHER},
        {"{\"Records\":[]}", BRISK_EVENT_OTHER},
        {"{\"raw_path\":\"/\",\"method\":\"GET\"}", BRISK_EVENT_OTHER},
        {"{\"source\":\"aws.events\"}", BRISK_EVENT_OTHER},
        {"{\"requestContext\":null}", BRISK_EVENT_OTHER},
        {"[]", BRISK_EVENT_OTHER},
        {"\"warm\"", BRISK_EVENT_OTHER},
        {"null", BRISK_EVENT_OTHER},
    };
    world w = {.arena = NULL};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(start(&w, cases[i].text, NULL), BRISK_OK);
        assert_int_equal(w.event.kind, cases[i].kind);
        assert_non_null(brisk_event_kind_name(w.event.kind));
        if (w.event.kind == BRISK_EVENT_OTHER) {
            assert_int_equal(brisk_event_fill(&w.event, &w.req), BRISK_USAGE);
        }
    }
    brisk_arena_free(w.arena);
}

/* Escapes and all: what is read in place is what is read from a copy; nothing is written behind the padding. */
static void test_in_place(void **state)
{
    static const char text[] = HTTP2("/caf\\u00e9", "$default", "abc", ",\"body\":\"a\\n\\\"b\\\"\"");
    char bytes[sizeof(text) - 1 + BRISK_JSON_PADDING + 1];
    brisk_event event;
    brisk_str body = {0};
    brisk_arena *arena = brisk_arena_new(0);
    memcpy(bytes, text, sizeof(text) - 1);
    bytes[sizeof(bytes) - 1] = '!';
    assert_int_equal(brisk_event_open_in_place(arena, bytes, sizeof(text) - 1, NULL, &event), BRISK_OK);
    assert_int_equal(event.kind, BRISK_EVENT_HTTP_V2);
    assert_true(brisk_json_str(brisk_json_get(event.json, BRISK_S("body")), &body));
    assert_text(body, "a\n\"b\"");
    assert_true(body.ptr > bytes && body.ptr < bytes + sizeof(bytes));
    assert_int_equal(bytes[sizeof(bytes) - 1], '!');
    memcpy(bytes, "{\"a\":1}", 7); /* what follows the text is not part of it */
    assert_int_equal(brisk_event_open_in_place(arena, bytes, 6, NULL, &event), BRISK_SYNTAX);
    memcpy(bytes, "{\"a\":", 5);
    assert_int_equal(brisk_event_open_in_place(arena, bytes, 5, NULL, &event), BRISK_SYNTAX);
    assert_text(event.problem, "the event is no JSON");
    assert_int_equal(brisk_event_open_in_place(arena, bytes, 0, NULL, &event), BRISK_SYNTAX);
    brisk_arena_free(arena);
}

static void test_refused(void **state)
{
    world w = {.arena = NULL};
    assert_int_equal(start(&w, "", NULL), BRISK_SYNTAX);
    assert_text(w.event.problem, "the event is no JSON");
    assert_int_equal(start(&w, "{\"a\":", NULL), BRISK_SYNTAX);
    assert_int_equal(start(&w, ALB(",\"headers\":{\"host\":7}"), NULL), BRISK_INVALID);
    assert_text(w.event.problem, "a header or query parameter is no text");
    assert_int_equal(start(&w, ALB(",\"multiValueQueryStringParameters\":{\"a\":[null]}"), NULL), BRISK_INVALID);
    assert_int_equal(start(&w, ALB(",\"body\":7"), NULL), BRISK_INVALID);
    assert_text(w.event.problem, "[{\"type\":\"string_type\",\"loc\":[\"event\",\"body\"],"
                                 "\"msg\":\"Input should be a valid string\",\"input\":7}]");
    assert_int_equal(start(&w, ALB(",\"body\":\"%%%\",\"isBase64Encoded\":true"), NULL), BRISK_INVALID);
    assert_text(w.event.problem, "the body is no base64");
    assert_int_equal(start(&w, ALB(",\"body\":null,\"isBase64Encoded\":true,\"headers\":null"), NULL), BRISK_OK);
    brisk_arena_free(w.arena);
}

/* Whatever allocation fails: BRISK_NO_MEMORY, or an answer as ever. */
static void test_torture(void **state)
{
    static const char *const texts[] = {
        REST(
            "/a%20b", "/prod/a%20b",
            ",\"headers\":{\"A\":\"1\"},\"multiValueHeaders\":{\"A\":[\"1\",\"2\"]},"
            "\"multiValueQueryStringParameters\":{\"q\":[\"a b\",\"c&d\"]},\"body\":\"AAAA\",\"isBase64Encoded\":true"),
        HTTP2("/dev/x y", "dev", "abc", ",\"cookies\":[\"a=1\",\"b=2\"],\"headers\":{\"x-forwarded-port\":\"81\"}"),
        EDGE(
            ",\"headers\":{\"host\":[{\"key\":\"Host\",\"value\":\"h\"}]},\"body\":{\"data\":\"AAAA\",\"encoding\":\"base64\"}"),
    };
    world w = {.arena = NULL};
    (void)!start(&w, texts[0], NULL);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bool is_fired = true;
        for (uint64_t nth = 1; is_fired; nth++) {
            brisk_heap_fail_at(nth, true);
            brisk_status status = start(&w, texts[i], NULL);
            if (status == BRISK_OK) {
                w.response.status = 200;
                w.response.body = BRISK_S("hello");
                brisk_headers_add(&w.response.headers, w.arena, BRISK_S("Vary"), BRISK_S("A"));
                brisk_headers_add(&w.response.headers, w.arena, BRISK_S("vary"), BRISK_S("B"));
                status = brisk_event_write(&w.out, &w.event, &w.req, &w.response);
            }
            is_fired = brisk_heap_fault_fired();
            brisk_heap_fail_at(0, false);
            assert_int_equal(status, is_fired ? BRISK_NO_MEMORY : BRISK_OK);
        }
    }
    brisk_arena_free(w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_in_place),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_torture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

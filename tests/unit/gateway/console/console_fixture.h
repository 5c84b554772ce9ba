/* console_fixture.h - requests as the relay tells the console of them, and requests to the console itself: no socket. */
#ifndef BRISK_TEST_CONSOLE_FIXTURE_H
#define BRISK_TEST_CONSOLE_FIXTURE_H

#include "core/heap.h"
#include "core/str.h"
#include "gateway/console/console.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yyjson.h>

#include <cmocka.h>

#define WALL_MS INT64_C(1795330000000)

/* A request that was answered. Members may be changed before it is handed on. */
typedef struct seen {
    brisk_arena *arena;
    brisk_request request;
    brisk_response response;
    brisk_front_call call;
    brisk_invoke_result result;
    brisk_console_request told;
} seen;

static inline void seen_init(seen *s, const char *method, const char *target)
{
    memset(s, 0, sizeof *s);
    s->arena = brisk_arena_new(0);
    assert_non_null(s->arena);
    brisk_response_clear(&s->response);
    brisk_request_init(&s->request, s->arena, &s->response);
    s->request.method = brisk_method_parse(brisk_str_view(method));
    s->request.method_text = brisk_str_view(method);
    s->request.client = BRISK_S("127.0.0.1");
    assert_int_equal(brisk_request_set_target(&s->request, brisk_str_view(target)), BRISK_OK);
    assert_true(brisk_headers_add(&s->request.headers, s->arena, BRISK_S("Host"), BRISK_S("localhost:9000")));
    assert_true(brisk_headers_add(&s->response.headers, s->arena, BRISK_S("content-type"), BRISK_S("text/plain")));
    s->call = (brisk_front_call){.request = &s->request,
                                 .response = &s->response,
                                 .time = {.wall_ms = WALL_MS, .monotonic_ns = 1000000},
                                 .function = BRISK_STR("hello"),
                                 .event = BRISK_STR("{\"path\":\"/hello\"}"),
                                 .request_id = BRISK_STR("11111111-2222-3333-4444-555555555555"),
                                 .trace_id = BRISK_STR("Root=1-0"),
                                 .resource_path = BRISK_STR("/{proxy+}")};
    s->result = (brisk_invoke_result){.outcome = BRISK_INVOKE_ANSWERED,
                                      .request_id = BRISK_STR("aaaaaaaa-2222-3333-4444-555555555555"),
                                      .payload = BRISK_STR("{\"statusCode\":200}"),
                                      .log_group = BRISK_STR("/aws/lambda/hello"),
                                      .log_stream = BRISK_STR("2026/11/22/[$LATEST]0f8fad5bd9cb469fa16570867728950e"),
                                      .is_cold = true,
                                      .queued_ns = 1100000,
                                      .init_start_ns = 1200000,
                                      .init_end_ns = 2200000,
                                      .sent_ns = 2300000,
                                      .answered_ns = 3300000,
                                      .duration_ms = 1,
                                      .init_ms = 1,
                                      .billed_ms = 2,
                                      .memory_bytes = 1 << 20};
    s->told = (brisk_console_request){.call = &s->call,
                                      .result = &s->result,
                                      .status = 200,
                                      .body = BRISK_STR("hi"),
                                      .body_len = 2,
                                      .received_ns = 1000000,
                                      .answered_ns = 3500000};
}

static inline void seen_clear(seen *s)
{
    brisk_arena_free(s->arena);
}

/* ---- JSON ---- */

static inline yyjson_val *member(yyjson_val *object, const char *name)
{
    yyjson_val *value = yyjson_obj_get(object, name);
    if (value == NULL) {
        fail_msg("there is no member %s", name);
    }
    return value;
}

static inline void assert_text(yyjson_val *object, const char *name, const char *expected)
{
    const char *text = yyjson_get_str(member(object, name));
    assert_non_null(text);
    assert_string_equal(text, expected);
}

static inline void assert_number(yyjson_val *object, const char *name, double expected)
{
    assert_true(yyjson_is_num(member(object, name)));
    double difference = yyjson_get_num(member(object, name)) - expected;
    assert_true(difference < 1e-9 && difference > -1e-9);
}

#endif

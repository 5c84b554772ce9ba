/* front_fixture.h - a front with its configuration, and requests sent through it: no socket, no process, a clock held
 * by hand. */
#ifndef BRISK_TEST_FRONT_FIXTURE_H
#define BRISK_TEST_FRONT_FIXTURE_H

#include "core/buffer.h"
#include "core/str.h"
#include "gateway/front/front.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yyjson.h>

#include <cmocka.h>

#define KEY "devkey0123456789abcdefghij"

typedef struct fixture {
    brisk_arena *arena; /* of the configuration */
    brisk_gateway_config config;
    brisk_front *front;
    brisk_arena *request_arena;
    brisk_request request;
    brisk_response response;
    brisk_front_call call;
    brisk_front_time now;
    brisk_front_step step;
    yyjson_doc *event;
} fixture;

static inline brisk_str text_of(const char *text)
{
    return brisk_str_view(text);
}

/* A function "fn", a key k1 in plan p1, stage dev, and no method yet. */
static inline void fixture_init(fixture *f, brisk_front_kind kind)
{
    memset(f, 0, sizeof *f);
    f->arena = brisk_arena_new(0);
    f->request_arena = brisk_arena_new(0);
    brisk_gateway_config_init(&f->config);
    f->config.api.kind = kind;
    f->config.api.id = BRISK_S("abc123");
    f->config.api.stage = kind == BRISK_FRONT_REST ? BRISK_S("dev") : BRISK_S("$default");
    assert_non_null(brisk_gateway_config_add_function(&f->config, f->arena, BRISK_S("fn"), BRISK_S("fn.zip")));
    f->now = (brisk_front_time){.wall_ms = INT64_C(1744668661123), .monotonic_ns = 5000000000};
}

static inline brisk_method_config *fixture_method(fixture *f, const char *method, const char *path)
{
    brisk_method_config *added =
        brisk_gateway_config_add_method(&f->config, f->arena, text_of(path), text_of(method), BRISK_S("fn"));
    assert_non_null(added);
    return added;
}

/* Key and plan; the plan may be changed before fixture_start. */
static inline brisk_plan_config *fixture_key(fixture *f)
{
    brisk_api_config *api = &f->config.api;
    api->keys = brisk_arena_alloc(f->arena, sizeof *api->keys);
    api->keys[0] = (brisk_key_config){BRISK_STR("k1"), BRISK_STR("dev-key"), BRISK_STR(KEY), true};
    api->key_count = 1;
    api->plans = brisk_arena_alloc(f->arena, sizeof *api->plans);
    brisk_str *ids = brisk_arena_alloc(f->arena, sizeof *ids);
    ids[0] = BRISK_S("k1");
    api->plans[0] = (brisk_plan_config){.id = BRISK_STR("p1"), .key_ids = ids, .key_count = 1};
    api->plan_count = 1;
    return api->plans;
}

static inline void fixture_start(fixture *f)
{
    char problem[256] = "";
    assert_int_equal(brisk_front_new(&f->config, NULL, &f->front, problem, sizeof problem), BRISK_OK);
    brisk_front_seed(f->front, 1);
}

/* A REST API with an open ANY /{proxy+}. */
static inline void fixture_rest(fixture *f)
{
    fixture_init(f, BRISK_FRONT_REST);
    fixture_method(f, "ANY", "/{proxy+}");
}

static inline void fixture_clear(fixture *f)
{
    yyjson_doc_free(f->event);
    brisk_front_free(f->front);
    brisk_arena_free(f->request_arena);
    brisk_arena_free(f->arena);
}

/* Without reading the target: for those who set it. */
static inline void fixture_prepare(fixture *f, const char *method, const char *target)
{
    yyjson_doc_free(f->event);
    f->event = NULL;
    brisk_arena_reset(f->request_arena, 1 << 20);
    brisk_response_clear(&f->response);
    brisk_request_init(&f->request, f->request_arena, &f->response);
    f->request.method = brisk_method_parse(text_of(method));
    f->request.method_text = text_of(method);
    f->request.client = BRISK_S("127.0.0.1");
    f->request.server = BRISK_S("127.0.0.1:9000");
    assert_int_equal(brisk_request_set_target(&f->request, text_of(target)), BRISK_OK);
    f->call = (brisk_front_call){.request = &f->request, .response = &f->response, .time = f->now};
}

static inline brisk_front_step fixture_begin(fixture *f)
{
    f->call.time = f->now;
    f->step = brisk_front_begin(f->front, &f->call);
    if (f->step == BRISK_FRONT_INVOKE) {
        f->event = yyjson_read(f->call.event.ptr, f->call.event.len, 0);
        assert_non_null(f->event); /* an event is always JSON */
    }
    return f->step;
}

/* headers: "Name: value\nName: value"; Host comes before them where they have none. */
static inline brisk_front_step send_bytes(fixture *f, const char *method, const char *target, const char *headers,
                                          brisk_str body)
{
    fixture_prepare(f, method, target);
    brisk_str rest = text_of(headers), line, name, value;
    bool more = rest.len > 0;
    if (strstr(headers, "Host:") == NULL && strstr(headers, "host:") == NULL) {
        assert_true(brisk_headers_add(&f->request.headers, f->request_arena, BRISK_S("Host"),
                                      BRISK_S("abc123.execute-api.eu-west-1.amazonaws.com")));
    }
    while (brisk_str_split(&rest, '\n', &more, &line)) {
        assert_true(brisk_str_cut(line, ':', &name, &value));
        assert_true(brisk_headers_add(&f->request.headers, f->request_arena, name, brisk_str_trim(value)));
    }
    f->request.body = body;
    return fixture_begin(f);
}

static inline brisk_front_step send(fixture *f, const char *method, const char *target, const char *headers,
                                    const char *body)
{
    return send_bytes(f, method, target, headers, text_of(body));
}

static inline brisk_front_step get(fixture *f, const char *target)
{
    return send(f, "GET", target, "x-api-key: " KEY, "");
}

/* The function's end of it. */
static inline void answer(fixture *f, const char *payload)
{
    brisk_invoke_result result = {
        .outcome = BRISK_INVOKE_ANSWERED,
        .request_id = BRISK_STR("8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
        .payload = text_of(payload),
    };
    assert_int_equal(f->step, BRISK_FRONT_INVOKE);
    brisk_front_finish(f->front, &f->call, &result, false);
}

static inline void finish_as(fixture *f, brisk_invoke_outcome outcome)
{
    brisk_invoke_result result = {
        .outcome = outcome,
        .request_id = BRISK_STR("8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
        .payload = BRISK_STR("{\"errorMessage\":\"broken\",\"errorType\":\"Error\"}"),
    };
    assert_int_equal(f->step, BRISK_FRONT_INVOKE);
    brisk_front_finish(f->front, &f->call, &result, false);
}

/* ---- expectations ---- */

/* The event's value at a JSON pointer is this JSON text. */
static inline void expect_event_at(fixture *f, const char *pointer, const char *json, const char *file, int line)
{
    yyjson_val *value = f->event != NULL ? yyjson_doc_ptr_get(f->event, pointer) : NULL;
    char *text = value != NULL ? yyjson_val_write(value, 0, NULL) : NULL;
    const char *found = text != NULL ? text : "(nothing)";
    if (strcmp(found, json) != 0) {
        print_error("event %s: %s, expected %s\n", pointer, found, json);
        _fail(file, line);
    }
    free(text);
}

#define expect_event(f, pointer, json) expect_event_at(f, pointer, json, __FILE__, __LINE__)
#define expect_absent(f, pointer)      expect_event_at(f, pointer, "(nothing)", __FILE__, __LINE__)

static inline void expect_text_at(brisk_str found, const char *expected, const char *file, int line)
{
    if (found.len != strlen(expected) || (found.len > 0 && memcmp(found.ptr, expected, found.len) != 0)) {
        print_error("\"%.*s\", expected \"%s\"\n", (int)found.len, found.len > 0 ? found.ptr : "", expected);
        _fail(file, line);
    }
}

#define expect_text(found, expected) expect_text_at(found, expected, __FILE__, __LINE__)
#define expect_body(f, expected)     expect_text((f)->response.body, expected)
#define expect_header(f, name, expected)                                                                               \
    expect_text(brisk_headers_get(&(f)->response.headers, brisk_str_view(name)), expected)
#define expect_no_header(f, name) assert_null(brisk_headers_get(&(f)->response.headers, brisk_str_view(name)).ptr)

/* A header of exactly this spelling. */
static inline bool has_raw_header(const fixture *f, const char *name, const char *value)
{
    for (size_t i = 0; i < f->response.headers.count; i++) {
        if (brisk_str_is(f->response.headers.items[i].name, name) &&
            (value == NULL || brisk_str_is(f->response.headers.items[i].value, value))) {
            return true;
        }
    }
    return false;
}

/* The values of a header in their order: "a|b". */
static inline brisk_str header_values(fixture *f, const char *name)
{
    brisk_buffer out;
    brisk_buffer_init(&out, f->request_arena, 0);
    for (size_t i = 0; i < f->response.headers.count; i++) {
        if (brisk_str_is_ignore_case(f->response.headers.items[i].name, name)) {
            if (out.len > 0) {
                brisk_buffer_append_char(&out, '|');
            }
            brisk_buffer_append_str(&out, f->response.headers.items[i].value);
        }
    }
    return brisk_buffer_view(&out);
}

static inline void expect_error_at(fixture *f, int status, const char *error, const char *body, const char *file,
                                   int line)
{
    if (f->response.status != status) {
        print_error("status %d, expected %d\n", f->response.status, status);
        _fail(file, line);
    }
    expect_text_at(f->response.body, body, file, line);
    expect_text_at(brisk_headers_get(&f->response.headers, BRISK_S("x-amzn-errortype")), error, file, line);
}

#define expect_error(f, status, error, body) expect_error_at(f, status, error, body, __FILE__, __LINE__)

#define INTERNAL "{\"message\": \"Internal server error\"}"

#endif

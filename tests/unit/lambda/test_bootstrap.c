/* test_bootstrap.c - one invocation without a host: each allocation of it fails once, and there is still an answer, or an
 * error that says so. */
#include "core/heap.h"
#include "core/log.h"
#include "lambda/bootstrap.h"
#include "lambda/stream.h"

#include <brisk/brisk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static brisk_status take_event(brisk_request *req, brisk_json event, brisk_str *answer);

MODEL(Item, (str, name, length(1, 10)), (list(str), tags, defaults()));
ENDPOINT(create_item, POST, "/items", Item, status(201), body(Item, item));
ENDPOINT(read_stream, GET, "/stream", raw, query(str, script));
ENDPOINT(read_nothing, GET, "/nothing", raw);
APP(app, title("Test"), on_event(take_event), create_item, read_stream, read_nothing);

/* Each letter a pull: a-z MORE, A-Z END, "-" WAIT, "!" FAILED. */
static brisk_pulled pull(void *context, brisk_str *piece)
{
    const char **letter = context;
    *piece = (brisk_str){*letter, 1};
    switch (*(*letter)++) {
    case '-':
        return BRISK_PULLED_WAIT;
    case '!':
        return BRISK_PULLED_FAILED;
    default:
        return (*letter)[-1] >= 'a' ? BRISK_PULLED_MORE : BRISK_PULLED_END;
    }
}

static size_t closed;

static void close_stream(void *context)
{
    (void)context;
    closed++;
}

static brisk_status read_stream(brisk_request *req, const read_stream_in *in)
{
    const char **letter = brisk_arena_alloc(brisk_request_arena(req), sizeof(*letter));
    if (letter == NULL) {
        return BRISK_NO_MEMORY;
    }
    *letter = in->script.ptr;
    brisk_stream stream = {.pull = pull, .close = close_stream, .context = letter, .length = -1};
    return brisk_respond_stream(req, 200, "text/plain", stream);
}

static brisk_status read_nothing(brisk_request *req, const read_nothing_in *in)
{
    (void)in;
    return brisk_respond(req, 204, NULL, (brisk_str){0});
}

static brisk_status create_item(brisk_request *req, const create_item_in *in, Item *out)
{
    *out = in->item;
    out->tags = brisk_strs(req, "more", "of", "it");
    return BRISK_OK;
}

static brisk_status take_event(brisk_request *req, brisk_json event, brisk_str *answer)
{
    *answer = brisk_strf(req, "{\"is_object\":%d}", brisk_json_kind_of(event) == BRISK_JSON_OBJECT);
    return BRISK_OK;
}

#define POST_ITEM(body)                                                                                                \
    "{\"version\":\"2.0\",\"routeKey\":\"$default\",\"rawPath\":\"/items\",\"rawQueryString\":\"\","                   \
    "\"headers\":{\"host\":\"x.example\",\"content-type\":\"application/json\"},\"requestContext\":{\"http\":"         \
    "{\"method\":\"POST\",\"path\":\"/items\",\"protocol\":\"HTTP/1.1\",\"sourceIp\":\"192.0.2.1\","                   \
    "\"userAgent\":\"t\"},\"stage\":\"$default\"},\"body\":\"" body "\",\"isBase64Encoded\":false}"

#define GET_OF(domain, path, query)                                                                                    \
    "{\"version\":\"2.0\",\"routeKey\":\"$default\",\"rawPath\":\"" path "\",\"rawQueryString\":\"" query "\","        \
    "\"headers\":{\"host\":\"x.example\"},\"requestContext\":{\"domainName\":\"" domain "\",\"http\":"                 \
    "{\"method\":\"GET\",\"path\":\"" path "\",\"protocol\":\"HTTP/1.1\",\"sourceIp\":\"192.0.2.1\","                  \
    "\"userAgent\":\"t\"},\"stage\":\"$default\"},\"isBase64Encoded\":false}"
#define URL "abc.lambda-url.eu-central-1.on.aws"
#define API "abc.execute-api.eu-central-1.amazonaws.com"

static brisk_bootstrap bootstrap;

static int start(void **state)
{
    char problem[256];
    brisk_service *service;
    assert_int_equal(brisk_service_new(&app, &service, problem, sizeof(problem)), BRISK_OK);
    assert_int_equal(brisk_service_start(service), BRISK_OK);
    assert_int_equal(brisk_bootstrap_init(&bootstrap, service), BRISK_OK);
    return 0;
}

static int end(void **state)
{
    brisk_bootstrap_clear(&bootstrap);
    brisk_service_free(bootstrap.service);
    return 0;
}

/* ---- streams ---- */

static brisk_buffer out;
static brisk_lambda_reply reply;

static void ask(const char *event, bool streams)
{
    brisk_invocation invocation = {.request_id = BRISK_STR("id-1"), .event = brisk_str_view(event)};
    brisk_lambda_handler handler = brisk_bootstrap_handler(&bootstrap);
    bootstrap.streams = streams;
    brisk_buffer_init(&out, NULL, BRISK_LAMBDA_ANSWER_MAX);
    reply = (brisk_lambda_reply){.out = &out};
    assert_true(handler.answer(handler.context, &invocation, &reply));
}

static void done(void)
{
    brisk_lambda_handler handler = brisk_bootstrap_handler(&bootstrap);
    handler.finish(handler.context, true);
    brisk_buffer_clear(&out);
    bootstrap.streams = false;
}

static void assert_prelude(const char *text)
{
    size_t len = out.len;
    assert_true(len > BRISK_STREAM_SEPARATOR_LEN);
    assert_memory_equal(out.data + len - BRISK_STREAM_SEPARATOR_LEN, BRISK_STREAM_SEPARATOR, 8);
    assert_true(out.data[len - 9] == '}');
    assert_non_null(strstr(out.data, text)); /* which ends with the first NUL of the separator */
    assert_null(strstr(out.data, "\"body\""));
}

static void stream_of_a_function_url(void **state)
{
    closed = 0;
    ask(GET_OF(URL, "/stream", "script=ab-C"), true);
    assert_true(reply.is_streamed && reply.leaves_work);
    assert_int_equal(reply.pulled, BRISK_PULLED_MORE);
    assert_true(reply.body.len == 1 && reply.body.ptr[0] == 'a');
    assert_prelude("{\"statusCode\":200,\"headers\":{\"content-type\":\"text/plain");
    assert_int_equal(closed, 0);
    done();
    assert_int_equal(closed, 1);
    ask(GET_OF(URL, "/stream", "script=-C"), true);
    assert_true(reply.pulled == BRISK_PULLED_WAIT && reply.body.len == 0);
    done();
}

static void whole_answers_are_streamed_as_well(void **state)
{
    ask(GET_OF(URL, "/missing", ""), true);
    assert_true(reply.is_streamed);
    assert_int_equal(reply.pulled, BRISK_PULLED_END);
    assert_int_equal(reply.body.len, strlen("{\"detail\":\"Not Found\"}"));
    assert_prelude("{\"statusCode\":404,");
    done();
    ask(GET_OF(URL, "/nothing", ""), true);
    assert_true(reply.is_streamed && reply.pulled == BRISK_PULLED_END && reply.body.len == 0);
    assert_prelude("{\"statusCode\":204,");
    done();
}

static void others_stay_as_they_are(void **state)
{
    ask(GET_OF(API, "/stream", "script=abC"), true); /* an HTTP API takes no stream */
    assert_false(reply.is_streamed);
    brisk_buffer_append_char(&out, '\0');
    assert_non_null(strstr(out.data, "\"body\":\"abC\""));
    done();
    ask(GET_OF(URL, "/stream", "script=abC"), false);
    assert_false(reply.is_streamed);
    done();
}

/* Nothing has gone out: the client gets a status that says so. */
static void failed_at_the_first_pull(void **state)
{
    closed = 0;
    ask(GET_OF(URL, "/stream", "script=!"), true);
    assert_true(reply.is_streamed);
    assert_int_equal(reply.pulled, BRISK_PULLED_END);
    assert_prelude("{\"statusCode\":500,");
    assert_true(reply.body.len > 0);
    done();
    assert_int_equal(closed, 1);
}

static void settings(void **state)
{
    brisk_bootstrap other;
    static const struct {
        const char *value;
        bool is_on, is_wrong;
    } cases[] = {{"1", true, false}, {"0", false, false}, {"", false, false}, {"yes", false, true}, {"2", false, true}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        setenv("BRISK_RESPONSE_STREAM", cases[i].value, 1);
        setenv("BRISK_LAMBDA_PIPELINE", cases[i].value, 1);
        assert_int_equal(brisk_bootstrap_init(&other, bootstrap.service), BRISK_OK);
        assert_true(other.streams == cases[i].is_on && other.pipelines == cases[i].is_on);
        assert_true((brisk_bootstrap_handler(&other).problem != NULL) == cases[i].is_wrong);
        brisk_bootstrap_clear(&other);
    }
    unsetenv("BRISK_RESPONSE_STREAM");
    unsetenv("BRISK_LAMBDA_PIPELINE");
}

static void no_memory_for_a_stream(void **state)
{
    static const char event[] = GET_OF(URL, "/stream", "script=ab");
    brisk_invocation invocation = {.request_id = BRISK_STR("id-1"), .event = brisk_str_view(event)};
    brisk_lambda_handler handler = brisk_bootstrap_handler(&bootstrap);
    bootstrap.streams = true;
    for (uint64_t n = 1; n < 5000; n++) {
        brisk_buffer_init(&out, NULL, BRISK_LAMBDA_ANSWER_MAX);
        reply = (brisk_lambda_reply){.out = &out};
        brisk_heap_fail_at(n, false);
        bool has_answer = handler.answer(handler.context, &invocation, &reply);
        bool is_over = !brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        if (!has_answer) {
            assert_string_equal(reply.error.type, "Runtime.OutOfMemory");
        } else if (strstr(out.data, "\"statusCode\":200") == NULL) {
            assert_prelude("\"statusCode\":503");
            assert_int_equal(reply.pulled, BRISK_PULLED_END);
        }
        done();
        bootstrap.streams = true;
        if (is_over) {
            bootstrap.streams = false;
            assert_true(has_answer && n > 3);
            return;
        }
    }
    fail_msg("there is no end of allocations");
}

/* ---- memory ---- */

static void count_records(void *context, const brisk_log_record *record)
{
    (void)record;
    ++*(size_t *)context;
}

/* Lets each request for memory fail, one at a time (or all behind it as well). A 503 is never without a word in the log. */
static void fail_each_allocation(const char *event, const char *good, bool and_after)
{
    size_t records = 0;
    const brisk_log_sink sink = {count_records, &records};
    brisk_lambda_handler handler = brisk_bootstrap_handler(&bootstrap);
    brisk_invocation invocation = {.request_id = BRISK_STR("id-1"), .event = brisk_str_view(event)};
    for (uint64_t n = 1; n < 5000; n++) {
        brisk_buffer_init(&out, NULL, BRISK_LAMBDA_ANSWER_MAX);
        reply = (brisk_lambda_reply){.out = &out};
        records = 0;
        brisk_log_set_sink(&sink);
        brisk_log_set_level(BRISK_LOG_ERROR);
        brisk_heap_fail_at(n, and_after);
        bool has_answer = handler.answer(handler.context, &invocation, &reply);
        bool is_over = !brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        brisk_log_set_sink(NULL);
        brisk_log_set_level(BRISK_LOG_OFF);
        brisk_buffer_append_char(&out, '\0');
        if (!has_answer) {
            assert_string_equal(reply.error.type, "Runtime.OutOfMemory");
        } else if (!brisk_buffer_failed(&out) && strstr(out.data, good) == NULL) {
            assert_non_null(strstr(out.data, "\"statusCode\":503"));
            assert_true(records > 0);
        }
        handler.finish(handler.context, has_answer);
        brisk_buffer_clear(&out);
        if (is_over) {
            assert_true(has_answer && n > 3);
            return;
        }
    }
    fail_msg("there is no end of allocations");
}

static void no_memory_for_a_request(void **state)
{
    static const char event[] = POST_ITEM("{\\\"name\\\":\\\"pen\\\",\\\"tags\\\":[\\\"a\\\"]}");
    fail_each_allocation(event, "\"statusCode\":201", false);
    fail_each_allocation(event, "\"statusCode\":201", true);
}

static void no_memory_for_an_invalid_request(void **state)
{
    fail_each_allocation(POST_ITEM("{\\\"name\\\":\\\"\\\"}"), "\"statusCode\":422", false);
}

static void no_memory_for_another_event(void **state)
{
    fail_each_allocation("{\"Records\":[]}", "{\"is_object\":1}", false);
    fail_each_allocation("{\"Records\":[]}", "{\"is_object\":1}", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stream_of_a_function_url),
        cmocka_unit_test(whole_answers_are_streamed_as_well),
        cmocka_unit_test(others_stay_as_they_are),
        cmocka_unit_test(failed_at_the_first_pull),
        cmocka_unit_test(settings),
        cmocka_unit_test(no_memory_for_a_stream),
        cmocka_unit_test(no_memory_for_a_request),
        cmocka_unit_test(no_memory_for_an_invalid_request),
        cmocka_unit_test(no_memory_for_another_event),
    };
    brisk_log_set_level(BRISK_LOG_OFF);
    return cmocka_run_group_tests(tests, start, end);
}

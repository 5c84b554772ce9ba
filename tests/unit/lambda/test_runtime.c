/* test_runtime.c - the Runtime API client and its loop against a host that behaves, and against one that does not. */
#include "core/heap.h"
#include "core/log.h"
#include "lambda/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lambda/runtime_host.h"

#define EVENT_HEAD                                                                                                     \
    "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-1\r\nLambda-Runtime-Deadline-Ms: 1700000000000\r\n"          \
    "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:x\r\nLambda-Runtime-Trace-Id: Root=1-2-3\r\n"
#define EVENT EVENT_HEAD "Content-Length: 7\r\n\r\n{\"a\":1}"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What the handler saw, and what it shall answer. */
typedef struct seen {
    size_t calls, finished, sent;
    char event[128], id[64], trace[64], arn[64], tenant[64], context[64], invocation[64];
    int64_t deadline_ms;
    const char *error; /* NULL: echo the event */
    size_t answer_len; /* 0: echo */
    brisk_runtime *stops;
    uint64_t heap_requests[8];
} seen;

static void copy(char *to, size_t size, brisk_str from)
{
    snprintf(to, size, "%.*s", (int)from.len, from.len > 0 ? from.ptr : "");
}

static bool answer(void *context, const brisk_invocation *invocation, brisk_lambda_reply *reply)
{
    seen *s = context;
    s->heap_requests[s->calls % COUNT(s->heap_requests)] = brisk_heap_stats_now().heap_requests;
    s->calls++;
    copy(s->event, sizeof(s->event), invocation->event);
    copy(s->id, sizeof(s->id), invocation->request_id);
    copy(s->trace, sizeof(s->trace), invocation->trace_id);
    copy(s->arn, sizeof(s->arn), invocation->function_arn);
    copy(s->tenant, sizeof(s->tenant), invocation->tenant_id);
    copy(s->context, sizeof(s->context), invocation->client_context);
    copy(s->invocation, sizeof(s->invocation), invocation->invocation_id);
    s->deadline_ms = invocation->deadline_ms;
    if (s->stops != NULL) {
        brisk_runtime_stop(s->stops);
    }
    if (s->error != NULL) {
        reply->error = (brisk_lambda_error){"Function.Test", brisk_str_view(s->error)};
        return false;
    }
    if (s->answer_len > 0) {
        brisk_buffer_append_repeated(reply->out, '1', s->answer_len);
    } else {
        brisk_buffer_append_str(reply->out, invocation->event);
    }
    return true;
}

static void finish(void *context, bool sent)
{
    seen *s = context;
    s->finished++;
    s->sent += sent;
}

static brisk_runtime runtime;
static host api;

/* Runs the script to its end, which is a 500 that ends the loop where nothing else did. */
static brisk_status play(const host_step *steps, size_t count, seen *s)
{
    brisk_lambda_handler handler = {.answer = answer, .finish = finish, .context = s};
    host_start(&api, steps, count);
    assert_int_equal(brisk_runtime_init(&runtime, api.address), BRISK_OK);
    brisk_status status = brisk_runtime_run(&runtime, &handler);
    brisk_runtime_clear(&runtime);
    host_join(&api);
    return status;
}

static bool was_sent(size_t index, const char *text)
{
    return index < api.request_count && strstr(api.requests[index], text) != NULL;
}

static void one_cycle(void **state)
{
    static const host_step steps[] = {
        {.bytes = EVENT_HEAD "lambda-runtime-aws-tenant-id: blue\r\nLambda-Runtime-Client-Context: {}\r\n"
                             "Lambda-Runtime-Cognito-Identity:\r\nContent-Length: 7\r\n\r\n{\"a\":1}"},
        {.bytes = HOST_OK},
    };
    seen s = {0};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.calls, 1);
    assert_int_equal(s.finished, 1);
    assert_int_equal(s.sent, 1);
    assert_string_equal(s.event, "{\"a\":1}");
    assert_string_equal(s.id, "id-1");
    assert_string_equal(s.trace, "Root=1-2-3");
    assert_string_equal(s.arn, "arn:aws:lambda:x");
    assert_string_equal(s.tenant, "blue");
    assert_string_equal(s.context, "{}");
    assert_true(s.deadline_ms == 1700000000000);
    assert_int_equal(api.request_count, 3);
    assert_int_equal(api.connection_count, 1);
    assert_true(was_sent(0, "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n"));
    assert_true(was_sent(0, "\r\nUser-Agent: brisk/"));
    assert_true(was_sent(0, "\r\nHost: 127.0.0.1:"));
    assert_true(was_sent(1, "POST /2018-06-01/runtime/invocation/id-1/response HTTP/1.1\r\n"));
    assert_true(was_sent(1, "\r\nContent-Length: 7\r\n"));
    assert_true(was_sent(1, "\r\n\r\n{\"a\":1}"));
    assert_false(was_sent(1, "Invocation-Id"));
    host_clear(&api);
}

static void chunked_in_any_pieces(void **state)
{
    for (size_t piece = 1; piece < 40; piece += 6) {
        const host_step steps[] = {
            {.bytes = "HTTP/1.1 100 Continue\r\n\r\n" EVENT_HEAD "Transfer-Encoding: chunked\r\n\r\n"
                      "2;x=y\r\n{\"\r\n1\r\na\r\n4\r\n\":1}\r\n0\r\nTrailer: 1\r\n\r\n",
             .piece = piece},
            {.bytes = HOST_OK, .piece = piece},
        };
        seen s = {0};
        assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
        assert_string_equal(s.event, "{\"a\":1}");
        assert_string_equal(s.id, "id-1");
        assert_true(was_sent(1, "\r\n\r\n{\"a\":1}"));
        assert_int_equal(api.connection_count, 1);
        host_clear(&api);
    }
}

static void body_until_the_end_of_the_connection(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT_HEAD "\r\n{\"a\":1}", .closes = true}, {.bytes = HOST_OK}};
    seen s = {0};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_string_equal(s.event, "{\"a\":1}");
    assert_int_equal(s.sent, 1);
    assert_int_equal(api.connection_count, 2);
    host_clear(&api);
}

static void invocation_id_is_echoed(void **state)
{
    static const host_step steps[] = {
        {.bytes = EVENT_HEAD "Lambda-Runtime-Invocation-Id: abc-1\r\nContent-Length: 2\r\n\r\n{}"},
        {.bytes = "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"},
        {.bytes = EVENT},
        {.bytes = HOST_OK},
    };
    seen s = {0};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.calls, 2);
    assert_int_equal(s.finished, 2);
    assert_int_equal(s.sent, 1);
    assert_true(was_sent(1, "\r\nLambda-Runtime-Invocation-Id: abc-1\r\n"));
    assert_false(was_sent(3, "Lambda-Runtime-Invocation-Id"));
    host_clear(&api);
}

static void handler_error(void **state)
{
    static const host_step steps[] = {
        {.bytes = EVENT_HEAD "Lambda-Runtime-Invocation-Id: abc-1\r\nContent-Length: 2\r\n\r\n{}"}, {.bytes = HOST_OK}};
    seen s = {.error = "it \"broke\""};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_true(was_sent(1, "POST /2018-06-01/runtime/invocation/id-1/error HTTP/1.1\r\n"));
    assert_true(was_sent(1, "\r\nLambda-Runtime-Function-Error-Type: Function.Test\r\n"));
    assert_true(was_sent(1, "\r\nLambda-Runtime-Invocation-Id: abc-1\r\n"));
    assert_true(was_sent(1, "\r\n\r\n{\"errorMessage\":\"it \\\"broke\\\"\",\"errorType\":\"Function.Test\","
                            "\"stackTrace\":[]}"));
    assert_int_equal(s.finished, 1);
    host_clear(&api);
}

static void init_error(void **state)
{
    static const host_step steps[] = {{.bytes = HOST_OK}};
    host_start(&api, steps, COUNT(steps));
    assert_int_equal(brisk_runtime_init(&runtime, api.address), BRISK_OK);
    brisk_lambda_error error = {"Function.StartFailed", BRISK_STR("no database")};
    assert_int_equal(brisk_runtime_init_error(&runtime, &error), BRISK_OK);
    brisk_runtime_clear(&runtime);
    host_join(&api);
    assert_true(was_sent(0, "POST /2018-06-01/runtime/init/error HTTP/1.1\r\n"));
    assert_true(was_sent(0, "\r\nLambda-Runtime-Function-Error-Type: Function.StartFailed\r\n"));
    assert_true(
        was_sent(0, "{\"errorMessage\":\"no database\",\"errorType\":\"Function.StartFailed\",\"stackTrace\":[]}"));
    host_clear(&api);
}

/* 4xx: the answer is given up, the loop goes on. */
static void refused_answers(void **state)
{
    static const char *const refusals[] = {
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 36\r\n\r\n{\"errorType\":\"InvalidRequestID\",\"a\":1}",
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
    };
    for (size_t i = 0; i < COUNT(refusals); i++) {
        const host_step steps[] = {{.bytes = EVENT}, {.bytes = refusals[i]}, {.bytes = EVENT}, {.bytes = HOST_OK}};
        seen s = {0};
        assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
        assert_int_equal(s.calls, 2);
        assert_int_equal(s.finished, 2);
        assert_int_equal(s.sent, 1);
        host_clear(&api);
    }
}

static void server_errors_end_the_loop(void **state)
{
    static const host_step at_response[] = {{.bytes = EVENT}, {.bytes = HOST_END}, {.bytes = EVENT}};
    static const host_step at_next[] = {{.bytes = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"}};
    seen s = {0};
    assert_int_equal(play(at_response, COUNT(at_response), &s), BRISK_FAILED);
    assert_int_equal(s.calls, 1);
    assert_int_equal(s.finished, 1);
    assert_int_equal(s.sent, 0);
    assert_int_equal(api.request_count, 2);
    host_clear(&api);
    assert_int_equal(play(at_next, COUNT(at_next), &s), BRISK_FAILED);
    assert_int_equal(api.request_count, 1);
    host_clear(&api);
}

/* Cut at each byte of the event's answer: it is asked for again, and answered once. */
static void next_cut_at_each_byte(void **state)
{
    for (size_t cut = 0; cut < sizeof(EVENT) - 1; cut++) {
        const host_step steps[] = {
            {.bytes = EVENT, .is_cut = true, .cut_at = cut}, {.bytes = EVENT}, {.bytes = HOST_OK}};
        seen s = {0};
        assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
        assert_int_equal(s.calls, 1);
        assert_string_equal(s.event, "{\"a\":1}");
        assert_int_equal(s.sent, 1);
        assert_int_equal(api.request_count, 4);
        host_clear(&api);
    }
}

/* Cut at each byte of the 202: sent again until its head was seen, and never answered twice by the handler. */
static void accepted_cut_at_each_byte(void **state)
{
    size_t head = (size_t)(strstr(HOST_OK, "\r\n\r\n") + 4 - HOST_OK);
    for (size_t cut = 0; cut < sizeof(HOST_OK) - 1; cut++) {
        const host_step again[] = {
            {.bytes = EVENT},
            {.bytes = HOST_OK, .is_cut = true, .cut_at = cut},
            {.bytes = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"}, /* known already */
        };
        bool is_known = cut >= head;
        seen s = {0};
        assert_int_equal(play(again, is_known ? 2 : 3, &s), BRISK_FAILED);
        assert_int_equal(s.calls, 1);
        assert_int_equal(s.finished, 1);
        assert_int_equal(s.sent, is_known ? 1 : 0);
        assert_int_equal(api.request_count, is_known ? 3 : 4);
        if (!is_known) {
            assert_string_equal(api.requests[1], api.requests[2]);
        }
        host_clear(&api);
    }
}

static void stale_connection(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT, .closes = true},
                                      {.bytes = HOST_OK, .closes = true},
                                      {.bytes = EVENT, .closes = true},
                                      {.bytes = HOST_OK, .closes = true}};
    seen s = {0};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.calls, 2);
    assert_int_equal(s.sent, 2);
    assert_int_equal(api.request_count, 5);
    assert_int_equal(api.connection_count, 5);
    host_clear(&api);
}

/* What is no HTTP: tried a few times with pauses, then the loop ends. */
static void garbage(void **state)
{
    host_step steps[6];
    for (size_t k = 0; k < COUNT(steps); k++) {
        steps[k] = (host_step){.bytes = "\x16\x03\x01 this is no HTTP\r\n\r\n", .closes = true};
    }
    seen s = {0};
    struct timespec before, after;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_SYNTAX);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
    assert_int_equal(s.calls, 0);
    assert_int_equal(api.request_count, 6);
    assert_true((after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000 < 500);
    host_clear(&api);
}

/* HTTP, but no event: asked for again, on a new connection. */
static void no_event(void **state)
{
    static const char *const texts[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", /* no request id */
        "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a/../b\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        EVENT_HEAD "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        EVENT_HEAD "Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        const host_step steps[] = {{.bytes = texts[i]}, {.bytes = EVENT}, {.bytes = HOST_OK}};
        seen s = {0};
        assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
        assert_int_equal(s.calls, 1);
        assert_string_equal(s.id, "id-1");
        assert_int_equal(s.sent, 1);
        assert_int_equal(api.connection_count, 2);
        host_clear(&api);
    }
}

/* Bytes behind an answer must not be taken for the next one. */
static void bytes_behind_an_answer(void **state)
{
    static const host_step steps[] = {
        {.bytes = EVENT "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n", .closes = true},
        {.bytes = "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"}};
    seen s = {0};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.calls, 1);
    assert_int_equal(s.sent, 0);
    host_clear(&api);
}

static void nobody_listens(void **state)
{
    seen s = {0};
    brisk_lambda_handler handler = {.answer = answer, .context = &s};
    assert_int_equal(brisk_runtime_init(&runtime, "127.0.0.1:1"), BRISK_OK);
    assert_int_equal(brisk_runtime_run(&runtime, &handler), BRISK_IO);
    brisk_runtime_clear(&runtime);
}

static void wrong_addresses(void **state)
{
    static const char *const addresses[] = {"",           "localhost",      ":80",   "host:", "host:x", "host:0",
                                            "host:65536", "127.0.0.1:80/x", "a b:80"};
    for (size_t i = 0; i < COUNT(addresses); i++) {
        assert_int_equal(brisk_runtime_init(&runtime, addresses[i]), BRISK_INVALID);
        brisk_runtime_clear(&runtime);
    }
    assert_int_equal(brisk_runtime_init(&runtime, "[::1]:9001"), BRISK_OK);
    brisk_runtime_clear(&runtime);
    assert_int_equal(brisk_runtime_init(&runtime, "127.0.0.1:9001"), BRISK_OK);
    brisk_runtime_clear(&runtime);
}

static void slow_host(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT, .stall_ms = 300}, {.bytes = HOST_OK, .stall_ms = 300}};
    struct timespec before, after;
    seen s = {0};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
    assert_int_equal(s.sent, 1);
    assert_true((after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000 < 200);
    host_clear(&api);
}

static void large_event_and_answer(void **state)
{
    static const char head[] = EVENT_HEAD "Content-Length: 6291456\r\n\r\n";
    size_t len = sizeof(head) - 1 + 6291456;
    char *bytes = malloc(len);
    memcpy(bytes, head, sizeof(head) - 1);
    memset(bytes + sizeof(head) - 1, '7', 6291456);
    const host_step steps[] = {{.bytes = bytes, .len = len}, {.bytes = HOST_OK}};
    seen s = {0};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.sent, 1);
    assert_true(was_sent(1, "\r\nContent-Length: 6291456\r\n"));
    assert_int_equal(strlen(strstr(api.requests[1], "\r\n\r\n") + 4), 6291456);
    host_clear(&api);
    free(bytes);
}

static void answer_over_the_limit(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT}, {.bytes = HOST_OK}};
    seen s = {.answer_len = BRISK_LAMBDA_ANSWER_MAX};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_true(was_sent(1, "/id-1/response "));
    host_clear(&api);
    s = (seen){.answer_len = BRISK_LAMBDA_ANSWER_MAX + 1};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_true(was_sent(1, "/id-1/error "));
    assert_true(was_sent(1, "Lambda-Runtime-Function-Error-Type: Function.ResponseSizeTooLarge\r\n"));
    host_clear(&api);
}

static void event_over_the_limit(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT_HEAD "Content-Length: 99999999\r\n\r\n"}, {.bytes = HOST_OK}};
    seen s = {0};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.calls, 0);
    assert_true(was_sent(1, "/id-1/error "));
    assert_true(was_sent(1, "Runtime.EventTooLarge"));
    host_clear(&api);
}

/* The host refuses a large answer by its head and closes: the refusal is read, or at worst the answer sent again. */
static void refused_before_the_end(void **state)
{
    static const host_step steps[] = {
        {.bytes = EVENT},
        {.bytes = "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", .is_early = true},
        {.bytes = "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n"},
    };
    seen s = {.answer_len = 6000000};
    (void)play(steps, COUNT(steps), &s);
    assert_int_equal(s.calls, 1);
    assert_int_equal(s.finished, 1);
    assert_int_equal(s.sent, 0);
    host_clear(&api);
}

static void warm_cycles_allocate_nothing(void **state)
{
    host_step steps[16];
    for (size_t i = 0; i < COUNT(steps); i += 2) {
        steps[i] = (host_step){.bytes = EVENT};
        steps[i + 1] = (host_step){.bytes = HOST_OK};
    }
    seen s = {0};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.calls, 8);
    for (size_t i = 2; i < 8; i++) {
        assert_true(s.heap_requests[i] == s.heap_requests[1]);
    }
    host_clear(&api);
}

static void stop_while_an_event_is_handled(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT}, {.bytes = HOST_OK}, {.bytes = EVENT}, {.bytes = HOST_OK}};
    seen s = {.stops = &runtime};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_OK);
    assert_int_equal(s.calls, 1);
    assert_int_equal(s.sent, 1);
    assert_int_equal(api.request_count, 2);
    host_clear(&api);
}

static void *stop_soon(void *context)
{
    host_wait(&api, 1);
    brisk_runtime_stop(context);
    return NULL;
}

static void stop_while_waiting(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT, .stall_ms = 300}};
    pthread_t thread;
    seen s = {0};
    assert_int_equal(pthread_create(&thread, NULL, stop_soon, &runtime), 0);
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_OK);
    pthread_join(thread, NULL);
    assert_int_equal(s.calls, 0);
    host_clear(&api);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_cycle),
        cmocka_unit_test(chunked_in_any_pieces),
        cmocka_unit_test(body_until_the_end_of_the_connection),
        cmocka_unit_test(invocation_id_is_echoed),
        cmocka_unit_test(handler_error),
        cmocka_unit_test(init_error),
        cmocka_unit_test(refused_answers),
        cmocka_unit_test(server_errors_end_the_loop),
        cmocka_unit_test(next_cut_at_each_byte),
        cmocka_unit_test(accepted_cut_at_each_byte),
        cmocka_unit_test(stale_connection),
        cmocka_unit_test(garbage),
        cmocka_unit_test(no_event),
        cmocka_unit_test(bytes_behind_an_answer),
        cmocka_unit_test(nobody_listens),
        cmocka_unit_test(wrong_addresses),
        cmocka_unit_test(slow_host),
        cmocka_unit_test(large_event_and_answer),
        cmocka_unit_test(answer_over_the_limit),
        cmocka_unit_test(event_over_the_limit),
        cmocka_unit_test(refused_before_the_end),
        cmocka_unit_test(warm_cycles_allocate_nothing),
        cmocka_unit_test(stop_while_an_event_is_handled),
        cmocka_unit_test(stop_while_waiting),
    };
    brisk_log_set_level(BRISK_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

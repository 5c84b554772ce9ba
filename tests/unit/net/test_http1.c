/* test_http1.c - what the Markdown tests cannot say: answers that come later, memory, failures, and the end. */
#include "fake_transport.h"

#include "core/heap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define GET  "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
#define POST "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"

typedef struct recorder {
    brisk_exchange *waiting; /* requests whose path begins with /later are answered by hand */
    int requests, refusals, ends, sent;
    int pulls, closes; /* of streams */
    char stream;       /* the second letter of its path */
    int last_refusal;
    char refused[64]; /* method and target */
} recorder;

/* /wait: waits for ever; /endless: has pieces for ever; /broken: fails at once; /short: is shorter than it said. */
static brisk_pulled pull(void *context, brisk_str *piece)
{
    recorder *seen = context;
    seen->pulls++;
    switch (seen->stream) {
    case 'b':
        return BRISK_PULLED_FAILED;
    case 's':
        *piece = BRISK_S("abc");
        return BRISK_PULLED_END;
    default:
        *piece = BRISK_S("piece ");
        return BRISK_PULLED_MORE;
    }
}

static brisk_pulled pull_waiting(void *context, brisk_str *piece)
{
    recorder *seen = context;
    seen->pulls++;
    return BRISK_PULLED_WAIT;
}

static void close_stream(void *context)
{
    recorder *seen = context;
    seen->closes++;
}

static void begin_stream(recorder *seen, brisk_exchange *exchange, const char *path)
{
    seen->stream = path[1];
    exchange->response.is_stream = true;
    exchange->response.stream =
        (brisk_stream){path[1] == 'w' ? pull_waiting : pull, close_stream, seen, path[1] == 's' ? 4 : -1};
}

static void on_request(void *context, brisk_exchange *exchange)
{
    recorder *seen = context;
    seen->requests++;
    exchange->response.status = 200;
    exchange->response.body = BRISK_S("ok");
    if (exchange->request.path.len >= 6 && memcmp(exchange->request.path.ptr, "/later", 6) == 0) {
        seen->waiting = exchange;
        return;
    }
    if (brisk_str_is(exchange->request.path, "/arena")) {
        char *bytes = brisk_arena_alloc(exchange->arena, 5000);
        exchange->response.body = (brisk_str){bytes, bytes == NULL ? 0 : 5000};
    }
    static const char *const streams[] = {"/wait", "/endless", "/broken", "/short"};
    for (size_t i = 0; i < 4; i++) {
        if (brisk_str_is(exchange->request.path, streams[i])) {
            begin_stream(seen, exchange, streams[i]);
        }
    }
    brisk_exchange_answer(exchange);
}

static void on_refuse(void *context, brisk_exchange *exchange, int status, const char *detail)
{
    recorder *seen = context;
    seen->refusals++;
    seen->last_refusal = status;
    (void)snprintf(seen->refused, sizeof(seen->refused), "%.*s %.*s", (int)exchange->request.method_text.len,
                   exchange->request.method_text.ptr, (int)exchange->request.target.len, exchange->request.target.ptr);
    exchange->response.status = status;
    exchange->response.body = brisk_str_view(detail);
}

static void on_done(void *context, brisk_exchange *exchange, bool was_sent)
{
    recorder *seen = context;
    seen->ends++;
    seen->sent += was_sent;
    brisk_response_drop_body(&exchange->response); /* as brisk_finish does */
    if (seen->waiting == exchange) {
        seen->waiting = NULL;
    }
}

typedef struct fixture {
    fake_connection fake;
    brisk_limits limits;
    recorder seen;
    brisk_http1_handler handler;
} fixture;

static void open_fixture(fixture *f)
{
    const brisk_limits standard = BRISK_LIMITS_DEFAULT;
    memset(f, 0, sizeof(*f));
    f->limits = standard;
    f->handler = (brisk_http1_handler){on_request, on_refuse, on_done, &f->seen};
    fake_open(&f->fake, &f->limits, &f->handler);
    /* What the fake keeps is no memory of the connection: it must neither be counted nor fail. */
    assert_non_null(brisk_buffer_reserve(&f->fake.out, 65536));
    assert_non_null(brisk_buffer_reserve(&f->fake.pending, 65536));
}

static void push(fixture *f, const char *text)
{
    (void)fake_push(&f->fake, text, strlen(text));
}

static bool got(fixture *f, const char *part)
{
    brisk_buffer_append_char(&f->fake.out, '\0');
    bool is_in = strstr(f->fake.out.data, part) != NULL;
    brisk_buffer_truncate(&f->fake.out, f->fake.out.len - 1);
    return is_in;
}

static void later_answers_keep_the_order(void **state)
{
    fixture f;
    open_fixture(&f);
    push(&f, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n" GET);
    assert_int_equal(f.seen.requests, 1);
    assert_int_equal(f.fake.out.len, 0);
    brisk_exchange_answer(f.seen.waiting);
    assert_int_equal(f.seen.requests, 2);
    assert_int_equal(f.seen.sent, 2);
    assert_int_equal(f.fake.http.state, BRISK_HTTP1_IDLE);
    fake_close(&f.fake);
    assert_int_equal(f.seen.ends, 2);
}

static void client_goes_while_its_request_is_handled(void **state)
{
    fixture f;
    open_fixture(&f);
    push(&f, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    brisk_exchange *exchange = f.seen.waiting;
    assert_false(exchange->is_cancelled);
    brisk_http1_failed(&f.fake.http);
    assert_true(exchange->is_cancelled);
    fake_finish_close(&f.fake);
    assert_false(f.fake.is_released); /* the handler still has it */
    brisk_exchange_answer(exchange);
    assert_true(f.fake.is_released);
    assert_int_equal(f.seen.ends, 1);
    assert_int_equal(f.seen.sent, 0);
    fake_close(&f.fake);
}

static void half_closed_client_gets_a_late_answer(void **state)
{
    fixture f;
    open_fixture(&f);
    push(&f, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    brisk_http1_eof(&f.fake.http);
    assert_false(f.fake.is_closing);
    brisk_exchange_answer(f.seen.waiting);
    assert_true(got(&f, "200 OK"));
    assert_true(f.fake.is_closing);
    assert_int_equal(f.seen.sent, 1);
    fake_close(&f.fake);
}

static void reading_pauses_while_a_full_buffer_waits(void **state)
{
    fixture f;
    open_fixture(&f);
    push(&f, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    size_t pushed = 0, taken;
    do {
        taken = fake_push(&f.fake, GET, strlen(GET));
        pushed += taken;
    } while (taken == strlen(GET) && pushed < 1000000);
    assert_true(f.fake.is_paused);
    assert_true(pushed < 100000);
    brisk_exchange_answer(f.seen.waiting);
    assert_false(f.fake.is_paused);
    assert_int_equal(f.seen.requests, 1 + (int)(pushed / strlen(GET)));
    fake_close(&f.fake);
}

static void failed_write_ends_all(void **state)
{
    fixture f;
    open_fixture(&f);
    f.fake.fails_writes = true;
    push(&f, GET GET);
    assert_true(f.fake.is_closing);
    assert_int_equal(f.seen.requests, 1);
    assert_int_equal(f.seen.ends, 1);
    assert_int_equal(f.seen.sent, 0);
    fake_close(&f.fake);
}

static void queued_write_that_fails(void **state)
{
    fixture f;
    open_fixture(&f);
    f.fake.takes = 3;
    push(&f, GET);
    assert_int_equal(f.fake.http.state, BRISK_HTTP1_SENDING);
    brisk_http1_written(&f.fake.http, false);
    assert_true(f.fake.is_closing);
    assert_int_equal(f.seen.sent, 0);
    fake_close(&f.fake);
}

static void warm_request_allocates_nothing(void **state)
{
    fixture f;
    open_fixture(&f);
    for (int i = 0; i < 3; i++) {
        push(&f, "GET /arena HTTP/1.1\r\nHost: a\r\n\r\n" POST);
    }
    brisk_heap_stats before = brisk_heap_stats_now();
    for (int i = 0; i < 100; i++) {
        brisk_buffer_rewind(&f.fake.out);
        push(&f, "GET /arena HTTP/1.1\r\nHost: a\r\n\r\n" POST);
    }
    brisk_heap_stats after = brisk_heap_stats_now();
    assert_int_equal(after.heap_requests, before.heap_requests);
    assert_int_equal(f.seen.sent, 206);
    fake_close(&f.fake);
}

static void one_write_each_answer(void **state)
{
    fixture f;
    open_fixture(&f);
    push(&f, GET POST);
    assert_int_equal(f.fake.writes, 2);
    fake_close(&f.fake);
}

static void every_lack_of_memory_is_answered_or_closed(void **state)
{
    static const char request[] = "POST /arena HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                  "1\r\na\r\n1\r\nb\r\n0\r\n\r\n";
    for (uint64_t n = 1; n < 100; n++) {
        fixture f;
        open_fixture(&f);
        brisk_heap_fail_at(n, false);
        push(&f, request);
        bool fired = brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        assert_true(f.fake.is_closing || got(&f, "HTTP/1.1 200 OK") || got(&f, "HTTP/1.1 503 "));
        fake_close(&f.fake);
        if (!fired) {
            return;
        }
    }
    fail_msg("the fault never stopped to fire");
}

static void one_connection_too_many(void **state)
{
    fixture f;
    open_fixture(&f);
    f.limits.connections = 1;
    fake_connection second = {.takes = SIZE_MAX};
    brisk_buffer_init(&second.out, NULL, 0);
    brisk_buffer_init(&second.pending, NULL, 0);
    brisk_http1_open(&second.http, &f.fake.hub);
    brisk_buffer_append_char(&second.out, '\0');
    assert_non_null(strstr(second.out.data, "HTTP/1.1 503 Service Unavailable\r\n"));
    const char *body = strstr(second.out.data, "\r\n\r\n");
    const char *length = strstr(second.out.data, "content-length: ");
    assert_int_equal(strtol(length + 16, NULL, 10), strlen(body + 4));
    assert_true(second.is_shut);
    brisk_http1_failed(&second.http);
    brisk_http1_closed(&second.http);
    assert_true(second.is_released);
    brisk_buffer_clear(&second.out);
    brisk_buffer_clear(&second.pending);
    fake_close(&f.fake);
}

static void constant_answers_tell_their_length(void **state)
{
    fixture f;
    open_fixture(&f);
    brisk_heap_fail_at(2, true); /* the input buffer is there, an exchange is not */
    push(&f, GET);
    brisk_heap_fail_at(0, false);
    brisk_buffer_append_char(&f.fake.out, '\0');
    const char *body = strstr(f.fake.out.data, "\r\n\r\n");
    assert_non_null(body);
    assert_non_null(strstr(f.fake.out.data, "content-length: 47\r\n"));
    assert_int_equal(strlen(body + 4), 47);
    fake_close(&f.fake);
}

static void stop_closes_idle_and_ends_running(void **state)
{
    fixture f;
    open_fixture(&f);
    push(&f, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    brisk_http1_stop(&f.fake.hub);
    assert_false(f.fake.is_closing);
    brisk_exchange_answer(f.seen.waiting);
    assert_true(got(&f, "connection: close"));
    assert_true(f.fake.is_shut);
    fake_wait(&f.fake, 500);
    assert_true(f.fake.is_closing);
    fake_close(&f.fake);

    open_fixture(&f);
    push(&f, GET);
    brisk_http1_stop(&f.fake.hub);
    fake_wait(&f.fake, 100);
    assert_true(f.fake.is_closing);
    assert_false(f.fake.is_reset);
    fake_close(&f.fake);
}

/* It was on its way when the server was told to stop. */
static void request_that_meets_the_stop_is_answered(void **state)
{
    fixture f;
    open_fixture(&f);
    brisk_http1_stop(&f.fake.hub);
    fake_wait(&f.fake, 99);
    push(&f, GET);
    assert_int_equal(f.seen.sent, 1);
    assert_true(got(&f, "connection: close"));
    assert_true(f.fake.is_shut);
    fake_close(&f.fake);
}

/* Half a head, half a body: a client who stopped there does not hold up the end, where a limit is set for it. */
static void request_that_does_not_come_whole_ends_with_the_server(void **state)
{
    static const char *const halves[] = {"GET / HTTP/1.1\r\nHos",
                                         "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"};
    for (size_t i = 0; i < 4; i++) {
        fixture f;
        open_fixture(&f);
        brisk_limits limits = *f.fake.hub.limits;
        limits.last_ms = 1000;
        f.fake.hub.limits = &limits;
        if (i < 2) {
            push(&f, halves[i]);
        }
        brisk_http1_stop(&f.fake.hub);
        if (i >= 2) { /* it begins when the end has begun */
            push(&f, halves[i - 2]);
        }
        fake_wait(&f.fake, 999);
        assert_int_equal(f.seen.sent, 0);
        fake_wait(&f.fake, 1);
        assert_true(got(&f, "408"));
        fake_wait(&f.fake, 500);
        assert_true(f.fake.is_closing);
        fake_close(&f.fake);
    }
    fixture f; /* without the limit it has its time */
    open_fixture(&f);
    push(&f, halves[0]);
    brisk_http1_stop(&f.fake.hub);
    fake_wait(&f.fake, 1500);
    push(&f, "t: a\r\n\r\n");
    assert_int_equal(f.seen.sent, 1);
    assert_true(got(&f, "200 OK"));
    fake_close(&f.fake);
}

static void refused_request_is_told_as_far_as_it_is_known(void **state)
{
    static const char *const cases[][2] = {
        {"POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", "POST /a?b"},
        {"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", "CONNECT a:1"},
        {"FOO / HTTP/1.1\r\nHost: a\r\n\r\n", " "},
        {"\x16\x03\x01", " "},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fixture f;
        open_fixture(&f);
        push(&f, cases[i][0]);
        assert_int_equal(f.seen.refusals, 1);
        assert_string_equal(f.seen.refused, cases[i][1]);
        fake_close(&f.fake);
    }
}

/* ---- streams ---- */

static void stream_that_waits_is_asked_each_50_ms(void **state)
{
    fixture f;
    open_fixture(&f);
    push(&f, "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(f.seen.pulls, 1);
    for (int i = 0; i < 49; i++) {
        fake_wait(&f.fake, 1);
    }
    assert_int_equal(f.seen.pulls, 1);
    fake_wait(&f.fake, 1);
    assert_int_equal(f.seen.pulls, 2);
    fake_close(&f.fake);
    assert_int_equal(f.seen.closes, 1);
}

/* Who waits for another's bytes need not wait for the clock. */
static void stream_that_is_woken_is_asked_at_once(void **state)
{
    fixture f;
    open_fixture(&f);
    push(&f, "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(f.seen.pulls, 1);
    brisk_exchange_wake(f.fake.http.exchange);
    assert_int_equal(f.seen.pulls, 2);
    brisk_exchange_wake(f.fake.http.exchange);
    assert_int_equal(f.seen.pulls, 3);
    fake_wait(&f.fake, 50);
    assert_int_equal(f.seen.pulls, 4);
    fake_close(&f.fake);
    assert_int_equal(f.seen.closes, 1);
}

/* A fast stream has its turn again at once; one that waits is not asked with it. */
static void fast_stream_does_not_wake_one_that_waits(void **state)
{
    fixture f;
    open_fixture(&f);
    fake_connection second = {.takes = SIZE_MAX};
    brisk_buffer_init(&second.out, NULL, 0);
    brisk_buffer_init(&second.pending, NULL, 0);
    brisk_http1_open(&second.http, &f.fake.hub);
    push(&f, "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(f.seen.pulls, 1);
    (void)fake_push(&second, "GET /endless HTTP/1.1\r\nHost: a\r\n\r\n", 34);
    assert_int_equal(f.seen.pulls, 17);
    for (int i = 0; i < 10; i++) {
        assert_true(f.fake.wants_pump);
        fake_wait(&f.fake, 0);
    }
    assert_int_equal(f.seen.pulls, 177);
    assert_ptr_equal(f.fake.hub.waiting_first, &second.http);
    assert_ptr_equal(f.fake.hub.waiting_last, &f.fake.http);
    fake_wait(&f.fake, 50);
    assert_int_equal(f.seen.pulls, 177 + 16 + 1);
    brisk_http1_failed(&second.http);
    brisk_http1_closed(&second.http);
    assert_ptr_equal(f.fake.hub.waiting_first, &f.fake.http);
    brisk_buffer_clear(&second.out);
    brisk_buffer_clear(&second.pending);
    fake_close(&f.fake);
    assert_null(f.fake.hub.waiting_first);
    assert_int_equal(f.seen.closes, 2);
}

static void stream_to_a_client_that_does_not_read_is_not_pulled(void **state)
{
    fixture f;
    open_fixture(&f);
    f.fake.takes = 200; /* the head, and a few pieces */
    push(&f, "GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
    f.fake.takes = 0;
    fake_wait(&f.fake, 0);
    int pulls = f.seen.pulls;
    for (int i = 0; i < 100; i++) {
        fake_wait(&f.fake, 50);
    }
    assert_int_equal(f.seen.pulls, pulls);
    fake_wait(&f.fake, f.limits.write_ms);
    fake_wait(&f.fake, f.limits.write_ms);
    assert_true(f.fake.is_reset);
    fake_close(&f.fake);
    assert_int_equal(f.seen.closes, 1);
}

/* Each way in which a stream can end; close is called once. */
static void stream_is_closed_once(void **state)
{
    static const char *const paths[] = {"/wait", "/endless", "/broken", "/short"};
    for (size_t path = 0; path < 4; path++) {
        for (int way = 0; way < 8; way++) {
            fixture f;
            char request[100];
            open_fixture(&f);
            f.fake.takes = way == 4 ? 20 : way == 5 ? 250 : SIZE_MAX;
            snprintf(request, sizeof(request), "%s %s HTTP/1.%d\r\nHost: a\r\n\r\n", way == 0 ? "HEAD" : "GET",
                     paths[path], way != 6);
            push(&f, request);
            if (way == 0) {
                assert_int_equal(f.seen.pulls, 0);
                assert_int_equal(f.seen.closes, 1);
            } else if (way == 1 && !f.fake.is_closing) {
                brisk_http1_eof(&f.fake.http);
                assert_true(path == 1 || f.fake.is_closing);
            } else if (way == 2) {
                brisk_http1_failed(&f.fake.http);
            } else if (way == 3) {
                brisk_http1_stop(&f.fake.hub);
                brisk_http1_abort(&f.fake.hub);
            } else if (way == 4 && f.fake.is_queued) {
                brisk_http1_written(&f.fake.http, false);
            } else if (way == 7) {
                f.fake.fails_writes = true;
                fake_wait(&f.fake, 50);
            }
            fake_close(&f.fake);
            assert_int_equal(f.seen.closes, 1);
            assert_int_equal(f.seen.ends, 1);
        }
    }
}

/* No end of the client's side comes any more: one that has ended it before the stream waits is not waited with. */
static void half_closed_client_does_not_hold_a_stream_that_waits(void **state)
{
    fixture f;
    open_fixture(&f);
    push(&f, "GET /later/wait HTTP/1.1\r\nHost: a\r\n\r\n");
    brisk_http1_eof(&f.fake.http);
    assert_false(f.fake.is_closing);
    begin_stream(&f.seen, f.seen.waiting, "/wait");
    brisk_exchange_answer(f.seen.waiting);
    assert_true(f.fake.is_closing);
    assert_int_equal(f.seen.closes, 1);
    fake_close(&f.fake);
}

/* The end of his side says nothing about what he reads. */
static void half_closed_client_gets_a_long_stream(void **state)
{
    fixture f;
    open_fixture(&f);
    push(&f, "GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
    brisk_http1_eof(&f.fake.http);
    assert_false(f.fake.is_closing);
    fake_wait(&f.fake, 1);
    assert_int_equal(f.seen.pulls, 32);
    fake_close(&f.fake);
    assert_int_equal(f.seen.closes, 1);
}

static void abort_closes_all(void **state)
{
    fixture f;
    open_fixture(&f);
    push(&f, "GET / HTTP/1.1\r\n");
    brisk_http1_abort(&f.fake.hub);
    assert_true(f.fake.is_closing);
    fake_close(&f.fake);
    assert_int_equal(f.seen.ends, 0);
}

static void deadline_reaches_the_request(void **state)
{
    fixture f;
    open_fixture(&f);
    f.limits.request_ms = 5000;
    push(&f, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_true(f.seen.waiting->request.deadline_ns != INT64_MAX);
    brisk_exchange_answer(f.seen.waiting);
    fake_close(&f.fake);
}

static void sweep_interval(void **state)
{
    brisk_limits limits = BRISK_LIMITS_DEFAULT;
    assert_int_equal(brisk_http1_sweep_interval_ms(&limits), 1000);
    limits.keep_alive_ms = 400;
    assert_int_equal(brisk_http1_sweep_interval_ms(&limits), 100);
    limits.keep_alive_ms = 1;
    assert_int_equal(brisk_http1_sweep_interval_ms(&limits), 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(later_answers_keep_the_order),
        cmocka_unit_test(client_goes_while_its_request_is_handled),
        cmocka_unit_test(half_closed_client_gets_a_late_answer),
        cmocka_unit_test(reading_pauses_while_a_full_buffer_waits),
        cmocka_unit_test(failed_write_ends_all),
        cmocka_unit_test(queued_write_that_fails),
        cmocka_unit_test(warm_request_allocates_nothing),
        cmocka_unit_test(one_write_each_answer),
        cmocka_unit_test(every_lack_of_memory_is_answered_or_closed),
        cmocka_unit_test(one_connection_too_many),
        cmocka_unit_test(constant_answers_tell_their_length),
        cmocka_unit_test(refused_request_is_told_as_far_as_it_is_known),
        cmocka_unit_test(stop_closes_idle_and_ends_running),
        cmocka_unit_test(request_that_meets_the_stop_is_answered),
        cmocka_unit_test(request_that_does_not_come_whole_ends_with_the_server),
        cmocka_unit_test(stream_that_waits_is_asked_each_50_ms),
        cmocka_unit_test(stream_that_is_woken_is_asked_at_once),
        cmocka_unit_test(fast_stream_does_not_wake_one_that_waits),
        cmocka_unit_test(stream_to_a_client_that_does_not_read_is_not_pulled),
        cmocka_unit_test(stream_is_closed_once),
        cmocka_unit_test(half_closed_client_does_not_hold_a_stream_that_waits),
        cmocka_unit_test(half_closed_client_gets_a_long_stream),
        cmocka_unit_test(abort_closes_all),
        cmocka_unit_test(deadline_reaches_the_request),
        cmocka_unit_test(sweep_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

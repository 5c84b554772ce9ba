/* test_pipeline.c - the answer and the question for the next event in one write: what is asked in which order, and what
 * becomes of it where the host cuts, refuses, mixes up or stalls. No event is lost by us, and none handled twice. */
#include "core/heap.h"
#include "core/log.h"
#include "lambda/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lambda/runtime_host.h"

#define EVENT_OF(id)                                                                                                   \
    "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-" id "\r\nLambda-Runtime-Deadline-Ms: 1700000000000\r\n"     \
    "Content-Length: 10\r\n\r\n{\"id\":\"" id "\"}"
#define EVENT_1 EVENT_OF("1")
#define EVENT_2 EVENT_OF("2")
#define EMPTY   ""

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef struct seen {
    size_t calls, finished, sent;
    size_t leaves_work; /* in so many calls, from the first one */
    char ids[256];      /* of all calls */
    char order[256];    /* e: an event is handled, f: finish */
    brisk_runtime *stops;
    bool has_error;
    size_t first_len;
    uint64_t heap_requests[64];
} seen;

static bool answer(void *context, const brisk_invocation *invocation, brisk_lambda_reply *reply)
{
    seen *s = context;
    if (s->calls < COUNT(s->heap_requests)) {
        s->heap_requests[s->calls] = brisk_heap_stats_now().heap_requests;
    }
    s->calls++;
    reply->leaves_work = s->calls <= s->leaves_work;
    if (strlen(s->ids) + invocation->request_id.len + 2 < sizeof(s->ids)) {
        strncat(s->ids, invocation->request_id.ptr, invocation->request_id.len);
        strcat(s->ids, " ");
    }
    strcat(s->order, strlen(s->order) + 1 < sizeof(s->order) ? "e" : "");
    if (s->stops != NULL) {
        brisk_runtime_stop(s->stops);
    }
    if (s->has_error) {
        reply->error = (brisk_lambda_error){"Function.Test", BRISK_STR("no")};
        return false;
    }
    brisk_buffer_append_repeated(reply->out, '1', s->calls == 1 ? s->first_len : 0);
    brisk_buffer_append_str(reply->out, invocation->event);
    return true;
}

static void finish(void *context, bool sent)
{
    seen *s = context;
    s->finished++;
    s->sent += sent;
    strcat(s->order, strlen(s->order) + 1 < sizeof(s->order) ? "f" : "");
}

static brisk_runtime runtime;
static host api;

static brisk_status play(const host_step *steps, size_t count, seen *s)
{
    brisk_lambda_handler handler = {.answer = answer, .finish = finish, .context = s, .pipelines = true};
    host_start(&api, steps, count);
    assert_int_equal(brisk_runtime_init(&runtime, api.address), BRISK_OK);
    brisk_status status = brisk_runtime_run(&runtime, &handler);
    brisk_runtime_clear(&runtime);
    host_join(&api);
    return status;
}

static bool is_post(size_t index, const char *id)
{
    char start[128];
    snprintf(start, sizeof(start), "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\n", id);
    return index < api.request_count && strncmp(api.requests[index], start, strlen(start)) == 0;
}

static bool is_next(size_t index)
{
    static const char start[] = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n";
    return index < api.request_count && strncmp(api.requests[index], start, sizeof(start) - 1) == 0;
}

static void one_write_for_both(void **state)
{
    static const host_step steps[] = {
        {.bytes = EVENT_1},
        {.bytes = EMPTY},
        {.bytes = HOST_OK EVENT_2}, /* both answers in one write */
        {.bytes = HOST_OK},
        {.bytes = EVENT_1, .stall_ms = 20}, /* or apart */
        {.bytes = HOST_OK, .piece = 7},
        {.bytes = EVENT_2, .piece = 7}, /* or in pieces */
    };
    seen s = {0};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_string_equal(s.ids, "id-1 id-2 id-1 id-2 ");
    assert_string_equal(s.order, "efefefef");
    assert_int_equal(s.sent, 3); /* the last answer met the end */
    assert_int_equal(api.connection_count, 1);
    assert_false(api.came_ahead[0] || api.came_ahead[1]);
    for (size_t i = 1; i + 1 < 8; i += 2) {
        assert_true(is_post(i, i % 4 == 1 ? "id-1" : "id-2"));
        assert_true(is_next(i + 1));
        assert_true(api.came_ahead[i + 1]);
    }
    assert_true(strstr(api.requests[1], "\r\n\r\n{\"id\":\"1\"}") != NULL);
    host_clear(&api);
}

static void work_is_done_before_the_next_is_asked_for(void **state)
{
    static const host_step steps[] = {
        {.bytes = EVENT_1}, {.bytes = HOST_OK}, {.bytes = EVENT_2}, {.bytes = HOST_OK}, {.bytes = EVENT_1}};
    seen s = {.leaves_work = 1};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.calls, 3);
    assert_false(api.came_ahead[2]);
    assert_true(api.came_ahead[4]);
    host_clear(&api);
}

static void errors_are_posted_by_themselves(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT_1}, {.bytes = HOST_OK}, {.bytes = EVENT_2}, {.bytes = HOST_OK}};
    seen s = {.has_error = true};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.calls, 2);
    assert_false(api.came_ahead[2]);
    host_clear(&api);
}

/* Both answers cut at each byte: what was not accepted is posted again, the next is asked for again. */
static void cut_at_each_byte(void **state)
{
    size_t head = (size_t)(strstr(HOST_OK, "\r\n\r\n") + 4 - HOST_OK);
    for (size_t cut = 0; cut < sizeof(HOST_OK EVENT_2) - 1; cut++) {
        bool is_known = cut >= head;
        const host_step lost[] = {
            {.bytes = EVENT_1}, {.bytes = EMPTY},   {.bytes = HOST_OK EVENT_2, .is_cut = true, .cut_at = cut},
            {.bytes = HOST_OK}, {.bytes = EVENT_2},
        };
        const host_step known[] = {lost[0], lost[1], lost[2], {.bytes = EVENT_2}};
        seen s = {0};
        assert_int_equal(play(is_known ? known : lost, is_known ? COUNT(known) : COUNT(lost), &s), BRISK_FAILED);
        assert_string_equal(s.ids, "id-1 id-2 ");
        assert_string_equal(s.order, "efef");
        assert_int_equal(s.sent, 1);
        assert_true(is_known || is_post(3, "id-1"));
        assert_true(is_next(is_known ? 3 : 4));
        host_clear(&api);
    }
}

/* The connection is closed while both are being read by the host. */
static void hung_up_at_each_byte(void **state)
{
    static const host_step whole[] = {{.bytes = EVENT_1}, {.bytes = HOST_OK}};
    seen s = {0};
    assert_int_equal(play(whole, COUNT(whole), &s), BRISK_FAILED);
    size_t len = api.lens[1];
    host_clear(&api);
    for (size_t cut = 1; cut <= len; cut += 11) {
        const host_step steps[] = {{.bytes = EVENT_1},
                                   {.bytes = EMPTY, .hangs_up = true, .hangs_up_at = cut},
                                   {.bytes = HOST_OK},
                                   {.bytes = EVENT_2},
                                   {.bytes = HOST_OK}};
        s = (seen){0};
        assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
        assert_string_equal(s.ids, "id-1 id-2 ");
        assert_int_equal(s.sent, 2);
        assert_true(is_post(2, "id-1") && is_next(3));
        host_clear(&api);
    }
}

static void closed_behind_the_answer(void **state)
{
    static const host_step closes[] = {{.bytes = EVENT_1}, {.bytes = HOST_OK, .closes = true}, {.bytes = EVENT_2}};
    static const host_step says_so[] = {
        {.bytes = EVENT_1},
        {.bytes = "HTTP/1.1 202 Accepted\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", .closes = true},
        {.bytes = EVENT_2}};
    const host_step *const all[] = {closes, says_so};
    for (size_t i = 0; i < COUNT(all); i++) {
        seen s = {0};
        assert_int_equal(play(all[i], 3, &s), BRISK_FAILED);
        assert_string_equal(s.ids, "id-1 id-2 ");
        assert_int_equal(s.sent, 1);
        assert_true(is_next(2));
        assert_int_equal(api.connection_count, 2);
        host_clear(&api);
    }
}

static void refusals(void **state)
{
    static const char *const texts[] = {"HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}",
                                        "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
                                        "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        const host_step steps[] = {{.bytes = EVENT_1}, {.bytes = texts[i]}, {.bytes = EVENT_2}, {.bytes = HOST_OK}};
        seen s = {0};
        assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
        assert_string_equal(s.ids, "id-1 id-2 ");
        assert_int_equal(s.sent, 1);
        assert_int_equal(api.connection_count, 1);
        host_clear(&api);
    }
}

/* "The runtime should exit promptly": the event behind a 500 is not begun. */
static void server_error_ends_the_loop(void **state)
{
    static const host_step steps[] = {
        {.bytes = EVENT_1}, {.bytes = EMPTY}, {.bytes = HOST_END EVENT_2}, {.bytes = HOST_OK}};
    seen s = {0};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_string_equal(s.order, "ef");
    assert_int_equal(s.sent, 0);
    host_clear(&api);
}

/* The event comes in place of the answer to the answer: that is none, so it is posted again. */
static void out_of_order(void **state)
{
    static const host_step steps[] = {
        {.bytes = EVENT_1}, {.bytes = EMPTY},   {.bytes = EVENT_2 HOST_OK, .closes = true},
        {.bytes = HOST_OK}, {.bytes = EVENT_2}, {.bytes = HOST_OK}};
    seen s = {0};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_string_equal(s.ids, "id-1 id-2 ");
    assert_int_equal(s.sent, 2);
    assert_true(is_post(3, "id-1"));
    host_clear(&api);
}

static void interim_and_chunked_answers(void **state)
{
    static const host_step steps[] = {
        {.bytes = EVENT_1},
        {.bytes = EMPTY},
        {.bytes = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
                  "HTTP/1.1 200 OK\r\nlambda-runtime-aws-request-id: id-2\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "4\r\n{\"id\r\n5\r\n\":\"2\"\r\n1\r\n}\r\n0\r\n\r\n"},
        {.bytes = HOST_OK},
    };
    seen s = {0};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_string_equal(s.ids, "id-1 id-2 ");
    assert_true(strstr(api.requests[3], "\r\n\r\n{\"id\":\"2\"}") != NULL);
    assert_int_equal(api.connection_count, 1);
    host_clear(&api);
}

static void garbage(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT_1}, {.bytes = "\x16\x03\x01 no HTTP\r\n\r\n", .closes = true},
                                      {.bytes = HOST_OK}, {.bytes = EVENT_2},
                                      {.bytes = HOST_OK}, {.bytes = "no HTTP either\r\n\r\n", .closes = true}};
    seen s = {0};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_string_equal(s.ids, "id-1 id-2 ");
    assert_int_equal(s.sent, 2);
    host_clear(&api);
}

static void large_answers(void **state)
{
    static const host_step steps[] = {
        {.bytes = EVENT_1}, {.bytes = EMPTY}, {.bytes = HOST_OK EVENT_2}, {.bytes = HOST_OK}};
    seen s = {.first_len = (size_t)5 * 1024 * 1024};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_string_equal(s.ids, "id-1 id-2 ");
    assert_true(api.lens[1] > s.first_len);
    host_clear(&api);
}

static void event_over_the_limit(void **state)
{
    static const host_step steps[] = {
        {.bytes = EVENT_1},
        {.bytes = EMPTY},
        {.bytes = HOST_OK "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-2\r\nContent-Length: 99999999\r\n\r\n"},
        {.bytes = HOST_OK},
        {.bytes = EVENT_1},
        {.bytes = HOST_OK}};
    seen s = {0};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_string_equal(s.ids, "id-1 id-1 ");
    assert_true(strstr(api.requests[3], "/id-2/error ") != NULL);
    host_clear(&api);
}

static void stop_while_an_event_is_handled(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT_1}, {.bytes = HOST_OK}, {.bytes = EVENT_2}};
    seen s = {.stops = &runtime};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_OK);
    assert_int_equal(s.sent, 1);
    assert_int_equal(api.request_count, 2); /* nothing more was asked for */
    host_clear(&api);
}

static void *stop_soon(void *context)
{
    host_wait(&api, 3);
    brisk_runtime_stop(context);
    return NULL;
}

static void stop_while_waiting(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT_1}, {.bytes = HOST_OK}, {.bytes = EVENT_2, .stall_ms = 400}};
    pthread_t thread;
    seen s = {0};
    assert_int_equal(pthread_create(&thread, NULL, stop_soon, &runtime), 0);
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_OK);
    pthread_join(thread, NULL);
    assert_string_equal(s.order, "ef");
    assert_int_equal(s.sent, 1);
    host_clear(&api);
}

/* Told to stop while the answer to the answer is waited for: that is still read. */
static void *stop_before_the_answer(void *context)
{
    for (int i = 0; i < 2000 && api.request_count < 2; i++) {
        host_sleep(5);
    }
    brisk_runtime_stop(context);
    return NULL;
}

static void stop_before_the_answer_was_taken(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT_1}, {.bytes = HOST_OK, .stall_ms = 200}, {.bytes = EVENT_2}};
    pthread_t thread;
    seen s = {0};
    assert_int_equal(pthread_create(&thread, NULL, stop_before_the_answer, &runtime), 0);
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_OK);
    pthread_join(thread, NULL);
    assert_true(s.calls == s.finished && s.sent >= 1);
    assert_true(is_post(1, "id-1"));
    host_clear(&api);
}

static void warm_cycles_allocate_nothing(void **state)
{
    host_step steps[41] = {{.bytes = EVENT_1}};
    for (size_t i = 1; i < COUNT(steps); i += 2) {
        steps[i] = (host_step){.bytes = EMPTY};
        steps[i + 1] = (host_step){.bytes = i % 4 == 1 ? HOST_OK EVENT_2 : HOST_OK EVENT_1};
    }
    seen s = {0};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.calls, 21);
    for (size_t i = 3; i < 21; i++) {
        assert_true(s.heap_requests[i] == s.heap_requests[2]);
    }
    host_clear(&api);
}

static void no_memory(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT_1}, {.bytes = HOST_OK}, {.bytes = EVENT_2}, {.bytes = HOST_OK}};
    for (uint64_t n = 1; n < 100; n++) {
        seen s = {0};
        brisk_heap_fail_at(n, false);
        brisk_status status = play(steps, COUNT(steps), &s);
        bool is_over = !brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        assert_true(status == BRISK_FAILED || status == BRISK_NO_MEMORY);
        assert_true(s.calls == s.finished);
        host_clear(&api);
        if (is_over) {
            return;
        }
    }
    fail_msg("there is no end of allocations");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_write_for_both),
        cmocka_unit_test(work_is_done_before_the_next_is_asked_for),
        cmocka_unit_test(errors_are_posted_by_themselves),
        cmocka_unit_test(cut_at_each_byte),
        cmocka_unit_test(hung_up_at_each_byte),
        cmocka_unit_test(closed_behind_the_answer),
        cmocka_unit_test(refusals),
        cmocka_unit_test(server_error_ends_the_loop),
        cmocka_unit_test(out_of_order),
        cmocka_unit_test(interim_and_chunked_answers),
        cmocka_unit_test(garbage),
        cmocka_unit_test(large_answers),
        cmocka_unit_test(event_over_the_limit),
        cmocka_unit_test(stop_while_an_event_is_handled),
        cmocka_unit_test(stop_while_waiting),
        cmocka_unit_test(stop_before_the_answer_was_taken),
        cmocka_unit_test(warm_cycles_allocate_nothing),
        cmocka_unit_test(no_memory),
    };
    brisk_log_set_level(BRISK_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

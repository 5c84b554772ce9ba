/* test_program.c - an app as a Lambda function: brisk_lambda_main against a host, events in and answers out. */
#include "core/heap.h"
#include "core/log.h"

#include <brisk/brisk.h>
#include <brisk/lambda.h>

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lambda/runtime_host.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- the app ---- */

static brisk_status start(void **state);
static void stop(void *state);
static brisk_status take_event(brisk_request *req, brisk_json event, brisk_str *answer);

MODEL(Item, (str, name, length(1, 10)), (double, price, gt(0)));
ENDPOINT(read_item, GET, "/items/{id}", Item, path(int64, id));
ENDPOINT(create_item, POST, "/items", Item, status(201), body(Item, item));
ENDPOINT(tell, GET, "/tell", raw);
ENDPOINT(large, GET, "/large", raw);
APP(app, title("Test"), lifespan(start, stop), on_event(take_event), read_item, create_item, tell, large);
APP(small, title("Small"), no_docs, read_item);

static struct {
    int starts, stops;
    bool fails;
    uint64_t heap_requests[8];
    size_t calls;
} seen;

static brisk_status start(void **state)
{
    seen.starts++;
    *state = &seen;
    return seen.fails ? BRISK_FAILED : BRISK_OK;
}

static void stop(void *state)
{
    assert_ptr_equal(state, &seen);
    seen.stops++;
}

static brisk_status read_item(brisk_request *req, const read_item_in *in, Item *out)
{
    (void)req;
    seen.heap_requests[seen.calls++ % COUNT(seen.heap_requests)] = brisk_heap_stats_now().heap_requests;
    *out = (Item){.name = BRISK_S("pen"), .price = (double)in->id};
    return BRISK_OK;
}

static brisk_status create_item(brisk_request *req, const create_item_in *in, Item *out)
{
    (void)req;
    *out = in->item;
    return BRISK_OK;
}

/* What a handler can know of its invocation. */
static brisk_status tell(brisk_request *req, const tell_in *in)
{
    (void)in;
    const brisk_lambda_context *context = brisk_lambda_context_of(req);
    int64_t left = brisk_request_deadline_ms(req);
    const char *trace = getenv("_X_AMZN_TRACE_ID");
    return brisk_respond_text(req, 200,
                              brisk_strf(req, "%.*s|%.*s|%s|%d|%.*s|%d", (int)context->aws_request_id.len,
                                         context->aws_request_id.ptr, (int)context->trace_id.len, context->trace_id.ptr,
                                         trace != NULL ? trace : "none", left > 50000 && left <= 60000,
                                         (int)context->function_name.len, context->function_name.ptr,
                                         (int)context->memory_limit_mb));
}

static brisk_status large(brisk_request *req, const large_in *in)
{
    (void)in;
    size_t len = (size_t)7 * 1024 * 1024;
    char *text = brisk_arena_alloc(brisk_request_arena(req), len);
    if (text == NULL) {
        return BRISK_NO_MEMORY;
    }
    memset(text, 'x', len);
    return brisk_respond_text(req, 200, (brisk_str){text, len});
}

static brisk_status take_event(brisk_request *req, brisk_json event, brisk_str *answer)
{
    brisk_str word = {0};
    assert_ptr_equal(brisk_request_state(req), &seen);
    assert_int_equal(brisk_lambda_event_kind(req), BRISK_EVENT_OTHER);
    (void)brisk_json_str(brisk_json_get(event, BRISK_S("word")), &word);
    if (brisk_str_is(word, "fail")) {
        return brisk_fail(req, 500, "cannot take \"%.*s\"", (int)word.len, word.ptr);
    }
    if (word.len > 0) {
        *answer = brisk_strf(req, "{\"took\":\"%.*s\"}", (int)word.len, word.ptr);
    }
    return BRISK_OK;
}

/* ---- events ---- */

#define GET_ITEM(id)                                                                                                   \
    "{\"version\":\"2.0\",\"routeKey\":\"$default\",\"rawPath\":\"/items/" id "\",\"rawQueryString\":\"\","            \
    "\"headers\":{\"host\":\"x.example\"},\"requestContext\":{\"http\":{\"method\":\"GET\",\"path\":\"/items/" id      \
    "\",\"protocol\":\"HTTP/1.1\",\"sourceIp\":\"192.0.2.1\",\"userAgent\":\"t\"},\"stage\":\"$default\"},"            \
    "\"isBase64Encoded\":false}"
#define GET_TEXT(path)                                                                                                 \
    "{\"version\":\"2.0\",\"routeKey\":\"$default\",\"rawPath\":\"" path "\",\"rawQueryString\":\"\","                 \
    "\"headers\":{\"host\":\"x.example\"},\"requestContext\":{\"http\":{\"method\":\"GET\",\"path\":\"" path           \
    "\",\"protocol\":\"HTTP/1.1\",\"sourceIp\":\"192.0.2.1\",\"userAgent\":\"t\"},\"stage\":\"$default\"},"            \
    "\"isBase64Encoded\":false}"
#define POST_ITEM(body)                                                                                                \
    "{\"version\":\"2.0\",\"routeKey\":\"$default\",\"rawPath\":\"/items\",\"rawQueryString\":\"\","                   \
    "\"headers\":{\"host\":\"x.example\",\"content-type\":\"application/json\"},\"requestContext\":{\"http\":"         \
    "{\"method\":\"POST\",\"path\":\"/items\",\"protocol\":\"HTTP/1.1\",\"sourceIp\":\"192.0.2.1\","                   \
    "\"userAgent\":\"t\"},\"stage\":\"$default\"},\"body\":\"" body "\",\"isBase64Encoded\":false}"

static host api;
static char events[8][4096];
static host_step steps[32];

/* An event and the 202 to its answer, as two steps of the script. */
static void add_event(size_t *count, const char *event, const char *headers)
{
    char *text = events[*count / 2];
    snprintf(text, sizeof(events[0]),
             "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-%zu\r\n%sContent-Length: %zu\r\n\r\n%s", *count / 2,
             headers, strlen(event), event);
    steps[(*count)++] = (host_step){.bytes = text};
    steps[(*count)++] = (host_step){.bytes = HOST_OK};
}

static int play(const brisk_app *which, size_t count)
{
    memset(&seen, 0, sizeof(seen));
    host_start(&api, steps, count);
    setenv("AWS_LAMBDA_RUNTIME_API", api.address, 1);
    int code = brisk_lambda_main(which);
    host_join(&api);
    return code;
}

static bool was_sent(size_t index, const char *text)
{
    return index < api.request_count && strstr(api.requests[index], text) != NULL;
}

static void requests_are_answered(void **state)
{
    size_t count = 0;
    add_event(&count, GET_ITEM("7"), "");
    add_event(&count, POST_ITEM("{\\\"name\\\":\\\"pen\\\",\\\"price\\\":1.5}"), "");
    add_event(&count, POST_ITEM("{\\\"name\\\":\\\"\\\"}"), "");
    add_event(&count, GET_ITEM("seven"), "");
    assert_int_equal(play(&app, count), 1);
    assert_true(was_sent(1, "/invocation/id-0/response "));
    assert_true(was_sent(1, "\"statusCode\":200"));
    assert_true(was_sent(1, "\"body\":\"{\\\"name\\\":\\\"pen\\\",\\\"price\\\":7.0}\""));
    assert_true(was_sent(3, "\"statusCode\":201"));
    assert_true(was_sent(5, "\"statusCode\":422"));
    assert_true(was_sent(5, "string_too_short"));
    assert_true(was_sent(7, "\"statusCode\":422"));
    assert_int_equal(seen.starts, 1);
    assert_int_equal(seen.stops, 1);
    assert_int_equal(api.registered, 1);
    host_clear(&api);
}

static void context_and_deadline(void **state)
{
    char headers[256];
    size_t count = 0;
    setenv("AWS_LAMBDA_FUNCTION_NAME", "shop", 1);
    setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128", 1);
    snprintf(headers, sizeof(headers), "Lambda-Runtime-Trace-Id: Root=1-a\r\nLambda-Runtime-Deadline-Ms: %lld\r\n",
             ((long long)time(NULL) + 60) * 1000);
    add_event(&count, GET_TEXT("/tell"), headers);
    add_event(&count, GET_TEXT("/tell"), "Lambda-Runtime-Trace-Id: Root=1-bcd\r\n");
    add_event(&count, GET_TEXT("/tell"), "");
    add_event(&count, GET_TEXT("/tell"), "Lambda-Runtime-Trace-Id: Root=1-e\r\n");
    assert_int_equal(play(&app, count), 1);
    assert_true(was_sent(1, "\"id-0|Root=1-a|Root=1-a|1|shop|128\""));
    assert_true(was_sent(3, "\"id-1|Root=1-bcd|Root=1-bcd|0|shop|128\""));
    assert_true(was_sent(5, "\"id-2||none|0|shop|128\""));
    assert_true(was_sent(7, "\"id-3|Root=1-e|Root=1-e|0|shop|128\""));
    host_clear(&api);
}

static void other_events(void **state)
{
    size_t count = 0;
    add_event(&count, "{\"word\":\"hello\"}", "");
    add_event(&count, "{\"Records\":[{\"eventSource\":\"aws:sqs\"}]}", "");
    add_event(&count, "{\"word\":\"fail\"}", "");
    add_event(&count, "{\"word\":", "");
    assert_int_equal(play(&app, count), 1);
    assert_true(was_sent(1, "\r\n\r\n{\"took\":\"hello\"}"));
    assert_true(was_sent(3, "\r\n\r\nnull"));
    assert_true(was_sent(5, "/invocation/id-2/error "));
    assert_true(was_sent(5, "{\"errorMessage\":\"cannot take \\\"fail\\\"\",\"errorType\":\"Function.EventFailed\""));
    assert_true(was_sent(7, "/invocation/id-3/error "));
    assert_true(was_sent(7, "Error-Type: Runtime.InvalidEvent\r\n"));
    host_clear(&api);
}

static void no_function_for_events(void **state)
{
    size_t count = 0;
    add_event(&count, "{\"word\":\"hello\"}", "");
    assert_int_equal(play(&small, count), 1);
    assert_true(was_sent(1, "Error-Type: Function.NoEventHandler\r\n"));
    assert_int_equal(api.registered, 0); /* nothing to do at the end: no extension */
    host_clear(&api);
}

static void answer_over_the_limit(void **state)
{
    size_t count = 0;
    add_event(&count, GET_TEXT("/large"), "");
    add_event(&count, GET_ITEM("1"), "");
    assert_int_equal(play(&app, count), 1);
    assert_true(was_sent(1, "/invocation/id-0/response "));
    assert_true(was_sent(1, "\"statusCode\":500"));
    assert_true(was_sent(1, "The answer is larger than Lambda allows"));
    assert_true(was_sent(3, "\"statusCode\":200"));
    host_clear(&api);
}

static void warm_invocations_allocate_nothing(void **state)
{
    size_t count = 0;
    for (int i = 0; i < 8; i++) {
        add_event(&count, GET_ITEM("7"), "Lambda-Runtime-Trace-Id: Root=1-a\r\n");
    }
    assert_int_equal(play(&app, count), 1);
    assert_int_equal(seen.calls, 8);
    for (size_t i = 2; i < 8; i++) {
        assert_true(seen.heap_requests[i] == seen.heap_requests[1]);
    }
    host_clear(&api);
}

static brisk_status fail_to_start(void **state)
{
    (void)start(state);
    return BRISK_FAILED;
}

APP(broken, title("Broken"), lifespan(fail_to_start, stop), read_item);

static void start_fails(void **state)
{
    steps[0] = (host_step){.bytes = HOST_OK};
    assert_int_equal(play(&broken, 1), 1);
    assert_int_equal(api.request_count, 1);
    assert_true(was_sent(0, "POST /2018-06-01/runtime/init/error "));
    assert_true(was_sent(0, "Error-Type: Function.StartFailed\r\n"));
    assert_int_equal(seen.stops, 0);
    host_clear(&api);
}

/* Told once, before anything is made of it: no snapshot, no event. */
static void a_wrong_setting_ends_init(void **state)
{
    steps[0] = (host_step){.bytes = HOST_OK};
    setenv("BRISK_LAMBDA_PIPELINE", "yes", 1);
    setenv("AWS_LAMBDA_MAX_CONCURRENCY", "3", 1);
    setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start", 1);
    assert_int_equal(play(&app, 1), 1);
    unsetenv("BRISK_LAMBDA_PIPELINE");
    unsetenv("AWS_LAMBDA_MAX_CONCURRENCY");
    unsetenv("AWS_LAMBDA_INITIALIZATION_TYPE");
    assert_int_equal(api.request_count, 1);
    assert_true(was_sent(0, "POST /2018-06-01/runtime/init/error "));
    assert_true(was_sent(0, "Error-Type: Runtime.InvalidSetting\r\n"));
    assert_int_equal(seen.stops, 1);
    host_clear(&api);
}

static void *terminate_soon(void *context)
{
    host_wait(&api, 3);
    pthread_kill(*(pthread_t *)context, SIGTERM);
    return NULL;
}

static void *terminate_at_first(void *context)
{
    host_wait(&api, 1);
    pthread_kill(*(pthread_t *)context, SIGTERM);
    return NULL;
}

static void sigterm_runs_the_shutdown(void **state)
{
    pthread_t self = pthread_self(), thread;
    api.request_count = 0;
    size_t count = 0;
    add_event(&count, GET_ITEM("7"), "");
    steps[count++] = (host_step){.bytes = HOST_END, .stall_ms = 300};
    assert_int_equal(pthread_create(&thread, NULL, terminate_soon, &self), 0);
    assert_int_equal(play(&app, count), 0);
    pthread_join(thread, NULL);
    assert_int_equal(seen.starts, 1);
    assert_int_equal(seen.stops, 1);
    assert_true(was_sent(1, "\"statusCode\":200"));
    host_clear(&api);
}

static void snap_start(void **state)
{
    steps[0] = (host_step){.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"};
    setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start", 1);
    assert_int_equal(play(&small, 1), 1);
    unsetenv("AWS_LAMBDA_INITIALIZATION_TYPE");
    assert_true(was_sent(0, "GET /2018-06-01/runtime/restore/next "));
    assert_true(was_sent(1, "GET /2018-06-01/runtime/invocation/next "));
    assert_int_equal(api.connection_count, 2);
    host_clear(&api);
}

/* ---- SnapStart's functions ---- */

static char hooks[64];
static brisk_status before_status, after_status;

static brisk_status before_snapshot(void *state)
{
    assert_ptr_equal(state, &seen);
    strcat(hooks, api.request_count == 0 ? "before " : "late ");
    return before_status;
}

static brisk_status after_restore(void *state)
{
    assert_ptr_equal(state, &seen);
    strcat(hooks, api.request_count == 1 ? "after " : "late ");
    return after_status;
}

APP(snapped, title("Snapped"), lifespan(start, stop), on_snapshot(before_snapshot, after_restore), read_item);
APP(half_snapped, lifespan(start), on_snapshot(before_snapshot), read_item);

#define HOST_EMPTY "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

static int play_snapshot(const brisk_app *which, brisk_status before, brisk_status after, size_t count)
{
    hooks[0] = '\0';
    before_status = before;
    after_status = after;
    setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start", 1);
    int code = play(which, count);
    unsetenv("AWS_LAMBDA_INITIALIZATION_TYPE");
    return code;
}

static void snapshot_hooks(void **state)
{
    steps[0] = (host_step){.bytes = HOST_EMPTY};
    assert_int_equal(play_snapshot(&snapped, BRISK_OK, BRISK_OK, 1), 1);
    assert_string_equal(hooks, "before after ");
    assert_true(was_sent(0, "GET /2018-06-01/runtime/restore/next "));
    assert_true(was_sent(1, "GET /2018-06-01/runtime/invocation/next "));
    assert_int_equal(api.registered, 1);
    assert_int_equal(api.connection_count, 4); /* the extension's and the runtime's, each before and behind */
    assert_int_equal(seen.stops, 1);
    host_clear(&api);
    steps[0] = (host_step){.bytes = HOST_EMPTY};
    assert_int_equal(play_snapshot(&half_snapped, BRISK_OK, BRISK_OK, 1), 1);
    assert_string_equal(hooks, "before ");
    host_clear(&api);
    assert_int_equal(play(&half_snapped, 0), 1); /* no SnapStart: not called */
    assert_string_equal(hooks, "before ");
    host_clear(&api);
}

/* An environment that ends before its snapshot is restored: shutdown runs, and nobody waits for the restore. */
static void sigterm_ends_the_wait_for_the_restore(void **state)
{
    pthread_t self = pthread_self(), thread;
    api.request_count = 0;
    steps[0] = (host_step){.bytes = HOST_END, .stall_ms = 300};
    assert_int_equal(pthread_create(&thread, NULL, terminate_at_first, &self), 0);
    assert_int_equal(play_snapshot(&snapped, BRISK_OK, BRISK_OK, 1), 0);
    pthread_join(thread, NULL);
    assert_true(was_sent(0, "GET /2018-06-01/runtime/restore/next "));
    assert_int_equal(api.request_count, 1);
    assert_int_equal(seen.stops, 1);
    host_clear(&api);
}

static void snapshot_hooks_that_fail(void **state)
{
    steps[0] = (host_step){.bytes = HOST_OK};
    assert_int_equal(play_snapshot(&snapped, BRISK_FAILED, BRISK_OK, 1), 1);
    assert_string_equal(hooks, "before ");
    assert_int_equal(api.request_count, 1);
    assert_true(was_sent(0, "POST /2018-06-01/runtime/init/error "));
    assert_true(was_sent(0, "Error-Type: Runtime.BeforeCheckpointError\r\n"));
    assert_int_equal(seen.stops, 1);
    host_clear(&api);
    steps[0] = (host_step){.bytes = HOST_EMPTY};
    steps[1] = (host_step){.bytes = HOST_OK};
    assert_int_equal(play_snapshot(&snapped, BRISK_OK, BRISK_IO, 2), 1);
    assert_string_equal(hooks, "before after ");
    assert_int_equal(api.request_count, 2);
    assert_true(was_sent(1, "POST /2018-06-01/runtime/restore/error "));
    assert_true(was_sent(1, "Error-Type: Runtime.AfterRestoreError\r\n"));
    host_clear(&api);
    steps[0] = (host_step){.bytes = HOST_END}; /* the host refuses the snapshot */
    assert_int_equal(play_snapshot(&snapped, BRISK_OK, BRISK_OK, 1), 1);
    assert_string_equal(hooks, "before ");
    host_clear(&api);
}

/* ---- background work ---- */

static void count_request(brisk_request *req, void *context)
{
    size_t *count = context;
    assert_non_null(brisk_lambda_context_of(req));
    *count = api.request_count;
}

static size_t requests_at_work;
ENDPOINT(later, GET, "/later", nothing);

static brisk_status later(brisk_request *req, const later_in *in)
{
    (void)in;
    brisk_background(req, count_request, &requests_at_work);
    return BRISK_OK;
}

static brisk_status take_later(brisk_request *req, brisk_json event, brisk_str *answer)
{
    (void)answer;
    brisk_str word = {0};
    brisk_background(req, count_request, &requests_at_work);
    (void)brisk_json_str(brisk_json_get(event, BRISK_S("word")), &word);
    return brisk_str_is(word, "fail") ? brisk_fail(req, 500, NULL) : BRISK_OK;
}

APP(working, on_event(take_later), later);

/* It sees its own answer posted, and the next event not asked for yet. */
static void background_work_is_done_behind_the_answer(void **state)
{
    size_t count = 0;
    requests_at_work = 0;
    add_event(&count, GET_TEXT("/later"), "");
    assert_int_equal(play(&working, count), 1);
    assert_true(was_sent(1, "\"statusCode\":204"));
    assert_int_equal(requests_at_work, 2);
    host_clear(&api);
    count = 0;
    add_event(&count, "{}", "");
    add_event(&count, "{\"word\":\"ok\"}", "");
    assert_int_equal(play(&working, count), 1);
    assert_int_equal(requests_at_work, 4);
    host_clear(&api);
    count = 0;
    requests_at_work = 0;
    add_event(&count, "{\"word\":\"fail\"}", "");
    assert_int_equal(play(&working, count), 1);
    assert_int_equal(requests_at_work, 0); /* dropped by the failure */
    host_clear(&api);
}

/* ---- Managed Instances ---- */

/* The first loop that asks is refused and ends; the other one goes on. */
static void a_failed_loop_does_not_end_the_others(void **state)
{
    size_t count = 2;
    setenv("AWS_LAMBDA_MAX_CONCURRENCY", "2", 1);
    steps[0] = (host_step){.bytes = HOST_END, .closes = true};
    snprintf(events[0], sizeof(events[0]),
             "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-0\r\nContent-Length: %zu\r\n\r\n%s",
             strlen(GET_ITEM("7")), GET_ITEM("7"));
    steps[1] = (host_step){.bytes = events[0]};
    steps[count++] = (host_step){.bytes = HOST_OK};
    assert_int_equal(play(&app, count), 1);
    unsetenv("AWS_LAMBDA_MAX_CONCURRENCY");
    assert_true(was_sent(2, "/invocation/id-0/response "));
    assert_true(was_sent(2, "\"statusCode\":200"));
    assert_true(was_sent(3, "/invocation/next "));
    assert_int_equal(api.registered, 1);
    assert_int_equal(seen.starts, 1);
    assert_int_equal(seen.stops, 1);
    host_clear(&api);
}

static void by_hand(void **state)
{
    unsetenv("AWS_LAMBDA_RUNTIME_API");
    assert_int_equal(brisk_lambda_main(&app), 2);
    setenv("AWS_LAMBDA_RUNTIME_API", "nonsense", 1);
    assert_int_equal(brisk_lambda_main(&app), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_answered),
        cmocka_unit_test(context_and_deadline),
        cmocka_unit_test(other_events),
        cmocka_unit_test(no_function_for_events),
        cmocka_unit_test(answer_over_the_limit),
        cmocka_unit_test(warm_invocations_allocate_nothing),
        cmocka_unit_test(start_fails),
        cmocka_unit_test(a_wrong_setting_ends_init),
        cmocka_unit_test(sigterm_runs_the_shutdown),
        cmocka_unit_test(snap_start),
        cmocka_unit_test(snapshot_hooks),
        cmocka_unit_test(snapshot_hooks_that_fail),
        cmocka_unit_test(sigterm_ends_the_wait_for_the_restore),
        cmocka_unit_test(background_work_is_done_behind_the_answer),
        cmocka_unit_test(a_failed_loop_does_not_end_the_others),
        cmocka_unit_test(by_hand),
    };
    brisk_log_set_level(BRISK_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

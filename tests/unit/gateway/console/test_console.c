/* The console's paths over a real front, Lambda service and log store, none of which has to run anything. */
#include "console_fixture.h"

#include "core/clock.h"
#include "gateway/console/feed.h"
#include "gateway/function/folder.h"
#include "http/asset.h"

#define GROUP  BRISK_S("/aws/lambda/hello")
#define STREAM "2026/11/22/[$LATEST]0f8fad5bd9cb469fa16570867728950e"

typedef struct fixture {
    char dir[64];
    brisk_arena *arena;
    brisk_gateway_config config;
    uv_loop_t loop;
    brisk_log_store *logs;
    brisk_lambda *lambda;
    brisk_front *front;
    brisk_console *console;
    bool is_closed;
    seen request; /* of the last request to the console */
    brisk_console_call call;
    size_t woken;
    yyjson_doc *doc;
} fixture;

static fixture f;

static void wake(brisk_console_call *call)
{
    f.woken++;
}

static void configure(void)
{
    brisk_gateway_config_init(&f.config);
    f.config.api.id = BRISK_S("abc123");
    f.config.api.name = BRISK_S("shop");
    f.config.api.stage = BRISK_S("dev");
    f.config.data_dir = brisk_str_view(f.dir);
    assert_non_null(brisk_gateway_config_add_function(&f.config, f.arena, BRISK_S("hello"), BRISK_S("hello.zip")));
    assert_non_null(
        brisk_gateway_config_add_method(&f.config, f.arena, BRISK_S("/{proxy+}"), BRISK_S("ANY"), BRISK_S("hello")));
    brisk_key_config *key = brisk_gateway_config_add_key(&f.config, f.arena, BRISK_S("dev-key"));
    brisk_plan_config *plan = brisk_gateway_config_add_plan(&f.config, f.arena, BRISK_S("plan"));
    assert_true(key != NULL && plan != NULL);
    key->value = BRISK_S("devkey0123456789abcdefghij");
    plan->key_ids = brisk_arena_alloc(f.arena, sizeof(*plan->key_ids));
    plan->key_ids[0] = key->id;
    plan->key_count = 1;
    plan->throttle = (brisk_throttle){.is_set = true, .rate = 2.5, .burst = 5};
    plan->has_quota = true;
    plan->quota_limit = 100;
}

static int set_up(void **state)
{
    char problem[256] = "";
    memset(&f, 0, sizeof f);
    (void)snprintf(f.dir, sizeof f.dir, "/tmp/brisk-console-XXXXXX");
    assert_non_null(mkdtemp(f.dir));
    f.arena = brisk_arena_new(0);
    configure();
    assert_int_equal(uv_loop_init(&f.loop), 0);
    brisk_log_store_options store = {.dir = f.dir, .retention_days = 14};
    assert_int_equal(brisk_log_store_open(&store, &f.logs, problem, sizeof problem), BRISK_OK);
    brisk_lambda_options service = {.config = &f.config, .logs = f.logs, .loop = &f.loop};
    assert_int_equal(brisk_lambda_new(&service, &f.lambda, problem, sizeof problem), BRISK_OK);
    assert_int_equal(brisk_front_new(&f.config, NULL, &f.front, problem, sizeof problem), BRISK_OK);
    brisk_console_options options = {&f.config, f.lambda, f.logs, f.front, BRISK_STR("http://127.0.0.1:9000")};
    assert_int_equal(brisk_console_new(&options, &f.console), BRISK_OK);
    return 0;
}

static void end_call(void)
{
    yyjson_doc_free(f.doc);
    f.doc = NULL;
    if (f.request.arena != NULL) {
        brisk_console_end(f.console, &f.call);
        seen_clear(&f.request);
        f.request.arena = NULL;
    }
}

static void on_closed(void *context)
{
    f.is_closed = true;
}

static int tear_down(void **state)
{
    end_call();
    brisk_lambda_stop(f.lambda, on_closed, NULL);
    while (!f.is_closed) {
        (void)uv_run(&f.loop, UV_RUN_ONCE);
    }
    brisk_console_free(f.console);
    brisk_lambda_free(f.lambda);
    brisk_front_free(f.front);
    brisk_log_store_close(f.logs);
    assert_int_equal(uv_loop_close(&f.loop), 0);
    brisk_arena_free(f.arena);
    (void)brisk_folder_remove(f.dir);
    return 0;
}

/* Without an assertion on what comes of it. */
static void ask(const char *method, const char *target)
{
    end_call();
    seen_init(&f.request, method, target);
    f.call = (brisk_console_call){
        .request = &f.request.request, .response = &f.request.response, .wake = wake, .context = &f};
    brisk_console_handle(f.console, &f.call);
}

static brisk_str header(const char *name)
{
    return brisk_headers_get(&f.request.response.headers, brisk_str_view(name));
}

static void expect(int status, const char *method, const char *target)
{
    ask(method, target);
    assert_int_equal(f.request.response.status, status);
}

static yyjson_val *get(const char *target)
{
    expect(200, "GET", target);
    assert_true(brisk_str_is(header("content-type"), "application/json"));
    assert_true(brisk_str_is(header("cache-control"), "no-store"));
    assert_true(brisk_str_is(header("x-content-type-options"), "nosniff"));
    f.doc = yyjson_read(f.request.response.body.ptr, f.request.response.body.len, 0);
    assert_non_null(f.doc);
    return yyjson_doc_get_root(f.doc);
}

static void assert_message(const char *expected)
{
    yyjson_doc *doc = yyjson_read(f.request.response.body.ptr, f.request.response.body.len, 0);
    assert_text(yyjson_doc_get_root(doc), "message", expected);
    yyjson_doc_free(doc);
}

static void tell(const char *target)
{
    seen one;
    seen_init(&one, "GET", target);
    one.call.time.wall_ms = brisk_clock_wall_us() / 1000;
    brisk_console_on_request(f.console, &one.told);
    seen_clear(&one);
}

static void append(const char *group, const char *stream, int64_t at_ms, const char *message)
{
    brisk_log_stream *out;
    assert_int_equal(brisk_log_store_stream(f.logs, brisk_str_view(group), brisk_str_view(stream), &out), BRISK_OK);
    assert_int_equal(brisk_log_append(out, at_ms, brisk_str_view(message)), BRISK_OK);
}

/* ---- paths ---- */

static void the_console_is_meant_by_its_own_paths_only(void **state)
{
    static const struct {
        const char *target;
        bool is_meant;
    } cases[] = {{"/_brisk", true},    {"/_brisk/", true},      {"/_brisk/api/state", true},
                 {"/_brisker", false}, {"/_bris", false},       {"/dev/_brisk/", false},
                 {"/", false},         {"/_brisk/../dev", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        seen one;
        seen_init(&one, "GET", cases[i].target);
        assert_int_equal(brisk_console_is_meant(&one.request), cases[i].is_meant);
        seen_clear(&one);
    }
}

static void the_page_comes_with_a_strict_policy(void **state)
{
    static const char *const paths[] = {"/_brisk/", "/_brisk/console.css", "/_brisk/console.js"};
    static const char *const types[] = {"text/html; charset=utf-8", "text/css; charset=utf-8",
                                        "text/javascript; charset=utf-8"};
    for (size_t i = 0; i < 3; i++) {
        expect(200, "GET", paths[i]);
        assert_true(brisk_str_is(header("content-type"), types[i]));
        assert_true(brisk_str_is(header("content-encoding"), "gzip"));
        assert_true(brisk_str_is(header("x-content-type-options"), "nosniff"));
        assert_true(brisk_str_starts_with(header("content-security-policy"),
                                          BRISK_S("default-src 'none'; script-src 'self';")));
        assert_int_equal(brisk_str_find(header("content-security-policy"), BRISK_S("unsafe")), SIZE_MAX);
    }
}

static void a_page_that_the_browser_has_is_not_sent_again(void **state)
{
    expect(200, "GET", "/_brisk/console.js");
    char etag[64];
    (void)snprintf(etag, sizeof etag, "%.*s", (int)header("etag").len, header("etag").ptr);
    end_call();
    seen_init(&f.request, "GET", "/_brisk/console.js");
    assert_true(
        brisk_headers_add(&f.request.request.headers, f.request.arena, BRISK_S("If-None-Match"), brisk_str_view(etag)));
    f.call = (brisk_console_call){.request = &f.request.request, .response = &f.request.response, .wake = wake};
    brisk_console_handle(f.console, &f.call);
    assert_int_equal(f.request.response.status, 304);
    assert_int_equal(f.request.response.body.len, 0);
}

static void without_its_slash_the_page_is_elsewhere(void **state)
{
    ask("GET", "/_brisk");
    assert_int_equal(brisk_response_final_status(&f.request.response, 0), 307);
    assert_true(brisk_str_is(header("location"), "/_brisk/"));
}

static void unknown_paths_are_404(void **state)
{
    static const char *const paths[] = {"/_brisk/x",
                                        "/_brisk/api",
                                        "/_brisk/api/",
                                        "/_brisk/api/states",
                                        "/_brisk/api/requests/",
                                        "/_brisk/api/requests/x",
                                        "/_brisk/api/requests/0",
                                        "/_brisk/api/requests/-1",
                                        "/_brisk/index.html",
                                        "/_brisk/api/requests/99999999999999999999",
                                        "/_brisk/..%2Fetc%2Fpasswd"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        expect(404, "GET", paths[i]);
    }
}

static void other_methods_are_405(void **state)
{
    static const char *const methods[] = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        expect(405, methods[i], "/_brisk/api/state");
        assert_true(brisk_str_is(header("allow"), "GET, HEAD"));
    }
    expect(200, "HEAD", "/_brisk/api/state");
}

/* ---- state and requests ---- */

static void the_state_tells_of_functions_and_keys(void **state)
{
    yyjson_val *root = get("/_brisk/api/state"), *function, *key;
    assert_text(root, "url", "http://127.0.0.1:9000");
    assert_text(root, "kind", "REST API");
    assert_text(root, "stage", "dev");
    function = yyjson_arr_get_first(member(root, "functions"));
    assert_text(function, "name", "hello");
    assert_text(function, "code", "hello.zip");
    assert_number(function, "invocations", 0);
    key = yyjson_arr_get_first(member(root, "keys"));
    assert_text(key, "name", "dev-key");
    assert_text(key, "value", "devkey0123456789abcdefghij");
    assert_true(yyjson_get_bool(member(key, "enabled")));
    assert_number(key, "rate", 2.5);
    assert_number(key, "burst", 5);
    assert_number(key, "quota", 100);
    assert_number(key, "used", 0);
}

static void requests_are_listed_the_oldest_first(void **state)
{
    assert_int_equal(yyjson_arr_size(get("/_brisk/api/requests")), 0);
    tell("/dev/a");
    tell("/dev/b");
    yyjson_val *root = get("/_brisk/api/requests");
    assert_int_equal(yyjson_arr_size(root), 2);
    assert_text(yyjson_arr_get(root, 0), "target", "/dev/a");
    assert_text(yyjson_arr_get(root, 1), "target", "/dev/b");
}

static void a_request_comes_with_its_own_log_lines(void **state)
{
    tell("/dev/a");
    append("/aws/lambda/hello", STREAM, 0, "START RequestId: 99999999-2222-3333-4444-555555555555 Version: $LATEST\n");
    append("/aws/lambda/hello", STREAM, 0, "another's\n");
    append("/aws/lambda/hello", STREAM, 0, "REPORT RequestId: 99999999-2222-3333-4444-555555555555\t\n");
    append("/aws/lambda/hello", STREAM, 0, "START RequestId: aaaaaaaa-2222-3333-4444-555555555555 Version: $LATEST\n");
    append("/aws/lambda/hello", STREAM, 0, "mine <script>\n");
    append("/aws/lambda/hello", STREAM, 0, "REPORT RequestId: aaaaaaaa-2222-3333-4444-555555555555\t\n");
    append("/aws/lambda/hello", STREAM, 0, "a later one\n");
    yyjson_val *lines = member(get("/_brisk/api/requests/1"), "log");
    assert_int_equal(yyjson_arr_size(lines), 3);
    assert_text(yyjson_arr_get(lines, 1), "message", "mine <script>\n");
}

static void a_request_whose_log_is_gone_has_no_lines(void **state)
{
    tell("/dev/a");
    assert_int_equal(yyjson_arr_size(member(get("/_brisk/api/requests/1"), "log")), 0);
}

/* ---- logs ---- */

static void groups_are_listed(void **state)
{
    assert_int_equal(yyjson_arr_size(get("/_brisk/api/logs")), 0);
    append("/aws/lambda/hello", STREAM, 0, "x");
    append("/aws/apigateway/shop", "dev", 0, "x");
    yyjson_val *root = get("/_brisk/api/logs");
    assert_int_equal(yyjson_arr_size(root), 2);
    assert_string_equal(yyjson_get_str(yyjson_arr_get(root, 0)), "/aws/apigateway/shop");
}

static void events_are_filtered(void **state)
{
    append("/aws/lambda/hello", STREAM, 0, "an ERROR here");
    append("/aws/lambda/hello", STREAM, 0, "all is well");
    append("/aws/lambda/hello", "2026/11/22/[$LATEST]11111111111111111111111111111111", 0, "{\"level\":\"ERROR\"}");
    assert_int_equal(yyjson_arr_size(get("/_brisk/api/logs?group=%2Faws%2Flambda%2Fhello")), 3);
    assert_int_equal(yyjson_arr_size(get("/_brisk/api/logs?group=%2Faws%2Flambda%2Fhello&filter=ERROR")), 2);
    assert_int_equal(
        yyjson_arr_size(get("/_brisk/api/logs?group=%2Faws%2Flambda%2Fhello&filter=%7B%24.level%3D%22ERROR%22%7D")), 1);
    assert_int_equal(yyjson_arr_size(get("/_brisk/api/logs?group=nobody")), 0);
}

static void a_wrong_filter_is_told(void **state)
{
    expect(400, "GET", "/_brisk/api/logs?group=%2Faws%2Flambda%2Fhello&filter=%7B%24.level%20%3D");
    yyjson_doc *doc = yyjson_read(f.request.response.body.ptr, f.request.response.body.len, 0);
    assert_true(yyjson_get_len(member(yyjson_doc_get_root(doc), "message")) > 10);
    yyjson_doc_free(doc);
}

static void minutes_bound_the_search(void **state)
{
    int64_t now_ms = brisk_clock_wall_us() / 1000;
    append("/aws/lambda/hello", STREAM, now_ms - INT64_C(7200000), "old");
    append("/aws/lambda/hello", STREAM, now_ms, "new");
    assert_int_equal(yyjson_arr_size(get("/_brisk/api/logs?group=%2Faws%2Flambda%2Fhello")), 1);
    assert_int_equal(yyjson_arr_size(get("/_brisk/api/logs?group=%2Faws%2Flambda%2Fhello&minutes=300")), 2);
    assert_int_equal(yyjson_arr_size(get("/_brisk/api/logs?group=%2Faws%2Flambda%2Fhello&minutes=x")), 1);
    assert_int_equal(yyjson_arr_size(get("/_brisk/api/logs?group=%2Faws%2Flambda%2Fhello&minutes=99999999999")), 1);
}

/* Three streams in turn, 1,200 events: the newest thousand are found, whichever stream they are in. */
static void the_newest_thousand_are_found(void **state)
{
    static const char *const streams[] = {"a", "b", "c"};
    int64_t now_ms = brisk_clock_wall_us() / 1000;
    for (int i = 0; i < 1200; i++) {
        append("/aws/lambda/hello", streams[(i * 7 / 3) % 3], now_ms, i % 2 == 0 ? "even" : "odd");
    }
    assert_int_equal(yyjson_arr_size(get("/_brisk/api/logs?group=%2Faws%2Flambda%2Fhello")), 1000);
    assert_int_equal(yyjson_arr_size(get("/_brisk/api/logs?group=%2Faws%2Flambda%2Fhello&filter=odd")), 600);
    for (int i = 0; i < 1000; i++) {
        append("/aws/lambda/hello", "d", now_ms, "last");
    }
    assert_int_equal(yyjson_arr_size(get("/_brisk/api/logs?group=%2Faws%2Flambda%2Fhello&filter=last")), 1000);
    yyjson_val *root = get("/_brisk/api/logs?group=%2Faws%2Flambda%2Fhello");
    assert_int_equal(yyjson_arr_size(root), 1000);
    assert_text(yyjson_arr_get_first(root), "message", "last");
}

/* ---- news ---- */

static void listeners_are_told_of_requests_changes_and_lines(void **state)
{
    seen listener;
    brisk_str piece;
    seen_init(&listener, "GET", "/_brisk/events");
    brisk_console_call call = {.request = &listener.request, .response = &listener.response, .wake = wake};
    tell("/dev/unheard");
    brisk_console_handle(f.console, &call);
    brisk_stream *stream = &listener.response.stream;
    assert_int_equal(stream->pull(stream->context, &piece), BRISK_PULLED_MORE);
    tell("/dev/a");
    brisk_lambda_change change = {.kind = BRISK_CHANGE_COLD, .function = BRISK_STR("hello"), .environments = 2};
    brisk_console_on_change(f.console, &change);
    brisk_log_event event = {.timestamp_ms = 5, .message = BRISK_STR("line\n\ndata: forged\n"), .id = 1};
    brisk_console_on_log(f.console, GROUP, BRISK_S("s"), &event);
    assert_int_equal(f.woken, 3);
    assert_int_equal(stream->pull(stream->context, &piece), BRISK_PULLED_MORE);
    assert_int_equal(brisk_str_find(piece, BRISK_S("unheard")), SIZE_MAX);
    assert_true(brisk_str_starts_with(piece, BRISK_S("event: request\ndata: {\"id\":2,")));
    assert_int_not_equal(
        brisk_str_find(piece, BRISK_S("event: change\ndata: {\"kind\":\"cold\",\"function\":\"hello\"")), SIZE_MAX);
    assert_int_not_equal(brisk_str_find(piece, BRISK_S("\"message\":\"line\\n\\ndata: forged\\n\"}\n\n")), SIZE_MAX);
    brisk_console_end(f.console, &call);
    seen_clear(&listener);
    tell("/dev/b");
    assert_int_equal(f.woken, 3);
}

static void too_many_pages_are_refused(void **state)
{
    static seen listeners[BRISK_FEED_LISTENERS_MAX];
    static brisk_console_call calls[BRISK_FEED_LISTENERS_MAX];
    for (size_t i = 0; i < BRISK_FEED_LISTENERS_MAX; i++) {
        seen_init(&listeners[i], "GET", "/_brisk/events");
        calls[i] =
            (brisk_console_call){.request = &listeners[i].request, .response = &listeners[i].response, .wake = wake};
        brisk_console_handle(f.console, &calls[i]);
        assert_int_equal(listeners[i].response.status, 200);
    }
    expect(503, "GET", "/_brisk/events");
    assert_message("too many pages listen already");
    for (size_t i = 0; i < BRISK_FEED_LISTENERS_MAX; i++) {
        brisk_console_end(f.console, &calls[i]);
        seen_clear(&listeners[i]);
    }
    expect(200, "GET", "/_brisk/events");
}

/* ---- memory ---- */

/* Whichever allocation fails: 503, or the answer as ever. */
static void without_memory_the_answer_is_503(void **state)
{
    static const char *const paths[] = {"/_brisk/",
                                        "/_brisk/api/state",
                                        "/_brisk/api/requests",
                                        "/_brisk/api/requests/1",
                                        "/_brisk/api/logs",
                                        "/_brisk/api/logs?group=%2Faws%2Flambda%2Fhello&filter=%22x%20y%22"};
    tell("/dev/a");
    append("/aws/lambda/hello", STREAM, 0, "START RequestId: aaaaaaaa-2222-3333-4444-555555555555\n");
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        bool has_fired = true;
        for (uint64_t n = 1; has_fired && n < 1000; n++) {
            end_call();
            seen_init(&f.request, "GET", paths[i]);
            f.call = (brisk_console_call){.request = &f.request.request, .response = &f.request.response, .wake = wake};
            brisk_heap_fail_at(n, true);
            brisk_console_handle(f.console, &f.call);
            has_fired = brisk_heap_fault_fired();
            brisk_heap_fail_at(0, false);
            int status = f.request.response.status;
            if (!has_fired || !brisk_arena_failed(f.request.arena)) {
                assert_true(status == 200 || status == 503);
            }
        }
        assert_false(has_fired);
        assert_int_equal(f.request.response.status, 200);
    }
}

static void without_memory_there_is_no_console(void **state)
{
    brisk_console_options options = {&f.config, f.lambda, f.logs, f.front, BRISK_STR("http://127.0.0.1:9000")};
    brisk_console *console;
    brisk_heap_fail_at(1, true);
    brisk_status status = brisk_console_new(&options, &console);
    brisk_heap_fail_at(0, false);
    assert_int_equal(status, BRISK_NO_MEMORY);
    assert_null(console);
    brisk_console_free(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_console_is_meant_by_its_own_paths_only),
        TEST(the_page_comes_with_a_strict_policy),
        TEST(a_page_that_the_browser_has_is_not_sent_again),
        TEST(without_its_slash_the_page_is_elsewhere),
        TEST(unknown_paths_are_404),
        TEST(other_methods_are_405),
        TEST(the_state_tells_of_functions_and_keys),
        TEST(requests_are_listed_the_oldest_first),
        TEST(a_request_comes_with_its_own_log_lines),
        TEST(a_request_whose_log_is_gone_has_no_lines),
        TEST(groups_are_listed),
        TEST(events_are_filtered),
        TEST(a_wrong_filter_is_told),
        TEST(minutes_bound_the_search),
        TEST(the_newest_thousand_are_found),
        TEST(listeners_are_told_of_requests_changes_and_lines),
        TEST(too_many_pages_are_refused),
        TEST(without_memory_the_answer_is_503),
        TEST(without_memory_there_is_no_console),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

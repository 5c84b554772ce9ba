/* test_front_logs.c - access log lines and execution log lines. */
#include "front_fixture.h"

#include "core/buffer.h"
#include "gateway/front/access_log.h"
#include "gateway/front/execution_log.h"

static brisk_str line_of(fixture *f, const brisk_front_figures *figures)
{
    brisk_buffer *out = brisk_arena_alloc(f->request_arena, sizeof *out);
    brisk_buffer_init(out, f->request_arena, 0);
    assert_true(brisk_front_access_line(f->front, &f->call, figures, out));
    return brisk_buffer_view(out);
}

static void start(fixture *f, const char *format)
{
    fixture_rest(f);
    f->config.api.access_log_format = text_of(format);
    fixture_start(f);
}

static void the_common_format(void **state)
{
    fixture f;
    start(&f, "$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "
              "\"$context.httpMethod $context.resourcePath $context.protocol\" $context.status $context.responseLength "
              "$context.requestId $context.extendedRequestId");
    assert_int_equal(send(&f, "GET", "/dev/x", "x-amzn-requestid: 0f8fad5b-d9cb-469f-a165-70867728950e", ""),
                     BRISK_FRONT_INVOKE);
    answer(&f, "{\"statusCode\":201,\"body\":\"abc\"}");
    char expected[256];
    (void)snprintf(expected, sizeof expected,
                   "127.0.0.1 - - [14/Apr/2025:22:11:01 +0000] \"GET /{proxy+} HTTP/1.1\" 201 3 "
                   "0f8fad5b-d9cb-469f-a165-70867728950e %.*s",
                   (int)f.call.extended_request_id.len, f.call.extended_request_id.ptr);
    const brisk_front_figures figures = {.status = 201, .response_length = 3};
    brisk_str line = line_of(&f, &figures);
    expect_text(line, expected);
    fixture_clear(&f);
}

static void a_success_has_the_functions_status_and_lambdas(void **state)
{
    fixture f;
    start(&f, "{\"is\":\"$context.integration.status\",\"iis\":\"$context.integration.integrationStatus\",\"rt\":\""
              "$context.error.responseType\",\"em\":$context.error.messageString,\"l\":$context.integrationLatency,"
              "\"rl\":$context.responseLatency,\"rid\":\"$context.integration.requestId\",\"p\":\"$context.path\","
              "\"no\":\"$context.no.such\",\"$\":\"$\"}");
    const brisk_invoke_result result = {.outcome = BRISK_INVOKE_ANSWERED, .request_id = BRISK_STR("lambda-id")};
    brisk_front_figures figures = {
        .status = 404, .response_latency_ms = 9, .integration_latency_ms = 7, .result = &result};
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    answer(&f, "{\"statusCode\":404}");
    brisk_str line = line_of(&f, &figures);
    expect_text(line,
                "{\"is\":\"404\",\"iis\":\"200\",\"rt\":\"-\",\"em\":-,\"l\":7,\"rl\":9,\"rid\":\"lambda-id\",\"p\":\""
                "/dev/x\",\"no\":\"-\",\"$\":\"$\"}");
    fixture_clear(&f);
}

/* What the cache in front answers: its line tells of the request, and neither key nor quota was looked at. */
static void a_hit_of_the_cache_is_looked_at_only(void **state)
{
    static const struct {
        brisk_front_kind kind;
        const char *target, *line;
    } rows[] = {{BRISK_FRONT_REST, "/dev/x/y", "GET /{proxy+} /dev/x/y 200 -"},
                {BRISK_FRONT_HTTP, "/x/y", "GET /{proxy+} /x/y 200 -"},
                {BRISK_FRONT_URL, "/x/y", "GET - /x/y 200 -"}};
    const brisk_front_figures figures = {.status = 200, .response_latency_ms = 1, .integration_latency_ms = -1};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fixture f;
        fixture_init(&f, rows[i].kind);
        if (rows[i].kind != BRISK_FRONT_URL) {
            fixture_method(&f, "ANY", "/{proxy+}")->is_key_required = true;
        }
        f.config.api.access_log_format = BRISK_S("$context.httpMethod $context.resourcePath $context.path "
                                                 "$context.status $context.integrationLatency");
        fixture_start(&f);
        fixture_prepare(&f, "GET", rows[i].target);
        f.response.status = 200;
        brisk_front_look(f.front, &f.call);
        assert_int_equal(f.response.status, 200);
        assert_true(f.call.request_id.len > 0);
        brisk_str line = line_of(&f, &figures);
        expect_text(line, rows[i].line);
        fixture_clear(&f);
    }
}

static void errors_say_their_type_and_message(void **state)
{
    fixture f;
    start(
        &f,
        "$context.error.responseType,$context.error.message,$context.error.messageString,$context.integration.status");
    brisk_front_figures figures = {.status = 504, .integration_latency_ms = -1, .response_latency_ms = -1};
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    brisk_front_finish(f.front, &f.call, NULL, true);
    brisk_str line = line_of(&f, &figures);
    expect_text(line, "INTEGRATION_TIMEOUT,Endpoint request timed out,\"Endpoint request timed out\",-");
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    finish_as(&f, BRISK_INVOKE_FAILED);
    line = line_of(&f, &figures);
    expect_text(line, "INTEGRATION_FAILURE,Internal server error,\"Internal server error\",-");
    assert_int_equal(get(&f, "/dev/"), BRISK_FRONT_ANSWERED);
    line = line_of(&f, &figures);
    expect_text(line, "MISSING_AUTHENTICATION_TOKEN,Missing Authentication Token,\"Missing Authentication Token\",-");
    fixture_clear(&f);
}

/* A header that holds quotes must not end the field that it is logged in, nor a line break the line. */
static void a_client_cannot_forge_a_line(void **state)
{
    fixture f;
    start(&f, "{\"ua\":\"$context.identity.userAgent\"}\n");
    const brisk_front_figures figures = {.status = 200};
    assert_int_equal(send(&f, "GET", "/dev/x", "User-Agent: x\",\"status\":\"1", ""), BRISK_FRONT_INVOKE);
    brisk_str line = line_of(&f, &figures);
    expect_text(line, "{\"ua\":\"x\\\",\\\"status\\\":\\\"1\"}");
    fixture_clear(&f);
}

static void a_log_is_the_stages(void **state)
{
    fixture f;
    brisk_buffer out;
    const brisk_front_figures figures = {.status = 403};
    start(&f, "$context.requestId");
    assert_int_equal(get(&f, "/prod/x"), BRISK_FRONT_ANSWERED);
    brisk_buffer_init(&out, f.request_arena, 0);
    assert_false(brisk_front_access_line(f.front, &f.call, &figures, &out));
    fixture_clear(&f);
    start(&f, "");
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    brisk_buffer_init(&out, f.request_arena, 0);
    assert_false(brisk_front_access_line(f.front, &f.call, &figures, &out));
    fixture_clear(&f);
}

/* ---- execution log ---- */

typedef struct lines {
    char text[40][1200];
    size_t count;
} lines;

static void collect(void *context, brisk_str line)
{
    lines *all = context;
    assert_true(all->count < 40 && line.len <= 1024);
    (void)snprintf(all->text[all->count++], sizeof all->text[0], "%.*s", (int)line.len, line.ptr);
}

static lines all;

/* The lines come in this order, others between them. */
static void expect_lines(fixture *f, const brisk_front_figures *figures, const char *const *expected, size_t count)
{
    size_t at = 0;
    all.count = 0;
    brisk_front_execution_lines(f->front, &f->call, figures, collect, &all);
    for (size_t i = 0; i < all.count; i++) {
        assert_int_equal(all.text[i][0], '(');
        assert_memory_equal(all.text[i] + 37, ") ", 2);
        if (at < count && strstr(all.text[i] + 39, expected[at]) == all.text[i] + 39) {
            at++;
        }
    }
    if (at != count) {
        fail_msg("not found: %s", expected[at]);
    }
}

static void an_execution_is_told_in_awss_order(void **state)
{
    static const char *const expected[] = {
        "Extended Request Id: ",
        "Verifying Usage Plan for request: ",
        "API Key  authorized because method 'ANY /{proxy+}' does not require API Key. Request will not contribute to "
        "throttle or quota limits",
        "Usage Plan check succeeded for API Key  and API Stage abc123/dev",
        "Starting execution for request: ",
        "HTTP Method: GET, Resource Path: /foo",
        "Method request path: {proxy=foo}",
        "Method request query string: {a=1}",
        "Method request headers: {Host=",
        "Method request body before transformations: ",
        "Endpoint request URI: https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/"
        "arn:aws:lambda:us-east-1:123456789012:function:fn/invocations",
        "Endpoint request headers: {",
        "Endpoint request body after transformations: {\"resource\"",
        "Sending request to https://lambda.",
        "Received response. Status: 200, Integration latency: 7 ms",
        "Endpoint response headers: {",
        "Endpoint response body before transformations: {\"statusCode\":200}",
        "Method response body after transformations: ",
        "Method response headers: {",
        "Successfully completed execution",
        "Method completed with status: 200",
    };
    fixture f;
    const brisk_invoke_result result = {.outcome = BRISK_INVOKE_ANSWERED, .payload = BRISK_STR("{\"statusCode\":200}")};
    const brisk_front_figures figures = {.status = 200, .integration_latency_ms = 7, .result = &result};
    fixture_rest(&f);
    f.config.api.has_execution_logs = f.config.api.has_full_execution_logs = true;
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/foo?a=1"), BRISK_FRONT_INVOKE);
    answer(&f, "{\"statusCode\":200}");
    expect_lines(&f, &figures, expected, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < all.count; i++) {
        assert_null(strstr(all.text[i], "x-api-key=" KEY)); /* a key is not told in a log */
    }
    f.config.api.has_full_execution_logs = false;
    all.count = 0;
    brisk_front_execution_lines(f.front, &f.call, &figures, collect, &all);
    assert_int_equal(all.count, 10);
    f.config.api.has_execution_logs = false;
    all.count = 0;
    brisk_front_execution_lines(f.front, &f.call, &figures, collect, &all);
    assert_int_equal(all.count, 0);
    fixture_clear(&f);
}

static void execution_errors_have_their_words(void **state)
{
    fixture f;
    brisk_front_figures figures = {.status = 502};
    fixture_init(&f, BRISK_FRONT_REST);
    fixture_method(&f, "ANY", "/{proxy+}")->is_key_required = true;
    fixture_key(&f)->throttle = (brisk_throttle){true, 0.5, 3};
    f.config.api.has_execution_logs = true;
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    answer(&f, "[]");
    expect_lines(&f, &figures,
                 (const char *const[]){"Execution failed due to configuration error: Malformed Lambda proxy response"},
                 1);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    finish_as(&f, BRISK_INVOKE_FAILED);
    expect_lines(&f, &figures,
                 (const char *const[]){"Lambda execution failed with status 200 due to customer function error: {",
                                       "Method completed with status: 502"},
                 2);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    brisk_front_finish(f.front, &f.call, NULL, true);
    expect_lines(&f, &figures, (const char *const[]){"Execution failed due to a timeout error"}, 1);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_ANSWERED);
    expect_lines(&f, &figures,
                 (const char *const[]){"Verifying Usage Plan for request: ",
                                       "Key throttle limit exceeded for RestApi abc123, Stage dev, Resource "},
                 2);
    assert_non_null(strstr(all.text[2], ", HttpMethod GET. Limit: 0.50 Burst: 3"));
    assert_non_null(strstr(all.text[1], "API Key: ********************efghij API Stage: abc123/dev"));
    fixture_clear(&f);
}

static void level_error_tells_errors_only(void **state)
{
    fixture f;
    brisk_front_figures figures = {.status = 200};
    fixture_init(&f, BRISK_FRONT_REST);
    fixture_method(&f, "ANY", "/{proxy+}")->is_key_required = true;
    fixture_key(&f)->throttle = (brisk_throttle){true, 0.5, 2};
    f.config.api.has_execution_logs = f.config.api.has_error_logs_only = true;
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    answer(&f, "{\"statusCode\":500}");
    expect_lines(&f, &figures, NULL, 0); /* the function's own 500 is a success of the gateway */
    assert_int_equal(all.count, 0);
    figures.status = 502;
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    finish_as(&f, BRISK_INVOKE_FAILED);
    expect_lines(&f, &figures,
                 (const char *const[]){"Lambda execution failed with status 200 due to customer function error: {",
                                       "Method completed with status: 502"},
                 2);
    assert_int_equal(all.count, 2);
    figures.status = 429;
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_ANSWERED);
    expect_lines(&f, &figures,
                 (const char *const[]){"Key throttle limit exceeded for RestApi abc123, Stage dev, Resource ",
                                       "Method completed with status: 429"},
                 2);
    assert_int_equal(all.count, 2);
    fixture_clear(&f);
}

static void long_lines_are_cut(void **state)
{
    static char body[5000];
    fixture f;
    const brisk_front_figures figures = {.status = 200};
    memset(body, 'b', sizeof body - 1);
    fixture_rest(&f);
    f.config.api.has_execution_logs = f.config.api.has_full_execution_logs = true;
    fixture_start(&f);
    assert_int_equal(send(&f, "POST", "/dev/x", "", body), BRISK_FRONT_INVOKE);
    expect_lines(&f, &figures, (const char *const[]){"Method request body before transformations: bbb"}, 1);
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_common_format),
        cmocka_unit_test(a_success_has_the_functions_status_and_lambdas),
        cmocka_unit_test(a_hit_of_the_cache_is_looked_at_only),
        cmocka_unit_test(errors_say_their_type_and_message),
        cmocka_unit_test(a_client_cannot_forge_a_line),
        cmocka_unit_test(a_log_is_the_stages),
        cmocka_unit_test(an_execution_is_told_in_awss_order),
        cmocka_unit_test(execution_errors_have_their_words),
        cmocka_unit_test(level_error_tells_errors_only),
        cmocka_unit_test(long_lines_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

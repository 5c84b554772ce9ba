/* test_lambda_calls.c - the Lambda API: what is meant for it, names, kinds of invocations, streams, errors. */
#include "control_fixture.h"

#include "core/heap.h"

#include <zlib.h>

#define INVOKE      "/2015-03-31/functions/hello/invocations"
#define STREAM_PATH "/2021-11-15/functions/hello/response-streaming-invocations"

static void what_is_meant_is_told_by_scope_or_path(void **state)
{
    static const struct {
        const char *method, *target, *headers;
        bool is_meant;
    } rows[] = {
        {"GET", "/restapis", SIGNED("apigateway"), true},
        {"GET", "/restapis", "", false},
        {"GET", "/restapis", SIGNED("execute-api"), false},
        {"GET", "/dev/hello", SIGNED("lambda"), true},
        {"GET", "/dev/hello", "authorization: Bearer Credential=a/b/c/lambda/aws4_request", false},
        {"GET", "/dev/hello", "authorization: AWS4-HMAC-SHA256 Credential=a/b/c", false},
        {"GET", "/dev/hello", "authorization: AWS4-HMAC-SHA256 Credential=a/b/c/lambda/other", false},
        {"POST", "/", "x-amz-target: Logs_20140328.FilterLogEvents", true},
        {"POST", "/", "x-amz-target: DynamoDB_20120810.Scan", false},
        {"POST", "/dev", "x-amz-target: Logs_20140328.FilterLogEvents", false},
        {"POST", INVOKE, "", true},
        {"POST", STREAM_PATH, "", true},
        {"GET", "/2015-03-31/functions", "", true},
        {"GET", "/2015-03-31/functionsx", "", false},
        {"GET", "/2015-03-31/functions/", "", true},
        {"GET", "/dev/hello", "", false},
    };
    control_fixture f;
    control_init(&f);
    control_start(&f);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        control_request(&f, rows[i].method, rows[i].target, rows[i].headers, "");
        if (brisk_control_is_meant(&f.request) != rows[i].is_meant) {
            fail_msg("%s %s %s", rows[i].method, rows[i].target, rows[i].headers);
        }
    }
    control_clear(&f);
}

static void an_invocation_answers_with_what_was_posted(void **state)
{
    control_fixture f;
    control_init(&f);
    control_start(&f);
    assert_int_equal(
        control_ask(&f, "POST", INVOKE,
                    SIGNED("lambda") "\nX-Amz-Log-Type: Tail\nX-Amz-Client-Context: eyJhIjoxfQ==", "{\"n\": 1}"),
        0);
    assert_string_equal(fake_name, "hello");
    assert_string_equal(fake_payload, "{\"n\": 1}");
    assert_string_equal(fake_context, "{\"a\":1}");
    assert_true(fake_invoke.wants_tail && !fake_invoke.is_event && !fake_invoke.wants_stream);
    brisk_invoke_result result = {.outcome = BRISK_INVOKE_ANSWERED,
                                  .request_id = BRISK_STR("id-1"),
                                  .payload = BRISK_STR("{\"ok\":true}"),
                                  .log_tail = BRISK_STR("START\n")};
    fake_invoke.on_done(fake_invoke.context, &result);
    assert_int_equal(f.done, 1);
    assert_int_equal(f.response.status, 200);
    assert_string_equal(f.body, "{\"ok\":true}");
    assert_string_equal(header_of(&f, "X-Amz-Executed-Version"), "$LATEST");
    assert_string_equal(header_of(&f, "X-Amz-Log-Result"), "U1RBUlQK");
    assert_string_equal(header_of(&f, "x-amzn-RequestId"), "id-1");
    assert_string_equal(header_of(&f, "X-Amz-Function-Error"), "");
    brisk_control_end(f.control, &f.call);
    control_clear(&f);
}

static void outcomes_have_their_statuses(void **state)
{
    static const struct {
        brisk_invoke_outcome outcome;
        int status;
        const char *error, *part;
    } rows[] = {
        {BRISK_INVOKE_FAILED, 200, "", "{\"errorType\":\"x\"}"},
        {BRISK_INVOKE_THROTTLED, 429, "TooManyRequestsException",
         "{\"Reason\":\"ReservedFunctionConcurrentInvocationLimitExceeded\",\"Type\":\"User\",\"message\":\"Rate "
         "Exceeded.\"}"},
        {BRISK_INVOKE_TOO_LARGE, 413, "RequestTooLargeException", "6291456"},
        {BRISK_INVOKE_UNKNOWN, 404, "ResourceNotFoundException", "Function not found"},
        {BRISK_INVOKE_CANCELLED, 500, "ServiceException", "\"Type\":\"Service\""},
    };
    control_fixture f;
    control_init(&f);
    control_start(&f);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (int is_stream = 0; is_stream < (i == 0 ? 1 : 2); is_stream++) {
            assert_int_equal(control_ask(&f, "POST", is_stream ? STREAM_PATH : INVOKE, "", "{}"), 0);
            brisk_invoke_result result = {.outcome = rows[i].outcome, .payload = BRISK_STR("{\"errorType\":\"x\"}")};
            fake_invoke.on_done(fake_invoke.context, &result);
            assert_int_equal(f.response.status, rows[i].status);
            assert_string_equal(header_of(&f, "x-amzn-ErrorType"), rows[i].error);
            EXPECT_IN(&f, rows[i].part);
            assert_string_equal(header_of(&f, "X-Amz-Function-Error"), i == 0 ? "Unhandled" : "");
            brisk_control_end(f.control, &f.call);
        }
    }
    control_clear(&f);
}

static void event_and_dry_run_answer_at_once(void **state)
{
    control_fixture f;
    control_init(&f);
    control_start(&f);
    assert_int_equal(control_ask(&f, "POST", INVOKE, "X-Amz-Invocation-Type: Event", "[1]"), 202);
    assert_int_equal(f.response.body.len, 0);
    assert_true(fake_invoke.is_event);
    assert_string_equal(fake_payload, "[1]");
    brisk_invoke_result result = {.outcome = BRISK_INVOKE_ANSWERED};
    fake_invoke.on_done(fake_invoke.context, &result); /* long behind the answer */
    assert_int_equal(f.done, 1);
    assert_int_equal(control_ask(&f, "POST", INVOKE, "X-Amz-Invocation-Type: DryRun", "{}"), 204);
    assert_int_equal(fake_count, 1);
    control_clear(&f);
}

static void a_client_that_leaves_ends_nothing(void **state)
{
    control_fixture f;
    control_init(&f);
    control_start(&f);
    assert_int_equal(control_ask(&f, "POST", INVOKE, "", ""), 0);
    assert_string_equal(fake_payload, "{}");
    brisk_control_end(f.control, &f.call);
    assert_int_equal(fake_abandoned, 1);
    brisk_invoke_result result = {.outcome = BRISK_INVOKE_ANSWERED, .payload = BRISK_STR("1")};
    fake_invoke.on_done(fake_invoke.context, &result);
    assert_int_equal(f.done, 0);
    /* And one that is under way when the gateway ends. */
    assert_int_equal(control_ask(&f, "POST", STREAM_PATH, "", "{}"), 0);
    brisk_control_end(f.control, &f.call);
    assert_false(fake_invoke.on_piece(fake_invoke.context, BRISK_S("x")));
    control_clear(&f);
}

static void functions_have_many_names(void **state)
{
    static const struct {
        const char *target;
        int status; /* 0: it runs */
    } rows[] = {
        {INVOKE, 0},
        {INVOKE "?Qualifier=%24LATEST", 0},
        {"/2015-03-31/functions/hello%3A%24LATEST/invocations", 0},
        {"/2015-03-31/functions/function%3Ahello/invocations", 0},
        {"/2015-03-31/functions/123456789012%3Afunction%3Ahello/invocations", 0},
        {"/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Ahello/invocations", 0},
        {"/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:hello:$LATEST/invocations", 0},
        {"/2015-03-31/functions/hello%3A1/invocations", 404},
        {INVOKE "?Qualifier=prod", 404},
        {"/2015-03-31/functions/other/invocations", 404},
        {"/2015-03-31/functions/a%20b/invocations", 400},
        {"/2015-03-31/functions/hello:1:2/invocations", 400},
        {"/2015-03-31/functions//invocations", 400},
        {"/2015-03-31/functions/hello/unknown", 400},
        {"/2015-03-31/functions/hello/invocations/x", 400},
        {"/2021-11-15/functions/response-streaming-invocations", 400},
        {"/2021-11-15/functions//response-streaming-invocations", 400},
    };
    control_fixture f;
    control_init(&f);
    control_start(&f);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int status = control_ask(&f, "POST", rows[i].target, "", "{}");
        if (status != rows[i].status) {
            fail_msg("%s: %d", rows[i].target, status);
        }
        if (status == 0) {
            assert_string_equal(fake_name, "hello");
            brisk_invoke_result result = {.outcome = BRISK_INVOKE_ANSWERED};
            fake_invoke.on_done(fake_invoke.context, &result);
            brisk_control_end(f.control, &f.call);
        }
    }
    assert_int_equal(control_ask(&f, "POST", "/2015-03-31/functions/other/invocations", "", "{}"), 404);
    EXPECT_IN(&f, "{\"Type\":\"User\",\"Message\":\"Function not found: "
                  "arn:aws:lambda:us-east-1:123456789012:function:other:$LATEST\"}");
    control_clear(&f);
}

static void wrong_requests_are_told(void **state)
{
    static char large[6291456 + 2];
    control_fixture f;
    control_init(&f);
    control_start(&f);
    assert_int_equal(control_ask(&f, "POST", INVOKE, "", "{x"), 400);
    assert_string_equal(header_of(&f, "x-amzn-ErrorType"), "InvalidRequestContentException");
    EXPECT_IN(&f, "Could not parse request body into json");
    assert_int_equal(control_ask(&f, "POST", INVOKE, "X-Amz-Client-Context: *", "{}"), 400);
    assert_int_equal(control_ask(&f, "POST", INVOKE, "X-Amz-Invocation-Type: Later", "{}"), 400);
    memset(large, ' ', sizeof(large) - 1);
    large[0] = '1';
    assert_int_equal(control_ask(&f, "POST", INVOKE, "", large), 413);
    large[6291456] = '\0';
    assert_int_equal(control_ask(&f, "POST", INVOKE, "", large), 0);
    brisk_control_end(f.control, &f.call);
    fake_invoke.on_done(fake_invoke.context, &(brisk_invoke_result){.outcome = BRISK_INVOKE_ANSWERED});
    large[262145] = '\0';
    assert_int_equal(control_ask(&f, "POST", INVOKE, "X-Amz-Invocation-Type: Event", large), 413);
    fake_is_full = true;
    assert_int_equal(control_ask(&f, "POST", INVOKE, "", "{}"), 500);
    control_clear(&f);
}

/* ---- streams ---- */

static uint32_t u32_at(const char *at)
{
    const unsigned char *bytes = (const unsigned char *)at;
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Reads the messages of a stream as "type:payload|", their checksums checked. */
static void read_messages(brisk_str bytes, char *out, size_t size)
{
    while (bytes.len > 0) {
        uint32_t len = u32_at(bytes.ptr), headers = u32_at(bytes.ptr + 4);
        assert_true(len <= bytes.len);
        assert_int_equal(u32_at(bytes.ptr + 8), crc32(0, (const unsigned char *)bytes.ptr, 8));
        assert_int_equal(u32_at(bytes.ptr + len - 4), crc32(0, (const unsigned char *)bytes.ptr, len - 4));
        const char *type = bytes.ptr + 12;
        assert_int_equal(type[0], strlen(":event-type"));
        assert_memory_equal(type + 1, ":event-type\x07", 12);
        size_t used = strlen(out);
        (void)snprintf(out + used, size - used, "%.*s:%.*s|", type[14], type + 15, (int)(len - headers - 16),
                       bytes.ptr + 12 + headers);
        bytes = brisk_str_from(bytes, len);
    }
}

static brisk_pulled pull_all(control_fixture *f, char *out, size_t size)
{
    brisk_str piece;
    brisk_pulled pulled;
    while ((pulled = f->response.stream.pull(f->response.stream.context, &piece)) == BRISK_PULLED_MORE) {
        read_messages(piece, out, size);
    }
    return pulled;
}

static void a_stream_is_handed_on_piece_by_piece(void **state)
{
    char text[2000] = "";
    control_fixture f;
    control_init(&f);
    control_start(&f);
    assert_int_equal(control_ask(&f, "POST", STREAM_PATH, "X-Amz-Log-Type: Tail", "{}"), 0);
    assert_true(fake_invoke.wants_stream);
    assert_true(fake_invoke.on_piece(fake_invoke.context, BRISK_S("one")));
    assert_int_equal(f.done, 1);
    assert_true(f.response.is_stream);
    assert_string_equal(header_of(&f, "content-type"), "application/vnd.amazon.eventstream");
    assert_int_equal(pull_all(&f, text, sizeof(text)), BRISK_PULLED_WAIT);
    assert_string_equal(text, "PayloadChunk:one|");
    assert_true(fake_invoke.on_piece(fake_invoke.context, BRISK_S("two")));
    assert_true(fake_invoke.on_piece(fake_invoke.context, BRISK_S("three")));
    assert_int_equal(f.woken, 2);
    brisk_invoke_result result = {.outcome = BRISK_INVOKE_ANSWERED, .is_streamed = true, .log_tail = BRISK_STR("x")};
    fake_invoke.on_done(fake_invoke.context, &result);
    assert_int_equal(pull_all(&f, text, sizeof(text)), BRISK_PULLED_END);
    assert_string_equal(
        text, "PayloadChunk:one|PayloadChunk:two|PayloadChunk:three|InvokeComplete:{\"LogResult\":\"eA==\"}|");
    assert_int_equal(f.done, 1);
    brisk_control_end(f.control, &f.call);
    control_clear(&f);
}

static void an_answer_at_once_and_a_failure_are_streams_too(void **state)
{
    char text[2000] = "";
    control_fixture f;
    control_init(&f);
    control_start(&f);
    assert_int_equal(control_ask(&f, "POST", STREAM_PATH, "", "{}"), 0);
    brisk_invoke_result result = {.outcome = BRISK_INVOKE_ANSWERED, .payload = BRISK_STR("whole")};
    fake_invoke.on_done(fake_invoke.context, &result);
    assert_int_equal(pull_all(&f, text, sizeof(text)), BRISK_PULLED_END);
    assert_string_equal(text, "PayloadChunk:whole|InvokeComplete:{}|");
    brisk_control_end(f.control, &f.call);

    text[0] = '\0';
    assert_int_equal(control_ask(&f, "POST", STREAM_PATH, "", "{}"), 0);
    result = (brisk_invoke_result){.outcome = BRISK_INVOKE_FAILED, .payload = BRISK_STR("{\"errorType\":\"x\"}")};
    fake_invoke.on_done(fake_invoke.context, &result);
    assert_int_equal(pull_all(&f, text, sizeof(text)), BRISK_PULLED_END);
    assert_string_equal(text, "InvokeComplete:{\"ErrorCode\":\"Unhandled\",\"ErrorDetails\":\"{\\\"errorType\\\":"
                              "\\\"x\\\"}\"}|");
    brisk_control_end(f.control, &f.call);
    control_clear(&f);
}

/* ---- functions ---- */

static void functions_are_told_of(void **state)
{
    control_fixture f;
    brisk_setting variable = {BRISK_STR("A"), BRISK_STR("b\"c")};
    control_init(&f);
    f.config.functions[0].environment = (brisk_settings){&variable, 1};
    f.config.functions[0].concurrency = 3;
    f.config.functions[0].log_format = BRISK_LOG_FORMAT_JSON;
    f.config.functions[0].application_log_level = BRISK_S("INFO");
    f.config.functions[0].system_log_level = BRISK_S("WARN");
    control_start(&f);
    assert_int_equal(control_ask(&f, "GET", "/2015-03-31/functions/hello", "", ""), 200);
    EXPECT_IN(&f, "\"FunctionArn\":\"arn:aws:lambda:us-east-1:123456789012:function:hello\"");
    EXPECT_IN(&f, "\"Environment\":{\"Variables\":{\"A\":\"b\\\"c\"}}");
    EXPECT_IN(&f, "\"LastModified\":\"2026-11-22T06:46:40.123+0000\"");
    EXPECT_IN(&f, "\"LoggingConfig\":{\"LogFormat\":\"JSON\",\"ApplicationLogLevel\":\"INFO\",\"SystemLogLevel\":"
                  "\"WARN\",\"LogGroup\":\"/aws/lambda/hello\"}");
    EXPECT_IN(&f, "\"Concurrency\":{\"ReservedConcurrentExecutions\":3}");
    assert_int_equal(control_ask(&f, "GET", "/2015-03-31/functions/hello/configuration?Qualifier=%24LATEST", "", ""),
                     200);
    EXPECT_IN(&f, "{\"FunctionName\":\"hello\"");
    assert_int_equal(control_ask(&f, "GET", "/2015-03-31/functions/hello?Qualifier=1", "", ""), 404);
    EXPECT_IN(&f, "Function not found: arn:aws:lambda:us-east-1:123456789012:function:hello:1");
    assert_int_equal(control_ask(&f, "GET", "/2015-03-31/functions/none/configuration", "", ""), 404);
    assert_int_equal(control_ask(&f, "DELETE", "/2015-03-31/functions/hello", "", ""), 400);
    assert_string_equal(header_of(&f, "x-amzn-ErrorType"), "UnsupportedOperationException");
    control_clear(&f);
}

static void lists_of_functions_have_pages(void **state)
{
    control_fixture f;
    control_init(&f);
    assert_non_null(brisk_gateway_config_add_function(&f.config, f.arena, BRISK_S("b"), BRISK_S("/b")));
    assert_non_null(brisk_gateway_config_add_function(&f.config, f.arena, BRISK_S("c"), BRISK_S("/c")));
    control_start(&f);
    assert_int_equal(control_ask(&f, "GET", "/2015-03-31/functions?MaxItems=2", "", ""), 200);
    EXPECT_IN(&f, "\"FunctionName\":\"b\"");
    assert_null(strstr(f.body, "\"FunctionName\":\"c\""));
    EXPECT_IN(&f, "\"NextMarker\":\"2\"");
    assert_int_equal(control_ask(&f, "GET", "/2015-03-31/functions/?MaxItems=2&Marker=2", "", ""), 200);
    EXPECT_IN(&f, "\"FunctionName\":\"c\"");
    EXPECT_IN(&f, "\"NextMarker\":null");
    control_clear(&f);
}

static void no_memory_at_any_place_is_answered(void **state)
{
    control_fixture f;
    control_init(&f);
    control_start(&f);
    for (int is_stream = 0; is_stream < 2; is_stream++) {
        bool fired = true;
        for (uint64_t n = 1; fired; n++) {
            int before = fake_count;
            control_request(&f, "POST", is_stream ? STREAM_PATH : INVOKE, "X-Amz-Log-Type: Tail", "{}");
            brisk_heap_fail_at(n, false);
            brisk_control_handle(f.control, &f.call);
            if (fake_count > before) {
                brisk_invoke_result result = {
                    .outcome = BRISK_INVOKE_ANSWERED, .payload = BRISK_STR("1"), .log_tail = BRISK_STR("x")};
                fake_invoke.on_done(fake_invoke.context, &result);
            }
            fired = brisk_heap_fault_fired();
            brisk_heap_fail_at(0, false);
            assert_int_equal(f.done, 1);
            assert_true(fired || f.response.status == 200);
            brisk_control_end(f.control, &f.call);
        }
    }
    control_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_meant_is_told_by_scope_or_path),
        cmocka_unit_test(an_invocation_answers_with_what_was_posted),
        cmocka_unit_test(outcomes_have_their_statuses),
        cmocka_unit_test(event_and_dry_run_answer_at_once),
        cmocka_unit_test(a_client_that_leaves_ends_nothing),
        cmocka_unit_test(functions_have_many_names),
        cmocka_unit_test(wrong_requests_are_told),
        cmocka_unit_test(a_stream_is_handed_on_piece_by_piece),
        cmocka_unit_test(an_answer_at_once_and_a_failure_are_streams_too),
        cmocka_unit_test(functions_are_told_of),
        cmocka_unit_test(lists_of_functions_have_pages),
        cmocka_unit_test(no_memory_at_any_place_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

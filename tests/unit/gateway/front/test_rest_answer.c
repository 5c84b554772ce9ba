/* test_rest_answer.c - what becomes of the function's answer: section "Mapping the function's answer" of what is
 * known, and the gateway's own errors, to the byte. */
#include "front_fixture.h"

static void reply(fixture *f, const char *payload)
{
    assert_int_equal(get(f, "/dev/x"), BRISK_FRONT_INVOKE);
    answer(f, payload);
}

static void a_status_alone_is_an_answer(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    reply(&f, "{\"statusCode\":200}");
    assert_int_equal(f.response.status, 200);
    expect_body(&f, "");
    expect_header(&f, "Content-Type", "application/json");
    assert_true(has_raw_header(&f, "x-amzn-RequestId", NULL));
    assert_true(has_raw_header(&f, "x-amz-apigw-id", NULL));
    assert_true(has_raw_header(&f, "X-Amzn-Trace-Id", NULL));
    fixture_clear(&f);
}

static void what_is_accepted(void **state)
{
    static const struct {
        const char *payload;
        int status;
        const char *body;
    } rows[] = {
        {"{\"statusCode\":\"201\"}", 201, ""},
        {"{\"headers\":{\"a\":\"b\"}}", 200, ""},
        {"{}", 200, ""},
        {"{\"statusCode\":null,\"headers\":null,\"multiValueHeaders\":null,\"body\":null,\"isBase64Encoded\":null}",
         200, ""},
        {"{\"statusCode\":200,\"body\":12}", 200, "12"},
        {"{\"statusCode\":200,\"body\":\"Hello, World!\"}", 200, "Hello, World!"},
        {"{\"statusCode\":200,\"body\":\"x\",\"isBase64Encoded\":\"false\"}", 200, "x"},
        {"{\"statusCode\":200,\"body\":\"dGVzdA==\",\"base64Encoded\":true}", 200, "dGVzdA=="},
        {"{\"statusCode\":599}", 599, ""},
    };
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply(&f, rows[i].payload);
        assert_int_equal(f.response.status, rows[i].status);
        expect_body(&f, rows[i].body);
        expect_header(&f, "content-type", "application/json"); /* also for text */
    }
    fixture_clear(&f);
}

static void what_is_malformed_is_502(void **state)
{
    static const char *const payloads[] = {
        "{\"statusCode\":200,\"unknown\":1}",
        "\"str\"",
        "[]",
        "null",
        "12",
        "",
        "not json",
        "{\"statusCode\":200",
        "{\"statusCode\":\"test\"}",
        "{\"statusCode\":\"\"}",
        "{\"statusCode\":200.5}",
        "{\"statusCode\":true}",
        "{\"statusCode\":0}",
        "{\"statusCode\":-200}",
        "{\"statusCode\":99999999999999999999999}",
        "{\"statusCode\":600}",
        "{\"statusCode\":101}",
        "{\"statusCode\":200,\"multiValueHeaders\":{\"a\":\"b\"}}",
        "{\"statusCode\":200,\"multiValueHeaders\":[]}",
        "{\"statusCode\":200,\"multiValueHeaders\":{\"a\":[{}]}}",
        "{\"statusCode\":200,\"headers\":[]}",
        "{\"statusCode\":200,\"headers\":{\"a\":[\"b\"]}}",
        "{\"statusCode\":200,\"headers\":{\"a\":{}}}",
        "{\"statusCode\":200,\"body\":{}}",
        "{\"statusCode\":200,\"body\":[1]}",
        "{\"statusCode\":200,\"cookies\":[\"a=1\"]}",
        "{\"statusCode\":200,\"isBase64Encoded\":\"maybe\"}",
        "{\"statusCode\":200,\"headers\":{\"a\":\"b\\r\\nSet-Cookie: c=d\"}}",
        "{\"statusCode\":200,\"headers\":{\"a b\":\"c\"}}",
        "{\"statusCode\":200,\"headers\":{\"\":\"c\"}}",
        "{\"statusCode\":200,\"multiValueHeaders\":{\"a\":[\"b\\u0000\"]}}",
    };
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    for (size_t i = 0; i < sizeof payloads / sizeof *payloads; i++) {
        reply(&f, payloads[i]);
        expect_error(&f, 502, "InternalServerErrorException", INTERNAL);
        assert_int_equal(f.response.body.len, 36);
        expect_no_header(&f, "X-Amzn-Trace-Id");
        assert_true(has_raw_header(&f, "x-amzn-ErrorType", NULL));
    }
    fixture_clear(&f);
}

static void header_values_are_written_as_text(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    reply(&f, "{\"headers\":{\"bool\":true,\"number\":1.0,\"text\":\"a\",\"null\":null},"
              "\"multiValueHeaders\":{\"list\":[1,\"b\",false]}}");
    expect_header(&f, "bool", "true");
    expect_header(&f, "number", "1.0");
    expect_header(&f, "text", "a");
    expect_header(&f, "null", "");
    brisk_str values = header_values(&f, "list");
    expect_text(values, "1|b|false");
    fixture_clear(&f);
}

static void both_maps_are_merged(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    reply(
        &f,
        "{\"headers\":{\"Combined\":\"single\",\"test-multi\":\"solo\",\"same\":\"one\",\"mine\":\"m\"},"
        "\"multiValueHeaders\":{\"Combined\":[\"m1\",\"m2\"],\"tesT-Multi\":[\"multi\"],\"same\":[\"one\",\"two\"]}}");
    brisk_str values = header_values(&f, "combined");
    expect_text(values, "m1|m2|single");
    assert_true(has_raw_header(&f, "tesT-Multi", "solo"));
    assert_false(has_raw_header(&f, "test-multi", NULL));
    values = header_values(&f, "same");
    expect_text(values, "one|two");
    assert_true(has_raw_header(&f, "mine", "m"));
    fixture_clear(&f);
}

static void a_thousand_headers_are_too_many(void **state)
{
    static char payload[40000];
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    (void)strcpy(payload, "{\"multiValueHeaders\":{\"a\":[0");
    for (int i = 1; i < 1001; i++) {
        (void)snprintf(payload + strlen(payload), 16, ",%d", i);
    }
    (void)strcat(payload, "]}}");
    reply(&f, payload);
    expect_error(&f, 502, "InternalServerErrorException", INTERNAL);
    fixture_clear(&f);
}

static void the_functions_casing_and_content_type_are_kept(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    reply(&f, "{\"headers\":{\"content-type\":\"text/html\",\"X-Custom\":\"1\",\"x-lower\":\"2\"}}");
    assert_true(has_raw_header(&f, "content-type", "text/html"));
    assert_false(has_raw_header(&f, "Content-Type", NULL));
    assert_true(has_raw_header(&f, "X-Custom", "1"));
    assert_true(has_raw_header(&f, "x-lower", "2"));
    fixture_clear(&f);
}

static void restricted_headers_are_remapped_or_dropped(void **state)
{
    static const char *const remapped[] = {
        "Authorization",
        "Connection",
        "Content-Length",
        "Content-MD5",
        "Date",
        "Expect",
        "Host",
        "Max-Forwards",
        "Server",
        "Trailer",
        "Upgrade",
        "User-Agent",
        "WWW-Authenticate",
        "Proxy-Authenticate",
    };
    static const char *const dropped[] = {"TE", "Transfer-Encoding", "Via"};
    fixture f;
    char payload[128], name[64];
    fixture_rest(&f);
    fixture_start(&f);
    for (size_t i = 0; i < sizeof remapped / sizeof *remapped; i++) {
        (void)snprintf(payload, sizeof payload, "{\"headers\":{\"%s\":\"v\"}}", remapped[i]);
        (void)snprintf(name, sizeof name, "x-amzn-Remapped-%s", remapped[i]);
        reply(&f, payload);
        assert_true(has_raw_header(&f, name, "v"));
        expect_no_header(&f, remapped[i]);
    }
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
        (void)snprintf(payload, sizeof payload, "{\"multiValueHeaders\":{\"%s\":[\"v\"]}}", dropped[i]);
        (void)snprintf(name, sizeof name, "x-amzn-Remapped-%s", dropped[i]);
        reply(&f, payload);
        expect_no_header(&f, name);
        expect_no_header(&f, dropped[i]);
    }
    fixture_clear(&f);
}

/* ---- binary answers ---- */

static void reply_binary(fixture *f, const char *known, const char *accept, const char *body)
{
    char headers[64] = "", payload[128];
    brisk_str *types = brisk_arena_alloc(f->arena, sizeof *types);
    *types = text_of(known);
    f->config.api.binary_types = types;
    f->config.api.binary_type_count = known[0] != '\0';
    if (accept != NULL) {
        (void)snprintf(headers, sizeof headers, "Accept: %s", accept);
    }
    assert_int_equal(send(f, "GET", "/dev/x", headers, ""), BRISK_FRONT_INVOKE);
    (void)snprintf(payload, sizeof payload, "{\"statusCode\":200,\"body\":\"%s\",\"isBase64Encoded\":true}", body);
    answer(f, payload);
}

static void base64_is_decoded_where_the_first_accepted_type_is_binary(void **state)
{
    static const struct {
        const char *known, *accept, *body;
    } rows[] = {
        {"", "*/*", "dGVzdA=="},
        {"image/png", "image/png", "test"},
        {"image/png", "*/*", "dGVzdA=="},
        {"image/png", "text/html,image/png", "dGVzdA=="},
        {"image/png", "image/png,text/html", "test"},
        {"image/png", NULL, "dGVzdA=="},
        {"image/*", "image/gif", "test"},
        {"*/*", NULL, "test"},
        {"*/*", "text/html", "test"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fixture f;
        fixture_rest(&f);
        fixture_start(&f);
        reply_binary(&f, rows[i].known, rows[i].accept, "dGVzdA==");
        assert_int_equal(f.response.status, 200);
        expect_body(&f, rows[i].body);
        fixture_clear(&f);
    }
}

static void bad_base64_is_a_500(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    reply_binary(&f, "*/*", NULL, "%%%");
    expect_error(&f, 500, "InternalServerErrorException", INTERNAL);
    expect_text(f.call.error_type, "API_CONFIGURATION_ERROR");
    fixture_clear(&f);
}

/* ---- the gateway's own errors ---- */

static void errors_of_the_function_are_502_and_refusals_500(void **state)
{
    static const struct {
        brisk_invoke_outcome outcome;
        int status;
    } rows[] = {{BRISK_INVOKE_FAILED, 502},
                {BRISK_INVOKE_THROTTLED, 500},
                {BRISK_INVOKE_UNKNOWN, 500},
                {BRISK_INVOKE_CANCELLED, 500}};
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
        finish_as(&f, rows[i].outcome);
        expect_error(&f, rows[i].status, "InternalServerErrorException", INTERNAL);
        expect_text(f.call.error_type, "INTEGRATION_FAILURE");
        expect_no_header(&f, "X-Amzn-Trace-Id");
    }
    fixture_clear(&f);
}

static void a_time_out_is_504_and_has_the_trace_id(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    assert_int_equal(f.call.timeout_ms, 29000);
    brisk_front_finish(f.front, &f.call, NULL, true);
    expect_error(&f, 504, "InternalServerErrorException", "{\"message\": \"Endpoint request timed out\"}");
    assert_int_equal(f.response.body.len, 41);
    assert_true(has_raw_header(&f, "X-Amzn-Trace-Id", NULL));
    expect_text(f.call.error_type, "INTEGRATION_TIMEOUT");
    fixture_clear(&f);
}

static void an_integration_method_that_is_not_post_is_a_500(void **state)
{
    fixture f;
    fixture_init(&f, BRISK_FRONT_REST);
    fixture_method(&f, "GET", "/x")->integration_method = BRISK_S("GET");
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_ANSWERED);
    expect_error(&f, 500, "InternalServerErrorException", INTERNAL);
    fixture_clear(&f);
}

static void a_head_request_gets_no_body_with_an_error(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    assert_int_equal(send(&f, "HEAD", "/dev/x", "", ""), BRISK_FRONT_INVOKE);
    finish_as(&f, BRISK_INVOKE_FAILED);
    expect_error(&f, 502, "InternalServerErrorException", "");
    fixture_clear(&f);
}

static void a_mock_answers_without_the_function(void **state)
{
    brisk_setting headers[] = {{BRISK_STR("Access-Control-Allow-Origin"), BRISK_STR("'*'")},
                               {BRISK_STR("X-Stage"), BRISK_STR("context.stage")}};
    fixture f;
    fixture_rest(&f);
    brisk_method_config *method = fixture_method(&f, "OPTIONS", "/{proxy+}");
    method->integration = BRISK_INTEGRATION_MOCK;
    method->mock_status = 204;
    method->mock_headers = (brisk_settings){headers, 2};
    fixture_start(&f);
    assert_int_equal(send(&f, "OPTIONS", "/dev/x", "Origin: a", ""), BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 204);
    expect_header(&f, "access-control-allow-origin", "*");
    expect_header(&f, "x-stage", "dev");
    assert_true(has_raw_header(&f, "x-amzn-RequestId", NULL));
    expect_no_header(&f, "X-Amzn-Trace-Id"); /* recorded of MOCK */
    fixture_clear(&f);
}

/* ---- gateway responses ---- */

static void configure(fixture *f, const char *type, int status, const char *template)
{
    static brisk_setting headers[] = {{BRISK_STR("Access-Control-Allow-Origin"), BRISK_STR("'*'")},
                                      {BRISK_STR("X-Who"), BRISK_STR("method.request.header.x-who")},
                                      {BRISK_STR("X-Id"), BRISK_STR("context.requestId")}};
    brisk_api_config *api = &f->config.api;
    brisk_gateway_response *all = brisk_arena_alloc(f->arena, (api->response_count + 1) * sizeof *all);
    if (api->response_count > 0) {
        memcpy(all, api->responses, api->response_count * sizeof *all);
    }
    all[api->response_count] =
        (brisk_gateway_response){.type = text_of(type), .status = status, .headers = {headers, 3}};
    if (template != NULL) {
        brisk_setting *pair = brisk_arena_alloc(f->arena, sizeof *pair);
        *pair = (brisk_setting){BRISK_STR("application/json"), text_of(template)};
        all[api->response_count].templates = (brisk_settings){pair, 1};
    }
    api->responses = all;
    api->response_count++;
}

static void a_type_of_its_own_comes_before_the_default(void **state)
{
    fixture f;
    fixture_init(&f, BRISK_FRONT_REST);
    fixture_method(&f, "GET", "/x")->is_key_required = true;
    configure(&f, "DEFAULT_4XX", 0, "{\"m\":$context.error.messageString,\"t\":\"$context.error.responseType\"}");
    configure(&f, "INVALID_API_KEY", 401, "{\"key\":\"$context.identity.apiKey\",\"p\":\"$context.path\"}");
    fixture_start(&f);
    assert_int_equal(send(&f, "GET", "/dev/x", "x-who: me\nx-api-key: wr\"ong", ""), BRISK_FRONT_ANSWERED);
    expect_error(&f, 401, "ForbiddenException", "{\"key\":\"wr\\\"ong\",\"p\":\"/dev/x\"}");
    expect_header(&f, "Access-Control-Allow-Origin", "*");
    expect_header(&f, "X-Who", "me");
    assert_int_equal(send(&f, "GET", "/dev/y", "", ""), BRISK_FRONT_ANSWERED);
    expect_error(&f, 403, "MissingAuthenticationTokenException",
                 "{\"m\":\"Missing Authentication Token\",\"t\":\"MISSING_AUTHENTICATION_TOKEN\"}");
    expect_no_header(&f, "X-Who"); /* not sent */
    assert_int_equal(brisk_headers_get(&f.response.headers, BRISK_S("x-id")).len, 36);
    fixture_clear(&f);
}

static void headers_alone_leave_the_body_as_it_is(void **state)
{
    fixture f;
    fixture_rest(&f);
    configure(&f, "DEFAULT_5XX", 0, NULL);
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    finish_as(&f, BRISK_INVOKE_FAILED);
    expect_error(&f, 502, "InternalServerErrorException", INTERNAL);
    expect_header(&f, "access-control-allow-origin", "*");
    fixture_clear(&f);
}

static void an_unknown_stage_is_not_customisable(void **state)
{
    fixture f;
    fixture_rest(&f);
    configure(&f, "DEFAULT_4XX", 418, "x");
    configure(&f, "INVALID_API_KEY", 418, "x");
    fixture_start(&f);
    assert_int_equal(get(&f, "/prod/x"), BRISK_FRONT_ANSWERED);
    expect_error(&f, 403, "ForbiddenException", "{\"message\":\"Forbidden\"}");
    fixture_clear(&f);
}

/* ---- streams ---- */

static void stream_of_rest(void **state)
{
    static const char framed[] =
        "{\"statusCode\":201,\"headers\":{\"a\":\"b\"},\"cookies\":[\"c=1\",\"d=2\"]}\0\0\0\0\0\0\0\0first";
    fixture f;
    fixture_init(&f, BRISK_FRONT_REST);
    fixture_method(&f, "GET", "/x")->is_streaming = true;
    fixture_start(&f);
    for (size_t step = 1; step < sizeof framed; step += 7) { /* pieces may end anywhere */
        assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
        assert_true(f.call.wants_stream);
        char body[32] = "";
        bool has_begun = false;
        for (size_t at = 0; at < sizeof framed - 1; at += step) {
            size_t len = sizeof framed - 1 - at < step ? sizeof framed - 1 - at : step;
            brisk_str piece;
            brisk_front_piece_result result =
                brisk_front_piece(f.front, &f.call, brisk_str_make(framed + at, len), &piece);
            assert_int_not_equal(result, BRISK_PIECE_BAD);
            if (result != BRISK_PIECE_MORE) {
                assert_true(has_begun == (result == BRISK_PIECE_BODY));
                has_begun = true;
                (void)strncat(body, piece.ptr, piece.len);
            }
        }
        assert_string_equal(body, "first");
        assert_int_equal(f.response.status, 201);
        expect_header(&f, "a", "b");
        brisk_str cookies = header_values(&f, "set-cookie");
        expect_text(cookies, "c=1|d=2");
    }
    fixture_clear(&f);
}

static void bad_framing_is_a_500(void **state)
{
    static const char *const pieces[] = {"hello", "{\"statusCode\":\"x\"}", "{\"body\":\"x\"}", "{"};
    fixture f;
    fixture_init(&f, BRISK_FRONT_REST);
    fixture_method(&f, "GET", "/x")->is_streaming = true;
    fixture_start(&f);
    for (size_t i = 0; i < 4; i++) {
        char framed[64] = {0};
        brisk_str body;
        (void)strcpy(framed, pieces[i]);
        assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
        assert_int_equal(brisk_front_piece(f.front, &f.call, brisk_str_make(framed, strlen(pieces[i]) + 8), &body),
                         BRISK_PIECE_BAD);
        expect_error(&f, 500, "InternalServerErrorException", INTERNAL);
    }
    /* A whole answer where a stream was meant. */
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    answer(&f, "{\"statusCode\":200,\"body\":\"x\"}");
    expect_error(&f, 500, "InternalServerErrorException", INTERNAL);
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_status_alone_is_an_answer),
        cmocka_unit_test(what_is_accepted),
        cmocka_unit_test(what_is_malformed_is_502),
        cmocka_unit_test(header_values_are_written_as_text),
        cmocka_unit_test(both_maps_are_merged),
        cmocka_unit_test(a_thousand_headers_are_too_many),
        cmocka_unit_test(the_functions_casing_and_content_type_are_kept),
        cmocka_unit_test(restricted_headers_are_remapped_or_dropped),
        cmocka_unit_test(base64_is_decoded_where_the_first_accepted_type_is_binary),
        cmocka_unit_test(bad_base64_is_a_500),
        cmocka_unit_test(errors_of_the_function_are_502_and_refusals_500),
        cmocka_unit_test(a_time_out_is_504_and_has_the_trace_id),
        cmocka_unit_test(an_integration_method_that_is_not_post_is_a_500),
        cmocka_unit_test(a_head_request_gets_no_body_with_an_error),
        cmocka_unit_test(a_mock_answers_without_the_function),
        cmocka_unit_test(a_type_of_its_own_comes_before_the_default),
        cmocka_unit_test(headers_alone_leave_the_body_as_it_is),
        cmocka_unit_test(an_unknown_stage_is_not_customisable),
        cmocka_unit_test(stream_of_rest),
        cmocka_unit_test(bad_framing_is_a_500),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

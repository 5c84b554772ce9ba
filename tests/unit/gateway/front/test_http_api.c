/* test_http_api.c - HTTP APIs (payload 2.0 and 1.0) and function URLs: what differs from REST. */
#include "front_fixture.h"

#define BROKEN "{\"message\":\"Internal Server Error\"}"

static void start(fixture *f, bool has_payload_1)
{
    fixture_init(f, BRISK_FRONT_HTTP);
    fixture_method(f, "ANY", "/{proxy+}");
    fixture_method(f, "POST", "/pets/{id}");
    f->config.api.has_payload_1 = has_payload_1;
    fixture_start(f);
}

static void the_event_of_payload_2(void **state)
{
    fixture f;
    start(&f, false);
    assert_int_equal(send(&f, "POST", "/pets/a%20b?x=1&x=2&y=a%20b&z=%2B",
                          "Accept: a\naccept: b\nCookie: c=1; d=2\nContent-Type: application/json\nUser-Agent: curl\n"
                          "Content-Length: 2",
                          "{}"),
                     BRISK_FRONT_INVOKE);
    expect_event(&f, "/version", "\"2.0\"");
    expect_event(&f, "/routeKey", "\"POST /pets/{id}\"");
    expect_event(&f, "/rawPath", "\"/pets/a b\""); /* decoded on an HTTP API */
    expect_event(&f, "/rawQueryString", "\"x=1&x=2&y=a%20b&z=%2B\"");
    expect_event(&f, "/cookies", "[\"c=1\",\"d=2\"]");
    expect_absent(&f, "/headers/cookie");
    expect_event(&f, "/headers/accept", "\"a,b\"");
    expect_event(&f, "/headers/content-length", "\"2\"");
    expect_event(&f, "/headers/x-forwarded-proto", "\"https\"");
    expect_event(&f, "/queryStringParameters", "{\"x\":\"1,2\",\"y\":\"a b\",\"z\":\"+\"}");
    expect_event(&f, "/pathParameters", "{\"id\":\"a b\"}");
    expect_event(&f, "/requestContext/http/method", "\"POST\"");
    expect_event(&f, "/requestContext/http/path", "\"/pets/a b\"");
    expect_event(&f, "/requestContext/http/protocol", "\"HTTP/1.1\"");
    expect_event(&f, "/requestContext/http/sourceIp", "\"127.0.0.1\"");
    expect_event(&f, "/requestContext/http/userAgent", "\"curl\"");
    expect_event(&f, "/requestContext/stage", "\"$default\"");
    expect_event(&f, "/requestContext/time", "\"14/Apr/2025:22:11:01 +0000\"");
    expect_event(&f, "/requestContext/timeEpoch", "1744668661123");
    expect_event(&f, "/body", "\"{}\"");
    expect_event(&f, "/isBase64Encoded", "false");
    assert_int_equal(get(&f, "/a"), BRISK_FRONT_INVOKE); /* absent things are left out */
    expect_absent(&f, "/body");
    expect_absent(&f, "/cookies");
    expect_absent(&f, "/queryStringParameters");
    expect_absent(&f, "/stageVariables");
    fixture_clear(&f);
}

static void only_text_types_are_text(void **state)
{
    static const struct {
        const char *type;
        bool is_text;
    } rows[] = {{"text/html; charset=utf-8", true},
                {"application/json", true},
                {"application/xml", true},
                {"application/javascript", true},
                {"application/octet-stream", false},
                {"image/png", false},
                {"", false},
                {"application/x-www-form-urlencoded", false}};
    fixture f;
    start(&f, false);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char headers[64] = "a: b";
        if (rows[i].type[0] != '\0') {
            (void)snprintf(headers, sizeof headers, "Content-Type: %s", rows[i].type);
        }
        assert_int_equal(send(&f, "POST", "/x", headers, "test"), BRISK_FRONT_INVOKE);
        expect_event(&f, "/body", rows[i].is_text ? "\"test\"" : "\"dGVzdA==\"");
        expect_event(&f, "/isBase64Encoded", rows[i].is_text ? "false" : "true");
    }
    fixture_clear(&f);
}

static void a_stage_with_a_name_is_part_of_the_path(void **state)
{
    fixture f;
    fixture_init(&f, BRISK_FRONT_HTTP);
    f.config.api.stage = BRISK_S("dev");
    fixture_method(&f, "GET", "/x");
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    expect_event(&f, "/rawPath", "\"/dev/x\"");
    assert_int_equal(get(&f, "/x"), BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 404);
    expect_body(&f, "{\"message\":\"Not Found\"}");
    fixture_clear(&f);
}

static void the_default_route_takes_the_rest(void **state)
{
    fixture f;
    fixture_init(&f, BRISK_FRONT_HTTP);
    fixture_method(&f, "GET", "/x");
    fixture_method(&f, "$default", "/");
    fixture_start(&f);
    assert_int_equal(send(&f, "PUT", "/x/y", "", ""), BRISK_FRONT_INVOKE);
    expect_event(&f, "/routeKey", "\"$default\"");
    expect_absent(&f, "/pathParameters");
    assert_int_equal(get(&f, "/x"), BRISK_FRONT_INVOKE);
    expect_event(&f, "/routeKey", "\"GET /x\"");
    fixture_clear(&f);
}

static void answers_of_payload_2(void **state)
{
    static const struct {
        const char *payload;
        int status;
        const char *type, *body;
    } rows[] = {
        {"{\"message\":\"hi\"}", 200, "application/json", "{\"message\":\"hi\"}"},
        {"[1,2]", 200, "application/json", "[1,2]"},
        {"\"hello\"", 200, "application/json", "\"hello\""},
        {"not json", 200, "application/json", "not json"},
        {"{\"statusCode\":200,\"body\":\"x\"}", 200, "text/plain; charset=utf-8", "x"},
        {"{\"statusCode\":\"418\"}", 418, "text/plain; charset=utf-8", ""},
        {"{\"statusCode\":200,\"body\":\"dGVzdA==\",\"isBase64Encoded\":true}", 200, "text/plain; charset=utf-8",
         "test"},
        {"{\"statusCode\":200,\"headers\":{\"content-type\":\"a/b\"},\"unknown\":1}", 200, "a/b", ""},
        {"{\"statusCode\":200.5}", 500, "application/json", BROKEN},
        {"{\"statusCode\":0}", 500, "application/json", BROKEN},
        {"{\"statusCode\":200,\"body\":\"%\",\"isBase64Encoded\":true}", 500, "application/json", BROKEN},
    };
    fixture f;
    start(&f, false);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(get(&f, "/x"), BRISK_FRONT_INVOKE);
        answer(&f, rows[i].payload);
        assert_int_equal(f.response.status, rows[i].status);
        expect_header(&f, "Content-Type", rows[i].type);
        expect_body(&f, rows[i].body);
        assert_true(has_raw_header(&f, "Apigw-Requestid", NULL));
        expect_no_header(&f, "x-amzn-RequestId");
    }
    assert_int_equal(get(&f, "/x"), BRISK_FRONT_INVOKE);
    answer(&f, "{\"statusCode\":200,\"cookies\":[\"a=1; Secure\",\"b=2\"],\"headers\":{\"x\":\"y\"}}");
    brisk_str cookies = header_values(&f, "set-cookie");
    expect_text(cookies, "a=1; Secure|b=2");
    fixture_clear(&f);
}

static void errors_of_an_http_api(void **state)
{
    fixture f;
    start(&f, false);
    assert_int_equal(get(&f, "/"), BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 404);
    assert_int_equal(get(&f, "/x"), BRISK_FRONT_INVOKE);
    assert_int_equal(f.call.timeout_ms, 29000);
    finish_as(&f, BRISK_INVOKE_FAILED);
    assert_int_equal(f.response.status, 500);
    expect_body(&f, BROKEN);
    assert_int_equal(f.response.body.len, 35);
    assert_int_equal(get(&f, "/x"), BRISK_FRONT_INVOKE);
    brisk_front_finish(f.front, &f.call, NULL, true);
    assert_int_equal(f.response.status, 503);
    expect_body(&f, "{\"message\":\"Service Unavailable\"}");
    assert_int_equal(get(&f, "/x"), BRISK_FRONT_INVOKE);
    finish_as(&f, BRISK_INVOKE_TOO_LARGE);
    assert_int_equal(f.response.status, 413);
    expect_body(&f, "{\"message\":\"Request Entity Too Large\"}");
    fixture_clear(&f);
}

static void the_event_of_payload_1(void **state)
{
    fixture f;
    start(&f, true);
    assert_int_equal(
        send(&f, "POST", "/pets/a%20b?x=1&x=2", "Content-Length: 2\nX-A: 1\nx-a: 2\nContent-Type: text/a", "{}"),
        BRISK_FRONT_INVOKE);
    expect_event(&f, "/version", "\"1.0\"");
    expect_event(&f, "/resource", "\"/pets/{id}\"");
    expect_event(&f, "/path", "\"/pets/a%20b\"");
    expect_event(&f, "/pathParameters", "{\"id\":\"a b\"}");
    expect_event(&f, "/requestContext/path", "\"/pets/a b\"");
    expect_event(&f, "/requestContext/resourceId", "\"POST /pets/{id}\"");
    expect_event(&f, "/headers/content-length", "\"2\"");
    expect_event(&f, "/headers/x-a", "\"2\"");
    expect_event(&f, "/multiValueHeaders/x-a", "[\"1\",\"2\"]");
    expect_event(&f, "/multiValueQueryStringParameters", "{\"x\":[\"1\",\"2\"]}");
    expect_event(&f, "/stageVariables", "null");
    answer(&f, "{\"statusCode\":200,\"headers\":{\"a\":\"single\"},\"multiValueHeaders\":{\"a\":[\"m1\",\"m2\"]}}");
    brisk_str values = header_values(&f, "a");
    expect_text(values, "single|m1|m2"); /* the opposite of REST */
    assert_int_equal(get(&f, "/x"), BRISK_FRONT_INVOKE);
    expect_event(&f, "/body", "null");
    answer(&f, "{\"body\":\"x\"}"); /* no statusCode */
    assert_int_equal(f.response.status, 500);
    expect_body(&f, BROKEN);
    fixture_clear(&f);
}

static void cors_by_configuration(void **state)
{
    brisk_str origins[] = {BRISK_STR("https://a.example"), BRISK_STR("http://*")};
    brisk_str methods[] = {BRISK_STR("GET"), BRISK_STR("POST")}, exposed[] = {BRISK_STR("x-e")};
    fixture f;
    start(&f, false);
    f.config.api.cors = (brisk_cors_config){.is_set = true,
                                            .allows_credentials = true,
                                            .origins = origins,
                                            .origin_count = 2,
                                            .methods = methods,
                                            .method_count = 2,
                                            .exposed = exposed,
                                            .exposed_count = 1,
                                            .max_age_s = 300};
    assert_int_equal(send(&f, "OPTIONS", "/x", "Origin: https://a.example\nAccess-Control-Request-Method: GET", ""),
                     BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 204);
    expect_header(&f, "access-control-allow-origin", "https://a.example");
    expect_header(&f, "access-control-allow-methods", "GET,POST");
    expect_header(&f, "access-control-allow-credentials", "true");
    expect_header(&f, "access-control-max-age", "300");
    assert_int_equal(send(&f, "OPTIONS", "/x", "Origin: https://b.example\nAccess-Control-Request-Method: GET", ""),
                     BRISK_FRONT_ANSWERED);
    expect_no_header(&f, "access-control-allow-origin");
    assert_int_equal(send(&f, "GET", "/x", "Origin: http://localhost:3000", ""), BRISK_FRONT_INVOKE);
    answer(&f, "{\"statusCode\":200,\"headers\":{\"Access-Control-Allow-Origin\":\"*\"}}");
    brisk_str values = header_values(&f, "access-control-allow-origin");
    expect_text(values, "http://localhost:3000");
    expect_header(&f, "access-control-expose-headers", "x-e");
    assert_int_equal(get(&f, "/x"), BRISK_FRONT_INVOKE);
    answer(&f, "{\"statusCode\":200}");
    expect_no_header(&f, "access-control-allow-origin");
    fixture_clear(&f);
}

static void the_stages_throttle_counts(void **state)
{
    brisk_method_throttle all = {BRISK_STR("*"), BRISK_STR("*"), {true, 1, 1}};
    fixture f;
    start(&f, false);
    f.config.api.stage_throttles = &all;
    f.config.api.stage_throttle_count = 1;
    assert_int_equal(get(&f, "/x"), BRISK_FRONT_INVOKE);
    assert_int_equal(get(&f, "/x"), BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 429);
    expect_body(&f, "{\"message\":\"Too Many Requests\"}");
    fixture_clear(&f);
}

/* ---- function URLs ---- */

static void start_url(fixture *f, bool is_streaming)
{
    fixture_init(f, BRISK_FRONT_URL);
    f->config.functions[0].is_streaming = is_streaming;
    fixture_start(f);
}

static void the_event_of_a_function_url(void **state)
{
    fixture f;
    start_url(&f, false);
    assert_int_equal(send(&f, "GET", "/a%20b/c?x=1", "Cookie: c=1", ""), BRISK_FRONT_INVOKE);
    expect_text(f.call.function, "fn");
    expect_event(&f, "/version", "\"2.0\"");
    expect_event(&f, "/routeKey", "\"$default\"");
    expect_event(&f, "/rawPath", "\"/a%20b/c\""); /* encoded */
    expect_event(&f, "/requestContext/http/path", "\"/a b/c\"");
    expect_event(&f, "/requestContext/accountId", "\"anonymous\"");
    expect_event(&f, "/requestContext/stage", "\"$default\"");
    expect_event(&f, "/cookies", "[\"c=1\"]");
    expect_event(&f, "/headers/cookie", "\"c=1\""); /* in both */
    assert_non_null(yyjson_doc_ptr_get(f.event, "/headers/x-amzn-tls-version"));
    assert_non_null(yyjson_doc_ptr_get(f.event, "/headers/x-amzn-tls-cipher-suite"));
    expect_absent(&f, "/pathParameters");
    fixture_clear(&f);
}

static void answers_of_a_function_url(void **state)
{
    static const struct {
        const char *payload;
        int status;
        const char *type, *body;
    } rows[] = {
        {"\"hello\"", 200, "application/json", "hello"},
        {"{\"a\":1}", 200, "application/json", "{\"a\":1}"},
        {"{\"statusCode\":\"418\",\"body\":\"x\"}", 418, "application/json", "x"},
        {"{\"statusCode\":200.5}", 502, "application/json", "Internal Server Error"},
    };
    fixture f;
    start_url(&f, false);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(get(&f, "/"), BRISK_FRONT_INVOKE);
        answer(&f, rows[i].payload);
        assert_int_equal(f.response.status, rows[i].status);
        expect_header(&f, "content-type", rows[i].type);
        expect_body(&f, rows[i].body);
        expect_header(&f, "x-amzn-RequestId", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"); /* Lambda's */
    }
    assert_int_equal(get(&f, "/"), BRISK_FRONT_INVOKE);
    finish_as(&f, BRISK_INVOKE_FAILED);
    assert_int_equal(f.response.status, 502);
    expect_body(&f, "Internal Server Error");
    assert_int_equal(get(&f, "/"), BRISK_FRONT_INVOKE);
    finish_as(&f, BRISK_INVOKE_THROTTLED);
    assert_int_equal(f.response.status, 429);
    fixture_clear(&f);
}

/* Observed: two values, which a browser refuses. It is found here before it is deployed. */
static void cors_of_a_function_url(void **state)
{
    brisk_str origins[] = {BRISK_STR("https://a.example")}, methods[] = {BRISK_STR("*")};
    fixture f;
    start_url(&f, false);
    f.config.api.cors = (brisk_cors_config){
        .is_set = true, .origins = origins, .origin_count = 1, .methods = methods, .method_count = 1, .max_age_s = -1};
    assert_int_equal(send(&f, "OPTIONS", "/x", "Origin: https://a.example\nAccess-Control-Request-Method: PUT", ""),
                     BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 200);
    expect_header(&f, "access-control-allow-origin", "https://a.example");
    expect_header(&f, "access-control-allow-methods", "*");
    expect_no_header(&f, "access-control-max-age");
    assert_int_equal(send(&f, "GET", "/x", "Origin: https://a.example", ""), BRISK_FRONT_INVOKE);
    answer(&f, "{\"statusCode\":200}");
    expect_header(&f, "access-control-allow-origin", "https://a.example");
    assert_int_equal(send(&f, "GET", "/x", "Origin: https://a.example", ""), BRISK_FRONT_INVOKE);
    answer(&f, "{\"statusCode\":200,\"headers\":{\"access-control-allow-origin\":\"*\"}}");
    brisk_str values = header_values(&f, "access-control-allow-origin");
    expect_text(values, "*|https://a.example");
    /* An OPTIONS that is no preflight is the function's. */
    assert_int_equal(send(&f, "OPTIONS", "/x", "Origin: https://a.example", ""), BRISK_FRONT_INVOKE);
    fixture_clear(&f);
}

static void streams_of_a_function_url(void **state)
{
    static const char framed[] =
        "{\"statusCode\":201,\"headers\":{\"a\":\"b\"},\"cookies\":[\"c=1\"]}\0\0\0\0\0\0\0\0body";
    fixture f;
    brisk_str body;
    start_url(&f, true);
    assert_int_equal(get(&f, "/"), BRISK_FRONT_INVOKE);
    assert_true(f.call.wants_stream);
    assert_int_equal(brisk_front_piece(f.front, &f.call, brisk_str_make(framed, 10), &body), BRISK_PIECE_MORE);
    assert_int_equal(brisk_front_piece(f.front, &f.call, brisk_str_make(framed + 10, sizeof framed - 11), &body),
                     BRISK_PIECE_BEGUN);
    expect_text(body, "body");
    assert_int_equal(f.response.status, 201);
    expect_header(&f, "set-cookie", "c=1");
    expect_header(&f, "content-type", "application/octet-stream");
    assert_int_equal(brisk_front_piece(f.front, &f.call, BRISK_S("more"), &body), BRISK_PIECE_BODY);
    expect_text(body, "more");
    /* What is not framed is the body. */
    assert_int_equal(get(&f, "/"), BRISK_FRONT_INVOKE);
    assert_int_equal(brisk_front_piece(f.front, &f.call, BRISK_S("plain"), &body), BRISK_PIECE_BEGUN);
    expect_text(body, "plain");
    assert_int_equal(f.response.status, 200);
    assert_int_equal(get(&f, "/"), BRISK_FRONT_INVOKE);
    assert_int_equal(brisk_front_piece(f.front, &f.call, BRISK_S("{broken\0\0\0\0\0\0\0\0"), &body), BRISK_PIECE_BAD);
    assert_int_equal(f.response.status, 502);
    /* A buffered answer from a streaming URL is passed on verbatim. */
    assert_int_equal(get(&f, "/"), BRISK_FRONT_INVOKE);
    answer(&f, "{\"statusCode\":404}");
    assert_int_equal(f.response.status, 200);
    expect_body(&f, "{\"statusCode\":404}");
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_event_of_payload_2),
        cmocka_unit_test(only_text_types_are_text),
        cmocka_unit_test(a_stage_with_a_name_is_part_of_the_path),
        cmocka_unit_test(the_default_route_takes_the_rest),
        cmocka_unit_test(answers_of_payload_2),
        cmocka_unit_test(errors_of_an_http_api),
        cmocka_unit_test(the_event_of_payload_1),
        cmocka_unit_test(cors_by_configuration),
        cmocka_unit_test(the_stages_throttle_counts),
        cmocka_unit_test(the_event_of_a_function_url),
        cmocka_unit_test(answers_of_a_function_url),
        cmocka_unit_test(cors_of_a_function_url),
        cmocka_unit_test(streams_of_a_function_url),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_rest_event.c - the proxy event: its keys, query, headers, body, and the trace header. */
#include "front_fixture.h"

static void expect_keys(fixture *f, const char *pointer, const char *expected)
{
    yyjson_val *object = yyjson_doc_ptr_get(f->event, pointer), *key, *value;
    char names[40][64];
    char joined[2048] = "";
    size_t i, n, count = 0;
    yyjson_obj_foreach(object, i, n, key, value)
    {
        (void)snprintf(names[count++], sizeof names[0], "%s", yyjson_get_str(key));
    }
    qsort(names, count, sizeof names[0], (int (*)(const void *, const void *))strcmp);
    for (i = 0; i < count; i++) {
        (void)strncat(joined, i > 0 ? " " : "", sizeof joined - strlen(joined) - 1);
        (void)strncat(joined, names[i], sizeof joined - strlen(joined) - 1);
    }
    assert_string_equal(joined, expected);
}

static void the_event_has_exactly_these_keys(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    expect_keys(&f, "",
                "body headers httpMethod isBase64Encoded multiValueHeaders multiValueQueryStringParameters path "
                "pathParameters queryStringParameters requestContext resource stageVariables");
    expect_keys(
        &f, "/requestContext",
        "accountId apiId deploymentId domainName domainPrefix extendedRequestId httpMethod identity path protocol "
        "requestId requestTime requestTimeEpoch resourceId resourcePath stage");
    expect_keys(&f, "/requestContext/identity",
                "accessKey accountId caller cognitoAuthenticationProvider cognitoAuthenticationType cognitoIdentityId "
                "cognitoIdentityPoolId principalOrgId sourceIp user userAgent userArn");
    fixture_clear(&f);
}

static void what_is_absent_is_null(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_method(&f, "GET", "/plain");
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/plain?"), BRISK_FRONT_INVOKE);
    expect_event(&f, "/body", "null");
    expect_event(&f, "/queryStringParameters", "null");
    expect_event(&f, "/multiValueQueryStringParameters", "null");
    expect_event(&f, "/pathParameters", "null");
    expect_event(&f, "/stageVariables", "null");
    expect_event(&f, "/requestContext/identity/userAgent", "null");
    fixture_clear(&f);
}

static void the_context_says_when_and_who(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    assert_int_equal(send(&f, "GET", "/dev/x", "uSer-agent: curl/8", ""), BRISK_FRONT_INVOKE);
    expect_event(&f, "/requestContext/requestTime", "\"14/Apr/2025:22:11:01 +0000\"");
    expect_event(&f, "/requestContext/requestTimeEpoch", "1744668661123");
    expect_event(&f, "/requestContext/protocol", "\"HTTP/1.1\"");
    expect_event(&f, "/requestContext/accountId", "\"123456789012\"");
    expect_event(&f, "/requestContext/apiId", "\"abc123\"");
    expect_event(&f, "/requestContext/domainName", "\"abc123.execute-api.eu-west-1.amazonaws.com\"");
    expect_event(&f, "/requestContext/domainPrefix", "\"abc123\"");
    expect_event(&f, "/requestContext/identity/sourceIp", "\"127.0.0.1\"");
    expect_event(&f, "/requestContext/identity/userAgent", "\"curl/8\"");
    expect_event(&f, "/headers/User-Agent", "\"curl/8\"");
    assert_int_equal(f.call.request_id.len, 36);
    assert_int_equal(f.call.extended_request_id.len, 16);
    assert_int_equal(f.call.extended_request_id.ptr[15], '=');
    answer(&f, "{}");
    expect_header(&f, "x-amz-apigw-id",
                  yyjson_get_str(yyjson_doc_ptr_get(f.event, "/requestContext/extendedRequestId")));
    expect_header(&f, "x-amzn-requestid", yyjson_get_str(yyjson_doc_ptr_get(f.event, "/requestContext/requestId")));
    fixture_clear(&f);
}

static void stage_variables_are_there_where_the_stage_has_some(void **state)
{
    fixture f;
    brisk_setting pairs[] = {{BRISK_STR("table"), BRISK_STR("items")}};
    fixture_rest(&f);
    f.config.api.stage_variables = (brisk_settings){pairs, 1};
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    expect_event(&f, "/stageVariables", "{\"table\":\"items\"}");
    fixture_clear(&f);
}

static void the_query_is_decoded_and_repeats_keep_their_order(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/x?a=1&b=x+y%2Bz%23&a=2&Foo=1&foo=2&empty=&bare&n%20m=%E2%98%95;semi=1&bad=%FF"),
                     BRISK_FRONT_INVOKE);
    expect_event(&f, "/queryStringParameters",
                 "{\"a\":\"2\",\"b\":\"x y+z#\",\"Foo\":\"1\",\"foo\":\"2\",\"empty\":\"\",\"bare\":\"\",\"n m\":\"☕\","
                 "\"semi\":\"1\",\"bad\":\"\xef\xbf\xbd\"}");
    expect_event(&f, "/multiValueQueryStringParameters/a", "[\"1\",\"2\"]");
    expect_event(&f, "/multiValueQueryStringParameters/bare", "[\"\"]");
    fixture_clear(&f);
}

static void headers_keep_their_casing_but_for_some(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    assert_int_equal(send(&f, "GET", "/dev/x",
                          "host: a.example.com\ntEsT-HEADeR: aValUE\naUThorization: Bearer x\nx-forwarded-host: h\n"
                          "accept: a\naccept: b\ncookie: a=1; b=2",
                          ""),
                     BRISK_FRONT_INVOKE);
    expect_event(&f, "/headers/tEsT-HEADeR", "\"aValUE\"");
    expect_event(&f, "/multiValueHeaders/tEsT-HEADeR", "[\"aValUE\"]");
    expect_event(&f, "/headers/Host", "\"a.example.com\"");
    expect_event(&f, "/headers/Authorization", "\"Bearer x\"");
    expect_event(&f, "/headers/X-Forwarded-Host", "\"h\"");
    expect_event(&f, "/headers/accept", "\"b\"");
    expect_event(&f, "/multiValueHeaders/accept", "[\"a\",\"b\"]");
    expect_event(&f, "/headers/cookie", "\"a=1; b=2\"");
    expect_absent(&f, "/headers/host");
    expect_absent(&f, "/headers/aUThorization");
    fixture_clear(&f);
}

static void some_headers_do_not_reach_the_function(void **state)
{
    static const char *const names[] = {
        "Connection", "Content-Length", "Content-MD5",       "Expect",  "Max-Forwards",     "Server",
        "TE",         "Trailer",        "Transfer-Encoding", "Upgrade", "WWW-Authenticate", "Proxy-Authenticate"};
    static const char *const kept[] = {"Accept", "Accept-Charset", "Accept-Encoding", "Age",     "Content-Encoding",
                                       "Date",   "Pragma",         "Range",           "Referer", "Via",
                                       "Warn",   "Content-Type"};
    char headers[1024] = "Authorization: AWS4-HMAC-SHA256 Credential=x", pointer[64];
    fixture f;
    for (size_t i = 0; i < 12; i++) {
        (void)strcat(strcat(headers, "\n"), names[i]);
        (void)strcat(strcat(headers, ": 1\n"), kept[i]);
        (void)strcat(headers, ": 2");
    }
    fixture_rest(&f);
    fixture_start(&f);
    assert_int_equal(send(&f, "GET", "/dev/x", headers, ""), BRISK_FRONT_INVOKE);
    for (size_t i = 0; i < 12; i++) {
        (void)snprintf(pointer, sizeof pointer, "/headers/%s", names[i]);
        expect_absent(&f, pointer);
        (void)snprintf(pointer, sizeof pointer, "/headers/%s", kept[i]);
        expect_event(&f, pointer, "\"2\"");
    }
    expect_absent(&f, "/headers/Authorization"); /* a signature was for the gateway */
    fixture_clear(&f);
}

static void the_gateway_adds_its_own_headers(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    assert_int_equal(send(&f, "GET", "/dev/x", "x-forwarded-for: 10.0.0.1\nX-FORWARDED-PROTO: ftp", ""),
                     BRISK_FRONT_INVOKE);
    expect_event(&f, "/headers/X-Forwarded-For", "\"10.0.0.1, 127.0.0.1\"");
    expect_event(&f, "/headers/X-Forwarded-Port", "\"443\"");
    expect_event(&f, "/headers/X-Forwarded-Proto", "\"https\"");
    expect_event(&f, "/multiValueHeaders/X-Forwarded-Proto", "[\"https\"]");
    expect_absent(&f, "/headers/Via");
    expect_absent(&f, "/headers/CloudFront-Forwarded-Proto");
    assert_non_null(yyjson_doc_ptr_get(f.event, "/headers/X-Amzn-Trace-Id"));
    /* To a port of this machine the truth is said: URLs that are built of it must lead here. */
    assert_int_equal(send(&f, "GET", "/dev/x", "Host: localhost:9000", ""), BRISK_FRONT_INVOKE);
    expect_event(&f, "/headers/X-Forwarded-Port", "\"9000\"");
    expect_event(&f, "/headers/X-Forwarded-Proto", "\"http\"");
    expect_event(&f, "/requestContext/domainName", "\"localhost:9000\"");
    expect_event(&f, "/requestContext/domainPrefix", "\"localhost\"");
    fixture_clear(&f);
}

static void an_edge_endpoint_adds_those_of_cloudfront(void **state)
{
    fixture f;
    fixture_rest(&f);
    f.config.api.is_edge = true;
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    expect_event(&f, "/headers/CloudFront-Forwarded-Proto", "\"https\"");
    expect_event(&f, "/headers/CloudFront-Is-Desktop-Viewer", "\"true\"");
    expect_event(&f, "/headers/CloudFront-Viewer-Country", "\"US\"");
    assert_non_null(yyjson_doc_ptr_get(f.event, "/headers/Via"));
    assert_non_null(yyjson_doc_ptr_get(f.event, "/headers/X-Amz-Cf-Id"));
    fixture_clear(&f);
}

static void the_method_may_be_overridden(void **state)
{
    fixture f;
    fixture_init(&f, BRISK_FRONT_REST);
    fixture_method(&f, "PATCH", "/x");
    fixture_start(&f);
    assert_int_equal(send(&f, "POST", "/dev/x", "X-HTTP-Method-Override: PATCH", ""), BRISK_FRONT_INVOKE);
    expect_event(&f, "/httpMethod", "\"PATCH\"");
    expect_event(&f, "/requestContext/httpMethod", "\"PATCH\"");
    fixture_clear(&f);
}

static void a_clients_request_id_is_used_where_it_is_a_uuid(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    assert_int_equal(send(&f, "GET", "/dev/x", "x-amzn-RequestId: 0f8fad5b-d9cb-469f-a165-70867728950e", ""),
                     BRISK_FRONT_INVOKE);
    expect_event(&f, "/requestContext/requestId", "\"0f8fad5b-d9cb-469f-a165-70867728950e\"");
    assert_int_equal(send(&f, "GET", "/dev/x", "x-amzn-RequestId: mine", ""), BRISK_FRONT_INVOKE);
    assert_int_equal(f.call.request_id.len, 36);
    fixture_clear(&f);
}

static void the_key_is_in_the_event_where_one_was_needed(void **state)
{
    fixture f;
    fixture_init(&f, BRISK_FRONT_REST);
    fixture_method(&f, "ANY", "/{proxy+}")->is_key_required = true;
    fixture_method(&f, "GET", "/open");
    fixture_key(&f);
    fixture_start(&f);
    assert_int_equal(send(&f, "GET", "/dev/x", "X-API-Key: " KEY, ""), BRISK_FRONT_INVOKE);
    expect_event(&f, "/requestContext/identity/apiKey", "\"" KEY "\"");
    expect_event(&f, "/requestContext/identity/apiKeyId", "\"k1\"");
    assert_int_equal(get(&f, "/dev/open"), BRISK_FRONT_INVOKE);
    expect_absent(&f, "/requestContext/identity/apiKey");
    fixture_clear(&f);
}

/* ---- body ---- */

static void a_body_is_text_without_binary_types(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    assert_int_equal(send(&f, "POST", "/dev/x", "Content-Type: image/png", "λ \"quoted\"\n"), BRISK_FRONT_INVOKE);
    expect_event(&f, "/body", "\"λ \\\"quoted\\\"\\n\"");
    expect_event(&f, "/isBase64Encoded", "false");
    assert_int_equal(send(&f, "POST", "/dev/x", "", "\xff\x00"), BRISK_FRONT_INVOKE);
    expect_event(&f, "/body", "\"\xef\xbf\xbd\"");
    fixture_clear(&f);
}

static void a_matching_content_type_is_base64(void **state)
{
    static const struct {
        const char *known, *sent;
        bool is_binary;
    } rows[] = {
        {"image/png", "image/png", true},   {"image/png", "text/plain", false}, {"image/*", "image/gif", true},
        {"image/*", "text/plain", false},   {"*/*", "text/plain", true},        {"image/png", "Image/PNG; q=1", true},
        {"image/png", "image/png2", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char headers[64];
        brisk_str types[] = {text_of(rows[i].known)};
        fixture f;
        fixture_rest(&f);
        f.config.api.binary_types = types;
        f.config.api.binary_type_count = 1;
        fixture_start(&f);
        (void)snprintf(headers, sizeof headers, "Content-Type: %s", rows[i].sent);
        assert_int_equal(send(&f, "POST", "/dev/x", headers, "\x01\x02\x03\x04\x05"), BRISK_FRONT_INVOKE);
        expect_event(&f, "/isBase64Encoded", rows[i].is_binary ? "true" : "false");
        if (rows[i].is_binary) {
            expect_event(&f, "/body", "\"AQIDBAU=\"");
        }
        fixture_clear(&f);
    }
}

/* ---- trace ---- */

static void the_trace_is_made_or_taken_from_the_client(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    const char *root = yyjson_get_str(yyjson_doc_ptr_get(f.event, "/headers/X-Amzn-Trace-Id"));
    assert_int_equal(strlen(root), 5 + 2 + 8 + 1 + 24);
    assert_memory_equal(root, "Root=1-67fd87f5-", 16); /* the seconds of the request */
    assert_true(brisk_str_starts_with(f.call.trace_id, text_of(root)));
    answer(&f, "{}");
    brisk_str sent = brisk_headers_get(&f.response.headers, BRISK_S("x-amzn-trace-id"));
    assert_true(brisk_str_equal(sent, f.call.trace_id));
    assert_true(brisk_str_find(sent, BRISK_S(";Parent=")) == 40);
    assert_true(brisk_str_find(sent, BRISK_S(";Sampled=0;Lineage=1:")) == 64);

#define ROOT "Root=1-3152b799-8954dae64eda91bc9a23a7e8"
    assert_int_equal(send(&f, "GET", "/dev/x", "x-amzn-trace-id: " ROOT ";Parent=7fa8c0f79203be72;Sampled=1", ""),
                     BRISK_FRONT_INVOKE);
    answer(&f, "{}");
    expect_header(&f, "X-Amzn-Trace-Id", ROOT ";Parent=7fa8c0f79203be72;Sampled=1");
    assert_int_equal(send(&f, "GET", "/dev/x", "x-amzn-trace-id: " ROOT, ""), BRISK_FRONT_INVOKE);
    expect_event(&f, "/headers/X-Amzn-Trace-Id", "\"" ROOT "\"");
    answer(&f, "{}");
    sent = brisk_headers_get(&f.response.headers, BRISK_S("x-amzn-trace-id"));
    assert_true(brisk_str_starts_with(sent, BRISK_S(ROOT ";Parent=")));
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_event_has_exactly_these_keys),
        cmocka_unit_test(what_is_absent_is_null),
        cmocka_unit_test(the_context_says_when_and_who),
        cmocka_unit_test(stage_variables_are_there_where_the_stage_has_some),
        cmocka_unit_test(the_query_is_decoded_and_repeats_keep_their_order),
        cmocka_unit_test(headers_keep_their_casing_but_for_some),
        cmocka_unit_test(some_headers_do_not_reach_the_function),
        cmocka_unit_test(the_gateway_adds_its_own_headers),
        cmocka_unit_test(an_edge_endpoint_adds_those_of_cloudfront),
        cmocka_unit_test(the_method_may_be_overridden),
        cmocka_unit_test(a_clients_request_id_is_used_where_it_is_a_uuid),
        cmocka_unit_test(the_key_is_in_the_event_where_one_was_needed),
        cmocka_unit_test(a_body_is_text_without_binary_types),
        cmocka_unit_test(a_matching_content_type_is_base64),
        cmocka_unit_test(the_trace_is_made_or_taken_from_the_client),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

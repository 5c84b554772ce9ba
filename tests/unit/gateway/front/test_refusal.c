/* Requests that no kind of API takes up: above the limits, or refused by the connection. */
#include "front_fixture.h"

static void limits_of_a_rest_api(void **state)
{
    static char big[10 * 1024 * 1024 + 2], url[10300] = "/dev/", headers[10300] = "a: ";
    fixture f;
    memset(big, 'a', sizeof big - 1);
    memset(url + 5, 'a', 10240 - 4);
    memset(headers + 3, 'b', 10240);
    fixture_rest(&f);
    fixture_start(&f);
    assert_int_equal(send(&f, "POST", "/dev/x", "", big), BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 413);
    expect_body(&f, "HTTP content length exceeded 10485760 bytes.");
    expect_no_header(&f, "x-amzn-errortype");
    expect_header(&f, "content-type", "text/plain");
    assert_int_equal(send_bytes(&f, "POST", "/dev/x", "", brisk_str_make(big, 10 * 1024 * 1024)), BRISK_FRONT_INVOKE);
    finish_as(&f, BRISK_INVOKE_TOO_LARGE); /* above Lambda's 6 MB */
    assert_int_equal(f.response.status, 413);
    expect_body(&f, "{\"message\":\"Request Too Long\"}");
    assert_int_equal(get(&f, url), BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 414);
    url[10240] = '\0';
    assert_int_equal(get(&f, url), BRISK_FRONT_INVOKE);
    f.config.api.is_edge = true;
    assert_int_equal(get(&f, url), BRISK_FRONT_ANSWERED); /* 8,192 there */
    assert_int_equal(send(&f, "GET", "/dev/x", headers, ""), BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 431);
    fixture_clear(&f);
}

/* Target and headers count together. */
static void limits_of_an_http_api(void **state)
{
    static char big[10 * 1024 * 1024 + 2], url[10300] = "/", header[10300] = "Host: a\na: ";
    fixture f;
    memset(big, 'a', sizeof big - 1);
    memset(url + 1, 'a', 10240);
    fixture_init(&f, BRISK_FRONT_HTTP);
    fixture_method(&f, "$default", "$default");
    fixture_start(&f);
    assert_int_equal(send(&f, "GET", url, "Host: a", ""), BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 414);
    expect_body(&f, "{\"message\":\"Request-URI Too Long\"}");
    memset(header + 11, 'b', 10240 - 2 - 5 - 1); /* with "/x", "Host", "a" and "a": the last that fits */
    assert_int_equal(send(&f, "GET", "/x", header, ""), BRISK_FRONT_INVOKE);
    assert_int_equal(send(&f, "GET", "/xy", header, ""), BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 431);
    expect_body(&f, "{\"message\":\"Request Header Fields Too Large\"}");
    assert_int_equal(send(&f, "POST", "/x", "", big), BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 413);
    expect_body(&f, "{\"message\":\"Request Entity Too Large\"}");
    assert_true(has_raw_header(&f, "Apigw-Requestid", NULL));
    fixture_clear(&f);
}

/* Lambda's 6 MB; of the head there is no limit of its own. */
static void limits_of_a_function_url(void **state)
{
    static char big[6 * 1024 * 1024 + 2], url[10300] = "/";
    fixture f;
    memset(big, 'a', sizeof big - 1);
    memset(url + 1, 'a', 10250);
    fixture_init(&f, BRISK_FRONT_URL);
    fixture_start(&f);
    assert_int_equal(get(&f, url), BRISK_FRONT_INVOKE);
    assert_int_equal(send_bytes(&f, "POST", "/", "", brisk_str_make(big, 6 * 1024 * 1024)), BRISK_FRONT_INVOKE);
    assert_int_equal(send(&f, "POST", "/", "", big), BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 413);
    expect_body(&f, "{\"message\":\"Request Entity Too Large\"}");
    fixture_clear(&f);
}

static void what_the_connection_refuses_is_worded_as_aws(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    fixture_prepare(&f, "POST", "/dev/x");
    brisk_front_refuse(f.front, &f.call, 413);
    assert_int_equal(f.response.status, 413);
    expect_body(&f, "HTTP content length exceeded 10485760 bytes.");
    fixture_prepare(&f, "POST", "/dev/x");
    brisk_front_refuse(f.front, &f.call, 400);
    assert_int_equal(f.response.status, 400);
    expect_body(&f, "{\"message\":\"Bad Request\"}");
    fixture_clear(&f);
    fixture_init(&f, BRISK_FRONT_HTTP);
    fixture_start(&f);
    fixture_prepare(&f, "POST", "/x");
    brisk_front_refuse(f.front, &f.call, 408);
    assert_int_equal(f.response.status, 408);
    expect_body(&f, "{\"message\":\"Request Timeout\"}");
    assert_true(has_raw_header(&f, "Apigw-Requestid", NULL));
    fixture_clear(&f);
}

/* Of "FOO /dev/x" the connection knows nothing, of "CONNECT a:1" the method. */
static void a_method_that_nobody_knows_is_one_without_a_route(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    for (int i = 0; i < 2; i++) {
        fixture_prepare(&f, i == 0 ? "GET" : "CONNECT", "/dev/x");
        f.request.target = i == 0 ? (brisk_str){0} : BRISK_S("a:1");
        f.request.method_text = i == 0 ? (brisk_str){0} : f.request.method_text;
        brisk_front_refuse(f.front, &f.call, 501);
        assert_int_equal(f.response.status, 403);
        expect_body(&f, "{\"message\":\"Missing Authentication Token\"}");
        expect_header(&f, "x-amzn-errortype", "MissingAuthenticationTokenException");
    }
    fixture_prepare(&f, "POST", "/dev/x"); /* a transfer coding that nobody knows */
    f.request.target = BRISK_S("/dev/x");
    brisk_front_refuse(f.front, &f.call, 501);
    assert_int_equal(f.response.status, 501);
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_of_a_rest_api),
        cmocka_unit_test(limits_of_an_http_api),
        cmocka_unit_test(limits_of_a_function_url),
        cmocka_unit_test(what_the_connection_refuses_is_worded_as_aws),
        cmocka_unit_test(a_method_that_nobody_knows_is_one_without_a_route),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

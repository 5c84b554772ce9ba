/* Tests of event/fill: paths and root paths, queries, headers, and who is at the ends. The recorded events are in
 * tests/conformance/lambda-events; here is what those do not hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "event/event_test.h"

static void test_rest_root(void **state)
{
    world w = {.arena = NULL};
    assert_int_equal(start(&w, REST("/a%20b", "/prod/a%20b", ""), NULL), BRISK_OK);
    assert_text(w.req.root_path, "/prod");
    assert_text(w.req.path, "/prod/a b");
    assert_text(w.req.raw_path, "/prod/a%20b");
    assert_text(w.req.target, "/prod/a%20b");
    assert_int_equal(start(&w, REST("", "/prod", ""), NULL), BRISK_OK);
    assert_text(w.req.root_path, "/prod");
    assert_text(w.req.path, "/prod");
    assert_int_equal(start(&w, REST("/", "/prod/", ""), NULL), BRISK_OK);
    assert_text(w.req.root_path, "/prod");
    assert_text(w.req.path, "/prod/");
    /* a custom domain: both have the base path, and what it is nobody tells */
    assert_int_equal(start(&w, REST("/shop/items", "/shop/items", ""), NULL), BRISK_OK);
    assert_text(w.req.root_path, "");
    assert_text(w.req.path, "/shop/items");
    assert_int_equal(start(&w, REST("/items", "", ""), NULL), BRISK_OK);
    assert_text(w.req.root_path, "");
    assert_int_equal(start(&w, REST("/items", "/prod/other", ""), NULL), BRISK_OK);
    assert_text(w.req.root_path, "");
    assert_text(w.req.path, "/items");
    brisk_arena_free(w.arena);
}

static void test_stage(void **state)
{
    world w = {.arena = NULL};
    assert_int_equal(start(&w, HTTP2("/dev/docs", "dev", "abc", ""), NULL), BRISK_OK);
    assert_text(w.req.root_path, "/dev");
    assert_text(w.req.path, "/dev/docs");
    assert_int_equal(start(&w, HTTP2("/dev", "dev", "abc", ""), NULL), BRISK_OK);
    assert_text(w.req.root_path, "/dev");
    assert_int_equal(start(&w, HTTP2("/develop", "dev", "abc", ""), NULL), BRISK_OK);
    assert_text(w.req.root_path, "");
    assert_text(w.req.path, "/develop");
    /* a custom domain: the client never sent the stage */
    assert_int_equal(start(&w, HTTP2("/dev/docs", "dev", "shop", ""), NULL), BRISK_OK);
    assert_text(w.req.root_path, "");
    assert_text(w.req.path, "/docs");
    assert_int_equal(start(&w, HTTP2("/dev", "dev", "shop", ""), NULL), BRISK_OK);
    assert_text(w.req.path, "/");
    assert_int_equal(start(&w, HTTP2("/$default/x", "$default", "abc", ""), NULL), BRISK_OK);
    assert_text(w.req.root_path, "");
    brisk_arena_free(w.arena);
}

static void test_base_path(void **state)
{
    world w = {.arena = NULL};
    brisk_event_options options = {.base_path = BRISK_STR("v1/")};
    assert_int_equal(start(&w, REST("/v1/items", "/prod/v1/items", ""), &options), BRISK_OK);
    assert_text(w.req.root_path, "/v1");
    assert_text(w.req.path, "/v1/items");
    assert_int_equal(start(&w, REST("/v10/items", "/prod/v10/items", ""), &options), BRISK_OK);
    assert_text(w.req.root_path, "");
    options.base_path = BRISK_S("/");
    assert_int_equal(start(&w, HTTP2("/dev/docs", "dev", "abc", ""), &options), BRISK_OK);
    assert_text(w.req.root_path, "");
    assert_text(w.req.path, "/dev/docs");
    brisk_arena_free(w.arena);
}

static void test_paths(void **state)
{
    world w = {.arena = NULL};
    /* AWS has decoded it: "%2F" is three characters, and is written so in the raw path */
    assert_int_equal(start(&w, HTTP2("/a%2Fb c?", "$default", "abc", ""), NULL), BRISK_OK);
    assert_text(w.req.path, "/a%2Fb c?");
    assert_text(w.req.raw_path, "/a%252Fb%20c%3F");
    assert_int_equal(start(&w, HTTP2("items", "$default", "abc", ""), NULL), BRISK_OK);
    assert_text(w.req.path, "/items");
    assert_int_equal(start(&w, EDGE(",\"querystring\":\"a=%20&b\""), NULL), BRISK_OK);
    assert_text(w.req.path, "/a b");
    assert_text(w.req.target, "/a%20b?a=%20&b");
    assert_text(w.req.scheme, "https");
    brisk_arena_free(w.arena);
}

static void test_query(void **state)
{
    world w = {.arena = NULL};
    assert_int_equal(start(&w,
                           REST("/", "/prod/",
                                ",\"queryStringParameters\":{\"a\":\"last\"},\"multiValueQueryStringParameters\":"
                                "{\"a\":[\"x y\",\"1+1=2&\"],\"b\":null,\"c\":[]}"),
                           NULL),
                     BRISK_OK);
    assert_text(w.req.query, "a=x%20y&a=1%2B1%3D2%26&b=");
    assert_int_equal(start(&w, REST("/", "/prod/", ",\"queryStringParameters\":{\"a\":\"%\",\"b\":null}"), NULL),
                     BRISK_OK);
    assert_text(w.req.query, "a=%25&b=");
    assert_int_equal(start(&w, ALB(",\"queryStringParameters\":{\"a\":\"%20+\",\"b[]\":\"x=y\",\"c\":\"&#\"}"), NULL),
                     BRISK_OK);
    assert_text(w.req.query, "a=%20+&b[]=x=y&c=%26%23");
    assert_int_equal(start(&w, LATTICE(",\"queryStringParameters\":{\"t\":[\"a\",\"b\"]}"), NULL), BRISK_OK);
    assert_text(w.req.query, "t=a&t=b");
    brisk_arena_free(w.arena);
}

static void test_headers(void **state)
{
    world w = {.arena = NULL};
    assert_int_equal(start(&w,
                           REST("/", "/prod/",
                                ",\"headers\":{\"A\":\"2\",\"B\":\"b\",\"c\":null},"
                                "\"multiValueHeaders\":{\"a\":[\"1\",\"2\"],\"D\":null}"),
                           NULL),
                     BRISK_OK);
    assert_int_equal(w.req.headers.count, 3);
    assert_text(w.req.headers.items[1].value, "2");
    assert_text(w.req.headers.items[2].name, "B");
    assert_int_equal(
        start(&w, HTTP2("/", "$default", "abc", ",\"cookies\":[\"a=1\",\"b=2\"],\"headers\":{\"Cookie\":\"z\"}"), NULL),
        BRISK_OK);
    assert_int_equal(w.req.headers.count, 1);
    assert_text(brisk_request_cookie(&w.req, "b"), "2");
    assert_int_equal(start(&w, HTTP2("/", "$default", "abc", ",\"cookies\":[\"a=1\"]"), NULL), BRISK_OK);
    assert_text(brisk_request_header(&w.req, "cookie"), "a=1");
    brisk_arena_free(w.arena);
}

static void assert_peer(world *w, const char *forwarded, const char *client)
{
    char text[512];
    (void)snprintf(text, sizeof text, ALB(",\"headers\":{\"x-forwarded-for\":\"%s\"}"), forwarded);
    assert_int_equal(start(w, text, NULL), BRISK_OK);
    assert_true(brisk_str_is(w->req.client, client));
}

static void test_client(void **state)
{
    world w = {.arena = NULL};
    assert_peer(&w, "203.0.113.9, 192.0.2.1", "192.0.2.1");
    assert_peer(&w, "192.0.2.1:4711", "192.0.2.1");
    assert_peer(&w, "10.0.0.1,[2001:db8::1]:80", "2001:db8::1");
    assert_peer(&w, "2001:db8::1", "2001:db8::1");
    assert_peer(&w, "", "");
    assert_int_equal(start(&w, HTTP2("/", "$default", "abc", ""), NULL), BRISK_OK);
    assert_text(w.req.client, "192.0.2.1");
    brisk_arena_free(w.arena);
}

static void assert_server(world *w, const char *headers, const char *server, const char *scheme)
{
    char text[1024];
    (void)snprintf(text, sizeof text, HTTP2("/", "$default", "abc", ",\"headers\":{%s}"), headers);
    assert_int_equal(start(w, text, NULL), BRISK_OK);
    assert_true(brisk_str_is(w->req.server, server));
    assert_true(brisk_str_is(w->req.scheme, scheme));
}

static void test_server(void **state)
{
    world w = {.arena = NULL};
    assert_server(&w, "", "abc.example.com", "https");
    assert_server(&w, "\"host\":\"h\",\"x-forwarded-port\":\"443,80\"", "h", "https");
    assert_server(&w, "\"host\":\"h\",\"x-forwarded-port\":\"8443\"", "h:8443", "https");
    assert_server(&w, "\"host\":\"h\",\"x-forwarded-port\":\"80\",\"x-forwarded-proto\":\"http\"", "h", "http");
    assert_server(&w, "\"host\":\"h:3000\",\"x-forwarded-port\":\"1\"", "h:3000", "https");
    assert_server(&w, "\"host\":\"[::1]\",\"x-forwarded-port\":\"81\"", "[::1]:81", "https");
    assert_server(&w, "\"host\":\"h\",\"x-forwarded-port\":\"abc\",\"x-forwarded-proto\":\"gopher\"", "h", "https");
    brisk_arena_free(w.arena);
}

/* What nobody may look at does not make an event invalid. */
static void test_parts_of_other_types(void **state)
{
    static const char *const texts[] = {
        "{\"httpMethod\":\"GET\",\"path\":\"/\",\"requestContext\":{\"identity\":5,\"domainName\":[],\"stage\":{}}}",
        "{\"httpMethod\":\"GET\",\"headers\":[\"a\"],\"multiValueHeaders\":7,\"requestContext\":{}}",
        "{\"version\":\"2.0\",\"requestContext\":{\"http\":{\"method\":\"GET\",\"path\":3,\"sourceIp\":null}}}",
        "{\"version\":\"2.0\",\"requestContext\":{\"http\":{\"method\":\"GET\"},\"stage\":1,\"apiId\":{}}}",
    };
    world w = {.arena = NULL};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(start(&w, texts[i], NULL), BRISK_OK);
        assert_text(w.req.path, "/");
        assert_int_equal(w.req.client.len, 0);
        assert_int_equal(w.req.headers.count, 0);
    }
    assert_int_equal(start(&w, "{\"httpMethod\":\"GET\",\"path\":5,\"requestContext\":{}}", NULL), BRISK_INVALID);
    assert_int_equal(start(&w, "{\"httpMethod\":\"GET\",\"headers\":{\"a\":5},\"requestContext\":{}}", NULL),
                     BRISK_INVALID);
    brisk_arena_free(w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rest_root), cmocka_unit_test(test_stage),  cmocka_unit_test(test_base_path),
        cmocka_unit_test(test_paths),     cmocka_unit_test(test_query),  cmocka_unit_test(test_headers),
        cmocka_unit_test(test_client),    cmocka_unit_test(test_server), cmocka_unit_test(test_parts_of_other_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The middleware that comes with Brisk: CORS and request ids. */
#include "app_fixture.h"

MODEL(Id, (str, id));
ENDPOINT(show_id, GET, "/id", Id);

static brisk_status show_id(brisk_request *req, const show_id_in *in, Id *out)
{
    out->id = brisk_request_id_of(req);
    brisk_set_header(req, S("Vary"), S("Accept"));
    return BRISK_OK;
}

ENDPOINT(crash, GET, "/crash", Id);

static brisk_status crash(brisk_request *req, const crash_in *in, Id *out)
{
    return BRISK_INTERNAL;
}

ENDPOINT(open_to_all, GET, "/open", Id);

static brisk_status open_to_all(brisk_request *req, const open_to_all_in *in, Id *out)
{
    return BRISK_OK;
}

ROUTER(all, "", show_id, crash);
ROUTER(star, "/star", use(brisk_cors, .allow_origins = "*"), open_to_all);
APP(app, use(brisk_request_id),
    use(brisk_cors, .allow_origins = "https://a.test, http://localhost:3000, https://*.b.test",
        .allow_methods = "GET, POST, DELETE", .allow_headers = "X-Custom, Authorization", .expose_headers = "X-Out",
        .max_age_s = 120, .allow_credentials = true),
    include(all));
APP(star_app, include(star));
CLIENT_OF(app)

#define ORIGIN(reply) brisk_reply_header(reply, "access-control-allow-origin")

static void test_answers_tell_who_may_read(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/id", .headers = "Origin: https://a.test");
    assert_int_equal(reply->status, 200);
    assert_true(str_is(ORIGIN(reply), "https://a.test"));
    HEADER(reply, "vary", "Accept, Origin");
    HEADER(reply, "access-control-allow-credentials", "true");
    HEADER(reply, "access-control-expose-headers", "X-Out");
}

static void test_origins(void **state)
{
    static const struct {
        const char *origin;
        bool is_allowed;
    } cases[] = {
        {"Origin: http://localhost:3000", true},
        {"Origin: https://x.b.test", true},
        {"Origin: https://b.test", false},
        {"Origin: http://x.b.test", false},
        {"Origin: https://a.test:8443", false},
        {"Origin: null", false},
        {"Origin: HTTPS://A.TEST", false},
        {"Origin: https://evil/.b.test", false},
        {"Origin:", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const brisk_reply *reply = brisk_client_get(*state, "/id", .headers = cases[i].origin);
        assert_int_equal(ORIGIN(reply).ptr != NULL, cases[i].is_allowed);
    }
}

static void test_preflight(void **state)
{
    const brisk_reply *reply = brisk_client_options(
        *state, "/nowhere",
        .headers =
            "Origin: https://a.test\nAccess-Control-Request-Method: DELETE\nAccess-Control-Request-Headers: X-custom");
    assert_int_equal(reply->status, 200);
    BODY(reply, "OK");
    HEADER(reply, "access-control-allow-methods", "GET, POST, DELETE");
    HEADER(reply, "access-control-max-age", "120");
    HEADER(reply, "access-control-allow-headers",
           "Accept, Accept-Language, Authorization, Content-Language, Content-Type, X-Custom");
    reply = brisk_client_options(
        *state, "/id",
        .headers =
            "Origin: https://evil.test\nAccess-Control-Request-Method: PUT\nAccess-Control-Request-Headers: X-Other");
    assert_int_equal(reply->status, 400);
    BODY(reply, "Disallowed CORS origin, method, headers");
    assert_null(ORIGIN(reply).ptr);
}

static void test_star(void **state)
{
    brisk_client *client = brisk_client_new(&star_app);
    const brisk_reply *reply = brisk_client_get(client, "/star/open", .headers = "Origin: https://any.test");
    assert_true(str_is(ORIGIN(reply), "*"));
    assert_null(brisk_reply_header(reply, "vary").ptr);
    brisk_client_free(client);
}

static void test_crash_has_no_cors_headers(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/crash", .headers = "Origin: https://a.test");
    assert_int_equal(reply->status, 500);
    assert_null(ORIGIN(reply).ptr);
}

static void test_request_ids(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/id", .headers = "X-Request-ID: abc-1");
    BODY(reply, "{\"id\":\"abc-1\"}");
    HEADER(reply, "x-request-id", "abc-1");
    reply = brisk_client_get(*state, "/id", .headers = "X-Request-ID: a b");
    assert_int_equal(brisk_reply_header(reply, "x-request-id").len, 32);
    char first[32];
    memcpy(first, brisk_reply_header(reply, "x-request-id").ptr, sizeof first);
    reply = brisk_client_get(*state, "/id");
    assert_memory_not_equal(brisk_reply_header(reply, "x-request-id").ptr, first, sizeof first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLIENT_TEST(test_answers_tell_who_may_read),
        CLIENT_TEST(test_origins),
        CLIENT_TEST(test_preflight),
        cmocka_unit_test(test_star),
        CLIENT_TEST(test_crash_has_no_cors_headers),
        CLIENT_TEST(test_request_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

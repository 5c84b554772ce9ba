/* Routing, answers, errors and their handlers, middleware. */
#include "app_fixture.h"

MODEL(Text, (str, text));
ERROR(Broken);
ERROR(Leaking, Broken);
ERROR(Unhandled);

ENDPOINT(plain, GET, "/plain", Text);

static brisk_status plain(brisk_request *req, const plain_in *in, Text *out)
{
    out->text = brisk_request_route(req);
    brisk_add_header(req, S("X-A"), S("1"));
    brisk_add_header(req, S("X-A"), S("2"));
    return BRISK_OK;
}

ENDPOINT(other, (POST, PUT), "/plain", Text);

static brisk_status other(brisk_request *req, const other_in *in, Text *out)
{
    out->text = brisk_request_method(req);
    return BRISK_OK;
}

ENDPOINT(slashed, GET, "/slashed/", nothing, query(opt(str), q));

static brisk_status slashed(brisk_request *req, const slashed_in *in)
{
    return BRISK_OK;
}

ENDPOINT(failing, GET, "/fail/{how}", Text, path(str, how));

static brisk_status failing(brisk_request *req, const failing_in *in, Text *out)
{
    brisk_set_header(req, S("X-Before"), S("dropped"));
    if (str_is(in->how, "text")) {
        brisk_status status = brisk_fail(req, 400, "bad \"%s\"", "luck");
        brisk_set_header(req, S("X-After"), S("kept"));
        return status;
    }
    if (str_is(in->how, "reason")) {
        return brisk_fail(req, 409, NULL);
    }
    if (str_is(in->how, "value")) {
        return brisk_fail_with(req, 400, Text, (&(Text){S("typed")}));
    }
    if (str_is(in->how, "tea")) {
        return brisk_fail(req, 418, "short and stout");
    }
    if (str_is(in->how, "leaking")) {
        return brisk_raise(req, &Leaking, "roof");
    }
    if (str_is(in->how, "unhandled")) {
        return brisk_raise(req, &Unhandled, NULL);
    }
    if (str_is(in->how, "number")) {
        return 404;
    }
    if (str_is(in->how, "forgotten")) {
        (void)!brisk_fail(req, 400, "told");
        return BRISK_OK;
    }
    if (str_is(in->how, "nothing")) {
        return BRISK_FAILED;
    }
    if (str_is(in->how, "utf8")) {
        out->text = S("\xff");
        return BRISK_OK;
    }
    if (str_is(in->how, "header")) {
        brisk_set_header(req, S("X-Split"), S("a\r\nX-Evil: 1"));
        return BRISK_OK;
    }
    return BRISK_INTERNAL;
}

ENDPOINT(raw_answer, GET, "/raw/{what}", raw, path(str, what), status(201));

static brisk_status raw_answer(brisk_request *req, const raw_answer_in *in)
{
    if (str_is(in->what, "text")) {
        return brisk_respond_text(req, 0, S("hi"));
    }
    if (str_is(in->what, "redirect")) {
        return brisk_redirect(req, 0, S("/a b"));
    }
    return BRISK_OK;
}

static brisk_pulled pull(void *context, brisk_str *piece)
{
    int *left = context;
    *piece = S("ab");
    return --*left > 0 ? BRISK_PULLED_MORE : BRISK_PULLED_END;
}

static int closed;

static void close_stream(void *context)
{
    closed++;
}

ENDPOINT(streamed, GET, "/streamed", raw);

static brisk_status streamed(brisk_request *req, const streamed_in *in)
{
    static int left;
    left = 3;
    return brisk_respond_stream(req, 200, "text/plain", (brisk_stream){pull, close_stream, &left, -1});
}

static brisk_status on_tea(brisk_request *req, const brisk_error *error)
{
    return brisk_respond_text(req, 0, error->text);
}

static brisk_status on_broken(brisk_request *req, const brisk_error *error)
{
    return brisk_answer(req, 502, Text,
                        (&(Text){brisk_strf(req, "%s: %s", error->kind->name, (const char *)error->data)}));
}

static brisk_status on_invalid(brisk_request *req, const brisk_error *error)
{
    str type, loc, message;
    assert_true(brisk_error_problem(error, 0, &type, &loc, &message));
    assert_false(brisk_error_problem(error, error->problem_count, &type, &loc, &message));
    return brisk_respond_json(
        req, 400, brisk_strf(req, "{\"first\":%.*s,\"n\":%d}", (int)loc.len, loc.ptr, (int)error->problem_count));
}

typedef struct tag_options {
    const char *value;
    char brisk_;
} tag_options;

static brisk_status tag(brisk_request *req, brisk_next *next, const void *options)
{
    const tag_options *tagged = options;
    if (brisk_request_header(req, "X-Stop").ptr) {
        return brisk_fail(req, 420, "stopped");
    }
    brisk_status status = brisk_next_call(next);
    if (status == BRISK_OK) {
        brisk_add_header(req, S("X-Tag"),
                         brisk_strf(req, "%s%d", tagged->value ? tagged->value : "-", brisk_response_status(req)));
    }
    return status;
}

ENDPOINT(numbered, GET, "/{n}", Text, path(int64, n));

static brisk_status numbered(brisk_request *req, const numbered_in *in, Text *out)
{
    return BRISK_OK;
}

ROUTER(inner, "/inner", use(tag, .value = "inner"), numbered);
ROUTER(all, "", plain, other, slashed, failing, raw_answer, streamed);
APP(app, use(tag, .value = "app"), on_status(418, on_tea), on_error(Broken, on_broken), on_invalid(on_invalid),
    include(all), include(inner, prefix("/v1")));
CLIENT_OF(app)

static void test_routes_and_methods(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/plain");
    BODY(reply, "{\"text\":\"/plain\"}");
    str name, value;
    size_t found = 0;
    for (size_t i = 0; brisk_reply_header_at(reply, i, &name, &value); i++) {
        found += str_is(name, "X-A") ? 1 : 0;
    }
    assert_int_equal(found, 2);
    BODY(brisk_client_put(*state, "/plain"), "{\"text\":\"PUT\"}");
    reply = brisk_client_delete(*state, "/plain");
    assert_int_equal(reply->status, 405);
    HEADER(reply, "allow", "GET");
    BODY(brisk_client_get(*state, "/nowhere"), "{\"detail\":\"Not Found\"}");
}

static void test_redirects_slashes(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/slashed?q=a%20b", .headers = "Host: shop.test:81");
    assert_int_equal(reply->status, 307);
    HEADER(reply, "location", "http://shop.test:81/slashed/?q=a%20b");
    reply = brisk_client_get(*state, "/plain//", .root_path = "/dev");
    HEADER(reply, "location", "http://testserver/dev/plain");
    assert_int_equal(brisk_client_get(*state, "/slashed/")->status, 204);
}

static void test_root_path_is_stripped(void **state)
{
    assert_int_equal(brisk_client_get(*state, "/dev/plain", .root_path = "/dev")->status, 200);
    assert_int_equal(brisk_client_get(*state, "/plain", .root_path = "/dev")->status, 200);
    assert_int_equal(brisk_client_get(*state, "/developer/plain", .root_path = "/dev")->status, 404);
}

static void test_failures(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/fail/text");
    assert_int_equal(reply->status, 400);
    BODY(reply, "{\"detail\":\"bad \\\"luck\\\"\"}");
    HEADER(reply, "x-after", "kept");
    assert_null(brisk_reply_header(reply, "x-before").ptr);
    BODY(brisk_client_get(*state, "/fail/reason"), "{\"detail\":\"Conflict\"}");
    BODY(brisk_client_get(*state, "/fail/value"), "{\"detail\":{\"text\":\"typed\"}}");
}

static void test_a_failure_that_was_not_returned_is_answered(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/fail/forgotten");
    assert_int_equal(reply->status, 400);
    BODY(reply, "{\"detail\":\"told\"}");
}

static void test_error_handlers(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/fail/tea");
    assert_int_equal(reply->status, 418);
    BODY(reply, "short and stout");
    reply = brisk_client_get(*state, "/fail/leaking");
    assert_int_equal(reply->status, 502);
    BODY(reply, "{\"text\":\"Leaking: roof\"}");
    reply = brisk_client_get(*state, "/v1/inner/x");
    assert_int_equal(reply->status, 400);
    BODY(reply, "{\"first\":[\"path\",\"n\"],\"n\":1}");
}

static void test_crashes_are_plain_500s_without_middleware_headers(void **state)
{
    static const char *const targets[] = {"/fail/crash",   "/fail/number", "/fail/unhandled",
                                          "/fail/nothing", "/fail/utf8",   "/raw/nothing"};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        const brisk_reply *reply = brisk_client_get(*state, targets[i]);
        assert_int_equal(reply->status, 500);
        BODY(reply, "Internal Server Error");
        HEADER(reply, "content-type", "text/plain; charset=utf-8");
        assert_null(brisk_reply_header(reply, "x-tag").ptr);
    }
}

static void test_split_header_never_leaves(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/fail/header");
    assert_int_equal(reply->status, 500);
    assert_null(brisk_reply_header(reply, "x-split").ptr);
}

static void test_raw_answers(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/raw/text");
    assert_int_equal(reply->status, 201);
    BODY(reply, "hi");
    reply = brisk_client_get(*state, "/raw/redirect");
    assert_int_equal(reply->status, 307);
    HEADER(reply, "location", "/a%20b");
    closed = 0;
    BODY(brisk_client_get(*state, "/streamed"), "ababab");
    assert_int_equal(closed, 1);
}

static void test_middleware_stands_around(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/nowhere");
    HEADER(reply, "x-tag", "app404");
    reply = brisk_client_get(*state, "/v1/inner/5");
    HEADER(reply, "x-tag", "inner200");
    reply = brisk_client_get(*state, "/plain", .headers = "X-Stop: 1");
    assert_int_equal(reply->status, 420);
    BODY(reply, "{\"detail\":\"stopped\"}");
}

static void test_head_needs_its_own_endpoint(void **state)
{
    assert_int_equal(brisk_client_head(*state, "/plain")->status, 405);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLIENT_TEST(test_routes_and_methods),
        CLIENT_TEST(test_redirects_slashes),
        CLIENT_TEST(test_root_path_is_stripped),
        CLIENT_TEST(test_failures),
        CLIENT_TEST(test_a_failure_that_was_not_returned_is_answered),
        CLIENT_TEST(test_error_handlers),
        CLIENT_TEST(test_crashes_are_plain_500s_without_middleware_headers),
        CLIENT_TEST(test_split_header_never_leaves),
        CLIENT_TEST(test_raw_answers),
        CLIENT_TEST(test_middleware_stands_around),
        CLIENT_TEST(test_head_needs_its_own_endpoint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

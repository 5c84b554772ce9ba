/* test_route.c - section "URL and routing" of what is known of REST APIs, line by line. */
#include "front_fixture.h"

static void the_stage_comes_first_and_is_taken_off(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/a/b"), BRISK_FRONT_INVOKE);
    expect_event(&f, "/path", "\"/a/b\"");
    expect_event(&f, "/requestContext/path", "\"/dev/a/b\"");
    expect_event(&f, "/requestContext/stage", "\"dev\"");
    fixture_clear(&f);
}

static void ping_and_sping_are_reserved(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    assert_int_equal(get(&f, "/ping"), BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 200);
    expect_body(&f, "healthy");
    assert_int_equal(get(&f, "/sping"), BRISK_FRONT_ANSWERED);
    assert_int_equal(get(&f, "/dev/ping"), BRISK_FRONT_INVOKE);
    fixture_clear(&f);
}

static void a_pair_that_lacks_the_verb_does_not_hold_the_path(void **state)
{
    fixture f;
    fixture_init(&f, BRISK_FRONT_REST);
    fixture_method(&f, "PATCH", "/users/me");
    fixture_method(&f, "GET", "/users/{userId}");
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/users/me"), BRISK_FRONT_INVOKE);
    expect_event(&f, "/resource", "\"/users/{userId}\"");
    expect_event(&f, "/pathParameters", "{\"userId\":\"me\"}");
    assert_int_equal(send(&f, "PATCH", "/dev/users/me", "", ""), BRISK_FRONT_INVOKE);
    expect_event(&f, "/resource", "\"/users/me\"");
    expect_event(&f, "/pathParameters", "null");
    assert_int_equal(send(&f, "POST", "/dev/users/me", "", ""), BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 403);
    fixture_clear(&f);
}

/* An OPTIONS-only node, a node without methods, and a wrong verb all fall to {proxy+}. */
static void fall_through_goes_to_the_greedy_sibling(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_method(&f, "OPTIONS", "/only");
    fixture_method(&f, "GET", "/jobs/{type}");
    fixture_method(&f, "POST", "/admin")->is_key_required = true;
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/only"), BRISK_FRONT_INVOKE);
    expect_event(&f, "/resource", "\"/{proxy+}\"");
    assert_int_equal(get(&f, "/dev/jobs"), BRISK_FRONT_INVOKE);
    expect_event(&f, "/pathParameters/proxy", "\"jobs\"");
    /* Routing comes before authorization: the guarded POST does not guard GET. */
    assert_int_equal(send(&f, "GET", "/dev/admin", "", ""), BRISK_FRONT_INVOKE);
    expect_event(&f, "/resource", "\"/{proxy+}\"");
    assert_int_equal(send(&f, "POST", "/dev/admin", "", ""), BRISK_FRONT_ANSWERED);
    expect_error(&f, 403, "ForbiddenException", "{\"message\":\"Forbidden\"}");
    fixture_clear(&f);
}

static void the_most_specific_pair_is_taken(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_method(&f, "ANY", "/a/{x}/c");
    fixture_method(&f, "GET", "/a/b/{rest+}");
    fixture_method(&f, "ANY", "/a/b/c");
    fixture_method(&f, "GET", "/a/b/c");
    fixture_method(&f, "ANY", "/a/{x+}");
    fixture_start(&f);
    static const char *const cases[][3] = {
        {"GET", "/dev/a/b/c", "\"/a/b/c\""},   {"PUT", "/dev/a/b/c", "\"/a/b/c\""},
        {"GET", "/dev/a/z/c", "\"/a/{x}/c\""}, {"GET", "/dev/a/b/d", "\"/a/b/{rest+}\""},
        {"PUT", "/dev/a/b/d", "\"/a/{x+}\""},  {"GET", "/dev/a/b/d/e", "\"/a/b/{rest+}\""},
        {"GET", "/dev/a", "\"/{proxy+}\""},    {"GET", "/dev/b/b/c", "\"/{proxy+}\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(send(&f, cases[i][0], cases[i][1], "", ""), BRISK_FRONT_INVOKE);
        expect_event(&f, "/resource", cases[i][2]);
    }
    fixture_clear(&f);
}

static void no_match_and_wrong_method_are_the_same_403(void **state)
{
    fixture f;
    fixture_init(&f, BRISK_FRONT_REST);
    fixture_method(&f, "GET", "/existing");
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/other"), BRISK_FRONT_ANSWERED);
    expect_error(&f, 403, "MissingAuthenticationTokenException", "{\"message\":\"Missing Authentication Token\"}");
    assert_int_equal(f.response.body.len, 42);
    assert_int_equal(send(&f, "POST", "/dev/existing", "", ""), BRISK_FRONT_ANSWERED);
    expect_error(&f, 403, "MissingAuthenticationTokenException", "{\"message\":\"Missing Authentication Token\"}");
    fixture_clear(&f);
}

static void proxy_does_not_match_the_root(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/"), BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 403);
    assert_int_equal(get(&f, "/dev"), BRISK_FRONT_ANSWERED);
    assert_int_equal(get(&f, "/dev//"), BRISK_FRONT_ANSWERED);
    fixture_clear(&f);
    fixture_rest(&f);
    fixture_method(&f, "ANY", "/");
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev"), BRISK_FRONT_INVOKE);
    expect_event(&f, "/path", "\"/\"");
    expect_event(&f, "/resource", "\"/\"");
    expect_event(&f, "/pathParameters", "null");
    expect_event(&f, "/requestContext/path", "\"/dev\"");
    fixture_clear(&f);
}

/* Observed under DEFAULT_4XX, with the words of a broken signature. */
static void no_match_with_a_bearer_token_is_a_broken_signature(void **state)
{
    fixture f;
    fixture_init(&f, BRISK_FRONT_REST);
    fixture_method(&f, "GET", "/x");
    fixture_start(&f);
    assert_int_equal(send(&f, "GET", "/dev/y", "Authorization: Bearer abc", ""), BRISK_FRONT_ANSWERED);
    expect_error(&f, 403, "IncompleteSignatureException",
                 "{\"message\":\"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with "
                 "SHA-256 and encoded with Base64): 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='.\"}");
    expect_text(f.call.error_type, "DEFAULT_4XX");
    assert_int_equal(send(&f, "GET", "/dev/x", "Authorization: Bearer abc", ""), BRISK_FRONT_INVOKE);
    fixture_clear(&f);
}

static void an_unknown_stage_is_forbidden(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    static const char *const targets[] = {"/", "/prod/x", "/DEV/x", "/devx", "/de/v", "/%64ev/x", "*"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        assert_int_equal(get(&f, targets[i]), BRISK_FRONT_ANSWERED);
        expect_error(&f, 403, "ForbiddenException", "{\"message\":\"Forbidden\"}");
    }
    fixture_clear(&f);
}

static void any_stands_for_seven_methods(void **state)
{
    fixture f;
    fixture_rest(&f);
    fixture_start(&f);
    static const char *const methods[] = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        assert_int_equal(send(&f, methods[i], "/dev/x", "", ""), BRISK_FRONT_INVOKE);
    }
    assert_int_equal(send(&f, "TRACE", "/dev/x", "", ""), BRISK_FRONT_ANSWERED);
    assert_int_equal(f.response.status, 403);
    fixture_clear(&f);
}

/* The table of recorded targets. */
static void slashes_are_kept_where_aws_keeps_them(void **state)
{
    static const char *const rows[][4] = {
        {"/dev/proxy-value", "\"/proxy-value\"", "\"proxy-value\"", "\"/dev/proxy-value\""},
        {"/dev/proxy-value/", "\"/proxy-value/\"", "\"proxy-value\"", "\"/dev/proxy-value/\""},
        {"/dev/a//b", "\"/a//b\"", "\"a//b\"", "\"/dev/a//b\""},
        {"//dev/proxy-value", "\"/proxy-value\"", "\"proxy-value\"", "\"/dev/proxy-value\""},
        {"/dev//proxy-value", "\"/proxy-value\"", "\"proxy-value\"", "\"/dev//proxy-value\""},
        {"/dev//hardcoded", "\"/hardcoded\"", "(nothing)", "\"/dev//hardcoded\""},
        {"/dev/a%20b/c%2Fd+%E2%98%95", "\"/a%20b/c%2Fd+%E2%98%95\"", "\"a%20b/c%2Fd+%E2%98%95\"",
         "\"/dev/a%20b/c%2Fd+%E2%98%95\""},
    };
    fixture f;
    fixture_rest(&f);
    fixture_method(&f, "ANY", "/hardcoded");
    fixture_start(&f);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(get(&f, rows[i][0]), BRISK_FRONT_INVOKE);
        expect_event(&f, "/path", rows[i][1]);
        expect_event(&f, "/pathParameters/proxy", rows[i][2]);
        expect_event(&f, "/requestContext/path", rows[i][3]);
    }
    fixture_clear(&f);
}

static void templates_that_cannot_be_are_refused(void **state)
{
    fixture f;
    char problem[256];
    fixture_init(&f, BRISK_FRONT_REST);
    fixture_method(&f, "GET", "/{a+}/b");
    assert_int_equal(brisk_front_new(&f.config, NULL, &f.front, problem, sizeof problem), BRISK_USAGE);
    assert_string_equal(problem, "method /{a+}/b: its path has segments behind a greedy one");
    assert_null(f.front);
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_stage_comes_first_and_is_taken_off),
        cmocka_unit_test(ping_and_sping_are_reserved),
        cmocka_unit_test(a_pair_that_lacks_the_verb_does_not_hold_the_path),
        cmocka_unit_test(fall_through_goes_to_the_greedy_sibling),
        cmocka_unit_test(the_most_specific_pair_is_taken),
        cmocka_unit_test(no_match_and_wrong_method_are_the_same_403),
        cmocka_unit_test(proxy_does_not_match_the_root),
        cmocka_unit_test(no_match_with_a_bearer_token_is_a_broken_signature),
        cmocka_unit_test(an_unknown_stage_is_forbidden),
        cmocka_unit_test(any_stands_for_seven_methods),
        cmocka_unit_test(slashes_are_kept_where_aws_keeps_them),
        cmocka_unit_test(templates_that_cannot_be_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

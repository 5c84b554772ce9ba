/* Dependencies: order, cache, problems, failures, teardown, scopes, overrides. */
#include "app_fixture.h"

#include <string.h>

/* What ran, in order: "open ", "user " … */
static char trace[256];

static void mark(const char *word)
{
    strncat(trace, word, sizeof trace - strlen(trace) - 1);
    strncat(trace, " ", sizeof trace - strlen(trace) - 1);
}

static int begin(void **state)
{
    trace[0] = '\0';
    return 0;
}

OPAQUE(Connection, int);

DEPENDENCY(db, Connection, teardown(close_db));
void close_db(brisk_request *req, db_out *out, brisk_status outcome);

static brisk_status db(brisk_request *req, const db_in *in, Connection *out)
{
    mark("open");
    *out = 7;
    return BRISK_OK;
}

void close_db(brisk_request *req, db_out *out, brisk_status outcome)
{
    assert_int_equal(*out, 7);
    mark(outcome == BRISK_OK ? "commit" : "rollback");
}

DEPENDENCY(user, str, depends(db, db), header(str, x_user, min_length(2)), teardown(leave_user));
void leave_user(brisk_request *req, user_out *out, brisk_status outcome);

static brisk_status user(brisk_request *req, const user_in *in, str *out)
{
    assert_int_equal(in->db, 7);
    mark("user");
    *out = in->x_user;
    return str_is(in->x_user, "eve") ? brisk_fail(req, 403, "Not you") : BRISK_OK;
}

void leave_user(brisk_request *req, user_out *out, brisk_status outcome)
{
    mark("leave");
}

DEPENDENCY(count, int64, no_cache);

static brisk_status count(brisk_request *req, const count_in *in, int64_t *out)
{
    static int64_t calls;
    *out = ++calls;
    return BRISK_OK;
}

MODEL(Seen, (str, who), (int64, first), (int64, second));

ENDPOINT(look, GET, "/look/{id}", Seen,
    path(int64, id), depends(user, who), depends(db, db), depends(count, first), depends(count, second));

static brisk_status look(brisk_request *req, const look_in *in, Seen *out)
{
    mark("handler");
    *out = (Seen){in->who, in->first, in->second};
    return in->id == 13 ? BRISK_INTERNAL : BRISK_OK;
}

ENDPOINT(required, GET, "/required", Seen, requires(user));

static brisk_status required(brisk_request *req, const required_in *in, Seen *out)
{
    out->who = S("x");
    return BRISK_OK;
}

SECURITY(token, bearer);
DEPENDENCY(scoped, str, security(token, token, "inner"));

static brisk_status scoped(brisk_request *req, const scoped_in *in, str *out)
{
    *out = brisk_request_scopes(req);
    return BRISK_OK;
}

MODEL(Scopes, (str, wide), (str, narrow));
ENDPOINT(scopes, GET, "/scopes", Scopes, depends(scoped, wide, "a", "b"), depends(scoped, narrow, "c"));

static brisk_status scopes(brisk_request *req, const scopes_in *in, Scopes *out)
{
    *out = (Scopes){in->wide, in->narrow};
    return BRISK_OK;
}

ROUTER(all, "", look, required, scopes);
APP(app, include(all));
CLIENT_OF(app)

static int open_and_begin(void **state)
{
    begin(state);
    return open_client(state);
}

static void test_runs_depth_first_once_and_tears_down_in_reverse(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/look/1", .headers = "X-User: ann");
    assert_int_equal(reply->status, 200);
    assert_string_equal(trace, "open user handler leave commit ");
    assert_true(brisk_reply_int(reply, "second") == brisk_reply_int(reply, "first") + 1);
}

static void test_problems_of_dependencies_come_first(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/look/x", .headers = "X-User: a");
    assert_int_equal(reply->status, 422);
    assert_true(str_is(brisk_reply_text(reply, "detail.0.loc.1"), "x-user"));
    assert_true(str_is(brisk_reply_text(reply, "detail.1.loc.1"), "id"));
    assert_string_equal(trace, "open rollback ");
}

static void test_error_of_a_dependency_ends_the_request(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/look/x", .headers = "X-User: eve");
    assert_int_equal(reply->status, 403);
    BODY(reply, "{\"detail\":\"Not you\"}");
    assert_string_equal(trace, "open user rollback ");
}

static void test_crash_of_the_handler_tears_down(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/look/13", .headers = "X-User: ann");
    assert_int_equal(reply->status, 500);
    BODY(reply, "Internal Server Error");
    assert_string_equal(trace, "open user handler leave rollback ");
}

static void test_requires_runs_without_a_member(void **state)
{
    assert_int_equal(brisk_client_get(*state, "/required")->status, 422);
    assert_int_equal(brisk_client_get(*state, "/required", .headers = "X-User: bob")->status, 200);
}

static void test_scopes_are_collected_outermost_first(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/scopes", .headers = "Authorization: Bearer t");
    assert_true(str_is(brisk_reply_text(reply, "wide"), "a b"));
    assert_true(str_is(brisk_reply_text(reply, "narrow"), "c"));
}

DEPENDENCY(fake_user, str);

static brisk_status fake_user(brisk_request *req, const fake_user_in *in, str *out)
{
    *out = S("fake");
    return BRISK_OK;
}

static void test_override_replaces_a_dependency(void **state)
{
    assert_int_equal(brisk_client_override(*state, &brisk_dependency_user, &brisk_dependency_fake_user), BRISK_OK);
    const brisk_reply *reply = brisk_client_get(*state, "/look/1");
    assert_int_equal(reply->status, 200);
    assert_true(str_is(brisk_reply_text(reply, "who"), "fake"));
    assert_int_equal(brisk_client_override(*state, &brisk_dependency_user, &brisk_dependency_count), BRISK_USAGE);
}

#define DEPEND_TEST(f) cmocka_unit_test_setup_teardown(f, open_and_begin, close_client)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DEPEND_TEST(test_runs_depth_first_once_and_tears_down_in_reverse),
        DEPEND_TEST(test_problems_of_dependencies_come_first),
        DEPEND_TEST(test_error_of_a_dependency_ends_the_request),
        DEPEND_TEST(test_crash_of_the_handler_tears_down),
        DEPEND_TEST(test_requires_runs_without_a_member),
        DEPEND_TEST(test_scopes_are_collected_outermost_first),
        DEPEND_TEST(test_override_replaces_a_dependency),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_values.c - the typed calls of describe.h in handlers: brisk_push, brisk_map_put, brisk_give, brisk_keep, brisk_strs,
 * brisk_copy, brisk_apply, brisk_from_json, brisk_to_json, brisk_answer, brisk_fail_with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <brisk/brisk.h>
#include <brisk/test_client.h>

MODEL(User, (str, name), (opt(User), friend_));
MODEL(Built,
    (list(str), tags), (list(str), texts), (map(int64), counts), (map(list(str)), groups), (opt(double), tax),
    (opt(User), owner), (opt(int64), cleared), (opt(int64), absent), (set(int64), ids));
MODEL(BuiltPatch, (opt(double), tax), (opt(int64), cleared), (opt(int64), absent));
MODEL(Problem, (str, reason), (int64, code));

ENDPOINT(build, GET, "/build", Built);
static brisk_status build(brisk_request *req, const build_in *in, Built *out)
{
    (void)in;
    for (int64_t i = 0; i < 100; i++) {
        *brisk_push(req, &out->ids) = i;
    }
    out->ids.count = 2;
    *brisk_push(req, &out->tags) = S("first");
    *brisk_push(req, &out->tags) = S("second");
    out->texts = brisk_strs(req, "a", "b", "c");
    *brisk_map_put(req, &out->counts, S("x")) = 1;
    *brisk_map_put(req, &out->counts, S("y")) = 2;
    *brisk_map_put(req, &out->counts, S("x")) = 3;
    *brisk_push(req, brisk_map_put(req, &out->groups, S("g"))) = S("member");
    brisk_give(out->tax, 1.5);
    brisk_give(out->owner, brisk_keep(req, User, {.name = S("Ann")}));
    out->owner.value->friend_ = (opt_User)GIVEN(brisk_keep(req, User, (User){.name = S("Bob")}));
    brisk_give(out->cleared, 5);
    const BuiltPatch patch = {.cleared = {.null = true}};
    brisk_apply(Built, out, BuiltPatch, &patch);
    return BRISK_OK;
}

ENDPOINT(other, GET, "/other", Built);
static brisk_status other(brisk_request *req, const other_in *in, Built *out)
{
    (void)in;
    (void)out;
    const Problem problem = {.reason = S("other"), .code = 7};
    return brisk_answer(req, 202, Problem, &problem);
}

ENDPOINT(fails, GET, "/fails", nothing);
static brisk_status fails(brisk_request *req, const fails_in *in)
{
    (void)in;
    const Problem problem = {.reason = S("taken"), .code = 9};
    return brisk_fail_with(req, 409, Problem, &problem);
}

ROUTER(router, "", build, other, fails);
APP(app, title("Values"), include(router));

static void body_is(const char *target, int status, const char *body)
{
    brisk_client *client = brisk_client_new(&app);
    const brisk_reply *reply = brisk_client_send(client, "GET", target, NULL);
    assert_int_equal(reply->status, status);
    assert_int_equal(reply->body.len, strlen(body));
    assert_memory_equal(reply->body.ptr, body, strlen(body));
    brisk_client_free(client);
}

static void test_building(void **state)
{
    (void)state;
    body_is("/build", 200,
            "{\"tags\":[\"first\",\"second\"],\"texts\":[\"a\",\"b\",\"c\"],\"counts\":{\"x\":3,\"y\":2},"
            "\"groups\":{\"g\":[\"member\"]},\"tax\":1.5,\"owner\":{\"name\":\"Ann\",\"friend_\":{\"name\":\"Bob\","
            "\"friend_\":null}},\"cleared\":null,\"absent\":null,\"ids\":[0,1]}");
}

static void test_answering(void **state)
{
    (void)state;
    body_is("/other", 202, "{\"reason\":\"other\",\"code\":7}");
    body_is("/fails", 409, "{\"detail\":{\"reason\":\"taken\",\"code\":9}}");
}

static void test_outside_of_requests(void **state)
{
    (void)state;
    brisk_arena *arena = brisk_arena_new(0);
    Problem problem;
    str problems = {NULL, 0};
    assert_int_equal(brisk_from_json(arena, Problem, &problem, S("{\"reason\":\"x\",\"code\":1}"), &problems),
                     BRISK_OK);
    Problem copy;
    assert_true(brisk_copy(arena, Problem, &copy, &problem));
    assert_true(str_is(copy.reason, "x"));
    assert_true(str_is(brisk_to_json(arena, Problem, &copy), "{\"reason\":\"x\",\"code\":1}"));
    const list_Problem list = {&copy, 1};
    assert_true(str_is(brisk_to_json(arena, list(Problem), &list), "[{\"reason\":\"x\",\"code\":1}]"));
    assert_int_equal(brisk_from_json(arena, Problem, &problem, S("{}"), &problems), BRISK_INVALID);
    assert_non_null(problems.ptr);
    brisk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_building),
        cmocka_unit_test(test_answering),
        cmocka_unit_test(test_outside_of_requests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

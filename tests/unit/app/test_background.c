/* Background work: after the answer, in order, before teardowns; dropped by what fails the request. */
#include "app_fixture.h"

#include "app/service.h"
#include "core/heap.h"
#include "http/request.h"

#include <string.h>

static char trace[256];

static void mark(const char *word)
{
    strncat(trace, word, sizeof trace - strlen(trace) - 1);
    strncat(trace, " ", sizeof trace - strlen(trace) - 1);
}

static void note(brisk_request *req, void *context)
{
    mark(context);
}

/* String literals are no `void *`. */
static char one[] = "one", two[] = "two", from_dependency[] = "dependency's", from_handler[] = "handler's",
            from_middleware[] = "middleware's", wrapped[] = "before";

OPAQUE(Handle, int *);

DEPENDENCY(handle, Handle, teardown(close_handle));
void close_handle(brisk_request *req, handle_out *out, brisk_status outcome);
static int handle_value;

static brisk_status handle(brisk_request *req, const handle_in *in, Handle *out)
{
    handle_value = 7;
    *out = &handle_value;
    brisk_background(req, note, from_dependency);
    return BRISK_OK;
}

void close_handle(brisk_request *req, handle_out *out, brisk_status outcome)
{
    **out = 0;
    mark("closed");
    brisk_background(req, note, one); /* too late: not done, and no harm */
}

static void use_handle(brisk_request *req, void *context)
{
    const int *value = context;
    assert_int_equal(*value, 7);
    assert_true(brisk_str_is(brisk_request_path(req), "/used"));
    mark("used");
}

ENDPOINT(used, GET, "/used", nothing, depends(handle, handle));

static brisk_status used(brisk_request *req, const used_in *in)
{
    brisk_background(req, use_handle, in->handle);
    mark("handler");
    return BRISK_OK;
}

static void add_more(brisk_request *req, void *context)
{
    mark(context);
    brisk_background(req, note, two);
}

ENDPOINT(several, GET, "/several", nothing);

static brisk_status several(brisk_request *req, const several_in *in)
{
    brisk_background(req, add_more, one);
    brisk_background(req, note, from_handler);
    return BRISK_OK;
}

/* What it returns: a failure of each kind. */
ENDPOINT(failing, GET, "/failing/{how}", nothing, path(int32, how, le(9)), requires(handle));

static brisk_status failing(brisk_request *req, const failing_in *in)
{
    brisk_background(req, note, from_handler);
    switch (in->how) {
    case 0:
        return brisk_fail(req, 409, NULL);
    case 1:
        return BRISK_INTERNAL;
    case 2:
        return brisk_fail(req, 418, NULL);
    default:
        return BRISK_OK;
    }
}

static brisk_status on_teapot(brisk_request *req, const brisk_error *error)
{
    brisk_background(req, note, one);
    return brisk_respond_text(req, 418, S("short and stout"));
}

ENDPOINT(many, GET, "/many/{count}", nothing, path(int32, count));

static brisk_status many(brisk_request *req, const many_in *in)
{
    for (int32_t i = 0; i < in->count; i++) {
        brisk_background(req, note, one);
    }
    return BRISK_OK;
}

/* ---- a stream ---- */

static brisk_pulled pull_once(void *context, brisk_str *piece)
{
    *piece = S("piece");
    mark("pulled");
    return BRISK_PULLED_END;
}

static void close_stream(void *context)
{
    assert_int_equal(handle_value, 7); /* the dependency is still open */
    mark("end");
}

ENDPOINT(streamed, GET, "/streamed", raw, requires(handle));

static brisk_status streamed(brisk_request *req, const streamed_in *in)
{
    brisk_background(req, note, from_handler);
    return brisk_respond_stream(req, 200, "text/plain", (brisk_stream){pull_once, close_stream, NULL, -1});
}

/* ---- middleware ---- */

typedef struct leaving_options {
    char brisk_;
} leaving_options;

static brisk_status leaving(brisk_request *req, brisk_next *next, const void *options)
{
    brisk_background(req, note, wrapped);
    brisk_status status = brisk_next_call(next);
    brisk_background(req, note, from_middleware);
    return status;
}

ENDPOINT(inner, GET, "/inner", nothing);

static brisk_status inner(brisk_request *req, const inner_in *in)
{
    brisk_background(req, note, from_handler);
    return BRISK_OK;
}

ROUTER(inside, "", inner, use(leaving));
ROUTER(all, "", used, several, failing, many, streamed);
APP(app, include(all), include(inside), on_status(418, on_teapot));

static int open_client(void **state)
{
    trace[0] = '\0';
    handle_value = 0;
    *state = brisk_client_new(&app);
    return *state ? 0 : -1;
}

static int close_client(void **state)
{
    brisk_client_free(*state);
    return 0;
}

/* ---- the tests ---- */

static void test_runs_after_the_handler_and_before_teardowns(void **state)
{
    assert_int_equal(brisk_client_get(*state, "/used")->status, 204);
    assert_string_equal(trace, "handler dependency's used closed ");
}

static void test_runs_in_order_and_what_it_adds_itself(void **state)
{
    assert_int_equal(brisk_client_get(*state, "/several")->status, 204);
    assert_string_equal(trace, "one handler's two ");
    trace[0] = '\0';
    assert_int_equal(brisk_client_get(*state, "/inner")->status, 204);
    assert_string_equal(trace, "before handler's middleware's ");
}

static void test_failures_drop_it(void **state)
{
    assert_int_equal(brisk_client_get(*state, "/failing/0")->status, 409);
    assert_int_equal(brisk_client_get(*state, "/failing/1")->status, 500);
    assert_int_equal(brisk_client_get(*state, "/failing/x")->status, 422);
    assert_string_equal(trace, "closed closed closed ");
    trace[0] = '\0';
    assert_int_equal(brisk_client_get(*state, "/failing/3")->status, 204);
    assert_string_equal(trace, "dependency's handler's closed ");
}

static void test_an_error_handler_may_leave_its_own(void **state)
{
    assert_int_equal(brisk_client_get(*state, "/failing/2")->status, 418);
    assert_string_equal(trace, "one closed ");
}

static void test_a_stream_ends_first(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/streamed");
    assert_int_equal(reply->status, 200);
    BODY(reply, "piece");
    assert_string_equal(trace, "pulled end dependency's handler's closed ");
}

static void test_is_limited(void **state)
{
    assert_int_equal(brisk_client_get(*state, "/many/1024")->status, 204);
    assert_int_equal(strlen(trace), sizeof trace - 1);
    trace[0] = '\0';
    assert_int_equal(brisk_client_get(*state, "/many/1025")->status, 503);
    assert_string_equal(trace, "");
}

/* All of it or none: where an allocation fails the answer is a 503, and no part of the work is done. */
static void test_without_memory(void **state)
{
    for (uint64_t nth = 1, fired = true; fired; nth++) {
        trace[0] = '\0';
        brisk_heap_fail_at(nth, false);
        int status = brisk_client_get(*state, "/used")->status;
        fired = brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        if (status == 204) {
            assert_string_equal(trace, "handler dependency's used closed ");
        } else {
            assert_int_equal(status, 503);
            assert_null(strstr(trace, "used"));
            assert_null(strstr(trace, "dependency's"));
        }
        assert_true(nth < 1000);
    }
}

/* ---- below the client ---- */

static const struct {
    const char *target;
    bool has_work;
} work_cases[] = {{"/used", true},      {"/several", true},  {"/streamed", true}, {"/many/1", true},
                  {"/many/0", false},   {"/nowhere", false}, {"/inner", true},    {"/failing/0", true}, /* a teardown */
                  {"/many/1025", false}};

static void test_has_work_after_tells_of_it(void **state)
{
    char problem[256];
    brisk_service *service;
    brisk_arena *arena = brisk_arena_new(0);
    assert_int_equal(brisk_service_new(&app, &service, problem, sizeof problem), BRISK_OK);
    for (size_t i = 0; i < sizeof work_cases / sizeof work_cases[0]; i++) {
        brisk_request req;
        brisk_response response;
        brisk_arena_reset(arena, SIZE_MAX);
        brisk_request_init(&req, arena, &response);
        req.method_text = S("GET");
        brisk_str target = {work_cases[i].target, strlen(work_cases[i].target)};
        assert_int_equal(brisk_request_set_target(&req, target), BRISK_OK);
        brisk_handle(service, &req);
        if (brisk_has_work_after(&req) != work_cases[i].has_work) {
            fail_msg("%s", work_cases[i].target);
        }
        handle_value = 7;
        brisk_finish(service, &req, false); /* also where the answer was not sent */
        assert_false(brisk_has_work_after(&req));
    }
    trace[0] = '\0';
    brisk_request req;
    brisk_response response;
    brisk_arena_reset(arena, SIZE_MAX);
    brisk_request_init(&req, arena, &response);
    assert_false(brisk_has_work_after(&req));
    brisk_background(&req, note, one); /* not handled yet: logged, no more */
    brisk_background_drop(&req);
    assert_int_equal(brisk_request_set_target(&req, S("/several")), BRISK_OK);
    brisk_handle(service, &req);
    brisk_finish(service, &req, false);
    assert_string_equal(trace, "one handler's two ");
    brisk_service_free(service);
    brisk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLIENT_TEST(test_runs_after_the_handler_and_before_teardowns),
        CLIENT_TEST(test_runs_in_order_and_what_it_adds_itself),
        CLIENT_TEST(test_failures_drop_it),
        CLIENT_TEST(test_an_error_handler_may_leave_its_own),
        CLIENT_TEST(test_a_stream_ends_first),
        CLIENT_TEST(test_is_limited),
        CLIENT_TEST(test_without_memory),
        CLIENT_TEST(test_has_work_after_tells_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

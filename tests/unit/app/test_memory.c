/* Memory of a request: nothing from the heap once warm, and an answer whatever allocation fails (torture).
 *
 * The torture lets each allocation of a request fail in turn, arena and heap alike (core/heap.h): the answer is the usual
 * one, or a 503 that names the cause; never a crash, a leak, or a half answer. */
#include "app_fixture.h"

#include "core/heap.h"

ENUM(Color, red, blue);
TYPE(Tag, str, length(1, 10), strip);
MODEL(Part, (str, name, length(1, 20)), (int64, count, ge(0), defaults(1)), (Color, color, defaults(Color_red)));
MODEL(Order, forbid_extra,
    (str, customer, min_length(2)), (list(Part), parts, max_length(5)), (map(int64), meta, defaults()),
    (opt(datetime), due), (set(Tag), tags, defaults()), (opt(json), extra));
MODEL(Filter, (int64, limit, defaults(10), le(100)), (list(str), tag, defaults()));

static int opened;
DEPENDENCY(session, str, cookie(opt(str), sid), teardown(close_session));
void close_session(brisk_request *req, session_out *out, brisk_status outcome);

static brisk_status session(brisk_request *req, const session_in *in, str *out)
{
    opened++;
    *out = in->sid.value;
    return BRISK_OK;
}

void close_session(brisk_request *req, session_out *out, brisk_status outcome)
{
    opened--;
}

SECURITY(login, basic);

ENDPOINT(place, POST, "/orders/{id}", Order,
    path(int64, id), query(Filter, filter), header(opt(str), user_agent), depends(session, session), security(login, login),
    body(Order, order));

static brisk_status place(brisk_request *req, const place_in *in, Order *out)
{
    *out = in->order;
    *brisk_push(req, &out->parts) = (Part){S("more"), in->id, Color_blue};
    brisk_set_cookie(req, &(brisk_cookie){.name = S("seen"), .value = brisk_strf(req, "%lld", (long long)in->id)});
    return BRISK_OK;
}

ROUTER(all, "", place);
APP(app, use(brisk_request_id), use(brisk_cors, .allow_origins = "https://a.test"), include(all));
CLIENT_OF(app)

#define HEADERS "Authorization: Basic YWRhOnB3\nCookie: sid=1; a=\"b\\054c\"\nUser-Agent: t\nOrigin: https://a.test"
#define GOOD                                                                                                           \
    "{\"customer\":\"Ada\",\"parts\":[{\"name\":\"a\"},{\"name\":\"b\",\"count\":2,\"color\":\"blue\"}],"              \
    "\"meta\":{\"k\":1},\"due\":\"2024-02-29T12:00:00Z\",\"tags\":[\" x \",\"y\"],\"extra\":{\"n\":[1,2.5,null]}}"
#define BAD "{\"customer\":\"A\",\"parts\":[{\"name\":\"\"},3],\"due\":\"soon\",\"more\":1}"

static int send_order(brisk_client *client, const char *body)
{
    return brisk_client_post(client, "/orders/7?limit=5&tag=a%20b&tag=c", .json = body, .headers = HEADERS)->status;
}

static void test_warm_requests_take_nothing_from_the_heap(void **state)
{
    static const char *const bodies[] = {GOOD, BAD, "{", "[]"};
    static const int wanted[] = {200, 422, 422, 422};
    for (size_t i = 0; i < 4; i++) {
        for (int warm = 0; warm < 3; warm++) {
            assert_int_equal(send_order(*state, bodies[i]), wanted[i]);
        }
        uint64_t before = brisk_heap_stats_now().heap_requests;
        assert_int_equal(send_order(*state, bodies[i]), wanted[i]);
        assert_int_equal(brisk_heap_stats_now().heap_requests, before);
    }
}

/* Sends the request once for each allocation that it makes, that one failing. */
static void torture(brisk_client *client, const char *body, int wanted, bool and_after)
{
    for (uint64_t nth = 1;; nth++) {
        assert_true(nth < 100000);
        brisk_heap_fail_at(nth, and_after);
        int status = send_order(client, body);
        bool has_fired = brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        assert_int_equal(opened, 0);
        if (!has_fired) {
            assert_int_equal(status, wanted);
            return;
        }
        if (status != wanted) {
            assert_int_equal(status, 503);
        }
        assert_int_equal(send_order(client, body), wanted);
    }
}

static void test_each_allocation_may_fail(void **state)
{
    torture(*state, GOOD, 200, false);
    torture(*state, GOOD, 200, true);
    torture(*state, BAD, 422, false);
    torture(*state, BAD, 422, true);
    torture(*state, "{\"a\"", 422, false);
}

static void test_a_failed_allocation_is_told(void **state)
{
    brisk_heap_fail_at(1, true);
    const brisk_reply *reply = brisk_client_get(*state, "/orders");
    brisk_heap_fail_at(0, false);
    assert_int_equal(reply->status, 503);
    HEADER(reply, "content-type", "application/json");
}

static void test_making_a_service_may_fail(void **state)
{
    for (uint64_t nth = 1;; nth++) {
        brisk_heap_fail_at(nth, false);
        brisk_client *client = brisk_client_new(&app);
        bool has_fired = brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        brisk_client_free(client);
        if (!has_fired) {
            assert_non_null(client);
            return;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLIENT_TEST(test_warm_requests_take_nothing_from_the_heap),
        CLIENT_TEST(test_each_allocation_may_fail),
        CLIENT_TEST(test_a_failed_allocation_is_told),
        cmocka_unit_test(test_making_a_service_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

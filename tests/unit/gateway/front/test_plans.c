/* test_plans.c - keys, throttles and quotas: section "API keys, throttles, quotas" of what is known, and exactness. */
#include "front_fixture.h"
#include "gateway/front/quota_period.h"
#include "gateway/front/throttle.h"
#include "gateway/front/usage.h"
#include "gateway/front/usage_report.h"

#include <unistd.h>

#define FORBIDDEN "{\"message\":\"Forbidden\"}"
#define SLOW_DOWN "{\"message\":\"Too Many Requests\"}"
#define TOO_OFTEN "{\"message\":\"Limit Exceeded\"}"

static brisk_plan_config *guarded(fixture *f)
{
    fixture_init(f, BRISK_FRONT_REST);
    fixture_method(f, "ANY", "/{proxy+}")->is_key_required = true;
    return fixture_key(f);
}

static void a_key_is_asked_for_in_a_header_of_any_case(void **state)
{
    fixture f;
    guarded(&f);
    fixture_start(&f);
    assert_int_equal(send(&f, "GET", "/dev/x", "X-Api-KEY: " KEY, ""), BRISK_FRONT_INVOKE);
    expect_text(f.call.key_id, "k1");
    expect_text(f.call.plan_id, "p1");
    static const char *const wrong[] = {"", "x-api-key: nope", "x-api-key: " KEY "x", "x-api-key:"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(send(&f, "GET", "/dev/x", wrong[i], ""), BRISK_FRONT_ANSWERED);
        expect_error(&f, 403, "ForbiddenException", FORBIDDEN);
        expect_text(f.call.error_type, "INVALID_API_KEY");
    }
    fixture_clear(&f);
}

static void a_disabled_key_and_one_in_no_plan_are_forbidden(void **state)
{
    fixture f;
    guarded(&f);
    f.config.api.keys[0].is_enabled = false;
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_ANSWERED);
    expect_error(&f, 403, "ForbiddenException", FORBIDDEN);
    fixture_clear(&f);
    guarded(&f)->key_count = 0;
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_ANSWERED);
    expect_error(&f, 403, "ForbiddenException", FORBIDDEN);
    fixture_clear(&f);
}

/* Browsers send no key with OPTIONS: the keyless OPTIONS method is what people add. */
static void a_preflight_through_any_needs_the_key_too(void **state)
{
    fixture f;
    guarded(&f);
    fixture_start(&f);
    assert_int_equal(send(&f, "OPTIONS", "/dev/x", "Origin: a\nAccess-Control-Request-Method: GET", ""),
                     BRISK_FRONT_ANSWERED);
    expect_error(&f, 403, "ForbiddenException", FORBIDDEN);
    fixture_clear(&f);
    guarded(&f);
    fixture_method(&f, "OPTIONS", "/{proxy+}");
    fixture_start(&f);
    assert_int_equal(send(&f, "OPTIONS", "/dev/x", "Origin: a", ""), BRISK_FRONT_INVOKE);
    fixture_clear(&f);
}

/* ---- throttles ---- */

/* How many of count requests at this moment are let through. */
static int burst_of(fixture *f, int count)
{
    int passed = 0;
    for (int i = 0; i < count; i++) {
        if (get(f, "/dev/x") == BRISK_FRONT_INVOKE) {
            passed++;
        } else {
            expect_error(f, 429, "TooManyRequestsException", SLOW_DOWN);
            expect_no_header(f, "Retry-After");
            expect_text(f->call.error_type, "THROTTLED");
        }
    }
    return passed;
}

static void a_hundred_a_second_with_a_burst_of_fifty_is_exact_to_one_request(void **state)
{
    fixture f;
    guarded(&f)->throttle = (brisk_throttle){true, 100, 50};
    fixture_start(&f);
    assert_int_equal(burst_of(&f, 60), 50);
    f.now.monotonic_ns += 9999999; /* a nanosecond short of a token */
    assert_int_equal(burst_of(&f, 1), 0);
    f.now.monotonic_ns += 1;
    assert_int_equal(burst_of(&f, 3), 1);
    /* In steps of 10 ms there is one token a step, no more, no less. */
    for (int i = 0; i < 2000; i++) {
        f.now.monotonic_ns += 10000000;
        assert_int_equal(burst_of(&f, 2), 1);
    }
    f.now.monotonic_ns += UINT64_C(499999999);
    assert_int_equal(burst_of(&f, 60), 49);
    f.now.monotonic_ns += UINT64_C(3600000000000);
    assert_int_equal(burst_of(&f, 60), 50); /* never above the burst */
    fixture_clear(&f);
}

/* Every interval of the real bucket: what passed in t seconds is the burst and rate * t, rounded down. */
static void a_bucket_counts_as_arithmetic_does(void **state)
{
    static const struct {
        double rate;
        int burst;
        uint64_t step_ns;
    } rows[] = {{100, 50, 3000000}, {0.2, 1, 700000000}, {1, 5, 333333333},
                {33.3, 7, 1000003}, {5000, 3, 100000},   {10, 0, 1}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        const brisk_throttle throttle = {true, rows[r].rate, rows[r].burst};
        brisk_bucket bucket = {0};
        int64_t passed = 0;
        uint64_t start = 1000, now = start;
        while (brisk_bucket_has(&bucket, &throttle, now)) {
            brisk_bucket_take(&bucket, &throttle, now);
            passed++;
        }
        assert_int_equal(passed, rows[r].burst);
        for (int i = 0; i < 20000 && rows[r].burst > 0; i++) {
            now += rows[r].step_ns;
            while (brisk_bucket_has(&bucket, &throttle, now)) {
                brisk_bucket_take(&bucket, &throttle, now);
                passed++;
            }
            /* Where the bucket is never full, nothing runs over. */
            int64_t earned = (int64_t)(throttle.rate * (double)(now - start) / 1e9);
            if (1 + throttle.rate * (double)rows[r].step_ns / 1e9 < throttle.burst) {
                assert_int_equal(passed, rows[r].burst + earned);
            }
        }
    }
}

static void rate_and_burst_of_nothing_refuse_all(void **state)
{
    brisk_method_throttle all = {BRISK_STR("*"), BRISK_STR("*"), {true, 0, 0}};
    fixture f;
    guarded(&f);
    f.config.api.stage_throttles = &all;
    f.config.api.stage_throttle_count = 1;
    fixture_start(&f);
    assert_int_equal(burst_of(&f, 2), 0);
    f.now.monotonic_ns += UINT64_C(3600000000000);
    assert_int_equal(burst_of(&f, 2), 0);
    fixture_clear(&f);
}

/* The plan's limit of the method is narrower than that of the key, the stage's is each method's own. */
static void limits_of_methods_count_apart(void **state)
{
    brisk_method_throttle row = {BRISK_STR("/a"), BRISK_STR("GET"), {true, 1, 1}};
    brisk_method_throttle stage = {BRISK_STR("*"), BRISK_STR("*"), {true, 1, 3}};
    fixture f;
    brisk_plan_config *plan = guarded(&f);
    fixture_method(&f, "GET", "/a")->is_key_required = true;
    plan->throttle = (brisk_throttle){true, 1, 5};
    plan->methods = &row;
    plan->method_count = 1;
    f.config.api.stage_throttles = &stage;
    f.config.api.stage_throttle_count = 1;
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/a"), BRISK_FRONT_INVOKE);
    assert_int_equal(get(&f, "/dev/a"), BRISK_FRONT_ANSWERED); /* the method's one is taken */
    assert_int_equal(get(&f, "/dev/b"), BRISK_FRONT_INVOKE);
    assert_int_equal(get(&f, "/dev/b"), BRISK_FRONT_INVOKE);
    assert_int_equal(get(&f, "/dev/b"), BRISK_FRONT_INVOKE);
    assert_int_equal(get(&f, "/dev/b"), BRISK_FRONT_ANSWERED); /* the stage's three */
    fixture_clear(&f);
}

static void the_most_fitting_row_of_a_stage_is_taken(void **state)
{
    const brisk_method_throttle rows[] = {
        {BRISK_STR("*"), BRISK_STR("*"), {true, 1, 1}},   {BRISK_STR("*"), BRISK_STR("GET"), {true, 1, 2}},
        {BRISK_STR("/a"), BRISK_STR("*"), {true, 1, 3}},  {BRISK_STR("/a"), BRISK_STR("GET"), {true, 1, 4}},
        {BRISK_STR("/b"), BRISK_STR("*"), {false, 1, 5}},
    };
    const brisk_method_config methods[] = {
        {.path = BRISK_STR("/a"), .method = BRISK_STR("GET")},
        {.path = BRISK_STR("/a"), .method = BRISK_STR("ANY")},
        {.path = BRISK_STR("/c"), .method = BRISK_STR("GET")},
        {.path = BRISK_STR("/b"), .method = BRISK_STR("PUT")},
    };
    static const int bursts[] = {4, 3, 2, 1};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(brisk_throttle_find(rows, 5, &methods[i])->throttle.burst, bursts[i]);
    }
    assert_null(brisk_throttle_find(rows + 4, 1, &methods[3]));
}

/* ---- quotas ---- */

static void a_quota_is_a_number_of_requests_a_period(void **state)
{
    fixture f;
    brisk_plan_config *plan = guarded(&f);
    plan->has_quota = true;
    plan->quota_limit = 2;
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_ANSWERED);
    expect_error(&f, 429, "LimitExceededException", TOO_OFTEN);
    expect_no_header(&f, "Retry-After");
    expect_text(f.call.error_type, "QUOTA_EXCEEDED");
    f.now.wall_ms = INT64_C(1744675199999); /* the last of 2025-04-14 */
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_ANSWERED);
    f.now.wall_ms++;
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    fixture_clear(&f);
}

static void methods_without_a_key_never_count(void **state)
{
    fixture f;
    brisk_plan_config *plan = guarded(&f);
    fixture_method(&f, "GET", "/open");
    plan->has_quota = true;
    plan->quota_limit = 1;
    plan->throttle = (brisk_throttle){true, 0, 1};
    fixture_start(&f);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(get(&f, "/dev/open"), BRISK_FRONT_INVOKE);
    }
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_ANSWERED);
    fixture_clear(&f);
}

static void the_offset_belongs_to_the_first_period(void **state)
{
    fixture f;
    brisk_plan_config *plan = guarded(&f);
    plan->has_quota = true;
    plan->quota_limit = 3;
    plan->quota_offset = 2;
    fixture_start(&f);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_ANSWERED);
    f.now.wall_ms += 86400000;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_INVOKE);
    }
    assert_int_equal(get(&f, "/dev/x"), BRISK_FRONT_ANSWERED);
    fixture_clear(&f);
}

static void periods_are_those_of_utc(void **state)
{
    const int64_t day = 86400000, sunday = INT64_C(1744502400000); /* 2025-04-13 */
    assert_int_equal(brisk_quota_period_of(BRISK_QUOTA_DAY, sunday),
                     brisk_quota_period_of(BRISK_QUOTA_DAY, sunday - 1) + 1);
    assert_int_equal(brisk_quota_period_of(BRISK_QUOTA_WEEK, sunday),
                     brisk_quota_period_of(BRISK_QUOTA_WEEK, sunday - 1) + 1);
    assert_int_equal(brisk_quota_period_of(BRISK_QUOTA_WEEK, sunday),
                     brisk_quota_period_of(BRISK_QUOTA_WEEK, sunday + 7 * day - 1));
    assert_int_equal(brisk_quota_period_of(BRISK_QUOTA_MONTH, INT64_C(1746057600000)), /* 2025-05-01 */
                     brisk_quota_period_of(BRISK_QUOTA_MONTH, INT64_C(1746057599999)) + 1);
    assert_true(brisk_quota_period_of(BRISK_QUOTA_DAY, 0) > 0);
    assert_true(brisk_quota_period_of(BRISK_QUOTA_WEEK, 0) > 0);
    assert_true(brisk_quota_period_of(BRISK_QUOTA_MONTH, 0) > 0);
}

/* ---- what is kept ---- */

static void write_at(const char *path, long offset, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, offset, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void counts_survive_without_a_goodbye(void **state)
{
    char path[] = "/tmp/brisk-usage-XXXXXX", problem[256];
    const brisk_plan_config plan = {.id = BRISK_STR("p1"), .has_quota = true, .quota_limit = 10};
    brisk_usage_store *first, *second;
    brisk_usage_slot *slot, *other;
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(close(file), 0);
    assert_int_equal(brisk_usage_store_open(path, &first, problem, sizeof problem), BRISK_OK);
    assert_int_equal(brisk_usage_slot_of(first, BRISK_S("p1"), BRISK_S("k1"), &slot), BRISK_OK);
    assert_int_equal(brisk_usage_slot_of(first, BRISK_S("p1"), BRISK_S("k2"), &other), BRISK_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(brisk_usage_count(first, slot, &plan, 1000), BRISK_OK);
    }
    assert_int_equal(brisk_usage_count(first, other, &plan, 1000), BRISK_OK);
    /* The first is not closed: it was killed. */
    assert_int_equal(brisk_usage_store_open(path, &second, problem, sizeof problem), BRISK_OK);
    assert_int_equal(brisk_usage_slot_of(second, BRISK_S("p1"), BRISK_S("k1"), &slot), BRISK_OK);
    assert_int_equal(brisk_usage_remaining(slot, &plan, 2000), 7);
    brisk_usage_store_close(second);
    brisk_usage_store_close(first);
    /* A slot that is not whole is a new one; the other stays. */
    write_at(path, 24, "\x7f", 1);
    assert_int_equal(brisk_usage_store_open(path, &second, problem, sizeof problem), BRISK_OK);
    assert_int_equal(brisk_usage_slot_of(second, BRISK_S("p1"), BRISK_S("k1"), &slot), BRISK_OK);
    assert_int_equal(brisk_usage_slot_of(second, BRISK_S("p1"), BRISK_S("k2"), &other), BRISK_OK);
    assert_int_equal(brisk_usage_used(slot, &plan, 2000), 0);
    assert_int_equal(brisk_usage_used(other, &plan, 2000), 1);
    brisk_usage_store_close(second);
    for (off_t size = 0; size <= 1100; size += 137) { /* cut anywhere */
        assert_int_equal(truncate(path, size), 0);
        assert_int_equal(brisk_usage_store_open(path, &second, problem, sizeof problem), BRISK_OK);
        brisk_usage_store_close(second);
    }
    char days_path[sizeof path + 8];
    (void)snprintf(days_path, sizeof days_path, "%s-days", path);
    assert_int_equal(unlink(days_path), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(brisk_usage_store_open("/nonexistent/usage", &second, problem, sizeof problem), BRISK_IO);
}

static void each_usage(void *context, const brisk_usage_state *usage)
{
    *(brisk_usage_state *)context = *usage;
}

static void the_state_of_keys_can_be_asked_for(void **state)
{
    fixture f;
    brisk_usage_state usage = {0};
    brisk_plan_config *plan = guarded(&f);
    plan->throttle = (brisk_throttle){true, 1, 2};
    plan->has_quota = true;
    plan->quota_limit = 10;
    fixture_start(&f);
    (void)burst_of(&f, 3);
    brisk_front_each_usage(f.front, &f.now, each_usage, &usage);
    expect_text(usage.key_id, "k1");
    expect_text(usage.plan_id, "p1");
    assert_int_equal(usage.used, 2);
    assert_int_equal(usage.remaining, 8);
    assert_int_equal(usage.throttled, 1);
    assert_true(usage.tokens == 0.0);
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_asked_for_in_a_header_of_any_case),
        cmocka_unit_test(a_disabled_key_and_one_in_no_plan_are_forbidden),
        cmocka_unit_test(a_preflight_through_any_needs_the_key_too),
        cmocka_unit_test(a_hundred_a_second_with_a_burst_of_fifty_is_exact_to_one_request),
        cmocka_unit_test(a_bucket_counts_as_arithmetic_does),
        cmocka_unit_test(rate_and_burst_of_nothing_refuse_all),
        cmocka_unit_test(limits_of_methods_count_apart),
        cmocka_unit_test(the_most_fitting_row_of_a_stage_is_taken),
        cmocka_unit_test(a_quota_is_a_number_of_requests_a_period),
        cmocka_unit_test(methods_without_a_key_never_count),
        cmocka_unit_test(the_offset_belongs_to_the_first_period),
        cmocka_unit_test(periods_are_those_of_utc),
        cmocka_unit_test(counts_survive_without_a_goodbye),
        cmocka_unit_test(the_state_of_keys_can_be_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_usage_days.c - get-usage's history: counted by the day, kept over a kill, a bounded file. */
#include "front_fixture.h"

#include "gateway/front/usage.h"
#include "gateway/front/usage_report.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY_MS INT64_C(86400000)
/* 2025-04-01, a Tuesday */
#define FIRST INT64_C(20179)

typedef struct seen {
    int count;
    char text[4096];
} seen;

static void on_day(void *context, const brisk_usage_day *day)
{
    seen *all = context;
    size_t len = strlen(all->text);
    all->count++;
    (void)snprintf(all->text + len, sizeof(all->text) - len, "%.*s %+d %lld/%lld\n", (int)day->key_id.len,
                   day->key_id.ptr, (int)(day->day - FIRST), (long long)day->used, (long long)day->remaining);
}

static void call_on(fixture *f, int64_t day, int times)
{
    f->now.wall_ms = day * DAY_MS + 5;
    for (int i = 0; i < times; i++) {
        assert_int_equal(send(f, "GET", "/dev/x", "x-api-key: " KEY, ""), BRISK_FRONT_INVOKE);
    }
}

static void expect_days(fixture *f, int64_t first, int64_t last, const char *wanted)
{
    seen all = {0};
    brisk_front_each_usage_day(f->front, BRISK_S("p1"), BRISK_S(""), first, last, on_day, &all);
    assert_string_equal(all.text, wanted);
}

static brisk_plan_config *start(fixture *f, brisk_quota_period period)
{
    fixture_init(f, BRISK_FRONT_REST);
    fixture_method(f, "ANY", "/{proxy+}")->is_key_required = true;
    brisk_plan_config *plan = fixture_key(f);
    plan->has_quota = true;
    plan->quota_limit = 10;
    plan->quota_period = period;
    fixture_start(f);
    return plan;
}

static void a_pair_for_each_day(void **state)
{
    fixture f;
    start(&f, BRISK_QUOTA_DAY);
    call_on(&f, FIRST, 3);
    call_on(&f, FIRST + 2, 1);
    expect_days(&f, FIRST - 1, FIRST + 3, "k1 -1 0/10\nk1 +0 3/7\nk1 +1 0/10\nk1 +2 1/9\nk1 +3 0/10\n");
    expect_days(&f, FIRST, FIRST - 1, "");
    seen all = {0};
    brisk_front_each_usage_day(f.front, BRISK_S("p2"), BRISK_S(""), FIRST, FIRST, on_day, &all);
    brisk_front_each_usage_day(f.front, BRISK_S("p1"), BRISK_S("k2"), FIRST, FIRST, on_day, &all);
    assert_int_equal(all.count, 0);
    brisk_front_each_usage_day(f.front, BRISK_S(""), BRISK_S("k1"), FIRST, FIRST, on_day, &all);
    assert_int_equal(all.count, 1);
    fixture_clear(&f);
}

static void what_is_left_stays_through_the_period(void **state)
{
    fixture f;
    start(&f, BRISK_QUOTA_MONTH);
    call_on(&f, FIRST + 1, 2);
    call_on(&f, FIRST + 3, 1);
    expect_days(&f, FIRST, FIRST + 4, "k1 +0 0/10\nk1 +1 2/8\nk1 +2 0/8\nk1 +3 1/7\nk1 +4 0/7\n");
    expect_days(&f, FIRST + 29, FIRST + 30, "k1 +29 0/7\nk1 +30 0/10\n"); /* April has 30 days */
    fixture_clear(&f);
}

static void without_a_quota(void **state)
{
    fixture f;
    start(&f, BRISK_QUOTA_DAY)->has_quota = false;
    call_on(&f, FIRST, 2);
    expect_days(&f, FIRST, FIRST + 1, "k1 +0 2/-1\nk1 +1 0/-1\n");
    fixture_clear(&f);
}

static void days_of_long_ago_give_way(void **state)
{
    fixture f;
    start(&f, BRISK_QUOTA_DAY);
    for (int64_t day = 0; day < 200; day++) {
        call_on(&f, FIRST + day, 1);
    }
    for (int64_t day = 0; day < 200; day++) {
        seen all = {0};
        brisk_front_each_usage_day(f.front, BRISK_S("p1"), BRISK_S("k1"), FIRST + day, FIRST + day, on_day, &all);
        bool is_known = strstr(all.text, " 1/9") != NULL;
        assert_int_equal(is_known, day >= 200 - BRISK_USAGE_DAYS);
    }
    fixture_clear(&f);
}

static void kept_over_a_kill(void **state)
{
    char path[] = "/tmp/brisk-usage-XXXXXX", days_path[sizeof path + 8], problem[200];
    brisk_plan_config plan = {.has_quota = true, .quota_limit = 10};
    brisk_usage_store *first, *second;
    brisk_usage_slot *slot, *other;
    struct stat info;
    assert_int_equal(close(mkstemp(path)), 0);
    (void)snprintf(days_path, sizeof days_path, "%s-days", path);
    assert_int_equal(brisk_usage_store_open(path, &first, problem, sizeof problem), BRISK_OK);
    assert_int_equal(brisk_usage_slot_of(first, BRISK_S("p1"), BRISK_S("k1"), &slot), BRISK_OK);
    assert_int_equal(brisk_usage_slot_of(first, BRISK_S("p1"), BRISK_S("k2"), &other), BRISK_OK);
    for (int64_t day = FIRST; day < FIRST + 300; day++) {
        assert_int_equal(brisk_usage_count(first, slot, &plan, day * DAY_MS), BRISK_OK);
    }
    assert_int_equal(brisk_usage_count(first, other, &plan, FIRST * DAY_MS), BRISK_OK);
    assert_int_equal(stat(days_path, &info), 0);
    assert_true(info.st_size <= 2 * BRISK_USAGE_DAYS * 32);
    /* The first is not closed: it was killed. */
    assert_int_equal(brisk_usage_store_open(path, &second, problem, sizeof problem), BRISK_OK);
    assert_int_equal(brisk_usage_slot_of(second, BRISK_S("p1"), BRISK_S("k1"), &slot), BRISK_OK);
    assert_int_equal(brisk_usage_slot_of(second, BRISK_S("p1"), BRISK_S("k2"), &other), BRISK_OK);
    assert_int_equal(brisk_usage_days_of(slot->days, &plan, FIRST + 299).used, 1);
    assert_int_equal(brisk_usage_days_of(slot->days, &plan, FIRST + 299).remaining, 9);
    assert_int_equal(brisk_usage_days_of(slot->days, &plan, FIRST + 1).used, 0);
    assert_int_equal(brisk_usage_days_of(other->days, &plan, FIRST).used, 1);
    assert_int_equal(brisk_usage_days_of(NULL, &plan, FIRST).remaining, 10);
    brisk_usage_store_close(second);
    brisk_usage_store_close(first);
    /* A day whose bytes are wrong is an empty one; cut anywhere, the file opens. */
    int file = open(days_path, O_RDWR);
    assert_int_equal(pwrite(file, "\x7f", 1, (off_t)((FIRST + 299) % BRISK_USAGE_DAYS * 32 + 9)), 1);
    assert_int_equal(close(file), 0);
    for (off_t size = info.st_size; size >= 0; size -= 777) {
        assert_int_equal(brisk_usage_store_open(path, &second, problem, sizeof problem), BRISK_OK);
        assert_int_equal(brisk_usage_slot_of(second, BRISK_S("p1"), BRISK_S("k1"), &slot), BRISK_OK);
        assert_int_equal(brisk_usage_days_of(slot->days, &plan, FIRST + 299).used, 0);
        assert_int_equal(brisk_usage_days_of(slot->days, &plan, FIRST + 298).used <= 1, 1);
        brisk_usage_store_close(second);
        assert_int_equal(truncate(days_path, size), 0);
    }
    assert_int_equal(unlink(days_path), 0);
    assert_int_equal(unlink(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_for_each_day), cmocka_unit_test(what_is_left_stays_through_the_period),
        cmocka_unit_test(without_a_quota),     cmocka_unit_test(days_of_long_ago_give_way),
        cmocka_unit_test(kept_over_a_kill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The clocks, and those of a test in their place. */
#include "core/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

static void the_real_clocks_run(void **state)
{
    (void)state;
    uint64_t before = brisk_clock_monotonic_ns();
    int64_t wall_us = brisk_clock_wall_us();
    assert_true(brisk_clock_monotonic_ns() >= before);
    assert_true(before > 0);
    int64_t difference_s = wall_us / 1000000 - (int64_t)time(NULL);
    assert_true(difference_s >= -2 && difference_s <= 2);
}

static uint64_t fixed_ns(void *context)
{
    return *(const uint64_t *)context;
}

static int64_t fixed_us(void *context)
{
    return (int64_t) * (const uint64_t *)context * -1;
}

static void a_test_brings_its_own(void **state)
{
    (void)state;
    uint64_t now = 12345;
    const brisk_clock clock = {.monotonic_ns = fixed_ns, .wall_us = fixed_us, .context = &now};
    brisk_clock_replace(&clock);
    assert_true(brisk_clock_monotonic_ns() == 12345);
    assert_true(brisk_clock_wall_us() == -12345);
    brisk_clock_replace(NULL);
    assert_true(brisk_clock_wall_us() > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_real_clocks_run),
        cmocka_unit_test(a_test_brings_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

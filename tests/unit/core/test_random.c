/* Bytes of the system's random source. */
#include "core/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void bytes_are_filled_and_differ(void **state)
{
    unsigned char a[64] = {0}, b[64] = {0};
    (void)state;
    assert_true(brisk_random_bytes(a, sizeof(a) - 1));
    assert_true(brisk_random_bytes(b, sizeof(b) - 1));
    assert_memory_not_equal(a, b, sizeof(a) - 1);
    assert_int_equal(a[63], 0); /* no more than was asked for */
    assert_true(brisk_random_bytes(a, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bytes_are_filled_and_differ)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

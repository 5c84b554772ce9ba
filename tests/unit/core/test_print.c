/* test_print.c - print.h against the C library's printf: the same text, or "ask it". */
#include "core/print.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static size_t simple(char *out, size_t size, const char *format, ...) BRISK_PRINTF(3, 4);

static size_t simple(char *out, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    size_t len = brisk_print_simple(out, size, format, args);
    va_end(args);
    return len;
}

#define SAME(...)                                                                                                      \
    do {                                                                                                               \
        char mine[128], theirs[128];                                                                                   \
        size_t len = simple(mine, sizeof(mine), __VA_ARGS__);                                                          \
        assert_int_equal(len, snprintf(theirs, sizeof(theirs), __VA_ARGS__));                                          \
        assert_memory_equal(mine, theirs, len);                                                                        \
    } while (0)

#define LEFT_TO_PRINTF(...)                                                                                            \
    do {                                                                                                               \
        char mine[128];                                                                                                \
        assert_true(simple(mine, sizeof(mine), __VA_ARGS__) == BRISK_PRINT_OTHER);                                     \
    } while (0)

static void the_known_directives_are_as_printf_writes_them(void **state)
{
    (void)state;
    SAME("plain");
    SAME("%%, %d%%, %%%d", 5, 6);
    SAME("%s", "");
    SAME("%s and %s", "one", "two");
    SAME("[%.*s]", 3, "abcdef");
    SAME("[%.*s]", 9, "abc");
    SAME("[%.*s]", 0, "abc");
    SAME("%d %d %d %d", 0, -1, INT_MAX, INT_MIN);
    SAME("%lld %lld %lld", 0LL, LLONG_MAX, LLONG_MIN);
    SAME("%zu %zu", (size_t)0, SIZE_MAX);
    SAME("%s should have at %s %lld %s%s", "String", "least", 1LL, "character", "");
}

static void all_others_are_left_to_printf(void **state)
{
    (void)state;
    LEFT_TO_PRINTF("%5d", 1);
    LEFT_TO_PRINTF("%x", 1U);
    LEFT_TO_PRINTF("%f", 1.0);
    LEFT_TO_PRINTF("a %ld", 1L);
    LEFT_TO_PRINTF("%-3s", "a");
    LEFT_TO_PRINTF("%.*s", -1, "abc");
}

static void text_that_does_not_fit_is_left_to_printf(void **state)
{
    (void)state;
    char out[8];
    assert_int_equal(simple(out, 5, "%s", "12345"), 5);
    assert_true(simple(out, 5, "%s", "123456") == BRISK_PRINT_OTHER);
    assert_true(simple(out, 5, "%d", 123456) == BRISK_PRINT_OTHER);
    assert_true(simple(out, 5, "%s", "123456%d") == BRISK_PRINT_OTHER);
    assert_true(simple(out, 2, "abc") == BRISK_PRINT_OTHER);
    assert_int_equal(simple(out, 0, "%s", ""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_known_directives_are_as_printf_writes_them),
        cmocka_unit_test(all_others_are_left_to_printf),
        cmocka_unit_test(text_that_does_not_fit_is_left_to_printf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

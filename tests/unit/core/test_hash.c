/* Hashes: equal for equal texts, blind to case where asked, and spread evenly. */
#include "core/hash.h"
#include "core/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void each_byte_and_the_length_count(void **state)
{
    (void)state;
    assert_true(brisk_hash(BRISK_S("name"), 0) == brisk_hash(BRISK_S("name"), 0));
    assert_true(brisk_hash(BRISK_S("name"), 0) != brisk_hash(BRISK_S("name"), 1));
    assert_true(brisk_hash(BRISK_S("name"), 0) != brisk_hash(BRISK_S("namE"), 0));
    assert_true(brisk_hash(BRISK_S("a"), 0) != brisk_hash(BRISK_S("a\0"), 0));
    assert_true(brisk_hash((brisk_str){NULL, 0}, 0) == brisk_hash(BRISK_S(""), 0));
    assert_true(brisk_hash_mix(1, 2) != brisk_hash_mix(2, 1));
}

static void ascii_case_is_ignored_and_nothing_else(void **state)
{
    (void)state;
    assert_true(brisk_hash_ignore_case(BRISK_S("Content-Type-Options"), 7) ==
                brisk_hash_ignore_case(BRISK_S("content-TYPE-options"), 7));
    for (unsigned a = 0; a < 256; a++) {
        for (unsigned b = 0; b < 256; b++) {
            char x[9] = "aaaaaaaa";
            char y[9] = "AAAAAAAA";
            x[4] = (char)(unsigned char)a;
            y[4] = (char)(unsigned char)b;
            bool same = brisk_char_lower(x[4]) == brisk_char_lower(y[4]);
            if (same !=
                (brisk_hash_ignore_case(brisk_str_make(x, 8), 0) == brisk_hash_ignore_case(brisk_str_make(y, 8), 0))) {
                fail_msg("%02x %02x", a, b);
            }
        }
    }
}

static void the_low_bits_are_spread(void **state)
{
    (void)state;
    static unsigned counts[1024];
    for (unsigned i = 0; i < 65536; i++) {
        char name[32];
        int len = snprintf(name, sizeof(name), "field_%u", i);
        counts[brisk_hash(brisk_str_make(name, (size_t)len), 0) % 1024]++;
    }
    for (size_t i = 0; i < 1024; i++) {
        assert_in_range(counts[i], 24, 114); /* 64 expected; far beyond six standard deviations */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_byte_and_the_length_count),
        cmocka_unit_test(ascii_case_is_ignored_and_nothing_else),
        cmocka_unit_test(the_low_bits_are_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

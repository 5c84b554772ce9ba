/* UTF-8: every code point there and back, what is no UTF-8, and replacement as Python's errors="replace". */
#include "core/heap.h"
#include "core/str.h"
#include "core/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define REPLACED "\xEF\xBF\xBD"

static void every_code_point_goes_there_and_back(void **state)
{
    (void)state;
    for (uint32_t code_point = 0; code_point <= 0x110100; code_point++) {
        char text[BRISK_UTF8_MAX_LEN];
        size_t len = brisk_utf8_encode(code_point, text);
        bool is_valid = code_point <= 0x10FFFF && !(code_point >= 0xD800 && code_point <= 0xDFFF);
        assert_int_equal(len != 0, is_valid);
        uint32_t decoded = 0;
        if (is_valid &&
            (brisk_utf8_decode(brisk_str_make(text, len), &decoded) != len || decoded != code_point ||
             !brisk_utf8_is_valid(brisk_str_make(text, len)) || brisk_utf8_count(brisk_str_make(text, len)) != 1)) {
            fail_msg("U+%04X", (unsigned)code_point);
        }
        for (size_t cut = 0; cut < len; cut++) {
            assert_int_equal(brisk_utf8_decode(brisk_str_make(text, cut), &decoded), 0);
        }
    }
}

/* Every pair of bytes in front of two continuation bytes is valid exactly where the encoder makes it so. */
static void all_beginnings_are_judged_right(void **state)
{
    (void)state;
    for (unsigned first = 0x80; first < 0x100; first++) {
        for (unsigned second = 0; second < 0x100; second++) {
            const char text[4] = {(char)(unsigned char)first, (char)(unsigned char)second, '\x80', '\x80'};
            uint32_t code_point = 0;
            size_t len = brisk_utf8_decode(brisk_str_make(text, 4), &code_point);
            bool wanted = (second & 0xC0) == 0x80 && first >= 0xC2 && first <= 0xF4 &&
                          !(first == 0xE0 && second < 0xA0) && !(first == 0xED && second > 0x9F) &&
                          !(first == 0xF0 && second < 0x90) && !(first == 0xF4 && second > 0x8F);
            assert_int_equal(len != 0, wanted);
            if (wanted) {
                char again[BRISK_UTF8_MAX_LEN];
                assert_int_equal(brisk_utf8_encode(code_point, again), len);
                assert_memory_equal(again, text, len);
            }
        }
    }
}

static void the_valid_prefix_ends_at_the_first_bad_byte(void **state)
{
    (void)state;
    char text[64];
    for (size_t bad = 0; bad < sizeof(text); bad++) {
        memset(text, 'a', sizeof(text));
        assert_true(brisk_utf8_is_valid(brisk_str_make(text, sizeof(text))));
        text[bad] = '\xFF';
        assert_int_equal(brisk_utf8_valid_prefix(brisk_str_make(text, sizeof(text))), bad);
        if (bad + 1 < sizeof(text)) {
            memcpy(text + bad, "\xC3\xA4", 2);
            assert_true(brisk_utf8_is_valid(brisk_str_make(text, sizeof(text))));
            assert_int_equal(brisk_utf8_count(brisk_str_make(text, sizeof(text))), sizeof(text) - 1);
        }
    }
    assert_true(brisk_utf8_is_valid((brisk_str){NULL, 0}));
    assert_int_equal(brisk_utf8_valid_prefix(BRISK_S("abc\xE2\x82")), 3);
}

static void offsets_count_code_points(void **state)
{
    (void)state;
    brisk_str text = BRISK_S("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80z");
    assert_int_equal(brisk_utf8_count(text), 5);
    assert_int_equal(brisk_utf8_offset(text, 0), 0);
    assert_int_equal(brisk_utf8_offset(text, 3), 2);
    assert_int_equal(brisk_utf8_offset(text, 6), 3);
    assert_int_equal(brisk_utf8_offset(text, 10), 4);
    assert_int_equal(brisk_utf8_offset(text, 1000), 5);
}

/* Recorded from Python: bytes.decode("utf-8", "replace"). */
static void invalid_parts_are_replaced_as_python_does(void **state)
{
    (void)state;
    static const struct {
        brisk_str bytes;
        const char *expected;
    } cases[] = {
        {BRISK_STR("abc\xFF"), "abc" REPLACED},
        {BRISK_STR("\xE2\x82"), REPLACED},
        {BRISK_STR("\xE2\x82z"), REPLACED "z"},
        {BRISK_STR("\xED\xA0\x80"), REPLACED REPLACED REPLACED},
        {BRISK_STR("\xF0\x80\x80\x80"), REPLACED REPLACED REPLACED REPLACED},
        {BRISK_STR("\xF0\x9F\x98"), REPLACED},
        {BRISK_STR("\xF0\x9F\x98\xF0\x9F\x98\x80"), REPLACED "\xF0\x9F\x98\x80"},
        {BRISK_STR("\xC0\xAF"), REPLACED REPLACED},
        {BRISK_STR("\x80\x80"), REPLACED REPLACED},
        {BRISK_STR("\xF4\x90\x80\x80"), REPLACED REPLACED REPLACED REPLACED},
        {BRISK_STR("\xC3"), REPLACED},
        {BRISK_STR("\xC3(\xC3\xA4"), REPLACED "(\xC3\xA4"},
    };
    brisk_arena *arena = brisk_arena_new(0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        brisk_str result = brisk_utf8_replace_invalid(arena, cases[i].bytes);
        if (!brisk_str_is(result, cases[i].expected)) {
            fail_msg("case %d", (int)i);
        }
    }
    brisk_str valid = BRISK_S("\xC3\xA4");
    assert_ptr_equal(brisk_utf8_replace_invalid(arena, valid).ptr, valid.ptr);
    brisk_heap_fail_at(1, false);
    assert_int_equal(brisk_utf8_replace_invalid(arena, BRISK_S("\xFF")).len, 0);
    brisk_arena_free(arena);
}

static void unicode_white_space_is_trimmed(void **state)
{
    (void)state;
    assert_true(brisk_str_is(brisk_utf8_trim(BRISK_S("\xC2\xA0\xE2\x80\x83 a b\xE3\x80\x80\xC2\x85")), "a b"));
    assert_true(brisk_str_is(brisk_utf8_trim(BRISK_S(" \xFF ")), "\xFF"));
    assert_true(brisk_str_is(brisk_utf8_trim(BRISK_S("\x80\x80")), "\x80\x80"));
    assert_int_equal(brisk_utf8_trim(BRISK_S(" \xE3\x80\x80 ")).len, 0);
    assert_int_equal(brisk_utf8_trim((brisk_str){NULL, 0}).len, 0);
    assert_false(brisk_utf8_is_space(0x200B) || brisk_utf8_is_space(0xFEFF) || brisk_utf8_is_space(0x1C));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_goes_there_and_back),
        cmocka_unit_test(all_beginnings_are_judged_right),
        cmocka_unit_test(the_valid_prefix_ends_at_the_first_bad_byte),
        cmocka_unit_test(offsets_count_code_points),
        cmocka_unit_test(invalid_parts_are_replaced_as_python_does),
        cmocka_unit_test(unicode_white_space_is_trimmed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

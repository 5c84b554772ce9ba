/* Helpers for texts: compare, search, trim, split, case. */
#include "core/heap.h"
#include "core/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const brisk_str empty = {NULL, 0};

static void assert_text(brisk_str text, const char *expected)
{
    if (!brisk_str_is(text, expected)) {
        fail_msg("\"%.*s\" is not \"%s\"", (int)text.len, text.len == 0 ? "" : text.ptr, expected);
    }
}

/* Each length, and a difference at each place of it. */
static void bytes_are_compared(void **state)
{
    char a[40], b[40];
    (void)state;
    for (size_t len = 0; len < sizeof(a); len++) {
        memset(a, 'x', len);
        memset(b, 'x', len);
        assert_true(brisk_bytes_equal(a, b, len));
        for (size_t i = 0; i < len; i++) {
            b[i] = 'y';
            assert_false(brisk_bytes_equal(a, b, len));
            b[i] = 'x';
        }
    }
    assert_true(brisk_bytes_equal(NULL, NULL, 0));
}

static void texts_are_compared(void **state)
{
    (void)state;
    assert_true(brisk_str_equal(empty, BRISK_S("")));
    assert_true(brisk_str_equal(BRISK_S("a\0b"), BRISK_S("a\0b")));
    assert_false(brisk_str_equal(BRISK_S("a\0b"), BRISK_S("a\0c")));
    assert_false(brisk_str_is(BRISK_S("a"), "ab"));
    assert_true(brisk_str_is(empty, NULL));
    assert_int_equal(brisk_str_view(NULL).len, 0);
    assert_true(brisk_str_is_ignore_case(BRISK_S("Content-TYPE"), "content-type"));
    assert_false(brisk_str_is_ignore_case(BRISK_S("a@"), "a`")); /* '@' and '`' differ in bit 5 only */
    assert_false(brisk_str_is_ignore_case(BRISK_S("\xC4"), "\xE4"));
    assert_true(brisk_str_compare(BRISK_S("a"), BRISK_S("b")) < 0);
    assert_true(brisk_str_compare(BRISK_S("ab"), BRISK_S("a")) > 0);
    assert_true(brisk_str_compare(BRISK_S("\xC3\xA4"), BRISK_S("z")) > 0);
    assert_int_equal(brisk_str_compare(empty, BRISK_S("")), 0);
    assert_true(brisk_str_equal_secret(BRISK_S("secret"), BRISK_S("secret")));
    assert_false(brisk_str_equal_secret(BRISK_S("secret"), BRISK_S("secreT")));
    assert_false(brisk_str_equal_secret(BRISK_S("secret"), BRISK_S("secretsecret")));
    assert_false(brisk_str_equal_secret(BRISK_S("secret"), empty));
    assert_true(brisk_str_equal_secret(empty, empty));
}

static void parts_are_found(void **state)
{
    (void)state;
    assert_true(brisk_str_starts_with(BRISK_S("abc"), BRISK_S("ab")));
    assert_true(brisk_str_starts_with(empty, empty));
    assert_false(brisk_str_starts_with(BRISK_S("a"), BRISK_S("ab")));
    assert_true(brisk_str_ends_with(BRISK_S("abc"), BRISK_S("bc")));
    assert_false(brisk_str_ends_with(BRISK_S("c"), BRISK_S("bc")));
    assert_int_equal(brisk_str_find_char(BRISK_S("a,b,c"), ','), 1);
    assert_int_equal(brisk_str_find_last_char(BRISK_S("a,b,c"), ','), 3);
    assert_int_equal(brisk_str_find_char(empty, ','), BRISK_STR_NONE);
    assert_int_equal(brisk_str_find_last_char(empty, ','), BRISK_STR_NONE);
    assert_int_equal(brisk_str_find(BRISK_S("aaab"), BRISK_S("aab")), 1);
    assert_int_equal(brisk_str_find(BRISK_S("aaab"), BRISK_S("aaab")), 0);
    assert_int_equal(brisk_str_find(BRISK_S("aaab"), BRISK_S("aaabb")), BRISK_STR_NONE);
    assert_int_equal(brisk_str_find(BRISK_S("aaab"), BRISK_S("ba")), BRISK_STR_NONE);
    assert_int_equal(brisk_str_find(BRISK_S("aaab"), BRISK_S("b")), 3);
    assert_int_equal(brisk_str_find(empty, BRISK_S("b")), BRISK_STR_NONE);
    assert_int_equal(brisk_str_find(empty, empty), 0);
    assert_text(brisk_str_slice(BRISK_S("abc"), 1, 1), "b");
    assert_text(brisk_str_slice(BRISK_S("abc"), 1, SIZE_MAX), "bc");
    assert_text(brisk_str_slice(BRISK_S("abc"), 4, 1), "");
    assert_text(brisk_str_from(empty, 0), "");
}

static void white_space_is_trimmed(void **state)
{
    (void)state;
    assert_text(brisk_str_trim(BRISK_S(" \t\n\v\f\ra b \n")), "a b");
    assert_text(brisk_str_trim(BRISK_S("  ")), "");
    assert_text(brisk_str_trim(empty), "");
    assert_text(brisk_str_trim_ows(BRISK_S(" \ta\n\t ")), "a\n");
}

static void texts_are_split(void **state)
{
    (void)state;
    const char *expected[] = {"a", "", "b", ""};
    brisk_str rest = BRISK_S("a,,b,");
    brisk_str part;
    bool more = true;
    size_t count = 0;
    while (brisk_str_split(&rest, ',', &more, &part)) {
        assert_true(count < 4);
        assert_text(part, expected[count++]);
    }
    assert_int_equal(count, 4);
    rest = empty;
    more = true;
    assert_true(brisk_str_split(&rest, ',', &more, &part));
    assert_text(part, "");
    assert_false(brisk_str_split(&rest, ',', &more, &part));
    brisk_str before;
    brisk_str behind;
    assert_true(brisk_str_cut(BRISK_S("key=a=b"), '=', &before, &behind));
    assert_text(before, "key");
    assert_text(behind, "a=b");
    assert_false(brisk_str_cut(BRISK_S("key"), '=', &before, &behind));
    assert_text(before, "key");
    assert_text(behind, "");
}

static void new_texts_are_made_in_the_arena(void **state)
{
    (void)state;
    brisk_arena *arena = brisk_arena_new(0);
    assert_text(brisk_str_lower(arena, BRISK_S("A-Z[\xC3\x84")), "a-z[\xC3\x84");
    assert_text(brisk_str_upper(arena, BRISK_S("a-z{")), "A-Z{");
    assert_text(brisk_str_concat(arena, BRISK_S("a"), empty, BRISK_S("bc")), "abc");
    assert_text(brisk_str_concat(arena, empty, empty, empty), "");
    assert_false(brisk_arena_failed(arena));
    brisk_heap_fail_at(1, true);
    assert_text(brisk_str_lower(arena, BRISK_S("A")), "");
    assert_text(brisk_str_upper(arena, BRISK_S("A")), "");
    assert_text(brisk_str_concat(arena, BRISK_S("a"), empty, empty), "");
    brisk_heap_fail_at(0, false);
    assert_true(brisk_arena_failed(arena));
    brisk_arena_free(arena);
}

static void characters_are_told_apart(void **state)
{
    (void)state;
    assert_int_equal(brisk_char_hex('f'), 15);
    assert_int_equal(brisk_char_hex('A'), 10);
    assert_int_equal(brisk_char_hex('9'), 9);
    assert_int_equal(brisk_char_hex('g'), -1);
    assert_int_equal(brisk_char_hex('@'), -1);
    assert_true(brisk_char_is_alnum('z') && brisk_char_is_alnum('0') && !brisk_char_is_alnum('_'));
    assert_true(brisk_char_is_space('\v') && !brisk_char_is_space('\x1C'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_compared),        cmocka_unit_test(texts_are_compared),
        cmocka_unit_test(parts_are_found),           cmocka_unit_test(white_space_is_trimmed),
        cmocka_unit_test(texts_are_split),           cmocka_unit_test(new_texts_are_made_in_the_arena),
        cmocka_unit_test(characters_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

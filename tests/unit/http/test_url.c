/* Tests of http/url and http/query: percent-encoding, query strings and forms as Python reads them. */
#include "http/query.h"
#include "http/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/text.h"

static void test_decode(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    assert_text(brisk_percent_decode(arena, BRISK_S("/a%20b+c"), BRISK_DECODE_PATH), "/a b+c");
    assert_text(brisk_percent_decode(arena, BRISK_S("a%20b+c"), BRISK_DECODE_QUERY), "a b c");
    assert_text(brisk_percent_decode(arena, BRISK_S("%2520"), BRISK_DECODE_PATH), "%20");
    assert_text(brisk_percent_decode(arena, BRISK_S("100%"), BRISK_DECODE_PATH), "100%");
    assert_text(brisk_percent_decode(arena, BRISK_S("a%2"), BRISK_DECODE_PATH), "a%2");
    assert_text(brisk_percent_decode(arena, BRISK_S("%zz%4g%g4%41"), BRISK_DECODE_PATH), "%zz%4g%g4A");
    assert_text(brisk_percent_decode(arena, BRISK_S("%%41"), BRISK_DECODE_PATH), "%A");
    assert_text(brisk_percent_decode(arena, BRISK_S("%c3%A9%00"), BRISK_DECODE_PATH), "\xC3\xA9\0");
    assert_text(brisk_percent_decode(arena, BRISK_S("a%FFb"), BRISK_DECODE_PATH), "a\xEF\xBF\xBD"
                                                                                  "b");
    assert_text(brisk_percent_decode(arena, BRISK_S("a\xFF"), BRISK_DECODE_PATH), "a\xEF\xBF\xBD");
    assert_text(brisk_percent_decode(arena, BRISK_S("\xC3%A9"), BRISK_DECODE_QUERY), "\xC3\xA9");
    assert_text(brisk_percent_decode(arena, BRISK_S(""), BRISK_DECODE_QUERY), "");
    brisk_str plain = BRISK_S("nothing/to/do");
    assert_ptr_equal(brisk_percent_decode(arena, plain, BRISK_DECODE_PATH).ptr, plain.ptr);
    brisk_arena_free(arena);
}

static void test_encode(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    assert_text(brisk_percent_encode(arena, BRISK_S("a b/c~d_e.f-g%"), "/"), "a%20b/c~d_e.f-g%25");
    assert_text(brisk_percent_encode(arena, BRISK_S("\xC3\xA9\0"), ""), "%C3%A9%00");
    assert_text(brisk_url_quote(arena, BRISK_S("/else where?x=\xC3\xA9")), "/else%20where?x=%C3%A9");
    assert_text(brisk_url_quote(arena, BRISK_S("https://x.test/a%20b?c=d&e")), "https://x.test/a%20b?c=d&e");
    assert_text(brisk_url_quote(arena, BRISK_S("/a\r\nX: y")), "/a%0D%0AX:%20y");
    assert_text(brisk_url_quote(arena, BRISK_S("/\"<>\\^`{|}")), "/%22%3C%3E%5C%5E%60%7B%7C%7D");
    brisk_arena_free(arena);
}

static void test_query(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    brisk_pairs pairs;
    assert_int_equal(brisk_query_parse(arena, BRISK_S("&&a=1&b&=x&&c=a=b&a=%26+2;d=3&"), 0, &pairs), BRISK_OK);
    assert_int_equal(pairs.count, 5);
    assert_text(pairs.items[0].key, "a");
    assert_text(pairs.items[0].value, "1");
    assert_text(pairs.items[1].key, "b");
    assert_text(pairs.items[1].value, "");
    assert_text(pairs.items[2].key, "");
    assert_text(pairs.items[2].value, "x");
    assert_text(pairs.items[3].value, "a=b");
    assert_text(pairs.items[4].value, "& 2;d=3");
    assert_text(brisk_pairs_get(&pairs, BRISK_S("a")), "& 2;d=3");
    assert_non_null(brisk_pairs_get(&pairs, BRISK_S("b")).ptr);
    assert_null(brisk_pairs_get(&pairs, BRISK_S("A")).ptr);
    assert_int_equal(brisk_pairs_find(&pairs, BRISK_S("a"), 1), 4);
    assert_int_equal(brisk_pairs_find(&pairs, BRISK_S("a"), 5), SIZE_MAX);
    assert_int_equal(brisk_query_parse(arena, BRISK_S(""), 0, &pairs), BRISK_OK);
    assert_int_equal(pairs.count, 0);
    assert_int_equal(brisk_query_parse(arena, BRISK_S("&&&"), 0, &pairs), BRISK_OK);
    assert_int_equal(pairs.count, 0);
    assert_int_equal(brisk_query_parse(arena, BRISK_S("a&b&c"), 3, &pairs), BRISK_OK);
    assert_int_equal(brisk_query_parse(arena, BRISK_S("a&b&c&"), 2, &pairs), BRISK_LIMIT);
    assert_int_equal(pairs.count, 0);
    brisk_arena_free(arena);
}

static void test_form(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    brisk_pairs pairs;
    const char *why = NULL;
    assert_int_equal(brisk_form_parse(arena, BRISK_S("username=\xC3\xA9+%C3%A9%FF&x"), &pairs, &why), BRISK_OK);
    assert_int_equal(pairs.count, 2);
    assert_text(pairs.items[0].value, "\xC3\xA9 \xC3\xA9\xEF\xBF\xBD");
    char *many = brisk_arena_alloc(arena, 2 * BRISK_FORM_FIELDS + 2);
    for (size_t i = 0; i <= BRISK_FORM_FIELDS; i++) {
        memcpy(many + 2 * i, "a&", 2);
    }
    assert_int_equal(brisk_form_parse(arena, (brisk_str){many, 2 * BRISK_FORM_FIELDS}, &pairs, &why), BRISK_OK);
    assert_int_equal(pairs.count, BRISK_FORM_FIELDS);
    assert_null(why);
    assert_int_equal(brisk_form_parse(arena, (brisk_str){many, 2 * BRISK_FORM_FIELDS + 2}, &pairs, &why), BRISK_LIMIT);
    assert_string_equal(why, "Too many fields. Maximum number of fields is 1000.");
    char *large = brisk_arena_alloc(arena, BRISK_FORM_FIELD_SIZE + 2);
    memset(large, 'a', BRISK_FORM_FIELD_SIZE + 2);
    large[1] = '=';
    assert_int_equal(brisk_form_parse(arena, (brisk_str){large, BRISK_FORM_FIELD_SIZE + 1}, &pairs, &why), BRISK_OK);
    assert_int_equal(brisk_form_parse(arena, (brisk_str){large, BRISK_FORM_FIELD_SIZE + 2}, &pairs, NULL), BRISK_LIMIT);
    brisk_arena_free(arena);
}

static void test_exhaustion(void **state)
{
    char text[400];
    for (size_t i = 0; i < sizeof text; i += 4) {
        memcpy(text + i, "%41&", 4);
    }
    for (size_t limit = 1; limit < 12000; limit += 97) {
        brisk_arena *arena = brisk_arena_new(limit);
        brisk_pairs pairs;
        brisk_status status = brisk_query_parse(arena, (brisk_str){text, sizeof text}, 0, &pairs);
        assert_true(status == BRISK_OK || (status == BRISK_NO_MEMORY && pairs.count == 0));
        assert_int_equal(status == BRISK_NO_MEMORY, brisk_arena_failed(arena));
        brisk_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_decode), cmocka_unit_test(test_encode),
                                       cmocka_unit_test(test_query), cmocka_unit_test(test_form),
                                       cmocka_unit_test(test_exhaustion)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

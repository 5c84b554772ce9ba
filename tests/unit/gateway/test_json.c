/* The little JSON writer: commas, text that is no UTF-8, numbers that JSON has no word for. */
#include "core/str.h"
#include "gateway/json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <yyjson.h>

#include <cmocka.h>

static brisk_buffer out;

static int set_up(void **state)
{
    brisk_buffer_init(&out, NULL, 4096);
    return 0;
}

static int tear_down(void **state)
{
    brisk_buffer_clear(&out);
    return 0;
}

static void assert_out(const char *expected)
{
    assert_false(brisk_buffer_failed(&out));
    brisk_buffer_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
}

static void commas_stand_between_members_only(void **state)
{
    brisk_buffer_append_char(&out, '{');
    brisk_json_add_integer(&out, "a", -1);
    brisk_json_add_bool(&out, "b", true);
    brisk_json_add_name(&out, "c");
    brisk_buffer_append_char(&out, '[');
    brisk_json_add_text(&out, NULL, BRISK_S("x"));
    brisk_json_add_text(&out, NULL, (brisk_str){0});
    brisk_json_add_name(&out, NULL);
    brisk_buffer_append_c_string(&out, "[]");
    brisk_buffer_append_c_string(&out, "]");
    brisk_json_add_bool(&out, "d", false);
    brisk_buffer_append_char(&out, '}');
    assert_out("{\"a\":-1,\"b\":true,\"c\":[\"x\",null,[]],\"d\":false}");
}

static void a_text_that_ends_like_an_opening_is_still_followed_by_a_comma(void **state)
{
    brisk_buffer_append_char(&out, '[');
    brisk_json_add_text(&out, NULL, BRISK_S("{"));
    brisk_json_add_text(&out, NULL, BRISK_S("["));
    brisk_buffer_append_char(&out, ']');
    assert_out("[\"{\",\"[\"]");
}

static void milliseconds_have_three_decimals_and_are_always_numbers(void **state)
{
    brisk_buffer_append_char(&out, '[');
    brisk_json_add_ms(&out, NULL, 1.23456);
    brisk_json_add_ms(&out, NULL, 0);
    brisk_json_add_ms(&out, NULL, NAN);
    brisk_json_add_ms(&out, NULL, INFINITY);
    brisk_json_add_ms(&out, NULL, -1);
    brisk_buffer_append_char(&out, ']');
    brisk_buffer_append_char(&out, '\0');
    yyjson_doc *doc = yyjson_read(out.data, out.len - 1, 0);
    assert_non_null(doc);
    static const double expected[] = {1.235, 0, 0, 0, -1};
    for (size_t i = 0; i < 5; i++) {
        double difference = yyjson_get_num(yyjson_arr_get(yyjson_doc_get_root(doc), i)) - expected[i];
        assert_true(fabs(difference) < 1e-9);
    }
    yyjson_doc_free(doc);
}

static void what_is_no_utf8_is_shown_with_replacement_characters(void **state)
{
    brisk_buffer_append_char(&out, '[');
    brisk_json_add_text(&out, NULL, BRISK_S("a\xFF\"\\\n\x01z"));
    brisk_buffer_append_char(&out, ']');
    assert_out("[\"a\xEF\xBF\xBD\\u0022\\u005c\\u000a\\u0001z\"]");
}

static void text_is_escaped_and_kept(void **state)
{
    static const char hostile[] = "</script>\"\\\r\n\t\x00 \xE2\x98\x95";
    brisk_str text = {hostile, sizeof(hostile) - 1};
    brisk_buffer_append_char(&out, '[');
    brisk_json_add_text(&out, NULL, text);
    brisk_buffer_append_char(&out, ']');
    yyjson_doc *doc = yyjson_read(out.data, out.len, 0);
    assert_non_null(doc);
    yyjson_val *item = yyjson_arr_get_first(yyjson_doc_get_root(doc));
    assert_int_equal(yyjson_get_len(item), text.len);
    assert_memory_equal(yyjson_get_str(item), text.ptr, text.len);
    yyjson_doc_free(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(commas_stand_between_members_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_that_ends_like_an_opening_is_still_followed_by_a_comma, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(milliseconds_have_three_decimals_and_are_always_numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_utf8_is_shown_with_replacement_characters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(text_is_escaped_and_kept, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

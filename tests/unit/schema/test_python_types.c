/* test_python_types.c - what Python's types have beyond C's: keys that are numbers, tuples of any length, whole numbers of
 * any length, defaults that the document does not tell, defaults of tuples and unions. */

#include <brisk/describe.h>
#include <brisk/json.h>
#include <brisk/value.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

TUPLE(Place, (int64, number), (str, text));
UNION(NumberOrBool, double, bool);

MODEL(Keys, (map(bool), flags, int_keys));
MODEL(Row, (list(int64), items, as_tuple, max_length(2)));
MODEL(Whole, (json, n, whole, defaults("1180591620717411303424")));
MODEL(Defaults,
    (Place,        place, defaults(7, "x")),
    (NumberOrBool, either, defaults(2.5)),
    (list(str),    names, defaults("a"), untold));

static brisk_arena *arena;

static int set_up(void **state)
{
    arena = brisk_arena_new(0);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    brisk_arena_free(arena);
    return 0;
}

/* What a body becomes when it is read and written again; where it is refused, the type of the first problem. */
static const char *echo(const brisk_type *type, const char *body)
{
    void *value = brisk_arena_alloc(arena, type->size);
    brisk_str text = {NULL, 0}, problems = {NULL, 0};
    brisk_json parsed, detail;
    if (brisk_value_from_json(arena, type, value, brisk_str_view(body), &problems) == BRISK_OK) {
        text = brisk_value_to_json(arena, type, value);
    } else {
        assert_int_equal(brisk_json_parse(arena, problems, &parsed), BRISK_OK);
        detail = brisk_json_at(brisk_json_get(parsed, BRISK_S("detail")), 0);
        text = brisk_arena_printf(arena, "%.*s", (int)problems.len, problems.ptr);
        assert_true(brisk_json_str(brisk_json_get(detail, BRISK_S("type")), &text));
    }
    return brisk_arena_printf(arena, "%.*s%c", (int)text.len, text.ptr, 0).ptr;
}

static void test_int_keys(void **state)
{
    assert_string_equal(echo(&brisk_type_Keys, "{\"flags\":{\"7\":true,\"-1\":false}}"),
                        "{\"flags\":{\"7\":true,\"-1\":false}}");
    assert_string_equal(echo(&brisk_type_Keys, "{\"flags\":{\"+7\":true}}"), "{\"flags\":{\"7\":true}}");
    assert_string_equal(echo(&brisk_type_Keys, "{\"flags\":{\"x\":true}}"), "int_parsing");
    assert_string_equal(echo(&brisk_type_Keys, "{\"flags\":{}}"), "{\"flags\":{}}");
}

static void test_int_keys_that_become_the_same(void **state)
{
    assert_string_equal(echo(&brisk_type_Keys, "{\"flags\":{\"7\":true,\"8\":true,\"07\":false}}"),
                        "{\"flags\":{\"7\":false,\"8\":true}}");
}

static void test_int_key_and_its_value_are_both_told(void **state)
{
    Keys keys;
    brisk_str problems = {NULL, 0};
    brisk_json parsed;
    brisk_str body = BRISK_S("{\"flags\":{\"x\":\"maybe\"}}");
    assert_int_equal(brisk_from_json(arena, Keys, &keys, body, &problems), BRISK_INVALID);
    assert_int_equal(brisk_json_parse(arena, problems, &parsed), BRISK_OK);
    assert_int_equal(brisk_json_count(brisk_json_get(parsed, BRISK_S("detail"))), 2);
}

static void test_tuple_of_any_length(void **state)
{
    assert_string_equal(echo(&brisk_type_Row, "{\"items\":[1,2]}"), "{\"items\":[1,2]}");
    assert_string_equal(echo(&brisk_type_Row, "{\"items\":5}"), "tuple_type");
    assert_string_equal(echo(&brisk_type_Row, "{\"items\":[1,2,3]}"), "too_long");
}

static void test_whole_number_of_any_length(void **state)
{
    assert_string_equal(echo(&brisk_type_Whole, "{\"n\":5}"), "{\"n\":5}");
    assert_string_equal(echo(&brisk_type_Whole, "{\"n\":\"-0012\"}"), "{\"n\":-12}");
    assert_string_equal(echo(&brisk_type_Whole, "{\"n\":18446744073709551615}"), "{\"n\":18446744073709551615}");
    assert_string_equal(echo(&brisk_type_Whole, "{\"n\":-123456789012345678901234567890}"),
                        "{\"n\":-123456789012345678901234567890}");
    assert_string_equal(echo(&brisk_type_Whole, "{\"n\":\"0123456789012345678901234567890\"}"),
                        "{\"n\":123456789012345678901234567890}");
    assert_string_equal(echo(&brisk_type_Whole, "{\"n\":1.5}"), "int_from_float");
    assert_string_equal(echo(&brisk_type_Whole, "{\"n\":\"12x\"}"), "int_parsing");
    assert_string_equal(echo(&brisk_type_Whole, "{}"), "{\"n\":1180591620717411303424}");
}

static void test_whole_number_of_4301_digits(void **state)
{
    char body[4400] = "{\"n\":\"";
    size_t start = strlen(body);
    memset(body + start, '9', 4301);
    memcpy(body + start + 4301, "\"}", 3);
    assert_string_equal(echo(&brisk_type_Whole, body), "int_parsing_size");
    memcpy(body + start + 4300, "\"}", 3);
    assert_true(strlen(echo(&brisk_type_Whole, body)) > 4300);
}

static void test_defaults_of_tuple_and_union(void **state)
{
    assert_string_equal(echo(&brisk_type_Defaults, "{}"), "{\"place\":[7,\"x\"],\"either\":2.5,\"names\":[\"a\"]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_int_keys),
        cmocka_unit_test(test_int_keys_that_become_the_same),
        cmocka_unit_test(test_int_key_and_its_value_are_both_told),
        cmocka_unit_test(test_tuple_of_any_length),
        cmocka_unit_test(test_whole_number_of_any_length),
        cmocka_unit_test(test_whole_number_of_4301_digits),
        cmocka_unit_test(test_defaults_of_tuple_and_union),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* test_json.c - reading, comparing, copying and making values of the type json. */
#include <brisk/brisk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static brisk_arena *arena;

static int setup(void **state)
{
    arena = brisk_arena_new(0);
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    brisk_arena_free(arena);
    return 0;
}

static brisk_json parse(const char *text)
{
    brisk_json value;
    assert_int_equal(brisk_json_parse(arena, brisk_str_view(text), &value), BRISK_OK);
    return value;
}

static void test_kinds(void **state)
{
    static const struct {
        const char *text;
        brisk_json_kind kind;
    } cases[] = {
        {"null", BRISK_JSON_NULL},
        {"true", BRISK_JSON_BOOL},
        {"1", BRISK_JSON_INT},
        {"-1", BRISK_JSON_INT},
        {"1.0", BRISK_JSON_REAL},
        {"1e2", BRISK_JSON_REAL},
        {"\"\"", BRISK_JSON_STR},
        {"[]", BRISK_JSON_ARRAY},
        {"{}", BRISK_JSON_OBJECT},
        {"123456789012345678901234567890", BRISK_JSON_INT},
        {"-9223372036854775808", BRISK_JSON_INT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(brisk_json_kind_of(parse(cases[i].text)), cases[i].kind);
    }
    assert_int_equal(brisk_json_kind_of((brisk_json){NULL}), BRISK_JSON_NULL);
}

static void test_scalars(void **state)
{
    bool truth = false;
    int64_t number = 7;
    double real = 7;
    brisk_str text = S("kept");
    assert_true(brisk_json_bool(parse("true"), &truth) && truth);
    assert_false(brisk_json_bool(parse("1"), &truth));
    assert_true(brisk_json_int(parse("-9223372036854775808"), &number) && number == INT64_MIN);
    assert_true(brisk_json_int(parse("9223372036854775807"), &number) && number == INT64_MAX);
    assert_false(brisk_json_int(parse("9223372036854775808"), &number));
    assert_false(brisk_json_int(parse("3.0"), &number));
    assert_true(number == INT64_MAX);
    assert_true(brisk_json_real(parse("1.5"), &real) && real > 1.4 && real < 1.6);
    assert_true(brisk_json_real(parse("-2"), &real) && real < -1.9);
    assert_true(brisk_json_real(parse("123456789012345678901234567890"), &real) && real > 1e29 && real < 2e29);
    assert_false(brisk_json_real(parse("\"1\""), &real));
    assert_false(brisk_json_str(parse("1"), &text));
    assert_true(brisk_str_is(text, "kept"));
    assert_true(brisk_json_str(parse("\"a\\u00e9\""), &text) && brisk_str_is(text, "aé"));
}

static void test_number_text(void **state)
{
    brisk_str text;
    static const char *const same[] = {"0", "-5", "18446744073709551615", "123456789012345678901234567890", "0.1"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        assert_true(brisk_json_number_text(arena, parse(same[i]), &text));
        assert_true(brisk_str_is(text, same[i]));
    }
    assert_false(brisk_json_number_text(arena, parse("\"1\""), &text));
}

static void test_lookups(void **state)
{
    brisk_json value = parse("{\"a\":[1,2,3],\"n\":null,\"a\":[10,20]}"), found;
    int64_t number;
    assert_int_equal(brisk_json_count(value), 3); /* a key that came twice counts twice */
    assert_true(brisk_json_int(brisk_json_at(brisk_json_get(value, S("a")), 1), &number) && number == 20);
    assert_null(brisk_json_at(brisk_json_get(value, S("a")), 2).node);
    assert_null(brisk_json_get(brisk_json_get(value, S("no")), S("deeper")).node); /* lookups chain */
    assert_true(brisk_json_find(value, S("n"), &found));
    assert_int_equal(brisk_json_kind_of(found), BRISK_JSON_NULL);
    assert_false(brisk_json_find(value, S("x"), NULL));
    assert_false(brisk_json_find(parse("[1]"), S("x"), NULL));
    assert_null(brisk_json_at(value, 0).node); /* an object has no index */
}

static void test_walk(void **state)
{
    brisk_json value = parse("{\"a\":1,\"b\":[2,3]}"), item;
    brisk_str key;
    brisk_json_iter iter = brisk_json_iterate(value);
    assert_true(brisk_json_next(&iter, &key, &item) && brisk_str_is(key, "a"));
    assert_true(brisk_json_next(&iter, &key, &item) && brisk_str_is(key, "b"));
    assert_false(brisk_json_next(&iter, NULL, NULL));
    iter = brisk_json_iterate(item);
    int64_t sum = 0, number;
    while (brisk_json_next(&iter, NULL, &item)) {
        assert_true(brisk_json_int(item, &number));
        sum += number;
    }
    assert_int_equal(sum, 5);
    iter = brisk_json_iterate((brisk_json){NULL});
    assert_false(brisk_json_next(&iter, NULL, NULL));
}

static void test_equal(void **state)
{
    static const struct {
        const char *a, *b;
        bool is_equal;
    } cases[] = {
        {"1", "1.0", true},
        {"1", "2", false},
        {"18446744073709551615", "18446744073709551615", true},
        {"123456789012345678901234567890", "123456789012345678901234567891", false},
        {"-0.0", "0", true},
        {"true", "1", false},
        {"null", "false", false},
        {"\"a\"", "\"\\u0061\"", true},
        {"[1,2]", "[2,1]", false},
        {"[1]", "[1,2]", false},
        {"{\"a\":1,\"b\":[{}]}", "{\"b\":[{}],\"a\":1}", true},
        {"{\"a\":1}", "{\"b\":1}", false},
        {"{\"a\":null}", "{}", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(brisk_json_equal(parse(cases[i].a), parse(cases[i].b)), cases[i].is_equal);
        assert_int_equal(brisk_json_equal(parse(cases[i].b), parse(cases[i].a)), cases[i].is_equal);
    }
}

static void test_text_and_copy(void **state)
{
    static const char text[] = "{\"k\":[1,2.5,null,true,\"é\\n\",123456789012345678901234567890],\"e\":{}}";
    brisk_json value = parse(text), copy;
    assert_true(brisk_str_is(brisk_json_text(arena, value), text));
    brisk_arena *other = brisk_arena_new(0);
    assert_true(brisk_json_copy(other, value, &copy));
    brisk_arena_reset(arena, 0);
    assert_true(brisk_str_is(brisk_json_text(other, copy), text));
    assert_true(brisk_json_copy(other, (brisk_json){NULL}, &copy));
    assert_null(copy.node);
    brisk_arena *tiny = brisk_arena_new(64);
    brisk_json long_text =
        brisk_json_of_str(other, S("a text that is longer than the arena may hold, much longer than that"));
    assert_false(brisk_json_copy(tiny, long_text, &copy));
    assert_null(copy.node);
    brisk_arena_free(tiny);
    brisk_arena_free(other);
}

static void test_making(void **state)
{
    assert_true(brisk_str_is(brisk_json_text(arena, brisk_json_of_str(arena, S("a\"b"))), "\"a\\\"b\""));
    assert_null(brisk_json_of_str(arena, S("\xff")).node);
    assert_true(brisk_str_is(brisk_json_text(arena, brisk_json_of_int(arena, -3)), "-3"));
    assert_true(brisk_str_is(brisk_json_text(arena, brisk_json_of_real(arena, 0.5)), "0.5"));
    assert_true(brisk_str_is(brisk_json_text(arena, brisk_json_of_real(arena, 1e308 * 10)), "null"));
    assert_true(brisk_str_is(brisk_json_text(arena, brisk_json_of_bool(arena, true)), "true"));
    assert_true(brisk_str_is(brisk_json_text(arena, (brisk_json){NULL}), "null"));
    int64_t number = 4;
    assert_true(brisk_str_is(brisk_json_text(arena, brisk_json_from_value(arena, &brisk_type_int64, &number)), "4"));
}

static void test_syntax(void **state)
{
    static const char *const wrong[] = {"", "{", "[1,]", "NaN", "{\"a\":1,}", "01", "\"\\ud800\"", "1 2", "\xff"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        brisk_json value;
        assert_int_equal(brisk_json_parse(arena, brisk_str_view(wrong[i]), &value), BRISK_SYNTAX);
        assert_null(value.node);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_kinds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_scalars, setup, teardown),
        cmocka_unit_test_setup_teardown(test_number_text, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lookups, setup, teardown),
        cmocka_unit_test_setup_teardown(test_walk, setup, teardown),
        cmocka_unit_test_setup_teardown(test_equal, setup, teardown),
        cmocka_unit_test_setup_teardown(test_text_and_copy, setup, teardown),
        cmocka_unit_test_setup_teardown(test_making, setup, teardown),
        cmocka_unit_test_setup_teardown(test_syntax, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

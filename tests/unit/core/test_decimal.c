/* Decimals: what pydantic answered, hostile texts, comparison and counts. */
#include "core/decimal.h"

#include "format_table.h"

static brisk_format_result answer(const table_input *input, brisk_arena *arena, brisk_str *text)
{
    char buf[BRISK_DECIMAL_NUMBER_TEXT];

    if (input->kind == TABLE_TEXT) {
        return brisk_decimal_parse(input->text, text, arena);
    }
    *text = brisk_str_copy(arena, input->kind == TABLE_INT ? brisk_decimal_format_int64(buf, input->integer)
                                                           : brisk_decimal_format_double(buf, input->number));
    return (brisk_format_result){BRISK_FORMAT_OK, {NULL, 0}};
}

/* The functions that take a parsed decimal must bear whatever parse lets through. */
static brisk_format_result use_answer(const table_input *input, brisk_arena *arena, brisk_str *text)
{
    brisk_format_result result = brisk_decimal_parse(input->text, text, arena);

    if (result.error == BRISK_FORMAT_OK) {
        brisk_decimal again;
        assert_int_equal(brisk_decimal_parse(*text, &again, arena).error, BRISK_FORMAT_OK);
        assert_true(brisk_str_equal(*text, again));
        assert_int_equal(brisk_decimal_compare(*text, again), 0);
        brisk_decimal_count(*text);
        brisk_decimal_is_multiple(*text, BRISK_S("0.01"));
        assert_true(brisk_decimal_compare(*text, BRISK_S("0")) == -brisk_decimal_compare(BRISK_S("0"), *text));
    }
    return result;
}

static void recorded(void **state)
{
    (void)state;
    run_table("decimal", answer);
}

static void hostile(void **state)
{
    (void)state;
    run_hostile("decimal", use_answer, "0.");
    run_hostile("decimal", use_answer, "1e");
}

static int compare(const char *a, const char *b)
{
    return brisk_decimal_compare((brisk_str){a, strlen(a)}, (brisk_str){b, strlen(b)});
}

static void comparison_is_exact(void **state)
{
    static const char *const rising[] = {"-1E+999999999999999999",
                                         "-10.5",
                                         "-10.49",
                                         "-1",
                                         "-0.001",
                                         "-1E-1000",
                                         "0",
                                         "1E-1000",
                                         "0.001",
                                         "0.0010000000000000000000001",
                                         "0.99",
                                         "1",
                                         "9007199254740992",
                                         "9007199254740993",
                                         "1E+20",
                                         "1E+999999999999999999"};
    size_t count = sizeof(rising) / sizeof(rising[0]);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            assert_int_equal(compare(rising[i], rising[j]), (i > j) - (i < j));
        }
    }
    assert_int_equal(compare("1.0", "1"), 0);
    assert_int_equal(compare("-0", "0.00"), 0);
    assert_int_equal(compare("1E+3", "1000.000"), 0);
    assert_int_equal(compare("0.00012", "1.2E-4"), 0);
}

static void check_count(const char *text, uint64_t digits, uint64_t decimals, uint64_t whole)
{
    brisk_decimal_counts counts = brisk_decimal_count((brisk_str){text, strlen(text)});

    assert_int_equal(counts.digits, digits);
    assert_int_equal(counts.decimals, decimals);
    assert_int_equal(counts.whole, whole);
}

static void counts(void **state)
{
    (void)state;
    check_count("12.50", 3, 1, 2);
    check_count("0.01", 2, 2, 0);
    check_count("0.10", 1, 1, 0);
    check_count("1E+3", 4, 0, 4);
    check_count("100", 3, 0, 3);
    check_count("0", 1, 0, 1);
    check_count("0.00", 1, 0, 0);
    check_count("123.456", 6, 3, 3);
    check_count("1E-7", 7, 7, 0);
}

static bool is_multiple(const char *value, const char *step)
{
    return brisk_decimal_is_multiple((brisk_str){value, strlen(value)}, (brisk_str){step, strlen(step)});
}

static void multiples(void **state)
{
    (void)state;
    assert_true(is_multiple("0.3", "0.1"));
    assert_true(is_multiple("-7.50", "0.25"));
    assert_true(is_multiple("0", "7"));
    assert_true(is_multiple("1E+30", "7") == false);
    assert_true(is_multiple("7E+30", "7"));
    assert_true(is_multiple("1E+30", "0.008"));
    assert_true(is_multiple("100", "20"));
    assert_false(is_multiple("0.35", "0.1"));
    assert_false(is_multiple("5", "0"));
    assert_true(is_multiple("123456789012345678901234567890", "15"));
    assert_false(is_multiple("123456789012345678901234567891", "15"));
    assert_true(is_multiple("999999999999999999", "999999999999999999"));
}

static void parts(void **state)
{
    brisk_decimal_parts split;

    (void)state;
    assert_true(brisk_decimal_split(BRISK_S("-1.25E+7"), &split));
    assert_true(split.negative);
    assert_true(brisk_str_is(split.whole, "1"));
    assert_true(brisk_str_is(split.fraction, "25"));
    assert_int_equal(split.exponent, 7);
    assert_false(brisk_decimal_split(BRISK_S("x"), &split));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded), cmocka_unit_test(hostile),   cmocka_unit_test(comparison_is_exact),
        cmocka_unit_test(counts),   cmocka_unit_test(multiples), cmocka_unit_test(parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

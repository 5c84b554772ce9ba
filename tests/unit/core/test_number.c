/* Numbers: pydantic's rules for texts, limits of the types, and doubles that read back as what was written. */
#include "core/clock.h"
#include "core/number.h"
#include "core/str.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Answers of pydantic 2.13.4 for int, in lax mode; "1_000", "1_0.0" are read there, and not here. */
static void integers_are_read_by_pydantics_rules(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } valid[] = {
        {" 7 ", 7},         {"\xC2\xA0+7\xE3\x80\x80", 7},
        {"\t\n\v\f\r7", 7}, {"+7", 7},
        {"00", 0},          {"-0", 0},
        {"-0.0", 0},        {"+0.0", 0},
        {"3.0", 3},         {"3.000", 3},
        {"3.0 ", 3},        {"+007.00", 7},
        {"-007.00", -7},    {"00000000000000000000000000007", 7},
        {"000.000", 0},     {"-9223372036854775808", INT64_MIN},
        {"\xC2\x85+7", 7},  {"9223372036854775807", INT64_MAX},
    };
    for (size_t i = 0; i < sizeof(valid) / sizeof(valid[0]); i++) {
        int64_t value = 99;
        assert_int_equal(brisk_int64_parse(brisk_str_view(valid[i].text), &value), BRISK_NUMBER_OK);
        assert_true(value == valid[i].value);
    }
    static const char *const invalid[] = {
        "",       " ",     "+",    "-",     "+ 7",
        "--7",    "-+7",   "3.",   ".0",    "-.0",
        "3.5",    "3.0e0", "1e3",  "0x10",  "7.",
        "1_000",  "1 .0",  "1. 0", "1.0.0", "\xD9\xA3",
        "\x1C+7", "1.0_0", "abc",  "7a",    "\xE2\x80\x8B+7",
    };
    for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++) {
        int64_t value = 99;
        if (brisk_int64_parse(brisk_str_view(invalid[i]), &value) != BRISK_NUMBER_INVALID || value != 99) {
            fail_msg("\"%s\"", invalid[i]);
        }
    }
    int64_t value;
    assert_int_equal(brisk_int64_parse(BRISK_S("7\0"), &value), BRISK_NUMBER_INVALID);
}

static void types_have_their_limits(void **state)
{
    (void)state;
    int64_t i64;
    assert_int_equal(brisk_int64_parse(BRISK_S("9223372036854775808"), &i64), BRISK_NUMBER_TOO_BIG);
    assert_int_equal(brisk_int64_parse(BRISK_S("-9223372036854775809"), &i64), BRISK_NUMBER_TOO_SMALL);
    assert_int_equal(brisk_int64_parse(BRISK_S("-99999999999999999999999"), &i64), BRISK_NUMBER_TOO_SMALL);
    uint64_t u64;
    assert_int_equal(brisk_uint64_parse(BRISK_S("18446744073709551615"), &u64), BRISK_NUMBER_OK);
    assert_true(u64 == UINT64_MAX);
    assert_int_equal(brisk_uint64_parse(BRISK_S("18446744073709551616"), &u64), BRISK_NUMBER_TOO_BIG);
    assert_int_equal(brisk_uint64_parse(BRISK_S("-1"), &u64), BRISK_NUMBER_TOO_SMALL);
    assert_int_equal(brisk_uint64_parse(BRISK_S("-0"), &u64), BRISK_NUMBER_OK);
    int32_t i32;
    assert_int_equal(brisk_int32_parse(BRISK_S("-2147483648"), &i32), BRISK_NUMBER_OK);
    assert_true(i32 == INT32_MIN);
    assert_int_equal(brisk_int32_parse(BRISK_S("2147483647"), &i32), BRISK_NUMBER_OK);
    assert_int_equal(brisk_int32_parse(BRISK_S("2147483648"), &i32), BRISK_NUMBER_TOO_BIG);
    assert_int_equal(brisk_int32_parse(BRISK_S("-2147483649"), &i32), BRISK_NUMBER_TOO_SMALL);
    uint32_t u32;
    assert_int_equal(brisk_uint32_parse(BRISK_S("4294967295"), &u32), BRISK_NUMBER_OK);
    assert_int_equal(brisk_uint32_parse(BRISK_S("4294967296"), &u32), BRISK_NUMBER_TOO_BIG);
    char digits[BRISK_NUMBER_MAX_DIGITS + 1];
    memset(digits, '9', sizeof(digits));
    assert_int_equal(brisk_int64_parse(brisk_str_make(digits, sizeof(digits) - 1), &i64), BRISK_NUMBER_TOO_BIG);
    assert_int_equal(brisk_int64_parse(brisk_str_make(digits, sizeof(digits)), &i64), BRISK_NUMBER_TOO_LONG);
    assert_int_equal(brisk_double_parse(brisk_str_make(digits, sizeof(digits)), &(double){0}), BRISK_NUMBER_OK);
    memset(digits, '0', sizeof(digits));
    assert_int_equal(brisk_int64_parse(brisk_str_make(digits, sizeof(digits)), &i64), BRISK_NUMBER_OK);
    assert_int_equal(brisk_digits_parse(BRISK_S("65535"), 65535, &u64), BRISK_NUMBER_OK);
    assert_int_equal(brisk_digits_parse(BRISK_S("65536"), 65535, &u64), BRISK_NUMBER_TOO_BIG);
    assert_int_equal(brisk_digits_parse(BRISK_S("99999999999999999999"), UINT64_MAX, &u64), BRISK_NUMBER_TOO_BIG);
    assert_int_equal(brisk_digits_parse(BRISK_S("+1"), 9, &u64), BRISK_NUMBER_INVALID);
    assert_int_equal(brisk_digits_parse(BRISK_S(""), 9, &u64), BRISK_NUMBER_INVALID);
}

static void floats_are_read_by_pydantics_rules(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } valid[] = {
        {" 7 ", 7.0},
        {"7.5", 7.5},
        {"1e5", 1e5},
        {"1E5", 1e5},
        {"1e+5", 1e5},
        {"1e-5", 1e-5},
        {".5", 0.5},
        {"5.", 5.0},
        {"-.5", -0.5},
        {"+.5", 0.5},
        {"5.e5", 5e5},
        {"1e999", INFINITY},
        {"-1e999", -INFINITY},
        {"1e-999", 0.0},
        {"inf", INFINITY},
        {"-iNfInItY", -INFINITY},
        {"+inf", INFINITY},
        {"0e999999999999", 0},
        {"007.250", 7.25},
        {"0.000001", 1e-6},
        {"1e22", 1e22},
        {"1e23", 1e23},
        {"5e-324", 0x1p-1074},
        {"2.4703282292062327e-324", 0.0},
        {"1e99999999999999999999", INFINITY},
        {"1e-99999999999999999999", 0.0},
        {"9007199254740993", 9007199254740992.0},
        {"1.7976931348623157e308", 0x1.fffffffffffffp1023},
        {"1.7976931348623159e308", INFINITY},
    };
    for (size_t i = 0; i < sizeof(valid) / sizeof(valid[0]); i++) {
        double value = 99;
        if (brisk_double_parse(brisk_str_view(valid[i].text), &value) != BRISK_NUMBER_OK || value != valid[i].value) {
            fail_msg("\"%s\" gave %.17g", valid[i].text, value);
        }
    }
    double value;
    assert_int_equal(brisk_double_parse(BRISK_S("-NaN"), &value), BRISK_NUMBER_OK);
    assert_true(isnan(value));
    assert_int_equal(brisk_double_parse(BRISK_S("-0"), &value), BRISK_NUMBER_OK);
    assert_true(value == 0 && signbit(value));
    static const char *const invalid[] = {
        "",      " ",  "+",  ".",   "1e",    "1e+",     "e5",     ".e5", "1 e5",  "1_000", "1,5",      "0x10",
        "0x1p3", "1d", "1f", "+ 1", "1.2.3", "infinit", "nan(1)", "--1", "1e5.0", "1e5 6", "\xD9\xA3", "\x1C+7",
    };
    for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++) {
        value = 99;
        if (brisk_double_parse(brisk_str_view(invalid[i]), &value) != BRISK_NUMBER_INVALID || value != 99) {
            fail_msg("\"%s\"", invalid[i]);
        }
    }
    assert_int_equal(brisk_double_parse(BRISK_S("1\0"), &value), BRISK_NUMBER_INVALID);
}

/* 1 + 2^-53 lies in the middle of two doubles: one digit more, however far away, decides. */
static void long_texts_are_rounded_right(void **state)
{
    (void)state;
    const char *middle = "1.00000000000000011102230246251565404236316680908203125";
    char text[5000];
    double value;
    assert_int_equal(brisk_double_parse(brisk_str_view(middle), &value), BRISK_NUMBER_OK);
    assert_true(value == 1.0);
    size_t len = strlen(middle);
    memcpy(text, middle, len);
    memset(text + len, '0', sizeof(text) - len);
    assert_int_equal(brisk_double_parse(brisk_str_make(text, sizeof(text)), &value), BRISK_NUMBER_OK);
    assert_true(value == 1.0);
    text[sizeof(text) - 1] = '1';
    assert_int_equal(brisk_double_parse(brisk_str_make(text, sizeof(text)), &value), BRISK_NUMBER_OK);
    assert_true(value == 1.0 + 0x1p-52);
    memset(text, '0', sizeof(text));
    text[1] = '.';
    text[sizeof(text) - 1] = '7';
    assert_int_equal(brisk_double_parse(brisk_str_make(text, sizeof(text)), &value), BRISK_NUMBER_OK);
    assert_true(value == 0.0);
    memcpy(text + sizeof(text) - 6, "7e4994", 6); /* 0.00…07e4994: 4993 zeros and a 7 */
    assert_int_equal(brisk_double_parse(brisk_str_make(text, sizeof(text)), &value), BRISK_NUMBER_OK);
    assert_true(value == 7e1);
}

static void doubles_become_whole_numbers(void **state)
{
    (void)state;
    int64_t i64;
    uint64_t u64;
    assert_int_equal(brisk_int64_from_double(3.0, &i64), BRISK_NUMBER_OK);
    assert_true(i64 == 3);
    assert_int_equal(brisk_int64_from_double(-0x1p63, &i64), BRISK_NUMBER_OK);
    assert_true(i64 == INT64_MIN);
    assert_int_equal(brisk_int64_from_double(3.5, &i64), BRISK_NUMBER_INVALID);
    assert_int_equal(brisk_int64_from_double((double)NAN, &i64), BRISK_NUMBER_INVALID);
    assert_int_equal(brisk_int64_from_double((double)INFINITY, &i64), BRISK_NUMBER_INVALID);
    assert_int_equal(brisk_int64_from_double(0x1p63, &i64), BRISK_NUMBER_TOO_BIG);
    assert_int_equal(brisk_int64_from_double(-1e300, &i64), BRISK_NUMBER_TOO_SMALL);
    assert_int_equal(brisk_uint64_from_double(0x1p63, &u64), BRISK_NUMBER_OK);
    assert_int_equal(brisk_uint64_from_double(0x1p64, &u64), BRISK_NUMBER_TOO_BIG);
    assert_int_equal(brisk_uint64_from_double(-1.0, &u64), BRISK_NUMBER_TOO_SMALL);
    assert_int_equal(brisk_uint64_from_double(-0.0, &u64), BRISK_NUMBER_OK);
    assert_int_equal(brisk_uint64_from_double(0.5, &u64), BRISK_NUMBER_INVALID);
}

static void integers_are_written(void **state)
{
    (void)state;
    static const int64_t values[] = {0, 1, -1, 9, 10, 99, 100, -12345678901234, INT64_MAX, INT64_MIN, INT32_MIN};
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        char text[BRISK_INTEGER_MAX_LEN];
        char expected[32];
        size_t len = brisk_int64_format(text, values[i]);
        assert_int_equal(len, snprintf(expected, sizeof(expected), "%lld", (long long)values[i]));
        assert_memory_equal(text, expected, len);
    }
    char text[BRISK_INTEGER_MAX_LEN];
    assert_int_equal(brisk_uint64_format(text, UINT64_MAX), 20);
    assert_memory_equal(text, "18446744073709551615", 20);
}

/* Answers of pydantic's dump_json. */
static void doubles_are_written_as_pydantic_does(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *expected;
    } cases[] = {
        {0.1, "0.1"},
        {3.0, "3.0"},
        {-0.0, "-0.0"},
        {0.0, "0.0"},
        {1e-4, "0.0001"},
        {1e-5, "0.00001"},
        {1.5e-5, "0.000015"},
        {1e-6, "1e-6"},
        {1.5e-6, "1.5e-6"},
        {1e-7, "1e-7"},
        {1e-10, "1e-10"},
        {1e15, "1000000000000000.0"},
        {1e16, "1e+16"},
        {1.5e15, "1500000000000000.0"},
        {1e17, "1e+17"},
        {12345678901234567.0, "1.2345678901234568e+16"},
        {1e21, "1e+21"},
        {1e22, "1e+22"},
        {1e23, "1e+23"},
        {1.5e300, "1.5e+300"},
        {5e-324, "5e-324"},
        {0x1p-44, "5.684341886080802e-14"},
        {1e100, "1e+100"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {9007199254740993.0, "9007199254740992.0"},
        {0.3, "0.3"},
        {1.0 / 3, "0.3333333333333333"},
        {100.0, "100.0"},
        {0.1 + 0.2, "0.30000000000000004"},
        {-1234.5678, "-1234.5678"},
        {19.99, "19.99"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {(double)INFINITY, "null"},
        {-(double)INFINITY, "null"},
        {(double)NAN, "null"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[BRISK_DOUBLE_MAX_LEN];
        brisk_str result = brisk_str_make(text, brisk_double_format(text, cases[i].value));
        if (!brisk_str_is(result, cases[i].expected)) {
            fail_msg("%.*s is not %s", (int)result.len, text, cases[i].expected);
        }
    }
}

static void check_round_trip(double value)
{
    char text[BRISK_DOUBLE_MAX_LEN];
    size_t len = brisk_double_format(text, value);
    assert_true(len <= BRISK_DOUBLE_MAX_LEN - 6);
    double again = 0;
    if (brisk_double_parse(brisk_str_make(text, len), &again) != BRISK_NUMBER_OK || again != value ||
        signbit(again) != signbit(value)) {
        fail_msg("%.17g was written as %.*s", value, (int)len, text);
    }
}

/* A property, tried as often as two seconds allow, but at most a million times for each kind. */
static void doubles_read_back_as_written(void **state)
{
    (void)state;
    uint64_t bits = 88172645463325252u;
    uint64_t end_ns = brisk_clock_monotonic_ns() + 2000000000u;
    for (int i = 0; i < 1000000 && (i % 1000 != 0 || brisk_clock_monotonic_ns() < end_ns); i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        double value;
        memcpy(&value, &bits, sizeof(value));
        if (isfinite(value)) {
            check_round_trip(value);
        }
        check_round_trip((double)(int64_t)(bits >> 34) / 100);    /* prices */
        check_round_trip((double)(bits >> 11) * 0x1p-53);         /* 0 to 1 */
        check_round_trip((double)(int64_t)(bits >> (bits & 63))); /* whole numbers of all sizes */
    }
    for (int exponent = -1074; exponent < 1024; exponent++) {
        double power = ldexp(1.0, exponent);
        check_round_trip(power);
        check_round_trip(nextafter(power, 0));
        check_round_trip(-nextafter(power, INFINITY));
    }
}

static void the_locale_has_no_say(void **state)
{
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE"};
    bool found = false;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !found; i++) {
        found = setlocale(LC_ALL, names[i]) != NULL;
    }
    if (!found) {
        skip();
    }
    char text[BRISK_DOUBLE_MAX_LEN];
    size_t len = brisk_double_format(text, 0.1 + 0.2);
    assert_true(brisk_str_is(brisk_str_make(text, len), "0.30000000000000004"));
    double value = 0;
    assert_int_equal(brisk_double_parse(BRISK_S("0.30000000000000004"), &value), BRISK_NUMBER_OK);
    assert_true(value == 0.1 + 0.2);
    assert_int_equal(brisk_double_parse(BRISK_S("0,5"), &value), BRISK_NUMBER_INVALID);
    (void)setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_are_read_by_pydantics_rules),
        cmocka_unit_test(types_have_their_limits),
        cmocka_unit_test(floats_are_read_by_pydantics_rules),
        cmocka_unit_test(long_texts_are_rounded_right),
        cmocka_unit_test(doubles_become_whole_numbers),
        cmocka_unit_test(integers_are_written),
        cmocka_unit_test(doubles_are_written_as_pydantic_does),
        cmocka_unit_test(doubles_read_back_as_written),
        cmocka_unit_test(the_locale_has_no_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

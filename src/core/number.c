/* number.c - numbers to text and back (number.h). Nothing here asks the locale: strtod and printf are only given, and
 * only asked for, digits and an exponent, never a decimal point.
 *
 * Reading a double: up to 19 digits are one integer; where that is below 2^53 and the power of ten at most 22, both are
 * exact as doubles, and one multiplication or division rounds correctly (Clinger 1990). All else goes to strtod as
 * "digits e exponent". Of more than MAX_KEPT_DIGITS digits the rest cannot change the rounding but by being not zero,
 * so one digit 1 stands for it.
 *
 * Writing a double: the shortest digits that read back as the same double, and of those the nearest. Most numbers of
 * APIs have few decimals, and are found by scaling with 10^0, 10^1, …; a text of up to 15 digits that reads back is the
 * shortest and the only one of its length. For the others printf gives 17 digits, which always suffice, and 15 and 16
 * are derived and tried. */
#include "core/number.h"

#include "core/str.h"
#include "core/utf8.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXACT_LIMIT     (UINT64_C(1) << 53) /* integers up to here are exact as doubles */
#define EXACT_POWERS    23                  /* 10^0 … 10^22 are, too */
#define MAX_FAST_DIGITS 19                  /* any number of so many digits fits uint64_t */
#define MAX_KEPT_DIGITS 800                 /* a double and the middles between doubles have at most 768 */
#define EXPONENT_LIMIT  100000              /* beyond it, with so many digits, all is zero or infinite */

static const double powers_of_ten[EXACT_POWERS] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* ---- integers from text ---- */

/* A sign at the beginning is taken off. */
static bool take_sign(brisk_str *text)
{
    bool is_negative = text->len > 0 && text->ptr[0] == '-';
    if (is_negative || (text->len > 0 && text->ptr[0] == '+')) {
        *text = brisk_str_from(*text, 1);
    }
    return is_negative;
}

static size_t count_digits(brisk_str text)
{
    size_t count = 0;
    while (count < text.len && brisk_char_is_digit(text.ptr[count])) {
        count++;
    }
    return count;
}

/* True where text is "." and at least one zero, and nothing else: pydantic reads "3.00" as 3, but not "3.". */
static bool is_zero_fraction(brisk_str text)
{
    for (size_t i = 1; i < text.len; i++) {
        if (text.ptr[i] != '0') {
            return false;
        }
    }
    return text.len >= 2 && text.ptr[0] == '.';
}

/* Adds a digit. False where the value would not fit. */
static bool add_digit(uint64_t *value, char c)
{
    uint64_t digit = (uint64_t)(c - '0');
    if (*value > (UINT64_MAX - digit) / 10) {
        return false;
    }
    *value = *value * 10 + digit;
    return true;
}

/* Reads an integer as sign and magnitude. TOO_BIG and TOO_SMALL: the magnitude needs more than 64 bits. */
static brisk_number_result parse_integer(brisk_str text, bool *is_negative, uint64_t *magnitude)
{
    text = brisk_utf8_trim(text);
    *is_negative = take_sign(&text);
    size_t digits = count_digits(text);
    if (digits == 0 || (digits < text.len && !is_zero_fraction(brisk_str_from(text, digits)))) {
        return BRISK_NUMBER_INVALID;
    }
    size_t zeros = 0;
    while (zeros < digits && text.ptr[zeros] == '0') {
        zeros++;
    }
    if (digits - zeros > BRISK_NUMBER_MAX_DIGITS) {
        return BRISK_NUMBER_TOO_LONG;
    }
    *magnitude = 0;
    size_t i = zeros;
    for (; i < digits && i - zeros < MAX_FAST_DIGITS; i++) {
        *magnitude = *magnitude * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    for (; i < digits; i++) {
        if (!add_digit(magnitude, text.ptr[i])) {
            return *is_negative ? BRISK_NUMBER_TOO_SMALL : BRISK_NUMBER_TOO_BIG;
        }
    }
    return BRISK_NUMBER_OK;
}

/* Reads an integer from min to max; min is not above 0. */
static brisk_number_result parse_signed(brisk_str text, int64_t min, int64_t max, int64_t *out)
{
    bool is_negative;
    uint64_t magnitude;
    brisk_number_result result = parse_integer(text, &is_negative, &magnitude);
    if (result != BRISK_NUMBER_OK) {
        return result;
    }
    if (!is_negative) {
        if (magnitude > (uint64_t)max) {
            return BRISK_NUMBER_TOO_BIG;
        }
        *out = (int64_t)magnitude;
        return BRISK_NUMBER_OK;
    }
    uint64_t most = (uint64_t) - (min + 1) + 1; /* -INT64_MIN has no int64_t */
    if (magnitude > most) {
        return BRISK_NUMBER_TOO_SMALL;
    }
    *out = magnitude == 0 ? 0 : -(int64_t)(magnitude - 1) - 1;
    return BRISK_NUMBER_OK;
}

static brisk_number_result parse_unsigned(brisk_str text, uint64_t max, uint64_t *out)
{
    bool is_negative;
    uint64_t magnitude;
    brisk_number_result result = parse_integer(text, &is_negative, &magnitude);
    if (result != BRISK_NUMBER_OK) {
        return result;
    }
    if (is_negative && magnitude != 0) {
        return BRISK_NUMBER_TOO_SMALL;
    }
    if (magnitude > max) {
        return BRISK_NUMBER_TOO_BIG;
    }
    *out = magnitude;
    return BRISK_NUMBER_OK;
}

brisk_number_result brisk_int32_parse(brisk_str text, int32_t *out)
{
    int64_t value;
    brisk_number_result result = parse_signed(text, INT32_MIN, INT32_MAX, &value);
    if (result == BRISK_NUMBER_OK) {
        *out = (int32_t)value;
    }
    return result;
}

brisk_number_result brisk_uint32_parse(brisk_str text, uint32_t *out)
{
    uint64_t value;
    brisk_number_result result = parse_unsigned(text, UINT32_MAX, &value);
    if (result == BRISK_NUMBER_OK) {
        *out = (uint32_t)value;
    }
    return result;
}

brisk_number_result brisk_int64_parse(brisk_str text, int64_t *out)
{
    return parse_signed(text, INT64_MIN, INT64_MAX, out);
}

brisk_number_result brisk_uint64_parse(brisk_str text, uint64_t *out)
{
    return parse_unsigned(text, UINT64_MAX, out);
}

brisk_number_result brisk_digits_parse(brisk_str text, uint64_t max, uint64_t *out)
{
    if (text.len == 0 || count_digits(text) != text.len) {
        return BRISK_NUMBER_INVALID;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!add_digit(&value, text.ptr[i]) || value > max) {
            return BRISK_NUMBER_TOO_BIG;
        }
    }
    *out = value;
    return BRISK_NUMBER_OK;
}

/* ---- doubles from text ---- */

/* The digits of a number without sign, zeros at the front left out: value = 0.d1d2d3… * 10^point. */
typedef struct digits {
    char kept[MAX_KEPT_DIGITS + 1]; /* one more for the digit that stands for the rest */
    size_t count;
    int64_t point;
} digits;

static void keep_digit(digits *number, char c)
{
    if (number->count < MAX_KEPT_DIGITS) {
        number->kept[number->count++] = c;
    } else if (c != '0') {
        number->kept[MAX_KEPT_DIGITS] = '1';
        number->count = MAX_KEPT_DIGITS + 1;
    }
}

/* Reads digits with at most one point, at least one digit. Returns the bytes read, 0 where there is no number. */
static size_t read_digits(brisk_str text, digits *number)
{
    size_t i = 0;
    size_t digits_seen = 0;
    bool has_point = false;
    for (; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (!brisk_char_is_digit(c)) {
            break;
        }
        digits_seen++;
        if (c == '0' && number->count == 0) { /* a zero at the front: only its place counts */
            number->point -= has_point;
            continue;
        }
        number->point += !has_point;
        keep_digit(number, c);
    }
    return digits_seen == 0 ? 0 : i;
}

/* Reads "e", a sign, and digits, up to the end of text. False where it is something else. */
static bool read_exponent(brisk_str text, int64_t *exponent)
{
    *exponent = 0;
    if (text.len == 0) {
        return true;
    }
    if (brisk_char_lower(text.ptr[0]) != 'e') {
        return false;
    }
    text = brisk_str_from(text, 1);
    bool is_negative = take_sign(&text);
    if (text.len == 0 || count_digits(text) != text.len) {
        return false;
    }
    int64_t value = 0;
    for (size_t i = 0; i < text.len && value < INT64_MAX / 20; i++) {
        value = value * 10 + (text.ptr[i] - '0');
    }
    *exponent = is_negative ? -value : value;
    return true;
}

/* strtod of count digits and a power of ten; errno stays as it was. text has room for 16 bytes behind the digits. */
static double slow_double(char *text, size_t count, int64_t exponent)
{
    exponent = exponent > EXPONENT_LIMIT ? EXPONENT_LIMIT : exponent;
    exponent = exponent < -EXPONENT_LIMIT ? -EXPONENT_LIMIT : exponent;
    text[count] = 'e';
    text[count + 1 + brisk_int64_format(text + count + 1, exponent)] = '\0';
    int saved_errno = errno;
    double value = strtod(text, NULL);
    errno = saved_errno;
    return value;
}

/* True where value = mantissa * 10^exponent could be computed exactly but for one rounding. */
static bool fast_double(uint64_t mantissa, int64_t exponent, double *value)
{
#if FLT_EVAL_METHOD == 0
    if (mantissa > EXACT_LIMIT || exponent <= -EXACT_POWERS || exponent >= EXACT_POWERS) {
        return false;
    }
    *value = exponent < 0 ? (double)mantissa / powers_of_ten[-exponent] : (double)mantissa * powers_of_ten[exponent];
    return true;
#else
    (void)mantissa, (void)exponent, (void)value; /* x87 would round twice */
    return false;
#endif
}

static double double_of(const digits *number, int64_t exponent)
{
    if (number->count == 0) {
        return 0.0;
    }
    if (number->count <= MAX_FAST_DIGITS) {
        uint64_t mantissa = 0;
        for (size_t i = 0; i < number->count; i++) {
            mantissa = mantissa * 10 + (uint64_t)(number->kept[i] - '0');
        }
        double value;
        if (fast_double(mantissa, exponent, &value)) {
            return value;
        }
    }
    char text[MAX_KEPT_DIGITS + 1 + 1 + BRISK_INTEGER_MAX_LEN + 1];
    memcpy(text, number->kept, number->count);
    return slow_double(text, number->count, exponent);
}

static bool parse_word(brisk_str text, double *out)
{
    if (brisk_str_is_ignore_case(text, "nan")) {
        *out = NAN;
        return true;
    }
    if (brisk_str_is_ignore_case(text, "inf") || brisk_str_is_ignore_case(text, "infinity")) {
        *out = INFINITY;
        return true;
    }
    return false;
}

brisk_number_result brisk_double_parse(brisk_str text, double *out)
{
    text = brisk_utf8_trim(text);
    bool is_negative = take_sign(&text);
    double value;
    if (!parse_word(text, &value)) {
        digits number;
        number.count = 0;
        number.point = 0;
        int64_t exponent;
        size_t len = read_digits(text, &number);
        if (len == 0 || !read_exponent(brisk_str_from(text, len), &exponent)) {
            return BRISK_NUMBER_INVALID;
        }
        value = double_of(&number, exponent + number.point - (int64_t)number.count);
    }
    *out = is_negative ? -value : value;
    return BRISK_NUMBER_OK;
}

/* ---- integers from doubles ---- */

brisk_number_result brisk_int64_from_double(double value, int64_t *out)
{
    if (!isfinite(value) || value != floor(value)) {
        return BRISK_NUMBER_INVALID;
    }
    if (value < -0x1p63) {
        return BRISK_NUMBER_TOO_SMALL;
    }
    if (value >= 0x1p63) {
        return BRISK_NUMBER_TOO_BIG;
    }
    *out = (int64_t)value;
    return BRISK_NUMBER_OK;
}

brisk_number_result brisk_uint64_from_double(double value, uint64_t *out)
{
    if (!isfinite(value) || value != floor(value)) {
        return BRISK_NUMBER_INVALID;
    }
    if (value < 0) {
        return BRISK_NUMBER_TOO_SMALL;
    }
    if (value >= 0x1p64) {
        return BRISK_NUMBER_TOO_BIG;
    }
    *out = (uint64_t)value;
    return BRISK_NUMBER_OK;
}

/* ---- integers to text ---- */

size_t brisk_uint64_format(char *out, uint64_t value)
{
    char reversed[BRISK_INTEGER_MAX_LEN];
    size_t len = 0;
    do {
        reversed[len++] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    for (size_t i = 0; i < len; i++) {
        out[i] = reversed[len - 1 - i];
    }
    return len;
}

size_t brisk_int64_format(char *out, int64_t value)
{
    if (value >= 0) {
        return brisk_uint64_format(out, (uint64_t)value);
    }
    out[0] = '-';
    return 1 + brisk_uint64_format(out + 1, (uint64_t) - (value + 1) + 1);
}

/* ---- doubles to text ---- */

/* A decimal number: mantissa * 10^exponent. */
typedef struct decimal {
    uint64_t mantissa;
    int exponent;
} decimal;

static double double_of_decimal(decimal number)
{
    double value;
    if (fast_double(number.mantissa, number.exponent, &value)) {
        return value;
    }
    char text[BRISK_INTEGER_MAX_LEN + 1 + BRISK_INTEGER_MAX_LEN + 1];
    return slow_double(text, brisk_uint64_format(text, number.mantissa), number.exponent);
}

/* Finds integers below 2^53 and numbers of up to 15 digits; value is positive. False for the others. */
static bool few_decimals(double value, decimal *out)
{
    if (value < (double)EXACT_LIMIT && value == floor(value)) {
        *out = (decimal){(uint64_t)value, 0};
        return true;
    }
    for (int decimals = 1; decimals < EXACT_POWERS; decimals++) {
        double scaled = value * powers_of_ten[decimals];
        if (scaled >= 1e15) {
            return false;
        }
        double whole = floor(scaled + 0.5);
        if (whole / powers_of_ten[decimals] == value) {
            *out = (decimal){(uint64_t)whole, -decimals};
            return true;
        }
    }
    return false;
}

/* What printf gives for count digits. Only digits and the exponent are read: the point is the locale's. */
static decimal printed(double value, int count)
{
    char text[64];
    (void)snprintf(text, sizeof(text), "%.*e", count - 1, value);
    decimal result = {0, 0};
    const char *p = text;
    for (; *p != 'e' && *p != '\0'; p++) {
        if (brisk_char_is_digit(*p)) {
            result.mantissa = result.mantissa * 10 + (uint64_t)(*p - '0');
        }
    }
    result.exponent = (*p == 'e' ? (int)strtol(p + 1, NULL, 10) : 0) - (count - 1);
    return result;
}

/* Fewer digits than 15 can only be the shortest where the neighbours are far away: below the normal numbers. */
static decimal shortest_subnormal(double value)
{
    int count = 1;
    while (count < 17 && double_of_decimal(printed(value, count)) != value) {
        count++;
    }
    return printed(value, count);
}

static decimal shortest(double value)
{
    if (value < DBL_MIN) {
        return shortest_subnormal(value);
    }
    decimal all = printed(value, 17);
    /* Half of the distance to the next double is at most 11.1 units of the 17th digit. */
    uint64_t tail = all.mantissa % 100;
    if (tail <= 12 || tail >= 88) {
        decimal fifteen = {(all.mantissa + 50) / 100, all.exponent + 2};
        if (double_of_decimal(fifteen) == value) {
            return fifteen;
        }
    }
    decimal below = {all.mantissa / 10, all.exponent + 1};
    decimal above = {below.mantissa + 1, below.exponent};
    bool below_fits = double_of_decimal(below) == value;
    bool above_fits = double_of_decimal(above) == value;
    if (below_fits && above_fits) {
        return printed(value, 16); /* the nearer one: the 17 digits are rounded themselves and cannot tell */
    }
    return below_fits ? below : above_fits ? above : all;
}

/* Writes digits with a point: "1500.0", "0.015". point: how many digits stand before it, may be negative. */
static size_t write_fixed(char *out, const char *text, size_t count, int point)
{
    size_t len = 0;
    size_t whole = point > 0 ? (size_t)point : 0;
    for (size_t i = 0; i < whole; i++) {
        out[len++] = i < count ? text[i] : '0';
    }
    if (whole == 0) {
        out[len++] = '0';
    }
    out[len++] = '.';
    for (int i = point; i < 0; i++) {
        out[len++] = '0';
    }
    for (size_t i = whole; i < count; i++) {
        out[len++] = text[i];
    }
    if (whole >= count) {
        out[len++] = '0';
    }
    return len;
}

/* Writes "1.5e-7", "1e+16". */
static size_t write_scientific(char *out, const char *text, size_t count, int exponent)
{
    size_t len = 0;
    out[len++] = text[0];
    if (count > 1) {
        out[len++] = '.';
        memcpy(out + len, text + 1, count - 1);
        len += count - 1;
    }
    out[len++] = 'e';
    if (exponent >= 0) {
        out[len++] = '+';
    }
    return len + brisk_int64_format(out + len, exponent);
}

size_t brisk_double_format(char *out, double value)
{
    if (!isfinite(value)) {
        memcpy(out, "null", 4);
        return 4;
    }
    size_t sign = signbit(value) != 0;
    if (sign != 0) {
        *out++ = '-';
        value = -value;
    }
    if (value == 0) {
        memcpy(out, "0.0", 3);
        return sign + 3;
    }
    decimal number;
    if (!few_decimals(value, &number)) {
        number = shortest(value);
    }
    while (number.mantissa % 10 == 0) {
        number.mantissa /= 10;
        number.exponent++;
    }
    char text[BRISK_INTEGER_MAX_LEN];
    size_t count = brisk_uint64_format(text, number.mantissa);
    int point = (int)count + number.exponent;
    if (point > -5 && point <= 16) { /* 0.00001 and 1000000000000000.0 are the last ones written so */
        return sign + write_fixed(out, text, count, point);
    }
    return sign + write_scientific(out, text, count, point - 1);
}

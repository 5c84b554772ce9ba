/* decimal.c - decimal numbers as text. See decimal.h.
 *
 * A number is sign, coefficient (digits without leading zeros) and exponent, as in the General Decimal Arithmetic
 * Specification, which Python's decimal follows; the text is that of its "to-scientific-string". `adjusted` is the
 * exponent of the first digit: 12.5 has the coefficient 125, the exponent -1, adjusted 1.
 *
 * Refused though Python takes them: underscores between digits, digits beyond ASCII. */
#include "core/decimal.h"

#include "core/number.h"
#include "core/str.h"
#include "core/utf8.h"

#include <string.h>

#define EXPONENT_MAX INT64_C(999999999999999999)     /* MAX_EMAX of Python's decimal on 64 bits */
#define EXPONENT_MIN (-INT64_C(1999999999999999997)) /* its MIN_ETINY */
#define EXPONENT_FAR INT64_C(4000000000000000000)    /* out of range, with room to add lengths */

static const brisk_format_result ok = {BRISK_FORMAT_OK, {NULL, 0}};
static const brisk_format_result not_decimal = {BRISK_FORMAT_DECIMAL_PARSING, {NULL, 0}};
static const brisk_format_result not_finite = {BRISK_FORMAT_FINITE_NUMBER, {NULL, 0}};

/* A number as it is read: two runs of digits around the point, views of the text. */
typedef struct number {
    bool negative;
    brisk_str whole;
    brisk_str fraction;
    int64_t exponent; /* as written behind the e */
} number;

/* The digits of whole and fraction as one row. */
static int digit_at(const number *value, uint64_t index)
{
    return index < value->whole.len ? value->whole.ptr[index] - '0'
                                    : value->fraction.ptr[index - value->whole.len] - '0';
}

static uint64_t digits_of(const number *value)
{
    return value->whole.len + value->fraction.len;
}

/* Leading zeros that are no part of the coefficient; a zero keeps its last one. */
static uint64_t leading_zeros(const number *value)
{
    uint64_t count = 0;

    while (count + 1 < digits_of(value) && digit_at(value, count) == 0) {
        count++;
    }
    return count;
}

static brisk_str read_digits(brisk_str text, size_t *at)
{
    size_t start = *at;

    while (*at < text.len && brisk_char_is_digit(text.ptr[*at])) {
        ++*at;
    }
    return brisk_str_slice(text, start, *at - start);
}

/* The exponent behind "e"; what is far out of range stays far out of range. */
static bool read_exponent(brisk_str text, size_t at, int64_t *exponent)
{
    bool negative = at < text.len && text.ptr[at] == '-';

    at += at < text.len && (text.ptr[at] == '-' || text.ptr[at] == '+');
    brisk_str digits = read_digits(text, &at);
    if (digits.len == 0 || at < text.len) {
        return false;
    }
    *exponent = 0;
    for (size_t i = 0; i < digits.len && *exponent < EXPONENT_FAR; i++) {
        int digit = digits.ptr[i] - '0';
        *exponent = *exponent > EXPONENT_FAR / 10 - 1 ? EXPONENT_FAR : *exponent * 10 + digit;
    }
    *exponent = negative ? -*exponent : *exponent;
    return true;
}

static bool read_number(brisk_str text, number *out)
{
    size_t at = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+');

    *out = (number){.negative = at == 1 && text.ptr[0] == '-'};
    out->whole = read_digits(text, &at);
    if (at < text.len && text.ptr[at] == '.') {
        at++;
        out->fraction = read_digits(text, &at);
    }
    if (digits_of(out) == 0) {
        return false;
    }
    if (at == text.len) {
        return true;
    }
    return (text.ptr[at] == 'e' || text.ptr[at] == 'E') && read_exponent(text, at + 1, &out->exponent);
}

/* "Infinity", "inf", "NaN", "sNaN" and a NaN with digits, any case, with a sign. */
static bool is_special(brisk_str text)
{
    if (text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+')) {
        text = brisk_str_from(text, 1);
    }
    if (brisk_str_is_ignore_case(text, "inf") || brisk_str_is_ignore_case(text, "infinity")) {
        return true;
    }
    if (text.len > 0 && brisk_char_lower(text.ptr[0]) == 's') {
        text = brisk_str_from(text, 1);
    }
    if (!brisk_str_is_ignore_case(brisk_str_slice(text, 0, 3), "nan")) {
        return false;
    }
    size_t at = 3;
    read_digits(text, &at);
    return at == text.len;
}

static size_t put_digits(char *out, const number *value, uint64_t start, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        out[i] = (char)('0' + digit_at(value, start + i));
    }
    return (size_t)count;
}

/* Writes coefficient and exponent as the specification's "to-scientific-string"; room for digits + 32 bytes. */
static size_t write_number(char *out, const number *value, int64_t exponent)
{
    uint64_t start = leading_zeros(value);
    uint64_t digits = digits_of(value) - start;
    int64_t adjusted = exponent + (int64_t)digits - 1;
    size_t len = 0;

    if (value->negative) {
        out[len++] = '-';
    }
    if (exponent <= 0 && adjusted >= -6) {
        uint64_t fraction = (uint64_t)-exponent;
        if (fraction >= digits) {
            out[len++] = '0';
        } else {
            len += put_digits(out + len, value, start, digits - fraction);
        }
        if (fraction == 0) {
            return len;
        }
        out[len++] = '.';
        for (uint64_t i = digits; i < fraction; i++) {
            out[len++] = '0';
        }
        uint64_t behind = fraction < digits ? fraction : digits;
        return len + put_digits(out + len, value, start + digits - behind, behind);
    }
    len += put_digits(out + len, value, start, 1);
    if (digits > 1) {
        out[len++] = '.';
        len += put_digits(out + len, value, start + 1, digits - 1);
    }
    out[len++] = 'E';
    if (adjusted >= 0) {
        out[len++] = '+';
    }
    return len + brisk_int64_format(out + len, adjusted);
}

/* Python strips what str.isspace calls white space: Unicode's, and the separators 0x1C to 0x1F. */
static bool is_space(char c)
{
    return brisk_char_is_space(c) || (c >= 0x1C && c <= 0x1F);
}

static brisk_str trim(brisk_str text)
{
    while (text.len > 0 && is_space(text.ptr[0])) {
        text = brisk_str_from(text, 1);
    }
    while (text.len > 0 && is_space(text.ptr[text.len - 1])) {
        text.len--;
    }
    return text;
}

brisk_format_result brisk_decimal_parse(brisk_str text, brisk_decimal *out, brisk_arena *arena)
{
    number value;

    text = trim(brisk_utf8_trim(text));
    if (!read_number(text, &value)) {
        return is_special(text) ? not_finite : not_decimal;
    }
    int64_t exponent = value.exponent - (int64_t)value.fraction.len;
    uint64_t digits = digits_of(&value) - leading_zeros(&value);
    if (exponent < EXPONENT_MIN || exponent + (int64_t)digits - 1 > EXPONENT_MAX) {
        return not_decimal;
    }
    char *written = brisk_arena_alloc_raw(arena, digits_of(&value) + 32);
    if (written == NULL) {
        return (brisk_format_result){BRISK_FORMAT_NO_MEMORY, {NULL, 0}};
    }
    *out = brisk_str_make(written, write_number(written, &value, exponent));
    return ok;
}

brisk_decimal brisk_decimal_format_int64(char *buf, int64_t value)
{
    return brisk_str_make(buf, brisk_int64_format(buf, value));
}

brisk_decimal brisk_decimal_format_double(char *buf, double value)
{
    char text[BRISK_DOUBLE_MAX_LEN];
    number parts;

    /* The shortest digits that give the value again, as Python's repr; a point or an exponent tells how many. */
    brisk_str written = brisk_str_make(text, brisk_double_format(text, value));
    if (!read_number(written, &parts)) {
        return BRISK_S("0");
    }
    return brisk_str_make(buf, write_number(buf, &parts, parts.exponent - (int64_t)parts.fraction.len));
}

bool brisk_decimal_split(brisk_decimal value, brisk_decimal_parts *out)
{
    number parts;

    if (!read_number(value, &parts)) {
        return false;
    }
    *out = (brisk_decimal_parts){parts.negative, parts.whole, parts.fraction, parts.exponent};
    return true;
}

static uint64_t trailing_zeros(const number *value, uint64_t start)
{
    uint64_t count = 0;

    while (digits_of(value) - count > start + 1 && digit_at(value, digits_of(value) - 1 - count) == 0) {
        count++;
    }
    return count;
}

/* pydantic's counts of a coefficient of so many digits. */
static brisk_decimal_counts count_digits(uint64_t digits, int64_t exponent)
{
    if (exponent >= 0) {
        return (brisk_decimal_counts){digits + (uint64_t)exponent, 0, digits + (uint64_t)exponent};
    }
    uint64_t decimals = (uint64_t)-exponent;
    digits = digits > decimals ? digits : decimals;
    return (brisk_decimal_counts){digits, decimals, digits - decimals};
}

static bool is_zero(const number *value)
{
    return digit_at(value, leading_zeros(value)) == 0;
}

static uint64_t min_u64(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

brisk_decimal_counts brisk_decimal_count(brisk_decimal value)
{
    number parts;

    if (!read_number(value, &parts)) {
        return (brisk_decimal_counts){0, 0, 0};
    }
    /* pydantic refuses what is too long both as it came and without trailing zeros: the smaller count decides. */
    uint64_t start = leading_zeros(&parts);
    uint64_t zeros = trailing_zeros(&parts, start);
    uint64_t digits = digits_of(&parts) - start;
    int64_t exponent = parts.exponent - (int64_t)parts.fraction.len;
    int64_t normal_exponent = is_zero(&parts) ? 0 : exponent + (int64_t)zeros;
    brisk_decimal_counts as_given = count_digits(digits, exponent);
    brisk_decimal_counts normal = count_digits(is_zero(&parts) ? 1 : digits - zeros, normal_exponent);
    return (brisk_decimal_counts){
        .digits = min_u64(as_given.digits, normal.digits),
        .decimals = min_u64(as_given.decimals, normal.decimals),
        .whole = min_u64(as_given.whole, normal.whole),
    };
}

/* Compares two numbers above zero: the place of the first digit, then digit by digit. */
static int compare_sizes(const number *a, const number *b)
{
    uint64_t a_at = leading_zeros(a);
    uint64_t b_at = leading_zeros(b);
    int64_t a_adjusted = a->exponent + (int64_t)a->whole.len - 1 - (int64_t)a_at;
    int64_t b_adjusted = b->exponent + (int64_t)b->whole.len - 1 - (int64_t)b_at;

    if (a_adjusted != b_adjusted) {
        return a_adjusted < b_adjusted ? -1 : 1;
    }
    for (; a_at < digits_of(a) || b_at < digits_of(b); a_at++, b_at++) {
        int left = a_at < digits_of(a) ? digit_at(a, a_at) : 0;
        int right = b_at < digits_of(b) ? digit_at(b, b_at) : 0;
        if (left != right) {
            return left < right ? -1 : 1;
        }
    }
    return 0;
}

static int sign_of(const number *value)
{
    return is_zero(value) ? 0 : value->negative ? -1 : 1;
}

int brisk_decimal_compare(brisk_decimal a, brisk_decimal b)
{
    number left;
    number right;

    if (!read_number(a, &left) || !read_number(b, &right)) {
        return brisk_str_compare(a, b);
    }
    int left_sign = sign_of(&left);
    int right_sign = sign_of(&right);
    if (left_sign != right_sign) {
        return left_sign < right_sign ? -1 : 1;
    }
    return left_sign == 0 ? 0 : left_sign * compare_sizes(&left, &right);
}

/* (value * factor) % modulus without overflow, modulus up to 2^63. */
static uint64_t multiply_modulo(uint64_t value, uint64_t factor, uint64_t modulus)
{
    uint64_t result = 0;

    for (value %= modulus; factor > 0; factor >>= 1) {
        if (factor & 1) {
            result = (result + value) % modulus;
        }
        value = value * 2 % modulus;
    }
    return result;
}

static uint64_t power_of_ten_modulo(uint64_t exponent, uint64_t modulus)
{
    uint64_t result = 1 % modulus;
    uint64_t square = 10 % modulus;

    for (; exponent > 0; exponent >>= 1) {
        if (exponent & 1) {
            result = multiply_modulo(result, square, modulus);
        }
        square = multiply_modulo(square, square, modulus);
    }
    return result;
}

bool brisk_decimal_is_multiple(brisk_decimal value, brisk_decimal step)
{
    number a;
    number b;

    if (!read_number(value, &a) || !read_number(step, &b)) {
        return false;
    }
    if (is_zero(&a)) {
        return true;
    }
    /* a * 10^a_exponent and b * 10^b_exponent, neither coefficient a multiple of ten. Where a has the smaller exponent,
     * step has a factor of ten that a lacks. */
    uint64_t a_zeros = trailing_zeros(&a, leading_zeros(&a));
    uint64_t b_zeros = trailing_zeros(&b, leading_zeros(&b));
    uint64_t b_start = leading_zeros(&b);
    uint64_t b_end = digits_of(&b) - b_zeros;
    int64_t a_exponent = a.exponent - (int64_t)a.fraction.len + (int64_t)a_zeros;
    int64_t b_exponent = b.exponent - (int64_t)b.fraction.len + (int64_t)b_zeros;
    if (is_zero(&b) || a_exponent < b_exponent || b_end - b_start > 18) {
        return false;
    }
    uint64_t modulus = 0;
    for (uint64_t i = b_start; i < b_end; i++) {
        modulus = modulus * 10 + (uint64_t)digit_at(&b, i);
    }
    uint64_t rest = 0;
    for (uint64_t i = 0; i < digits_of(&a) - a_zeros; i++) {
        rest = (multiply_modulo(rest, 10, modulus) + (uint64_t)digit_at(&a, i)) % modulus;
    }
    return multiply_modulo(rest, power_of_ten_modulo((uint64_t)(a_exponent - b_exponent), modulus), modulus) == 0;
}

/* decimal.h - decimal numbers as text: Python's Decimal grammar, exact comparison, the digit counts of pydantic.
 *
 * A brisk_decimal is the text that Python's str(Decimal(…)) writes, which is what pydantic answers with: trailing zeros
 * are kept ("12.50"), spaces, a plus sign, leading zeros and underscores are gone, exponents look like "1E+3". All
 * functions but parse want such a text. There is no limit of digits but that of the body. */
#ifndef BRISK_CORE_DECIMAL_H
#define BRISK_CORE_DECIMAL_H

#include "core/format.h"

enum { BRISK_DECIMAL_NUMBER_TEXT = 40 }; /* bytes that the two …_format_… functions need, the NUL included */

/** The parts of a decimal, views of its text: value = (-1)^negative * whole.fraction * 10^exponent. */
typedef struct brisk_decimal_parts {
    bool negative;
    brisk_str whole;    /* digits before the point, without leading zeros but one: "0", "12" */
    brisk_str fraction; /* digits after it, may be empty */
    int64_t exponent;
} brisk_decimal_parts;

/** Digit counts by pydantic's rules, for max_digits, decimal_places, whole digits (the difference of both). */
typedef struct brisk_decimal_counts {
    uint64_t digits;
    uint64_t decimals;
    uint64_t whole;
} brisk_decimal_counts;

/** Parses text, also the text of a JSON integer of any length. Errors: decimal_parsing; finite_number for NaN and
 *  infinities. out: in arena. */
brisk_format_result brisk_decimal_parse(brisk_str text, brisk_decimal *out, brisk_arena *arena);

/** The decimal of an integer. buf: BRISK_DECIMAL_NUMBER_TEXT bytes. Returns a view of buf. */
brisk_decimal brisk_decimal_format_int64(char *buf, int64_t value);

/** The decimal of a JSON number with fraction or exponent: as Decimal(repr(value)), "0.1" for 0.1. value must be
 *  finite. buf: BRISK_DECIMAL_NUMBER_TEXT bytes. Returns a view of buf. */
brisk_decimal brisk_decimal_format_double(char *buf, double value);

/** Splits a normalised decimal. False, *out untouched, where it is none. */
bool brisk_decimal_split(brisk_decimal value, brisk_decimal_parts *out);

/** The digit counts of a normalised decimal, trailing zeros not counted (pydantic normalises first):
 *  "12.50" has 3 digits, 1 decimal, 2 whole; "0.01" 2, 2, 0; "1E+3" 4, 0, 4. */
brisk_decimal_counts brisk_decimal_count(brisk_decimal value);

/** Exact comparison as numbers: less than, equal to, greater than 0. 1.0 equals 1, -0 equals 0. */
int brisk_decimal_compare(brisk_decimal a, brisk_decimal b);

/** True where value is a whole multiple of step, exactly. step 0 gives true only for 0; a step of more than 18 digits
 *  (trailing zeros not counted) only for 0 too. */
bool brisk_decimal_is_multiple(brisk_decimal value, brisk_decimal step);

#endif

/* number.h - numbers and their texts, independent of the locale.
 *
 * Reading follows pydantic's lax mode (numbers of the path and the query come as text):
 *
 *     int     white space (Unicode's) around, a sign, leading zeros, a fraction of zeros      " +007 "  "3.00"
 *             not: "3.5"  "1e3"  "0x10"  "3."  ""; nor "1_000" and "0-4", which pydantic reads by accident
 *     float   the same with any fraction and exponent, and inf, infinity, nan in any case      "-1.5e3"  ".5"  "5."
 *
 * Writing a double gives the shortest text that reads back as the same double. Any thread; nothing is allocated. */
#ifndef BRISK_CORE_NUMBER_H
#define BRISK_CORE_NUMBER_H

#include <brisk/types.h>

/** How reading a number ended. *out is written for BRISK_NUMBER_OK only. */
typedef enum brisk_number_result {
    BRISK_NUMBER_OK,
    BRISK_NUMBER_INVALID,   /* no number: pydantic's int_parsing, float_parsing */
    BRISK_NUMBER_TOO_SMALL, /* a whole number, below what the type holds */
    BRISK_NUMBER_TOO_BIG,   /* a whole number, above what the type holds */
    BRISK_NUMBER_TOO_LONG   /* more than BRISK_NUMBER_MAX_DIGITS digits: pydantic's int_parsing_size */
} brisk_number_result;

/** More digits than these are an error of their own, whatever their value (CPython's limit, which pydantic keeps). */
#define BRISK_NUMBER_MAX_DIGITS 4300

/** Text of an integer, by pydantic's lax rules. */
brisk_number_result brisk_int32_parse(brisk_str text, int32_t *out);
brisk_number_result brisk_uint32_parse(brisk_str text, uint32_t *out);
brisk_number_result brisk_int64_parse(brisk_str text, int64_t *out);
brisk_number_result brisk_uint64_parse(brisk_str text, uint64_t *out);

/** Only digits, at least one, no sign and no space: for sizes and ports of protocols. TOO_BIG above max. */
brisk_number_result brisk_digits_parse(brisk_str text, uint64_t max, uint64_t *out);

/** Text of a float, by pydantic's lax rules, correctly rounded. Too big ones are infinite, as in Python ("1e999"). */
brisk_number_result brisk_double_parse(brisk_str text, double *out);

/**
 * Whole number of a double (JSON 3.0 for an int): OK, INVALID where it has a fraction or is not finite, TOO_SMALL,
 * TOO_BIG beyond 64 bits.
 */
brisk_number_result brisk_int64_from_double(double value, int64_t *out);
brisk_number_result brisk_uint64_from_double(double value, uint64_t *out);

/** Room that the formatters below need at most, in bytes. They write no NUL and return the length written. */
#define BRISK_INTEGER_MAX_LEN 20
#define BRISK_DOUBLE_MAX_LEN  32

size_t brisk_uint64_format(char *out, uint64_t value);
size_t brisk_int64_format(char *out, int64_t value);

/**
 * The shortest JSON text that reads back as value, in the form pydantic writes: "0.1", "3.0", "-0.0", "0.00001",
 * "1e-6", "1e+16", "1.5e+300". Not finite: "null", as JSON has no word for it.
 */
size_t brisk_double_format(char *out, double value);

#endif

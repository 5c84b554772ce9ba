/* duration.h - spans of time: ISO 8601 "P1DT2H30M", clock style "1 day, 02:30:00" as speedate reads it, seconds. */
#ifndef BRISK_CORE_DURATION_H
#define BRISK_CORE_DURATION_H

#include "core/format.h"

enum { BRISK_DURATION_TEXT = 48 }; /* bytes that brisk_duration_format needs, the NUL included */

/** Parses a duration: "P2DT3H4M5.6S", "-PT1H", "P1W", "1 day 02:03:04.5", "02:03". A year is 365 days, a month 30.
 *  A bare number is no duration. Errors: time_delta_parsing. pydantic's limit is 999,999,999 days; microseconds in 64
 *  bits end at 106,751,990 days already, and what is beyond is an error with the same reason, of that number. */
brisk_format_result brisk_duration_parse(brisk_str text, brisk_duration *out, brisk_arena *arena);

/** A duration of a JSON integer, seconds. Errors: time_delta_parsing. */
brisk_format_result brisk_duration_from_int64(int64_t seconds, brisk_duration *out);

/** The same of a JSON number with fraction or exponent, rounded to microseconds. */
brisk_format_result brisk_duration_from_double(double seconds, brisk_duration *out);

/** Writes ISO 8601 as pydantic's JSON mode: "P1DT2H", "-PT0.5S", "PT0S". buf: BRISK_DURATION_TEXT bytes.
 *  Returns the text, a view of buf (a NUL follows it). */
brisk_str brisk_duration_format(char *buf, brisk_duration value);

#endif

/* datetime.h - points in time and times of day: RFC 3339 text as pydantic (speedate) reads it, timestamps, ISO output.
 *
 * Separators "T", "t", "_" and space; seconds may be missing; a fraction of any length is cut to microseconds;
 * offsets "Z", "z", "+hh:mm", "+hhmm", and nothing, which is a naive time. Neither leap seconds nor 24:00.
 *
 * Where it departs from pydantic, whose own arithmetic slips there: a negative JSON number with a fraction is that
 * instant (-1.25 is 1.25 s before 1970, there 1.75 s), and a timestamp in milliseconds with a fraction as text is not
 * taken for milliseconds a second time. */
#ifndef BRISK_CORE_DATETIME_H
#define BRISK_CORE_DATETIME_H

#include "core/format.h"

enum {
    BRISK_DATETIME_TEXT = 40, /* bytes that brisk_datetime_format needs, the NUL included */
    BRISK_TIME_TEXT = 28      /* the same of brisk_time_format */
};

/** Parses a datetime, a date (time 0:00), or a unix timestamp as text (UTC).
 *  Errors: datetime_from_date_parsing, and datetime_parsing for the year 0. */
brisk_format_result brisk_datetime_parse(brisk_str text, brisk_datetime *out, brisk_arena *arena);

/** A datetime in UTC of a JSON integer: seconds since 1970, milliseconds where beyond 2e10.
 *  Errors: datetime_parsing. */
brisk_format_result brisk_datetime_from_int64(int64_t timestamp, brisk_datetime *out);

/** The same of a JSON number with fraction or exponent, microseconds rounded. NaN is an error. */
brisk_format_result brisk_datetime_from_double(double timestamp, brisk_datetime *out);

/** Parses a datetime that must have an offset: also the error timezone_aware. */
brisk_format_result brisk_aware_datetime_parse(brisk_str text, brisk_aware_datetime *out, brisk_arena *arena);

/** Writes ISO 8601 as pydantic's JSON mode: "2031-07-04T08:00:00.250000-07:00", UTC as "Z", the fraction only where it
 *  is not 0. buf: BRISK_DATETIME_TEXT bytes. Returns the text, a view of buf (a NUL follows it). */
brisk_str brisk_datetime_format(char *buf, brisk_datetime value);

/** Compares as instants where both have an offset, else as wall clocks. Less than, equal to, greater than 0. */
int brisk_datetime_compare(brisk_datetime a, brisk_datetime b);

/** The day of the wall clock of value. */
brisk_date brisk_datetime_date(brisk_datetime value);

/** Parses a time of day: "08:00", "23:59:59.9", "08:00:00Z"; a bare number as text is none.
 *  Errors: time_parsing. */
brisk_format_result brisk_time_parse(brisk_str text, brisk_time *out, brisk_arena *arena);

/** A time of day of a JSON integer, seconds since midnight (0 to 86399). Errors: time_parsing. */
brisk_format_result brisk_time_from_int64(int64_t seconds, brisk_time *out);

/** The same of a JSON number with fraction or exponent. */
brisk_format_result brisk_time_from_double(double seconds, brisk_time *out);

/** Writes "08:00:00", "23:59:59.900000", "08:00:00Z", "08:00:00+02:00". buf: BRISK_TIME_TEXT bytes. */
brisk_str brisk_time_format(char *buf, brisk_time value);

/** As brisk_datetime_compare. */
int brisk_time_compare(brisk_time a, brisk_time b);

#endif

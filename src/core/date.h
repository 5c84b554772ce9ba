/* date.h - calendar days: text "2031-07-04", unix timestamps, day numbers.
 *
 * Source: pydantic's `date` in lax mode: a date, a timestamp as text or number, or a datetime whose time is zero. */
#ifndef BRISK_CORE_DATE_H
#define BRISK_CORE_DATE_H

#include "core/format.h"

enum { BRISK_DATE_TEXT = 11 }; /* bytes that brisk_date_format needs, the NUL included */

/** Parses a date: "2031-07-04", "2031-07-04T00:00:00Z" (time zero), "951782400" (a unix timestamp of a midnight).
 *  Errors: date_from_datetime_parsing, date_from_datetime_inexact, and date_parsing for the year 0. */
brisk_format_result brisk_date_parse(brisk_str text, brisk_date *out, brisk_arena *arena);

/** A date of a JSON integer: seconds since 1970 (UTC), milliseconds where beyond 2e10; must be a midnight.
 *  Errors as brisk_date_parse. */
brisk_format_result brisk_date_from_int64(int64_t timestamp, brisk_date *out);

/** The same of a JSON number with fraction or exponent. */
brisk_format_result brisk_date_from_double(double timestamp, brisk_date *out);

/** Writes "2031-07-04" and a NUL into buf (BRISK_DATE_TEXT bytes). Returns the text, a view of buf. */
brisk_str brisk_date_format(char *buf, brisk_date value);

/** Less than, equal to or greater than 0 as a is before, equal to or after b. */
int brisk_date_compare(brisk_date a, brisk_date b);

/** True where year, month and day are a day of the calendar, years 1 to 9999. */
bool brisk_date_is_valid(brisk_date value);

/** Days since 1970-01-01, negative before it. value must be valid. */
int64_t brisk_date_to_days(brisk_date value);

/** The day that is days after 1970-01-01. False, *out untouched, outside of the years 1 to 9999. */
bool brisk_date_from_days(int64_t days, brisk_date *out);

/** 1 = Monday … 7 = Sunday (ISO 8601). value must be valid. */
int brisk_date_iso_weekday(brisk_date value);

#endif

/* calendar.h - what date.c, datetime.c and duration.c share: the pieces of ISO 8601 text, and unix timestamps.
 *
 * These functions return NULL on success, else the reason as a constant text: the words of speedate, the parser under
 * pydantic. The year 0 passes here (proleptic Gregorian, as in speedate) and is refused by the callers. */
#ifndef BRISK_CORE_CALENDAR_H
#define BRISK_CORE_CALENDAR_H

#include "core/format.h"

#define BRISK_US_PER_SECOND INT64_C(1000000)
#define BRISK_US_PER_DAY    (INT64_C(86400) * BRISK_US_PER_SECOND)

#define BRISK_REASON_TOO_SHORT "input is too short"
#define BRISK_REASON_EXTRA     "unexpected extra characters at the end of the input"
#define BRISK_REASON_NAN       "NaN values not permitted"
#define BRISK_REASON_YEAR_0    "year 0 is out of range"

/** The constant text reason as a failed result. */
brisk_format_result brisk_calendar_error(brisk_format_error error, const char *reason);

/** Days since 1970-01-01 of a valid date, years 0 to 9999. */
int64_t brisk_calendar_days(brisk_date value);

/** The date of days since 1970-01-01, any year that fits. */
brisk_date brisk_calendar_date_of(int64_t days);

/** Two digits at text[at]; -1 where there are none, also at the end of the text. */
int brisk_calendar_two_digits(brisk_str text, size_t at);

/** Reads "2031-07-04" at the start of text; what follows is not looked at. */
const char *brisk_calendar_read_date(brisk_str text, brisk_date *out);

/** Reads "08:00[:00[.123456]]" at text[*at] as microseconds since midnight and moves *at behind it. */
const char *brisk_calendar_read_clock(brisk_str text, size_t *at, int64_t *us);

/** Reads an offset, or nothing, at text[at], which must be the rest of text. */
const char *brisk_calendar_read_offset(brisk_str text, size_t at, int32_t *offset_s, bool *has_offset);

/** Reads a whole datetime, or a unix timestamp as text. */
const char *brisk_calendar_read_datetime(brisk_str text, brisk_datetime *out);

/** Reads an optional sign and digits, nothing else. False where it is none or does not fit. */
bool brisk_calendar_read_int(brisk_str text, int64_t *out);

/** The instant of a timestamp: seconds, or milliseconds where its absolute value is above 2e10. */
const char *brisk_calendar_from_int64(int64_t timestamp, brisk_datetime *out);
const char *brisk_calendar_from_double(double timestamp, brisk_datetime *out);

/** A number of units of unit_us microseconds each, in microseconds. Its whole part and its fraction are taken apart
 *  first, so that the fraction keeps what precision the double has. The result must fit. */
int64_t brisk_calendar_us_of_double(double value, int64_t unit_us);

/** Writes value with exactly count digits, leading zeros included; returns the place behind them. */
char *brisk_calendar_put_digits(char *at, uint64_t value, int count);

#endif

/* date.c - calendar days. See date.h; the text and the calendar itself are in calendar.c. */
#include "core/date.h"

#include "core/calendar.h"

#define DAYS_MIN (-INT64_C(719162)) /* 0001-01-01 */
#define DAYS_MAX INT64_C(2932896)   /* 9999-12-31 */

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* A day of a datetime whose clock shows 0:00. The order of the errors is pydantic's: inexact comes before year 0. */
static brisk_format_result date_of_datetime(const char *reason, brisk_datetime value, brisk_date *out)
{
    if (reason != NULL) {
        return brisk_calendar_error(BRISK_FORMAT_DATE_FROM_DATETIME_PARSING, reason);
    }
    int64_t days = floor_divide(value.us, BRISK_US_PER_DAY);
    if (days * BRISK_US_PER_DAY != value.us) {
        return (brisk_format_result){BRISK_FORMAT_DATE_FROM_DATETIME_INEXACT, {NULL, 0}};
    }
    if (!brisk_date_from_days(days, out)) {
        return brisk_calendar_error(BRISK_FORMAT_DATE_PARSING, BRISK_REASON_YEAR_0);
    }
    return (brisk_format_result){BRISK_FORMAT_OK, {NULL, 0}};
}

brisk_format_result brisk_date_parse(brisk_str text, brisk_date *out, brisk_arena *arena)
{
    brisk_date date;
    brisk_datetime value = {0, 0, false};
    const char *reason = NULL;

    (void)arena;
    if (text.len == 10 && brisk_calendar_read_date(text, &date) == NULL) {
        value.us = brisk_calendar_days(date) * BRISK_US_PER_DAY;
    } else {
        reason = brisk_calendar_read_datetime(text, &value);
    }
    return date_of_datetime(reason, value, out);
}

brisk_format_result brisk_date_from_int64(int64_t timestamp, brisk_date *out)
{
    brisk_datetime value = {0, 0, false};
    const char *reason = brisk_calendar_from_int64(timestamp, &value);

    return date_of_datetime(reason, value, out);
}

brisk_format_result brisk_date_from_double(double timestamp, brisk_date *out)
{
    brisk_datetime value = {0, 0, false};
    const char *reason = brisk_calendar_from_double(timestamp, &value);

    return date_of_datetime(reason, value, out);
}

brisk_str brisk_date_format(char *buf, brisk_date value)
{
    char *at = brisk_calendar_put_digits(buf, (uint64_t)(uint32_t)value.year, 4);

    *at++ = '-';
    at = brisk_calendar_put_digits(at, (uint64_t)(uint32_t)value.month, 2);
    *at++ = '-';
    at = brisk_calendar_put_digits(at, (uint64_t)(uint32_t)value.day, 2);
    *at = '\0';
    return (brisk_str){buf, (size_t)(at - buf)};
}

int brisk_date_compare(brisk_date a, brisk_date b)
{
    if (a.year != b.year) {
        return a.year < b.year ? -1 : 1;
    }
    if (a.month != b.month) {
        return a.month < b.month ? -1 : 1;
    }
    return (a.day > b.day) - (a.day < b.day);
}

bool brisk_date_is_valid(brisk_date value)
{
    if (value.year < 1 || value.year > 9999 || value.month < 1 || value.month > 12 || value.day < 1 || value.day > 31) {
        return false;
    }
    return brisk_date_compare(brisk_calendar_date_of(brisk_calendar_days(value)), value) == 0;
}

int64_t brisk_date_to_days(brisk_date value)
{
    return brisk_calendar_days(value);
}

bool brisk_date_from_days(int64_t days, brisk_date *out)
{
    if (days < DAYS_MIN || days > DAYS_MAX) {
        return false;
    }
    *out = brisk_calendar_date_of(days);
    return true;
}

int brisk_date_iso_weekday(brisk_date value)
{
    int64_t days = brisk_calendar_days(value) + 3; /* 1970-01-01 was a Thursday */

    return (int)(days - floor_divide(days, 7) * 7) + 1;
}

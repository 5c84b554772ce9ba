/* datetime.c - points in time and times of day. See datetime.h; the text and the calendar are in calendar.c. */
#include "core/datetime.h"

#include "core/calendar.h"
#include "core/date.h"

#define US_MIN                (-INT64_C(719162) * BRISK_US_PER_DAY)     /* 0001-01-01T00:00 */
#define US_MAX                (INT64_C(2932897) * BRISK_US_PER_DAY - 1) /* 9999-12-31T23:59:59.999999 */
#define REASON_TIME_NEGATIVE  "time in seconds should be positive"
#define REASON_TIME_TOO_LARGE "numeric times may not exceed 86,399 seconds"

static const brisk_format_result ok = {BRISK_FORMAT_OK, {NULL, 0}};

/* speedate's year 0 has no place in Python's datetime, nor here. */
static brisk_format_result checked_year(brisk_datetime value, brisk_datetime *out)
{
    if (value.us < US_MIN) {
        return brisk_calendar_error(BRISK_FORMAT_DATETIME_PARSING, BRISK_REASON_YEAR_0);
    }
    *out = value;
    return ok;
}

/* As pydantic: a datetime; failing that, a date; failing both, the date's error. */
static const char *read_datetime_or_date(brisk_str text, brisk_datetime *out)
{
    brisk_date date;
    int64_t number;

    const char *reason = brisk_calendar_read_datetime(text, out);
    if (reason == NULL || brisk_calendar_read_int(text, &number)) {
        return reason;
    }
    reason = brisk_calendar_read_date(text, &date);
    if (reason != NULL) {
        return reason;
    }
    *out = (brisk_datetime){brisk_calendar_days(date) * BRISK_US_PER_DAY, 0, false};
    return text.len > 10 ? BRISK_REASON_EXTRA : NULL;
}

brisk_format_result brisk_datetime_parse(brisk_str text, brisk_datetime *out, brisk_arena *arena)
{
    brisk_datetime value = {0, 0, false};

    (void)arena;
    const char *reason = read_datetime_or_date(text, &value);
    if (reason != NULL) {
        return brisk_calendar_error(BRISK_FORMAT_DATETIME_FROM_DATE_PARSING, reason);
    }
    return checked_year(value, out);
}

brisk_format_result brisk_aware_datetime_parse(brisk_str text, brisk_aware_datetime *out, brisk_arena *arena)
{
    brisk_datetime value = {0, 0, false};

    (void)arena;
    const char *reason = read_datetime_or_date(text, &value);
    if (reason != NULL) {
        return brisk_calendar_error(BRISK_FORMAT_DATETIME_FROM_DATE_PARSING, reason);
    }
    if (!value.has_offset) {
        return (brisk_format_result){BRISK_FORMAT_TIMEZONE_AWARE, {NULL, 0}};
    }
    return checked_year(value, out);
}

brisk_format_result brisk_datetime_from_int64(int64_t timestamp, brisk_datetime *out)
{
    brisk_datetime value = {0, 0, false};
    const char *reason = brisk_calendar_from_int64(timestamp, &value);

    return reason == NULL ? checked_year(value, out) : brisk_calendar_error(BRISK_FORMAT_DATETIME_PARSING, reason);
}

brisk_format_result brisk_datetime_from_double(double timestamp, brisk_datetime *out)
{
    brisk_datetime value = {0, 0, false};
    const char *reason = brisk_calendar_from_double(timestamp, &value);

    return reason == NULL ? checked_year(value, out) : brisk_calendar_error(BRISK_FORMAT_DATETIME_PARSING, reason);
}

static int64_t day_of(int64_t us)
{
    return us / BRISK_US_PER_DAY - (us % BRISK_US_PER_DAY < 0);
}

/* "08:00:00[.250000]" and the offset, and a NUL. */
static char *put_clock(char *at, int64_t us, int32_t offset_s, bool has_offset)
{
    uint64_t seconds = (uint64_t)(us / BRISK_US_PER_SECOND);
    uint64_t fraction = (uint64_t)(us % BRISK_US_PER_SECOND);

    at = brisk_calendar_put_digits(at, seconds / 3600, 2);
    *at++ = ':';
    at = brisk_calendar_put_digits(at, seconds / 60 % 60, 2);
    *at++ = ':';
    at = brisk_calendar_put_digits(at, seconds % 60, 2);
    if (fraction != 0) {
        *at++ = '.';
        at = brisk_calendar_put_digits(at, fraction, 6);
    }
    if (has_offset && offset_s == 0) {
        *at++ = 'Z';
    } else if (has_offset) {
        uint64_t minutes = (uint64_t)(offset_s < 0 ? -(int64_t)offset_s : (int64_t)offset_s) / 60;
        *at++ = offset_s < 0 ? '-' : '+';
        at = brisk_calendar_put_digits(at, minutes / 60, 2);
        *at++ = ':';
        at = brisk_calendar_put_digits(at, minutes % 60, 2);
    }
    *at = '\0';
    return at;
}

brisk_str brisk_datetime_format(char *buf, brisk_datetime value)
{
    /* A handler may have computed a value out of range; it must not cost more than a wrong text. */
    int64_t us = value.us < US_MIN ? US_MIN : value.us > US_MAX ? US_MAX : value.us;
    int64_t days = day_of(us);
    brisk_str date = brisk_date_format(buf, brisk_calendar_date_of(days));

    buf[date.len] = 'T';
    char *end = put_clock(buf + date.len + 1, us - days * BRISK_US_PER_DAY, value.offset_s, value.has_offset);
    return (brisk_str){buf, (size_t)(end - buf)};
}

int brisk_datetime_compare(brisk_datetime a, brisk_datetime b)
{
    bool both = a.has_offset && b.has_offset;
    int64_t left = a.us - (both ? a.offset_s * BRISK_US_PER_SECOND : 0);
    int64_t right = b.us - (both ? b.offset_s * BRISK_US_PER_SECOND : 0);

    return (left > right) - (left < right);
}

brisk_date brisk_datetime_date(brisk_datetime value)
{
    return brisk_calendar_date_of(day_of(value.us));
}

brisk_format_result brisk_time_parse(brisk_str text, brisk_time *out, brisk_arena *arena)
{
    brisk_time value = {0, 0, false};
    size_t at = 0;

    (void)arena;
    const char *reason = brisk_calendar_read_clock(text, &at, &value.us);
    if (reason == NULL) {
        reason = brisk_calendar_read_offset(text, at, &value.offset_s, &value.has_offset);
    }
    if (reason != NULL) {
        return brisk_calendar_error(BRISK_FORMAT_TIME_PARSING, reason);
    }
    *out = value;
    return ok;
}

static brisk_format_result time_of_us(int64_t us, brisk_time *out)
{
    if (us >= BRISK_US_PER_DAY) {
        return brisk_calendar_error(BRISK_FORMAT_TIME_PARSING, REASON_TIME_TOO_LARGE);
    }
    *out = (brisk_time){us, 0, true};
    return ok;
}

brisk_format_result brisk_time_from_int64(int64_t seconds, brisk_time *out)
{
    if (seconds < 0) {
        return brisk_calendar_error(BRISK_FORMAT_TIME_PARSING, REASON_TIME_NEGATIVE);
    }
    return time_of_us(seconds < 86400 ? seconds * BRISK_US_PER_SECOND : BRISK_US_PER_DAY, out);
}

brisk_format_result brisk_time_from_double(double seconds, brisk_time *out)
{
    if (seconds != seconds) {
        return brisk_calendar_error(BRISK_FORMAT_TIME_PARSING, BRISK_REASON_NAN);
    }
    if (seconds < 0) {
        return brisk_calendar_error(BRISK_FORMAT_TIME_PARSING, REASON_TIME_NEGATIVE);
    }
    return time_of_us(seconds < 86400 ? brisk_calendar_us_of_double(seconds, BRISK_US_PER_SECOND) : BRISK_US_PER_DAY,
                      out);
}

brisk_str brisk_time_format(char *buf, brisk_time value)
{
    int64_t us = value.us < 0 ? 0 : value.us >= BRISK_US_PER_DAY ? BRISK_US_PER_DAY - 1 : value.us;
    char *end = put_clock(buf, us, value.offset_s, value.has_offset);

    return (brisk_str){buf, (size_t)(end - buf)};
}

int brisk_time_compare(brisk_time a, brisk_time b)
{
    return brisk_datetime_compare((brisk_datetime){a.us, a.offset_s, a.has_offset},
                                  (brisk_datetime){b.us, b.offset_s, b.has_offset});
}

/* calendar.c - the pieces of ISO 8601 text and unix timestamps under date.c, datetime.c and duration.c.
 *
 * Rules and reason texts are those of speedate, which pydantic uses: RFC 3339 with its own liberties (see datetime.h).
 * Days are counted with years that begin in March, so that the leap day is the last day of a year:
 *
 *     year of era  0 .. 399      365 * y + y/4 - y/100 days before it
 *     day of year  0 .. 365      (153 * month + 2) / 5 days before a month, March being 0 */
#include "core/calendar.h"

#include "core/number.h"
#include "core/str.h"

#include <string.h>

#define TIMESTAMP_WATERSHED INT64_C(20000000000)    /* above: milliseconds, as in pydantic */
#define TIMESTAMP_MIN       (-INT64_C(62167219200)) /* 0000-01-01T00:00:00 */
#define TIMESTAMP_MAX       INT64_C(253402300799)   /* 9999-12-31T23:59:59 */
#define REASON_TOO_EARLY    "dates before 0000 are not supported as unix timestamps"
#define REASON_TOO_LATE     "dates after 9999 are not supported as unix timestamps"

brisk_format_result brisk_calendar_error(brisk_format_error error, const char *reason)
{
    return (brisk_format_result){error, {reason, strlen(reason)}};
}

int64_t brisk_calendar_days(brisk_date value)
{
    int64_t month = value.month > 2 ? value.month - 3 : value.month + 9;
    int64_t year = (int64_t)value.year + 400 - (value.month <= 2); /* + 400: no negative number for the year 0 */
    int64_t day_of_year = (153 * month + 2) / 5 + value.day - 1;

    return year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719468 - 146097;
}

brisk_date brisk_calendar_date_of(int64_t days)
{
    int64_t shifted = days + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;

    return (brisk_date){
        .year = (int32_t)(era * 400 + year_of_era + (month >= 10)),
        .month = (int32_t)(month < 10 ? month + 3 : month - 9),
        .day = (int32_t)(day_of_year - (153 * month + 2) / 5 + 1),
    };
}

int brisk_calendar_two_digits(brisk_str text, size_t at)
{
    if (at + 2 > text.len || !brisk_char_is_digit(text.ptr[at]) || !brisk_char_is_digit(text.ptr[at + 1])) {
        return -1;
    }
    return (text.ptr[at] - '0') * 10 + (text.ptr[at + 1] - '0');
}

static int days_of_month(int year, int month)
{
    static const signed char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (month == 2 && is_leap);
}

const char *brisk_calendar_read_date(brisk_str text, brisk_date *out)
{
    if (text.len < 10) {
        return BRISK_REASON_TOO_SHORT;
    }
    int century = brisk_calendar_two_digits(text, 0);
    int year = brisk_calendar_two_digits(text, 2);
    if (century < 0 || year < 0) {
        return "invalid character in year";
    }
    if (text.ptr[4] != '-') {
        return "invalid date separator, expected `-`";
    }
    int month = brisk_calendar_two_digits(text, 5);
    if (month < 0) {
        return "invalid character in month";
    }
    if (text.ptr[7] != '-') {
        return "invalid date separator, expected `-`";
    }
    int day = brisk_calendar_two_digits(text, 8);
    if (day < 0) {
        return "invalid character in day";
    }
    if (month < 1 || month > 12) {
        return "month value is outside expected range of 1-12";
    }
    if (day < 1 || day > days_of_month(century * 100 + year, month)) {
        return "day value is outside expected range";
    }
    *out = (brisk_date){century * 100 + year, month, day};
    return NULL;
}

/* The seconds ":ss[.ffffff]" of a clock; *at stands on the colon. Digits beyond microseconds are cut off. */
static const char *read_seconds(brisk_str text, size_t *at, int64_t *us)
{
    int second = brisk_calendar_two_digits(text, *at + 1);

    if (second < 0) {
        return "invalid character in second";
    }
    if (second > 59) {
        return "second value is outside expected range of 0-59";
    }
    *at += 3;
    *us += second * BRISK_US_PER_SECOND;
    if (*at == text.len || (text.ptr[*at] != '.' && text.ptr[*at] != ',')) {
        return NULL;
    }
    size_t start = ++*at;
    for (int64_t unit = BRISK_US_PER_SECOND / 10; *at < text.len && brisk_char_is_digit(text.ptr[*at]); unit /= 10) {
        *us += unit * (text.ptr[*at] - '0');
        ++*at;
    }
    return *at == start ? "second fraction digits missing after `.`" : NULL;
}

const char *brisk_calendar_read_clock(brisk_str text, size_t *at, int64_t *us)
{
    if (text.len < *at + 5) {
        return BRISK_REASON_TOO_SHORT;
    }
    int hour = brisk_calendar_two_digits(text, *at);
    if (hour < 0) {
        return "invalid character in hour";
    }
    if (text.ptr[*at + 2] != ':') {
        return "invalid time separator, expected `:`";
    }
    int minute = brisk_calendar_two_digits(text, *at + 3);
    if (minute < 0) {
        return "invalid character in minute";
    }
    if (hour > 23) {
        return "hour value is outside expected range of 0-23";
    }
    if (minute > 59) {
        return "minute value is outside expected range of 0-59";
    }
    *at += 5;
    *us = (hour * 3600 + minute * 60) * BRISK_US_PER_SECOND;
    return *at < text.len && text.ptr[*at] == ':' ? read_seconds(text, at, us) : NULL;
}

const char *brisk_calendar_read_offset(brisk_str text, size_t at, int32_t *offset_s, bool *has_offset)
{
    static const brisk_str minus_sign = BRISK_STR("\xE2\x88\x92"); /* U+2212, which ISO 8601 prefers to the hyphen */
    int sign = 1;

    *offset_s = 0;
    *has_offset = at < text.len;
    if (!*has_offset) {
        return NULL;
    }
    char c = text.ptr[at];
    if (c == 'Z' || c == 'z') {
        return at + 1 < text.len ? BRISK_REASON_EXTRA : NULL;
    }
    if (c == '+' || c == '-') {
        sign = c == '+' ? 1 : -1;
        at += 1;
    } else if (brisk_str_starts_with(brisk_str_from(text, at), minus_sign)) {
        sign = -1;
        at += minus_sign.len;
    } else {
        return "invalid timezone sign";
    }
    int hour = brisk_calendar_two_digits(text, at);
    if (hour < 0) {
        return "invalid timezone hour";
    }
    at += 2;
    at += at < text.len && text.ptr[at] == ':';
    int minute = brisk_calendar_two_digits(text, at);
    if (minute < 0) {
        return "invalid timezone minute";
    }
    if (minute > 59) {
        return "timezone minute value is outside expected range of 0-59";
    }
    if (hour > 23) {
        return "timezone offset must be less than 24 hours";
    }
    *offset_s = sign * (hour * 3600 + minute * 60);
    return at + 2 < text.len ? BRISK_REASON_EXTRA : NULL;
}

static const char *read_rfc3339(brisk_str text, brisk_datetime *out)
{
    brisk_date date;
    int64_t us = 0;
    size_t at = 11;

    const char *reason = brisk_calendar_read_date(text, &date);
    if (reason != NULL) {
        return reason;
    }
    if (text.len == 10 || memchr("Tt_ ", text.ptr[10], 4) == NULL) {
        return "invalid datetime separator, expected `T`, `t`, `_` or space";
    }
    reason = brisk_calendar_read_clock(text, &at, &us);
    if (reason == NULL) {
        reason = brisk_calendar_read_offset(text, at, &out->offset_s, &out->has_offset);
    }
    out->us = brisk_calendar_days(date) * BRISK_US_PER_DAY + us;
    return reason;
}

bool brisk_calendar_read_int(brisk_str text, int64_t *out)
{
    size_t at = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+');
    bool negative = at == 1 && text.ptr[0] == '-';
    int64_t value = 0;

    if (at == text.len) {
        return false;
    }
    for (; at < text.len; at++) {
        int digit = text.ptr[at] - '0';
        if (digit < 0 || digit > 9 || value > (INT64_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *out = negative ? -value : value;
    return true;
}

static size_t skip_digits(brisk_str text, size_t at)
{
    while (at < text.len && brisk_char_is_digit(text.ptr[at])) {
        at++;
    }
    return at;
}

/* A number with a point: [sign] digits . digits [e [sign] digits], a digit on at least one side of the point. */
static bool read_fraction(brisk_str text, double *out)
{
    size_t start = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+');
    size_t point = skip_digits(text, start);

    if (point == text.len || text.ptr[point] != '.') {
        return false;
    }
    size_t at = skip_digits(text, point + 1);
    if (at - start < 2) {
        return false;
    }
    if (at < text.len && (text.ptr[at] == 'e' || text.ptr[at] == 'E')) {
        at += 1;
        at += at < text.len && (text.ptr[at] == '-' || text.ptr[at] == '+');
        if (at == text.len) {
            return false;
        }
        at = skip_digits(text, at);
    }
    return at == text.len && brisk_double_parse(text, out) == BRISK_NUMBER_OK;
}

const char *brisk_calendar_read_datetime(brisk_str text, brisk_datetime *out)
{
    const char *reason = read_rfc3339(text, out);
    int64_t whole;
    double number;

    if (reason == NULL) {
        return NULL;
    }
    if (brisk_calendar_read_int(text, &whole)) {
        return brisk_calendar_from_int64(whole, out);
    }
    return read_fraction(text, &number) ? brisk_calendar_from_double(number, out) : reason;
}

static const char *from_us(int64_t us, brisk_datetime *out)
{
    if (us < TIMESTAMP_MIN * BRISK_US_PER_SECOND) {
        return REASON_TOO_EARLY;
    }
    if (us >= (TIMESTAMP_MAX + 1) * BRISK_US_PER_SECOND) {
        return REASON_TOO_LATE;
    }
    *out = (brisk_datetime){us, 0, true};
    return NULL;
}

const char *brisk_calendar_from_int64(int64_t timestamp, brisk_datetime *out)
{
    bool is_ms = timestamp > TIMESTAMP_WATERSHED || timestamp < -TIMESTAMP_WATERSHED;

    if (is_ms && timestamp < TIMESTAMP_MIN * 1000) {
        return REASON_TOO_EARLY;
    }
    if (is_ms && timestamp >= (TIMESTAMP_MAX + 1) * 1000) {
        return REASON_TOO_LATE;
    }
    return from_us(timestamp * (is_ms ? 1000 : BRISK_US_PER_SECOND), out);
}

int64_t brisk_calendar_us_of_double(double value, int64_t unit_us)
{
    int64_t whole = (int64_t)value;

    whole -= (double)whole > value; /* the cast rounds to zero, this rounds down */
    double us = (value - (double)whole) * (double)unit_us;
    int64_t rounded = (int64_t)us;
    rounded += us - (double)rounded >= 0.5;
    return whole * unit_us + rounded;
}

const char *brisk_calendar_from_double(double timestamp, brisk_datetime *out)
{
    double size = timestamp < 0 ? -timestamp : timestamp;
    int64_t unit_us = size > (double)TIMESTAMP_WATERSHED ? 1000 : BRISK_US_PER_SECOND;

    if (timestamp != timestamp) {
        return BRISK_REASON_NAN;
    }
    if (size >= (double)(TIMESTAMP_MAX + 1) * 1000) { /* beyond both ends: nothing below overflows */
        return timestamp < 0 ? REASON_TOO_EARLY : REASON_TOO_LATE;
    }
    return from_us(brisk_calendar_us_of_double(timestamp, unit_us), out);
}

char *brisk_calendar_put_digits(char *at, uint64_t value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        at[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return at + count;
}

/* duration.c - spans of time: text, numbers, ISO output. See duration.h.
 *
 * Three spellings, told apart as speedate (under pydantic) does, after an optional sign:
 *
 *     P2DT3H4M5.6S         begins with P: numbers with units; the last one may have a fraction
 *     1 day, 02:03:04.5    a "d" somewhere, or fewer than five bytes behind the sign: days, a clock below 24 h
 *     26:03:04.5           else: a clock with any number of hours
 *
 * Days and seconds are added up in 32 bits with overflow as an error, fractions in doubles: that decides about errors
 * and the last microsecond, so it is kept. */
#include "core/duration.h"

#include "core/calendar.h"
#include "core/str.h"

#include <string.h>

#define REASON_TOO_LARGE "a numeric value in the duration is too large"
#define REASON_HOURS     "durations may not exceed 999,999,999 hours"
#define REASON_DAYS      "durations may not exceed 999,999,999 days"
#define REASON_DAYS_HERE "durations may not exceed 106,751,990 days"
#define REASON_DAY_WORD  "\"day\" identifier in duration not correctly formatted"
#define DAYS_MAX         UINT64_C(999999999)
#define DAYS_MAX_HERE    UINT64_C(106751990) /* whole days that fit into 64 bits of microseconds, and a day more */
#define HOURS_MAX        (DAYS_MAX_HERE * 24 + 23)

/* The sums while a text is read. */
typedef struct span {
    uint64_t days;
    uint64_t seconds;
    uint64_t us;
} span;

/* Adds to a sum that speedate keeps in 32 bits. */
static bool add_checked(uint64_t *sum, uint64_t value)
{
    *sum += value;
    return *sum <= UINT32_MAX;
}

/* Digits at text[*at], at least one, up to 32 bits. */
static const char *read_number(brisk_str text, size_t *at, uint64_t *value)
{
    if (*at >= text.len || !brisk_char_is_digit(text.ptr[*at])) {
        return "invalid digit in duration";
    }
    *value = 0;
    for (; *at < text.len && brisk_char_is_digit(text.ptr[*at]); ++*at) {
        *value = *value * 10 + (uint64_t)(text.ptr[*at] - '0');
        if (*value > UINT32_MAX) {
            return REASON_TOO_LARGE;
        }
    }
    return NULL;
}

/* The fraction behind a point or comma, in 0 to 1. Digits that a double cannot tell any more are skipped: the sums stay
 * exact up to 10^22, and a text of megabytes does not reach infinity. */
static double read_decimals(brisk_str text, size_t *at)
{
    double value = 0;
    double unit = 1;

    for (++*at; *at < text.len && brisk_char_is_digit(text.ptr[*at]); ++*at) {
        if (unit < 1e22) {
            value = value * 10 + (text.ptr[*at] - '0');
            unit *= 10;
        }
    }
    return value / unit;
}

static uint64_t round_us(double seconds)
{
    double us = seconds * 1e6;
    uint64_t whole = (uint64_t)us;

    return whole + (us - (double)whole >= 0.5);
}

/* One number and its unit: Y M W D before the T, H M S behind it. */
static const char *read_quantity(brisk_str text, size_t *at, bool is_time, bool *has_fraction, span *sum)
{
    static const uint64_t date_units[] = {365, 30, 7, 1};
    static const uint64_t time_units[] = {3600, 60, 1};
    const char *letters = is_time ? "HMS" : "YMWD";
    double fraction = 0;
    uint64_t number;

    const char *reason = read_number(text, at, &number);
    if (reason != NULL) {
        return reason;
    }
    bool fraction_before = *has_fraction;
    if (*at < text.len && (text.ptr[*at] == '.' || text.ptr[*at] == ',')) {
        fraction = read_decimals(text, at);
        *has_fraction = true;
    }
    if (fraction_before) {
        return "quantity fraction invalid in duration";
    }
    const char *letter = *at < text.len && text.ptr[*at] != '\0' ? strchr(letters, text.ptr[*at]) : NULL;
    if (letter == NULL) {
        return is_time ? "quantity invalid in time part of duration" : "quantity invalid in date part of duration";
    }
    ++*at;
    uint64_t unit = (is_time ? time_units : date_units)[letter - letters];
    double part = fraction * (double)unit;
    if (!is_time) {
        if (number * unit > UINT32_MAX || !add_checked(&sum->days, number * unit + (uint64_t)part)) {
            return REASON_TOO_LARGE;
        }
        part = (part - (double)(uint64_t)part) * 86400;
        number = 0;
    }
    if (number * unit > UINT32_MAX || !add_checked(&sum->seconds, number * unit + (uint64_t)part)) {
        return REASON_TOO_LARGE;
    }
    sum->us += round_us(part - (double)(uint64_t)part);
    return NULL;
}

/* "2DT3H4M5.6S"; start is behind the P. */
static const char *read_iso(brisk_str text, size_t start, span *sum)
{
    size_t at = start;
    bool is_time = false;
    bool has_fraction = false;

    while (at < text.len) {
        if (text.ptr[at] == 'T') {
            if (is_time) {
                return "`t` character repeated in duration";
            }
            is_time = true;
            at++;
            continue;
        }
        const char *reason = read_quantity(text, &at, is_time, &has_fraction, sum);
        if (reason != NULL) {
            return reason;
        }
    }
    return text.len - start < 2 ? BRISK_REASON_TOO_SHORT : NULL;
}

/* A clock with any number of hours: the hours are read here, "00" in their place by the reader of clocks. */
static const char *read_clock(brisk_str text, size_t at, span *sum)
{
    char clock[24] = "00";
    uint64_t hours = 0;
    int64_t us;

    if (text.len - at < 5) {
        return BRISK_REASON_TOO_SHORT;
    }
    size_t digits = brisk_str_find_char(brisk_str_from(text, at), ':');
    if (digits == BRISK_STR_NONE) {
        return "invalid character in hour";
    }
    if (digits > 10) {
        return REASON_HOURS;
    }
    for (size_t i = 0; i < digits; i++) {
        if (!brisk_char_is_digit(text.ptr[at + i])) {
            return "invalid character in hour";
        }
        hours = hours * 10 + (uint64_t)(text.ptr[at + i] - '0');
    }
    if (hours > HOURS_MAX) {
        return REASON_HOURS;
    }
    /* Digits beyond microseconds are cut off, so that the rest fits: ":mm:ss.ffffff" and one byte that tells more. */
    brisk_str rest = brisk_str_from(text, at + digits);
    size_t significant = rest.len < 13 ? rest.len : 13;
    size_t end = significant;
    while (end < rest.len && brisk_char_is_digit(rest.ptr[end])) {
        end++;
    }
    significant += end < rest.len;
    memcpy(clock + 2, rest.ptr, significant);
    size_t stop = 0;
    const char *reason = brisk_calendar_read_clock(brisk_str_make(clock, 2 + significant), &stop, &us);
    if (reason != NULL) {
        return reason;
    }
    if (stop < 2 + significant || end < rest.len) {
        return BRISK_REASON_EXTRA;
    }
    sum->days += hours / 24;
    sum->seconds += hours % 24 * 3600 + (uint64_t)us / 1000000;
    sum->us += (uint64_t)us % 1000000;
    return NULL;
}

static char char_at(brisk_str text, size_t at)
{
    return at < text.len ? text.ptr[at] : '\0';
}

/* "1 day, 02:03:04.5": "d", "day" or "days", or "D", "Day", "DAYS" …; "ays" is of one case. The space before it, the
 * comma and the space behind it are optional. */
static const char *read_days(brisk_str text, size_t at, span *sum)
{
    if (at == text.len) {
        return BRISK_REASON_TOO_SHORT;
    }
    const char *reason = read_number(text, &at, &sum->days);
    if (reason != NULL) {
        return reason;
    }
    at += at < text.len && text.ptr[at] == ' ';
    if (brisk_char_lower(char_at(text, at)) != 'd') {
        return REASON_DAY_WORD;
    }
    at++;
    bool is_upper = char_at(text, at) == 'A';
    if (is_upper || char_at(text, at) == 'a') {
        if (char_at(text, at + 1) != (is_upper ? 'Y' : 'y')) {
            return REASON_DAY_WORD;
        }
        at += char_at(text, at + 2) == (is_upper ? 'S' : 's') ? 3 : 2;
    }
    at += at < text.len && text.ptr[at] == ',';
    at += at < text.len && text.ptr[at] == ' ';
    if (at >= text.len) {
        return NULL;
    }
    uint64_t days = sum->days;
    reason = read_clock(text, at, sum);
    return reason == NULL && sum->days != days ? REASON_HOURS : reason;
}

static bool has_day_letter(brisk_str text)
{
    return brisk_str_find_char(text, 'd') < text.len || brisk_str_find_char(text, 'D') < text.len;
}

static const char *check_range(span *sum)
{
    sum->seconds += sum->us / 1000000;
    sum->us %= 1000000;
    sum->days += sum->seconds / 86400;
    sum->seconds %= 86400;
    if (sum->days > DAYS_MAX) {
        return REASON_DAYS;
    }
    return sum->days > DAYS_MAX_HERE ? REASON_DAYS_HERE : NULL;
}

brisk_format_result brisk_duration_parse(brisk_str text, brisk_duration *out, brisk_arena *arena)
{
    span sum = {0, 0, 0};
    const char *reason;

    (void)arena;
    size_t at = text.len > 0 && (text.ptr[0] == '+' || text.ptr[0] == '-');
    if (text.len == 0) {
        reason = BRISK_REASON_TOO_SHORT;
    } else if (at < text.len && text.ptr[at] == 'P') {
        reason = read_iso(text, at + 1, &sum);
    } else if (text.len - at < 5 || has_day_letter(text)) {
        reason = read_days(text, at, &sum);
    } else {
        reason = read_clock(text, at, &sum);
    }
    if (reason == NULL) {
        reason = check_range(&sum);
    }
    if (reason != NULL) {
        return brisk_calendar_error(BRISK_FORMAT_TIME_DELTA_PARSING, reason);
    }
    int64_t us = (int64_t)((sum.days * 86400 + sum.seconds) * 1000000 + sum.us);
    out->us = text.ptr[0] == '-' ? -us : us;
    return (brisk_format_result){BRISK_FORMAT_OK, {NULL, 0}};
}

/* The reason why a span of seconds, without its sign, does not fit. */
static const char *check_seconds(double seconds)
{
    if (seconds != seconds) {
        return BRISK_REASON_NAN;
    }
    if (seconds >= (double)(DAYS_MAX + 1) * 86400) {
        return REASON_DAYS;
    }
    return seconds >= (double)(DAYS_MAX_HERE + 1) * 86400 ? REASON_DAYS_HERE : NULL;
}

brisk_format_result brisk_duration_from_int64(int64_t seconds, brisk_duration *out)
{
    const char *reason = check_seconds(seconds < 0 ? -(double)seconds : (double)seconds);

    if (reason != NULL) {
        return brisk_calendar_error(BRISK_FORMAT_TIME_DELTA_PARSING, reason);
    }
    out->us = seconds * BRISK_US_PER_SECOND;
    return (brisk_format_result){BRISK_FORMAT_OK, {NULL, 0}};
}

brisk_format_result brisk_duration_from_double(double seconds, brisk_duration *out)
{
    double size = seconds < 0 ? -seconds : seconds;
    const char *reason = check_seconds(size);

    if (reason != NULL) {
        return brisk_calendar_error(BRISK_FORMAT_TIME_DELTA_PARSING, reason);
    }
    int64_t us = brisk_calendar_us_of_double(size, BRISK_US_PER_SECOND);
    out->us = seconds < 0 ? -us : us;
    return (brisk_format_result){BRISK_FORMAT_OK, {NULL, 0}};
}

static char *put_number(char *at, uint64_t value)
{
    int count = 1;

    for (uint64_t rest = value / 10; rest > 0; rest /= 10) {
        count++;
    }
    return brisk_calendar_put_digits(at, value, count);
}

static char *put_quantity(char *at, uint64_t value, char unit)
{
    if (value > 0) {
        at = put_number(at, value);
        *at++ = unit;
    }
    return at;
}

/* "2H3M4.5S" */
static char *put_clock(char *at, uint64_t seconds, uint64_t us)
{
    at = put_quantity(at, seconds / 3600, 'H');
    at = put_quantity(at, seconds / 60 % 60, 'M');
    if (seconds % 60 > 0 || us > 0) {
        at = put_number(at, seconds % 60);
        if (us > 0) {
            *at++ = '.';
            at = brisk_calendar_put_digits(at, us, 6);
            while (at[-1] == '0') {
                at--;
            }
        }
        *at++ = 'S';
    }
    return at;
}

brisk_str brisk_duration_format(char *buf, brisk_duration value)
{
    uint64_t us = value.us < 0 ? 0 - (uint64_t)value.us : (uint64_t)value.us;
    uint64_t days = us / (uint64_t)BRISK_US_PER_DAY;
    uint64_t clock = us % (uint64_t)BRISK_US_PER_DAY;
    char *at = buf;

    if (value.us < 0) {
        *at++ = '-';
    }
    *at++ = 'P';
    at = put_quantity(at, days / 365, 'Y');
    at = put_quantity(at, days % 365, 'D');
    if (clock > 0) {
        *at++ = 'T';
        at = put_clock(at, clock / 1000000, clock % 1000000);
    } else if (days == 0) {
        memcpy(at, "T0S", 3);
        at += 3;
    }
    *at = '\0';
    return (brisk_str){buf, (size_t)(at - buf)};
}

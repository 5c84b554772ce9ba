/* freshness.c - see freshness.h. */
#include "gateway/cdn/freshness.h"

#include "core/calendar.h"
#include "core/date.h"
#include "core/number.h"
#include "core/str.h"

/* RFC 9111, 1.2.2: a number too large is this one. It is CloudFront's longest time, 3,153,600,000 s, all but. */
#define SECONDS_MAX INT64_C(2147483648)

/* ---- Cache-Control ---- */

/* The next member of a list; commas in quotes are part of it. False at the end. */
static bool next_member(brisk_str *rest, brisk_str *member)
{
    while (rest->len > 0) {
        size_t end = 0;
        bool is_quoted = false;
        for (; end < rest->len && (is_quoted || rest->ptr[end] != ','); end++) {
            if (rest->ptr[end] == '\\' && is_quoted && end + 1 < rest->len) {
                end++;
            } else if (rest->ptr[end] == '"') {
                is_quoted = !is_quoted;
            }
        }
        *member = brisk_str_trim_ows(brisk_str_slice(*rest, 0, end));
        *rest = brisk_str_from(*rest, end + 1);
        if (member->len > 0) {
            return true;
        }
    }
    return false;
}

static brisk_str unquoted(brisk_str text)
{
    bool is_quoted = text.len >= 2 && text.ptr[0] == '"' && text.ptr[text.len - 1] == '"';
    return is_quoted ? brisk_str_slice(text, 1, text.len - 2) : text;
}

static int64_t read_seconds(brisk_str text)
{
    uint64_t seconds;
    switch (brisk_digits_parse(unquoted(text), (uint64_t)SECONDS_MAX, &seconds)) {
    case BRISK_NUMBER_OK:
        return (int64_t)seconds;
    case BRISK_NUMBER_TOO_BIG:
    case BRISK_NUMBER_TOO_LONG:
        return SECONDS_MAX;
    default:
        return 0;
    }
}

static void take_seconds(int64_t *to, brisk_str value)
{
    if (*to < 0) {
        *to = read_seconds(value);
    }
}

static void take_directive(brisk_cache_control *control, brisk_str name, brisk_str value)
{
    if (brisk_str_is_ignore_case(name, "no-store")) {
        control->no_store = true;
    } else if (brisk_str_is_ignore_case(name, "no-cache")) {
        control->no_cache = true;
    } else if (brisk_str_is_ignore_case(name, "private")) {
        control->is_private = true;
    } else if (brisk_str_is_ignore_case(name, "must-revalidate") ||
               brisk_str_is_ignore_case(name, "proxy-revalidate")) {
        control->must_revalidate = true;
    } else if (brisk_str_is_ignore_case(name, "max-age")) {
        take_seconds(&control->max_age_s, value);
    } else if (brisk_str_is_ignore_case(name, "s-maxage")) {
        take_seconds(&control->s_maxage_s, value);
    } else if (brisk_str_is_ignore_case(name, "stale-if-error")) {
        take_seconds(&control->stale_if_error_s, value);
    }
}

brisk_cache_control brisk_cache_control_read(const brisk_headers *headers)
{
    brisk_cache_control control = {.max_age_s = -1, .s_maxage_s = -1, .stale_if_error_s = -1};
    brisk_str name = BRISK_S("cache-control");
    for (size_t i = brisk_headers_find(headers, name, 0); i != SIZE_MAX; i = brisk_headers_find(headers, name, i + 1)) {
        brisk_str rest = headers->items[i].value, member, directive, value = {0};
        while (next_member(&rest, &member)) {
            value = (brisk_str){0};
            (void)brisk_str_cut(member, '=', &directive, &value);
            take_directive(&control, brisk_str_trim_ows(directive), brisk_str_trim_ows(value));
        }
    }
    return control;
}

/* ---- dates ---- */

static int read_month(brisk_str text)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12 && text.len == 3; i++) {
        if (memcmp(names + 3 * i, text.ptr, 3) == 0) {
            return i + 1;
        }
    }
    return 0;
}

/* "08:49:37" as seconds; -1: it is none. */
static int64_t read_clock(brisk_str text)
{
    int hour = brisk_calendar_two_digits(text, 0), minute = brisk_calendar_two_digits(text, 3);
    int second = brisk_calendar_two_digits(text, 6);
    bool is_clock = text.len == 8 && text.ptr[2] == ':' && text.ptr[5] == ':' && hour >= 0 && hour < 24 &&
                    minute >= 0 && minute < 60 && second >= 0 && second <= 60;
    return is_clock ? (hour * 60 + minute) * INT64_C(60) + second : -1;
}

static bool read_year(brisk_str text, int64_t now_s, uint64_t *year)
{
    if (brisk_digits_parse(text, 9999, year) != BRISK_NUMBER_OK || (text.len != 4 && text.len != 2)) {
        return false;
    }
    if (text.len == 2) { /* the year of these digits that is at most 50 ahead */
        uint64_t this_year = (uint64_t)brisk_calendar_date_of(now_s / 86400).year;
        *year += this_year / 100 * 100;
        if (*year > this_year + 50) {
            *year -= 100;
        } else if (*year + 50 <= this_year) {
            *year += 100;
        }
    }
    return true;
}

bool brisk_http_date_read(brisk_str text, int64_t now_s, int64_t *out_s)
{
    /* Sun, 06 Nov 1994 08:49:37 GMT │ Sunday, 06-Nov-94 08:49:37 GMT │ Sun Nov  6 08:49:37 1994: words between spaces, dashes */
    brisk_str words[7];
    size_t count = 0, start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && text.ptr[i] != ' ' && text.ptr[i] != '-') {
            continue;
        }
        if (i > start) {
            if (count == 7) {
                return false;
            }
            words[count++] = brisk_str_slice(text, start, i - start);
        }
        start = i + 1;
    }
    bool is_asctime = count == 5;
    if (!is_asctime && (count != 6 || !brisk_str_is(words[5], "GMT"))) {
        return false;
    }
    brisk_str day_text = words[is_asctime ? 2 : 1];
    uint64_t day, year;
    int64_t clock = read_clock(words[is_asctime ? 3 : 4]);
    int month = read_month(words[is_asctime ? 1 : 2]);
    if (clock < 0 || month == 0 || brisk_digits_parse(day_text, 31, &day) != BRISK_NUMBER_OK ||
        !read_year(words[is_asctime ? 4 : 3], now_s, &year)) {
        return false;
    }
    brisk_date date = {.year = (int32_t)year, .month = month, .day = (int32_t)day};
    if (!brisk_date_is_valid(date)) {
        return false;
    }
    *out_s = brisk_calendar_days(date) * 86400 + clock;
    return true;
}

/* ---- freshness ---- */

/* RFC 9111, 3 lets any status be stored that is known to the cache, where its lifetime is explicit. These are what CloudFront
 * keeps: successes and redirects, and of errors those on its page "HTTP 4xx and 5xx status codes that CloudFront caches". Not
 * 206 (ranges are left to the function), 412 (an answer to one client's condition), 429. */
static bool is_storable_status(int status)
{
    static const short statuses[] = {200, 203, 204, 300, 301, 302, 307, 308, 400, 403,
                                     404, 405, 410, 414, 415, 500, 501, 502, 503, 504};
    for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
        if (statuses[i] == status) {
            return true;
        }
    }
    return false;
}

/* RFC 9111, 4.2.1: s-maxage, max-age, Expires less Date; -1: nothing says. */
static int64_t lifetime_of(const brisk_cache_control *control, const brisk_headers *headers, int64_t now_s)
{
    if (control->s_maxage_s >= 0 || control->max_age_s >= 0) {
        return control->s_maxage_s >= 0 ? control->s_maxage_s : control->max_age_s;
    }
    brisk_str expires = brisk_headers_get(headers, BRISK_S("expires"));
    int64_t end_s, date_s;
    if (expires.ptr == NULL) {
        return -1;
    }
    if (!brisk_http_date_read(expires, now_s, &end_s)) {
        return 0; /* RFC 9111, 5.3: "0" and other wrong dates are past */
    }
    if (!brisk_http_date_read(brisk_headers_get(headers, BRISK_S("date")), now_s, &date_s)) {
        date_s = now_s;
    }
    return end_s > date_s ? end_s - date_s : 0;
}

/* RFC 9111, 4.2.3. What it takes to get here is no part of it: the origin is on this machine. */
static int64_t age_of(const brisk_headers *headers, int64_t now_s)
{
    int64_t date_s;
    brisk_str said = brisk_headers_get(headers, BRISK_S("age"));
    int64_t age = said.ptr != NULL ? read_seconds(brisk_str_trim_ows(said)) : 0;
    if (brisk_http_date_read(brisk_headers_get(headers, BRISK_S("date")), now_s, &date_s) && now_s - date_s > age) {
        age = now_s - date_s;
    }
    return age;
}

static bool has_star(const brisk_headers *headers)
{
    brisk_str name = BRISK_S("vary");
    for (size_t i = brisk_headers_find(headers, name, 0); i != SIZE_MAX; i = brisk_headers_find(headers, name, i + 1)) {
        brisk_str rest = headers->items[i].value, member;
        while (next_member(&rest, &member)) {
            if (brisk_str_is(member, "*")) {
                return true;
            }
        }
    }
    return false;
}

brisk_freshness brisk_freshness_of(int status, const brisk_headers *headers, int64_t now_s)
{
    brisk_cache_control control = brisk_cache_control_read(headers);
    int64_t lifetime = lifetime_of(&control, headers, now_s);
    bool has_validator = brisk_headers_get(headers, BRISK_S("etag")).len > 0 ||
                         brisk_headers_get(headers, BRISK_S("last-modified")).len > 0;
    bool is_explicit = lifetime >= 0 || control.no_cache;
    brisk_freshness freshness = {
        .lifetime_s = control.no_cache || lifetime < 0 ? 0 : lifetime,
        .age_s = age_of(headers, now_s),
        /* RFC 9111, 4.2.4: never where a directive forbids stale answers; s-maxage is one (5.2.2.10). */
        .stale_if_error_s =
            control.stale_if_error_s > 0 && !control.no_cache && !control.must_revalidate && control.s_maxage_s < 0
                ? control.stale_if_error_s
                : 0,
    };
    freshness.is_storable = is_storable_status(status) && !control.no_store && !control.is_private && is_explicit &&
                            brisk_headers_get(headers, BRISK_S("set-cookie")).ptr == NULL && !has_star(headers) &&
                            (freshness.lifetime_s > freshness.age_s || (has_validator && status == 200));
    return freshness;
}

/* ---- validators ---- */

static brisk_str opaque(brisk_str etag)
{
    return brisk_str_starts_with(etag, BRISK_S("W/")) ? brisk_str_from(etag, 2) : etag;
}

bool brisk_etag_list_has(brisk_str list, brisk_str etag)
{
    brisk_str member;
    while (next_member(&list, &member)) {
        if (brisk_str_is(member, "*") || (etag.len > 0 && brisk_str_equal(opaque(member), opaque(etag)))) {
            return true;
        }
    }
    return false;
}

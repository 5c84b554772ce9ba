/* test_freshness.c - Cache-Control, dates, lifetimes and entity tags. */
#include "gateway/cdn/freshness.h"

#include "core/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NOW  INT64_C(784111777) /* Sun, 06 Nov 1994 08:49:37 GMT */
#define DATE "Sun, 06 Nov 1994 08:49:37 GMT"

/* "Name: value" lines. */
static brisk_freshness freshness(int status, const char *lines)
{
    static brisk_header items[16];
    brisk_headers headers = {.items = items, .capacity = 16};
    brisk_str rest = brisk_str_view(lines), line;
    bool more = true;
    while (brisk_str_split(&rest, '\n', &more, &line)) {
        brisk_header *item = &items[headers.count];
        headers.count += brisk_str_cut(line, ':', &item->name, &item->value);
        item->value = brisk_str_trim(item->value);
    }
    return brisk_freshness_of(status, &headers, NOW);
}

static void lifetimes(void **state)
{
    static const struct {
        const char *headers;
        bool is_storable;
        int64_t lifetime_s;
    } rows[] = {
        {"Cache-Control: max-age=60", true, 60},
        {"cache-control: MAX-AGE=\"60\"", true, 60},
        {"Cache-Control: max-age=60, s-maxage=5", true, 5},
        {"Cache-Control: max-age=60, max-age=5", true, 60},
        {"Cache-Control: public\nCache-Control: , max-age=7 ,", true, 7},
        {"Cache-Control: max-age=99999999999999999999999", true, INT64_C(2147483648)},
        {"Cache-Control: a=\"max-age=1, max-age=2\", max-age=3", true, 3},
        {"Cache-Control: max-age=0", false, 0},
        {"Cache-Control: max-age=0\nETag: \"a\"", true, 0},
        {"Cache-Control: max-age=x\nETag: \"a\"", true, 0},
        {"Cache-Control: no-cache, max-age=60\nETag: \"a\"", true, 0},
        {"Cache-Control: no-cache=\"x\", max-age=60", false, 0},
        {"Cache-Control: no-store, max-age=60", false, 60},
        {"Cache-Control: private, max-age=60", false, 60},
        {"Cache-Control: max-age=60\nSet-Cookie: a=b", false, 60},
        {"Cache-Control: max-age=60\nVary: accept, *", false, 60},
        {"Cache-Control: max-age=60\nVary: accept", true, 60},
        {"Cache-Control: max-age=60\nAge: 60", false, 60},
        {"Cache-Control: max-age=60\nAge: 59", true, 60},
        {"Expires: Sun, 06 Nov 1994 08:50:37 GMT", true, 60},
        {"Expires: Sun, 06 Nov 1994 08:50:37 GMT\nDate: Sun, 06 Nov 1994 08:49:27 GMT", true, 70},
        {"Expires: 0", false, 0},
        {"Expires: 0\nCache-Control: max-age=5", true, 5},
        {"ETag: \"a\"", false, 0},
        {"Cache-Control: public", false, 0},
        {"", false, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        brisk_freshness got = freshness(200, rows[i].headers);
        if (got.is_storable != rows[i].is_storable || got.lifetime_s != rows[i].lifetime_s) {
            fail_msg("%s: %d, %lld", rows[i].headers, got.is_storable, (long long)got.lifetime_s);
        }
    }
}

static void statuses(void **state)
{
    static const short kept[] = {200, 203, 204, 300, 301, 302, 307, 308, 404, 405, 410, 414, 501, 503};
    static const short not_kept[] = {100, 201, 202, 206, 303, 304, 401, 409, 412, 416, 422, 429, 505, 600};
    for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
        assert_true(freshness(kept[i], "Cache-Control: max-age=1").is_storable);
        assert_false(freshness(not_kept[i], "Cache-Control: max-age=1").is_storable);
    }
    assert_false(freshness(404, "Cache-Control: no-cache\nETag: \"a\"").is_storable);
}

static void ages_and_stale_answers(void **state)
{
    assert_int_equal(freshness(200, "Cache-Control: max-age=9\nAge: 4").age_s, 4);
    assert_int_equal(freshness(200, "Age: x").age_s, 0);
    assert_int_equal(freshness(200, "Age: 4\nDate: Sun, 06 Nov 1994 08:49:30 GMT").age_s, 7);
    assert_int_equal(freshness(200, "Date: Sun, 06 Nov 1994 08:50:00 GMT").age_s, 0);
    assert_int_equal(freshness(200, "Cache-Control: max-age=9, stale-if-error=5").stale_if_error_s, 5);
    assert_int_equal(freshness(200, "Cache-Control: max-age=9, stale-if-error=5, must-revalidate").stale_if_error_s, 0);
    assert_int_equal(freshness(200, "Cache-Control: s-maxage=9, stale-if-error=5").stale_if_error_s, 0);
}

static void dates(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds; /* -1: none */
    } rows[] = {
        {DATE, NOW},
        {"Sunday, 06-Nov-94 08:49:37 GMT", NOW},
        {"Sun Nov  6 08:49:37 1994", NOW},
        {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
        {"Thu, 29 Feb 2024 12:34:56 GMT", 1709210096},
        {"Sunday, 06-Nov-44 08:49:37 GMT", INT64_C(2362034977)}, /* 50 years on */
        {"Monday, 06-Nov-45 08:49:37 GMT", -762189023},          /* 51 would be too many */
        {"Thu, 30 Feb 2024 12:34:56 GMT", -1},
        {"Sun, 06 Nov 1994 08:49:37", -1},
        {"Sun, 06 Nov 1994 08:49:37 CET", -1},
        {"Sun, 06 Nov 1994 24:49:37 GMT", -1},
        {"Sun, 06 Noo 1994 08:49:37 GMT", -1},
        {"Sun, 06 Nov 199 08:49:37 GMT", -1},
        {"Sun, 06 Nov 1994 08:49:37 GMT x y", -1},
        {"0", -1},
        {"", -1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        int64_t seconds = -1;
        bool is_date = brisk_http_date_read(brisk_str_view(rows[i].text), NOW, &seconds);
        if (is_date != (rows[i].seconds != -1) || seconds != rows[i].seconds) {
            fail_msg("%s: %d, %lld", rows[i].text, is_date, (long long)seconds);
        }
    }
}

static void entity_tags(void **state)
{
    assert_true(brisk_etag_list_has(BRISK_S("\"a\", \"b\""), BRISK_S("\"b\"")));
    assert_true(brisk_etag_list_has(BRISK_S("W/\"a\""), BRISK_S("\"a\"")));
    assert_true(brisk_etag_list_has(BRISK_S("\"a\""), BRISK_S("W/\"a\"")));
    assert_true(brisk_etag_list_has(BRISK_S("\"a,b\""), BRISK_S("\"a,b\"")));
    assert_true(brisk_etag_list_has(BRISK_S("*"), BRISK_S("")));
    assert_false(brisk_etag_list_has(BRISK_S("\"a,b\""), BRISK_S("\"b\"")));
    assert_false(brisk_etag_list_has(BRISK_S("\"a\""), BRISK_S("")));
    assert_false(brisk_etag_list_has(BRISK_S(""), BRISK_S("\"a\"")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lifetimes), cmocka_unit_test(statuses),    cmocka_unit_test(ages_and_stale_answers),
        cmocka_unit_test(dates),     cmocka_unit_test(entity_tags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Tests of http/cookie: the cases recorded of FastAPI (03-header-cookie-form), and those of Python's http.cookies. */
#include "http/cookie.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/text.h"

static brisk_str get(brisk_arena *arena, const char *header, const char *name)
{
    brisk_headers headers = {0};
    brisk_headers_add(&headers, arena, BRISK_S("Cookie"), brisk_str_view(header));
    return brisk_cookie_get(&headers, arena, brisk_str_view(name));
}

static void test_read(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    assert_text(get(arena, "ads_id=xyz; session=4; ui-theme=dark", "session"), "4");
    assert_text(get(arena, "ads_id=xyz;session=4", "session"), "4");
    assert_text(get(arena, "session=4; session=5", "session"), "5");
    assert_text(get(arena, "session=", "session"), "");
    assert_non_null(get(arena, "session=", "session").ptr);
    assert_null(get(arena, "ads_id; session=2", "ads_id").ptr);
    assert_text(get(arena, "ads_id; session=2", ""), "ads_id");
    assert_text(get(arena, "ads_id=\"a b\"; session=2", "ads_id"), "a b");
    assert_text(get(arena, "ads_id=\"a\\\"b\\054c\"", "ads_id"), "a\"b,c");
    assert_text(get(arena, "ads_id=a%20b", "ads_id"), "a%20b");
    assert_text(get(arena, "ads_id=a=b==", "ads_id"), "a=b==");
    assert_null(get(arena, "ADS_ID=x", "ads_id").ptr);
    assert_text(get(arena, " a = b ; c=d", "a"), "b");
    assert_text(get(arena, "a=\"", "a"), "\"");
    assert_text(get(arena, "a=\"\"", "a"), "");
    assert_text(get(arena, "a=\"x\\\"", "a"), "x\\");
    assert_text(get(arena, "a=\"\\351\\477\\x\"", "a"), "\xC3\xA9"
                                                        "477x");
    assert_text(get(arena, "a=\xE9", "a"), "\xC3\xA9");
    assert_text(get(arena, "a=\"b;c\"", "a"), "\"b");
    assert_null(get(arena, "", "a").ptr);
    assert_null(get(arena, ";;;", "").ptr);
    brisk_arena_free(arena);
}

static void test_parse_all(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    brisk_headers headers = {0};
    brisk_pairs pairs;
    assert_int_equal(brisk_cookies_parse(&headers, arena, &pairs), BRISK_OK);
    assert_int_equal(pairs.count, 0);
    brisk_headers_add(&headers, arena, BRISK_S("cookie"), BRISK_S("session=4; ; x=\"\\101\""));
    brisk_headers_add(&headers, arena, BRISK_S("host"), BRISK_S("h"));
    brisk_headers_add(&headers, arena, BRISK_S("COOKIE"), BRISK_S("ads_id=b;session=9"));
    assert_int_equal(brisk_cookies_parse(&headers, arena, &pairs), BRISK_OK);
    assert_int_equal(pairs.count, 4);
    assert_text(pairs.items[1].value, "A");
    assert_text(pairs.items[2].key, "ads_id");
    assert_text(brisk_pairs_get(&pairs, BRISK_S("session")), "9");
    brisk_arena_free(arena);
}

static void test_write(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    brisk_str text;
#define WRITE(...) assert_int_equal(brisk_cookie_write(arena, &(brisk_cookie){__VA_ARGS__}, &text), BRISK_OK)
    WRITE(.name = BRISK_S("who"), .value = BRISK_S("bob"));
    assert_text(text, "who=bob; Path=/; SameSite=lax");
    WRITE(.name = BRISK_S("sid"), .value = BRISK_S("abc"), .http_only = true, .max_age_s = 60, .path = "/set",
          .same_site = "strict", .secure = true);
    assert_text(text, "sid=abc; HttpOnly; Max-Age=60; Path=/set; SameSite=strict; Secure");
    WRITE(.name = BRISK_S("who"), .value = BRISK_S("a b;\",\\"));
    assert_text(text, "who=\"a b\\073\\\"\\054\\\\\"; Path=/; SameSite=lax");
    WRITE(.name = BRISK_S("who"), .has_max_age = true, .expires = "<DATE>", .domain = "x.test", .partitioned = true);
    assert_text(text, "who=\"\"; Domain=x.test; expires=<DATE>; Max-Age=0; Partitioned; Path=/; SameSite=lax");
    WRITE(.name = BRISK_S("a"), .value = BRISK_S("\xC3\xA9\n\xE2\x82\xAC\xFF"), .path = "", .same_site = "");
    assert_text(text, "a=\"\\351\\012\xE2\x82\xAC\\377\"; Path=/; SameSite=lax");
#undef WRITE
    brisk_arena_free(arena);
}

static void test_write_refuses(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    const brisk_cookie wrong[] = {
        {.name = BRISK_STR("")},
        {.name = BRISK_STR("a b")},
        {.name = BRISK_STR("a=b")},
        {.name = BRISK_STR("Path")},
        {.name = BRISK_STR("a\r\n")},
        {.name = BRISK_STR("a"), .path = "/; Domain=evil"},
        {.name = BRISK_STR("a"), .domain = "x\r\nSet-Cookie: b=c"},
        {.name = BRISK_STR("a"), .expires = "x;y"},
        {.name = BRISK_STR("a"), .same_site = "sometimes"},
    };
    brisk_str text;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(brisk_cookie_write(arena, &wrong[i], &text), BRISK_INVALID);
    }
    brisk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_read), cmocka_unit_test(test_parse_all),
                                       cmocka_unit_test(test_write), cmocka_unit_test(test_write_refuses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

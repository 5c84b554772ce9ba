/* Tests of http/headers: order, case, repetition, validity; and of http/media. */
#include "http/headers.h"

#include "http/media.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/text.h"

static void test_add_get_set_remove(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    brisk_headers headers = {0};
    for (int i = 0; i < 40; i++) {
        assert_true(brisk_headers_add(&headers, arena, brisk_arena_printf(arena, "X-%d", i % 20),
                                      brisk_arena_printf(arena, "%d", i)));
    }
    assert_int_equal(headers.count, 40);
    assert_text(brisk_headers_get(&headers, BRISK_S("x-7")), "7");
    assert_int_equal(brisk_headers_find(&headers, BRISK_S("x-7"), 8), 27);
    assert_null(brisk_headers_get(&headers, BRISK_S("x-77")).ptr);
    assert_true(brisk_headers_set(&headers, arena, BRISK_S("X-7"), BRISK_S("new")));
    assert_int_equal(headers.count, 39);
    assert_text(headers.items[7].value, "new");
    assert_text(headers.items[27].name, "X-8");
    brisk_headers_remove(&headers, BRISK_S("X-0"));
    assert_int_equal(headers.count, 37);
    assert_text(headers.items[0].name, "X-1");
    brisk_headers_remove(&headers, BRISK_S("none"));
    assert_int_equal(headers.count, 37);
    brisk_headers_add(&headers, arena, BRISK_S("Empty"), (brisk_str){NULL, 0});
    assert_non_null(brisk_headers_get(&headers, BRISK_S("empty")).ptr);
    brisk_arena_free(arena);
}

static void test_exhaustion(void **state)
{
    brisk_arena *arena = brisk_arena_new(1000);
    brisk_headers headers = {0};
    size_t added = 0;
    while (added < 10000 && brisk_headers_add(&headers, arena, BRISK_S("a"), BRISK_S("b"))) {
        added++;
    }
    assert_true(added < 10000);
    assert_int_equal(headers.count, added);
    assert_true(brisk_arena_failed(arena));
    brisk_arena_free(arena);
}

static void test_validity(void **state)
{
    assert_true(brisk_header_is_valid(BRISK_S("X-Token_1"), BRISK_S("any \t value \xC3\xA9")));
    assert_true(brisk_header_is_valid(BRISK_S("x"), BRISK_S("")));
    assert_false(brisk_header_is_valid(BRISK_S(""), BRISK_S("x")));
    assert_false(brisk_header_is_valid(BRISK_S("a b"), BRISK_S("x")));
    assert_false(brisk_header_is_valid(BRISK_S("a:"), BRISK_S("x")));
    assert_false(brisk_header_is_valid(BRISK_S("a\0b"), BRISK_S("x")));
    assert_false(brisk_header_is_valid(BRISK_S("a"), BRISK_S("x\r\nb: c")));
    assert_false(brisk_header_is_valid(BRISK_S("a"), BRISK_S("x\n")));
    assert_false(brisk_header_is_valid(BRISK_S("a"), BRISK_S("x\0")));
}

static void test_text(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    assert_text(brisk_header_text(arena, BRISK_S("caf\xC3\xA9")), "caf\xC3\xA9");
    assert_text(brisk_header_text(arena, BRISK_S("caf\xE9")), "caf\xC3\xA9");
    brisk_arena_free(arena);
}

static void test_media(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    brisk_media media;
    brisk_str value;
    assert_true(brisk_media_parse(BRISK_S("Application/JSON"), &media));
    assert_true(brisk_media_is_json(&media));
    assert_true(brisk_media_parse(BRISK_S(" application/vnd.api+json ; charset=utf-8"), &media));
    assert_true(brisk_media_is_json(&media));
    assert_true(brisk_media_parameter(media.parameters, "charset", arena, &value));
    assert_text(value, "utf-8");
    assert_false(brisk_media_parameter(media.parameters, "boundary", arena, &value));
    assert_true(brisk_media_parse(BRISK_S("text/json"), &media));
    assert_false(brisk_media_is_json(&media));
    assert_true(brisk_media_parse(BRISK_S("application/jsonx"), &media));
    assert_false(brisk_media_is_json(&media));
    static const char *const broken[] = {"", "json", "/", "a/", "/b", "a/b/c", "a b/c", "application/json x"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        assert_false(brisk_media_parse(brisk_str_view(broken[i]), &media));
        assert_false(brisk_media_is_json(&media));
    }
    assert_true(
        brisk_media_parse(BRISK_S("multipart/Form-Data; x=\"a;b=1\";BOUNDARY = \"q\\\"w\" ; boundary2=z"), &media));
    assert_true(brisk_media_is(&media, "multipart", "form-data"));
    assert_true(brisk_media_parameter(media.parameters, "boundary", arena, &value));
    assert_text(value, "q\"w");
    assert_true(brisk_media_parameter(media.parameters, "x", arena, &value));
    assert_text(value, "a;b=1");
    assert_true(brisk_media_parameter(BRISK_S("a=1;a=2"), "a", arena, &value));
    assert_text(value, "2");
    assert_true(brisk_media_parameter(BRISK_S("a=\"C:\\x\\\\y\""), "a", arena, &value));
    assert_text(value, "C:\\x\\y");
    assert_false(brisk_media_parameter(BRISK_S("name*=UTF-8''x"), "name", arena, &value));
    brisk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_add_get_set_remove), cmocka_unit_test(test_exhaustion),
                                       cmocka_unit_test(test_validity), cmocka_unit_test(test_text),
                                       cmocka_unit_test(test_media)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Fuzzes the Cookie header, and Set-Cookie with the input as value: what is written is allowed in a header, and read back
 * it is the value again (where that is UTF-8). */
#include "core/str.h"
#include "core/utf8.h"
#include "fuzz.h"
#include "http/cookie.h"

static void check_written(brisk_arena *arena, brisk_str value)
{
    brisk_str text, pair, attributes;
    if (brisk_cookie_write(arena, &(brisk_cookie){.name = BRISK_S("a"), .value = value}, &text) != BRISK_OK) {
        return;
    }
    CHECK(brisk_header_is_valid(BRISK_S("set-cookie"), text));
    CHECK(brisk_str_cut(text, ';', &pair, &attributes));
    CHECK(brisk_str_is(attributes, " Path=/; SameSite=lax"));
    brisk_headers headers = {0};
    if (!brisk_utf8_is_valid(value) || !brisk_headers_add(&headers, arena, BRISK_S("cookie"), pair)) {
        return;
    }
    brisk_str read = brisk_cookie_get(&headers, arena, BRISK_S("a"));
    CHECK(brisk_arena_failed(arena) || brisk_str_equal(read, value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    brisk_arena *arena = fuzz_arena();
    brisk_str text = fuzz_text(data, size);
    check_written(arena, text);
    brisk_headers headers = {0};
    brisk_pairs pairs;
    brisk_headers_add(&headers, arena, BRISK_S("Cookie"), text);
    brisk_headers_add(&headers, arena, BRISK_S("cookie"), brisk_str_from(text, size / 2));
    if (brisk_cookies_parse(&headers, arena, &pairs) != BRISK_OK) {
        return 0;
    }
    for (size_t i = 0; i < pairs.count && i < 100; i++) {
        CHECK(brisk_utf8_is_valid(pairs.items[i].key) && brisk_utf8_is_valid(pairs.items[i].value));
        brisk_str last = brisk_pairs_get(&pairs, pairs.items[i].key);
        brisk_str got = brisk_cookie_get(&headers, arena, pairs.items[i].key);
        CHECK(brisk_arena_failed(arena) || brisk_str_equal(got, last));
    }
    return 0;
}

/* base64: the examples of RFC 4648, there and back, and what a strict decoder refuses. */
#include "core/base64.h"
#include "core/heap.h"
#include "core/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* RFC 4648, section 10. */
static void the_examples_of_the_rfc(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"", "", ""},
        {"f", "Zg==", "Zg"},
        {"fo", "Zm8=", "Zm8"},
        {"foo", "Zm9v", "Zm9v"},
        {"foob", "Zm9vYg==", "Zm9vYg"},
        {"fooba", "Zm9vYmE=", "Zm9vYmE"},
        {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
        {"\xFB\xFF\xFE", "+//+", "-__-"},
    };
    brisk_arena *arena = brisk_arena_new(0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        brisk_str text;
        brisk_bytes bytes;
        assert_int_equal(brisk_base64_encode(arena, brisk_str_view(cases[i][0]), BRISK_BASE64_STANDARD, &text),
                         BRISK_OK);
        assert_true(brisk_str_is(text, cases[i][1]));
        assert_int_equal(brisk_base64_decode(arena, text, BRISK_BASE64_STANDARD, &bytes), BRISK_OK);
        assert_true(brisk_str_is(bytes, cases[i][0]));
        assert_int_equal(brisk_base64_encode(arena, brisk_str_view(cases[i][0]), BRISK_BASE64_URL_UNPADDED, &text),
                         BRISK_OK);
        assert_true(brisk_str_is(text, cases[i][2]));
        assert_int_equal(brisk_base64_decode(arena, text, BRISK_BASE64_URL_UNPADDED, &bytes), BRISK_OK);
        assert_true(brisk_str_is(bytes, cases[i][0]));
    }
    brisk_arena_free(arena);
}

static void all_bytes_go_there_and_back(void **state)
{
    (void)state;
    brisk_arena *arena = brisk_arena_new(0);
    char bytes[256];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (char)(unsigned char)(i * 167 + 13);
    }
    for (size_t len = 0; len <= sizeof(bytes); len++) {
        for (brisk_base64_variant variant = BRISK_BASE64_STANDARD; variant <= BRISK_BASE64_URL_UNPADDED; variant++) {
            brisk_str text;
            brisk_bytes again;
            assert_int_equal(brisk_base64_encode(arena, brisk_str_make(bytes, len), variant, &text), BRISK_OK);
            assert_int_equal(text.len, brisk_base64_encoded_len(len, variant));
            assert_int_equal(brisk_base64_decode(arena, text, variant, &again), BRISK_OK);
            assert_true(brisk_str_equal(again, brisk_str_make(bytes, len)));
        }
        brisk_arena_reset(arena, SIZE_MAX);
    }
    brisk_arena_free(arena);
}

static void whatever_is_not_exact_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        brisk_base64_variant variant;
    } cases[] = {
        {"Z", BRISK_BASE64_STANDARD},     {"Zg", BRISK_BASE64_STANDARD},       {"Zg=", BRISK_BASE64_STANDARD},
        {"Zg===", BRISK_BASE64_STANDARD}, {"Z===", BRISK_BASE64_STANDARD},     {"====", BRISK_BASE64_STANDARD},
        {"Zh==", BRISK_BASE64_STANDARD},  {"Zm9=", BRISK_BASE64_STANDARD},     {"Zg==Zg==", BRISK_BASE64_STANDARD},
        {"-__-", BRISK_BASE64_STANDARD},  {"+//+", BRISK_BASE64_URL},          {"Zm9v\n", BRISK_BASE64_STANDARD},
        {"Zm 9v", BRISK_BASE64_STANDARD}, {"Zg==", BRISK_BASE64_URL_UNPADDED}, {"Z", BRISK_BASE64_URL_UNPADDED},
        {"Zg", BRISK_BASE64_URL},         {"Zh", BRISK_BASE64_URL_UNPADDED},   {"\xC3\xA4zz", BRISK_BASE64_STANDARD},
        {"=Zg=", BRISK_BASE64_STANDARD},
    };
    brisk_arena *arena = brisk_arena_new(0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        brisk_bytes bytes;
        if (brisk_base64_decode(arena, brisk_str_view(cases[i].text), cases[i].variant, &bytes) != BRISK_SYNTAX ||
            bytes.len != 0) {
            fail_msg("%s", cases[i].text);
        }
    }
    assert_false(brisk_arena_failed(arena));
    brisk_str text;
    brisk_heap_fail_at(1, true);
    assert_int_equal(brisk_base64_encode(arena, BRISK_S("a"), BRISK_BASE64_URL, &text), BRISK_NO_MEMORY);
    assert_int_equal(brisk_base64_decode(arena, BRISK_S("Zm9v"), BRISK_BASE64_URL, &text), BRISK_NO_MEMORY);
    brisk_heap_fail_at(0, false);
    assert_true(brisk_base64_encoded_len(SIZE_MAX, BRISK_BASE64_URL) == SIZE_MAX);
    brisk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_rfc),
        cmocka_unit_test(all_bytes_go_there_and_back),
        cmocka_unit_test(whatever_is_not_exact_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

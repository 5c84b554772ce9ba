/* Tests of http/multipart: what browsers send, what is refused, limits, and bodies broken off at every byte. */
#include "http/multipart.h"

#include "core/heap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "http/text.h"

static brisk_status parse(brisk_arena *arena, brisk_str body, brisk_parts *parts, const char **why)
{
    brisk_media media;
    assert_true(brisk_media_parse(BRISK_S("multipart/form-data; boundary=X"), &media));
    return brisk_multipart_parse(arena, &media, body, parts, why);
}

#define FORM                                                                                                           \
    "--X\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\nada\r\n"                                              \
    "--X  \r\ncontent-type: image/png\r\nContent-Disposition: form-data; name=f; filename=\"a \\\"b\\\";.png\"\r\n"    \
    "\r\n\x89PNG\r\n\r\n--Xy\r\n--X-\r\n--X\r\r\n\r\n"                                                                 \
    "--X\r\nContent-Disposition: form-data; name=\"\"; filename=\"C:\\dir\\c.txt\"\r\n\r\n\r\n"                        \
    "--X--"

static void test_form(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    brisk_parts parts;
    assert_int_equal(parse(arena, BRISK_S(FORM "\r\nepilogue"), &parts, NULL), BRISK_OK);
    assert_int_equal(parts.count, 3);
    assert_text(parts.items[0].name, "user");
    assert_text(parts.items[0].content, "ada");
    assert_false(parts.items[0].is_file);
    assert_text(parts.items[1].name, "f");
    assert_text(parts.items[1].filename, "a \"b\";.png");
    assert_text(parts.items[1].content_type, "image/png");
    assert_text(parts.items[1].content, "\x89PNG\r\n\r\n--Xy\r\n--X-\r\n--X\r\r\n");
    assert_true(parts.items[1].is_file);
    assert_text(parts.items[2].name, "");
    assert_text(parts.items[2].filename, "c.txt");
    assert_text(parts.items[2].content, "");
    brisk_arena_free(arena);
}

static void test_text_is_utf8(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    brisk_parts parts;
    assert_int_equal(
        parse(arena, BRISK_S("\r\n--X\r\nContent-Disposition: form-data; name=\"\xC3\xA9\"\r\n\r\ncaf\xE9\r\n--X--"),
              &parts, NULL),
        BRISK_OK);
    assert_text(parts.items[0].name, "\xC3\xA9");
    assert_text(parts.items[0].content, "caf\xC3\xA9");
    brisk_arena_free(arena);
}

static void test_empty(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    brisk_parts parts;
    assert_int_equal(parse(arena, BRISK_S(""), &parts, NULL), BRISK_OK);
    assert_int_equal(parts.count, 0);
    assert_int_equal(parse(arena, BRISK_S("--X--\r\n"), &parts, NULL), BRISK_OK);
    assert_int_equal(parts.count, 0);
    brisk_arena_free(arena);
}

/* FastAPI loses the last part silently; here every cut before the closing delimiter is an error. */
static void test_cut_at_every_byte(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    for (size_t len = 1; len < sizeof FORM - 1; len++) {
        char *copy = malloc(len); /* of its exact size, so that a read behind it is found */
        memcpy(copy, FORM, len);
        brisk_parts parts;
        const char *why = NULL;
        assert_int_equal(parse(arena, (brisk_str){copy, len}, &parts, &why), BRISK_SYNTAX);
        assert_string_equal(why, "Invalid multipart data.");
        assert_int_equal(parts.count, 0);
        free(copy);
    }
    brisk_arena_free(arena);
}

static void test_refused(void **state)
{
    static const struct {
        const char *body, *why;
    } rows[] = {
        {"preamble\r\n--X\r\n", "Invalid multipart data."},
        {"--Y\r\n", "Invalid multipart data."},
        {"--X\r\n\r\nx\r\n--X--", "The Content-Disposition header field \"name\" must be provided."},
        {"--X\r\nContent-Disposition: form-data\r\n\r\nx\r\n--X--",
         "The Content-Disposition header field \"name\" must be provided."},
        {"--X\r\nContent-Disposition: form-data; name*=UTF-8''x\r\n\r\nx\r\n--X--",
         "The Content-Disposition header field \"name\" must be provided."},
        {"--X\r\nBad Header: x\r\n\r\nx\r\n--X--", "Invalid multipart data."},
        {"--X\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--X y\r\n--X--", "Invalid multipart data."},
        {"--X\r\nno colon\r\n\r\nx\r\n--X--", "Invalid multipart data."},
        {"--X\r\n: x\r\n\r\nx\r\n--X--", "Invalid multipart data."},
        {"--X\r\nA: b\r\n folded\r\n\r\nx\r\n--X--", "Invalid multipart data."},
        {"--X\r\nA: b\rc\r\n\r\nx\r\n--X--", "Invalid multipart data."},
        {"--X\r\na:\r\na:\r\na:\r\na:\r\na:\r\na:\r\na:\r\na:\r\na:\r\n\r\nx\r\n--X--", "Invalid multipart data."},
    };
    brisk_arena *arena = brisk_arena_new(0);
    brisk_parts parts;
    const char *why;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(parse(arena, brisk_str_view(rows[i].body), &parts, &why), BRISK_SYNTAX);
        assert_string_equal(why, rows[i].why);
    }
    brisk_media media;
    assert_true(brisk_media_parse(BRISK_S("multipart/form-data"), &media));
    assert_int_equal(brisk_multipart_parse(arena, &media, BRISK_S(""), &parts, &why), BRISK_SYNTAX);
    assert_string_equal(why, "Missing boundary in multipart.");
    brisk_arena_free(arena);
}

/* Repeats a part count times and closes the body. */
static brisk_str repeated(brisk_arena *arena, const char *part, size_t count)
{
    size_t len = strlen(part);
    char *text = brisk_arena_alloc(arena, count * len + 6);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + i * len, part, len);
    }
    memcpy(text + count * len, "--X--\r", 6);
    return (brisk_str){text, count * len + 6};
}

static void test_limits(void **state)
{
    static const char field[] = "--X\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n";
    static const char file[] = "--X\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nx\r\n";
    brisk_arena *arena = brisk_arena_new(0);
    brisk_parts parts;
    const char *why;
    assert_int_equal(parse(arena, repeated(arena, field, 1000), &parts, &why), BRISK_OK);
    assert_int_equal(parts.count, 1000);
    assert_int_equal(parse(arena, repeated(arena, field, 1001), &parts, &why), BRISK_LIMIT);
    assert_string_equal(why, "Too many fields. Maximum number of fields is 1000.");
    assert_int_equal(parse(arena, repeated(arena, file, 1000), &parts, &why), BRISK_OK);
    assert_int_equal(parse(arena, repeated(arena, file, 1001), &parts, &why), BRISK_LIMIT);
    assert_string_equal(why, "Too many files. Maximum number of files is 1000.");
    for (size_t extra = 0; extra < 2; extra++) {
        size_t head = sizeof field - 1 - 3, size = BRISK_MULTIPART_FIELD_SIZE + extra;
        char *text = brisk_arena_alloc(arena, head + size + 7);
        memcpy(text, field, head);
        memset(text + head, '\r', size);
        memcpy(text + head + size, "\r\n--X--", 7);
        assert_int_equal(parse(arena, (brisk_str){text, head + size + 7}, &parts, &why),
                         extra == 0 ? BRISK_OK : BRISK_LIMIT);
    }
    assert_string_equal(why, "Part exceeded maximum size of 1024KB.");
    brisk_arena_free(arena);
}

static void test_exhaustion(void **state)
{
    for (uint64_t nth = 1;; nth++) {
        brisk_arena *arena = brisk_arena_new(0);
        brisk_parts parts;
        brisk_heap_fail_at(nth, false);
        brisk_status status = parse(arena, BRISK_S(FORM), &parts, NULL);
        bool is_fired = brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        brisk_arena_free(arena);
        assert_int_equal(status, is_fired ? BRISK_NO_MEMORY : BRISK_OK);
        if (!is_fired) {
            assert_true(nth > 2);
            break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_form),      cmocka_unit_test(test_text_is_utf8),
                                       cmocka_unit_test(test_empty),     cmocka_unit_test(test_cut_at_every_byte),
                                       cmocka_unit_test(test_refused),   cmocka_unit_test(test_limits),
                                       cmocka_unit_test(test_exhaustion)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

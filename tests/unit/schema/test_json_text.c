/* test_json_text.c - JSON text to nodes: what is accepted, and CPython's words for what is not (json_oracle.tsv, made by
 * json_oracle.py). */
#include "schema/json_text.h"

#include "core/buffer.h"
#include "core/str.h"
#include "schema/json_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static brisk_status parse(brisk_arena *arena, brisk_str text, const brisk_node **node, brisk_json_fault *fault)
{
    return brisk_json_text_parse(arena, text, 0, node, fault);
}

/** Bytes of hex digits, in the arena. */
static brisk_str from_hex(brisk_arena *arena, brisk_str hex)
{
    char *bytes = brisk_arena_alloc(arena, hex.len / 2);

    for (size_t i = 0; i + 1 < hex.len; i += 2) {
        bytes[i / 2] = (char)(brisk_char_hex(hex.ptr[i]) * 16 + brisk_char_hex(hex.ptr[i + 1]));
    }
    return brisk_str_make(bytes, hex.len / 2);
}

static brisk_str read_table(void)
{
    static char text[1 << 20];
    FILE *file = fopen("schema/json_oracle.tsv", "rb");

    assert_non_null(file);
    size_t len = fread(text, 1, sizeof(text) - 1, file);
    (void)fclose(file);
    assert_true(len < sizeof(text) - 1);
    return brisk_str_make(text, len);
}

static bool is_as_cpython(brisk_arena *arena, brisk_str text, long offset, brisk_str message)
{
    const brisk_node *node;
    brisk_json_fault fault = {"", 0};
    brisk_status status = parse(arena, text, &node, &fault);
    bool is_same = offset < 0
                       ? status == BRISK_OK
                       : status == BRISK_SYNTAX && fault.offset == (size_t)offset && brisk_str_is(message, fault.text);

    if (!is_same) {
        fprintf(stderr, "%.*s\n  want %ld %.*s\n  got  %zu %s (status %d)\n", (int)text.len, text.ptr, offset,
                (int)message.len, message.ptr, fault.offset, fault.text, (int)status);
    }
    return is_same;
}

static void faults_are_cpythons(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    brisk_str rest = read_table();
    brisk_str line, hex, offset, message;
    bool more = true;
    size_t failed = 0;

    while (brisk_str_split(&rest, '\n', &more, &line)) {
        if (brisk_str_cut(line, '\t', &hex, &line) && brisk_str_cut(line, '\t', &offset, &message)) {
            failed += is_as_cpython(arena, from_hex(arena, hex), atol(offset.ptr), message) ? 0 : 1;
        }
    }
    brisk_arena_free(arena);
    assert_int_equal(failed, 0);
}

static void assert_fault(const char *text, size_t offset, const char *message)
{
    brisk_arena *arena = brisk_arena_new(0);

    assert_true(is_as_cpython(arena, brisk_str_view(text), (long)offset, brisk_str_view(message)));
    brisk_arena_free(arena);
}

static void python_accidents_are_refused(void **state)
{
    assert_fault("NaN", 0, "Expecting value");
    assert_fault("[1, NaN]", 4, "Expecting value");
    assert_fault("{\"a\":Infinity}", 5, "Expecting value");
    assert_fault("[-Infinity]", 1, "Expecting value");
    assert_fault("\"\\ud800\"", 2, "Invalid \\uXXXX escape");
    assert_fault("\"x\\udc00\"", 3, "Invalid \\uXXXX escape");
    assert_fault("[\"\\ud800\\u0041\"]", 3, "Invalid \\uXXXX escape");
    assert_fault("\xFF\xFE", 0, "Expecting value");
}

static void bytes_that_are_no_utf8_are_invalid(void **state)
{
    static const char *const texts[] = {"{\"a\":\"\xFF\"}", "\"\xC0\x80\"", "\"\xED\xA0\x80\"", "\xC3",
                                        "[1,\x80]",         "{bad \xF5"};
    brisk_arena *arena = brisk_arena_new(0);
    const brisk_node *node;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_equal(parse(arena, brisk_str_view(texts[i]), &node, NULL), BRISK_INVALID);
        assert_null(node);
    }
    brisk_arena_free(arena);
}

static brisk_str nested(brisk_arena *arena, size_t depth, bool is_closed)
{
    brisk_buffer buffer;

    brisk_buffer_init(&buffer, arena, 0);
    brisk_buffer_append_repeated(&buffer, '[', depth);
    if (is_closed) {
        brisk_buffer_append_repeated(&buffer, ']', depth);
    }
    return brisk_buffer_view(&buffer);
}

static void depth_is_limited(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    const brisk_node *node;

    assert_int_equal(parse(arena, nested(arena, BRISK_JSON_MAX_DEPTH, true), &node, NULL), BRISK_OK);
    assert_int_equal(parse(arena, nested(arena, BRISK_JSON_MAX_DEPTH + 1, true), &node, NULL), BRISK_LIMIT);
    assert_int_equal(parse(arena, nested(arena, 100000, true), &node, NULL), BRISK_LIMIT);
    assert_int_equal(parse(arena, nested(arena, 100000, false), &node, NULL), BRISK_LIMIT);
    assert_int_equal(brisk_json_text_parse(arena, BRISK_S("[[1],[2]]"), 2, &node, NULL), BRISK_OK);
    assert_int_equal(brisk_json_text_parse(arena, BRISK_S("[[1],[[2]]]"), 2, &node, NULL), BRISK_LIMIT);
    assert_int_equal(brisk_json_text_parse(arena, BRISK_S("[[1],[[2]],x]"), 2, &node, NULL), BRISK_LIMIT);
    /* scalars and empty containers at the last level; levels behind wide ones, which are stepped over */
    assert_int_equal(brisk_json_text_parse(arena, BRISK_S("[[1,2,3,4],1]"), 2, &node, NULL), BRISK_OK);
    assert_int_equal(brisk_json_text_parse(arena, BRISK_S("[[1,2,3,[]],1]"), 2, &node, NULL), BRISK_LIMIT);
    assert_int_equal(brisk_json_text_parse(arena, BRISK_S("[[],{\"a\":{}},[1,[2,3]]]"), 3, &node, NULL), BRISK_OK);
    assert_int_equal(brisk_json_text_parse(arena, BRISK_S("[[],{\"a\":{}},[1,[2,{}]]]"), 3, &node, NULL), BRISK_LIMIT);
    assert_int_equal(brisk_json_text_parse(arena, BRISK_S("[[1,2,3,4,5],[[[1]]]]"), 4, &node, NULL), BRISK_OK);
    assert_int_equal(brisk_json_text_parse(arena, BRISK_S("[[1,2,3,4,5],[[[[]]]]]"), 4, &node, NULL), BRISK_LIMIT);
    brisk_arena_free(arena);
}

static void assert_written(const char *text, const char *expected)
{
    brisk_arena *arena = brisk_arena_new(0);
    const brisk_node *node;
    brisk_buffer buffer;

    assert_int_equal(parse(arena, brisk_str_view(text), &node, NULL), BRISK_OK);
    brisk_buffer_init(&buffer, arena, 0);
    brisk_json_write_node(&buffer, node);
    assert_true(brisk_str_is(brisk_buffer_view(&buffer), expected));
    brisk_arena_free(arena);
}

static void nodes_are_written_as_received(void **state)
{
    assert_written("\xEF\xBB\xBF{\"a\" : [ 1 , -2 , true , null ]}", "{\"a\":[1,-2,true,null]}");
    assert_written("123456789012345678901234567890", "123456789012345678901234567890");
    assert_written("-123456789012345678901234567890", "-123456789012345678901234567890");
    assert_written("18446744073709551615", "18446744073709551615");
    assert_written("1.0", "1.0");
    assert_written("[0.1, 1e400]", "[0.1,1e400]");
    assert_written("\"\\u00e9\\ud83d\\ude00\\u0001\\n\\\"\\\\/\"", "\"\xC3\xA9\xF0\x9F\x98\x80\\u0001\\n\\\"\\\\/\"");
    assert_written("{\"\":{}, \"b\":[]}", "{\"\":{},\"b\":[]}");
}

static void exhaustion_is_told(void **state)
{
    brisk_arena *arena = brisk_arena_new(1);
    const brisk_node *node;

    assert_int_equal(parse(arena, BRISK_S("[1,2,3]"), &node, NULL), BRISK_NO_MEMORY);
    brisk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_are_cpythons),
        cmocka_unit_test(python_accidents_are_refused),
        cmocka_unit_test(bytes_that_are_no_utf8_are_invalid),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(nodes_are_written_as_received),
        cmocka_unit_test(exhaustion_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_decode.c - what decoding promises beside pydantic's answers (test_oracle.c): defaults and absence in C, the ranges
 * of C's integers, nodes made of parameters, files, limits, and that exhausted memory is only ever told. */
#include "core/buffer.h"
#include "core/heap.h"
#include "core/str.h"
#include "schema/decode.h"
#include "schema/default.h"
#include "schema/json_text.h"
#include "schema/json_write.h"

#include <brisk/describe.h>
#include <brisk/request.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

ENUM(Size, small, (very_big, "very-big"));
TYPE(Percent, int32, ge(0), le(100));
TYPE(MaybeText, opt(str));

MODEL(Part, (str, name), (int64, count, defaults(1)));
MODEL(Defaults,
    (bool, flag, defaults(true)), (int32, i, defaults(-5)), (uint64, u, defaults(5)), (double, d, defaults(3)),
    (str, s, defaults("text")), (Size, size, defaults(Size_very_big)), (opt(int64), o, defaults(9)),
    (opt(str), none), (list(int64), numbers, defaults(1, 2)), (list(str), empty, defaults()),
    (date, day, defaults("2031-07-04")), (MaybeText, maybe), (opt(Part), part), (opt(list(str)), tags));
MODEL(Ints, (int32, a, defaults(0)), (uint32, b, defaults(0)), (int64, c, defaults(0)), (uint64, d, defaults(0)),
    (int32, e, defaults(0), le(10)), (Percent, f, defaults(0)), (uint64, g, defaults(0), ge(5)));
MODEL(Sides, (str, in, input_only), (str, out, output_only), (opt(str), both));
MODEL(Upload, (file, photo), (bytes, raw), (opt(str), note), (list(file), more, defaults()));
MODEL(Deep, (opt(Deep), n), (int64, v, defaults(0)));
MODEL(Nums, (list(int64), v));
MODEL(Keys, (map(int64), v), (set(str), s, defaults()));
MODEL(Everything, (str, s, length(1, 5), pattern("^a")), (list(Part), parts), (map(double), m), (set(str), t),
    (opt(Part), o), (date, d), (uuid, u), (decimal, c));
DECLARE_UNION(Branch);
MODEL(BranchA, (opt(Branch), next), (int64, a));
MODEL(BranchB, (opt(Branch), next), (int64, b));
DEFINE_UNION(Branch, BranchA, BranchB);
MODEL(Root, (Branch, root));

/** Decodes text as a body of type into value. Returns the problems' JSON, or "" where there are none; "!n" for another
 *  status. */
static brisk_str decode(brisk_arena *arena, const brisk_type *type, const char *text, void *value)
{
    brisk_loc loc = brisk_loc_key(NULL, BRISK_S("body"));
    brisk_decoder decoder;
    const brisk_node *node;
    brisk_buffer buffer;

    brisk_status status = brisk_json_text_parse(arena, brisk_str_view(text), 0, &node, NULL);
    if (status == BRISK_OK) {
        brisk_decoder_init(&decoder, arena, NULL);
        status = brisk_decode(&decoder, type, node, &loc, value);
    }
    if (status == BRISK_OK) {
        return BRISK_S("");
    }
    if (status != BRISK_INVALID) {
        return brisk_arena_printf(arena, "!%d", (int)status);
    }
    brisk_buffer_init(&buffer, arena, 0);
    brisk_problems_write_list(&buffer, &decoder.problems);
    return brisk_buffer_view(&buffer);
}

static void assert_text(brisk_str got, const char *expected)
{
    if (!brisk_str_is(got, expected)) {
        fail_msg("got %.*s\nwant %s", (int)got.len, got.ptr, expected);
    }
}

static brisk_arena *arena;

static int set_up(void **state)
{
    arena = brisk_arena_new(0);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    brisk_arena_free(arena);
    return 0;
}

static void defaults_are_stored(void **state)
{
    brisk_Defaults v = {0};

    assert_text(decode(arena, &brisk_type_Defaults, "{}", &v), "");
    assert_true(v.flag);
    assert_int_equal(v.i, -5);
    assert_int_equal(v.u, 5);
    assert_true(v.d == 3);
    assert_text(v.s, "text");
    assert_int_equal(v.size, Size_very_big);
    assert_false(v.o.given || v.o.null);
    assert_int_equal(v.o.value, 9);
    assert_false(v.none.given || v.none.null);
    assert_int_equal(v.numbers.count, 2);
    assert_int_equal(v.numbers.items[1], 2);
    assert_int_equal(v.empty.count, 0);
    assert_int_equal(v.day.year, 2031);
    assert_false(v.maybe.given || v.part.given || v.tags.given);
}

static void absent_null_and_given_are_three(void **state)
{
    brisk_Defaults v = {0};

    assert_text(decode(arena, &brisk_type_Defaults,
                       "{\"o\":null,\"none\":\"x\",\"maybe\":null,\"part\":{\"name\":\"n\"},\"tags\":[\"a\",\"b\"]}",
                       &v),
                "");
    assert_true(v.o.null && !v.o.given);
    assert_true(v.none.given && !v.none.null);
    assert_text(v.none.value, "x");
    assert_true(v.maybe.null);
    assert_true(v.part.given);
    assert_text(v.part.value->name, "n");
    assert_int_equal(v.part.value->count, 1);
    assert_int_equal(v.tags.value.count, 2);
    assert_text(v.tags.value.items[1], "b");
}

static void default_nodes_are_on_the_wire(void **state)
{
    brisk_buffer buffer;
    const char *expected[] = {"true", "-5", "5", "3", "\"text\"", "\"very-big\"", "9", "null", "[1,2]", "[]"};

    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        const brisk_node *node = brisk_default_node(arena, &brisk_type_Defaults.fields[i]);
        brisk_buffer_init(&buffer, arena, 0);
        brisk_json_write_node(&buffer, node);
        assert_text(brisk_buffer_view(&buffer), expected[i]);
    }
}

static void integers_keep_to_their_c_type(void **state)
{
    brisk_Ints v = {0};

    assert_text(decode(arena, &brisk_type_Ints,
                       "{\"a\":-2147483648,\"b\":4294967295,\"c\":-9223372036854775808,\"d\":18446744073709551615}",
                       &v),
                "");
    assert_int_equal(v.a, INT32_MIN);
    assert_true(v.b == UINT32_MAX && v.c == INT64_MIN && v.d == UINT64_MAX);
    memset(&v, 0, sizeof(v));
    assert_text(decode(arena, &brisk_type_Ints, "{\"c\":\"-9223372036854775808\",\"d\":\"18446744073709551615\"}", &v),
                "");
    assert_true(v.c == INT64_MIN && v.d == UINT64_MAX);
    memset(&v, 0, sizeof(v));
    assert_text(
        decode(arena, &brisk_type_Ints, "{\"a\":2147483648,\"b\":-1,\"c\":9223372036854775808,\"d\":-1}", &v),
        "[{\"type\":\"less_than_equal\",\"loc\":[\"body\",\"a\"],\"msg\":\"Input should be less than or equal to "
        "2147483647\",\"input\":2147483648,\"ctx\":{\"le\":2147483647}},"
        "{\"type\":\"greater_than_equal\",\"loc\":[\"body\",\"b\"],\"msg\":\"Input should be greater than or equal to "
        "0\",\"input\":-1,\"ctx\":{\"ge\":0}},"
        "{\"type\":\"int_parsing_size\",\"loc\":[\"body\",\"c\"],\"msg\":\"Unable to parse input string as an integer, "
        "exceeded maximum size\",\"input\":9223372036854775808},"
        "{\"type\":\"greater_than_equal\",\"loc\":[\"body\",\"d\"],\"msg\":\"Input should be greater than or equal to "
        "0\",\"input\":-1,\"ctx\":{\"ge\":0}}]");
}

static void rules_come_before_the_range(void **state)
{
    brisk_Ints v = {0};

    assert_text(
        decode(arena, &brisk_type_Ints, "{\"e\":3000000000,\"f\":123456789012345678901,\"g\":-1}", &v),
        "[{\"type\":\"less_than_equal\",\"loc\":[\"body\",\"e\"],\"msg\":\"Input should be less than or equal to "
        "10\",\"input\":3000000000,\"ctx\":{\"le\":10}},"
        "{\"type\":\"less_than_equal\",\"loc\":[\"body\",\"f\"],\"msg\":\"Input should be less than or equal to "
        "100\",\"input\":123456789012345678901,\"ctx\":{\"le\":100}},"
        "{\"type\":\"greater_than_equal\",\"loc\":[\"body\",\"g\"],\"msg\":\"Input should be greater than or equal "
        "to 5\",\"input\":-1,\"ctx\":{\"ge\":5}}]");
}

static void last_of_two_keys_wins(void **state)
{
    brisk_Part part = {0};
    brisk_Keys keys = {0};

    assert_text(decode(arena, &brisk_type_Part, "{\"count\":\"x\",\"name\":1,\"name\":\"b\",\"count\":2}", &part), "");
    assert_text(part.name, "b");
    assert_int_equal(part.count, 2);
    assert_text(
        decode(arena, &brisk_type_Keys, "{\"v\":{\"a\":\"x\",\"b\":2,\"a\":3},\"s\":[\"q\",\"p\",\"q\"]}", &keys), "");
    assert_int_equal(keys.v.count, 2);
    assert_text(keys.v.entries[0].key, "a");
    assert_int_equal(keys.v.entries[0].value, 3);
    assert_int_equal(keys.s.count, 2);
    assert_text(keys.s.items[1], "p");
}

static void output_only_is_not_read(void **state)
{
    brisk_Sides v = {0};

    assert_text(decode(arena, &brisk_type_Sides, "{\"in\":\"a\",\"out\":\"b\",\"both\":\"c\"}", &v), "");
    assert_text(v.in, "a");
    assert_text(v.out, "");
    assert_text(v.both.value, "c");
}

static void forms_are_nodes_of_texts_and_files(void **state)
{
    brisk_file file = {BRISK_S("cat.png"), BRISK_S("image/png"), BRISK_S("\x89PNG")};
    const brisk_node *file_node = brisk_node_file(arena, &file);
    const brisk_node *files[] = {file_node, file_node};
    brisk_node_member members[] = {{BRISK_S("photo"), file_node},
                                   {BRISK_S("raw"), file_node},
                                   {BRISK_S("more"), brisk_node_array(arena, files, 2)},
                                   {BRISK_S("note"), brisk_node_text(arena, BRISK_S("hi"))}};
    const brisk_node *form = brisk_node_object(arena, members, 4);
    brisk_loc loc = brisk_loc_key(NULL, BRISK_S("body"));
    brisk_decoder decoder;
    brisk_Upload v = {0};
    brisk_buffer buffer;

    brisk_decoder_init(&decoder, arena, NULL);
    assert_int_equal(brisk_decode(&decoder, &brisk_type_Upload, form, &loc, &v), BRISK_OK);
    assert_text(v.photo.filename, "cat.png");
    assert_text(v.raw, "\x89PNG");
    assert_int_equal(v.more.count, 2);
    assert_text(v.note.value, "hi");
    assert_text(decode(arena, &brisk_type_Upload, "{\"photo\":\"x\",\"raw\":\"x\"}", &v),
                "[{\"type\":\"value_error\",\"loc\":[\"body\",\"photo\"],\"msg\":\"Value error, Expected UploadFile, "
                "received: <class 'str'>\",\"input\":\"x\",\"ctx\":{\"error\":{}}}]");
    brisk_buffer_init(&buffer, arena, 0);
    brisk_json_write_node(&buffer, form);
    assert_text(brisk_buffer_view(&buffer),
                "{\"photo\":\"cat.png\",\"raw\":\"cat.png\",\"more\":[\"cat.png\",\"cat.png\"],\"note\":\"hi\"}");
}

static void parameters_are_texts(void **state)
{
    static const brisk_str texts[] = {BRISK_STR("1"), BRISK_STR("x"), BRISK_STR("3")};
    brisk_field field = {.name = BRISK_STR("ids"), .type = brisk_type_Nums.fields[0].type};
    brisk_loc place = brisk_loc_key(NULL, BRISK_S("query"));
    brisk_loc loc = brisk_loc_key(&place, BRISK_S("ids"));
    brisk_decoder decoder;
    brisk_list_int64 ids = {0};
    brisk_buffer buffer;

    brisk_decoder_init(&decoder, arena, NULL);
    assert_int_equal(brisk_decode_parameter(&decoder, &field, brisk_node_texts(arena, texts, 3), &loc, &ids),
                     BRISK_INVALID);
    assert_int_equal(brisk_decode_parameter(&decoder, &field, NULL, &loc, &ids), BRISK_INVALID);
    brisk_buffer_init(&buffer, arena, 0);
    brisk_problems_write(&buffer, &decoder.problems);
    assert_text(
        brisk_buffer_view(&buffer),
        "{\"detail\":[{\"type\":\"int_parsing\",\"loc\":[\"query\",\"ids\",1],\"msg\":\"Input should be a valid "
        "integer, unable to parse string as an integer\",\"input\":\"x\"},{\"type\":\"missing\",\"loc\":[\"query\","
        "\"ids\"],\"msg\":\"Field required\",\"input\":null}]}");
    assert_text(brisk_problems_at(&decoder.problems, 1)->message, "Field required");
    assert_null(brisk_problems_at(&decoder.problems, 2));
}

static void problems_are_limited(void **state)
{
    brisk_decoder_options options = {.max_problems = 2};
    brisk_loc loc = brisk_loc_key(NULL, BRISK_S("body"));
    brisk_decoder decoder;
    const brisk_node *node;
    brisk_Nums v = {0};

    assert_int_equal(brisk_json_text_parse(arena, BRISK_S("{\"v\":[[],[],[],[]]}"), 0, &node, NULL), BRISK_OK);
    brisk_decoder_init(&decoder, arena, &options);
    assert_int_equal(brisk_decode(&decoder, &brisk_type_Nums, node, &loc, &v), BRISK_INVALID);
    assert_int_equal(decoder.problems.count, 2);
    assert_true(decoder.problems.is_cut);
}

static void echo_is_limited(void **state)
{
    brisk_buffer text;
    brisk_Nums v = {0};

    brisk_buffer_init(&text, arena, 0);
    brisk_buffer_append_c_string(&text, "{\"v\":[");
    for (int i = 0; i < 900; i++) {
        brisk_buffer_append_c_string(&text, "{\"");
        brisk_buffer_append_repeated(&text, 'x', 5000);
        brisk_buffer_append_c_string(&text, "\":1},");
    }
    brisk_buffer_append(&text, "1]}", 4);
    brisk_str problems = decode(arena, &brisk_type_Nums, text.data, &v);
    assert_true(problems.len > 1000000 && problems.len < 1500000);
    assert_true(brisk_str_ends_with(problems, BRISK_S("\"input\":null}]")));
}

static void recursion_is_limited_by_the_text(void **state)
{
    brisk_buffer text;
    brisk_Deep v = {0};

    brisk_buffer_init(&text, arena, 0);
    for (int i = 0; i < BRISK_JSON_MAX_DEPTH - 1; i++) {
        brisk_buffer_append_c_string(&text, "{\"n\":");
    }
    brisk_buffer_append_c_string(&text, "{}");
    brisk_buffer_append_repeated(&text, '}', BRISK_JSON_MAX_DEPTH - 1);
    brisk_buffer_append_char(&text, '\0');
    assert_text(decode(arena, &brisk_type_Deep, text.data, &v), "");
}

/** Two members that both hold the union again: without a limit 2^60 tries. */
static void nested_unions_do_not_explode(void **state)
{
    brisk_buffer text;
    brisk_Root v = {0};

    brisk_buffer_init(&text, arena, 0);
    brisk_buffer_append_c_string(&text, "{\"root\":");
    for (int i = 0; i < 60; i++) {
        brisk_buffer_append_c_string(&text, "{\"next\":");
    }
    brisk_buffer_append_c_string(&text, "{}");
    brisk_buffer_append_repeated(&text, '}', 61);
    brisk_buffer_append_char(&text, '\0');
    brisk_str problems = decode(arena, &brisk_type_Root, text.data, &v);
    assert_true(brisk_str_starts_with(problems, BRISK_S("[{\"type\":\"recursion_loop\"")));
}

static const char good[] = "{\"s\":\"abc\",\"parts\":[{\"name\":\"x\"},{\"name\":\"y\",\"count\":2}],\"m\":{\"k\":1.5},"
                           "\"t\":[\"a\",\"b\",\"a\"],\"o\":{\"name\":\"z\"},\"d\":\"2031-07-04\","
                           "\"u\":\"0f8fad5b-d9cb-469f-a165-70867728950e\",\"c\":\"1.50\"}";
static const char bad[] = "{\"s\":\"bbbbbbbb\",\"parts\":[{\"name\":1},{}],\"m\":{\"k\":\"x\"},\"t\":[1],\"o\":5,"
                          "\"d\":\"x\",\"u\":\"x\",\"c\":\"x\"}";

/** Each allocation fails once: the answer is right, or no memory, never another. */
static void torture(const char *text, const char *expected_start)
{
    for (uint64_t n = 1;; n++) {
        brisk_Everything v = {0};
        brisk_arena *own = brisk_arena_new(0);
        brisk_loc loc = brisk_loc_key(NULL, BRISK_S("body"));
        brisk_decoder decoder;
        const brisk_node *node = NULL;

        assert_non_null(own);
        brisk_heap_fail_at(n, true);
        brisk_status status = brisk_json_text_parse(own, brisk_str_view(text), 0, &node, NULL);
        brisk_decoder_init(&decoder, own, NULL);
        if (status == BRISK_OK) {
            status = brisk_decode(&decoder, &brisk_type_Everything, node, &loc, &v);
        }
        bool fired = brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        if (!fired) {
            assert_int_equal(status, expected_start ? BRISK_INVALID : BRISK_OK);
            brisk_arena_free(own);
            return;
        }
        if (status != BRISK_NO_MEMORY) {
            assert_true(brisk_arena_failed(own));
        }
        brisk_arena_free(own);
        assert_true(n < 10000);
    }
}

static void exhaustion_is_only_told(void **state)
{
    brisk_Everything v = {0};

    assert_text(decode(arena, &brisk_type_Everything, good, &v), "");
    torture(good, NULL);
    torture(bad, "[");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(defaults_are_stored),
        TEST(absent_null_and_given_are_three),
        TEST(default_nodes_are_on_the_wire),
        TEST(integers_keep_to_their_c_type),
        TEST(rules_come_before_the_range),
        TEST(last_of_two_keys_wins),
        TEST(output_only_is_not_read),
        TEST(forms_are_nodes_of_texts_and_files),
        TEST(parameters_are_texts),
        TEST(problems_are_limited),
        TEST(echo_is_limited),
        TEST(recursion_is_limited_by_the_text),
        TEST(nested_unions_do_not_explode),
        TEST(exhaustion_is_only_told),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_encode.c - C values to JSON: forms, aliases, what is left out, and misfits with their places. */
#include "schema/encode.h"

#include "schema/encode_text.h"

#include <brisk/brisk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

ENUM(Color, red, (dark_blue, "dark-blue"));
ENUM(Level, (low, 1), (high, 30));
TYPE(Tag, str, length(1, 20));
TUPLE(Pair, (int64, left), (str, right));
MODEL(Cat, (str, kind, one_of("cat")), (int64, meow));
MODEL(Dog, (str, kind, one_of("dog", "puppy")), (double, bark));
UNION(Pet, tag(kind), Cat, Dog);
UNION(Number, int64, str);

MODEL(Item,
    (str, name, alias("fullName")),
    (opt(str), note),
    (double, price),
    (opt(double), tax, defaults(10.5)),
    (list(Tag), tags, defaults()),
    (str, secret, defaults("s3"), input_only));

MODEL(Rich,
    (datetime, when),
    (date, day),
    (Color, color),
    (Level, level, defaults(Level_low)),
    (decimal, amount),
    (bytes, blob),
    (set(int64), nums),
    (Pair, pair),
    (opt(int64), maybe),
    (json, any),
    (map(double), rates),
    (Pet, pet),
    (Number, number),
    (uuid, id),
    (time, clock),
    (duration, span),
    (uint64, big),
    (bool, flag));

MODEL(Square, (double, side), computed(double, area, square_area, doc("side * side")), computed(opt(str), word, square_word));
double square_area(const Square *square)
{
    return square->side * square->side;
}
opt_str square_word(const Square *square)
{
    return square->side > 2 ? (opt_str)GIVEN(S("big")) : (opt_str){.null = true};
}

MODEL(Open, (int64, a), (map(json), rest, extras));
DECLARE_MODEL(Node);
DEFINE_MODEL(Node, (int64, value), (list(Node), children, defaults()), (opt(Node), next));
MODEL(Owner, (str, name), (list(Item), items), (map(Item), by_key));

static brisk_arena *arena;
static const char *why;

static int setup(void **state)
{
    arena = brisk_arena_new(0);
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    brisk_arena_free(arena);
    return 0;
}

static brisk_status encode(const brisk_type *type, const void *value, const brisk_encode_options *options,
                           brisk_str *text)
{
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    brisk_status status = brisk_encode(&out, arena, type, value, options, &why);
    *text = brisk_buffer_view(&out);
    return status;
}

static void assert_text(brisk_str got, const char *want)
{
    if (!brisk_str_is(got, want)) {
        fail_msg("got  %.*s\n  want %s", (int)got.len, got.ptr, want);
    }
}

static void assert_json(const brisk_type *type, const void *value, const brisk_encode_options *options,
                        const char *want)
{
    brisk_str text;
    brisk_status status = encode(type, value, options, &text);
    if (status != BRISK_OK) {
        fail_msg("%s: %s", brisk_status_text(status), why ? why : "");
    }
    assert_text(text, want);
}

static void assert_broken(const brisk_type *type, const void *value, const char *want)
{
    brisk_str text;
    assert_int_equal(encode(type, value, NULL, &text), BRISK_BROKEN_ANSWER);
    assert_string_equal(why, want);
}

static void test_texts(void **state)
{
    static const struct {
        brisk_str text;
        const char *want;
    } cases[] = {
        {BRISK_STR(""), "\"\""},
        {BRISK_STR("plain"), "\"plain\""},
        {BRISK_STR("he said \"hi\"\n"), "\"he said \\\"hi\\\"\\n\""},
        {BRISK_STR("a\\b/c"), "\"a\\\\b/c\""},
        {BRISK_STR("\b\f\r\t\x01\x1f\x7f"), "\"\\b\\f\\r\\t\\u0001\\u001f\x7f\""},
        {BRISK_STR("nul\0in"), "\"nul\\u0000in\""},
        {BRISK_STR("é\xe2\x80\xa8 and \xf0\x9f\x98\x80"), "\"é\xe2\x80\xa8 and \xf0\x9f\x98\x80\""},
        {BRISK_STR("12345678\"12345678"), "\"12345678\\\"12345678\""},
        {BRISK_STR("a long text without anything to escape in it"), "\"a long text without anything to escape in it\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_json(&brisk_type_str, &cases[i].text, NULL, cases[i].want);
    }
}

/* Every position of every special byte, against a byte-by-byte scan. */
static void test_texts_at_every_offset(void **state)
{
    for (size_t at = 0; at < 24; at++) {
        for (int c = 0; c < 256; c++) {
            char text[24];
            brisk_buffer out;
            memset(text, 'x', sizeof text);
            text[at] = (char)c;
            brisk_buffer_init(&out, arena, 0);
            bool is_written = brisk_encode_text(&out, (brisk_str){text, sizeof text});
            assert_int_equal(is_written, c < 0x80);
            if (is_written) {
                size_t extra = c == '"' || c == '\\' || c == '\b' || c == '\t' || c == '\n' || c == '\f' || c == '\r'
                                   ? 1
                               : c < 0x20 ? 5
                                          : 0;
                assert_int_equal(out.len, sizeof text + 2 + extra);
            }
        }
        brisk_arena_reset(arena, 1 << 20);
    }
}

static void test_numbers(void **state)
{
    static const struct {
        double value;
        const char *want;
    } cases[] = {
        {0.1, "0.1"},  {3, "3.0"},         {-0.0, "-0.0"},      {1e300, "1e+300"}, {0.1 + 0.2, "0.30000000000000004"},
        {NAN, "null"}, {INFINITY, "null"}, {-INFINITY, "null"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        brisk_str text;
        assert_int_equal(encode(&brisk_type_double, &cases[i].value, NULL, &text), BRISK_OK);
        if (i != 3) { /* how pydantic writes exponents is number.h's test */
            assert_text(text, cases[i].want);
        }
    }
    assert_json(&brisk_type_int64, &(int64_t){INT64_MIN}, NULL, "-9223372036854775808");
    assert_json(&brisk_type_uint64, &(uint64_t){UINT64_MAX}, NULL, "18446744073709551615");
    assert_json(&brisk_type_int32, &(int32_t){-7}, NULL, "-7");
    assert_json(&brisk_type_uint32, &(uint32_t){4294967295u}, NULL, "4294967295");
    assert_json(&brisk_type_bool, &(bool){true}, NULL, "true");
}

static Rich rich(void)
{
    static int64_t nums[] = {3, 1};
    static brisk_entry_double rates[] = {{BRISK_STR("a\"b"), 1.5}, {BRISK_STR(""), 2}};
    Rich value = {
        .when = {.us = 1709209805120000, .has_offset = true},
        .day = {2024, 2, 29},
        .color = Color_dark_blue,
        .level = Level_high,
        .amount = S("12.50"),
        .blob = S("hé"),
        .nums = {nums, 2},
        .pair = {1, S("x")},
        .rates = {rates, 2},
        .pet = {.is = Pet_Dog, .as_Dog = {S("puppy"), 2}},
        .number = {.is = Number_str, .as_str = S("n")},
        .clock = {.us = 28800000000},
        .span = {.us = 90000000},
        .big = UINT64_MAX,
        .flag = true,
    };
    value.id.bytes[15] = 1;
    assert_int_equal(
        brisk_json_parse(arena, S("{\"k\":[1,2.0,null,\"é\",123456789012345678901234567890]}"), &value.any), BRISK_OK);
    return value;
}

static void test_rich(void **state)
{
    Rich value = rich();
    assert_json(&brisk_type_Rich, &value, NULL,
                "{\"when\":\"2024-02-29T12:30:05.120000Z\",\"day\":\"2024-02-29\",\"color\":\"dark-blue\",\"level\":30,"
                "\"amount\":\"12.50\",\"blob\":\"hé\",\"nums\":[3,1],\"pair\":[1,\"x\"],\"maybe\":null,"
                "\"any\":{\"k\":[1,2.0,null,\"é\",123456789012345678901234567890]},"
                "\"rates\":{\"a\\\"b\":1.5,\"\":2.0},\"pet\":{\"kind\":\"puppy\",\"bark\":2.0},\"number\":\"n\","
                "\"id\":\"00000000-0000-0000-0000-000000000001\",\"clock\":\"08:00:00\",\"span\":\"PT1M30S\","
                "\"big\":18446744073709551615,\"flag\":true}");
}

static Item item(const char *name)
{
    return (Item){.name = brisk_str_view(name), .price = 50.2, .secret = S("zzz")};
}

static void test_model(void **state)
{
    Item plain = item("Foo"), full = item("Bar");
    Tag tags[] = {S("a"), S("b")};
    full.note = (opt_str)GIVEN(S("n"));
    full.tax = (opt_double){.null = true};
    full.tags = (list_Tag){tags, 2};
    assert_json(&brisk_type_Item, &plain, NULL,
                "{\"fullName\":\"Foo\",\"note\":null,\"price\":50.2,\"tax\":10.5,\"tags\":[]}");
    assert_json(&brisk_type_Item, &full, NULL,
                "{\"fullName\":\"Bar\",\"note\":\"n\",\"price\":50.2,\"tax\":null,\"tags\":[\"a\",\"b\"]}");
    assert_json(&brisk_type_Item, &full, &(brisk_encode_options){.writes_names = true},
                "{\"name\":\"Bar\",\"note\":\"n\",\"price\":50.2,\"tax\":null,\"tags\":[\"a\",\"b\"]}");
    assert_json(&brisk_type_Item, &plain, &(brisk_encode_options){.omits_null = true},
                "{\"fullName\":\"Foo\",\"price\":50.2,\"tax\":10.5,\"tags\":[]}");
    assert_json(&brisk_type_Item, &full, &(brisk_encode_options){.omits_null = true},
                "{\"fullName\":\"Bar\",\"note\":\"n\",\"price\":50.2,\"tags\":[\"a\",\"b\"]}");
    assert_json(&brisk_type_Item, &plain, &(brisk_encode_options){.omits_unset = true},
                "{\"fullName\":\"Foo\",\"price\":50.2,\"tags\":[]}");
    assert_json(&brisk_type_Item, &plain, &(brisk_encode_options){.omits_defaults = true},
                "{\"fullName\":\"Foo\",\"price\":50.2}");
    full.tax = (opt_double)GIVEN(10.5);
    assert_json(&brisk_type_Item, &full, &(brisk_encode_options){.omits_defaults = true},
                "{\"fullName\":\"Bar\",\"note\":\"n\",\"price\":50.2,\"tags\":[\"a\",\"b\"]}");
    full.tax.value = 1;
    assert_json(&brisk_type_Item, &full, &(brisk_encode_options){.omits_defaults = true},
                "{\"fullName\":\"Bar\",\"note\":\"n\",\"price\":50.2,\"tax\":1.0,\"tags\":[\"a\",\"b\"]}");
}

static void test_computed_and_extras(void **state)
{
    brisk_entry_json rest[] = {{BRISK_STR("z"), {NULL}}, {BRISK_STR("a"), {NULL}}, {BRISK_STR("y"), {NULL}}};
    Open open = {.a = 1, .rest = {rest, 3}};
    rest[2].value = brisk_json_of_str(arena, S("v"));
    assert_json(&brisk_type_Square, &(Square){1.5}, NULL, "{\"side\":1.5,\"area\":2.25,\"word\":null}");
    assert_json(&brisk_type_Square, &(Square){3}, NULL, "{\"side\":3.0,\"area\":9.0,\"word\":\"big\"}");
    assert_json(&brisk_type_Open, &open, NULL, "{\"a\":1,\"z\":null,\"y\":\"v\"}"); /* "a" is the field's */
    open.rest.count = 0;
    assert_json(&brisk_type_Open, &open, NULL, "{\"a\":1}");
}

static void test_include_and_exclude(void **state)
{
    Item items[] = {item("Foo"), item("Baz")};
    brisk_entry_Item by_key[] = {{BRISK_STR("k"), items[0]}};
    Owner owner = {.name = S("Ann"), .items = {items, 2}, .by_key = {by_key, 1}};
    const char *const items_only[] = {"items.*.name", NULL};
    const char *const no_tags[] = {
        "items.*.tags", "items.*.note", "items.*.price", "items.*.tax", "by_key", "name", NULL};
    const char *const second[] = {"items.1.name", "by_key.k.price", NULL};
    const char *const silent[] = {"items.name", NULL};
    assert_json(&brisk_type_Owner, &owner, &(brisk_encode_options){.include = items_only},
                "{\"items\":[{\"fullName\":\"Foo\"},{\"fullName\":\"Baz\"}]}");
    assert_json(&brisk_type_Owner, &owner, &(brisk_encode_options){.exclude = no_tags},
                "{\"items\":[{\"fullName\":\"Foo\"},{\"fullName\":\"Baz\"}]}");
    assert_json(&brisk_type_Owner, &owner, &(brisk_encode_options){.include = second},
                "{\"items\":[{\"fullName\":\"Baz\"}],\"by_key\":{\"k\":{\"price\":50.2}}}");
    assert_json(&brisk_type_Owner, &owner, &(brisk_encode_options){.include = silent},
                "{\"items\":[{\"fullName\":\"Foo\"},{\"fullName\":\"Baz\"}]}");
    assert_json(&brisk_type_Owner, &owner, &(brisk_encode_options){.include = silent, .exclude = silent},
                "{\"items\":[{},{}]}");
    /* a list at the top: paths go for its items */
    const brisk_type list = {.kind = BRISK_KIND_LIST,
                             .is = &brisk_class_list,
                             .size = sizeof(list_Item),
                             .item = &brisk_type_Item,
                             .item_size = sizeof(Item)};
    const char *const name[] = {"name", NULL};
    assert_json(&list, &owner.items, &(brisk_encode_options){.include = name},
                "[{\"fullName\":\"Foo\"},{\"fullName\":\"Baz\"}]");
}

static void test_misfits(void **state)
{
    Tag tags[] = {S("a"), S("b\xff")};
    Item bad = item("x");
    bad.tags = (list_Tag){tags, 2};
    assert_broken(&brisk_type_Item, &bad, "Item.tags[1]: invalid UTF-8");
    bad.tags = (list_Tag){NULL, 2};
    assert_broken(&brisk_type_Item, &bad, "Item.tags: a list of some items without a pointer to them");
    bad = item("\xc3(");
    assert_broken(&brisk_type_Item, &bad, "Item.name: invalid UTF-8");
    bad.name = (str){NULL, 3};
    assert_broken(&brisk_type_Item, &bad, "Item.name: a text of some length without a pointer");
    assert_broken(&brisk_type_Item, NULL, "Item: no value (NULL)");
    Rich value = rich();
    value.color = (Color)0;
    assert_broken(&brisk_type_Rich, &value, "Rich.color: no value of its enum (is it set?)");
    value = rich();
    value.pet.is = 0;
    assert_broken(&brisk_type_Rich, &value, "Rich.pet: a union without a member (is it set?)");
    value.pet.is = 3;
    assert_broken(&brisk_type_Rich, &value, "Rich.pet: a union without a member (is it set?)");
    value = rich();
    value.pet.as_Dog.kind = S("cat");
    assert_broken(&brisk_type_Rich, &value, "Rich.pet.kind: none of the values that one_of(...) allows");
    value = rich();
    value.day.month = 0;
    assert_broken(&brisk_type_Rich, &value, "Rich.day: no day of the calendar (is it set?)");
    value = rich();
    value.when.us = INT64_MAX;
    assert_broken(&brisk_type_Rich, &value, "Rich.when: a datetime outside of the years 1 to 9999");
    value = rich();
    value.amount = S("");
    assert_broken(&brisk_type_Rich, &value, "Rich.amount: no decimal number (is it set?)");
    value = rich();
    value.clock.us = -1;
    assert_broken(&brisk_type_Rich, &value, "Rich.clock: a time outside of the day");
    brisk_entry_double rates[] = {{BRISK_STR("\xff"), 1.5}};
    value = rich();
    value.rates = (map_double){rates, 1};
    assert_broken(&brisk_type_Rich, &value, "Rich.rates[0]: a key that is invalid UTF-8");
}

static void test_depth(void **state)
{
    Node leaf = {.value = 2}, root = {.value = 1, .children = {&leaf, 1}, .next = GIVEN(&leaf)};
    assert_json(&brisk_type_Node, &root, NULL,
                "{\"value\":1,\"children\":[{\"value\":2,\"children\":[],\"next\":null}],"
                "\"next\":{\"value\":2,\"children\":[],\"next\":null}}");
    root.next.value = NULL;
    assert_broken(&brisk_type_Node, &root, "Node.next: given, but the pointer is NULL");
    root.next = (opt_Node)GIVEN(&root); /* a cycle */
    root.children.count = 0;
    brisk_str text;
    assert_int_equal(encode(&brisk_type_Node, &root, NULL, &text), BRISK_BROKEN_ANSWER);
    assert_non_null(strstr(why, "nested too deeply"));
}

static void test_limits(void **state)
{
    brisk_buffer out;
    Rich value = rich();
    for (size_t limit = 1; limit < 300; limit += 7) {
        brisk_buffer_init(&out, arena, limit);
        assert_int_equal(brisk_encode(&out, arena, &brisk_type_Rich, &value, NULL, NULL), BRISK_LIMIT);
        assert_true(out.len <= limit);
    }
}

static void test_defaults(void **state)
{
    const brisk_literal red = {.kind = BRISK_LITERAL_INT, .i = Color_red, .d = 1};
    const brisk_literal texts[] = {{.kind = BRISK_LITERAL_TEXT, .text = "a"}, {.kind = BRISK_LITERAL_END}};
    const brisk_type list = {.kind = BRISK_KIND_LIST, .is = &brisk_class_list, .item = &brisk_type_str};
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    brisk_encode_default(&out, &brisk_type_Color, &red);
    brisk_encode_default(&out, &list, texts);
    brisk_encode_default(&out, &list, texts + 1);
    brisk_encode_default(&out, &brisk_type_str, texts);
    assert_text(brisk_buffer_view(&out), "\"red\"[\"a\"][]\"a\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_texts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_texts_at_every_offset, setup, teardown),
        cmocka_unit_test_setup_teardown(test_numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rich, setup, teardown),
        cmocka_unit_test_setup_teardown(test_model, setup, teardown),
        cmocka_unit_test_setup_teardown(test_computed_and_extras, setup, teardown),
        cmocka_unit_test_setup_teardown(test_include_and_exclude, setup, teardown),
        cmocka_unit_test_setup_teardown(test_misfits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_depth, setup, teardown),
        cmocka_unit_test_setup_teardown(test_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_defaults, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

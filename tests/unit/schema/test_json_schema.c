/* test_json_schema.c - schemas of types and fields, and the names of components. What is wanted was asked of pydantic. */
#include "schema/json_schema.h"

#include <brisk/brisk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

ENUM(Color, red, (dark_blue, "dark-blue"));
ENUM(Level, (low, 1), (high, 30));
TYPE(Tag, str, length(1, 20));
TYPE(Sku, str, pattern("^[A-Z]+$"), doc("Stock code"), title("SKU"));
TUPLE(Pair, (int64, left), (str, right));
MODEL(Leaf, (int64, x, defaults(1)));
MODEL(Cat, (str, kind, one_of("cat")), (int64, meow));
MODEL(Dog, (str, kind, one_of("dog", "puppy")), (double, bark));
UNION(Pet, tag(kind), Cat, Dog);
UNION(Number, int64, str);

MODEL(All, doc("All of it."), title("Everything"), forbid_extra,
    (bool, b),
    (int32, i32),
    (int64, i64, ge(1), lt(10), multiple_of(3)),
    (uint64, u64),
    (double, d, gt(0.5), le(1e3)),
    (str, s, length(1, 5), pattern("^a"), example("abc"), doc("A \"text\"")),
    (str, secret, format("password")),
    (bytes, raw, min_length(2)),
    (date, day, ge("2000-01-01")),
    (datetime, when),
    (time, clock),
    (duration, span),
    (uuid, id),
    (email, mail),
    (url, link),
    (http_url, site),
    (ipv4, four),
    (ipv6, six),
    (json, any),
    (opt(int64), maybe, defaults(3), ge(0)),
    (opt(str), needed, required),
    (opt(str), absent, not_null),
    (list(Tag), tags, defaults(), max_length(5)),
    (set(int64), nums, defaults(1, 2)),
    (map(json), free),
    (map(Leaf), leaves),
    (Pair, pair),
    (Color, color, defaults(Color_dark_blue)),
    (opt(Color), no_color),
    (Level, level),
    (Sku, sku),
    (Leaf, leaf, doc("Told"), deprecated),
    (opt(Leaf), other),
    (Pet, pet),
    (opt(Pet), no_pet),
    (Number, number),
    (opt(Number), no_number),
    (str, kept_, alias("keptName")),
    (str, one, one_of("a"), defaults("a")),
    (int64, few, one_of(1, 2)),
    (str, unseen, defaults(""), hidden));

MODEL(Money, (decimal, plain), (decimal, fine, digits(5, 2), ge(0)), (opt(decimal), none));
MODEL(Holder, (Money, money));
MODEL(Plain, (Leaf, leaf));
MODEL(Sided, (str, both), (str, in, input_only), (int64, out, output_only));
MODEL(Named, (str, a, alias_in("x"), alias_out("y")));
MODEL(Open, (int64, a), (map(json), rest, extras));
MODEL(Counted, (int64, n), computed(opt(int64), twice, counted_twice, doc("2 n")));
opt_int64 counted_twice(const Counted *counted)
{
    return (opt_int64)GIVEN(counted->n * 2);
}
DECLARE_MODEL(Node);
DEFINE_MODEL(Node, (int64, value), (list(Node), children, defaults()));
MODEL(Empty, (opt(str), unseen, hidden));

static brisk_arena *arena;
static brisk_schema_set *set;
static brisk_buffer out;

static int setup(void **state)
{
    arena = brisk_arena_new(0);
    set = brisk_schema_set_new(arena);
    brisk_buffer_init(&out, arena, 0);
    return set ? 0 : -1;
}

static int teardown(void **state)
{
    brisk_arena_free(arena);
    return 0;
}

static void assert_text(const char *want)
{
    brisk_str got = brisk_buffer_view(&out);
    if (!brisk_str_is(got, want)) {
        size_t at = 0;
        while (at < got.len && got.ptr[at] == want[at]) {
            at++;
        }
        fail_msg("from byte %zu on\n  got  %.*s\n  want %s", at, (int)(got.len - at), got.ptr + at, want + at);
    }
    brisk_buffer_rewind(&out);
}

static void resolve(void)
{
    const char *why = NULL;
    if (brisk_schema_set_resolve(set, &why) != BRISK_OK) {
        fail_msg("%s", why ? why : "no memory");
    }
}

/* The schema of a field of a model, by its C name. */
static void assert_field(const brisk_type *model, const char *name, brisk_schema_mode mode, const char *want)
{
    for (size_t i = 0; i < model->field_count; i++) {
        const brisk_field *field = &model->fields[i];
        if (brisk_str_is(field->name, name)) {
            brisk_str wire = field->alias_in.ptr ? field->alias_in : field->name;
            brisk_schema_write_field(set, &out, &(brisk_schema_field){field, wire, mode, false});
            assert_text(want);
            return;
        }
    }
    fail_msg("no field %s", name);
}

static void test_fields(void **state)
{
    static const struct {
        const char *name, *want;
    } cases[] = {
        {"b", "{\"type\":\"boolean\",\"title\":\"B\"}"},
        {"i32", "{\"type\":\"integer\",\"format\":\"int32\",\"title\":\"I32\"}"},
        {"u64", "{\"type\":\"integer\",\"format\":\"uint64\",\"title\":\"U64\"}"},
        {"secret", "{\"type\":\"string\",\"title\":\"Secret\",\"format\":\"password\"}"},
        {"raw",
         "{\"type\":\"string\",\"contentMediaType\":\"application/octet-stream\",\"minLength\":2,\"title\":\"Raw\"}"},
        {"day", "{\"type\":\"string\",\"format\":\"date\",\"title\":\"Day\"}"},
        {"when", "{\"type\":\"string\",\"format\":\"date-time\",\"title\":\"When\"}"},
        {"clock", "{\"type\":\"string\",\"format\":\"time\",\"title\":\"Clock\"}"},
        {"span", "{\"type\":\"string\",\"format\":\"duration\",\"title\":\"Span\"}"},
        {"id", "{\"type\":\"string\",\"format\":\"uuid\",\"title\":\"Id\"}"},
        {"mail", "{\"type\":\"string\",\"format\":\"email\",\"title\":\"Mail\"}"},
        {"link", "{\"type\":\"string\",\"minLength\":1,\"format\":\"uri\",\"title\":\"Link\"}"},
        {"site", "{\"type\":\"string\",\"maxLength\":2083,\"minLength\":1,\"format\":\"uri\",\"title\":\"Site\"}"},
        {"four", "{\"type\":\"string\",\"format\":\"ipv4\",\"title\":\"Four\"}"},
        {"six", "{\"type\":\"string\",\"format\":\"ipv6\",\"title\":\"Six\"}"},
        {"any", "{\"title\":\"Any\"}"},
        {"maybe",
         "{\"anyOf\":[{\"type\":\"integer\",\"minimum\":0},{\"type\":\"null\"}],\"title\":\"Maybe\",\"default\":3}"},
        {"needed", "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}],\"title\":\"Needed\"}"},
        {"absent", "{\"type\":\"string\",\"title\":\"Absent\"}"},
        {"tags", "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":20},\"maxItems\":5,"
                 "\"title\":\"Tags\",\"default\":[]}"},
        {"nums", "{\"type\":\"array\",\"uniqueItems\":true,\"items\":{\"type\":\"integer\"},\"title\":\"Nums\","
                 "\"default\":[1,2]}"},
        {"free", "{\"type\":\"object\",\"additionalProperties\":true,\"title\":\"Free\"}"},
        {"leaves", "{\"type\":\"object\",\"additionalProperties\":{\"$ref\":\"#/components/schemas/Leaf\"},"
                   "\"title\":\"Leaves\"}"},
        {"pair", "{\"type\":\"array\",\"prefixItems\":[{\"type\":\"integer\"},{\"type\":\"string\"}],\"minItems\":2,"
                 "\"maxItems\":2,\"title\":\"Pair\"}"},
        {"color", "{\"$ref\":\"#/components/schemas/Color\",\"default\":\"dark-blue\"}"},
        {"no_color", "{\"anyOf\":[{\"$ref\":\"#/components/schemas/Color\"},{\"type\":\"null\"}]}"},
        {"sku", "{\"type\":\"string\",\"pattern\":\"^[A-Z]+$\",\"title\":\"SKU\",\"description\":\"Stock code\"}"},
        {"leaf", "{\"$ref\":\"#/components/schemas/Leaf\",\"description\":\"Told\",\"deprecated\":true}"},
        {"other", "{\"anyOf\":[{\"$ref\":\"#/components/schemas/Leaf\"},{\"type\":\"null\"}]}"},
        {"pet", "{\"oneOf\":[{\"$ref\":\"#/components/schemas/Cat\"},{\"$ref\":\"#/components/schemas/Dog\"}],"
                "\"discriminator\":{\"propertyName\":\"kind\",\"mapping\":{\"cat\":\"#/components/schemas/Cat\","
                "\"dog\":\"#/components/schemas/Dog\",\"puppy\":\"#/components/schemas/Dog\"}},\"title\":\"Pet\"}"},
        {"number", "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"string\"}],\"title\":\"Number\"}"},
        {"no_number", "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"string\"},{\"type\":\"null\"}],"
                      "\"title\":\"No Number\"}"},
        {"kept_", "{\"type\":\"string\",\"title\":\"Keptname\"}"},
        {"one", "{\"type\":\"string\",\"const\":\"a\",\"title\":\"One\",\"default\":\"a\"}"},
        {"few", "{\"type\":\"integer\",\"enum\":[1,2],\"title\":\"Few\"}"},
    };
    brisk_schema_set_add(set, &brisk_type_All, BRISK_SCHEMA_INPUT);
    resolve();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_field(&brisk_type_All, cases[i].name, BRISK_SCHEMA_INPUT, cases[i].want);
    }
}

/* The order in which a field's rules are told is that of the rules; here their words count. */
static void test_bounds(void **state)
{
    brisk_schema_set_add(set, &brisk_type_All, BRISK_SCHEMA_INPUT);
    resolve();
    assert_field(&brisk_type_All, "i64", BRISK_SCHEMA_INPUT,
                 "{\"type\":\"integer\",\"minimum\":1,\"exclusiveMaximum\":10,\"multipleOf\":3,\"title\":\"I64\"}");
    assert_field(&brisk_type_All, "d", BRISK_SCHEMA_INPUT,
                 "{\"type\":\"number\",\"exclusiveMinimum\":0.5,\"maximum\":1000.0,\"title\":\"D\"}");
    assert_field(&brisk_type_All, "s", BRISK_SCHEMA_INPUT,
                 "{\"type\":\"string\",\"minLength\":1,\"maxLength\":5,\"pattern\":\"^a\",\"title\":\"S\","
                 "\"description\":\"A \\\"text\\\"\",\"examples\":[\"abc\"]}");
}

static void assert_component(const char *name, bool is_there)
{
    brisk_schema_write_components(set, &out, NULL, 0);
    brisk_str text = brisk_arena_printf(arena, "\"%s\":{%c", name, 0);
    brisk_buffer_append_char(&out, '\0');
    assert_int_equal(strstr(out.data, text.ptr) != NULL, is_there);
    brisk_buffer_rewind(&out);
}

/* Decimals are a number or a text as input, a text as output: so is what holds them. */
static void test_split(void **state)
{
    brisk_schema_set_add(set, &brisk_type_Holder, BRISK_SCHEMA_INPUT);
    brisk_schema_set_add(set, &brisk_type_Holder, BRISK_SCHEMA_OUTPUT);
    brisk_schema_set_add(set, &brisk_type_Plain, BRISK_SCHEMA_INPUT);
    brisk_schema_set_add(set, &brisk_type_Plain, BRISK_SCHEMA_OUTPUT);
    resolve();
    static const char *const there[] = {"Holder-Input", "Holder-Output", "Money-Input",
                                        "Money-Output", "Plain",         "Leaf"};
    static const char *const missing[] = {"Holder", "Money", "Plain-Input", "Leaf-Output"};
    for (size_t i = 0; i < sizeof there / sizeof there[0]; i++) {
        assert_component(there[i], true);
    }
    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++) {
        assert_component(missing[i], false);
    }
    assert_field(&brisk_type_Holder, "money", BRISK_SCHEMA_OUTPUT, "{\"$ref\":\"#/components/schemas/Money-Output\"}");
    assert_field(
        &brisk_type_Money, "plain", BRISK_SCHEMA_INPUT,
        "{\"anyOf\":[{\"type\":\"number\"},{\"type\":\"string\",\"pattern\":\"^(?!^[-+.]*$)[+-]?0*\\\\d*\\\\.?\\\\d*$\"}],"
        "\"title\":\"Plain\"}");
    assert_field(
        &brisk_type_Money, "fine", BRISK_SCHEMA_OUTPUT,
        "{\"type\":\"string\",\"pattern\":\"^(?!^[-+.]*$)[+-]?0*(?:\\\\d{0,3}|(?=[\\\\d.]{1,6}0*$)\\\\d{0,3}\\\\."
        "\\\\d{0,2}0*$)\",\"title\":\"Fine\"}");
    assert_field(
        &brisk_type_Money, "none", BRISK_SCHEMA_INPUT,
        "{\"anyOf\":[{\"type\":\"number\"},{\"type\":\"string\",\"pattern\":\"^(?!^[-+.]*$)[+-]?0*\\\\d*\\\\.?\\\\d*$\"},"
        "{\"type\":\"null\"}],\"title\":\"None\"}");
}

/* Used in both modes, what contains itself is split, and with it what refers to it. */
static void test_split_recursion(void **state)
{
    static const brisk_field holder_fields[] = {{.name = BRISK_STR("node"), .type = &brisk_type_Node}};
    const brisk_type holder = {.kind = BRISK_KIND_MODEL,
                               .is = &brisk_class_model,
                               .name = "NodeHolder",
                               .fields = holder_fields,
                               .field_count = 1};
    brisk_schema_set_add(set, &holder, BRISK_SCHEMA_INPUT);
    brisk_schema_set_add(set, &holder, BRISK_SCHEMA_OUTPUT);
    brisk_schema_set_add(set, &brisk_type_Plain, BRISK_SCHEMA_INPUT);
    brisk_schema_set_add(set, &brisk_type_Plain, BRISK_SCHEMA_OUTPUT);
    resolve();
    assert_component("Node-Input", true);
    assert_component("Node-Output", true);
    assert_component("NodeHolder-Input", true);
    assert_component("NodeHolder-Output", true);
    assert_component("Plain", true);
    assert_field(&brisk_type_Node, "children", BRISK_SCHEMA_OUTPUT,
                 "{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Node-Output\"},\"title\":\"Children\","
                 "\"default\":[]}");
}

/* Used in one mode only, nothing is split. */
static void test_one_mode(void **state)
{
    brisk_schema_set_add(set, &brisk_type_Holder, BRISK_SCHEMA_OUTPUT);
    resolve();
    brisk_schema_write_type(set, &out, &brisk_type_Holder, BRISK_SCHEMA_OUTPUT, S("unused"));
    assert_text("{\"$ref\":\"#/components/schemas/Holder\"}");
    assert_component("Money", true);
}

static void test_sides(void **state)
{
    const brisk_type *const types[] = {&brisk_type_Sided, &brisk_type_Named, &brisk_type_Counted, &brisk_type_Open};
    for (size_t i = 0; i < 4; i++) {
        brisk_schema_set_add(set, types[i], BRISK_SCHEMA_INPUT);
        brisk_schema_set_add(set, types[i], BRISK_SCHEMA_OUTPUT);
    }
    resolve();
    const brisk_schema_extra extras[] = {{BRISK_S("B"), BRISK_S("{}")}, {BRISK_S("Open"), BRISK_S("null")}};
    brisk_schema_write_components(set, &out, extras, 2);
    assert_text(
        "\"B\":{},"
        "\"Counted-Input\":{\"properties\":{\"n\":{\"type\":\"integer\",\"title\":\"N\"}},\"type\":\"object\","
        "\"required\":[\"n\"],\"title\":\"Counted\"},"
        "\"Counted-Output\":{\"properties\":{\"n\":{\"type\":\"integer\",\"title\":\"N\"},\"twice\":{\"anyOf\":[{\"type\":"
        "\"integer\"},{\"type\":\"null\"}],\"title\":\"Twice\",\"description\":\"2 n\",\"readOnly\":true}},\"type\":\"object\","
        "\"required\":[\"n\",\"twice\"],\"title\":\"Counted\"},"
        "\"Named-Input\":{\"properties\":{\"x\":{\"type\":\"string\",\"title\":\"X\"}},\"type\":\"object\",\"required\":"
        "[\"x\"],\"title\":\"Named\"},"
        "\"Named-Output\":{\"properties\":{\"y\":{\"type\":\"string\",\"title\":\"Y\"}},\"type\":\"object\",\"required\":"
        "[\"y\"],\"title\":\"Named\"},"
        "\"Open\":{\"properties\":{\"a\":{\"type\":\"integer\",\"title\":\"A\"}},\"type\":\"object\",\"required\":[\"a\"],"
        "\"additionalProperties\":true,\"title\":\"Open\"},"
        "\"Sided-Input\":{\"properties\":{\"both\":{\"type\":\"string\",\"title\":\"Both\"},\"in\":{\"type\":\"string\","
        "\"title\":\"In\"}},\"type\":\"object\",\"required\":[\"both\",\"in\"],\"title\":\"Sided\"},"
        "\"Sided-Output\":{\"properties\":{\"both\":{\"type\":\"string\",\"title\":\"Both\"},\"out\":{\"type\":\"integer\","
        "\"title\":\"Out\"}},\"type\":\"object\",\"required\":[\"both\",\"out\"],\"title\":\"Sided\"}");
}

static void test_models(void **state)
{
    brisk_schema_set_add(set, &brisk_type_Node, BRISK_SCHEMA_INPUT);
    brisk_schema_set_add(set, &brisk_type_Empty, BRISK_SCHEMA_INPUT);
    brisk_schema_set_add(set, &brisk_type_Level, BRISK_SCHEMA_INPUT);
    resolve();
    brisk_schema_write_components(set, &out, NULL, 0);
    assert_text(
        "\"Empty\":{\"properties\":{},\"type\":\"object\",\"title\":\"Empty\"},"
        "\"Level\":{\"type\":\"integer\",\"enum\":[1,30],\"title\":\"Level\"},"
        "\"Node\":{\"properties\":{\"value\":{\"type\":\"integer\",\"title\":\"Value\"},\"children\":{\"type\":\"array\","
        "\"items\":{\"$ref\":\"#/components/schemas/Node\"},\"title\":\"Children\",\"default\":[]}},\"type\":\"object\","
        "\"required\":[\"value\"],\"title\":\"Node\"}");
}

/* A union that contains itself without a model between cannot be written in place: it becomes a component. */
static void test_recursion_in_place(void **state)
{
    brisk_type tree = {.kind = BRISK_KIND_UNION, .is = &brisk_class_union, .name = "Tree"};
    const brisk_type list = {.kind = BRISK_KIND_LIST, .is = &brisk_class_list, .item = &tree};
    const brisk_union_member members[] = {{"int64", &brisk_type_int64, 8}, {"list_Tree", &list, 8}, {NULL, NULL, 0}};
    tree.members = members;
    brisk_schema_set_add(set, &tree, BRISK_SCHEMA_INPUT);
    resolve();
    brisk_schema_write_components(set, &out, NULL, 0);
    assert_text("\"Tree\":{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"array\",\"items\":"
                "{\"$ref\":\"#/components/schemas/Tree\"}}],\"title\":\"Tree\"}");
}

static void test_clash(void **state)
{
    brisk_type twin = brisk_type_Leaf, stranger = brisk_type_Cat;
    const char *why = NULL;
    brisk_schema_set_add(set, &brisk_type_Leaf, BRISK_SCHEMA_INPUT);
    brisk_schema_set_add(set, &twin, BRISK_SCHEMA_INPUT); /* another file's copy */
    assert_int_equal(brisk_schema_set_resolve(set, &why), BRISK_OK);
    stranger.name = "Leaf";
    brisk_schema_set_add(set, &stranger, BRISK_SCHEMA_INPUT);
    assert_int_equal(brisk_schema_set_resolve(set, &why), BRISK_USAGE);
    assert_string_equal(why, "two different types are called Leaf");
}

static void test_titles(void **state)
{
    static const struct {
        const char *name, *want;
    } cases[] = {
        {"item_id", "Item Id"}, {"firstName", "Firstname"}, {"X-Token", "X-Token"}, {"x-odd-NAME", "X-Odd-Name"},
        {"a1b2", "A1B2"},       {"open_", "Open "},         {"a__b", "A  B"},       {"q", "Q"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        brisk_schema_write_title(&out, brisk_str_view(cases[i].name));
        assert_text(cases[i].want);
    }
}

static void test_without_memory(void **state)
{
    for (size_t limit = 200; limit < 6000; limit += 100) {
        brisk_arena *small = brisk_arena_new(limit);
        brisk_schema_set *own = small ? brisk_schema_set_new(small) : NULL;
        brisk_schema_set_add(own, &brisk_type_All, BRISK_SCHEMA_INPUT);
        brisk_schema_set_add(own, &brisk_type_Holder, BRISK_SCHEMA_OUTPUT);
        brisk_status status = brisk_schema_set_resolve(own, NULL);
        assert_true(status == BRISK_OK || status == BRISK_NO_MEMORY);
        brisk_arena_free(small);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_fields, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bounds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_split, setup, teardown),
        cmocka_unit_test_setup_teardown(test_split_recursion, setup, teardown),
        cmocka_unit_test_setup_teardown(test_one_mode, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sides, setup, teardown),
        cmocka_unit_test_setup_teardown(test_models, setup, teardown),
        cmocka_unit_test_setup_teardown(test_recursion_in_place, setup, teardown),
        cmocka_unit_test_setup_teardown(test_clash, setup, teardown),
        cmocka_unit_test_setup_teardown(test_titles, setup, teardown),
        cmocka_unit_test_setup_teardown(test_without_memory, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

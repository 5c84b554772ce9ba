/* test_kinds.c - each kind of value through all that works on whole values (JSON in and out, copy, comparison), sets of
 * each kind, and the words by which a plain union's problems name its members. */
#include <brisk/brisk.h>

#include "core/heap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

ENUM(Level, (low, 1), (high, 30));
TUPLE(Pair, (int64, left), (str, right));
MODEL(Leaf, (int64, x));
UNION(Either, int64, Leaf, str);
MODEL(All,
    (opt(bool), a), (opt(int32), b), (opt(int64), c), (opt(uint32), d), (opt(uint64), e), (opt(double), f),
    (opt(str), g), (opt(bytes), h), (opt(date), i), (opt(datetime), j), (opt(aware_datetime), k), (opt(time), l),
    (opt(duration), m), (opt(uuid), n), (opt(decimal), o), (opt(email), p), (opt(url), q), (opt(http_url), r),
    (opt(ipv4), s), (opt(ipv6), t), (opt(json), u), (opt(Level), v), (opt(Pair), w), (opt(Either), x),
    (opt(list(int64)), y), (opt(map(str)), z));
MODEL(Sets,
    (opt(set(bool)), a), (opt(set(int32)), b), (opt(set(uint64)), e), (opt(set(double)), f), (opt(set(date)), i),
    (opt(set(datetime)), j), (opt(set(time)), l), (opt(set(duration)), m), (opt(set(uuid)), n),
    (opt(set(decimal)), o), (opt(set(ipv4)), s), (opt(set(Level)), v), (opt(set(Leaf)), x));

static brisk_arena *arena;

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

/* {"key":text} read as an All. */
static All read_all(const char *key, const char *text)
{
    All value;
    brisk_str problems = {0};
    brisk_str json = brisk_arena_printf(arena, "{\"%s\":%s}", key, text);
    if (brisk_from_json(arena, All, &value, json, &problems) != BRISK_OK) {
        fail_msg("%s: %.*s", text, (int)problems.len, problems.ptr);
    }
    return value;
}

static const struct pair_of_values {
    const char *key, *text, *other, *out; /* out NULL: as text */
} pairs[] = {
    {"a", "true", "false", NULL},
    {"b", "-7", "7", NULL},
    {"c", "9007199254740993", "9007199254740992", NULL},
    {"d", "4294967295", "0", NULL},
    {"e", "18446744073709551615", "18446744073709551614", NULL},
    {"f", "1.5", "-1.5", NULL},
    {"g", "\"a\"", "\"\"", NULL},
    {"h", "\"a\"", "\"b\"", NULL},
    {"i", "\"2024-02-29\"", "\"2024-03-29\"", NULL},
    {"j", "\"2024-02-29T01:02:03\"", "\"2024-02-29T01:02:03Z\"", NULL},
    {"j", "\"2024-02-29T01:02:03+01:00\"", "\"2024-02-29T00:02:03Z\"", NULL},
    {"k", "\"2024-02-29T01:02:03Z\"", "\"2024-02-29T01:02:04Z\"", NULL},
    {"l", "\"01:02:03\"", "\"01:02:03Z\"", NULL},
    {"l", "\"01:02:03+01:00\"", "\"01:02:03+02:00\"", NULL},
    {"m", "\"P1DT2H\"", "\"P1DT3H\"", NULL},
    {"m", "true", "2.5", "\"PT1S\""},
    {"n", "\"12345678-1234-5678-1234-567812345678\"", "\"12345678-1234-5678-1234-567812345679\"", NULL},
    {"o", "\"1.50\"", "\"1.51\"", NULL},
    {"p", "\"a@example.com\"", "\"b@example.com\"", NULL},
    {"q", "\"ftp://a.test/x\"", "\"ftp://a.test/y\"", NULL},
    {"r", "\"https://a.test/\"", "\"http://a.test/\"", NULL},
    {"s", "\"192.0.2.1\"", "\"192.0.2.2\"", NULL},
    {"t", "\"2001:db8::1\"", "\"::\"", NULL},
    {"u", "[1,{\"k\":null}]", "[1,{\"k\":0}]", NULL},
    {"v", "30", "1", NULL},
    {"w", "[1,\"r\"]", "[1,\"s\"]", NULL},
    {"x", "5", "\"5\"", NULL},
    {"x", "{\"x\":1}", "{\"x\":2}", NULL},
    {"y", "[1,2]", "[2,1]", NULL},
    {"z", "{\"a\":\"1\",\"b\":\"2\"}", "{\"a\":\"1\",\"c\":\"2\"}", NULL},
    {"z", "{\"a\":\"1\"}", "{}", NULL},
    {"a", "null", "false", NULL},
};

static void test_each_kind(void **state)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const struct pair_of_values *pair = &pairs[i];
        All value = read_all(pair->key, pair->text), same = read_all(pair->key, pair->text);
        All other = read_all(pair->key, pair->other), copy;
        brisk_arena *far = brisk_arena_new(0);
        assert_true(brisk_value_equal(&brisk_type_All, &value, &same));
        assert_false(brisk_value_equal(&brisk_type_All, &value, &other));
        assert_true(brisk_copy(far, All, &copy, &value));
        assert_true(brisk_value_equal(&brisk_type_All, &copy, &value));
        brisk_str json = brisk_to_json(far, All, &copy);
        const char *wanted = pair->out ? pair->out : pair->text;
        const char *shown = brisk_arena_printf(far, "%.*s%c", (int)json.len, json.ptr, 0).ptr;
        if (!strstr(shown, brisk_arena_printf(far, "\"%s\":%s%c", pair->key, wanted, 0).ptr)) {
            fail_msg("%s: %s", wanted, shown);
        }
        brisk_arena_free(far);
    }
}

static void test_files(void **state)
{
    const brisk_file file = {.filename = S("a.txt"), .content_type = S("text/plain"), .content = S("bytes")};
    brisk_file copy, other = file;
    assert_true(brisk_value_copy(arena, &brisk_type_file, &copy, &file));
    assert_true(brisk_value_equal(&brisk_type_file, &copy, &file));
    other.content = S("other");
    assert_false(brisk_value_equal(&brisk_type_file, &other, &file));
    other = file;
    other.filename = S("b.txt");
    assert_false(brisk_value_equal(&brisk_type_file, &other, &file));
}

MODEL(Upload, (file, f));
MODEL(Waits, (opt(duration), m, ge("P1DT1H"), le("P3D")));

/* Reads text as a type and looks for wanted among the problems. */
static void refused(const brisk_type *type, const char *text, const char *wanted)
{
    void *value = brisk_arena_alloc(arena, type->size);
    brisk_str problems = {0};
    assert_int_equal(brisk_value_from_json(arena, type, value, brisk_str_view(text), &problems), BRISK_INVALID);
    const char *shown = brisk_arena_printf(arena, "%.*s%c", (int)problems.len, problems.ptr, 0).ptr;
    if (!strstr(shown, wanted)) {
        fail_msg("%s: %s", text, shown);
    }
}

static void test_files_are_no_json(void **state)
{
    static const char *const cases[][2] = {{"\"a\"", "str"}, {"[]", "list"},   {"{}", "dict"}, {"null", "NoneType"},
                                           {"true", "bool"}, {"1.5", "float"}, {"1", "int"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        refused(&brisk_type_Upload, brisk_arena_printf(arena, "{\"f\":%s}%c", cases[i][0], 0).ptr,
                brisk_arena_printf(arena, "Expected UploadFile, received: <class '%s'>%c", cases[i][1], 0).ptr);
    }
}

static void test_durations(void **state)
{
    refused(&brisk_type_Waits, "{\"m\":60}", "Input should be greater than or equal to 1 day and 1 hour");
    refused(&brisk_type_Waits, "{\"m\":\"P4D\"}", "Input should be less than or equal to 3 days");
    refused(&brisk_type_Waits, "{\"m\":-5}", "greater_than_equal");
    refused(&brisk_type_Waits, "{\"m\":[]}", "time_delta_type");
    refused(&brisk_type_Waits, "{\"m\":99999999999999999999999}", "time_delta_parsing");
    refused(&brisk_type_Waits, "{\"m\":18446744073709551615}", "time_delta_parsing");
    refused(&brisk_type_Waits, "{\"m\":-99999999999999999999999}", "time_delta_parsing");
}

/* A copy whose memory runs out is zero, and its arena knows. */
static void test_copy_fails_as_a_whole(void **state)
{
    All value = read_all("u", "[1,{\"k\":\"v\"}]"), copy, zero;
    memset(&zero, 0, sizeof zero);
    for (uint64_t nth = 1;; nth++) {
        brisk_arena *far = brisk_arena_new(0);
        brisk_heap_fail_at(nth, false);
        bool is_copied = brisk_copy(far, All, &copy, &value), has_fired = brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        assert_int_equal(is_copied, !has_fired);
        assert_int_equal(brisk_arena_failed(far), has_fired);
        assert_true(is_copied || memcmp(&copy, &zero, sizeof zero) == 0);
        brisk_arena_free(far);
        if (!has_fired) {
            break;
        }
    }
}

static void test_sets(void **state)
{
    static const struct {
        const char *text, *kept;
    } cases[] = {
        {"{\"a\":[true,false,1,\"no\"]}", "{\"a\":[true,false]}"},
        {"{\"b\":[1,-1,1.0,\"1\"]}", "{\"b\":[1,-1]}"},
        {"{\"e\":[18446744073709551615,1,18446744073709551615]}", "{\"e\":[18446744073709551615,1]}"},
        {"{\"f\":[1,1.0,0.0,-0.0,2.5]}", "{\"f\":[1.0,0.0,2.5]}"},
        {"{\"i\":[\"2023-12-31\",\"2024-01-01\",\"2023-12-31\"]}", "{\"i\":[\"2023-12-31\",\"2024-01-01\"]}"},
        {"{\"j\":[\"2024-01-01T01:00:00+01:00\",\"2024-01-01T00:00:00Z\",\"2024-01-01T00:00:00\"]}",
         "{\"j\":[\"2024-01-01T01:00:00+01:00\",\"2024-01-01T00:00:00\"]}"},
        {"{\"l\":[\"01:00:00\",\"01:00:00Z\",\"01:00\"]}", "{\"l\":[\"01:00:00\",\"01:00:00Z\"]}"},
        {"{\"m\":[60,\"PT1M\",\"PT2M\"]}", "{\"m\":[\"PT1M\",\"PT2M\"]}"},
        {"{\"n\":[\"12345678-1234-5678-1234-567812345678\",\"12345678123456781234567812345678\"]}",
         "{\"n\":[\"12345678-1234-5678-1234-567812345678\"]}"},
        {"{\"s\":[\"192.0.2.1\",\"192.0.2.2\",\"192.0.2.1\"]}", "{\"s\":[\"192.0.2.1\",\"192.0.2.2\"]}"},
        {"{\"v\":[30,1,30]}", "{\"v\":[30,1]}"},
        {"{\"x\":[{\"x\":1},{\"x\":1}]}", "{\"x\":[{\"x\":1},{\"x\":1}]}"}, /* not hashable: kept */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Sets value;
        brisk_str problems = {0};
        if (brisk_from_json(arena, Sets, &value, brisk_str_view(cases[i].text), &problems) != BRISK_OK) {
            fail_msg("%s: %.*s", cases[i].text, (int)problems.len, problems.ptr);
        }
        brisk_str json = brisk_to_json(arena, Sets, &value);
        const char *shown = brisk_arena_printf(arena, "%.*s%c", (int)json.len, json.ptr, 0).ptr;
        const char *wanted = cases[i].kept + 1; /* without the brace: the other members are null */
        if (!strstr(shown, brisk_arena_printf(arena, "%.*s%c", (int)strlen(wanted) - 1, wanted, 0).ptr)) {
            fail_msg("%s: %s", cases[i].kept, shown);
        }
    }
}

/* ---- types ---- */

UNION(Same, int64, Leaf, str);
UNION(Less, int64, Leaf);
OPAQUE(Handle, void *);

static void test_types_by_content(void **state)
{
    brisk_type same = brisk_type_Same, less = brisk_type_Less, either = brisk_type_Either;
    assert_false(brisk_type_equal(&same, &either)); /* told by name where both have one */
    same.name = NULL;
    assert_true(brisk_type_equal(&same, &either));
    less.name = NULL;
    less.size = either.size;
    assert_false(brisk_type_equal(&less, &either));
    assert_false(brisk_type_equal(&either, &less));
    brisk_type handle = brisk_type_Handle;
    assert_true(brisk_type_equal(&handle, &brisk_type_Handle));
    handle.name = NULL;
    assert_false(brisk_type_equal(&handle, &brisk_type_Handle));
}

/* ---- labels: the words are pydantic 2.13's, but for URLs and addresses ---- */

MODEL(A, (str, kind, one_of("a")), (int64, x));
MODEL(B, (str, kind, one_of("b")), (int64, y));
UNION(Tagged, tag(kind), A, B);
TYPE(Ints, list(int64));
TYPE(Texts, set(str));
TYPE(Counts, map(int64), min_length(3));
TYPE(Long, str, min_length(3));
TYPE(Big, int64, gt(5));
TYPE(Large, double, gt(5));
TYPE(Octets, bytes, min_length(3));
TYPE(Amount, decimal, gt(5));
TYPE(MaybeLeafs, opt(list(Leaf)));
TYPE(Nested, list(MaybeLeafs));
TYPE(Word, str, one_of("x", "y"));
ENUM(Color, red, blue);

#define LABELLED(name, label)                                                                                          \
    {                                                                                                                  \
#name, &brisk_type_Or##name, label                                                                             \
    }
#define OR(member) UNION(Or##member, member, Leaf)
OR(Ints);
OR(Texts);
OR(Counts);
OR(Long);
OR(Big);
OR(Large);
OR(Octets);
OR(Amount);
OR(Nested);
OR(Word);
OR(Color);
OR(Level);
OR(Pair);
OR(Tagged);
OR(duration);
OR(Either);
OR(ipv4);

static void test_labels_of_members(void **state)
{
    static const struct {
        const char *name;
        const brisk_type *type;
        const char *label;
    } cases[] = {
        LABELLED(Ints, "list[int]"),
        LABELLED(Texts, "set[str]"),
        LABELLED(Counts, "dict[str,int]"),
        LABELLED(Long, "constrained-str"),
        LABELLED(Big, "constrained-int"),
        LABELLED(Large, "constrained-float"),
        LABELLED(Amount, "decimal"),
        LABELLED(Octets, "constrained-bytes"),
        LABELLED(Color, "str-enum[Color]"),
        LABELLED(Nested, "list[nullable[list[Leaf]]]"),
        LABELLED(Word, "literal['x','y']"),
        LABELLED(Level, "int-enum[Level]"),
        LABELLED(Pair, "tuple[int, str]"),
        LABELLED(Tagged, "tagged-union[A,B]"),
        LABELLED(duration, "timedelta"),
        LABELLED(ipv4, "ipv4"),
        LABELLED(Either, "union[int,Leaf,str]"),
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        void *value = brisk_arena_alloc(arena, cases[i].type->size);
        brisk_str problems = {0}, label, leaf;
        brisk_json parsed;
        brisk_status status = brisk_value_from_json(arena, cases[i].type, value, S("{\"q\":[null]}"), &problems);
        assert_int_equal(status, BRISK_INVALID);
        assert_int_equal(brisk_json_parse(arena, problems, &parsed), BRISK_OK);
        brisk_json list = brisk_json_get(parsed, S("detail"));
        assert_true(brisk_json_str(brisk_json_at(brisk_json_get(brisk_json_at(list, 0), S("loc")), 1), &label));
        if (!brisk_str_is(label, cases[i].label)) {
            fail_msg("%s: got %.*s, want %s", cases[i].name, (int)label.len, label.ptr, cases[i].label);
        }
        brisk_json last = brisk_json_at(list, brisk_json_count(list) - 1);
        assert_true(brisk_json_str(brisk_json_at(brisk_json_get(last, S("loc")), 1), &leaf));
        assert_true(brisk_str_is(leaf, "Leaf"));
    }
}

/* ---- one_of, of each kind, where Python's == is wider than the kind ---- */

MODEL(Choices,
    (opt(str), s, one_of("a", "b")), (opt(bool), b, one_of(BRISK_TRUE)), (opt(int32), i, one_of(1, -2)),
    (opt(uint32), u, one_of(0, 7)), (opt(int64), n, one_of(3)), (opt(json), j, one_of("x", 1, BRISK_FALSE, 2)));

static void test_one_of(void **state)
{
    static const struct {
        const char *text, *out; /* NULL: refused */
    } cases[] = {
        {"{\"s\":\"b\"}", "\"s\":\"b\""},
        {"{\"s\":\"c\"}", NULL},
        {"{\"s\":1}", NULL},
        {"{\"b\":true}", "\"b\":true"},
        {"{\"b\":1}", "\"b\":true"},
        {"{\"b\":false}", NULL},
        {"{\"i\":1.0}", "\"i\":1"},
        {"{\"i\":true}", "\"i\":1"},
        {"{\"i\":-2}", "\"i\":-2"},
        {"{\"i\":2}", NULL},
        {"{\"i\":\"1\"}", NULL},
        {"{\"u\":7}", "\"u\":7"},
        {"{\"u\":false}", "\"u\":0"},
        {"{\"n\":3}", "\"n\":3"},
        {"{\"n\":[3]}", NULL},
        {"{\"j\":\"x\"}", "\"j\":\"x\""},
        {"{\"j\":true}", "\"j\":1"},
        {"{\"j\":2}", "\"j\":2"},
        {"{\"j\":false}", "\"j\":false"},
        {"{\"j\":null}", "\"j\":null"},
        {"{\"j\":\"y\"}", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Choices value;
        brisk_status status = brisk_from_json(arena, Choices, &value, brisk_str_view(cases[i].text), NULL);
        if (status != (cases[i].out ? BRISK_OK : BRISK_INVALID)) {
            fail_msg("%s: %d", cases[i].text, (int)status);
        }
        if (cases[i].out) {
            brisk_str json = brisk_to_json(arena, Choices, &value);
            const char *shown = brisk_arena_printf(arena, "%.*s%c", (int)json.len, json.ptr, 0).ptr;
            if (!strstr(shown, cases[i].out)) {
                fail_msg("%s: %s", cases[i].text, shown);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_kind, setup, teardown),
        cmocka_unit_test_setup_teardown(test_files, setup, teardown),
        cmocka_unit_test_setup_teardown(test_files_are_no_json, setup, teardown),
        cmocka_unit_test_setup_teardown(test_durations, setup, teardown),
        cmocka_unit_test_setup_teardown(test_copy_fails_as_a_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sets, setup, teardown),
        cmocka_unit_test_setup_teardown(test_types_by_content, setup, teardown),
        cmocka_unit_test_setup_teardown(test_labels_of_members, setup, teardown),
        cmocka_unit_test_setup_teardown(test_one_of, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

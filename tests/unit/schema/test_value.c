/* test_value.c - deep copy, application of a PATCH, comparison, JSON in and out. */
#include <brisk/brisk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

ENUM(Color, red, blue);
TYPE(Tag, str, length(1, 20));
TUPLE(Pair, (int64, left), (str, right));
MODEL(Cat, (str, kind, one_of("cat")), (int64, meow));
MODEL(Dog, (str, kind, one_of("dog")), (str, bark));
UNION(Pet, tag(kind), Cat, Dog);
DECLARE_MODEL(Node);
DEFINE_MODEL(Node, (int64, value), (list(Node), children, defaults()), (opt(Node), next));
MODEL(Rich,
    (str, name),
    (opt(str), note),
    (list(Tag), tags, defaults()),
    (set(int64), nums, defaults()),
    (map(double), rates, defaults()),
    (json, any),
    (Pet, pet),
    (Pair, pair),
    (opt(Node), node),
    (Color, color),
    (decimal, amount),
    (datetime, when));
MODEL(ItemIn, (str, name), (opt(str), note), (double, price), (opt(int64), stock), (list(str), tags), (int64, unlike));
MODEL(Item, (int64, id), (str, name), (opt(str), note), (opt(double), price), (int64, stock), (list(Tag), tags), (str, unlike));
MODEL(ItemPatch, (opt(str), name, not_null), (opt(str), note), (opt(double), price), (opt(list(Tag)), tags, not_null));

static brisk_arena *arena;
static const char rich_text[] =
    "{\"name\":\"n\",\"note\":\"x\",\"tags\":[\"a\",\"b\"],\"nums\":[2,1],\"rates\":{\"k\":1.5},\"any\":{\"z\":[1,null]},"
    "\"pet\":{\"kind\":\"dog\",\"bark\":\"w\"},\"pair\":[1,\"r\"],\"node\":{\"value\":1,\"children\":[{\"value\":2,"
    "\"children\":[],\"next\":null}],\"next\":{\"value\":3,\"children\":[],\"next\":null}},\"color\":\"blue\","
    "\"amount\":\"1.50\",\"when\":\"2024-01-02T03:04:05Z\"}";

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

static Rich rich(brisk_arena *where)
{
    Rich value;
    brisk_str problems;
    if (brisk_from_json(where, Rich, &value, brisk_str_view(rich_text), &problems) != BRISK_OK) {
        fail_msg("%.*s", (int)problems.len, problems.ptr);
    }
    return value;
}

static void test_json_and_back(void **state)
{
    Rich value = rich(arena);
    assert_true(brisk_str_is(brisk_to_json(arena, Rich, &value), rich_text));
}

static void test_problems(void **state)
{
    Cat cat;
    brisk_str problems;
    assert_int_equal(brisk_from_json(arena, Cat, &cat, S("{\"kind\":\"cow\"}"), &problems), BRISK_INVALID);
    assert_non_null(
        strstr(brisk_arena_printf(arena, "%.*s%c", (int)problems.len, problems.ptr, 0).ptr, "literal_error"));
    assert_int_equal(brisk_from_json(arena, Cat, &cat, S("{\"kind\""), &problems), BRISK_INVALID);
    assert_true(brisk_str_is(problems,
                             "{\"detail\":[{\"type\":\"json_invalid\",\"loc\":[\"body\",7],\"msg\":\"JSON decode "
                             "error\",\"input\":{},\"ctx\":{\"error\":\"Expecting ':' delimiter\"}}]}"));
    assert_int_equal(brisk_from_json(arena, Cat, &cat, S("\xff"), &problems), BRISK_INVALID);
    assert_int_equal(brisk_from_json(arena, Cat, &cat, S("{}"), NULL), BRISK_INVALID);
    assert_null(brisk_to_json(arena, Cat, (&(Cat){.kind = S("cow")})).ptr);
}

static void test_copy(void **state)
{
    Rich value = rich(arena), copy;
    brisk_arena *other = brisk_arena_new(0);
    assert_true(brisk_copy(other, Rich, &copy, &value));
    assert_true(brisk_value_equal(&brisk_type_Rich, &copy, &value));
    assert_ptr_not_equal(copy.tags.items, value.tags.items);
    assert_ptr_not_equal(copy.node.value, value.node.value);
    brisk_arena_free(arena); /* all that the copy points at is its own */
    arena = brisk_arena_new(0);
    assert_true(brisk_str_is(brisk_to_json(other, Rich, &copy), rich_text));
    brisk_arena_free(other);
}

static void test_copy_onto_itself(void **state)
{
    Rich value = rich(arena);
    brisk_arena *other = brisk_arena_new(0);
    assert_true(brisk_copy(other, Rich, &value, &value));
    brisk_arena_reset(arena, 0);
    assert_true(brisk_str_is(brisk_to_json(other, Rich, &value), rich_text));
    brisk_arena_free(other);
}

static void test_copy_without_memory(void **state)
{
    Rich value = rich(arena), copy;
    Rich zero;
    memset(&zero, 0, sizeof zero);
    size_t failures = 0;
    for (size_t limit = 1; limit < 4096; limit += 8) {
        brisk_arena *small = brisk_arena_new(limit);
        if (small && !brisk_copy(small, Rich, &copy, &value)) {
            failures++;
            assert_memory_equal(&copy, &zero, sizeof zero);
        }
        brisk_arena_free(small);
    }
    assert_true(failures > 10);
}

static void test_copy_of_a_cycle(void **state)
{
    Node node = {.value = 1}, copy;
    node.next = (opt_Node)GIVEN(&node);
    assert_false(brisk_copy(arena, Node, &copy, &node));
    assert_int_equal(copy.value, 0);
}

static void test_equal(void **state)
{
    Rich a = rich(arena), b = rich(arena);
    int64_t swapped[] = {1, 2};
    assert_true(brisk_value_equal(&brisk_type_Rich, &a, &b));
    b.nums.items = swapped; /* a set has no order */
    assert_true(brisk_value_equal(&brisk_type_Rich, &a, &b));
    b.amount = S("1.5"); /* the same number */
    assert_true(brisk_value_equal(&brisk_type_Rich, &a, &b));
    b.note = (opt_str){.null = true};
    assert_false(brisk_value_equal(&brisk_type_Rich, &a, &b));
    b = rich(arena);
    b.tags.count = 1;
    assert_false(brisk_value_equal(&brisk_type_Rich, &a, &b));
    b = rich(arena);
    b.node.value->next.value->value = 4;
    assert_false(brisk_value_equal(&brisk_type_Rich, &a, &b));
    b = rich(arena);
    b.pet = (Pet){.is = Pet_Cat};
    assert_false(brisk_value_equal(&brisk_type_Rich, &a, &b));
    b = rich(arena);
    b.rates.entries[0].value = 2;
    assert_false(brisk_value_equal(&brisk_type_Rich, &a, &b));
    b = rich(arena);
    b.when.has_offset = false;
    assert_false(brisk_value_equal(&brisk_type_Rich, &a, &b));
    assert_true(brisk_value_equal(&brisk_type_double, &(double){0.0 / 0.0}, &(double){0.0 / 0.0}));
    assert_true(brisk_value_equal(&brisk_type_double, &(double){0.0}, &(double){-0.0}));
}

static void test_apply(void **state)
{
    str tags[] = {S("t")};
    ItemIn in = {.name = S("n"), .note = {.null = true}, .price = 2.5, .tags = {tags, 1}, .unlike = 9};
    Item item = {.id = 7, .stock = 3, .note = GIVEN(S("old")), .unlike = S("mine")};
    brisk_apply(Item, &item, ItemIn, &in);
    assert_true(item.id == 7 && brisk_str_is(item.name, "n"));
    assert_true(item.note.null && !item.note.given);                            /* opt to opt: null is copied */
    assert_true(item.price.given && item.price.value > 2.4);                    /* plain to opt */
    assert_int_equal(item.stock, 3);                                            /* opt to plain: it was not given */
    assert_true(item.tags.count == 1 && brisk_str_is(item.tags.items[0], "t")); /* a TYPE is what it is made of */
    assert_true(brisk_str_is(item.unlike, "mine"));                             /* another type under that name */
    in.stock = (opt_int64)GIVEN(8);
    brisk_apply(Item, &item, ItemIn, &in);
    assert_int_equal(item.stock, 8);
}

static void test_apply_patch(void **state)
{
    Item item = {.id = 7, .name = S("n"), .note = GIVEN(S("x")), .price = GIVEN(1)};
    ItemPatch patch;
    assert_int_equal(brisk_from_json(arena, ItemPatch, &patch, S("{\"price\":null,\"tags\":[\"a\"]}"), NULL), BRISK_OK);
    brisk_apply(Item, &item, ItemPatch, &patch);
    assert_true(brisk_str_is(item.name, "n") && brisk_str_is(item.note.value, "x"));
    assert_true(item.price.null && !item.price.given);
    assert_int_equal(item.tags.count, 1);
}

static void test_types(void **state)
{
    const brisk_type list_of_str = {.kind = BRISK_KIND_LIST, .size = sizeof(list_str), .item = &brisk_type_str};
    const brisk_type list_of_tag = {.kind = BRISK_KIND_LIST, .size = sizeof(list_Tag), .item = &brisk_type_Tag};
    const brisk_type set_of_str = {.kind = BRISK_KIND_SET, .size = sizeof(list_str), .item = &brisk_type_str};
    assert_true(brisk_type_equal(&list_of_str, &list_of_tag));
    assert_false(brisk_type_equal(&list_of_str, &set_of_str));
    assert_false(brisk_type_equal(&brisk_type_Cat, &brisk_type_Dog));
    brisk_type other = brisk_type_Cat; /* another file's copy of a model is the same model */
    assert_true(brisk_type_equal(&brisk_type_Cat, &other));
    assert_false(brisk_type_equal(&brisk_type_str, &brisk_type_bytes));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_json_and_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_problems, setup, teardown),
        cmocka_unit_test_setup_teardown(test_copy, setup, teardown),
        cmocka_unit_test_setup_teardown(test_copy_onto_itself, setup, teardown),
        cmocka_unit_test_setup_teardown(test_copy_without_memory, setup, teardown),
        cmocka_unit_test_setup_teardown(test_copy_of_a_cycle, setup, teardown),
        cmocka_unit_test_setup_teardown(test_equal, setup, teardown),
        cmocka_unit_test_setup_teardown(test_apply, setup, teardown),
        cmocka_unit_test_setup_teardown(test_apply_patch, setup, teardown),
        cmocka_unit_test_setup_teardown(test_types, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

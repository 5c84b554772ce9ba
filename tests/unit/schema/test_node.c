/* test_node.c - nodes made and read without a text, and the list of problems. */
#include "core/buffer.h"
#include "core/str.h"
#include "schema/json_text.h"
#include "schema/json_write.h"
#include "schema/node.h"
#include "schema/problems.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

static void assert_node(const brisk_node *node, const char *expected)
{
    brisk_buffer buffer;

    brisk_buffer_init(&buffer, arena, 0);
    brisk_json_write_node(&buffer, node);
    assert_true(brisk_str_is(brisk_buffer_view(&buffer), expected));
}

static void nodes_are_made(void **state)
{
    brisk_str texts[] = {BRISK_STR("a"), {NULL, 0}, BRISK_STR("\"")};
    const brisk_node *list = brisk_node_texts(arena, texts, 3);
    brisk_node_member inner[] = {{BRISK_S("n"), brisk_node_null()}, {BRISK_S("l"), list}};
    const brisk_node *object = brisk_node_object(arena, inner, 2);
    const brisk_node *items[] = {object,
                                 brisk_node_int(arena, -5),
                                 brisk_node_real(arena, 0.5),
                                 object,
                                 brisk_node_bool(true),
                                 brisk_node_empty_array(),
                                 brisk_node_empty_object()};
    brisk_node_member outer[] = {{BRISK_S("x"), brisk_node_array(arena, items, 7)}, {BRISK_S(""), list}};

    assert_node(
        brisk_node_object(arena, outer, 2),
        "{\"x\":[{\"n\":null,\"l\":[\"a\",\"\",\"\\\"\"]},-5,0.5,{\"n\":null,\"l\":[\"a\",\"\",\"\\\"\"]},true,[],{}],"
        "\"\":[\"a\",\"\",\"\\\"\"]}");
    assert_node(brisk_node_texts(arena, NULL, 0), "[]");
    assert_node(brisk_node_object(arena, NULL, 0), "{}");
    assert_node(NULL, "null");
}

static void nodes_are_read(void **state)
{
    const brisk_node *node;
    const brisk_node *object;

    assert_int_equal(brisk_json_text_parse(arena, BRISK_S("{\"a\":1,\"b\":[true,-2,0.5,\"t\",null,1e999],\"a\":3}"), 0,
                                           &object, NULL),
                     BRISK_OK);
    assert_int_equal(brisk_node_count(object), 3);
    assert_int_equal(brisk_node_get_uint(brisk_node_get(object, BRISK_S("a"))), 3);
    assert_null(brisk_node_get(object, BRISK_S("c")));
    node = brisk_node_get(object, BRISK_S("b"));
    assert_null(brisk_node_get(node, BRISK_S("a")));
    brisk_node_walk walk = brisk_node_walk_of(node);
    static const brisk_node_kind kinds[] = {BRISK_NODE_BOOL, BRISK_NODE_INT,  BRISK_NODE_REAL,
                                            BRISK_NODE_TEXT, BRISK_NODE_NULL, BRISK_NODE_BIG};
    for (size_t i = 0; i < 6; i++) {
        assert_true(brisk_node_next(&walk));
        assert_int_equal(walk.index, i);
        assert_int_equal(brisk_node_kind_of(walk.value), kinds[i]);
    }
    assert_false(brisk_node_next(&walk));
    assert_true(brisk_str_is(brisk_node_get_text(walk.value), "1e999"));
    assert_true(brisk_node_get_text(object).len == 0);
    assert_null(brisk_node_get_file(object));
    assert_int_equal(brisk_node_get_int(object), 0);
    walk = brisk_node_walk_of(NULL);
    assert_false(brisk_node_next(&walk));
}

static void exhaustion_gives_no_node(void **state)
{
    brisk_arena *small = brisk_arena_new(1);
    brisk_str text = BRISK_S("x");

    assert_null(brisk_node_text(small, text));
    assert_null(brisk_node_texts(small, &text, 1));
    assert_null(brisk_node_object(small, NULL, 0));
    assert_true(brisk_arena_failed(small));
    brisk_arena_free(small);
}

static void problems_are_written_and_taken_back(void **state)
{
    brisk_problems problems;
    brisk_buffer buffer;
    brisk_loc body = brisk_loc_key(NULL, BRISK_S("body"));
    brisk_loc item = brisk_loc_index(&body, 3);
    brisk_loc key = brisk_loc_key(&item, (brisk_str){NULL, 0});
    brisk_problem_text text = {.type = "t", .message = BRISK_S("\"m\""), .context = BRISK_S("\"a\":1")};

    brisk_problems_init(&problems, arena, 0);
    assert_int_equal(brisk_problems_add(&problems, &key, brisk_node_bool(true), text), BRISK_INVALID);
    brisk_problems_mark mark = brisk_problems_mark_now(&problems);
    assert_int_equal(brisk_problems_add_missing(&problems, NULL, NULL), BRISK_INVALID);
    brisk_problems_rewind(&problems, mark);
    assert_int_equal(brisk_problems_add_json(&problems, &body, "Invalid \\escape", 7), BRISK_INVALID);
    brisk_buffer_init(&buffer, arena, 0);
    brisk_problems_write(&buffer, &problems);
    assert_true(brisk_str_is(
        brisk_buffer_view(&buffer),
        "{\"detail\":[{\"type\":\"t\",\"loc\":[\"body\",3,\"\"],\"msg\":\"\\\"m\\\"\",\"input\":true,\"ctx\":{\"a\":1}},"
        "{\"type\":\"json_invalid\",\"loc\":[\"body\",7],\"msg\":\"JSON decode error\",\"input\":{},"
        "\"ctx\":{\"error\":\"Invalid \\\\escape\"}}]}"));
    assert_int_equal(problems.count, 2);
    brisk_problems_init(&problems, arena, 0);
    brisk_buffer_init(&buffer, arena, 0);
    brisk_problems_write(&buffer, &problems);
    assert_true(brisk_str_is(brisk_buffer_view(&buffer), "{\"detail\":[]}"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(nodes_are_made),
        TEST(nodes_are_read),
        TEST(exhaustion_gives_no_node),
        TEST(problems_are_written_and_taken_back),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}

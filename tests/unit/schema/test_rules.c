/* test_rules.c - the rules' classes: their order, what they tell of themselves in a schema, mistakes that `check` finds,
 * and patterns. What they refuse, and how, is in test_oracle.c. */
#include "core/buffer.h"
#include "core/str.h"
#include "schema/class.h"
#include "schema/json_text.h"

#include <brisk/describe.h>
#include <brisk/request.h>

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

MODEL(Words, (str, lower, lower, defaults("")), (str, upper, upper, defaults("")), (str, strip, strip, defaults("")),
    (str, both, strip, upper, length(2, 3), defaults("")));
MODEL(Slow, (str, text, pattern("^(a+)+$")));
MODEL(Broken, (str, text, pattern("(")));
MODEL(Shared, (str, a, pattern("^[a-f]+$")), (str, b, pattern("x$")), (str, c, pattern("\\d")));
TYPE(Even, int64, multiple_of(2));
TYPE(Small, Even, lt(10));
MODEL(Chain, (Small, n, gt(0)));

TYPE(Word, str, pattern("^[a-c]+$"));
MODEL(Many, (list(Word), words));

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

static void assert_text(brisk_str got, const char *expected)
{
    if (!brisk_str_is(got, expected)) {
        fail_msg("got %.*s\nwant %s", (int)got.len, got.ptr, expected);
    }
}

/** Decodes JSON text; the type of the first problem, "" where there is none, "!n" for another status. */
static brisk_str first_problem(brisk_arena *memory, const brisk_type *type, brisk_str text, void *value)
{
    brisk_decoder decoder;
    const brisk_node *node;
    brisk_status status = brisk_json_text_parse(memory, text, 0, &node, NULL);

    if (status == BRISK_OK) {
        brisk_decoder_init(&decoder, memory, NULL);
        status = brisk_decode(&decoder, type, node, NULL, value);
    }
    if (status == BRISK_OK) {
        return BRISK_S("");
    }
    return status == BRISK_INVALID ? brisk_str_view(decoder.problems.first->type)
                                   : brisk_arena_printf(memory, "!%d", (int)status);
}

static void texts_change_their_case(void **state)
{
    brisk_Words v;
    brisk_str text = BRISK_S(
        "{\"lower\":\"AbC ÀÞ ĀŽ ΑΩ ЀЯ ß日\",\"upper\":\"abc àþ āž αω ѐя ß日\",\"strip\":\" \\u00a0\\tx y\\u2003\","
        "\"both\":\"  ab \"}");

    memset(&v, 0, sizeof(v));
    assert_text(first_problem(arena, &brisk_type_Words, text, &v), "");
    assert_text(v.lower, "abc àþ āž αω ѐя ß日");
    assert_text(v.upper, "ABC ÀÞ ĀŽ ΑΩ ЀЯ ß日");
    assert_text(v.strip, "x y");
    assert_text(v.both, "AB");
}

static void rules_of_named_types_add_up(void **state)
{
    brisk_Chain v = {0};

    assert_text(first_problem(arena, &brisk_type_Chain, BRISK_S("{\"n\":4}"), &v), "");
    assert_text(first_problem(arena, &brisk_type_Chain, BRISK_S("{\"n\":3}"), &v), "multiple_of");
    assert_text(first_problem(arena, &brisk_type_Chain, BRISK_S("{\"n\":12}"), &v), "less_than");
    assert_text(first_problem(arena, &brisk_type_Chain, BRISK_S("{\"n\":-2}"), &v), "greater_than");
}

/** A pattern that backtracks without end meets its limit and counts as no match. */
static void patterns_have_limits(void **state)
{
    brisk_Slow v;
    brisk_buffer text;

    memset(&v, 0, sizeof(v));
    brisk_buffer_init(&text, arena, 0);
    brisk_buffer_append_c_string(&text, "{\"text\":\"");
    brisk_buffer_append_repeated(&text, 'a', 5000);
    brisk_buffer_append_c_string(&text, "!\"}");
    assert_text(first_problem(arena, &brisk_type_Slow, brisk_buffer_view(&text), &v), "string_pattern_mismatch");
}

/** A list of texts with a pattern takes the memory of one match, not of a thousand. */
static void matches_share_their_memory(void **state)
{
    brisk_Many v = {.words = {NULL, 0}};
    brisk_buffer text;

    brisk_buffer_init(&text, arena, 0);
    brisk_buffer_append_c_string(&text, "{\"words\":[\"a\"");
    for (int i = 0; i < 1000; i++) {
        brisk_buffer_append_c_string(&text, ",\"abc\"");
    }
    brisk_buffer_append_c_string(&text, "]}");
    size_t before = brisk_arena_used(arena);
    assert_text(first_problem(arena, &brisk_type_Many, brisk_buffer_view(&text), &v), "");
    assert_int_equal(v.words.count, 1001);
    assert_true(brisk_arena_used(arena) - before < (size_t)300 * 1024);
}

static void broken_patterns_are_told(void **state)
{
    brisk_Broken v;
    const brisk_rule *rule = brisk_type_Broken.fields[0].rules;
    char problem[100];

    memset(&v, 0, sizeof(v));
    assert_text(first_problem(arena, &brisk_type_Broken, BRISK_S("{\"text\":\"x\"}"), &v), "!11");
    assert_int_equal(BRISK_USAGE, 11);
    assert_string_equal(rule->is->verify(rule, &brisk_type_str, problem, sizeof(problem)),
                        "pattern(\"(\"): missing closing parenthesis at 1");
    rule = brisk_type_Slow.fields[0].rules;
    assert_null(rule->is->verify(rule, &brisk_type_str, problem, sizeof(problem)));
}

static void *match_many(void *result)
{
    brisk_arena *own = brisk_arena_new(0);
    size_t wrong = 0;

    for (int i = 0; i < 500; i++) {
        brisk_Shared v;
        memset(&v, 0, sizeof(v));
        brisk_str text = i % 2 ? BRISK_S("{\"a\":\"abc\",\"b\":\"ax\",\"c\":\"1\"}")
                               : BRISK_S("{\"a\":\"xyz\",\"b\":\"x\",\"c\":\"1\"}");
        brisk_str problem = first_problem(own, &brisk_type_Shared, text, &v);
        wrong += brisk_str_is(problem, i % 2 ? "" : "string_pattern_mismatch") ? 0 : 1;
        brisk_arena_reset(own, 1 << 16);
    }
    brisk_arena_free(own);
    *(size_t *)result = wrong;
    return NULL;
}

static void threads_share_patterns(void **state)
{
    pthread_t threads[4];
    size_t wrong[4];

    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, match_many, &wrong[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(wrong[i], 0);
    }
}

static void assert_described(brisk_rule rule, const brisk_type *type, const char *expected)
{
    brisk_buffer buffer;

    brisk_buffer_init(&buffer, arena, 0);
    rule.is->describe(&buffer, &rule, type);
    assert_text(brisk_buffer_view(&buffer), expected);
}

static void rules_tell_their_keywords(void **state)
{
    static const brisk_literal one[] = {{BRISK_LITERAL_TEXT, 0, 0, "a"}, {BRISK_LITERAL_END, 0, 0, NULL}};
    static const brisk_literal two[] = {
        {BRISK_LITERAL_TEXT, 0, 0, "a\""}, {BRISK_LITERAL_INT, 5, 5, NULL}, {BRISK_LITERAL_END, 0, 0, NULL}};
    static const brisk_type list = {.kind = BRISK_KIND_LIST};
    static const brisk_type map = {.kind = BRISK_KIND_MAP};
    brisk_literal three = {BRISK_LITERAL_INT, 3, 3, NULL};
    brisk_literal half = {BRISK_LITERAL_REAL, 0, 0.5, NULL};

    assert_described((brisk_rule){&brisk_rule_length, {.range = {1, 5}}}, &brisk_type_str,
                     ",\"minLength\":1,\"maxLength\":5");
    assert_described((brisk_rule){&brisk_rule_length, {.range = {0, 5}}}, &list, ",\"maxItems\":5");
    assert_described((brisk_rule){&brisk_rule_length, {.range = {2, INT64_MAX}}}, &map, ",\"minProperties\":2");
    assert_described((brisk_rule){&brisk_rule_gt, {.bound = three}}, &brisk_type_int64, ",\"exclusiveMinimum\":3");
    assert_described((brisk_rule){&brisk_rule_ge, {.bound = three}}, &brisk_type_double, ",\"minimum\":3.0");
    assert_described((brisk_rule){&brisk_rule_lt, {.bound = half}}, &brisk_type_double, ",\"exclusiveMaximum\":0.5");
    assert_described((brisk_rule){&brisk_rule_le, {.bound = half}}, &brisk_type_decimal, ",\"maximum\":0.5");
    assert_described((brisk_rule){&brisk_rule_multiple_of, {.bound = three}}, &brisk_type_int32, ",\"multipleOf\":3");
    assert_described((brisk_rule){&brisk_rule_ge, {.bound = {BRISK_LITERAL_TEXT, 0, 0, "2000-01-01"}}},
                     &brisk_type_date, "");
    assert_described((brisk_rule){&brisk_rule_pattern, {.pattern = "^\"\\d$"}}, &brisk_type_str,
                     ",\"pattern\":\"^\\\"\\\\d$\"");
    assert_described((brisk_rule){&brisk_rule_one_of, {.literals = one}}, &brisk_type_str, ",\"const\":\"a\"");
    assert_described((brisk_rule){&brisk_rule_one_of, {.literals = two}}, &brisk_type_json, ",\"enum\":[\"a\\\"\",5]");
}

static void assert_bound(const brisk_type *type, const char *bound, const char *expected)
{
    brisk_literal literal = {BRISK_LITERAL_TEXT, 0, 0, bound};
    brisk_buffer buffer;

    brisk_buffer_init(&buffer, arena, 0);
    type->is->write_bound(&buffer, &literal, true);
    assert_text(brisk_buffer_view(&buffer), expected);
}

static void bounds_of_dates_are_in_pydantics_words(void **state)
{
    assert_bound(&brisk_type_duration, "PT1H", "\"1 hour\"");
    assert_bound(&brisk_type_duration, "P1DT1H1M1.000001S",
                 "\"1 day and 1 hour and 1 minute and 1 second and 1 microsecond\"");
    assert_bound(&brisk_type_duration, "-PT1.5S",
                 "\"-1 days and 23 hours and 59 minutes and 58 seconds and 500000 microseconds\"");
    assert_bound(&brisk_type_duration, "PT0S", "\"0 seconds\"");
    assert_bound(&brisk_type_datetime, "2000-01-01 12:30", "\"2000-01-01T12:30:00\"");
    assert_bound(&brisk_type_time, "08:00", "\"08:00:00\"");
    assert_bound(&brisk_type_date, "2000-01-01", "\"2000-01-01\"");
}

static void mistakes_are_found(void **state)
{
    brisk_rule length = {&brisk_rule_length, {.range = {5, 1}}};
    brisk_rule gt = {&brisk_rule_gt, {.bound = {BRISK_LITERAL_INT, 1, 1, NULL}}};
    brisk_rule zero = {&brisk_rule_multiple_of, {.bound = {BRISK_LITERAL_INT, 0, 0, NULL}}};
    char problem[100];

    assert_non_null(length.is->verify(&length, &brisk_type_str, problem, sizeof(problem)));
    assert_non_null(gt.is->verify(&gt, &brisk_type_str, problem, sizeof(problem)));
    assert_string_equal(problem, "gt: values of this type have no order");
    assert_null(gt.is->verify(&gt, &brisk_type_int64, problem, sizeof(problem)));
    assert_non_null(zero.is->verify(&zero, &brisk_type_int64, problem, sizeof(problem)));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(texts_change_their_case),   TEST(rules_of_named_types_add_up),
        TEST(patterns_have_limits),      TEST(matches_share_their_memory),
        TEST(broken_patterns_are_told),  TEST(threads_share_patterns),
        TEST(rules_tell_their_keywords), TEST(bounds_of_dates_are_in_pydantics_words),
        TEST(mistakes_are_found),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}

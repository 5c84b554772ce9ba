/* test_filter.c - filter patterns: the examples of CloudWatch's guide, and patterns that are none. */
#include "gateway/logs/filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static brisk_arena *arena;

static int set_up(void **state)
{
    arena = brisk_arena_new(0);
    return arena == NULL;
}

static int tear_down(void **state)
{
    brisk_arena_free(arena);
    return 0;
}

static bool matches(const char *pattern, const char *message)
{
    brisk_log_filter *filter;
    char problem[256] = "";
    if (brisk_log_filter_parse(arena, brisk_str_view(pattern), &filter, problem, sizeof(problem)) != BRISK_OK) {
        fail_msg("%s: %s", pattern, problem);
    }
    return brisk_log_filter_matches(filter, brisk_str_view(message));
}

/* Each row: a pattern, then the messages "+matched" and "-not matched", NULL. */
static void check(const char *const *row)
{
    for (size_t i = 1; row[i] != NULL; i++) {
        if (matches(row[0], row[i] + 1) != (row[i][0] == '+')) {
            fail_msg("%s on %s", row[0], row[i]);
        }
    }
}

#define CHECK(...) check((const char *const[]){__VA_ARGS__, NULL})

static void terms_are_found_in_any_order_and_in_their_case(void **state)
{
    CHECK("", "+anything", "+");
    CHECK("  ", "+anything");
    CHECK("ERROR", "+[ERROR 400] BAD", "-[error 400]", "-");
    CHECK("ERROR ARGUMENTS", "+ARGUMENTS of ERROR", "-ERROR only");
    CHECK("\"INTERNAL SERVER ERROR\"", "+[ERROR 500] INTERNAL SERVER ERROR", "-INTERNAL ERROR SERVER");
    CHECK("\"a \\\"b\\\" \\\\\"", "+x a \"b\" \\ y", "-a b");
    CHECK("?ERROR ?WARN", "+ERROR", "+WARN", "-INFO");
    CHECK("ERROR -ARGUMENTS", "+ERROR 1", "-ERROR ARGUMENTS", "-INFO");
    CHECK("-\"a b\"", "+ab", "-a b");
    CHECK("?ERROR INFO", "+INFO", "-ERROR"); /* beside others "?" counts for nothing */
    CHECK("0f8fad5b-d9cb-469f", "+START RequestId: 0f8fad5b-d9cb-469f-a165", "-x");
}

static void json_values_are_compared(void **state)
{
    CHECK("{ $.eventType = \"UpdateTrail\" }", "+{\"eventType\": \"UpdateTrail\"}", "-{\"eventType\": \"x\"}", "-{}",
          "-UpdateTrail", "+  {\"eventType\":\"UpdateTrail\"}\n", "-{\"eventType\": ", "-[1]");
    CHECK("{$.a=b}", "+{\"a\":\"b\"}", "-{\"a\":\"bc\"}");
    CHECK("{ $.ip != 123.123.* }", "+{\"ip\":\"1.2.3.4\"}", "-{\"ip\":\"123.123.1.1\"}", "-{}");
    CHECK("{ $.a[0] = \"v\" }", "+{\"a\":[\"v\",\"w\"]}", "-{\"a\":[\"w\",\"v\"]}", "-{\"a\":\"v\"}");
    CHECK("{ $.a[*].b = 2 }", "+{\"a\":[{\"b\":1},{\"b\":2}]}", "-{\"a\":[{\"b\":1}]}", "-{\"a\":[]}");
    CHECK("{ $.bandwidth > 75 }", "+{\"bandwidth\":75.1}", "-{\"bandwidth\":75}", "+{\"bandwidth\":\"76\"}",
          "-{\"bandwidth\":\"x\"}");
    CHECK("{ $.l >= 1e3 }", "+{\"l\":1000}", "-{\"l\":999.9}");
    CHECK("{ $.l <= -1 }", "+{\"l\":-1}", "-{\"l\":0}");
    CHECK("{ $.l < .5 }", "+{\"l\":0.4}", "-{\"l\":0.5}");
    CHECK("{ $.n = 1 }", "+{\"n\":1.0}", "+{\"n\":1}", "-{\"n\":11}", "+{\"n\":\"1\"}");
    CHECK("{ $.n != 1 }", "-{\"n\":1.0}", "+{\"n\":2}");
    CHECK("{ $.status = 4* }", "+{\"status\":404}", "-{\"status\":504}", "+{\"status\":\"404\"}");
    CHECK("{ $.a = * }", "+{\"a\":1}", "+{\"a\":\"x\"}", "+{\"a\":{}}", "-{}");
    CHECK("{ $.a = \"*x*\" }", "+{\"a\":\"axb\"}", "-{\"a\":\"ab\"}");
    CHECK("{ $.a = \"\" }", "+{\"a\":\"\"}", "-{\"a\":\"x\"}");
}

static void json_conditions_are_words_too(void **state)
{
    CHECK("{ $.a IS TRUE }", "+{\"a\":true}", "-{\"a\":false}", "-{\"a\":\"true\"}", "-{}");
    CHECK("{ $.a IS FALSE }", "+{\"a\":false}", "-{\"a\":true}");
    CHECK("{ $.a = true }", "+{\"a\":true}", "-{\"a\":false}");
    CHECK("{ $.a IS NULL }", "+{\"a\":null}", "-{\"a\":1}", "-{}");
    CHECK("{ $.a NOT EXISTS }", "+{\"b\":1}", "-{\"a\":null}", "-{\"a\":1}");
    CHECK("{ $.a EXISTS }", "-{\"b\":1}", "+{\"a\":null}");
    CHECK("{ $.a[2] NOT EXISTS }", "+{\"a\":[1,2]}", "-{\"a\":[1,2,3]}");
}

static void json_conditions_are_joined(void **state)
{
    CHECK("{ ($.id = 1) && ($.mail = \"x\") }", "+{\"id\":1,\"mail\":\"x\"}", "-{\"id\":1}");
    CHECK("{ $.a = 1 && $.b = 2 || $.c = 3 }", "+{\"a\":1,\"b\":2}", "+{\"c\":3}", "-{\"a\":1}");
    CHECK("{ $.a = 1 && ($.b = 2 || $.c = 3) }", "+{\"a\":1,\"b\":2}", "-{\"c\":3}", "+{\"a\":1,\"c\":3}");
    CHECK("{ $.['cluster.name'] = \"c\" }", "+{\"cluster.name\":\"c\"}", "-{\"cluster\":{\"name\":\"c\"}}");
    CHECK("{ $['a b'].c = 1 }", "+{\"a b\":{\"c\":1}}");
    CHECK("{ $.user.@type-x = 1 }", "+{\"user\":{\"@type-x\":1}}");
}

static void columns_are_split_at_spaces(void **state)
{
    const char *line = "+127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] \"GET /index.html HTTP/1.0\" 404 1534";
    const char *other = "-127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] \"GET /x HTTP/1.0\" 200 15";
    CHECK("[ip, user, username, timestamp, request, status_code = 4*, bytes > 1000]", line, other);
    CHECK("[ip, user, username, timestamp, request =*.html*, status_code = 4*, bytes]", line, other);
    CHECK("[..., request = *html* && request != *gif*, status = 2* || status = 4*, bytes]", line, other);
    CHECK("[ip, ..., bytes = 1534]", line, other);
    CHECK("[ip = 127*, ...]", line, "-10.0.0.1 x");
    CHECK("[w1]", "+one", "-one two", "-");
    CHECK("[w1, w2]", "+one two", "+one  two\n", "-one");
    CHECK("[w1!=ERROR, w2]", "+INFO x", "-ERROR x");
    CHECK("[a, ..., b]", "+1 2", "+1 2 3 4", "-1");
    CHECK("[w1 = %^4\\d{2}$%, w2]", "+404 x", "-4041 x");
}

static void regular_expressions_are_found(void **state)
{
    CHECK("%AUTHORIZED%", "+[ERROR 401] UNAUTHORIZED REQUEST", "-authorized");
    CHECK("%colou?r%", "+color", "+colour", "-colr");
    CHECK("%^[A-Z]+ 4\\d{2}$%", "+ERROR 404", "-ERROR 4040", "-x ERROR 404", "+ERROR 404\n");
    CHECK("%gray|grey%", "+a grey b", "+gray", "-griy");
    CHECK("%10\\.10\\.0\\.1%", "+10.10.0.1", "-10a10b0c1");
    CHECK("%a.c%", "+abc", "-ac");
    CHECK("%ab*c%", "+ac", "+abbbc", "-abd");
    CHECK("%a{2,3}b%", "+aab", "+aaaab", "-ab");
    CHECK("%^a{2,3}b%", "+aab", "+aaab", "-aaaab", "-ab");
    CHECK("%^a{2,}$%", "+aa", "+aaaaa", "-a");
    CHECK("%[^0-9]%", "+a", "-12");
    CHECK("%[]a-]%", "+]", "+-", "-b");
    CHECK("%\\s\\S\\D\\W%", "+ xa-", "-x");
    CHECK("%x% y", "+yx", "-x");
    CHECK("{ $.a = %^x\\d% }", "+{\"a\":\"x1\"}", "-{\"a\":\"xa\"}");
    CHECK("%^$%", "+", "-x");
}

/* A regex that backtracking would take for ever. */
static void the_cost_is_bounded(void **state)
{
    static char message[100000];
    memset(message, 'a', sizeof(message) - 1);
    assert_false(matches("%a*a*a*a*a*a*a*a*a*a*b%", message));
    assert_false(matches("[w = *a*a*a*a*a*a*a*b]", message));
}

static void what_is_no_pattern_is_refused(void **state)
{
    static const char *const patterns[] = {
        "{",
        "{}",
        "{ $ }",
        "{ $.a }",
        "{ $.a = }",
        "{ $.a = 1",
        "{ a = 1 }",
        "{ $.a[ }",
        "{ $.a[x] = 1 }",
        "{ ($.a = 1 }",
        "{ $.a = 1 && }",
        "{ $.a > x }",
        "{ $.a = 1 } x",
        "[",
        "[]",
        "[a,",
        "[a b]",
        "[..., a, ...]",
        "[a = ]",
        "[a = 1 &&]",
        "\"open",
        "a \"open",
        "?",
        "-",
        "%open",
        "%(a)%",
        "%*a%",
        "%a{2%",
        "%a{101}%",
        "%a{3,2}%",
        "%[a%",
        "%\xC3\xA9%",
        "{ $.a = \"x }",
        "{ $.['a = 1 }",
        "%a\\",
        "{ $.a IS }",
        "{ $. = 1 }",
        "[a > x]",
    };
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        brisk_log_filter *filter;
        char problem[256] = "";
        if (brisk_log_filter_parse(arena, brisk_str_view(patterns[i]), &filter, problem, sizeof(problem)) !=
            BRISK_SYNTAX) {
            fail_msg("taken: %s", patterns[i]);
        }
        assert_null(filter);
        assert_memory_equal(problem, "Invalid filter pattern", 22);
    }
    static char longer[1026];
    brisk_log_filter *filter;
    char problem[256];
    memset(longer, 'x', 1025);
    assert_int_equal(brisk_log_filter_parse(arena, brisk_str_view(longer), &filter, problem, sizeof(problem)),
                     BRISK_SYNTAX);
    memset(longer, '(', 1025);
    longer[0] = '{';
    longer[1000] = '\0';
    assert_int_equal(brisk_log_filter_parse(arena, brisk_str_view(longer), &filter, problem, sizeof(problem)),
                     BRISK_SYNTAX);
}

/* Each prefix of each pattern, and each of them with a wrong byte: answered, never read beyond. */
static void broken_patterns_are_survived(void **state)
{
    static const char *const patterns[] = {
        "{ ($.a[0].b[*] >= 1e3 && $['x y'] = \"q\\\"*\") || $.c NOT EXISTS || $.d = %^a[^b]{2,}\\d|x$% }",
        "[ip, ..., status = 4* && status != 404 || status = %5..%, bytes > 1000]",
        "?a \"b \\\" c\" -%d{1,2}%",
    };
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        size_t len = strlen(patterns[i]);
        char copy[128];
        for (size_t at = 0; at < len; at++) {
            for (int c = 0; c < 128; c += 3) {
                brisk_log_filter *filter;
                char problem[256];
                memcpy(copy, patterns[i], len);
                copy[at] = (char)c;
                for (size_t cut = 0; cut < 2; cut++) {
                    brisk_str text = {copy, cut == 0 ? len : at};
                    if (brisk_log_filter_parse(arena, text, &filter, problem, sizeof(problem)) == BRISK_OK) {
                        (void)brisk_log_filter_matches(filter, BRISK_S("{\"a\":[{\"b\":[1,2]}],\"d\":\"axx5\"}"));
                        (void)brisk_log_filter_matches(filter, BRISK_S("1 [2 3] \"4 404 2000"));
                    }
                }
            }
            brisk_arena_reset(arena, (size_t)1 << 20);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_are_found_in_any_order_and_in_their_case),
        cmocka_unit_test(json_values_are_compared),
        cmocka_unit_test(json_conditions_are_words_too),
        cmocka_unit_test(json_conditions_are_joined),
        cmocka_unit_test(columns_are_split_at_spaces),
        cmocka_unit_test(regular_expressions_are_found),
        cmocka_unit_test(the_cost_is_bounded),
        cmocka_unit_test(what_is_no_pattern_is_refused),
        cmocka_unit_test(broken_patterns_are_survived),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

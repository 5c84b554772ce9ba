/* test_options.c - what main's own tests of its options do not show: words, texts that come often, values out of bounds. */
#include "core/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct settings {
    bool is_loud;
    int count, port;
    const char *name, *tags[3];
    double seconds;
    long long limit;
} settings;

static const brisk_option rows[] = {
    {"--loud", NULL, BRISK_OPTION_FLAG, offsetof(settings, is_loud), 0, "be loud"},
    {"--count", "NUMBER", BRISK_OPTION_COUNT, offsetof(settings, count), 9, "how many"},
    {"--port", "NUMBER", BRISK_OPTION_PORT, offsetof(settings, port), 0, "where"},
    {"--name", "TEXT", BRISK_OPTION_TEXT, offsetof(settings, name), 0, "who"},
    {"--tag", "TEXT", BRISK_OPTION_TEXTS, offsetof(settings, tags), 2, "may come twice"},
    {"--wait", "SECONDS", BRISK_OPTION_SECONDS, offsetof(settings, seconds), 0, "how long"},
    {"--limit", "BYTES", BRISK_OPTION_LIMIT, offsetof(settings, limit), 0, "how much"},
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

typedef struct outcome {
    settings values;
    const char *items[2];
    brisk_option_words words;
    char problem[200];
    bool is_ok;
} outcome;

static void parse(outcome *out, int count, const char *const *arguments)
{
    static char texts[16][32]; /* a program's arguments may be written to */
    char *pointers[16];
    memset(out, 0, sizeof(*out));
    for (int i = 0; i < count; i++) {
        pointers[i] = strcpy(texts[i], arguments[i]);
    }
    out->words = (brisk_option_words){out->items, 0, 2};
    out->is_ok = brisk_options_parse(rows, ROW_COUNT, &out->values, &out->words, count, pointers, out->problem,
                                     sizeof(out->problem));
}

#define PARSE(out, ...)                                                                                                \
    parse(out, (int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *)), (const char *[]){__VA_ARGS__})

static void values_of_all_kinds(void **state)
{
    outcome out;
    (void)state;
    PARSE(&out, "--loud", "--count", "7", "--port=0", "--wait", "0.5", "--limit", "2K");
    assert_true(out.is_ok);
    assert_true(out.values.is_loud);
    assert_int_equal(out.values.count, 7);
    assert_int_equal(out.values.port, -1);
    assert_true(out.values.seconds == 0.5);
    assert_int_equal(out.values.limit, 2048);
}

static void words_stand_between_options(void **state)
{
    outcome out;
    (void)state;
    PARSE(&out, "one", "--loud", "-");
    assert_true(out.is_ok && out.values.is_loud);
    assert_int_equal(out.words.count, 2);
    PARSE(&out, "--", "--loud");
    assert_true(out.is_ok && !out.values.is_loud);
    assert_int_equal(out.words.count, 1);
}

static void mistakes_are_named(void **state)
{
    outcome out;
    (void)state;
    PARSE(&out, "one", "two", "three");
    assert_false(out.is_ok);
    assert_string_equal(out.problem, "three is a word too many");
    PARSE(&out, "--count", "10");
    assert_string_equal(out.problem, "--count takes a number from 0 to 9, not \"10\"");
    PARSE(&out, "--lod");
    assert_string_equal(out.problem, "there is no option --lod: did you mean --loud?");
    PARSE(&out, "--tag=a", "--tag=b", "--tag=c");
    assert_string_equal(out.problem, "--tag may come 2 times");
    PARSE(&out, "--name");
    assert_string_equal(out.problem, "--name needs a value: TEXT");
    PARSE(&out, "--loud=1");
    assert_string_equal(out.problem, "--loud takes no value");
    PARSE(&out, "--wait", "soon");
    assert_false(out.is_ok);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_all_kinds),
        cmocka_unit_test(words_stand_between_options),
        cmocka_unit_test(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

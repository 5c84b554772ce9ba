/* test_command_line.c - the options of an app's program. */
#include "main/command_line.h"
#include "main/watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char problem[512];

static bool parse(brisk_command_line *line, const char *words)
{
    static char copy[512];
    char *arguments[32];
    int count = 0;
    snprintf(copy, sizeof(copy), "%s", words);
    for (char *word = strtok(copy, " "); word != NULL; word = strtok(NULL, " ")) {
        arguments[count++] = word;
    }
    problem[0] = '\0';
    return brisk_command_line_parse(line, count, arguments, problem, sizeof(problem));
}

static void values(void **state)
{
    brisk_command_line line;
    assert_true(parse(&line, "--host 0.0.0.0 --port=8080 --workers 2 --limit-body 16K --limit-url=0 --no-access-log "
                             "--timeout-keep-alive 0.5 --timeout-body 0 --reload-dir a --reload-dir b --reload"));
    assert_string_equal(line.serve.host, "0.0.0.0");
    assert_int_equal(line.serve.port, 8080);
    assert_int_equal(line.serve.workers, 2);
    assert_int_equal(line.serve.limit_body, 16384);
    assert_int_equal(line.serve.limit_url, -1);
    assert_true(line.serve.no_access_log);
    assert_true(line.serve.timeout_keep_alive_s > 0.49 && line.serve.timeout_keep_alive_s < 0.51);
    assert_true(line.serve.timeout_body_s < 0);
    assert_true(line.reload);
    assert_string_equal(line.reload_dirs[0], "a");
    assert_string_equal(line.reload_dirs[1], "b");
    assert_null(line.reload_dirs[2]);
}

static void port_0_is_any_port(void **state)
{
    brisk_command_line line;
    assert_true(parse(&line, "--port 0"));
    assert_int_equal(line.serve.port, -1);
}

static void environment(void **state)
{
    brisk_command_line line;
    setenv("PORT", "9000", 1);
    setenv("HOST", "::1", 1);
    assert_true(parse(&line, ""));
    assert_int_equal(line.serve.port, 9000);
    assert_string_equal(line.serve.host, "::1");
    assert_true(parse(&line, "--port 9001"));
    assert_int_equal(line.serve.port, 9001);
    setenv("PORT", "tcp://x", 1);
    assert_false(parse(&line, ""));
    unsetenv("PORT");
    unsetenv("HOST");
}

static void check_problem(const char *words, const char *wanted)
{
    brisk_command_line line;
    assert_false(parse(&line, words));
    assert_string_equal(problem, wanted);
}

static void mistakes(void **state)
{
    check_problem("--prot 80", "there is no option --prot: did you mean --port?");
    check_problem("--limit-boby=1", "there is no option --limit-boby: did you mean --limit-body?");
    check_problem("--frobnicate", "there is no option --frobnicate: --help shows all");
    check_problem("x", "there is no option x: --help shows all");
    check_problem("--port", "--port needs a value: NUMBER");
    check_problem("--port 65536", "--port takes a number from 0 to 65535, not \"65536\"");
    check_problem("--port -1", "--port takes a number from 0 to 65535, not \"-1\"");
    check_problem("--reload=yes", "--reload takes no value");
    check_problem("--limit-body 9999999999G", "--limit-body takes a number such as 500, 16K, 10M or (none) 0, not "
                                              "\"9999999999G\"");
    check_problem("--timeout-body nan", "--timeout-body takes seconds such as 5, 0.5 or (none) 0, not \"nan\"");
}

static void nearest_names(void **state)
{
    static const char *const names[] = {"serve", "openapi", "routes"};
    assert_string_equal(brisk_nearest_name("srve", names, 3), "serve");
    assert_string_equal(brisk_nearest_name("route", names, 3), "routes");
    assert_string_equal(brisk_nearest_name("openapi.json", names, 3), "openapi");
    assert_null(brisk_nearest_name("xyz", names, 3));
}

static void help_names_each_option(void **state)
{
    char text[8192];
    FILE *file = tmpfile();
    assert_non_null(file);
    brisk_command_line_help(file);
    rewind(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    assert_non_null(strstr(text, "--limit-connections NUMBER"));
    assert_non_null(strstr(text, "--help "));
    fclose(file);
}

static void source_names(void **state)
{
    assert_true(brisk_is_source_name("main.c"));
    assert_true(brisk_is_source_name("a.h"));
    assert_true(brisk_is_source_name("CMakeLists.txt"));
    assert_false(brisk_is_source_name(".main.c.swp"));
    assert_false(brisk_is_source_name(".#main.c"));
    assert_false(brisk_is_source_name("main.o"));
    assert_false(brisk_is_source_name(".c"));
    assert_false(brisk_is_source_name("main.c~"));
}

int main(void)
{
    unsetenv("PORT");
    unsetenv("HOST");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),       cmocka_unit_test(port_0_is_any_port), cmocka_unit_test(environment),
        cmocka_unit_test(mistakes),     cmocka_unit_test(nearest_names),      cmocka_unit_test(help_names_each_option),
        cmocka_unit_test(source_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_access.c - the lines of the access log. */
#include "server/access.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void check(bool has_color, const brisk_access_line *line, const char *wanted)
{
    static brisk_access_log log;
    static char got[20000];
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    brisk_access_log_init(&log, ends[1], has_color);
    brisk_access_log_add(&log, line);
    brisk_access_log_flush(&log);
    ssize_t len = read(ends[0], got, sizeof(got) - 1);
    got[len < 0 ? 0 : len] = '\0';
    assert_string_equal(got, wanted);
    close(ends[0]);
    close(ends[1]);
}

static void plain_lines(void **state)
{
    brisk_access_line line = {.client = BRISK_S("127.0.0.1"),
                              .client_port = 5000,
                              .method = BRISK_S("GET"),
                              .target = BRISK_S("/hello?a=b"),
                              .status = 200};
    check(false, &line, "INFO:     127.0.0.1:5000 - \"GET /hello?a=b HTTP/1.1\" 200 OK\n");
    line.is_http_1_0 = true;
    line.status = 599;
    line.client = (brisk_str){0};
    check(false, &line, "INFO:     unix - \"GET /hello?a=b HTTP/1.0\" 599\n");
    line.target = (brisk_str){0};
    line.status = 400;
    check(false, &line, "INFO:     unix - \"-\" 400 Bad Request\n");
}

static void coloured_lines(void **state)
{
    brisk_access_line line = {
        .client = BRISK_S("::1"), .client_port = 1, .method = BRISK_S("GET"), .target = BRISK_S("/"), .status = 404};
    check(true, &line,
          "\033[32mINFO\033[0m:     ::1:1 - \"\033[1mGET / HTTP/1.1\033[0m\" \033[31m404 Not Found\033[0m\n");
}

static void nothing_forges_a_line(void **state)
{
    brisk_access_line line = {.client = BRISK_S("::1"),
                              .client_port = 1,
                              .method = BRISK_S("GET"),
                              .target = BRISK_S("/\033[2J\n\"\\\xff"),
                              .status = 200};
    check(false, &line, "INFO:     ::1:1 - \"GET /\\x1b[2J\\x0a\\x22\\x5c\\xff HTTP/1.1\" 200 OK\n");
}

static void long_targets_are_cut(void **state)
{
    static char target[9000];
    static brisk_access_log log;
    memset(target, 1, sizeof(target));
    int sink = fileno(tmpfile());
    brisk_access_log_init(&log, sink, true);
    brisk_access_line line = {.client = {target, sizeof(target)},
                              .method = {target, sizeof(target)},
                              .target = {target, sizeof(target)},
                              .status = 200};
    for (int i = 0; i < 100; i++) {
        brisk_access_log_add(&log, &line);
        assert_true(log.len <= sizeof(log.bytes));
    }
    brisk_access_log_flush(&log);
    assert_true(lseek(sink, 0, SEEK_END) < 100 * 2048);
}

static void without_a_file_nothing_is_kept(void **state)
{
    static brisk_access_log log;
    brisk_access_line line = {.status = 200};
    brisk_access_log_init(&log, -1, false);
    brisk_access_log_add(&log, &line);
    assert_int_equal(log.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_lines),
        cmocka_unit_test(coloured_lines),
        cmocka_unit_test(nothing_forges_a_line),
        cmocka_unit_test(long_targets_are_cut),
        cmocka_unit_test(without_a_file_nothing_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

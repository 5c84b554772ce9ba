/* test_logs.c - log lines for CloudWatch: JSON, text, frames, levels. */
#include "lambda/logs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static char text[16 * 1024];

static const char *format(bool is_json, const char *message, const brisk_log_field *fields, size_t count)
{
    brisk_lambda_logs logs = {.is_json = is_json};
    brisk_log_record record = {.level = BRISK_LOG_WARNING,
                               .time_us = 1700000000123456,
                               .message = brisk_str_view(message),
                               .fields = fields,
                               .field_count = count};
    size_t len = brisk_lambda_logs_format(&logs, &record, text, sizeof(text) - 1);
    text[len] = '\0';
    return text;
}

static void json_lines(void **state)
{
    brisk_log_field field = {"path", BRISK_STR("/a\"b\x01\xFF")};
    brisk_lambda_logs_set_request((brisk_str){0}, (brisk_str){0});
    assert_string_equal(format(true, "hello", NULL, 0),
                        "{\"timestamp\":\"2023-11-14T22:13:20.123Z\",\"level\":\"WARN\",\"message\":\"hello\"}\n");
    brisk_lambda_logs_set_request((brisk_str)BRISK_STR("id-1"), (brisk_str)BRISK_STR("blue"));
    assert_string_equal(format(true, "two\nlines", &field, 1),
                        "{\"timestamp\":\"2023-11-14T22:13:20.123Z\",\"level\":\"WARN\",\"message\":\"two\\nlines\","
                        "\"requestId\":\"id-1\",\"tenantId\":\"blue\",\"path\":\"/a\\\"b\\u0001\xEF\xBF\xBD\"}\n");
}

static void text_lines(void **state)
{
    brisk_lambda_logs_set_request((brisk_str)BRISK_STR("id-1"), (brisk_str){0});
    assert_string_equal(format(false, "two\nlines", NULL, 0),
                        "2023-11-14T22:13:20.123Z WARNING two\\nlines requestId=id-1\n");
}

static void long_texts(void **state)
{
    static char message[20000];
    memset(message, 1, sizeof(message) - 1);
    brisk_log_field fields[] = {{"long", brisk_str_view(message)}, {"short", BRISK_STR("x")}};
    brisk_lambda_logs_set_request((brisk_str)BRISK_STR("id-1"), (brisk_str){0});
    const char *line = format(true, message, fields, 2);
    assert_non_null(strstr(line, "\"requestId\":\"id-1\",\"short\":\"x\"}\n"));
    assert_null(strstr(line, "long"));
}

/* Opens the logs with an environment, logs one error, and returns what came out of a pipe. */
static size_t through_a_pipe(bool is_framed, const char *log_format, const char *level, char *out, size_t capacity)
{
    int fds[2];
    char number[16];
    brisk_lambda_logs logs;
    assert_int_equal(pipe(fds), 0);
    snprintf(number, sizeof(number), "%d", fds[1]);
    setenv("AWS_LAMBDA_LOG_FORMAT", log_format, 1);
    setenv("AWS_LAMBDA_LOG_LEVEL", level, 1);
    if (is_framed) {
        setenv("_LAMBDA_TELEMETRY_LOG_FD", number, 1);
    }
    brisk_lambda_logs_open(&logs);
    assert_null(getenv("_LAMBDA_TELEMETRY_LOG_FD"));
    assert_int_equal(logs.is_framed, is_framed);
    logs.fd = fds[1];
    brisk_log(BRISK_LOG_INFO, "not this");
    brisk_log(BRISK_LOG_ERROR, "this %d", 1);
    close(fds[1]);
    ssize_t len = read(fds[0], out, capacity - 1);
    close(fds[0]);
    brisk_log_set_sink(NULL);
    assert_true(len >= 0);
    out[len] = '\0';
    return (size_t)len;
}

static void frames(void **state)
{
    static const unsigned char type_json[] = {0xA5, 0x5A, 0x00, 0x16}, type_text[] = {0xA5, 0x5A, 0x00, 0x17};
    unsigned char out[1024];
    brisk_lambda_logs_set_request((brisk_str){0}, (brisk_str){0});
    size_t len = through_a_pipe(true, "Text", "WARN", (char *)out, sizeof(out));
    assert_memory_equal(out, type_text, 4);
    assert_int_equal(((size_t)out[6] << 8) + out[7], len - 16);
    assert_int_equal(out[len - 1], '1');
    len = through_a_pipe(true, "JSON", "FATAL", (char *)out, sizeof(out));
    assert_memory_equal(out, type_json, 4);
    assert_int_equal(out[len - 1], '}');
}

static void lines(void **state)
{
    char out[1024];
    size_t len = through_a_pipe(false, "json", "ERROR", out, sizeof(out));
    assert_non_null(strstr(out, "\"level\":\"ERROR\",\"message\":\"this 1\"}\n"));
    assert_null(strstr(out, "not this"));
    assert_int_equal(out[len - 1], '\n');
    (void)through_a_pipe(false, "Text", "TRACE", out, sizeof(out));
    assert_non_null(strstr(out, " INFO not this\n"));
}

/* Managed Instances: JSON whatever was said, and Lambda's streams in place of ours. */
static void streams_of_managed_instances(void **state)
{
    char folder[] = "/tmp/brisk-logs-XXXXXX", out[1024];
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    brisk_lambda_logs logs;
    assert_non_null(mkdtemp(folder));
    snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket", folder);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(listener, 1), 0);
    int old_stdout = dup(1), old_stderr = dup(2);
    fflush(NULL);
    setenv("AWS_LAMBDA_LOG_FORMAT", "Text", 1);
    setenv("AWS_LAMBDA_MAX_CONCURRENCY", "4", 1);
    setenv("_LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET", address.sun_path, 1);
    brisk_lambda_logs_set_request((brisk_str)BRISK_STR("id-9"), (brisk_str){0});
    brisk_lambda_logs_open(&logs);
    brisk_log(BRISK_LOG_ERROR, "a line");
    ssize_t written = write(STDOUT_FILENO, "printed\n", 8);
    brisk_log_set_sink(NULL);
    dup2(old_stdout, 1);
    dup2(old_stderr, 2);
    close(old_stdout);
    close(old_stderr);
    unsetenv("AWS_LAMBDA_MAX_CONCURRENCY");
    assert_null(getenv("_LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET"));
    assert_int_equal(written, 8);
    int fd = accept(listener, NULL, NULL);
    size_t len = 0;
    for (ssize_t got = 1; got > 0 && len < sizeof(out) - 1; len += (size_t)(got > 0 ? got : 0)) {
        got = read(fd, out + len, sizeof(out) - 1 - len);
    }
    out[len] = '\0';
    assert_non_null(strstr(out, "\"level\":\"ERROR\",\"message\":\"a line\",\"requestId\":\"id-9\"}\nprinted\n"));
    close(fd);
    close(listener);
    unlink(address.sun_path);
    rmdir(folder);
}

static void a_descriptor_that_is_not_open(void **state)
{
    brisk_lambda_logs logs;
    int fds[2];
    char number[16];
    assert_int_equal(pipe(fds), 0);
    snprintf(number, sizeof(number), "%d", fds[1]);
    close(fds[0]);
    close(fds[1]);
    setenv("_LAMBDA_TELEMETRY_LOG_FD", number, 1);
    brisk_lambda_logs_open(&logs);
    brisk_log_set_sink(NULL);
    assert_int_equal(logs.fd, STDERR_FILENO);
    assert_false(logs.is_framed);
    assert_null(getenv("_LAMBDA_TELEMETRY_LOG_FD"));
}

static void streams_that_are_not_there(void **state)
{
    brisk_lambda_logs logs;
    setenv("_LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET", "/nowhere/socket", 1);
    brisk_lambda_logs_open(&logs);
    brisk_log_set_sink(NULL);
    assert_int_equal(logs.fd, STDERR_FILENO);
    char path[200];
    memset(path, 'x', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    setenv("_LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET", path, 1);
    brisk_lambda_logs_open(&logs);
    brisk_log_set_sink(NULL);
    assert_null(getenv("_LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_lines),
        cmocka_unit_test(text_lines),
        cmocka_unit_test(long_texts),
        cmocka_unit_test(frames),
        cmocka_unit_test(lines),
        cmocka_unit_test(streams_of_managed_instances),
        cmocka_unit_test(streams_that_are_not_there),
        cmocka_unit_test(a_descriptor_that_is_not_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

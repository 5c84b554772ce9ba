/* The log: levels, sinks, and lines that nobody can forge. */
#include "core/clock.h"
#include "core/log.h"
#include "core/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char last_line[BRISK_LOG_MAX_LINE + 1];
static size_t last_message_len;
static int line_count;

static void keep_line(void *context, const brisk_log_record *record)
{
    assert_ptr_equal(context, last_line);
    last_line[brisk_log_format(record, last_line, BRISK_LOG_MAX_LINE)] = '\0';
    last_message_len = record->message.len;
    line_count++;
}

static const brisk_log_sink test_sink = {.write = keep_line, .context = last_line};

static uint64_t no_ns(void *context)
{
    (void)context;
    return 0;
}

static int64_t some_us(void *context)
{
    (void)context;
    return INT64_C(1769860800123456);
}

static const brisk_clock test_clock = {.monotonic_ns = no_ns, .wall_us = some_us};

static int set_up(void **state)
{
    (void)state;
    brisk_clock_replace(&test_clock);
    brisk_log_set_sink(&test_sink);
    brisk_log_set_level(BRISK_LOG_INFO);
    line_count = 0;
    last_line[0] = '\0';
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    brisk_log_set_sink(NULL);
    brisk_clock_replace(NULL);
    return 0;
}

static void a_record_becomes_a_line(void **state)
{
    (void)state;
    brisk_log(BRISK_LOG_WARNING, "cannot bind port %d", 8000);
    assert_string_equal(last_line, "2026-01-31T12:00:00.123Z WARNING cannot bind port 8000\n");
    const brisk_log_field fields[] = {
        {"path", BRISK_STR("/items")},
        {"reason", BRISK_STR("a \"b\" \\ c")},
        {"empty", {NULL, 0}},
    };
    brisk_log_fields(BRISK_LOG_INFO, BRISK_S("answered"), fields, 3);
    assert_string_equal(last_line, "2026-01-31T12:00:00.123Z INFO answered path=/items reason=\"a \\\"b\\\" \\\\ c\" "
                                   "empty=\"\"\n");
}

static void levels_are_respected(void **state)
{
    (void)state;
    brisk_log(BRISK_LOG_DEBUG, "no");
    assert_int_equal(line_count, 0);
    brisk_log_set_level(BRISK_LOG_DEBUG);
    assert_int_equal(brisk_log_get_level(), BRISK_LOG_DEBUG);
    brisk_log(BRISK_LOG_DEBUG, "yes");
    assert_int_equal(line_count, 1);
    brisk_log_set_level(BRISK_LOG_OFF);
    brisk_log(BRISK_LOG_ERROR, "no");
    brisk_log(BRISK_LOG_OFF, "no");
    assert_int_equal(line_count, 1);
    brisk_log_level level = BRISK_LOG_OFF;
    assert_true(brisk_log_level_parse(BRISK_S("Warn"), &level));
    assert_int_equal(level, BRISK_LOG_WARNING);
    assert_true(brisk_log_level_parse(BRISK_S("off"), &level));
    assert_int_equal(level, BRISK_LOG_OFF);
    assert_true(brisk_log_level_parse(BRISK_S("debug"), &level));
    assert_false(brisk_log_level_parse(BRISK_S("loud"), &level));
    assert_int_equal(level, BRISK_LOG_DEBUG);
    assert_string_equal(brisk_log_level_name(BRISK_LOG_ERROR), "ERROR");
}

static void no_text_can_forge_a_line(void **state)
{
    (void)state;
    brisk_log(BRISK_LOG_INFO, "%s", "a\r\n2026 ERROR b\t\x1B[2J\x7F\xC2\x9B\xE2\x80\xA8\xFF\xC3\xA4");
    assert_string_equal(last_line, "2026-01-31T12:00:00.123Z INFO a\\r\\n2026 ERROR b\\t\\u001b[2J\\u007f\\u009b\\u2028"
                                   "\\xff\xC3\xA4\n");
}

static void long_texts_are_cut(void **state)
{
    (void)state;
    char text[BRISK_LOG_MAX_LINE * 2];
    for (size_t i = 0; i + 1 < sizeof(text); i += 2) {
        memcpy(text + i, "\xC3\xA4", 2);
    }
    brisk_log(BRISK_LOG_INFO, "x%.*s", (int)sizeof(text), text);
    assert_true(last_message_len <= BRISK_LOG_MAX_MESSAGE + 3);
    assert_true(last_message_len > BRISK_LOG_MAX_MESSAGE - 4);
    assert_non_null(strstr(last_line, "\xC3\xA4\xE2\x80\xA6\n"));
    brisk_log_fields(BRISK_LOG_INFO, brisk_str_make(text, sizeof(text)), NULL, 0);
    assert_true(strlen(last_line) <= BRISK_LOG_MAX_LINE);
    assert_non_null(strstr(last_line, "\xC3\xA4\xE2\x80\xA6\n"));
    const brisk_log_record record = {.level = BRISK_LOG_INFO, .message = BRISK_STR("m"), .time_us = -1};
    assert_int_equal(brisk_log_format(&record, text, 3), 0);
    for (size_t capacity = 0; capacity < 60; capacity++) {
        assert_true(brisk_log_format(&record, text, capacity) <= capacity);
    }
    size_t len = brisk_log_format(&record, text, 60);
    assert_memory_equal(text, "1969-12-31T23:59:59.999Z INFO m\n", len);
}

static void the_default_is_stderr(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    int saved = dup(STDERR_FILENO);
    assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
    brisk_log_set_sink(NULL);
    brisk_log(BRISK_LOG_ERROR, "out");
    assert_int_equal(dup2(saved, STDERR_FILENO), STDERR_FILENO);
    char text[100];
    ssize_t len = read(ends[0], text, sizeof(text));
    assert_true(len > 0);
    assert_true(brisk_str_is(brisk_str_make(text, (size_t)len), "2026-01-31T12:00:00.123Z ERROR out\n"));
    (void)close(saved);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_record_becomes_a_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(levels_are_respected, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_text_can_forge_a_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_texts_are_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_default_is_stderr, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The log of handlers: levels, named values, the request's id, and lines that no client can forge. */
#include "app_fixture.h"

#include "core/log.h"
#include "core/str.h"

#include <string.h>

static char line[BRISK_LOG_MAX_LINE + 1];
static int lines;
static size_t field_count;

static void keep(void *context, const brisk_log_record *record)
{
    line[brisk_log_format(record, line, BRISK_LOG_MAX_LINE)] = '\0';
    field_count = record->field_count;
    lines++;
}

static const brisk_log_sink sink = {.write = keep};

/* What stands behind the time. */
static const char *said(void)
{
    const char *space = strchr(line, ' ');
    return space ? space + 1 : "";
}

ENDPOINT(noisy, GET, "/noisy", nothing, query(opt(str), word));

static brisk_status noisy(brisk_request *req, const noisy_in *in)
{
    brisk_log_debug(req, "not %s", "this");
    brisk_log_info(req, "asked for %.*s", (int)in->word.value.len, in->word.value.ptr);
    return BRISK_OK;
}

ROUTER(all, "", noisy);
APP(plain, include(all));
APP(marked, use(brisk_request_id), include(all));

static int start(void **state)
{
    brisk_log_set_sink(&sink);
    brisk_log_set_level(BRISK_LOG_INFO);
    lines = 0;
    return 0;
}

static int stop(void **state)
{
    brisk_log_set_sink(NULL);
    brisk_log_set_level(BRISK_LOG_INFO);
    return 0;
}

static void test_levels(void **state)
{
    brisk_log_debug(NULL, "no %d", 1);
    assert_int_equal(lines, 0);
    brisk_log_set_level(BRISK_LOG_DEBUG);
    assert_true(brisk_log_enabled(BRISK_LOG_DEBUG));
    brisk_log_debug(NULL, "yes %d", 2);
    assert_string_equal(said(), "DEBUG yes 2\n");
    brisk_log_warning(NULL, "%s", "low");
    assert_string_equal(said(), "WARNING low\n");
    brisk_log_set_level(BRISK_LOG_ERROR);
    brisk_log_warning(NULL, "%s", "lower");
    brisk_log_with(NULL, BRISK_LOG_WARNING, "lower", {"a", BRISK_S("b")});
    assert_int_equal(lines, 2);
    brisk_log_error(NULL, "high");
    assert_string_equal(said(), "ERROR high\n");
    brisk_log_set_level(BRISK_LOG_OFF);
    brisk_log_error(NULL, "highest");
    brisk_log_with(NULL, BRISK_LOG_OFF, "no level", {"a", BRISK_S("b")});
    assert_int_equal(lines, 3);
}

static void test_named_values(void **state)
{
    brisk_log_with(NULL, BRISK_LOG_INFO, "paid", {"order", BRISK_S("A-17")}, {"by", BRISK_S("Ann Lee")});
    assert_string_equal(said(), "INFO paid order=A-17 by=\"Ann Lee\"\n");
    brisk_log_field many[BRISK_LOG_MAX_FIELDS + 5];
    for (size_t i = 0; i < BRISK_LOG_MAX_FIELDS + 5; i++) {
        many[i] = (brisk_log_field){"n", BRISK_S("v")};
    }
    brisk_log_values(NULL, BRISK_LOG_INFO, "many", many, BRISK_LOG_MAX_FIELDS + 5);
    assert_int_equal(field_count, BRISK_LOG_MAX_FIELDS);
    brisk_log_values(NULL, BRISK_LOG_INFO, "none", NULL, 0);
    assert_string_equal(said(), "INFO none\n");
}

static void test_a_request_is_named_by_its_id(void **state)
{
    brisk_client *client = brisk_client_new(&plain);
    brisk_client_get(client, "/noisy?word=tea");
    assert_string_equal(said(), "INFO asked for tea\n");
    brisk_client_free(client);
    client = brisk_client_new(&marked);
    brisk_client_get(client, "/noisy?word=tea", .headers = "X-Request-ID: r-1");
    assert_string_equal(said(), "INFO asked for tea request_id=r-1\n");
    assert_int_equal(lines, 2);
    brisk_client_free(client);
}

static void test_a_client_cannot_forge_a_line(void **state)
{
    brisk_client *client = brisk_client_new(&plain);
    brisk_client_get(client, "/noisy?word=a%0A2026-01-01%20ERROR%1B%5B2J%0D");
    assert_string_equal(said(), "INFO asked for a\\n2026-01-01 ERROR\\u001b[2J\\r\n");
    brisk_client_free(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_levels, start, stop),
        cmocka_unit_test_setup_teardown(test_named_values, start, stop),
        cmocka_unit_test_setup_teardown(test_a_request_is_named_by_its_id, start, stop),
        cmocka_unit_test_setup_teardown(test_a_client_cannot_forge_a_line, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_metric.c - CloudWatch's embedded metric format: the line that a handler's metric becomes. */
#include "core/clock.h"
#include "core/log.h"
#include "event/event.h"

#include <brisk/brisk.h>
#include <brisk/lambda.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static brisk_arena *arena;
static brisk_request req;
static brisk_response response;

static uint64_t no_time(void *context)
{
    return 0;
}

static int64_t some_time(void *context)
{
    return 1700000000123456;
}

static int start(void **state)
{
    static const brisk_clock clock = {.monotonic_ns = no_time, .wall_us = some_time};
    brisk_clock_replace(&clock);
    arena = brisk_arena_new(0);
    brisk_request_init(&req, arena, &response);
    return 0;
}

static int end(void **state)
{
    brisk_clock_replace(NULL);
    brisk_arena_free(arena);
    return 0;
}

/* What a call writes to stdout. */
static brisk_status written(const brisk_metric *metric, char *out, size_t capacity)
{
    int fds[2];
    fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    assert_int_equal(pipe(fds), 0);
    assert_true(dup2(fds[1], STDOUT_FILENO) >= 0);
    brisk_status status = brisk_lambda_metric_with(&req, metric);
    assert_true(dup2(saved, STDOUT_FILENO) >= 0);
    close(saved);
    close(fds[1]);
    ssize_t len = read(fds[0], out, capacity - 1);
    close(fds[0]);
    assert_true(len >= 0);
    out[len] = '\0';
    return status;
}

static void one_metric(void **state)
{
    char line[1024];
    assert_int_equal(written(&(brisk_metric){.name_space = "Shop", .name = "Orders", .value = 2}, line, sizeof(line)),
                     BRISK_OK);
    assert_string_equal(line, "{\"_aws\":{\"Timestamp\":1700000000123,\"CloudWatchMetrics\":[{\"Namespace\":\"Shop\","
                              "\"Dimensions\":[[]],\"Metrics\":[{\"Name\":\"Orders\",\"Unit\":\"None\"}]}]},"
                              "\"Orders\":2.0}\n");
}

static void dimensions_and_request(void **state)
{
    char line[1024];
    brisk_event_set_context(&req, &(brisk_lambda_context){.aws_request_id = BRISK_STR("id-1")});
    brisk_metric metric = {.name_space = "Shop",
                           .name = "Size",
                           .value = 0.5,
                           .unit = "Bytes",
                           .dimensions = {{"Stage", "p\"rod"}, {"Kind", "a"}}};
    assert_int_equal(written(&metric, line, sizeof(line)), BRISK_OK);
    assert_string_equal(line, "{\"_aws\":{\"Timestamp\":1700000000123,\"CloudWatchMetrics\":[{\"Namespace\":\"Shop\","
                              "\"Dimensions\":[[\"Stage\",\"Kind\"]],\"Metrics\":[{\"Name\":\"Size\","
                              "\"Unit\":\"Bytes\"}]}]},\"Stage\":\"p\\\"rod\",\"Kind\":\"a\",\"Size\":0.5,"
                              "\"requestId\":\"id-1\"}\n");
}

static void wrong_metrics(void **state)
{
    char line[1024];
    const brisk_metric wrong[] = {
        {.name = "x"},
        {.name_space = "x"},
        {.name_space = "x", .name = "y", .value = (double)NAN},
        {.name_space = "x", .name = "\xFF"},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(written(&wrong[i], line, sizeof(line)), BRISK_INVALID);
        assert_string_equal(line, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_metric, start, end),
        cmocka_unit_test_setup_teardown(dimensions_and_request, start, end),
        cmocka_unit_test_setup_teardown(wrong_metrics, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_bootstrap.c - one invocation without a host: each allocation of it fails once, and there is still an answer, or an
 * error that says so. */
#include "core/heap.h"
#include "core/log.h"
#include "lambda/bootstrap.h"

#include <brisk/brisk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static brisk_status take_event(brisk_request *req, brisk_json event, brisk_str *answer);

MODEL(Item, (str, name, length(1, 10)), (list(str), tags, defaults()));
ENDPOINT(create_item, POST, "/items", Item, status(201), body(Item, item));
APP(app, title("Test"), on_event(take_event), create_item);

static brisk_status create_item(brisk_request *req, const create_item_in *in, Item *out)
{
    *out = in->item;
    out->tags = brisk_strs(req, "more", "of", "it");
    return BRISK_OK;
}

static brisk_status take_event(brisk_request *req, brisk_json event, brisk_str *answer)
{
    *answer = brisk_strf(req, "{\"is_object\":%d}", brisk_json_kind_of(event) == BRISK_JSON_OBJECT);
    return BRISK_OK;
}

#define POST_ITEM(body)                                                                                                \
    "{\"version\":\"2.0\",\"routeKey\":\"$default\",\"rawPath\":\"/items\",\"rawQueryString\":\"\","                   \
    "\"headers\":{\"host\":\"x.example\",\"content-type\":\"application/json\"},\"requestContext\":{\"http\":"         \
    "{\"method\":\"POST\",\"path\":\"/items\",\"protocol\":\"HTTP/1.1\",\"sourceIp\":\"192.0.2.1\","                   \
    "\"userAgent\":\"t\"},\"stage\":\"$default\"},\"body\":\"" body "\",\"isBase64Encoded\":false}"

static brisk_bootstrap bootstrap;

static int start(void **state)
{
    char problem[256];
    brisk_service *service;
    assert_int_equal(brisk_service_new(&app, &service, problem, sizeof(problem)), BRISK_OK);
    assert_int_equal(brisk_service_start(service), BRISK_OK);
    assert_int_equal(brisk_bootstrap_init(&bootstrap, service), BRISK_OK);
    return 0;
}

static int end(void **state)
{
    brisk_bootstrap_clear(&bootstrap);
    brisk_service_free(bootstrap.service);
    return 0;
}

/* Lets each request for memory fail, one at a time (or all behind it as well). */
static void fail_each_allocation(const char *event, const char *good, bool and_after)
{
    brisk_lambda_handler handler = brisk_bootstrap_handler(&bootstrap);
    brisk_invocation invocation = {.request_id = BRISK_STR("id-1"), .event = brisk_str_view(event)};
    for (uint64_t n = 1; n < 5000; n++) {
        brisk_buffer out;
        brisk_lambda_reply reply = {.out = &out};
        brisk_buffer_init(&out, NULL, BRISK_LAMBDA_ANSWER_MAX);
        brisk_heap_fail_at(n, and_after);
        bool has_answer = handler.answer(handler.context, &invocation, &reply);
        bool is_over = !brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        brisk_buffer_append_char(&out, '\0');
        if (!has_answer) {
            assert_string_equal(reply.error.type, "Runtime.OutOfMemory");
        } else if (!brisk_buffer_failed(&out) && strstr(out.data, good) == NULL) {
            assert_non_null(strstr(out.data, "\"statusCode\":503"));
        }
        handler.finish(handler.context, has_answer);
        brisk_buffer_clear(&out);
        if (is_over) {
            assert_true(has_answer && n > 3);
            return;
        }
    }
    fail_msg("there is no end of allocations");
}

static void no_memory_for_a_request(void **state)
{
    static const char event[] = POST_ITEM("{\\\"name\\\":\\\"pen\\\",\\\"tags\\\":[\\\"a\\\"]}");
    fail_each_allocation(event, "\"statusCode\":201", false);
    fail_each_allocation(event, "\"statusCode\":201", true);
}

static void no_memory_for_an_invalid_request(void **state)
{
    fail_each_allocation(POST_ITEM("{\\\"name\\\":\\\"\\\"}"), "\"statusCode\":422", false);
}

static void no_memory_for_another_event(void **state)
{
    fail_each_allocation("{\"Records\":[]}", "{\"is_object\":1}", false);
    fail_each_allocation("{\"Records\":[]}", "{\"is_object\":1}", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_memory_for_a_request),
        cmocka_unit_test(no_memory_for_an_invalid_request),
        cmocka_unit_test(no_memory_for_another_event),
    };
    brisk_log_set_level(BRISK_LOG_OFF);
    return cmocka_run_group_tests(tests, start, end);
}

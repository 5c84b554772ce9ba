/* Tests of brisk/lambda.h: what handlers reach. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "event/event_test.h"

#include <brisk/describe.h>

MODEL(Message, (str, id, alias("messageId")), (int64, size, defaults(3)));

static void test_reach(void **state)
{
    world w = {.arena = NULL};
    assert_int_equal(start(&w, REST("/", "/prod/", ",\"stageVariables\":{\"table\":\"t1\",\"n\":1}"), NULL), BRISK_OK);
    assert_int_equal(brisk_lambda_event_kind(&w.req), BRISK_EVENT_REST);
    assert_text(brisk_lambda_stage(&w.req), "prod");
    assert_text(brisk_lambda_stage_variable(&w.req, "table"), "t1");
    assert_null(brisk_lambda_stage_variable(&w.req, "n").ptr);
    assert_null(brisk_lambda_stage_variable(&w.req, "none").ptr);
    assert_null(brisk_lambda_claim(&w.req, "sub").ptr);
    assert_int_equal(brisk_json_count(brisk_lambda_event(&w.req)), 5);
    assert_null(brisk_lambda_context_of(&w.req));
    const brisk_lambda_context context = {.aws_request_id = BRISK_STR("r1"), .memory_limit_mb = 128};
    brisk_event_set_context(&w.req, &context);
    assert_text(brisk_lambda_context_of(&w.req)->aws_request_id, "r1");
    assert_int_equal(brisk_lambda_context_of(&w.req)->memory_limit_mb, 128);
    assert_int_equal(start(&w, EDGE("},\"config\":{\"eventType\":\"viewer-request\""), NULL), BRISK_OK);
    assert_int_equal(brisk_json_count(brisk_lambda_request_context(&w.req)), 1);
    brisk_arena_free(w.arena);
}

static void assert_sub(world *w, const char *authorizer)
{
    char text[1024];
    (void)snprintf(text, sizeof text,
                   "{\"version\":\"2.0\",\"rawPath\":\"/\",\"requestContext\":{\"authorizer\":%s,\"http\":{}}}",
                   authorizer);
    assert_int_equal(start(w, text, NULL), BRISK_OK);
    assert_text(brisk_lambda_claim(&w->req, "sub"), "u1");
    assert_true(brisk_json_count(brisk_lambda_authorizer(&w->req)) > 0);
}

static void test_claims(void **state)
{
    world w = {.arena = NULL};
    assert_sub(&w, "{\"jwt\":{\"claims\":{\"sub\":\"u1\"},\"scopes\":null}}");
    assert_sub(&w, "{\"claims\":{\"sub\":\"u1\"}}");
    assert_sub(&w, "{\"lambda\":{\"sub\":\"u1\"}}");
    assert_sub(&w, "{\"sub\":\"u1\",\"principalId\":\"p\"}");
    brisk_arena_free(w.arena);
}

static void test_no_event(void **state)
{
    world w = {.arena = brisk_arena_new(0)};
    brisk_request_init(&w.req, w.arena, &w.response);
    assert_int_equal(brisk_lambda_event_kind(&w.req), BRISK_EVENT_NONE);
    assert_null(brisk_lambda_event(&w.req).node);
    assert_null(brisk_lambda_request_context(&w.req).node);
    assert_null(brisk_lambda_claims(&w.req).node);
    assert_text(brisk_lambda_stage(&w.req), "");
    assert_null(brisk_lambda_context_of(&w.req));
    brisk_arena_free(w.arena);
}

static void test_read(void **state)
{
    world w = {.arena = NULL};
    brisk_Message message;
    brisk_str problems = BRISK_S("");
    assert_int_equal(start(&w, ALB(",\"extra\":{\"messageId\":\"m\"}"), NULL), BRISK_OK);
    brisk_json part = brisk_json_get(brisk_lambda_event(&w.req), BRISK_S("extra"));
    assert_int_equal(brisk_lambda_read(&w.req, part, BRISK_TYPE_OF(Message), &message, &problems), BRISK_OK);
    assert_text(message.id, "m");
    assert_int_equal(message.size, 3);
    assert_int_equal(brisk_lambda_read(&w.req, (brisk_json){NULL}, BRISK_TYPE_OF(Message), &message, &problems),
                     BRISK_INVALID);
    assert_true(problems.len > 0);
    brisk_arena_free(w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reach),
        cmocka_unit_test(test_claims),
        cmocka_unit_test(test_no_event),
        cmocka_unit_test(test_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

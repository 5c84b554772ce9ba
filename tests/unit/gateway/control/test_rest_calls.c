/* test_rest_calls.c - the API Gateway API: APIs, stages, resources, keys, plans and their usage. */
#include "control_fixture.h"

static brisk_key_config keys[2];
static brisk_plan_config plans[2];
static brisk_str key_ids[2];
static brisk_method_throttle plan_methods[1], stage_throttles[1];

static void init(control_fixture *f)
{
    control_init(f);
    brisk_api_config *api = &f->config.api;
    api->id = BRISK_S("abc123");
    api->name = BRISK_S("shop");
    keys[0] = (brisk_key_config){BRISK_STR("k1"), BRISK_STR("first key"), BRISK_STR("value-of-the-first-key"), true};
    keys[1] = (brisk_key_config){BRISK_STR("k2"), BRISK_STR("second"), BRISK_STR("value-of-the-second-key"), false};
    key_ids[0] = keys[0].id;
    key_ids[1] = keys[1].id;
    plan_methods[0] = (brisk_method_throttle){BRISK_STR("/a"), BRISK_STR("GET"), {true, 1, 2}};
    stage_throttles[0] = (brisk_method_throttle){BRISK_STR("/{proxy+}"), BRISK_STR("ANY"), {true, 10, 20}};
    plans[0] = (brisk_plan_config){.id = BRISK_STR("p1"),
                                   .name = BRISK_STR("basic"),
                                   .key_ids = key_ids,
                                   .key_count = 1,
                                   .throttle = {true, 2.5, 5},
                                   .methods = plan_methods,
                                   .method_count = 1,
                                   .has_quota = true,
                                   .quota_limit = 100,
                                   .quota_offset = 0,
                                   .quota_period = BRISK_QUOTA_MONTH};
    plans[1] = (brisk_plan_config){.id = BRISK_STR("p2"), .name = BRISK_STR("empty"), .key_ids = key_ids};
    api->keys = keys;
    api->key_count = 2;
    api->plans = plans;
    api->plan_count = 2;
    api->stage_throttles = stage_throttles;
    api->stage_throttle_count = 1;
    assert_non_null(
        brisk_gateway_config_add_method(&f->config, f->arena, BRISK_S("/a/{id}/b"), BRISK_S("GET"), BRISK_S("hello")));
    brisk_method_config *method =
        brisk_gateway_config_add_method(&f->config, f->arena, BRISK_S("/{proxy+}"), BRISK_S("ANY"), BRISK_S("hello"));
    assert_non_null(method);
    method->is_key_required = true;
}

static void apis_and_stages(void **state)
{
    control_fixture f;
    init(&f);
    control_start(&f);
    assert_int_equal(ask_rest(&f, "/restapis"), 200);
    EXPECT_IN(&f, "{\"item\":[{\"id\":\"abc123\",\"name\":\"shop\",");
    EXPECT_IN(&f, "\"endpointConfiguration\":{\"types\":[\"REGIONAL\"]");
    assert_int_equal(ask_rest(&f, "/restapis/abc123"), 200);
    EXPECT_IN(&f, "{\"id\":\"abc123\"");
    assert_int_equal(ask_rest(&f, "/restapis/none"), 404);
    assert_string_equal(header_of(&f, "x-amzn-ErrorType"), "NotFoundException");
    assert_string_equal(f.body, "{\"message\":\"Invalid API identifier specified\"}");
    assert_int_equal(ask_rest(&f, "/restapis/abc123/stages"), 200);
    EXPECT_IN(&f, "\"stageName\":\"dev\"");
    EXPECT_IN(&f, "\"methodSettings\":{\"~1{proxy+}/ANY\":{\"throttlingBurstLimit\":20,\"throttlingRateLimit\":10");
    assert_int_equal(ask_rest(&f, "/restapis/abc123/stages/dev"), 200);
    assert_int_equal(ask_rest(&f, "/restapis/abc123/stages/prod"), 404);
    assert_int_equal(ask_rest(&f, "/restapis/abc123/deployments"), 400);
    assert_int_equal(ask_rest(&f, "/restapis/abc123/stages/dev/sdks/x"), 400);
    assert_int_equal(control_ask(&f, "DELETE", "/restapis/abc123", SIGNED("apigateway"), ""), 400);
    assert_string_equal(header_of(&f, "x-amzn-ErrorType"), "UnsupportedOperationException");
    control_clear(&f);
}

static void an_http_api_is_no_rest_api(void **state)
{
    control_fixture f;
    init(&f);
    f.config.api.kind = BRISK_FRONT_HTTP;
    control_start(&f);
    assert_int_equal(ask_rest(&f, "/restapis"), 200);
    assert_string_equal(f.body, "{\"item\":[]}");
    assert_int_equal(ask_rest(&f, "/restapis/abc123"), 404);
    control_clear(&f);
}

static void resources_with_those_above_them(void **state)
{
    char position[20];
    control_fixture f;
    init(&f);
    control_start(&f);
    assert_int_equal(ask_rest(&f, "/restapis/abc123/resources?embed=methods"), 200);
    EXPECT_IN(&f, "\"path\":\"/\"}");
    EXPECT_IN(&f, "\"pathPart\":\"a\"}");
    EXPECT_IN(&f, "\"path\":\"/a/{id}\"");
    EXPECT_IN(&f, "\"pathPart\":\"b\",\"resourceMethods\":{\"GET\":{\"httpMethod\":\"GET\"");
    EXPECT_IN(&f, "\"ANY\":{\"httpMethod\":\"ANY\",\"authorizationType\":\"NONE\",\"apiKeyRequired\":true,"
                  "\"methodIntegration\":{\"type\":\"AWS_PROXY\"");
    EXPECT_IN(&f, "lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:hello/invocations");
    assert_int_equal(ask_rest(&f, "/restapis/abc123/resources?limit=2"), 200);
    assert_string_equal(member_of(&f, "position", position, sizeof(position)), "2");
    assert_int_equal(ask_rest(&f, "/restapis/abc123/resources?limit=3&position=2"), 200);
    EXPECT_IN(&f, "\"resourceMethods\":{\"ANY\":{}}");
    assert_string_equal(member_of(&f, "position", position, sizeof(position)), "");
    control_clear(&f);
}

static void keys_hide_their_values(void **state)
{
    control_fixture f;
    init(&f);
    control_start(&f);
    assert_int_equal(ask_rest(&f, "/apikeys"), 200);
    EXPECT_IN(&f, "\"name\":\"first key\",\"enabled\":true");
    EXPECT_IN(&f, "\"stageKeys\":[\"abc123/dev\"]");
    EXPECT_IN(&f, "\"stageKeys\":[]");
    assert_null(strstr(f.body, "value-of"));
    assert_int_equal(ask_rest(&f, "/apikeys?includeValues=true&name=first%20k"), 200);
    EXPECT_IN(&f, "value-of-the-first-key");
    assert_null(strstr(f.body, "second"));
    assert_int_equal(ask_rest(&f, "/apikeys?limit=1"), 200);
    EXPECT_IN(&f, "\"position\":\"1\"");
    assert_int_equal(ask_rest(&f, "/apikeys/k2"), 200);
    assert_null(strstr(f.body, "value-of"));
    EXPECT_IN(&f, "\"enabled\":false");
    assert_int_equal(ask_rest(&f, "/apikeys/k2?includeValue=true"), 200);
    EXPECT_IN(&f, "value-of-the-second-key");
    assert_int_equal(ask_rest(&f, "/apikeys/k3"), 404);
    assert_string_equal(f.body, "{\"message\":\"Invalid API Key identifier specified\"}");
    control_clear(&f);
}

static void plans_and_their_keys(void **state)
{
    control_fixture f;
    init(&f);
    control_start(&f);
    assert_int_equal(ask_rest(&f, "/usageplans"), 200);
    EXPECT_IN(&f, "\"name\":\"basic\",\"apiStages\":[{\"apiId\":\"abc123\",\"stage\":\"dev\",\"throttle\":{\"/a/GET\":"
                  "{\"burstLimit\":2,\"rateLimit\":1");
    EXPECT_IN(&f, "\"throttle\":{\"burstLimit\":5,\"rateLimit\":2.5}");
    EXPECT_IN(&f, "\"quota\":{\"limit\":100,\"offset\":0,\"period\":\"MONTH\"}");
    EXPECT_IN(&f, "\"empty\"");
    assert_int_equal(ask_rest(&f, "/usageplans?keyId=k1"), 200);
    assert_null(strstr(f.body, "\"empty\""));
    assert_int_equal(ask_rest(&f, "/usageplans/p1"), 200);
    EXPECT_IN(&f, "{\"id\":\"p1\"");
    assert_int_equal(ask_rest(&f, "/usageplans/p3"), 404);
    assert_int_equal(ask_rest(&f, "/usageplans/p1/keys"), 200);
    EXPECT_IN(&f, "{\"item\":[{\"id\":\"k1\",\"type\":\"API_KEY\",\"value\":\"value-of-the-first-key\"");
    assert_int_equal(ask_rest(&f, "/usageplans/p1/keys/k1"), 200);
    assert_int_equal(ask_rest(&f, "/usageplans/p1/keys/k2"), 404);
    assert_int_equal(ask_rest(&f, "/usageplans/p1/other"), 400);
    control_clear(&f);
}

static void usage_has_a_pair_a_day(void **state)
{
    control_fixture f;
    init(&f);
    control_start(&f);
    assert_int_equal(ask_rest(&f, "/usageplans/p1/usage?startDate=2020-02-28&endDate=2020-03-01"), 200);
    assert_string_equal(f.body, "{\"usagePlanId\":\"p1\",\"startDate\":\"2020-02-28\",\"endDate\":\"2020-03-01\","
                                "\"values\":{\"k1\":[[0,100],[0,100],[0,100]]}}");
    assert_int_equal(ask_rest(&f, "/usageplans/p1/usage?startDate=2020-02-28&endDate=2020-02-28&keyId=k2"), 200);
    EXPECT_IN(&f, "\"values\":{}");
    assert_int_equal(ask_rest(&f, "/usageplans/p1/usage?startDate=2020-02-28"), 400);
    assert_int_equal(ask_rest(&f, "/usageplans/p1/usage?startDate=2020-02-30&endDate=2020-03-01"), 400);
    assert_int_equal(ask_rest(&f, "/usageplans/p1/usage?startDate=2020-03-02&endDate=2020-03-01"), 400);
    assert_int_equal(ask_rest(&f, "/usageplans/p1/usage?startDate=2020-01-01&endDate=2021-01-01"), 400);
    EXPECT_IN(&f, "92 days");
    control_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(apis_and_stages),
        cmocka_unit_test(an_http_api_is_no_rest_api),
        cmocka_unit_test(resources_with_those_above_them),
        cmocka_unit_test(keys_hide_their_values),
        cmocka_unit_test(plans_and_their_keys),
        cmocka_unit_test(usage_has_a_pair_a_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

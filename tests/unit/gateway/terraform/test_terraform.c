/* test_terraform.c - a configuration from what `terraform show -json` shows of a plan or a state.
 *
 * plans/ holds real ones, cut down to what is read: rest, streaming (modules called), streaming_known (planned again, where a part is
 * there already), streaming_root (a module planned by itself), rest_state (after apply), wide (all that infra/ does not use), http, url. */
#include "../config/config_fixture.h"
#include "gateway/terraform/terraform.h"

#include <unistd.h>

static brisk_status read_plan(fixture *f, const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "gateway/terraform/plans/%s.json", name);
    return brisk_gateway_config_read_plan(&f->config, f->arena, path, BRISK_S("own.zip"), keep_note, f, f->problem,
                                          sizeof(f->problem));
}

static void expect_plan(fixture *f, const char *name)
{
    char problem[1024];
    if (read_plan(f, name) != BRISK_OK) {
        fail_msg("%s", f->problem);
    }
    for (size_t i = 0; i < f->config.api.key_count; i++) {
        if (f->config.api.keys[i].value.len == 0) {
            f->config.api.keys[i].value = BRISK_S("a-local-value-of-20-characters");
        }
    }
    if (!brisk_gateway_config_check(&f->config, problem, sizeof(problem))) {
        fail_msg("%s", problem);
    }
}

/* ---- the module that this repository deploys ---- */

static void a_function_is_read(void **state)
{
    fixture *f = *state;
    expect_plan(f, "rest");
    assert_int_equal(f->config.function_count, 1);
    const brisk_function_config *function = function_of(f, "hello-dev");
    expect_str(function->code, "own.zip"); /* lambda.zip is not there */
    expect_str(function->handler, "bootstrap");
    assert_int_equal(function->timeout_ms, 10000);
    assert_int_equal(function->memory_mb, 256);
    assert_int_equal(function->concurrency, 5);
    expect_str(pair_of(&function->environment, "MESSAGE"), "hi");
    assert_int_equal(function->log_format, BRISK_LOG_FORMAT_JSON);
    expect_str(function->application_log_level, "DEBUG");
    expect_str(function->system_log_level, "INFO");
    expect_str(function->log_group, "/aws/lambda/hello-dev");
    assert_true(function->is_traced);
    assert_int_equal(f->config.log_retention_days, 7);
    expect_str(f->config.region, "ca-central-1");
}

static void expect_rest_methods(fixture *f)
{
    static const char *const open[][2] = {
        {"OPTIONS", "/"},  {"OPTIONS", "/{proxy+}"},   {"GET", "/docs"},        {"GET", "/docs/{proxy+}"},
        {"GET", "/redoc"}, {"GET", "/redoc/{proxy+}"}, {"GET", "/openapi.json"}};
    assert_int_equal(f->config.api.method_count, 9);
    for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
        const brisk_method_config *method = method_of(f, open[i][0], open[i][1]);
        assert_false(method->is_key_required);
        expect_str(method->function, "hello-dev");
    }
    assert_true(method_of(f, "ANY", "/")->is_key_required);
    const brisk_method_config *proxy = method_of(f, "ANY", "/{proxy+}");
    assert_true(proxy->is_key_required);
    assert_int_equal(proxy->timeout_ms, 29000);
    expect_str(proxy->integration_method, "POST");
}

static void methods_are_read(void **state)
{
    fixture *f = *state;
    expect_plan(f, "rest");
    expect_rest_methods(f);
    assert_false(method_of(f, "ANY", "/{proxy+}")->is_streaming);
    assert_int_equal(f->config.api.kind, BRISK_FRONT_REST);
    expect_str(f->config.api.name, "hello-dev");
    assert_int_equal(f->config.api.binary_type_count, 1);
    expect_str(f->config.api.binary_types[0], "*/*");
    assert_false(f->config.api.is_edge);
}

static void a_stage_is_read(void **state)
{
    fixture *f = *state;
    expect_plan(f, "rest");
    const brisk_api_config *api = &f->config.api;
    expect_str(api->stage, "dev");
    assert_true(api->is_traced && api->has_execution_logs && !api->has_full_execution_logs && !api->has_cache);
    expect_str(api->access_log_group, "/aws/api-gateway/hello-dev/dev");
    assert_memory_equal(api->access_log_format.ptr, "{\"apiKeyId\":\"$context.identity.apiKeyId\"", 40);
    assert_int_equal(api->stage_throttle_count, 1);
    expect_str(api->stage_throttles[0].path, "*");
    expect_str(api->stage_throttles[0].method, "*");
    assert_true(api->stage_throttles[0].throttle.rate == 100 && api->stage_throttles[0].throttle.burst == 200);
}

static void keys_and_a_plan_are_read(void **state)
{
    fixture *f = *state;
    assert_int_equal(read_plan(f, "rest"), BRISK_OK);
    const brisk_api_config *api = &f->config.api;
    assert_int_equal(api->key_count, 2);
    expect_str(api->keys[0].name, "hello-dev-alice");
    assert_true(api->keys[0].is_enabled);
    assert_int_equal(api->keys[0].value.len, 0);
    expect_in(f->notes, "API key hello-dev-bob: AWS makes its value; here it has one of its own\n");
    assert_int_equal(api->plan_count, 1);
    const brisk_plan_config *plan = &api->plans[0];
    expect_str(plan->name, "hello-dev");
    assert_int_equal(plan->key_count, 2);
    assert_true(brisk_str_equal(plan->key_ids[1], api->keys[1].id));
    assert_true(plan->throttle.is_set && plan->throttle.rate == 10 && plan->throttle.burst == 20);
    assert_true(plan->has_quota);
    assert_int_equal(plan->quota_limit, 1000);
    assert_int_equal(plan->quota_period, BRISK_QUOTA_WEEK);
}

static void gateway_responses_are_read(void **state)
{
    fixture *f = *state;
    expect_plan(f, "rest");
    assert_int_equal(f->config.api.response_count, 2);
    const brisk_gateway_response *response = &f->config.api.responses[0];
    expect_str(response->type, "DEFAULT_4XX");
    assert_int_equal(response->status, 0);
    expect_str(pair_of(&response->headers, "Access-Control-Allow-Origin"), "'https://www.example.com'");
    expect_str(pair_of(&response->templates, "application/json"), "{\"detail\":$context.error.messageString}");
}

static void a_state_is_read_by_its_ids(void **state)
{
    fixture *f = *state;
    expect_plan(f, "rest_state");
    expect_rest_methods(f);
    const brisk_api_config *api = &f->config.api;
    assert_int_equal(api->id.len, 10);
    assert_true(api->keys[0].value.len >= 20);
    assert_null(strstr(f->notes, "API key"));
    assert_int_equal(api->plans[0].key_count, 2);
    expect_str(api->access_log_group, "/aws/api-gateway/hello-dev/dev");
    expect_str(f->config.region, "ca-central-1");
    expect_str(f->config.account_id, "123456789012");
}

/* The body of the API holds the function's ARN, which is known only after apply. */
static void a_body_that_is_not_known_yet_is_told_by_variables(void **state)
{
    fixture *f = *state;
    expect_plan(f, "streaming");
    expect_in(f->notes, "the API's body is known only after apply: its methods are those of the module's variables\n");
    assert_true(method_of(f, "ANY", "/{proxy+}")->is_streaming);
    assert_true(method_of(f, "ANY", "/")->is_key_required);
    assert_false(method_of(f, "OPTIONS", "/{proxy+}")->is_key_required);
    assert_int_equal(method_of(f, "GET", "/docs/{proxy+}")->timeout_ms, 29000);
}

/* A second plan: the function is there, and so the body is known. */
static void a_body_of_this_repository_is_read(void **state)
{
    fixture *f = *state;
    expect_plan(f, "streaming_known");
    assert_null(strstr(f->notes, "known only after apply"));
    expect_rest_methods(f);
    for (size_t i = 0; i < f->config.api.method_count; i++) {
        assert_true(f->config.api.methods[i].is_streaming);
    }
    assert_int_equal(f->config.api.plans[0].key_count, 2);
    assert_true(f->config.api.keys[0].value.len >= 20);
}

static void a_module_planned_by_itself_is_read(void **state)
{
    fixture *f = *state;
    expect_plan(f, "streaming_root");
    assert_int_equal(f->config.api.method_count, 7); /* no root method, but OPTIONS and five pages */
    assert_true(method_of(f, "GET", "/openapi.json")->is_streaming);
    expect_str(f->config.region, "ca-central-1");
    assert_true(f->config.api.has_execution_logs && f->config.api.has_error_logs_only);
    assert_false(f->config.api.has_full_execution_logs);
}

/* ---- others ---- */

static void resources_of_many_kinds_are_read(void **state)
{
    fixture *f = *state;
    expect_plan(f, "wide");
    const brisk_api_config *api = &f->config.api;
    assert_true(api->is_edge && api->has_cache && api->has_execution_logs && api->has_full_execution_logs);
    assert_int_equal(api->binary_type_count, 2);
    expect_str(api->stage, "v1");
    expect_str(pair_of(&api->stage_variables, "color"), "blue");
    assert_non_null(api->access_log_format.ptr); /* the plan says: none */
    assert_int_equal(api->access_log_format.len, 0);
    const brisk_method_config *get = method_of(f, "GET", "/users/{id}");
    expect_str(get->function, "users"); /* by the module's output */
    assert_int_equal(get->timeout_ms, 1500);
    assert_false(get->is_key_required);
    assert_true(method_of(f, "PATCH", "/users/{id}")->is_key_required);
    expect_str(method_of(f, "POST", "/users")->function, "orders"); /* of a module with for_each */
    const brisk_method_config *mock = method_of(f, "OPTIONS", "/users");
    assert_int_equal(mock->integration, BRISK_INTEGRATION_MOCK);
    assert_int_equal(mock->mock_status, 204);
    expect_str(pair_of(&mock->mock_headers, "Access-Control-Allow-Origin"), "'*'");
    assert_int_equal(api->method_count, 4);
    expect_in(f->notes, "DELETE /users is left out: integrations of the type HTTP_PROXY are not played\n");
    expect_in(f->notes, "PATCH /users/{id}: the authorization AWS_IAM is not played, anyone may call it\n");
    expect_in(f->notes, "function users: its environment is known only after apply; --env NAME=TEXT gives it here\n");
    expect_str(pair_of(&function_of(f, "orders")->environment, "SECRET"), "known");
}

static void throttles_of_methods_are_read(void **state)
{
    fixture *f = *state;
    expect_plan(f, "wide");
    const brisk_api_config *api = &f->config.api;
    assert_int_equal(api->stage_throttle_count, 1);
    expect_str(api->stage_throttles[0].path, "/users/{id}");
    expect_str(api->stage_throttles[0].method, "GET");
    assert_true(api->stage_throttles[0].throttle.rate == 2.5);
    assert_int_equal(api->plan_count, 1);
    expect_in(f->notes, "the usage plan unused is left out: it is not for this API and stage\n");
    const brisk_plan_config *plan = &api->plans[0];
    assert_false(plan->throttle.is_set);
    assert_int_equal(plan->method_count, 1);
    expect_str(plan->methods[0].path, "/users/{id}");
    expect_str(plan->methods[0].method, "PATCH");
    assert_int_equal(plan->methods[0].throttle.burst, 2);
    assert_int_equal(plan->quota_offset, 5);
    assert_int_equal(plan->quota_period, BRISK_QUOTA_MONTH);
    assert_int_equal(plan->key_count, 2);
    expect_str(api->keys[0].value, "gold-0123456789abcdefghij");
    assert_false(api->keys[1].is_enabled);
    assert_int_equal(api->response_count, 1);
    assert_int_equal(api->responses[0].status, 420);
    expect_str(pair_of(&api->responses[0].headers, "Retry-After"), "'1'");
}

static void an_http_api_is_read(void **state)
{
    fixture *f = *state;
    expect_plan(f, "http");
    const brisk_api_config *api = &f->config.api;
    assert_int_equal(api->kind, BRISK_FRONT_HTTP);
    expect_str(api->name, "shop");
    expect_str(api->stage, "$default");
    assert_false(api->has_payload_1);
    assert_int_equal(api->method_count, 2);
    const brisk_method_config *route = method_of(f, "GET", "/items/{id}");
    expect_str(route->function, "items");
    assert_int_equal(route->timeout_ms, 5000);
    route = method_of(f, "$default", "/");
    expect_str(route->function, "other");
    assert_int_equal(route->timeout_ms, 30000);
    assert_int_equal(function_of(f, "other")->timeout_ms, 7000);
    assert_true(api->cors.is_set && api->cors.allows_credentials);
    assert_int_equal(api->cors.max_age_s, 600);
    assert_int_equal(api->cors.method_count, 2);
    expect_str(api->cors.exposed[0], "x-total");
    expect_str(api->access_log_group, "/http/shop");
    expect_str(api->access_log_format, "$context.requestId $context.status");
    expect_str(pair_of(&api->stage_variables, "color"), "blue");
    assert_int_equal(api->stage_throttle_count, 2);
    expect_str(api->stage_throttles[1].path, "/items/{id}");
    assert_int_equal(api->stage_throttles[1].throttle.burst, 7);
    assert_int_equal(f->config.log_retention_days, 3);
    expect_str(f->config.region, "eu-west-1");
}

static void a_function_url_is_read(void **state)
{
    fixture *f = *state;
    expect_plan(f, "url");
    assert_int_equal(f->config.api.kind, BRISK_FRONT_URL);
    expect_str(f->config.api.stage, "$default");
    const brisk_function_config *function = function_of(f, "streamer");
    assert_true(function->is_streaming);
    assert_int_equal(function->ephemeral_mb, 1024);
    assert_true(f->config.api.cors.is_set);
    assert_int_equal(f->config.api.cors.max_age_s, 10);
    expect_str(f->config.api.methods[0].function, "streamer");
    expect_in(f->notes, "AWS_IAM is not played");
}

/* ---- small ones by hand ---- */

static char folder[] = "/tmp/brisk-plan-XXXXXX", file_path[64];

static brisk_status read_text(fixture *f, const char *text, const char *code)
{
    FILE *file = fopen(file_path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return brisk_gateway_config_read_plan(&f->config, f->arena, file_path, brisk_str_view(code), keep_note, f,
                                          f->problem, sizeof(f->problem));
}

#define STATE(resources) "{\"values\":{\"root_module\":{\"resources\":[" resources "]}}}"
#define ROW(type, name, values)                                                                                        \
    "{\"address\":\"" type "." name "\",\"mode\":\"managed\",\"type\":\"" type "\",\"name\":\"" name                   \
    "\",\"values\":{" values "}}"
#define FUNCTION                                                                                                       \
    ROW("aws_lambda_function", "f",                                                                                    \
        "\"function_name\":\"f\",\"filename\":\"f.zip\",\"package_type\":\"Image\","                                   \
        "\"layers\":[\"arn\"]")

static void a_body_that_is_known_is_read(void **state)
{
    fixture *f = *state;
    assert_int_equal(
        read_text(
            f,
            STATE(FUNCTION "," ROW(
                "aws_api_gateway_rest_api", "a",
                "\"id\":\"api1\",\"body\":\"{\\\"paths\\\":{\\\"/a\\\":{\\\"x-amazon-apigateway-any-method\\\":{"
                "\\\"security\\\":[{\\\"k\\\":[]}],\\\"x-amazon-apigateway-integration\\\":{\\\"type\\\":\\\"aws_proxy\\\","
                "\\\"httpMethod\\\":\\\"POST\\\",\\\"uri\\\":\\\"arn:aws:apigateway:r:lambda:path/2021-11-15/functions/"
                "arn:aws:lambda:r:123456789012:function:f:live/response-streaming-invocations\\\",\\\"timeoutInMillis\\\":900}},"
                "\\\"options\\\":{\\\"x-amazon-apigateway-integration\\\":{\\\"type\\\":\\\"mock\\\",\\\"responses\\\":{\\\"default\\\":"
                "{\\\"statusCode\\\":\\\"204\\\",\\\"responseParameters\\\":{\\\"method.response.header.A\\\":\\\"'b'\\\"}}}}},"
                "\\\"get\\\":{\\\"x-amazon-apigateway-integration\\\":{\\\"type\\\":\\\"http\\\"}},\\\"parameters\\\":[]}},"
                "\\\"components\\\":{\\\"securitySchemes\\\":{\\\"k\\\":{\\\"type\\\":\\\"apiKey\\\",\\\"name\\\":\\\"x-api-key\\\","
                "\\\"in\\\":\\\"header\\\"}}},\\\"x-amazon-apigateway-binary-media-types\\\":[\\\"a/b\\\"],"
                "\\\"x-amazon-apigateway-gateway-responses\\\":{\\\"THROTTLED\\\":{\\\"statusCode\\\":420}}}\"")),
            "code.zip"),
        BRISK_OK);
    const brisk_method_config *method = method_of(f, "ANY", "/a");
    assert_true(method->is_key_required && method->is_streaming);
    assert_int_equal(method->timeout_ms, 900);
    expect_str(method->function, "f");
    assert_int_equal(method_of(f, "OPTIONS", "/a")->mock_status, 204);
    expect_str(pair_of(&method_of(f, "OPTIONS", "/a")->mock_headers, "A"), "'b'");
    assert_int_equal(f->config.api.method_count, 2);
    expect_str(f->config.api.binary_types[0], "a/b");
    assert_int_equal(f->config.api.responses[0].status, 420);
    expect_str(f->config.api.id, "api1");
    expect_in(f->notes, "function f is a container image");
    expect_in(f->notes, "its layers are not unpacked");
}

static void the_code_is_looked_for_beside_the_plan(void **state)
{
    fixture *f = *state;
    char zip[96];
    (void)snprintf(zip, sizeof(zip), "%s/f.zip", folder);
    assert_int_equal(read_text(f, STATE(FUNCTION), ""), BRISK_NOT_FOUND);
    expect_in(f->problem, "the code of the function f is not where the plan says: say where it is");
    FILE *file = fopen(zip, "w");
    assert_non_null(file);
    (void)fclose(file);
    f->config.function_count = 0;
    assert_int_equal(read_text(f, STATE(FUNCTION), ""), BRISK_OK);
    expect_str(f->config.functions[0].code, zip);
    expect_in(f->notes, "the plan has no API");
    (void)unlink(zip);
}

static void functions_that_the_api_does_not_need_may_be_without_code(void **state)
{
    fixture *f = *state;
    assert_int_equal(
        read_text(f,
                  STATE(ROW("aws_lambda_function", "g", "\"function_name\":\"g\"") "," ROW(
                      "aws_lambda_function", "h",
                      "\"function_name\":\"h\",\"filename\":\"/dev/null\"") "," ROW("aws_lambda_function_url", "u",
                                                                                    "\"function_name\":\"h\"")),
                  ""),
        BRISK_OK);
    assert_int_equal(f->config.function_count, 1);
    expect_str(f->config.functions[0].name, "h");
    expect_in(f->notes, "function g is left out: its code is not there, and the API does not need it\n");
}

/* The older way: the deployment makes the stage; a reference to an attribute of another resource; no configuration of an alias. */
static void older_ways_are_read(void **state)
{
    fixture *f = *state;
    assert_int_equal(read_text(f,
                               STATE(FUNCTION "," ROW(
                                   "aws_lambda_alias",
                                   "l", "\"arn\":\"arn:x\",\"function_name\":\"f\",\"invoke_arn\":\"inv\"") "," ROW("aws_api_gateway_rest_api",
                                                                                                                    "a", "\"id\":\"i\",\"root_resource_id\":\"r\",\"api_key_source\":\"AUTHORIZER\"") "," ROW("aws_api_gateway_resource",
                                                                                                                                                                                                              "c", "\"id\":\"c\",\"parent_id\":\"c\",\"path_part\":\"loop\",\"rest_api_id\":\"i\"") "," ROW("aws_api_gateway_method", "c", "\"resource_id\":\"c\",\"http_method\":\"GET\",\"rest_api_id\":\"i\"") "," ROW("aws_api_gateway_method",
                                                                                                                                                                                                                                                                                                                                                                                                                          "m", "\"resource_id\":\"r\",\"http_method\":\"GET\",\"rest_api_id\":\"i\"") "," ROW("aws_api_gateway_integration",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "m",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "\"resource_id\":\"r\",\"http_method\":\"GET\",\"rest_api_id\":\"i\","
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "\"type\":\"AWS_PROXY\",\"integration_http_method\":\"GET\",\"response_transfer_mode\":\"STREAM\","
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "\"uri\":\"x:function:f/invocations\"") "," ROW("aws_api_gateway_deployment",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "d", "\"rest_api_id\":\"i\",\"stage_name\":\"old\"") "," ROW("aws_api_gateway_authorizer", "z", "") "," ROW("aws_api_gateway_rest_api",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                          "b",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                          "\"name\":\"second\"") "," ROW("aws_apigatewayv2_api",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                         "w",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                         "\"name\":\"socket\",\"protocol_type\":\"WEBSOCKET\"")),
                               "code.zip"),
                     BRISK_OK);
    assert_int_equal(f->config.api.method_count, 1);
    const brisk_method_config *method = method_of(f, "GET", "/");
    expect_str(method->integration_method, "GET");
    assert_true(method->is_streaming);
    expect_str(f->config.api.stage, "old");
    expect_in(f->notes, "aws_api_gateway_method.c is left out: its path is not to be found out from the plan\n");
    expect_in(f->notes, "one API is played: second is not\n");
    expect_in(f->notes, "authorizers are not played");
    expect_in(f->notes, "not from an authorizer");
}

static void variables_that_are_not_known_yet_are_told(void **state)
{
    fixture *f = *state;
    assert_int_equal(
        read_text(
            f,
            "{\"planned_values\":{\"root_module\":{\"resources\":[" ROW(
                "aws_lambda_function", "f",
                "\"function_name\":\"f\",\"environment\":[{\"variables\":{\"A\":\"1\"}}]") "]}},\"resource_changes\":"
                                                                                           "[{\"address\":\"aws_lambda_function.f\",\"change\":{\"after_unknown\":{\"environment\":[{\"variables\":"
                                                                                           "{\"QUEUE\":true}}]}}}]}",
            "code.zip"),
        BRISK_OK);
    expect_in(f->notes, "function f: QUEUE is known only after apply; --env QUEUE=TEXT gives it here\n");
    expect_str(pair_of(&f->config.functions[0].environment, "A"), "1");
}

static void what_is_no_plan_is_an_error(void **state)
{
    fixture *f = *state;
    assert_int_equal(read_text(f, "{}", ""), BRISK_INVALID);
    expect_in(f->problem, "it is no plan: terraform show -json");
    assert_int_equal(read_text(f, "[1, 2]", ""), BRISK_INVALID);
    assert_int_equal(read_text(f, "PK\003\004", ""), BRISK_SYNTAX);
    assert_int_equal(read_text(f, STATE(""), ""), BRISK_INVALID);
    expect_in(f->problem, "there is no aws_lambda_function in it");
    assert_int_equal(brisk_gateway_config_read_plan(&f->config, f->arena, "/nowhere", BRISK_S(""), NULL, NULL,
                                                    f->problem, sizeof(f->problem)),
                     BRISK_IO);
}

/* A plan that refers to itself comes to an end. */
static void references_in_circles_end(void **state)
{
    fixture *f = *state;
    assert_int_equal(
        read_text(
            f,
            "{\"planned_values\":{\"root_module\":{\"resources\":[" FUNCTION
            "," ROW("aws_api_gateway_rest_api", "a", "") "," ROW("aws_api_gateway_method", "m", "") "," ROW(
                "aws_api_gateway_method", "n",
                "") "]}},\"configuration\":{\"root_module\":{\"resources\":["
                    "{\"mode\":\"managed\",\"type\":\"aws_api_gateway_method\",\"name\":\"m\",\"expressions\":{\"resource_id\":"
                    "{\"references\":[\"aws_api_gateway_method.n.resource_id\",\"aws_api_gateway_method.n.resource_id\"]}}},"
                    "{\"mode\":\"managed\",\"type\":\"aws_api_gateway_method\",\"name\":\"n\",\"expressions\":{\"resource_id\":"
                    "{\"references\":[\"aws_api_gateway_method.m.resource_id\",\"aws_api_gateway_method.m.resource_id\"]}}}]}}}",
            "code.zip"),
        BRISK_OK);
    assert_int_equal(f->config.api.method_count, 0);
}

/* ---- broken ones ---- */

static char *read_all(const char *name, size_t *len)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "gateway/terraform/plans/%s.json", name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char *text = malloc(128 * 1024);
    assert_non_null(text);
    *len = fread(text, 1, 128 * 1024 - 1, file);
    text[*len] = '\0';
    (void)fclose(file);
    return text;
}

static void cut_plans_are_errors(void **state)
{
    fixture *f = *state;
    size_t len;
    char *text = read_all("rest", &len);
    for (size_t cut = 0; cut < len - 2; cut += 499) {
        char kept = text[cut];
        text[cut] = '\0';
        assert_int_equal(read_text(f, text, "code.zip"), BRISK_SYNTAX);
        text[cut] = kept;
    }
    free(text);
}

/* A value of the wrong kind at each place in turn: whatever comes of it, it is no crash. */
static void values_of_the_wrong_kind_are_no_crash(void **state)
{
    static const char *const plans[] = {"wide", "http"};
    (void)state;
    for (size_t p = 0; p < 2; p++) {
        size_t len;
        char *text = read_all(plans[p], &len);
        for (size_t i = 0; i + 1 < len; i++) {
            if (text[i] != ':' || text[i + 1] != ' ' || i % 3 != 0) {
                continue;
            }
            static fixture f;
            f.arena = brisk_arena_new(0);
            f.notes[0] = '\0';
            brisk_gateway_config_init(&f.config);
            char *changed = malloc(len + 8);
            assert_non_null(changed);
            (void)snprintf(changed, len + 8, "%.*s[0] ,\"y\":%s", (int)i + 1, text, text + i + 1);
            brisk_status status = read_text(&f, changed, "code.zip");
            assert_true(status == BRISK_OK || status == BRISK_INVALID || status == BRISK_SYNTAX);
            free(changed);
            brisk_arena_free(f.arena);
        }
        free(text);
    }
}

static void memory_that_runs_out_is_an_error(void **state)
{
    static const char *const plans[] = {"rest", "wide", "http", "url", "streaming"};
    fixture *f = *state;
    unsigned failed = 0;
    for (size_t p = 0; p < sizeof(plans) / sizeof(plans[0]); p++) {
        for (size_t limit = 64 * 1024; limit < 8u << 20; limit += limit / 8) {
            brisk_arena_free(f->arena);
            f->arena = brisk_arena_new(limit);
            f->notes[0] = '\0';
            brisk_gateway_config_init(&f->config);
            brisk_status status = read_plan(f, plans[p]);
            assert_true(status == BRISK_OK || status == BRISK_NO_MEMORY);
            failed += status == BRISK_NO_MEMORY;
        }
    }
    assert_true(failed > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_function_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(methods_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stage_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keys_and_a_plan_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gateway_responses_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_state_is_read_by_its_ids, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_body_that_is_not_known_yet_is_told_by_variables, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_body_of_this_repository_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_module_planned_by_itself_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(variables_that_are_not_known_yet_are_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(resources_of_many_kinds_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(throttles_of_methods_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_http_api_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_function_url_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_body_that_is_known_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_code_is_looked_for_beside_the_plan, set_up, tear_down),
        cmocka_unit_test_setup_teardown(functions_that_the_api_does_not_need_may_be_without_code, set_up, tear_down),
        cmocka_unit_test_setup_teardown(older_ways_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_plan_is_an_error, set_up, tear_down),
        cmocka_unit_test_setup_teardown(references_in_circles_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cut_plans_are_errors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(values_of_the_wrong_kind_are_no_crash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(memory_that_runs_out_is_an_error, set_up, tear_down),
    };
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    (void)snprintf(file_path, sizeof(file_path), "%s/plan.json", folder);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)unlink(file_path);
    (void)rmdir(folder);
    return failed;
}

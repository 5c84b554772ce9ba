/* test_config_file.c - a configuration from a file: all of it reachable, and each mistake told with its place. */
#include "config_fixture.h"
#include "gateway/config/file.h"

#include <unistd.h>

static char folder[] = "/tmp/brisk-config-XXXXXX", path[64];

static brisk_status read_text(fixture *f, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return brisk_gateway_config_read(&f->config, f->arena, path, f->problem, sizeof(f->problem));
}

static void expect_problem(fixture *f, const char *text, brisk_status status, const char *part)
{
    assert_int_equal(read_text(f, text), status);
    assert_memory_equal(f->problem, path, strlen(path)); /* which file it is */
    expect_in(f->problem, part);
}

static const char whole[] =
    "{\"region\": \"eu-west-1\", \"account_id\": \"000000000001\", \"host\": \"0.0.0.0\", \"port\": 0, \"data\": \"state\",\n"
    " \"concurrency\": 3, \"idle\": 1.5, \"log_retention\": 0, \"log_bytes\": 1000, \"watch\": true, \"freeze\": false,\n"
    " \"isolate\": false,\n"
    " \"functions\": [{\"name\": \"items\", \"code\": \"build/items.zip\", \"handler\": \"h\", \"timeout\": 10,\n"
    "   \"init_timeout\": 2.5, \"memory\": 256, \"ephemeral_storage\": 1024, \"reserved_concurrency\": 2,\n"
    "   \"environment\": {\"A\": \"1\", \"B\": \"two\"}, \"log_format\": \"json\", \"application_log_level\": \"DEBUG\",\n"
    "   \"system_log_level\": \"WARN\", \"log_group\": \"/my/items\", \"tracing\": true, \"streaming\": true}],\n"
    " \"api\": {\"front\": \"rest\", \"id\": \"abc\", \"name\": \"shop\", \"stage\": \"v1\", \"stage_variables\": {\"k\": \"v\"},\n"
    "   \"endpoint_type\": \"EDGE\", \"payload_format\": \"1.0\",\n"
    "   \"methods\": [{\"path\": \"/{proxy+}\", \"key_required\": true, \"timeout\": 0.05, \"streaming\": true},\n"
    "     {\"path\": \"/x\", \"method\": \"POST\", \"function\": \"items\", \"integration_method\": \"GET\"},\n"
    "     {\"path\": \"/y\", \"method\": \"GET\", \"integration\": \"MOCK\"},\n"
    "     {\"path\": \"/x\", \"method\": \"OPTIONS\", \"mock\": {\"status\": 204, \"headers\": {\"X-A\": \"'b'\"}}}],\n"
    "   \"binary_types\": [\"image/png\", \"*/*\"],\n"
    "   \"keys\": [{\"name\": \"gold\", \"id\": \"k1\", \"value\": \"01234567890123456789\"}, {\"name\": \"old\", \"enabled\": false}],\n"
    "   \"plans\": [{\"name\": \"p\", \"id\": \"p1\", \"keys\": [\"gold\", \"old\"], \"rate\": 2.5, \"burst\": 4,\n"
    "     \"methods\": [{\"path\": \"/x\", \"method\": \"POST\", \"rate\": 1, \"burst\": 2}],\n"
    "     \"quota\": {\"limit\": 10, \"period\": \"MONTH\", \"offset\": 3}}],\n"
    "   \"stage_throttles\": [{\"rate\": 100, \"burst\": 200}],\n"
    "   \"gateway_responses\": [{\"type\": \"THROTTLED\", \"status\": 420, \"headers\": {\"Retry-After\": \"'1'\"},\n"
    "     \"templates\": {\"application/json\": \"{}\"}}],\n"
    "   \"cors\": {\"allow_origins\": [\"*\"], \"allow_methods\": [\"GET\"], \"allow_headers\": [\"a\"], \"expose_headers\": [\"b\"],\n"
    "     \"allow_credentials\": true, \"max_age\": 60},\n"
    "   \"access_log\": \"clf\", \"access_log_group\": \"/my/access\", \"execution_logs\": \"full\", \"tracing\": true, \"cache\": true}}\n";

static void the_machine_is_read(void **state)
{
    fixture *f = *state;
    char text[96];
    assert_int_equal(read_text(f, whole), BRISK_OK);
    const brisk_gateway_config *c = &f->config;
    expect_str(c->region, "eu-west-1");
    expect_str(c->account_id, "000000000001");
    expect_str(c->host, "0.0.0.0");
    assert_int_equal(c->port, 0);
    (void)snprintf(text, sizeof(text), "%s/state", folder);
    expect_str(c->data_dir, text);
    assert_int_equal(c->concurrency, 3);
    assert_int_equal(c->idle_ms, 1500);
    assert_int_equal(c->log_retention_days, 0);
    assert_int_equal(c->log_bytes, 1000);
    assert_true(c->watches && !c->is_frozen && !c->is_isolated);
    assert_true(f->config.api.keys[1].value.len == 0); /* the command line gives one */
}

static void functions_are_read(void **state)
{
    fixture *f = *state;
    char text[96];
    assert_int_equal(read_text(f, whole), BRISK_OK);
    const brisk_function_config *function = function_of(f, "items");
    (void)snprintf(text, sizeof(text), "%s/build/items.zip", folder);
    expect_str(function->code, text);
    expect_str(function->handler, "h");
    assert_int_equal(function->timeout_ms, 10000);
    assert_int_equal(function->init_timeout_ms, 2500);
    assert_int_equal(function->memory_mb, 256);
    assert_int_equal(function->ephemeral_mb, 1024);
    assert_int_equal(function->concurrency, 2);
    expect_str(pair_of(&function->environment, "B"), "two");
    assert_int_equal(function->log_format, BRISK_LOG_FORMAT_JSON);
    expect_str(function->application_log_level, "DEBUG");
    expect_str(function->system_log_level, "WARN");
    expect_str(function->log_group, "/my/items");
    assert_true(function->is_traced && function->is_streaming);
}

static void the_api_is_read(void **state)
{
    fixture *f = *state;
    assert_int_equal(read_text(f, whole), BRISK_OK);
    const brisk_api_config *api = &f->config.api;
    assert_int_equal(api->kind, BRISK_FRONT_REST);
    expect_str(api->id, "abc");
    expect_str(api->name, "shop");
    expect_str(api->stage, "v1");
    expect_str(pair_of(&api->stage_variables, "k"), "v");
    assert_true(api->is_edge && api->has_payload_1 && api->is_traced && api->has_cache);
    assert_int_equal(api->binary_type_count, 2);
    expect_str(api->binary_types[0], "image/png");
    assert_memory_equal(api->access_log_format.ptr, "$context.identity.sourceIp", 26);
    expect_str(api->access_log_group, "/my/access");
    assert_true(api->has_execution_logs && api->has_full_execution_logs);
    assert_int_equal(api->response_count, 1);
    expect_str(api->responses[0].type, "THROTTLED");
    assert_int_equal(api->responses[0].status, 420);
    expect_str(pair_of(&api->responses[0].headers, "Retry-After"), "'1'");
    expect_str(pair_of(&api->responses[0].templates, "application/json"), "{}");
    assert_true(api->cors.is_set && api->cors.allows_credentials);
    assert_int_equal(api->cors.max_age_s, 60);
    expect_str(api->cors.origins[0], "*");
    expect_str(api->cors.methods[0], "GET");
    expect_str(api->cors.headers[0], "a");
    expect_str(api->cors.exposed[0], "b");
}

static void methods_are_read(void **state)
{
    fixture *f = *state;
    assert_int_equal(read_text(f, whole), BRISK_OK);
    const brisk_method_config *proxy = method_of(f, "ANY", "/{proxy+}");
    expect_str(proxy->function, "items"); /* the only one */
    assert_true(proxy->is_key_required && proxy->is_streaming);
    assert_int_equal(proxy->timeout_ms, 50);
    assert_int_equal(proxy->integration, BRISK_INTEGRATION_PROXY);
    const brisk_method_config *post = method_of(f, "POST", "/x");
    expect_str(post->integration_method, "GET");
    assert_false(post->is_key_required);
    assert_int_equal(post->timeout_ms, 29000);
    const brisk_method_config *options = method_of(f, "OPTIONS", "/x");
    assert_int_equal(options->integration, BRISK_INTEGRATION_MOCK);
    assert_int_equal(options->mock_status, 204);
    expect_str(pair_of(&options->mock_headers, "X-A"), "'b'");
    assert_int_equal(method_of(f, "GET", "/y")->integration, BRISK_INTEGRATION_MOCK);
    assert_int_equal(method_of(f, "GET", "/y")->mock_status, 200);
}

static void keys_and_plans_are_read(void **state)
{
    fixture *f = *state;
    assert_int_equal(read_text(f, whole), BRISK_OK);
    const brisk_api_config *api = &f->config.api;
    assert_int_equal(api->key_count, 2);
    expect_str(api->keys[0].id, "k1");
    expect_str(api->keys[0].value, "01234567890123456789");
    assert_true(api->keys[0].is_enabled && !api->keys[1].is_enabled);
    const brisk_plan_config *plan = &api->plans[0];
    assert_int_equal(plan->key_count, 2);
    expect_str(plan->key_ids[0], "k1");
    assert_true(brisk_str_equal(plan->key_ids[1], api->keys[1].id)); /* made of its name */
    assert_int_equal(api->keys[1].id.len, 10);
    assert_true(plan->throttle.is_set && plan->throttle.rate == 2.5 && plan->throttle.burst == 4);
    assert_int_equal(plan->method_count, 1);
    expect_str(plan->methods[0].path, "/x");
    assert_int_equal(plan->methods[0].throttle.burst, 2);
    assert_true(plan->has_quota);
    assert_int_equal(plan->quota_limit, 10);
    assert_int_equal(plan->quota_offset, 3);
    assert_int_equal(plan->quota_period, BRISK_QUOTA_MONTH);
    assert_int_equal(api->stage_throttle_count, 1);
    expect_str(api->stage_throttles[0].path, "*");
    expect_str(api->stage_throttles[0].method, "*");
    assert_true(api->stage_throttles[0].throttle.rate == 100);
}

static void what_is_left_out_stays(void **state)
{
    fixture *f = *state;
    brisk_gateway_config before;
    brisk_gateway_config_init(&before);
    assert_int_equal(read_text(f, "{}"), BRISK_OK);
    assert_memory_equal(&f->config, &before, sizeof(before));
    assert_int_equal(read_text(f, whole), BRISK_OK);
    assert_int_equal(
        read_text(
            f, "{\"functions\": [{\"name\": \"items\", \"memory\": 512, \"environment\": {\"B\": \"3\", \"C\": \"4\"}},"
               "{\"name\": \"more\", \"code\": \"/a/b\"}],"
               "\"api\": {\"methods\": [{\"path\": \"/x\", \"method\": \"POST\", \"key_required\": true}],"
               "\"keys\": [{\"name\": \"gold\", \"value\": \"abcdefghijklmnopqrst\"}],"
               "\"plans\": [{\"name\": \"p\", \"rate\": 7, \"quota\": null}], \"cors\": null,"
               "\"gateway_responses\": [{\"type\": \"THROTTLED\", \"status\": 429}],"
               "\"access_log\": \"none\", \"execution_logs\": \"off\"}}"),
        BRISK_OK);
    const brisk_function_config *function = function_of(f, "items");
    assert_int_equal(function->memory_mb, 512);
    assert_int_equal(function->timeout_ms, 10000);
    assert_int_equal(function->environment.count, 3);
    expect_str(pair_of(&function->environment, "B"), "3");
    expect_str(function_of(f, "more")->code, "/a/b");
    assert_int_equal(f->config.api.method_count, 4);
    assert_true(method_of(f, "POST", "/x")->is_key_required);
    expect_str(method_of(f, "POST", "/x")->integration_method, "GET");
    assert_int_equal(f->config.api.key_count, 2);
    expect_str(f->config.api.keys[0].value, "abcdefghijklmnopqrst");
    expect_str(f->config.api.keys[0].id, "k1");
    const brisk_plan_config *plan = &f->config.api.plans[0];
    assert_int_equal(plan->throttle.burst, 7);
    assert_false(plan->has_quota);
    assert_int_equal(plan->key_count, 2);
    assert_false(f->config.api.cors.is_set);
    assert_int_equal(f->config.api.responses[0].status, 429);
    assert_int_equal(f->config.api.responses[0].headers.count, 1);
    assert_non_null(f->config.api.access_log_format.ptr); /* said: none */
    assert_int_equal(f->config.api.access_log_format.len, 0);
    assert_false(f->config.api.has_execution_logs);
    assert_int_equal(read_text(f, "{\"api\": {\"execution_logs\": \"errors\"}}"), BRISK_OK);
    assert_true(f->config.api.has_execution_logs && f->config.api.has_error_logs_only);
    assert_int_equal(read_text(f, "{\"api\": {\"execution_logs\": \"on\"}}"), BRISK_OK);
    assert_true(f->config.api.has_execution_logs && !f->config.api.has_error_logs_only);
}

static void other_fronts_are_read(void **state)
{
    fixture *f = *state;
    assert_int_equal(read_text(f, "{\"api\": {\"front\": \"url\"}}"), BRISK_OK);
    assert_int_equal(f->config.api.kind, BRISK_FRONT_URL);
    expect_str(f->config.api.stage, "$default");
    assert_int_equal(
        read_text(f, "{\"api\": {\"front\": \"http\", \"stage\": \"$default\", \"access_log\": \"$context.status\","
                     "\"methods\": [{\"path\": \"/\", \"method\": \"$default\", \"function\": \"f\"}]}}"),
        BRISK_OK);
    assert_int_equal(f->config.api.kind, BRISK_FRONT_HTTP);
    expect_str(f->config.api.access_log_format, "$context.status");
}

static void wrong_values_are_told_with_their_place(void **state)
{
    fixture *f = *state;
    expect_problem(f, "{\"functions\": [{\"name\": \"a\"}, {\"name\": \"b\", \"timeout\": 901}]}", BRISK_INVALID,
                   "functions[1].timeout: Input should be less than or equal to 900, not 901");
    expect_problem(f, "{\"functions\": [{\"code\": \"x\"}]}", BRISK_INVALID, "functions[0].name: Field required");
    expect_problem(f, "{\"port\": \"9000\"}", BRISK_INVALID, "port: Input should be a valid integer, not \"9000\"");
    expect_problem(f, "{\"api\": {\"methods\": [{\"path\": \"/\", \"method\": \"get\"}]}}", BRISK_INVALID,
                   "api.methods[0].method: Input should be 'ANY'");
    expect_problem(f, "{\"api\": {\"keys\": [{\"name\": \"a\", \"value\": \"short\"}]}}", BRISK_INVALID,
                   "api.keys[0].value: String should have at least 20 characters");
    expect_problem(f, "{\"api\": {\"plans\": [{\"name\": \"a\", \"quota\": {\"limit\": -1}}]}}", BRISK_INVALID,
                   "api.plans[0].quota.limit: ");
    expect_problem(f, "[]", BRISK_INVALID, "Input should be");
    expect_problem(f, "{\"region\": null}", BRISK_INVALID, "region: ");
}

static void unknown_names_are_told_with_the_nearest(void **state)
{
    fixture *f = *state;
    expect_problem(f, "{\"prot\": 1}", BRISK_INVALID, "prot: there is no such name: did you mean port?");
    expect_problem(f, "{\"functions\": [{\"name\": \"a\", \"memroy\": 1}]}", BRISK_INVALID,
                   "functions[0].memroy: there is no such name: did you mean memory?");
    expect_problem(f, "{\"api\": {\"plans\": [{\"name\": \"a\", \"quota\": {\"limit\": 1, \"peroid\": \"DAY\"}}]}}",
                   BRISK_INVALID, "api.plans[0].quota.peroid: there is no such name: did you mean period?");
    expect_problem(f, "{\"qqqqqqqqqqqqqqqqq\": 1}", BRISK_INVALID, "there is no such name");
    assert_null(strstr(f->problem, "did you mean"));
    expect_problem(f, "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1}", BRISK_INVALID, "and 2 more");
}

static void syntax_is_told_with_line_and_column(void **state)
{
    fixture *f = *state;
    char text[96];
    (void)snprintf(text, sizeof(text), "%s:2:10: this is no JSON: ", path);
    expect_problem(f, "{\n \"port\": }", BRISK_SYNTAX, text);
    (void)snprintf(text, sizeof(text), "%s:1:1: ", path);
    expect_problem(f, "", BRISK_SYNTAX, text);
    expect_problem(f, "{\"region\": \"\xff\"}", BRISK_INVALID, "UTF-8");
}

static void files_that_cannot_be_read_are_told(void **state)
{
    fixture *f = *state;
    assert_int_equal(brisk_gateway_config_read(&f->config, f->arena, "/nowhere/x.json", f->problem, sizeof(f->problem)),
                     BRISK_IO);
    expect_in(f->problem, "/nowhere/x.json: No such file");
    assert_int_equal(brisk_gateway_config_read(&f->config, f->arena, "/tmp", f->problem, sizeof(f->problem)), BRISK_IO);
}

static void each_cut_of_a_file_is_an_error(void **state)
{
    fixture *f = *state;
    char *text = strdup(whole);
    assert_non_null(text);
    for (size_t len = strlen(text) - 3; len > 0; len -= len > 40 ? 37 : 1) {
        text[len] = '\0';
        assert_int_not_equal(read_text(f, text), BRISK_OK);
    }
    free(text);
}

static void memory_that_runs_out_is_an_error(void **state)
{
    fixture *f = *state;
    unsigned failed = 0;
    for (size_t limit = 8 * 1024; limit < 256 * 1024; limit += 8 * 1024) {
        brisk_arena *arena = brisk_arena_new(limit);
        brisk_gateway_config config;
        brisk_gateway_config_init(&config);
        assert_int_equal(read_text(f, whole), BRISK_OK);
        brisk_status status = brisk_gateway_config_read(&config, arena, path, f->problem, sizeof(f->problem));
        assert_true(status == BRISK_OK || status == BRISK_NO_MEMORY);
        failed += status == BRISK_NO_MEMORY;
        brisk_arena_free(arena);
    }
    assert_true(failed > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_machine_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(functions_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_api_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(methods_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keys_and_plans_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_left_out_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_fronts_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_values_are_told_with_their_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unknown_names_are_told_with_the_nearest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(syntax_is_told_with_line_and_column, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_that_cannot_be_read_are_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_cut_of_a_file_is_an_error, set_up, tear_down),
        cmocka_unit_test_setup_teardown(memory_that_runs_out_is_an_error, set_up, tear_down),
    };
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    (void)snprintf(path, sizeof(path), "%s/gateway.json", folder);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)unlink(path);
    (void)rmdir(folder);
    return failed;
}

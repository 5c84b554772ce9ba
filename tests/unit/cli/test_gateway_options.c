/* test_gateway_options.c - the options of `brisk gateway`, and what they make of defaults, a file and a plan. */
#include "../gateway/config/config_fixture.h"
#include "cli/gateway_options.h"

#include <sys/stat.h>
#include <unistd.h>

static char *all_words[4096];
static size_t word_count;
static char folder[] = "/tmp/brisk-options-XXXXXX", data[64], code[64], file_path[64];

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Words are separated by spaces; CODE, DATA, FILE and PLAN are put in. */
static bool configure(fixture *f, const char *line)
{
    static brisk_cli_gateway_options options;
    char *words[64];
    int count = 0;
    options = (brisk_cli_gateway_options){0};
    brisk_str rest = brisk_str_view(line), part;
    bool more = line[0] != '\0';
    words[count++] = strdup("--data");
    words[count++] = strdup(data);
    while (count < 60 && brisk_str_split(&rest, ' ', &more, &part)) {
        const char *known = brisk_str_is(part, "CODE")   ? code
                            : brisk_str_is(part, "FILE") ? file_path
                            : brisk_str_is(part, "PLAN") ? "gateway/terraform/plans/rest.json"
                                                         : NULL;
        words[count] = known != NULL ? strdup(known) : strndup(part.ptr, part.len);
        assert_non_null(words[count++]);
    }
    bool is_ok =
        brisk_cli_gateway_options_parse(&options, count, words, f->problem, sizeof(f->problem)) &&
        brisk_cli_gateway_configure(&options, f->arena, &f->config, keep_note, f, f->problem, sizeof(f->problem));
    for (int i = 0; i < count; i++) {
        assert_true(word_count < sizeof(all_words) / sizeof(all_words[0]));
        all_words[word_count++] = words[i]; /* texts of the configuration borrow them */
    }
    return is_ok;
}

static void expect(fixture *f, const char *line)
{
    if (!configure(f, line)) {
        fail_msg("%s", f->problem);
    }
}

static void expect_refusal(fixture *f, const char *line, const char *part)
{
    assert_false(configure(f, line));
    expect_in(f->problem, part);
}

static void code_alone_makes_a_guarded_api(void **state)
{
    fixture *f = *state;
    expect(f, "CODE");
    const brisk_gateway_config *c = &f->config;
    assert_int_equal(c->port, 9000);
    expect_str(c->host, "127.0.0.1");
    assert_int_equal(c->function_count, 1);
    expect_str(c->functions[0].name, "shop");
    expect_str(c->api.stage, "dev");
    assert_int_equal(c->api.method_count, 1);
    assert_true(method_of(f, "ANY", "/{proxy+}")->is_key_required);
    assert_int_equal(c->api.key_count, 1);
    assert_int_equal(c->api.keys[0].value.len, 40);
    assert_int_equal(c->api.plan_count, 1);
    assert_false(c->api.plans[0].throttle.is_set || c->api.plans[0].has_quota);
    assert_memory_equal(c->api.access_log_format.ptr, "{\"requestId\":", 13);
    expect_str(c->api.access_log_group, "/aws/apigateway/brisk");
}

static void a_key_stays_the_same(void **state)
{
    fixture *f = *state;
    char first[41] = "";
    expect(f, "CODE");
    memcpy(first, f->config.api.keys[0].value.ptr, 40);
    expect(f, "CODE");
    expect_str(f->config.api.keys[0].value, first);
    expect(f, "CODE --key 01234567890123456789");
    expect_str(f->config.api.keys[0].value, "01234567890123456789");
    expect_refusal(f, "CODE --key short", "its value must be 20 to 128 characters");
    expect_refusal(f, "CODE --key 0123456789012345678\xC3\xA9", "its value must be of printable ASCII characters");
}

static void each_option_does_what_it_says(void **state)
{
    fixture *f = *state;
    expect(
        f,
        "CODE --port 0 --host 0.0.0.0 --stage v1 --name one --handler h --timeout 7 --integration-timeout 1.5 "
        "--memory 512 --concurrency 3 --idle 2 --env A=1 --env B=x=y --public-docs --root-method --rate 5 --burst 9 "
        "--quota 100 --quota-period week --stage-rate 50 --stage-burst 60 --binary image/png --binary */* --stream "
        "--cdn --log-format json --access-log clf --execution-logs --retention 3 --region eu-west-1 --watch --no-freeze --no-isolation");
    const brisk_gateway_config *c = &f->config;
    assert_int_equal(c->port, 0);
    expect_str(c->host, "0.0.0.0");
    expect_str(c->api.stage, "v1");
    const brisk_function_config *function = function_of(f, "one");
    expect_str(function->handler, "h");
    assert_int_equal(function->timeout_ms, 7000);
    assert_int_equal(function->memory_mb, 512);
    expect_str(pair_of(&function->environment, "B"), "x=y");
    assert_int_equal(function->log_format, BRISK_LOG_FORMAT_JSON);
    assert_true(function->is_streaming);
    assert_int_equal(c->concurrency, 3);
    assert_int_equal(c->idle_ms, 2000);
    assert_int_equal(c->api.method_count, 7);
    assert_int_equal(method_of(f, "ANY", "/")->timeout_ms, 1500);
    assert_true(method_of(f, "ANY", "/")->is_key_required && method_of(f, "ANY", "/")->is_streaming);
    assert_false(method_of(f, "GET", "/openapi.json")->is_key_required);
    const brisk_plan_config *plan = &c->api.plans[0];
    assert_true(plan->throttle.rate == 5 && plan->throttle.burst == 9);
    assert_true(plan->has_quota && plan->quota_limit == 100 && plan->quota_period == BRISK_QUOTA_WEEK);
    assert_int_equal(c->api.stage_throttles[0].throttle.burst, 60);
    assert_int_equal(c->api.binary_type_count, 2);
    assert_true(c->api.has_cache && c->api.has_execution_logs && c->watches && !c->is_frozen && !c->is_isolated);
    assert_memory_equal(c->api.access_log_format.ptr, "$context.identity", 17);
    assert_int_equal(c->log_retention_days, 3);
    expect_str(c->region, "eu-west-1");
}

static void other_fronts_need_no_key(void **state)
{
    fixture *f = *state;
    expect(f, "CODE --front http");
    assert_int_equal(f->config.api.kind, BRISK_FRONT_HTTP);
    assert_int_equal(f->config.api.key_count, 0);
    assert_false(method_of(f, "ANY", "/")->is_key_required);
    expect(f, "CODE --front url");
    expect_str(f->config.api.stage, "$default");
    expect(f, "CODE --no-key");
    assert_int_equal(f->config.api.key_count, 0);
    assert_false(method_of(f, "ANY", "/{proxy+}")->is_key_required);
}

static void mistakes_are_told(void **state)
{
    fixture *f = *state;
    expect_refusal(f, "/nowhere.zip", "/nowhere.zip is not there");
    expect_refusal(f, "CODE --prot 1", "--port");
    expect_refusal(f, "CODE --front soap", "--front is rest, http or url, not \"soap\"");
    expect_refusal(f, "CODE --log-format xml", "--log-format is text or json");
    expect_refusal(f, "CODE --env NAME", "--env takes NAME=TEXT, not \"NAME\"");
    expect_refusal(f, "CODE --quota 5 --quota-period YEAR", "--quota-period is DAY, WEEK or MONTH");
    expect_refusal(f, "CODE --burst 5", "--burst needs --rate");
    expect_refusal(f, "CODE --stage-burst 5", "--stage-burst needs --stage-rate");
    expect_refusal(f, "CODE --timeout 901", "its timeout must be 1 to 900 seconds");
    expect_refusal(f, "CODE --memory 64", "its memory must be 128 to 10240 MB");
    expect_refusal(f, "CODE --memory 0", "its memory must be 128 to 10240 MB");
    expect_refusal(f, "CODE --timeout 0", "its timeout must be 1 to 900 seconds");
    expect_refusal(f, "CODE --integration-timeout 0", "its timeout must be 50 ms");
    expect_refusal(f, "CODE --concurrency 0", "the concurrency must be 1 to 1000");
    expect_refusal(f, "CODE --quota-period WEEK", "--quota-period needs --quota");
    expect_refusal(f, "CODE --no-key --rate 5", "--rate and --quota are of API keys, and there are none");
    expect_refusal(f, "CODE --front http --quota 5", "--rate and --quota are of API keys, and there are none");
    put(file_path, "{}");
    expect_refusal(f, "FILE", "is neither a zip nor can it be run; a configuration is given by --config");
    expect_refusal(f, "CODE --stage a/b", "its name must be");
    expect_refusal(f, "CODE --config /nowhere.json", "/nowhere.json");
    expect_refusal(f, "/nowhere --terraform PLAN", "/nowhere is not there");
}

/* 0 is a number: nothing goes through, logs are kept for ever. */
static void a_zero_is_said(void **state)
{
    fixture *f = *state;
    expect(f, "CODE --rate 0 --stage-rate 0 --quota 0 --retention 0");
    const brisk_api_config *api = &f->config.api;
    assert_true(api->plans[0].throttle.is_set && api->plans[0].throttle.rate == 0 && api->plans[0].throttle.burst == 0);
    assert_true(api->plans[0].has_quota && api->plans[0].quota_limit == 0);
    assert_int_equal(api->stage_throttle_count, 1);
    assert_true(api->stage_throttles[0].throttle.is_set && api->stage_throttles[0].throttle.rate == 0);
    assert_int_equal(f->config.log_retention_days, 0);
    expect(f, "CODE --rate 0 --burst 3");
    assert_int_equal(f->config.api.plans[0].throttle.burst, 3);
    expect(f, "CODE");
    assert_false(f->config.api.plans[0].throttle.is_set || f->config.api.plans[0].has_quota);
    assert_int_equal(f->config.log_retention_days, 14);
}

static void options_outweigh_a_file(void **state)
{
    fixture *f = *state;
    put(file_path,
        "{\"port\": 1234, \"functions\": [{\"name\": \"a\", \"code\": \"shop.zip\", \"timeout\": 9},"
        "{\"name\": \"b\", \"code\": \"shop.zip\"}],"
        "\"api\": {\"stage\": \"file\", \"methods\": [{\"path\": \"/x\", \"function\": \"b\", \"key_required\": true}],"
        "\"keys\": [{\"name\": \"one\"}, {\"name\": \"two\"}], \"plans\": [{\"name\": \"p\", \"keys\": [\"one\", \"two\"],"
        "\"rate\": 1}], \"access_log\": \"none\"}}");
    expect(f, "--config FILE");
    assert_int_equal(f->config.port, 1234);
    assert_int_equal(function_of(f, "a")->timeout_ms, 9000);
    assert_int_equal(f->config.api.method_count, 1);
    assert_int_equal(f->config.api.access_log_format.len, 0);
    const brisk_key_config *keys = f->config.api.keys;
    assert_int_equal(keys[0].value.len, 40);
    assert_int_equal(keys[1].value.len, 44);
    assert_memory_equal(keys[1].value.ptr + 40, "-two", 4);
    expect(f, "--config FILE --port 99 --stage flag --timeout 2 --rate 7 --quota 3 --access-log clf --public-docs");
    assert_int_equal(f->config.port, 99);
    expect_str(f->config.api.stage, "flag");
    assert_int_equal(function_of(f, "b")->timeout_ms, 2000);
    assert_true(f->config.api.plans[0].throttle.rate == 7 && f->config.api.plans[0].quota_limit == 3);
    assert_int_equal(f->config.api.method_count, 6);
    assert_true(f->config.api.access_log_format.len > 0);
}

static void a_plan_is_read_with_the_code_that_is_said(void **state)
{
    fixture *f = *state;
    expect(f, "CODE --terraform PLAN");
    expect_str(function_of(f, "hello-dev")->code, code);
    assert_int_equal(f->config.api.method_count, 9);
    assert_int_equal(f->config.api.keys[0].value.len, 40);
    expect_in(f->notes, "AWS makes its value");
    put(file_path, "{\"functions\": [{\"name\": \"hello-dev\", \"environment\": {\"MESSAGE\": \"local\"}}]}");
    expect(f, "CODE --terraform PLAN --config FILE");
    expect_str(pair_of(&function_of(f, "hello-dev")->environment, "MESSAGE"), "local");
    expect_str(pair_of(&function_of(f, "hello-dev")->environment, "QUEUE_NAME"), "q");
}

static void help_names_each_option(void **state)
{
    char *text = NULL;
    size_t len = 0;
    (void)state;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    brisk_cli_gateway_options_help(out);
    assert_int_equal(fclose(out), 0);
    expect_in(text, "--terraform FILE");
    expect_in(text, "--public-docs");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(code_alone_makes_a_guarded_api, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_key_stays_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_option_does_what_it_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_fronts_need_no_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mistakes_are_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_zero_is_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(options_outweigh_a_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_plan_is_read_with_the_code_that_is_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(help_names_each_option, set_up, tear_down),
    };
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    (void)snprintf(data, sizeof(data), "%s/data", folder);
    (void)snprintf(code, sizeof(code), "%s/shop.zip", folder);
    (void)snprintf(file_path, sizeof(file_path), "%s/gateway.json", folder);
    FILE *file = fopen(code, "w");
    int failed = file == NULL || fclose(file) != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
    char key[96];
    for (size_t i = 0; i < word_count; i++) {
        free(all_words[i]);
    }
    (void)snprintf(key, sizeof(key), "%s/api-key", data);
    (void)unlink(key);
    (void)rmdir(data);
    (void)unlink(code);
    (void)unlink(file_path);
    (void)rmdir(folder);
    return failed;
}

/* gateway_options.c - see gateway_options.h.
 *
 * Without a word about it, one function stands behind ANY /{proxy+} on stage dev, with an API key: as the infrastructure code of
 * infra/ deploys it. The key is made once and kept in the data folder, so that a curl line works tomorrow, too. */
#include "cli/gateway_options.h"

#include "cli/key.h"
#include "core/str.h"
#include "gateway/config/file.h"
#include "gateway/terraform/terraform.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { COUNT_MAX = 1000000000 };

#define DEFAULT_CODE "api/build/lambda.zip"
#define DEFAULT_DATA ".brisk"

#define ROW(...) BRISK_OPTION_ROW(brisk_cli_gateway_options, __VA_ARGS__)

static const brisk_option rows[] = {
    ROW("port", "NUMBER", PORT, port, "listen on this port, 0: any free one; 9000"),
    ROW("host", "ADDRESS", TEXT, host, "listen on this address; 127.0.0.1"),
    ROW("front", "KIND", TEXT, front, "rest (REST API), http (HTTP API) or url (function URL); rest"),
    ROW("stage", "NAME", TEXT, stage, "the stage, first part of each path; dev"),
    ROW("name", "NAME", TEXT, name, "the function's name; that of the code's folder or file"),
    ROW("handler", "TEXT", TEXT, handler, "the function's _HANDLER; bootstrap"),
    ROW("timeout", "SECONDS", SECONDS, timeout_s, "of the function; 3"),
    ROW("integration-timeout", "SECONDS", SECONDS, integration_timeout_s, "of the API; 29"),
    ROW("memory", "MB", COUNT(COUNT_MAX), memory_mb, "of the function; 128"),
    ROW("concurrency", "NUMBER", COUNT(COUNT_MAX), concurrency, "the most environments at once; 10"),
    ROW("idle", "SECONDS", SECONDS, idle_s, "an environment unused so long ends; 300"),
    ROW("env", "NAME=TEXT", TEXTS(BRISK_CLI_TEXTS_MAX), environment, "a variable of the function, may come often"),
    ROW("key", "TEXT", TEXT, key, "the API key; made once and kept in the data folder"),
    ROW("no-key", NULL, FLAG, no_key, "no API key is needed"),
    ROW("public-docs", NULL, FLAG, has_public_docs, "/docs, /redoc and /openapi.json need no key"),
    ROW("root-method", NULL, FLAG, has_root_method, "the stage's root has a method too"),
    ROW("rate", "NUMBER", SECONDS, rate, "requests a second of the key; no limit"),
    ROW("burst", "NUMBER", COUNT(COUNT_MAX), burst, "requests at once of the key; as rate"),
    ROW("quota", "NUMBER", COUNT(COUNT_MAX), quota, "requests a period of the key; no limit"),
    ROW("quota-period", "NAME", TEXT, quota_period, "DAY, WEEK or MONTH; DAY"),
    ROW("stage-rate", "NUMBER", SECONDS, stage_rate, "requests a second of each method; no limit"),
    ROW("stage-burst", "NUMBER", COUNT(COUNT_MAX), stage_burst, "requests at once of each method; as stage-rate"),
    ROW("binary", "TYPE", TEXTS(BRISK_CLI_TEXTS_MAX), binary_types,
        "a binary media type such as image/png or */*, may come often"),
    ROW("stream", NULL, FLAG, is_streaming, "answers are streamed (responseTransferMode STREAM)"),
    ROW("cdn", NULL, FLAG, has_cdn, "a cache in front, as CloudFront's"),
    ROW("log-format", "NAME", TEXT, log_format, "text or json, of the function's log; text"),
    ROW("access-log", "FORMAT", TEXT, access_log, "json, clf, none, or $context variables; json"),
    ROW("execution-logs", NULL, FLAG, has_execution_logs, "write the API's execution log"),
    ROW("retention", "DAYS", COUNT(COUNT_MAX), retention_days, "how long logs are kept; 14"),
    ROW("data", "PATH", TEXT, data_dir, "the folder for logs, usage and unpacked code; " DEFAULT_DATA),
    ROW("region", "NAME", TEXT, region, "the AWS region that the function sees; us-east-1"),
    ROW("config", "FILE", TEXT, config_file, "read a configuration (docs/gateway.md)"),
    ROW("terraform", "FILE", TEXT, plan_file, "read it from `terraform show -json` of a plan"),
    ROW("watch", NULL, FLAG, watches, "take code up anew when it changes"),
    ROW("no-freeze", NULL, FLAG, no_freeze, "do not stop environments between invocations"),
    ROW("no-isolation", NULL, FLAG, no_isolation, "functions see the machine's /tmp, and no /var/task"),
    ROW("json", NULL, FLAG, wants_json, "say what happens as JSON, an object a line"),
    ROW("quiet", NULL, FLAG, is_quiet, "no line for each request"),
    ROW("no-color", NULL, FLAG, no_color, "no colours; also by NO_COLOR in the environment"),
    ROW("help", NULL, FLAG, wants_help, "show this"),
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

void brisk_cli_gateway_options_help(FILE *out)
{
    brisk_options_help(rows, ROW_COUNT, out);
}

bool brisk_cli_gateway_options_parse(brisk_cli_gateway_options *options, int count, char **arguments, char *problem,
                                     size_t problem_size)
{
    brisk_option_words words = {&options->code, 0, 1};
    /* A 0 is said, too: these are -1 where they are not. Times and rates are 0 then, and -1 for a 0 (core/options.h). */
    options->memory_mb = options->concurrency = options->burst = options->stage_burst = -1;
    options->quota = options->retention_days = -1;
    return brisk_options_parse(rows, ROW_COUNT, options, &words, count, arguments, problem, problem_size);
}

/* ---- the function ---- */

static bool exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

/* A zip, a folder, or a file that can be run; what is in them is seen when it is loaded. A problem where it is none. */
static bool is_code(const char *path, char *problem, size_t size)
{
    struct stat info;
    brisk_str name = brisk_str_view(path);
    if (stat(path, &info) != 0) {
        (void)snprintf(problem, size, "%s is not there", path);
        return false;
    }
    if (!S_ISREG(info.st_mode) || (info.st_mode & 0111) != 0 || brisk_str_ends_with(name, BRISK_S(".zip"))) {
        return true;
    }
    char head[4] = "";
    FILE *file = fopen(path, "rb");
    bool is_zip = file != NULL && fread(head, 1, sizeof(head), file) == sizeof(head) && memcmp(head, "PK", 2) == 0;
    if (file != NULL) {
        (void)fclose(file);
    }
    if (!is_zip) {
        bool is_json = brisk_str_ends_with(name, BRISK_S(".json"));
        (void)snprintf(problem, size, "%s is neither a zip nor can it be run%s%s", path,
                       is_json ? "; a configuration is given by --config " : "", is_json ? path : "");
    }
    return is_zip;
}

/* "api" of api/build/lambda.zip, "hello" of hello.zip and hello/bootstrap: names that say nothing are passed over. */
static brisk_str name_of(brisk_arena *arena, const char *code)
{
    static const char *const empty_words[] = {"bootstrap", "lambda", "lambda-x86_64", "lambda-arm64", "build", ".",
                                              "..",        ""};
    brisk_str rest = brisk_str_view(code), name = BRISK_STR("function");
    while (rest.len > 0) {
        size_t start = rest.len;
        while (start > 0 && rest.ptr[start - 1] != '/') {
            start--;
        }
        brisk_str part = {rest.ptr + start, rest.len - start};
        rest.len = start > 0 ? start - 1 : 0;
        if (brisk_str_ends_with(part, BRISK_S(".zip"))) {
            part.len -= 4;
        }
        bool says_nothing = false;
        for (size_t i = 0; i < sizeof(empty_words) / sizeof(empty_words[0]); i++) {
            says_nothing = says_nothing || brisk_str_is(part, empty_words[i]);
        }
        if (!says_nothing) {
            name = part;
            break;
        }
    }
    char *copy = brisk_arena_alloc(arena, name.len);
    for (size_t i = 0; copy != NULL && i < name.len; i++) {
        char c = name.ptr[i];
        bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        copy[i] = is_word ? c : '_';
    }
    return copy == NULL ? (brisk_str){"function", 8} : (brisk_str){copy, name.len < 64 ? name.len : 64};
}

static bool add_environment(const brisk_cli_gateway_options *options, brisk_arena *arena,
                            brisk_function_config *function, char *problem, size_t size)
{
    size_t count = 0;
    while (options->environment[count] != NULL) {
        count++;
    }
    if (count == 0) {
        return true;
    }
    brisk_setting *pairs = brisk_arena_alloc(arena, (function->environment.count + count) * sizeof(*pairs));
    if (pairs == NULL) {
        (void)snprintf(problem, size, "there is no memory");
        return false;
    }
    if (function->environment.count > 0) {
        memcpy(pairs, function->environment.items, function->environment.count * sizeof(*pairs));
    }
    for (size_t i = 0; i < count; i++) {
        brisk_setting *pair = &pairs[function->environment.count + i];
        if (!brisk_str_cut(brisk_str_view(options->environment[i]), '=', &pair->name, &pair->value) ||
            pair->name.len == 0) {
            (void)snprintf(problem, size, "--env takes NAME=TEXT, not \"%s\"", options->environment[i]);
            return false;
        }
    }
    function->environment = (brisk_settings){pairs, function->environment.count + count};
    return true;
}

static int32_t to_ms(double seconds)
{
    return seconds > 2000000 ? 2000000000 : seconds > 0 ? (int32_t)(seconds * 1000) : 0;
}

static bool set_log_format(const char *text, brisk_function_config *function, char *problem, size_t size)
{
    bool is_json = brisk_str_is_ignore_case(brisk_str_view(text), "json");
    if (!is_json && !brisk_str_is_ignore_case(brisk_str_view(text), "text")) {
        (void)snprintf(problem, size, "--log-format is text or json, not \"%s\"", text);
        return false;
    }
    function->log_format = is_json ? BRISK_LOG_FORMAT_JSON : BRISK_LOG_FORMAT_TEXT;
    return true;
}

/* What the options say goes for all functions: with a plan or a file there may be several. */
static bool configure_functions(const brisk_cli_gateway_options *options, brisk_arena *arena,
                                brisk_gateway_config *config, char *problem, size_t size)
{
    for (size_t i = 0; i < config->function_count; i++) {
        brisk_function_config *function = &config->functions[i];
        if (options->timeout_s != 0) {
            function->timeout_ms = to_ms(options->timeout_s);
        }
        if (options->memory_mb >= 0) {
            function->memory_mb = options->memory_mb;
        }
        if (options->handler != NULL) {
            function->handler = brisk_str_view(options->handler);
        }
        function->is_streaming = function->is_streaming || options->is_streaming;
        if (options->log_format != NULL && !set_log_format(options->log_format, function, problem, size)) {
            return false;
        }
        if (!add_environment(options, arena, function, problem, size)) {
            return false;
        }
    }
    return true;
}

/* ---- methods ---- */

static const char *const docs_paths[] = {"/docs", "/docs/{proxy+}", "/redoc", "/redoc/{proxy+}", "/openapi.json"};

/* The method of this path and verb, made where it is not there; NULL without memory. */
static brisk_method_config *need_method(brisk_arena *arena, brisk_gateway_config *config, const char *path,
                                        const char *verb)
{
    for (size_t i = 0; i < config->api.method_count; i++) {
        brisk_method_config *method = &config->api.methods[i];
        if (brisk_str_is(method->path, path) && brisk_str_is(method->method, verb)) {
            return method;
        }
    }
    return brisk_gateway_config_add_method(config, arena, brisk_str_view(path), brisk_str_view(verb),
                                           config->functions[0].name);
}

static bool add_methods(const brisk_cli_gateway_options *options, brisk_arena *arena, brisk_gateway_config *config)
{
    brisk_api_config *api = &config->api;
    bool is_bare = api->method_count == 0, is_rest = api->kind == BRISK_FRONT_REST;
    brisk_method_config *method = NULL;
    if (is_bare) {
        method = need_method(arena, config, "/{proxy+}", "ANY");
        if (method == NULL) {
            return false;
        }
        method->is_key_required = is_rest;
    }
    if (options->has_root_method || (is_bare && !is_rest)) {
        method = need_method(arena, config, "/", "ANY");
        if (method == NULL) {
            return false;
        }
        method->is_key_required = is_rest;
    }
    for (size_t i = 0; options->has_public_docs && i < sizeof(docs_paths) / sizeof(docs_paths[0]); i++) {
        method = need_method(arena, config, docs_paths[i], "GET");
        if (method == NULL) {
            return false;
        }
        method->is_key_required = false;
    }
    return true;
}

/* What the options say goes for all methods. */
static void configure_methods(const brisk_cli_gateway_options *options, brisk_api_config *api)
{
    for (size_t i = 0; i < api->method_count; i++) {
        brisk_method_config *method = &api->methods[i];
        method->is_streaming = method->is_streaming || options->is_streaming;
        method->is_key_required = method->is_key_required && !options->no_key;
        if (options->integration_timeout_s != 0) {
            method->timeout_ms = to_ms(options->integration_timeout_s);
        }
    }
}

/* ---- keys and limits ---- */

static bool set_quota(const brisk_cli_gateway_options *options, brisk_plan_config *plan, char *problem, size_t size)
{
    const char *period = options->quota_period == NULL ? "DAY" : options->quota_period;
    static const char *const names[] = {"DAY", "WEEK", "MONTH"};
    for (size_t i = 0; i < 3; i++) {
        if (brisk_str_is_ignore_case(brisk_str_view(period), names[i])) {
            if (options->quota < 0 && !plan->has_quota) {
                (void)snprintf(problem, size, "--quota-period needs --quota");
                return false;
            }
            plan->has_quota = true;
            plan->quota_limit = options->quota >= 0 ? options->quota : plan->quota_limit;
            plan->quota_period = (brisk_quota_period)i;
            return true;
        }
    }
    (void)snprintf(problem, size, "--quota-period is DAY, WEEK or MONTH, not \"%s\"", period);
    return false;
}

static brisk_throttle make_throttle(double rate, int burst)
{
    return (brisk_throttle){
        .is_set = true,
        .rate = rate > 0 ? rate : 0, /* and no burst: nothing goes through, as on AWS */
        .burst = burst >= 0          ? burst
                 : rate <= 0         ? 0
                 : rate < 1          ? 1
                 : rate > 2000000000 ? 2000000000
                                     : (int32_t)rate,
    };
}

static bool no_memory(char *problem, size_t size)
{
    (void)snprintf(problem, size, "there is no memory");
    return false;
}

/* One key in one plan, where methods ask for one and nothing else says which. */
static bool add_key(brisk_arena *arena, brisk_gateway_config *config)
{
    brisk_key_config *key = brisk_gateway_config_add_key(config, arena, BRISK_S("local"));
    brisk_plan_config *plan =
        config->api.plan_count > 0 ? config->api.plans : brisk_gateway_config_add_plan(config, arena, BRISK_S("local"));
    brisk_str *ids = brisk_arena_alloc(arena, sizeof(*ids));
    if (key == NULL || plan == NULL || ids == NULL) {
        return false;
    }
    key->id = BRISK_S("localkey01");
    ids[0] = key->id;
    if (brisk_str_is(plan->name, "local")) {
        plan->id = BRISK_S("localplan1");
    }
    plan->key_ids = ids;
    plan->key_count = 1;
    return true;
}

/* A key that nobody gave a value has one of the data folder's, which stays the same: the first that value itself, each further
 * one the same with its own name behind it. */
static bool give_key_values(const brisk_cli_gateway_options *options, brisk_arena *arena, brisk_gateway_config *config,
                            char *problem, size_t size)
{
    brisk_api_config *api = &config->api;
    brisk_str own = {NULL, 0};
    bool is_first = true;
    if (options->key != NULL && api->key_count > 0) {
        api->keys[0].value = brisk_str_view(options->key);
    }
    for (size_t i = 0; i < api->key_count; i++) {
        brisk_key_config *key = &api->keys[i];
        if (key->value.len > 0) {
            continue;
        }
        if (own.ptr == NULL && !brisk_cli_key(arena, config->data_dir, &own, problem, size)) {
            return false;
        }
        brisk_str name = brisk_str_slice(key->name, 0, 128 - 41);
        key->value = is_first ? own : brisk_str_concat(arena, brisk_str_slice(own, 0, 40), BRISK_S("-"), name);
        is_first = false;
        if (key->value.len == 0) {
            return no_memory(problem, size);
        }
    }
    return true;
}

/* What the options say goes for all plans. */
static bool configure_plans(const brisk_cli_gateway_options *options, brisk_api_config *api, char *problem, size_t size)
{
    if ((options->burst >= 0 && options->rate == 0) || (options->stage_burst >= 0 && options->stage_rate == 0)) {
        (void)snprintf(problem, size, "%s",
                       options->burst >= 0 && options->rate == 0 ? "--burst needs --rate"
                                                                 : "--stage-burst needs --stage-rate");
        return false;
    }
    if (api->plan_count == 0 && (options->rate != 0 || options->quota >= 0)) {
        (void)snprintf(problem, size,
                       "--rate and --quota are of API keys, and there are none; --stage-rate needs none");
        return false;
    }
    for (size_t i = 0; i < api->plan_count; i++) {
        if (options->rate != 0) {
            api->plans[i].throttle = make_throttle(options->rate, options->burst);
        }
        bool has_quota = options->quota >= 0 || options->quota_period != NULL;
        if (has_quota && !set_quota(options, &api->plans[i], problem, size)) {
            return false;
        }
    }
    return true;
}

static bool set_stage_throttle(const brisk_cli_gateway_options *options, brisk_arena *arena, brisk_api_config *api)
{
    if (options->stage_rate == 0) {
        return true;
    }
    brisk_method_throttle *throttle = brisk_arena_alloc(arena, sizeof(*throttle));
    if (throttle == NULL) {
        return false;
    }
    *throttle = (brisk_method_throttle){BRISK_STR("*"), BRISK_STR("*"),
                                        make_throttle(options->stage_rate, options->stage_burst)};
    api->stage_throttles = throttle;
    api->stage_throttle_count = 1;
    return true;
}

/* ---- the API ---- */

static bool set_front(const char *text, brisk_api_config *api, char *problem, size_t size)
{
    static const char *const names[] = {"rest", "http", "url"};
    static const brisk_front_kind kinds[] = {BRISK_FRONT_REST, BRISK_FRONT_HTTP, BRISK_FRONT_URL};
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(text, names[i]) == 0) {
            api->kind = kinds[i];
            if (api->kind == BRISK_FRONT_URL) {
                api->stage = BRISK_S("$default");
            }
            return true;
        }
    }
    (void)snprintf(problem, size, "--front is rest, http or url, not \"%s\"", text);
    return false;
}

static void set_access_log(const char *text, brisk_arena *arena, brisk_api_config *api)
{
    if (text != NULL || api->access_log_format.ptr == NULL) { /* else it is the file's, or the plan's */
        api->access_log_format = brisk_gateway_config_access_log(brisk_str_view(text == NULL ? "json" : text));
    }
    if (api->access_log_group.len == 0) {
        api->access_log_group = brisk_str_concat(arena, BRISK_S("/aws/apigateway/"), api->name, BRISK_S(""));
    }
}

static bool add_binary_types(const brisk_cli_gateway_options *options, brisk_arena *arena, brisk_api_config *api)
{
    size_t count = 0;
    while (options->binary_types[count] != NULL) {
        count++;
    }
    if (count == 0) {
        return true;
    }
    brisk_str *types = brisk_arena_alloc(arena, count * sizeof(*types));
    for (size_t i = 0; types != NULL && i < count; i++) {
        types[i] = brisk_str_view(options->binary_types[i]);
    }
    api->binary_types = types;
    api->binary_type_count = types == NULL ? 0 : count;
    return types != NULL;
}

static bool needs_key(const brisk_api_config *api)
{
    for (size_t i = 0; i < api->method_count; i++) {
        if (api->methods[i].is_key_required) {
            return api->key_count == 0;
        }
    }
    return false;
}

static bool configure_api(const brisk_cli_gateway_options *options, brisk_arena *arena, brisk_gateway_config *config,
                          char *problem, size_t size)
{
    brisk_api_config *api = &config->api;
    if (options->front != NULL && !set_front(options->front, api, problem, size)) {
        return false;
    }
    if (options->stage != NULL) {
        api->stage = brisk_str_view(options->stage);
    }
    if (!add_methods(options, arena, config) || !add_binary_types(options, arena, api)) {
        return no_memory(problem, size);
    }
    configure_methods(options, api);
    if ((needs_key(api) && !add_key(arena, config)) || !set_stage_throttle(options, arena, api)) {
        return no_memory(problem, size);
    }
    if (!configure_plans(options, api, problem, size) || !give_key_values(options, arena, config, problem, size)) {
        return false;
    }
    set_access_log(options->access_log, arena, api);
    api->has_execution_logs = api->has_execution_logs || options->has_execution_logs;
    api->has_error_logs_only = api->has_error_logs_only && !options->has_execution_logs;
    api->has_cache = api->has_cache || options->has_cdn;
    return true;
}

/* ---- the whole ---- */

static void configure_machine(const brisk_cli_gateway_options *options, brisk_gateway_config *config)
{
    if (options->host != NULL) {
        config->host = brisk_str_view(options->host);
    }
    if (options->port != 0) {
        config->port = options->port < 0 ? 0 : options->port;
    }
    if (options->data_dir != NULL) {
        config->data_dir = brisk_str_view(options->data_dir);
    }
    if (options->region != NULL) {
        config->region = brisk_str_view(options->region);
    }
    if (options->concurrency >= 0) {
        config->concurrency = options->concurrency;
    }
    if (options->idle_s != 0) {
        config->idle_ms = to_ms(options->idle_s);
    }
    if (options->retention_days >= 0) {
        config->log_retention_days = options->retention_days;
    }
    config->watches = config->watches || options->watches;
    config->is_frozen = config->is_frozen && !options->no_freeze;
    config->is_isolated = config->is_isolated && !options->no_isolation;
}

static bool add_function(const brisk_cli_gateway_options *options, brisk_arena *arena, brisk_gateway_config *config,
                         char *problem, size_t size)
{
    const char *code = options->code == NULL ? DEFAULT_CODE : options->code;
    if (options->code == NULL && !exists(code)) {
        (void)snprintf(problem, size,
                       "%s is not there: make it with `make zip` in api/, or say where the code is: "
                       "brisk gateway function.zip",
                       code);
        return false;
    }
    if (!is_code(code, problem, size)) {
        return false;
    }
    brisk_str name = options->name == NULL ? name_of(arena, code) : brisk_str_view(options->name);
    (void)snprintf(problem, size, "there is no memory");
    return brisk_gateway_config_add_function(config, arena, name, brisk_str_view(code)) != NULL;
}

/* Code that is said stands for that of the one function, whatever the plan says; else it is for what is not where the plan says,
 * as the zip of this repository's own api/ is. */
static bool read_plan(const brisk_cli_gateway_options *options, brisk_arena *arena, brisk_gateway_config *config,
                      void (*note)(void *context, const char *text), void *context, char *problem, size_t size)
{
    const char *code = options->code != NULL ? options->code : exists(DEFAULT_CODE) ? DEFAULT_CODE : "";
    if (options->code != NULL && !is_code(options->code, problem, size)) {
        return false;
    }
    if (brisk_gateway_config_read_plan(config, arena, options->plan_file, brisk_str_view(code), note, context, problem,
                                       size) != BRISK_OK) {
        return false;
    }
    if (options->code != NULL && config->function_count == 1) {
        config->functions[0].code = brisk_str_view(options->code);
    }
    return true;
}

bool brisk_cli_gateway_configure(const brisk_cli_gateway_options *options, brisk_arena *arena,
                                 brisk_gateway_config *config, void (*note)(void *context, const char *text),
                                 void *context, char *problem, size_t problem_size)
{
    brisk_gateway_config_init(config);
    configure_machine(options, config);
    if (options->plan_file != NULL && !read_plan(options, arena, config, note, context, problem, problem_size)) {
        return false;
    }
    if (options->config_file != NULL &&
        brisk_gateway_config_read(config, arena, options->config_file, problem, problem_size) != BRISK_OK) {
        return false;
    }
    configure_machine(options, config); /* again: a flag outweighs the file */
    if (config->function_count == 0 && !add_function(options, arena, config, problem, problem_size)) {
        return false;
    }
    return configure_functions(options, arena, config, problem, problem_size) &&
           configure_api(options, arena, config, problem, problem_size) &&
           brisk_gateway_config_check(config, problem, problem_size);
}

/* config.c - the defaults of a gateway's configuration, and what AWS would refuse of one (config.h). */
#include "gateway/config/config.h"

#include "core/str.h"

#include <stdio.h>
#include <string.h>

/* ---- defaults ---- */

void brisk_gateway_config_init(brisk_gateway_config *config)
{
    *config = (brisk_gateway_config){
        .region = BRISK_STR("us-east-1"),
        .account_id = BRISK_STR("123456789012"),
        .host = BRISK_STR("127.0.0.1"),
        .port = 9000,
        .data_dir = BRISK_STR(".brisk"),
        .concurrency = 10,
        .idle_ms = 300000,
        .log_retention_days = 14,
        .log_bytes = (int64_t)256 << 20,
        .is_frozen = true,
        .is_isolated = true,
        .api =
            {
                .kind = BRISK_FRONT_REST,
                .id = BRISK_STR("local00000"),
                .name = BRISK_STR("brisk"),
                .stage = BRISK_STR("dev"),
                .cors = {.max_age_s = -1},
            },
    };
}

void *brisk_gateway_config_grow(brisk_arena *arena, const void *items, size_t count, size_t size)
{
    char *grown = brisk_arena_alloc(arena, (count + 1) * size);
    if (grown != NULL && count > 0) {
        memcpy(grown, items, count * size);
    }
    return grown;
}

brisk_function_config *brisk_gateway_config_add_function(brisk_gateway_config *config, brisk_arena *arena,
                                                         brisk_str name, brisk_str code)
{
    brisk_function_config *functions =
        brisk_gateway_config_grow(arena, config->functions, config->function_count, sizeof(*functions));
    if (functions == NULL) {
        return NULL;
    }
    brisk_function_config *added = &functions[config->function_count];
    *added = (brisk_function_config){
        .name = name,
        .code = code,
        .handler = BRISK_STR("bootstrap"),
        .timeout_ms = 3000,
        .init_timeout_ms = 10000,
        .memory_mb = 128,
        .ephemeral_mb = 512,
        .concurrency = -1,
        .application_log_level = BRISK_STR("INFO"),
        .system_log_level = BRISK_STR("INFO"),
    };
    config->functions = functions;
    config->function_count++;
    return added;
}

brisk_method_config *brisk_gateway_config_add_method(brisk_gateway_config *config, brisk_arena *arena, brisk_str path,
                                                     brisk_str method, brisk_str function)
{
    brisk_api_config *api = &config->api;
    brisk_method_config *methods = brisk_gateway_config_grow(arena, api->methods, api->method_count, sizeof(*methods));
    if (methods == NULL) {
        return NULL;
    }
    brisk_method_config *added = &methods[api->method_count];
    *added = (brisk_method_config){
        .path = path,
        .method = method,
        .integration = BRISK_INTEGRATION_PROXY,
        .integration_method = BRISK_STR("POST"),
        .function = function,
        .timeout_ms = 29000,
        .mock_status = 200,
    };
    api->methods = methods;
    api->method_count++;
    return added;
}

/* Ten characters as AWS's ids have, the same for the same name: the usage of a key is kept under it. FNV-1a. */
static brisk_str make_id(brisk_arena *arena, const char *kind, brisk_str name)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    enum { ID_LEN = 10 };
    uint64_t hash = UINT64_C(14695981039346656037);
    char *id = brisk_arena_alloc(arena, ID_LEN);
    for (; *kind != '\0'; kind++) {
        hash = (hash ^ (unsigned char)*kind) * UINT64_C(1099511628211);
    }
    for (size_t i = 0; i < name.len; i++) {
        hash = (hash ^ (unsigned char)name.ptr[i]) * UINT64_C(1099511628211);
    }
    for (size_t i = 0; id != NULL && i < ID_LEN; i++) {
        id[i] = alphabet[hash % (sizeof(alphabet) - 1)];
        hash /= sizeof(alphabet) - 1;
    }
    return id == NULL ? (brisk_str){"", 0} : (brisk_str){id, ID_LEN};
}

brisk_key_config *brisk_gateway_config_add_key(brisk_gateway_config *config, brisk_arena *arena, brisk_str name)
{
    brisk_api_config *api = &config->api;
    brisk_key_config *keys = brisk_gateway_config_grow(arena, api->keys, api->key_count, sizeof(*keys));
    if (keys == NULL) {
        return NULL;
    }
    keys[api->key_count] = (brisk_key_config){.id = make_id(arena, "key", name), .name = name, .is_enabled = true};
    api->keys = keys;
    return &keys[api->key_count++];
}

brisk_plan_config *brisk_gateway_config_add_plan(brisk_gateway_config *config, brisk_arena *arena, brisk_str name)
{
    brisk_api_config *api = &config->api;
    brisk_plan_config *plans = brisk_gateway_config_grow(arena, api->plans, api->plan_count, sizeof(*plans));
    if (plans == NULL) {
        return NULL;
    }
    plans[api->plan_count] = (brisk_plan_config){.id = make_id(arena, "plan", name), .name = name};
    api->plans = plans;
    return &plans[api->plan_count++];
}

/* API Gateway's own example of a JSON format, with the fields that people ask for. */
#define ACCESS_LOG_JSON                                                                                                 \
    "{\"requestId\":\"$context.requestId\",\"ip\":\"$context.identity.sourceIp\","                                      \
    "\"requestTime\":\"$context.requestTime\",\"httpMethod\":\"$context.httpMethod\",\"path\":\"$context.path\","       \
    "\"status\":\"$context.status\",\"protocol\":\"$context.protocol\",\"responseLength\":\"$context.responseLength\"," \
    "\"responseLatency\":\"$context.responseLatency\",\"integrationLatency\":\"$context.integrationLatency\"}"
#define ACCESS_LOG_CLF                                                                                                 \
    "$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "               \
    "\"$context.httpMethod $context.resourcePath $context.protocol\" $context.status $context.responseLength "         \
    "$context.requestId $context.extendedRequestId"

brisk_str brisk_gateway_config_access_log(brisk_str word)
{
    return brisk_str_is(word, "json")   ? BRISK_S(ACCESS_LOG_JSON)
           : brisk_str_is(word, "clf")  ? BRISK_S(ACCESS_LOG_CLF)
           : brisk_str_is(word, "none") ? BRISK_S("")
                                        : word;
}

const brisk_function_config *brisk_gateway_config_function(const brisk_gateway_config *config, brisk_str name)
{
    for (size_t i = 0; i < config->function_count; i++) {
        if (brisk_str_equal(config->functions[i].name, name)) {
            return &config->functions[i];
        }
    }
    return NULL;
}

/* ---- checks ---- */

static bool is_between(int64_t value, int64_t least, int64_t most)
{
    return value >= least && value <= most;
}

static bool has_only(brisk_str text, const char *also, size_t most)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_word && (c == '\0' || strchr(also, c) == NULL)) {
            return false;
        }
    }
    return text.len > 0 && text.len <= most;
}

static const char *check_function(const brisk_function_config *function)
{
    size_t bytes = 0;
    for (size_t i = 0; i < function->environment.count; i++) {
        bytes += function->environment.items[i].name.len + function->environment.items[i].value.len;
    }
    return !has_only(function->name, "-_", 64)               ? "its name must be 1 to 64 of [A-Za-z0-9-_]"
           : function->code.len == 0                         ? "it has no code"
           : !is_between(function->timeout_ms, 1, 900000)    ? "its timeout must be 1 to 900 seconds"
           : !is_between(function->memory_mb, 128, 10240)    ? "its memory must be 128 to 10240 MB"
           : !is_between(function->ephemeral_mb, 512, 10240) ? "its ephemeral storage must be 512 to 10240 MB"
           : !is_between(function->concurrency, -1, 1000)    ? "its reserved concurrency must be 0 to 1000"
           : bytes > 4096                                    ? "its environment variables are above 4 KB"
                                                             : NULL;
}

static const char *check_method(const brisk_gateway_config *config, const brisk_method_config *method)
{
    return method->path.len == 0 || method->path.ptr[0] != '/' ? "its path must begin with /"
           : method->method.len == 0                           ? "it names no HTTP method"
           : !is_between(method->timeout_ms, 50, 900000)       ? "its timeout must be 50 ms to 900 s"
           : method->integration == BRISK_INTEGRATION_PROXY &&
                   brisk_gateway_config_function(config, method->function) == NULL
               ? "it names a function that is not there"
               : NULL;
}

/* What a client can send in a header without quoting. */
static bool is_plain(brisk_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] <= ' ' || text.ptr[i] > '~') {
            return false;
        }
    }
    return true;
}

static const char *check_key(const brisk_key_config *key)
{
    return !is_between((int64_t)key->value.len, 20, 128) ? "its value must be 20 to 128 characters"
           : !is_plain(key->value) ? "its value must be of printable ASCII characters without blanks"
           : key->name.len > 1024  ? "its name is above 1024 characters"
                                   : NULL;
}

static const char *check_throttle(const brisk_throttle *throttle)
{
    return throttle->is_set && (!(throttle->rate >= 0) || throttle->burst < 0) ? "its throttle must not be negative"
                                                                               : NULL;
}

static bool key_is_known(const brisk_api_config *api, brisk_str id)
{
    for (size_t i = 0; i < api->key_count; i++) {
        if (brisk_str_equal(api->keys[i].id, id)) {
            return true;
        }
    }
    return false;
}

static const char *check_plan(const brisk_api_config *api, const brisk_plan_config *plan)
{
    const char *wrong = check_throttle(&plan->throttle);
    for (size_t i = 0; i < plan->method_count && wrong == NULL; i++) {
        wrong = check_throttle(&plan->methods[i].throttle);
    }
    for (size_t i = 0; i < plan->key_count && wrong == NULL; i++) {
        wrong = key_is_known(api, plan->key_ids[i]) ? NULL : "it names an API key that is not there";
    }
    return wrong != NULL                               ? wrong
           : plan->has_quota && plan->quota_limit < 0  ? "its quota must not be negative"
           : plan->has_quota && plan->quota_offset < 0 ? "its quota's offset must not be negative"
                                                       : NULL;
}

static bool tell(char *problem, size_t size, const char *what, brisk_str name, const char *wrong)
{
    (void)snprintf(problem, size, "%s %.*s: %s", what, (int)name.len, name.ptr, wrong);
    return false;
}

static bool check_api(const brisk_gateway_config *config, char *problem, size_t size)
{
    const brisk_api_config *api = &config->api;
    if (!has_only(api->stage, "-_$", 128)) {
        return tell(problem, size, "stage", api->stage, "its name must be 1 to 128 of [A-Za-z0-9_-]");
    }
    for (size_t i = 0; i < api->method_count; i++) {
        const char *wrong = check_method(config, &api->methods[i]);
        if (wrong != NULL) {
            return tell(problem, size, "method", api->methods[i].path, wrong);
        }
    }
    for (size_t i = 0; i < api->key_count; i++) {
        const char *wrong = check_key(&api->keys[i]);
        if (wrong != NULL) {
            return tell(problem, size, "API key", api->keys[i].id, wrong);
        }
    }
    for (size_t i = 0; i < api->plan_count; i++) {
        const char *wrong = check_plan(api, &api->plans[i]);
        if (wrong != NULL) {
            return tell(problem, size, "usage plan", api->plans[i].id, wrong);
        }
    }
    for (size_t i = 0; i < api->stage_throttle_count; i++) {
        const char *wrong = check_throttle(&api->stage_throttles[i].throttle);
        if (wrong != NULL) {
            return tell(problem, size, "stage", api->stage, wrong);
        }
    }
    return true;
}

bool brisk_gateway_config_check(const brisk_gateway_config *config, char *problem, size_t problem_size)
{
    for (size_t i = 0; i < config->function_count; i++) {
        const brisk_function_config *function = &config->functions[i];
        const char *wrong = check_function(function);
        if (wrong == NULL && brisk_gateway_config_function(config, function->name) != function) {
            wrong = "there are two of this name";
        }
        if (wrong != NULL) {
            return tell(problem, problem_size, "function", function->name, wrong);
        }
    }
    if (!is_between(config->concurrency, 1, 1000)) {
        (void)snprintf(problem, problem_size, "the concurrency must be 1 to 1000");
        return false;
    }
    return check_api(config, problem, problem_size);
}

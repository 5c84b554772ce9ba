/* rest.c - a REST API from a plan (plan.h).
 *
 *     aws_api_gateway_rest_api ◄─ _resource ◄─ _method ◄─ _integration      by resource_id and parent_id up to the root
 *                              ◄─ _stage ◄─ _method_settings                stage throttles, logging
 *                              ◄─ _usage_plan (api_stages) ◄─ _usage_plan_key ─► _api_key
 *                              ◄─ _gateway_response
 *
 * A value that AWS would put is put here: a time-out of 29 s, a plan without limits. Methods of a body (OpenAPI) come from
 * openapi.c. */
#include "gateway/terraform/rest.h"

#include "core/str.h"
#include "gateway/terraform/functions.h"
#include "gateway/terraform/log_groups.h"
#include "gateway/terraform/openapi.h"
#include "gateway/terraform/value.h"

enum { PATH_DEPTH = 40, PARAMETERS_LEN = 7 };

static const char *const api_types[] = {"aws_api_gateway_rest_api", NULL};

/* What names no API, or one that cannot be found out, is taken for this one's where there is only one. */
static bool is_of_api(const brisk_tf *self, const brisk_tf_resource *resource, const brisk_tf_resource *api)
{
    const brisk_tf_resource *found = brisk_tf_refer(self, resource, "rest_api_id", api_types);
    return found == api || (found == NULL && resource->scope == api->scope);
}

/* ---- paths ---- */

/* The path of the resource that an attribute of `from` means. */
static brisk_str path_of(const brisk_tf *self, const brisk_tf_resource *from, const char *attribute, unsigned depth)
{
    static const char *const types[] = {"aws_api_gateway_resource", "aws_api_gateway_rest_api", NULL};
    const brisk_tf_resource *resource = brisk_tf_refer(self, from, attribute, types);
    if (resource == NULL || depth == PATH_DEPTH) {
        return (brisk_str){NULL, 0};
    }
    if (brisk_str_is(resource->type, "aws_api_gateway_rest_api")) {
        return BRISK_S("/");
    }
    brisk_str known = brisk_tf_text(resource->values, "path", "");
    if (known.len > 0) {
        return known;
    }
    brisk_str parent = path_of(self, resource, "parent_id", depth + 1);
    brisk_str part = brisk_tf_text(resource->values, "path_part", "");
    if (parent.ptr == NULL || part.len == 0) {
        return (brisk_str){NULL, 0};
    }
    return brisk_str_concat(self->arena, brisk_str_is(parent, "/") ? BRISK_S("") : parent, BRISK_S("/"), part);
}

/* The method of this path and verb; NULL: none. */
static brisk_method_config *find_method(const brisk_tf *self, brisk_str path, brisk_str verb)
{
    brisk_api_config *api = &self->config->api;
    for (size_t i = 0; i < api->method_count; i++) {
        if (brisk_str_equal(api->methods[i].path, path) && brisk_str_equal(api->methods[i].method, verb)) {
            return &api->methods[i];
        }
    }
    return NULL;
}

/* ---- methods ---- */

static brisk_status add_methods(brisk_tf *self, const brisk_tf_resource *api)
{
    const brisk_tf_resource *method = NULL;
    while ((method = brisk_tf_next(self, "aws_api_gateway_method", method)) != NULL) {
        if (!is_of_api(self, method, api)) {
            continue;
        }
        brisk_str path = path_of(self, method, "resource_id", 0);
        brisk_str verb = brisk_tf_text(method->values, "http_method", "ANY");
        brisk_str authorization = brisk_tf_text(method->values, "authorization", "NONE");
        if (path.ptr == NULL) {
            brisk_tf_note(self, "%.*s is left out: its path is not to be found out from the plan",
                          BRISK_TF_TEXT(method->address));
            continue;
        }
        brisk_method_config *added =
            brisk_gateway_config_add_method(self->config, self->arena, path, verb, BRISK_S(""));
        if (added == NULL) {
            return BRISK_NO_MEMORY;
        }
        added->is_key_required = brisk_tf_bool(method->values, "api_key_required", false);
        if (!brisk_str_is(authorization, "NONE")) {
            brisk_tf_note(self, "%.*s %.*s: the authorization %.*s is not played, anyone may call it",
                          BRISK_TF_TEXT(verb), BRISK_TF_TEXT(path), BRISK_TF_TEXT(authorization));
        }
    }
    return BRISK_OK;
}

/* The status and the headers of a MOCK: of the integration response that is not for errors. */
static brisk_status set_mock(const brisk_tf *self, const brisk_tf_resource *integration, brisk_method_config *method)
{
    const brisk_tf_resource *response = NULL;
    method->integration = BRISK_INTEGRATION_MOCK;
    while ((response = brisk_tf_next(self, "aws_api_gateway_integration_response", response)) != NULL) {
        brisk_str path = path_of(self, response, "resource_id", 0);
        brisk_str verb = brisk_tf_text(response->values, "http_method", "");
        if (path.ptr == NULL || response->scope != integration->scope || !brisk_str_equal(path, method->path) ||
            !brisk_str_equal(verb, method->method) ||
            brisk_tf_text(response->values, "selection_pattern", "").len > 0) {
            continue;
        }
        method->mock_status = brisk_tf_int(response->values, "status_code", 200);
        return brisk_tf_pairs(self->arena, brisk_tf_get(response->values, "response_parameters"),
                              "method.response.header.", &method->mock_headers)
                   ? BRISK_OK
                   : BRISK_NO_MEMORY;
    }
    return BRISK_OK;
}

static brisk_status set_integration(const brisk_tf *self, const brisk_tf_resource *integration,
                                    brisk_method_config *method)
{
    brisk_json values = integration->values, uri = brisk_tf_get(values, "uri");
    brisk_str type = brisk_tf_text(values, "type", ""), text = brisk_tf_text(values, "uri", "");
    method->timeout_ms = brisk_tf_int(values, "timeout_milliseconds", 29000);
    if (brisk_str_is(type, "MOCK")) {
        return set_mock(self, integration, method);
    }
    if (!brisk_str_is(type, "AWS_PROXY")) {
        brisk_tf_note(self, "%.*s %.*s is left out: integrations of the type %.*s are not played",
                      BRISK_TF_TEXT(method->method), BRISK_TF_TEXT(method->path), BRISK_TF_TEXT(type));
        return BRISK_OK;
    }
    method->integration_method = brisk_tf_text(values, "integration_http_method", "POST");
    method->is_streaming = brisk_str_is(brisk_tf_text(values, "response_transfer_mode", ""), "STREAM") ||
                           brisk_str_ends_with(text, BRISK_S("/response-streaming-invocations"));
    method->function = brisk_tf_function(self, integration, uri, brisk_tf_get(integration->expressions, "uri"));
    if (method->function.len == 0) {
        brisk_tf_note(self, "%.*s %.*s is left out: which function it calls is not to be found out from the plan",
                      BRISK_TF_TEXT(method->method), BRISK_TF_TEXT(method->path));
    }
    return BRISK_OK;
}

static brisk_status set_integrations(brisk_tf *self, const brisk_tf_resource *api)
{
    const brisk_tf_resource *integration = NULL;
    brisk_status status = BRISK_OK;
    while (status == BRISK_OK &&
           (integration = brisk_tf_next(self, "aws_api_gateway_integration", integration)) != NULL) {
        brisk_str path =
            is_of_api(self, integration, api) ? path_of(self, integration, "resource_id", 0) : (brisk_str){NULL, 0};
        brisk_method_config *method =
            path.ptr == NULL ? NULL : find_method(self, path, brisk_tf_text(integration->values, "http_method", ""));
        if (method != NULL) {
            status = set_integration(self, integration, method);
        }
    }
    return status;
}

/* Drops methods without a function: each was noted. */
static void drop_empty_methods(brisk_tf *self)
{
    brisk_api_config *api = &self->config->api;
    size_t kept = 0;
    for (size_t i = 0; i < api->method_count; i++) {
        if (api->methods[i].function.len > 0 || api->methods[i].integration == BRISK_INTEGRATION_MOCK) {
            api->methods[kept++] = api->methods[i];
        }
    }
    api->method_count = kept;
}

/* A variable that was given on the command line is a text in the plan. False where there is no such variable. */
static bool read_switch(const brisk_tf *self, const brisk_tf_resource *api, const char *name, bool *out)
{
    brisk_json value = brisk_tf_variable(self, api->scope, brisk_str_view(name));
    brisk_str text;
    *out = false;
    if (brisk_json_str(value, &text)) {
        *out = brisk_str_is(text, "true");
        return true;
    }
    return brisk_json_bool(value, out);
}

/* The body of an API may hold what is known only after apply (a function's ARN). What this repository's own module makes of its
 * variables is told then; of another's, the options say. */
static brisk_status set_unknown_body(brisk_tf *self, const brisk_tf_resource *api)
{
    static const struct {
        const char *variable, *path, *method;
        bool is_key_required;
    } rows[] = {
        {"root_method", "/", "ANY", true},
        {"keyless_options", "/{proxy+}", "OPTIONS", false},
        {"public_docs", "/docs", "GET", false},
        {"public_docs", "/docs/{proxy+}", "GET", false},
        {"public_docs", "/redoc", "GET", false},
        {"public_docs", "/redoc/{proxy+}", "GET", false},
        {"public_docs", "/openapi.json", "GET", false},
    };
    bool is_streaming = false, is_set;
    brisk_str function = brisk_tf_function(self, api, (brisk_json){NULL}, (brisk_json){NULL});
    if (!read_switch(self, api, "streaming", &is_streaming) || function.len == 0) {
        brisk_tf_note(self, "the API's body is known only after apply: the options say what its methods are");
        return BRISK_OK;
    }
    for (size_t i = 0; i <= sizeof(rows) / sizeof(rows[0]); i++) {
        bool is_proxy = i == 0;
        const char *path = is_proxy ? "/{proxy+}" : rows[i - 1].path, *verb = is_proxy ? "ANY" : rows[i - 1].method;
        is_set = is_proxy;
        if (!is_proxy) {
            (void)read_switch(self, api, rows[i - 1].variable, &is_set);
        }
        brisk_method_config *method =
            !is_set ? NULL
                    : brisk_gateway_config_add_method(self->config, self->arena, brisk_str_view(path),
                                                      brisk_str_view(verb), function);
        if (is_set && method == NULL) {
            return BRISK_NO_MEMORY;
        }
        if (is_set) {
            method->is_streaming = is_streaming;
            method->is_key_required = is_proxy || rows[i - 1].is_key_required;
        }
    }
    brisk_tf_note(self, "the API's body is known only after apply: its methods are those of the module's variables");
    return BRISK_OK;
}

/* ---- the stage ---- */

/* "users~1{id}/GET" and "/users/{id}/GET" of "/users/{id}": path and verb of a throttle. */
static bool cut_method_path(const brisk_tf *self, brisk_str text, brisk_method_throttle *out)
{
    size_t slash = brisk_str_find_last_char(text, '/');
    if (slash == BRISK_STR_NONE) {
        return false;
    }
    out->method = brisk_str_from(text, slash + 1);
    brisk_str path = brisk_str_slice(text, 0, slash);
    if (brisk_str_is(path, "*") || brisk_str_is(path, "/*")) {
        out->path = BRISK_S("*");
        return true;
    }
    char *plain = brisk_arena_alloc(self->arena, path.len + 2);
    size_t len = 0;
    if (plain == NULL) {
        return false;
    }
    for (size_t i = 0; i < path.len; i++) {
        bool is_escape = path.ptr[i] == '~' && i + 1 < path.len && path.ptr[i + 1] == '1';
        char c = is_escape ? '/' : path.ptr[i];
        i += is_escape;
        if (len == 0 && c != '/') {
            plain[len++] = '/';
        }
        plain[len++] = c;
    }
    out->path = len == 0 ? BRISK_S("/") : (brisk_str){plain, len};
    return true;
}

static void set_logging(brisk_tf *self, brisk_json settings)
{
    brisk_api_config *api = &self->config->api;
    brisk_str level = brisk_tf_text(settings, "logging_level", "OFF");
    bool is_all = brisk_str_is(level, "INFO");
    if (is_all || brisk_str_is(level, "ERROR")) {
        api->has_execution_logs = true;
        api->has_error_logs_only = !is_all;
        api->has_full_execution_logs = is_all && brisk_tf_bool(settings, "data_trace_enabled", false);
    }
}

static brisk_status set_settings(brisk_tf *self, const brisk_tf_resource *stage, const brisk_tf_resource *api)
{
    brisk_api_config *to = &self->config->api;
    bool has_cluster = brisk_tf_bool(stage->values, "cache_cluster_enabled", false);
    const brisk_tf_resource *row = NULL;
    while ((row = brisk_tf_next(self, "aws_api_gateway_method_settings", row)) != NULL) {
        brisk_json settings = brisk_tf_block(row->values, "settings");
        brisk_str name = brisk_tf_text(row->values, "stage_name", "");
        brisk_method_throttle throttle = {
            .throttle = brisk_tf_throttle(settings, "throttling_rate_limit", "throttling_burst_limit")};
        if (!is_of_api(self, row, api) || (name.len > 0 && !brisk_str_equal(name, to->stage))) {
            continue;
        }
        brisk_str path = brisk_tf_text(row->values, "method_path", "");
        if (brisk_str_is(path, "*/*")) {
            set_logging(self, settings);
        }
        if (has_cluster && brisk_tf_bool(settings, "caching_enabled", false)) {
            to->has_cache = true;
        }
        if (!throttle.throttle.is_set || !cut_method_path(self, path, &throttle)) {
            continue;
        }
        to->stage_throttles =
            brisk_gateway_config_grow(self->arena, to->stage_throttles, to->stage_throttle_count, sizeof(throttle));
        if (to->stage_throttles == NULL) {
            return BRISK_NO_MEMORY;
        }
        to->stage_throttles[to->stage_throttle_count++] = throttle;
    }
    return BRISK_OK;
}

static const brisk_tf_resource *find_stage(const brisk_tf *self, const brisk_tf_resource *api)
{
    const brisk_tf_resource *stage = NULL, *found = NULL;
    while ((stage = brisk_tf_next(self, "aws_api_gateway_stage", stage)) != NULL) {
        if (!is_of_api(self, stage, api)) {
            continue;
        }
        if (found != NULL) {
            brisk_tf_note(self, "the stage %.*s is not played",
                          BRISK_TF_TEXT(brisk_tf_text(stage->values, "stage_name", "")));
            continue;
        }
        found = stage;
    }
    return found;
}

static brisk_status set_stage(brisk_tf *self, const brisk_tf_resource *api)
{
    brisk_api_config *to = &self->config->api;
    const brisk_tf_resource *stage = find_stage(self, api), *deployment = NULL;
    if (stage == NULL) { /* the older way: the deployment makes it */
        while ((deployment = brisk_tf_next(self, "aws_api_gateway_deployment", deployment)) != NULL) {
            brisk_str name = brisk_tf_text(deployment->values, "stage_name", "");
            to->stage = name.len > 0 && is_of_api(self, deployment, api) ? name : to->stage;
        }
        return BRISK_OK;
    }
    brisk_str name = brisk_tf_text(stage->values, "stage_name", "");
    to->stage = name.len > 0 ? name : to->stage;
    to->is_traced = brisk_tf_bool(stage->values, "xray_tracing_enabled", false);
    brisk_tf_access_log(self, stage);
    if (brisk_json_count(brisk_tf_get(stage->values, "canary_settings")) > 0) {
        brisk_tf_note(self, "the stage's canary is not played");
    }
    if (!brisk_tf_pairs(self->arena, brisk_tf_get(stage->values, "variables"), "", &to->stage_variables)) {
        return BRISK_NO_MEMORY;
    }
    return set_settings(self, stage, api);
}

/* ---- keys and plans ---- */

static brisk_status add_keys(brisk_tf *self)
{
    const brisk_tf_resource *key = NULL;
    while ((key = brisk_tf_next(self, "aws_api_gateway_api_key", key)) != NULL) {
        brisk_str name = brisk_tf_text(key->values, "name", "");
        brisk_key_config *to =
            brisk_gateway_config_add_key(self->config, self->arena, name.len > 0 ? name : key->address);
        if (to == NULL) {
            return BRISK_NO_MEMORY;
        }
        to->is_enabled = brisk_tf_bool(key->values, "enabled", true);
        to->value = brisk_tf_text(key->values, "value", "");
        brisk_str id = brisk_tf_text(key->values, "id", "");
        to->id = id.len > 0 ? id : to->id;
        if (to->value.len == 0) {
            brisk_tf_note(self, "API key %.*s: AWS makes its value; here it has one of its own",
                          BRISK_TF_TEXT(to->name));
        }
    }
    return BRISK_OK;
}

static brisk_str key_id_of(const brisk_tf *self, const brisk_tf_resource *wanted)
{
    const brisk_tf_resource *key = NULL;
    for (size_t i = 0; (key = brisk_tf_next(self, "aws_api_gateway_api_key", key)) != NULL; i++) {
        if (key == wanted) {
            return self->config->api.keys[i].id; /* they were added in this order */
        }
    }
    return (brisk_str){"", 0};
}

static brisk_status set_plan_keys(brisk_tf *self, const brisk_tf_resource *plan, brisk_plan_config *to)
{
    static const char *const plan_types[] = {"aws_api_gateway_usage_plan", NULL};
    static const char *const key_types[] = {"aws_api_gateway_api_key", NULL};
    const brisk_tf_resource *row = NULL;
    while ((row = brisk_tf_next(self, "aws_api_gateway_usage_plan_key", row)) != NULL) {
        brisk_str id = key_id_of(self, brisk_tf_refer(self, row, "key_id", key_types));
        if (brisk_tf_refer(self, row, "usage_plan_id", plan_types) != plan) {
            continue;
        }
        if (id.len == 0) {
            brisk_tf_note(self, "%.*s: its key is not in the plan", BRISK_TF_TEXT(row->address));
            continue;
        }
        to->key_ids = brisk_gateway_config_grow(self->arena, to->key_ids, to->key_count, sizeof(*to->key_ids));
        if (to->key_ids == NULL) {
            return BRISK_NO_MEMORY;
        }
        to->key_ids[to->key_count++] = id;
    }
    return BRISK_OK;
}

/* The throttles of methods that the plan has for this API. */
static brisk_status set_plan_throttles(brisk_tf *self, brisk_json stage, brisk_plan_config *to)
{
    brisk_json_iter iter = brisk_json_iterate(brisk_tf_get(stage, "throttle"));
    brisk_json item;
    while (brisk_json_next(&iter, NULL, &item)) {
        brisk_method_throttle throttle = {.throttle = brisk_tf_throttle(item, "rate_limit", "burst_limit")};
        if (!throttle.throttle.is_set || !cut_method_path(self, brisk_tf_text(item, "path", ""), &throttle)) {
            continue;
        }
        to->methods = brisk_gateway_config_grow(self->arena, to->methods, to->method_count, sizeof(throttle));
        if (to->methods == NULL) {
            return BRISK_NO_MEMORY;
        }
        to->methods[to->method_count++] = throttle;
    }
    return BRISK_OK;
}

/* The row of the plan's api_stages that is this API's and stage's; no value: none. */
static brisk_json find_api_stage(const brisk_tf *self, const brisk_tf_resource *plan, const brisk_tf_resource *api)
{
    brisk_json stages = brisk_tf_get(plan->values, "api_stages");
    brisk_json expressions = brisk_tf_get(plan->expressions, "api_stages");
    for (size_t i = 0; i < brisk_json_count(stages); i++) {
        brisk_json stage = brisk_json_at(stages, i);
        brisk_str name = brisk_tf_text(stage, "stage", "");
        const brisk_tf_resource *found =
            brisk_tf_find(self, plan, brisk_tf_get(stage, "api_id"),
                          brisk_tf_get(brisk_json_at(expressions, i), "api_id"), api_types);
        if ((found == api || (found == NULL && plan->scope == api->scope)) &&
            (name.len == 0 || brisk_str_equal(name, self->config->api.stage))) {
            return stage;
        }
    }
    return (brisk_json){NULL};
}

static brisk_status add_plans(brisk_tf *self, const brisk_tf_resource *api)
{
    const brisk_tf_resource *plan = NULL;
    while ((plan = brisk_tf_next(self, "aws_api_gateway_usage_plan", plan)) != NULL) {
        brisk_str name = brisk_tf_text(plan->values, "name", "");
        brisk_json stage = find_api_stage(self, plan, api), quota = brisk_tf_block(plan->values, "quota_settings");
        name = name.len > 0 ? name : plan->address;
        if (brisk_json_kind_of(stage) != BRISK_JSON_OBJECT) {
            brisk_tf_note(self, "the usage plan %.*s is left out: it is not for this API and stage",
                          BRISK_TF_TEXT(name));
            continue;
        }
        brisk_plan_config *to = brisk_gateway_config_add_plan(self->config, self->arena, name);
        if (to == NULL) {
            return BRISK_NO_MEMORY;
        }
        brisk_str id = brisk_tf_text(plan->values, "id", ""), period = brisk_tf_text(quota, "period", "DAY");
        to->id = id.len > 0 ? id : to->id;
        to->throttle =
            brisk_tf_throttle(brisk_tf_block(plan->values, "throttle_settings"), "rate_limit", "burst_limit");
        to->has_quota = brisk_json_kind_of(quota) == BRISK_JSON_OBJECT;
        to->quota_limit = (int64_t)brisk_tf_number(quota, "limit", 0);
        to->quota_offset = (int64_t)brisk_tf_number(quota, "offset", 0);
        to->quota_period = brisk_str_is(period, "WEEK")    ? BRISK_QUOTA_WEEK
                           : brisk_str_is(period, "MONTH") ? BRISK_QUOTA_MONTH
                                                           : BRISK_QUOTA_DAY;
        brisk_status status = set_plan_keys(self, plan, to);
        status = status == BRISK_OK ? set_plan_throttles(self, stage, to) : status;
        if (status != BRISK_OK) {
            return status;
        }
    }
    return BRISK_OK;
}

/* ---- gateway responses ---- */

static brisk_status add_responses(brisk_tf *self, const brisk_tf_resource *api)
{
    brisk_api_config *to = &self->config->api;
    const brisk_tf_resource *row = NULL;
    while ((row = brisk_tf_next(self, "aws_api_gateway_gateway_response", row)) != NULL) {
        if (!is_of_api(self, row, api)) {
            continue;
        }
        brisk_gateway_response response = {.type = brisk_tf_text(row->values, "response_type", ""),
                                           .status = brisk_tf_int(row->values, "status_code", 0)};
        to->responses = brisk_gateway_config_grow(self->arena, to->responses, to->response_count, sizeof(response));
        if (to->responses == NULL ||
            !brisk_tf_pairs(self->arena, brisk_tf_get(row->values, "response_parameters"), "gatewayresponse.header.",
                            &response.headers) ||
            !brisk_tf_pairs(self->arena, brisk_tf_get(row->values, "response_templates"), "", &response.templates)) {
            return BRISK_NO_MEMORY;
        }
        to->responses[to->response_count++] = response;
    }
    return BRISK_OK;
}

/* ---- the whole ---- */

static brisk_status set_rest_api(brisk_tf *self, const brisk_tf_resource *api)
{
    brisk_api_config *to = &self->config->api;
    brisk_str id = brisk_tf_text(api->values, "id", ""), name = brisk_tf_text(api->values, "name", "");
    brisk_str type = {"", 0};
    (void)brisk_json_str(brisk_json_at(brisk_tf_get(brisk_tf_block(api->values, "endpoint_configuration"), "types"), 0),
                         &type);
    to->kind = BRISK_FRONT_REST;
    to->id = id.len > 0 ? id : to->id;
    to->name = name.len > 0 ? name : to->name;
    to->is_edge = brisk_str_is(type, "EDGE");
    if (brisk_str_is(brisk_tf_text(api->values, "api_key_source", "HEADER"), "AUTHORIZER")) {
        brisk_tf_note(self, "API keys are taken from the header x-api-key, not from an authorizer");
    }
    return brisk_tf_texts(self->arena, brisk_tf_get(api->values, "binary_media_types"), &to->binary_types,
                          &to->binary_type_count)
               ? BRISK_OK
               : BRISK_NO_MEMORY;
}

static brisk_status set_all_methods(brisk_tf *self, const brisk_tf_resource *api)
{
    brisk_str body = brisk_tf_text(api->values, "body", "");
    bool is_unknown = brisk_tf_bool(api->unknown, "body", false);
    brisk_status status = add_methods(self, api);
    status = status == BRISK_OK ? set_integrations(self, api) : status;
    if (status == BRISK_OK && body.len > 0) {
        status = brisk_tf_openapi(self, body);
    } else if (status == BRISK_OK && is_unknown && self->config->api.method_count == 0) {
        status = set_unknown_body(self, api);
    }
    drop_empty_methods(self);
    return status;
}

brisk_status brisk_tf_rest(brisk_tf *self, bool *is_found)
{
    const brisk_tf_resource *api = brisk_tf_next(self, "aws_api_gateway_rest_api", NULL), *other = api;
    *is_found = api != NULL;
    if (api == NULL) {
        return BRISK_OK;
    }
    while ((other = brisk_tf_next(self, "aws_api_gateway_rest_api", other)) != NULL) {
        brisk_tf_note(self, "one API is played: %.*s is not", BRISK_TF_TEXT(brisk_tf_text(other->values, "name", "")));
    }
    brisk_status status = set_rest_api(self, api);
    status = status == BRISK_OK ? set_all_methods(self, api) : status;
    status = status == BRISK_OK ? set_stage(self, api) : status;
    status = status == BRISK_OK ? add_keys(self) : status;
    status = status == BRISK_OK ? add_plans(self, api) : status;
    return status == BRISK_OK ? add_responses(self, api) : status;
}

/* terraform.c - see terraform.h. This file: the functions, the logs' retention, the region, and what cannot be played.
 *
 *     terraform_plan.c     resources, and which one an attribute means
 *     terraform_rest.c     a REST API ◄─ terraform_openapi.c, where it has a body
 *     terraform_http.c     an HTTP API, a function URL */
#include "gateway/terraform.h"

#include "core/arena.h"
#include "core/str.h"
#include "gateway/config_text.h"
#include "gateway/terraform_plan.h"

#include <stdio.h>
#include <unistd.h>

#define PLAN_LIMIT ((size_t)256 << 20)

static const char *const function_types[] = {"aws_lambda_function", "aws_lambda_alias", NULL};

#define TEXT(text) (int)(text).len, (text).len > 0 ? (text).ptr : ""

/* ---- which function ---- */

static brisk_str function_named(const brisk_tf *self, brisk_str name)
{
    const brisk_function_config *function = brisk_gateway_config_function(self->config, name);
    return function == NULL ? (brisk_str){"", 0} : function->name;
}

/* "arn:aws:lambda:eu-west-1:123456789012:function:NAME:live", alone or inside of an invocation's URI. */
brisk_str brisk_tf_function_of_arn(const brisk_tf *self, brisk_str text)
{
    size_t at = brisk_str_find(text, BRISK_S(":function:"));
    brisk_str rest = at == BRISK_STR_NONE ? (brisk_str){"", 0} : brisk_str_from(text, at + 10);
    size_t end = 0;
    while (end < rest.len && rest.ptr[end] != ':' && rest.ptr[end] != '/') {
        end++;
    }
    return function_named(self, brisk_str_slice(rest, 0, end));
}

static brisk_str function_of_resource(const brisk_tf *self, const brisk_tf_resource *resource)
{
    static const char *const own[] = {"aws_lambda_function", NULL};
    if (resource == NULL) {
        return (brisk_str){"", 0};
    }
    if (brisk_str_is(resource->type, "aws_lambda_function")) {
        return resource->function;
    }
    brisk_str name = brisk_tf_text(resource->values, "function_name", "");
    brisk_str found = function_named(self, name);
    found = found.len > 0 ? found : brisk_tf_function_of_arn(self, name);
    if (found.len > 0) {
        return found;
    }
    const brisk_tf_resource *function = brisk_tf_refer(self, resource, "function_name", own);
    return function == NULL ? found : function->function;
}

/* The one that API Gateway may invoke by a permission in this module, or the only one in the module, or in all. */
static brisk_str guess_function(const brisk_tf *self, const brisk_tf_resource *from)
{
    brisk_str allowed = {"", 0}, near = {"", 0};
    size_t allowed_count = 0, near_count = 0;
    const brisk_tf_resource *resource = NULL;
    while ((resource = brisk_tf_next(self, "aws_lambda_permission", resource)) != NULL) {
        brisk_str function = function_of_resource(self, resource);
        if (resource->scope == from->scope && function.len > 0 &&
            brisk_str_is(brisk_tf_text(resource->values, "principal", ""), "apigateway.amazonaws.com") &&
            !brisk_str_equal(function, allowed)) {
            allowed = function;
            allowed_count++;
        }
    }
    while ((resource = brisk_tf_next(self, "aws_lambda_function", resource)) != NULL) {
        if (resource->scope == from->scope) {
            near = resource->function;
            near_count++;
        }
    }
    return near_count == 1                     ? near
           : allowed_count == 1                ? allowed
           : self->config->function_count == 1 ? self->config->functions[0].name
                                               : (brisk_str){"", 0};
}

brisk_str brisk_tf_function(const brisk_tf *self, const brisk_tf_resource *from, brisk_json value,
                            brisk_json expression)
{
    brisk_str text;
    if (brisk_json_str(value, &text)) {
        brisk_str found = function_named(self, text);
        return found.len > 0 ? found : brisk_tf_function_of_arn(self, text);
    }
    brisk_str found = function_of_resource(self, brisk_tf_find(self, from, value, expression, function_types));
    return found.len > 0 ? found : guess_function(self, from);
}

/* ---- functions ---- */

static bool is_there(const brisk_tf *self, brisk_str path)
{
    const char *name = brisk_arena_c_string(self->arena, path);
    return name != NULL && name[0] != '\0' && access(name, R_OK) == 0;
}

/* Where the zip is: as the plan says (from here, or from the plan's folder), else what the user said. */
static brisk_str find_code(const brisk_tf *self, brisk_json values)
{
    brisk_str file = brisk_tf_text(values, "filename", "");
    brisk_str beside = brisk_config_path(self->arena, self->path, file);
    if (file.len > 0 && is_there(self, file)) {
        return file;
    }
    if (file.len > 0 && is_there(self, beside)) {
        return beside;
    }
    return brisk_str_copy(self->arena, self->code);
}

static void note_unknown_variables(const brisk_tf *self, const brisk_tf_resource *resource, brisk_str name)
{
    brisk_json unknown = brisk_tf_get(brisk_tf_block(resource->unknown, "environment"), "variables");
    brisk_json_iter iter = brisk_json_iterate(unknown);
    brisk_str key;
    brisk_json value;
    bool is_unknown = false;
    if (brisk_json_bool(unknown, &is_unknown) && is_unknown) {
        brisk_tf_note(self, "function %.*s: its environment is known only after apply; --env NAME=TEXT gives it here",
                      TEXT(name));
    }
    while (brisk_json_kind_of(unknown) == BRISK_JSON_OBJECT && brisk_json_next(&iter, &key, &value)) {
        if (brisk_json_bool(value, &is_unknown) && is_unknown) {
            brisk_tf_note(self, "function %.*s: %.*s is known only after apply; --env %.*s=TEXT gives it here",
                          TEXT(name), TEXT(key), TEXT(key));
        }
    }
}

static void note_function(const brisk_tf *self, const brisk_tf_resource *resource, brisk_str name)
{
    brisk_json values = resource->values;
    if (brisk_str_is(brisk_tf_text(values, "package_type", "Zip"), "Image")) {
        brisk_tf_note(self, "function %.*s is a container image: here its code is the zip or program that is given",
                      TEXT(name));
    } else if (!brisk_str_starts_with(brisk_tf_text(values, "runtime", "provided"), BRISK_S("provided"))) {
        brisk_tf_note(self, "function %.*s: the runtime %.*s is not here, its code has to hold a bootstrap", TEXT(name),
                      TEXT(brisk_tf_text(values, "runtime", "")));
    }
    if (brisk_json_count(brisk_tf_get(values, "layers")) > 0) {
        brisk_tf_note(self, "function %.*s: its layers are not unpacked", TEXT(name));
    }
    note_unknown_variables(self, resource, name);
}

static bool set_function(const brisk_tf *self, brisk_json values, brisk_function_config *to)
{
    brisk_json logging = brisk_tf_block(values, "logging_config");
    double timeout = brisk_tf_number(values, "timeout", 3);
    to->handler = brisk_tf_text(values, "handler", "bootstrap");
    to->timeout_ms = timeout < 0 || timeout > 900 ? 900000 : (int32_t)(timeout * 1000);
    to->memory_mb = brisk_tf_int(values, "memory_size", 128);
    to->ephemeral_mb = brisk_tf_int(brisk_tf_block(values, "ephemeral_storage"), "size", 512);
    to->concurrency = brisk_tf_int(values, "reserved_concurrent_executions", -1);
    to->is_traced = brisk_str_is(brisk_tf_text(brisk_tf_block(values, "tracing_config"), "mode", ""), "Active");
    to->log_format = brisk_str_is(brisk_tf_text(logging, "log_format", "Text"), "JSON") ? BRISK_LOG_FORMAT_JSON
                                                                                        : BRISK_LOG_FORMAT_TEXT;
    to->application_log_level = brisk_tf_text(logging, "application_log_level", "INFO");
    to->system_log_level = brisk_tf_text(logging, "system_log_level", "INFO");
    to->log_group = brisk_tf_text(logging, "log_group", "");
    return brisk_tf_pairs(self, brisk_tf_get(brisk_tf_block(values, "environment"), "variables"), "", &to->environment);
}

static bool add_functions(brisk_tf *self)
{
    brisk_tf_resource *resource = NULL;
    while ((resource = brisk_tf_next(self, "aws_lambda_function", resource)) != NULL) {
        brisk_str name = brisk_tf_text(resource->values, "function_name", "");
        if (name.len == 0) {
            name = resource->name;
            brisk_tf_note(self, "%.*s: its name is known only after apply; here it is %.*s", TEXT(resource->address),
                          TEXT(name));
        }
        brisk_function_config *function =
            brisk_gateway_config_add_function(self->config, self->arena, name, find_code(self, resource->values));
        if (function == NULL || !set_function(self, resource->values, function)) {
            return false;
        }
        resource->function = name;
        note_function(self, resource, name);
    }
    return true;
}

static bool is_served(const brisk_gateway_config *config, brisk_str name)
{
    for (size_t i = 0; i < config->api.method_count; i++) {
        if (brisk_str_equal(config->api.methods[i].function, name)) {
            return true;
        }
    }
    return config->api.method_count == 0;
}

/* A function without code cannot run: an error where the API needs it, else a note. */
static brisk_status drop_functions_without_code(brisk_tf *self, char *problem, size_t size)
{
    brisk_gateway_config *config = self->config;
    size_t kept = 0;
    for (size_t i = 0; i < config->function_count; i++) {
        const brisk_function_config *function = &config->functions[i];
        if (function->code.len > 0) {
            config->functions[kept++] = *function;
            continue;
        }
        if (is_served(config, function->name)) {
            (void)snprintf(problem, size,
                           "%s: the code of the function %.*s is not where the plan says: say where it is, as in "
                           "brisk gateway api/build/lambda.zip --terraform FILE",
                           self->path, TEXT(function->name));
            return BRISK_NOT_FOUND;
        }
        brisk_tf_note(self, "function %.*s is left out: its code is not there, and the API does not need it",
                      TEXT(function->name));
    }
    config->function_count = kept;
    return BRISK_OK;
}

/* ---- logs ---- */

static const brisk_tf_resource *log_group_named(const brisk_tf *self, brisk_str name)
{
    const brisk_tf_resource *group = NULL;
    while ((group = brisk_tf_next(self, "aws_cloudwatch_log_group", group)) != NULL) {
        if (brisk_str_equal(brisk_tf_text(group->values, "name", ""), name)) {
            return group;
        }
    }
    return NULL;
}

void brisk_tf_access_log(brisk_tf *self, const brisk_tf_resource *stage)
{
    static const char *const types[] = {"aws_cloudwatch_log_group", NULL};
    brisk_api_config *api = &self->config->api;
    brisk_json block = brisk_tf_block(stage->values, "access_log_settings");
    brisk_json expressions = brisk_tf_block(stage->expressions, "access_log_settings");
    brisk_str destination = brisk_tf_text(block, "destination_arn", "");
    size_t at = brisk_str_find(destination, BRISK_S(":log-group:"));
    api->access_log_format = brisk_tf_text(block, "format", "");
    if (at != BRISK_STR_NONE) {
        brisk_str rest = brisk_str_from(destination, at + 11), more;
        (void)brisk_str_cut(rest, ':', &api->access_log_group, &more);
        return;
    }
    if (brisk_str_find(destination, BRISK_S(":firehose:")) != BRISK_STR_NONE) {
        brisk_tf_note(self, "the access log goes to a log group here, not to Firehose");
    }
    const brisk_tf_resource *group = brisk_tf_find(self, stage, brisk_tf_get(block, "destination_arn"),
                                                   brisk_tf_get(expressions, "destination_arn"), types);
    if (group != NULL) {
        api->access_log_group = brisk_tf_text(group->values, "name", "");
    }
}

/* One number here, a number for each group there: the greatest of the groups that are written, 0 (for ever) above all. */
static void set_retention(brisk_tf *self)
{
    brisk_gateway_config *config = self->config;
    int32_t days = -1;
    for (size_t i = 0; i <= config->function_count; i++) {
        brisk_str name = config->api.access_log_group;
        if (i < config->function_count) {
            const brisk_function_config *function = &config->functions[i];
            name = function->log_group.len > 0
                       ? function->log_group
                       : brisk_str_concat(self->arena, BRISK_S("/aws/lambda/"), function->name, BRISK_S(""));
        }
        const brisk_tf_resource *group = log_group_named(self, name);
        if (group != NULL) {
            int32_t own = brisk_tf_int(group->values, "retention_in_days", 0);
            days = days == 0 || own == 0 ? 0 : own > days ? own : days;
        }
    }
    config->log_retention_days = days >= 0 ? days : config->log_retention_days;
}

/* ---- region ---- */

static void set_region(brisk_tf *self)
{
    brisk_json provider =
        brisk_tf_get(brisk_tf_get(brisk_tf_get(self->root, "configuration"), "provider_config"), "aws");
    brisk_json expression = brisk_tf_get(brisk_tf_get(provider, "expressions"), "region");
    const brisk_tf_resource *function = brisk_tf_next(self, "aws_lambda_function", NULL);
    brisk_str region = brisk_tf_text(expression, "constant_value", ""), reference, word, name;
    brisk_str arn = function == NULL ? region : brisk_tf_text(function->values, "arn", "");
    if (region.len == 0 && brisk_json_str(brisk_json_at(brisk_tf_get(expression, "references"), 0), &reference) &&
        brisk_str_cut(reference, '.', &word, &name) && brisk_str_is(word, "var")) {
        (void)brisk_json_str(brisk_tf_variable(self, 0, name), &region);
    }
    brisk_str part, rest = arn, account = {"", 0};
    bool more = true;
    for (unsigned i = 0; i < 5 && brisk_str_split(&rest, ':', &more, &part); i++) {
        region = i == 3 ? part : region; /* arn:aws:lambda:REGION:ACCOUNT:function:… */
        account = i == 4 ? part : account;
    }
    self->config->region = region.len > 0 ? region : self->config->region;
    self->config->account_id = account.len == 12 ? account : self->config->account_id;
}

/* ---- what is not played ---- */

static void note_types(brisk_tf *self)
{
    static const struct {
        const char *type, *text;
    } rows[] = {
        {"aws_api_gateway_authorizer", "authorizers are not played: nobody is asked who he is"},
        {"aws_apigatewayv2_authorizer", "authorizers are not played: nobody is asked who he is"},
        {"aws_wafv2_web_acl_association", "the firewall (WAF) is not played: it lets all pass"},
        {"aws_api_gateway_domain_name", "the custom domain is not played: the stage is the first part of each path"},
        {"aws_apigatewayv2_domain_name", "the custom domain is not played"},
        {"aws_api_gateway_request_validator", "requests are not validated here as API Gateway would"},
        {"aws_api_gateway_rest_api_policy", "the API's resource policy is not played: it lets all pass"},
        {"aws_api_gateway_vpc_link", "VPC links are not played"},
        {"aws_apigatewayv2_vpc_link", "VPC links are not played"},
        {"aws_api_gateway_client_certificate", "client certificates are not played"},
        {"aws_lambda_event_source_mapping", "event sources are not played: functions are invoked by HTTP and by hand"},
        {"aws_lambda_provisioned_concurrency_config",
         "provisioned concurrency is not played: the first calls are cold"},
        {"aws_lambda_function_event_invoke_config", "retries and destinations of asynchronous calls are not played"},
        {"aws_codedeploy_deployment_group", "step-by-step deployment is not played: the new code serves all calls"},
        {"aws_cloudfront_distribution", "the CloudFront distribution is played by --cdn, not by its own rules"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (brisk_tf_next(self, rows[i].type, NULL) != NULL) {
            brisk_tf_note(self, "%s", rows[i].text);
        }
    }
}

/* ---- the whole ---- */

/* One API is played: a REST API before an HTTP API before a function URL. */
static brisk_status set_api(brisk_tf *self)
{
    bool is_rest = false, is_http = false, is_url = false;
    brisk_status status = brisk_tf_rest(self, &is_rest);
    if (status == BRISK_OK && !is_rest) {
        status = brisk_tf_http(self, &is_http);
    }
    if (status == BRISK_OK && !is_rest && !is_http) {
        status = brisk_tf_url(self, &is_url);
    }
    bool has_http = brisk_tf_next(self, "aws_apigatewayv2_api", NULL) != NULL;
    bool has_url = brisk_tf_next(self, "aws_lambda_function_url", NULL) != NULL;
    if ((is_rest && has_http) || ((is_rest || is_http) && has_url)) {
        brisk_tf_note(self, "%s is played; the plan's %s is not", is_rest ? "the REST API" : "the HTTP API",
                      is_rest && has_http ? "HTTP API" : "function URL");
    }
    if (status == BRISK_OK && !is_rest && !is_http && !is_url) {
        brisk_tf_note(self, "the plan has no API: the options say which one stands before the function");
    }
    return status;
}

static brisk_status read_plan(brisk_tf *self, char *problem, size_t size)
{
    brisk_status status = brisk_tf_open(self);
    if (status != BRISK_OK) {
        (void)snprintf(problem, size, "%s: %s", self->path,
                       status == BRISK_INVALID
                           ? "it is no plan: terraform show -json plan.tfplan > plan.json makes one of a saved plan"
                           : brisk_status_text(status));
        return status;
    }
    bool has_memory = add_functions(self);
    if (has_memory && self->config->function_count == 0) {
        (void)snprintf(problem, size, "%s: there is no aws_lambda_function in it", self->path);
        return BRISK_INVALID;
    }
    status = has_memory ? set_api(self) : BRISK_NO_MEMORY;
    if (status == BRISK_OK) {
        status = drop_functions_without_code(self, problem, size);
        set_retention(self);
        set_region(self);
        note_types(self);
        return status;
    }
    (void)snprintf(problem, size, "%s: %s", self->path, brisk_status_text(status));
    return status;
}

brisk_status brisk_gateway_config_read_plan(brisk_gateway_config *config, brisk_arena *arena, const char *path,
                                            brisk_str code, void (*note)(void *context, const char *text),
                                            void *context, char *problem, size_t problem_size)
{
    brisk_tf self = {.config = config, .arena = arena, .path = path, .code = code, .note = note, .context = context};
    brisk_status status = brisk_config_load(arena, path, PLAN_LIMIT, &self.root, problem, problem_size);
    return status == BRISK_OK ? read_plan(&self, problem, problem_size) : status;
}

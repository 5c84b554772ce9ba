/* functions.c - the functions of a plan (functions.h).
 *
 *     aws_lambda_function ◄─ aws_lambda_alias ◄─ aws_lambda_permission      by name, by ARN, or by what refers to what
 *
 * Where an attribute tells nothing, the function is the one that API Gateway may invoke, or the only one. */
#include "gateway/terraform/functions.h"

#include "core/arena.h"
#include "core/str.h"
#include "gateway/config/text.h"
#include "gateway/terraform/value.h"

#include <stdio.h>
#include <unistd.h>

static const char *const function_types[] = {"aws_lambda_function", "aws_lambda_alias", NULL};

/* ---- which one ---- */

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

/* ---- all of them ---- */

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
                      BRISK_TF_TEXT(name));
    }
    while (brisk_json_kind_of(unknown) == BRISK_JSON_OBJECT && brisk_json_next(&iter, &key, &value)) {
        if (brisk_json_bool(value, &is_unknown) && is_unknown) {
            brisk_tf_note(self, "function %.*s: %.*s is known only after apply; --env %.*s=TEXT gives it here",
                          BRISK_TF_TEXT(name), BRISK_TF_TEXT(key), BRISK_TF_TEXT(key));
        }
    }
}

static void note_function(const brisk_tf *self, const brisk_tf_resource *resource, brisk_str name)
{
    brisk_json values = resource->values;
    if (brisk_str_is(brisk_tf_text(values, "package_type", "Zip"), "Image")) {
        brisk_tf_note(self, "function %.*s is a container image: here its code is the zip or program that is given",
                      BRISK_TF_TEXT(name));
    } else if (!brisk_str_starts_with(brisk_tf_text(values, "runtime", "provided"), BRISK_S("provided"))) {
        brisk_tf_note(self, "function %.*s: the runtime %.*s is not here, its code has to hold a bootstrap",
                      BRISK_TF_TEXT(name), BRISK_TF_TEXT(brisk_tf_text(values, "runtime", "")));
    }
    if (brisk_json_count(brisk_tf_get(values, "layers")) > 0) {
        brisk_tf_note(self, "function %.*s: its layers are not unpacked", BRISK_TF_TEXT(name));
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
    return brisk_tf_pairs(self->arena, brisk_tf_get(brisk_tf_block(values, "environment"), "variables"), "",
                          &to->environment);
}

bool brisk_tf_add_functions(brisk_tf *self)
{
    brisk_tf_resource *resource = NULL;
    while ((resource = brisk_tf_next(self, "aws_lambda_function", resource)) != NULL) {
        brisk_str name = brisk_tf_text(resource->values, "function_name", "");
        if (name.len == 0) {
            name = resource->name;
            brisk_tf_note(self, "%.*s: its name is known only after apply; here it is %.*s",
                          BRISK_TF_TEXT(resource->address), BRISK_TF_TEXT(name));
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

brisk_status brisk_tf_drop_functions_without_code(brisk_tf *self, char *problem, size_t size)
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
                           self->path, BRISK_TF_TEXT(function->name));
            return BRISK_NOT_FOUND;
        }
        brisk_tf_note(self, "function %.*s is left out: its code is not there, and the API does not need it",
                      BRISK_TF_TEXT(function->name));
    }
    config->function_count = kept;
    return BRISK_OK;
}

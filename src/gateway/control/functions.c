/* functions.c - Lambda's GetFunction, GetFunctionConfiguration and ListFunctions.
 *
 * Source: the Lambda API reference, FunctionConfiguration; what has no meaning here (role, VPC) is what a new function
 * has on AWS. */
#include "gateway/control/functions.h"

#include "core/datetime.h"
#include "core/str.h"
#include "gateway/control/answer.h"
#include "gateway/control/names.h"
#include "gateway/control/parameters.h"
#include "gateway/control/state.h"
#include "gateway/function/lambda.h"
#include "gateway/json.h"

#include <stdio.h>

enum { ITEMS_MAX = 50 };

#if defined(__aarch64__)
#define ARCHITECTURE "arm64"
#else
#define ARCHITECTURE "x86_64"
#endif

/* ---- configurations ---- */

static void add_environment(brisk_buffer *out, const brisk_settings *pairs)
{
    brisk_json_add_name(out, "Environment");
    brisk_buffer_append_c_string(out, "{\"Variables\":{");
    for (size_t i = 0; i < pairs->count; i++) {
        brisk_json_add_text(out, NULL, pairs->items[i].name);
        brisk_buffer_append_char(out, ':');
        brisk_json_add_text(out, NULL, pairs->items[i].value);
    }
    brisk_buffer_append_c_string(out, "}}");
}

static void add_logging(brisk_buffer *out, const brisk_function_config *config)
{
    bool is_json = config->log_format == BRISK_LOG_FORMAT_JSON;
    brisk_json_add_name(out, "LoggingConfig");
    brisk_buffer_append_char(out, '{');
    brisk_json_add_text(out, "LogFormat", is_json ? BRISK_S("JSON") : BRISK_S("Text"));
    if (is_json) {
        brisk_json_add_text(out, "ApplicationLogLevel", config->application_log_level);
        brisk_json_add_text(out, "SystemLogLevel", config->system_log_level);
    }
    brisk_json_add_name(out, "LogGroup");
    if (config->log_group.len > 0) {
        brisk_json_add_text(out, NULL, config->log_group);
    } else {
        brisk_buffer_append_printf(out, "\"/aws/lambda/%.*s\"", (int)config->name.len, config->name.ptr);
    }
    brisk_buffer_append_char(out, '}');
}

static void add_state(brisk_buffer *out, const brisk_function_state *state)
{
    brisk_json_add_text(out, "State", state->is_broken ? BRISK_S("Failed") : BRISK_S("Active"));
    if (state->is_broken) {
        brisk_json_add_text(out, "StateReason", brisk_str_view(state->problem));
        brisk_json_add_text(out, "StateReasonCode", BRISK_S("InvalidConfiguration"));
    }
    brisk_json_add_text(out, "LastUpdateStatus", BRISK_S("Successful"));
}

/* "2026-11-22T21:00:00.000+0000" */
static void write_date(int64_t ms, char out[32])
{
    char text[BRISK_DATETIME_TEXT];
    (void)brisk_datetime_format(text, (brisk_datetime){.us = ms / 1000 * 1000000, .has_offset = true});
    (void)snprintf(out, 32, "%.19s.%03d+0000", text, (int)(ms % 1000));
}

static void add_configuration(brisk_control *control, brisk_control_call *call, brisk_buffer *out,
                              const brisk_function_state *state)
{
    const brisk_function_config *config = state->config;
    const brisk_gateway_config *whole = control->config;
    char date[32];
    brisk_buffer_append_char(out, '{');
    brisk_json_add_text(out, "FunctionName", config->name);
    brisk_json_add_text(
        out, "FunctionArn",
        brisk_control_function_arn(control->config, brisk_request_arena(call->request), config->name, (brisk_str){0}));
    brisk_json_add_text(out, "Runtime", BRISK_S("provided.al2023"));
    brisk_json_add_name(out, "Role");
    brisk_buffer_append_printf(out, "\"arn:aws:iam::%.*s:role/%.*s\"", (int)whole->account_id.len,
                               whole->account_id.ptr, (int)config->name.len, config->name.ptr);
    brisk_json_add_text(out, "Handler", config->handler);
    brisk_json_add_integer(out, "CodeSize", state->code_size);
    brisk_json_add_text(out, "Description", BRISK_S(""));
    brisk_json_add_integer(out, "Timeout", config->timeout_ms / 1000);
    brisk_json_add_integer(out, "MemorySize", config->memory_mb);
    write_date(state->modified_ms, date);
    brisk_json_add_text(out, "LastModified", brisk_str_view(date));
    brisk_json_add_text(out, "CodeSha256", brisk_str_view(state->code_sha256));
    brisk_json_add_text(out, "Version", BRISK_S("$LATEST"));
    if (config->environment.count > 0) {
        add_environment(out, &config->environment);
    }
    brisk_json_add_name(out, "TracingConfig");
    brisk_buffer_append_printf(out, "{\"Mode\":\"%s\"}", config->is_traced ? "Active" : "PassThrough");
    add_state(out, state);
    brisk_json_add_text(out, "PackageType", BRISK_S("Zip"));
    brisk_json_add_name(out, "Architectures");
    brisk_buffer_append_c_string(out, "[\"" ARCHITECTURE "\"]");
    brisk_json_add_name(out, "EphemeralStorage");
    brisk_buffer_append_printf(out, "{\"Size\":%d}", (int)config->ephemeral_mb);
    brisk_json_add_name(out, "SnapStart");
    brisk_buffer_append_c_string(out, "{\"ApplyOn\":\"None\",\"OptimizationStatus\":\"Off\"}");
    add_logging(out, config);
    brisk_buffer_append_char(out, '}');
}

/* ---- calls ---- */

static void list_functions(brisk_control *control, brisk_control_call *call)
{
    const brisk_gateway_config *config = control->config;
    brisk_control_page page = {.count = brisk_control_number(call, "MaxItems", 10000, ITEMS_MAX)};
    page.from = brisk_control_number(call, "Marker", SIZE_MAX / 2, 0);
    page.count = page.count > ITEMS_MAX ? ITEMS_MAX : page.count;
    brisk_buffer body;
    brisk_control_buffer(call, &body);
    brisk_buffer_append_c_string(&body, "{\"Functions\":[");
    for (size_t i = 0; i < config->function_count; i++) {
        brisk_function_state state;
        if (brisk_control_page_takes(&page) &&
            brisk_lambda_function(control->lambda, config->functions[i].name, &state)) {
            brisk_json_add_name(&body, NULL);
            add_configuration(control, call, &body, &state);
        }
    }
    brisk_buffer_append_char(&body, ']');
    brisk_json_add_name(&body, "NextMarker");
    if (brisk_control_page_has_more(&page)) {
        brisk_buffer_append_printf(&body, "\"%zu\"", page.from + page.count);
    } else {
        brisk_buffer_append_c_string(&body, "null");
    }
    brisk_buffer_append_char(&body, '}');
    brisk_control_answer(call, 200, "application/json", &body);
}

static void get_function(brisk_control *control, brisk_control_call *call, const brisk_function_state *state)
{
    const brisk_function_config *config = state->config;
    brisk_buffer body;
    brisk_control_buffer(call, &body);
    brisk_buffer_append_c_string(&body, "{\"Configuration\":");
    add_configuration(control, call, &body, state);
    brisk_json_add_name(&body, "Code");
    brisk_buffer_append_c_string(&body, "{\"RepositoryType\":\"S3\"");
    brisk_json_add_text(
        &body, "Location",
        brisk_str_concat(brisk_request_arena(call->request), BRISK_S("file://"), config->code, BRISK_S("")));
    brisk_buffer_append_char(&body, '}');
    if (config->concurrency >= 0) {
        brisk_json_add_name(&body, "Concurrency");
        brisk_buffer_append_printf(&body, "{\"ReservedConcurrentExecutions\":%d}", (int)config->concurrency);
    }
    brisk_buffer_append_char(&body, '}');
    brisk_control_answer(call, 200, "application/json", &body);
}

void brisk_control_functions(brisk_control *control, brisk_control_call *call, brisk_str path)
{
    brisk_arena *arena = brisk_request_arena(call->request);
    brisk_function_state state;
    brisk_str name, qualifier, given = brisk_control_parameter(call, "Qualifier");
    brisk_str text = brisk_control_segment(&path);
    if (text.len == 0) {
        list_functions(control, call);
        return;
    }
    if (!brisk_control_function_name(text, &name, &qualifier)) {
        brisk_control_lambda_error(call, 400, "ValidationException", BRISK_S("That is no function's name."));
        return;
    }
    qualifier = given.len > 0 ? given : qualifier;
    bool is_latest = qualifier.len == 0 || brisk_str_is(qualifier, "$LATEST");
    if (!is_latest || !brisk_lambda_function(control->lambda, name, &state)) {
        brisk_str arn = brisk_control_function_arn(control->config, arena, name, qualifier);
        brisk_control_lambda_error(call, 404, "ResourceNotFoundException",
                                   brisk_str_concat(arena, BRISK_S("Function not found: "), arn, BRISK_S("")));
    } else if (path.len > 0) {
        brisk_buffer body;
        brisk_control_buffer(call, &body);
        add_configuration(control, call, &body, &state);
        brisk_control_answer(call, 200, "application/json", &body);
    } else {
        get_function(control, call, &state);
    }
}

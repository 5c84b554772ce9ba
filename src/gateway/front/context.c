/* context.c - see context.h. A variable is a text of the call, of its state, or what a function writes; the names are
 * those of AWS's pages on mapping templates (REST) and on logging (HTTP API). A name that is not here is one that is
 * never set. */
#include "gateway/front/context.h"

#include "core/str.h"
#include "gateway/front/event_parts.h"
#include "gateway/front/state.h"
#include "schema/encode_text.h"

typedef bool variable_write(const brisk_context *context, brisk_buffer *out);

static bool write_text(brisk_buffer *out, brisk_str text)
{
    brisk_buffer_append_str(out, text);
    return text.len > 0;
}

static bool write_figure(brisk_buffer *out, int64_t value, bool is_set)
{
    if (is_set) {
        brisk_buffer_append_i64(out, value);
    }
    return is_set;
}

static const brisk_invoke_result *result_of(const brisk_context *context)
{
    return context->figures != NULL ? context->figures->result : NULL;
}

static bool write_account(const brisk_context *context, brisk_buffer *out)
{
    return write_text(out, context->front->config->account_id);
}

static bool write_api(const brisk_context *context, brisk_buffer *out)
{
    return write_text(out, context->front->api->id);
}

static bool write_stage(const brisk_context *context, brisk_buffer *out)
{
    return write_text(out, context->front->api->stage);
}

static bool write_deployment(const brisk_context *context, brisk_buffer *out)
{
    return write_text(out, brisk_str_make(context->front->deployment_id, BRISK_RESOURCE_ID_LEN));
}

static bool write_endpoint_type(const brisk_context *context, brisk_buffer *out)
{
    return write_text(out, context->front->api->is_edge ? BRISK_S("EDGE") : BRISK_S("REGIONAL"));
}

static bool write_protocol(const brisk_context *context, brisk_buffer *out)
{
    (void)context;
    return write_text(out, BRISK_S("HTTP/1.1"));
}

static bool write_method(const brisk_context *context, brisk_buffer *out)
{
    const brisk_front_state *state = context->call->state;
    return write_text(out, state != NULL ? state->method : context->call->request->method_text);
}

static bool write_domain(const brisk_context *context, brisk_buffer *out)
{
    const brisk_front_state *state = context->call->state;
    return state != NULL && write_text(out, state->host);
}

static bool write_domain_prefix(const brisk_context *context, brisk_buffer *out)
{
    const brisk_front_state *state = context->call->state;
    brisk_str before, behind;
    if (state == NULL) {
        return false;
    }
    (void)brisk_str_cut(state->host, '.', &before, &behind);
    return write_text(out, before);
}

static bool write_resource_id(const brisk_context *context, brisk_buffer *out)
{
    const brisk_front_state *state = context->call->state;
    return state != NULL && context->call->method != NULL &&
           write_text(out, brisk_str_make(state->resource_id, BRISK_RESOURCE_ID_LEN));
}

static bool write_path(const brisk_context *context, brisk_buffer *out)
{
    brisk_str path = context->call->stage_path;
    return write_text(out, path.len > 0 ? path : context->call->request->raw_path);
}

static bool write_source_ip(const brisk_context *context, brisk_buffer *out)
{
    return write_text(out, context->call->request->client);
}

static bool write_user_agent(const brisk_context *context, brisk_buffer *out)
{
    return write_text(out, brisk_headers_get(&context->call->request->headers, BRISK_S("user-agent")));
}

static bool write_time(const brisk_context *context, brisk_buffer *out)
{
    char text[BRISK_CLF_TIME_LEN];
    brisk_parts_clf_time(text, context->call->time.wall_ms);
    return write_text(out, brisk_str_make(text, sizeof text));
}

static bool write_epoch(const brisk_context *context, brisk_buffer *out)
{
    return write_figure(out, context->call->time.wall_ms, true);
}

static bool write_trace(const brisk_context *context, brisk_buffer *out)
{
    brisk_str trace = context->call->trace_id, before, behind;
    if (brisk_str_cut(trace, ';', &before, &behind)) {
        trace = before;
    }
    return write_text(out, brisk_str_starts_with(trace, BRISK_S("Root=")) ? brisk_str_from(trace, 5) : trace);
}

static bool write_message_string(const brisk_context *context, brisk_buffer *out)
{
    return context->call->error_message.len > 0 && brisk_encode_text(out, context->call->error_message);
}

/* Errors of the integration are told under two more names. */
static bool write_integration_error(const brisk_context *context, brisk_buffer *out)
{
    return brisk_str_starts_with(context->call->error_type, BRISK_S("INTEGRATION_")) &&
           write_text(out, context->call->error_message);
}

static bool write_status(const brisk_context *context, brisk_buffer *out)
{
    int status = context->figures != NULL ? context->figures->status : context->call->response->status;
    return write_figure(out, status, status != 0);
}

static bool write_length(const brisk_context *context, brisk_buffer *out)
{
    return context->figures != NULL && write_figure(out, context->figures->response_length, true);
}

static bool write_latency(const brisk_context *context, brisk_buffer *out)
{
    return context->figures != NULL &&
           write_figure(out, context->figures->response_latency_ms, context->figures->response_latency_ms >= 0);
}

static bool write_integration_latency(const brisk_context *context, brisk_buffer *out)
{
    return context->figures != NULL &&
           write_figure(out, context->figures->integration_latency_ms, context->figures->integration_latency_ms >= 0);
}

/* What the Lambda service said, not what the function did. */
static bool write_service_status(const brisk_context *context, brisk_buffer *out)
{
    const brisk_invoke_result *result = result_of(context);
    if (result == NULL) {
        return false;
    }
    static const int statuses[] = {
        [BRISK_INVOKE_ANSWERED] = 200, [BRISK_INVOKE_FAILED] = 200,    [BRISK_INVOKE_THROTTLED] = 429,
        [BRISK_INVOKE_UNKNOWN] = 404,  [BRISK_INVOKE_TOO_LARGE] = 413, [BRISK_INVOKE_CANCELLED] = 500,
    };
    return write_figure(out, statuses[result->outcome], true);
}

static bool write_function_status(const brisk_context *context, brisk_buffer *out)
{
    const brisk_front_state *state = context->call->state;
    int status = context->figures != NULL ? context->figures->function_status : 0;
    if (status == 0 && state != NULL) {
        status = state->function_status;
    }
    return write_figure(out, status, status != 0);
}

static bool write_lambda_request(const brisk_context *context, brisk_buffer *out)
{
    const brisk_invoke_result *result = result_of(context);
    return result != NULL && write_text(out, result->request_id);
}

static bool write_route_key(const brisk_context *context, brisk_buffer *out)
{
    const brisk_method_config *method = context->call->method;
    if (method == NULL) {
        return false;
    }
    brisk_buffer_append_str(out, method->method);
    if (!brisk_str_is(method->method, "$default")) {
        brisk_buffer_append_char(out, ' ');
        brisk_buffer_append_str(out, method->path);
    }
    return true;
}

#define CALL_TEXT(member) offsetof(brisk_front_call, member), NULL
#define WRITTEN(write)    0, write

static const struct variable {
    brisk_str name;
    size_t offset; /* of a text in the call, where write is NULL */
    variable_write *write;
} variables[] = {
    {BRISK_STR("accountId"), WRITTEN(write_account)},
    {BRISK_STR("apiId"), WRITTEN(write_api)},
    {BRISK_STR("awsEndpointRequestId"), WRITTEN(write_lambda_request)},
    {BRISK_STR("dataProcessed"), WRITTEN(write_length)},
    {BRISK_STR("deploymentId"), WRITTEN(write_deployment)},
    {BRISK_STR("domainName"), WRITTEN(write_domain)},
    {BRISK_STR("domainPrefix"), WRITTEN(write_domain_prefix)},
    {BRISK_STR("endpointType"), WRITTEN(write_endpoint_type)},
    {BRISK_STR("error.message"), CALL_TEXT(error_message)},
    {BRISK_STR("error.messageString"), WRITTEN(write_message_string)},
    {BRISK_STR("error.responseType"), CALL_TEXT(error_type)},
    {BRISK_STR("extendedRequestId"), CALL_TEXT(extended_request_id)},
    {BRISK_STR("httpMethod"), WRITTEN(write_method)},
    {BRISK_STR("identity.apiKey"), CALL_TEXT(key)},
    {BRISK_STR("identity.apiKeyId"), CALL_TEXT(key_id)},
    {BRISK_STR("identity.sourceIp"), WRITTEN(write_source_ip)},
    {BRISK_STR("identity.userAgent"), WRITTEN(write_user_agent)},
    {BRISK_STR("integration.error"), WRITTEN(write_integration_error)},
    {BRISK_STR("integration.integrationStatus"), WRITTEN(write_service_status)},
    {BRISK_STR("integration.latency"), WRITTEN(write_integration_latency)},
    {BRISK_STR("integration.requestId"), WRITTEN(write_lambda_request)},
    {BRISK_STR("integration.status"), WRITTEN(write_function_status)},
    {BRISK_STR("integrationErrorMessage"), WRITTEN(write_integration_error)},
    {BRISK_STR("integrationLatency"), WRITTEN(write_integration_latency)},
    {BRISK_STR("integrationStatus"), WRITTEN(write_service_status)},
    {BRISK_STR("path"), WRITTEN(write_path)},
    {BRISK_STR("protocol"), WRITTEN(write_protocol)},
    {BRISK_STR("requestId"), CALL_TEXT(request_id)},
    {BRISK_STR("requestTime"), WRITTEN(write_time)},
    {BRISK_STR("requestTimeEpoch"), WRITTEN(write_epoch)},
    {BRISK_STR("resourceId"), WRITTEN(write_resource_id)},
    {BRISK_STR("resourcePath"), CALL_TEXT(resource_path)},
    {BRISK_STR("responseLatency"), WRITTEN(write_latency)},
    {BRISK_STR("responseLength"), WRITTEN(write_length)},
    {BRISK_STR("routeKey"), WRITTEN(write_route_key)},
    {BRISK_STR("stage"), WRITTEN(write_stage)},
    {BRISK_STR("status"), WRITTEN(write_status)},
    {BRISK_STR("xrayTraceId"), WRITTEN(write_trace)},
};

bool brisk_context_write(const brisk_context *context, brisk_str name, brisk_buffer *out)
{
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const struct variable *variable = &variables[i];
        if (!brisk_str_equal(variable->name, name)) {
            continue;
        }
        return variable->write != NULL
                   ? variable->write(context, out)
                   : write_text(out,
                                *(const brisk_str *)(const void *)((const char *)context->call + variable->offset));
    }
    return false;
}

/* ---- texts with variables ---- */

static bool is_name_char(char c)
{
    return brisk_char_is_alnum(c) || c == '_' || c == '.' || c == '-';
}

/* The variable's name at the start of text; a dot or dash at its end belongs to what follows. */
static brisk_str take_name(brisk_str text)
{
    size_t len = 0;
    while (len < text.len && is_name_char(text.ptr[len])) {
        len++;
    }
    while (len > 0 && !brisk_char_is_alnum(text.ptr[len - 1])) {
        len--;
    }
    return brisk_str_make(text.ptr, len);
}

static brisk_str stage_variable(const brisk_context *context, brisk_str name)
{
    const brisk_settings *pairs = &context->front->api->stage_variables;
    for (size_t i = 0; i < pairs->count; i++) {
        if (brisk_str_equal(pairs->items[i].name, name)) {
            return pairs->items[i].value;
        }
    }
    return (brisk_str){0};
}

static bool is_plain(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c >= 0x7F || c == '"' || c == '\\') {
            return false;
        }
    }
    return true;
}

/* A value within the quotes of a JSON text must not end them: that of messageString brings its own. */
static void escape_from(brisk_buffer *out, size_t start, brisk_arena *arena)
{
    if (is_plain(out->data + start, out->len - start)) {
        return; /* nearly all are */
    }
    brisk_str value = brisk_str_copy(arena, brisk_str_make(out->data + start, out->len - start));
    brisk_buffer quoted;
    brisk_buffer_init(&quoted, arena, 0);
    brisk_parts_text(&quoted, value);
    if (value.len != out->len - start || brisk_buffer_failed(&quoted)) {
        brisk_buffer_fail(out, BRISK_NO_MEMORY);
        return;
    }
    if (quoted.len != value.len + 2) {
        brisk_buffer_truncate(out, start);
        brisk_buffer_append(out, quoted.data + 1, quoted.len - 2);
    }
}

void brisk_context_fill(const brisk_context *context, brisk_str text, brisk_str unset, brisk_buffer *out)
{
    bool is_json = brisk_str_starts_with(brisk_str_trim(text), BRISK_S("{"));
    while (text.len > 0) {
        size_t dollar = brisk_str_find_char(text, '$');
        brisk_buffer_append_str(out, brisk_str_slice(text, 0, dollar));
        if (dollar == BRISK_STR_NONE) {
            return;
        }
        text = brisk_str_from(text, dollar);
        bool is_context = brisk_str_starts_with(text, BRISK_S("$context."));
        if (!is_context && !brisk_str_starts_with(text, BRISK_S("$stageVariables."))) {
            brisk_buffer_append_char(out, '$');
            text = brisk_str_from(text, 1);
            continue;
        }
        text = brisk_str_from(text, is_context ? 9 : 16);
        brisk_str name = take_name(text);
        text = brisk_str_from(text, name.len);
        size_t start = out->len;
        bool is_set =
            is_context ? brisk_context_write(context, name, out) : write_text(out, stage_variable(context, name));
        if (!is_set) {
            brisk_buffer_append_str(out, unset);
        } else if (is_json && !brisk_str_ends_with(name, BRISK_S("String")) && !brisk_buffer_failed(out)) {
            escape_from(out, start, context->call->request->arena);
        }
    }
}

static brisk_str query_parameter(const brisk_context *context, brisk_str name)
{
    brisk_headers pairs;
    brisk_str found = BRISK_S("");
    if (brisk_parts_query(context->call->request->arena, context->call->request->query, "&;", &pairs)) {
        for (size_t i = 0; i < pairs.count; i++) {
            found = brisk_str_equal(pairs.items[i].name, name) ? pairs.items[i].value : found;
        }
    }
    return found;
}

static bool take_prefix(brisk_str *text, brisk_str prefix)
{
    bool is_there = brisk_str_starts_with(*text, prefix);
    *text = is_there ? brisk_str_from(*text, prefix.len) : *text;
    return is_there;
}

brisk_str brisk_context_mapped(const brisk_context *context, brisk_str expression)
{
    const brisk_request *request = context->call->request;
    brisk_str rest = brisk_str_trim(expression);
    if (rest.len >= 2 && rest.ptr[0] == '\'' && rest.ptr[rest.len - 1] == '\'') {
        return brisk_str_make(rest.ptr + 1, rest.len - 2);
    }
    if (take_prefix(&rest, BRISK_S("method.request.header."))) {
        return brisk_headers_get(&request->headers, rest);
    }
    if (take_prefix(&rest, BRISK_S("method.request.querystring."))) {
        return query_parameter(context, rest);
    }
    if (take_prefix(&rest, BRISK_S("stageVariables."))) {
        return stage_variable(context, rest);
    }
    if (!take_prefix(&rest, BRISK_S("context."))) {
        return rest; /* written without quotes: taken as the literal that was meant */
    }
    brisk_buffer value;
    brisk_str text;
    brisk_buffer_init(&value, request->arena, 0);
    (void)brisk_context_write(context, rest, &value);
    return brisk_buffer_finish(&value, &text) == BRISK_OK ? text : BRISK_S("");
}

/* file.c - a configuration from a file of JSON (file.h).
 *
 *     text ─► brisk_FileGateway (shapes.h), with all problems ─► brisk_gateway_config
 *
 * What is in a list is found by what names it: a function, key or plan by its name, a method by path and method, a gateway
 * response by its type. So a file changes what a Terraform plan said before it, or adds to it; plain lists of texts and
 * throttles stand in place of those before. */
#include "gateway/config/file.h"

#include "core/arena.h"
#include "core/options.h"
#include "core/str.h"
#include "gateway/config/shapes.h"
#include "gateway/config/text.h"
#include "schema/decode.h"

#include <stdio.h>

#define FILE_LIMIT ((size_t)4 << 20)

typedef struct reader {
    brisk_gateway_config *config;
    brisk_arena *arena;
    const char *path;
    char *problem;
    size_t problem_size;
} reader;

static brisk_status no_memory(const reader *self)
{
    (void)snprintf(self->problem, self->problem_size, "there is no memory");
    return BRISK_NO_MEMORY;
}

/* ---- what is wrong ---- */

enum { TOLD_MAX = 5, PARTS_MAX = 32, NAMES_MAX = 64 };

static brisk_str write_loc(brisk_arena *arena, const brisk_loc *loc)
{
    const brisk_loc *parts[PARTS_MAX];
    size_t count = 0;
    brisk_buffer text;
    for (; loc != NULL && count < PARTS_MAX; loc = loc->parent) {
        parts[count++] = loc;
    }
    brisk_buffer_init(&text, arena, 0);
    while (count-- > 0) {
        if (parts[count]->key.ptr == NULL) {
            brisk_buffer_append_printf(&text, "[%zu]", parts[count]->index);
        } else {
            brisk_buffer_append_printf(&text, "%s%.*s", text.len > 0 ? "." : "", (int)parts[count]->key.len,
                                       parts[count]->key.ptr);
        }
    }
    return brisk_buffer_view(&text);
}

/* The model that the part before the last of loc leads to; NULL where that is none. */
static const brisk_type *model_of(const brisk_type *root, const brisk_loc *loc)
{
    const brisk_loc *parts[PARTS_MAX];
    const brisk_type *type = root;
    size_t count = 0;
    for (loc = loc->parent; loc != NULL && count < PARTS_MAX; loc = loc->parent) {
        parts[count++] = loc;
    }
    while (count-- > 0 && type != NULL) {
        type = brisk_type_behind_opt(type);
        const brisk_type *next = type->kind == BRISK_KIND_LIST || type->kind == BRISK_KIND_MAP ? type->item : NULL;
        for (size_t i = 0; type->kind == BRISK_KIND_MODEL && i < type->field_count; i++) {
            if (brisk_str_equal(brisk_field_wire_in(&type->fields[i]), parts[count]->key)) {
                next = type->fields[i].type;
            }
        }
        type = next;
    }
    type = type == NULL ? NULL : brisk_type_behind_opt(type);
    return type != NULL && type->kind == BRISK_KIND_MODEL ? type : NULL;
}

static const char *nearest_name(brisk_arena *arena, const brisk_type *model, brisk_str word)
{
    const char *names[NAMES_MAX];
    char *text = brisk_arena_c_string(arena, word);
    if (model == NULL || model->field_count > NAMES_MAX || text == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < model->field_count; i++) {
        names[i] = brisk_field_wire_in(&model->fields[i]).ptr; /* of a literal */
    }
    return brisk_nearest_name(text, names, model->field_count);
}

static void tell_problem(const reader *self, const brisk_problem *problem, brisk_buffer *text)
{
    brisk_str place = write_loc(self->arena, problem->loc);
    brisk_buffer_append_printf(text, "%s%.*s: ", text->len > 0 ? "\n  " : "", (int)place.len, place.ptr);
    if (strcmp(problem->type, "extra_forbidden") == 0) {
        const char *nearest =
            nearest_name(self->arena, model_of(&brisk_type_FileGateway, problem->loc), problem->loc->key);
        brisk_buffer_append_c_string(text, "there is no such name");
        if (nearest != NULL) {
            brisk_buffer_append_printf(text, ": did you mean %s?", nearest);
        }
        return;
    }
    brisk_buffer_append_str(text, problem->message);
    brisk_json input = {problem->input};
    brisk_json_kind kind = brisk_json_kind_of(input);
    bool is_short = kind != BRISK_JSON_ARRAY && kind != BRISK_JSON_OBJECT;
    if (is_short && strcmp(problem->type, "missing") != 0) {
        brisk_str value = brisk_json_text(self->arena, input);
        brisk_buffer_append_printf(text, ", not %.*s", value.len > 80 ? 80 : (int)value.len, value.ptr);
    }
}

static void tell_problems(const reader *self, const brisk_problems *problems)
{
    brisk_buffer text;
    size_t told = 0;
    brisk_buffer_init(&text, self->arena, 0);
    for (const brisk_problem *problem = problems->first; problem != NULL && told < TOLD_MAX; problem = problem->next) {
        tell_problem(self, problem, &text);
        told++;
    }
    if (problems->count > told) {
        brisk_buffer_append_printf(&text, "\n  and %zu more", problems->count - told);
    }
    brisk_str view = brisk_buffer_view(&text);
    (void)snprintf(self->problem, self->problem_size, "%s: %.*s", self->path, (int)view.len, view.ptr);
}

static brisk_status decode(const reader *self, brisk_json json, brisk_FileGateway *out)
{
    brisk_decoder decoder;
    brisk_decoder_init(&decoder, self->arena, NULL);
    *out = (brisk_FileGateway){0};
    brisk_status status = brisk_decode(&decoder, &brisk_type_FileGateway, json.node, NULL, out);
    if (status == BRISK_INVALID) {
        tell_problems(self, &decoder.problems);
    } else if (status != BRISK_OK) {
        (void)snprintf(self->problem, self->problem_size, "%s: %s", self->path, brisk_status_text(status));
    }
    return status;
}

/* ---- parts ---- */

/* What the file says of a member stands, what it leaves out does not. */
#define SET(to, from)                                                                                                  \
    do {                                                                                                               \
        if ((from).given) {                                                                                            \
            (to) = (from).value;                                                                                       \
        }                                                                                                              \
    } while (0)

static int32_t to_ms(double seconds)
{
    return (int32_t)(seconds * 1000 + 0.5);
}

/* The variables that are not there yet are added, the others change. */
static bool set_pairs(const reader *self, const brisk_opt_FileVariables *from, brisk_settings *to)
{
    if (!from->given) {
        return true;
    }
    size_t most = to->count + from->value.count, count = to->count;
    brisk_setting *items = brisk_arena_alloc(self->arena, (most + 1) * sizeof(*items));
    if (items == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        items[i] = to->items[i];
    }
    for (size_t i = 0; i < from->value.count; i++) {
        size_t at = 0;
        while (at < count && !brisk_str_equal(items[at].name, from->value.entries[i].key)) {
            at++;
        }
        items[at] = (brisk_setting){from->value.entries[i].key, from->value.entries[i].value};
        count += at == count;
    }
    *to = (brisk_settings){items, count};
    return true;
}

static void set_texts(const brisk_FileTexts *from, brisk_str **items, size_t *count)
{
    *items = from->items;
    *count = from->count;
}

static bool set_throttles(const reader *self, const brisk_FileThrottles *from, brisk_method_throttle **items,
                          size_t *count)
{
    brisk_method_throttle *rows = brisk_arena_alloc(self->arena, (from->count + 1) * sizeof(*rows));
    if (rows == NULL) {
        return false;
    }
    for (size_t i = 0; i < from->count; i++) {
        const brisk_FileThrottle *row = &from->items[i];
        rows[i] = (brisk_method_throttle){row->path, row->method, {true, row->rate, row->burst}};
    }
    *items = rows;
    *count = from->count;
    return true;
}

/* ---- functions ---- */

static bool set_function(const reader *self, const brisk_FileFunction *from, brisk_function_config *to)
{
    if (from->code.given) {
        to->code = brisk_config_path(self->arena, self->path, from->code.value);
        if (to->code.len == 0) {
            return false;
        }
    }
    SET(to->handler, from->handler);
    SET(to->application_log_level, from->application_log_level);
    SET(to->system_log_level, from->system_log_level);
    SET(to->log_group, from->log_group);
    to->timeout_ms = from->timeout.given ? to_ms(from->timeout.value) : to->timeout_ms;
    to->init_timeout_ms = from->init_timeout.given ? to_ms(from->init_timeout.value) : to->init_timeout_ms;
    SET(to->memory_mb, from->memory);
    SET(to->ephemeral_mb, from->ephemeral_storage);
    SET(to->concurrency, from->reserved_concurrency);
    to->concurrency = from->reserved_concurrency.null ? -1 : to->concurrency;
    if (from->log_format.given) {
        to->log_format = from->log_format.value == FileLogFormat_json ? BRISK_LOG_FORMAT_JSON : BRISK_LOG_FORMAT_TEXT;
    }
    SET(to->is_traced, from->tracing);
    SET(to->is_streaming, from->streaming);
    return set_pairs(self, &from->environment, &to->environment);
}

static bool set_functions(const reader *self, const brisk_FileFunctions *from)
{
    brisk_gateway_config *config = self->config;
    for (size_t i = 0; i < from->count; i++) {
        brisk_function_config *to = NULL;
        for (size_t k = 0; k < config->function_count; k++) {
            if (brisk_str_equal(config->functions[k].name, from->items[i].name)) {
                to = &config->functions[k];
            }
        }
        if (to == NULL) {
            to = brisk_gateway_config_add_function(config, self->arena, from->items[i].name, BRISK_S(""));
        }
        if (to == NULL || !set_function(self, &from->items[i], to)) {
            return false;
        }
    }
    return true;
}

/* ---- the API's parts ---- */

static bool set_method(const reader *self, const brisk_FileMethod *from, brisk_method_config *to)
{
    SET(to->function, from->function);
    SET(to->integration_method, from->integration_method);
    SET(to->is_key_required, from->key_required);
    SET(to->is_streaming, from->streaming);
    to->timeout_ms = from->timeout.given ? to_ms(from->timeout.value) : to->timeout_ms;
    if (from->integration.given) {
        to->integration =
            from->integration.value == FileIntegration_mock ? BRISK_INTEGRATION_MOCK : BRISK_INTEGRATION_PROXY;
    }
    if (from->mock.given) {
        const brisk_FileMock *mock = from->mock.value;
        SET(to->mock_status, mock->status);
        to->integration = BRISK_INTEGRATION_MOCK;
        return set_pairs(self, &mock->headers, &to->mock_headers);
    }
    return true;
}

static bool set_methods(const reader *self, const brisk_FileMethods *from)
{
    brisk_gateway_config *config = self->config;
    brisk_str only = config->function_count == 1 ? config->functions[0].name : (brisk_str){"", 0};
    for (size_t i = 0; i < from->count; i++) {
        const brisk_FileMethod *method = &from->items[i];
        brisk_method_config *to = NULL;
        for (size_t k = 0; k < config->api.method_count; k++) {
            if (brisk_str_equal(config->api.methods[k].path, method->path) &&
                brisk_str_equal(config->api.methods[k].method, method->method)) {
                to = &config->api.methods[k];
            }
        }
        if (to == NULL) {
            to = brisk_gateway_config_add_method(config, self->arena, method->path, method->method, only);
        }
        if (to == NULL || !set_method(self, method, to)) {
            return false;
        }
    }
    return true;
}

static bool set_keys(const reader *self, const brisk_FileKeys *from)
{
    brisk_gateway_config *config = self->config;
    for (size_t i = 0; i < from->count; i++) {
        brisk_key_config *to = NULL;
        for (size_t k = 0; k < config->api.key_count; k++) {
            if (brisk_str_equal(config->api.keys[k].name, from->items[i].name)) {
                to = &config->api.keys[k];
            }
        }
        if (to == NULL) {
            to = brisk_gateway_config_add_key(config, self->arena, from->items[i].name);
        }
        if (to == NULL) {
            return false;
        }
        SET(to->id, from->items[i].id);
        SET(to->value, from->items[i].value);
        SET(to->is_enabled, from->items[i].enabled);
    }
    return true;
}

/* Keys are named by name or id; what names none stays, and is told by brisk_gateway_config_check. */
static bool set_plan_keys(const reader *self, const brisk_FileTexts *from, brisk_plan_config *to)
{
    const brisk_api_config *api = &self->config->api;
    brisk_str *ids = brisk_arena_alloc(self->arena, (from->count + 1) * sizeof(*ids));
    if (ids == NULL) {
        return false;
    }
    for (size_t i = 0; i < from->count; i++) {
        ids[i] = from->items[i];
        for (size_t k = 0; k < api->key_count; k++) {
            if (brisk_str_equal(api->keys[k].name, from->items[i])) {
                ids[i] = api->keys[k].id;
            }
        }
    }
    to->key_ids = ids;
    to->key_count = from->count;
    return true;
}

static bool set_plan(const reader *self, const brisk_FilePlan *from, brisk_plan_config *to)
{
    SET(to->id, from->id);
    if (from->rate.given) {
        double rate = from->rate.value;
        to->throttle.is_set = true;
        to->throttle.rate = rate;
        to->throttle.burst = rate < 1 ? 1 : rate > 2e9 ? 2000000000 : (int32_t)rate; /* where burst is left out */
    }
    SET(to->throttle.burst, from->burst);
    if (from->quota.given) {
        const brisk_FileQuota *quota = from->quota.value;
        to->quota_limit = quota->limit;
        to->quota_offset = quota->offset;
        to->quota_period = quota->period == FilePeriod_week    ? BRISK_QUOTA_WEEK
                           : quota->period == FilePeriod_month ? BRISK_QUOTA_MONTH
                                                               : BRISK_QUOTA_DAY;
    }
    to->has_quota = from->quota.given || (to->has_quota && !from->quota.null);
    return (!from->keys.given || set_plan_keys(self, &from->keys.value, to)) &&
           (!from->methods.given || set_throttles(self, &from->methods.value, &to->methods, &to->method_count));
}

static bool set_plans(const reader *self, const brisk_FilePlans *from)
{
    brisk_gateway_config *config = self->config;
    for (size_t i = 0; i < from->count; i++) {
        brisk_plan_config *to = NULL;
        for (size_t k = 0; k < config->api.plan_count; k++) {
            if (brisk_str_equal(config->api.plans[k].name, from->items[i].name)) {
                to = &config->api.plans[k];
            }
        }
        if (to == NULL) {
            to = brisk_gateway_config_add_plan(config, self->arena, from->items[i].name);
        }
        if (to == NULL || !set_plan(self, &from->items[i], to)) {
            return false;
        }
    }
    return true;
}

static bool set_responses(const reader *self, const brisk_FileResponses *from)
{
    brisk_api_config *api = &self->config->api;
    for (size_t i = 0; i < from->count; i++) {
        const brisk_FileResponse *response = &from->items[i];
        size_t at = 0;
        while (at < api->response_count && !brisk_str_equal(api->responses[at].type, response->type)) {
            at++;
        }
        if (at == api->response_count) {
            api->responses = brisk_gateway_config_grow(self->arena, api->responses, at, sizeof(*api->responses));
            if (api->responses == NULL) {
                api->response_count = 0;
                return false;
            }
            api->responses[api->response_count++].type = response->type;
        }
        SET(api->responses[at].status, response->status);
        if (!set_pairs(self, &response->headers, &api->responses[at].headers) ||
            !set_pairs(self, &response->templates, &api->responses[at].templates)) {
            return false;
        }
    }
    return true;
}

static void set_cors(const brisk_FileCors *from, brisk_cors_config *to)
{
    *to = (brisk_cors_config){.is_set = true, .allows_credentials = from->allow_credentials, .max_age_s = -1};
    SET(to->max_age_s, from->max_age);
    set_texts(&from->allow_origins, &to->origins, &to->origin_count);
    set_texts(&from->allow_methods, &to->methods, &to->method_count);
    set_texts(&from->allow_headers, &to->headers, &to->header_count);
    set_texts(&from->expose_headers, &to->exposed, &to->exposed_count);
}

/* ---- the API ---- */

static void set_kind(const brisk_FileApi *from, brisk_api_config *to)
{
    if (from->front.given) {
        to->kind = from->front.value == FileFront_rest   ? BRISK_FRONT_REST
                   : from->front.value == FileFront_http ? BRISK_FRONT_HTTP
                                                         : BRISK_FRONT_URL;
        to->stage = to->kind == BRISK_FRONT_URL ? BRISK_S("$default") : to->stage;
    }
    SET(to->id, from->id);
    SET(to->name, from->name);
    SET(to->stage, from->stage);
    to->is_edge = from->endpoint_type.given ? from->endpoint_type.value == FileEndpoint_edge : to->is_edge;
    to->has_payload_1 = from->payload_format.given ? from->payload_format.value == FilePayload_one : to->has_payload_1;
}

static void set_logs(const brisk_FileApi *from, brisk_api_config *to)
{
    if (from->access_log.given) {
        to->access_log_format = brisk_gateway_config_access_log(from->access_log.value);
    }
    SET(to->access_log_group, from->access_log_group);
    if (from->execution_logs.given) {
        to->has_execution_logs = from->execution_logs.value != FileExecutionLogs_off;
        to->has_full_execution_logs = from->execution_logs.value == FileExecutionLogs_full;
        to->has_error_logs_only = from->execution_logs.value == FileExecutionLogs_errors;
    }
    SET(to->is_traced, from->tracing);
    SET(to->has_cache, from->cache);
}

static bool set_api(const reader *self, const brisk_FileApi *from)
{
    brisk_api_config *api = &self->config->api;
    set_kind(from, api);
    set_logs(from, api);
    if (from->binary_types.given) {
        set_texts(&from->binary_types.value, &api->binary_types, &api->binary_type_count);
    }
    if (from->cors.given) {
        set_cors(from->cors.value, &api->cors);
    } else if (from->cors.null) {
        api->cors = (brisk_cors_config){.max_age_s = -1};
    }
    return set_pairs(self, &from->stage_variables, &api->stage_variables) &&
           (!from->methods.given || set_methods(self, &from->methods.value)) &&
           (!from->keys.given || set_keys(self, &from->keys.value)) &&
           (!from->plans.given || set_plans(self, &from->plans.value)) &&
           (!from->stage_throttles.given ||
            set_throttles(self, &from->stage_throttles.value, &api->stage_throttles, &api->stage_throttle_count)) &&
           (!from->gateway_responses.given || set_responses(self, &from->gateway_responses.value));
}

/* ---- the whole ---- */

static bool set_all(const reader *self, const brisk_FileGateway *from)
{
    brisk_gateway_config *to = self->config;
    SET(to->region, from->region);
    SET(to->account_id, from->account_id);
    SET(to->host, from->host);
    SET(to->port, from->port);
    SET(to->concurrency, from->concurrency);
    SET(to->log_retention_days, from->log_retention);
    SET(to->log_bytes, from->log_bytes);
    SET(to->watches, from->watch);
    SET(to->is_frozen, from->freeze);
    SET(to->is_isolated, from->isolate);
    to->idle_ms = from->idle.given ? to_ms(from->idle.value) : to->idle_ms;
    if (from->data.given) {
        to->data_dir = brisk_config_path(self->arena, self->path, from->data.value);
        if (to->data_dir.len == 0) {
            return false;
        }
    }
    return (!from->functions.given || set_functions(self, &from->functions.value)) &&
           (!from->api.given || set_api(self, from->api.value));
}

brisk_status brisk_gateway_config_read(brisk_gateway_config *config, brisk_arena *arena, const char *path,
                                       char *problem, size_t problem_size)
{
    const reader self = {config, arena, path, problem, problem_size};
    brisk_FileGateway *file = brisk_arena_alloc(arena, sizeof(*file));
    brisk_json json;
    if (file == NULL) {
        return no_memory(&self);
    }
    brisk_status status = brisk_config_load(arena, path, FILE_LIMIT, &json, problem, problem_size);
    if (status == BRISK_OK) {
        status = decode(&self, json, file);
    }
    return status == BRISK_OK && !set_all(&self, file) ? no_memory(&self) : status;
}

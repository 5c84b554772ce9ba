/* rest_api.c - API Gateway's GetRestApis, GetRestApi, GetStages, GetStage, GetResources.
 *
 * A list on the wire is {"item": […], "position": …}, dates are seconds since 1970. An HTTP API or a function URL is no
 * REST API: the list is empty then. Source: the API Gateway API reference, and the service model of the AWS SDKs. */
#include "gateway/control/rest_api.h"

#include "core/str.h"
#include "gateway/control/answer.h"
#include "gateway/control/names.h"
#include "gateway/control/parameters.h"
#include "gateway/control/state.h"
#include "gateway/front/ids.h"
#include "gateway/json.h"

enum { RESOURCES_MAX = 500 };

static void set_created(const brisk_control *control, brisk_buffer *out)
{
    brisk_json_add_integer(out, "createdDate", control->started_ms / 1000);
}

static bool is_api(const brisk_control *control, brisk_str id)
{
    const brisk_api_config *api = &control->config->api;
    return api->kind == BRISK_FRONT_REST && brisk_str_equal(api->id, id);
}

static void add_id(brisk_buffer *out, const char *member, brisk_str name)
{
    char id[BRISK_RESOURCE_ID_LEN];
    brisk_ids_resource(id, name);
    brisk_json_add_text(out, member, (brisk_str){id, sizeof(id)});
}

static void add_texts(brisk_buffer *out, const char *member, const brisk_str *texts, size_t count)
{
    brisk_json_add_name(out, member);
    brisk_buffer_append_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        brisk_json_add_text(out, NULL, texts[i]);
    }
    brisk_buffer_append_char(out, ']');
}

static void add_api(const brisk_control *control, brisk_buffer *out)
{
    const brisk_api_config *api = &control->config->api;
    brisk_json_add_name(out, NULL);
    brisk_buffer_append_char(out, '{');
    brisk_json_add_text(out, "id", api->id);
    brisk_json_add_text(out, "name", api->name);
    set_created(control, out);
    if (api->binary_type_count > 0) {
        add_texts(out, "binaryMediaTypes", api->binary_types, api->binary_type_count);
    }
    brisk_json_add_text(out, "apiKeySource", BRISK_S("HEADER"));
    brisk_json_add_name(out, "endpointConfiguration");
    brisk_buffer_append_printf(out, "{\"types\":[\"%s\"],\"ipAddressType\":\"ipv4\"}",
                               api->is_edge ? "EDGE" : "REGIONAL");
    brisk_json_add_bool(out, "disableExecuteApiEndpoint", false);
    add_id(out, "rootResourceId", BRISK_S("/"));
    brisk_buffer_append_char(out, '}');
}

/* ---- stages ---- */

/* "{proxy+}/GET" of "/{proxy+}" and "GET": the name of a method in a stage's settings, "~1" for a slash. */
static void add_setting_name(brisk_buffer *out, const brisk_method_throttle *throttle)
{
    brisk_arena *arena = out->arena;
    brisk_str path = throttle->path;
    if (brisk_str_is(path, "*")) {
        brisk_json_add_text(out, NULL, brisk_str_concat(arena, BRISK_S("*/"), throttle->method, BRISK_S("")));
        return;
    }
    brisk_buffer name;
    brisk_buffer_init(&name, arena, 0);
    for (size_t i = 0; i < path.len; i++) {
        if (path.ptr[i] == '/') {
            brisk_buffer_append_c_string(&name, "~1");
        } else {
            brisk_buffer_append_char(&name, path.ptr[i]);
        }
    }
    brisk_buffer_append_char(&name, '/');
    brisk_buffer_append_str(&name, throttle->method);
    brisk_json_add_text(out, NULL, brisk_buffer_view(&name));
}

static void add_settings(const brisk_api_config *api, brisk_buffer *out)
{
    brisk_str level = api->has_error_logs_only ? BRISK_S("ERROR") : BRISK_S("INFO");
    brisk_json_add_name(out, "methodSettings");
    brisk_buffer_append_char(out, '{');
    for (size_t i = 0; i < api->stage_throttle_count; i++) {
        const brisk_method_throttle *item = &api->stage_throttles[i];
        add_setting_name(out, item);
        brisk_buffer_append_c_string(out, ":{");
        brisk_json_add_integer(out, "throttlingBurstLimit", item->throttle.burst);
        brisk_json_add_name(out, "throttlingRateLimit");
        brisk_buffer_append_double(out, item->throttle.rate);
        brisk_json_add_text(out, "loggingLevel", api->has_execution_logs ? level : BRISK_S("OFF"));
        brisk_json_add_bool(out, "dataTraceEnabled", api->has_full_execution_logs);
        brisk_buffer_append_char(out, '}');
    }
    brisk_buffer_append_char(out, '}');
}

static void add_access_log(const brisk_control *control, brisk_buffer *out)
{
    const brisk_api_config *api = &control->config->api;
    brisk_json_add_name(out, "accessLogSettings");
    brisk_buffer_append_char(out, '{');
    brisk_json_add_text(out, "format", api->access_log_format);
    brisk_json_add_text(out, "destinationArn",
                        brisk_control_group_arn(control->config, out->arena, api->access_log_group));
    brisk_buffer_append_char(out, '}');
}

static void add_stage(const brisk_control *control, brisk_buffer *out)
{
    const brisk_api_config *api = &control->config->api;
    brisk_json_add_name(out, NULL);
    brisk_buffer_append_char(out, '{');
    add_id(out, "deploymentId", api->id);
    brisk_json_add_text(out, "stageName", api->stage);
    brisk_json_add_bool(out, "cacheClusterEnabled", false);
    brisk_json_add_text(out, "cacheClusterStatus", BRISK_S("NOT_AVAILABLE"));
    add_settings(api, out);
    if (api->stage_variables.count > 0) {
        brisk_json_add_name(out, "variables");
        brisk_buffer_append_char(out, '{');
        for (size_t i = 0; i < api->stage_variables.count; i++) {
            brisk_json_add_text(out, NULL, api->stage_variables.items[i].name);
            brisk_buffer_append_char(out, ':');
            brisk_json_add_text(out, NULL, api->stage_variables.items[i].value);
        }
        brisk_buffer_append_char(out, '}');
    }
    if (api->access_log_format.len > 0) {
        add_access_log(control, out);
    }
    brisk_json_add_bool(out, "tracingEnabled", api->is_traced);
    set_created(control, out);
    brisk_json_add_integer(out, "lastUpdatedDate", control->started_ms / 1000);
    brisk_buffer_append_char(out, '}');
}

static void answer_stages(brisk_control *control, brisk_control_call *call, brisk_str name)
{
    brisk_buffer out;
    brisk_control_buffer(call, &out);
    if (name.len > 0 && !brisk_str_equal(name, control->config->api.stage)) {
        brisk_control_rest_error(call, 404, "NotFoundException", "Invalid stage identifier specified");
        return;
    }
    if (name.len == 0) {
        brisk_buffer_append_c_string(&out, "{\"item\":[");
    }
    add_stage(control, &out);
    if (name.len == 0) {
        brisk_buffer_append_c_string(&out, "]}");
    }
    brisk_control_answer(call, 200, "application/json", &out);
}

/* ---- resources ---- */

/* The paths of all resources: those of the methods, and all above them. */
typedef struct path_list {
    brisk_str *paths;
    size_t count;
} path_list;

static void add_path(path_list *list, brisk_str path)
{
    for (size_t i = 0; i < list->count; i++) {
        if (brisk_str_equal(list->paths[i], path)) {
            return;
        }
    }
    if (list->count < RESOURCES_MAX) {
        list->paths[list->count++] = path;
    }
}

static brisk_str parent_of(brisk_str path)
{
    size_t at = brisk_str_find_last_char(path, '/');
    return at == 0 || at == BRISK_STR_NONE ? BRISK_S("/") : brisk_str_slice(path, 0, at);
}

static void find_paths(const brisk_api_config *api, path_list *list)
{
    add_path(list, BRISK_S("/"));
    for (size_t i = 0; i < api->method_count; i++) {
        brisk_str path = api->methods[i].path;
        for (size_t at = 1; at < path.len; at++) {
            if (path.ptr[at] == '/') {
                add_path(list, brisk_str_slice(path, 0, at));
            }
        }
        add_path(list, path);
    }
}

static void add_method(const brisk_control *control, brisk_buffer *out, const brisk_method_config *method)
{
    const brisk_gateway_config *config = control->config;
    brisk_json_add_text(out, NULL, method->method);
    brisk_buffer_append_c_string(out, ":{");
    brisk_json_add_text(out, "httpMethod", method->method);
    brisk_json_add_text(out, "authorizationType", BRISK_S("NONE"));
    brisk_json_add_bool(out, "apiKeyRequired", method->is_key_required);
    brisk_json_add_name(out, "methodIntegration");
    brisk_buffer_append_char(out, '{');
    if (method->integration == BRISK_INTEGRATION_MOCK) {
        brisk_json_add_text(out, "type", BRISK_S("MOCK"));
    } else {
        brisk_str arn = brisk_control_function_arn(control->config, out->arena, method->function, (brisk_str){0});
        brisk_json_add_text(out, "type", BRISK_S("AWS_PROXY"));
        brisk_json_add_text(out, "httpMethod", method->integration_method);
        brisk_json_add_text(
            out, "uri",
            brisk_arena_printf(out->arena, "arn:aws:apigateway:%.*s:lambda:path/%s/functions/%.*s/%s",
                               (int)config->region.len, config->region.ptr,
                               method->is_streaming ? "2021-11-15" : "2015-03-31", (int)arn.len, arn.ptr,
                               method->is_streaming ? "response-streaming-invocations" : "invocations"));
        brisk_json_add_text(out, "responseTransferMode",
                            method->is_streaming ? BRISK_S("STREAM") : BRISK_S("BUFFERED"));
    }
    brisk_json_add_integer(out, "timeoutInMillis", method->timeout_ms);
    brisk_buffer_append_c_string(out, "}}");
}

static void add_resource(const brisk_control *control, brisk_buffer *out, brisk_str path, bool has_methods)
{
    const brisk_api_config *api = &control->config->api;
    bool is_first = true;
    brisk_json_add_name(out, NULL);
    brisk_buffer_append_char(out, '{');
    add_id(out, "id", path);
    brisk_json_add_text(out, "path", path);
    if (path.len > 1) {
        add_id(out, "parentId", parent_of(path));
        brisk_json_add_text(out, "pathPart", brisk_str_from(path, brisk_str_find_last_char(path, '/') + 1));
    }
    for (size_t i = 0; i < api->method_count; i++) {
        const brisk_method_config *method = &api->methods[i];
        if (!brisk_str_equal(method->path, path)) {
            continue;
        }
        if (is_first) {
            brisk_json_add_name(out, "resourceMethods");
            brisk_buffer_append_char(out, '{');
        }
        is_first = false;
        if (has_methods) {
            add_method(control, out, method);
        } else {
            brisk_json_add_text(out, NULL, method->method);
            brisk_buffer_append_c_string(out, ":{}");
        }
    }
    brisk_buffer_append_c_string(out, is_first ? "}" : "}}");
}

static void answer_resources(brisk_control *control, brisk_control_call *call)
{
    path_list list = {.paths =
                          brisk_arena_alloc(brisk_request_arena(call->request), RESOURCES_MAX * sizeof(*list.paths))};
    brisk_control_page page = {.count = brisk_control_number(call, "limit", RESOURCES_MAX, 25),
                               .from = brisk_control_number(call, "position", RESOURCES_MAX, 0)};
    bool has_methods = brisk_str_is(brisk_control_parameter(call, "embed"), "methods");
    brisk_buffer out;
    brisk_control_buffer(call, &out);
    if (list.paths == NULL) {
        brisk_buffer_fail(&out, BRISK_NO_MEMORY);
    } else {
        find_paths(&control->config->api, &list);
    }
    brisk_buffer_append_c_string(&out, "{\"item\":[");
    for (size_t i = 0; i < list.count; i++) {
        if (brisk_control_page_takes(&page)) {
            add_resource(control, &out, list.paths[i], has_methods);
        }
    }
    brisk_buffer_append_char(&out, ']');
    if (brisk_control_page_has_more(&page)) {
        brisk_buffer_append_printf(&out, ",\"position\":\"%zu\"", page.from + page.count);
    }
    brisk_buffer_append_char(&out, '}');
    brisk_control_answer(call, 200, "application/json", &out);
}

/* ---- calls ---- */

void brisk_control_rest_apis(brisk_control *control, brisk_control_call *call, brisk_str path)
{
    brisk_str id = brisk_control_segment(&path), what = brisk_control_segment(&path);
    brisk_str name = brisk_control_segment(&path);
    brisk_buffer out;
    brisk_control_buffer(call, &out);
    if (id.len > 0 && !is_api(control, id)) {
        brisk_control_rest_error(call, 404, "NotFoundException", "Invalid API identifier specified");
    } else if (path.len > 0) {
        return; /* not offered */
    } else if (id.len == 0) {
        brisk_buffer_append_c_string(&out, "{\"item\":[");
        if (control->config->api.kind == BRISK_FRONT_REST) {
            add_api(control, &out);
        }
        brisk_buffer_append_c_string(&out, "]}");
        brisk_control_answer(call, 200, "application/json", &out);
    } else if (what.len == 0) {
        add_api(control, &out);
        brisk_control_answer(call, 200, "application/json", &out);
    } else if (brisk_str_is(what, "stages")) {
        answer_stages(control, call, name);
    } else if (brisk_str_is(what, "resources") && name.len == 0) {
        answer_resources(control, call);
    }
}

/* http.c - an HTTP API, or a function URL, from a plan (plan.h).
 *
 *     aws_apigatewayv2_api ◄─ _route (route_key "GET /items") ─► target ─► _integration ─► function
 *                          ◄─ _stage: its name, log, throttles
 *     aws_lambda_function_url ─► function */
#include "gateway/terraform/http.h"

#include "core/str.h"
#include "gateway/terraform/functions.h"
#include "gateway/terraform/log_groups.h"
#include "gateway/terraform/openapi.h"
#include "gateway/terraform/value.h"

static const char *const api_types[] = {"aws_apigatewayv2_api", NULL};

static bool is_of_api(const brisk_tf *self, const brisk_tf_resource *resource, const brisk_tf_resource *api)
{
    const brisk_tf_resource *found = brisk_tf_refer(self, resource, "api_id", api_types);
    return found == api || (found == NULL && resource->scope == api->scope);
}

static brisk_status set_cors(const brisk_tf *self, brisk_json block, brisk_cors_config *to)
{
    if (brisk_json_kind_of(block) != BRISK_JSON_OBJECT) {
        return BRISK_OK;
    }
    to->is_set = true;
    to->allows_credentials = brisk_tf_bool(block, "allow_credentials", false);
    to->max_age_s = brisk_tf_int(block, "max_age", -1);
    return brisk_tf_texts(self->arena, brisk_tf_get(block, "allow_origins"), &to->origins, &to->origin_count) &&
                   brisk_tf_texts(self->arena, brisk_tf_get(block, "allow_methods"), &to->methods, &to->method_count) &&
                   brisk_tf_texts(self->arena, brisk_tf_get(block, "allow_headers"), &to->headers, &to->header_count) &&
                   brisk_tf_texts(self->arena, brisk_tf_get(block, "expose_headers"), &to->exposed, &to->exposed_count)
               ? BRISK_OK
               : BRISK_NO_MEMORY;
}

/* ---- routes ---- */

/* "GET /items/{id}", "ANY /{proxy+}", "$default". */
static bool cut_route_key(brisk_str key, brisk_str *path, brisk_str *verb)
{
    if (brisk_str_is(key, "$default")) {
        *path = BRISK_S("/");
        *verb = key;
        return true;
    }
    return brisk_str_cut(key, ' ', verb, path) && path->len > 0 && path->ptr[0] == '/';
}

/* The integration that a route's target "integrations/ID" means. */
static const brisk_tf_resource *find_integration(const brisk_tf *self, const brisk_tf_resource *route)
{
    static const char *const types[] = {"aws_apigatewayv2_integration", NULL};
    brisk_str target = brisk_tf_text(route->values, "target", "");
    size_t slash = brisk_str_find_last_char(target, '/');
    if (slash != BRISK_STR_NONE) {
        const brisk_tf_resource *integration = NULL;
        brisk_str id = brisk_str_from(target, slash + 1);
        while ((integration = brisk_tf_next(self, types[0], integration)) != NULL) {
            if (brisk_str_equal(brisk_tf_text(integration->values, "id", ""), id)) {
                return integration;
            }
        }
    }
    return brisk_tf_refer(self, route, "target", types);
}

static brisk_status add_route(brisk_tf *self, const brisk_tf_resource *route, brisk_str path, brisk_str verb)
{
    const brisk_tf_resource *integration = find_integration(self, route);
    brisk_json values = integration == NULL ? (brisk_json){NULL} : integration->values;
    brisk_str type = brisk_tf_text(values, "integration_type", "");
    if (integration == NULL || !brisk_str_is(type, "AWS_PROXY")) {
        brisk_tf_note(self, "route %.*s %.*s is left out: %s", BRISK_TF_TEXT(verb), BRISK_TF_TEXT(path),
                      integration == NULL ? "its integration is not to be found out" : "it calls no function");
        return BRISK_OK;
    }
    brisk_str function = brisk_tf_function(self, integration, brisk_tf_get(values, "integration_uri"),
                                           brisk_tf_get(integration->expressions, "integration_uri"));
    if (function.len == 0) {
        brisk_tf_note(self, "route %.*s %.*s is left out: its function is not to be found out", BRISK_TF_TEXT(verb),
                      BRISK_TF_TEXT(path));
        return BRISK_OK;
    }
    brisk_str authorization = brisk_tf_text(route->values, "authorization_type", "NONE");
    if (!brisk_str_is(authorization, "NONE")) {
        brisk_tf_note(self, "route %.*s %.*s: the authorization %.*s is not played, anyone may call it",
                      BRISK_TF_TEXT(verb), BRISK_TF_TEXT(path), BRISK_TF_TEXT(authorization));
    }
    brisk_method_config *to = brisk_gateway_config_add_method(self->config, self->arena, path, verb, function);
    if (to == NULL) {
        return BRISK_NO_MEMORY;
    }
    to->timeout_ms = brisk_tf_int(values, "timeout_milliseconds", 30000);
    self->config->api.has_payload_1 = brisk_str_is(brisk_tf_text(values, "payload_format_version", "1.0"), "1.0");
    return BRISK_OK;
}

static brisk_status add_routes(brisk_tf *self, const brisk_tf_resource *api)
{
    const brisk_tf_resource *route = NULL;
    while ((route = brisk_tf_next(self, "aws_apigatewayv2_route", route)) != NULL) {
        brisk_str path, verb;
        if (!is_of_api(self, route, api) ||
            !cut_route_key(brisk_tf_text(route->values, "route_key", ""), &path, &verb)) {
            continue;
        }
        brisk_status status = add_route(self, route, path, verb);
        if (status != BRISK_OK) {
            return status;
        }
    }
    return BRISK_OK;
}

/* An API made with a target has one route to it. */
static brisk_status add_quick_route(brisk_tf *self, const brisk_tf_resource *api)
{
    brisk_json target = brisk_tf_get(api->values, "target"), expression = brisk_tf_get(api->expressions, "target");
    brisk_str path, verb;
    bool has_target = brisk_json_kind_of(target) == BRISK_JSON_STR ||
                      brisk_json_kind_of(brisk_tf_get(expression, "references")) == BRISK_JSON_ARRAY;
    brisk_str function = has_target ? brisk_tf_function(self, api, target, expression) : (brisk_str){"", 0};
    if (function.len == 0 || !cut_route_key(brisk_tf_text(api->values, "route_key", "$default"), &path, &verb)) {
        return BRISK_OK;
    }
    brisk_method_config *to = brisk_gateway_config_add_method(self->config, self->arena, path, verb, function);
    if (to != NULL) {
        to->timeout_ms = 30000;
    }
    return to == NULL ? BRISK_NO_MEMORY : BRISK_OK;
}

/* ---- the stage ---- */

static brisk_status add_throttle(brisk_tf *self, brisk_json settings, brisk_str path, brisk_str verb)
{
    brisk_api_config *to = &self->config->api;
    brisk_method_throttle row = {path, verb,
                                 brisk_tf_throttle(settings, "throttling_rate_limit", "throttling_burst_limit")};
    if (!row.throttle.is_set || (row.throttle.rate == 0 && row.throttle.burst == 0)) {
        return BRISK_OK; /* the provider's 0 of what was not said */
    }
    to->stage_throttles =
        brisk_gateway_config_grow(self->arena, to->stage_throttles, to->stage_throttle_count, sizeof(row));
    if (to->stage_throttles == NULL) {
        return BRISK_NO_MEMORY;
    }
    to->stage_throttles[to->stage_throttle_count++] = row;
    return BRISK_OK;
}

static brisk_status set_throttles(brisk_tf *self, const brisk_tf_resource *stage)
{
    brisk_json_iter iter = brisk_json_iterate(brisk_tf_get(stage->values, "route_settings"));
    brisk_json row;
    brisk_status status =
        add_throttle(self, brisk_tf_block(stage->values, "default_route_settings"), BRISK_S("*"), BRISK_S("*"));
    while (status == BRISK_OK && brisk_json_next(&iter, NULL, &row)) {
        brisk_str path, verb;
        if (cut_route_key(brisk_tf_text(row, "route_key", ""), &path, &verb)) {
            status = add_throttle(self, row, path, verb);
        }
    }
    return status;
}

static brisk_status set_stage(brisk_tf *self, const brisk_tf_resource *api)
{
    brisk_api_config *to = &self->config->api;
    const brisk_tf_resource *stage = NULL, *found = NULL;
    while ((stage = brisk_tf_next(self, "aws_apigatewayv2_stage", stage)) != NULL) {
        if (is_of_api(self, stage, api) && found == NULL) {
            found = stage;
        } else if (is_of_api(self, stage, api)) {
            brisk_tf_note(self, "the stage %.*s is not played",
                          BRISK_TF_TEXT(brisk_tf_text(stage->values, "name", "")));
        }
    }
    to->stage = BRISK_S("$default");
    if (found == NULL) {
        return BRISK_OK;
    }
    brisk_str name = brisk_tf_text(found->values, "name", "");
    to->stage = name.len > 0 ? name : to->stage;
    brisk_tf_access_log(self, found);
    if (!brisk_tf_pairs(self->arena, brisk_tf_get(found->values, "stage_variables"), "", &to->stage_variables)) {
        return BRISK_NO_MEMORY;
    }
    return set_throttles(self, found);
}

/* ---- the whole ---- */

static const brisk_tf_resource *find_http_api(const brisk_tf *self)
{
    const brisk_tf_resource *api = NULL, *found = NULL;
    while ((api = brisk_tf_next(self, "aws_apigatewayv2_api", api)) != NULL) {
        brisk_str name = brisk_tf_text(api->values, "name", "");
        if (brisk_str_is(brisk_tf_text(api->values, "protocol_type", "HTTP"), "WEBSOCKET")) {
            brisk_tf_note(self, "WebSocket APIs are not played: %.*s is left out", BRISK_TF_TEXT(name));
        } else if (found != NULL) {
            brisk_tf_note(self, "one API is played: %.*s is not", BRISK_TF_TEXT(name));
        } else {
            found = api;
        }
    }
    return found;
}

brisk_status brisk_tf_http(brisk_tf *self, bool *is_found)
{
    brisk_api_config *to = &self->config->api;
    const brisk_tf_resource *api = find_http_api(self);
    *is_found = api != NULL;
    if (api == NULL) {
        return BRISK_OK;
    }
    brisk_str id = brisk_tf_text(api->values, "id", ""), name = brisk_tf_text(api->values, "name", "");
    brisk_str body = brisk_tf_text(api->values, "body", "");
    to->kind = BRISK_FRONT_HTTP;
    to->id = id.len > 0 ? id : to->id;
    to->name = name.len > 0 ? name : to->name;
    brisk_status status = set_cors(self, brisk_tf_block(api->values, "cors_configuration"), &to->cors);
    status = status == BRISK_OK ? add_routes(self, api) : status;
    status = status == BRISK_OK ? add_quick_route(self, api) : status;
    if (status == BRISK_OK && body.len > 0) {
        status = brisk_tf_openapi(self, body);
    }
    return status == BRISK_OK ? set_stage(self, api) : status;
}

brisk_status brisk_tf_url(brisk_tf *self, bool *is_found)
{
    brisk_gateway_config *config = self->config;
    const brisk_tf_resource *url = brisk_tf_next(self, "aws_lambda_function_url", NULL);
    *is_found = url != NULL;
    if (url == NULL) {
        return BRISK_OK;
    }
    if (brisk_tf_next(self, "aws_lambda_function_url", url) != NULL) {
        brisk_tf_note(self, "one function URL is played, the first");
    }
    if (brisk_str_is(brisk_tf_text(url->values, "authorization_type", "NONE"), "AWS_IAM")) {
        brisk_tf_note(self, "the function URL's authorization AWS_IAM is not played, anyone may call it");
    }
    brisk_str function = brisk_tf_function(self, url, brisk_tf_get(url->values, "function_name"),
                                           brisk_tf_get(url->expressions, "function_name"));
    bool is_streaming = brisk_str_is(brisk_tf_text(url->values, "invoke_mode", ""), "RESPONSE_STREAM");
    config->api.kind = BRISK_FRONT_URL;
    config->api.stage = BRISK_S("$default");
    for (size_t i = 0; i < config->function_count; i++) {
        config->functions[i].is_streaming = brisk_str_equal(config->functions[i].name, function) && is_streaming;
    }
    brisk_method_config *to =
        function.len == 0
            ? NULL
            : brisk_gateway_config_add_method(config, self->arena, BRISK_S("/{proxy+}"), BRISK_S("ANY"), function);
    if (function.len > 0 && to == NULL) {
        return BRISK_NO_MEMORY;
    }
    return set_cors(self, brisk_tf_block(url->values, "cors"), &config->api.cors);
}

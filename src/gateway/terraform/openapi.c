/* openapi.c - the methods of a REST API whose body is an OpenAPI document (plan.h).
 *
 *     paths ─► "/{proxy+}" ─► x-amazon-apigateway-any-method ─► x-amazon-apigateway-integration
 *                                     └► security: the scheme that is of type apiKey in the header x-api-key means a key
 *
 * Both OpenAPI 3 and Swagger 2 are understood, as JSON (YAML is not: Terraform's jsonencode and templates make JSON). API Gateway's
 * extensions are documented in its developer guide under "OpenAPI extensions". */
#include "gateway/terraform/openapi.h"

#include "core/str.h"
#include "gateway/terraform/functions.h"
#include "gateway/terraform/value.h"

/* "ANY" of "x-amazon-apigateway-any-method"; empty: it is no method. */
static brisk_str verb_of(brisk_str key)
{
    static const char *const verbs[] = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"};
    if (brisk_str_is(key, "x-amazon-apigateway-any-method")) {
        return BRISK_S("ANY");
    }
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (brisk_str_is_ignore_case(key, verbs[i])) {
            return brisk_str_view(verbs[i]);
        }
    }
    return (brisk_str){"", 0};
}

static bool is_key_scheme(brisk_json document, brisk_str name)
{
    brisk_json schemes = brisk_tf_get(brisk_tf_get(document, "components"), "securitySchemes");
    brisk_json scheme = brisk_json_get(schemes, name);
    if (brisk_json_kind_of(scheme) != BRISK_JSON_OBJECT) {
        scheme = brisk_json_get(brisk_tf_get(document, "securityDefinitions"), name);
    }
    return brisk_str_is(brisk_tf_text(scheme, "type", ""), "apiKey") &&
           brisk_str_is_ignore_case(brisk_tf_text(scheme, "name", ""), "x-api-key");
}

/* A method's own security stands in place of the document's. */
static bool needs_key(brisk_json document, brisk_json method)
{
    brisk_json security;
    brisk_json_iter rows;
    brisk_json row;
    if (!brisk_json_find(method, BRISK_S("security"), &security)) {
        security = brisk_tf_get(document, "security");
    }
    rows = brisk_json_iterate(security);
    while (brisk_json_next(&rows, NULL, &row)) {
        brisk_json_iter names = brisk_json_iterate(row);
        brisk_str name;
        while (brisk_json_next(&names, &name, NULL)) {
            if (is_key_scheme(document, name)) {
                return true;
            }
        }
    }
    return false;
}

static brisk_status set_mock(const brisk_tf *self, brisk_json integration, brisk_method_config *to)
{
    brisk_json response = brisk_tf_get(brisk_tf_get(integration, "responses"), "default");
    to->integration = BRISK_INTEGRATION_MOCK;
    to->mock_status = brisk_tf_int(response, "statusCode", 200);
    return brisk_tf_pairs(self->arena, brisk_tf_get(response, "responseParameters"), "method.response.header.",
                          &to->mock_headers)
               ? BRISK_OK
               : BRISK_NO_MEMORY;
}

static brisk_status add_method(brisk_tf *self, brisk_json document, brisk_json method, brisk_str path, brisk_str verb)
{
    brisk_json integration = brisk_tf_get(method, "x-amazon-apigateway-integration");
    brisk_str type = brisk_tf_text(integration, "type", ""), uri = brisk_tf_text(integration, "uri", "");
    bool is_mock = brisk_str_is_ignore_case(type, "mock");
    if (!is_mock && !brisk_str_is_ignore_case(type, "aws_proxy")) {
        brisk_tf_note(self, "%.*s %.*s is left out: integrations of the type \"%.*s\" are not played",
                      BRISK_TF_TEXT(verb), BRISK_TF_TEXT(path), BRISK_TF_TEXT(type));
        return BRISK_OK;
    }
    brisk_str function = is_mock ? (brisk_str){"", 0} : brisk_tf_function_of_arn(self, uri);
    if (!is_mock && function.len == 0 && self->config->function_count == 1) {
        function = self->config->functions[0].name;
    }
    if (!is_mock && function.len == 0) {
        brisk_tf_note(self, "%.*s %.*s is left out: no function of the plan is in its uri", BRISK_TF_TEXT(verb),
                      BRISK_TF_TEXT(path));
        return BRISK_OK;
    }
    brisk_method_config *to = brisk_gateway_config_add_method(self->config, self->arena, path, verb, function);
    if (to == NULL) {
        return BRISK_NO_MEMORY;
    }
    to->is_key_required = needs_key(document, method);
    to->integration_method = brisk_tf_text(integration, "httpMethod", "POST");
    to->timeout_ms = brisk_tf_int(integration, "timeoutInMillis", 29000);
    to->is_streaming = brisk_str_is_ignore_case(brisk_tf_text(integration, "responseTransferMode", ""), "STREAM") ||
                       brisk_str_ends_with(uri, BRISK_S("/response-streaming-invocations"));
    return is_mock ? set_mock(self, integration, to) : BRISK_OK;
}

static brisk_status add_responses(brisk_tf *self, brisk_json responses)
{
    brisk_api_config *to = &self->config->api;
    brisk_json_iter iter = brisk_json_iterate(responses);
    brisk_str type;
    brisk_json item;
    while (brisk_json_kind_of(responses) == BRISK_JSON_OBJECT && brisk_json_next(&iter, &type, &item)) {
        brisk_gateway_response response = {.type = type, .status = brisk_tf_int(item, "statusCode", 0)};
        to->responses = brisk_gateway_config_grow(self->arena, to->responses, to->response_count, sizeof(response));
        if (to->responses == NULL ||
            !brisk_tf_pairs(self->arena, brisk_tf_get(item, "responseParameters"), "gatewayresponse.header.",
                            &response.headers) ||
            !brisk_tf_pairs(self->arena, brisk_tf_get(item, "responseTemplates"), "", &response.templates)) {
            return BRISK_NO_MEMORY;
        }
        to->responses[to->response_count++] = response;
    }
    return BRISK_OK;
}

static brisk_status add_methods(brisk_tf *self, brisk_json document)
{
    brisk_json_iter paths = brisk_json_iterate(brisk_tf_get(document, "paths"));
    brisk_str path, key;
    brisk_json item, method;
    while (brisk_json_next(&paths, &path, &item)) {
        brisk_json_iter methods = brisk_json_iterate(item);
        while (brisk_json_kind_of(item) == BRISK_JSON_OBJECT && brisk_json_next(&methods, &key, &method)) {
            brisk_str verb = verb_of(key);
            brisk_status status = verb.len == 0 ? BRISK_OK : add_method(self, document, method, path, verb);
            if (status != BRISK_OK) {
                return status;
            }
        }
    }
    return BRISK_OK;
}

brisk_status brisk_tf_openapi(brisk_tf *self, brisk_str body)
{
    brisk_api_config *to = &self->config->api;
    brisk_json document;
    brisk_status status = brisk_json_parse(self->arena, body, &document);
    if (status == BRISK_NO_MEMORY) {
        return status;
    }
    brisk_json paths = brisk_tf_get(document, "paths");
    if (status != BRISK_OK || brisk_json_kind_of(paths) != BRISK_JSON_OBJECT) {
        brisk_tf_note(self, "the API's body is no OpenAPI document as JSON: its methods are left out");
        return BRISK_OK;
    }
    status = add_methods(self, document);
    brisk_json types = brisk_tf_get(document, "x-amazon-apigateway-binary-media-types");
    if (status == BRISK_OK && to->binary_type_count == 0 &&
        !brisk_tf_texts(self->arena, types, &to->binary_types, &to->binary_type_count)) {
        status = BRISK_NO_MEMORY;
    }
    return status == BRISK_OK ? add_responses(self, brisk_tf_get(document, "x-amazon-apigateway-gateway-responses"))
                              : status;
}

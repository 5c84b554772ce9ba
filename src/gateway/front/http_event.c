/* http_event.c - the events of an HTTP API, in payload format 2.0 and 1.0, and that of a function URL, which is 2.0
 * but for the path (encoded), the cookies (in the headers as well) and who the account is. As recorded: what is not
 * there is left out of 2.0 and null in 1.0. */
#include "gateway/front/http_event.h"

#include "core/base64.h"
#include "core/str.h"
#include "gateway/front/event_parts.h"
#include "gateway/front/headers.h"
#include "gateway/front/state.h"
#include "http/media.h"

#define APPEND BRISK_BUFFER_APPEND_LITERAL

static bool is_made(brisk_str name)
{
    return brisk_str_is(name, "x-amzn-trace-id") || brisk_str_is(name, "x-forwarded-for") ||
           brisk_str_is(name, "x-forwarded-port") || brisk_str_is(name, "x-forwarded-proto");
}

/* Names in lower case; with what the gateway adds. keeps_cookies: also as a header. */
static bool gather_headers(const brisk_front *front, const brisk_front_call *call, bool keeps_cookies,
                           brisk_headers *out)
{
    const brisk_headers *sent = &call->request->headers;
    const brisk_front_state *state = call->state;
    brisk_arena *arena = call->request->arena;
    brisk_str forwarded = {0};
    bool has_length = false, is_done = true;
    for (size_t i = 0; i < sent->count && is_done; i++) {
        brisk_str name = brisk_str_lower(arena, sent->items[i].name);
        if (brisk_header_is_dropped_http(name) || (!keeps_cookies && brisk_str_is(name, "cookie"))) {
            continue;
        }
        if (is_made(name)) {
            forwarded = brisk_str_is(name, "x-forwarded-for") ? sent->items[i].value : forwarded;
            continue;
        }
        has_length = has_length || brisk_str_is(name, "content-length");
        is_done = brisk_headers_add(out, arena, name, brisk_header_text(arena, sent->items[i].value));
    }
    brisk_str client = call->request->client;
    if (forwarded.len > 0) {
        client = brisk_str_concat(arena, forwarded, BRISK_S(", "), client);
    }
    if (!has_length && front->api->kind == BRISK_FRONT_HTTP) {
        brisk_str length = brisk_arena_printf(arena, "%zu", call->request->body.len);
        is_done = is_done && brisk_headers_add(out, arena, BRISK_S("content-length"), length);
    }
    if (front->api->kind == BRISK_FRONT_URL) {
        is_done = is_done && brisk_headers_add(out, arena, BRISK_S("x-amzn-tls-version"), BRISK_S("TLSv1.3")) &&
                  brisk_headers_add(out, arena, BRISK_S("x-amzn-tls-cipher-suite"), BRISK_S("TLS_AES_128_GCM_SHA256"));
    }
    return is_done && brisk_headers_add(out, arena, BRISK_S("x-amzn-trace-id"), state->event_trace) &&
           brisk_headers_add(out, arena, BRISK_S("x-forwarded-for"), client) &&
           brisk_headers_add(out, arena, BRISK_S("x-forwarded-port"), state->port) &&
           brisk_headers_add(out, arena, BRISK_S("x-forwarded-proto"), state->scheme);
}

static bool gather_maps(const brisk_front *front, const brisk_front_call *call, bool keeps_cookies,
                        brisk_multimap *headers, brisk_multimap *parameters)
{
    brisk_arena *arena = call->request->arena;
    brisk_headers list = {0}, query = {0};
    return gather_headers(front, call, keeps_cookies, &list) &&
           brisk_multimap_init(headers, arena, list.items, list.count) &&
           brisk_parts_query(arena, call->request->query, "&", &query) &&
           brisk_multimap_init(parameters, arena, query.items, query.count);
}

/* "POST /pets/{id}", "$default". */
static brisk_str route_key(const brisk_front *front, const brisk_front_call *call)
{
    const brisk_method_config *method = call->method;
    if (front->api->kind == BRISK_FRONT_URL || method == NULL || brisk_str_is(method->method, "$default") ||
        brisk_str_is(method->path, "$default")) {
        return BRISK_S("$default");
    }
    return brisk_str_concat(call->request->arena, method->method, BRISK_S(" "), method->path);
}

static void write_cookies(brisk_buffer *out, const brisk_headers *headers)
{
    bool has_one = false;
    for (size_t i = 0; i < headers->count; i++) {
        if (!brisk_str_is_ignore_case(headers->items[i].name, "cookie")) {
            continue;
        }
        brisk_str rest = headers->items[i].value, part;
        bool more = true;
        while (brisk_str_split(&rest, ';', &more, &part)) {
            part = brisk_str_trim(part);
            if (part.len == 0) {
                continue;
            }
            if (has_one) {
                brisk_buffer_append_char(out, ',');
            } else {
                APPEND(out, ",\"cookies\":[");
            }
            has_one = true;
            brisk_parts_text(out, part);
        }
    }
    if (has_one) {
        brisk_buffer_append_char(out, ']');
    }
}

/* Observed: these types come as text, all others as base64, one that is not said as well. */
static bool is_text(brisk_str content_type)
{
    brisk_media media;
    return brisk_media_parse(content_type, &media) &&
           (brisk_str_is_ignore_case(media.type, "text") || brisk_media_is(&media, "application", "json") ||
            brisk_media_is(&media, "application", "xml") || brisk_media_is(&media, "application", "javascript"));
}

static void write_body(brisk_buffer *out, const brisk_request *request, bool has_null)
{
    if (request->body.len == 0) {
        if (has_null) {
            APPEND(out, ",\"body\":null");
        }
        APPEND(out, ",\"isBase64Encoded\":false}");
        return;
    }
    APPEND(out, ",\"body\":");
    if (is_text(brisk_headers_get(&request->headers, BRISK_S("content-type")))) {
        brisk_parts_text(out, request->body);
        APPEND(out, ",\"isBase64Encoded\":false}");
        return;
    }
    brisk_buffer_append_char(out, '"');
    char *room = brisk_buffer_reserve(out, brisk_base64_encoded_len(request->body.len, BRISK_BASE64_STANDARD));
    if (room != NULL) {
        brisk_buffer_commit(out, brisk_base64_write(room, request->body, BRISK_BASE64_STANDARD));
    }
    APPEND(out, "\",\"isBase64Encoded\":true}");
}

static void write_domain(brisk_buffer *out, const brisk_front *front, const brisk_front_state *state)
{
    brisk_str prefix, rest;
    (void)brisk_str_cut(state->host, '.', &prefix, &rest);
    (void)brisk_str_cut(prefix, ':', &prefix, &rest);
    brisk_parts_member(out, "apiId", front->api->id);
    brisk_parts_member(out, "domainName", state->host);
    brisk_parts_member(out, "domainPrefix", prefix);
}

static void write_context_2(brisk_buffer *out, const brisk_front *front, const brisk_front_call *call, brisk_str key)
{
    const brisk_front_state *state = call->state;
    brisk_str agent = brisk_headers_get(&call->request->headers, BRISK_S("user-agent"));
    bool is_url = front->api->kind == BRISK_FRONT_URL;
    char time[BRISK_CLF_TIME_LEN];
    brisk_parts_clf_time(time, call->time.wall_ms);
    APPEND(out, ",\"requestContext\":{\"accountId\":");
    brisk_parts_text(out, is_url ? BRISK_S("anonymous") : front->config->account_id);
    write_domain(out, front, state);
    APPEND(out, ",\"http\":{\"protocol\":\"HTTP/1.1\"");
    brisk_parts_member(out, "method", state->method);
    brisk_parts_member(out, "path", is_url ? state->path : call->stage_path);
    brisk_parts_member(out, "sourceIp", call->request->client);
    if (agent.ptr != NULL) {
        brisk_parts_member(out, "userAgent", agent);
    }
    brisk_buffer_append_char(out, '}');
    brisk_parts_member(out, "requestId", call->request_id);
    brisk_parts_member(out, "routeKey", key);
    brisk_parts_member(out, "stage", is_url ? BRISK_S("$default") : front->api->stage);
    brisk_parts_member(out, "time", brisk_str_make(time, sizeof time));
    APPEND(out, ",\"timeEpoch\":");
    brisk_buffer_append_i64(out, call->time.wall_ms);
    brisk_buffer_append_char(out, '}');
}

static void write_pairs_if_any(brisk_buffer *out, const char *name, const brisk_setting *pairs, size_t count)
{
    if (count > 0) {
        APPEND(out, ",\"");
        brisk_buffer_append_c_string(out, name);
        APPEND(out, "\":");
        brisk_parts_pairs(out, pairs, count);
    }
}

brisk_str brisk_http_event_2(const brisk_front *front, const brisk_front_call *call)
{
    const brisk_front_state *state = call->state;
    const brisk_settings *variables = &front->api->stage_variables;
    bool is_url = front->api->kind == BRISK_FRONT_URL;
    brisk_multimap headers, parameters;
    brisk_buffer out;
    brisk_str event, key = route_key(front, call);
    brisk_buffer_init(&out, call->request->arena, 0);
    if (!brisk_buffer_grow(&out, 4096 + call->request->body.len) ||
        !gather_maps(front, call, is_url, &headers, &parameters)) {
        return BRISK_S("");
    }
    APPEND(&out, "{\"version\":\"2.0\"");
    brisk_parts_member(&out, "routeKey", key);
    brisk_parts_member(&out, "rawPath", is_url ? call->request->raw_path : call->stage_path);
    brisk_parts_member(&out, "rawQueryString", call->request->query.len > 0 ? call->request->query : BRISK_S(""));
    write_cookies(&out, &call->request->headers);
    APPEND(&out, ",\"headers\":");
    brisk_parts_joined_values(&out, &headers);
    if (parameters.count > 0) {
        APPEND(&out, ",\"queryStringParameters\":");
        brisk_parts_joined_values(&out, &parameters);
    }
    write_context_2(&out, front, call, key);
    write_pairs_if_any(&out, "pathParameters", state->match.parameters, state->match.parameter_count);
    if (!is_url) {
        write_pairs_if_any(&out, "stageVariables", variables->items, variables->count);
    }
    write_body(&out, call->request, false);
    return brisk_buffer_finish(&out, &event) == BRISK_OK ? event : BRISK_S("");
}

static void write_context_1(brisk_buffer *out, const brisk_front *front, const brisk_front_call *call, brisk_str key)
{
    const brisk_front_state *state = call->state;
    brisk_str agent = brisk_headers_get(&call->request->headers, BRISK_S("user-agent"));
    char time[BRISK_CLF_TIME_LEN];
    brisk_parts_clf_time(time, call->time.wall_ms);
    APPEND(out, ",\"requestContext\":{\"accountId\":");
    brisk_parts_text(out, front->config->account_id);
    write_domain(out, front, state);
    brisk_parts_member(out, "extendedRequestId", call->extended_request_id);
    brisk_parts_member(out, "httpMethod", state->method);
    APPEND(out, ",\"identity\":{\"accessKey\":null,\"accountId\":null,\"caller\":null,\"cognitoAmr\":null,"
                "\"cognitoAuthenticationProvider\":null,\"cognitoAuthenticationType\":null,\"cognitoIdentityId\":null,"
                "\"cognitoIdentityPoolId\":null,\"principalOrgId\":null");
    brisk_parts_member(out, "sourceIp", call->request->client);
    APPEND(out, ",\"user\":null");
    brisk_parts_member(out, "userAgent", agent);
    APPEND(out, ",\"userArn\":null}");
    brisk_parts_member(out, "path", state->path);
    APPEND(out, ",\"protocol\":\"HTTP/1.1\"");
    brisk_parts_member(out, "requestId", call->request_id);
    brisk_parts_member(out, "requestTime", brisk_str_make(time, sizeof time));
    APPEND(out, ",\"requestTimeEpoch\":");
    brisk_buffer_append_i64(out, call->time.wall_ms);
    brisk_parts_member(out, "resourceId", key);
    brisk_parts_member(out, "resourcePath", call->resource_path);
    brisk_parts_member(out, "stage", front->api->stage);
    brisk_buffer_append_char(out, '}');
}

brisk_str brisk_http_event_1(const brisk_front *front, const brisk_front_call *call)
{
    const brisk_front_state *state = call->state;
    const brisk_settings *variables = &front->api->stage_variables;
    brisk_multimap headers, parameters;
    brisk_buffer out;
    brisk_str event;
    brisk_buffer_init(&out, call->request->arena, 0);
    if (!brisk_buffer_grow(&out, 4096 + call->request->body.len) ||
        !gather_maps(front, call, true, &headers, &parameters)) {
        return BRISK_S("");
    }
    APPEND(&out, "{\"version\":\"1.0\"");
    brisk_parts_member(&out, "resource", call->resource_path);
    brisk_parts_member(&out, "path", call->request->raw_path);
    brisk_parts_member(&out, "httpMethod", state->method);
    APPEND(&out, ",\"headers\":");
    brisk_parts_last_values(&out, &headers);
    APPEND(&out, ",\"multiValueHeaders\":");
    brisk_parts_all_values(&out, &headers);
    APPEND(&out, ",\"queryStringParameters\":");
    brisk_parts_last_values(&out, &parameters);
    APPEND(&out, ",\"multiValueQueryStringParameters\":");
    brisk_parts_all_values(&out, &parameters);
    write_context_1(&out, front, call, route_key(front, call));
    APPEND(&out, ",\"pathParameters\":");
    brisk_parts_pairs(&out, state->match.parameters, state->match.parameter_count);
    APPEND(&out, ",\"stageVariables\":");
    brisk_parts_pairs(&out, variables->items, variables->count);
    write_body(&out, call->request, true);
    return brisk_buffer_finish(&out, &event) == BRISK_OK ? event : BRISK_S("");
}

/* rest_event.c - the proxy event of a REST API (payload 1.0), field by field as recorded: no version key, null for
 * what is not there, the path as it was sent and the query decoded, headers in the client's casing. */
#include "gateway/front/rest_event.h"

#include "core/base64.h"
#include "core/str.h"
#include "gateway/front/binary.h"
#include "gateway/front/event_parts.h"
#include "gateway/front/headers.h"
#include "gateway/front/state.h"

#define APPEND BRISK_BUFFER_APPEND_LITERAL

/* Client headers that the gateway answers for itself. */
static bool is_made(brisk_str name)
{
    return brisk_str_is(name, "X-Amzn-Trace-Id") || brisk_str_is(name, "X-Forwarded-For") ||
           brisk_str_is(name, "X-Forwarded-Port") || brisk_str_is(name, "X-Forwarded-Proto");
}

static bool add_edge_headers(brisk_headers *out, brisk_front *front, brisk_arena *arena)
{
    static const brisk_header fixed[] = {
        {BRISK_STR("CloudFront-Forwarded-Proto"), BRISK_STR("https")},
        {BRISK_STR("CloudFront-Is-Desktop-Viewer"), BRISK_STR("true")},
        {BRISK_STR("CloudFront-Is-Mobile-Viewer"), BRISK_STR("false")},
        {BRISK_STR("CloudFront-Is-SmartTV-Viewer"), BRISK_STR("false")},
        {BRISK_STR("CloudFront-Is-Tablet-Viewer"), BRISK_STR("false")},
        {BRISK_STR("CloudFront-Viewer-ASN"), BRISK_STR("64496")},
        {BRISK_STR("CloudFront-Viewer-Country"), BRISK_STR("US")},
    };
    bool is_done = true;
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        is_done = is_done && brisk_headers_add(out, arena, fixed[i].name, fixed[i].value);
    }
    uint64_t high = brisk_random_next(&front->random), low = brisk_random_next(&front->random);
    brisk_str via = brisk_arena_printf(arena, "1.1 %016llx%016llx.cloudfront.net (CloudFront)",
                                       (unsigned long long)high, (unsigned long long)low);
    brisk_str id = brisk_arena_printf(arena, "%016llx%016llx==", (unsigned long long)low, (unsigned long long)high);
    return is_done && brisk_headers_add(out, arena, BRISK_S("Via"), via) &&
           brisk_headers_add(out, arena, BRISK_S("X-Amz-Cf-Id"), id);
}

static bool gather_headers(brisk_front *front, const brisk_front_call *call, brisk_headers *out)
{
    const brisk_headers *sent = &call->request->headers;
    const brisk_front_state *state = call->state;
    brisk_arena *arena = call->request->arena;
    brisk_str forwarded = {0};
    for (size_t i = 0; i < sent->count; i++) {
        brisk_str name = sent->items[i].name, value = sent->items[i].value;
        if (brisk_header_is_dropped(name, value)) {
            continue;
        }
        name = brisk_header_canonical(arena, name);
        if (is_made(name)) {
            forwarded = brisk_str_is(name, "X-Forwarded-For") ? value : forwarded;
            continue;
        }
        if (!brisk_headers_add(out, arena, name, brisk_header_text(arena, value))) {
            return false;
        }
    }
    brisk_str client = call->request->client;
    if (forwarded.len > 0) {
        client = brisk_str_concat(arena, forwarded, BRISK_S(", "), client);
    }
    return brisk_headers_add(out, arena, BRISK_S("X-Amzn-Trace-Id"), state->event_trace) &&
           brisk_headers_add(out, arena, BRISK_S("X-Forwarded-For"), client) &&
           brisk_headers_add(out, arena, BRISK_S("X-Forwarded-Port"), state->port) &&
           brisk_headers_add(out, arena, BRISK_S("X-Forwarded-Proto"), state->scheme) &&
           (!front->api->is_edge || add_edge_headers(out, front, arena));
}

static void write_maps(brisk_buffer *out, brisk_front *front, const brisk_front_call *call)
{
    brisk_arena *arena = call->request->arena;
    brisk_headers headers = {0}, parameters = {0};
    brisk_multimap map;
    if (!gather_headers(front, call, &headers) || !brisk_multimap_init(&map, arena, headers.items, headers.count)) {
        brisk_buffer_fail(out, BRISK_NO_MEMORY);
        return;
    }
    APPEND(out, ",\"headers\":");
    brisk_parts_last_values(out, &map);
    APPEND(out, ",\"multiValueHeaders\":");
    brisk_parts_all_values(out, &map);
    if (!brisk_parts_query(arena, call->request->query, "&;", &parameters) ||
        !brisk_multimap_init(&map, arena, parameters.items, parameters.count)) {
        brisk_buffer_fail(out, BRISK_NO_MEMORY);
        return;
    }
    APPEND(out, ",\"queryStringParameters\":");
    brisk_parts_last_values(out, &map);
    APPEND(out, ",\"multiValueQueryStringParameters\":");
    brisk_parts_all_values(out, &map);
}

/* apiKey and apiKeyId are there only where the method needs a key. */
static void write_identity(brisk_buffer *out, const brisk_front_call *call)
{
    brisk_str agent = brisk_headers_get(&call->request->headers, BRISK_S("user-agent"));
    APPEND(out, ",\"identity\":{\"cognitoIdentityPoolId\":null,\"cognitoIdentityId\":null");
    if (call->method->is_key_required) {
        brisk_parts_member(out, "apiKey", call->key);
        brisk_parts_member(out, "apiKeyId", call->key_id);
    }
    APPEND(out, ",\"principalOrgId\":null,\"cognitoAuthenticationType\":null,\"userArn\":null");
    brisk_parts_member(out, "userAgent", agent);
    APPEND(out, ",\"accountId\":null,\"caller\":null");
    brisk_parts_member(out, "sourceIp", call->request->client);
    APPEND(out, ",\"accessKey\":null,\"cognitoAuthenticationProvider\":null,\"user\":null}");
}

static void write_context(brisk_buffer *out, const brisk_front *front, const brisk_front_call *call)
{
    const brisk_front_state *state = call->state;
    char time[BRISK_CLF_TIME_LEN];
    brisk_str prefix, rest;
    brisk_parts_clf_time(time, call->time.wall_ms);
    (void)brisk_str_cut(state->host, '.', &prefix, &rest);
    (void)brisk_str_cut(prefix, ':', &prefix, &rest);
    APPEND(out, ",\"requestContext\":{\"protocol\":\"HTTP/1.1\"");
    brisk_parts_member(out, "resourceId", brisk_str_make(state->resource_id, BRISK_RESOURCE_ID_LEN));
    brisk_parts_member(out, "resourcePath", call->resource_path);
    brisk_parts_member(out, "httpMethod", state->method);
    brisk_parts_member(out, "extendedRequestId", call->extended_request_id);
    brisk_parts_member(out, "requestTime", brisk_str_make(time, sizeof time));
    brisk_parts_member(out, "path", call->stage_path);
    brisk_parts_member(out, "accountId", front->config->account_id);
    brisk_parts_member(out, "stage", front->api->stage);
    brisk_parts_member(out, "domainPrefix", prefix);
    APPEND(out, ",\"requestTimeEpoch\":");
    brisk_buffer_append_i64(out, call->time.wall_ms);
    brisk_parts_member(out, "requestId", call->request_id);
    write_identity(out, call);
    brisk_parts_member(out, "domainName", state->host);
    brisk_parts_member(out, "deploymentId", brisk_str_make(front->deployment_id, BRISK_RESOURCE_ID_LEN));
    brisk_parts_member(out, "apiId", front->api->id);
    brisk_buffer_append_char(out, '}');
}

/* AWS takes a body without Content-Type for JSON. */
static void write_body(brisk_buffer *out, const brisk_front *front, const brisk_request *request)
{
    brisk_str media = brisk_headers_get(&request->headers, BRISK_S("content-type"));
    if (request->body.len == 0) {
        APPEND(out, ",\"body\":null,\"isBase64Encoded\":false}");
        return;
    }
    APPEND(out, ",\"body\":");
    if (!brisk_binary_has(front->api, media.len > 0 ? media : BRISK_S("application/json"))) {
        brisk_parts_text(out, request->body);
        APPEND(out, ",\"isBase64Encoded\":false}");
        return;
    }
    brisk_buffer_append_char(out, '"');
    size_t len = brisk_base64_encoded_len(request->body.len, BRISK_BASE64_STANDARD);
    char *room = brisk_buffer_reserve(out, len);
    if (room != NULL) {
        brisk_buffer_commit(out, brisk_base64_write(room, request->body, BRISK_BASE64_STANDARD));
    }
    APPEND(out, "\",\"isBase64Encoded\":true}");
}

brisk_str brisk_rest_event(brisk_front *front, const brisk_front_call *call)
{
    const brisk_front_state *state = call->state;
    const brisk_settings *variables = &front->api->stage_variables;
    brisk_buffer out;
    brisk_str event;
    brisk_buffer_init(&out, call->request->arena, 0);
    if (!brisk_buffer_grow(&out, 4096 + call->request->body.len)) {
        return BRISK_S("");
    }
    APPEND(&out, "{\"resource\":");
    brisk_parts_text(&out, call->resource_path);
    brisk_parts_member(&out, "path", state->path);
    brisk_parts_member(&out, "httpMethod", state->method);
    write_maps(&out, front, call);
    APPEND(&out, ",\"pathParameters\":");
    brisk_parts_pairs(&out, state->match.parameters, state->match.parameter_count);
    APPEND(&out, ",\"stageVariables\":");
    brisk_parts_pairs(&out, variables->items, variables->count);
    write_context(&out, front, call);
    write_body(&out, front, call->request);
    return brisk_buffer_finish(&out, &event) == BRISK_OK ? event : BRISK_S("");
}

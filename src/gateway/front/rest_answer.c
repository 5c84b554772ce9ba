/* rest_answer.c - what the function of a REST API returned becomes the answer, or a 502. The rules were recorded
 * (test_aws_proxy_response_payload_format_validation): numbers and booleans are fine as header values, a numeric text
 * as statusCode, null for what is not there; an unknown key, a list in headers, or a single value in multiValueHeaders
 * is not. */
#include "gateway/front/rest_answer.h"

#include "core/base64.h"
#include "core/str.h"
#include "gateway/front/answer.h"
#include "gateway/front/binary.h"
#include "gateway/front/headers.h"
#include "gateway/front/payload.h"
#include "gateway/front/responses.h"
#include "gateway/front/state.h"

/* The parts of a proxy response. */
typedef struct proxy_response {
    const yyjson_val *status, *headers, *multi_headers, *body, *base64, *cookies;
} proxy_response;

static void give_malformed(const brisk_front *front, brisk_front_call *call, bool is_stream)
{
    brisk_response_options options = {.status = is_stream ? 500 : 502};
    call->state->problem = BRISK_S("Execution failed due to configuration error: Malformed Lambda proxy response");
    brisk_response_give(front, call, BRISK_RESPONSE_INTEGRATION_FAILURE, &options);
}

static bool is_absent(const yyjson_val *value)
{
    return value == NULL || yyjson_is_null(brisk_payload_reading(value));
}

/* False where a key is none of those that AWS knows. */
static bool read_keys(const yyjson_val *root, proxy_response *out, bool is_stream)
{
    yyjson_obj_iter each;
    yyjson_val *key;
    if (!yyjson_is_obj(brisk_payload_reading(root)) || !yyjson_obj_iter_init(brisk_payload_reading(root), &each)) {
        return false;
    }
    while ((key = yyjson_obj_iter_next(&each)) != NULL) {
        const yyjson_val *value = yyjson_obj_iter_get_val(key);
        if (yyjson_equals_str(key, "statusCode")) {
            out->status = value;
        } else if (yyjson_equals_str(key, "headers")) {
            out->headers = value;
        } else if (yyjson_equals_str(key, "multiValueHeaders")) {
            out->multi_headers = value;
        } else if (yyjson_equals_str(key, "isBase64Encoded") || yyjson_equals_str(key, "base64Encoded")) {
            out->base64 = value;
        } else if (yyjson_equals_str(key, "body") && !is_stream) {
            out->body = value;
        } else if (yyjson_equals_str(key, "cookies") && is_stream) {
            out->cookies = value;
        } else {
            return false;
        }
    }
    return true;
}

/* ---- headers ---- */

/* The name that reaches the client; false where the header does not. */
static bool choose_name(brisk_arena *arena, brisk_str *name)
{
    switch (brisk_header_remap(*name)) {
    case BRISK_REMAP_KEEP:
        return true;
    case BRISK_REMAP_RENAME:
        *name = brisk_str_concat(arena, BRISK_S("x-amzn-Remapped-"), *name, BRISK_S(""));
        return true;
    case BRISK_REMAP_DROP:
        break;
    }
    return false;
}

static bool add_value(brisk_front_call *call, brisk_str name, const yyjson_val *value)
{
    brisk_str text;
    if (!brisk_payload_scalar(value, &text) || !brisk_header_is_valid(name, text) ||
        call->response->headers.count >= BRISK_ANSWER_HEADERS_MAX) {
        return false;
    }
    brisk_answer_add_header(call, name, text);
    return true;
}

static bool add_multi_headers(brisk_front_call *call, const yyjson_val *map)
{
    yyjson_obj_iter each;
    yyjson_val *key, *item;
    if (is_absent(map)) {
        return true;
    }
    if (!yyjson_is_obj(brisk_payload_reading(map)) || !yyjson_obj_iter_init(brisk_payload_reading(map), &each)) {
        return yyjson_is_obj(brisk_payload_reading(map));
    }
    while ((key = yyjson_obj_iter_next(&each)) != NULL) {
        brisk_str name = brisk_str_make(yyjson_get_str(key), yyjson_get_len(key));
        yyjson_val *list = yyjson_obj_iter_get_val(key);
        yyjson_arr_iter items;
        if (yyjson_is_null(list)) {
            continue;
        }
        if (!yyjson_is_arr(list)) {
            return false;
        }
        if (!choose_name(call->request->arena, &name) || !yyjson_arr_iter_init(list, &items)) {
            continue;
        }
        while ((item = yyjson_arr_iter_next(&items)) != NULL) {
            if (!add_value(call, name, item)) {
                return false;
            }
        }
    }
    return true;
}

/* A header of both maps: the single value comes behind the others, under their casing, and not twice. False where
 * there is no such one among the first count. */
static bool merge_header(brisk_front_call *call, size_t *count, brisk_str name, brisk_str value)
{
    brisk_headers *headers = &call->response->headers;
    size_t last = SIZE_MAX;
    for (size_t i = 0; i < *count; i++) {
        if (!brisk_str_equal_ignore_case(headers->items[i].name, name)) {
            continue;
        }
        last = i;
        if (brisk_str_equal(headers->items[i].value, value)) {
            return true;
        }
    }
    if (last == SIZE_MAX) {
        return false;
    }
    brisk_header added = {headers->items[last].name, value};
    size_t before = headers->count;
    brisk_answer_add_header(call, added.name, added.value);
    if (headers->count == before + 1) { /* else there was no memory */
        memmove(&headers->items[last + 2], &headers->items[last + 1], (before - last - 1) * sizeof added);
        headers->items[last + 1] = added;
        (*count)++;
    }
    return true;
}

static bool add_single_headers(brisk_front_call *call, const yyjson_val *map)
{
    yyjson_obj_iter each;
    yyjson_val *key;
    size_t multi_count = call->response->headers.count;
    if (is_absent(map)) {
        return true;
    }
    if (!yyjson_is_obj(brisk_payload_reading(map)) || !yyjson_obj_iter_init(brisk_payload_reading(map), &each)) {
        return yyjson_is_obj(brisk_payload_reading(map));
    }
    while ((key = yyjson_obj_iter_next(&each)) != NULL) {
        brisk_str text, name = brisk_str_make(yyjson_get_str(key), yyjson_get_len(key));
        const yyjson_val *value = yyjson_obj_iter_get_val(key);
        if (!brisk_payload_scalar(value, &text) || call->response->headers.count >= BRISK_ANSWER_HEADERS_MAX) {
            return false;
        }
        if (!choose_name(call->request->arena, &name)) {
            continue;
        }
        if (!merge_header(call, &multi_count, name, text) && !add_value(call, name, value)) {
            return false;
        }
        if (!brisk_header_is_valid(name, text)) {
            return false;
        }
    }
    return true;
}

static bool add_cookies(brisk_front_call *call, const yyjson_val *list)
{
    yyjson_arr_iter items;
    yyjson_val *item;
    if (is_absent(list) || !yyjson_arr_iter_init(brisk_payload_reading(list), &items)) {
        return is_absent(list) || yyjson_is_arr(brisk_payload_reading(list));
    }
    while ((item = yyjson_arr_iter_next(&items)) != NULL) {
        if (!add_value(call, BRISK_S("Set-Cookie"), item)) {
            return false;
        }
    }
    return true;
}

/* ---- body ---- */

typedef enum body_result { BODY_OK, BODY_MALFORMED, BODY_NO_BASE64 } body_result;

static bool read_base64_flag(const yyjson_val *value, bool *out)
{
    brisk_str text = {0};
    *out = false;
    if (is_absent(value)) {
        return true;
    }
    if (!brisk_payload_scalar(value, &text)) {
        return false;
    }
    *out = brisk_str_is_ignore_case(text, "true");
    return *out || brisk_str_is_ignore_case(text, "false");
}

/* Decoded only where the client's first accepted type, read to the letter, is a binary one of the API. */
static bool is_decoded(const brisk_front *front, const brisk_request *request)
{
    brisk_str first, rest;
    (void)brisk_str_cut(brisk_headers_get(&request->headers, BRISK_S("accept")), ',', &first, &rest);
    return front->api->binary_type_count > 0 && brisk_binary_has(front->api, first);
}

static body_result add_body(const brisk_front *front, brisk_front_call *call, const proxy_response *proxy)
{
    brisk_str body = BRISK_S("");
    bool is_base64;
    if (proxy->body != NULL && !brisk_payload_scalar(proxy->body, &body)) {
        return BODY_MALFORMED;
    }
    if (!read_base64_flag(proxy->base64, &is_base64)) {
        return BODY_MALFORMED;
    }
    if (is_base64 && is_decoded(front, call->request)) {
        brisk_status status = brisk_base64_decode(call->request->arena, body, BRISK_BASE64_STANDARD, &body);
        if (status != BRISK_OK) {
            return status == BRISK_SYNTAX ? BODY_NO_BASE64 : BODY_OK; /* without memory: brisk_front_finish sees it */
        }
    }
    call->response->body = body;
    return BODY_OK;
}

void brisk_rest_answer(const brisk_front *front, brisk_front_call *call, brisk_str json, bool is_prelude)
{
    proxy_response proxy = {0};
    bool is_exhausted;
    const yyjson_val *root = brisk_payload_parse(call->request->arena, json, &is_exhausted);
    if (is_exhausted) {
        brisk_answer_exhausted(call);
        return;
    }
    if (root == NULL || !read_keys(root, &proxy, is_prelude)) {
        give_malformed(front, call, is_prelude);
        return;
    }
    int status = brisk_payload_status(proxy.status);
    status = status == BRISK_PAYLOAD_NO_STATUS ? 200 : status;
    brisk_response_clear(call->response);
    body_result body = BODY_OK;
    bool is_good = status >= 200 && status <= 599 && add_multi_headers(call, proxy.multi_headers) &&
                   add_single_headers(call, proxy.headers) && add_cookies(call, proxy.cookies);
    if (is_good && !is_prelude) {
        body = add_body(front, call, &proxy);
        is_good = body == BODY_OK;
    }
    if (body == BODY_NO_BASE64) {
        call->state->problem =
            BRISK_S("Execution failed due to configuration error: Unable to base64 decode the body.");
        brisk_response_give(front, call, BRISK_RESPONSE_API_CONFIGURATION_ERROR, NULL);
        return;
    }
    if (!is_good) {
        give_malformed(front, call, is_prelude);
        return;
    }
    call->response->status = status;
    call->response->is_answered = true;
    call->state->function_status = status;
    if (brisk_headers_get(&call->response->headers, BRISK_S("content-type")).ptr == NULL) {
        brisk_answer_add_header(call, BRISK_S("Content-Type"), BRISK_S("application/json"));
    }
    brisk_answer_add_rest_ids(call, true);
}

/* http_answer.c - what the function of an HTTP API or of a function URL returned becomes the answer. Payload 2.0 is
 * lenient: what is no object with a statusCode is itself the body, as JSON. Payload 1.0 wants a statusCode, and takes
 * both maps of headers. */
#include "gateway/front/http_answer.h"

#include "core/base64.h"
#include "core/str.h"
#include "gateway/front/answer.h"
#include "gateway/front/cors.h"
#include "gateway/front/headers.h"
#include "gateway/front/http_error.h"
#include "gateway/front/payload.h"
#include "gateway/front/state.h"

static void give_broken(const brisk_front *front, brisk_front_call *call)
{
    if (front->api->kind == BRISK_FRONT_URL) {
        brisk_http_verbatim(front, call, BRISK_S("Internal Server Error"), "application/json");
        call->response->status = 502;
        call->error_message = BRISK_S("Internal Server Error");
    } else {
        brisk_http_error(front, call, 500, "Internal Server Error", "INTEGRATION_FAILURE");
    }
}

void brisk_http_verbatim(const brisk_front *front, brisk_front_call *call, brisk_str body, const char *media)
{
    brisk_answer_start(call, 200);
    call->response->body = brisk_str_copy(call->request->arena, body);
    brisk_answer_add_header(call, BRISK_S("Content-Type"), brisk_str_view(media));
    brisk_answer_add_http_ids(front, call);
    brisk_cors_apply(front, call);
}

static bool add_value(brisk_front_call *call, brisk_str name, const yyjson_val *value)
{
    brisk_str text;
    if (brisk_header_remap_http(name) == BRISK_REMAP_DROP) {
        return true;
    }
    if (!brisk_payload_scalar(value, &text) || !brisk_header_is_valid(name, text) ||
        call->response->headers.count >= BRISK_ANSWER_HEADERS_MAX) {
        return false;
    }
    brisk_answer_add_header(call, name, text);
    return true;
}

static bool add_values(brisk_front_call *call, brisk_str name, const yyjson_val *list)
{
    yyjson_arr_iter items;
    yyjson_val *item;
    if (!yyjson_arr_iter_init(brisk_payload_reading(list), &items)) {
        return yyjson_is_arr(brisk_payload_reading(list));
    }
    while ((item = yyjson_arr_iter_next(&items)) != NULL) {
        if (!add_value(call, name, item)) {
            return false;
        }
    }
    return true;
}

/* headers, or with is_multi the map of lists. */
static bool add_headers(brisk_front_call *call, const yyjson_val *root, const char *member, bool is_multi)
{
    yyjson_val *map = yyjson_obj_get(brisk_payload_reading(root), member), *key;
    yyjson_obj_iter each;
    if (map == NULL || yyjson_is_null(map)) {
        return true;
    }
    if (!yyjson_is_obj(map) || !yyjson_obj_iter_init(map, &each)) {
        return yyjson_is_obj(map);
    }
    while ((key = yyjson_obj_iter_next(&each)) != NULL) {
        brisk_str name = brisk_str_make(yyjson_get_str(key), yyjson_get_len(key));
        const yyjson_val *value = yyjson_obj_iter_get_val(key);
        if (!(is_multi ? add_values(call, name, value) : add_value(call, name, value))) {
            return false;
        }
    }
    return true;
}

/* isBase64Encoded is always honoured here. */
static bool add_body(brisk_front_call *call, const yyjson_val *root)
{
    brisk_str body = BRISK_S(""), flag = BRISK_S("");
    const yyjson_val *value = yyjson_obj_get(brisk_payload_reading(root), "body");
    const yyjson_val *base64 = yyjson_obj_get(brisk_payload_reading(root), "isBase64Encoded");
    if ((value != NULL && !brisk_payload_scalar(value, &body)) ||
        (base64 != NULL && !brisk_payload_scalar(base64, &flag))) {
        return false;
    }
    if (brisk_str_is_ignore_case(flag, "true")) {
        brisk_status status = brisk_base64_decode(call->request->arena, body, BRISK_BASE64_STANDARD, &body);
        if (status == BRISK_SYNTAX) {
            return false;
        }
    }
    call->response->body = body;
    return true;
}

/* What both payloads share: true where the answer stands. */
static bool give_structured(const brisk_front *front, brisk_front_call *call, const yyjson_val *root, bool is_payload_2,
                            bool is_prelude)
{
    int status = brisk_payload_status(yyjson_obj_get(brisk_payload_reading(root), "statusCode"));
    if (status == BRISK_PAYLOAD_NO_STATUS && is_prelude) {
        status = 200;
    }
    brisk_response_clear(call->response);
    if (status < 200 || status > 599 || !add_headers(call, root, "headers", false)) {
        return false;
    }
    /* Recorded: the single value comes before the others, the opposite of a REST API. */
    if (!is_payload_2 && !add_headers(call, root, "multiValueHeaders", true)) {
        return false;
    }
    const yyjson_val *cookies = yyjson_obj_get(brisk_payload_reading(root), "cookies");
    if (is_payload_2 && cookies != NULL && !yyjson_is_null(brisk_payload_reading(cookies)) &&
        !add_values(call, BRISK_S("Set-Cookie"), cookies)) {
        return false;
    }
    call->response->body = BRISK_S("");
    if (!is_prelude && !add_body(call, root)) {
        return false;
    }
    call->response->status = status;
    call->response->is_answered = true;
    call->state->function_status = status;
    if (brisk_headers_get(&call->response->headers, BRISK_S("content-type")).ptr == NULL) {
        bool is_url = front->api->kind == BRISK_FRONT_URL;
        brisk_answer_add_header(call, BRISK_S("Content-Type"),
                                is_prelude ? BRISK_S("application/octet-stream")
                                : is_url   ? BRISK_S("application/json")
                                           : BRISK_S("text/plain; charset=utf-8"));
    }
    brisk_answer_add_http_ids(front, call);
    brisk_cors_apply(front, call);
    return true;
}

void brisk_http_answer_1(const brisk_front *front, brisk_front_call *call, brisk_str json)
{
    bool is_exhausted;
    const yyjson_val *root = brisk_payload_parse(call->request->arena, json, &is_exhausted);
    if (is_exhausted) {
        brisk_answer_exhausted(call);
    } else if (root == NULL || !yyjson_is_obj(brisk_payload_reading(root)) ||
               !give_structured(front, call, root, false, false)) {
        give_broken(front, call);
    }
}

void brisk_http_answer_2(const brisk_front *front, brisk_front_call *call, brisk_str json, bool is_prelude)
{
    bool is_exhausted;
    const yyjson_val *root = brisk_payload_parse(call->request->arena, json, &is_exhausted);
    brisk_str text;
    if (is_exhausted) {
        brisk_answer_exhausted(call);
        return;
    }
    yyjson_val *read = brisk_payload_reading(root);
    if (yyjson_is_obj(read) && (is_prelude || yyjson_obj_get(read, "statusCode") != NULL)) {
        if (!give_structured(front, call, root, true, is_prelude)) {
            give_broken(front, call);
        }
        return;
    }
    if (is_prelude) {
        give_broken(front, call);
        return;
    }
    call->state->function_status = 200;
    /* Recorded of function URLs: "hello" is answered as hello. */
    bool is_text = front->api->kind == BRISK_FRONT_URL && yyjson_is_str(read) && brisk_payload_scalar(root, &text);
    brisk_http_verbatim(front, call, is_text ? text : json, "application/json");
}

/* refusal.c - see refusal.h. Each kind has limits and words of its own: a REST API tells the target from the headers,
 * an HTTP API counts both together, and a function URL has only Lambda's limit on what a function is given. */
#include "gateway/front/refusal.h"

#include "core/str.h"
#include "gateway/front/answer.h"
#include "gateway/front/http_error.h"
#include "gateway/front/responses.h"
#include "gateway/front/state.h"

#define BODY_MAX         ((size_t)10 * 1024 * 1024)
#define URL_BODY_MAX     ((size_t)6 * 1024 * 1024)
#define REST_HEADERS_MAX 10240u
#define REST_TARGET_MAX  10240u
#define EDGE_TARGET_MAX  8192u
#define HTTP_HEAD_MAX    10240u /* request line and headers together */

static size_t size_of_headers(const brisk_headers *headers)
{
    size_t size = 0;
    for (size_t i = 0; i < headers->count; i++) {
        size += headers->items[i].name.len + headers->items[i].value.len;
    }
    return size;
}

static int rest_refusal(const brisk_api_config *api, const brisk_request *request)
{
    if (request->target.len > (api->is_edge ? EDGE_TARGET_MAX : REST_TARGET_MAX)) {
        return 414;
    }
    if (size_of_headers(&request->headers) > REST_HEADERS_MAX) {
        return 431;
    }
    return request->body.len > BODY_MAX ? 413 : 0;
}

static int http_refusal(const brisk_request *request)
{
    if (request->target.len + size_of_headers(&request->headers) > HTTP_HEAD_MAX) {
        return request->target.len > HTTP_HEAD_MAX ? 414 : 431;
    }
    return request->body.len > BODY_MAX ? 413 : 0;
}

int brisk_refusal_of(const brisk_front *front, const brisk_request *request)
{
    switch (front->api->kind) {
    case BRISK_FRONT_REST:
        return rest_refusal(front->api, request);
    case BRISK_FRONT_HTTP:
        return http_refusal(request);
    case BRISK_FRONT_URL:
        break;
    }
    return request->body.len > URL_BODY_MAX ? 413 : 0;
}

static const char *text_of(int status)
{
    switch (status) {
    case 408:
        return "Request Timeout";
    case 413:
        return "Request Entity Too Large";
    case 414:
        return "Request-URI Too Long";
    case 431:
        return "Request Header Fields Too Large";
    case 501:
        return "Not Implemented";
    default:
        return "Bad Request";
    }
}

/* Observed: the front end's own, before the API is known. */
static void give_rest_body_too_large(brisk_front_call *call)
{
    brisk_answer_start(call, 413);
    call->response->body = BRISK_S("HTTP content length exceeded 10485760 bytes.");
    call->error_type = brisk_str_view(brisk_response_type_name(BRISK_RESPONSE_REQUEST_TOO_LARGE));
    brisk_answer_add_header(call, BRISK_S("Content-Type"), BRISK_S("text/plain"));
}

/* A method that no HTTP parser knows, of which there is no more than that; and CONNECT. To a REST API both are methods
 * like others that it does not have: never 405 or 501 (recorded). */
static bool is_unknown_method(const brisk_request *request, int status)
{
    return status == 501 && (request->target.len == 0 || brisk_str_is(request->method_text, "CONNECT"));
}

void brisk_refusal_give(const brisk_front *front, brisk_front_call *call, int status)
{
    if (front->api->kind != BRISK_FRONT_REST) {
        brisk_http_error(front, call, status, text_of(status), "");
    } else if (status == 413) {
        give_rest_body_too_large(call);
    } else if (is_unknown_method(call->request, status)) {
        brisk_response_give(front, call, BRISK_RESPONSE_MISSING_AUTHENTICATION_TOKEN, NULL);
    } else {
        brisk_response_options options = {
            .status = status, .message = brisk_str_view(text_of(status)), .is_fixed = true};
        brisk_response_give(front, call, BRISK_RESPONSE_DEFAULT_4XX, &options);
    }
}

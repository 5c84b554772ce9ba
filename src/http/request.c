/* request.c - see request.h: what a transport sets up, and what handlers ask (brisk/request.h, "asking"). How handlers
 * answer is answer.c. */
#include "http/request.h"

#include "core/buffer.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/str.h"
#include "http/cookie.h"
#include "http/url.h"

#include <string.h>

/* ---- for transports ---- */

void brisk_request_init(brisk_request *req, brisk_arena *arena, brisk_response *response)
{
    memset(req, 0, sizeof *req);
    brisk_response_clear(response);
    req->arena = arena;
    req->response = response;
    req->method = BRISK_METHOD_GET;
    req->method_text = BRISK_S("GET");
    req->scheme = BRISK_S("http");
    req->target = req->raw_path = req->path = BRISK_S("/");
    req->deadline_ns = INT64_MAX;
}

static const struct {
    brisk_method method;
    const char *name;
} methods[] = {
    {BRISK_METHOD_GET, "GET"},         {BRISK_METHOD_POST, "POST"},     {BRISK_METHOD_PUT, "PUT"},
    {BRISK_METHOD_PATCH, "PATCH"},     {BRISK_METHOD_DELETE, "DELETE"}, {BRISK_METHOD_HEAD, "HEAD"},
    {BRISK_METHOD_OPTIONS, "OPTIONS"}, {BRISK_METHOD_TRACE, "TRACE"},
};

#define METHOD_COUNT (sizeof methods / sizeof *methods)

brisk_method brisk_method_parse(brisk_str token)
{
    for (size_t i = 0; i < METHOD_COUNT; i++) {
        if (brisk_str_is(token, methods[i].name)) {
            return methods[i].method;
        }
    }
    return BRISK_METHOD_OTHER;
}

const char *brisk_method_name(brisk_method method)
{
    for (size_t i = 0; i < METHOD_COUNT; i++) {
        if (methods[i].method == method) {
            return methods[i].name;
        }
    }
    return NULL;
}

/* Offset of the first of the characters in set, or text.len. */
static size_t find_any(brisk_str text, const char *set)
{
    size_t end = text.len;
    for (; *set != '\0'; set++) {
        size_t at = brisk_str_find_char(brisk_str_slice(text, 0, end), *set);
        end = at == BRISK_STR_NONE ? end : at;
    }
    return end;
}

/* A request target holds no white space and no control character (RFC 9112, section 3.2). All bytes are looked at,
 * since a loop that ends early is not done by vectors. */
static bool has_control_or_space(brisk_str text)
{
    unsigned found = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        found |= (unsigned)(byte <= ' ') | (unsigned)(byte == 0x7F);
    }
    return found != 0;
}

/* Offset of the path in absolute form, "http://host/a?b" (RFC 9112, 3.2.2): of "/", "?", "#" or the end behind the
 * authority. BRISK_STR_NONE where target is not in this form, or names no host. */
static size_t skip_authority(brisk_str target)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < 2; i++) {
        size_t len = strlen(schemes[i]);
        if (brisk_str_is_ignore_case(brisk_str_slice(target, 0, len), schemes[i])) {
            size_t host = find_any(brisk_str_from(target, len), "/?#");
            return host == 0 ? BRISK_STR_NONE : len + host;
        }
    }
    return BRISK_STR_NONE;
}

brisk_status brisk_request_set_target(brisk_request *req, brisk_str target)
{
    if (target.len == 0 || has_control_or_space(target)) {
        return BRISK_SYNTAX;
    }
    brisk_str rest = target;
    if (target.ptr[0] != '/' && !brisk_str_is(target, "*")) {
        size_t start = skip_authority(target);
        if (start == BRISK_STR_NONE) {
            return BRISK_SYNTAX;
        }
        rest = brisk_str_from(target, start);
    }
    /* A fragment should not be sent (RFC 9110, 7.1); uvicorn drops it, so it is dropped here. */
    rest = brisk_str_slice(rest, 0, find_any(rest, "#"));
    size_t question = find_any(rest, "?");
    req->target = target;
    req->raw_path = question == 0 ? BRISK_S("/") : brisk_str_slice(rest, 0, question);
    req->query = brisk_str_from(rest, question < rest.len ? question + 1 : rest.len);
    req->path = brisk_percent_decode(req->arena, req->raw_path, BRISK_DECODE_PATH);
    return brisk_arena_failed(req->arena) ? BRISK_NO_MEMORY : BRISK_OK;
}

brisk_status brisk_request_read_body(brisk_request *req)
{
    if (req->body_limit != 0 && req->body.len > req->body_limit) {
        return BRISK_LIMIT;
    }
    if (req->body_read == NULL) {
        return BRISK_OK;
    }
    brisk_buffer body;
    brisk_buffer_init(&body, req->arena, req->body_limit);
    brisk_buffer_append_str(&body, req->body);
    for (bool is_end = false; !is_end && !brisk_buffer_failed(&body);) {
        brisk_str piece = BRISK_S("");
        brisk_status status = req->body_read(req->body_context, &piece, &is_end);
        if (status != BRISK_OK) {
            return status;
        }
        brisk_buffer_append_str(&body, piece);
    }
    brisk_status status = brisk_buffer_finish(&body, &req->body);
    req->body_read = NULL;
    return status;
}

/* ---- asking ---- */

brisk_str brisk_request_method(const brisk_request *req)
{
    return req->method_text;
}

brisk_str brisk_request_path(const brisk_request *req)
{
    return req->path;
}

brisk_str brisk_request_raw_path(const brisk_request *req)
{
    return req->raw_path;
}

brisk_str brisk_request_query(const brisk_request *req)
{
    return req->query;
}

brisk_str brisk_request_root_path(const brisk_request *req)
{
    return req->root_path;
}

brisk_str brisk_request_scheme(const brisk_request *req)
{
    return req->scheme;
}

brisk_str brisk_request_host(const brisk_request *req)
{
    brisk_str host = brisk_headers_get(&req->headers, BRISK_S("host"));
    return host.len > 0 ? brisk_header_text(req->arena, host) : req->server;
}

brisk_str brisk_request_client(const brisk_request *req)
{
    return req->client;
}

brisk_str brisk_request_header(const brisk_request *req, const char *name)
{
    brisk_str value = brisk_headers_get(&req->headers, brisk_str_view(name));
    return value.ptr == NULL ? value : brisk_header_text(req->arena, value);
}

bool brisk_request_header_at(const brisk_request *req, size_t index, brisk_str *name, brisk_str *value)
{
    if (index >= req->headers.count) {
        return false;
    }
    if (name != NULL) {
        *name = req->headers.items[index].name;
    }
    if (value != NULL) {
        *value = brisk_header_text(req->arena, req->headers.items[index].value);
    }
    return true;
}

brisk_str brisk_request_cookie(brisk_request *req, const char *name)
{
    return brisk_cookie_get(&req->headers, req->arena, brisk_str_view(name));
}

brisk_bytes brisk_request_body(const brisk_request *req)
{
    return req->body;
}

brisk_arena *brisk_request_arena(const brisk_request *req)
{
    return req->arena;
}

int64_t brisk_request_deadline_ns(const brisk_request *req)
{
    if (req->deadline_ns != INT64_MAX || req->deadline_wall_ms == 0) {
        return req->deadline_ns;
    }
    int64_t left_us = req->deadline_wall_ms * 1000 - brisk_clock_wall_us();
    int64_t now_ns = (int64_t)brisk_clock_monotonic_ns();
    if (left_us > INT64_MAX / 2000) {
        return INT64_MAX;
    }
    return left_us > 0 ? now_ns + left_us * 1000 : now_ns;
}

int64_t brisk_request_deadline_ms(const brisk_request *req)
{
    int64_t deadline_ns = brisk_request_deadline_ns(req);
    if (deadline_ns == INT64_MAX) {
        return INT64_MAX;
    }
    int64_t now_ns = (int64_t)brisk_clock_monotonic_ns();
    return deadline_ns <= now_ns ? 0 : (deadline_ns - now_ns) / 1000000;
}

bool brisk_request_is_cancelled(const brisk_request *req)
{
    return req->is_cancelled != NULL && __atomic_load_n(req->is_cancelled, __ATOMIC_RELAXED);
}

void *brisk_request_state(const brisk_request *req)
{
    return req->state;
}

void brisk_request_set(brisk_request *req, const void *key, void *value)
{
    size_t i = 0;
    while (i < req->slot_count && req->slots[i].key != key) {
        i++;
    }
    if (i == BRISK_REQUEST_SLOTS) {
        brisk_log(BRISK_LOG_ERROR, "brisk_request_set: more than %d values with one request", BRISK_REQUEST_SLOTS);
        req->response->is_broken = true;
        return;
    }
    req->slots[i] = (brisk_slot){key, value};
    if (i == req->slot_count) {
        req->slot_count++;
    }
}

void *brisk_request_get(const brisk_request *req, const void *key)
{
    for (size_t i = 0; i < req->slot_count; i++) {
        if (req->slots[i].key == key) {
            return req->slots[i].value;
        }
    }
    return NULL;
}

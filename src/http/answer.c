/* answer.c - how handlers and middleware answer beside the typed result: status, headers, cookies, bodies, redirects
 * (brisk/request.h, "answering"), and how lists grow in the request's arena.
 *
 * All of it only fills req->response. A mistake that would break the answer on the wire (a header with a line break) is
 * logged and marks the answer broken: app/ then sends a 500. */
#include "core/arena.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/str.h"
#include "http/cookie.h"
#include "http/request.h"
#include "http/url.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

brisk_str brisk_strf(brisk_request *req, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    brisk_str text = brisk_arena_vprintf(req->arena, format, args);
    va_end(args);
    return text;
}

/* ---- status and headers ---- */

void brisk_set_status(brisk_request *req, int status)
{
    if (status < 100 || status > 599) {
        brisk_log(BRISK_LOG_ERROR, "brisk_set_status: %d is no status of HTTP", status);
        req->response->is_broken = true;
        return;
    }
    req->response->status = status;
}

/* The log gets the name only as far as it is printable: brisk_log escapes the rest. Values may be secret. */
static bool check_header(brisk_request *req, brisk_str name, brisk_str value)
{
    if (brisk_header_is_valid(name, value)) {
        return true;
    }
    brisk_log(BRISK_LOG_ERROR, "header \"%.*s\": HTTP does not allow this %s", (int)(name.len > 100 ? 100 : name.len),
              name.len > 0 ? name.ptr : "", brisk_is_token(name) ? "value" : "name");
    req->response->is_broken = true;
    return false;
}

void brisk_set_header(brisk_request *req, brisk_str name, brisk_str value)
{
    if (check_header(req, name, value)) {
        brisk_headers_set(&req->response->headers, req->arena, name, value);
    }
}

void brisk_add_header(brisk_request *req, brisk_str name, brisk_str value)
{
    if (check_header(req, name, value)) {
        brisk_headers_add(&req->response->headers, req->arena, name, value);
    }
}

void brisk_set_cookie(brisk_request *req, const brisk_cookie *cookie)
{
    brisk_str text;
    brisk_status status = brisk_cookie_write(req->arena, cookie, &text);
    if (status == BRISK_OK) {
        brisk_add_header(req, BRISK_S("set-cookie"), text);
    } else if (status == BRISK_INVALID) {
        brisk_log(BRISK_LOG_ERROR, "brisk_set_cookie: the name or an attribute is not allowed");
        req->response->is_broken = true;
    }
}

/* The time now as http.cookies writes it: the date form of RFC 9110, 5.6.7. */
static brisk_str http_date_now(brisk_arena *arena)
{
    static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(brisk_clock_wall_us() / 1000000);
    struct tm now;
    if (gmtime_r(&seconds, &now) == NULL) {
        return BRISK_S("Thu, 01 Jan 1970 00:00:00 GMT");
    }
    return brisk_arena_printf(arena, "%s, %02d %s %4d %02d:%02d:%02d GMT", days[now.tm_wday], now.tm_mday,
                              months[now.tm_mon], now.tm_year + 1900, now.tm_hour, now.tm_min, now.tm_sec);
}

void brisk_delete_cookie(brisk_request *req, const char *name, const char *path, const char *domain)
{
    const char *expires = brisk_arena_c_string(req->arena, http_date_now(req->arena));
    brisk_set_cookie(
        req,
        &(brisk_cookie){
            .name = brisk_str_view(name), .path = path, .domain = domain, .expires = expires, .has_max_age = true});
}

/* ---- bodies ---- */

/* Sets the Content-Type as Starlette's Response does: text types get a charset. NULL: leaves it. */
static void set_media(brisk_request *req, const char *media)
{
    brisk_str type = brisk_str_view(media);
    if (type.len == 0) {
        return;
    }
    if (brisk_str_starts_with(type, BRISK_S("text/"))) {
        brisk_str lower = brisk_str_lower(req->arena, type);
        if (brisk_str_find(lower, BRISK_S("charset=")) == BRISK_STR_NONE) {
            type = brisk_str_concat(req->arena, type, BRISK_S("; charset=utf-8"), BRISK_S(""));
        }
    }
    brisk_set_header(req, BRISK_S("content-type"), type);
}

/* Begins an answer in place of the one that stands. */
static void begin_answer(brisk_request *req, int status, const char *media)
{
    brisk_response_drop_body(req->response);
    req->response->is_answered = true;
    req->response->is_redirect = false;
    if (status != 0) {
        brisk_set_status(req, status);
    }
    set_media(req, media);
}

brisk_status brisk_respond(brisk_request *req, int status, const char *media, brisk_str body)
{
    begin_answer(req, status, media);
    req->response->body = body;
    return BRISK_OK;
}

brisk_status brisk_respond_text(brisk_request *req, int status, brisk_str text)
{
    return brisk_respond(req, status, "text/plain; charset=utf-8", text);
}

brisk_status brisk_respond_html(brisk_request *req, int status, brisk_str html)
{
    return brisk_respond(req, status, "text/html; charset=utf-8", html);
}

brisk_status brisk_respond_json(brisk_request *req, int status, brisk_str json)
{
    return brisk_respond(req, status, "application/json", json);
}

brisk_status brisk_redirect(brisk_request *req, int status, brisk_str url)
{
    begin_answer(req, status, NULL);
    if (status == 0 && (req->response->status < 300 || req->response->status > 399)) {
        req->response->status = 0; /* brisk_response_final_status: the endpoint's, else 307 */
    }
    req->response->is_redirect = true;
    brisk_set_header(req, BRISK_S("location"), brisk_url_quote(req->arena, url));
    return BRISK_OK;
}

brisk_status brisk_respond_stream(brisk_request *req, int status, const char *media, brisk_stream stream)
{
    begin_answer(req, status, media);
    req->response->stream = stream;
    req->response->is_stream = true;
    return BRISK_OK;
}

/* ---- the answer as it stands ---- */

int brisk_response_status(const brisk_request *req)
{
    return req->response->status;
}

brisk_str brisk_response_header(const brisk_request *req, const char *name)
{
    return brisk_headers_get(&req->response->headers, brisk_str_view(name));
}

bool brisk_response_body(const brisk_request *req, brisk_str *body)
{
    if (req->response->is_stream) {
        return false;
    }
    *body = req->response->body;
    return true;
}

/* ---- lists ----
 *
 * A list is {items, count}, without a capacity: handlers make it by hand, take it over from the input, copy the struct.
 * So the request remembers the lists it grew last, by the address of their items, with what room is behind them. One
 * that is not known (or whose count is not what the last push left) is copied to where there is room. */

#define FIRST_CAPACITY 4

static brisk_list_room *find_room(brisk_request *req, const void *items, size_t count)
{
    brisk_list_room *oldest = &req->lists[0];
    for (size_t i = 0; i < BRISK_REQUEST_LISTS; i++) {
        brisk_list_room *room = &req->lists[i];
        if (room->items != NULL && room->items == items && room->count == count) {
            return room;
        }
        oldest = room->used < oldest->used ? room : oldest;
    }
    *oldest = (brisk_list_room){.count = count, .capacity = count};
    return oldest;
}

/* Makes room for more items behind the first count ones; NULL without memory. */
static void *grow_list(brisk_request *req, brisk_list_room *room, const void *items, size_t item_size)
{
    size_t capacity = room->count < FIRST_CAPACITY ? FIRST_CAPACITY : room->count;
    if (capacity > SIZE_MAX / 2 / item_size) {
        brisk_arena_fail(req->arena);
        return NULL;
    }
    capacity *= 2;
    char *grown = brisk_arena_alloc_raw(req->arena, capacity * item_size);
    if (grown != NULL) {
        if (room->count > 0) {
            memcpy(grown, items, room->count * item_size);
        }
        room->items = grown;
        room->capacity = capacity;
    }
    return grown;
}

/* An item that nobody reads: the request fails with 503. One a thread, so that two do not write to the same. */
static void *scrap_item(size_t item_size)
{
    static _Thread_local union {
        max_align_t alignment;
        unsigned char bytes[BRISK_LIST_ITEM_MAX];
    } scrap;
    memset(scrap.bytes, 0, item_size);
    return scrap.bytes;
}

void *brisk_list_push(brisk_request *req, void *items, size_t *count, size_t item_size)
{
    void *base; /* items is the address of the list's own pointer, of whatever type: read and written as bytes */
    memcpy(&base, items, sizeof base);
    if (item_size == 0 || item_size > BRISK_LIST_ITEM_MAX) {
        brisk_log(BRISK_LOG_ERROR, "brisk_push: items of %zu bytes are too large", item_size);
        brisk_arena_fail(req->arena);
        return scrap_item(0);
    }
    brisk_list_room *room = find_room(req, base, *count);
    if (room->count == room->capacity) {
        base = grow_list(req, room, base, item_size);
        if (base == NULL) {
            *room = (brisk_list_room){0};
            return scrap_item(item_size);
        }
        memcpy(items, &base, sizeof base);
    }
    room->used = ++req->push_count;
    room->count = ++*count;
    return memset((char *)base + (room->count - 1) * item_size, 0, item_size);
}

/* cdn.c - see cdn.h. */
#include "gateway/cdn/cdn.h"

#include "core/heap.h"
#include "core/str.h"
#include "gateway/cdn/freshness.h"
#include "gateway/front/ids.h"
#include "net/writer.h"

#include <string.h>

#define VIA_ID_LEN 32u
#define CF_ID_LEN  56u

struct brisk_cdn {
    brisk_cache cache;
    brisk_random random;
    size_t max_entries, max_bytes;
    char via[sizeof("1.1 .cloudfront.net (CloudFront)") - 1 + VIA_ID_LEN];
};

/* ---- life ---- */

brisk_status brisk_cdn_new(const brisk_cdn_options *options, brisk_cdn **out)
{
    brisk_cdn *cdn = brisk_heap_alloc_zeroed(1, sizeof(*cdn));
    *out = NULL;
    if (cdn == NULL) {
        return BRISK_NO_MEMORY;
    }
    bool has_entries = options != NULL && options->max_entries > 0,
         has_bytes = options != NULL && options->max_bytes > 0;
    brisk_status status = brisk_cache_init(&cdn->cache, has_entries ? options->max_entries : BRISK_CDN_ENTRIES,
                                           has_bytes ? options->max_bytes : BRISK_CDN_BYTES);
    if (status != BRISK_OK) {
        brisk_heap_free(cdn);
        return status;
    }
    if (options != NULL && options->seed != 0) {
        brisk_random_seed(&cdn->random, options->seed);
    } else {
        brisk_random_seed_by_system(&cdn->random);
    }
    /* Via: the version, the name of this distribution's edge, and who that is. */
    char *at = cdn->via;
    memcpy(at, "1.1 ", 4);
    at += 4;
    for (size_t i = 0; i < VIA_ID_LEN; i++) {
        *at++ = "0123456789abcdef"[brisk_random_next(&cdn->random) & 15];
    }
    memcpy(at, ".cloudfront.net (CloudFront)", sizeof(".cloudfront.net (CloudFront)") - 1);
    *out = cdn;
    return BRISK_OK;
}

void brisk_cdn_free(brisk_cdn *cdn)
{
    if (cdn != NULL) {
        brisk_cache_clear(&cdn->cache);
        brisk_heap_free(cdn);
    }
}

void brisk_cdn_forget(brisk_cdn *cdn)
{
    while (cdn->cache.oldest != NULL) {
        brisk_cache_drop(&cdn->cache, cdn->cache.oldest);
    }
}

void brisk_cdn_end(brisk_cdn_call *call)
{
    brisk_cache_release(call->entry);
    call->entry = NULL;
    if (call->is_keeping) {
        brisk_buffer_clear(&call->streamed);
        call->is_keeping = false;
    }
}

/* ---- the request ---- */

static bool has_header(const brisk_request *request, brisk_str name)
{
    return brisk_headers_find(&request->headers, name, 0) != SIZE_MAX;
}

/* Ranges, bodies and rare conditions are left to the function; so is a GET that the API takes for another method. */
static bool is_cacheable(const brisk_request *request)
{
    bool is_read = brisk_str_is(request->method_text, "GET") || brisk_str_is(request->method_text, "HEAD");
    return is_read && request->body.len == 0 && !has_header(request, BRISK_S("range")) &&
           !has_header(request, BRISK_S("if-match")) && !has_header(request, BRISK_S("if-unmodified-since")) &&
           !has_header(request, BRISK_S("x-http-method-override"));
}

static void add_text(brisk_sha256 *sum, brisk_str text)
{
    uint64_t len = text.len; /* first, so that two texts are never taken for another two */
    brisk_sha256_add(sum, &len, sizeof(len));
    if (len > 0) {
        brisk_sha256_add(sum, text.ptr, text.len);
    }
}

static void make_key(const brisk_request *request, brisk_cache_key *out)
{
    static const brisk_str names[] = {BRISK_STR("host"), BRISK_STR("x-api-key"), BRISK_STR("authorization"),
                                      BRISK_STR("origin"), BRISK_STR("cookie")};
    brisk_sha256 sum;
    brisk_sha256_init(&sum);
    add_text(&sum, request->target);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        uint64_t count = 0;
        const brisk_headers *headers = &request->headers;
        for (size_t k = brisk_headers_find(headers, names[i], 0); k != SIZE_MAX;
             k = brisk_headers_find(headers, names[i], k + 1)) {
            add_text(&sum, headers->items[k].value);
            count++;
        }
        brisk_sha256_add(&sum, &count, sizeof(count));
    }
    brisk_sha256_end(&sum, out->bytes);
}

/* ---- the answer ---- */

/* A header more or less is no reason to fail: what the arena has no room for is left out. */
static void add(brisk_request *request, brisk_response *response, brisk_str name, brisk_str value)
{
    (void)brisk_headers_add(&response->headers, request->arena, name, value);
}

static void mark(brisk_cdn *cdn, brisk_request *request, brisk_response *response, brisk_str found)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    add(request, response, BRISK_S("X-Cache"), found);
    add(request, response, BRISK_S("Via"), (brisk_str){cdn->via, sizeof(cdn->via)});
    add(request, response, BRISK_S("X-Amz-Cf-Pop"), BRISK_S("LOC50-P1"));
    char *id = brisk_arena_alloc_raw(request->arena, CF_ID_LEN);
    if (id != NULL) {
        for (size_t i = 0; i < CF_ID_LEN - 2; i++) {
            id[i] = letters[brisk_random_next(&cdn->random) & 63];
        }
        memcpy(id + CF_ID_LEN - 2, "==", 2);
        add(request, response, BRISK_S("X-Amz-Cf-Id"), (brisk_str){id, CF_ID_LEN});
    }
}

static int64_t age_of(const brisk_cached *answer, const brisk_front_time *now)
{
    uint64_t here_ns = now->monotonic_ns > answer->stored_ns ? now->monotonic_ns - answer->stored_ns : 0;
    return answer->age_s + (int64_t)(here_ns / 1000000000u);
}

/* RFC 9110, 13.2.2: If-Modified-Since counts only where there is no If-None-Match. */
static bool is_not_modified(const brisk_cdn_call *call, int status, const brisk_headers *headers, int64_t now_s)
{
    int64_t since_s, modified_s;
    if (status != 200) {
        return false;
    }
    if (call->if_none_match.ptr != NULL) {
        return brisk_etag_list_has(call->if_none_match, brisk_headers_get(headers, BRISK_S("etag")));
    }
    return call->if_modified_since.ptr != NULL && brisk_http_date_read(call->if_modified_since, now_s, &since_s) &&
           brisk_http_date_read(brisk_headers_get(headers, BRISK_S("last-modified")), now_s, &modified_s) &&
           modified_s <= since_s;
}

/* Of a 304, RFC 9110, 15.4.5 sends no header of the content that is not there. */
static bool is_of_content(brisk_str name)
{
    return brisk_str_is_ignore_case(name, "content-type") || brisk_str_is_ignore_case(name, "content-length") ||
           brisk_str_is_ignore_case(name, "content-encoding") || brisk_str_is_ignore_case(name, "content-range");
}

static void make_not_modified(brisk_response *response)
{
    size_t count = 0;
    for (size_t i = 0; i < response->headers.count; i++) {
        if (!is_of_content(response->headers.items[i].name)) {
            response->headers.items[count++] = response->headers.items[i];
        }
    }
    response->headers.count = count;
    response->status = 304;
    response->body = BRISK_S("");
}

/* The answer that is held, with the client's own condition. */
static void give(brisk_cdn *cdn, brisk_cdn_call *call, brisk_request *request, brisk_response *response,
                 const brisk_front_time *now, brisk_str found)
{
    const brisk_cached *answer = &call->entry->answer;
    brisk_response_drop_body(response);
    brisk_response_clear(response);
    response->status = answer->status;
    response->is_answered = true;
    response->body = answer->body;
    for (size_t i = 0; i < answer->headers.count; i++) {
        const brisk_header *header = &answer->headers.items[i];
        if (!brisk_str_is_ignore_case(header->name, "age")) {
            add(request, response, header->name, header->value);
        }
    }
    int64_t age = age_of(answer, now);
    add(request, response, BRISK_S("Age"), brisk_arena_printf(request->arena, "%lld", (long long)age));
    if (is_not_modified(call, answer->status, &answer->headers, now->wall_ms / 1000)) {
        make_not_modified(response);
    }
    mark(cdn, request, response, found);
}

/* ---- asking ---- */

/* Copies: the request is read after the answer, which may have taken the entry's place. */
static bool set_condition(brisk_cdn_call *call, brisk_request *request)
{
    const brisk_headers *headers = &call->entry->answer.headers;
    brisk_str etag = brisk_str_copy(request->arena, brisk_headers_get(headers, BRISK_S("etag")));
    brisk_str modified = brisk_str_copy(request->arena, brisk_headers_get(headers, BRISK_S("last-modified")));
    if (call->entry->answer.status != 200 || call->entry->answer.is_streamed || (etag.len == 0 && modified.len == 0) ||
        !brisk_str_is(request->method_text, "GET")) {
        return false;
    }
    brisk_headers_remove(&request->headers, BRISK_S("if-none-match"));
    brisk_headers_remove(&request->headers, BRISK_S("if-modified-since"));
    if (etag.len > 0) {
        (void)brisk_headers_add(&request->headers, request->arena, BRISK_S("If-None-Match"), etag);
    }
    if (modified.len > 0) {
        (void)brisk_headers_add(&request->headers, request->arena, BRISK_S("If-Modified-Since"), modified);
    }
    return true;
}

brisk_cdn_step brisk_cdn_begin(brisk_cdn *cdn, brisk_cdn_call *call, brisk_request *request, brisk_response *response,
                               const brisk_front_time *now)
{
    *call = (brisk_cdn_call){.step = BRISK_CDN_PASS};
    if (!is_cacheable(request)) {
        return call->step;
    }
    call->step = BRISK_CDN_MISS;
    call->if_none_match = brisk_headers_get(&request->headers, BRISK_S("if-none-match"));
    call->if_modified_since = brisk_headers_get(&request->headers, BRISK_S("if-modified-since"));
    make_key(request, &call->key);
    call->entry = brisk_cache_find(&cdn->cache, &call->key, &request->headers);
    if (call->entry == NULL) {
        return call->step;
    }
    brisk_cache_hold(call->entry);
    if (age_of(&call->entry->answer, now) < call->entry->answer.lifetime_s) {
        call->step = BRISK_CDN_HIT;
        give(cdn, call, request, response, now, BRISK_S("Hit from cloudfront"));
    } else if (set_condition(call, request)) {
        call->step = BRISK_CDN_STALE;
    }
    return call->step;
}

/* ---- keeping ---- */

/* RFC 9110, 6.6.1: an answer without Date has that of its arrival; it is kept, for its age is told by it further on. */
static void add_date(brisk_request *request, brisk_headers *headers, int64_t wall_ms)
{
    char *date = brisk_arena_alloc_raw(request->arena, BRISK_DATE_LEN);
    if (date != NULL && brisk_headers_find(headers, BRISK_S("date"), 0) == SIZE_MAX) {
        brisk_write_date(date, wall_ms * 1000);
        (void)brisk_headers_add(headers, request->arena, BRISK_S("Date"), (brisk_str){date, BRISK_DATE_LEN});
    }
}

static brisk_cached cached_of(int status, const brisk_headers *headers, brisk_str body,
                              const brisk_freshness *freshness, const brisk_front_time *now)
{
    return (brisk_cached){.status = status,
                          .headers = *headers,
                          .body = body,
                          .stored_ns = now->monotonic_ns,
                          .lifetime_s = freshness->lifetime_s,
                          .age_s = freshness->age_s,
                          .stale_if_error_s = freshness->stale_if_error_s};
}

/* An exhausted arena makes an answer of its own, or lacks headers: not to be kept. */
static bool may_keep(const brisk_cdn_call *call, const brisk_request *request, const brisk_response *response,
                     const brisk_front_time *now, brisk_freshness *out)
{
    *out = brisk_freshness_of(response->status, &response->headers, now->wall_ms / 1000);
    return call->step != BRISK_CDN_PASS && brisk_str_is(request->method_text, "GET") && out->is_storable &&
           !brisk_arena_failed(request->arena);
}

static void keep(brisk_cdn *cdn, brisk_cdn_call *call, brisk_request *request, brisk_response *response,
                 const brisk_front_time *now)
{
    brisk_freshness freshness;
    if (may_keep(call, request, response, now, &freshness)) {
        add_date(request, &response->headers, now->wall_ms);
        brisk_cached answer = cached_of(response->status, &response->headers, response->body, &freshness, now);
        answer.is_streamed = call->wants_stream;
        (void)brisk_cache_put(&cdn->cache, &call->key, &request->headers, &answer);
    } else if (call->entry != NULL && (response->status < 400 || response->status == 404 || response->status == 410)) {
        brisk_cache_drop(&cdn->cache, call->entry); /* the origin has another one now, which is not to be kept */
    }
}

/* RFC 9111, 3.2 and 4.3.4: what the 304 says takes the place of what was stored, save for what tells of the content. */
static void refresh(brisk_cdn *cdn, brisk_cdn_call *call, brisk_request *request, const brisk_response *response,
                    const brisk_front_time *now)
{
    const brisk_cached *old = &call->entry->answer;
    brisk_headers merged = {0}, fresh = response->headers;
    bool is_whole = true;
    add_date(request, &fresh, now->wall_ms);
    for (size_t i = 0; i < old->headers.count; i++) {
        brisk_header header = old->headers.items[i];
        bool is_replaced = brisk_headers_find(&fresh, header.name, 0) != SIZE_MAX && !is_of_content(header.name);
        if (!is_replaced && !brisk_str_is_ignore_case(header.name, "age")) {
            is_whole = brisk_headers_add(&merged, request->arena, header.name, header.value) && is_whole;
        }
    }
    for (size_t i = 0; i < fresh.count; i++) {
        if (!is_of_content(fresh.items[i].name)) {
            is_whole =
                brisk_headers_add(&merged, request->arena, fresh.items[i].name, fresh.items[i].value) && is_whole;
        }
    }
    brisk_freshness freshness = brisk_freshness_of(old->status, &merged, now->wall_ms / 1000);
    if (!freshness.is_storable || !is_whole) {
        brisk_cache_drop(&cdn->cache, call->entry);
        return;
    }
    brisk_cached answer = cached_of(old->status, &merged, old->body, &freshness, now);
    brisk_cache_entry *entry = brisk_cache_put(&cdn->cache, &call->key, &request->headers, &answer);
    if (entry != NULL) {
        brisk_cache_hold(entry);
        brisk_cache_release(call->entry);
        call->entry = entry;
    }
}

/* RFC 5861, 4. */
static bool stands_in(const brisk_cdn_call *call, int status, const brisk_front_time *now)
{
    if (call->entry == NULL || (status != 500 && status != 502 && status != 503 && status != 504)) {
        return false;
    }
    const brisk_cached *answer = &call->entry->answer;
    return age_of(answer, now) < answer->lifetime_s + answer->stale_if_error_s;
}

void brisk_cdn_finish(brisk_cdn *cdn, brisk_cdn_call *call, brisk_request *request, brisk_response *response,
                      const brisk_front_time *now)
{
    if (call->step == BRISK_CDN_HIT) {
        return;
    }
    if (call->step == BRISK_CDN_STALE && response->status == 304) {
        refresh(cdn, call, request, response, now);
        give(cdn, call, request, response, now, BRISK_S("RefreshHit from cloudfront"));
        return;
    }
    if (stands_in(call, response->status, now)) {
        give(cdn, call, request, response, now, BRISK_S("Hit from cloudfront"));
        return;
    }
    keep(cdn, call, request, response, now);
    /* The client's own condition, which the function did not see. */
    if (call->step == BRISK_CDN_STALE &&
        is_not_modified(call, response->status, &response->headers, now->wall_ms / 1000)) {
        brisk_response_drop_body(response);
        make_not_modified(response);
        response->is_answered = true;
    }
    bool is_error = response->status >= 400;
    mark(cdn, request, response, is_error ? BRISK_S("Error from cloudfront") : BRISK_S("Miss from cloudfront"));
}

/* ---- streams ---- */

void brisk_cdn_begin_stream(brisk_cdn *cdn, brisk_cdn_call *call, brisk_request *request, brisk_response *response,
                            const brisk_front_time *now)
{
    brisk_freshness freshness;
    if (may_keep(call, request, response, now, &freshness)) {
        add_date(request, &response->headers, now->wall_ms);
        call->pending = cached_of(response->status, &response->headers, BRISK_S(""), &freshness, now);
        call->pending.is_streamed = true;
        call->header_count = response->headers.count;
        brisk_buffer_init(&call->streamed, NULL, BRISK_CDN_STREAM_MAX);
        call->is_keeping = true;
    }
    bool is_error = response->status >= 400;
    mark(cdn, request, response, is_error ? BRISK_S("Error from cloudfront") : BRISK_S("Miss from cloudfront"));
}

void brisk_cdn_piece(brisk_cdn_call *call, brisk_str piece)
{
    if (!call->is_keeping) {
        return;
    }
    brisk_buffer_append_str(&call->streamed, piece);
    if (brisk_buffer_failed(&call->streamed)) {
        brisk_buffer_clear(&call->streamed);
        call->is_keeping = false;
    }
}

void brisk_cdn_end_stream(brisk_cdn *cdn, brisk_cdn_call *call, const brisk_request *request,
                          const brisk_response *response, bool is_whole)
{
    if (call->is_keeping && is_whole) {
        call->pending.headers = response->headers;
        call->pending.headers.count = call->header_count;
        call->pending.body = brisk_buffer_view(&call->streamed);
        (void)brisk_cache_put(&cdn->cache, &call->key, &request->headers, &call->pending);
    }
    if (call->is_keeping) {
        brisk_buffer_clear(&call->streamed);
        call->is_keeping = false;
    }
}

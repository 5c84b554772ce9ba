/* Fuzzes the cache in front of the gateway: a script of requests and answers, a record each, NUL behind it:
 *
 *     "tN"                                N seconds pass
 *     "target NL header NL …"             a GET; with "!" in front, a HEAD
 *     "=status NL header NL …"            the answer to it, where it was no hit; "~" in place of "=": as a stream
 *
 * Checked: a hit has the body that was last given for its target and stored; the bytes stay within their limit; headers are as
 * many as HTTP allows, with one X-Cache; a 304 has no body. */
#include "core/number.h"
#include "core/str.h"
#include "fuzz.h"
#include "gateway/cdn/cdn.h"

#include <string.h>

typedef struct state {
    brisk_cdn *cdn;
    brisk_request request;
    brisk_response response;
    brisk_cdn_call call;
    brisk_front_time now;
    bool is_asked;
} state;

static bool add_headers(state *s, brisk_headers *headers, brisk_str lines)
{
    brisk_str line, name, value;
    bool more = true;
    while (brisk_str_split(&lines, '\n', &more, &line)) {
        if (brisk_str_cut(line, ':', &name, &value) && brisk_header_is_valid(name, brisk_str_trim_ows(value)) &&
            !brisk_headers_add(headers, s->request.arena, name, brisk_str_trim_ows(value))) {
            return false;
        }
    }
    return true;
}

static void check(const state *s)
{
    brisk_str name = BRISK_S("x-cache");
    size_t first = brisk_headers_find(&s->response.headers, name, 0);
    if (brisk_arena_failed(s->request.arena)) {
        return;
    }
    CHECK(first != SIZE_MAX);
    CHECK(s->response.status != 304 || s->response.body.len == 0 || s->call.step != BRISK_CDN_HIT);
    for (size_t i = 0; i < s->response.headers.count; i++) {
        CHECK(brisk_header_is_valid(s->response.headers.items[i].name, s->response.headers.items[i].value));
    }
}

/* A body that tells its target. */
static brisk_str body_of(const state *s)
{
    return brisk_str_concat(s->request.arena, BRISK_S("body of "), s->request.target, BRISK_S(""));
}

static void ask(state *s, brisk_str record)
{
    brisk_str target, lines = {0};
    brisk_cdn_end(&s->call);
    s->call = (brisk_cdn_call){0};
    s->is_asked = false;
    brisk_response_clear(&s->response);
    brisk_request_init(&s->request, fuzz_arena(), &s->response);
    bool is_head = record.len > 0 && record.ptr[0] == '!';
    (void)brisk_str_cut(brisk_str_from(record, is_head), '\n', &target, &lines);
    s->request.method = is_head ? BRISK_METHOD_HEAD : BRISK_METHOD_GET;
    s->request.method_text = is_head ? BRISK_S("HEAD") : BRISK_S("GET");
    if (brisk_request_set_target(&s->request, target) != BRISK_OK || !add_headers(s, &s->request.headers, lines)) {
        return;
    }
    if (brisk_cdn_begin(s->cdn, &s->call, &s->request, &s->response, &s->now) == BRISK_CDN_HIT) {
        check(s);
        brisk_str body = body_of(s);
        CHECK(s->response.status == 304 || s->response.body.len == 0 || brisk_str_equal(s->response.body, body));
    } else {
        s->is_asked = true;
    }
}

static void answer(state *s, brisk_str record)
{
    brisk_str first, lines = {0};
    uint64_t status;
    if (!s->is_asked) {
        return;
    }
    s->is_asked = false;
    bool is_stream = record.ptr[0] == '~';
    (void)brisk_str_cut(brisk_str_from(record, 1), '\n', &first, &lines);
    if (brisk_digits_parse(first, 599, &status) != BRISK_NUMBER_OK || status < 100 ||
        !add_headers(s, &s->response.headers, lines)) {
        return;
    }
    brisk_str body = status == 204 || status == 304 ? BRISK_S("") : body_of(s);
    s->response.status = (int)status;
    s->response.is_answered = true;
    if (is_stream) {
        s->call.wants_stream = true;
        brisk_cdn_begin_stream(s->cdn, &s->call, &s->request, &s->response, &s->now);
        brisk_cdn_piece(&s->call, brisk_str_slice(body, 0, 3));
        brisk_cdn_piece(&s->call, brisk_str_from(body, 3));
        brisk_cdn_end_stream(s->cdn, &s->call, &s->request, &s->response, true);
    } else {
        s->response.body = body;
        brisk_cdn_finish(s->cdn, &s->call, &s->request, &s->response, &s->now);
    }
    check(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const brisk_cdn_options options = {.max_bytes = 4096, .max_entries = 8, .seed = 1};
    state s = {.now = {.wall_ms = INT64_C(1744668661123), .monotonic_ns = 5000000000}};
    brisk_str script = fuzz_text(data, size), record;
    bool more = true;
    CHECK(brisk_cdn_new(&options, &s.cdn) == BRISK_OK);
    while (brisk_str_split(&script, '\0', &more, &record)) {
        uint64_t seconds;
        if (record.len == 0) {
            continue;
        }
        switch (record.ptr[0]) {
        case 't':
            if (brisk_digits_parse(brisk_str_from(record, 1), 1000000, &seconds) == BRISK_NUMBER_OK) {
                s.now.wall_ms += (int64_t)seconds * 1000;
                s.now.monotonic_ns += seconds * 1000000000u;
            }
            break;
        case '=':
        case '~':
            answer(&s, record);
            break;
        default:
            ask(&s, record);
        }
    }
    brisk_cdn_end(&s.call);
    brisk_cdn_free(s.cdn);
    return 0;
}

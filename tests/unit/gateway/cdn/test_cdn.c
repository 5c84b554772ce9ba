/* test_cdn.c - the cache in front: what is kept, for whom, and how it is asked after. The clock is held by hand. */
#include "gateway/cdn/cdn.h"

#include "core/heap.h"
#include "core/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define START_S INT64_C(784111777) /* Sun, 06 Nov 1994 08:49:37 GMT */

typedef struct fixture {
    brisk_cdn *cdn;
    brisk_arena *arena;
    brisk_request request;
    brisk_response response;
    brisk_cdn_call call;
    brisk_front_time now;
} fixture;

static void init(fixture *f, size_t max_bytes, size_t max_entries)
{
    memset(f, 0, sizeof(*f));
    brisk_cdn_options options = {.max_bytes = max_bytes, .max_entries = max_entries, .seed = 1};
    assert_int_equal(brisk_cdn_new(&options, &f->cdn), BRISK_OK);
    f->arena = brisk_arena_new(0);
    f->now = (brisk_front_time){.wall_ms = START_S * 1000, .monotonic_ns = 7000000000};
}

static void clear(fixture *f)
{
    brisk_cdn_end(&f->call);
    brisk_cdn_free(f->cdn);
    brisk_arena_free(f->arena);
}

static void pass_s(fixture *f, int64_t seconds)
{
    f->now.wall_ms += seconds * 1000;
    f->now.monotonic_ns += (uint64_t)seconds * 1000000000u;
}

/* "Name: value" lines. */
static void add_headers(fixture *f, brisk_headers *headers, const char *lines)
{
    brisk_str rest = brisk_str_copy(f->arena, brisk_str_view(lines)), line, name, value;
    bool more = true;
    while (brisk_str_split(&rest, '\n', &more, &line)) {
        if (brisk_str_cut(line, ':', &name, &value)) {
            assert_true(brisk_headers_add(headers, f->arena, name, brisk_str_trim(value)));
        }
    }
}

static brisk_cdn_step ask(fixture *f, const char *method, const char *target, const char *headers)
{
    brisk_cdn_end(&f->call);
    brisk_arena_reset(f->arena, 1 << 20);
    brisk_response_clear(&f->response);
    brisk_request_init(&f->request, f->arena, &f->response);
    f->request.method = brisk_method_parse(brisk_str_view(method));
    f->request.method_text = brisk_str_view(method);
    assert_int_equal(brisk_request_set_target(&f->request, brisk_str_view(target)), BRISK_OK);
    add_headers(f, &f->request.headers, headers);
    return brisk_cdn_begin(f->cdn, &f->call, &f->request, &f->response, &f->now);
}

/* What the front makes of the function's answer. */
static void answer(fixture *f, int status, const char *headers, const char *body)
{
    f->response.status = status;
    f->response.is_answered = true;
    add_headers(f, &f->response.headers, headers);
    f->response.body = brisk_str_copy(f->arena, brisk_str_view(body));
    brisk_cdn_finish(f->cdn, &f->call, &f->request, &f->response, &f->now);
}

static void expect(fixture *f, int status, const char *found, const char *age, const char *body)
{
    assert_int_equal(f->response.status, status);
    brisk_str cache = brisk_headers_get(&f->response.headers, BRISK_S("x-cache"));
    if (!brisk_str_is(cache, found)) {
        fail_msg("X-Cache: %.*s, not %s", (int)cache.len, cache.ptr, found);
    }
    brisk_str said = brisk_headers_get(&f->response.headers, BRISK_S("age"));
    if (age == NULL ? said.ptr != NULL : !brisk_str_is(said, age)) {
        fail_msg("Age: %.*s", (int)said.len, said.ptr);
    }
    if (!brisk_str_is(f->response.body, body)) {
        fail_msg("body: %.*s", (int)f->response.body.len, f->response.body.ptr);
    }
}

static brisk_str header(const fixture *f, const char *name)
{
    return brisk_headers_get(&f->response.headers, brisk_str_view(name));
}

#define MISS  "Miss from cloudfront"
#define HIT   "Hit from cloudfront"
#define FRESH "RefreshHit from cloudfront"
#define ERROR "Error from cloudfront"

static void kept_while_it_is_fresh(void **state)
{
    fixture f;
    init(&f, 0, 0);
    assert_int_equal(ask(&f, "GET", "/dev/a?x=1", "Host: h"), BRISK_CDN_MISS);
    answer(&f, 200, "Content-Type: text/plain\nCache-Control: max-age=60\nx-amzn-RequestId: r1", "body");
    expect(&f, 200, MISS, NULL, "body");
    pass_s(&f, 59);
    assert_int_equal(ask(&f, "GET", "/dev/a?x=1", "Host: h"), BRISK_CDN_HIT);
    expect(&f, 200, HIT, "59", "body");
    assert_true(brisk_str_is(header(&f, "content-type"), "text/plain"));
    assert_true(brisk_str_is(header(&f, "x-amzn-requestid"), "r1"));
    assert_true(brisk_str_is(header(&f, "date"), "Sun, 06 Nov 1994 08:49:37 GMT"));
    assert_true(brisk_str_starts_with(header(&f, "via"), BRISK_S("1.1 ")));
    assert_true(brisk_str_ends_with(header(&f, "via"), BRISK_S(".cloudfront.net (CloudFront)")));
    assert_int_equal(header(&f, "via").len, 64);
    assert_int_equal(header(&f, "x-amz-cf-id").len, 56);
    assert_true(header(&f, "x-amz-cf-pop").len > 0);
    assert_int_equal(brisk_headers_find(&f.response.headers, BRISK_S("x-cache"),
                                        1 + brisk_headers_find(&f.response.headers, BRISK_S("x-cache"), 0)),
                     SIZE_MAX);
    assert_int_equal(ask(&f, "HEAD", "/dev/a?x=1", "Host: h"), BRISK_CDN_HIT);
    expect(&f, 200, HIT, "59", "body"); /* its length is told, the transport leaves it out */
    pass_s(&f, 1);
    assert_int_equal(ask(&f, "GET", "/dev/a?x=1", "Host: h"), BRISK_CDN_MISS);
    answer(&f, 200, "Cache-Control: max-age=60", "new");
    assert_int_equal(ask(&f, "GET", "/dev/a?x=1", "Host: h"), BRISK_CDN_HIT);
    expect(&f, 200, HIT, "0", "new");
    brisk_cdn_end(&f.call);
    brisk_cdn_forget(f.cdn);
    assert_int_equal(ask(&f, "GET", "/dev/a?x=1", "Host: h"), BRISK_CDN_MISS);
    clear(&f);
}

static void what_tells_requests_apart(void **state)
{
    static const char *const others[] = {"Host: h2\nX-Api-Key: k",
                                         "Host: h\nX-Api-Key: k2",
                                         "Host: h",
                                         "Host: h\nX-Api-Key: k\nAuthorization: a",
                                         "Host: h\nX-Api-Key: k\nOrigin: o",
                                         "Host: h\nX-Api-Key: k\nCookie: a=b",
                                         "Host: h\nX-Api-Key: k\nX-Api-Key: k"};
    fixture f;
    init(&f, 0, 0);
    assert_int_equal(ask(&f, "GET", "/dev/a", "Host: h\nX-Api-Key: k"), BRISK_CDN_MISS);
    answer(&f, 200, "Cache-Control: max-age=60", "body");
    assert_int_equal(ask(&f, "GET", "/dev/a", "host: h\nx-api-key: k\nAccept: x"), BRISK_CDN_HIT);
    assert_int_equal(ask(&f, "GET", "/dev/a?", "Host: h\nX-Api-Key: k"), BRISK_CDN_MISS);
    assert_int_equal(ask(&f, "GET", "/dev/A", "Host: h\nX-Api-Key: k"), BRISK_CDN_MISS);
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        assert_int_equal(ask(&f, "GET", "/dev/a", others[i]), BRISK_CDN_MISS);
    }
    clear(&f);
}

static void what_is_left_to_the_function(void **state)
{
    fixture f;
    init(&f, 0, 0);
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_MISS);
    answer(&f, 200, "Cache-Control: max-age=60", "body");
    assert_int_equal(ask(&f, "POST", "/a", ""), BRISK_CDN_PASS);
    answer(&f, 200, "Cache-Control: max-age=60", "posted");
    expect(&f, 200, MISS, NULL, "posted");
    assert_int_equal(ask(&f, "GET", "/a", "Range: bytes=0-1"), BRISK_CDN_PASS);
    assert_int_equal(ask(&f, "GET", "/a", "X-HTTP-Method-Override: POST"), BRISK_CDN_PASS);
    assert_int_equal(ask(&f, "GET", "/a", "If-Match: \"a\""), BRISK_CDN_PASS);
    assert_int_equal(ask(&f, "GET", "/a", "Cache-Control: no-cache\nPragma: no-cache"), BRISK_CDN_HIT);
    expect(&f, 200, HIT, "0", "body");
    /* A HEAD answer has no body to keep. */
    assert_int_equal(ask(&f, "HEAD", "/b", ""), BRISK_CDN_MISS);
    answer(&f, 200, "Cache-Control: max-age=60", "");
    assert_int_equal(ask(&f, "GET", "/b", ""), BRISK_CDN_MISS);
    answer(&f, 403, "", "{\"message\":\"Forbidden\"}");
    expect(&f, 403, ERROR, NULL, "{\"message\":\"Forbidden\"}");
    assert_int_equal(ask(&f, "GET", "/b", ""), BRISK_CDN_MISS);
    clear(&f);
}

static void vary_is_honoured(void **state)
{
    fixture f;
    init(&f, 0, 0);
    for (int i = 0; i < 3; i++) {
        char language[40], body[16];
        (void)snprintf(language, sizeof(language), "Accept-Language: l%d", i);
        (void)snprintf(body, sizeof(body), "in l%d", i);
        assert_int_equal(ask(&f, "GET", "/a", language), BRISK_CDN_MISS);
        answer(&f, 200, "Cache-Control: max-age=60\nVary: Accept-Language, X-Other", body);
    }
    assert_int_equal(ask(&f, "GET", "/a", "accept-language:  l1 "), BRISK_CDN_HIT);
    expect(&f, 200, HIT, "0", "in l1");
    assert_int_equal(ask(&f, "GET", "/a", "Accept-Language: l2\nAccept: x"), BRISK_CDN_HIT);
    expect(&f, 200, HIT, "0", "in l2");
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_MISS);
    assert_int_equal(ask(&f, "GET", "/a", "Accept-Language: l1\nX-Other: x"), BRISK_CDN_MISS);
    assert_int_equal(ask(&f, "GET", "/a", "Accept-Language: l1\nAccept-Language: l1"), BRISK_CDN_MISS);
    clear(&f);
}

static void variants_are_limited(void **state)
{
    fixture f;
    init(&f, 0, 0);
    for (int i = 0; i < 100; i++) {
        char id[40];
        (void)snprintf(id, sizeof(id), "X-Id: %d", i);
        assert_int_equal(ask(&f, "GET", "/a", id), BRISK_CDN_MISS);
        answer(&f, 200, "Cache-Control: max-age=60\nVary: X-Id", "body");
    }
    assert_int_equal(ask(&f, "GET", "/a", "X-Id: 99"), BRISK_CDN_HIT);
    assert_int_equal(ask(&f, "GET", "/a", "X-Id: 68"), BRISK_CDN_HIT);
    assert_int_equal(ask(&f, "GET", "/a", "X-Id: 67"), BRISK_CDN_MISS);
    clear(&f);
}

static void conditions_of_clients(void **state)
{
    fixture f;
    init(&f, 0, 0);
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_MISS);
    answer(&f, 200,
           "Content-Type: text/plain\nContent-Language: de\nCache-Control: max-age=60\nETag: \"e1\"\n"
           "Last-Modified: Sat, 05 Nov 1994 00:00:00 GMT",
           "body");
    assert_int_equal(ask(&f, "GET", "/a", "If-None-Match: \"x\", W/\"e1\""), BRISK_CDN_HIT);
    expect(&f, 304, HIT, "0", "");
    assert_true(brisk_str_is(header(&f, "etag"), "\"e1\""));
    assert_true(brisk_str_is(header(&f, "cache-control"), "max-age=60"));
    assert_null(header(&f, "content-type").ptr);
    assert_int_equal(ask(&f, "GET", "/a", "If-None-Match: \"x\""), BRISK_CDN_HIT);
    expect(&f, 200, HIT, "0", "body");
    assert_int_equal(ask(&f, "GET", "/a", "If-Modified-Since: Sat, 05 Nov 1994 00:00:00 GMT"), BRISK_CDN_HIT);
    expect(&f, 304, HIT, "0", "");
    assert_int_equal(ask(&f, "GET", "/a", "If-Modified-Since: Fri, 04 Nov 1994 00:00:00 GMT"), BRISK_CDN_HIT);
    expect(&f, 200, HIT, "0", "body");
    assert_int_equal(ask(&f, "GET", "/a", "If-None-Match: \"x\"\nIf-Modified-Since: Sun, 06 Nov 1994 00:00:00 GMT"),
                     BRISK_CDN_HIT);
    expect(&f, 200, HIT, "0", "body");
    clear(&f);
}

static void asked_after_when_stale(void **state)
{
    fixture f;
    init(&f, 0, 0);
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_MISS);
    answer(&f, 200, "Content-Type: text/plain\nCache-Control: max-age=10\nETag: \"e1\"\nX-A: old\nX-B: b", "body");
    pass_s(&f, 10);
    assert_int_equal(ask(&f, "GET", "/a", "If-None-Match: \"mine\""), BRISK_CDN_STALE);
    assert_true(brisk_str_is(brisk_headers_get(&f.request.headers, BRISK_S("if-none-match")), "\"e1\""));
    answer(&f, 304, "Content-Type: application/json\nCache-Control: max-age=20\nETag: \"e1\"\nX-A: new", "");
    expect(&f, 200, FRESH, "0", "body");
    assert_true(brisk_str_is(header(&f, "content-type"), "text/plain"));
    /* The logs read the request when the old entry is gone. */
    assert_true(brisk_str_is(brisk_headers_get(&f.request.headers, BRISK_S("if-none-match")), "\"e1\""));
    assert_true(brisk_str_is(header(&f, "x-a"), "new"));
    assert_true(brisk_str_is(header(&f, "x-b"), "b"));
    assert_true(brisk_str_is(header(&f, "date"), "Sun, 06 Nov 1994 08:49:47 GMT"));
    pass_s(&f, 19);
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_HIT);
    expect(&f, 200, HIT, "19", "body");
    pass_s(&f, 1);
    assert_int_equal(ask(&f, "GET", "/a", "If-None-Match: \"e1\""), BRISK_CDN_STALE); /* 304 for both */
    answer(&f, 304, "", "");
    expect(&f, 304, FRESH, "0", "");
    pass_s(&f, 20);
    assert_int_equal(ask(&f, "GET", "/a", "If-None-Match: \"e2\""), BRISK_CDN_STALE); /* the client has the new one */
    answer(&f, 200, "Cache-Control: max-age=10\nETag: \"e2\"", "body 2");
    expect(&f, 304, MISS, NULL, "");
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_HIT);
    expect(&f, 200, HIT, "0", "body 2");
    pass_s(&f, 10);
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_STALE);
    answer(&f, 200, "Cache-Control: no-store\nETag: \"e3\"", "body 3");
    expect(&f, 200, MISS, NULL, "body 3");
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_MISS); /* the old one is gone */
    clear(&f);
}

static void always_asked_after(void **state)
{
    fixture f;
    init(&f, 0, 0);
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_MISS);
    answer(&f, 200, "Cache-Control: no-cache\nLast-Modified: Sat, 05 Nov 1994 00:00:00 GMT", "body");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_STALE);
        assert_true(brisk_str_is(brisk_headers_get(&f.request.headers, BRISK_S("if-modified-since")),
                                 "Sat, 05 Nov 1994 00:00:00 GMT"));
        answer(&f, 304, "", "");
        expect(&f, 200, FRESH, "0", "body");
    }
    clear(&f);
}

static void stands_in_for_errors(void **state)
{
    fixture f;
    init(&f, 0, 0);
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_MISS);
    answer(&f, 200, "Cache-Control: max-age=10, stale-if-error=5", "body");
    pass_s(&f, 14);
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_MISS);
    answer(&f, 502, "", "broken");
    expect(&f, 200, HIT, "14", "body");
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_MISS);
    answer(&f, 429, "", "too many");
    expect(&f, 429, ERROR, NULL, "too many");
    pass_s(&f, 1);
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_MISS);
    answer(&f, 502, "", "broken");
    expect(&f, 502, ERROR, NULL, "broken");
    clear(&f);
}

static void bounded_in_bytes_and_entries(void **state)
{
    char body[1001] = "", target[16];
    fixture f;
    memset(body, 'x', 1000);
    init(&f, 20000, 0);
    for (int i = 0; i < 40; i++) {
        (void)snprintf(target, sizeof(target), "/%d", i);
        assert_int_equal(ask(&f, "GET", target, ""), BRISK_CDN_MISS);
        answer(&f, 200, "Cache-Control: max-age=60", body);
        assert_int_equal(ask(&f, "GET", "/0", ""), BRISK_CDN_HIT); /* in use: stays */
    }
    assert_int_equal(ask(&f, "GET", "/39", ""), BRISK_CDN_HIT);
    assert_int_equal(ask(&f, "GET", "/1", ""), BRISK_CDN_MISS);
    clear(&f);
    init(&f, 0, 3);
    for (int i = 0; i < 4; i++) {
        (void)snprintf(target, sizeof(target), "/%d", i);
        assert_int_equal(ask(&f, "GET", target, ""), BRISK_CDN_MISS);
        answer(&f, 200, "Cache-Control: max-age=60", body);
    }
    assert_int_equal(ask(&f, "GET", "/0", ""), BRISK_CDN_MISS);
    assert_int_equal(ask(&f, "GET", "/1", ""), BRISK_CDN_HIT);
    clear(&f);
    init(&f, 1500, 0); /* larger than half */
    assert_int_equal(ask(&f, "GET", "/0", ""), BRISK_CDN_MISS);
    answer(&f, 200, "Cache-Control: max-age=60", body);
    expect(&f, 200, MISS, NULL, body);
    assert_int_equal(ask(&f, "GET", "/0", ""), BRISK_CDN_MISS);
    clear(&f);
}

/* An answer that is being sent stays readable when it is replaced. */
static void held_while_it_is_sent(void **state)
{
    fixture f;
    brisk_cdn_call slow = {0};
    brisk_response sent = {0};
    init(&f, 0, 0);
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_MISS);
    answer(&f, 200, "Cache-Control: max-age=60", "body");
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_HIT);
    slow = f.call;
    sent = f.response;
    f.call = (brisk_cdn_call){0};
    brisk_cdn_forget(f.cdn);
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_MISS);
    assert_true(brisk_str_is(sent.body, "body"));
    brisk_cdn_end(&slow);
    clear(&f);
}

static void stream(fixture *f, const char *headers, size_t pieces, bool is_whole)
{
    static char piece[4096];
    memset(piece, 's', sizeof(piece));
    f->response.status = 200;
    f->response.is_answered = true;
    f->response.is_stream = true;
    add_headers(f, &f->response.headers, headers);
    f->call.wants_stream = true;
    brisk_cdn_begin_stream(f->cdn, &f->call, &f->request, &f->response, &f->now);
    for (size_t i = 0; i < pieces; i++) {
        brisk_cdn_piece(&f->call, (brisk_str){piece, sizeof(piece)});
    }
    brisk_cdn_end_stream(f->cdn, &f->call, &f->request, &f->response, is_whole);
    f->response.is_stream = false;
}

static void streams_up_to_a_megabyte(void **state)
{
    fixture f;
    init(&f, 0, 0);
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_MISS);
    stream(&f, "Cache-Control: max-age=60\nETag: \"e\"", 256, true);
    assert_true(brisk_str_is(header(&f, "x-cache"), MISS));
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_HIT);
    assert_int_equal(f.response.body.len, 1048576);
    assert_false(f.response.is_stream);
    pass_s(&f, 60);
    assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_MISS); /* a 304 would come as a stream */
    assert_int_equal(ask(&f, "GET", "/b", ""), BRISK_CDN_MISS);
    stream(&f, "Cache-Control: max-age=60", 257, true);
    assert_int_equal(ask(&f, "GET", "/b", ""), BRISK_CDN_MISS);
    stream(&f, "Cache-Control: max-age=60", 1, false);
    assert_int_equal(ask(&f, "GET", "/b", ""), BRISK_CDN_MISS);
    stream(&f, "", 1, true);
    assert_int_equal(ask(&f, "GET", "/b", ""), BRISK_CDN_MISS);
    clear(&f);
}

/* Each allocation fails in turn: the answer is as it was, kept or not. */
static void without_memory(void **state)
{
    for (uint64_t n = 1; n < 100; n++) {
        fixture f;
        init(&f, 0, 0);
        assert_int_equal(ask(&f, "GET", "/a", ""), BRISK_CDN_MISS);
        f.response.status = 200;
        add_headers(&f, &f.response.headers, "Cache-Control: max-age=60\nA: 1\nB: 2");
        f.response.body = BRISK_S("body");
        brisk_heap_fail_at(n, false);
        brisk_cdn_finish(f.cdn, &f.call, &f.request, &f.response, &f.now);
        bool is_over = !brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        assert_int_equal(f.response.status, 200);
        assert_true(brisk_str_is(f.response.body, "body"));
        brisk_cdn_step step = ask(&f, "GET", "/a", "");
        assert_true(step == BRISK_CDN_MISS || brisk_str_is(f.response.body, "body"));
        clear(&f);
        if (is_over) {
            return;
        }
    }
    fail_msg("the faults never ended");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_while_it_is_fresh),
        cmocka_unit_test(what_tells_requests_apart),
        cmocka_unit_test(what_is_left_to_the_function),
        cmocka_unit_test(vary_is_honoured),
        cmocka_unit_test(variants_are_limited),
        cmocka_unit_test(conditions_of_clients),
        cmocka_unit_test(asked_after_when_stale),
        cmocka_unit_test(always_asked_after),
        cmocka_unit_test(stands_in_for_errors),
        cmocka_unit_test(bounded_in_bytes_and_entries),
        cmocka_unit_test(held_while_it_is_sent),
        cmocka_unit_test(streams_up_to_a_megabyte),
        cmocka_unit_test(without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Tests of http/request, http/answer and http/response: targets, bodies, values, answers, growing lists. */
#include "http/request.h"

#include "core/clock.h"
#include "core/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/text.h"

typedef struct fixture {
    brisk_arena *arena;
    brisk_response res;
    brisk_request req;
} fixture;

static int setup(void **state)
{
    static fixture f;
    f.arena = brisk_arena_new(0);
    brisk_request_init(&f.req, f.arena, &f.res);
    brisk_log_set_level(BRISK_LOG_OFF);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    brisk_arena_free(f->arena);
    return 0;
}

static void test_methods(void **state)
{
    assert_int_equal(brisk_method_parse(BRISK_S("PATCH")), BRISK_METHOD_PATCH);
    assert_int_equal(brisk_method_parse(BRISK_S("get")), BRISK_METHOD_OTHER);
    assert_int_equal(brisk_method_parse(BRISK_S("")), BRISK_METHOD_OTHER);
    for (unsigned bit = 1; bit < BRISK_METHOD_OTHER; bit *= 2) {
        const char *name = brisk_method_name((brisk_method)bit);
        assert_non_null(name);
        assert_int_equal(brisk_method_parse(brisk_str_view(name)), bit);
    }
    assert_null(brisk_method_name(BRISK_METHOD_OTHER));
}

static void test_targets(void **state)
{
    static const struct {
        const char *target, *raw_path, *path, *query;
    } rows[] = {
        {"/", "/", "/", ""},
        {"/a%20b?x=1&y", "/a%20b", "/a b", "x=1&y"},
        {"/a?b?c", "/a", "/a", "b?c"},
        {"/search?q=x#frag", "/search", "/search", "q=x"},
        {"/a#b?c", "/a", "/a", ""},
        {"//", "//", "//", ""},
        {"//host/x", "//host/x", "//host/x", ""},
        {"*", "*", "*", ""},
        {"http://h.test:80/p%2Fq?r", "/p%2Fq", "/p/q", "r"},
        {"HTTPS://h.test", "/", "/", ""},
        {"http://h.test?x=1", "/", "/", "x=1"},
        {"/\xC3\xA9%C3%A9%FF", "/\xC3\xA9%C3%A9%FF", "/\xC3\xA9\xC3\xA9\xEF\xBF\xBD", ""},
        {"/a+b?", "/a+b", "/a+b", ""},
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(brisk_request_set_target(&f->req, brisk_str_view(rows[i].target)), BRISK_OK);
        assert_true(brisk_str_is(brisk_request_raw_path(&f->req), rows[i].raw_path));
        assert_true(brisk_str_is(brisk_request_path(&f->req), rows[i].path));
        assert_true(brisk_str_is(brisk_request_query(&f->req), rows[i].query));
    }
    static const char *const broken[] = {"", "a", "host:80", "http://", "http:///x", "ftp://h/", "/a b", "/a\n", "**"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        assert_int_equal(brisk_request_set_target(&f->req, brisk_str_view(broken[i])), BRISK_SYNTAX);
    }
}

/* Hands out text one byte at a time. */
static brisk_status read_byte(void *context, brisk_str *piece, bool *end)
{
    brisk_str *rest = context;
    static char byte;
    if (rest->len == 0) {
        *end = true;
        return BRISK_OK;
    }
    byte = rest->ptr[0];
    *piece = (brisk_str){&byte, 1};
    *rest = (brisk_str){rest->ptr + 1, rest->len - 1};
    return BRISK_OK;
}

static brisk_status read_fails(void *context, brisk_str *piece, bool *end)
{
    return BRISK_CANCELLED;
}

static void test_body(void **state)
{
    fixture *f = *state;
    brisk_str rest = BRISK_S("hello world");
    f->req.body_read = read_byte;
    f->req.body_context = &rest;
    f->req.body_limit = 11;
    assert_int_equal(brisk_request_read_body(&f->req), BRISK_OK);
    assert_text(brisk_request_body(&f->req), "hello world");
    assert_int_equal(brisk_request_read_body(&f->req), BRISK_OK);
    rest = BRISK_S("hello world");
    f->req.body = BRISK_S("");
    f->req.body_read = read_byte;
    f->req.body_limit = 10;
    assert_int_equal(brisk_request_read_body(&f->req), BRISK_LIMIT);
    f->req.body_read = read_fails;
    assert_int_equal(brisk_request_read_body(&f->req), BRISK_CANCELLED);
    f->req.body_read = NULL;
    f->req.body = BRISK_S("more than ten");
    assert_int_equal(brisk_request_read_body(&f->req), BRISK_LIMIT);
}

static uint64_t fixed_ns(void *context)
{
    return 5000000000u;
}

static int64_t fixed_us(void *context)
{
    return 1700000000000000;
}

static const brisk_clock fixed_clock = {fixed_ns, fixed_us, NULL};

static void test_asking(void **state)
{
    fixture *f = *state;
    f->req.server = BRISK_S("127.0.0.1:8000");
    assert_text(brisk_request_host(&f->req), "127.0.0.1:8000");
    brisk_headers_add(&f->req.headers, f->arena, BRISK_S("host"), BRISK_S("api.test"));
    brisk_headers_add(&f->req.headers, f->arena, BRISK_S("X-Name"), BRISK_S("caf\xE9"));
    brisk_headers_add(&f->req.headers, f->arena, BRISK_S("Cookie"), BRISK_S("a=b"));
    assert_text(brisk_request_host(&f->req), "api.test");
    assert_text(brisk_request_header(&f->req, "x-name"), "caf\xC3\xA9");
    assert_null(brisk_request_header(&f->req, "x-none").ptr);
    assert_text(brisk_request_cookie(&f->req, "a"), "b");
    brisk_str name, value;
    assert_true(brisk_request_header_at(&f->req, 1, &name, &value));
    assert_text(name, "X-Name");
    assert_true(brisk_request_header_at(&f->req, 2, NULL, NULL));
    assert_false(brisk_request_header_at(&f->req, 3, &name, &value));
    assert_int_equal(brisk_request_deadline_ms(&f->req), INT64_MAX);
    brisk_clock_replace(&fixed_clock);
    f->req.deadline_ns = 5250000000;
    assert_int_equal(brisk_request_deadline_ms(&f->req), 250);
    f->req.deadline_ns = 4000000000;
    assert_int_equal(brisk_request_deadline_ms(&f->req), 0);
    brisk_clock_replace(NULL);
    volatile bool is_gone = false;
    f->req.is_cancelled = &is_gone;
    assert_false(brisk_request_is_cancelled(&f->req));
    is_gone = true;
    assert_true(brisk_request_is_cancelled(&f->req));
}

static void test_values(void **state)
{
    fixture *f = *state;
    static const char keys[BRISK_REQUEST_SLOTS + 1];
    int value = 7;
    assert_null(brisk_request_get(&f->req, &keys[0]));
    for (size_t i = 0; i < BRISK_REQUEST_SLOTS; i++) {
        brisk_request_set(&f->req, &keys[i], &value);
        brisk_request_set(&f->req, &keys[i], &f->res);
    }
    assert_ptr_equal(brisk_request_get(&f->req, &keys[3]), &f->res);
    assert_false(f->res.is_broken);
    brisk_request_set(&f->req, &keys[BRISK_REQUEST_SLOTS], &value);
    assert_true(f->res.is_broken);
}

static void test_answers(void **state)
{
    fixture *f = *state;
    brisk_str body;
    assert_int_equal(brisk_respond_text(&f->req, 0, BRISK_S("hi")), BRISK_OK);
    assert_true(f->res.is_answered);
    assert_int_equal(brisk_response_status(&f->req), 0);
    assert_int_equal(brisk_response_final_status(&f->res, 0), 200);
    assert_int_equal(brisk_response_final_status(&f->res, 201), 201);
    assert_text(brisk_response_header(&f->req, "Content-Type"), "text/plain; charset=utf-8");
    brisk_set_status(&f->req, 418);
    brisk_respond_json(&f->req, 0, BRISK_S("{}"));
    assert_int_equal(brisk_response_status(&f->req), 418);
    assert_true(brisk_response_body(&f->req, &body));
    assert_text(body, "{}");
    assert_text(brisk_response_header(&f->req, "content-type"), "application/json");
    brisk_respond(&f->req, 200, "text/csv", BRISK_S("a,b"));
    assert_text(brisk_response_header(&f->req, "content-type"), "text/csv; charset=utf-8");
    brisk_respond(&f->req, 200, "text/csv;CharSet=latin-1", BRISK_S("a,b"));
    assert_text(brisk_response_header(&f->req, "content-type"), "text/csv;CharSet=latin-1");
    assert_int_equal(f->res.headers.count, 1);
    brisk_add_header(&f->req, BRISK_S("x-multi"), BRISK_S("a"));
    brisk_add_header(&f->req, BRISK_S("x-multi"), BRISK_S("b"));
    assert_int_equal(f->res.headers.count, 3);
    brisk_set_header(&f->req, BRISK_S("X-Multi"), BRISK_S("c"));
    assert_int_equal(f->res.headers.count, 2);
    assert_text(brisk_strf(&f->req, "%d-%s", 5, "x"), "5-x");
}

static void test_broken_answers(void **state)
{
    fixture *f = *state;
    static const int statuses[] = {0, 99, 600, -1};
    for (size_t i = 0; i < 4; i++) {
        f->res.is_broken = false;
        brisk_set_status(&f->req, statuses[i]);
        assert_true(f->res.is_broken);
    }
    f->res.is_broken = false;
    brisk_set_header(&f->req, BRISK_S("a"), BRISK_S("b\r\nc: d"));
    assert_true(f->res.is_broken);
    assert_int_equal(f->res.headers.count, 0);
    f->res.is_broken = false;
    brisk_respond(&f->req, 200, "text/x\n", BRISK_S(""));
    assert_true(f->res.is_broken);
    f->res.is_broken = false;
    brisk_set_cookie(&f->req, &(brisk_cookie){.name = BRISK_S("a b")});
    assert_true(f->res.is_broken);
}

static void test_cookies(void **state)
{
    fixture *f = *state;
    brisk_clock_replace(&fixed_clock);
    brisk_set_cookie(&f->req, &(brisk_cookie){.name = BRISK_S("c"), .value = BRISK_S("v")});
    brisk_delete_cookie(&f->req, "who", NULL, NULL);
    brisk_clock_replace(NULL);
    assert_text(f->res.headers.items[0].name, "set-cookie");
    assert_text(f->res.headers.items[0].value, "c=v; Path=/; SameSite=lax");
    assert_text(f->res.headers.items[1].value,
                "who=\"\"; expires=Tue, 14 Nov 2023 22:13:20 GMT; Max-Age=0; Path=/; SameSite=lax");
}

static void test_redirects(void **state)
{
    fixture *f = *state;
    brisk_redirect(&f->req, 0, BRISK_S("/else where?x=\xC3\xA9"));
    assert_text(brisk_response_header(&f->req, "location"), "/else%20where?x=%C3%A9");
    assert_int_equal(brisk_response_final_status(&f->res, 0), 307);
    assert_int_equal(brisk_response_final_status(&f->res, 200), 307);
    assert_int_equal(brisk_response_final_status(&f->res, 302), 302);
    brisk_redirect(&f->req, 303, BRISK_S("/x"));
    assert_int_equal(brisk_response_final_status(&f->res, 302), 303);
    brisk_set_status(&f->req, 204);
    brisk_redirect(&f->req, 0, BRISK_S("/x"));
    assert_int_equal(brisk_response_final_status(&f->res, 200), 307);
    brisk_respond_text(&f->req, 0, BRISK_S("x"));
    assert_int_equal(brisk_response_final_status(&f->res, 201), 201);
}

static brisk_pulled pull_nothing(void *context, brisk_str *piece)
{
    return BRISK_PULLED_END;
}

static void count_close(void *context)
{
    ++*(int *)context;
}

static void test_streams_are_closed_once(void **state)
{
    fixture *f = *state;
    int closed = 0;
    brisk_stream stream = {pull_nothing, count_close, &closed, -1};
    brisk_str body;
    brisk_respond_stream(&f->req, 200, "text/event-stream", stream);
    assert_false(brisk_response_body(&f->req, &body));
    assert_text(brisk_response_header(&f->req, "content-type"), "text/event-stream; charset=utf-8");
    brisk_respond_stream(&f->req, 200, NULL, stream);
    assert_int_equal(closed, 1);
    brisk_respond_text(&f->req, 200, BRISK_S("x"));
    assert_int_equal(closed, 2);
    brisk_response_drop_body(&f->res);
    assert_int_equal(closed, 2);
    assert_true(brisk_response_body(&f->req, &body));
}

static void test_reasons(void **state)
{
    assert_string_equal(brisk_status_reason(404), "Not Found");
    assert_string_equal(brisk_status_reason(418), "I'm a Teapot");
    assert_string_equal(brisk_status_reason(422), "Unprocessable Entity");
    assert_null(brisk_status_reason(299));
    assert_true(brisk_status_has_no_body(204));
    assert_true(brisk_status_has_no_body(205));
    assert_true(brisk_status_has_no_body(304));
    assert_true(brisk_status_has_no_body(101));
    assert_false(brisk_status_has_no_body(200));
}

typedef struct int_list {
    int *items;
    size_t count;
} int_list;

#define PUSH(req, list, value) (*(int *)brisk_list_push((req), &(list).items, &(list).count, sizeof(int)) = (value))

static void test_lists(void **state)
{
    fixture *f = *state;
    int_list lists[40] = {{0}};
    for (int i = 0; i < 500; i++) {
        for (int l = 0; l < 40; l++) {
            PUSH(&f->req, lists[l], i * l);
        }
    }
    for (int l = 0; l < 40; l++) {
        assert_int_equal(lists[l].count, 500);
        for (int i = 0; i < 500; i++) {
            assert_int_equal(lists[l].items[i], i * l);
        }
    }
}

/* A list made elsewhere has no room behind it, and two lists may share their items. */
static void test_lists_of_others(void **state)
{
    fixture *f = *state;
    static int constant[3] = {1, 2, 3};
    int_list a = {constant, 3};
    PUSH(&f->req, a, 4);
    assert_ptr_not_equal(a.items, constant);
    assert_int_equal(a.items[2], 3);
    int_list b = a;
    PUSH(&f->req, a, 5);
    PUSH(&f->req, b, 6);
    assert_int_equal(a.items[4], 5);
    assert_int_equal(b.items[4], 6);
    a.count = 1;
    PUSH(&f->req, a, 9);
    assert_int_equal(a.count, 2);
    assert_int_equal(b.items[1], 2);
}

/* A long list with other allocations between: memory stays in proportion. */
static void test_lists_grow_by_doubling(void **state)
{
    fixture *f = *state;
    int_list list = {0};
    for (int i = 0; i < 100000; i++) {
        PUSH(&f->req, list, i);
        brisk_arena_alloc(f->arena, 1);
    }
    assert_true(brisk_arena_used(f->arena) < (size_t)16 * 100000 + 4 * 100000 * sizeof(int));
}

static void test_lists_on_exhaustion(void **state)
{
    fixture *f = *state;
    brisk_arena *small = brisk_arena_new(2000);
    f->req.arena = small;
    int_list list = {0};
    for (int i = 0; i < 10000; i++) {
        PUSH(&f->req, list, i);
    }
    assert_true(brisk_arena_failed(small));
    assert_true(list.count < 1000);
    f->req.arena = f->arena;
    brisk_arena_free(small);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_methods),
        TEST(test_targets),
        TEST(test_body),
        TEST(test_asking),
        TEST(test_values),
        TEST(test_answers),
        TEST(test_broken_answers),
        TEST(test_cookies),
        TEST(test_redirects),
        TEST(test_streams_are_closed_once),
        TEST(test_reasons),
        TEST(test_lists),
        TEST(test_lists_of_others),
        TEST(test_lists_grow_by_doubling),
        TEST(test_lists_on_exhaustion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_invoke.c - one request from the command line: what is printed and how it ends; and commands of a wrong app. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "capture.h"

#include <brisk/brisk.h>

MODEL(Shown, (str, method), (str, body), (opt(str), header));
ENDPOINT(show, (POST, PUT), "/show", Shown, header(opt(str), x_a));

static brisk_status show(brisk_request *req, const show_in *in, Shown *out)
{
    brisk_bytes body = brisk_request_body(req);
    *out = (Shown){brisk_request_method(req), {body.ptr, body.len}, in->x_a};
    return BRISK_OK;
}

static int closed;

typedef struct numbers {
    int left;
    bool breaks;
} numbers;

/* "0", a pause, "1", a pause, …; the last one comes with the end, or the stream breaks off there. */
static brisk_pulled pull(void *context, brisk_str *piece)
{
    static const brisk_str digits[] = {BRISK_STR("0"), BRISK_STR("1"), BRISK_STR("2"), BRISK_STR("3")};
    numbers *state = context;
    state->left--;
    if (state->left % 2 != 0) {
        return BRISK_PULLED_WAIT;
    }
    *piece = digits[state->left / 2];
    return state->left > 0 ? BRISK_PULLED_MORE : state->breaks ? BRISK_PULLED_FAILED : BRISK_PULLED_END;
}

static void close_stream(void *context)
{
    closed++;
}

ENDPOINT(stream, GET, "/stream", raw, query(bool, breaks, defaults(false)));

static brisk_status stream(brisk_request *req, const stream_in *in)
{
    static numbers state;
    state = (numbers){.left = 5, .breaks = in->breaks};
    return brisk_respond_stream(req, 200, "text/plain", (brisk_stream){pull, close_stream, &state, -1});
}

static brisk_status refuse_start(void **state)
{
    return BRISK_IO;
}

ENDPOINT(other, GET, "/show", Shown);

static brisk_status other(brisk_request *req, const other_in *in, Shown *out)
{
    return BRISK_OK;
}

DEPENDENCY(needs_id, int64, path(int64, id));

static brisk_status needs_id(brisk_request *req, const needs_id_in *in, int64_t *out)
{
    *out = in->id;
    return BRISK_OK;
}

ENDPOINT(lost, GET, "/lost", nothing, requires(needs_id));

static brisk_status lost(brisk_request *req, const lost_in *in)
{
    return BRISK_OK;
}

APP(app, show, stream, other);
APP(never_starts, lifespan(refuse_start, NULL), show);
APP(wrong, lost);

static int invoke(const brisk_app *of, const char *text)
{
    return capture_words(of, run_invoke, text);
}

static void test_answers(void **state)
{
    assert_int_equal(invoke(&app, "POST|/show|-d|{\"a\":1}|-H|X-A:  b "), 0);
    assert_memory_equal(printed, "HTTP/1.1 200 OK\n", 16);
    assert_non_null(strstr(printed, "\n\n{\"method\":\"POST\",\"body\":\"{\\\"a\\\":1}\",\"header\":\"b\"}\n"));
    assert_int_equal(invoke(&app, "--header|Host: a.test|--header|Content-Type: text/plain|PUT|/show|--data|x"), 0);
    assert_int_equal(invoke(&app, "DELETE|/show"), 1);
    assert_memory_equal(printed, "HTTP/1.1 405 Method Not Allowed\n", 32);
    assert_int_equal(invoke(&app, "HEAD|/nowhere"), 1);
}

static void test_streams(void **state)
{
    closed = 0;
    assert_int_equal(invoke(&app, "GET|/stream"), 0);
    assert_non_null(strstr(printed, "\n\n210"));
    assert_int_equal(closed, 1);
    assert_int_equal(invoke(&app, "GET|/stream?breaks=true"), 1);
    assert_int_equal(closed, 2);
}

static void test_mistakes(void **state)
{
    static const struct {
        const char *words, *problem;
    } cases[] = {
        {"GET", "method and path are missing"},         {"GET|/show|/more", "a word too many"},
        {"GET|/show|-d", "a value is missing"},         {"GET|/show|-H|no colon", "a header is written"},
        {"GET|/show|-H|a b: c", "a header is written"}, {"GET|/show|--fast", "no such option"},
        {"GET|no path", "the path is not valid"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(invoke(&app, cases[i].words), 2);
        if (!strstr(complaint, cases[i].problem) || !strstr(complaint, "usage: app invoke")) {
            fail_msg("%s: %s", cases[i].words, complaint);
        }
    }
}

static void test_headers_have_a_limit(void **state)
{
    char flag[] = "-H", header[] = "a: b", method[] = "GET", target[] = "/show";
    char *words[202] = {method, target};
    for (int i = 2; i < 202; i += 2) {
        words[i] = flag;
        words[i + 1] = header;
    }
    assert_int_equal(capture(&app, run_invoke, 102, words), 0);
    assert_int_equal(capture(&app, run_invoke, 202, words), 2);
}

static void test_app_that_does_not_start(void **state)
{
    assert_int_equal(invoke(&never_starts, "POST|/show"), 1);
    assert_non_null(strstr(complaint, "start"));
}

static int openapi(const brisk_app *of, int count, char **words)
{
    return brisk_command_openapi(of);
}

static int routes(const brisk_app *of, int count, char **words)
{
    return brisk_command_routes(of);
}

static int check(const brisk_app *of, int count, char **words)
{
    return brisk_command_check(of);
}

static void test_wrong_app(void **state)
{
    int (*const commands[])(const brisk_app *, int, char **) = {openapi, routes, check};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(capture(&wrong, commands[i], 0, NULL), 1);
        assert_non_null(strstr(complaint, "the path has no parameter id"));
        assert_int_equal(capture(&app, commands[i], 0, NULL), 0);
    }
    assert_int_equal(invoke(&wrong, "GET|/lost"), 1);
    assert_non_null(strstr(complaint, "the path has no parameter id"));
    assert_int_equal(capture(&app, routes, 0, NULL), 0);
    assert_non_null(strstr(printed, "POST,PUT /show    show\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_headers_have_a_limit),
        cmocka_unit_test(test_app_that_does_not_start),
        cmocka_unit_test(test_wrong_app),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

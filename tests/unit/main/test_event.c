/* test_event.c - `event` and `invoke FILE`: a request answered the same by each way that leads to it; what is printed
 * of events that are none, streams and mistakes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "capture.h"
#include "core/arena.h"
#include "core/str.h"
#include "event/sample.h"

#include <stdlib.h>

#include <brisk/brisk.h>

BRISK_TYPE(Texts, list(str));
MODEL(Seen, (str, method), (str, path), (Texts, q), (str, name), (str, sent), (str, type), (str, base64));

ENDPOINT(see, (GET, POST, PUT, DELETE), "/see/{name}", Seen, path(str, name), query(Texts, q, defaults()));

/* All values of a header, which some senders join. */
static str joined(brisk_request *req, const char *name)
{
    str all = S(""), key, value;
    for (size_t i = 0; brisk_request_header_at(req, i, &key, &value); i++) {
        if (brisk_str_is_ignore_case(key, name)) {
            all = all.len > 0 ? brisk_strf(req, "%.*s,%.*s", (int)all.len, all.ptr, (int)value.len, value.ptr) : value;
        }
    }
    return all;
}

static brisk_status see(brisk_request *req, const see_in *in, Seen *result)
{
    brisk_bytes body = brisk_request_body(req);
    str hex = S("");
    for (size_t i = 0; i < body.len; i++) {
        hex = brisk_strf(req, "%.*s%02x", (int)hex.len, hex.ptr, (unsigned char)body.ptr[i]);
    }
    *result = (Seen){.method = brisk_request_method(req),
                     .path = in->name,
                     .q = in->q,
                     .name = joined(req, "x-name"),
                     .sent = joined(req, "cookie"),
                     .type = joined(req, "content-type"),
                     .base64 = hex};
    return BRISK_OK;
}

static brisk_pulled pull(void *context, brisk_str *piece)
{
    int *left = context;
    --*left;
    *piece = *left % 2 ? S("piece ") : S("");
    return *left > 0    ? (*left % 2 ? BRISK_PULLED_MORE : BRISK_PULLED_WAIT)
           : *left == 0 ? BRISK_PULLED_END
                        : BRISK_PULLED_FAILED;
}

static int left_of_stream;

ENDPOINT(flow, GET, "/flow", raw, query(int64, count));

static brisk_status flow(brisk_request *req, const flow_in *in)
{
    left_of_stream = (int)in->count;
    return brisk_respond_stream(req, 200, "text/plain", (brisk_stream){pull, NULL, &left_of_stream, -1});
}

static brisk_status take_event(brisk_request *req, brisk_json event, brisk_str *answer)
{
    str message, source;
    brisk_json record = brisk_json_at(brisk_json_get(event, S("Records")), 0);
    if (brisk_json_str(brisk_json_get(record, S("body")), &message)) {
        *answer = brisk_strf(req, "\"%.*s\"", (int)message.len, message.ptr);
        return BRISK_OK;
    }
    if (brisk_json_str(brisk_json_get(event, S("source")), &source)) {
        return brisk_fail(req, 500, "no use for %.*s", (int)source.len, source.ptr);
    }
    return BRISK_OK;
}

APP(app, see, flow, on_event(take_event));
APP(plain, see);

static char file_path[] = "/tmp/brisk-event-XXXXXX";

static void keep(const char *text, size_t len)
{
    FILE *file = fopen(file_path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

/* `event` with words into the file. */
static void make_event(const char *words)
{
    if (capture_words(&app, run_event, words) != 0) {
        fail_msg("event %s: %s", words, complaint);
    }
    keep(printed, strlen(printed));
}

static int invoke_file(const char *more)
{
    char words[256];
    snprintf(words, sizeof words, "%s%s", file_path, more);
    return capture_words(&app, run_invoke, words);
}

/* The answer's body as the event's answer has it: a text, or base64 that is none here. */
static const char *body_of_answer(brisk_arena *arena)
{
    brisk_json answer;
    str body;
    assert_int_equal(brisk_json_parse(arena, brisk_str_view(printed), &answer), BRISK_OK);
    assert_true(brisk_json_str(brisk_json_get(answer, S("body")), &body));
    return brisk_arena_c_string(arena, body);
}

static void compare(const char *kind, const char *request, const char *as)
{
    brisk_arena *arena = brisk_arena_new(0);
    char words[2048], wanted[4096];
    assert_int_equal(capture_words(&app, run_invoke, as), 0);
    const char *body = strstr(printed, "\n\n");
    assert_non_null(body);
    snprintf(wanted, sizeof wanted, "%.*s", (int)strcspn(body + 2, "\n"), body + 2);
    snprintf(words, sizeof words, "%s|%s", kind, request);
    make_event(words);
    assert_int_equal(invoke_file(""), 0);
    const char *got = body_of_answer(arena);
    if (strcmp(got, wanted) != 0) {
        fail_msg("%s %s\n%s\n%s", kind, request, got, wanted);
    }
    brisk_arena_free(arena);
}

static void test_same_answer(void **state)
{
    static const char *const requests[] = {
        "GET|/see/a",
        "GET|/see/a?q=1&q=b%20c&q=%C3%A9+d&q=a%26b%3Dc",
        "GET|/see/a%20b|--query|q=x y&z=é|--query|q=",
        "GET|/see/caf%C3%A9",
        "GET|/see/über",
        "PUT|/see/a|-H|X-Name: one|-H|x-name: two|-H|x-other: 3",
        "DELETE|/see/a|-H|Cookie: a=1; b=2",
        "POST|/see/a|-d|{\"name\": \"Täße \\\" \\\\\"}",
        "POST|/see/a|-d|a=1&b=%20|-H|content-type: application/x-www-form-urlencoded",
        "POST|/see/a|-H|Content-Type: application/octet-stream|-d|\xff\xfe\x01 \x80",
    };
    size_t count;
    const brisk_sample_kind *kinds = brisk_sample_kinds(&count);
    for (size_t k = 0; k < count; k++) {
        for (size_t i = 0; kinds[k].is_http && i < sizeof requests / sizeof *requests; i++) {
            /* a balancer without lists of values hands on the last of a name */
            bool is_single = strcmp(kinds[k].name, "alb") == 0;
            const char *as = is_single && i == 1   ? "GET|/see/a?q=a%26b%3Dc"
                             : is_single && i == 2 ? "GET|/see/a%20b?q="
                             : is_single && i == 5 ? "PUT|/see/a|-H|x-name: two"
                                                   : requests[i];
            compare(kinds[k].name, requests[i], as);
        }
    }
}

static void test_other_events(void **state)
{
    static const char *const words[] = {"sqs", "sns", "s3", "eventbridge", "schedule", "sns|-d|x"};
    static const int results[] = {0, 0, 0, 1, 1, 0};
    make_event("sqs|-d|hello");
    assert_int_equal(invoke_file(""), 0);
    assert_string_equal(printed, "\"hello\"\n");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        make_event(words[i]);
        assert_int_equal(invoke_file(""), results[i]);
    }
    make_event("eventbridge|-d|{\"order\": 7}");
    assert_non_null(strstr(printed, "\"detail\": {\"order\": 7}\n"));
    assert_int_equal(invoke_file(""), 1);
    assert_non_null(strstr(printed, "{\"errorMessage\":\"no use for com.example.shop\""));
    assert_non_null(strstr(complaint, "the invocation failed: no use for com.example.shop"));
    char name[64];
    snprintf(name, sizeof name, "%s", file_path);
    char *file[] = {name};
    assert_int_equal(capture(&plain, run_invoke, 1, file), 1);
    assert_non_null(strstr(printed, "Function.NoEventHandler"));
}

static void test_standard_input(void **state)
{
    make_event("apigw-http|GET|/see/a");
    int saved = dup(0);
    assert_true(saved >= 0);
    assert_non_null(freopen(file_path, "r", stdin));
    assert_int_equal(capture_words(&app, run_invoke, "-"), 0);
    assert_non_null(strstr(printed, "{\"statusCode\":200,"));
    keep("{", 1);
    assert_non_null(freopen(file_path, "r", stdin));
    assert_int_equal(capture_words(&app, run_invoke, "-"), 2);
    assert_non_null(strstr(complaint, "standard input:1:2: no JSON"));
    assert_true(dup2(saved, 0) >= 0);
    close(saved);
}

static void test_streams(void **state)
{
    make_event("function-url|GET|/flow?count=4");
    assert_int_equal(invoke_file("|--stream|--deadline|60000"), 0);
    assert_non_null(strstr(printed, "{\"statusCode\":200,\"headers\":{\"content-type\":\"text/plain"));
    assert_non_null(strstr(printed, "}}\n\npiece piece "));
    make_event("alb|GET|/flow?count=2");
    assert_int_equal(invoke_file("|--stream"), 0);
    assert_non_null(strstr(complaint, "only function URLs and REST APIs"));
    assert_non_null(strstr(printed, "\"body\":\"piece \""));
    make_event("apigw-rest|GET|/see/a");
    assert_int_equal(invoke_file("|--stream"), 0);
    assert_non_null(strstr(printed, "}\n\n{\"method\":\"GET\""));
}

static void test_files(void **state)
{
    static const struct {
        const char *text, *problem;
    } texts[] = {
        {"", ":1:1: no JSON"},          {"{\"a\":\n \"é\" x}", ":2:6: no JSON: Expecting ',' delimiter"},
        {"[1,\n2", ":2:2: no JSON"},    {"{}\n\n  x", ":3:3: no JSON: Extra data"},
        {"\"\xff\"", "it is no UTF-8"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        keep(texts[i].text, strlen(texts[i].text));
        assert_int_equal(invoke_file(""), 2);
        if (!strstr(complaint, texts[i].problem)) {
            fail_msg("%s: %s", texts[i].text, complaint);
        }
    }
    keep("[[[", 3);
    char *large = malloc(7 * 1024 * 1024);
    assert_non_null(large);
    memset(large, ' ', 7 * 1024 * 1024);
    keep(large, 7 * 1024 * 1024);
    assert_int_equal(invoke_file(""), 2);
    assert_non_null(strstr(complaint, "larger than the 6 MB"));
    memset(large, '[', 1000);
    keep(large, 1000);
    assert_int_equal(invoke_file(""), 2);
    assert_non_null(strstr(complaint, "nested too deeply"));
    free(large);
    assert_int_equal(capture_words(&app, run_invoke, "/tmp"), 2);
    assert_non_null(strstr(complaint, "/tmp: it is a directory"));
    assert_int_equal(capture_words(&app, run_invoke, "/nowhere/event.json"), 2);
    assert_non_null(strstr(complaint, "/nowhere/event.json: No such file"));
}

static void test_mistakes(void **state)
{
    static const struct {
        command_call *command;
        const char *words, *problem;
    } cases[] = {
        {run_event, "apigw-rset", "did you mean apigw-rest?"},
        {run_event, "rest", "did you mean apigw-rest?"},
        {run_event, "zzzzzzzz", "there is no kind of event zzzzzzzz\n"},
        {run_event, "alb|GET", "the path is missing"},
        {run_event, "alb|GET|/|/", "a word too many"},
        {run_event, "alb|GET|no path", "the method or the path is not valid"},
        {run_event, "alb|G T|/", "the method or the path is not valid"},
        {run_event, "alb|--fast", "no such option"},
        {run_event, "alb|GET|/|--query|a", "--query is written name=value"},
        {run_event, "sqs|GET|/", "takes no METHOD /path"},
        {run_event, "sqs|-d|\xff", "no UTF-8"},
        {run_event, "eventbridge|-d|{", "the detail is no JSON"},
        {run_invoke, "GET", "method and path are missing"},
        {run_invoke, "a.json|-d|x", "belong to METHOD /path"},
        {run_invoke, "GET|/|--stream", "belong to an event"},
        {run_invoke, "a.json|--deadline|soon", "--deadline takes milliseconds"},
        {run_invoke, "a.json|--deadline", "a value is missing"},
        {run_invoke, "a.json|--strem", "did you mean --stream?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(capture_words(&app, cases[i].command, cases[i].words), 2);
        if (!strstr(complaint, cases[i].problem)) {
            fail_msg("%s: %s", cases[i].words, complaint);
        }
    }
}

static void test_help(void **state)
{
    assert_int_equal(capture_words(&app, run_event, "--help"), 0);
    assert_non_null(strstr(printed, "usage: app event KIND"));
    assert_int_equal(capture_words(&app, run_event, ""), 0);
    assert_non_null(strstr(printed, "apigw-http-v1"));
    assert_int_equal(capture_words(&app, run_invoke, "--help"), 0);
    assert_non_null(strstr(printed, "app invoke FILE [--stream]"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_answer), cmocka_unit_test(test_other_events), cmocka_unit_test(test_standard_input),
        cmocka_unit_test(test_streams),     cmocka_unit_test(test_files),        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_help),
    };
    int fd = mkstemp(file_path);
    if (fd < 0) {
        return 1;
    }
    close(fd);
    int result = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(file_path);
    return result;
}

/* test_stream.c - streamed answers: their bytes on the wire, and a host, a stream or memory that breaks off. */
#include "core/clock.h"
#include "core/heap.h"
#include "core/log.h"
#include "lambda/runtime.h"
#include "lambda/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lambda/runtime_host.h"

#define EVENT                                                                                                          \
    "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-1\r\nLambda-Runtime-Invocation-Id: abc-1\r\n"                \
    "Content-Length: 2\r\n\r\n{}"
#define PRELUDE     "{\"statusCode\":200}\0\0\0\0\0\0\0\0"
#define PRELUDE_LEN (sizeof(PRELUDE) - 1)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A stream by a script: each letter a pull. a-z: MORE with that letter; A-Z: END with it; "." END without a piece; "-"
 * WAIT; "_" MORE without a piece; "!" FAILED; "#" a large piece. */
typedef struct script {
    const char *letters;
    size_t at, pulls;
    const char *large;
    size_t large_len;
    brisk_runtime *stops; /* stopped at the first pull */
    const char *error;    /* no answer at all */
    size_t calls, finished, sent;
    int64_t deadline_ns;
} script;

static brisk_pulled pull(void *context, brisk_str *piece)
{
    script *s = context;
    const char *letter = &s->letters[s->at];
    s->pulls++;
    s->at += *letter != '\0';
    if (s->stops != NULL) {
        brisk_runtime_stop(s->stops);
    }
    switch (*letter) {
    case '-':
        return BRISK_PULLED_WAIT;
    case '!':
        return BRISK_PULLED_FAILED;
    case '_':
        return BRISK_PULLED_MORE;
    case '.':
    case '\0':
        return BRISK_PULLED_END;
    case '#':
        *piece = (brisk_str){s->large, s->large_len};
        return BRISK_PULLED_MORE;
    default:
        *piece = (brisk_str){letter, 1};
        return *letter >= 'a' ? BRISK_PULLED_MORE : BRISK_PULLED_END;
    }
}

static bool answer(void *context, const brisk_invocation *invocation, brisk_lambda_reply *reply)
{
    script *s = context;
    s->calls++;
    s->at = 0;
    if (s->error != NULL) {
        reply->error = (brisk_lambda_error){"Function.Test", brisk_str_view(s->error)};
        return false;
    }
    brisk_buffer_append(reply->out, PRELUDE, PRELUDE_LEN);
    reply->is_streamed = true;
    reply->stream = (brisk_stream){.pull = pull, .context = s, .length = -1};
    reply->deadline_ns = s->deadline_ns != 0 ? s->deadline_ns : INT64_MAX;
    reply->pulled = pull(s, &reply->body);
    return true;
}

static void finish(void *context, bool sent)
{
    script *s = context;
    s->finished++;
    s->sent += sent;
}

static brisk_runtime runtime;
static host api;

static brisk_status play_up_to(const host_step *steps, size_t count, script *s, size_t most)
{
    brisk_lambda_handler handler = {.answer = answer, .finish = finish, .context = s};
    host_start(&api, steps, count);
    assert_int_equal(brisk_runtime_init(&runtime, api.address), BRISK_OK);
    runtime.stream_max = most;
    brisk_status status = brisk_runtime_run(&runtime, &handler);
    brisk_runtime_clear(&runtime);
    host_join(&api);
    return status;
}

static brisk_status play(const host_step *steps, size_t count, script *s)
{
    return play_up_to(steps, count, s, BRISK_LAMBDA_STREAM_MAX);
}

static bool was_sent(size_t index, const char *text)
{
    return index < api.request_count && strstr(api.requests[index], text) != NULL;
}

/* What comes behind the head of a request, with its NUL bytes. */
static void assert_body(size_t index, const char *body, size_t len)
{
    assert_true(index < api.request_count);
    const char *start = strstr(api.requests[index], "\r\n\r\n");
    assert_non_null(start);
    start += 4;
    assert_int_equal(api.lens[index] - (size_t)(start - api.requests[index]), len);
    assert_memory_equal(start, body, len);
}

#define ASSERT_BODY(index, literal) assert_body(index, literal, sizeof(literal) - 1)

static void in_pieces(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT}, {.bytes = HOST_OK}, {.bytes = EVENT}, {.bytes = HOST_OK}};
    script s = {.letters = "ab-_--cD"};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.finished, 2);
    assert_int_equal(s.sent, 2);
    assert_true(was_sent(1, "POST /2018-06-01/runtime/invocation/id-1/response HTTP/1.1\r\n"));
    assert_true(was_sent(1, "\r\nLambda-Runtime-Function-Response-Mode: streaming\r\n"));
    assert_true(was_sent(1, "\r\nContent-Type: application/vnd.awslambda.http-integration-response\r\n"));
    assert_true(was_sent(1, "\r\nTransfer-Encoding: chunked\r\n"));
    assert_true(was_sent(1, "\r\nTrailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n"));
    assert_true(was_sent(1, "\r\nLambda-Runtime-Invocation-Id: abc-1\r\n"));
    assert_false(was_sent(1, "Content-Length"));
    ASSERT_BODY(1, "1b\r\n" PRELUDE "a\r\n1\r\nb\r\n1\r\nc\r\n1\r\nD\r\n0\r\n\r\n");
    assert_int_equal(api.connection_count, 3); /* closed behind each */
    host_clear(&api);
}

static void all_ways_to_end(void **state)
{
    static const struct {
        const char *letters, *body;
        size_t len;
    } cases[] = {
        {"A", "1b\r\n" PRELUDE "A\r\n0\r\n\r\n", sizeof("1b\r\n" PRELUDE "A\r\n0\r\n\r\n") - 1},
        {".", "1a\r\n" PRELUDE "\r\n0\r\n\r\n", sizeof("1a\r\n" PRELUDE "\r\n0\r\n\r\n") - 1},
        {"-.", "1a\r\n" PRELUDE "\r\n0\r\n\r\n", sizeof("1a\r\n" PRELUDE "\r\n0\r\n\r\n") - 1},
        {"_B", "1a\r\n" PRELUDE "\r\n1\r\nB\r\n0\r\n\r\n", sizeof("1a\r\n" PRELUDE "\r\n1\r\nB\r\n0\r\n\r\n") - 1},
        {"-a.", "1a\r\n" PRELUDE "\r\n1\r\na\r\n0\r\n\r\n", sizeof("1a\r\n" PRELUDE "\r\n1\r\na\r\n0\r\n\r\n") - 1},
    };
    static const host_step steps[] = {{.bytes = EVENT}, {.bytes = HOST_OK}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        script s = {.letters = cases[i].letters};
        assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
        assert_int_equal(s.sent, 1);
        assert_body(1, cases[i].body, cases[i].len);
        host_clear(&api);
    }
}

#define TRAILERS                                                                                                       \
    "0\r\nLambda-Runtime-Function-Error-Type: Function.StreamFailed\r\nLambda-Runtime-Function-Error-Body: "           \
    "eyJlcnJvck1lc3NhZ2UiOiJ0aGUgc3RyZWFtIGJyb2tlIG9mZiIsImVycm9yVHlwZSI6IkZ1bmN0aW9uLlN0cmVhbUZhaWxlZCIsInN0YWNrVHJh" \
    "Y2UiOltdfQ==\r\n\r\n"

static void broken_off_with_trailers(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT}, {.bytes = HOST_OK}, {.bytes = EVENT}, {.bytes = HOST_OK}};
    script s = {.letters = "a-b!"};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.finished, 2);
    assert_int_equal(s.sent, 0);
    ASSERT_BODY(1, "1b\r\n" PRELUDE "a\r\n1\r\nb\r\n" TRAILERS);
    host_clear(&api);
}

static void over_the_limit(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT}, {.bytes = HOST_OK}};
    script s = {.letters = "abcdefg."};
    assert_int_equal(play_up_to(steps, COUNT(steps), &s, PRELUDE_LEN + 3), BRISK_FAILED);
    assert_int_equal(s.sent, 0);
    assert_true(s.pulls == 4);
    assert_int_equal(memcmp(api.requests[1] + api.lens[1] - 4, "\r\n\r\n", 4), 0);
    const char *end = api.requests[1] + api.lens[1] - 400;
    bool is_said = false;
    for (const char *at = end; at < api.requests[1] + api.lens[1] - 40; at++) {
        is_said = is_said || strncmp(at, "Function.ResponseSizeTooLarge\r\n", 31) == 0;
    }
    assert_true(is_said);
    host_clear(&api);
}

static void past_the_deadline(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT}, {.bytes = HOST_OK}};
    script s = {.letters = "------------------------------------------------------------------------",
                .deadline_ns = (int64_t)brisk_clock_monotonic_ns() + 50 * 1000000};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.finished, 1);
    assert_int_equal(s.sent, 0);
    assert_true(s.letters[s.at] == '-');
    host_clear(&api);
}

static void large_pieces(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT}, {.bytes = HOST_OK}};
    size_t len = (size_t)3 * 1024 * 1024;
    char *large = malloc(len);
    memset(large, 'x', len);
    script s = {.letters = "###.", .large = large, .large_len = len};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.sent, 1);
    assert_true(api.lens[1] > 3 * len);
    free(large);
    host_clear(&api);
}

/* Closed at each byte of the request: begun once, given up, and the next event is asked for. */
static void host_hangs_up_at_each_byte(void **state)
{
    static const host_step whole[] = {{.bytes = EVENT}, {.bytes = HOST_OK}};
    script s = {.letters = "ab!"};
    assert_int_equal(play(whole, COUNT(whole), &s), BRISK_FAILED);
    size_t len = api.lens[1];
    host_clear(&api);
    for (size_t cut = 1; cut <= len; cut += cut < 16 || cut > len - 24 ? 1 : 13) {
        const host_step steps[] = {{.bytes = EVENT},
                                   {.bytes = "", .hangs_up = true, .hangs_up_at = cut},
                                   {.bytes = EVENT},
                                   {.bytes = HOST_OK}};
        s = (script){.letters = "a-b-!"};
        assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
        assert_int_equal(s.calls, 2);
        assert_int_equal(s.finished, 2);
        assert_int_equal(s.sent, 0);
        assert_int_equal(api.request_count, 5); /* not a second POST for the first event */
        assert_true(was_sent(2, "GET /2018-06-01/runtime/invocation/next "));
        host_clear(&api);
    }
}

/* The answer to the stream cut at each byte: what was accepted is not sent again. */
static void accepted_cut_at_each_byte(void **state)
{
    size_t head = (size_t)(strstr(HOST_OK, "\r\n\r\n") + 4 - HOST_OK);
    for (size_t cut = 0; cut < sizeof(HOST_OK) - 1; cut++) {
        const host_step steps[] = {{.bytes = EVENT}, {.bytes = HOST_OK, .is_cut = true, .cut_at = cut}};
        script s = {.letters = "ab."};
        assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
        assert_int_equal(s.sent, cut >= head ? 1 : 0);
        assert_int_equal(api.request_count, 3);
        host_clear(&api);
    }
}

/* An answer that is there as a whole is posted again like any other. */
static void whole_answer_is_sent_again(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT},
                                      {.bytes = "", .hangs_up = true, .hangs_up_at = 50},
                                      {.bytes = HOST_OK},
                                      {.bytes = EVENT},
                                      {.bytes = HOST_OK}};
    script s = {.letters = "A"};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.calls, 2);
    assert_int_equal(s.sent, 2);
    ASSERT_BODY(2, "1b\r\n" PRELUDE "A\r\n0\r\n\r\n");
    host_clear(&api);
}

static void refusals(void **state)
{
    static const struct {
        const char *text;
        bool ends;
    } cases[] = {
        {"HTTP/1.1 400 Bad Request\r\nContent-Length: 44\r\n\r\n{\"errorType\":\"InvalidFunctionResponseMode\"} \n",
         false},
        {"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", false},
        {"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n", false},
        {"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n", true},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (int is_early = 0; is_early < 2; is_early++) {
            const host_step steps[] = {
                {.bytes = EVENT}, {.bytes = cases[i].text, .is_early = is_early}, {.bytes = EVENT}, {.bytes = HOST_OK}};
            script s = {.letters = "a--------b-------c-------d----e----."};
            assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
            assert_int_equal(s.finished, cases[i].ends ? 1 : 2);
            assert_int_equal(s.sent, cases[i].ends ? 0 : 1);
            host_clear(&api);
        }
    }
}

/* A host that says 202 with the first bytes and reads on gets all of it. */
static void accepted_before_the_end(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT}, {.bytes = HOST_OK, .speaks_early = true}};
    script s = {.letters = "a---------b-------c."};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_int_equal(s.sent, 1);
    ASSERT_BODY(1, "1b\r\n" PRELUDE "a\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n");
    host_clear(&api);
}

/* The host closes while the stream waits: nobody pulls for nothing any longer. */
static void host_leaves_a_stream_that_waits(void **state)
{
    static const char letters[] = "a----------------------------------------------------------------------------------"
                                  "--------------------------------------------------------------------------------"
                                  "--------------------------------------------------------------------------------.";
    static const host_step steps[] = {{.bytes = EVENT}, {.bytes = "", .is_early = true}, {.bytes = EVENT}};
    script s = {.letters = letters};
    assert_int_equal(play(steps, 2, &s), BRISK_FAILED);
    assert_int_equal(s.sent, 0);
    assert_int_equal(s.finished, 1);
    assert_true(s.letters[s.at] == '-');
    host_clear(&api);
}

static void error_before_the_prelude(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT}, {.bytes = HOST_OK}};
    script s = {.error = "line one\nline \"two\" \xC3\xA4 \xF0\x9F\x98\x80 \x7F\xFF"};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_true(was_sent(1, "/id-1/error "));
    assert_true(was_sent(1, "\r\nLambda-Runtime-Function-Error-Type: Function.Test\r\n"));
    assert_true(was_sent(1, "\r\nLambda-Runtime-Function-XRay-Error-Cause: {\"working_directory\":\"/"));
    assert_true(was_sent(1, "\"exceptions\":[{\"type\":\"Function.Test\",\"message\":\"line one\\u000aline \\\"two\\\" "
                            "\\u00e4 \\ud83d\\ude00 \\u007f\\ufffd\",\"stack\":[]}],\"paths\":[]}\r\n"));
    assert_false(was_sent(1, "streaming"));
    host_clear(&api);
}

static void stop_in_a_stream(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT}, {.bytes = HOST_OK}, {.bytes = EVENT}};
    script s = {.letters = "a--b.", .stops = &runtime};
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_OK);
    assert_int_equal(s.sent, 1);
    assert_int_equal(api.request_count, 2);
    host_clear(&api);
}

/* Each allocation of a run fails once: it ends by the script, or for want of memory; nothing is posted twice. */
static void no_memory(void **state)
{
    static const host_step steps[] = {{.bytes = EVENT}, {.bytes = HOST_OK}};
    static const char *const letters[] = {"ab.", "ab!"};
    for (size_t i = 0; i < COUNT(letters); i++) {
        for (uint64_t n = 1; n < 100; n++) {
            script s = {.letters = letters[i]};
            brisk_heap_fail_at(n, false);
            brisk_status status = play(steps, COUNT(steps), &s);
            bool is_over = !brisk_heap_fault_fired();
            brisk_heap_fail_at(0, false);
            assert_true(status == BRISK_FAILED || status == BRISK_NO_MEMORY);
            assert_true(s.calls == s.finished && s.calls <= 2);
            host_clear(&api);
            if (is_over) {
                break;
            }
            assert_true(n < 99);
        }
    }
}

static void warm_streams_allocate_nothing(void **state)
{
    host_step steps[12];
    for (size_t i = 0; i < COUNT(steps); i += 2) {
        steps[i] = (host_step){.bytes = EVENT};
        steps[i + 1] = (host_step){.bytes = HOST_OK};
    }
    script s = {.letters = "ab!"};
    uint64_t before = brisk_heap_stats_now().heap_requests;
    assert_int_equal(play(steps, 4, &s), BRISK_FAILED);
    uint64_t two = brisk_heap_stats_now().heap_requests - before;
    host_clear(&api);
    before = brisk_heap_stats_now().heap_requests;
    assert_int_equal(play(steps, COUNT(steps), &s), BRISK_FAILED);
    assert_true(brisk_heap_stats_now().heap_requests - before == two);
    host_clear(&api);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_pieces),
        cmocka_unit_test(all_ways_to_end),
        cmocka_unit_test(broken_off_with_trailers),
        cmocka_unit_test(over_the_limit),
        cmocka_unit_test(past_the_deadline),
        cmocka_unit_test(large_pieces),
        cmocka_unit_test(host_hangs_up_at_each_byte),
        cmocka_unit_test(accepted_cut_at_each_byte),
        cmocka_unit_test(whole_answer_is_sent_again),
        cmocka_unit_test(refusals),
        cmocka_unit_test(accepted_before_the_end),
        cmocka_unit_test(host_leaves_a_stream_that_waits),
        cmocka_unit_test(error_before_the_prelude),
        cmocka_unit_test(stop_in_a_stream),
        cmocka_unit_test(no_memory),
        cmocka_unit_test(warm_streams_allocate_nothing),
    };
    brisk_log_set_level(BRISK_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_link.c - the answers of a host as bytes in a socket pair: in any pieces, cut at each byte, several in one read. */
#include "core/heap.h"
#include "lambda/link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define LIMIT ((size_t)64 * 1024)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const brisk_str request = BRISK_STR("GET / HTTP/1.1\r\n\r\n");

static brisk_link link_;
static brisk_buffer into;
static int peer = -1;

/* A link whose host has said these bytes, in packets of so many, and has closed. */
static void hear(const char *bytes, size_t len, size_t step, unsigned answers)
{
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    assert_int_equal(brisk_link_init(&link_, "127.0.0.1:1"), BRISK_OK);
    link_.fd = ends[0];
    peer = ends[1];
    brisk_buffer_init(&into, NULL, LIMIT);
    assert_int_equal(brisk_link_ask(&link_, &request, 1, answers, &into), BRISK_OK);
    for (size_t at = 0; at < len; at += step) {
        size_t size = len - at < step ? len - at : step;
        if (send(peer, bytes + at, size, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
            assert_true(at > LIMIT); /* the socket is full: more than the link reads */
            break;
        }
    }
    shutdown(peer, SHUT_WR);
}

static void forget(void)
{
    brisk_link_close(&link_);
    brisk_buffer_clear(&into);
    close(peer);
}

static bool is(brisk_str text, const char *wanted)
{
    return text.len == strlen(wanted) && (text.len == 0 || memcmp(text.ptr, wanted, text.len) == 0);
}

#define EVENT_HEAD                                                                                                     \
    "HTTP/1.1 200 OK\r\nlambda-runtime-AWS-request-id: \t id-1 \r\nX-Other: y\r\nLambda-Runtime-Trace-Id:\r\n"

static const char *const events[] = {
    EVENT_HEAD "Content-Length: 7\r\n\r\n{\"a\":1}",
    EVENT_HEAD "Transfer-Encoding: chunked\r\n\r\n2;x=y\r\n{\"\r\n1\r\na\r\n4\r\n\":1}\r\n0\r\nT: 1\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLambda-Runtime-Trace-Id: no\r\n\r\n" EVENT_HEAD
    "Content-Length: 7\r\n\r\n{\"a\":1}",
    EVENT_HEAD "Connection: close\r\n\r\n{\"a\":1}",
};

static void in_any_pieces(void **state)
{
    for (size_t i = 0; i < COUNT(events); i++) {
        for (size_t step = 1; step < 40; step += 3) {
            brisk_link_answer answer;
            hear(events[i], strlen(events[i]), step, 1);
            assert_int_equal(brisk_link_receive(&link_, &answer), BRISK_OK);
            assert_true(answer.is_whole);
            assert_int_equal(answer.status, 200);
            assert_true(is(answer.body, "{\"a\":1}"));
            assert_true(is(answer.headers[BRISK_LINK_REQUEST_ID], "id-1"));
            assert_true(is(answer.headers[BRISK_LINK_TRACE_ID], ""));
            assert_true((link_.fd >= 0) == (i < 3)); /* the last one ends with its connection */
            assert_int_equal(brisk_link_receive(&link_, &answer), BRISK_IO);
            forget();
        }
    }
}

static void cut_at_each_byte(void **state)
{
    for (size_t i = 0; i < 3; i++) {
        size_t len = strlen(events[i]), head = 0;
        for (const char *at = events[i]; (at = strstr(at, "\r\n\r\n")) != NULL; at += 4) {
            head = head == 0 || i == 2 ? (size_t)(at + 4 - events[i]) : head;
        }
        for (size_t cut = 0; cut < len; cut++) {
            brisk_link_answer answer;
            hear(events[i], cut, LIMIT, 1);
            brisk_status status = brisk_link_receive(&link_, &answer);
            assert_int_equal(status, cut >= head ? BRISK_OK : BRISK_IO);
            assert_false(answer.is_whole);
            assert_true(link_.fd < 0);
            forget();
        }
    }
}

/* Each answer behind each other one, in one read and in pieces. */
static void two_of_one_connection(void **state)
{
    char bytes[2048];
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < COUNT(events); k++) {
            for (size_t step = 4; step < 400; step = step * 3 + 1) {
                brisk_link_answer answer;
                bytes[0] = '\0';
                strcat(strcat(bytes, events[i]), events[k]);
                hear(bytes, strlen(bytes), step, 2);
                assert_int_equal(brisk_link_receive(&link_, &answer), BRISK_OK);
                assert_true(answer.is_whole && is(answer.body, "{\"a\":1}"));
                assert_int_equal(brisk_link_receive(&link_, &answer), BRISK_OK);
                assert_true(answer.is_whole && is(answer.body, "{\"a\":1}"));
                assert_true(is(answer.headers[BRISK_LINK_REQUEST_ID], "id-1"));
                forget();
            }
        }
    }
}

static void bytes_behind_the_last_answer(void **state)
{
    static const char bytes[] = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n";
    brisk_link_answer answer;
    hear(bytes, sizeof(bytes) - 1, LIMIT, 1);
    assert_int_equal(brisk_link_receive(&link_, &answer), BRISK_OK);
    assert_true(answer.is_whole && link_.fd < 0);
    forget();
}

static void what_is_no_answer(void **state)
{
    static const struct {
        const char *bytes;
        brisk_status status;
        bool was_refused;
    } cases[] = {
        {"", BRISK_IO, false},
        {"hello\r\n\r\n", BRISK_SYNTAX, false},
        {"GET / HTTP/1.1\r\n\r\n", BRISK_SYNTAX, false},
        {"HTTP/1.1 20 OK\r\n\r\n", BRISK_SYNTAX, false},
        {"HTTP/1.1 200 OK\r\nA B: c\r\n\r\n", BRISK_SYNTAX, false},
        {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", BRISK_SYNTAX, false},
        {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nab", BRISK_SYNTAX, false},
        {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n", BRISK_SYNTAX, false},
        {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", BRISK_SYNTAX, false},
        {"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nx", BRISK_OK, true},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        brisk_link_answer answer;
        hear(cases[i].bytes, strlen(cases[i].bytes), LIMIT, 1);
        assert_int_equal(brisk_link_receive(&link_, &answer), cases[i].status);
        assert_false(answer.is_whole);
        assert_true(link_.was_refused == cases[i].was_refused);
        assert_true(link_.fd < 0);
        forget();
    }
}

/* A head, an interim answer and a body that never end meet the buffer's limit. */
static void without_an_end(void **state)
{
    static const struct {
        const char *start, *more;
        brisk_status status;
    } cases[] = {
        {"HTTP/1.1 200 OK\r\n", "X-Header: 0123456789abcdef\r\n", BRISK_LIMIT},
        {"HTTP/1.1 200 OK\r\nX-Header: ", "0123456789abcdef", BRISK_LIMIT},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "10\r\n0123456789abcdef\r\n", BRISK_OK},
        {"", "HTTP/1.1 100 Continue\r\n\r\n", BRISK_LIMIT},
    };
    char *bytes = malloc(2 * LIMIT + 64);
    for (size_t i = 0; i < COUNT(cases); i++) {
        brisk_link_answer answer;
        strcpy(bytes, cases[i].start);
        for (size_t len = strlen(bytes), more = strlen(cases[i].more); len < 2 * LIMIT; len += more) {
            strcpy(bytes + len, cases[i].more);
        }
        hear(bytes, strlen(bytes), 4096, 1);
        assert_int_equal(brisk_link_receive(&link_, &answer), cases[i].status);
        assert_false(answer.is_whole);
        assert_true(link_.fd < 0 && into.len <= LIMIT);
        forget();
    }
    free(bytes);
}

static void no_memory(void **state)
{
    brisk_link_answer answer;
    hear(events[0], strlen(events[0]), LIMIT, 1);
    brisk_heap_fail_at(1, true);
    assert_int_equal(brisk_link_receive(&link_, &answer), BRISK_NO_MEMORY);
    brisk_heap_fail_at(0, false);
    assert_true(link_.fd < 0);
    forget();
}

static void nothing_is_sent_to_a_broken_connection(void **state)
{
    brisk_link_answer answer;
    hear("", 0, 1, 1);
    close(peer);
    peer = -1;
    assert_int_equal(brisk_link_more(&link_, &request, 1), BRISK_IO);
    assert_true(link_.is_cut_off);
    assert_true(brisk_link_wait(&link_, 1000));
    assert_int_equal(brisk_link_receive(&link_, &answer), BRISK_IO);
    assert_int_equal(brisk_link_more(&link_, &request, 1), BRISK_IO);
    forget();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_any_pieces),
        cmocka_unit_test(cut_at_each_byte),
        cmocka_unit_test(two_of_one_connection),
        cmocka_unit_test(bytes_behind_the_last_answer),
        cmocka_unit_test(what_is_no_answer),
        cmocka_unit_test(without_an_end),
        cmocka_unit_test(no_memory),
        cmocka_unit_test(nothing_is_sent_to_a_broken_connection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* fuzz_link.c - bytes of a Runtime API host to a link, over a socket pair that keeps the sizes of the reads. The first
 * two bytes choose those, and how many answers are expected of one connection. */
#include "fuzz.h"

#include "lambda/link.h"

#include <unistd.h>

#define BUFFER_MAX ((size_t)64 * 1024)

static void check_view(const brisk_buffer *buffer, brisk_str text)
{
    CHECK(text.len == 0 || (text.ptr >= buffer->data && text.ptr + text.len <= buffer->data + buffer->len));
}

static void check_answer(const brisk_link *link, brisk_status status, const brisk_link_answer *answer,
                         const brisk_buffer *buffer)
{
    CHECK(buffer->len <= BUFFER_MAX);
    if (status != BRISK_OK) {
        CHECK(link->fd < 0);
        CHECK(!answer->is_whole && answer->status == 0);
        return;
    }
    CHECK(answer->status >= 200 && answer->status <= 999);
    CHECK(answer->is_whole || link->fd < 0);
    check_view(buffer, answer->body);
    for (size_t i = 0; i < BRISK_LINK_HEADER_COUNT; i++) {
        check_view(buffer, answer->headers[i]);
    }
}

/* Sends the bytes in packets, each of which is one read. */
static void feed(int fd, const uint8_t *data, size_t size, size_t step)
{
    for (size_t at = 0; at < size; at += step) {
        size_t len = size - at < step ? size - at : step;
        if (send(fd, data + at, len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
            return; /* what a socket holds unread is limited: the rest was never sent */
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const brisk_str request = BRISK_STR("GET / HTTP/1.1\r\n\r\n");
    int ends[2];
    brisk_link link;
    brisk_buffer into;
    if (size < 2 || socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0) {
        return 0;
    }
    unsigned answers = 1 + data[1] % 3;
    CHECK(brisk_link_init(&link, "127.0.0.1:1") == BRISK_OK);
    link.fd = ends[0];
    brisk_buffer_init(&into, NULL, BUFFER_MAX);
    CHECK(brisk_link_ask(&link, &request, 1, answers, &into) == BRISK_OK);
    feed(ends[1], data + 2, size - 2, data[0] == 0 ? 1024 : data[0]);
    shutdown(ends[1], SHUT_WR);
    for (unsigned i = 0; i <= answers; i++) { /* one more than are expected */
        brisk_link_answer answer;
        brisk_status status = brisk_link_receive(&link, &answer);
        CHECK(i < answers || status == BRISK_IO);
        if (i < answers) {
            check_answer(&link, status, &answer, &into);
        }
    }
    brisk_link_close(&link);
    brisk_buffer_clear(&into);
    close(ends[1]);
    return 0;
}

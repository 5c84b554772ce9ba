/* runtime_host.h - a Runtime API host on loopback for tests: a thread that answers each request by a script, and
 * misbehaves where the script says so. What it was sent is kept to be looked at.
 *
 * Requests may be pipelined: bytes behind one are the beginning of the next. To answer two of them in one write, the
 * first step sends nothing ("") and the second one both answers. */
#ifndef BRISK_TEST_RUNTIME_HOST_H
#define BRISK_TEST_RUNTIME_HOST_H

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HOST_MAX_REQUESTS = 256 };

/* One answer. */
typedef struct host_step {
    const char *bytes;
    size_t len;  /* 0: bytes is NUL-terminated */
    bool is_cut; /* only cut_at bytes are sent, then the connection is closed */
    size_t cut_at;
    size_t piece;      /* bytes a send, 0: all at once */
    bool closes;       /* the connection, behind the answer */
    bool is_early;     /* answers and closes before the body was read */
    bool speaks_early; /* answers before the body was read, and reads on */
    bool hangs_up;     /* closes after so many bytes of the request, without an answer */
    size_t hangs_up_at;
    long stall_ms; /* before the answer */
} host_step;

/* What was read of a connection and not used yet. */
typedef struct host_input {
    int fd;
    char *text;
    size_t len, capacity;
} host_input;

typedef struct host {
    int listener, port;
    pthread_t thread;
    const host_step *steps;
    size_t step_count;
    char *requests[HOST_MAX_REQUESTS];  /* head and body as they came, NUL-terminated */
    size_t lens[HOST_MAX_REQUESTS];     /* of them */
    bool came_ahead[HOST_MAX_REQUESTS]; /* its first bytes came with the request before */
    atomic_size_t request_count, connection_count;
    atomic_bool is_stopping;
    atomic_int extension; /* the connection of an extension that waits; 0: none */
    atomic_size_t registered;
    char address[32];
} host;

#define HOST_END "HTTP/1.1 500 The End\r\nContent-Length: 0\r\n\r\n"
#define HOST_OK                                                                                                        \
    "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"status\":\"OK\"}\n"

static inline void host_sleep(long ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

/* Waits, in another thread, until so many requests have come, and a little more: until the answer is waited for. */
static inline void host_wait(const host *h, size_t count)
{
    for (int i = 0; i < 2000 && h->request_count < count; i++) {
        host_sleep(5);
    }
    host_sleep(50);
}

/* Waits for more bytes, at most so many; false at the end of the connection. */
static inline bool host_receive(host_input *input, size_t most)
{
    if (input->capacity - input->len < most + 1) {
        size_t capacity = input->capacity * 2 + most + 1;
        char *larger = realloc(input->text, capacity);
        if (larger == NULL) {
            return false;
        }
        input->text = larger;
        input->capacity = capacity;
    }
    ssize_t count = recv(input->fd, input->text + input->len, most, 0);
    if (count <= 0) {
        return false;
    }
    input->len += (size_t)count;
    input->text[input->len] = '\0';
    return true;
}

/* The length of a chunked body with its trailers; 0: not all of it is there. */
static inline size_t host_chunked_len(const char *text, size_t len)
{
    size_t at = 0;
    for (;;) {
        const char *line = memchr(text + at, '\n', len - at);
        if (line == NULL) {
            return 0;
        }
        size_t size = strtoul(text + at, NULL, 16);
        at = (size_t)(line + 1 - text);
        if (size == 0) {
            break;
        }
        if (len - at < size + 2) {
            return 0;
        }
        at += size + 2;
    }
    while (len - at >= 2 && text[at] != '\r') { /* trailers */
        const char *line = memchr(text + at, '\n', len - at);
        if (line == NULL) {
            return 0;
        }
        at = (size_t)(line + 1 - text);
    }
    return len - at >= 2 ? at + 2 : 0;
}

/* The length of the request that the input begins with; 0: not all of it is there. is_early: its head only. */
static inline size_t host_request_len(const host_input *input, bool is_early)
{
    char *end = input->len > 0 ? strstr(input->text, "\r\n\r\n") : NULL;
    if (end == NULL) {
        return 0;
    }
    size_t head = (size_t)(end + 4 - input->text);
    const char *length = strstr(input->text, "Content-Length: ");
    const char *chunked = strstr(input->text, "Transfer-Encoding: chunked");
    if (is_early) {
        return head;
    }
    if (chunked != NULL && chunked < end) {
        size_t body = host_chunked_len(end + 4, input->len - head);
        return body == 0 ? 0 : head + body;
    }
    size_t all = head + (length != NULL && length < end ? strtoul(length + 16, NULL, 10) : 0);
    return input->len < all ? 0 : all;
}

/* Reads one request; NULL at the end of the connection, or where the step hangs up. is_early: its head only. */
static inline char *host_read(host_input *input, const host_step *step, size_t *len)
{
    size_t wanted;
    while ((wanted = host_request_len(input, step->is_early)) == 0) {
        size_t most = step->is_early ? 1 : 65536;
        if (step->hangs_up) {
            most = input->len < step->hangs_up_at ? step->hangs_up_at - input->len : 0;
        }
        if (most == 0 || !host_receive(input, most)) {
            return NULL;
        }
    }
    char *request = malloc(wanted + 1);
    if (request == NULL || (step->hangs_up && step->hangs_up_at <= input->len)) {
        free(request);
        return NULL;
    }
    memcpy(request, input->text, wanted);
    request[wanted] = '\0';
    memmove(input->text, input->text + wanted, input->len - wanted + 1);
    input->len -= wanted;
    *len = wanted;
    return request;
}

/* False: the connection is over. */
static inline bool host_answer(int fd, const host_step *step)
{
    size_t len = step->len != 0 ? step->len : strlen(step->bytes);
    size_t wanted = step->is_cut && step->cut_at < len ? step->cut_at : len;
    size_t piece = step->piece != 0 ? step->piece : len;
    host_sleep(step->stall_ms);
    for (size_t sent = 0; sent < wanted;) {
        size_t size = wanted - sent < piece ? wanted - sent : piece;
        ssize_t count = send(fd, step->bytes + sent, size, MSG_NOSIGNAL);
        if (count <= 0) {
            return false;
        }
        sent += (size_t)count;
        if (step->piece != 0) {
            host_sleep(1);
        }
    }
    return !step->is_cut && !step->closes && !step->is_early;
}

/* False: the connection is over. */
static inline bool host_keep(host *h, char *request, size_t len, bool came_ahead)
{
    size_t count = h->request_count;
    if (count == HOST_MAX_REQUESTS) {
        free(request);
        return false;
    }
    h->requests[count] = request;
    h->lens[count] = len;
    h->came_ahead[count] = came_ahead;
    h->request_count = count + 1;
    return true;
}

/* The calls of an extension are no part of the script. True: it was one. */
static inline bool host_serve_extension(host *h, host_input *input, char *request, bool *goes_on)
{
    static const host_step registered = {.bytes = "HTTP/1.1 200 OK\r\nLambda-Extension-Identifier: ext-1\r\n"
                                                  "Content-Length: 2\r\n\r\n{}"};
    if (strncmp(request, "GET /2020-01-01/extension/event/next ", 37) == 0) {
        h->extension = input->fd; /* stays open, without an answer */
        input->fd = -1;
        *goes_on = false;
        return true;
    }
    if (strncmp(request, "POST /2020-01-01/extension/register ", 36) == 0) {
        h->registered += strstr(request, "{\"events\":[]}") != NULL;
        *goes_on = host_answer(input->fd, &registered);
        return true;
    }
    return false;
}

static inline void host_serve(host *h, int fd)
{
    static const host_step end = {.bytes = HOST_END};
    host_input input = {.fd = fd};
    for (bool goes_on = true; goes_on;) {
        const host_step *step = h->request_count < h->step_count ? &h->steps[h->request_count] : &end;
        bool came_ahead = input.len > 0;
        size_t len = 0;
        if (step->speaks_early && (!host_receive(&input, 1) || !host_answer(fd, step))) {
            break;
        }
        char *request = host_read(&input, step, &len);
        if (request == NULL) {
            if (step->hangs_up) {
                host_keep(h, calloc(1, 1), 0, false); /* the script goes on */
            }
            break;
        }
        if (host_serve_extension(h, &input, request, &goes_on)) {
            free(request);
            continue;
        }
        goes_on = host_keep(h, request, len, came_ahead) && (step->speaks_early || host_answer(fd, step));
    }
    free(input.text);
    if (input.fd >= 0) {
        shutdown(input.fd, SHUT_WR);
        close(input.fd);
    }
}

static inline void *host_run(void *context)
{
    host *h = context;
    while (!h->is_stopping) {
        int fd = accept(h->listener, NULL, NULL);
        if (fd >= 0 && !h->is_stopping) {
            h->connection_count++;
            host_serve(h, fd);
        } else if (fd >= 0) {
            close(fd);
        }
    }
    return NULL;
}

static inline void host_start(host *h, const host_step *steps, size_t count)
{
    memset(h, 0, sizeof(*h));
    h->steps = steps;
    h->step_count = count;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);
    h->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(h->listener, (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(h->listener, 16), 0);
    assert_int_equal(getsockname(h->listener, (struct sockaddr *)&address, &len), 0);
    h->port = ntohs(address.sin_port);
    snprintf(h->address, sizeof(h->address), "127.0.0.1:%d", h->port);
    assert_int_equal(pthread_create(&h->thread, NULL, host_run, h), 0);
}

/* To be called with the runtime's connection closed. The requests stay until host_clear. */
static inline void host_join(host *h)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)h->port)};
    h->is_stopping = true;
    int fd = socket(AF_INET, SOCK_STREAM, 0); /* wakes accept */
    (void)connect(fd, (struct sockaddr *)&address, sizeof(address));
    pthread_join(h->thread, NULL);
    close(fd);
    if (h->extension > 0) {
        close(h->extension);
    }
    close(h->listener);
}

static inline void host_clear(host *h)
{
    for (size_t i = 0; i < h->request_count; i++) {
        free(h->requests[i]);
    }
    h->request_count = 0;
}

#endif

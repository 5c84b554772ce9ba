/* runtime_host.h - a Runtime API host on loopback for tests: a thread that answers each request by a script, and
 * misbehaves where the script says so. What it was sent is kept to be looked at. */
#ifndef BRISK_TEST_RUNTIME_HOST_H
#define BRISK_TEST_RUNTIME_HOST_H

#include <arpa/inet.h>
#include <pthread.h>
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
    size_t piece;  /* bytes a send, 0: all at once */
    bool closes;   /* the connection, behind the answer */
    bool is_early; /* answers and closes before the body was read */
    long stall_ms; /* before the answer */
} host_step;

typedef struct host {
    int listener, port;
    pthread_t thread;
    const host_step *steps;
    size_t step_count;
    char *requests[HOST_MAX_REQUESTS]; /* head and body as they came */
    volatile size_t request_count, connection_count;
    volatile bool is_stopping;
    int extension; /* the connection of an extension that waits; 0: none */
    size_t registered;
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

/* Reads one request; NULL at the end of the connection. is_early: its head only. */
static inline char *host_read(int fd, bool is_early)
{
    size_t len = 0, capacity = 65536, wanted = SIZE_MAX;
    char *text = malloc(capacity + 1);
    while (text != NULL && len < wanted) {
        if (len == capacity) {
            char *larger = realloc(text, capacity * 2 + 1);
            if (larger == NULL) {
                break;
            }
            text = larger;
            capacity *= 2;
        }
        ssize_t count = recv(fd, text + len, is_early && wanted == SIZE_MAX ? 1 : capacity - len, 0);
        if (count <= 0) {
            free(text);
            return NULL;
        }
        len += (size_t)count;
        text[len] = '\0';
        char *end = wanted == SIZE_MAX ? strstr(text, "\r\n\r\n") : NULL;
        if (end != NULL) {
            const char *length = strstr(text, "Content-Length: ");
            size_t body = length != NULL && length < end ? strtoul(length + 16, NULL, 10) : 0;
            wanted = (size_t)(end + 4 - text) + (is_early ? 0 : body);
        }
    }
    return text;
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

static inline void host_serve(host *h, int fd)
{
    static const host_step end = {.bytes = HOST_END};
    for (bool goes_on = true; goes_on;) {
        const host_step *step = h->request_count < h->step_count ? &h->steps[h->request_count] : &end;
        char *request = host_read(fd, step->is_early);
        if (request == NULL) {
            break;
        }
        if (strncmp(request, "GET /2020-01-01/extension/event/next ", 37) == 0) {
            h->extension = fd; /* stays open, without an answer */
            free(request);
            return;
        }
        if (strncmp(request, "POST /2020-01-01/extension/register ", 36) == 0) {
            static const host_step registered = {.bytes = "HTTP/1.1 200 OK\r\nLambda-Extension-Identifier: ext-1\r\n"
                                                          "Content-Length: 2\r\n\r\n{}"};
            h->registered += strstr(request, "{\"events\":[]}") != NULL;
            free(request);
            goes_on = host_answer(fd, &registered);
            continue;
        }
        if (h->request_count == HOST_MAX_REQUESTS) {
            free(request);
            break;
        }
        h->requests[h->request_count++] = request;
        goes_on = host_answer(fd, step);
    }
    shutdown(fd, SHUT_WR);
    close(fd);
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
    *h = (host){.steps = steps, .step_count = count};
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

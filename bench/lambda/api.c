/* api.c - the Runtime API on loopback: requests in, events out, times taken.
 *
 *     GET next  ─► the event, or held until there is one     POST response ─► time, id and answer checked, 202
 *
 * All requests that are there are read before anything is sent, and what they are answered goes out in one write: a
 * runtime that sends its answer and asks for the next event at once gets 202 and event at once. Anything out of order, of another
 * id, or not as HTTP/1.1 has it ends the benchmark. Sources: the Runtime API's OpenAPI document, RFC 9112. */
#include "host.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define RUNTIME   "/2018-06-01/runtime/"
#define EXTENSION "/2020-01-01/extension/"

enum { REQUEST_MAX = 8 * 1024 * 1024, POLL_SLICE_MS = 200 };

/* One request in a connection's input. */
typedef struct request {
    const char *target;
    size_t target_len;
    char *body;
    size_t body_len;
    size_t len;         /* of all of it in the input */
    bool is_get, waits; /* waits: for a 100 before its body */
} request;

static _Noreturn void fail(host_api *api, const char *what)
{
    process_show_log(api->process);
    process_end(api->process, 0);
    die("%s", what);
}

void api_open(host_api *api, host_process *process, int timeout_ms)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    *api = (host_api){.process = process, .timeout_ms = timeout_ms};
    api->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (api->listener < 0 || bind(api->listener, (struct sockaddr *)&address, len) != 0 ||
        listen(api->listener, 16) != 0 || getsockname(api->listener, (struct sockaddr *)&address, &len) != 0) {
        die("no socket to listen on: %s", strerror(errno));
    }
    api->port = ntohs(address.sin_port);
    for (size_t i = 0; i < HOST_CONNECTIONS; i++) {
        api->connections[i].fd = -1;
    }
}

static void drop(host_api *api, host_connection *c)
{
    if (c->fd >= 0) {
        (void)close(c->fd);
    }
    if (api->held == c) {
        api->held = NULL;
    }
    c->fd = -1;
    c->in_len = c->out_len = 0;
    c->was_continued = false;
}

void api_reset(host_api *api)
{
    int fd;
    for (size_t i = 0; i < HOST_CONNECTIONS; i++) {
        drop(api, &api->connections[i]);
    }
    while ((fd = accept(api->listener, NULL, NULL)) >= 0) {
        (void)close(fd);
    }
    api->first_next_ns = api->answered_ns = 0;
    api->is_running = false;
    api->event = 0;
}

void api_close(host_api *api)
{
    api_reset(api);
    for (size_t i = 0; i < HOST_CONNECTIONS; i++) {
        free(api->connections[i].in);
        free(api->connections[i].out);
    }
    (void)close(api->listener);
}

static void accept_one(host_api *api)
{
    int fd = accept(api->listener, NULL, NULL);
    if (fd < 0) {
        return;
    }
    for (size_t i = 0; i < HOST_CONNECTIONS; i++) {
        host_connection *c = &api->connections[i];
        if (c->fd < 0) {
            c->fd = fd;
            (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
            return;
        }
    }
    fail(api, "the runtime opens too many connections");
}

/* ---- what goes out ---- */

static void put(host_connection *c, const char *bytes, size_t len)
{
    if (c->out_len + len > c->out_size) {
        c->out = grow(c->out, c->out_size = 2 * (c->out_len + len));
    }
    memcpy(c->out + c->out_len, bytes, len);
    c->out_len += len;
}

static void put_text(host_connection *c, const char *text)
{
    put(c, text, strlen(text));
}

static void flush(host_api *api, host_connection *c)
{
    if (api->sends_to == c) {
        api->sends_to = NULL;
        api->sent_ns = now_ns();
    }
    for (size_t at = 0; at < c->out_len;) {
        ssize_t sent = send(c->fd, c->out + at, c->out_len - at, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) {
            fail(api, "the runtime has closed the connection on which it is answered");
        }
        at += sent > 0 ? (size_t)sent : 0;
    }
    c->out_len = 0;
}

static void format_id(const host_api *api, char id[static 40])
{
    (void)snprintf(id, 40, "8f1b6c0e-5d2a-4c3b-9e4f-%012llx", (unsigned long long)api->number & 0xFFFFFFFFFFFFU);
}

static void put_event(host_api *api, host_connection *c)
{
    char head[768], id[40];
    struct timespec t;
    const host_event *event = &api->events[api->event];
    api->number++;
    format_id(api, id);
    (void)clock_gettime(CLOCK_REALTIME, &t);
    int len = snprintf(
        head, sizeof head,
        "HTTP/1.1 200 OK\r\n"
        "Content-Type: application/json\r\n"
        "Lambda-Runtime-Aws-Request-Id: %s\r\n"
        "Lambda-Runtime-Deadline-Ms: %lld\r\n"
        "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:123456789012:function:bench\r\n"
        "Lambda-Runtime-Trace-Id: Root=1-68f1a2b3-4c5d6e7f8091a2b3c4d5e6f7;Parent=53995c3f42cd8ad8;Sampled=0\r\n"
        "Date: Fri, 17 Oct 2025 09:12:28 GMT\r\n"
        "Content-Length: %zu\r\n\r\n",
        id, (long long)t.tv_sec * 1000 + 30000, event->json_len);
    put(c, head, (size_t)len);
    put(c, event->json, event->json_len);
    api->is_running = true;
    api->held = NULL;
    api->sends_to = c;
}

/* ---- what comes in ---- */

static const char *find(const char *text, size_t len, const char *part, size_t part_len)
{
    for (const char *at = text, *end = text + len; (size_t)(end - at) >= part_len; at++) {
        at = memchr(at, part[0], (size_t)(end - at) - part_len + 1);
        if (!at) {
            return NULL;
        }
        if (memcmp(at, part, part_len) == 0) {
            return at;
        }
    }
    return NULL;
}

static bool is_header(const char *line, const char *name)
{
    return strncasecmp(line, name, strlen(name)) == 0;
}

/* A chunked body. 1: whole; 0: there is more to come; -1: none. Where it is joined, its bytes move over its own framing: only
 * once it is known to be whole, since what was joined cannot be read again as chunks. */
static int read_chunks(char *start, const char *end, bool is_joined, request *out)
{
    char *at = start, *to = start;
    for (;;) {
        const char *line = find(at, (size_t)(end - at), "\r\n", 2);
        if (!line) {
            return end - at > 1024 ? -1 : 0;
        }
        char *digits_end = NULL;
        unsigned long size = strtoul(at, &digits_end, 16);
        if (digits_end == at || (*digits_end != '\r' && *digits_end != ';') || size > REQUEST_MAX) {
            return -1;
        }
        at += line - at + 2;
        if ((size_t)(end - at) < size + 2) {
            return 0;
        }
        if (memcmp(at + size, "\r\n", 2) != 0) {
            return -1; /* also trailers: a whole answer has none */
        }
        if (is_joined) {
            memmove(to, at, size);
        }
        to += size;
        at += size + 2;
        if (size == 0) {
            out->body = start;
            out->body_len = (size_t)(to - start);
            out->len = (size_t)(at - start);
            return 1;
        }
    }
}

static bool read_line(const char *line, request *out)
{
    static const char get[] = "GET ", post[] = "POST ";
    out->is_get = strncmp(line, get, sizeof get - 1) == 0;
    if (!out->is_get && strncmp(line, post, sizeof post - 1) != 0) {
        return false;
    }
    out->target = strchr(line, ' ') + 1;
    out->target_len = strcspn(out->target, " \r");
    return strncmp(out->target + out->target_len, " HTTP/1.1\r\n", 11) == 0;
}

/* Reads the request at the start of text, which has a NUL behind it. 1: whole; 0: there is more to come; -1: none. */
static int read_request(char *text, size_t len, request *out)
{
    const char *end = find(text, len, "\r\n\r\n", 4);
    if (!end) {
        return len > 64 * 1024 ? -1 : 0;
    }
    size_t head_len = (size_t)(end - text) + 4, body_len = 0;
    bool is_chunked = false, expects = false;
    *out = (request){.body = text + head_len};
    if (!read_line(text, out)) {
        return -1;
    }
    for (const char *line = strchr(text, '\n') + 1; line < end; line = strchr(line, '\n') + 1) {
        if (is_header(line, "content-length:")) {
            body_len = strtoul(line + 15, NULL, 10);
        } else if (is_header(line, "transfer-encoding:")) {
            is_chunked = true;
        } else if (is_header(line, "expect:")) {
            expects = true;
        }
    }
    size_t got = len - head_len;
    if (is_chunked) {
        int is_whole = read_chunks(out->body, text + len, false, out);
        if (is_whole == 1) {
            (void)read_chunks(out->body, text + len, true, out);
        }
        out->waits = expects && is_whole == 0;
        out->len += head_len;
        return is_whole;
    }
    if (body_len > REQUEST_MAX) {
        return -1;
    }
    out->waits = expects && got < body_len;
    out->body_len = body_len;
    out->len = head_len + body_len;
    return got >= body_len;
}

static bool is_target(const request *r, const char *target)
{
    return r->target_len == strlen(target) && memcmp(r->target, target, r->target_len) == 0;
}

static bool starts(const request *r, const char *prefix)
{
    return r->target_len >= strlen(prefix) && memcmp(r->target, prefix, strlen(prefix)) == 0;
}

static void take_answer(host_api *api, host_connection *c, const request *r)
{
    char expected[128], id[40], why[8192];
    uint64_t now = now_ns();
    format_id(api, id);
    (void)snprintf(expected, sizeof expected, RUNTIME "invocation/%s/response", id);
    if (!api->is_running || !is_target(r, expected)) {
        fail(api, "the runtime answers an invocation that it was not given");
    }
    if (!event_check(&api->events[api->event], r->body, r->body_len, why, sizeof why)) {
        fail(api, why);
    }
    if (api->latency_ns) {
        api->latency_ns[api->done] = now - api->sent_ns;
    }
    api->done++;
    api->answered_ns = now;
    api->is_running = false;
    api->event = (api->event + 1) % api->event_count;
    put_text(
        c,
        "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"status\":\"OK\"}\n");
}

static void take_next(host_api *api, host_connection *c)
{
    if (api->first_next_ns == 0) {
        api->first_next_ns = now_ns();
    }
    if (api->is_running || api->held) {
        fail(api, "the runtime asks for an event before it has answered the last one");
    }
    if (api->done < api->wanted) {
        put_event(api, c);
    } else {
        api->held = c;
    }
}

static void take_request(host_api *api, host_connection *c, const request *r)
{
    char text[2048];
    if (r->is_get && is_target(r, RUNTIME "invocation/next")) {
        take_next(api, c);
    } else if (!r->is_get && starts(r, RUNTIME "invocation/") && r->target[r->target_len - 1] == 'e') {
        take_answer(api, c, r);
    } else if (!r->is_get && is_target(r, EXTENSION "register")) {
        put_text(c, "HTTP/1.1 200 OK\r\nLambda-Extension-Identifier: 0a1b2c3d-0000-4000-8000-000000000001\r\n"
                    "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    } else if (!r->is_get || !is_target(r, EXTENSION "event/next")) { /* that one is never answered */
        (void)snprintf(text, sizeof text, "the runtime sends %.*s: %.*s", (int)r->target_len, r->target,
                       (int)(r->body_len < 1500 ? r->body_len : 1500), r->body);
        fail(api, text);
    }
}

/* Takes all requests that are there. */
static void take_input(host_api *api, host_connection *c)
{
    size_t at = 0;
    int is_whole = 0;
    request r = {0};
    while (at < c->in_len && (is_whole = read_request(c->in + at, c->in_len - at, &r)) > 0) {
        take_request(api, c, &r);
        at += r.len;
        c->was_continued = false;
    }
    if (is_whole < 0 || c->in_len > REQUEST_MAX) {
        fail(api, "what the runtime sends is no HTTP/1.1");
    }
    if (at < c->in_len && r.waits && !c->was_continued) {
        c->was_continued = true;
        put_text(c, "HTTP/1.1 100 Continue\r\n\r\n");
    }
    c->in_len -= at;
    memmove(c->in, c->in + at, c->in_len);
    flush(api, c);
}

/* False: the runtime has closed it. */
static bool receive(host_connection *c)
{
    if (c->in_size < c->in_len + 65536) {
        c->in = grow(c->in, (c->in_size = 2 * (c->in_len + 65536)) + 1);
    }
    ssize_t got = recv(c->fd, c->in + c->in_len, c->in_size - c->in_len, MSG_DONTWAIT);
    if (got <= 0) {
        return got < 0 && (errno == EAGAIN || errno == EINTR);
    }
    c->in_len += (size_t)got;
    c->in[c->in_len] = '\0';
    return true;
}

/* Waits for something to come, and takes it. False: nothing came for a while. */
static bool turn(host_api *api)
{
    struct pollfd fds[HOST_CONNECTIONS + 1];
    host_connection *of[HOST_CONNECTIONS + 1];
    nfds_t count = 0;
    for (size_t i = 0; i < HOST_CONNECTIONS; i++) {
        if (api->connections[i].fd >= 0) {
            of[count] = &api->connections[i];
            fds[count++] = (struct pollfd){.fd = api->connections[i].fd, .events = POLLIN};
        }
    }
    fds[count] = (struct pollfd){.fd = api->listener, .events = POLLIN};
    int ready = poll(fds, count + 1, POLL_SLICE_MS);
    for (nfds_t i = 0; ready > 0 && i < count; i++) {
        if (fds[i].revents && of[i]->fd >= 0) {
            if (receive(of[i])) {
                take_input(api, of[i]);
            } else {
                drop(api, of[i]);
            }
        }
    }
    if (ready > 0 && fds[count].revents) {
        accept_one(api);
    }
    return ready > 0;
}

void api_run(host_api *api, host_event *events, size_t event_count, size_t count, uint64_t *latency_ns)
{
    int idle_ms = 0;
    api->events = events;
    api->event_count = event_count;
    api->event = 0;
    api->done = 0;
    api->wanted = count;
    api->latency_ns = latency_ns;
    if (api->held) {
        host_connection *c = api->held;
        put_event(api, c);
        flush(api, c);
    }
    while (api->done < count) {
        idle_ms = turn(api) ? 0 : idle_ms + POLL_SLICE_MS;
        if (idle_ms > 0 && !process_is_alive(api->process)) {
            fail(api, "the runtime has ended");
        }
        if (idle_ms > api->timeout_ms) {
            fail(api, "the runtime does nothing any more");
        }
    }
}

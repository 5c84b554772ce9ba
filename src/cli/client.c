/* client.c - see client.h. A connection for each request: loopback is quick, and nothing is kept to go stale. */
#include "cli/client.h"

#include "core/str.h"

#include <errno.h>
#include <llhttp.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HOST_LEN = 256, PORT_LEN = 16 };

static bool fail(char *problem, size_t size, const char *url, const char *why)
{
    (void)snprintf(problem, size, "%s: %s", url, why);
    return false;
}

/* ---- connecting ---- */

static bool split_url(const char *url, char *host, char *port)
{
    brisk_str rest = brisk_str_view(url);
    if (brisk_str_starts_with(rest, BRISK_S("http://"))) {
        rest = brisk_str_from(rest, 7);
    }
    while (rest.len > 0 && rest.ptr[rest.len - 1] == '/') {
        rest.len--;
    }
    size_t colon = rest.len;
    while (colon > 0 && rest.ptr[colon - 1] != ':' && rest.ptr[colon - 1] != ']') {
        colon--;
    }
    bool has_port = colon > 0 && rest.ptr[colon - 1] == ':';
    brisk_str name = has_port ? brisk_str_slice(rest, 0, colon - 1) : rest;
    if (name.len > 2 && name.ptr[0] == '[') {
        name = brisk_str_slice(name, 1, name.len - 2);
    }
    int host_len = snprintf(host, HOST_LEN, "%.*s", (int)name.len, name.ptr);
    int port_len = has_port ? snprintf(port, PORT_LEN, "%.*s", (int)(rest.len - colon), rest.ptr + colon)
                            : snprintf(port, PORT_LEN, "80");
    return host_len > 0 && host_len < HOST_LEN && port_len > 0 && port_len < PORT_LEN;
}

static int connect_to(const char *host, const char *port, const char **why)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
    int error = getaddrinfo(host, port, &hints, &found);
    if (error != 0) {
        *why = gai_strerror(error);
        return -1;
    }
    int fd = -1;
    for (const struct addrinfo *at = found; at != NULL && fd < 0; at = at->ai_next) {
        fd = socket(at->ai_family, at->ai_socktype, at->ai_protocol);
        if (fd >= 0 && connect(fd, at->ai_addr, at->ai_addrlen) != 0) {
            *why = errno == ECONNREFUSED ? "no gateway listens there (start one: brisk gateway)" : strerror(errno);
            (void)close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    return fd;
}

/* ---- sending ---- */

static bool send_all(int fd, brisk_str bytes)
{
    while (bytes.len > 0) {
        ssize_t count = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (count < 0 && errno != EINTR) {
            return false;
        }
        if (count > 0) {
            bytes = brisk_str_from(bytes, (size_t)count);
        }
    }
    return true;
}

static bool send_request(int fd, const char *host, const brisk_client_request *request, brisk_buffer *buffer)
{
    char length[48];
    brisk_buffer_rewind(buffer);
    brisk_buffer_append_str(buffer, request->method);
    brisk_buffer_append_c_string(buffer, " ");
    brisk_buffer_append_str(buffer, request->path);
    brisk_buffer_append_c_string(buffer, " HTTP/1.1\r\nhost: ");
    brisk_buffer_append_c_string(buffer, host);
    (void)snprintf(length, sizeof(length), "\r\ncontent-length: %zu\r\n", request->body.len);
    brisk_buffer_append_c_string(buffer, length);
    for (size_t i = 0; i < request->header_count; i++) {
        brisk_buffer_append_str(buffer, request->headers[i].name);
        brisk_buffer_append_c_string(buffer, ": ");
        brisk_buffer_append_str(buffer, request->headers[i].value);
        brisk_buffer_append_c_string(buffer, "\r\n");
    }
    brisk_buffer_append_c_string(buffer, "connection: close\r\n\r\n");
    return !brisk_buffer_failed(buffer) && send_all(fd, brisk_buffer_view(buffer)) && send_all(fd, request->body);
}

/* ---- reading ---- */

/* Where texts are in the buffer, which may move while it grows. */
typedef struct span {
    size_t start, len;
} span;

typedef struct reader {
    llhttp_t llhttp;
    brisk_buffer *buffer;
    brisk_buffer *body; /* gathered: chunks are not one piece */
    span names[BRISK_CLIENT_HEADERS], values[BRISK_CLIENT_HEADERS];
    size_t count; /* headers begun */
    bool in_value, is_complete;
} reader;

static void extend(reader *self, span *text, const char *at, size_t len)
{
    if (text->len == 0) {
        text->start = (size_t)(at - self->buffer->data);
    }
    text->len += len;
}

static int on_name(llhttp_t *llhttp, const char *at, size_t len)
{
    reader *self = llhttp->data;
    if (self->in_value || self->count == 0) {
        self->count++;
        self->in_value = false;
    }
    if (self->count <= BRISK_CLIENT_HEADERS) {
        extend(self, &self->names[self->count - 1], at, len);
    }
    return 0;
}

static int on_value(llhttp_t *llhttp, const char *at, size_t len)
{
    reader *self = llhttp->data;
    self->in_value = true;
    if (self->count > 0 && self->count <= BRISK_CLIENT_HEADERS) {
        extend(self, &self->values[self->count - 1], at, len);
    }
    return 0;
}

static int on_body(llhttp_t *llhttp, const char *at, size_t len)
{
    reader *self = llhttp->data;
    brisk_buffer_append(self->body, at, len);
    return brisk_buffer_failed(self->body) ? HPE_USER : 0;
}

static int on_complete(llhttp_t *llhttp)
{
    reader *self = llhttp->data;
    self->is_complete = true;
    return HPE_PAUSED;
}

static bool read_all(int fd, reader *self)
{
    brisk_buffer_rewind(self->buffer);
    while (!self->is_complete) {
        char *room = brisk_buffer_reserve(self->buffer, 16384);
        ssize_t count = room == NULL ? -1 : recv(fd, room, 16384, 0);
        if (count < 0 && room != NULL && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return false;
        }
        if (count == 0) {
            return llhttp_finish(&self->llhttp) == HPE_OK && self->is_complete;
        }
        self->buffer->len += (size_t)count;
        llhttp_errno_t error = llhttp_execute(&self->llhttp, room, (size_t)count);
        if (error != HPE_OK && error != HPE_PAUSED) {
            return false;
        }
    }
    return true;
}

/* The body goes behind the head, so that one buffer holds the answer. */
static bool fill_answer(reader *self, brisk_client_answer *answer)
{
    size_t start = self->buffer->len;
    brisk_buffer_append_str(self->buffer, brisk_buffer_view(self->body));
    if (brisk_buffer_failed(self->buffer)) {
        return false;
    }
    const char *base = self->buffer->data;
    answer->status = self->llhttp.status_code;
    answer->header_count = self->count < BRISK_CLIENT_HEADERS ? self->count : BRISK_CLIENT_HEADERS;
    for (size_t i = 0; i < answer->header_count; i++) {
        answer->headers[i].name = (brisk_str){base + self->names[i].start, self->names[i].len};
        answer->headers[i].value = (brisk_str){base + self->values[i].start, self->values[i].len};
    }
    answer->body = (brisk_str){base + start, self->body->len};
    return true;
}

static bool read_answer(int fd, brisk_buffer *buffer, brisk_client_answer *answer)
{
    static const llhttp_settings_t callbacks = {.on_header_field = on_name,
                                                .on_header_value = on_value,
                                                .on_body = on_body,
                                                .on_message_complete = on_complete};
    brisk_buffer body;
    brisk_buffer_init(&body, NULL, buffer->limit);
    reader self = {.buffer = buffer, .body = &body};
    llhttp_init(&self.llhttp, HTTP_RESPONSE, &callbacks);
    self.llhttp.data = &self;
    bool is_ok = read_all(fd, &self) && fill_answer(&self, answer);
    brisk_buffer_clear(&body);
    return is_ok;
}

bool brisk_client_send(const char *url, const brisk_client_request *request, brisk_buffer *buffer,
                       brisk_client_answer *answer, char *problem, size_t problem_size)
{
    char host[HOST_LEN], port[PORT_LEN];
    const char *why = "the name is not known";
    *answer = (brisk_client_answer){0};
    if (!split_url(url, host, port)) {
        return fail(problem, problem_size, url, "that is no http://host:port");
    }
    int fd = connect_to(host, port, &why);
    if (fd < 0) {
        return fail(problem, problem_size, url, why);
    }
    bool is_ok = send_request(fd, host, request, buffer) && read_answer(fd, buffer, answer);
    (void)close(fd);
    return is_ok || fail(problem, problem_size, url, "the connection broke before the answer was whole");
}

brisk_str brisk_client_header(const brisk_client_answer *answer, const char *name)
{
    for (size_t i = 0; i < answer->header_count; i++) {
        if (brisk_str_is_ignore_case(answer->headers[i].name, name)) {
            return answer->headers[i].value;
        }
    }
    return (brisk_str){0};
}

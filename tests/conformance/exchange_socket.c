/* exchange_socket.c - a request's bytes over TCP, to a server that runs in a forked process.
 *
 * The server is the program's own command line (brisk_main … serve --port 0); it tells its port in its first lines.
 * What it says behind them stays in the pipe, which the child outlives: nothing that it logs can block it for long, as
 * the access log is off. */
#include "exchange.h"

#include "core/buffer.h"
#include "core/str.h"

#include <brisk/serve.h>

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TIMEOUT_MS 10000
#define READ_SIZE  ((size_t)65536)

static int run_server(const brisk_app *app, int output)
{
    static char program[] = "conformance", serve[] = "serve", port[] = "--port", zero[] = "0",
                quiet[] = "--no-access-log";
    char *argv[] = {program, serve, port, zero, quiet, NULL};
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    close(output);
    return brisk_main(app, 5, argv);
}

/* Reads the child's first lines up to "http://127.0.0.1:PORT". 0: it told none. */
static int read_port(int output)
{
    char text[4096];
    size_t len = 0;
    while (len + 1 < sizeof text) {
        struct pollfd ready = {.fd = output, .events = POLLIN};
        ssize_t got = poll(&ready, 1, TIMEOUT_MS) > 0 ? read(output, text + len, sizeof text - 1 - len) : 0;
        if (got <= 0) {
            break;
        }
        len += (size_t)got;
        text[len] = '\0';
        const char *url = strstr(text, "http://127.0.0.1:");
        if (url && strchr(url, '\n')) {
            return (int)strtol(url + strlen("http://127.0.0.1:"), NULL, 10);
        }
    }
    fprintf(stderr, "the server told no port: %.*s\n", (int)len, text);
    return 0;
}

bool exchange_server_start(exchange_server *server, const brisk_app *app)
{
    int ends[2];
    *server = (exchange_server){.output = -1};
    if (pipe(ends) != 0) {
        perror("pipe");
        return false;
    }
    fflush(NULL);
    server->pid = fork();
    if (server->pid == 0) {
        close(ends[0]);
        exit(run_server(app, ends[1]));
    }
    close(ends[1]);
    server->output = ends[0];
    server->port = server->pid > 0 ? read_port(ends[0]) : 0;
    if (server->port == 0 && server->pid > 0) {
        exchange_server_stop(server);
    }
    return server->port != 0;
}

bool exchange_server_stop(exchange_server *server)
{
    int status = 0;
    kill(server->pid, SIGTERM);
    for (int i = 0; i < TIMEOUT_MS / 10 && waitpid(server->pid, &status, WNOHANG) == 0; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
        if (i + 1 == TIMEOUT_MS / 10) {
            kill(server->pid, SIGKILL);
            waitpid(server->pid, &status, 0);
        }
    }
    bool is_clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!is_clean) {
        char said[4096];
        ssize_t len = read(server->output, said, sizeof said);
        fprintf(stderr, "the server ended with %d: %.*s\n", status, len > 0 ? (int)len : 0, said);
    }
    close(server->output);
    return is_clean;
}

static brisk_str write_request(brisk_arena *arena, const exchange_request *request)
{
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    brisk_buffer_append_str(&out, request->method);
    brisk_buffer_append_char(&out, ' ');
    brisk_buffer_append_str(&out, request->target);
    BRISK_BUFFER_APPEND_LITERAL(&out, " HTTP/1.1\r\n");
    for (size_t i = 0; i < request->headers.count; i++) {
        brisk_buffer_append_str(&out, request->headers.items[i].name);
        BRISK_BUFFER_APPEND_LITERAL(&out, ": ");
        brisk_buffer_append_str(&out, request->headers.items[i].value);
        BRISK_BUFFER_APPEND_LITERAL(&out, "\r\n");
    }
    BRISK_BUFFER_APPEND_LITERAL(&out, "\r\n");
    brisk_buffer_append_str(&out, request->body);
    return brisk_buffer_view(&out);
}

static int connect_to(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static size_t find(brisk_str text, const char *needle, size_t from)
{
    size_t len = strlen(needle);
    for (size_t i = from; i + len <= text.len; i++) {
        if (memcmp(text.ptr + i, needle, len) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static brisk_str slice(brisk_str text, size_t from, size_t to)
{
    return brisk_str_make(text.ptr + from, to - from);
}

/* Status line and header fields; false where they are not complete. *body is where the body starts. */
static bool parse_head(brisk_arena *arena, brisk_str data, exchange_answer *answer, size_t *body)
{
    size_t end = find(data, "\r\n\r\n", 0);
    if (end == SIZE_MAX || data.len < 12 || memcmp(data.ptr, "HTTP/1.", 7) != 0) {
        return false;
    }
    *body = end + 4;
    *answer = (exchange_answer){.status = (int)strtol(data.ptr + 9, NULL, 10)};
    size_t line = find(data, "\r\n", 0) + 2;
    while (line < end + 2) {
        size_t line_end = find(data, "\r\n", line);
        size_t colon = find(data, ":", line);
        if (colon < line_end) {
            exchange_add_header(arena, answer, slice(data, line, colon),
                                brisk_str_trim(slice(data, colon + 1, line_end)));
        }
        line = line_end + 2;
    }
    return true;
}

static brisk_str unchunk(brisk_arena *arena, brisk_str text)
{
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    size_t at = 0;
    for (;;) {
        size_t line_end = find(text, "\r\n", at);
        if (line_end == SIZE_MAX) {
            break;
        }
        size_t size = (size_t)strtoul(text.ptr + at, NULL, 16);
        at = line_end + 2;
        if (size == 0 || size > text.len - at) {
            break;
        }
        brisk_buffer_append(&out, text.ptr + at, size);
        at += size + 2;
    }
    return brisk_buffer_view(&out);
}

/* Takes what has come so far apart. True once it is the whole answer. */
static bool parse_answer(brisk_arena *arena, const exchange_request *request, brisk_str data, bool is_end,
                         exchange_answer *answer)
{
    size_t start = 0;
    if (!parse_head(arena, data, answer, &start)) {
        return false;
    }
    brisk_str rest = slice(data, start, data.len);
    brisk_str length = brisk_headers_get(&answer->headers, BRISK_S("content-length"));
    brisk_str coding = brisk_headers_get(&answer->headers, BRISK_S("transfer-encoding"));
    answer->body = rest;
    if (brisk_str_is(request->method, "HEAD") || answer->status == 204 || answer->status == 304) {
        return true;
    }
    if (brisk_str_equal_ignore_case(coding, BRISK_S("chunked"))) {
        answer->body = unchunk(arena, rest);
        return is_end || (rest.len >= 5 && memcmp(rest.ptr + rest.len - 5, "0\r\n\r\n", 5) == 0);
    }
    if (length.ptr) {
        brisk_str digits = brisk_arena_printf(arena, "%.*s%c", (int)length.len, length.ptr, 0);
        size_t wanted = (size_t)strtoul(digits.ptr, NULL, 10);
        answer->body.len = wanted < rest.len ? wanted : rest.len;
        return rest.len >= wanted;
    }
    return is_end;
}

/* Reads until the answer is whole, the server closes, or time is up. */
static void read_answer(int fd, brisk_arena *arena, const exchange_request *request, exchange_answer *answer)
{
    brisk_buffer in;
    brisk_buffer_init(&in, arena, 0);
    bool is_whole = false, is_end = false;
    while (!is_whole && !is_end) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        char *room = brisk_buffer_reserve(&in, READ_SIZE);
        ssize_t got = room && poll(&ready, 1, TIMEOUT_MS) > 0 ? recv(fd, room, READ_SIZE, 0) : 0;
        is_end = got <= 0;
        brisk_buffer_commit(&in, got > 0 ? (size_t)got : 0);
        brisk_buffer_append_char(&in, '\0'); /* for strtol */
        brisk_buffer_truncate(&in, in.len - 1);
        is_whole = parse_answer(arena, request, brisk_buffer_view(&in), is_end, answer);
    }
    if (!is_whole) {
        answer->status = 0;
        answer->problem = brisk_arena_printf(arena, "no whole answer: %.*s", (int)(in.len < 200 ? in.len : 200),
                                             in.data ? in.data : "");
    }
}

void exchange_socket(const exchange_server *server, brisk_arena *arena, const exchange_request *request,
                     exchange_answer *answer)
{
    *answer = (exchange_answer){0};
    int fd = connect_to(server->port);
    if (fd < 0) {
        answer->problem = BRISK_S("the server does not accept a connection");
        return;
    }
    brisk_str bytes = write_request(arena, request);
    size_t sent = 0;
    while (sent < bytes.len) { /* an early answer is an answer: a failed write ends the writing only */
        ssize_t done = send(fd, bytes.ptr + sent, bytes.len - sent, MSG_NOSIGNAL);
        if (done <= 0) {
            break;
        }
        sent += (size_t)done;
    }
    read_answer(fd, arena, request, answer);
    close(fd);
    if (answer->status != 0) {
        exchange_settle_body(arena, request, answer);
    }
}

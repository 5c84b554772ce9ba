/* listen.c - binding. Blocking calls, before any loop runs.
 *
 * SO_REUSEPORT lets the workers of one server share a port, and would let a second server take part in it unnoticed:
 * its requests would go to either. So a probe binds without it first, and fails where anybody listens. */
#include "net/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#ifdef __linux__
#include <asm/socket.h>
#include <linux/filter.h>
#endif

/* Not in POSIX 2008, there on Linux and BSD. */
#ifndef SO_REUSEPORT
#define SO_REUSEPORT 15
#endif

typedef struct problem_text {
    char *text;
    size_t size;
} problem_text;

static brisk_status io_problem(problem_text problem, const char *what, int error)
{
    snprintf(problem.text, problem.size, "cannot %s: %s", what, strerror(error));
    return BRISK_IO;
}

static void set_option(int fd, int level, int name)
{
    int on = 1;
    (void)setsockopt(fd, level, name, &on, sizeof(on));
}

/* An open socket bound to address, or -1 with errno. */
static int bind_socket(const struct sockaddr *address, socklen_t len, bool shares_port)
{
    int fd = socket(address->sa_family, SOCK_STREAM, 0);
    if (fd < 0) {
        return -1;
    }
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    if (address->sa_family != AF_UNIX) {
        set_option(fd, SOL_SOCKET, SO_REUSEADDR);
        set_option(fd, IPPROTO_TCP, TCP_NODELAY); /* the sockets that it accepts inherit it */
        if (shares_port) {
            set_option(fd, SOL_SOCKET, SO_REUSEPORT);
        }
    }
    if (bind(fd, address, len) < 0) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

static void set_port(struct sockaddr *address, int port)
{
    if (address->sa_family == AF_INET6) {
        ((struct sockaddr_in6 *)(void *)address)->sin6_port = htons((uint16_t)port);
    } else {
        ((struct sockaddr_in *)(void *)address)->sin_port = htons((uint16_t)port);
    }
}

int brisk_listen_port(int fd)
{
    struct sockaddr_storage address = {0};
    socklen_t len = sizeof(address);
    if (getsockname(fd, (struct sockaddr *)&address, &len) < 0) {
        return 0;
    }
    if (address.ss_family == AF_INET6) {
        return ntohs(((const struct sockaddr_in6 *)(const void *)&address)->sin6_port);
    }
    return address.ss_family == AF_INET ? ntohs(((const struct sockaddr_in *)(const void *)&address)->sin_port) : 0;
}

static brisk_status bind_problem(const brisk_listen_options *options, problem_text problem, int error)
{
    if (error == EADDRINUSE) {
        snprintf(problem.text, problem.size, "port %d is in use: choose another with --port", options->port);
        return BRISK_BUSY;
    }
    if (error == EACCES) {
        snprintf(problem.text, problem.size, "port %d needs more rights: choose one above 1023 with --port",
                 options->port);
        return BRISK_IO;
    }
    snprintf(problem.text, problem.size, "cannot listen on %s port %d: %s", options->host, options->port,
             strerror(error));
    return BRISK_IO;
}

static brisk_status open_tcp(const brisk_listen_options *options, struct sockaddr *address, socklen_t len, int *fds,
                             problem_text problem)
{
    set_port(address, options->port);
    int probe = bind_socket(address, len, false);
    if (probe < 0) {
        return bind_problem(options, problem, errno);
    }
    if (options->count == 1) {
        fds[0] = probe;
        return BRISK_OK;
    }
    set_port(address, brisk_listen_port(probe));
    close(probe);
    for (size_t i = 0; i < options->count; i++) {
        fds[i] = bind_socket(address, len, true);
        if (fds[i] < 0) {
            int error = errno;
            brisk_listen_close(fds, i, NULL);
            return bind_problem(options, problem, error);
        }
    }
    return BRISK_OK;
}

static brisk_status open_host(const brisk_listen_options *options, int *fds, int *port, problem_text problem)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *found = NULL;
    int error = getaddrinfo(options->host, NULL, &hints, &found);
    if (error != 0 || found == NULL) {
        snprintf(problem.text, problem.size, "the host \"%s\" is not known: %s", options->host, gai_strerror(error));
        return BRISK_INVALID;
    }
    struct addrinfo *chosen = found;
    for (struct addrinfo *item = found; item != NULL; item = item->ai_next) {
        if (item->ai_family == AF_INET) {
            chosen = item; /* "localhost" is 127.0.0.1 to most clients */
            break;
        }
    }
    brisk_status status = open_tcp(options, chosen->ai_addr, chosen->ai_addrlen, fds, problem);
    freeaddrinfo(found);
    if (status == BRISK_OK) {
        *port = brisk_listen_port(fds[0]);
    }
    return status;
}

/* ---- Unix sockets ---- */

/* A socket's file stays when its server is killed. It is removed where it is a socket and nobody answers on it. */
static bool remove_stale(const struct sockaddr_un *address)
{
    struct stat info;
    if (lstat(address->sun_path, &info) < 0 || !S_ISSOCK(info.st_mode)) {
        return false;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0) {
        return false;
    }
    bool is_stale = connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 && errno == ECONNREFUSED;
    close(fd);
    return is_stale && unlink(address->sun_path) == 0;
}

static brisk_status open_uds(const brisk_listen_options *options, int *fds, problem_text problem)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t len = strlen(options->uds);
    if (len == 0 || len >= sizeof(address.sun_path)) {
        snprintf(problem.text, problem.size, "the path of a socket has 1 to %zu bytes", sizeof(address.sun_path) - 1);
        return BRISK_INVALID;
    }
    memcpy(address.sun_path, options->uds, len);
    fds[0] = bind_socket((const struct sockaddr *)&address, sizeof(address), false);
    if (fds[0] < 0 && errno == EADDRINUSE && remove_stale(&address)) {
        fds[0] = bind_socket((const struct sockaddr *)&address, sizeof(address), false);
    }
    if (fds[0] < 0) {
        int error = errno;
        snprintf(problem.text, problem.size, "cannot listen on %s: %s", options->uds,
                 error == EADDRINUSE ? "it is in use" : strerror(error));
        return error == EADDRINUSE ? BRISK_BUSY : BRISK_IO;
    }
    for (size_t i = 1; i < options->count; i++) {
        fds[i] = fcntl(fds[0], F_DUPFD_CLOEXEC, 3);
        if (fds[i] < 0) {
            int error = errno;
            brisk_listen_close(fds, i, options->uds);
            return io_problem(problem, "copy a socket", error);
        }
    }
    return BRISK_OK;
}

brisk_status brisk_listen_open(const brisk_listen_options *options, int *fds, int *port, char *problem,
                               size_t problem_size)
{
    problem_text text = {problem, problem_size};
    *port = 0;
    if (options->uds != NULL) {
        return open_uds(options, fds, text);
    }
    if (options->port < 0 || options->port > 65535) {
        snprintf(problem, problem_size, "a port is a number from 0 to 65535, not %d", options->port);
        return BRISK_INVALID;
    }
    return open_host(options, fds, port, text);
}

void brisk_listen_close(int *fds, size_t count, const char *uds)
{
    for (size_t i = 0; i < count; i++) {
        if (fds[i] >= 0) {
            close(fds[i]);
            fds[i] = -1;
        }
    }
    if (uds != NULL) {
        (void)unlink(uds);
    }
}

void brisk_listen_shut(int fd)
{
#ifdef __linux__
    enum { TCP_FLAGS_AT = 13, FLAG_SYN = 0x02, ALL_BYTES = -1 };
    struct sock_filter drop_syn[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, TCP_FLAGS_AT),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, FLAG_SYN, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, (unsigned)ALL_BYTES),
    };
    struct sock_fprog program = {.len = sizeof(drop_syn) / sizeof(drop_syn[0]), .filter = drop_syn};
    (void)setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
#else
    (void)fd;
#endif
}

void brisk_listen_name(int fd, char *out, size_t size)
{
    struct sockaddr_storage address = {0};
    socklen_t len = sizeof(address);
    char host[64], port[8];
    out[0] = '\0';
    if (getsockname(fd, (struct sockaddr *)&address, &len) < 0 || address.ss_family == AF_UNIX ||
        getnameinfo((const struct sockaddr *)&address, len, host, sizeof(host), port, sizeof(port),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        return;
    }
    snprintf(out, size, address.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

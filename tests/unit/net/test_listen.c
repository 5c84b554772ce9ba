/* test_listen.c - binding: free ports, ports in use, Unix sockets that stayed behind. */
#include "net/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char problem[256];

static brisk_status open_some(const brisk_listen_options *options, int *fds, int *port)
{
    problem[0] = '\0';
    return brisk_listen_open(options, fds, port, problem, sizeof(problem));
}

static void any_port(void **state)
{
    int fd = -1, port;
    char name[64], wanted[64];
    assert_int_equal(open_some(&(brisk_listen_options){.host = "127.0.0.1", .count = 1}, &fd, &port), BRISK_OK);
    assert_true(port > 0);
    assert_int_equal(brisk_listen_port(fd), port);
    brisk_listen_name(fd, name, sizeof(name));
    snprintf(wanted, sizeof(wanted), "127.0.0.1:%d", port);
    assert_string_equal(name, wanted);
    brisk_listen_close(&fd, 1, NULL);
    assert_int_equal(fd, -1);
}

static void workers_share_a_port(void **state)
{
    int fds[3] = {-1, -1, -1}, port;
    assert_int_equal(open_some(&(brisk_listen_options){.host = "127.0.0.1", .count = 3}, fds, &port), BRISK_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(brisk_listen_port(fds[i]), port);
    }
    brisk_listen_close(fds, 3, NULL);
}

static void port_in_use(void **state)
{
    int fd = -1, fds[2] = {-1, -1}, port, other;
    char wanted[128];
    assert_int_equal(open_some(&(brisk_listen_options){.host = "127.0.0.1", .count = 1}, &fd, &port), BRISK_OK);
    assert_int_equal(listen(fd, 1), 0);
    snprintf(wanted, sizeof(wanted), "port %d is in use: choose another with --port", port);
    for (size_t count = 1; count <= 2; count++) {
        brisk_listen_options options = {.host = "127.0.0.1", .port = port, .count = count};
        assert_int_equal(open_some(&options, fds, &other), BRISK_BUSY);
        assert_string_equal(problem, wanted);
    }
    brisk_listen_close(&fd, 1, NULL);
}

static void second_server_with_workers_is_refused(void **state)
{
    int fds[2] = {-1, -1}, others[2] = {-1, -1}, port, other;
    assert_int_equal(open_some(&(brisk_listen_options){.host = "127.0.0.1", .count = 2}, fds, &port), BRISK_OK);
    assert_int_equal(listen(fds[0], 1), 0);
    assert_int_equal(listen(fds[1], 1), 0);
    brisk_listen_options options = {.host = "127.0.0.1", .port = port, .count = 2};
    assert_int_equal(open_some(&options, others, &other), BRISK_BUSY);
    brisk_listen_close(fds, 2, NULL);
}

static void bad_addresses(void **state)
{
    int fd = -1, port;
    assert_int_equal(open_some(&(brisk_listen_options){.host = "no such host", .count = 1}, &fd, &port), BRISK_INVALID);
    assert_non_null(strstr(problem, "no such host"));
    assert_int_equal(open_some(&(brisk_listen_options){.host = "192.0.2.1", .count = 1}, &fd, &port), BRISK_IO);
    assert_int_equal(open_some(&(brisk_listen_options){.host = "::1", .port = 70000, .count = 1}, &fd, &port),
                     BRISK_INVALID);
}

static void unix_sockets(void **state)
{
    char path[64];
    int fds[2] = {-1, -1}, second = -1, port;
    struct stat info;
    snprintf(path, sizeof(path), "/tmp/brisk-test-%ld.sock", (long)getpid());
    brisk_listen_options options = {.uds = path, .count = 2};
    assert_int_equal(open_some(&options, fds, &port), BRISK_OK);
    assert_int_equal(listen(fds[0], 4), 0);
    brisk_listen_options again = {.uds = path, .count = 1};
    assert_int_equal(open_some(&again, &second, &port), BRISK_BUSY);
    brisk_listen_close(fds, 2, NULL); /* as if the server had been killed */
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(open_some(&again, &second, &port), BRISK_OK);
    brisk_listen_close(&second, 1, path);
    assert_int_equal(stat(path, &info), -1);
}

static void a_file_is_not_removed(void **state)
{
    char path[64];
    int fd = -1, port;
    snprintf(path, sizeof(path), "/tmp/brisk-test-%ld.txt", (long)getpid());
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
    assert_int_equal(open_some(&(brisk_listen_options){.uds = path, .count = 1}, &fd, &port), BRISK_BUSY);
    assert_int_equal(access(path, F_OK), 0);
    unlink(path);
}

static void long_paths(void **state)
{
    char path[300];
    int fd = -1, port;
    memset(path, 'x', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    assert_int_equal(open_some(&(brisk_listen_options){.uds = path, .count = 1}, &fd, &port), BRISK_INVALID);
    assert_int_equal(open_some(&(brisk_listen_options){.uds = "", .count = 1}, &fd, &port), BRISK_INVALID);
}

#ifdef __linux__
/* A client that begins to connect, without waiting. */
static int begin_connect(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    int result = connect(fd, (const struct sockaddr *)&address, sizeof(address));
    assert_true(result == 0 || errno == EINPROGRESS);
    return fd;
}

static bool is_connected(int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};
    return poll(&poll_fd, 1, 50) == 1 && (poll_fd.revents & POLLOUT) != 0;
}

static void a_shut_listener_keeps_what_it_has(void **state)
{
    int fd = -1, port;
    assert_int_equal(open_some(&(brisk_listen_options){.host = "127.0.0.1", .count = 1}, &fd, &port), BRISK_OK);
    assert_int_equal(listen(fd, 8), 0);
    int before = begin_connect(port);
    assert_true(is_connected(before));
    brisk_listen_shut(fd);
    int behind = begin_connect(port);
    assert_false(is_connected(behind));

    int accepted = accept(fd, NULL, NULL);
    assert_true(accepted >= 0);
    char text[2];
    assert_int_equal(write(before, "a", 1), 1); /* and what they send arrives */
    assert_int_equal(read(accepted, text, sizeof(text)), 1);
    close(accepted);
    close(before);
    close(behind);
    brisk_listen_close(&fd, 1, NULL);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_port),
        cmocka_unit_test(workers_share_a_port),
        cmocka_unit_test(port_in_use),
        cmocka_unit_test(second_server_with_workers_is_refused),
        cmocka_unit_test(bad_addresses),
        cmocka_unit_test(unix_sockets),
        cmocka_unit_test(a_file_is_not_removed),
        cmocka_unit_test(long_paths),
#ifdef __linux__
        cmocka_unit_test(a_shut_listener_keeps_what_it_has),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_loop.c - libuv's side of a connection: a loop that is short of memory goes on listening. */
#include "core/heap.h"
#include "core/log.h"
#include "net/listen.h"
#include "net/loop.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

static void on_request(void *context, brisk_exchange *exchange)
{
    exchange->response.status = 200;
    exchange->response.body = BRISK_S("ok");
    brisk_exchange_answer(exchange);
}

static void on_refuse(void *context, brisk_exchange *exchange, int status, const char *detail)
{
    exchange->response.status = status;
}

static void on_done(void *context, brisk_exchange *exchange, bool was_sent)
{
}

static int connect_to(int port)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){.tv_sec = 5}, sizeof(struct timeval));
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL), (ssize_t)sizeof(request) - 1);
    return fd;
}

static void turn(brisk_net_loop *loop, int times)
{
    for (int i = 0; i < times; i++) {
        uv_run(&loop->uv, UV_RUN_NOWAIT);
    }
}

static void connections_without_memory_are_closed(void **state)
{
    static brisk_net_loop loop;
    const brisk_limits limits = BRISK_LIMITS_DEFAULT;
    const brisk_http1_handler handler = {on_request, on_refuse, on_done, NULL};
    char problem[256], answer[512];
    int fd = -1, port, clients[3];
    brisk_listen_options options = {.host = "127.0.0.1", .count = 1};
    assert_int_equal(brisk_listen_open(&options, &fd, &port, problem, sizeof(problem)), BRISK_OK);
    loop.hub.limits = &limits;
    loop.hub.handler = &handler;
    assert_int_equal(brisk_net_loop_init(&loop), BRISK_OK);
    assert_int_equal(brisk_net_loop_listen(&loop, fd, false), BRISK_OK);
    brisk_log_set_level(BRISK_LOG_OFF);
    for (int i = 0; i < 3; i++) {
        clients[i] = connect_to(port);
    }
    brisk_heap_fail_at(1, true);
    turn(&loop, 8);
    brisk_heap_fail_at(0, false);
    for (int i = 0; i < 3; i++) {
        assert_true(recv(clients[i], answer, sizeof(answer), MSG_DONTWAIT) <= 0);
        close(clients[i]);
    }
    int later = connect_to(port);
    turn(&loop, 8);
    assert_true(recv(later, answer, sizeof(answer), MSG_DONTWAIT) > 0);
    close(later);
    brisk_net_loop_clear(&loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(connections_without_memory_are_closed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_server.c - a whole server over sockets: workers, blocking handlers, streams, the end. Clean under TSan. */
#include "server/server.h"

#include "core/log.h"

#include <brisk/describe.h>
#include <brisk/request.h>

#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

ENDPOINT(hello, GET, "/hello", raw);

static brisk_status hello(brisk_request *req, const hello_in *in)
{
    return brisk_respond_text(req, 200, S("Hello"));
}

ENDPOINT(slow, GET, "/slow", raw, blocking);

static brisk_status slow(brisk_request *req, const slow_in *in)
{
    nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
    return brisk_respond_text(req, 200, brisk_request_is_cancelled(req) ? S("cancelled") : S("slow"));
}

ENDPOINT(big, GET, "/big", raw);

static brisk_status big(brisk_request *req, const big_in *in)
{
    char *bytes = brisk_arena_alloc_raw(brisk_request_arena(req), 5000000);
    if (bytes == NULL) {
        return brisk_fail(req, 503, NULL);
    }
    memset(bytes, 'x', 5000000);
    return brisk_respond(req, 200, "text/plain", (brisk_str){bytes, 5000000});
}

static brisk_pulled pull_ticks(void *context, brisk_str *piece)
{
    int *step = context;
    *piece = S("tick ");
    *step += 1;
    return *step > 4 ? BRISK_PULLED_END : *step % 2 == 0 ? BRISK_PULLED_WAIT : BRISK_PULLED_MORE;
}

ENDPOINT(ticks, GET, "/ticks", raw);

static brisk_status ticks(brisk_request *req, const ticks_in *in)
{
    int *step = brisk_arena_alloc(brisk_request_arena(req), sizeof(*step));
    return brisk_respond_stream(req, 200, "text/plain",
                                (brisk_stream){.pull = pull_ticks, .context = step, .length = -1});
}

ENDPOINT(who, GET, "/who", raw);

static brisk_status who(brisk_request *req, const who_in *in)
{
    brisk_str client = brisk_request_client(req);
    brisk_str scheme = brisk_request_scheme(req);
    brisk_str root = brisk_request_root_path(req);
    return brisk_respond_text(req, 200,
                              brisk_strf(req, "%.*s %.*s %.*s", (int)client.len, client.ptr, (int)scheme.len,
                                         scheme.ptr, (int)root.len, root.ptr));
}

/* A state that all workers share, from the app's start to its end; locking is the app's. */
typedef struct counter {
    pthread_mutex_t lock;
    int count;
    bool is_open;
} counter;

static counter shared = {.lock = PTHREAD_MUTEX_INITIALIZER};

static brisk_status open_counter(void **state)
{
    shared.count = 0;
    shared.is_open = true;
    *state = &shared;
    return BRISK_OK;
}

static void close_counter(void *state)
{
    ((counter *)state)->is_open = false;
}

static brisk_status answer_count(brisk_request *req)
{
    counter *c = brisk_request_state(req);
    pthread_mutex_lock(&c->lock);
    int count = ++c->count;
    bool is_open = c->is_open;
    pthread_mutex_unlock(&c->lock);
    return brisk_respond_text(req, is_open ? 200 : 500, brisk_strf(req, "count %d", count));
}

/* ---- work behind the answer ---- */

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_answered, is_done;
    char warning[256];
} behind = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

/* Waits for the client to say that it has the answer; gives up after a while. */
static void work_behind(brisk_request *req, void *context)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += 10;
    pthread_mutex_lock(&behind.lock);
    while (!behind.is_answered && pthread_cond_timedwait(&behind.changed, &behind.lock, &end) == 0) {
    }
    behind.is_done = behind.is_answered && brisk_str_is(brisk_request_header(req, "X-Word"), context);
    pthread_mutex_unlock(&behind.lock);
    nanosleep(&(struct timespec){.tv_nsec = 150000000}, NULL);
}

static char tea[] = "tea";

ENDPOINT(later, GET, "/later", raw);

static brisk_status later(brisk_request *req, const later_in *in)
{
    brisk_background(req, work_behind, tea);
    return brisk_respond_text(req, 200, S("later"));
}

static void keep_warning(void *context, const brisk_log_record *record)
{
    pthread_mutex_lock(&behind.lock);
    snprintf(behind.warning, sizeof(behind.warning), "%.*s", (int)record->message.len, record->message.ptr);
    pthread_mutex_unlock(&behind.lock);
}

ENDPOINT(count, GET, "/count", raw);

static brisk_status count(brisk_request *req, const count_in *in)
{
    return answer_count(req);
}

ENDPOINT(count_blocking, GET, "/count/blocking", raw, blocking);

static brisk_status count_blocking(brisk_request *req, const count_blocking_in *in)
{
    return answer_count(req);
}

APP(app, title("Test"), lifespan(open_counter, close_counter), hello, slow, big, ticks, who, count, count_blocking,
    later);

/* ---- a server on a thread ---- */

typedef struct running {
    brisk_service *service;
    brisk_server *server;
    pthread_t thread;
    brisk_status status;
} running;

static void *run_server(void *argument)
{
    running *r = argument;
    r->status = brisk_server_run(r->server);
    return NULL;
}

static void start(running *r, brisk_serve_options options)
{
    char problem[512] = "";
    options.port = -1;
    options.no_signals = true;
    options.no_access_log = true;
    assert_int_equal(brisk_service_new(&app, &r->service, problem, sizeof(problem)), BRISK_OK);
    assert_int_equal(brisk_server_new(r->service, &options, &r->server, problem, sizeof(problem)), BRISK_OK);
    assert_int_equal(brisk_service_start(r->service), BRISK_OK);
    assert_int_equal(pthread_create(&r->thread, NULL, run_server, r), 0);
}

static void finish(running *r)
{
    brisk_server_stop(r->server, false);
    pthread_join(r->thread, NULL);
    assert_int_equal(r->status, BRISK_OK);
    brisk_service_stop(r->service);
    brisk_server_free(r->server);
    brisk_service_free(r->service);
}

/* ---- a client ---- */

static int connect_to(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){.tv_sec = 10}, sizeof(struct timeval));
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

static void send_text(int fd, const char *text)
{
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* All that comes until the server closes; freed by the caller. */
static char *read_all(int fd, size_t *len)
{
    size_t capacity = 6000000;
    char *bytes = malloc(capacity + 1);
    assert_non_null(bytes);
    *len = 0;
    for (;;) {
        ssize_t got = recv(fd, bytes + *len, capacity - *len, 0);
        if (got <= 0) {
            break;
        }
        *len += (size_t)got;
    }
    bytes[*len] = '\0';
    return bytes;
}

static void check_get(int port, const char *path, const char *headers, const char *wanted)
{
    char request[512];
    size_t len;
    int fd = connect_to(port);
    snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\n", path, headers);
    send_text(fd, request);
    char *answer = read_all(fd, &len);
    if (strstr(answer, wanted) == NULL) {
        fail_msg("%s: no \"%s\" in: %s", path, wanted, answer);
    }
    free(answer);
    close(fd);
}

/* ---- tests ---- */

static void all_kinds_of_answers(void **state)
{
    running r;
    start(&r, (brisk_serve_options){.root_path = "/dev"});
    int port = brisk_server_port(r.server);
    check_get(port, "/hello", "", "\r\n\r\nHello");
    check_get(port, "/hello", "", "server: brisk\r\n");
    check_get(port, "/slow", "", "\r\n\r\nslow");
    check_get(port, "/nothing", "", "{\"detail\":\"Not Found\"}");
    check_get(port, "/hello", "Host: b\r\n", "{\"detail\":\"There is more than one Host header\"}");
    check_get(port, "/ticks", "", "5\r\ntick \r\n5\r\ntick \r\n5\r\ntick \r\n0\r\n\r\n");
    check_get(port, "/who", "X-Forwarded-For: 192.0.2.1\r\n", "127.0.0.1 http /dev");
    finish(&r);
}

static void proxies_are_believed_when_asked(void **state)
{
    running r;
    start(&r, (brisk_serve_options){.proxy_headers = true, .no_server_header = true});
    check_get(brisk_server_port(r.server), "/who", "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n",
              "192.0.2.1 https");
    finish(&r);
}

static void slow_reader_gets_all(void **state)
{
    running r;
    size_t len;
    start(&r, (brisk_serve_options){0});
    int fd = connect_to(brisk_server_port(r.server));
    send_text(fd, "GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    char *answer = read_all(fd, &len);
    assert_true(len > 5000000);
    free(answer);
    close(fd);
    finish(&r);
}

static void *ask_many_times(void *argument)
{
    int port = *(int *)argument;
    for (int i = 0; i < 20; i++) {
        check_get(port, i % 5 == 0 ? "/ticks" : "/hello", "", "200 OK");
    }
    check_get(port, "/slow", "", "slow");
    return NULL;
}

static void workers_serve_together(void **state)
{
    running r;
    pthread_t clients[4];
    start(&r, (brisk_serve_options){.workers = 3});
    int port = brisk_server_port(r.server);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&clients[i], NULL, ask_many_times, &port), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(clients[i], NULL);
    }
    finish(&r);
}

static void *count_many_times(void *argument)
{
    int port = *(int *)argument;
    for (int i = 0; i < 25; i++) {
        check_get(port, i % 2 == 0 ? "/count/blocking" : "/count", "", "\r\n\r\ncount ");
    }
    return NULL;
}

static void workers_share_the_state_of_the_app(void **state)
{
    running r;
    pthread_t clients[4];
    start(&r, (brisk_serve_options){.workers = 4});
    int port = brisk_server_port(r.server);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&clients[i], NULL, count_many_times, &port), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(clients[i], NULL);
    }
    check_get(port, "/count/blocking", "", "\r\n\r\ncount 101");
    finish(&r);
    assert_int_equal(shared.count, 101);
    assert_false(shared.is_open);
}

static void work_is_done_behind_the_answer(void **state)
{
    static const brisk_log_sink sink = {.write = keep_warning};
    running r;
    char answer[1024];
    size_t len = 0;
    start(&r, (brisk_serve_options){0});
    brisk_log_set_sink(&sink);
    int fd = connect_to(brisk_server_port(r.server));
    send_text(fd, "GET /later HTTP/1.1\r\nHost: a\r\nX-Word: tea\r\n\r\n");
    do { /* the work has not begun to end: it waits for this */
        ssize_t got = recv(fd, answer + len, sizeof(answer) - 1 - len, 0);
        assert_true(got > 0);
        len += (size_t)got;
        answer[len] = '\0';
    } while (strstr(answer, "\r\n\r\nlater") == NULL);
    pthread_mutex_lock(&behind.lock);
    behind.is_answered = true;
    pthread_cond_signal(&behind.changed);
    pthread_mutex_unlock(&behind.lock);
    send_text(fd, "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    char *rest = read_all(fd, &len);
    assert_non_null(strstr(rest, "Hello"));
    free(rest);
    close(fd);
    finish(&r);
    brisk_log_set_sink(NULL);
    assert_true(behind.is_done);
    assert_non_null(strstr(behind.warning, "what GET /later left for behind its answer held the loop for "));
}

static void stop_waits_for_running_requests(void **state)
{
    running r;
    size_t len;
    start(&r, (brisk_serve_options){0});
    int idle = connect_to(brisk_server_port(r.server));
    int busy = connect_to(brisk_server_port(r.server));
    send_text(busy, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    brisk_server_stop(r.server, false);
    char *answer = read_all(idle, &len);
    assert_int_equal(len, 0);
    free(answer);
    answer = read_all(busy, &len);
    assert_non_null(strstr(answer, "connection: close\r\n"));
    assert_non_null(strstr(answer, "slow"));
    free(answer);
    close(idle);
    close(busy);
    finish(&r);
}

static void forced_stop_does_not_wait_for_clients(void **state)
{
    running r;
    size_t len;
    start(&r, (brisk_serve_options){0});
    int fd = connect_to(brisk_server_port(r.server));
    send_text(fd, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    brisk_server_stop(r.server, true);
    char *answer = read_all(fd, &len);
    assert_int_equal(len, 0);
    free(answer);
    close(fd);
    finish(&r);
}

static void client_that_leaves_is_seen(void **state)
{
    running r;
    start(&r, (brisk_serve_options){0});
    int fd = connect_to(brisk_server_port(r.server));
    send_text(fd, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    struct linger hard = {.l_onoff = 1};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
    close(fd);
    check_get(brisk_server_port(r.server), "/hello", "", "Hello");
    finish(&r);
}

static void short_time_outs(void **state)
{
    running r;
    size_t len;
    start(&r, (brisk_serve_options){.timeout_header_s = 0.1, .timeout_keep_alive_s = 0.1, .timeout_body_s = 0.1});
    int head = connect_to(brisk_server_port(r.server));
    int body = connect_to(brisk_server_port(r.server));
    send_text(head, "GET /hello HT");
    send_text(body, "POST /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
    char *answer = read_all(head, &len);
    assert_non_null(strstr(answer, "408 Request Timeout"));
    free(answer);
    answer = read_all(body, &len);
    assert_non_null(strstr(answer, "408 Request Timeout"));
    free(answer);
    close(head);
    close(body);
    finish(&r);
}

/* Without a descriptor left, connections are turned away, the log says so, and the server lives on. */
static void out_of_descriptors(void **state)
{
    running r;
    int held[256], count = 0;
    start(&r, (brisk_serve_options){0});
    int port = brisk_server_port(r.server);
    check_get(port, "/hello", "", "Hello");
    struct rlimit before, now;
    getrlimit(RLIMIT_NOFILE, &before);
    int client = connect_to(port);
    now = before;
    now.rlim_cur = (rlim_t)client + 10;
    setrlimit(RLIMIT_NOFILE, &now);
    while (count < 200) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (fd < 0) {
            break;
        }
        held[count++] = fd;
    }
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (count > 0) {
        (void)connect(held[0], (struct sockaddr *)&address, sizeof(address));
    }
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    for (int i = 0; i < count; i++) {
        close(held[i]);
    }
    setrlimit(RLIMIT_NOFILE, &before); /* before any assertion: LeakSanitizer needs descriptors at the end */
    assert_true(count > 0 && count < 200);
    close(client);
    check_get(port, "/hello", "", "Hello");
    finish(&r);
}

static void wrong_options(void **state)
{
    char problem[512];
    brisk_service *service;
    brisk_server *server;
    const brisk_serve_options wrong[] = {
        {.root_path = "dev"},  {.root_path = "/dev/"},       {.workers = 1000},
        {.log_level = "loud"}, {.forwarded_allow_ips = "x"}, {.port = -1, .host = "no host"},
    };
    assert_int_equal(brisk_service_new(&app, &service, problem, sizeof(problem)), BRISK_OK);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        problem[0] = '\0';
        assert_int_not_equal(brisk_server_new(service, &wrong[i], &server, problem, sizeof(problem)), BRISK_OK);
        assert_null(server);
        assert_true(strlen(problem) > 5);
    }
    brisk_service_free(service);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kinds_of_answers),
        cmocka_unit_test(proxies_are_believed_when_asked),
        cmocka_unit_test(slow_reader_gets_all),
        cmocka_unit_test(workers_serve_together),
        cmocka_unit_test(workers_share_the_state_of_the_app),
        cmocka_unit_test(work_is_done_behind_the_answer),
        cmocka_unit_test(stop_waits_for_running_requests),
        cmocka_unit_test(forced_stop_does_not_wait_for_clients),
        cmocka_unit_test(client_that_leaves_is_seen),
        cmocka_unit_test(short_time_outs),
        cmocka_unit_test(out_of_descriptors),
        cmocka_unit_test(wrong_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

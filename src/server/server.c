/* server.c - a server's life: options, sockets, workers, signals, the end.
 *
 *     main thread: worker 0 ── signals ──► stop ──► all loops
 *     threads:     worker 1 … n ── "done" ──► worker 0's loop, which waits for them
 *
 * The end has three stages: running requests are answered (timeout_graceful); then connections are closed; and where a
 * handler still does not come back a second later, the process is ended by the signal, for nothing else can end it. */
#include "server/server.h"

#include "core/heap.h"
#include "core/log.h"
#include "core/str.h"
#include "net/listen.h"
#include "server/worker.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WORKERS_MAX    256
#define LAST_RESORT_MS 1000u

struct brisk_server {
    brisk_serve_options options;
    brisk_worker_settings settings;
    brisk_trusted trusted;
    brisk_worker *workers;
    int *fds;
    size_t count, inited, running; /* workers; those prepared; threads not yet ended, atomic */
    int port;
    char url[160], name[128];
    uv_signal_t signals[2];
    uv_timer_t last_resort;
    uv_async_t done;
    uint64_t graceful_ms;
    int stop_signal;
    bool has_handles, is_stopping, is_file_removed;
};

/* ---- options ---- */

typedef struct problem_text {
    char *text;
    size_t size;
} problem_text;

static size_t pick_size(long long given, size_t standard)
{
    return given == 0 ? standard : given < 0 ? 0 : (size_t)given;
}

static uint64_t pick_ms(double given_s, uint64_t standard_ms)
{
    if (given_s == 0) {
        return standard_ms;
    }
    if (given_s < 0) {
        return 0;
    }
    double ms = given_s * 1000;
    return ms < 1 ? 1 : ms > 1e12 ? (uint64_t)1e12 : (uint64_t)ms;
}

static brisk_limits pick_limits(const brisk_serve_options *options)
{
    const brisk_limits standard = BRISK_LIMITS_DEFAULT;
    return (brisk_limits){
        .header_bytes = pick_size(options->limit_header, standard.header_bytes),
        .header_count = pick_size(options->limit_headers, standard.header_count),
        .url_bytes = pick_size(options->limit_url, standard.url_bytes),
        .body_bytes = pick_size(options->limit_body, standard.body_bytes),
        .connections = pick_size(options->limit_connections, standard.connections),
        .requests = pick_size(options->limit_requests, standard.requests),
        .header_ms = pick_ms(options->timeout_header_s, standard.header_ms),
        .body_ms = pick_ms(options->timeout_body_s, standard.body_ms),
        .keep_alive_ms = pick_ms(options->timeout_keep_alive_s, standard.keep_alive_ms),
        .write_ms = pick_ms(options->timeout_write_s, standard.write_ms),
        .request_ms = pick_ms(options->timeout_request_s, standard.request_ms),
        .graceful_ms = pick_ms(options->timeout_graceful_s, standard.graceful_ms),
    };
}

static brisk_status check_options(brisk_server *server, problem_text problem)
{
    const brisk_serve_options *options = &server->options;
    const char *root_path = options->root_path == NULL ? "" : options->root_path;
    size_t root_len = strlen(root_path);
    if (root_len > 0 && (root_path[0] != '/' || root_path[root_len - 1] == '/')) {
        snprintf(problem.text, problem.size, "the root path begins with / and does not end with it, not \"%s\"",
                 root_path);
        return BRISK_USAGE;
    }
    if (options->workers < 0 || options->workers > WORKERS_MAX) {
        snprintf(problem.text, problem.size, "the number of workers is 1 to %d, not %d", WORKERS_MAX, options->workers);
        return BRISK_USAGE;
    }
    const char *trusted = options->forwarded_allow_ips == NULL ? "127.0.0.1" : options->forwarded_allow_ips;
    if (!brisk_trusted_parse(trusted, &server->trusted)) {
        snprintf(problem.text, problem.size, "\"%s\" is no list of addresses", trusted);
        return BRISK_USAGE;
    }
    brisk_log_level level = BRISK_LOG_INFO;
    if (options->log_level != NULL && !brisk_log_level_parse(brisk_str_view(options->log_level), &level)) {
        snprintf(problem.text, problem.size, "there is no log level \"%s\"", options->log_level);
        return BRISK_USAGE;
    }
    brisk_log_set_level(level);
    bool has_access_log = !options->no_access_log && level <= BRISK_LOG_INFO;
    server->settings.limits = pick_limits(options);
    server->settings.root_path = brisk_str_view(root_path);
    server->settings.server_name = options->no_server_header ? (brisk_str){0} : BRISK_S("brisk");
    server->settings.trusted = options->proxy_headers ? &server->trusted : NULL;
    server->settings.memory_limit = pick_size(options->limit_memory, 64u << 20);
    server->settings.access_fd = has_access_log ? STDOUT_FILENO : -1;
    server->graceful_ms = server->settings.limits.graceful_ms;
    server->count = options->workers == 0 ? 1 : (size_t)options->workers;
    return BRISK_OK;
}

/* ---- sockets ---- */

static void name_server(brisk_server *server)
{
    if (server->options.uds != NULL) {
        snprintf(server->url, sizeof(server->url), "unix:%s", server->options.uds);
        return;
    }
    brisk_listen_name(server->fds[0], server->name, sizeof(server->name));
    server->settings.server = brisk_str_view(server->name);
    snprintf(server->url, sizeof(server->url), "http://%s", server->name);
}

static brisk_status open_sockets(brisk_server *server, problem_text problem)
{
    const brisk_serve_options *options = &server->options;
    if (options->listen_fd > 0) {
        server->port = brisk_listen_port(options->listen_fd);
        for (size_t i = 0; i < server->count; i++) {
            server->fds[i] = dup(options->listen_fd);
            if (server->fds[i] < 0) {
                snprintf(problem.text, problem.size, "the socket handed over, %d, is not open", options->listen_fd);
                return BRISK_IO;
            }
        }
        return BRISK_OK;
    }
    brisk_listen_options listen = {
        .host = options->host == NULL ? "127.0.0.1" : options->host,
        .port = options->port == 0  ? 8000
                : options->port < 0 ? 0
                                    : options->port,
        .uds = options->uds,
        .count = server->count,
    };
    return brisk_listen_open(&listen, server->fds, &server->port, problem.text, problem.size);
}

static brisk_status prepare_workers(brisk_server *server, problem_text problem)
{
    bool is_unix = server->options.uds != NULL;
    for (size_t i = 0; i < server->count; i++) {
        brisk_worker *worker = &server->workers[i];
        brisk_status status = brisk_worker_init(worker, &server->settings);
        if (status != BRISK_OK) {
            snprintf(problem.text, problem.size, "cannot make an event loop: %s", brisk_status_text(status));
            return status;
        }
        server->inited = i + 1;
        int fd = server->fds[i];
        server->fds[i] = -1; /* the loop's from here on */
        worker->net.has_lent_listener = server->options.listen_fd > 0;
        status = brisk_net_loop_listen(&worker->net, fd, is_unix);
        if (status != BRISK_OK) {
            snprintf(problem.text, problem.size, "cannot listen on %s", server->url);
            return status;
        }
    }
    return BRISK_OK;
}

static brisk_status prepare(brisk_server *server, problem_text problem)
{
    brisk_status status = check_options(server, problem);
    if (status != BRISK_OK) {
        return status;
    }
    server->workers = brisk_heap_alloc_zeroed(server->count, sizeof(brisk_worker));
    server->fds = brisk_heap_alloc_zeroed(server->count, sizeof(int));
    if (server->workers == NULL || server->fds == NULL) {
        snprintf(problem.text, problem.size, "there is no memory for %zu workers", server->count);
        return BRISK_NO_MEMORY;
    }
    for (size_t i = 0; i < server->count; i++) {
        server->fds[i] = -1;
    }
    status = open_sockets(server, problem);
    if (status != BRISK_OK) {
        return status;
    }
    name_server(server);
    return prepare_workers(server, problem);
}

brisk_status brisk_server_new(brisk_service *service, const brisk_serve_options *options, brisk_server **out,
                              char *problem, size_t problem_size)
{
    problem_text text = {problem, problem_size};
    brisk_server *server = brisk_heap_alloc_zeroed(1, sizeof(*server));
    *out = NULL;
    if (server == NULL) {
        snprintf(problem, problem_size, "there is no memory for the server");
        return BRISK_NO_MEMORY;
    }
    if (options != NULL) {
        server->options = *options;
    }
    server->settings.service = service;
    brisk_status status = prepare(server, text);
    if (status != BRISK_OK) {
        brisk_server_free(server);
        return status;
    }
    *out = server;
    return BRISK_OK;
}

/* Once: by the end of this server another may listen on the same path. */
static void remove_socket_file(brisk_server *server)
{
    bool has_file = server->inited > 0 && server->options.listen_fd <= 0 && server->options.uds != NULL;
    if (has_file && !__atomic_exchange_n(&server->is_file_removed, true, __ATOMIC_ACQ_REL)) {
        (void)unlink(server->options.uds);
    }
}

void brisk_server_free(brisk_server *server)
{
    if (server == NULL) {
        return;
    }
    for (size_t i = 0; i < server->inited; i++) {
        brisk_worker_clear(&server->workers[i]);
    }
    remove_socket_file(server);
    if (server->fds != NULL) {
        brisk_listen_close(server->fds, server->count, NULL);
    }
    brisk_heap_free(server->workers);
    brisk_heap_free(server->fds);
    brisk_heap_free(server);
}

int brisk_server_port(const brisk_server *server)
{
    return server->port;
}

const char *brisk_server_url(const brisk_server *server)
{
    return server->url;
}

/* ---- running ---- */

void brisk_server_stop(brisk_server *server, bool is_forced)
{
    remove_socket_file(server); /* nobody comes any more, and those who have come are still accepted */
    for (size_t i = 0; i < server->inited; i++) {
        brisk_net_loop_request_stop(&server->workers[i].net, is_forced);
    }
}

static void end_process(uv_timer_t *timer)
{
    brisk_server *server = timer->data;
    brisk_log(BRISK_LOG_ERROR, "a handler does not come back: the process is ended");
    signal(server->stop_signal, SIG_DFL);
    raise(server->stop_signal);
}

static void on_signal(uv_signal_t *handle, int number)
{
    brisk_server *server = handle->data;
    bool is_second = server->is_stopping;
    server->is_stopping = true;
    server->stop_signal = number;
    uint64_t grace_ms = is_second ? 0 : server->graceful_ms;
    if (is_second || server->graceful_ms != 0) {
        uv_timer_start(&server->last_resort, end_process, grace_ms + LAST_RESORT_MS, 0);
    }
    fprintf(stderr, is_second ? "INFO:     Closing all connections\n"
                              : "INFO:     Shutting down (press CTRL+C again to close all connections)\n");
    brisk_server_stop(server, is_second);
}

static void on_worker_done(uv_async_t *done)
{
    brisk_server *server = done->data;
    if (__atomic_load_n(&server->running, __ATOMIC_ACQUIRE) == 0) {
        uv_unref((uv_handle_t *)done);
    }
}

static void run_thread(void *argument)
{
    brisk_worker *worker = argument;
    brisk_server *server = worker->done->data;
    brisk_net_loop_run(&worker->net);
    __atomic_sub_fetch(&server->running, 1, __ATOMIC_ACQ_REL);
    uv_async_send(worker->done);
}

/* The handles of the server itself, on worker 0's loop. They do not keep it running, save done, until all are. */
static brisk_status open_handles(brisk_server *server)
{
    uv_loop_t *loop = &server->workers[0].net.uv;
    if (uv_async_init(loop, &server->done, on_worker_done) != 0) {
        return BRISK_IO;
    }
    server->has_handles = true;
    server->done.data = server;
    (void)uv_timer_init(loop, &server->last_resort);
    server->last_resort.data = server;
    uv_unref((uv_handle_t *)&server->last_resort);
    static const int numbers[2] = {SIGTERM, SIGINT};
    /* Ctrl+C reaches a whole group of processes; one that is supervised is stopped by its supervisor. */
    size_t wanted = server->options.no_signals ? 0 : server->options.ready_fd > 0 ? 1 : 2;
    for (size_t i = 0; i < 2; i++) {
        (void)uv_signal_init(loop, &server->signals[i]);
        server->signals[i].data = server;
        if (i < wanted && uv_signal_start(&server->signals[i], on_signal, numbers[i]) != 0) {
            return BRISK_IO;
        }
        uv_unref((uv_handle_t *)&server->signals[i]);
    }
    return BRISK_OK;
}

static void close_handles(brisk_server *server)
{
    uv_close((uv_handle_t *)&server->done, NULL);
    uv_close((uv_handle_t *)&server->last_resort, NULL);
    uv_close((uv_handle_t *)&server->signals[0], NULL);
    uv_close((uv_handle_t *)&server->signals[1], NULL);
    brisk_net_loop_run(&server->workers[0].net);
}

/* Signals belong to the first worker's loop: no other thread is to be interrupted by them. */
static size_t start_threads(brisk_server *server)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    size_t started = 1;
    while (started < server->count) {
        brisk_worker *worker = &server->workers[started];
        worker->done = &server->done;
        __atomic_add_fetch(&server->running, 1, __ATOMIC_ACQ_REL);
        if (uv_thread_create(&worker->thread, run_thread, worker) != 0) {
            __atomic_sub_fetch(&server->running, 1, __ATOMIC_ACQ_REL);
            brisk_log(BRISK_LOG_ERROR, "cannot start worker %zu", started + 1);
            break;
        }
        started++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

static void tell_ready(const brisk_server *server)
{
    if (server->options.ready_fd > 0) {
        ssize_t written = write(server->options.ready_fd, "1", 1);
        (void)written;
        close(server->options.ready_fd);
    }
}

brisk_status brisk_server_run(brisk_server *server)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL); /* a client that has gone is an error of its write, not our end */
    brisk_status status = open_handles(server);
    size_t started = 1;
    if (status == BRISK_OK) {
        started = start_threads(server);
        status = started == server->count ? BRISK_OK : BRISK_IO;
    }
    if (status == BRISK_OK) {
        tell_ready(server);
    } else {
        brisk_server_stop(server, true);
    }
    if (started == 1 && server->has_handles) {
        uv_unref((uv_handle_t *)&server->done);
    }
    brisk_net_loop_run(&server->workers[0].net);
    for (size_t i = 1; i < started; i++) {
        uv_thread_join(&server->workers[i].thread);
    }
    if (server->has_handles) {
        close_handles(server);
        server->has_handles = false;
    }
    return status;
}

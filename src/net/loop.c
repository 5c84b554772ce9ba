/* loop.c - http1.h's transport over libuv.
 *
 * A request in the common case is three system calls: epoll_wait, read, write. Bytes are read straight into the
 * connection's input buffer; an answer is tried at once (uv_try_write), and only what the socket did not take is queued,
 * with the write request that stands in the connection.
 *
 * Out of file descriptors: libuv keeps one in reserve, with which it accepts and closes what waits, so that the loop
 * does not spin; it is told in the log once a second. */
#include "net/loop.h"

#include "core/heap.h"
#include "core/log.h"
#include "net/listen.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG       1024
#define STOP_SWEEP_MS 20u
/* How long a loop that stops still takes those who were about to connect: the round trip of their handshake. */
#define STOP_LISTEN_MS 20u

typedef struct net_connection {
    brisk_http1 http; /* first: a pointer to it is one to the whole */
    brisk_net_loop *loop;
    union {
        uv_stream_t stream;
        uv_tcp_t tcp;
        uv_pipe_t pipe;
        uv_handle_t handle;
    } socket;
    uv_write_t write;
    uv_shutdown_t shutdown;
    char client[INET6_ADDRSTRLEN];
} net_connection;

static net_connection *connection_of(brisk_http1 *http)
{
    return (net_connection *)(void *)http;
}

static brisk_net_loop *loop_of(brisk_http1_hub *hub)
{
    return (brisk_net_loop *)(void *)((char *)hub - offsetof(brisk_net_loop, hub));
}

static void update_now(brisk_net_loop *loop)
{
    loop->hub.now_ms = uv_now(&loop->uv);
}

/* ---- the end of a loop ---- */

static void close_if_over(brisk_net_loop *loop)
{
    if (!loop->hub.is_stopping || loop->is_listening || loop->hub.count > 0 || loop->is_closing) {
        return;
    }
    loop->is_closing = true;
    uv_close((uv_handle_t *)&loop->sweep, NULL);
    uv_close((uv_handle_t *)&loop->pump, NULL);
    uv_close((uv_handle_t *)&loop->graceful, NULL);
    uv_close((uv_handle_t *)&loop->prepare, NULL);
    uv_close((uv_handle_t *)&loop->wake, NULL);
}

/* ---- the transport ---- */

static void on_written(uv_write_t *request, int status)
{
    net_connection *connection = request->data;
    update_now(connection->loop);
    brisk_http1_written(&connection->http, status == 0);
}

static brisk_write_result transport_write(brisk_http1 *http, const brisk_str *pieces, size_t count)
{
    net_connection *connection = connection_of(http);
    uv_buf_t bufs[4] = {{.base = NULL}}; /* gcc's release build cannot know that count is not 0 */
    for (size_t i = 0; i < count; i++) {
        union {
            const char *read;
            char *base;
        } bytes = {.read = pieces[i].ptr}; /* libuv's buffers are for both ways; it only reads here */
        bufs[i] = uv_buf_init(bytes.base, (unsigned)pieces[i].len);
    }
    int written = uv_try_write(&connection->socket.stream, bufs, (unsigned)count);
    if (written < 0 && written != UV_EAGAIN) {
        return BRISK_WRITE_FAILED;
    }
    size_t rest = written < 0 ? 0 : (size_t)written;
    size_t first = 0;
    while (first < count && rest >= bufs[first].len) {
        rest -= bufs[first++].len;
    }
    if (first == count) {
        return BRISK_WRITE_DONE;
    }
    bufs[first].base += rest;
    bufs[first].len -= rest;
    connection->write.data = connection;
    int error =
        uv_write(&connection->write, &connection->socket.stream, bufs + first, (unsigned)(count - first), on_written);
    return error == 0 ? BRISK_WRITE_QUEUED : BRISK_WRITE_FAILED;
}

static size_t transport_queued(brisk_http1 *http)
{
    return uv_stream_get_write_queue_size(&connection_of(http)->socket.stream);
}

static void on_room_wanted(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    (void)suggested;
    net_connection *connection = handle->data;
    size_t size;
    char *room = brisk_http1_read_room(&connection->http, &size);
    *buf = uv_buf_init(room, (unsigned)size);
}

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *buf)
{
    (void)buf;
    net_connection *connection = stream->data;
    update_now(connection->loop);
    if (len >= 0) {
        brisk_http1_received(&connection->http, (size_t)len);
    } else if (len == UV_EOF) {
        brisk_http1_eof(&connection->http);
    } else {
        brisk_http1_failed(&connection->http);
    }
}

static void transport_read(brisk_http1 *http, bool on)
{
    net_connection *connection = connection_of(http);
    if (on) {
        (void)uv_read_start(&connection->socket.stream, on_room_wanted, on_read);
    } else {
        (void)uv_read_stop(&connection->socket.stream);
    }
}

static void on_shutdown(uv_shutdown_t *request, int status)
{
    (void)request;
    (void)status; /* where it failed, the client has gone, or the linger time ends it */
}

static void transport_shutdown(brisk_http1 *http)
{
    net_connection *connection = connection_of(http);
    (void)uv_shutdown(&connection->shutdown, &connection->socket.stream, on_shutdown);
}

static void on_closed(uv_handle_t *handle)
{
    net_connection *connection = handle->data;
    update_now(connection->loop);
    brisk_http1_closed(&connection->http);
}

static void transport_close(brisk_http1 *http, bool reset)
{
    net_connection *connection = connection_of(http);
    if (reset && !connection->loop->is_unix && uv_tcp_close_reset(&connection->socket.tcp, on_closed) == 0) {
        return;
    }
    if (!uv_is_closing(&connection->socket.handle)) {
        uv_close(&connection->socket.handle, on_closed);
    }
}

static void transport_release(brisk_http1 *http)
{
    net_connection *connection = connection_of(http);
    brisk_net_loop *loop = connection->loop;
    brisk_heap_free(connection);
    if (loop->hub.count == 0 && loop->is_sweeping && !loop->hub.is_stopping) {
        loop->is_sweeping = false;
        uv_timer_stop(&loop->sweep);
    }
    close_if_over(loop);
}

static void on_pump(uv_timer_t *timer)
{
    brisk_net_loop *loop = timer->data;
    update_now(loop);
    brisk_http1_pump(&loop->hub);
}

static void transport_pump_in(brisk_http1_hub *hub, uint64_t delay_ms)
{
    brisk_net_loop *loop = loop_of(hub);
    if (loop->is_closing) {
        return;
    }
    if (!uv_is_active((uv_handle_t *)&loop->pump) || uv_timer_get_due_in(&loop->pump) > delay_ms) {
        uv_timer_start(&loop->pump, on_pump, delay_ms, 0);
    }
}

static const brisk_transport transport = {
    .write = transport_write,
    .queued = transport_queued,
    .read = transport_read,
    .shutdown = transport_shutdown,
    .close = transport_close,
    .release = transport_release,
    .pump_in = transport_pump_in,
};

/* ---- accepting ---- */

static void stop_listening(brisk_net_loop *loop);

static void on_sweep(uv_timer_t *timer)
{
    brisk_net_loop *loop = timer->data;
    update_now(loop);
    brisk_http1_sweep(&loop->hub);
    if (loop->hub.is_stopping && loop->hub.now_ms >= loop->listen_until_ms) {
        stop_listening(loop);
        close_if_over(loop);
    }
}

static void name_client(net_connection *connection)
{
    struct sockaddr_storage address;
    int len = sizeof(address);
    if (connection->loop->is_unix ||
        uv_tcp_getpeername(&connection->socket.tcp, (struct sockaddr *)&address, &len) != 0) {
        return;
    }
    if (address.ss_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const void *)&address;
        uv_ip6_name(in6, connection->client, sizeof(connection->client));
        connection->http.client_port = ntohs(in6->sin6_port);
    } else {
        const struct sockaddr_in *in4 = (const void *)&address;
        uv_ip4_name(in4, connection->client, sizeof(connection->client));
        connection->http.client_port = ntohs(in4->sin_port);
    }
    connection->http.client = brisk_str_view(connection->client);
}

static void complain(brisk_net_loop *loop, const char *what)
{
    if (loop->last_complaint_ms == 0 || loop->hub.now_ms - loop->last_complaint_ms >= 1000) {
        loop->last_complaint_ms = loop->hub.now_ms;
        brisk_log(BRISK_LOG_ERROR, "cannot accept connections: %s", what);
    }
}

static void on_accept_failed(uv_handle_t *handle)
{
    brisk_heap_free(handle->data);
}

static void drop_connection(brisk_net_loop *loop);

static void on_spare_closed(uv_handle_t *handle)
{
    brisk_net_loop *loop = handle->data;
    loop->is_spare_open = false;
    if (loop->has_untaken && loop->is_listening) {
        drop_connection(loop);
    }
}

/* libuv stops to listen while a connection is not taken: so one without memory is taken, and closed. */
static void drop_connection(brisk_net_loop *loop)
{
    loop->has_untaken = loop->is_spare_open;
    if (loop->is_spare_open) {
        return;
    }
    if (loop->is_unix) {
        (void)uv_pipe_init(&loop->uv, &loop->spare.pipe, 0);
    } else {
        (void)uv_tcp_init(&loop->uv, &loop->spare.tcp);
    }
    loop->spare.handle.data = loop;
    loop->is_spare_open = true;
    (void)uv_accept(&loop->listener.stream, &loop->spare.stream);
    uv_close(&loop->spare.handle, on_spare_closed);
}

static net_connection *new_connection(brisk_net_loop *loop)
{
    net_connection *connection = brisk_heap_alloc_zeroed(1, sizeof(*connection));
    if (connection == NULL) {
        complain(loop, "no memory");
        return NULL;
    }
    connection->loop = loop;
    if (loop->is_unix) {
        (void)uv_pipe_init(&loop->uv, &connection->socket.pipe, 0);
    } else {
        (void)uv_tcp_init(&loop->uv, &connection->socket.tcp);
    }
    connection->socket.handle.data = connection;
    return connection;
}

static void start_sweeping(brisk_net_loop *loop, uint64_t interval_ms)
{
    loop->is_sweeping = true;
    uv_timer_start(&loop->sweep, on_sweep, interval_ms, interval_ms);
}

/* error: of giving the connection its socket. */
static void begin_connection(brisk_net_loop *loop, net_connection *connection, int error)
{
    if (error == 0) {
        error = uv_read_start(&connection->socket.stream, on_room_wanted, on_read);
    }
    if (error != 0) {
        complain(loop, uv_strerror(error));
        uv_close(&connection->socket.handle, on_accept_failed);
        return;
    }
    name_client(connection);
    connection->http.server = loop->server;
    if (!loop->is_sweeping) {
        start_sweeping(loop, brisk_http1_sweep_interval_ms(loop->hub.limits));
    }
    brisk_http1_open(&connection->http, &loop->hub);
}

static void on_connection(uv_stream_t *listener, int status)
{
    brisk_net_loop *loop = listener->data;
    update_now(loop);
    if (status < 0) {
        complain(loop, uv_strerror(status));
        return;
    }
    net_connection *connection = new_connection(loop);
    if (connection == NULL) {
        drop_connection(loop);
        return;
    }
    begin_connection(loop, connection, uv_accept(listener, &connection->socket.stream));
}

/* Connections that the kernel has taken already would be reset with the listener. */
static void take_backlog(brisk_net_loop *loop)
{
    uv_os_fd_t listener;
    if (!loop->is_listening || uv_fileno(&loop->listener.handle, &listener) != 0) {
        return;
    }
    for (int i = 0; i < BACKLOG; i++) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0) {
            return;
        }
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
        net_connection *connection = new_connection(loop);
        if (connection == NULL) {
            close(fd);
            return;
        }
        int error =
            loop->is_unix ? uv_pipe_open(&connection->socket.pipe, fd) : uv_tcp_open(&connection->socket.tcp, fd);
        if (error != 0) {
            close(fd);
        }
        begin_connection(loop, connection, error);
    }
}

/* ---- listening ---- */

brisk_status brisk_net_loop_listen(brisk_net_loop *loop, int fd, bool is_unix)
{
    int error;
    loop->is_unix = is_unix;
    if (is_unix) {
        (void)uv_pipe_init(&loop->uv, &loop->listener.pipe, 0);
        error = uv_pipe_open(&loop->listener.pipe, fd);
    } else {
        (void)uv_tcp_init(&loop->uv, &loop->listener.tcp);
        error = uv_tcp_open(&loop->listener.tcp, fd);
    }
    loop->listener.handle.data = loop;
    loop->is_listening = true;
    if (error == 0) {
        error = uv_listen(&loop->listener.stream, BACKLOG, on_connection);
    }
    if (error != 0) {
        brisk_log(BRISK_LOG_ERROR, "cannot listen: %s", uv_strerror(error));
        return error == UV_EADDRINUSE ? BRISK_BUSY : BRISK_IO;
    }
    return BRISK_OK;
}

/* ---- stopping ---- */

static void close_listener(brisk_net_loop *loop)
{
    if (loop->is_listening) {
        loop->is_listening = false;
        uv_close(&loop->listener.handle, NULL);
    }
}

static void stop_listening(brisk_net_loop *loop)
{
    if (loop->is_listening) {
        take_backlog(loop);
        close_listener(loop);
    }
}

static void on_graceful_over(uv_timer_t *timer)
{
    brisk_net_loop *loop = timer->data;
    update_now(loop);
    stop_listening(loop);
    if (loop->hub.count > 0) {
        brisk_log(BRISK_LOG_WARNING, "%zu connections are closed before their answer: the time to stop is over",
                  loop->hub.count);
    }
    brisk_http1_abort(&loop->hub);
    close_if_over(loop);
}

/* The listener stays for a moment, shut: a handshake that is under way ends at it and not at a closed port. */
static void begin_stop(brisk_net_loop *loop)
{
    uv_os_fd_t listener;
    loop->listen_until_ms = loop->hub.now_ms;
    brisk_http1_stop(&loop->hub);
    if (loop->has_lent_listener) {
        stop_listening(loop);
    } else if (loop->is_listening && uv_fileno(&loop->listener.handle, &listener) == 0) {
        loop->listen_until_ms += STOP_LISTEN_MS;
        if (!loop->is_unix) {
            brisk_listen_shut(listener);
        }
    }
    start_sweeping(loop, STOP_SWEEP_MS);
    if (loop->hub.limits->graceful_ms != 0) {
        uv_timer_start(&loop->graceful, on_graceful_over, loop->hub.limits->graceful_ms, 0);
    }
}

static void on_wake(uv_async_t *wake)
{
    brisk_net_loop *loop = wake->data;
    int request = __atomic_load_n(&loop->stop_request, __ATOMIC_ACQUIRE);
    if (request == 0 || loop->is_closing) {
        return;
    }
    update_now(loop);
    if (!loop->hub.is_stopping) {
        begin_stop(loop);
    }
    if (request == 2) {
        stop_listening(loop);
        brisk_http1_abort(&loop->hub);
    }
    close_if_over(loop);
}

void brisk_net_loop_request_stop(brisk_net_loop *loop, bool is_forced)
{
    if (is_forced || __atomic_load_n(&loop->stop_request, __ATOMIC_ACQUIRE) == 0) {
        __atomic_store_n(&loop->stop_request, is_forced ? 2 : 1, __ATOMIC_RELEASE);
    }
    uv_async_send(&loop->wake);
}

/* ---- life ---- */

static void on_prepare(uv_prepare_t *prepare)
{
    brisk_net_loop *loop = prepare->data;
    if (loop->on_turn != NULL) {
        loop->on_turn(loop->context);
    }
}

brisk_status brisk_net_loop_init(brisk_net_loop *loop)
{
    loop->hub.transport = &transport;
    brisk_http1_hub_init(&loop->hub);
    loop->stop_request = 0;
    loop->is_listening = false;
    loop->is_sweeping = false;
    loop->is_closing = false;
    loop->is_spare_open = false;
    loop->has_untaken = false;
    loop->last_complaint_ms = 0;
    if (uv_loop_init(&loop->uv) != 0) {
        return BRISK_IO;
    }
    if (uv_async_init(&loop->uv, &loop->wake, on_wake) != 0) {
        (void)uv_loop_close(&loop->uv);
        return BRISK_IO;
    }
    loop->wake.data = loop;
    (void)uv_timer_init(&loop->uv, &loop->sweep);
    (void)uv_timer_init(&loop->uv, &loop->pump);
    (void)uv_timer_init(&loop->uv, &loop->graceful);
    (void)uv_prepare_init(&loop->uv, &loop->prepare);
    loop->sweep.data = loop;
    loop->pump.data = loop;
    loop->graceful.data = loop;
    loop->prepare.data = loop;
    (void)uv_prepare_start(&loop->prepare, on_prepare);
    return BRISK_OK;
}

void brisk_net_loop_run(brisk_net_loop *loop)
{
    uv_run(&loop->uv, UV_RUN_DEFAULT);
}

void brisk_net_loop_clear(brisk_net_loop *loop)
{
    if (!loop->is_closing) {
        loop->hub.is_stopping = true;
        close_listener(loop);
        brisk_http1_abort(&loop->hub);
        close_if_over(loop);
    }
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    (void)uv_loop_close(&loop->uv);
    brisk_http1_hub_clear(&loop->hub);
}

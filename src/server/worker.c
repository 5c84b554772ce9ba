/* worker.c - from net's exchange to the service and back.
 *
 * A handler runs on the loop, where it holds up all other connections of the worker: so the time it took is looked at
 * behind each (one reading of a clock), and one that took too long is logged with what to do about it. A route that
 * is marked blocking runs on libuv's thread pool. What a request leaves for behind its answer runs on the loop too, since
 * the texts of the request stand in the connection's buffer, and is looked at in the same way. */
#include "server/worker.h"

#include "core/log.h"

#define HELD_TOO_LONG_NS 100000000u /* 0.1 s */

/* The exchange's extra bytes. */
typedef struct exchange_extra {
    uv_work_t work;
    bool is_handled; /* brisk_handle ran */
} exchange_extra;

static void check_held(brisk_worker *worker, const brisk_request *request)
{
    uint64_t start_ns = worker->net.hub.now_ms * 1000000u;
    if (worker->mark_ns > start_ns) {
        start_ns = worker->mark_ns;
    }
    worker->mark_ns = uv_hrtime();
    if (worker->mark_ns > start_ns && worker->mark_ns - start_ns > HELD_TOO_LONG_NS) {
        brisk_log(BRISK_LOG_WARNING, "%.*s %.*s held the loop for %llu ms: mark its endpoint `blocking`",
                  (int)request->method_text.len, request->method_text.ptr, (int)request->path.len, request->path.ptr,
                  (unsigned long long)((worker->mark_ns - start_ns) / 1000000u));
    }
}

static void finish(brisk_worker *worker, brisk_request *request, bool was_sent)
{
    bool has_work = brisk_has_work_after(request);
    uint64_t start_ns = has_work ? uv_hrtime() : 0;
    brisk_finish(worker->settings->service, request, was_sent);
    if (!has_work) {
        return;
    }
    worker->mark_ns = uv_hrtime(); /* not the fault of the next request */
    if (worker->mark_ns - start_ns > HELD_TOO_LONG_NS) {
        brisk_log(BRISK_LOG_WARNING, "what %.*s %.*s left for behind its answer held the loop for %llu ms",
                  (int)request->method_text.len, request->method_text.ptr, (int)request->path.len, request->path.ptr,
                  (unsigned long long)((worker->mark_ns - start_ns) / 1000000u));
    }
}

static void run_blocking(uv_work_t *work)
{
    brisk_exchange *exchange = work->data;
    brisk_worker *worker = (brisk_worker *)(void *)work->loop->data;
    brisk_handle(worker->settings->service, &exchange->request);
}

static void end_blocking(uv_work_t *work, int status)
{
    brisk_exchange *exchange = work->data;
    brisk_worker *worker = (brisk_worker *)(void *)work->loop->data;
    (void)status; /* never cancelled */
    worker->net.hub.now_ms = uv_now(&worker->net.uv);
    brisk_exchange_answer(exchange);
}

static void on_request(void *context, brisk_exchange *exchange)
{
    brisk_worker *worker = context;
    const brisk_worker_settings *settings = worker->settings;
    brisk_request *request = &exchange->request;
    exchange_extra *extra = exchange->extra;
    request->root_path = settings->root_path;
    if (settings->trusted != NULL) {
        brisk_proxy_apply(settings->trusted, request);
    }
    extra->is_handled = true;
    if (brisk_service_is_blocking(settings->service, request)) {
        extra->work.data = exchange;
        if (uv_queue_work(&worker->net.uv, &extra->work, run_blocking, end_blocking) == 0) {
            return;
        }
    }
    brisk_handle(settings->service, request);
    check_held(worker, request);
    brisk_exchange_answer(exchange);
}

static void on_refuse(void *context, brisk_exchange *exchange, int status, const char *detail)
{
    brisk_worker *worker = context;
    exchange_extra *extra = exchange->extra;
    extra->is_handled = false;
    brisk_refuse(&exchange->response, exchange->arena, status, detail);
    brisk_log(BRISK_LOG_DEBUG, "request of %.*s refused: %d %s", (int)exchange->request.client.len,
              exchange->request.client.len > 0 ? exchange->request.client.ptr : "", status, detail);
    (void)worker;
}

static void on_done(void *context, brisk_exchange *exchange, bool was_sent)
{
    brisk_worker *worker = context;
    const brisk_request *request = &exchange->request;
    const exchange_extra *extra = exchange->extra;
    if (worker->access.fd >= 0) {
        brisk_access_line line = {
            .client = request->client,
            .client_port = request->client_port,
            .method = request->method_text,
            .target = request->target,
            .is_http_1_0 = exchange->parser.is_http_1_0,
            .status = exchange->response.status,
        };
        brisk_access_log_add(&worker->access, &line);
    }
    if (extra->is_handled) {
        finish(worker, &exchange->request, was_sent);
    }
}

static void on_turn(void *context)
{
    brisk_worker *worker = context;
    if (worker->access.len > 0) {
        brisk_access_log_flush(&worker->access);
    }
}

brisk_status brisk_worker_init(brisk_worker *worker, const brisk_worker_settings *settings)
{
    worker->settings = settings;
    worker->mark_ns = 0;
    worker->done = NULL;
    brisk_access_log_init(&worker->access, settings->access_fd,
                          settings->access_fd >= 0 && brisk_terminal_has_color(settings->access_fd));
    worker->handler = (brisk_http1_handler){on_request, on_refuse, on_done, worker};
    worker->net.hub.limits = &settings->limits;
    worker->net.hub.handler = &worker->handler;
    worker->net.hub.server_name = settings->server_name;
    worker->net.hub.extra_size = sizeof(exchange_extra);
    worker->net.hub.arena_limit = settings->memory_limit;
    worker->net.on_turn = on_turn;
    worker->net.context = worker;
    worker->net.server = settings->server;
    brisk_status status = brisk_net_loop_init(&worker->net);
    worker->net.uv.data = worker;
    return status;
}

void brisk_worker_clear(brisk_worker *worker)
{
    brisk_net_loop_clear(&worker->net);
    brisk_access_log_flush(&worker->access);
}

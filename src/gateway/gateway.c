/* gateway.c - a gateway's life: its parts are made in the order of use, run on one loop, and ended the other way round.
 *
 *     the end    listener closed, running requests answered (10 s at most; those still coming have 1 s)
 *                ─► environments ended ─► handles closed ─► loop returns
 */
#include "gateway/gateway.h"

#include "core/heap.h"
#include "core/log.h"
#include "core/str.h"
#include "gateway/front/usage.h"
#include "gateway/relay.h"
#include "net/listen.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SWEEP_MS = 600000, PATH_MAX_LEN = 4096 };

/* What API Gateway takes: facts of its quotas page. A head over the limits is answered as AWS does, by the front. */
static const brisk_limits limits = {
    .header_bytes = 10240,
    .header_count = 500,
    .url_bytes = 10240,
    .body_bytes = 10485760,
    .connections = 4096,
    .header_ms = 30000,
    .body_ms = 30000,
    .keep_alive_ms = 60000,
    .write_ms = 30000,
    .graceful_ms = 10000,
    .last_ms = 1000, /* on a desk, CTRL+C is to be the end */
};

/* ---- the end ---- */

static void close_handle(void *handle)
{
    if (!uv_is_closing(handle)) {
        uv_close(handle, NULL);
    }
}

static void close_handles(brisk_gateway *gateway)
{
    if (!gateway->has_handles) {
        return;
    }
    gateway->has_handles = false;
    close_handle(&gateway->timer);
    close_handle(&gateway->last_call);
    close_handle(&gateway->sweep);
    close_handle(&gateway->turn);
    close_handle(&gateway->signals[0]);
    close_handle(&gateway->signals[1]);
}

static void on_lambda_closed(void *context)
{
    brisk_gateway *gateway = context;
    gateway->is_lambda_closed = true;
}

/* Running invocations end as cancelled, and with them the requests that wait for them. */
static void stop_lambda(brisk_gateway *gateway)
{
    if (!gateway->is_lambda_stopped && gateway->lambda != NULL) {
        gateway->is_lambda_stopped = true;
        brisk_lambda_stop(gateway->lambda, on_lambda_closed, gateway);
    }
}

static void on_last_call(uv_timer_t *timer)
{
    stop_lambda(timer->data);
}

/* Each turn of the loop: pages that listen do not hold up the end; once the last connection is gone, nobody asks for the
 * functions any more. A handle of its own, as those of net end with the last connection. */
static void on_turn(uv_prepare_t *turn)
{
    brisk_gateway *gateway = turn->data;
    if (gateway->net.hub.is_stopping && gateway->console != NULL) {
        brisk_console_stop(gateway->console);
    }
    if (gateway->net.hub.is_stopping && gateway->net.hub.count == 0) {
        stop_lambda(gateway);
    }
}

void brisk_gateway_stop(brisk_gateway *gateway, bool is_forced)
{
    brisk_net_loop_request_stop(&gateway->net, is_forced);
}

static void on_signal(uv_signal_t *handle, int number)
{
    brisk_gateway *gateway = handle->data;
    (void)number;
    if (gateway->is_stopping) {
        stop_lambda(gateway);
        brisk_gateway_stop(gateway, true);
        return;
    }
    gateway->is_stopping = true;
    (void)uv_timer_start(&gateway->last_call, on_last_call, limits.graceful_ms, 0);
    brisk_gateway_stop(gateway, false);
}

/* ---- what the parts tell ---- */

static void on_log(void *context, brisk_str group, brisk_str stream, const brisk_log_event *event)
{
    brisk_gateway *gateway = context;
    brisk_console_on_log(gateway->console, group, stream, event);
    if (gateway->listener.on_log != NULL) {
        gateway->listener.on_log(gateway->listener.context, group, stream, event);
    }
}

static void on_change(void *context, const brisk_lambda_change *change)
{
    brisk_gateway *gateway = context;
    if (gateway->cdn != NULL && change->kind == BRISK_CHANGE_DEPLOYED) {
        brisk_cdn_forget(gateway->cdn); /* whoever has just changed his code wants to see it */
    }
    if (gateway->console != NULL) {
        brisk_console_on_change(gateway->console, change);
    }
    if (gateway->listener.on_change != NULL) {
        gateway->listener.on_change(gateway->listener.context, change);
    }
}

static void on_sweep(uv_timer_t *timer)
{
    brisk_gateway *gateway = timer->data;
    brisk_log_store_sweep(gateway->logs);
}

/* ---- making ---- */

static brisk_status open_loop(brisk_gateway *gateway)
{
    brisk_net_loop *net = &gateway->net;
    gateway->limits = limits;
    gateway->handler = brisk_relay_handler(gateway);
    net->hub.limits = &gateway->limits;
    net->hub.handler = &gateway->handler;
    net->hub.extra_size = sizeof(brisk_relay);
    net->hub.capitalises = true;
    net->server = brisk_str_view(gateway->url);
    brisk_status status = brisk_net_loop_init(net);
    if (status != BRISK_OK) {
        return status;
    }
    gateway->has_handles = true;
    (void)uv_timer_init(&net->uv, &gateway->timer);
    (void)uv_timer_init(&net->uv, &gateway->last_call);
    (void)uv_timer_init(&net->uv, &gateway->sweep);
    (void)uv_prepare_init(&net->uv, &gateway->turn);
    gateway->timer.data = gateway->last_call.data = gateway->sweep.data = gateway->turn.data = gateway;
    for (size_t i = 0; i < 2; i++) {
        (void)uv_signal_init(&net->uv, &gateway->signals[i]);
        gateway->signals[i].data = gateway;
        uv_unref((uv_handle_t *)&gateway->signals[i]);
    }
    (void)uv_timer_start(&gateway->sweep, on_sweep, SWEEP_MS, SWEEP_MS);
    (void)uv_prepare_start(&gateway->turn, on_turn);
    uv_unref((uv_handle_t *)&gateway->turn);
    uv_unref((uv_handle_t *)&gateway->timer);
    uv_unref((uv_handle_t *)&gateway->last_call);
    uv_unref((uv_handle_t *)&gateway->sweep);
    return BRISK_OK;
}

/* data_dir with a name behind it. */
static bool write_path(const brisk_gateway *gateway, const char *name, char *out, size_t size)
{
    brisk_str dir = gateway->config->data_dir;
    int len = snprintf(out, size, "%.*s%s", (int)dir.len, dir.ptr, name);
    return dir.len > 0 && len > 0 && (size_t)len < size;
}

static brisk_status open_logs(brisk_gateway *gateway, char *problem, size_t size)
{
    const brisk_gateway_config *config = gateway->config;
    char dir[PATH_MAX_LEN];
    if (!write_path(gateway, "", dir, sizeof(dir))) {
        (void)snprintf(problem, size, "the data folder's path is empty or too long");
        return BRISK_INVALID;
    }
    brisk_log_store_options options = {
        .dir = dir, .retention_days = config->log_retention_days, .stream_bytes = config->log_bytes};
    return brisk_log_store_open(&options, &gateway->logs, problem, size);
}

static brisk_status open_usage(brisk_gateway *gateway, char *problem, size_t size)
{
    char path[PATH_MAX_LEN];
    if (!write_path(gateway, "/usage", path, sizeof(path))) {
        (void)snprintf(problem, size, "the data folder's path is too long");
        return BRISK_INVALID;
    }
    return brisk_usage_store_open(path, &gateway->usage, problem, size);
}

/* As AWS names them: the access log's stream is one of many hex names there; here one a stage. */
static brisk_status open_api_logs(brisk_gateway *gateway)
{
    const brisk_api_config *api = &gateway->config->api;
    char name[300];
    if (api->access_log_format.len > 0 && api->access_log_group.len > 0) {
        int len = snprintf(name, sizeof(name), "%.*s", (int)api->stage.len, api->stage.ptr);
        brisk_status status = brisk_log_store_stream(
            gateway->logs, api->access_log_group, (brisk_str){name, len > 0 ? (size_t)len : 0}, &gateway->access_log);
        if (status != BRISK_OK) {
            return status;
        }
    }
    if (!api->has_execution_logs || api->kind != BRISK_FRONT_REST) {
        return BRISK_OK;
    }
    int len = snprintf(name, sizeof(name), "API-Gateway-Execution-Logs_%.*s/%.*s", (int)api->id.len, api->id.ptr,
                       (int)api->stage.len, api->stage.ptr);
    return brisk_log_store_stream(gateway->logs, (brisk_str){name, len > 0 ? (size_t)len : 0}, api->stage,
                                  &gateway->execution_log);
}

static brisk_status open_parts(brisk_gateway *gateway, char *problem, size_t size)
{
    const brisk_gateway_config *config = gateway->config;
    brisk_status status = open_logs(gateway, problem, size);
    if (status == BRISK_OK) {
        brisk_lambda_options options = {.config = config,
                                        .logs = gateway->logs,
                                        .loop = &gateway->net.uv,
                                        .on_change = on_change,
                                        .context = gateway};
        status = brisk_lambda_new(&options, &gateway->lambda, problem, size);
    }
    if (status == BRISK_OK) {
        status = open_usage(gateway, problem, size);
    }
    if (status == BRISK_OK) {
        status = brisk_front_new(config, gateway->usage, &gateway->front, problem, size);
    }
    if (status == BRISK_OK && config->api.has_cache) {
        status = brisk_cdn_new(NULL, &gateway->cdn);
    }
    if (status == BRISK_OK) {
        status = open_api_logs(gateway);
    }
    if (status == BRISK_OK) {
        brisk_control_options options = {config, gateway->lambda, gateway->logs, gateway->front};
        status = brisk_control_new(&options, &gateway->control);
    }
    if (status == BRISK_OK) {
        brisk_console_options options = {config, gateway->lambda, gateway->logs, gateway->front,
                                         brisk_str_view(gateway->url)};
        status = brisk_console_new(&options, &gateway->console);
    }
    if (status == BRISK_OK) {
        brisk_log_store_listen(gateway->logs, on_log, gateway);
    }
    return status;
}

static brisk_status listen_on(brisk_gateway *gateway, char *problem, size_t size)
{
    const brisk_gateway_config *config = gateway->config;
    char host[256];
    int fd;
    (void)snprintf(host, sizeof(host), "%.*s", (int)config->host.len, config->host.ptr);
    brisk_listen_options options = {.host = host, .port = config->port, .count = 1};
    brisk_status status = brisk_listen_open(&options, &fd, &gateway->port, problem, size);
    if (status != BRISK_OK) {
        return status;
    }
    char name[80];
    brisk_listen_name(fd, name, sizeof(name));
    (void)snprintf(gateway->url, sizeof(gateway->url), "http://%s", name);
    status = brisk_net_loop_listen(&gateway->net, fd, false);
    if (status != BRISK_OK) {
        (void)snprintf(problem, size, "cannot listen on %s", name);
    }
    return status;
}

brisk_status brisk_gateway_new(const brisk_gateway_config *config, const brisk_gateway_listener *listener,
                               brisk_gateway **out, char *problem, size_t problem_size)
{
    *out = NULL;
    if (!brisk_gateway_config_check(config, problem, problem_size)) {
        return BRISK_USAGE;
    }
    brisk_gateway *gateway = brisk_heap_alloc_zeroed(1, sizeof(*gateway));
    (void)snprintf(problem, problem_size, "there is no memory");
    if (gateway == NULL) {
        return BRISK_NO_MEMORY;
    }
    gateway->config = config;
    gateway->listener = listener == NULL ? (brisk_gateway_listener){0} : *listener;
    brisk_buffer_init(&gateway->line, NULL, (size_t)1 << 20);
    brisk_status status = open_loop(gateway);
    if (status != BRISK_OK) {
        brisk_buffer_clear(&gateway->line);
        brisk_heap_free(gateway);
        return status;
    }
    status = listen_on(gateway, problem, problem_size); /* first: a busy port is told before anything is made */
    if (status == BRISK_OK) {
        status = open_parts(gateway, problem, problem_size);
    }
    if (status != BRISK_OK) {
        brisk_gateway_free(gateway);
        return status;
    }
    *out = gateway;
    return BRISK_OK;
}

/* ---- running ---- */

int brisk_gateway_port(const brisk_gateway *gateway)
{
    return gateway->port;
}

const char *brisk_gateway_url(const brisk_gateway *gateway)
{
    return gateway->url;
}

brisk_status brisk_gateway_run(brisk_gateway *gateway)
{
    static const int numbers[2] = {SIGTERM, SIGINT};
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); /* a file at its limit is an error of the write, as a full disk is */
    for (size_t i = 0; i < 2; i++) {
        if (uv_signal_start(&gateway->signals[i], on_signal, numbers[i]) != 0) {
            return BRISK_IO;
        }
    }
    brisk_net_loop_run(&gateway->net);
    return BRISK_OK;
}

void brisk_gateway_free(brisk_gateway *gateway)
{
    if (gateway == NULL) {
        return;
    }
    if (gateway->logs != NULL) {
        brisk_log_store_listen(gateway->logs, NULL, NULL);
    }
    stop_lambda(gateway);
    close_handles(gateway);
    brisk_net_loop_clear(&gateway->net); /* runs the loop until all handles are closed */
    brisk_lambda_free(gateway->lambda);
    brisk_console_free(gateway->console);
    brisk_control_free(gateway->control);
    brisk_cdn_free(gateway->cdn);
    brisk_front_free(gateway->front);
    brisk_usage_store_close(gateway->usage);
    brisk_relay_clear(gateway);
    brisk_log_store_close(gateway->logs);
    brisk_buffer_clear(&gateway->line);
    brisk_heap_free(gateway);
}

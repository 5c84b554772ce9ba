/* relay.c - see relay.h. */
#include "gateway/relay.h"

#include "core/clock.h"
#include "core/heap.h"
#include "core/str.h"
#include "gateway/front/access_log.h"
#include "gateway/front/execution_log.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define EVENT_MAX  ((size_t)64 << 20) /* of one flight's texts; a REST body of 10 MB is at most 60 MB as JSON */
#define STREAM_MAX ((size_t)16 << 20) /* what a client who does not read may leave behind … */
#define HELD_ABOVE ((size_t)1 << 20)  /* … though from here on the function is not read any more */

/* ---- time ---- */

static brisk_front_time time_now(void)
{
    return (brisk_front_time){.wall_ms = brisk_clock_wall_us() / 1000, .monotonic_ns = brisk_clock_monotonic_ns()};
}

static int64_t ms_between(uint64_t from_ns, uint64_t to_ns)
{
    return from_ns == 0 || to_ns < from_ns ? -1 : (int64_t)((to_ns - from_ns) / 1000000u);
}

/* Connections count in the loop's milliseconds: to be told before they are called from outside of the loop's reads. */
static void update_now(brisk_gateway *gateway)
{
    gateway->net.hub.now_ms = uv_now(&gateway->net.uv);
}

static void on_timer(uv_timer_t *timer)
{
    brisk_gateway *gateway = timer->data;
    gateway->timer_ns = 0;
    brisk_relay_check_deadlines(gateway);
}

/* One timer for all flights, set to the nearest deadline: it is set anew only when a nearer one comes. */
static void watch_deadline(brisk_gateway *gateway, uint64_t deadline_ns)
{
    if (gateway->timer_ns != 0 && gateway->timer_ns <= deadline_ns) {
        return;
    }
    uint64_t now_ns = brisk_clock_monotonic_ns();
    uint64_t left_ms = deadline_ns > now_ns ? (deadline_ns - now_ns) / 1000000u + 1 : 0;
    gateway->timer_ns = deadline_ns;
    (void)uv_timer_start(&gateway->timer, on_timer, left_ms, 0);
}

/* ---- flights ---- */

static brisk_flight *take_flight(brisk_gateway *gateway)
{
    brisk_flight *flight = gateway->free_flights;
    if (flight != NULL) {
        gateway->free_flights = flight->next;
    } else {
        flight = brisk_heap_alloc_zeroed(1, sizeof(*flight));
        if (flight == NULL) {
            return NULL;
        }
        flight->gateway = gateway;
        brisk_buffer_init(&flight->texts, NULL, EVENT_MAX);
        brisk_buffer_init(&flight->pieces, NULL, STREAM_MAX);
        brisk_buffer_init(&flight->sending, NULL, STREAM_MAX);
    }
    flight->next = gateway->in_air;
    flight->link = &gateway->in_air;
    if (flight->next != NULL) {
        flight->next->link = &flight->next;
    }
    gateway->in_air = flight;
    flight->owner = NULL;
    flight->handle = NULL;
    flight->is_begun = flight->is_over = flight->is_broken = flight->is_held = false;
    return flight;
}

/* Both the Lambda service and the relay must be done with it. A large buffer is not kept. */
static void give_flight(brisk_flight *flight)
{
    brisk_gateway *gateway = flight->gateway;
    *flight->link = flight->next;
    if (flight->next != NULL) {
        flight->next->link = flight->link;
    }
    brisk_buffer *buffers[3] = {&flight->texts, &flight->pieces, &flight->sending};
    for (size_t i = 0; i < 3; i++) {
        if (buffers[i]->capacity > (size_t)256 * 1024) {
            brisk_buffer_clear(buffers[i]);
        } else {
            brisk_buffer_rewind(buffers[i]);
        }
    }
    flight->next = gateway->free_flights;
    gateway->free_flights = flight;
}

void brisk_relay_clear(brisk_gateway *gateway)
{
    while (gateway->free_flights != NULL) {
        brisk_flight *flight = gateway->free_flights;
        gateway->free_flights = flight->next;
        brisk_buffer_clear(&flight->texts);
        brisk_buffer_clear(&flight->pieces);
        brisk_buffer_clear(&flight->sending);
        brisk_heap_free(flight);
    }
}

/* ---- what is written down of a request ---- */

static void log_line(void *context, brisk_str line)
{
    (void)brisk_log_append(context, 0, line); /* what a full disk loses, the store tells */
}

/* RFC 9110: what a function gives as the body of these, no client is sent. */
static bool has_body(const brisk_exchange *exchange)
{
    int status = exchange->response.status;
    bool is_bare = status < 200 || status == 204 || status == 205 || status == 304;
    return !is_bare && exchange->request.method != BRISK_METHOD_HEAD;
}

/* response.length counts what the client was sent; its status is there. */
static void write_down(brisk_relay *relay, const brisk_invoke_result *result)
{
    brisk_gateway *gateway = relay->gateway;
    brisk_exchange *exchange = relay->exchange;
    if (relay->is_logged) {
        return;
    }
    relay->is_logged = true;
    uint64_t now_ns = brisk_clock_monotonic_ns();
    bool is_stream = exchange->response.is_stream;
    int64_t sent_len = is_stream ? relay->body_len : (int64_t)exchange->response.body.len;
    brisk_front_figures figures = {
        .status = exchange->response.status,
        .response_length = has_body(exchange) ? sent_len : 0,
        .response_latency_ms = ms_between(relay->received_ns, now_ns),
        .integration_latency_ms = ms_between(relay->sent_ns, now_ns),
        .result = result,
    };
    brisk_buffer_rewind(&gateway->line);
    if (gateway->access_log != NULL &&
        brisk_front_access_line(gateway->front, &relay->call, &figures, &gateway->line)) {
        (void)brisk_log_append(gateway->access_log, 0, brisk_buffer_view(&gateway->line));
    }
    if (gateway->execution_log != NULL && relay->cdn.step != BRISK_CDN_HIT) { /* a hit executes nothing */
        brisk_front_execution_lines(gateway->front, &relay->call, &figures, log_line, gateway->execution_log);
    }
    brisk_console_request seen = {
        .call = &relay->call,
        .result = result,
        .status = figures.status,
        .body = is_stream ? (brisk_str){0} : exchange->response.body,
        .body_len = figures.response_length,
        .received_ns = relay->received_ns,
        .answered_ns = now_ns,
        .is_timed_out = relay->is_timed_out,
        .is_streamed = is_stream,
    };
    brisk_console_on_request(gateway->console, &seen);
    if (gateway->listener.on_request != NULL) {
        gateway->listener.on_request(gateway->listener.context, &seen);
    }
}

static void answer(brisk_relay *relay, const brisk_invoke_result *result)
{
    brisk_gateway *gateway = relay->gateway;
    if (gateway->cdn != NULL) {
        brisk_front_time now = time_now();
        brisk_cdn_finish(gateway->cdn, &relay->cdn, &relay->exchange->request, &relay->exchange->response, &now);
    }
    write_down(relay, result);
    update_now(relay->gateway);
    brisk_exchange_answer(relay->exchange);
}

/* ---- streamed answers ---- */

static void hold(brisk_flight *flight, bool is_held)
{
    if (flight->is_held != is_held && flight->handle != NULL) {
        flight->is_held = is_held;
        brisk_lambda_hold(flight->handle, is_held);
    }
}

static brisk_pulled pull_pieces(void *context, brisk_str *piece)
{
    brisk_relay *relay = context;
    brisk_flight *flight = relay->flight;
    if (flight == NULL) {
        return BRISK_PULLED_FAILED;
    }
    if (flight->pieces.len > 0) {
        brisk_buffer sent = flight->sending;
        flight->sending = flight->pieces;
        flight->pieces = sent;
        brisk_buffer_rewind(&flight->pieces);
        hold(flight, false);
        *piece = brisk_buffer_view(&flight->sending);
        relay->body_len += (int64_t)piece->len;
        return BRISK_PULLED_MORE;
    }
    return flight->is_broken ? BRISK_PULLED_FAILED : flight->is_over ? BRISK_PULLED_END : BRISK_PULLED_WAIT;
}

static void begin_stream(brisk_relay *relay)
{
    brisk_gateway *gateway = relay->gateway;
    brisk_response *response = &relay->exchange->response;
    relay->flight->is_begun = true;
    if (gateway->cdn != NULL) {
        brisk_front_time now = time_now();
        brisk_cdn_begin_stream(gateway->cdn, &relay->cdn, &relay->exchange->request, response, &now);
        brisk_cdn_piece(&relay->cdn, brisk_buffer_view(&relay->flight->pieces));
    }
    response->is_stream = true;
    response->stream = (brisk_stream){.pull = pull_pieces, .context = relay, .length = -1};
    update_now(relay->gateway);
    brisk_exchange_answer(relay->exchange);
}

static bool on_piece(void *context, brisk_str piece)
{
    brisk_flight *flight = context;
    brisk_relay *relay = flight->owner;
    brisk_str body = {0};
    if (relay == NULL) {
        return false;
    }
    switch (brisk_front_piece(flight->gateway->front, &relay->call, piece, &body)) {
    case BRISK_PIECE_MORE:
        return true;
    case BRISK_PIECE_BAD:
        relay->flight = NULL;
        flight->owner = NULL;
        answer(relay, NULL);
        return false;
    case BRISK_PIECE_BEGUN:
        brisk_buffer_append_str(&flight->pieces, body);
        begin_stream(relay);
        break;
    case BRISK_PIECE_BODY:
        brisk_buffer_append_str(&flight->pieces, body);
        brisk_cdn_piece(&relay->cdn, body);
        update_now(flight->gateway);
        brisk_exchange_wake(relay->exchange);
        break;
    }
    if (flight->owner != NULL && flight->pieces.len > HELD_ABOVE) {
        hold(flight, true);
    }
    if (brisk_buffer_failed(&flight->pieces)) {
        flight->is_broken = true; /* the client sees a cut stream, not one with a hole */
    }
    return flight->owner != NULL;
}

static void end_stream(brisk_flight *flight, brisk_relay *relay, const brisk_invoke_result *result)
{
    flight->is_over = true;
    flight->is_broken = flight->is_broken || result->outcome != BRISK_INVOKE_ANSWERED;
    if (flight->gateway->cdn != NULL) {
        brisk_cdn_end_stream(flight->gateway->cdn, &relay->cdn, &relay->exchange->request, &relay->exchange->response,
                             !flight->is_broken);
    }
    relay->body_len += (int64_t)flight->pieces.len; /* what is still to be pulled */
    write_down(relay, result);
    relay->body_len -= (int64_t)flight->pieces.len;
    update_now(flight->gateway);
    brisk_exchange_wake(relay->exchange);
}

/* ---- invoking ---- */

static void on_invoked(void *context, const brisk_invoke_result *result)
{
    brisk_flight *flight = context;
    brisk_relay *relay = flight->owner;
    flight->handle = NULL;
    if (relay == NULL) {
        give_flight(flight);
        return;
    }
    if (flight->is_begun) {
        end_stream(flight, relay, result); /* given back by on_done: the client still takes from it */
        return;
    }
    relay->flight = NULL;
    brisk_front_finish(flight->gateway->front, &relay->call, result, false);
    give_flight(flight);
    answer(relay, result);
}

/* A copy in the flight's texts; they are reserved in one piece, so that none moves. */
static brisk_str keep(brisk_flight *flight, brisk_str text)
{
    size_t start = flight->texts.len;
    brisk_buffer_append_str(&flight->texts, text);
    return text.len == 0 || brisk_buffer_failed(&flight->texts) ? (brisk_str){"", 0}
                                                                : (brisk_str){flight->texts.data + start, text.len};
}

static bool invoke(brisk_relay *relay, brisk_flight *flight)
{
    const brisk_front_call *call = &relay->call;
    if (brisk_buffer_reserve(&flight->texts, call->event.len + call->trace_id.len + call->request_id.len + 1) == NULL) {
        return false;
    }
    flight->invoke = (brisk_invoke){
        .function = call->function, /* the configuration's */
        .payload = keep(flight, call->event),
        .trace_id = keep(flight, call->trace_id),
        /* A function URL has no request id of its own: it is the invocation's. */
        .request_id =
            relay->gateway->config->api.kind == BRISK_FRONT_URL ? keep(flight, call->request_id) : (brisk_str){"", 0},
        .wants_stream = call->wants_stream,
        .on_piece = call->wants_stream ? on_piece : NULL,
        .on_done = on_invoked,
        .context = flight,
    };
    return brisk_lambda_invoke(relay->gateway->lambda, &flight->invoke, &flight->handle) == BRISK_OK;
}

static void start_flight(brisk_relay *relay)
{
    brisk_gateway *gateway = relay->gateway;
    brisk_flight *flight = take_flight(gateway);
    relay->sent_ns = brisk_clock_monotonic_ns(); /* a cold start begins within: it is the integration's time */
    if (flight == NULL || !invoke(relay, flight)) {
        static const brisk_invoke_result cancelled = {.outcome = BRISK_INVOKE_CANCELLED};
        if (flight != NULL) {
            give_flight(flight);
        }
        brisk_front_finish(gateway->front, &relay->call, &cancelled, false);
        answer(relay, &cancelled);
        return;
    }
    flight->owner = relay;
    relay->flight = flight;
    flight->deadline_ns = relay->sent_ns + (uint64_t)relay->call.timeout_ms * 1000000u;
    watch_deadline(gateway, flight->deadline_ns);
}

/* The flight goes on without its owner. One that is over is given back. */
static void leave_flight(brisk_relay *relay)
{
    brisk_flight *flight = relay->flight;
    if (flight == NULL) {
        return;
    }
    hold(flight, false); /* what nobody takes is read on, and dropped */
    relay->flight = NULL;
    flight->owner = NULL;
    if (flight->handle != NULL) {
        brisk_lambda_abandon(flight->handle);
    } else {
        give_flight(flight);
    }
}

static void time_out(brisk_flight *flight)
{
    brisk_relay *relay = flight->owner;
    if (flight->is_begun) {
        flight->is_broken = true;
        update_now(flight->gateway);
        brisk_exchange_wake(relay->exchange);
        return;
    }
    relay->is_timed_out = true;
    leave_flight(relay);
    brisk_front_finish(flight->gateway->front, &relay->call, NULL, true);
    answer(relay, NULL);
}

void brisk_relay_check_deadlines(brisk_gateway *gateway)
{
    uint64_t now_ns = brisk_clock_monotonic_ns(), nearest_ns = UINT64_MAX;
    brisk_flight *next;
    for (brisk_flight *flight = gateway->in_air; flight != NULL; flight = next) {
        next = flight->next;
        if (flight->owner == NULL || flight->is_broken || flight->is_over) {
            continue;
        }
        if (flight->deadline_ns <= now_ns) {
            time_out(flight);
        } else if (flight->deadline_ns < nearest_ns) {
            nearest_ns = flight->deadline_ns;
        }
    }
    if (nearest_ns != UINT64_MAX) {
        watch_deadline(gateway, nearest_ns);
    }
}

/* ---- control plane and console ---- */

static void control_done(brisk_control_call *call)
{
    brisk_relay *relay = call->context;
    update_now(relay->gateway);
    brisk_exchange_answer(relay->exchange);
}

static void wake_relay(brisk_relay *relay)
{
    update_now(relay->gateway);
    brisk_exchange_wake(relay->exchange);
}

static void control_wake(brisk_control_call *call)
{
    wake_relay(call->context);
}

static void console_wake(brisk_console_call *call)
{
    wake_relay(call->context);
}

/* ---- what the connection tells ---- */

static brisk_relay *begin_relay(brisk_gateway *gateway, brisk_exchange *exchange, brisk_relay_kind kind)
{
    brisk_relay *relay = exchange->extra;
    *relay = (brisk_relay){.gateway = gateway, .exchange = exchange, .kind = kind};
    relay->call =
        (brisk_front_call){.request = &exchange->request, .response = &exchange->response, .time = time_now()};
    relay->received_ns = relay->call.time.monotonic_ns;
    return relay;
}

/* An address, not a name that begins like one: 127.0.0.1.example.com is anybody's. */
static bool is_loopback(brisk_str address)
{
    char text[INET6_ADDRSTRLEN];
    struct in_addr in4;
    struct in6_addr in6;
    if (address.len >= sizeof(text)) {
        return false;
    }
    (void)snprintf(text, sizeof(text), "%.*s", (int)address.len, address.ptr);
    if (inet_pton(AF_INET, text, &in4) == 1) {
        return ntohl(in4.s_addr) >> 24 == 127;
    }
    return inet_pton(AF_INET6, text, &in6) == 1 &&
           (IN6_IS_ADDR_LOOPBACK(&in6) || (IN6_IS_ADDR_V4MAPPED(&in6) && in6.s6_addr[12] == 127));
}

/* Browsers name the page that asks: a page of another site may send requests that need no preflight, such as an invocation as
 * text/plain, without seeing the answer. Only the console's own pages may. */
static bool is_own_page(const brisk_request *request, brisk_str host)
{
    brisk_str origin = brisk_request_header(request, "origin");
    return origin.len == 0 || (brisk_str_starts_with(origin, BRISK_S("http://")) &&
                               brisk_str_equal_ignore_case(brisk_str_from(origin, 7), host));
}

/* Console and control plane show keys and logs: they are for this machine only, also where the API is not; and a page that
 * got a name of its own resolved to this machine (DNS rebinding) is known by the Host that its browser sends. */
static bool is_local(const brisk_gateway *gateway, const brisk_request *request)
{
    brisk_str host = brisk_request_host(request);
    bool has_bracket = host.len > 0 && host.ptr[0] == '[';
    size_t end = has_bracket ? brisk_str_find_char(host, ']') : brisk_str_find_char(host, ':');
    brisk_str name = brisk_str_slice(host, has_bracket, end == SIZE_MAX ? host.len : end - has_bracket);
    bool is_known = brisk_str_is_ignore_case(name, "localhost") || is_loopback(name) ||
                    brisk_str_equal_ignore_case(name, gateway->config->host);
    return is_known && is_loopback(request->client) && is_own_page(request, host);
}

/* The cache is in front, as CloudFront is: what it has, the API never sees. */
static void serve(brisk_relay *relay)
{
    brisk_gateway *gateway = relay->gateway;
    brisk_front_call *call = &relay->call;
    if (gateway->cdn != NULL &&
        brisk_cdn_begin(gateway->cdn, &relay->cdn, call->request, call->response, &call->time) == BRISK_CDN_HIT) {
        brisk_front_look(gateway->front, call);
        answer(relay, NULL);
        return;
    }
    brisk_front_step step = brisk_front_begin(gateway->front, call);
    relay->cdn.wants_stream = call->wants_stream;
    if (step == BRISK_FRONT_INVOKE) {
        start_flight(relay);
    } else {
        answer(relay, NULL);
    }
}

static void on_request(void *context, brisk_exchange *exchange)
{
    brisk_gateway *gateway = context;
    brisk_request *request = &exchange->request;
    brisk_relay *relay = begin_relay(gateway, exchange, BRISK_RELAY_FRONT);
    if (brisk_console_is_meant(request) && is_local(gateway, request)) {
        relay->kind = BRISK_RELAY_CONSOLE;
        relay->console = (brisk_console_call){
            .request = request, .response = &exchange->response, .wake = console_wake, .context = relay};
        brisk_console_handle(gateway->console, &relay->console);
        brisk_exchange_answer(exchange);
    } else if (brisk_control_is_meant(request) && is_local(gateway, request)) {
        relay->kind = BRISK_RELAY_CONTROL;
        relay->control = (brisk_control_call){.request = request,
                                              .response = &exchange->response,
                                              .done = control_done,
                                              .wake = control_wake,
                                              .context = relay};
        brisk_control_handle(gateway->control, &relay->control);
    } else {
        serve(relay);
    }
}

static void on_refuse(void *context, brisk_exchange *exchange, int status, const char *detail)
{
    brisk_gateway *gateway = context;
    brisk_relay *relay = begin_relay(gateway, exchange, BRISK_RELAY_REFUSED);
    (void)detail;
    brisk_front_refuse(gateway->front, &relay->call, status);
    write_down(relay, NULL);
}

static void on_done(void *context, brisk_exchange *exchange, bool was_sent)
{
    brisk_gateway *gateway = context;
    brisk_relay *relay = exchange->extra;
    (void)was_sent;
    switch (relay->kind) {
    case BRISK_RELAY_CONSOLE:
        brisk_console_end(gateway->console, &relay->console);
        break;
    case BRISK_RELAY_CONTROL:
        brisk_control_end(gateway->control, &relay->control);
        break;
    case BRISK_RELAY_FRONT:
        if (relay->flight != NULL) {
            write_down(relay, NULL); /* a stream that the client left */
        }
        leave_flight(relay);
        brisk_cdn_end(&relay->cdn);
        break;
    case BRISK_RELAY_REFUSED:
        break;
    }
}

brisk_http1_handler brisk_relay_handler(brisk_gateway *gateway)
{
    return (brisk_http1_handler){on_request, on_refuse, on_done, gateway};
}

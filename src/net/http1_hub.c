/* http1_hub.c - what stands under a connection: the pools and the Date that all connections of a thread share, the lists
 * they are in, and how an exchange and a connection end.
 *
 *     hub->first ─► connection ⇄ connection ⇄ …                all
 *     hub->waiting_first ─► connection ⇄ … ◄─ waiting_last     those with a stream that waits, sorted by pull_ms
 *
 * Time-outs are a deadline in each connection, looked at by a sweep over all of them. That costs nothing at a request
 * (a timer each would be put into a heap and taken out again, twice), and a pass over thousands takes microseconds. */
#include "net/http1_private.h"

#include "core/clock.h"
#include "core/heap.h"

/* What a pool keeps, at most: beyond a burst, memory goes back. */
#define POOL_EXCHANGES 64u
#define POOL_INPUTS    64u
/* What an exchange keeps for the next request. */
#define KEEP_ARENA_BYTES (64u << 10)
#define KEEP_BODY_BYTES  (64u << 10)
#define KEEP_HEAD_BYTES  (16u << 10)

void brisk_http1_hub_init(brisk_http1_hub *hub)
{
    hub->first = NULL;
    hub->count = 0;
    hub->waiting_first = NULL;
    hub->waiting_last = NULL;
    hub->free_exchanges = NULL;
    hub->free_inputs = NULL;
    hub->free_exchange_count = 0;
    hub->free_input_count = 0;
    hub->date_until_ms = 0;
    hub->is_stopping = false;
}

static void free_exchange(brisk_exchange *exchange)
{
    brisk_arena_free(exchange->arena);
    brisk_buffer_clear(&exchange->body);
    brisk_buffer_clear(&exchange->head);
    brisk_heap_free(exchange->headers);
    brisk_heap_free(exchange->parser.llhttp);
    brisk_heap_free(exchange->extra);
    brisk_heap_free(exchange);
}

void brisk_http1_hub_clear(brisk_http1_hub *hub)
{
    while (hub->free_exchanges != NULL) {
        brisk_exchange *exchange = hub->free_exchanges;
        hub->free_exchanges = exchange->next;
        free_exchange(exchange);
    }
    while (hub->free_inputs != NULL) {
        brisk_read_buffer *input = hub->free_inputs;
        hub->free_inputs = input->next;
        brisk_heap_free(input);
    }
    hub->free_exchange_count = 0;
    hub->free_input_count = 0;
}

static brisk_exchange *new_exchange(brisk_http1_hub *hub)
{
    brisk_exchange *exchange = brisk_heap_alloc_zeroed(1, sizeof(*exchange));
    if (exchange == NULL) {
        return NULL;
    }
    exchange->arena = brisk_arena_new(hub->arena_limit);
    exchange->headers = brisk_heap_alloc(brisk_parser_header_room(hub->limits) * sizeof(brisk_header));
    exchange->parser.llhttp = brisk_heap_alloc(brisk_parser_state_size());
    exchange->extra = brisk_heap_alloc_zeroed(1, hub->extra_size + 1);
    brisk_buffer_init(&exchange->body, NULL, 0);
    brisk_buffer_init(&exchange->head, NULL, 0);
    if (exchange->arena == NULL || exchange->headers == NULL || exchange->extra == NULL ||
        exchange->parser.llhttp == NULL) {
        free_exchange(exchange);
        return NULL;
    }
    return exchange;
}

brisk_exchange *brisk_http1_take_exchange(brisk_http1 *connection)
{
    brisk_http1_hub *hub = connection->hub;
    brisk_exchange *exchange = hub->free_exchanges;
    if (exchange != NULL) {
        hub->free_exchanges = exchange->next;
        hub->free_exchange_count--;
    } else {
        exchange = new_exchange(hub);
        if (exchange == NULL) {
            return NULL;
        }
    }
    exchange->next = NULL;
    exchange->connection = connection;
    exchange->is_cancelled = false;
    brisk_buffer_rewind(&exchange->head);
    brisk_parser_init(&exchange->parser, hub->limits, exchange->headers, &exchange->body);
    brisk_request_init(&exchange->request, exchange->arena, &exchange->response);
    brisk_response_clear(&exchange->response);
    return exchange;
}

static void trim(brisk_buffer *buffer, size_t keep)
{
    if (buffer->capacity > keep || brisk_buffer_failed(buffer)) {
        brisk_buffer_clear(buffer);
    }
}

void brisk_http1_give_exchange(brisk_http1_hub *hub, brisk_exchange *exchange)
{
    exchange->connection = NULL;
    if (hub->free_exchange_count >= POOL_EXCHANGES) {
        free_exchange(exchange);
        return;
    }
    brisk_arena_reset(exchange->arena, KEEP_ARENA_BYTES);
    trim(&exchange->body, KEEP_BODY_BYTES);
    trim(&exchange->head, KEEP_HEAD_BYTES);
    exchange->next = hub->free_exchanges;
    hub->free_exchanges = exchange;
    hub->free_exchange_count++;
}

brisk_read_buffer *brisk_http1_take_input(brisk_http1_hub *hub)
{
    brisk_read_buffer *input = hub->free_inputs;
    if (input != NULL) {
        hub->free_inputs = input->next;
        hub->free_input_count--;
    } else {
        /* A head in full, and room behind it for pieces of the body. */
        size_t capacity = (brisk_parser_head_room(hub->limits) + 8192 + 4095) & ~(size_t)4095;
        input = brisk_heap_alloc(sizeof(*input) + capacity);
        if (input == NULL) {
            return NULL;
        }
        input->capacity = capacity;
    }
    input->next = NULL;
    input->parsed = 0;
    input->end = 0;
    return input;
}

void brisk_http1_give_input(brisk_http1 *connection)
{
    brisk_http1_hub *hub = connection->hub;
    brisk_read_buffer *input = connection->input;
    if (input == NULL) {
        return;
    }
    connection->input = NULL;
    if (hub->free_input_count >= POOL_INPUTS) {
        brisk_heap_free(input);
        return;
    }
    input->next = hub->free_inputs;
    hub->free_inputs = input;
    hub->free_input_count++;
}

/* The wall clock is read once a second; between, the loop's time tells that the text still holds. */
brisk_str brisk_http1_date(brisk_http1_hub *hub)
{
    if (hub->now_ms >= hub->date_until_ms) {
        int64_t wall_us = brisk_clock_wall_us();
        brisk_write_date(hub->date, wall_us);
        hub->date_until_ms = hub->now_ms + 1000 - (uint64_t)(wall_us / 1000 % 1000);
    }
    return (brisk_str){hub->date, sizeof(hub->date)};
}

uint64_t brisk_http1_after(const brisk_http1_hub *hub, uint64_t ms)
{
    return ms == 0 ? 0 : hub->now_ms + ms;
}

uint64_t brisk_http1_after_read(const brisk_http1_hub *hub, uint64_t ms)
{
    uint64_t last_ms = hub->is_stopping ? hub->limits->last_ms : 0;
    return brisk_http1_after(hub, last_ms != 0 && (ms == 0 || last_ms < ms) ? last_ms : ms);
}

/* Streams that want their turn again at once go to the front, those that wait for 50 ms to the back: so the list is
 * sorted without a search. */
static void enter_waiting(brisk_http1 *connection)
{
    brisk_http1_hub *hub = connection->hub;
    bool is_first = hub->waiting_first == NULL || connection->pull_ms <= hub->now_ms;
    connection->waiting_previous = is_first ? NULL : hub->waiting_last;
    connection->waiting_next = is_first ? hub->waiting_first : NULL;
    *(is_first ? &hub->waiting_first : &hub->waiting_last->waiting_next) = connection;
    if (connection->waiting_next != NULL) {
        connection->waiting_next->waiting_previous = connection;
    } else {
        hub->waiting_last = connection;
    }
}

static void leave_waiting(brisk_http1 *connection)
{
    brisk_http1_hub *hub = connection->hub;
    brisk_http1 *next = connection->waiting_next, *previous = connection->waiting_previous;
    *(previous != NULL ? &previous->waiting_next : &hub->waiting_first) = next;
    *(next != NULL ? &next->waiting_previous : &hub->waiting_last) = previous;
}

void brisk_http1_set_state(brisk_http1 *connection, brisk_http1_state state, uint64_t deadline_ms)
{
    if (connection->state == BRISK_HTTP1_STREAMING) {
        leave_waiting(connection);
    }
    connection->state = state;
    connection->deadline_ms = deadline_ms;
    if (state == BRISK_HTTP1_STREAMING) {
        enter_waiting(connection);
    }
}

/* ---- connections ---- */

void brisk_http1_enlist(brisk_http1 *connection)
{
    brisk_http1_hub *hub = connection->hub;
    connection->next = hub->first;
    connection->previous = NULL;
    if (hub->first != NULL) {
        hub->first->previous = connection;
    }
    hub->first = connection;
    hub->count++;
}

static void unlist(brisk_http1 *connection)
{
    brisk_http1_hub *hub = connection->hub;
    if (connection->previous != NULL) {
        connection->previous->next = connection->next;
    } else {
        hub->first = connection->next;
    }
    if (connection->next != NULL) {
        connection->next->previous = connection->previous;
    }
    hub->count--;
}

/* The last to let go releases: the transport, or the handler that still works for a client that has gone. */
void brisk_http1_release_if_over(brisk_http1 *connection)
{
    if (!connection->is_transport_closed || connection->exchange != NULL) {
        return;
    }
    brisk_http1_give_input(connection);
    unlist(connection);
    connection->hub->transport->release(connection);
}

void brisk_http1_finish_exchange(brisk_http1 *connection, bool was_sent)
{
    const brisk_http1_handler *handler = connection->hub->handler;
    brisk_exchange *exchange = connection->exchange;
    if (exchange == NULL) {
        return;
    }
    connection->exchange = NULL;
    connection->is_stream_open = false;
    handler->on_done(handler->context, exchange, was_sent);
    brisk_http1_give_exchange(connection->hub, exchange);
}

void brisk_http1_close(brisk_http1 *connection, bool reset)
{
    brisk_http1_state state = connection->state;
    if (state == BRISK_HTTP1_CLOSED) {
        return;
    }
    brisk_http1_set_state(connection, BRISK_HTTP1_CLOSED, 0);
    if (connection->exchange != NULL) {
        __atomic_store_n(&connection->exchange->is_cancelled, true, __ATOMIC_RELAXED);
    }
    if (state == BRISK_HTTP1_SENDING || state == BRISK_HTTP1_STREAMING) {
        brisk_http1_finish_exchange(connection, false);
    } else if (state != BRISK_HTTP1_HANDLING && connection->exchange != NULL) {
        brisk_http1_give_exchange(connection->hub, connection->exchange);
        connection->exchange = NULL;
    }
    connection->hub->transport->close(connection, reset);
}

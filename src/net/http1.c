/* http1.c - a connection as the transport and the handler see it: its beginning, what they tell it, its time-outs and its
 * end. What it does with that stands below, in http1_receive.c, http1_send.c and http1_hub.c. */
#include "net/http1_private.h"

/* Connections above the limit that are answered with 503 at a time; those beyond are just closed. */
#define REFUSED_CONNECTIONS_MAX 64u

void brisk_http1_open(brisk_http1 *connection, brisk_http1_hub *hub)
{
    connection->hub = hub;
    connection->state = BRISK_HTTP1_IDLE;
    connection->is_reading = true;
    connection->deadline_ms = brisk_http1_after(hub, hub->is_stopping ? BRISK_STOP_IDLE_MS : hub->limits->header_ms);
    size_t limit = hub->limits->connections;
    brisk_http1_enlist(connection);
    if (limit != 0 && hub->count > limit + REFUSED_CONNECTIONS_MAX) {
        brisk_http1_close(connection, false);
    } else if (limit != 0 && hub->count > limit) {
        connection->is_refused = true;
        brisk_http1_send_constant(connection, brisk_http1_too_many);
    }
}

/* ---- what the transport tells ---- */

char *brisk_http1_read_room(brisk_http1 *connection, size_t *size)
{
    *size = 0;
    if (connection->input == NULL) {
        connection->input = brisk_http1_take_input(connection->hub);
        if (connection->input == NULL) {
            return NULL;
        }
    }
    *size = connection->input->capacity - connection->input->end;
    return connection->input->data + connection->input->end;
}

void brisk_http1_received(brisk_http1 *connection, size_t len)
{
    brisk_read_buffer *input = connection->input;
    if (connection->state == BRISK_HTTP1_CLOSED || input == NULL) {
        return;
    }
    if (connection->state == BRISK_HTTP1_LINGERING || (len == 0 && input->end == 0)) {
        brisk_http1_give_input(connection);
        return;
    }
    input->end += len;
    brisk_http1_process(connection);
}

void brisk_http1_eof(brisk_http1 *connection)
{
    brisk_http1_received(connection, 0);
    connection->is_eof = true;
    connection->is_reading = false;
    if (connection->exchange != NULL) {
        __atomic_store_n(&connection->exchange->is_cancelled, true, __ATOMIC_RELAXED);
    }
    /* Who has sent a request and only ended his own side still gets his answer; for a stream that waits, nobody can tell
     * him from one who has gone. */
    bool waits = connection->state == BRISK_HTTP1_STREAMING && connection->pull_ms > connection->hub->now_ms;
    if (connection->state <= BRISK_HTTP1_BODY || connection->state == BRISK_HTTP1_LINGERING || waits) {
        brisk_http1_close(connection, false);
    }
}

void brisk_http1_failed(brisk_http1 *connection)
{
    brisk_http1_close(connection, true);
}

void brisk_http1_written(brisk_http1 *connection, bool is_ok)
{
    if (connection->state != BRISK_HTTP1_SENDING) {
        return;
    }
    if (!is_ok) {
        brisk_http1_close(connection, true);
        return;
    }
    brisk_http1_send_more(connection);
    brisk_http1_process(connection);
}

void brisk_http1_closed(brisk_http1 *connection)
{
    connection->is_transport_closed = true;
    brisk_http1_release_if_over(connection);
}

/* ---- what the handler tells ---- */

void brisk_exchange_answer(brisk_exchange *exchange)
{
    brisk_http1 *connection = exchange->connection;
    if (connection->state == BRISK_HTTP1_CLOSED) {
        brisk_http1_finish_exchange(connection, false);
        brisk_http1_release_if_over(connection);
        return;
    }
    brisk_http1_send(connection);
    brisk_http1_process(connection);
}

void brisk_exchange_wake(brisk_exchange *exchange)
{
    brisk_http1 *connection = exchange->connection;
    if (connection->state == BRISK_HTTP1_STREAMING && connection->exchange == exchange) {
        brisk_http1_pull(connection);
        brisk_http1_process(connection);
    }
}

/* ---- what the clock tells ---- */

/* An answer that moved since its deadline was set gets another term. */
static void check_stalled(brisk_http1 *connection)
{
    brisk_http1_hub *hub = connection->hub;
    size_t queued = hub->transport->queued(connection);
    if (queued < connection->progress) {
        connection->progress = queued;
        connection->deadline_ms = brisk_http1_after(hub, hub->limits->write_ms);
        return;
    }
    brisk_http1_close(connection, true);
}

static void time_out(brisk_http1 *connection)
{
    switch (connection->state) {
    case BRISK_HTTP1_HEAD:
        brisk_http1_refuse(connection, 408, "The head of the request took too long");
        break;
    case BRISK_HTTP1_BODY:
        brisk_http1_refuse(connection, 408, "The body of the request took too long");
        break;
    case BRISK_HTTP1_SENDING:
        check_stalled(connection);
        break;
    case BRISK_HTTP1_IDLE:
    case BRISK_HTTP1_LINGERING:
        brisk_http1_close(connection, false);
        break;
    case BRISK_HTTP1_HANDLING:
    case BRISK_HTTP1_STREAMING:
    case BRISK_HTTP1_CLOSED:
        break;
    }
}

void brisk_http1_sweep(brisk_http1_hub *hub)
{
    for (brisk_http1 *connection = hub->first, *next; connection != NULL; connection = next) {
        next = connection->next;
        if (connection->deadline_ms != 0 && hub->now_ms >= connection->deadline_ms) {
            connection->deadline_ms = 0;
            time_out(connection);
        }
    }
}

uint64_t brisk_http1_sweep_interval_ms(const brisk_limits *limits)
{
    const uint64_t spans[] = {limits->header_ms, limits->body_ms, limits->keep_alive_ms, limits->write_ms};
    uint64_t interval = 1000;
    for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
        if (spans[i] != 0 && spans[i] / 4 < interval) {
            interval = spans[i] / 4;
        }
    }
    return interval < 20 ? 20 : interval;
}

void brisk_http1_pump(brisk_http1_hub *hub)
{
    brisk_http1 *connection = hub->waiting_first;
    while (connection != NULL && connection->pull_ms <= hub->now_ms) {
        brisk_http1 *next = connection->waiting_next; /* one that waits again is put before it, or behind the last */
        brisk_http1_pull(connection);
        brisk_http1_process(connection);
        connection = next;
    }
    if (hub->waiting_first != NULL) {
        uint64_t due_ms = hub->waiting_first->pull_ms;
        hub->transport->pump_in(hub, due_ms > hub->now_ms ? due_ms - hub->now_ms : 0);
    }
}

/* ---- the end ---- */

/* Who has just connected, or asks again this moment, does not know yet: what he sends is answered, as his last. */
void brisk_http1_stop(brisk_http1_hub *hub)
{
    hub->is_stopping = true;
    for (brisk_http1 *connection = hub->first; connection != NULL; connection = connection->next) {
        if (connection->state == BRISK_HTTP1_IDLE) {
            connection->deadline_ms = brisk_http1_after(hub, BRISK_STOP_IDLE_MS);
        } else if (connection->state == BRISK_HTTP1_HEAD || connection->state == BRISK_HTTP1_BODY) {
            uint64_t last_ms = brisk_http1_after_read(hub, 0);
            bool is_nearer = last_ms != 0 && (connection->deadline_ms == 0 || last_ms < connection->deadline_ms);
            connection->deadline_ms = is_nearer ? last_ms : connection->deadline_ms;
        }
    }
}

void brisk_http1_abort(brisk_http1_hub *hub)
{
    hub->is_stopping = true;
    for (brisk_http1 *connection = hub->first, *next; connection != NULL; connection = next) {
        next = connection->next;
        brisk_http1_close(connection, true);
    }
}

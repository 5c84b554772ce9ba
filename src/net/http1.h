/* http1.h - one HTTP/1.x connection, without its socket: bytes come in, bytes go out, and in between stand the order of
 * requests, keep-alive, limits and time-outs. net/loop.h ties it to libuv; tests and fuzzers to memory.
 *
 *     transport ─► brisk_http1_received ─► parser ─► handler.on_request ─► brisk_exchange_answer ─► transport.write
 *                                                                                  │
 *                                            handler.on_done  ◄─ brisk_http1_written ◄┘
 *
 *              ┌──────────────────────────── keep-alive ─────────────────────────────┐
 *     IDLE ─► HEAD ─► BODY ─► HANDLING ─► SENDING (─► STREAMING ⇄ SENDING) ──────────┴─► LINGERING ─► CLOSED
 *               └───────┴─ a refusal ─────►
 *
 * Requests of a connection are handled one after the other: answers are in order, and a client that sends many at once
 * holds one request's memory. What a request needs (parser, arena, header list, buffers) is an exchange; what bytes
 * need, an input buffer. Both belong to the hub's pools and are with a connection only while it has a request: a
 * connection that waits costs some hundred bytes, a warm request no allocation.
 *
 * A hub and its connections belong to one thread. */
#ifndef BRISK_NET_HTTP1_H
#define BRISK_NET_HTTP1_H

#include "core/buffer.h"
#include "http/request.h"
#include "http/response.h"
#include "net/limits.h"
#include "net/parser.h"
#include "net/writer.h"

typedef struct brisk_http1 brisk_http1;
typedef struct brisk_http1_hub brisk_http1_hub;
typedef struct brisk_exchange brisk_exchange;

/** A request and its answer. request, response and extra are for the handler; the rest is the connection's. */
struct brisk_exchange {
    brisk_request request;
    brisk_response response;
    void *extra;                /* the hub's extra_size bytes, zeroed once, when the exchange is made */
    volatile bool is_cancelled; /* the client has gone; set and read by atomic builtins */
    brisk_http1 *connection;
    brisk_arena *arena;
    brisk_parser parser;
    brisk_buffer body;    /* on the heap, kept */
    brisk_buffer head;    /* on the heap, kept */
    brisk_exchange *next; /* in the pool */
    brisk_header *headers;
};

typedef enum brisk_write_result { BRISK_WRITE_DONE, BRISK_WRITE_QUEUED, BRISK_WRITE_FAILED } brisk_write_result;

/** What a connection asks of its socket. */
typedef struct brisk_transport {
    /** Writes the pieces (at most 4) in one go. What the socket does not take now is queued: the bytes stay where they
     *  are until brisk_http1_written is called. Never called while something is queued. */
    brisk_write_result (*write)(brisk_http1 *connection, const brisk_str *pieces, size_t count);
    /** Bytes queued and not yet sent. */
    size_t (*queued)(brisk_http1 *connection);
    /** Starts or stops reading. A new connection reads. */
    void (*read)(brisk_http1 *connection, bool on);
    /** Tells the client that nothing more will come. */
    void (*shutdown)(brisk_http1 *connection);
    /** Closes; brisk_http1_closed is called later, not from within. reset: so that the client sees it as an error. */
    void (*close)(brisk_http1 *connection, bool reset);
    /** The connection's memory is no longer needed. */
    void (*release)(brisk_http1 *connection);
    /** Asks for brisk_http1_pump in delay_ms (at most 50), or earlier. */
    void (*pump_in)(brisk_http1_hub *hub, uint64_t delay_ms);
} brisk_transport;

/** What is done with requests. */
typedef struct brisk_http1_handler {
    /** A request is complete in exchange->request. To be followed by one brisk_exchange_answer, from within or later. */
    void (*on_request)(void *context, brisk_exchange *exchange);
    /** The connection refuses the request: fill exchange->response with status and cause. */
    void (*on_refuse)(void *context, brisk_exchange *exchange, int status, const char *detail);
    /** Called once for each of the two above, when the answer was sent or given up; then the exchange is gone. */
    void (*on_done)(void *context, brisk_exchange *exchange, bool was_sent);
    void *context;
} brisk_http1_handler;

typedef struct brisk_read_buffer {
    struct brisk_read_buffer *next; /* in the pool */
    size_t parsed, end;             /* data[0..parsed) belongs to the running request, [parsed..end) is to be parsed */
    size_t capacity;
    char data[];
} brisk_read_buffer;

/** What all connections of a thread share. */
struct brisk_http1_hub {
    const brisk_limits *limits;
    const brisk_transport *transport;
    const brisk_http1_handler *handler;
    brisk_str server_name; /* of the Server header; empty: none */
    size_t extra_size;
    size_t arena_limit; /* of a request, bytes; 0: none */
    bool
        capitalises; /* "Date", "Content-Length" … and always a Connection header, as AWS's front ends; else uvicorn's way */
    uint64_t now_ms; /* the transport sets it before it calls in */
    bool is_stopping;
    /* -- private -- */
    brisk_http1 *first; /* all connections */
    size_t count;
    brisk_http1 *waiting_first, *waiting_last; /* those with a stream that waits, sorted by pull_ms */
    brisk_exchange *free_exchanges;
    brisk_read_buffer *free_inputs;
    size_t free_exchange_count, free_input_count;
    uint64_t date_until_ms;
    char date[BRISK_DATE_LEN];
};

typedef enum brisk_http1_state {
    BRISK_HTTP1_IDLE,
    BRISK_HTTP1_HEAD,
    BRISK_HTTP1_BODY,
    BRISK_HTTP1_HANDLING,
    BRISK_HTTP1_SENDING,
    BRISK_HTTP1_STREAMING, /* waits for the stream's next piece */
    BRISK_HTTP1_LINGERING, /* answered and shut down; what still comes is dropped, so that no reset eats the answer */
    BRISK_HTTP1_CLOSED
} brisk_http1_state;

struct brisk_http1 {
    brisk_http1_hub *hub;
    brisk_http1 *next, *previous;
    brisk_http1 *waiting_next, *waiting_previous; /* while STREAMING */
    brisk_exchange *exchange;                     /* NULL between requests */
    brisk_read_buffer *input;                     /* NULL while no bytes are held */
    brisk_str client, scheme, server;
    int client_port;
    brisk_http1_state state;
    uint64_t deadline_ms; /* 0: none */
    uint64_t pull_ms;     /* while STREAMING: when the stream is asked again */
    uint64_t request_count;
    size_t message_start; /* in input */
    size_t progress;      /* of the body, or of the queue, when the deadline was set */
    bool is_processing, is_reading, is_eof, closes, lingers, is_refused, was_continued, is_chunked, is_stream_open,
        is_transport_closed;
    char chunk_line[24];
};

/** Prepares a hub; limits, transport, handler and the other public members are set by the caller before. */
void brisk_http1_hub_init(brisk_http1_hub *hub);
/** Frees the pools. All connections must be gone. */
void brisk_http1_hub_clear(brisk_http1_hub *hub);
/** Ends what has waited too long. To be called now and then. */
void brisk_http1_sweep(brisk_http1_hub *hub);
/** Asks the streams that wait for their next piece. */
void brisk_http1_pump(brisk_http1_hub *hub);
/** Begins the end: connections are closed after their answer, those without a request in a moment. To be swept often
 *  from here on. */
void brisk_http1_stop(brisk_http1_hub *hub);
/** Closes all connections now. */
void brisk_http1_abort(brisk_http1_hub *hub);
/** How often brisk_http1_sweep should run: a fraction of the shortest time-out, between 20 ms and 1 s. */
uint64_t brisk_http1_sweep_interval_ms(const brisk_limits *limits);

/** Adds a connection; client, client_port, scheme and server may be set before (zeroed otherwise). One too many (of the
 *  limit) is answered with 503 and closed. */
void brisk_http1_open(brisk_http1 *connection, brisk_http1_hub *hub);
/** Room for bytes that were read; *size 0 without memory. */
char *brisk_http1_read_room(brisk_http1 *connection, size_t *size);
/** len bytes were put there; len 0: none (an input buffer that stayed empty is given back). */
void brisk_http1_received(brisk_http1 *connection, size_t len);
/** The client sends no more. */
void brisk_http1_eof(brisk_http1 *connection);
/** The connection is broken. */
void brisk_http1_failed(brisk_http1 *connection);
/** What was queued is sent. */
void brisk_http1_written(brisk_http1 *connection, bool is_ok);
/** The socket is closed. */
void brisk_http1_closed(brisk_http1 *connection);

/** exchange->response is complete and is to be sent. */
void brisk_exchange_answer(brisk_exchange *exchange);

/** The stream of the answer, which said WAIT, may have a piece now: it is asked at once, not at the next pump. Does nothing
 *  where it does not wait. Not from within its pull. */
void brisk_exchange_wake(brisk_exchange *exchange);

#endif

/* loop.h - a libuv loop with its listener and connections: one for each worker thread.
 *
 * All functions are for the loop's own thread, save brisk_net_loop_request_stop. */
#ifndef BRISK_NET_LOOP_H
#define BRISK_NET_LOOP_H

#include "net/http1.h"

#include <uv.h>

typedef struct brisk_net_loop {
    uv_loop_t uv;
    brisk_http1_hub hub; /* limits, handler, server_name, extra_size, arena_limit: set by the user before init */
    void (*on_turn)(void *context); /* once each turn, before the loop waits; may be NULL */
    void *context;
    brisk_str server;       /* the listener's address */
    bool has_lent_listener; /* another process listens on it, too, and goes on when this loop is stopped */
    /* -- private -- */
    union {
        uv_stream_t stream;
        uv_tcp_t tcp;
        uv_pipe_t pipe;
        uv_handle_t handle;
    } listener, spare; /* spare: takes connections for which there is no memory, to close them */
    uv_timer_t sweep, pump, graceful;
    uv_prepare_t prepare;
    uv_async_t wake;
    uint64_t last_complaint_ms; /* about accepting */
    uint64_t listen_until_ms;   /* of a loop that is stopping */
    volatile int stop_request;  /* 1: when answers are sent; 2: now. Atomic */
    bool is_listening, is_unix, is_sweeping, is_closing, is_spare_open, has_untaken;
} brisk_net_loop;

/** Prepares the loop. BRISK_IO, BRISK_NO_MEMORY. */
BRISK_MUST_CHECK brisk_status brisk_net_loop_init(brisk_net_loop *loop);

/** Listens on a bound socket, which is the loop's own from now on. */
BRISK_MUST_CHECK brisk_status brisk_net_loop_listen(brisk_net_loop *loop, int fd, bool is_unix);

/** Runs until the loop was stopped and all its connections are closed. */
void brisk_net_loop_run(brisk_net_loop *loop);

/** Stops the loop: no new connections, running requests are answered, for limits->graceful_ms at most. is_forced: all
 *  connections are closed at once. Any thread, any number of times. */
void brisk_net_loop_request_stop(brisk_net_loop *loop, bool is_forced);

/** Frees all that init made, also where listen or run never came. */
void brisk_net_loop_clear(brisk_net_loop *loop);

#endif

/* http1_private.h - the parts of a connection. Calls go one way, from the top to the bottom:
 *
 *     http1.c          what transport and handler tell a connection; time-outs; the end of all
 *     http1_receive.c  bytes to requests
 *     http1_send.c     answers to bytes
 *     http1_hub.c      pools, lists, states; the end of an exchange and of a connection
 *
 * Upwards goes only what the handler does: on_request may call brisk_exchange_answer before it returns. */
#ifndef BRISK_NET_HTTP1_PRIVATE_H
#define BRISK_NET_HTTP1_PRIVATE_H

#include "net/http1.h"

#define BRISK_STREAM_WAIT_MS 50u
/* How long a client may take to end his side, once he was told of the end; shorter where the server ends, too. */
#define BRISK_LINGER_MS      2000u
#define BRISK_STOP_LINGER_MS 500u
/* What a connection without a request gets at the server's end: for the one that is on its way. */
#define BRISK_STOP_IDLE_MS 100u

/* http1_hub.c */
brisk_exchange *brisk_http1_take_exchange(brisk_http1 *connection);
void brisk_http1_give_exchange(brisk_http1_hub *hub, brisk_exchange *exchange);
brisk_read_buffer *brisk_http1_take_input(brisk_http1_hub *hub);
void brisk_http1_give_input(brisk_http1 *connection);
brisk_str brisk_http1_date(brisk_http1_hub *hub);
/* The time in ms from now; 0 (none) where ms is 0. */
uint64_t brisk_http1_after(const brisk_http1_hub *hub, uint64_t ms);
/* The same for a request that is coming: shorter where the server ends. */
uint64_t brisk_http1_after_read(const brisk_http1_hub *hub, uint64_t ms);
void brisk_http1_set_state(brisk_http1 *connection, brisk_http1_state state, uint64_t deadline_ms);
/* The exchange is over: tells the handler, gives it back. */
void brisk_http1_finish_exchange(brisk_http1 *connection, bool was_sent);
void brisk_http1_enlist(brisk_http1 *connection);
void brisk_http1_close(brisk_http1 *connection, bool reset);
void brisk_http1_release_if_over(brisk_http1 *connection);

/* http1_send.c */
void brisk_http1_send(brisk_http1 *connection);
void brisk_http1_send_constant(brisk_http1 *connection, brisk_str answer);
/* The stream's next pieces. */
void brisk_http1_pull(brisk_http1 *connection);
/* All that was queued is sent. */
void brisk_http1_send_more(brisk_http1 *connection);

extern const brisk_str brisk_http1_too_many; /* whole answers for when there is nothing to build one with */
extern const brisk_str brisk_http1_no_memory;

/* http1_receive.c */
void brisk_http1_refuse(brisk_http1 *connection, int status, const char *detail);
void brisk_http1_process(brisk_http1 *connection);

#endif

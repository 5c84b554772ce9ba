/* http1_private.h - what http1.c (requests), http1_send.c (answers) and http1_hub.c (pools, time-outs) share. */
#ifndef BRISK_NET_HTTP1_PRIVATE_H
#define BRISK_NET_HTTP1_PRIVATE_H

#include "net/http1.h"

#define BRISK_LINGER_MS      2000u
#define BRISK_STREAM_WAIT_MS 50u

/* http1_hub.c */
brisk_exchange *brisk_http1_take_exchange(brisk_http1 *connection);
void brisk_http1_give_exchange(brisk_http1_hub *hub, brisk_exchange *exchange);
brisk_read_buffer *brisk_http1_take_input(brisk_http1_hub *hub);
void brisk_http1_give_input(brisk_http1 *connection);
brisk_str brisk_http1_date(brisk_http1_hub *hub);
/* The time in ms from now; 0 (none) where ms is 0. */
uint64_t brisk_http1_after(const brisk_http1_hub *hub, uint64_t ms);
void brisk_http1_set_state(brisk_http1 *connection, brisk_http1_state state, uint64_t deadline_ms);

/* http1.c */
void brisk_http1_close(brisk_http1 *connection, bool reset);
void brisk_http1_refuse(brisk_http1 *connection, int status, const char *detail);
void brisk_http1_process(brisk_http1 *connection);

/* http1_send.c */
void brisk_http1_send(brisk_http1 *connection);
void brisk_http1_send_constant(brisk_http1 *connection, brisk_str answer);
void brisk_http1_continue_stream(brisk_http1 *connection);
/* The exchange is over: tells the handler, gives it back. */
void brisk_http1_finish_exchange(brisk_http1 *connection, bool was_sent);

extern const brisk_str brisk_http1_too_many; /* whole answers for when there is nothing to build one with */
extern const brisk_str brisk_http1_no_memory;

#endif

/* feed.h - the browsers that listen, by server-sent events (WHATWG HTML, 9.2): each has an answer that does not end.
 *
 * What a browser does not take is kept for it up to a limit; then its stream is cut, and it comes again by itself. */
#ifndef BRISK_GATEWAY_CONSOLE_FEED_H
#define BRISK_GATEWAY_CONSOLE_FEED_H

#include "core/buffer.h"
#include "gateway/console/console.h"

#define BRISK_FEED_LISTENERS_MAX 32
#define BRISK_FEED_BYTES_MAX     ((size_t)1 << 20)

typedef struct brisk_listener {
    const struct brisk_feed *feed;
    brisk_console_call *call;
    brisk_buffer pieces, sending; /* what came since the last pull, and what the connection has; on the heap */
    bool is_cut, is_told;         /* told: to be woken */
    struct brisk_listener *next;
} brisk_listener;

typedef struct brisk_feed {
    brisk_listener *first;
    size_t count;
    bool is_over;
} brisk_feed;

/** Makes the call's answer the stream. False: there are too many already, or no memory. */
bool brisk_feed_open(brisk_feed *feed, brisk_console_call *call);
/** The call is over. Does nothing for one that has no stream. */
void brisk_feed_close(brisk_feed *feed, brisk_console_call *call);
/** Ends all streams, those that come later as well, as soon as their pieces are sent. */
void brisk_feed_end(brisk_feed *feed);
/** Tells all: an event of this name with one line of data. */
void brisk_feed_send(brisk_feed *feed, const char *name, brisk_str data);

#endif

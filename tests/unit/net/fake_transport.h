/* fake_transport.h - a connection in memory for tests and fuzzers: bytes are pushed in, what goes out is gathered, and
 * the clock stands still until it is told otherwise.
 *
 *     fake_connection fake;
 *     fake_open(&fake, &limits, &handler);
 *     fake_push(&fake, "GET / HTTP/1.1\r\n…", len);   ─►   fake.out, fake.is_closed …
 *     fake_close(&fake);
 */
#ifndef BRISK_TESTS_FAKE_TRANSPORT_H
#define BRISK_TESTS_FAKE_TRANSPORT_H

#include "core/buffer.h"
#include "net/http1.h"

#include <string.h>

typedef struct fake_connection {
    brisk_http1 http; /* first */
    brisk_http1_hub hub;
    brisk_buffer out;     /* what the client got */
    brisk_buffer pending; /* what the socket has not taken yet */
    size_t takes;         /* bytes that the socket takes of a write; SIZE_MAX: all */
    size_t writes;        /* calls of write */
    bool is_queued, fails_writes, is_shut, is_closing, is_reset, is_released, wants_pump, is_paused;
} fake_connection;

static inline fake_connection *fake_of(brisk_http1 *http)
{
    return (fake_connection *)(void *)http;
}

static inline brisk_write_result fake_write(brisk_http1 *http, const brisk_str *pieces, size_t count)
{
    fake_connection *fake = fake_of(http);
    fake->writes++;
    if (fake->fails_writes) {
        return BRISK_WRITE_FAILED;
    }
    size_t room = fake->takes;
    for (size_t i = 0; i < count; i++) {
        size_t now = pieces[i].len < room ? pieces[i].len : room;
        brisk_buffer_append(&fake->out, pieces[i].ptr, now);
        brisk_buffer_append(&fake->pending, pieces[i].ptr + now, pieces[i].len - now);
        room -= now;
    }
    fake->is_queued = fake->pending.len > 0;
    return fake->is_queued ? BRISK_WRITE_QUEUED : BRISK_WRITE_DONE;
}

static inline size_t fake_queued(brisk_http1 *http)
{
    return fake_of(http)->pending.len;
}

static inline void fake_read(brisk_http1 *http, bool on)
{
    fake_of(http)->is_paused = !on;
}

static inline void fake_shutdown(brisk_http1 *http)
{
    fake_of(http)->is_shut = true;
}

static inline void fake_transport_close(brisk_http1 *http, bool reset)
{
    fake_of(http)->is_closing = true;
    fake_of(http)->is_reset = reset;
}

static inline void fake_release(brisk_http1 *http)
{
    fake_of(http)->is_released = true;
}

static inline void fake_pump_in(brisk_http1_hub *hub, uint64_t delay_ms)
{
    (void)delay_ms;
    ((fake_connection *)(void *)((char *)hub - offsetof(fake_connection, hub)))->wants_pump = true;
}

static const brisk_transport fake_transport = {fake_write,           fake_queued,  fake_read,   fake_shutdown,
                                               fake_transport_close, fake_release, fake_pump_in};

/* Makes the hub and opens a connection at time 1000 ms. */
static inline void fake_open(fake_connection *fake, const brisk_limits *limits, const brisk_http1_handler *handler)
{
    memset(fake, 0, sizeof(*fake));
    fake->hub.limits = limits;
    fake->hub.transport = &fake_transport;
    fake->hub.handler = handler;
    fake->hub.extra_size = 64;
    fake->hub.now_ms = 1000;
    brisk_http1_hub_init(&fake->hub);
    brisk_buffer_init(&fake->out, NULL, 0);
    brisk_buffer_init(&fake->pending, NULL, 0);
    fake->takes = SIZE_MAX;
    brisk_http1_open(&fake->http, &fake->hub);
}

/* Bytes from the client, as far as the connection reads. Returns how many it took. */
static inline size_t fake_push(fake_connection *fake, const char *bytes, size_t len)
{
    size_t done = 0;
    while (done < len && !fake->is_closing && !fake->is_paused) {
        size_t room;
        char *place = brisk_http1_read_room(&fake->http, &room);
        if (room == 0) {
            brisk_http1_failed(&fake->http);
            break;
        }
        size_t now = len - done < room ? len - done : room;
        memcpy(place, bytes + done, now);
        done += now;
        brisk_http1_received(&fake->http, now);
    }
    return done;
}

/* The socket takes len more bytes of what is queued. */
static inline void fake_drain(fake_connection *fake, size_t len)
{
    size_t now = len < fake->pending.len ? len : fake->pending.len;
    brisk_buffer_append(&fake->out, fake->pending.data, now);
    brisk_buffer_consume(&fake->pending, now);
    if (fake->is_queued && fake->pending.len == 0) {
        fake->is_queued = false;
        brisk_http1_written(&fake->http, true);
    }
}

static inline void fake_wait(fake_connection *fake, uint64_t ms)
{
    fake->hub.now_ms += ms;
    brisk_http1_sweep(&fake->hub);
    if (fake->wants_pump) {
        fake->wants_pump = false;
        brisk_http1_pump(&fake->hub);
    }
}

/* Lets the close go through, as the loop would later. */
static inline void fake_finish_close(fake_connection *fake)
{
    if (fake->is_closing && !fake->is_released) {
        brisk_http1_closed(&fake->http);
    }
}

/* Ends the connection and frees all. */
static inline void fake_close(fake_connection *fake)
{
    if (!fake->is_closing) {
        brisk_http1_failed(&fake->http);
    }
    fake_finish_close(fake);
    brisk_http1_hub_clear(&fake->hub);
    brisk_buffer_clear(&fake->out);
    brisk_buffer_clear(&fake->pending);
}

#endif

/* limits.h - every bound that a connection is held to, in one place. 0 means "none" in all of them. */
#ifndef BRISK_NET_LIMITS_H
#define BRISK_NET_LIMITS_H

#include <stddef.h>
#include <stdint.h>

typedef struct brisk_limits {
    size_t header_bytes;    /* names and values of a request's headers; above: 431 */
    size_t header_count;    /* above: 431 */
    size_t url_bytes;       /* above: 414 */
    size_t body_bytes;      /* above: 413 */
    size_t connections;     /* of one worker; above: 503 */
    uint64_t requests;      /* on one connection; the last one is answered with "connection: close" */
    uint64_t header_ms;     /* from the first byte of a request to the end of its head: 408; a new connection that
                              * sends nothing for so long is closed */
    uint64_t body_ms;       /* for each 64 KiB of a body: 408 */
    uint64_t keep_alive_ms; /* between two requests: closed */
    uint64_t write_ms;      /* without any progress while an answer is sent: closed */
    uint64_t request_ms;    /* what a handler may take: its deadline */
    uint64_t graceful_ms;   /* at the end of the server: what running requests may still take */
    uint64_t last_ms; /* then in the place of a longer header_ms and body_ms: for requests that have not come whole */
} brisk_limits;

#define BRISK_LIMITS_DEFAULT                                                                                           \
    {                                                                                                                  \
        .header_bytes = 16384, .header_count = 100, .url_bytes = 8192, .body_bytes = 10u << 20, .connections = 4096,   \
        .header_ms = 10000, .body_ms = 30000, .keep_alive_ms = 5000, .write_ms = 30000, .graceful_ms = 10000           \
    }

/** What a head may hold at most where header_bytes or url_bytes is 0: heads are kept in memory whole. */
#define BRISK_HEAD_BYTES_MAX   (1u << 20)
#define BRISK_HEADER_COUNT_MAX 10000u

#endif

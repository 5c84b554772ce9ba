/* head.h - the heads of our requests to the Runtime API.
 *
 *     GET  /2018-06-01/runtime/invocation/next                          constant, made once
 *     POST /2018-06-01/runtime/invocation/{id}/response                 id and length are put between constant pieces
 *          … Content-Type: application/json, Content-Length: N          a whole answer
 *          … Lambda-Runtime-Function-Response-Mode: streaming           one in pieces: chunked, with trailers
 *     POST …/error and the rest                                         into a buffer: they are rare, and may be long
 *
 * The first two are on the way of each invocation: no printf, no memory. */
#ifndef BRISK_LAMBDA_HEAD_H
#define BRISK_LAMBDA_HEAD_H

#include "core/buffer.h"

/** Bytes of an id that may be echoed; real ones are UUIDs. */
#define BRISK_LAMBDA_ID_MAX 256

/** The trailers that a streamed answer may end with. */
#define BRISK_LAMBDA_ERROR_TYPE "Lambda-Runtime-Function-Error-Type"
#define BRISK_LAMBDA_ERROR_BODY "Lambda-Runtime-Function-Error-Body"

/** All members are the heads' own. */
typedef struct brisk_heads {
    char next[512];
    size_t next_len;
    char common[384]; /* " HTTP/1.1", Host, User-Agent */
    size_t common_len;
    char post[1536]; /* the one made last */
    size_t post_len;
} brisk_heads;

/** host: for the Host header, at most 255 bytes. */
void brisk_heads_init(brisk_heads *heads, const char *host);

/** GET next. Constant. */
brisk_str brisk_heads_next(const brisk_heads *heads);

/** POST response for a body of so many bytes. The ids: at most BRISK_LAMBDA_ID_MAX bytes each; invocation_id may be
 *  empty. Valid until the next of these two calls. */
brisk_str brisk_heads_response(brisk_heads *heads, brisk_str request_id, brisk_str invocation_id, size_t body_len);

/** POST response for a body in chunks. */
brisk_str brisk_heads_stream(brisk_heads *heads, brisk_str request_id, brisk_str invocation_id);

/** Writes "GET path" to out, rewound before. path: behind "/2018-06-01/runtime/". */
void brisk_heads_write_get(const brisk_heads *heads, brisk_buffer *out, const char *path);

/** Begins "POST path" in out, rewound before: lines may be added, then comes brisk_heads_end. */
void brisk_heads_begin_post(const brisk_heads *heads, brisk_buffer *out, brisk_str path);
void brisk_heads_add_line(brisk_buffer *out, const char *name, brisk_str value);
void brisk_heads_end(brisk_buffer *out, size_t body_len);

#endif

/* cdn.h - the cache in front of the API (--cdn), as infra's CloudFront: what the application's Cache-Control allows is kept,
 * and nothing else.
 *
 *     request ─► brisk_cdn_begin ─┬─ HIT ──────────────────────────────────────────────────► client
 *                                 └─ PASS, MISS, STALE ─► front ─► brisk_cdn_finish (keeps) ─► client
 *
 * Kept are answers to GET; HEAD is answered of them. All that tells callers apart is in the key, as in infra/modules/cdn: the
 * target, Host, X-Api-Key, Authorization, Origin, Cookie; and what the answer's Vary names (RFC 9111, 4.1). A hit never meets
 * the API: it counts against no usage plan, and is not throttled; but whoever has another key, or none, has no hit either.
 * As on CloudFront, a client's own Cache-Control is not looked at, and a POST drops nothing. An answer that is no longer fresh
 * is asked after with its validators; a 304 makes it fresh again.
 *
 * The client sees X-Cache, Age, Via, X-Amz-Cf-Pop and X-Amz-Cf-Id, as CloudFront writes them. The clock comes with each call.
 * One thread. */
#ifndef BRISK_GATEWAY_CDN_CDN_H
#define BRISK_GATEWAY_CDN_CDN_H

#include "core/buffer.h"
#include "gateway/cdn/cache.h"
#include "gateway/front/front.h"

#define BRISK_CDN_BYTES      ((size_t)16 << 20)
#define BRISK_CDN_ENTRIES    4096u
#define BRISK_CDN_STREAM_MAX ((size_t)1048576) /* of a streamed answer: an entry's limit in API Gateway's stage cache */

typedef struct brisk_cdn brisk_cdn;

/** 0: what stands above. An answer larger than half of the bytes is not kept. */
typedef struct brisk_cdn_options {
    size_t max_bytes, max_entries;
    uint64_t seed; /* of the ids: for tests; 0: the system's */
} brisk_cdn_options;

typedef enum brisk_cdn_step {
    BRISK_CDN_PASS,  /* not the cache's: another method, a range, a body */
    BRISK_CDN_MISS,  /* the answer may be kept */
    BRISK_CDN_STALE, /* as MISS; the request asks with the cache's condition in place of the client's */
    BRISK_CDN_HIT    /* the response is complete */
} brisk_cdn_step;

/** A request on its way; zeroed at first. */
typedef struct brisk_cdn_call {
    brisk_cdn_step step;
    bool wants_stream; /* set by the caller, once the front has said: answers of such a method are not asked after */
    /* -- the cache's -- */
    brisk_cache_key key;
    brisk_cache_entry *entry;                   /* held: the answer is made of it, or may be */
    brisk_str if_none_match, if_modified_since; /* the client's */
    brisk_cached pending;                       /* of a stream that is to be kept */
    size_t header_count;                        /* of it, without the cache's own */
    brisk_buffer streamed;                      /* on the heap */
    bool is_keeping;
} brisk_cdn_call;

/** options may be NULL. BRISK_NO_MEMORY. */
BRISK_MUST_CHECK brisk_status brisk_cdn_new(const brisk_cdn_options *options, brisk_cdn **out);
/** All calls must have ended. cdn may be NULL. */
void brisk_cdn_free(brisk_cdn *cdn);
/** Drops all that is kept: the function is another one. */
void brisk_cdn_forget(brisk_cdn *cdn);

/** Looks for an answer. The request's condition may be replaced (STALE). The response is written with HIT only; its texts are
 *  good until brisk_cdn_end. */
brisk_cdn_step brisk_cdn_begin(brisk_cdn *cdn, brisk_cdn_call *call, brisk_request *request, brisk_response *response,
                               const brisk_front_time *now);

/** The front's whole answer is in the response: keeps it, or puts the one kept in its place, and adds the headers. Does
 *  nothing with HIT. */
void brisk_cdn_finish(brisk_cdn *cdn, brisk_cdn_call *call, brisk_request *request, brisk_response *response,
                      const brisk_front_time *now);

/** The same for a streamed one: once its head stands, with each piece, and at its end. */
void brisk_cdn_begin_stream(brisk_cdn *cdn, brisk_cdn_call *call, brisk_request *request, brisk_response *response,
                            const brisk_front_time *now);
void brisk_cdn_piece(brisk_cdn_call *call, brisk_str piece);
void brisk_cdn_end_stream(brisk_cdn *cdn, brisk_cdn_call *call, const brisk_request *request,
                          const brisk_response *response, bool is_whole);

/** The answer was sent, or will never be. */
void brisk_cdn_end(brisk_cdn_call *call);

#endif

/* throttle.h - a token bucket that is exact: the k-th request is let through if and only if a token is there.
 *
 *     tokens(now) = burst + rate * (now - anchor) - taken        the anchor is when the bucket was last full
 *
 * It is one expression of what was counted, never a sum of small steps, so that no rounding grows: at 100 tokens a
 * second, 10 ms bring exactly one. AWS says that its own are "best effort"; this one is a bucket as its page describes
 * it. */
#ifndef BRISK_GATEWAY_FRONT_THROTTLE_H
#define BRISK_GATEWAY_FRONT_THROTTLE_H

#include "gateway/config/config.h"

typedef struct brisk_bucket {
    uint64_t anchor_ns;
    int64_t taken; /* since the anchor */
    bool is_used;  /* false: full, and never asked */
} brisk_bucket;

/** Tokens there at now_ns (monotonic); at most the burst. */
double brisk_bucket_tokens(const brisk_bucket *bucket, const brisk_throttle *throttle, uint64_t now_ns);

/** True where a whole token is there. */
bool brisk_bucket_has(const brisk_bucket *bucket, const brisk_throttle *throttle, uint64_t now_ns);

/** Takes one; only after brisk_bucket_has said so. */
void brisk_bucket_take(brisk_bucket *bucket, const brisk_throttle *throttle, uint64_t now_ns);

/** The row of rows that AWS would apply to this method: "path/METHOD", then the path, the method, and all. NULL: there
 *  is none. */
const brisk_method_throttle *brisk_throttle_find(const brisk_method_throttle *rows, size_t count,
                                                 const brisk_method_config *method);

#endif

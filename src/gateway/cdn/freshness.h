/* freshness.h - what an answer's headers say of keeping it: may it be stored, how long is it fresh, how is it validated.
 * RFC 9111 (HTTP caching), RFC 9110 (dates, validators), RFC 5861 (stale-if-error); where CloudFront differs, it wins.
 * No clock and no memory of its own. */
#ifndef BRISK_GATEWAY_CDN_FRESHNESS_H
#define BRISK_GATEWAY_CDN_FRESHNESS_H

#include "http/headers.h"

#include <stdint.h>

/** The Cache-Control of an answer. Times in seconds; -1: not said. One that is no number counts as 0, so as stale (RFC 9111,
 *  4.2.1). private and no-cache with field names count as without (which 5.2.2.4 and 5.2.2.7 allow). */
typedef struct brisk_cache_control {
    bool no_store, no_cache, is_private, must_revalidate; /* must: also proxy-revalidate */
    int64_t max_age_s, s_maxage_s, stale_if_error_s;
} brisk_cache_control;

/** What an answer allows. */
typedef struct brisk_freshness {
    bool is_storable;
    int64_t lifetime_s;       /* 0: to be validated each time */
    int64_t age_s;            /* when it came (RFC 9111, 4.2.3) */
    int64_t stale_if_error_s; /* how long behind its lifetime it may stand in for an error of the origin; 0: not */
} brisk_freshness;

/** Reads all Cache-Control fields as one list; the first of each directive counts. */
brisk_cache_control brisk_cache_control_read(const brisk_headers *headers);

/** now_s: when the answer came, seconds since 1970 UTC. */
brisk_freshness brisk_freshness_of(int status, const brisk_headers *headers, int64_t now_s);

/** Reads an HTTP date in any of the three forms (RFC 9110, 5.6.7) as seconds since 1970 UTC. now_s: for the year of the
 *  obsolete form with two digits. False: it is none. */
bool brisk_http_date_read(brisk_str text, int64_t now_s, int64_t *out_s);

/** True where the list of an If-None-Match ("*" also) holds the entity tag, compared weakly (RFC 9110, 13.1.2). */
bool brisk_etag_list_has(brisk_str list, brisk_str etag);

#endif

/* cache.h - stored answers: found by key and by what their Vary names, dropped when there are too many.
 *
 *     buckets ─► entry ─► entry ─► …     all with one key are in one chain: its variants, the newest first
 *                  ⇅ newer, older        all entries, by last use: the oldest goes
 *
 * A key is the SHA-256 of what tells requests apart (the API key is among it): so no secret is kept here, and the time that a
 * look-up takes tells nothing of one. An entry is one piece of the heap. One that is held stays readable, though it may be
 * out of the table by then. One thread. */
#ifndef BRISK_GATEWAY_CDN_CACHE_H
#define BRISK_GATEWAY_CDN_CACHE_H

#include "gateway/sha256.h"
#include "http/headers.h"

#include <brisk/status.h>

/** A SHA-256. */
typedef struct brisk_cache_key {
    uint8_t bytes[BRISK_SHA256_SIZE];
} brisk_cache_key;

/** What is stored of an answer. Texts are the entry's own, or borrowed while it is handed to brisk_cache_put. */
typedef struct brisk_cached {
    int status;
    brisk_headers headers;
    brisk_str body;
    uint64_t stored_ns; /* CLOCK_MONOTONIC */
    int64_t lifetime_s, age_s, stale_if_error_s;
    bool is_streamed;
} brisk_cached;

typedef struct brisk_cache_entry {
    brisk_cached answer;
    /* -- the cache's -- */
    struct brisk_cache_entry *next, **link; /* in the chain of its bucket */
    struct brisk_cache_entry *newer, *older;
    brisk_cache_key key, variant;
    size_t size, holds;
    bool is_listed;
} brisk_cache_entry;

typedef struct brisk_cache {
    brisk_cache_entry **buckets;
    brisk_cache_entry *newest, *oldest;
    size_t count, bytes, max_entries, max_bytes;
} brisk_cache;

/** The most variants of one key: a Vary on a header that differs each time must not push out all else. */
#define BRISK_CACHE_VARIANTS_MAX 32

BRISK_MUST_CHECK brisk_status brisk_cache_init(brisk_cache *cache, size_t max_entries, size_t max_bytes);
/** Nothing may be held any more. */
void brisk_cache_clear(brisk_cache *cache);

/** The newest answer of this key whose Vary is met by the request's headers; NULL where there is none. Not held. */
brisk_cache_entry *brisk_cache_find(brisk_cache *cache, const brisk_cache_key *key, const brisk_headers *request);

/** Stores a copy, in place of the one of the same key and variant. NULL where it is too large, or without memory; that of
 *  the same variant is gone then, too. Not held. */
brisk_cache_entry *brisk_cache_put(brisk_cache *cache, const brisk_cache_key *key, const brisk_headers *request,
                                   const brisk_cached *answer);

/** Takes an entry out of the table. */
void brisk_cache_drop(brisk_cache *cache, brisk_cache_entry *entry);

void brisk_cache_hold(brisk_cache_entry *entry);
/** entry may be NULL. */
void brisk_cache_release(brisk_cache_entry *entry);

#endif

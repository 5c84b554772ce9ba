/* cache.c - see cache.h. */
#include "gateway/cdn/cache.h"

#include "core/heap.h"
#include "core/str.h"

#include <string.h>

#define BUCKETS 1024u /* a power of two */

/* ---- life ---- */

brisk_status brisk_cache_init(brisk_cache *cache, size_t max_entries, size_t max_bytes)
{
    *cache = (brisk_cache){.max_entries = max_entries, .max_bytes = max_bytes};
    cache->buckets = brisk_heap_alloc_zeroed(BUCKETS, sizeof(brisk_cache_entry *));
    return cache->buckets != NULL ? BRISK_OK : BRISK_NO_MEMORY;
}

void brisk_cache_hold(brisk_cache_entry *entry)
{
    entry->holds++;
}

void brisk_cache_release(brisk_cache_entry *entry)
{
    if (entry != NULL && --entry->holds == 0) {
        brisk_heap_free(entry);
    }
}

void brisk_cache_clear(brisk_cache *cache)
{
    while (cache->oldest != NULL) {
        brisk_cache_drop(cache, cache->oldest);
    }
    brisk_heap_free(cache->buckets);
    *cache = (brisk_cache){0};
}

/* ---- lists ---- */

static brisk_cache_entry **bucket_of(brisk_cache *cache, const brisk_cache_key *key)
{
    uint32_t hash;
    memcpy(&hash, key->bytes, sizeof(hash));
    return &cache->buckets[hash & (BUCKETS - 1)];
}

static void unlink_use(brisk_cache *cache, brisk_cache_entry *entry)
{
    *(entry->newer != NULL ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older != NULL ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void link_use(brisk_cache *cache, brisk_cache_entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    *(entry->older != NULL ? &entry->older->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

void brisk_cache_drop(brisk_cache *cache, brisk_cache_entry *entry)
{
    if (!entry->is_listed) {
        return;
    }
    entry->is_listed = false;
    *entry->link = entry->next;
    if (entry->next != NULL) {
        entry->next->link = entry->link;
    }
    unlink_use(cache, entry);
    cache->count--;
    cache->bytes -= entry->size;
    brisk_cache_release(entry);
}

static void list(brisk_cache *cache, brisk_cache_entry *entry)
{
    entry->link = bucket_of(cache, &entry->key);
    entry->next = *entry->link;
    *entry->link = entry;
    if (entry->next != NULL) {
        entry->next->link = &entry->next;
    }
    link_use(cache, entry);
    entry->is_listed = true;
    entry->holds = 1; /* the table's */
    cache->count++;
    cache->bytes += entry->size;
}

/* ---- variants ---- */

static bool is_same(const brisk_cache_key *a, const brisk_cache_key *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

/* Length first, so that two texts are never taken for another two. */
static void add_text(brisk_sha256 *sum, brisk_str text)
{
    uint64_t len = text.len;
    brisk_sha256_add(sum, &len, sizeof(len));
    if (len > 0) {
        brisk_sha256_add(sum, text.ptr, text.len);
    }
}

/* RFC 9111, 4.1: all fields of the name, in order, without the white space around them. */
static void add_field(brisk_sha256 *sum, const brisk_headers *request, brisk_str name)
{
    uint64_t count = 0;
    for (size_t i = brisk_headers_find(request, name, 0); i != SIZE_MAX; i = brisk_headers_find(request, name, i + 1)) {
        add_text(sum, brisk_str_trim_ows(request->items[i].value));
        count++;
    }
    brisk_sha256_add(sum, &count, sizeof(count));
}

/* The values that the request has for what the answer's Vary names. */
static brisk_cache_key variant_of(const brisk_headers *answer, const brisk_headers *request)
{
    brisk_cache_key variant;
    brisk_sha256 sum;
    brisk_str vary = BRISK_S("vary");
    brisk_sha256_init(&sum);
    for (size_t i = brisk_headers_find(answer, vary, 0); i != SIZE_MAX; i = brisk_headers_find(answer, vary, i + 1)) {
        brisk_str rest = answer->items[i].value, name;
        bool more = true;
        while (brisk_str_split(&rest, ',', &more, &name)) {
            name = brisk_str_trim_ows(name);
            if (name.len > 0) {
                add_field(&sum, request, name);
            }
        }
    }
    brisk_sha256_end(&sum, variant.bytes);
    return variant;
}

brisk_cache_entry *brisk_cache_find(brisk_cache *cache, const brisk_cache_key *key, const brisk_headers *request)
{
    for (brisk_cache_entry *entry = *bucket_of(cache, key); entry != NULL; entry = entry->next) {
        if (!is_same(&entry->key, key)) {
            continue;
        }
        brisk_cache_key variant = variant_of(&entry->answer.headers, request);
        if (is_same(&entry->variant, &variant)) {
            unlink_use(cache, entry);
            link_use(cache, entry);
            return entry;
        }
    }
    return NULL;
}

/* Of one key: those of this variant go, and the oldest one where there are too many. */
static void make_way(brisk_cache *cache, const brisk_cache_key *key, const brisk_cache_key *variant)
{
    size_t count = 0;
    brisk_cache_entry *next, *last = NULL;
    for (brisk_cache_entry *entry = *bucket_of(cache, key); entry != NULL; entry = next) {
        next = entry->next;
        if (!is_same(&entry->key, key)) {
            continue;
        }
        if (is_same(&entry->variant, variant)) {
            brisk_cache_drop(cache, entry);
        } else {
            count++;
            last = entry;
        }
    }
    if (count >= BRISK_CACHE_VARIANTS_MAX) {
        brisk_cache_drop(cache, last);
    }
}

/* ---- copies ---- */

static brisk_str put_text(char **at, brisk_str text)
{
    char *start = *at;
    if (text.len > 0) {
        memcpy(start, text.ptr, text.len);
    }
    *at = start + text.len;
    return (brisk_str){start, text.len};
}

static brisk_cache_entry *copy_answer(const brisk_cached *answer, size_t max_bytes)
{
    size_t size = sizeof(brisk_cache_entry) + answer->headers.count * sizeof(brisk_header) + answer->body.len;
    for (size_t i = 0; i < answer->headers.count; i++) {
        size += answer->headers.items[i].name.len + answer->headers.items[i].value.len;
    }
    brisk_cache_entry *entry = size <= max_bytes ? brisk_heap_alloc(size) : NULL;
    if (entry == NULL) {
        return NULL;
    }
    *entry = (brisk_cache_entry){.answer = *answer, .size = size};
    brisk_header *items = (brisk_header *)(entry + 1);
    char *at = (char *)(items + answer->headers.count);
    entry->answer.headers.items = items;
    entry->answer.headers.capacity = answer->headers.count;
    for (size_t i = 0; i < answer->headers.count; i++) {
        items[i].name = put_text(&at, answer->headers.items[i].name);
        items[i].value = put_text(&at, answer->headers.items[i].value);
    }
    entry->answer.body = put_text(&at, answer->body);
    return entry;
}

brisk_cache_entry *brisk_cache_put(brisk_cache *cache, const brisk_cache_key *key, const brisk_headers *request,
                                   const brisk_cached *answer)
{
    brisk_cache_entry *entry = copy_answer(answer, cache->max_bytes / 2); /* first: answer may be of one that goes */
    brisk_cache_key variant = variant_of(&answer->headers, request);
    make_way(cache, key, &variant);
    if (entry == NULL) {
        return NULL;
    }
    while (cache->oldest != NULL &&
           (cache->count >= cache->max_entries || cache->bytes + entry->size > cache->max_bytes)) {
        brisk_cache_drop(cache, cache->oldest);
    }
    entry->key = *key;
    entry->variant = variant;
    list(cache, entry);
    return entry;
}

/* distinct.h - which of the values met so far are the same: for sets, and for keys of maps that came twice.
 *
 * A hash table of indexes into the caller's array of items; only up to a few items it is searched in line. */
#ifndef BRISK_SCHEMA_TYPES_DISTINCT_H
#define BRISK_SCHEMA_TYPES_DISTINCT_H

#include "core/hash.h"

#include <brisk/arena.h>

typedef struct brisk_distinct {
    brisk_arena *arena;
    uint64_t seed;
    uint32_t *slots; /* index + 1; 0: free. Their number is a power of two */
    size_t slot_count, used;
    uint64_t *hashes; /* of the items, by index */
    size_t room;
} brisk_distinct;

/** True where the new item equals the one at index. */
typedef bool brisk_distinct_equal(const void *context, size_t index);

void brisk_distinct_init(brisk_distinct *distinct, brisk_arena *arena);

/** Looks for an item of this hash. Returns its index, or BRISK_DISTINCT_NEW when it is new (it then counts as the item
 *  of index used - 1), or BRISK_DISTINCT_FAILED without memory. Start hashes from distinct->seed. */
size_t brisk_distinct_add(brisk_distinct *distinct, uint64_t hash, brisk_distinct_equal *equal, const void *context);

#define BRISK_DISTINCT_NEW    ((size_t)-1)
#define BRISK_DISTINCT_FAILED ((size_t)-2)

#endif

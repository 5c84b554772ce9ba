/* distinct.c - see distinct.h. Open addressing, at most half full. The seed is an address of this process, so that a
 * client cannot know it; a request's size limits what collisions could cost. */
#include "schema/types/distinct.h"

#include "core/arena.h"

enum { IN_LINE = 12, FIRST_SLOTS = 64 };

void brisk_distinct_init(brisk_distinct *distinct, brisk_arena *arena)
{
    *distinct = (brisk_distinct){.arena = arena};
    distinct->seed = brisk_hash_mix((uint64_t)(uintptr_t)arena, (uint64_t)(uintptr_t)distinct);
}

static void put(brisk_distinct *distinct, size_t index)
{
    size_t mask = distinct->slot_count - 1;
    size_t slot = (size_t)distinct->hashes[index] & mask;

    while (distinct->slots[slot] != 0) {
        slot = (slot + 1) & mask;
    }
    distinct->slots[slot] = (uint32_t)index + 1;
}

/** Room for one more item; a table once there are many. */
static bool grow(brisk_distinct *distinct)
{
    if (distinct->used == distinct->room) {
        size_t room = distinct->room ? distinct->room * 2 : IN_LINE;
        uint64_t *hashes = brisk_arena_alloc_array(distinct->arena, room, sizeof(uint64_t));
        if (hashes == NULL || room > UINT32_MAX / 4) {
            return false;
        }
        for (size_t i = 0; i < distinct->used; i++) {
            hashes[i] = distinct->hashes[i];
        }
        distinct->hashes = hashes;
        distinct->room = room;
    }
    if (distinct->used >= IN_LINE && (distinct->used + 1) * 2 > distinct->slot_count) {
        size_t count = distinct->slot_count ? distinct->slot_count * 2 : FIRST_SLOTS;
        distinct->slots = brisk_arena_alloc_array(distinct->arena, count, sizeof(uint32_t));
        if (distinct->slots == NULL) {
            return false;
        }
        distinct->slot_count = count;
        for (size_t i = 0; i < distinct->used; i++) {
            put(distinct, i);
        }
    }
    return true;
}

static size_t find(const brisk_distinct *distinct, uint64_t hash, brisk_distinct_equal *equal, const void *context)
{
    if (distinct->slot_count == 0) {
        for (size_t i = 0; i < distinct->used; i++) {
            if (distinct->hashes[i] == hash && equal(context, i)) {
                return i;
            }
        }
        return BRISK_DISTINCT_NEW;
    }
    size_t mask = distinct->slot_count - 1;
    for (size_t slot = (size_t)hash & mask; distinct->slots[slot] != 0; slot = (slot + 1) & mask) {
        size_t index = distinct->slots[slot] - 1;
        if (distinct->hashes[index] == hash && equal(context, index)) {
            return index;
        }
    }
    return BRISK_DISTINCT_NEW;
}

size_t brisk_distinct_add(brisk_distinct *distinct, uint64_t hash, brisk_distinct_equal *equal, const void *context)
{
    size_t index = find(distinct, hash, equal, context);

    if (index != BRISK_DISTINCT_NEW) {
        return index;
    }
    if (!grow(distinct)) {
        return BRISK_DISTINCT_FAILED;
    }
    distinct->hashes[distinct->used] = hash;
    if (distinct->slot_count > 0) {
        put(distinct, distinct->used);
    }
    distinct->used++;
    return BRISK_DISTINCT_NEW;
}

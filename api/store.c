/* store.c - items in memory: an array in the order of their ids, each item with an arena of its own.
 *
 *     slots ─► [ id 1, memory ] [ id 3, memory ] …      ids only grow, so a search is binary
 *
 * One lock stands around all; nothing slow happens inside it. */
#include "store.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct Slot {
    Item item;
    brisk_arena *memory; /* what item points into */
} Slot;

/* What an item's texts take at most: 400 characters and five tags, four bytes each. */
#define ITEM_BYTES 4096

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Slot *slots;
static size_t count, capacity;
static int64_t last_id;

brisk_status store_open(void)
{
    for (size_t i = 0; i < count; i++) {
        brisk_arena_free(slots[i].memory);
    }
    free(slots);
    slots = NULL;
    count = capacity = 0;
    last_id = 0;
    return BRISK_OK;
}

/* The slot of an id; NULL where there is none. */
static Slot *find(int64_t id)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slots[middle].item.id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && slots[low].item.id == id ? &slots[low] : NULL;
}

static brisk_status fill(Slot *slot, const Item *item)
{
    brisk_arena *memory = brisk_arena_new(ITEM_BYTES);
    if (!brisk_copy(memory, Item, &slot->item, item)) {
        brisk_arena_free(memory);
        return BRISK_NO_MEMORY;
    }
    slot->memory = memory;
    return BRISK_OK;
}

static bool contains(str text, str part)
{
    for (size_t i = 0; i + part.len <= text.len; i++) {
        if (part.len == 0 || memcmp(text.ptr + i, part.ptr, part.len) == 0) {
            return true;
        }
    }
    return false;
}

static brisk_status list(brisk_arena *arena, str search, int64_t offset, int64_t limit, ItemPage *page)
{
    size_t room = (size_t)limit < count ? (size_t)limit : count;
    page->items.items = brisk_arena_alloc(arena, room * sizeof *page->items.items);
    if (!page->items.items) {
        return BRISK_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        if (!contains(slots[i].item.name, search) || page->total++ < offset || page->items.count == room) {
            continue;
        }
        if (!brisk_copy(arena, Item, &page->items.items[page->items.count++], &slots[i].item)) {
            return BRISK_NO_MEMORY;
        }
    }
    return BRISK_OK;
}

brisk_status store_list(brisk_arena *arena, str search, int64_t offset, int64_t limit, ItemPage *page)
{
    pthread_mutex_lock(&lock);
    brisk_status status = list(arena, search, offset, limit, page);
    pthread_mutex_unlock(&lock);
    return status;
}

brisk_status store_get(brisk_arena *arena, int64_t id, Item *out)
{
    pthread_mutex_lock(&lock);
    const Slot *slot = find(id);
    brisk_status status = !slot                                       ? BRISK_NOT_FOUND
                          : brisk_copy(arena, Item, out, &slot->item) ? BRISK_OK
                                                                      : BRISK_NO_MEMORY;
    pthread_mutex_unlock(&lock);
    return status;
}

static brisk_status add(Item *item)
{
    if (count == STORE_LIMIT) {
        return BRISK_LIMIT;
    }
    if (count == capacity) {
        size_t larger = capacity ? capacity * 2 : 16;
        Slot *grown = realloc(slots, larger * sizeof *grown);
        if (!grown) {
            return BRISK_NO_MEMORY;
        }
        slots = grown;
        capacity = larger;
    }
    item->id = last_id + 1;
    brisk_status status = fill(&slots[count], item);
    if (status == BRISK_OK) {
        count++;
        last_id++;
    }
    return status;
}

brisk_status store_add(Item *item)
{
    pthread_mutex_lock(&lock);
    brisk_status status = add(item);
    pthread_mutex_unlock(&lock);
    return status;
}

static brisk_status replace(const Item *item)
{
    Slot *slot = find(item->id), fresh;
    if (!slot) {
        return BRISK_NOT_FOUND;
    }
    brisk_status status = fill(&fresh, item);
    if (status == BRISK_OK) {
        brisk_arena_free(slot->memory);
        *slot = fresh;
    }
    return status;
}

brisk_status store_replace(const Item *item)
{
    pthread_mutex_lock(&lock);
    brisk_status status = replace(item);
    pthread_mutex_unlock(&lock);
    return status;
}

brisk_status store_delete(int64_t id)
{
    pthread_mutex_lock(&lock);
    Slot *slot = find(id);
    if (slot) {
        brisk_arena_free(slot->memory);
        count--;
        memmove(slot, slot + 1, (size_t)(&slots[count] - slot) * sizeof *slot);
    }
    pthread_mutex_unlock(&lock);
    return slot ? BRISK_OK : BRISK_NOT_FOUND;
}

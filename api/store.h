/* store.h - where items are kept. Here: in memory (store.c); a database would stand behind the same functions.
 *
 * What is read is copied into the arena that the caller names, so nobody holds a pointer into the store. All functions
 * may be called by several threads at once. */
#ifndef API_STORE_H
#define API_STORE_H

#include "models.h"

/** The most items that are kept. */
#define STORE_LIMIT 10000

/** Begins with an empty store, also where there was one. */
brisk_status store_open(void);

/** Fills page->items with at most limit items from offset on whose name contains search (empty: all), oldest first, and
 *  page->total. BRISK_NO_MEMORY. */
brisk_status store_list(brisk_arena *arena, str search, int64_t offset, int64_t limit, ItemPage *page) BRISK_MUST_CHECK;

/** BRISK_NOT_FOUND, BRISK_NO_MEMORY. */
brisk_status store_get(brisk_arena *arena, int64_t id, Item *out) BRISK_MUST_CHECK;

/** Adds an item; its id is set. BRISK_LIMIT where the store is full, BRISK_NO_MEMORY. */
brisk_status store_add(Item *item) BRISK_MUST_CHECK;

/** Puts item in the place of the one with its id. BRISK_NOT_FOUND, BRISK_NO_MEMORY. */
brisk_status store_replace(const Item *item) BRISK_MUST_CHECK;

/** BRISK_NOT_FOUND. */
brisk_status store_delete(int64_t id) BRISK_MUST_CHECK;

#endif

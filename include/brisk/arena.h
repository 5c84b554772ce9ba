/* arena.h - memory that is freed all at once: each request has one, and what outlives a request gets its own.
 *
 *     arena ─► block ─► block ─► …        blocks are kept by brisk_arena_reset, so that a warm request allocates nothing
 *
 * A failed allocation (limit reached, or no memory) returns NULL and marks the arena failed; Brisk then answers 503,
 * also where a handler forgot to look. Under AddressSanitizer freed ranges are poisoned. */
#ifndef BRISK_ARENA_H
#define BRISK_ARENA_H

#include <brisk/status.h>
#include <brisk/types.h>

#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct brisk_arena brisk_arena;

/**
 * Makes an arena. limit: the most bytes it may hold, 0 for no limit of its own.
 * Returns NULL without memory. Owned by the caller: brisk_arena_free. One thread at a time.
 */
brisk_arena *brisk_arena_new(size_t limit);

/** Frees the arena and all that was allocated in it. NULL is fine. */
void brisk_arena_free(brisk_arena *arena);

/** Forgets all allocations but keeps the memory for the next use (above keep_bytes it is given back). */
void brisk_arena_reset(brisk_arena *arena, size_t keep_bytes);

/**
 * Allocates size bytes, zeroed, aligned for any type. size 0 gives a valid pointer.
 * Returns NULL, and marks the arena failed, when the limit is reached or no memory is left.
 */
void *brisk_arena_alloc(brisk_arena *arena, size_t size);

/** The same without zeroing, for bytes that are written at once; aligned for any type. */
void *brisk_arena_alloc_raw(brisk_arena *arena, size_t size);

/** Grows an allocation: in place where it was the last one, else a copy. old may be NULL (old_size 0). */
void *brisk_arena_grow(brisk_arena *arena, void *old, size_t old_size, size_t new_size);

/** True once any allocation failed; cleared by brisk_arena_reset. */
bool brisk_arena_failed(const brisk_arena *arena);

/** Bytes handed out since the last reset. */
size_t brisk_arena_used(const brisk_arena *arena);

/** Copies text into the arena. On exhaustion the empty text. */
brisk_str brisk_str_copy(brisk_arena *arena, brisk_str text);

/** printf into the arena. On exhaustion the empty text. */
brisk_str brisk_arena_printf(brisk_arena *arena, const char *format, ...) BRISK_PRINTF(2, 3);
brisk_str brisk_arena_vprintf(brisk_arena *arena, const char *format, va_list args) BRISK_PRINTF(2, 0);

#ifdef __cplusplus
}
#endif

#endif

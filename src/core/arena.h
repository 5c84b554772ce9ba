/* arena.h - what the library's own code may do with an arena besides the public interface (brisk/arena.h).
 *
 * Fault injection and counting are in heap.h: they cover arenas and the heap alike. */
#ifndef BRISK_CORE_ARENA_H
#define BRISK_CORE_ARENA_H

#include <brisk/arena.h>

/** Size of the first block; each further one is twice the one before, up to BRISK_ARENA_MAX_BLOCK. Bytes. */
#define BRISK_ARENA_FIRST_BLOCK ((size_t)8 * 1024)
#define BRISK_ARENA_MAX_BLOCK   ((size_t)1024 * 1024)

/**
 * Allocates count elements of size bytes, zeroed. Returns NULL, and marks the arena failed, also where the product
 * overflows: use it wherever count comes from outside.
 */
void *brisk_arena_alloc_array(brisk_arena *arena, size_t count, size_t size);

/** Allocates and copies size bytes. from may be NULL where size is 0. NULL on exhaustion. */
void *brisk_arena_copy(brisk_arena *arena, const void *from, size_t size);

/** Copies text with a NUL behind it, for a C interface. NULL on exhaustion. A NUL inside is copied as it is. */
char *brisk_arena_c_string(brisk_arena *arena, brisk_str text);

/** Marks the arena failed: for a limit that is met outside of the arena but has to end the request in the same way. */
void brisk_arena_fail(brisk_arena *arena);

/** Bytes of memory the arena holds, used or kept for later. */
size_t brisk_arena_held(const brisk_arena *arena);

#endif

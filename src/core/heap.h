/* heap.h - where all of Brisk's own memory comes from: malloc, counted, and able to fail on demand.
 *
 * Arenas take their blocks here; what outlives a request uses these functions directly. Two tests stand on the
 * counters and the fault:
 *
 *     zero-allocation test   warm up, read the counters, send a request, read again: heap_requests is the same
 *     torture test           for n = 1, 2, …: brisk_heap_fail_at(n), send a request, check that the answer is 503 or as
 *                            ever; stop at the first n for which brisk_heap_fault_fired() is false
 *
 * A "request" is each call that asks for memory: of an arena (also where its block has room) and of the heap. Counters
 * and faults are kept for each thread, so that they cost one increment and disturb no other thread. */
#ifndef BRISK_CORE_HEAP_H
#define BRISK_CORE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What the calling thread asked for since it began. */
typedef struct brisk_heap_stats {
    uint64_t requests;      /* of heap and arenas together; the numbers that brisk_heap_fail_at counts */
    uint64_t heap_requests; /* calls that reached malloc or realloc */
    uint64_t releases;      /* blocks given back by brisk_heap_free (NULL not counted) */
} brisk_heap_stats;

/** Allocates size bytes, not zeroed. Returns NULL without memory. Free with brisk_heap_free. Any thread. */
void *brisk_heap_alloc(size_t size);

/** The same, zeroed: count elements of size bytes. NULL also when the product overflows. */
void *brisk_heap_alloc_zeroed(size_t count, size_t size);

/** As realloc. old may be NULL; on failure (NULL) old stays valid. new_size 0 counts as 1. */
void *brisk_heap_grow(void *old, size_t new_size);

/** Frees what the functions above returned. NULL is fine. Any thread. */
void brisk_heap_free(void *memory);

/** The counters of the calling thread. */
brisk_heap_stats brisk_heap_stats_now(void);

/**
 * Test hook: lets the nth request of the calling thread, counted from now, fail (1: the next one); 0 turns it off.
 * and_after: all later requests fail as well, until the next call of this function.
 */
void brisk_heap_fail_at(uint64_t nth, bool and_after);

/** True once a request failed because of brisk_heap_fail_at; cleared by the next call of that. */
bool brisk_heap_fault_fired(void);

/** For arenas: counts a request that needs no heap. False where it has to fail. */
bool brisk_heap_count_request(void);

#endif

/* heap.c - malloc, counted for each thread, with a fault on demand (heap.h says what for).
 *
 * Where BRISK_HEAP_POOL is defined (the bootstrap against musl), the first so many bytes come out of the program's own zeroed
 * memory: what an app takes at its start then costs no brk and no mmap, a sixth of the time to the first event. Freed, they are
 * not used again; what lasts is little, and made once. */
#include "core/heap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local brisk_heap_stats stats;
static _Thread_local uint64_t fail_at; /* the value of stats.requests that fails; 0: none */
static _Thread_local bool fail_after;
static _Thread_local bool fault_fired;

bool brisk_heap_count_request(void)
{
    stats.requests++;
    if (fail_at == 0 || stats.requests < fail_at || (stats.requests > fail_at && !fail_after)) {
        return true;
    }
    fault_fired = true;
    return false;
}

#ifdef BRISK_HEAP_POOL

/* Each piece begins with its size. */
#define PIECE_HEAD _Alignof(max_align_t)

static _Alignas(max_align_t) char pool[BRISK_HEAP_POOL];
static size_t pool_used;

static bool is_of_pool(const void *memory)
{
    return (uintptr_t)memory >= (uintptr_t)pool && (uintptr_t)memory < (uintptr_t)pool + sizeof(pool);
}

/* Zeroed; NULL where there is no room left. */
static void *take_from_pool(size_t size)
{
    if (size > sizeof(pool) / 2) {
        return NULL;
    }
    size_t whole = (size + 2 * PIECE_HEAD - 1) / PIECE_HEAD * PIECE_HEAD;
    size_t start = __atomic_load_n(&pool_used, __ATOMIC_RELAXED);
    do {
        if (whole > sizeof(pool) - start) {
            return NULL;
        }
    } while (!__atomic_compare_exchange_n(&pool_used, &start, start + whole, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    memcpy(pool + start, &size, sizeof(size));
    return pool + start + PIECE_HEAD;
}

static size_t size_in_pool(const char *memory)
{
    size_t size;
    memcpy(&size, memory - PIECE_HEAD, sizeof(size));
    return size;
}

#else

static bool is_of_pool(const void *memory)
{
    (void)memory;
    return false;
}

static void *take_from_pool(size_t size)
{
    (void)size;
    return NULL;
}

static size_t size_in_pool(const char *memory)
{
    (void)memory;
    return 0;
}

#endif

void *brisk_heap_alloc(size_t size)
{
    if (!brisk_heap_count_request()) {
        return NULL;
    }
    stats.heap_requests++;
    void *memory = take_from_pool(size);
    return memory != NULL ? memory : malloc(size == 0 ? 1 : size);
}

void *brisk_heap_alloc_zeroed(size_t count, size_t size)
{
    if (!brisk_heap_count_request() || (size != 0 && count > SIZE_MAX / size)) {
        return NULL;
    }
    stats.heap_requests++;
    void *memory = take_from_pool(count * size);
    return memory != NULL ? memory : count == 0 || size == 0 ? calloc(1, 1) : calloc(count, size);
}

void *brisk_heap_grow(void *old, size_t new_size)
{
    if (!brisk_heap_count_request()) {
        return NULL;
    }
    stats.heap_requests++;
    void *first = old == NULL ? take_from_pool(new_size) : NULL;
    if (first != NULL) {
        return first;
    }
    if (!is_of_pool(old)) {
        return realloc(old, new_size == 0 ? 1 : new_size);
    }
    size_t old_size = size_in_pool(old);
    if (new_size <= old_size) {
        return old;
    }
    void *grown = take_from_pool(new_size);
    grown = grown != NULL ? grown : malloc(new_size);
    if (grown != NULL) {
        memcpy(grown, old, old_size);
    }
    return grown;
}

void brisk_heap_free(void *memory)
{
    if (memory != NULL) {
        stats.releases++;
        if (!is_of_pool(memory)) {
            free(memory);
        }
    }
}

brisk_heap_stats brisk_heap_stats_now(void)
{
    return stats;
}

void brisk_heap_fail_at(uint64_t nth, bool and_after)
{
    fail_at = nth == 0 ? 0 : stats.requests + nth;
    fail_after = and_after;
    fault_fired = false;
}

bool brisk_heap_fault_fired(void)
{
    return fault_fired;
}

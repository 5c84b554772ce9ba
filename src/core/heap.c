/* heap.c - malloc, counted for each thread, with a fault on demand (heap.h says what for). */
#include "core/heap.h"

#include <stdlib.h>

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

void *brisk_heap_alloc(size_t size)
{
    if (!brisk_heap_count_request()) {
        return NULL;
    }
    stats.heap_requests++;
    return malloc(size == 0 ? 1 : size);
}

void *brisk_heap_alloc_zeroed(size_t count, size_t size)
{
    if (!brisk_heap_count_request() || (size != 0 && count > SIZE_MAX / size)) {
        return NULL;
    }
    stats.heap_requests++;
    return count == 0 || size == 0 ? calloc(1, 1) : calloc(count, size);
}

void *brisk_heap_grow(void *old, size_t new_size)
{
    if (!brisk_heap_count_request()) {
        return NULL;
    }
    stats.heap_requests++;
    return realloc(old, new_size == 0 ? 1 : new_size);
}

void brisk_heap_free(void *memory)
{
    if (memory != NULL) {
        stats.releases++;
        free(memory);
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

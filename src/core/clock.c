/* clock.c - the system's clocks, or those of a test (clock.h). */
#include "core/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic(const brisk_clock *) replacement;

void brisk_clock_replace(const brisk_clock *clock)
{
    atomic_store_explicit(&replacement, clock, memory_order_release);
}

uint64_t brisk_clock_monotonic_ns(void)
{
    const brisk_clock *other = atomic_load_explicit(&replacement, memory_order_acquire);
    if (other != NULL) {
        return other->monotonic_ns(other->context);
    }
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* fails for an unknown clock only */
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int64_t brisk_clock_wall_us(void)
{
    const brisk_clock *other = atomic_load_explicit(&replacement, memory_order_acquire);
    if (other != NULL) {
        return other->wall_us(other->context);
    }
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* clock.h - the two clocks: one for time spans and time-outs that never runs back, one for the date.
 *
 * Tests may put their own in place, for the whole process. Any thread. */
#ifndef BRISK_CORE_CLOCK_H
#define BRISK_CORE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/** Nanoseconds since an arbitrary point; never runs back. */
uint64_t brisk_clock_monotonic_ns(void);

/** Microseconds since 1970-01-01T00:00:00Z. */
int64_t brisk_clock_wall_us(void);

/** A clock of a test. Both functions are required. */
typedef struct brisk_clock {
    uint64_t (*monotonic_ns)(void *context);
    int64_t (*wall_us)(void *context);
    void *context;
} brisk_clock;

/** Lets clock answer from now on, in all threads; NULL brings the real ones back. Borrows: clock must stay valid. */
void brisk_clock_replace(const brisk_clock *clock);

#endif

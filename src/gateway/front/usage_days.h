/* usage_days.h - what each key used on each of the last days, for get-usage: kept over restarts and kill -9.
 *
 *     data_dir/usage-days:   for each slot of usage.h a ring of 128 days ─►  day │ checksum │ used │ remaining
 *
 * AWS tells of 90 days (GetUsage); the ring has room for a few more, so that no day is lost that is still asked for.
 * The file is as large as there are keys, 4 KB each. A counted request writes the 32 bytes of its day; a cell whose
 * checksum is wrong counts as empty. One thread. */
#ifndef BRISK_GATEWAY_FRONT_USAGE_DAYS_H
#define BRISK_GATEWAY_FRONT_USAGE_DAYS_H

#include "gateway/config/config.h"

#define BRISK_USAGE_DAYS 128

/** One day of a key. */
typedef struct brisk_usage_cell {
    int64_t day;       /* since 1970 UTC; with used 0: empty */
    int64_t used;      /* requests counted */
    int64_t remaining; /* of the quota, behind the last of them; -1: there was none */
} brisk_usage_cell;

/** Opens or makes the file; -1 with errno set. */
int brisk_usage_days_open(const char *path);

/** Reads the ring of a slot; what is not there or not whole is empty. */
void brisk_usage_days_load(int file, int64_t index, brisk_usage_cell cells[BRISK_USAGE_DAYS]);

/** Counts a request on its day and writes that; file -1: in memory only. BRISK_IO where it could not be written. */
BRISK_MUST_CHECK brisk_status brisk_usage_days_count(int file, int64_t index, brisk_usage_cell cells[BRISK_USAGE_DAYS],
                                                     int64_t day, int64_t remaining);

/** A day as get-usage tells it, also one without use: what was left of the quota stays through its period. cells may be
 *  NULL: nothing is known. */
brisk_usage_cell brisk_usage_days_of(const brisk_usage_cell cells[BRISK_USAGE_DAYS], const brisk_plan_config *plan,
                                     int64_t day);

#endif

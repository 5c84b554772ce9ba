/* usage.h - how much of a quota each key has used, kept over restarts and kill -9.
 *
 *     data_dir/usage:   slot │ slot │ slot …    one a (plan, key): 512 bytes at a fixed place, with a checksum
 *
 * A counted request is one pwrite of its slot before the request goes on, so that what a killed process let through
 * stays counted: the kernel has it. A slot whose checksum is wrong (power went while it was written) counts as new.
 * What was used day by day stands beside it, see usage_days.h. One thread. */
#ifndef BRISK_GATEWAY_FRONT_USAGE_H
#define BRISK_GATEWAY_FRONT_USAGE_H

#include "gateway/config/config.h"
#include "gateway/front/usage_days.h"

typedef struct brisk_usage_store brisk_usage_store;

/** What one key has used of one plan; kept by the store until it is closed. */
typedef struct brisk_usage_slot {
    brisk_str plan_id, key_id;
    int64_t first_period;   /* number of the first period that was counted in: the offset belongs to it */
    int64_t period;         /* the last period counted in; 0: none yet */
    int64_t used;           /* requests in that period */
    int64_t index;          /* in the files */
    brisk_usage_cell *days; /* BRISK_USAGE_DAYS of them; NULL until the slot is asked for */
} brisk_usage_slot;

/** Opens or makes the file, and beside it that of the days ("usage-days"). path NULL: in memory only. BRISK_NO_MEMORY;
 *  BRISK_IO with a sentence in problem. */
BRISK_MUST_CHECK brisk_status brisk_usage_store_open(const char *path, brisk_usage_store **out, char *problem,
                                                     size_t problem_size);
void brisk_usage_store_close(brisk_usage_store *store);

/** The slot of a key, made where it is missing. BRISK_NO_MEMORY; BRISK_LIMIT for ids above 200 bytes. */
BRISK_MUST_CHECK brisk_status brisk_usage_slot_of(brisk_usage_store *store, brisk_str plan_id, brisk_str key_id,
                                                  brisk_usage_slot **out);

/** Requests left in the period; never below 0. */
int64_t brisk_usage_remaining(const brisk_usage_slot *slot, const brisk_plan_config *plan, int64_t wall_ms);
/** Requests used in the period. */
int64_t brisk_usage_used(const brisk_usage_slot *slot, const brisk_plan_config *plan, int64_t wall_ms);

/** Counts a request and writes it, in the period and on its day. BRISK_IO where it could not be written: it is counted
 *  in memory then. */
brisk_status brisk_usage_count(brisk_usage_store *store, brisk_usage_slot *slot, const brisk_plan_config *plan,
                               int64_t wall_ms);

#endif

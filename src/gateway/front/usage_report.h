/* usage_report.h - what usage plans have let through, for the console and for get-usage. */
#ifndef BRISK_GATEWAY_FRONT_USAGE_REPORT_H
#define BRISK_GATEWAY_FRONT_USAGE_REPORT_H

#include "gateway/front/call.h"

/** A throttle or quota as it stands. */
typedef struct brisk_usage_state {
    brisk_str plan_id, key_id;
    double tokens;           /* left in the key's bucket; -1: no throttle */
    int64_t used, remaining; /* of the quota's period; remaining -1: no quota */
    uint64_t throttled, over_quota;
} brisk_usage_state;

/** Calls visit for each key of each plan. */
void brisk_front_each_usage(const brisk_front *front, const brisk_front_time *time,
                            void (*visit)(void *context, const brisk_usage_state *state), void *context);

/** A key's use of a plan on one day. */
typedef struct brisk_usage_day {
    brisk_str plan_id, key_id;
    int64_t day;             /* since 1970 UTC */
    int64_t used, remaining; /* of the quota at the day's end; remaining -1: there is none */
} brisk_usage_day;

/** Calls visit for each day from first_day to last_day (since 1970 UTC, both included; ascending) of each key of the
 *  plan, key by key. Days without use, too, and those of which nothing is known (any but the last 90). plan_id, key_id:
 *  empty for all. */
void brisk_front_each_usage_day(const brisk_front *front, brisk_str plan_id, brisk_str key_id, int64_t first_day,
                                int64_t last_day, void (*visit)(void *context, const brisk_usage_day *day),
                                void *context);

#endif

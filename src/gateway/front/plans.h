/* plans.h - API keys and usage plans: who may call, how fast, and how often.
 *
 *     key ─► the plan that holds it ─► 1 the plan's throttle of the method   ┐ a token must be in each;
 *                                      2 the plan's throttle of the key      │ only then one is taken from each,
 *                                      3 the stage's throttle of the method  ┘ and the quota counts
 *                                      4 the quota
 *
 * The order is that of AWS's page on throttling; its account-wide limit is left out, since one machine is no account.
 * Methods that need no key are met by the stage's throttle only, and count nowhere. */
#ifndef BRISK_GATEWAY_FRONT_PLANS_H
#define BRISK_GATEWAY_FRONT_PLANS_H

#include "gateway/front/call.h"
#include "gateway/front/route.h"
#include "gateway/front/throttle.h"
#include "gateway/front/usage.h"

/** A key in a plan. */
typedef struct brisk_member {
    const brisk_plan_config *plan;
    const brisk_key_config *key;
    brisk_bucket bucket;
    brisk_bucket *methods; /* one a route, where the plan has throttles of methods; else NULL */
    brisk_usage_slot *usage;
    uint64_t throttled, over_quota;
} brisk_member;

typedef struct brisk_plans {
    const brisk_api_config *api;
    brisk_member *members;
    size_t count;
    brisk_bucket *stage; /* one a route */
    brisk_usage_store *store;
    bool owns_store;
} brisk_plans;

typedef enum brisk_admission {
    BRISK_ADMITTED,
    BRISK_ADMIT_NO_KEY, /* missing, unknown, disabled, in no plan */
    BRISK_ADMIT_THROTTLED,
    BRISK_ADMIT_OVER_QUOTA
} brisk_admission;

/** What stands behind an admission; for logs. */
typedef struct brisk_admitted {
    const brisk_member *member;  /* NULL: no key was needed, or it is not known */
    const brisk_throttle *limit; /* with THROTTLED: the one that refused */
    bool is_stage_limit;
} brisk_admitted;

/** store NULL: kept in memory. BRISK_NO_MEMORY, BRISK_LIMIT. */
BRISK_MUST_CHECK brisk_status brisk_plans_init(brisk_plans *plans, const brisk_api_config *api,
                                               brisk_usage_store *store, brisk_arena *arena);
void brisk_plans_clear(brisk_plans *plans);

/** Decides on a request, and counts it where it is let through. key: the header's value; empty: none. */
brisk_admission brisk_plans_admit(brisk_plans *plans, const brisk_route *route, brisk_str key,
                                  const brisk_front_time *time, brisk_admitted *out);

#endif

/* plans.c - see plans.h. */
#include "gateway/front/plans.h"

#include "core/str.h"

static brisk_status add_member(brisk_plans *plans, const brisk_plan_config *plan, brisk_str key_id, brisk_arena *arena)
{
    const brisk_api_config *api = plans->api;
    for (size_t i = 0; i < plans->count; i++) {
        if (brisk_str_equal(plans->members[i].key->id, key_id)) {
            return BRISK_OK; /* one plan a key and stage: the first one */
        }
    }
    for (size_t i = 0; i < api->key_count; i++) {
        if (!brisk_str_equal(api->keys[i].id, key_id)) {
            continue;
        }
        brisk_member *member = &plans->members[plans->count];
        *member = (brisk_member){.plan = plan, .key = &api->keys[i]};
        if (plan->method_count > 0) {
            member->methods = brisk_arena_alloc(arena, (api->method_count + 1) * sizeof *member->methods);
            if (member->methods == NULL) {
                return BRISK_NO_MEMORY;
            }
        }
        brisk_status status = brisk_usage_slot_of(plans->store, plan->id, key_id, &member->usage);
        plans->count += status == BRISK_OK;
        return status;
    }
    return BRISK_OK; /* the plan names a key that is not there: nobody can send it */
}

brisk_status brisk_plans_init(brisk_plans *plans, const brisk_api_config *api, brisk_usage_store *store,
                              brisk_arena *arena)
{
    *plans = (brisk_plans){.api = api, .store = store};
    plans->members = brisk_arena_alloc(arena, (api->key_count + 1) * sizeof *plans->members);
    plans->stage = brisk_arena_alloc(arena, (api->method_count + 1) * sizeof *plans->stage);
    if (plans->members == NULL || plans->stage == NULL) {
        return BRISK_NO_MEMORY;
    }
    if (store == NULL) {
        brisk_status status = brisk_usage_store_open(NULL, &plans->store, NULL, 0);
        if (status != BRISK_OK) {
            return status;
        }
        plans->owns_store = true;
    }
    for (size_t i = 0; i < api->plan_count; i++) {
        for (size_t k = 0; k < api->plans[i].key_count; k++) {
            brisk_status status = add_member(plans, &api->plans[i], api->plans[i].key_ids[k], arena);
            if (status != BRISK_OK) {
                return status;
            }
        }
    }
    return BRISK_OK;
}

void brisk_plans_clear(brisk_plans *plans)
{
    if (plans->owns_store) {
        brisk_usage_store_close(plans->store);
    }
    *plans = (brisk_plans){0};
}

/* All keys are compared, each in constant time, so that the time tells nothing of which one came close. */
static brisk_member *find_member(brisk_plans *plans, brisk_str key)
{
    brisk_member *found = NULL;
    for (size_t i = 0; i < plans->count; i++) {
        if (brisk_str_equal_secret(plans->members[i].key->value, key)) {
            found = &plans->members[i];
        }
    }
    return found;
}

typedef struct limit {
    brisk_bucket *bucket;
    const brisk_throttle *throttle;
} limit;

static void add_limit(limit *limits, size_t *count, brisk_bucket *bucket, const brisk_throttle *throttle)
{
    if (throttle->is_set) {
        limits[(*count)++] = (limit){bucket, throttle};
    }
}

brisk_admission brisk_plans_admit(brisk_plans *plans, const brisk_route *route, brisk_str key,
                                  const brisk_front_time *time, brisk_admitted *out)
{
    limit limits[3];
    size_t count = 0;
    brisk_member *member = NULL;
    *out = (brisk_admitted){0};
    if (plans->api->kind == BRISK_FRONT_REST && route->method->is_key_required) {
        member = key.len > 0 ? find_member(plans, key) : NULL;
        if (member == NULL || !member->key->is_enabled) {
            return BRISK_ADMIT_NO_KEY;
        }
        out->member = member;
        const brisk_plan_config *plan = member->plan;
        const brisk_method_throttle *row = brisk_throttle_find(plan->methods, plan->method_count, route->method);
        if (row != NULL) {
            add_limit(limits, &count, &member->methods[route->index], &row->throttle);
        }
        add_limit(limits, &count, &member->bucket, &plan->throttle);
    }
    const brisk_api_config *api = plans->api;
    const brisk_method_throttle *stage =
        brisk_throttle_find(api->stage_throttles, api->stage_throttle_count, route->method);
    if (stage != NULL) {
        add_limit(limits, &count, &plans->stage[route->index], &stage->throttle);
    }
    for (size_t i = 0; i < count; i++) {
        if (!brisk_bucket_has(limits[i].bucket, limits[i].throttle, time->monotonic_ns)) {
            out->limit = limits[i].throttle;
            out->is_stage_limit = stage != NULL && limits[i].throttle == &stage->throttle;
            if (member != NULL) {
                member->throttled++;
            }
            return BRISK_ADMIT_THROTTLED;
        }
    }
    if (member != NULL && member->plan->has_quota &&
        brisk_usage_remaining(member->usage, member->plan, time->wall_ms) == 0) {
        member->over_quota++;
        return BRISK_ADMIT_OVER_QUOTA;
    }
    for (size_t i = 0; i < count; i++) {
        brisk_bucket_take(limits[i].bucket, limits[i].throttle, time->monotonic_ns);
    }
    if (member != NULL) {
        /* A disk that is full must not stop the API: the count goes on in memory. */
        (void)brisk_usage_count(plans->store, member->usage, member->plan, time->wall_ms);
    }
    return BRISK_ADMITTED;
}

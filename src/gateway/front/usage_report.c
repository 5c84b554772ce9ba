/* usage_report.c - see usage_report.h. */
#include "gateway/front/usage_report.h"

#include "core/str.h"
#include "gateway/front/state.h"

void brisk_front_each_usage(const brisk_front *front, const brisk_front_time *time,
                            void (*visit)(void *context, const brisk_usage_state *state), void *context)
{
    for (size_t i = 0; i < front->plans.count; i++) {
        const brisk_member *member = &front->plans.members[i];
        const brisk_plan_config *plan = member->plan;
        brisk_usage_state state = {
            .plan_id = plan->id,
            .key_id = member->key->id,
            .tokens =
                plan->throttle.is_set ? brisk_bucket_tokens(&member->bucket, &plan->throttle, time->monotonic_ns) : -1,
            .used = brisk_usage_used(member->usage, plan, time->wall_ms),
            .remaining = plan->has_quota ? brisk_usage_remaining(member->usage, plan, time->wall_ms) : -1,
            .throttled = member->throttled,
            .over_quota = member->over_quota,
        };
        visit(context, &state);
    }
}

void brisk_front_each_usage_day(const brisk_front *front, brisk_str plan_id, brisk_str key_id, int64_t first_day,
                                int64_t last_day, void (*visit)(void *context, const brisk_usage_day *day),
                                void *context)
{
    for (size_t i = 0; i < front->plans.count; i++) {
        const brisk_member *member = &front->plans.members[i];
        if ((plan_id.len > 0 && !brisk_str_equal(member->plan->id, plan_id)) ||
            (key_id.len > 0 && !brisk_str_equal(member->key->id, key_id))) {
            continue;
        }
        for (int64_t day = first_day; day <= last_day; day++) {
            brisk_usage_cell cell = brisk_usage_days_of(member->usage->days, member->plan, day);
            brisk_usage_day found = {member->plan->id, member->key->id, day, cell.used, cell.remaining};
            visit(context, &found);
        }
    }
}

/* front.c - see front.h: a front's life, and the way of a request through it. What is the same for all kinds is done
 * here, around the step of the one that the configuration says. */
#include "gateway/front/front.h"

#include "gateway/front/answer.h"
#include "gateway/front/http.h"
#include "gateway/front/prelude.h"
#include "gateway/front/prepare.h"
#include "gateway/front/refusal.h"
#include "gateway/front/rest.h"
#include "gateway/front/state.h"
#include "gateway/front/url.h"

#include <stdio.h>

/* ---- life ---- */

brisk_status brisk_front_new(const brisk_gateway_config *config, brisk_usage_store *usage, brisk_front **out,
                             char *problem, size_t problem_size)
{
    *out = NULL;
    brisk_arena *arena = brisk_arena_new(0);
    brisk_front *front = arena != NULL ? brisk_arena_alloc(arena, sizeof *front) : NULL;
    if (front == NULL) {
        brisk_arena_free(arena);
        return BRISK_NO_MEMORY;
    }
    *front = (brisk_front){.config = config, .api = &config->api, .arena = arena};
    brisk_random_seed_by_system(&front->random);
    brisk_ids_resource(front->deployment_id, config->api.id);
    brisk_status status = brisk_routes_init(&front->routes, front->api, arena, problem, problem_size);
    if (status == BRISK_OK) {
        status = brisk_plans_init(&front->plans, front->api, usage, arena);
        if (status == BRISK_LIMIT) {
            (void)snprintf(problem, problem_size, "ids of keys and usage plans must be at most 200 bytes long");
            status = BRISK_USAGE;
        }
    }
    if (status != BRISK_OK) {
        brisk_front_free(front);
        return status;
    }
    *out = front;
    return BRISK_OK;
}

void brisk_front_free(brisk_front *front)
{
    if (front != NULL) {
        brisk_plans_clear(&front->plans);
        brisk_arena_free(front->arena);
    }
}

void brisk_front_seed(brisk_front *front, uint64_t seed)
{
    brisk_random_seed(&front->random, seed);
}

/* ---- the way of a request ---- */

static const brisk_front_actions *actions_of(const brisk_front *front)
{
    static const brisk_front_actions *const actions[] = {
        [BRISK_FRONT_REST] = &brisk_rest_actions,
        [BRISK_FRONT_HTTP] = &brisk_http_actions,
        [BRISK_FRONT_URL] = &brisk_url_actions,
    };
    return actions[front->api->kind];
}

/* Nobody below looks at each allocation: the arena remembers. False where one of them failed. */
static bool had_memory(brisk_front_call *call)
{
    if (brisk_arena_failed(call->request->arena)) {
        brisk_answer_exhausted(call);
        return false;
    }
    return true;
}

brisk_front_step brisk_front_begin(brisk_front *front, brisk_front_call *call)
{
    brisk_front_step step = BRISK_FRONT_ANSWERED;
    if (brisk_front_prepare(front, call)) {
        int refusal = brisk_refusal_of(front, call->request);
        if (refusal != 0) {
            brisk_refusal_give(front, call, refusal);
        } else {
            step = actions_of(front)->begin(front, call);
        }
    }
    return had_memory(call) ? step : BRISK_FRONT_ANSWERED;
}

void brisk_front_look(brisk_front *front, brisk_front_call *call)
{
    if (brisk_front_prepare(front, call)) {
        actions_of(front)->look(front, call);
        (void)had_memory(call);
    }
}

void brisk_front_finish(brisk_front *front, brisk_front_call *call, const brisk_invoke_result *result,
                        bool is_timed_out)
{
    actions_of(front)->finish(front, call, result, is_timed_out);
    (void)had_memory(call);
}

void brisk_front_refuse(brisk_front *front, brisk_front_call *call, int status)
{
    if (call->state != NULL || brisk_front_prepare(front, call)) {
        brisk_refusal_give(front, call, status);
        (void)had_memory(call);
    }
}

brisk_front_piece_result brisk_front_piece(brisk_front *front, brisk_front_call *call, brisk_str piece, brisk_str *body)
{
    return brisk_prelude_take(front, call, piece, body);
}

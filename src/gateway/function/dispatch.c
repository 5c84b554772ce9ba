/* dispatch.c - who runs what (dispatch.h). */
#include "gateway/function/dispatch.h"

#include "gateway/function/code.h"
#include "gateway/function/environment.h"
#include "gateway/function/function.h"
#include "gateway/function/invocation.h"

/* ---- room ---- */

/* Ends the environment that has been idle longest, of any other function. */
static bool make_room(brisk_lambda *lambda)
{
    for (size_t i = 0; i < lambda->function_count; i++) {
        brisk_environment *oldest = lambda->functions[i].oldest_idle;
        if (oldest != NULL) {
            brisk_function_unlist_idle(oldest);
            brisk_environment_end(oldest);
            return true;
        }
    }
    return false;
}

static bool may_start(brisk_function *function)
{
    brisk_lambda *lambda = function->lambda;
    int32_t own = function->config->concurrency;
    if (own >= 0 && function->environments >= own) {
        return false;
    }
    if (lambda->environments < lambda->config->concurrency || make_room(lambda)) {
        return true;
    }
    lambda->is_starved = true;
    return false;
}

/* ---- those that wait ---- */

void brisk_dispatch(brisk_function *function)
{
    brisk_lambda *lambda = function->lambda;
    while (function->waiting != NULL && !lambda->is_stopping) {
        brisk_environment *idle = function->idle;
        if (idle != NULL) {
            brisk_function_unlist_idle(idle);
            brisk_environment_run(idle, brisk_function_take_waiting(function));
        } else if (!brisk_code_ensure(function)) {
            brisk_invocation_cancel_waiting(function);
        } else if (function->waiting_count <= function->starting + function->finishing || !may_start(function)) {
            return;
        } else if (brisk_environment_new(function) == NULL) {
            if (function->environments == 0) {
                brisk_invocation_cancel_waiting(function);
            }
            return;
        }
    }
}

/* The same for all functions, where the machine's limit has kept one waiting: there may be room now. */
static void dispatch_starved(brisk_lambda *lambda)
{
    if (!lambda->is_starved) {
        return;
    }
    lambda->is_starved = false;
    for (size_t i = 0; i < lambda->function_count; i++) {
        brisk_dispatch(&lambda->functions[i]);
    }
}

/* ---- what environments tell ---- */

static void on_free(brisk_environment *environment)
{
    brisk_function *function = environment->function;
    if (environment->is_outdated || function->lambda->is_stopping) {
        brisk_environment_end(environment);
    } else if (function->waiting != NULL) {
        brisk_environment_run(environment, brisk_function_take_waiting(function));
    } else if (environment->phase == BRISK_PHASE_STOPPED && !environment->is_reported) {
        brisk_environment_end(environment); /* its init failed, and nobody waits any more */
    } else {
        brisk_function_list_idle(environment);
        if (environment->phase == BRISK_PHASE_IDLE) {
            brisk_environment_rest(environment);
        }
        dispatch_starved(function->lambda);
    }
}

static void on_ended(brisk_function *function)
{
    brisk_dispatch(function);
    dispatch_starved(function->lambda);
}

const brisk_dispatcher brisk_lambda_dispatcher = {
    .on_free = on_free, .on_waiting = brisk_dispatch, .on_ended = on_ended};

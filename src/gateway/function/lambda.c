/* lambda.c - the Lambda service: its beginning and end, and what is asked of it (lambda.h). From the top down:
 *
 *     lambda.c       the service
 *     deploy.c       code that changes                     runtime.c       what a function asks by the Runtime API
 *     dispatch.c     who runs what                           │
 *     environment.c  one environment's phases  ◄─────────────┘
 *     launch.c  deliver.c  extension.c  report.c  output.c  memory.c  failure.c     parts of it
 *     code.c  handles.c  invocation.c  function.c      what they all work on: functions, invocations, handles
 *     package.c  process.c  runtime_api.c  …           know nothing of the service
 *
 * service.h has the structs. Nobody calls upwards: what an environment has to tell goes through the tables that are set here
 * (brisk_dispatcher, brisk_api_handler).
 *
 * A function's own (reserved) concurrency refuses, as AWS does; the machine's makes wait (dispatch.h). */
#include "gateway/function/lambda.h"

#include "core/heap.h"
#include "core/str.h"
#include "gateway/function/code.h"
#include "gateway/function/deploy.h"
#include "gateway/function/dispatch.h"
#include "gateway/function/environment.h"
#include "gateway/function/function.h"
#include "gateway/function/handles.h"
#include "gateway/function/invocation.h"
#include "gateway/function/leftover.h"
#include "gateway/function/random.h"
#include "gateway/function/runtime.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    ACCOUNT_CONCURRENCY = 1000, /* invocations under way or waiting: an account's quota */
    EVENTS_MAX = 1000,          /* asynchronous events that are kept */
    PIECE = 65536,
    GROUP_SIZE = 160 /* of the name of a function's log group */
};

/* ---- invoking ---- */

/* Unknown, too large, at the reserved concurrency, or above the account's 1000. False: it may wait for an environment. */
static bool is_refused(const brisk_lambda *lambda, const brisk_function *function, const brisk_invoke *invoke,
                       brisk_invoke_outcome *why)
{
    if (lambda->is_stopping) {
        *why = BRISK_INVOKE_CANCELLED;
        return true;
    }
    if (function == NULL) {
        *why = BRISK_INVOKE_UNKNOWN;
        return true;
    }
    if (invoke->payload.len > (invoke->is_event ? BRISK_EVENT_PAYLOAD_MAX : BRISK_PAYLOAD_MAX)) {
        *why = BRISK_INVOKE_TOO_LARGE;
        return true;
    }
    int32_t own = function->config->concurrency;
    bool is_full = invoke->is_event ? lambda->events > EVENTS_MAX || own == 0
                                    : lambda->in_flight >= ACCOUNT_CONCURRENCY ||
                                          (own >= 0 && function->running + function->waiting_count >= own);
    *why = BRISK_INVOKE_THROTTLED;
    return is_full;
}

brisk_status brisk_lambda_invoke(brisk_lambda *lambda, const brisk_invoke *invoke, brisk_lambda_invocation **handle)
{
    brisk_function *function = brisk_function_find(lambda, invoke->function);
    brisk_lambda_invocation *invocation = brisk_invocation_new(lambda, function, invoke);
    brisk_invoke_outcome why = BRISK_INVOKE_ANSWERED;
    if (invocation == NULL) {
        return BRISK_NO_MEMORY;
    }
    if (handle != NULL) {
        *handle = invocation;
    }
    if (is_refused(lambda, function, invoke, &why)) {
        if (function != NULL && why == BRISK_INVOKE_THROTTLED) {
            function->throttles++;
        }
        brisk_invocation_refuse(lambda, invocation, why);
        return BRISK_OK;
    }
    function->invocations++;
    brisk_function_enqueue(function, invocation);
    brisk_dispatch(function);
    return BRISK_OK;
}

void brisk_lambda_abandon(brisk_lambda_invocation *handle)
{
    handle->wants_pieces = false; /* it runs on, and is told of; pieces are nobody's any more */
    handle->is_spared = true;
}

void brisk_lambda_hold(brisk_lambda_invocation *handle, bool is_held)
{
    brisk_environment *at = handle->function != NULL ? handle->function->all : NULL;
    while (at != NULL && at->current != handle) {
        at = at->next;
    }
    if (at != NULL && at->answering != NULL) {
        brisk_api_hold(at->answering, is_held);
    }
}

/* ---- functions ---- */

void brisk_lambda_redeploy(brisk_lambda *lambda, brisk_str name)
{
    brisk_function *function = brisk_function_find(lambda, name);
    if (function != NULL) {
        function->must_load = true;
        brisk_deploy_reload(function);
    }
}

bool brisk_lambda_function(const brisk_lambda *lambda, brisk_str name, brisk_function_state *out)
{
    brisk_function *function = brisk_function_find(lambda, name);
    if (function == NULL) {
        return false;
    }
    (void)brisk_code_ensure(function);
    *out = (brisk_function_state){.config = function->config,
                                  .environments = function->environments,
                                  .busy = function->busy,
                                  .invocations = function->invocations,
                                  .errors = function->errors,
                                  .throttles = function->throttles,
                                  .cold_starts = function->cold_starts,
                                  .is_broken = function->is_broken};
    memcpy(out->problem, function->problem, sizeof out->problem);
    if (function->package != NULL) {
        memcpy(out->code_sha256, function->package->sha256, sizeof out->code_sha256);
        out->code_size = function->package->size;
        out->modified_ms = function->package->modified_ms;
    }
    return true;
}

/* ---- the turns of the loop ---- */

static void on_child(uv_signal_t *signal, int number)
{
    brisk_lambda *lambda = signal->data;
    (void)number;
    for (size_t i = 0; i < lambda->function_count; i++) {
        for (brisk_environment *at = lambda->functions[i].all, *next = NULL; at != NULL; at = next) {
            int status = 0;
            next = at->next;
            if (at->process.pid > 0 && brisk_process_reap(&at->process, &status)) {
                brisk_environment_exited(at, status);
                next = lambda->functions[i].all; /* its callbacks may have changed the list */
            }
        }
    }
}

/* The first turn of the loop: the code is made ready before the first request, and what an earlier run left is cleared. */
static void on_first_turn(uv_timer_t *timer)
{
    brisk_lambda *lambda = timer->data;
    for (size_t i = 0; i < lambda->function_count; i++) {
        (void)brisk_code_ensure(&lambda->functions[i]);
    }
    brisk_deploy_sweep(lambda);
    if (lambda->config->watches) {
        brisk_deploy_watch(lambda);
    }
}

/* ---- the service's beginning and end ---- */

static brisk_status make_functions(brisk_lambda *lambda)
{
    size_t count = lambda->config->function_count;
    size_t bytes = sizeof(brisk_function) + GROUP_SIZE;
    lambda->functions = brisk_heap_alloc_zeroed(count != 0 ? count : 1, bytes);
    lambda->scratch = uv_buf_init(brisk_heap_alloc((size_t)2 * PIECE), PIECE);
    if (lambda->functions == NULL || lambda->scratch.base == NULL) {
        return BRISK_NO_MEMORY;
    }
    char *groups = (char *)(lambda->functions + count); /* behind the functions */
    lambda->function_count = count;
    for (size_t i = 0; i < count; i++) {
        brisk_function_init(&lambda->functions[i], lambda, &lambda->config->functions[i], groups + i * GROUP_SIZE,
                            GROUP_SIZE);
    }
    return BRISK_OK;
}

static brisk_status find_data_dir(brisk_lambda *lambda, char *problem, size_t size)
{
    brisk_str dir = lambda->config->data_dir;
    char here[BRISK_PATH_MAX] = "";
    bool is_absolute = dir.len != 0 && dir.ptr[0] == '/';
    if ((!is_absolute && getcwd(here, sizeof here) == NULL) ||
        !brisk_path_print(lambda->data_dir, sizeof lambda->data_dir - 128, "%s%s%.*s", here, is_absolute ? "" : "/",
                          (int)dir.len, dir.ptr) ||
        !brisk_folder_make(lambda->data_dir, false)) {
        (void)snprintf(problem, size, "the data folder %.*s cannot be made: %s", (int)dir.len, dir.ptr,
                       strerror(errno));
        return BRISK_IO;
    }
    return BRISK_OK;
}

/* Before the first turn of the loop: an environment of ours may be there then. */
static void end_leftovers(const brisk_lambda *lambda)
{
    char run[BRISK_PATH_MAX];
    if (brisk_path_print(run, sizeof run, "%s/run", lambda->data_dir)) {
        brisk_leftover_kill(run);
    }
}

brisk_status brisk_lambda_new(const brisk_lambda_options *options, brisk_lambda **out, char *problem,
                              size_t problem_size)
{
    brisk_lambda *lambda = brisk_heap_alloc_zeroed(1, sizeof *lambda);
    *out = NULL;
    if (lambda == NULL) {
        return BRISK_NO_MEMORY;
    }
    lambda->config = options->config;
    lambda->logs = options->logs;
    lambda->loop = options->loop;
    lambda->retry_ms = options->retry_ms;
    lambda->on_change = options->on_change;
    lambda->on_change_context = options->context;
    lambda->dispatcher = &brisk_lambda_dispatcher;
    lambda->runtime = &brisk_runtime_handler;
    lambda->refused_end = &lambda->refused;
    lambda->can_isolate = lambda->config->is_isolated;
    brisk_lambda_seed(lambda);
    brisk_status status = make_functions(lambda);
    status = status == BRISK_OK ? find_data_dir(lambda, problem, problem_size) : status;
    if (status == BRISK_OK && (status = brisk_handles_open(lambda)) != BRISK_OK) {
        (void)snprintf(problem, problem_size, "no signals can be waited for");
    }
    if (status != BRISK_OK) {
        brisk_lambda_free(lambda);
        return status;
    }
    end_leftovers(lambda);
    (void)uv_timer_start(&lambda->watch_timer, on_first_turn, 0, 0);
    (void)uv_signal_start(&lambda->child_signal, on_child, SIGCHLD);
    *out = lambda;
    return BRISK_OK;
}

static void on_stopped(uv_timer_t *timer)
{
    brisk_handles_close_when_unused(timer->data);
}

void brisk_lambda_stop(brisk_lambda *lambda, void (*closed)(void *context), void *context)
{
    lambda->is_stopping = true;
    lambda->closed = closed;
    lambda->closed_context = context;
    brisk_invocation_cancel_retries(lambda);
    for (size_t i = 0; i < lambda->function_count; i++) {
        brisk_invocation_cancel_waiting(&lambda->functions[i]);
        for (brisk_environment *at = lambda->functions[i].all, *next = NULL; at != NULL; at = next) {
            next = at->next;
            brisk_function_unlist_idle(at);
            brisk_environment_end(at);
        }
    }
    (void)uv_timer_start(&lambda->watch_timer, on_stopped, 0, 0);
}

void brisk_lambda_free(brisk_lambda *lambda)
{
    if (lambda == NULL) {
        return;
    }
    brisk_invocation_free_pool(lambda);
    for (size_t i = 0; i < lambda->function_count; i++) {
        brisk_package_release(lambda->functions[i].package);
    }
    brisk_heap_free(lambda->functions);
    brisk_heap_free(lambda->scratch.base);
    brisk_heap_free(lambda);
}

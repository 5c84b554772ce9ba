/* lambda.c - the Lambda service: who runs what, and when another environment is started.
 *
 *     invoke ─► refused: unknown, too large, at the reserved concurrency, or above the account's 1000
 *            └► waiting ─► dispatch ─┬─ an idle environment: the one used last, so that the others can end
 *                                    ├─ one that has answered and will ask again in a moment: waits for it
 *                                    ├─ below the limits: a new one; or one of another function's idle ones makes room
 *                                    └─ the machine's limit: waits
 *
 * A function's own (reserved) concurrency refuses, as AWS does. The gateway's limit is this machine's, which AWS does not
 * have: there invocations wait, as AWS would have started a thousand environments. Refusals are told from an idle
 * handle, so that on_done never comes from within the call. */
#include "gateway/function/leftover.h"
#include "gateway/function/service.h"

#include "core/clock.h"
#include "core/heap.h"
#include "core/str.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WATCH_MS = 300, WATCH_SHARE = 20 /* at most the 20th part of the time is spent looking */, PIECE = 65536 };

#define RETRY_MS INT64_C(60000) /* before the first retry of an event; the second waits twice as long (AWS) */

/* ---- what is told ---- */

void brisk_lambda_change_told(brisk_function *function, brisk_lambda_change_kind kind, const char *text)
{
    const brisk_lambda_options *options = &function->lambda->options;
    if (options->on_change != NULL) {
        brisk_lambda_change change = {.kind = kind,
                                      .function = function->config->name,
                                      .text = brisk_str_view(text),
                                      .environments = function->environments};
        options->on_change(options->context, &change);
    }
}

void brisk_lambda_tell(brisk_lambda_invocation *invocation, brisk_invoke_outcome outcome, brisk_str payload)
{
    brisk_invoke_result *result = &invocation->result;
    if (invocation->is_told) {
        return;
    }
    invocation->is_told = true;
    result->outcome = outcome;
    result->payload = payload;
    result->request_id = brisk_str_view(invocation->request_id);
    result->trace_id = brisk_str_view(invocation->trace_id);
    result->error_type = outcome == BRISK_INVOKE_FAILED ? brisk_str_view(invocation->error_type) : (brisk_str){0};
    invocation->invoke.on_done(invocation->invoke.context, result);
}

void brisk_lambda_settle(brisk_lambda_invocation *invocation)
{
    brisk_function *function = invocation->function;
    if (!invocation->is_answered) {
        invocation->is_answered = true;
        function->running--;
        function->lambda->in_flight--;
        function->errors += invocation->result.outcome == BRISK_INVOKE_FAILED ? 1 : 0;
    }
}

static void give_back(brisk_lambda *lambda, brisk_lambda_invocation *invocation)
{
    lambda->events -= invocation->invoke.is_event ? 1 : 0;
    invocation->next = lambda->pool;
    lambda->pool = invocation;
}

static void enqueue(brisk_function *function, brisk_lambda_invocation *invocation)
{
    invocation->next = NULL;
    *function->waiting_end = invocation;
    function->waiting_end = &invocation->next;
    function->waiting_count++;
    function->lambda->in_flight++;
}

/* ---- retries of events ---- */

static void on_retry(uv_timer_t *timer);

static void arm_retries(brisk_lambda *lambda)
{
    if (lambda->retries == NULL || lambda->is_stopping) {
        return;
    }
    uint64_t now = uv_hrtime(), due = lambda->retries->due_ns;
    (void)uv_timer_start(&lambda->retry_timer, on_retry, due > now ? (due - now + 999999) / 1000000 : 0, 0);
}

static void on_retry(uv_timer_t *timer)
{
    brisk_lambda *lambda = timer->data;
    uint64_t now = uv_hrtime();
    while (lambda->retries != NULL && lambda->retries->due_ns <= now) {
        brisk_lambda_invocation *invocation = lambda->retries;
        lambda->retries = invocation->next;
        enqueue(invocation->function, invocation);
        brisk_lambda_dispatch(invocation->function);
    }
    arm_retries(lambda);
}

/* True: it will be tried again. */
static bool retry(brisk_lambda_invocation *invocation)
{
    brisk_lambda *lambda = invocation->function->lambda;
    if (!invocation->invoke.is_event || invocation->result.outcome != BRISK_INVOKE_FAILED || invocation->tries >= 2 ||
        lambda->is_stopping || invocation->is_told) {
        return false;
    }
    int64_t wait_ms = lambda->options.retry_ms > 0 ? lambda->options.retry_ms : RETRY_MS;
    invocation->due_ns = uv_hrtime() + (uint64_t)wait_ms * 1000000 * (uint64_t)(invocation->tries + 1);
    invocation->tries++;
    invocation->is_answered = false;
    invocation->result = (brisk_invoke_result){.queued_ns = invocation->result.queued_ns};
    brisk_lambda_invocation **at = &lambda->retries;
    while (*at != NULL && (*at)->due_ns <= invocation->due_ns) {
        at = &(*at)->next;
    }
    invocation->next = *at;
    *at = invocation;
    arm_retries(lambda);
    return true;
}

void brisk_lambda_conclude(brisk_lambda_invocation *invocation, brisk_str payload)
{
    brisk_lambda_settle(invocation);
    if (!retry(invocation)) {
        brisk_lambda_tell(invocation, invocation->result.outcome, payload);
        give_back(invocation->function->lambda, invocation);
    }
}

/* ---- refusals ---- */

static void tell_refused(uv_idle_t *idle)
{
    brisk_lambda *lambda = idle->data;
    brisk_lambda_invocation *list = lambda->refused;
    lambda->refused = NULL;
    lambda->refused_end = &lambda->refused;
    (void)uv_idle_stop(idle);
    while (list != NULL) {
        brisk_lambda_invocation *invocation = list;
        list = list->next;
        brisk_lambda_tell(invocation, invocation->result.outcome, (brisk_str){0});
        give_back(lambda, invocation);
    }
}

static void refuse(brisk_lambda *lambda, brisk_lambda_invocation *invocation, brisk_invoke_outcome outcome)
{
    invocation->result.outcome = outcome;
    invocation->next = NULL;
    *lambda->refused_end = invocation;
    lambda->refused_end = &invocation->next;
    (void)uv_idle_start(&lambda->refuser, tell_refused);
}

void brisk_lambda_cancel(brisk_lambda_invocation *invocation)
{
    brisk_lambda_settle(invocation);
    refuse(invocation->function->lambda, invocation,
           invocation->is_told ? invocation->result.outcome : BRISK_INVOKE_CANCELLED);
}

/* ---- environments ---- */

void brisk_lambda_count(brisk_environment *environment, bool is_counted)
{
    if (environment->is_counted != is_counted) {
        environment->is_counted = is_counted;
        environment->function->environments += is_counted ? 1 : -1;
        environment->function->lambda->environments += is_counted ? 1 : -1;
    }
}

void brisk_lambda_unlist(brisk_environment *environment)
{
    brisk_function *function = environment->function;
    if (!environment->is_idle_listed) {
        return;
    }
    environment->is_idle_listed = false;
    if (environment->previous_idle != NULL) {
        environment->previous_idle->next_idle = environment->next_idle;
    } else {
        function->idle = environment->next_idle;
    }
    if (environment->next_idle != NULL) {
        environment->next_idle->previous_idle = environment->previous_idle;
    } else {
        function->oldest_idle = environment->previous_idle;
    }
    environment->next_idle = environment->previous_idle = NULL;
}

static void list_idle(brisk_environment *environment)
{
    brisk_function *function = environment->function;
    environment->is_idle_listed = true;
    environment->previous_idle = NULL;
    environment->next_idle = function->idle;
    if (function->idle != NULL) {
        function->idle->previous_idle = environment;
    } else {
        function->oldest_idle = environment;
    }
    function->idle = environment;
}

static brisk_lambda_invocation *take_waiting(brisk_function *function)
{
    brisk_lambda_invocation *invocation = function->waiting;
    function->waiting = invocation->next;
    if (function->waiting == NULL) {
        function->waiting_end = &function->waiting;
    }
    function->waiting_count--;
    function->running++;
    return invocation;
}

static void on_sample(uv_timer_t *timer)
{
    brisk_lambda *lambda = timer->data;
    bool is_any_busy = false;
    for (size_t i = 0; i < lambda->function_count; i++) {
        for (brisk_environment *at = lambda->functions[i].all; at != NULL; at = at->next) {
            if (at->phase == BRISK_PHASE_BUSY || at->phase == BRISK_PHASE_STARTING ||
                at->phase == BRISK_PHASE_RESTARTING || at->phase == BRISK_PHASE_DONE) {
                brisk_environment_sample(at);
                is_any_busy = true;
            }
        }
    }
    if (!is_any_busy) {
        (void)uv_timer_stop(timer);
    }
}

static void start_sampler(brisk_lambda *lambda)
{
    if (uv_is_active((const uv_handle_t *)&lambda->sampler) == 0) {
        (void)uv_timer_start(&lambda->sampler, on_sample, BRISK_SAMPLE_MS, BRISK_SAMPLE_MS);
    }
}

void brisk_lambda_free_environment(brisk_environment *environment)
{
    brisk_function *function = environment->function;
    if (environment->is_outdated || function->lambda->is_stopping) {
        brisk_environment_end(environment);
    } else if (function->waiting != NULL) {
        brisk_environment_run(environment, take_waiting(function));
        start_sampler(function->lambda);
    } else if (environment->phase == BRISK_PHASE_STOPPED && !environment->is_reported) {
        brisk_environment_end(environment); /* its init failed, and nobody waits any more */
    } else {
        list_idle(environment);
        if (environment->phase == BRISK_PHASE_IDLE) {
            brisk_environment_rest(environment);
        }
        brisk_lambda_dispatch_starved(function->lambda);
    }
}

/* Ends the environment that has been idle longest, of any other function. */
static bool make_room(brisk_lambda *lambda)
{
    for (size_t i = 0; i < lambda->function_count; i++) {
        brisk_environment *oldest = lambda->functions[i].oldest_idle;
        if (oldest != NULL) {
            brisk_lambda_unlist(oldest);
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

static void cancel_waiting(brisk_function *function)
{
    while (function->waiting != NULL) {
        brisk_lambda_cancel(take_waiting(function));
    }
}

void brisk_lambda_dispatch(brisk_function *function)
{
    brisk_lambda *lambda = function->lambda;
    while (function->waiting != NULL && !lambda->is_stopping) {
        brisk_environment *idle = function->idle;
        if (idle != NULL) {
            brisk_lambda_unlist(idle);
            brisk_environment_run(idle, take_waiting(function));
            start_sampler(lambda);
        } else if (!brisk_function_ensure(function)) {
            cancel_waiting(function);
        } else if (function->waiting_count <= function->starting + function->finishing || !may_start(function)) {
            return;
        } else if (brisk_environment_new(function) == NULL) {
            if (function->environments == 0) {
                cancel_waiting(function);
            }
            return;
        } else {
            start_sampler(lambda);
        }
    }
}

void brisk_lambda_dispatch_starved(brisk_lambda *lambda)
{
    if (!lambda->is_starved) {
        return;
    }
    lambda->is_starved = false;
    for (size_t i = 0; i < lambda->function_count; i++) {
        brisk_lambda_dispatch(&lambda->functions[i]);
    }
}

/* ---- invoking ---- */

static brisk_function *find(const brisk_lambda *lambda, brisk_str name)
{
    for (size_t i = 0; i < lambda->function_count; i++) {
        if (brisk_str_equal(lambda->functions[i].config->name, name)) {
            return &lambda->functions[i];
        }
    }
    return NULL;
}

/* A header and a log line hold it: printable, without quotes. */
static bool is_word(brisk_str text, size_t max)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] <= ' ' || text.ptr[i] > '~' || text.ptr[i] == '"' || text.ptr[i] == '\\') {
            return false;
        }
    }
    return text.len != 0 && text.len < max;
}

static void name_invocation(brisk_lambda *lambda, brisk_lambda_invocation *invocation)
{
    brisk_str id = invocation->invoke.request_id, trace = invocation->invoke.trace_id;
    if (is_word(id, sizeof invocation->request_id)) {
        memcpy(invocation->request_id, id.ptr, id.len);
        invocation->request_id[id.len] = '\0';
    } else {
        brisk_lambda_uuid(lambda, invocation->request_id);
    }
    if (is_word(trace, sizeof invocation->trace_id)) {
        memcpy(invocation->trace_id, trace.ptr, trace.len);
        invocation->trace_id[trace.len] = '\0';
    } else {
        char root[25], parent[17];
        brisk_lambda_hex(lambda, root, 24);
        brisk_lambda_hex(lambda, parent, 16);
        (void)snprintf(invocation->trace_id, sizeof invocation->trace_id, "Root=1-%08llx-%s;Parent=%s;Sampled=0",
                       (unsigned long long)(brisk_clock_wall_us() / 1000000), root, parent);
    }
    brisk_lambda_uuid(lambda, invocation->invocation_id);
}

/* OK: it may wait for an environment. */
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
    bool is_full = invoke->is_event ? lambda->events > BRISK_EVENTS_MAX || own == 0
                                    : lambda->in_flight >= BRISK_ACCOUNT_CONCURRENCY ||
                                          (own >= 0 && function->running + function->waiting_count >= own);
    *why = BRISK_INVOKE_THROTTLED;
    return is_full;
}

brisk_status brisk_lambda_invoke(brisk_lambda *lambda, const brisk_invoke *invoke, brisk_lambda_invocation **handle)
{
    brisk_function *function = find(lambda, invoke->function);
    brisk_lambda_invocation *invocation = lambda->pool;
    brisk_invoke_outcome why = BRISK_INVOKE_ANSWERED;
    if (invocation != NULL) {
        lambda->pool = invocation->next;
    } else if ((invocation = brisk_heap_alloc(sizeof *invocation)) == NULL) {
        return BRISK_NO_MEMORY;
    }
    invocation->next = NULL;
    invocation->function = function;
    invocation->invoke = *invoke;
    invocation->error_type[0] = '\0';
    invocation->tries = 0;
    invocation->is_told = invocation->is_answered = invocation->is_spared = false;
    invocation->wants_pieces = invoke->wants_stream && invoke->on_piece != NULL && !invoke->is_event;
    invocation->result = (brisk_invoke_result){.queued_ns = uv_hrtime()};
    name_invocation(lambda, invocation);
    lambda->events += invoke->is_event ? 1 : 0;
    if (handle != NULL) {
        *handle = invocation;
    }
    if (is_refused(lambda, function, invoke, &why)) {
        if (function != NULL && why == BRISK_INVOKE_THROTTLED) {
            function->throttles++;
        }
        refuse(lambda, invocation, why);
        return BRISK_OK;
    }
    function->invocations++;
    enqueue(function, invocation);
    brisk_lambda_dispatch(function);
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

void brisk_lambda_redeploy(brisk_lambda *lambda, brisk_str name)
{
    brisk_function *function = find(lambda, name);
    if (function != NULL) {
        function->must_load = true;
        brisk_function_reload(function);
    }
}

bool brisk_lambda_function(const brisk_lambda *lambda, brisk_str name, brisk_function_state *out)
{
    brisk_function *function = find(lambda, name);
    if (function == NULL) {
        return false;
    }
    (void)brisk_function_ensure(function);
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

/* ---- the service's beginning and end ---- */

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

static void on_watch(uv_timer_t *timer)
{
    brisk_lambda *lambda = timer->data;
    uint64_t start = uv_hrtime();
    brisk_lambda_watch(lambda);
    uint64_t spent_ms = (uv_hrtime() - start) / 1000000;
    (void)uv_timer_start(timer, on_watch, WATCH_MS + spent_ms * WATCH_SHARE, 0);
}

/* The first turn of the loop: the code is made ready before the first request, and what an earlier run left is cleared. */
static void on_first_turn(uv_timer_t *timer)
{
    brisk_lambda *lambda = timer->data;
    for (size_t i = 0; i < lambda->function_count; i++) {
        (void)brisk_function_ensure(&lambda->functions[i]);
    }
    brisk_lambda_sweep(lambda);
    if (lambda->config->watches) {
        (void)uv_timer_start(timer, on_watch, WATCH_MS, 0);
    }
}

static void describe_function(brisk_lambda *lambda, size_t at, char *group, size_t size)
{
    const brisk_gateway_config *config = lambda->config;
    brisk_function *function = &lambda->functions[at];
    const brisk_function_config *own = &config->functions[at];
    function->lambda = lambda;
    function->config = own;
    function->waiting_end = &function->waiting;
    (void)snprintf(function->arn, sizeof function->arn, "arn:aws:lambda:%.*s:%.*s:function:%.*s",
                   (int)config->region.len, config->region.ptr, (int)config->account_id.len, config->account_id.ptr,
                   (int)own->name.len, own->name.ptr);
    (void)snprintf(group, size, "/aws/lambda/%.*s", (int)own->name.len, own->name.ptr);
    function->log_group = own->log_group.len != 0 ? own->log_group : brisk_str_view(group);
}

enum { GROUP_SIZE = 160 };

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
        describe_function(lambda, i, groups + i * GROUP_SIZE, GROUP_SIZE);
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

static void open_handles(brisk_lambda *lambda)
{
    uv_timer_t *timers[] = {&lambda->sampler, &lambda->retry_timer, &lambda->watch_timer};
    for (size_t i = 0; i < sizeof timers / sizeof *timers; i++) {
        (void)uv_timer_init(lambda->loop, timers[i]);
        timers[i]->data = lambda;
    }
    (void)uv_idle_init(lambda->loop, &lambda->refuser);
    lambda->refuser.data = lambda->child_signal.data = lambda;
    lambda->handles = 5;
    (void)uv_timer_start(&lambda->watch_timer, on_first_turn, 0, 0);
}

brisk_status brisk_lambda_new(const brisk_lambda_options *options, brisk_lambda **out, char *problem,
                              size_t problem_size)
{
    brisk_lambda *lambda = brisk_heap_alloc_zeroed(1, sizeof *lambda);
    *out = NULL;
    if (lambda == NULL) {
        return BRISK_NO_MEMORY;
    }
    lambda->options = *options;
    lambda->config = options->config;
    lambda->loop = options->loop;
    lambda->refused_end = &lambda->refused;
    lambda->can_isolate = lambda->config->is_isolated;
    brisk_lambda_seed(lambda);
    brisk_status status = make_functions(lambda);
    status = status == BRISK_OK ? find_data_dir(lambda, problem, problem_size) : status;
    if (status == BRISK_OK && uv_signal_init(lambda->loop, &lambda->child_signal) != 0) {
        (void)snprintf(problem, problem_size, "no signals can be waited for");
        status = BRISK_IO;
    }
    if (status != BRISK_OK) {
        brisk_lambda_free(lambda);
        return status;
    }
    end_leftovers(lambda);
    open_handles(lambda);
    (void)uv_signal_start(&lambda->child_signal, on_child, SIGCHLD);
    *out = lambda;
    return BRISK_OK;
}

static void own_handle_closed(uv_handle_t *handle)
{
    brisk_lambda *lambda = handle->data;
    if (--lambda->handles == 0 && lambda->closed != NULL) {
        lambda->closed(lambda->closed_context);
    }
}

/* When the last environment and the last load are gone, so may the service's own handles. */
static void close_when_empty(brisk_lambda *lambda)
{
    if (!lambda->is_stopping || lambda->is_closed || lambda->all_environments > 0 || lambda->loads > 0) {
        return;
    }
    lambda->is_closed = true;
    tell_refused(&lambda->refuser);
    uv_handle_t *handles[] = {(uv_handle_t *)&lambda->sampler, (uv_handle_t *)&lambda->retry_timer,
                              (uv_handle_t *)&lambda->watch_timer, (uv_handle_t *)&lambda->refuser,
                              (uv_handle_t *)&lambda->child_signal};
    for (size_t i = 0; i < sizeof handles / sizeof *handles; i++) {
        uv_close(handles[i], own_handle_closed);
    }
}

static void on_stopped(uv_timer_t *timer)
{
    close_when_empty(timer->data);
}

void brisk_lambda_environment_gone(brisk_lambda *lambda)
{
    close_when_empty(lambda);
}

void brisk_lambda_stop(brisk_lambda *lambda, void (*closed)(void *context), void *context)
{
    lambda->is_stopping = true;
    lambda->closed = closed;
    lambda->closed_context = context;
    (void)uv_timer_stop(&lambda->retry_timer);
    while (lambda->retries != NULL) {
        brisk_lambda_invocation *invocation = lambda->retries;
        lambda->retries = invocation->next;
        refuse(lambda, invocation, BRISK_INVOKE_CANCELLED);
    }
    for (size_t i = 0; i < lambda->function_count; i++) {
        cancel_waiting(&lambda->functions[i]);
        for (brisk_environment *at = lambda->functions[i].all, *next = NULL; at != NULL; at = next) {
            next = at->next;
            brisk_lambda_unlist(at);
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
    while (lambda->pool != NULL) {
        brisk_lambda_invocation *next = lambda->pool->next;
        brisk_heap_free(lambda->pool);
        lambda->pool = next;
    }
    for (size_t i = 0; i < lambda->function_count; i++) {
        brisk_package_release(lambda->functions[i].package);
    }
    brisk_heap_free(lambda->functions);
    brisk_heap_free(lambda->scratch.base);
    brisk_heap_free(lambda);
}

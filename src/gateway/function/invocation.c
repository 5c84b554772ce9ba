/* invocation.c - the life of an invocation (invocation.h). */
#include "gateway/function/invocation.h"

#include "core/clock.h"
#include "core/heap.h"
#include "core/str.h"
#include "gateway/function/function.h"
#include "gateway/function/random.h"

#include <stdio.h>
#include <string.h>

#define RETRY_MS INT64_C(60000) /* before the first retry of an event; the second waits twice as long (AWS) */

/* ---- new ones ---- */

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

brisk_lambda_invocation *brisk_invocation_new(brisk_lambda *lambda, brisk_function *function,
                                              const brisk_invoke *invoke)
{
    brisk_lambda_invocation *invocation = lambda->pool;
    if (invocation != NULL) {
        lambda->pool = invocation->next;
    } else if ((invocation = brisk_heap_alloc(sizeof *invocation)) == NULL) {
        return NULL;
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
    return invocation;
}

static void give_back(brisk_lambda *lambda, brisk_lambda_invocation *invocation)
{
    lambda->events -= invocation->invoke.is_event ? 1 : 0;
    invocation->next = lambda->pool;
    lambda->pool = invocation;
}

void brisk_invocation_free_pool(brisk_lambda *lambda)
{
    while (lambda->pool != NULL) {
        brisk_lambda_invocation *next = lambda->pool->next;
        brisk_heap_free(lambda->pool);
        lambda->pool = next;
    }
}

/* ---- answers ---- */

void brisk_invocation_settle(brisk_lambda_invocation *invocation)
{
    brisk_function *function = invocation->function;
    if (!invocation->is_answered) {
        invocation->is_answered = true;
        function->running--;
        function->lambda->in_flight--;
        function->errors += invocation->result.outcome == BRISK_INVOKE_FAILED ? 1 : 0;
    }
}

void brisk_invocation_tell(brisk_lambda_invocation *invocation, brisk_invoke_outcome outcome, brisk_str payload)
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

/* ---- refusals ---- */

void brisk_invocation_tell_refused(brisk_lambda *lambda)
{
    brisk_lambda_invocation *list = lambda->refused;
    lambda->refused = NULL;
    lambda->refused_end = &lambda->refused;
    (void)uv_idle_stop(&lambda->refuser);
    while (list != NULL) {
        brisk_lambda_invocation *invocation = list;
        list = list->next;
        brisk_invocation_tell(invocation, invocation->result.outcome, (brisk_str){0});
        give_back(lambda, invocation);
    }
}

static void on_idle(uv_idle_t *idle)
{
    brisk_invocation_tell_refused(idle->data);
}

void brisk_invocation_refuse(brisk_lambda *lambda, brisk_lambda_invocation *invocation, brisk_invoke_outcome outcome)
{
    invocation->result.outcome = outcome;
    invocation->next = NULL;
    *lambda->refused_end = invocation;
    lambda->refused_end = &invocation->next;
    (void)uv_idle_start(&lambda->refuser, on_idle);
}

void brisk_invocation_cancel(brisk_lambda_invocation *invocation)
{
    brisk_invocation_settle(invocation);
    brisk_invocation_refuse(invocation->function->lambda, invocation,
                            invocation->is_told ? invocation->result.outcome : BRISK_INVOKE_CANCELLED);
}

void brisk_invocation_cancel_waiting(brisk_function *function)
{
    while (function->waiting != NULL) {
        brisk_invocation_cancel(brisk_function_take_waiting(function));
    }
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
        brisk_function_enqueue(invocation->function, invocation);
        lambda->dispatcher->on_waiting(invocation->function);
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
    int64_t wait_ms = lambda->retry_ms > 0 ? lambda->retry_ms : RETRY_MS;
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

void brisk_invocation_cancel_retries(brisk_lambda *lambda)
{
    (void)uv_timer_stop(&lambda->retry_timer);
    while (lambda->retries != NULL) {
        brisk_lambda_invocation *invocation = lambda->retries;
        lambda->retries = invocation->next;
        brisk_invocation_refuse(lambda, invocation, BRISK_INVOKE_CANCELLED);
    }
}

void brisk_invocation_conclude(brisk_lambda_invocation *invocation, brisk_str payload)
{
    brisk_invocation_settle(invocation);
    if (!retry(invocation)) {
        brisk_invocation_tell(invocation, invocation->result.outcome, payload);
        give_back(invocation->function->lambda, invocation);
    }
}

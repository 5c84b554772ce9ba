/* function.c - one function of the service: who waits for it, and its environments (function.h). */
#include "gateway/function/function.h"

#include "core/str.h"

#include <stdio.h>

void brisk_function_init(brisk_function *function, brisk_lambda *lambda, const brisk_function_config *config,
                         char *group, size_t group_size)
{
    brisk_str region = lambda->config->region, account = lambda->config->account_id, name = config->name;
    function->lambda = lambda;
    function->config = config;
    function->waiting_end = &function->waiting;
    (void)snprintf(function->arn, sizeof function->arn, "arn:aws:lambda:%.*s:%.*s:function:%.*s", (int)region.len,
                   region.ptr, (int)account.len, account.ptr, (int)name.len, name.ptr);
    (void)snprintf(group, group_size, "/aws/lambda/%.*s", (int)name.len, name.ptr);
    function->log_group = config->log_group.len != 0 ? config->log_group : brisk_str_view(group);
}

brisk_function *brisk_function_find(const brisk_lambda *lambda, brisk_str name)
{
    for (size_t i = 0; i < lambda->function_count; i++) {
        if (brisk_str_equal(lambda->functions[i].config->name, name)) {
            return &lambda->functions[i];
        }
    }
    return NULL;
}

void brisk_function_tell(brisk_function *function, brisk_lambda_change_kind kind, const char *text)
{
    const brisk_lambda *lambda = function->lambda;
    if (lambda->on_change != NULL) {
        brisk_lambda_change change = {.kind = kind,
                                      .function = function->config->name,
                                      .text = brisk_str_view(text),
                                      .environments = function->environments};
        lambda->on_change(lambda->on_change_context, &change);
    }
}

/* ---- those that wait ---- */

void brisk_function_enqueue(brisk_function *function, brisk_lambda_invocation *invocation)
{
    invocation->next = NULL;
    *function->waiting_end = invocation;
    function->waiting_end = &invocation->next;
    function->waiting_count++;
    function->lambda->in_flight++;
}

brisk_lambda_invocation *brisk_function_take_waiting(brisk_function *function)
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

/* ---- environments ---- */

void brisk_function_add(brisk_environment *environment)
{
    brisk_function *function = environment->function;
    environment->next = function->all;
    if (function->all != NULL) {
        function->all->previous = environment;
    }
    function->all = environment;
}

void brisk_function_remove(brisk_environment *environment)
{
    if (environment->previous != NULL) {
        environment->previous->next = environment->next;
    } else {
        environment->function->all = environment->next;
    }
    if (environment->next != NULL) {
        environment->next->previous = environment->previous;
    }
}

void brisk_function_count(brisk_environment *environment, bool is_counted)
{
    if (environment->is_counted != is_counted) {
        environment->is_counted = is_counted;
        environment->function->environments += is_counted ? 1 : -1;
        environment->function->lambda->environments += is_counted ? 1 : -1;
    }
}

void brisk_function_list_idle(brisk_environment *environment)
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

void brisk_function_unlist_idle(brisk_environment *environment)
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

/* function.h - one function of the service: the invocations that wait for it, and its environments, listed and counted.
 *
 *     waiting   first in, first out
 *     all       every environment that is not gone
 *     idle      the last used first: the one at the end has been idle longest */
#ifndef BRISK_GATEWAY_FUNCTION_FUNCTION_H
#define BRISK_GATEWAY_FUNCTION_FUNCTION_H

#include "gateway/function/service.h"

/** A zeroed one becomes that of a configuration. group: room for the name of its log group, which it keeps. */
void brisk_function_init(brisk_function *function, brisk_lambda *lambda, const brisk_function_config *config,
                         char *group, size_t group_size);
/** NULL: there is none of this name. */
brisk_function *brisk_function_find(const brisk_lambda *lambda, brisk_str name);

/** Tells the service's owner of a change. */
void brisk_function_tell(brisk_function *function, brisk_lambda_change_kind kind, const char *text);

/** The invocation waits behind all others. */
void brisk_function_enqueue(brisk_function *function, brisk_lambda_invocation *invocation);
/** The first that waits, of which there has to be one; it counts as running. */
brisk_lambda_invocation *brisk_function_take_waiting(brisk_function *function);

/** Puts an environment on the list of all, and takes it off. */
void brisk_function_add(brisk_environment *environment);
void brisk_function_remove(brisk_environment *environment);
/** Whether it counts against the limits, the function's and the machine's. */
void brisk_function_count(brisk_environment *environment, bool is_counted);
/** Puts it on the list of the idle ones, and takes it off, where it is on it. */
void brisk_function_list_idle(brisk_environment *environment);
void brisk_function_unlist_idle(brisk_environment *environment);

#endif

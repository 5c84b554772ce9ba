/* invocation.h - the life of an invocation, from its ids to the word that it is over.
 *
 *     new ─┬─► brisk_invocation_refuse ────────────────────────────────────────────► told from the loop ─► the pool
 *          └─► waits ─► runs ─► settle ─► (tell) ─► conclude ─┬───► told ─► the pool
 *                ▲              answered             over     └─ an event that failed, twice at most
 *                └───────────────────────── retry ◄───────────┘
 *
 * on_done never comes from within the call that invokes: refusals are told from an idle handle. */
#ifndef BRISK_GATEWAY_FUNCTION_INVOCATION_H
#define BRISK_GATEWAY_FUNCTION_INVOCATION_H

#include "gateway/function/service.h"

/** A new one, from the pool where there is one. function may be NULL. NULL: no memory. */
BRISK_MUST_CHECK brisk_lambda_invocation *brisk_invocation_new(brisk_lambda *lambda, brisk_function *function,
                                                               const brisk_invoke *invoke);
/** It is told from the loop that nothing will run. */
void brisk_invocation_refuse(brisk_lambda *lambda, brisk_lambda_invocation *invocation, brisk_invoke_outcome outcome);
/** It was to run, and will not: it is told so from the loop. */
void brisk_invocation_cancel(brisk_lambda_invocation *invocation);
/** The same for all that wait for a function. */
void brisk_invocation_cancel_waiting(brisk_function *function);
/** The same for all that wait to be tried again. */
void brisk_invocation_cancel_retries(brisk_lambda *lambda);
/** Tells those that were refused now: the service goes. */
void brisk_invocation_tell_refused(brisk_lambda *lambda);

/** Frees those that were given back. */
void brisk_invocation_free_pool(brisk_lambda *lambda);

/** It has its answer, or will have none: it counts no longer as under way. */
void brisk_invocation_settle(brisk_lambda_invocation *invocation);
/** Tells the caller, once. payload is borrowed. */
void brisk_invocation_tell(brisk_lambda_invocation *invocation, brisk_invoke_outcome outcome, brisk_str payload);
/** It is over, its REPORT is written: it is told, if it was not yet, tried again, or given back. */
void brisk_invocation_conclude(brisk_lambda_invocation *invocation, brisk_str payload);

#endif

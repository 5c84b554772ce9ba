/* environment.h - one execution environment: init, invocations, freezing, time limits, and its end.
 *
 * The phases are drawn in service.h. Whoever gives it invocations calls run, rest and end, and is called back by
 * lambda->dispatcher; what a function posts comes by runtime.c. */
#ifndef BRISK_GATEWAY_FUNCTION_ENVIRONMENT_H
#define BRISK_GATEWAY_FUNCTION_ENVIRONMENT_H

#include "gateway/function/service.h"

/** A new one, its init running; it comes back by dispatcher->on_free. NULL: no memory, or no way to start one. */
brisk_environment *brisk_environment_new(brisk_function *function);
/** Gives it an invocation: one that is IDLE or STOPPED. */
void brisk_environment_run(brisk_environment *environment, brisk_lambda_invocation *invocation);
/** It rests: frozen soon, then reaped. */
void brisk_environment_rest(brisk_environment *environment);
/** Ends it, as "spindown" of SHUTDOWN. What it was doing ends as cancelled. */
void brisk_environment_end(brisk_environment *environment);

/** Its process has ended (waitpid's status). */
void brisk_environment_exited(brisk_environment *environment, int status);

/** The runtime or an extension has asked for the next event. */
void brisk_environment_asked(brisk_environment *environment);
/** The answer of the runtime is there; payload is in environment->answer, or was streamed. */
void brisk_environment_answered(brisk_environment *environment, brisk_invoke_outcome outcome, const char *error_type);
/** A streamed answer ended with an error: body is base64 of its JSON; it becomes environment->answer. */
void brisk_environment_stream_error(brisk_environment *environment, brisk_str body);
/** The runtime said that its init failed: it has a moment to go by itself. */
void brisk_environment_init_failed(brisk_environment *environment);

#endif

/* runtime.h - the Runtime API of Lambda, and the loop that answers its invocations.
 *
 *     GET  /2018-06-01/runtime/invocation/next            waits for an event, for as long as it takes
 *     POST /2018-06-01/runtime/invocation/{id}/response   its answer
 *     POST /2018-06-01/runtime/invocation/{id}/error      or why there is none
 *     GET  /2018-06-01/runtime/restore/next               SnapStart: returns behind the snapshot
 *     POST /2018-06-01/runtime/init/error                 the app could not start; the process ends
 *
 * What is done about trouble:
 *
 *     connection lost, or no HTTP   at once on a new connection where a kept one went stale, else with growing pauses,
 *                                   six times in all; then the loop ends, and the platform starts the process anew.
 *                                   An answer that may have arrived is sent again: the host knows it by its id
 *     next: not 200                 the loop ends
 *     response, error: 2xx          done
 *                      4xx          logged; on to the next (400 unknown id, 403 wrong state, 410 late, 413 too large)
 *                      5xx          the loop ends: "non-recoverable state, the runtime should exit promptly"
 *
 * One thread, one connection, blocking; the handler knows no socket. Nothing is allocated once warm. */
#ifndef BRISK_LAMBDA_RUNTIME_H
#define BRISK_LAMBDA_RUNTIME_H

#include "lambda/link.h"

/** The longest answer that the Runtime API takes, bytes (6 MiB, and the 100 that are allowed on top). */
#define BRISK_LAMBDA_ANSWER_MAX ((size_t)6 * 1024 * 1024 + 100)
/** The longest event that is read, bytes with its head; Lambda's own limit is 6 MiB. */
#define BRISK_LAMBDA_EVENT_MAX ((size_t)32 * 1024 * 1024)

/** One event and what came with it. The texts live until the invocation ends; those that were absent are empty. */
typedef struct brisk_invocation {
    brisk_str request_id;
    brisk_str function_arn;
    brisk_str trace_id;
    brisk_str client_context;   /* JSON */
    brisk_str cognito_identity; /* JSON */
    brisk_str tenant_id;
    brisk_str invocation_id;
    int64_t deadline_ms; /* since 1970 UTC; 0: not known */
    brisk_str event;     /* JSON, as sent */
} brisk_invocation;

/** Why there is no answer. */
typedef struct brisk_lambda_error {
    const char *type;  /* "Runtime.InvalidEvent": (Runtime|Function).[A-Z][A-Za-z]+; constant */
    brisk_str message; /* for people, until the invocation ends */
} brisk_lambda_error;

/** What the loop calls. All functions run on the loop's thread. */
typedef struct brisk_lambda_handler {
    /** Writes the answer to out, a buffer that takes BRISK_LAMBDA_ANSWER_MAX bytes. False: error was filled instead. */
    bool (*answer)(void *context, const brisk_invocation *invocation, brisk_buffer *out, brisk_lambda_error *error);
    /** The answer was posted; sent: and accepted. The invocation lasts until this returns. May be NULL. */
    void (*finish)(void *context, bool sent);
    void *context;
} brisk_lambda_handler;

typedef struct brisk_runtime {
    brisk_link link;
    brisk_buffer event, reply, answer;
    brisk_invocation invocation;
    volatile sig_atomic_t is_waiting, is_stopping;
    char head[2048];
    size_t head_len;
} brisk_runtime;

/** Prepares a runtime for the host at address ("127.0.0.1:9001"); connects nothing. The errors of brisk_link_init. */
BRISK_MUST_CHECK brisk_status brisk_runtime_init(brisk_runtime *runtime, const char *address);
void brisk_runtime_clear(brisk_runtime *runtime);

/** Answers invocations until brisk_runtime_stop (BRISK_OK) or until the host is gone or broken (BRISK_IO, BRISK_SYNTAX,
 *  BRISK_FAILED for a status that ends the loop, BRISK_NO_MEMORY); the cause was logged. */
BRISK_MUST_CHECK brisk_status brisk_runtime_run(brisk_runtime *runtime, const brisk_lambda_handler *handler);

/** Ends the loop: at once where it waits for an event, else when the running invocation is answered. Also from a signal
 *  handler. */
void brisk_runtime_stop(brisk_runtime *runtime);

/** SnapStart: asks for the event that comes when the snapshot is restored, and waits for it; the connection is dropped, since
 *  it is not there any more on the other side. BRISK_FAILED where the host refuses. */
BRISK_MUST_CHECK brisk_status brisk_runtime_restore(brisk_runtime *runtime);

/** Tells the host that the app could not start. The process should end after it. */
BRISK_MUST_CHECK brisk_status brisk_runtime_init_error(brisk_runtime *runtime, const brisk_lambda_error *error);

#endif

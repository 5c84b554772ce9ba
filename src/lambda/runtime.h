/* runtime.h - the Runtime API of Lambda, and the loop that answers its invocations.
 *
 *     GET  /2018-06-01/runtime/invocation/next            waits for an event, for as long as it takes
 *     POST /2018-06-01/runtime/invocation/{id}/response   its answer
 *     POST /2018-06-01/runtime/invocation/{id}/error      or why there is none
 *     GET  /2018-06-01/runtime/restore/next               SnapStart: returns behind the snapshot
 *     POST /2018-06-01/runtime/init/error                 the app could not start; the process ends
 *     POST /2018-06-01/runtime/restore/error              its function behind the restore failed; the process ends
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
 *     a stream that breaks          given up, and never begun again: what the client has got cannot be taken back
 *
 * Pipelining, an option: the answer and the question for the next event go out in one write (RFC 9112, 9.3.2), and both
 * answers are read from one stream: two system calls an invocation in place of four. Only where nothing is left to do
 * behind the answer, since the environment may be frozen once the next event was asked for. What the host says of the
 * answer is seen to before the next event is begun; where the connection is lost the two calls are made one by one.
 *
 * One thread, one connection, blocking; the handler knows no socket. Nothing is allocated once warm. */
#ifndef BRISK_LAMBDA_RUNTIME_H
#define BRISK_LAMBDA_RUNTIME_H

#include "lambda/exchange.h"

/** What the loop calls. All functions run on the loop's thread. */
typedef struct brisk_lambda_handler {
    /** Answers an event. False: reply->error was filled. */
    bool (*answer)(void *context, const brisk_invocation *invocation, brisk_lambda_reply *reply);
    /** The answer was posted; sent: whole, and accepted. The invocation lasts until this returns. May be NULL. */
    void (*finish)(void *context, bool sent);
    void *context;
    bool pipelines;      /* answers go out with the question for the next event, where they leave no work */
    const char *problem; /* why nothing can be answered: told as an error of init. NULL: none */
} brisk_lambda_handler;

/** Prepares a runtime for the host at address ("127.0.0.1:9001"); connects nothing. The errors of brisk_link_init. */
BRISK_MUST_CHECK brisk_status brisk_runtime_init(brisk_runtime *runtime, const char *address);
void brisk_runtime_clear(brisk_runtime *runtime);

/** Answers invocations until brisk_runtime_stop (BRISK_OK) or until the host is gone or broken (BRISK_IO, BRISK_SYNTAX,
 *  BRISK_FAILED for a status that ends the loop, BRISK_NO_MEMORY); the cause was logged. BRISK_USAGE where the handler
 *  has a problem, which was posted. */
BRISK_MUST_CHECK brisk_status brisk_runtime_run(brisk_runtime *runtime, const brisk_lambda_handler *handler);

/** Ends the loop: at once where it waits for an event, else when the running invocation is answered. Also from a signal
 *  handler, and from any thread. */
void brisk_runtime_stop(brisk_runtime *runtime);

/** SnapStart: asks for the event that comes when the snapshot is restored, and waits for it; the connection is dropped, since
 *  it is not there any more on the other side. BRISK_FAILED where the host refuses, BRISK_CANCELLED where the loop was told
 *  to stop meanwhile. */
BRISK_MUST_CHECK brisk_status brisk_runtime_restore(brisk_runtime *runtime);

/** Tells the host that the app could not start. The process should end after it. */
BRISK_MUST_CHECK brisk_status brisk_runtime_init_error(brisk_runtime *runtime, const brisk_lambda_error *error);

/** Tells the host that the app could not go on behind a restored snapshot. The process should end after it. */
BRISK_MUST_CHECK brisk_status brisk_runtime_restore_error(brisk_runtime *runtime, const brisk_lambda_error *error);

#endif

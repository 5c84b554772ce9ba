/* bootstrap.h - an app as the handler of the Runtime API's loop: events in, answers out (runtime.h calls it).
 *
 *     event ─► brisk_event_open ─┬─ HTTP ──► brisk_event_fill ─► brisk_handle ─► brisk_event_write ─► answer
 *                                │                                            └► prelude, stream (REST, function URL)
 *                                └─ other ─► the app's on_event ─► answer, or why not
 *     posted ─► brisk_finish: teardowns and background work, while the environment still runs
 *
 * An event does not tell whether its sender takes a streamed answer, so that the environment has to:
 *
 *     BRISK_RESPONSE_STREAM=1   the function URL is in mode RESPONSE_STREAM, or the REST API in transfer mode STREAM
 *     BRISK_LAMBDA_PIPELINE=1   pipelining (runtime.h)
 *
 * An arena is kept over the invocations: a warm one allocates nothing. */
#ifndef BRISK_LAMBDA_BOOTSTRAP_H
#define BRISK_LAMBDA_BOOTSTRAP_H

#include "app/service.h"
#include "event/event.h"
#include "lambda/runtime.h"

/** The most bytes that one invocation may take. */
#define BRISK_LAMBDA_MEMORY_MAX ((size_t)64 * 1024 * 1024)

typedef struct brisk_bootstrap {
    brisk_service *service;
    brisk_event_call *on_event; /* NULL: the app names none */
    bool has_trace_variable;    /* _X_AMZN_TRACE_ID follows the invocation: only where there is one at a time */
    bool has_trace;             /* it was set for the last one */
    bool streams, pipelines;    /* as the environment says */
    const char *problem;        /* what is wrong with the environment; NULL: nothing */
    brisk_event_options options;
    brisk_lambda_context context; /* what the environment says of the function; the rest by invocation */
    brisk_arena *arena;
    brisk_event event;
    brisk_request request;
    brisk_response response;
    bool is_begun; /* there is a request to finish */
} brisk_bootstrap;

/** Reads the environment. service: started; borrowed. A wrong setting is told by the loop, as an error of init.
 *  BRISK_NO_MEMORY. */
BRISK_MUST_CHECK brisk_status brisk_bootstrap_init(brisk_bootstrap *bootstrap, brisk_service *service);
void brisk_bootstrap_clear(brisk_bootstrap *bootstrap);

/** The functions for brisk_runtime_run; bootstrap is borrowed. */
brisk_lambda_handler brisk_bootstrap_handler(brisk_bootstrap *bootstrap);

#endif

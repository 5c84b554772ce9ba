/* lambda.h - the Lambda service: functions by name, their execution environments, and invocations.
 *
 *     brisk_lambda_invoke ─► a free environment ─────────────────────────┐
 *                            none, and below the limits: a new one (cold) ├─► event ─► answer ─► result.on_done
 *                            none, and at a limit: refused (429)  ◄───────┘
 *
 * An environment is a process group of its own that speaks the Runtime API to a port of its own on loopback, so that
 * no function meets another's invocations. Between invocations it is stopped (SIGSTOP). Any bootstrap in any language runs: nothing
 * is known of the process but the Runtime API.
 *
 * Everything runs on the one loop that the service was made with; callbacks come from that loop, never from within the call. */
#ifndef BRISK_GATEWAY_FUNCTION_LAMBDA_H
#define BRISK_GATEWAY_FUNCTION_LAMBDA_H

#include "gateway/config/config.h"
#include "gateway/function/change.h"
#include "gateway/function/invoke.h"
#include "gateway/logs/store.h"

#include <uv.h>

typedef struct brisk_lambda brisk_lambda;

typedef struct brisk_lambda_options {
    const brisk_gateway_config *config;                                  /* borrowed */
    brisk_log_store *logs;                                               /* borrowed */
    uv_loop_t *loop;                                                     /* borrowed */
    void (*on_change)(void *context, const brisk_lambda_change *change); /* may be NULL */
    int64_t
        retry_ms; /* before the first retry of an asynchronous event, the second waits twice as long; 0: 60000, AWS's */
    void *context;
} brisk_lambda_options;

/** Makes the service; unpacks nothing and starts nothing yet. BRISK_NO_MEMORY, BRISK_IO with a sentence in problem. */
BRISK_MUST_CHECK brisk_status brisk_lambda_new(const brisk_lambda_options *options, brisk_lambda **out, char *problem,
                                               size_t problem_size);

/** Ends all environments (SHUTDOWN to those that asked for it, then SIGKILL); running invocations end as CANCELLED. closed
 *  is called from the loop when the last handle is gone. Then brisk_lambda_free. */
void brisk_lambda_stop(brisk_lambda *lambda, void (*closed)(void *context), void *context);
void brisk_lambda_free(brisk_lambda *lambda);

/** Invokes. on_done always comes, once; never from within. BRISK_NO_MEMORY: then it does not come. */
BRISK_MUST_CHECK brisk_status brisk_lambda_invoke(brisk_lambda *lambda, const brisk_invoke *invoke,
                                                  brisk_lambda_invocation **handle);

/** The caller has gone: on_done comes still. The function runs on, as it does on AWS. handle is invalid behind on_done. */
void brisk_lambda_abandon(brisk_lambda_invocation *handle);

/** Stops and resumes the pieces of a streamed answer, for a client that reads slower than the function writes. Only between
 *  brisk_lambda_invoke and on_done. */
void brisk_lambda_hold(brisk_lambda_invocation *handle, bool is_held);

/** Takes up a function's code anew: running invocations end in their old environment. */
void brisk_lambda_redeploy(brisk_lambda *lambda, brisk_str name);

/** What the control plane tells of a function. */
typedef struct brisk_function_state {
    const brisk_function_config *config;
    char code_sha256[48]; /* base64 of the SHA-256 of the code, as CodeSha256 */
    int64_t code_size;
    int64_t modified_ms; /* since 1970 UTC */
    int32_t environments, busy;
    uint64_t invocations, errors, throttles, cold_starts;
    bool is_broken; /* its code cannot be run: problem says why */
    char problem[256];
} brisk_function_state;

bool brisk_lambda_function(const brisk_lambda *lambda, brisk_str name, brisk_function_state *out);

#endif

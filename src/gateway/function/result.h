/* result.h - what came of an invocation: the seam between the Lambda service and whoever invoked (a front, the control plane). */
#ifndef BRISK_GATEWAY_FUNCTION_RESULT_H
#define BRISK_GATEWAY_FUNCTION_RESULT_H

#include <brisk/types.h>

typedef enum brisk_invoke_outcome {
    BRISK_INVOKE_ANSWERED,  /* payload: what was posted to /response */
    BRISK_INVOKE_FAILED,    /* payload: the error as JSON: posted, or the service's own (time-out, exit …) */
    BRISK_INVOKE_THROTTLED, /* no environment: 429; nothing ran */
    BRISK_INVOKE_UNKNOWN,   /* no such function */
    BRISK_INVOKE_TOO_LARGE, /* the event is above 6 MB (asynchronous: 256 KB) */
    BRISK_INVOKE_CANCELLED  /* the service is being stopped, or cannot go on (no memory, no process) */
} brisk_invoke_outcome;

/** What came of an invocation; all texts are valid during the callback only. */
typedef struct brisk_invoke_result {
    brisk_invoke_outcome outcome;
    brisk_str request_id;
    brisk_str payload;
    brisk_str error_type; /* "Sandbox.Timedout", "Runtime.ExitError", what the header said …; empty without an error */
    brisk_str log_tail;   /* the last 4 KB of what the invocation logged, where it was asked for */
    brisk_str trace_id;   /* as the function was given it */
    brisk_str log_group, log_stream;
    bool is_cold, is_streamed;
    /* CLOCK_MONOTONIC, nanoseconds; 0: did not come to it */
    uint64_t queued_ns, started_ns, init_start_ns, init_end_ns, sent_ns, answered_ns;
    double duration_ms, init_ms, billed_ms;
    int64_t memory_bytes; /* the most that the environment used */
} brisk_invoke_result;

#endif

/* invoke.h - an invocation to be made: what the Lambda service is asked for. result.h has what comes of it. */
#ifndef BRISK_GATEWAY_FUNCTION_INVOKE_H
#define BRISK_GATEWAY_FUNCTION_INVOKE_H

#include "gateway/function/result.h"

typedef struct brisk_lambda_invocation brisk_lambda_invocation;

/** An invocation to be made. Borrowed until on_done. */
typedef struct brisk_invoke {
    brisk_str function;
    brisk_str payload;        /* JSON; borrowed until on_done */
    brisk_str client_context; /* JSON, decoded; empty: none */
    brisk_str trace_id;       /* "Root=1-…;Parent=…;Sampled=0"; empty: one is made */
    brisk_str request_id;     /* empty: one is made */
    bool is_event;            /* asynchronous: its limits, and up to two retries after an error */
    bool wants_tail;
    bool wants_stream; /* pieces are handed over as they come where the function streams */
    /** A piece of a streamed answer, prelude included, as posted. Returns false to be spared the rest. May be NULL. */
    bool (*on_piece)(void *context, brisk_str piece);
    /** Called once, from the loop. */
    void (*on_done)(void *context, const brisk_invoke_result *result);
    void *context;
} brisk_invoke;

#endif

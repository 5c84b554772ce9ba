/* exchange.h - a question to the Runtime API and its answer: what stands between the loop (runtime.h) and the connection
 * (link.h). A runtime's state is here, since streams (stream.h) post answers of their own from it. */
#ifndef BRISK_LAMBDA_EXCHANGE_H
#define BRISK_LAMBDA_EXCHANGE_H

#include "lambda/error.h"
#include "lambda/head.h"
#include "lambda/link.h"

#include <brisk/request.h>

/** The longest answer that the Runtime API takes, bytes (6 MiB, and the 100 that are allowed on top). */
#define BRISK_LAMBDA_ANSWER_MAX ((size_t)6 * 1024 * 1024 + 100)
/** The longest event that is read, bytes with its head; Lambda's own limit is 6 MiB. */
#define BRISK_LAMBDA_EVENT_MAX ((size_t)32 * 1024 * 1024)
/** The longest streamed answer, bytes with its head: Lambda's limit. */
#ifndef BRISK_LAMBDA_STREAM_MAX
#define BRISK_LAMBDA_STREAM_MAX ((size_t)200 * 1024 * 1024)
#endif

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
    char *writable;      /* the same bytes, where they and BRISK_JSON_PADDING more may be written to; else NULL */
} brisk_invocation;

/** What a handler makes of an event; zeros but for out when it is called. All texts live until finish was called. */
typedef struct brisk_lambda_reply {
    brisk_buffer *out;        /* the answer; takes BRISK_LAMBDA_ANSWER_MAX bytes */
    brisk_lambda_error error; /* why there is none */
    bool leaves_work;         /* finish has something to do: the next event is not asked for before */

    bool is_streamed;    /* out holds the head of a streamed answer, up to its body */
    brisk_str body;      /* of that: what is there of the body already */
    brisk_pulled pulled; /* what the stream said with it; END: that is all */
    brisk_stream stream; /* gives the rest, unless END; not closed here */
    int64_t deadline_ns; /* of brisk_clock_monotonic_ns(): when waiting for the rest ends */
} brisk_lambda_reply;

/** The connection, and what goes over it. Set up by brisk_runtime_init. */
typedef struct brisk_runtime {
    brisk_link link;
    brisk_heads heads;
    brisk_buffer events[2]; /* the texts of the running invocation are in one, those of the next come to the other */
    unsigned current;       /* the running one's */
    brisk_buffer reply, answer;
    brisk_buffer scratch; /* heads and trailers of errors */
    brisk_invocation invocation;
    atomic_int is_waiting, is_stopping;
    size_t stream_max; /* BRISK_LAMBDA_STREAM_MAX */
} brisk_runtime;

/* ---- trying again ---- */

/** How often one exchange was tried; zeros to begin with. */
typedef struct brisk_attempts {
    int count;
    bool was_kept;  /* the exchange that failed ran on a connection that had carried others: set before each */
    bool had_stale; /* private */
} brisk_attempts;

/** True where the exchange should be tried once more, after the pause that was due; else it was logged that what ("with
 *  an event", "response") was not answered, for the reason status. */
BRISK_MUST_CHECK bool brisk_exchange_again(brisk_attempts *tries, const char *what, brisk_status status);

/* ---- posting ---- */

/** Posts parts (a head and what follows it), again where the connection is lost. what: "response", for the log.
 *  *accepted: the host took it. Returns BRISK_OK also for a refusal, which was logged; BRISK_FAILED where the loop has
 *  to end; what brisk_link_exchange says where the host does not answer. */
BRISK_MUST_CHECK brisk_status brisk_exchange_post(brisk_runtime *runtime, const char *what, const brisk_str *parts,
                                                  size_t count, bool *accepted);

/** What the host's answer means, as brisk_exchange_post returns it; logs a refusal. */
BRISK_MUST_CHECK brisk_status brisk_exchange_judge(const brisk_link_answer *answer, const char *what, bool *accepted);

#endif

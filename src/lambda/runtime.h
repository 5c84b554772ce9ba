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

/* ---- for stream.c ---- */

/** Posts parts (a head and what follows it), again where the connection is lost. what: "response", for the log.
 *  *accepted: the host took it. Returns BRISK_OK also for a refusal, which was logged; BRISK_FAILED where the loop has
 *  to end; what brisk_link_exchange says where the host does not answer. */
BRISK_MUST_CHECK brisk_status brisk_runtime_post(brisk_runtime *runtime, const char *what, const brisk_str *parts,
                                                 size_t count, bool *accepted);

/** What the host's answer means, as brisk_runtime_post returns it; logs a refusal. */
BRISK_MUST_CHECK brisk_status brisk_runtime_judge(const brisk_link_answer *answer, const char *what, bool *accepted);

#endif

/* service.h - the inside of the Lambda service: what lambda.c, environment.c and their helpers share.
 *
 *     brisk_lambda ─► brisk_function ─► waiting: invocations, first in first out
 *                                    ├─► idle: environments, the last used first, so that the others can be reaped
 *                                    └─► all: environments ─► process, Runtime API, output, current invocation
 *
 * An environment's phases:
 *
 *     STARTING ─ready─► IDLE ─event─► BUSY ─answer─► DONE ─next─► IDLE …
 *        │                              │ time-out, crash, memory
 *        └─ init failed ─► STOPPED ◄────┘        no process; /tmp is kept
 *                             └─event─► RESTARTING ─ready─► BUSY …     init within the invocation, on its time
 *     any ─► ENDING (SHUTDOWN is told to extensions) ─► gone */
#ifndef BRISK_GATEWAY_FUNCTION_SERVICE_H
#define BRISK_GATEWAY_FUNCTION_SERVICE_H

#include "core/buffer.h"
#include "gateway/function/lambda.h"
#include "gateway/function/package.h"
#include "gateway/function/process.h"
#include "gateway/function/runtime_api.h"

/** The most bytes of an event or an answer: 6 MiB and 100, as the error text of AWS has it. */
#define BRISK_PAYLOAD_MAX ((size_t)6 * 1024 * 1024 + 100)
/** Of an asynchronous event. */
#define BRISK_EVENT_PAYLOAD_MAX ((size_t)256 * 1024)
/** Of a streamed answer. */
#define BRISK_STREAM_MAX ((uint64_t)200 * 1024 * 1024)

enum {
    BRISK_ACCOUNT_CONCURRENCY = 1000, /* invocations under way or waiting: an account's quota */
    BRISK_EVENTS_MAX = 1000,          /* asynchronous events that are kept */
    BRISK_EXTENSIONS_MAX = 10,        /* of an environment, as on AWS */
    BRISK_TAIL_MAX = 4096,
    BRISK_REQUEST_ID_MAX = 64,
    BRISK_TRACE_ID_MAX = 256,
    BRISK_ERROR_TYPE_MAX = 128,
    BRISK_SAMPLE_MS = 100, /* between two looks at the memory of those that are busy */
    /* An environment that was idle so long is stopped. AWS freezes at once; signals to a group and back cost a warm request
     * some 15 µs and a trip through the scheduler, which a moment's wait saves whoever calls again soon. */
    BRISK_FREEZE_MS = 5,
    BRISK_FINISH_MS =
        50 /* so long a new invocation waits for an environment that has answered, before another starts */
};

typedef struct brisk_function brisk_function;
typedef struct brisk_environment brisk_environment;

struct brisk_lambda_invocation {
    brisk_lambda_invocation *next;
    brisk_function *function;
    brisk_invoke invoke; /* its texts are good until on_done */
    char request_id[BRISK_REQUEST_ID_MAX], invocation_id[40], trace_id[BRISK_TRACE_ID_MAX];
    brisk_invoke_result result; /* in the making */
    char error_type[BRISK_ERROR_TYPE_MAX];
    uint64_t due_ns;              /* of a retry */
    int tries;                    /* of an asynchronous event */
    bool is_told;                 /* on_done was called: the caller's texts are gone */
    bool is_answered;             /* the runtime has answered, or cannot any more */
    bool wants_pieces, is_spared; /* of a streamed answer; spared: the caller wants no more of it */
};

typedef enum brisk_phase {
    BRISK_PHASE_STARTING,
    BRISK_PHASE_IDLE,
    BRISK_PHASE_BUSY,
    BRISK_PHASE_DONE,
    BRISK_PHASE_STOPPED,
    BRISK_PHASE_RESTARTING,
    BRISK_PHASE_ENDING,
    BRISK_PHASE_GONE
} brisk_phase;

typedef struct brisk_extension {
    char id[40], name[128];
    bool wants_invoke, wants_shutdown, is_ready;
    bool has_event;          /* one is to be handed over when it asks */
    brisk_api_conn *waiting; /* its event/next; NULL: none */
} brisk_extension;

/* What an environment writes is taken apart into events here. */
typedef struct brisk_output {
    uv_poll_t *poll; /* of the pipe; NULL: none. Its data is the environment */
    int fd;
    brisk_buffer line; /* the beginning of a line */
} brisk_output;

struct brisk_environment {
    brisk_environment *next, *previous;           /* of all of the function */
    brisk_environment *next_idle, *previous_idle; /* of its idle ones */
    brisk_function *function;
    brisk_package *package;
    brisk_phase phase;
    brisk_process process; /* pid 0: none */
    brisk_api api;
    brisk_api_conn *waiting;   /* the runtime's …/next; NULL: none */
    brisk_api_conn *answering; /* the request whose body is the answer */
    brisk_buffer answer;       /* what was posted */
    brisk_lambda_invocation *current;
    brisk_extension extensions[BRISK_EXTENSIONS_MAX];
    int extension_count;
    brisk_output output;
    brisk_log_stream *stream;
    char stream_name[64], folder[BRISK_PATH_MAX];
    char tail[2 * BRISK_TAIL_MAX];
    size_t tail_len;
    uv_timer_t limit; /* of init, of the function, of the shutdown */
    uv_timer_t pause; /* until it is frozen, then until it is reaped */
    int handles;
    bool is_frozen, is_idle_listed, is_outdated, is_counted, is_finishing;
    bool is_doomed;    /* killed for its time or memory: what it still says is not heard */
    bool is_sent;      /* the current event was handed to the runtime */
    bool is_timed_out; /* the process was killed for its time */
    bool is_restart;   /* the init that runs or ran last was one within an invocation */
    bool is_reported;  /* the cold start was reported (Init Duration) */
    bool has_init_error;
    char launch_error[160]; /* why there is no process, in AWS's words; empty: not a matter of the code */
    char init_error_type[BRISK_ERROR_TYPE_MAX];
    brisk_buffer init_error; /* payload of init/error */
    uint64_t init_start_ns, init_end_ns, started_ns, streamed;
    int64_t memory_bytes; /* the most so far */
    int statm_fd, status_fd;
};

struct brisk_function {
    brisk_lambda *lambda;
    const brisk_function_config *config;
    brisk_package *package;
    brisk_str log_group;
    char arn[256];
    bool is_loaded, is_broken, is_loading, must_load;
    char problem[256];
    uint64_t fingerprint, seen_fingerprint; /* of the code: in use; last seen by the watch */
    brisk_environment *all, *idle;          /* idle: the last used first */
    brisk_environment *oldest_idle;
    int32_t environments, busy, starting, finishing;
    brisk_lambda_invocation *waiting, **waiting_end;
    int32_t waiting_count, running; /* running: not answered yet */
    uint64_t invocations, errors, throttles, cold_starts;
};

struct brisk_lambda {
    brisk_lambda_options options;
    const brisk_gateway_config *config;
    uv_loop_t *loop;
    char data_dir[BRISK_PATH_MAX];
    brisk_function *functions;
    size_t function_count;
    int32_t environments, in_flight, events;
    brisk_lambda_invocation *pool; /* free ones */
    brisk_lambda_invocation *refused, **refused_end;
    brisk_lambda_invocation *retries;
    uv_signal_t child_signal;
    uv_timer_t sampler, retry_timer, watch_timer;
    uv_idle_t refuser;
    uv_buf_t scratch;
    uint64_t random[4];
    uint64_t sweep_due_ns;
    int handles, loads, all_environments; /* loads: at work in the thread pool */
    bool can_isolate, is_stopping, is_closed;
    bool is_starved; /* an invocation waits for room that another function's environment has */
    void (*closed)(void *context);
    void *closed_context;
};

/* ---- lambda.c ---- */

/** A free environment: takes the next invocation, or rests, or ends. */
void brisk_lambda_free_environment(brisk_environment *environment);
/** Starts what may be started of those that wait. */
void brisk_lambda_dispatch(brisk_function *function);
/** The same for all functions, where the machine's limit has kept one waiting: there may be room now. */
void brisk_lambda_dispatch_starved(brisk_lambda *lambda);
/** Tells the caller, once. payload is borrowed. */
void brisk_lambda_tell(brisk_lambda_invocation *invocation, brisk_invoke_outcome outcome, brisk_str payload);
/** The invocation is over, its REPORT is written: it is told, if it was not yet, retried, or given back. */
void brisk_lambda_conclude(brisk_lambda_invocation *invocation, brisk_str payload);
/** The service stops: it is told so from the loop. */
void brisk_lambda_cancel(brisk_lambda_invocation *invocation);
/** It has its answer, or will have none: it counts no longer as under way. */
void brisk_lambda_settle(brisk_lambda_invocation *invocation);
/** Takes an environment off the list of the idle ones, where it is on it. */
void brisk_lambda_unlist(brisk_environment *environment);
/** Tells of a change. */
void brisk_lambda_change_told(brisk_function *function, brisk_lambda_change_kind kind, const char *text);
/** An environment's memory is gone, or a load has ended: a service that is being stopped may wait for that. */
void brisk_lambda_environment_gone(brisk_lambda *lambda);
void brisk_lambda_count(brisk_environment *environment, bool is_counted);

/* ---- deploy.c ---- */

/** Loads the code, where that has not been done. False: is_broken, problem. */
bool brisk_function_ensure(brisk_function *function);
/** Loads it anew, on the thread pool. */
void brisk_function_reload(brisk_function *function);
/** Looks at the code of all functions, for --watch. */
void brisk_lambda_watch(brisk_lambda *lambda);
/** Removes what an earlier run left: environments' folders, code that nobody uses. */
void brisk_lambda_sweep(brisk_lambda *lambda);

/* ---- environment.c ---- */

/** A new one, its init running; it comes back by brisk_lambda_free_environment. NULL: no memory, or no way to start one. */
brisk_environment *brisk_environment_new(brisk_function *function);
/** Gives it an invocation: one that is IDLE or STOPPED. */
void brisk_environment_run(brisk_environment *environment, brisk_lambda_invocation *invocation);
/** Ends it; reason as in SHUTDOWN ("spindown"). What it was doing ends as cancelled. */
void brisk_environment_end(brisk_environment *environment);
/** It rests: frozen soon, then reaped. */
void brisk_environment_rest(brisk_environment *environment);
/** Its process has ended (waitpid's status). */
void brisk_environment_exited(brisk_environment *environment, int status);
/** Looks at its memory; kills it above the limit. */
void brisk_environment_sample(brisk_environment *environment);
void brisk_environment_kill(brisk_environment *environment);
/** True when runtime and extensions all wait for the next event. */
bool brisk_environment_is_ready(const brisk_environment *environment);
/** Runtime or an extension has asked for the next event. */
void brisk_environment_asked(brisk_environment *environment);
/** The answer of the runtime is there; payload is in environment->answer, or was streamed. */
void brisk_environment_answered(brisk_environment *environment, brisk_invoke_outcome outcome, const char *error_type);

/** The runtime said that its init failed: it has a moment to go by itself. */
void brisk_environment_init_failed(brisk_environment *environment);
/** A streamed answer ended with an error: body is base64 of its JSON; it becomes environment->answer. */
void brisk_environment_stream_error(brisk_environment *environment, brisk_str body);
/** One handle of libuv's less; the last one frees an environment that is gone. */
void brisk_environment_handle_closed(brisk_environment *environment);

/* ---- launch.c ---- */

/** Starts the process. BRISK_OK, or as brisk_process_start with a text for people and logs in problem. */
BRISK_MUST_CHECK brisk_status brisk_environment_launch(brisk_environment *environment, char *problem, size_t size);

/* ---- runtime.c: the requests of the Runtime API; extension.c: those of extensions ---- */

extern const brisk_api_handler brisk_runtime_handler;
/** Hands the current event to runtime and extensions, as far as they wait. */
void brisk_runtime_deliver(brisk_environment *environment);
void brisk_extension_request(brisk_environment *environment, brisk_api_conn *conn);
void brisk_extension_deliver(brisk_environment *environment);
/** Sends SHUTDOWN to those that asked for it. False: nobody did. */
bool brisk_extension_shutdown(brisk_environment *environment);
/** True when that was one of theirs. */
bool brisk_extension_gone(brisk_environment *environment, const brisk_api_conn *conn);

/* ---- output.c ---- */

BRISK_MUST_CHECK brisk_status brisk_output_open(brisk_environment *environment, int fd);
/** Reads what is there now. */
void brisk_output_drain(brisk_environment *environment);
/** A line that has no end yet is an event of its own. */
void brisk_output_flush(brisk_environment *environment);
void brisk_output_close(brisk_environment *environment);
/** Writes an event of the service itself. */
void brisk_output_event(brisk_environment *environment, brisk_str text);

/* ---- report.c ---- */

void brisk_report_init_start(brisk_environment *environment);
/** Init ended. status NULL: as it should; else "error", "timeout"; error_type may be NULL. */
void brisk_report_init_end(brisk_environment *environment, const char *status, const char *error_type);
void brisk_report_start(brisk_environment *environment);
/** An error of the service's own: time-out, exit. */
void brisk_report_failure(brisk_environment *environment, const char *type, const char *message);
/** END, REPORT, XRAY. status NULL: success. Fills the figures of the current result. */
void brisk_report_end(brisk_environment *environment, const char *status, const char *error_type);
/** The error type as AWS's REPORT has it: a stranger's becomes Runtime.Unknown. */
const char *brisk_report_error_type(const char *type);

/* ---- memory.c ---- */

/** Bytes that the process and its children hold now; 0: not known. */
int64_t brisk_memory_now(brisk_environment *environment, bool with_children);
/** The most that the process itself has held; 0: not known. */
int64_t brisk_memory_peak(brisk_environment *environment);
void brisk_memory_close(brisk_environment *environment);

/* ---- random.c ---- */

void brisk_lambda_seed(brisk_lambda *lambda);
/** Writes a UUID of version 4 and a NUL: 37 bytes. */
void brisk_lambda_uuid(brisk_lambda *lambda, char *out);
/** Writes count hexadecimal digits and a NUL. */
void brisk_lambda_hex(brisk_lambda *lambda, char *out, size_t count);

#endif

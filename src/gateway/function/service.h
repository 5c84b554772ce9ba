/* service.h - the inside of the Lambda service: the structs that its files share. What is done with them is in the header of
 * each file; lambda.c lists the files.
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
#include "gateway/config/config.h"
#include "gateway/function/change.h"
#include "gateway/function/invoke.h"
#include "gateway/function/package.h"
#include "gateway/function/process.h"
#include "gateway/function/runtime_api.h"
#include "gateway/logs/store.h"

/** The most bytes of an event or an answer: 6 MiB and 100, as the error text of AWS has it. */
#define BRISK_PAYLOAD_MAX ((size_t)6 * 1024 * 1024 + 100)
/** Of an asynchronous event. */
#define BRISK_EVENT_PAYLOAD_MAX ((size_t)256 * 1024)

enum {
    BRISK_EXTENSIONS_MAX = 10, /* of an environment, as on AWS */
    BRISK_TAIL_MAX = 4096,
    BRISK_REQUEST_ID_MAX = 64,
    BRISK_TRACE_ID_MAX = 256,
    BRISK_ERROR_TYPE_MAX = 128
};

typedef struct brisk_lambda brisk_lambda;
typedef struct brisk_function brisk_function;
typedef struct brisk_environment brisk_environment;

/** What those below tell the one who gives invocations to environments (dispatch.c), whom they do not know. */
typedef struct brisk_dispatcher {
    /** An environment is free, IDLE or STOPPED: it takes the next invocation, or rests, or ends. */
    void (*on_free)(brisk_environment *environment);
    /** An invocation waits that may be started now: it is tried again, or the environment it waited for takes its time. */
    void (*on_waiting)(brisk_function *function);
    /** An environment has ended: there is room for another, of any function. */
    void (*on_ended)(brisk_function *function);
} brisk_dispatcher;

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
    brisk_buffer line;                              /* the beginning of a line */
    void (*closed)(brisk_environment *environment); /* libuv has let go of the poll */
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
    const brisk_gateway_config *config;
    brisk_log_store *logs; /* may be NULL */
    uv_loop_t *loop;
    int64_t retry_ms;
    void (*on_change)(void *context, const brisk_lambda_change *change); /* may be NULL */
    void *on_change_context;
    const brisk_dispatcher *dispatcher;
    const brisk_api_handler *runtime; /* of the requests to an environment's Runtime API */
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
    int handles, loads, all_environments; /* loads: at work in the thread pool */
    bool can_isolate, is_stopping, is_closed;
    bool is_starved; /* an invocation waits for room that another function's environment has */
    void (*closed)(void *context);
    void *closed_context;
};

#endif

/* front.h - what stands between the client and the function: API Gateway's REST API, its HTTP API, a function URL.
 *
 *     request ─► brisk_front_begin ─┬─ ANSWERED: call->response (no route, no key, throttled, preflight …)
 *                                   └─ INVOKE:   call->function, call->event ─► the Lambda service
 *     result  ─► brisk_front_finish ──► call->response
 *     sent    ─► brisk_front_access_line, brisk_front_execution_lines ─► the stage's logs
 *
 * No socket, no process, no clock: the time comes with the call, so that tests hold the clock. The three kinds share
 * the interface; what is behind it is in front/rest_*.c, front/http_*.c and front/url_*.c. The function is a stranger:
 * only what a client of AWS would see of it is seen here. One thread. */
#ifndef BRISK_GATEWAY_FRONT_FRONT_H
#define BRISK_GATEWAY_FRONT_FRONT_H

#include "core/buffer.h"
#include "gateway/config.h"
#include "gateway/function/result.h"
#include "http/request.h"
#include "http/response.h"

typedef struct brisk_front brisk_front;

/** Where usage is kept over a restart; see front/usage.h. NULL: in memory only. */
typedef struct brisk_usage_store brisk_usage_store;

/** A throttle or quota as it stands, for the console and get-usage. */
typedef struct brisk_usage_state {
    brisk_str plan_id, key_id;
    double tokens;           /* left in the key's bucket; -1: no throttle */
    int64_t used, remaining; /* of the quota's period; remaining -1: no quota */
    uint64_t throttled, over_quota;
} brisk_usage_state;

/** A key's use of a plan on one day, as get-usage lists it. */
typedef struct brisk_usage_day {
    brisk_str plan_id, key_id;
    int64_t day;             /* since 1970 UTC */
    int64_t used, remaining; /* of the quota at the day's end; remaining -1: there is none */
} brisk_usage_day;

/** The time of a call. */
typedef struct brisk_front_time {
    int64_t wall_ms;       /* since 1970 UTC */
    uint64_t monotonic_ns; /* throttles count in it */
} brisk_front_time;

/** What the fronts and the log need of a request besides its parse; filled by begin. Texts live in the request's
 *  arena. */
typedef struct brisk_front_call {
    brisk_request *request;   /* borrowed: method, target, headers, body, client */
    brisk_response *response; /* filled once the step is ANSWERED, or by finish */
    brisk_front_time time;
    const brisk_method_config *method; /* NULL: no route */
    brisk_str function;                /* its name */
    brisk_str event;                   /* JSON */
    brisk_str request_id;              /* a UUID; function URL: to be given to Lambda as the invocation's, too */
    brisk_str extended_request_id;     /* x-amz-apigw-id, "JCIudEUfPHcEhog=" */
    brisk_str trace_id;                /* for the function: "Root=…;Parent=…;Sampled=…" */
    brisk_str stage_path;              /* the path with its stage, as requestContext.path */
    brisk_str resource_path;           /* "/{proxy+}"; empty: none */
    brisk_str key, key_id, plan_id;    /* of the caller; empty: none was needed or known */
    brisk_str error_type;              /* "THROTTLED" …: the gateway response that was given; empty: none */
    brisk_str error_message;           /* $context.error.message; integration errors have one, too */
    int32_t timeout_ms;                /* how long the integration may take */
    bool wants_stream;                 /* the method (or URL) streams: pieces are to be handed to brisk_front_piece */
    void *state;                       /* of the front's kind */
} brisk_front_call;

typedef enum brisk_front_step { BRISK_FRONT_ANSWERED, BRISK_FRONT_INVOKE } brisk_front_step;

/** Makes the front that config->api says. config is borrowed; usage may be NULL. BRISK_NO_MEMORY, BRISK_USAGE with a
 *  sentence in problem. */
BRISK_MUST_CHECK brisk_status brisk_front_new(const brisk_gateway_config *config, brisk_usage_store *usage,
                                              brisk_front **out, char *problem, size_t problem_size);
void brisk_front_free(brisk_front *front);
/** Lets the ids be those of this seed: for tests. Without it they are seeded by the system. */
void brisk_front_seed(brisk_front *front, uint64_t seed);

/** Takes a request up. call: zeroed but for request, response and time; the request's arena holds what is made. */
brisk_front_step brisk_front_begin(brisk_front *front, brisk_front_call *call);

/** For a request that the cache in front answers: what the logs tell of it (ids, stage, route). No key is looked at, and nothing
 *  is counted. The response is written only where the arena is exhausted: a 500. */
void brisk_front_look(brisk_front *front, brisk_front_call *call);

/** Makes the answer of what the function returned. is_timed_out: the integration's time ran out first, result is NULL.
 *  */
void brisk_front_finish(brisk_front *front, brisk_front_call *call, const brisk_invoke_result *result,
                        bool is_timed_out);

/** The answer to a request that the connection refused before it was whole (413, 414, 431, 400 …), as AWS words it. */
void brisk_front_refuse(brisk_front *front, brisk_front_call *call, int status);

/* ---- streamed answers ---- */

typedef enum brisk_front_piece_result {
    BRISK_PIECE_MORE,  /* the prelude is not complete */
    BRISK_PIECE_BEGUN, /* status and headers are in call->response; *body holds what there is of the body */
    BRISK_PIECE_BODY,  /* *body holds the piece */
    BRISK_PIECE_BAD    /* wrong framing: call->response holds the error, the rest is dropped */
} brisk_front_piece_result;

/** A piece of a streamed answer: prelude, eight NULs, body. */
brisk_front_piece_result brisk_front_piece(brisk_front *front, brisk_front_call *call, brisk_str piece,
                                           brisk_str *body);

/* ---- logs ---- */

/** Figures that the access log may ask for, beside what the call holds. */
typedef struct brisk_front_figures {
    int status;
    int64_t response_length;
    int64_t response_latency_ms, integration_latency_ms; /* -1: there was none */
    int function_status;               /* what the function's answer said; 0: as brisk_front_finish saw it */
    const brisk_invoke_result *result; /* NULL: not invoked */
} brisk_front_figures;

/** Writes the access log line (without newline) to out; false: there is none configured. */
bool brisk_front_access_line(brisk_front *front, const brisk_front_call *call, const brisk_front_figures *figures,
                             brisk_buffer *out);

/** Calls visit for each line of the execution log, in order: "(request id) text". Nothing where it is off. */
void brisk_front_execution_lines(brisk_front *front, const brisk_front_call *call, const brisk_front_figures *figures,
                                 void (*visit)(void *context, brisk_str line), void *context);

/** Calls visit for each key of each plan. */
void brisk_front_each_usage(brisk_front *front, const brisk_front_time *time,
                            void (*visit)(void *context, const brisk_usage_state *state), void *context);

/** Calls visit for each day from first_day to last_day (since 1970 UTC, both included; ascending) of each key of the plan, key by
 *  key. Days without use, too, and those of which nothing is known (any but the last 90). plan_id, key_id: empty for all. */
void brisk_front_each_usage_day(brisk_front *front, brisk_str plan_id, brisk_str key_id, int64_t first_day,
                                int64_t last_day, void (*visit)(void *context, const brisk_usage_day *day),
                                void *context);

#endif

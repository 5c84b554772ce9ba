/* call.h - a request on its way through a front: what is known of it, and what each step says of it. The words that
 * front.h, its kinds and its logs share with those who call them. */
#ifndef BRISK_GATEWAY_FRONT_CALL_H
#define BRISK_GATEWAY_FRONT_CALL_H

#include "gateway/config/config.h"
#include "gateway/function/result.h"
#include "http/request.h"
#include "http/response.h"

/** What stands before an API; front.h makes it. */
typedef struct brisk_front brisk_front;

/** What the front keeps of a request under way; its own (state.h). */
typedef struct brisk_front_state brisk_front_state;

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
    brisk_front_state *state;          /* NULL where there was no memory for it */
} brisk_front_call;

/** What brisk_front_begin comes to. */
typedef enum brisk_front_step { BRISK_FRONT_ANSWERED, BRISK_FRONT_INVOKE } brisk_front_step;

/** What a piece of a streamed answer comes to. */
typedef enum brisk_front_piece_result {
    BRISK_PIECE_MORE,  /* the prelude is not complete */
    BRISK_PIECE_BEGUN, /* status and headers are in call->response; *body holds what there is of the body */
    BRISK_PIECE_BODY,  /* *body holds the piece */
    BRISK_PIECE_BAD    /* wrong framing: call->response holds the error, the rest is dropped */
} brisk_front_piece_result;

/** What the logs ask for once the request is over, beside what the call holds. */
typedef struct brisk_front_figures {
    int status;
    int64_t response_length;
    int64_t response_latency_ms, integration_latency_ms; /* -1: there was none */
    int function_status;               /* what the function's answer said; 0: as brisk_front_finish saw it */
    const brisk_invoke_result *result; /* NULL: not invoked */
} brisk_front_figures;

#endif

/* private.h - what the files of front/ share. */
#ifndef BRISK_GATEWAY_FRONT_PRIVATE_H
#define BRISK_GATEWAY_FRONT_PRIVATE_H

#include "gateway/front/front.h"
#include "gateway/front/ids.h"
#include "gateway/front/plans.h"
#include "gateway/front/responses.h"
#include "gateway/front/route.h"

#include <yyjson.h>

struct brisk_front {
    const brisk_gateway_config *config;
    const brisk_api_config *api;
    brisk_arena *arena; /* of the front: what is made once */
    brisk_random random;
    brisk_routes routes;
    brisk_plans plans;
    char deployment_id[BRISK_RESOURCE_ID_LEN];
};

/** More header lines than these are no answer: AWS's limit in bytes allows fewer. It also bounds the work of merging.
 *  */
#define BRISK_ANSWER_HEADERS_MAX 1000

/** How far a streamed answer is. */
typedef enum brisk_stream_phase { BRISK_PHASE_PRELUDE, BRISK_PHASE_BODY, BRISK_PHASE_BAD } brisk_stream_phase;

/** A request under way: call->state. NULL where there was no memory for it. */
typedef struct brisk_front_state {
    brisk_str method; /* X-HTTP-Method-Override included */
    brisk_str path;   /* without the stage: "/x//y" */
    brisk_str host;
    brisk_str origin;       /* of a cross-origin request that the CORS configuration allows */
    brisk_str event_trace;  /* the X-Amzn-Trace-Id header of the event */
    brisk_str answer_trace; /* that of the answer */
    brisk_str scheme, port; /* of X-Forwarded-Proto and -Port */
    brisk_route_match match;
    char resource_id[BRISK_RESOURCE_ID_LEN];
    bool has_stage; /* the target named the stage: its logs know of it */
    brisk_admission admission;
    brisk_admitted admitted;
    brisk_str problem;   /* for the execution log: why it failed */
    int function_status; /* what the function's answer said; 0: nothing */
    brisk_stream_phase phase;
    brisk_buffer prelude;
} brisk_front_state;

static inline brisk_front_state *brisk_state_of(const brisk_front_call *call)
{
    return (brisk_front_state *)call->state;
}

/* ---- front.c ---- */

/** Makes the state and what every kind needs: ids, method, host, trace. False without memory: the 500 stands then. */
bool brisk_front_prepare(brisk_front *front, brisk_front_call *call);
/** An answer that needs no memory: {"message": "Internal server error"}. */
void brisk_front_exhausted(brisk_front_call *call);
/** Takes the stage off the target: sets state->path and call->stage_path. False where the stage is another one. */
bool brisk_front_split_stage(brisk_front *front, brisk_front_call *call);
/** Adds a header to the answer. */
void brisk_front_add_header(brisk_front_call *call, brisk_str name, brisk_str value);
/** Parses the function's answer with all memory from the arena; *is_exhausted tells why it is NULL. */
const yyjson_val *brisk_front_parse(brisk_arena *arena, brisk_str json, bool *is_exhausted);
/** A scalar of JSON as the text of a header or body ("true", "12", ""); false for arrays and objects. */
bool brisk_front_scalar(const yyjson_val *value, brisk_str *out);
/** yyjson's readers take no const. */
static inline yyjson_val *brisk_front_reading(const yyjson_val *value)
{
    union {
        const yyjson_val *constant;
        yyjson_val *variable;
    } either = {value};
    return either.variable;
}
/** A status code as number or text of digits; -1: none of them, -2: null or missing. */
int brisk_front_status_of(const yyjson_val *value);
/** True where the media type (without parameters) is in the API's list of binary ones. */
bool brisk_front_is_binary(const brisk_front *front, brisk_str media);

/* ---- one kind each ---- */

/** The target's stage and route, for brisk_front_look; the call is prepared. */
void brisk_rest_look(brisk_front *front, brisk_front_call *call);
void brisk_http_look(brisk_front *front, brisk_front_call *call);
void brisk_url_look(brisk_front *front, brisk_front_call *call);

brisk_front_step brisk_rest_begin(brisk_front *front, brisk_front_call *call);
void brisk_rest_finish(brisk_front *front, brisk_front_call *call, const brisk_invoke_result *result,
                       bool is_timed_out);
brisk_str brisk_rest_event(brisk_front *front, brisk_front_call *call);
/** Makes the answer of the function's JSON. is_prelude: of a stream, without body. */
void brisk_rest_answer(brisk_front *front, brisk_front_call *call, brisk_str json, bool is_prelude);

brisk_front_step brisk_http_begin(brisk_front *front, brisk_front_call *call);
void brisk_http_finish(brisk_front *front, brisk_front_call *call, const brisk_invoke_result *result,
                       bool is_timed_out);
/** {"message":"…"} of an HTTP API (or a function URL). */
void brisk_http_error(brisk_front *front, brisk_front_call *call, int status, const char *message, const char *type);
/** Refuses what is above the limits; true where it did. */
bool brisk_http_refuse(brisk_front *front, brisk_front_call *call);
brisk_str brisk_http_event_1(brisk_front *front, brisk_front_call *call);
brisk_str brisk_http_event_2(brisk_front *front, brisk_front_call *call);
void brisk_http_answer_1(brisk_front *front, brisk_front_call *call, brisk_str json);
void brisk_http_answer_2(brisk_front *front, brisk_front_call *call, brisk_str json, bool is_prelude);
/** The function's return value as the whole body, application/json. */
void brisk_http_verbatim(brisk_front *front, brisk_front_call *call, brisk_str body, const char *media);
/** Puts the ids that this kind answers with. */
void brisk_http_add_ids(brisk_front *front, brisk_front_call *call);

brisk_front_step brisk_url_begin(brisk_front *front, brisk_front_call *call);
void brisk_url_finish(brisk_front *front, brisk_front_call *call, const brisk_invoke_result *result, bool is_timed_out);

/* ---- cors.c ---- */

/** True where the request is a preflight that the configuration answers; the answer stands then. */
bool brisk_cors_preflight(brisk_front *front, brisk_front_call *call, int status);
/** Puts the CORS headers on an answer, in place of the function's own. */
void brisk_cors_apply(brisk_front *front, brisk_front_call *call);

#endif

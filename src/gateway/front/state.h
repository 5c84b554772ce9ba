/* state.h - what a front keeps of itself, and of each request under way. For the files of front/ only. */
#ifndef BRISK_GATEWAY_FRONT_STATE_H
#define BRISK_GATEWAY_FRONT_STATE_H

#include "core/buffer.h"
#include "gateway/front/call.h"
#include "gateway/front/ids.h"
#include "gateway/front/plans.h"
#include "gateway/front/route.h"

struct brisk_front {
    const brisk_gateway_config *config;
    const brisk_api_config *api;
    brisk_arena *arena; /* of the front: what is made once */
    brisk_random random;
    brisk_routes routes;
    brisk_plans plans;
    char deployment_id[BRISK_RESOURCE_ID_LEN];
};

/** How far a streamed answer is. */
typedef enum brisk_stream_phase { BRISK_PHASE_PRELUDE, BRISK_PHASE_BODY, BRISK_PHASE_BAD } brisk_stream_phase;

struct brisk_front_state {
    brisk_str method;       /* X-HTTP-Method-Override included */
    brisk_str path;         /* without the stage: "/x//y" */
    brisk_str host;         /* as the client names it, with its port */
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
    brisk_buffer prelude; /* of a streamed answer, until it is complete */
};

#endif

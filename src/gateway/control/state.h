/* state.h - what the control plane keeps. For the files of control/ only. */
#ifndef BRISK_GATEWAY_CONTROL_STATE_H
#define BRISK_GATEWAY_CONTROL_STATE_H

#include "gateway/config/config.h"
#include "gateway/control/call.h"
#include "gateway/front/ids.h"

typedef struct brisk_front brisk_front;
typedef struct brisk_lambda brisk_lambda;
typedef struct brisk_log_store brisk_log_store;

struct brisk_control {
    const brisk_gateway_config *config;
    brisk_lambda *lambda;
    brisk_log_store *logs;
    brisk_front *front;
    brisk_random random;
    int64_t started_ms; /* what has no date of its own was created then */
    brisk_invocation *running;
};

#endif

/* call.h - a request to the control plane: the words that control.h and all calls below it share. */
#ifndef BRISK_GATEWAY_CONTROL_CALL_H
#define BRISK_GATEWAY_CONTROL_CALL_H

#include "http/request.h"
#include "http/response.h"

/** The control plane; control.h makes it. */
typedef struct brisk_control brisk_control;

/** What runs for a call; invoke.c's own. */
typedef struct brisk_invocation brisk_invocation;

/** A request to it. The request's arena holds all that is made. */
typedef struct brisk_control_call {
    brisk_request *request;
    brisk_response *response; /* filled when done is called; may be a stream */
    /** The answer is there. Called once, from within brisk_control_handle or later. */
    void (*done)(struct brisk_control_call *call);
    /** The answer's stream has more, or has ended. Only after done. */
    void (*wake)(struct brisk_control_call *call);
    void *context;                /* the caller's */
    brisk_invocation *invocation; /* the control plane's; NULL: none */
} brisk_control_call;

#endif

/* control.h - the AWS APIs that real clients call: `aws --endpoint-url http://localhost:9000 lambda invoke …`, boto3.
 *
 *     Lambda         POST /2015-03-31/functions/{name}/invocations …        REST JSON
 *     CloudWatch Logs  POST / with X-Amz-Target: Logs_20140328.FilterLogEvents …     JSON 1.1
 *     API Gateway    GET /restapis, /apikeys, /usageplans …                 REST JSON
 *
 * They share the gateway's port with the API itself: a request is for the control plane where its SigV4 Authorization
 * names one of the services as its scope, or its target cannot be another's. Signatures are not checked: whoever
 * reaches the port on loopback may call (docs/gateway.md says so). One thread. */
#ifndef BRISK_GATEWAY_CONTROL_CONTROL_H
#define BRISK_GATEWAY_CONTROL_CONTROL_H

#include "gateway/front/front.h"
#include "gateway/function/lambda.h"

typedef struct brisk_control brisk_control;

/** What the control plane tells of; all borrowed. */
typedef struct brisk_control_options {
    const brisk_gateway_config *config;
    brisk_lambda *lambda;
    brisk_log_store *logs;
    brisk_front *front;
} brisk_control_options;

/** A request to it. The request's arena holds all that is made. */
typedef struct brisk_control_call {
    brisk_request *request;
    brisk_response *response; /* filled when done is called; may be a stream */
    /** The answer is there. Called once, from within brisk_control_handle or later. */
    void (*done)(struct brisk_control_call *call);
    /** The answer's stream has more, or has ended. Only after done. */
    void (*wake)(struct brisk_control_call *call);
    void *context; /* the caller's */
    void *state;   /* the control plane's */
} brisk_control_call;

BRISK_MUST_CHECK brisk_status brisk_control_new(const brisk_control_options *options, brisk_control **out);
void brisk_control_free(brisk_control *control);

/** True where the request is for the control plane. */
bool brisk_control_is_meant(const brisk_request *request);

void brisk_control_handle(brisk_control *control, brisk_control_call *call);

/** The client has gone, or has its answer whole: call, request and arena are not touched behind this. */
void brisk_control_end(brisk_control *control, brisk_control_call *call);

#endif

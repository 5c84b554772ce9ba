/* control.h - the AWS APIs that real clients call: `aws --endpoint-url http://localhost:9000 lambda invoke …`, boto3.
 *
 *     Lambda         POST /2015-03-31/functions/{name}/invocations …        REST JSON
 *     CloudWatch Logs  POST / with X-Amz-Target: Logs_20140328.FilterLogEvents …     JSON 1.1
 *     API Gateway    GET /restapis, /apikeys, /usageplans …                 REST JSON
 *
 * They share the gateway's port with the API itself: a request is for the control plane where its SigV4 Authorization
 * names one of the services as its scope, or its target cannot be another's. Signatures are not checked: whoever
 * reaches the port on loopback may call (docs/gateway.md says so). One thread.
 *
 * The files stand in layers. Calls run down, and no file calls another of its line:
 *
 *     control.c                                                   which service, which call
 *     functions.c  invoke.c                                       calls of Lambda
 *     rest_api.c  usage_plans.c                                   calls of API Gateway
 *     logs.c                                                      which call of CloudWatch Logs
 *     log_groups.c  log_streams.c  log_events.c  put_events.c     these calls
 *     log_request.c                                               what they are asked: JSON
 *     log_answer.c                                                what they answer with: JSON 1.1, errors
 *     answer.c  parameters.c                                      for all: answers, errors; path, query, pages
 *     names.c  event_stream.c                                     know no request
 *
 * call.h is a request on its way, state.h what the control plane keeps. An answer that comes later is told by the
 * call's own done: nobody calls upwards. */
#ifndef BRISK_GATEWAY_CONTROL_CONTROL_H
#define BRISK_GATEWAY_CONTROL_CONTROL_H

#include "gateway/config/config.h"
#include "gateway/control/call.h"

#include <brisk/status.h>

typedef struct brisk_front brisk_front;
typedef struct brisk_lambda brisk_lambda;
typedef struct brisk_log_store brisk_log_store;

/** What the control plane tells of; all borrowed. */
typedef struct brisk_control_options {
    const brisk_gateway_config *config;
    brisk_lambda *lambda;
    brisk_log_store *logs;
    brisk_front *front;
} brisk_control_options;

BRISK_MUST_CHECK brisk_status brisk_control_new(const brisk_control_options *options, brisk_control **out);
void brisk_control_free(brisk_control *control);

/** True where the request is for the control plane. */
bool brisk_control_is_meant(const brisk_request *request);

void brisk_control_handle(brisk_control *control, brisk_control_call *call);

/** The client has gone, or has its answer whole: call, request and arena are not touched behind this. */
void brisk_control_end(brisk_control *control, brisk_control_call *call);

#endif

/* log_streams.h - CloudWatch Logs: streams. Each answers; body is the request's JSON, an object. */
#ifndef BRISK_GATEWAY_CONTROL_LOG_STREAMS_H
#define BRISK_GATEWAY_CONTROL_LOG_STREAMS_H

#include "gateway/control/call.h"

struct yyjson_val;

void brisk_control_describe_log_streams(brisk_control *control, brisk_control_call *call, struct yyjson_val *body);
void brisk_control_create_log_stream(brisk_control *control, brisk_control_call *call, struct yyjson_val *body);
void brisk_control_delete_log_stream(brisk_control *control, brisk_control_call *call, struct yyjson_val *body);

#endif

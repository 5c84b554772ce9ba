/* log_events.h - CloudWatch Logs: GetLogEvents, FilterLogEvents. Each answers; body is the request's JSON, an object. */
#ifndef BRISK_GATEWAY_CONTROL_LOG_EVENTS_H
#define BRISK_GATEWAY_CONTROL_LOG_EVENTS_H

#include "gateway/control/call.h"

struct yyjson_val;

void brisk_control_get_log_events(brisk_control *control, brisk_control_call *call, struct yyjson_val *body);
void brisk_control_filter_log_events(brisk_control *control, brisk_control_call *call, struct yyjson_val *body);

#endif

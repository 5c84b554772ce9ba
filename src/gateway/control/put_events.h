/* put_events.h - CloudWatch Logs: PutLogEvents. */
#ifndef BRISK_GATEWAY_CONTROL_PUT_EVENTS_H
#define BRISK_GATEWAY_CONTROL_PUT_EVENTS_H

#include "gateway/control/call.h"

struct yyjson_val;

/** Answers. body: the request's JSON, an object. */
void brisk_control_put_log_events(brisk_control *control, brisk_control_call *call, struct yyjson_val *body);

#endif

/* logs.h - CloudWatch Logs: which call a request is. */
#ifndef BRISK_GATEWAY_CONTROL_LOGS_H
#define BRISK_GATEWAY_CONTROL_LOGS_H

#include "gateway/control/call.h"

/** Answers. operation: "FilterLogEvents"; one that is not offered is refused. */
void brisk_control_logs(brisk_control *control, brisk_control_call *call, brisk_str operation);

#endif

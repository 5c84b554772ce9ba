/* usage_plans.h - API Gateway's keys, usage plans, and the use that was made of them. */
#ifndef BRISK_GATEWAY_CONTROL_USAGE_PLANS_H
#define BRISK_GATEWAY_CONTROL_USAGE_PLANS_H

#include "gateway/control/call.h"

/** Each answers; not where the path is none that is offered. path: behind "/apikeys": "", "/k1". */
void brisk_control_api_keys(brisk_control *control, brisk_control_call *call, brisk_str path);
/** path: behind "/usageplans": "", "/plan1/usage". */
void brisk_control_usage_plans(brisk_control *control, brisk_control_call *call, brisk_str path);

#endif

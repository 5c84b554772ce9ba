/* log_groups.h - CloudWatch Logs: groups and their retention. Each answers; body is the request's JSON, an object. */
#ifndef BRISK_GATEWAY_CONTROL_LOG_GROUPS_H
#define BRISK_GATEWAY_CONTROL_LOG_GROUPS_H

#include "gateway/control/call.h"

struct yyjson_val;

void brisk_control_describe_log_groups(brisk_control *control, brisk_control_call *call, struct yyjson_val *body);
void brisk_control_create_log_group(brisk_control *control, brisk_control_call *call, struct yyjson_val *body);
void brisk_control_delete_log_group(brisk_control *control, brisk_control_call *call, struct yyjson_val *body);
void brisk_control_put_retention_policy(brisk_control *control, brisk_control_call *call, struct yyjson_val *body);
void brisk_control_delete_retention_policy(brisk_control *control, brisk_control_call *call, struct yyjson_val *body);

#endif

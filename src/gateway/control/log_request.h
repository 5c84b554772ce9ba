/* log_request.h - what a request to CloudWatch Logs asks for: members of its JSON, and what they name. */
#ifndef BRISK_GATEWAY_CONTROL_LOG_REQUEST_H
#define BRISK_GATEWAY_CONTROL_LOG_REQUEST_H

#include "gateway/control/call.h"
#include "gateway/logs/store.h"

struct yyjson_val;

/** ptr NULL where there is none. */
brisk_str brisk_control_member_text(struct yyjson_val *body, const char *name);
int64_t brisk_control_member_integer(struct yyjson_val *body, const char *name, int64_t otherwise);

/** The group that logGroupName or logGroupIdentifier (a name or an ARN) names. */
brisk_str brisk_control_log_group(struct yyjson_val *body);

/** How many groups or streams a page is to have; 0: answered, the limit is wrong. */
size_t brisk_control_list_limit(brisk_control_call *call, struct yyjson_val *body);

/** Whether the group has a stream of this name. A status of the store: there is no such group, or it cannot be read. */
BRISK_MUST_CHECK brisk_status brisk_control_has_stream(brisk_log_store *logs, brisk_str group, brisk_str stream,
                                                       bool *has);

#endif

/* logs.c - see logs.h: the calls are told by X-Amz-Target. Each finds the body parsed. */
#include "gateway/control/logs.h"

#include "core/str.h"
#include "gateway/control/log_answer.h"
#include "gateway/control/log_events.h"
#include "gateway/control/log_groups.h"
#include "gateway/control/log_streams.h"
#include "gateway/control/put_events.h"

#include <stdio.h>
#include <yyjson.h>

typedef void logs_call(brisk_control *control, brisk_control_call *call, struct yyjson_val *body);

static const struct {
    const char *name;
    logs_call *answer;
} calls[] = {{"DescribeLogGroups", brisk_control_describe_log_groups},
             {"DescribeLogStreams", brisk_control_describe_log_streams},
             {"GetLogEvents", brisk_control_get_log_events},
             {"FilterLogEvents", brisk_control_filter_log_events},
             {"CreateLogGroup", brisk_control_create_log_group},
             {"CreateLogStream", brisk_control_create_log_stream},
             {"DeleteLogGroup", brisk_control_delete_log_group},
             {"DeleteLogStream", brisk_control_delete_log_stream},
             {"PutRetentionPolicy", brisk_control_put_retention_policy},
             {"DeleteRetentionPolicy", brisk_control_delete_retention_policy},
             {"PutLogEvents", brisk_control_put_log_events}};

void brisk_control_logs(brisk_control *control, brisk_control_call *call, brisk_str operation)
{
    brisk_str text = brisk_request_body(call->request);
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        if (!brisk_str_is(operation, calls[i].name)) {
            continue;
        }
        yyjson_doc *document = yyjson_read(text.len > 0 ? text.ptr : "{}", text.len > 0 ? text.len : 2, 0);
        yyjson_val *body = yyjson_doc_get_root(document);
        if (yyjson_is_obj(body)) {
            calls[i].answer(control, call, body);
        } else {
            brisk_control_logs_error(call, 400, "SerializationException", "The body is no JSON object.");
        }
        yyjson_doc_free(document);
        return;
    }
    char message[160];
    (void)snprintf(message, sizeof(message), "brisk gateway does not offer the operation %.*s.",
                   operation.len > 64 ? 64 : (int)operation.len, operation.len > 0 ? operation.ptr : "");
    brisk_control_logs_error(call, 400, "UnsupportedOperationException", message);
}

/* log_request.c - see log_request.h. */
#include "gateway/control/log_request.h"

#include "core/str.h"
#include "gateway/control/log_answer.h"
#include "gateway/control/names.h"

#include <stdio.h>
#include <yyjson.h>

enum { PAGE_MAX = 50 };

brisk_str brisk_control_member_text(struct yyjson_val *body, const char *name)
{
    yyjson_val *value = yyjson_obj_get(body, name);
    return yyjson_is_str(value) ? (brisk_str){yyjson_get_str(value), yyjson_get_len(value)} : (brisk_str){0};
}

int64_t brisk_control_member_integer(struct yyjson_val *body, const char *name, int64_t otherwise)
{
    yyjson_val *value = yyjson_obj_get(body, name);
    return yyjson_is_int(value) ? yyjson_get_sint(value) : otherwise;
}

brisk_str brisk_control_log_group(struct yyjson_val *body)
{
    brisk_str name = brisk_control_member_text(body, "logGroupName");
    return brisk_control_group_name(name.len > 0 ? name : brisk_control_member_text(body, "logGroupIdentifier"));
}

size_t brisk_control_list_limit(brisk_control_call *call, struct yyjson_val *body)
{
    int64_t limit = brisk_control_member_integer(body, "limit", PAGE_MAX);
    if (limit < 1 || limit > PAGE_MAX) {
        char message[160];
        (void)snprintf(message, sizeof(message),
                       "1 validation error detected: Value '%lld' at 'limit' failed to satisfy constraint: Member must "
                       "have value between 1 and 50",
                       (long long)limit);
        brisk_control_logs_error(call, 400, "InvalidParameterException", message);
        return 0;
    }
    return (size_t)limit;
}

typedef struct wanted_stream {
    brisk_str name;
    bool is_found;
} wanted_stream;

static bool visit_stream(void *context, const brisk_log_stream_info *info)
{
    wanted_stream *wanted = context;
    wanted->is_found = brisk_str_equal(info->name, wanted->name);
    return !wanted->is_found;
}

brisk_status brisk_control_has_stream(brisk_log_store *logs, brisk_str group, brisk_str stream, bool *has)
{
    wanted_stream wanted = {.name = stream};
    brisk_status status = brisk_log_each_stream(logs, group, stream, visit_stream, &wanted);
    *has = status == BRISK_OK && wanted.is_found;
    return status;
}

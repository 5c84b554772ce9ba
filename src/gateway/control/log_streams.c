/* log_streams.c - CloudWatch Logs: DescribeLogStreams, CreateLogStream, DeleteLogStream.
 *
 * Source: the CloudWatch Logs API reference. A page's token is the name that its last item has: what comes and goes
 * between two pages leads neither to gaps nor to repetitions. */
#include "gateway/control/log_streams.h"

#include "core/str.h"
#include "gateway/control/answer.h"
#include "gateway/control/log_answer.h"
#include "gateway/control/log_request.h"
#include "gateway/control/names.h"
#include "gateway/control/state.h"
#include "gateway/json.h"
#include "gateway/logs/store.h"

#include <stdlib.h>
#include <yyjson.h>

/* ---- lists ---- */

typedef struct stream_list {
    brisk_arena *arena;
    brisk_log_stream_info *items;
    size_t count, capacity;
    bool is_full;
} stream_list;

static bool take_stream(void *context, const brisk_log_stream_info *info)
{
    stream_list *list = context;
    if (list->count == list->capacity) {
        size_t wanted = list->capacity == 0 ? 64 : list->capacity * 2;
        void *grown = brisk_arena_grow(list->arena, list->items, list->capacity * sizeof(*list->items),
                                       wanted * sizeof(*list->items));
        if (grown == NULL) {
            list->is_full = true;
            return false;
        }
        list->items = grown;
        list->capacity = wanted;
    }
    list->items[list->count++] = *info;
    return true;
}

static int by_last_event(const void *a, const void *b)
{
    const brisk_log_stream_info *left = a, *right = b;
    if (left->last_event_ms != right->last_event_ms) {
        return left->last_event_ms < right->last_event_ms ? -1 : 1;
    }
    return brisk_str_compare(left->name, right->name);
}

static void add_stream(const brisk_control *control, brisk_buffer *out, brisk_str group,
                       const brisk_log_stream_info *info)
{
    brisk_json_add_name(out, NULL);
    brisk_buffer_append_char(out, '{');
    brisk_json_add_text(out, "logStreamName", info->name);
    brisk_json_add_integer(out, "creationTime", info->created_ms);
    if (info->last_ingestion_ms != 0) {
        brisk_json_add_integer(out, "firstEventTimestamp", info->first_event_ms);
        brisk_json_add_integer(out, "lastEventTimestamp", info->last_event_ms);
        brisk_json_add_integer(out, "lastIngestionTime", info->last_ingestion_ms);
    }
    brisk_json_add_text(out, "uploadSequenceToken", BRISK_S(BRISK_CONTROL_SEQUENCE_TOKEN));
    brisk_json_add_text(out, "arn",
                        brisk_str_concat(out->arena, brisk_control_group_arn(control->config, out->arena, group),
                                         BRISK_S(":log-stream:"), info->name));
    brisk_json_add_integer(out, "storedBytes", info->stored_bytes);
    brisk_buffer_append_char(out, '}');
}

/* Where the page begins: behind the item that the token names. SIZE_MAX: there is none such. */
static size_t find_start(const stream_list *list, brisk_str token)
{
    for (size_t i = 0; i < list->count && token.len > 0; i++) {
        if (brisk_str_equal(list->items[i].name, token)) {
            return i + 1;
        }
    }
    return token.len > 0 ? SIZE_MAX : 0;
}

static void answer_streams(brisk_control *control, brisk_control_call *call, yyjson_val *body, const stream_list *list)
{
    size_t limit = brisk_control_list_limit(call, body);
    size_t start = find_start(list, brisk_control_member_text(body, "nextToken"));
    brisk_buffer out;
    if (limit == 0) {
        return;
    }
    if (start == SIZE_MAX) {
        brisk_control_logs_error(call, 400, "InvalidParameterException", "The specified nextToken is invalid.");
        return;
    }
    size_t end = list->count - start < limit ? list->count : start + limit;
    brisk_control_buffer(call, &out);
    brisk_buffer_append_c_string(&out, "{\"logStreams\":[");
    for (size_t i = start; i < end; i++) {
        add_stream(control, &out, brisk_control_log_group(body), &list->items[i]);
    }
    brisk_buffer_append_char(&out, ']');
    if (end < list->count && end > start) {
        brisk_json_add_text(&out, "nextToken", list->items[end - 1].name);
    }
    brisk_buffer_append_char(&out, '}');
    brisk_control_logs_answer(call, &out);
}

void brisk_control_describe_log_streams(brisk_control *control, brisk_control_call *call, struct yyjson_val *body)
{
    stream_list list = {.arena = brisk_request_arena(call->request)};
    brisk_str prefix = brisk_control_member_text(body, "logStreamNamePrefix");
    bool is_by_time = brisk_str_is(brisk_control_member_text(body, "orderBy"), "LastEventTime");
    if (is_by_time && prefix.len > 0) {
        brisk_control_logs_error(call, 400, "InvalidParameterException",
                                 "Cannot order by LastEventTime with a logStreamNamePrefix.");
        return;
    }
    brisk_status status =
        brisk_log_each_stream(control->logs, brisk_control_log_group(body), prefix, take_stream, &list);
    if (status != BRISK_OK || list.is_full) {
        brisk_control_store_error(call, list.is_full ? BRISK_NO_MEMORY : status, "log group");
        return;
    }
    if (is_by_time && list.count > 1) {
        qsort(list.items, list.count, sizeof(*list.items), by_last_event);
    }
    if (yyjson_is_true(yyjson_obj_get(body, "descending"))) {
        for (size_t i = 0; i < list.count / 2; i++) {
            brisk_log_stream_info other = list.items[i];
            list.items[i] = list.items[list.count - 1 - i];
            list.items[list.count - 1 - i] = other;
        }
    }
    answer_streams(control, call, body, &list);
}

/* ---- making and deleting ---- */

void brisk_control_create_log_stream(brisk_control *control, brisk_control_call *call, struct yyjson_val *body)
{
    brisk_log_store *logs = control->logs;
    brisk_log_stream *made;
    brisk_str group = brisk_control_member_text(body, "logGroupName");
    brisk_str name = brisk_control_member_text(body, "logStreamName");
    bool is_there;
    brisk_status status = brisk_control_has_stream(logs, group, name, &is_there);
    if (status != BRISK_OK) {
        brisk_control_store_error(call, status, "log group");
    } else if (is_there) {
        brisk_control_logs_error(call, 400, "ResourceAlreadyExistsException",
                                 "The specified log stream already exists");
    } else {
        brisk_control_store_status(call, brisk_log_store_stream(logs, group, name, &made), "log stream");
    }
}

void brisk_control_delete_log_stream(brisk_control *control, brisk_control_call *call, struct yyjson_val *body)
{
    brisk_control_store_status(call,
                               brisk_log_store_delete_stream(control->logs,
                                                             brisk_control_member_text(body, "logGroupName"),
                                                             brisk_control_member_text(body, "logStreamName")),
                               "log stream");
}

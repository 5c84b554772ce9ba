/* logs.c - CloudWatch Logs: groups, streams, retention; the calls are told by X-Amz-Target.
 *
 * Source: the CloudWatch Logs API reference. A page's token is the name that its last item has: what comes and goes
 * between two pages leads neither to gaps nor to repetitions. */
#include "gateway/control/private.h"

#include "core/clock.h"
#include "core/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <yyjson.h>

enum { PAGE_MAX = 50 };

#define LOGS_MEDIA "application/x-amz-json-1.1"

typedef void logs_call(brisk_control *control, brisk_control_call *call, yyjson_val *body);

/* ---- requests ---- */

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

/* "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/hello:*" */
brisk_str brisk_control_log_group(struct yyjson_val *body)
{
    brisk_str name = brisk_control_member_text(body, "logGroupName");
    if (name.len == 0) {
        name = brisk_control_member_text(body, "logGroupIdentifier");
    }
    size_t at = brisk_str_find(name, BRISK_S(":log-group:"));
    if (brisk_str_starts_with(name, BRISK_S("arn:")) && at != BRISK_STR_NONE) {
        name = brisk_str_from(name, at + sizeof(":log-group:") - 1);
        name = brisk_str_ends_with(name, BRISK_S(":*")) ? brisk_str_slice(name, 0, name.len - 2) : name;
    }
    return name;
}

void brisk_control_store_error(brisk_control_call *call, brisk_status status, const char *what)
{
    char message[128];
    if (status == BRISK_NOT_FOUND) {
        (void)snprintf(message, sizeof(message), "The specified %s does not exist.", what);
        brisk_control_logs_error(call, 400, "ResourceNotFoundException", message);
    } else if (status == BRISK_LIMIT || status == BRISK_INVALID) {
        (void)snprintf(message, sizeof(message), "The name of the %s is not valid.", what);
        brisk_control_logs_error(call, 400, "InvalidParameterException", message);
    } else {
        brisk_control_logs_error(call, 503, "ServiceUnavailableException", "The logs cannot be read or written.");
    }
}

static void answer_nothing(brisk_control_call *call)
{
    (void)brisk_respond(call->request, 200, LOGS_MEDIA, BRISK_S(""));
}

static void answer_status(brisk_control_call *call, brisk_status status, const char *what)
{
    if (status == BRISK_OK) {
        answer_nothing(call);
    } else {
        brisk_control_store_error(call, status, what);
    }
}

/* How many items a page is to have; 0: answered, the limit is wrong. */
static size_t read_limit(brisk_control_call *call, yyjson_val *body)
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

/* rest: a stream's name, behind ":log-stream:". */
static void add_arn(const brisk_control *control, brisk_buffer *out, const char *member, brisk_str group,
                    const char *between, brisk_str rest)
{
    const brisk_gateway_config *config = control->options.config;
    brisk_str arn = brisk_arena_printf(out->arena, "arn:aws:logs:%.*s:%.*s:log-group:%.*s%s", (int)config->region.len,
                                       config->region.ptr, (int)config->account_id.len, config->account_id.ptr,
                                       (int)group.len, group.ptr, between);
    brisk_json_add_text(out, member, brisk_str_concat(out->arena, arn, rest, BRISK_S("")));
}

/* ---- groups ---- */

typedef struct group_page {
    const brisk_control *control;
    brisk_buffer out;
    brisk_str after, pattern, last;
    size_t left;
    bool has_more;
} group_page;

static bool take_group(void *context, const brisk_log_group_info *info)
{
    group_page *page = context;
    if (brisk_str_compare(info->name, page->after) <= 0 ||
        brisk_str_find(info->name, page->pattern) == BRISK_STR_NONE) {
        return true;
    }
    if (page->left == 0) {
        page->has_more = true;
        return false;
    }
    brisk_buffer *out = &page->out;
    page->left--;
    page->last = info->name;
    brisk_json_add_name(out, NULL);
    brisk_buffer_append_char(out, '{');
    brisk_json_add_text(out, "logGroupName", info->name);
    brisk_json_add_integer(out, "creationTime", info->created_ms);
    if (info->retention_days > 0) {
        brisk_json_add_integer(out, "retentionInDays", info->retention_days);
    }
    brisk_json_add_integer(out, "metricFilterCount", 0);
    add_arn(page->control, out, "arn", info->name, ":*", (brisk_str){0});
    brisk_json_add_integer(out, "storedBytes", info->stored_bytes);
    brisk_json_add_text(out, "logGroupClass", BRISK_S("STANDARD"));
    add_arn(page->control, out, "logGroupArn", info->name, "", (brisk_str){0});
    brisk_buffer_append_char(out, '}');
    return true;
}

static void describe_log_groups(brisk_control *control, brisk_control_call *call, yyjson_val *body)
{
    group_page page = {.control = control, .left = read_limit(call, body)};
    if (page.left == 0) {
        return;
    }
    page.after = brisk_control_member_text(body, "nextToken");
    page.pattern = brisk_control_member_text(body, "logGroupNamePattern");
    brisk_control_buffer(call, &page.out);
    brisk_buffer_append_c_string(&page.out, "{\"logGroups\":[");
    brisk_status status = brisk_log_each_group(
        control->options.logs, brisk_control_member_text(body, "logGroupNamePrefix"), take_group, &page);
    if (status != BRISK_OK) {
        brisk_control_store_error(call, status, "log group");
        return;
    }
    brisk_buffer_append_char(&page.out, ']');
    if (page.has_more) {
        brisk_json_add_text(&page.out, "nextToken", page.last);
    }
    brisk_buffer_append_char(&page.out, '}');
    brisk_control_answer(call, 200, LOGS_MEDIA, &page.out);
}

/* ---- streams ---- */

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
    add_arn(control, out, "arn", group, ":log-stream:", info->name);
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
    size_t limit = read_limit(call, body);
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
    brisk_control_answer(call, 200, LOGS_MEDIA, &out);
}

static void describe_log_streams(brisk_control *control, brisk_control_call *call, yyjson_val *body)
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
        brisk_log_each_stream(control->options.logs, brisk_control_log_group(body), prefix, take_stream, &list);
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

static bool visit_none(void *context, const brisk_log_stream_info *info)
{
    (void)context;
    (void)info;
    return false;
}

static bool visit_found(void *context, const brisk_log_stream_info *info)
{
    brisk_log_stream_info *wanted = context;
    bool is_it = brisk_str_equal(info->name, wanted->name);
    wanted->created_ms = is_it ? 1 : 0;
    return !is_it;
}

bool brisk_control_find_stream(brisk_control *control, brisk_control_call *call, brisk_str group, brisk_str stream)
{
    brisk_log_stream_info wanted = {.name = stream};
    brisk_status status = brisk_log_each_stream(control->options.logs, group, stream, visit_found, &wanted);
    if (status != BRISK_OK || wanted.created_ms == 0) {
        brisk_control_store_error(call, status == BRISK_OK ? BRISK_NOT_FOUND : status,
                                  status == BRISK_OK ? "log stream" : "log group");
        return false;
    }
    return true;
}

static void create_log_group(brisk_control *control, brisk_control_call *call, yyjson_val *body)
{
    brisk_str name = brisk_control_member_text(body, "logGroupName");
    if (brisk_log_each_stream(control->options.logs, name, BRISK_S(""), visit_none, NULL) == BRISK_OK) {
        brisk_control_logs_error(call, 400, "ResourceAlreadyExistsException", "The specified log group already exists");
        return;
    }
    answer_status(call, brisk_log_store_group(control->options.logs, name), "log group");
}

static void create_log_stream(brisk_control *control, brisk_control_call *call, yyjson_val *body)
{
    brisk_log_store *logs = control->options.logs;
    brisk_log_stream *made;
    brisk_str group = brisk_control_member_text(body, "logGroupName");
    brisk_log_stream_info wanted = {.name = brisk_control_member_text(body, "logStreamName")};
    brisk_status status = brisk_log_each_stream(logs, group, wanted.name, visit_found, &wanted);
    if (status != BRISK_OK) {
        brisk_control_store_error(call, status, "log group");
    } else if (wanted.created_ms != 0) {
        brisk_control_logs_error(call, 400, "ResourceAlreadyExistsException",
                                 "The specified log stream already exists");
    } else {
        answer_status(call, brisk_log_store_stream(logs, group, wanted.name, &made), "log stream");
    }
}

static void delete_log_group(brisk_control *control, brisk_control_call *call, yyjson_val *body)
{
    brisk_str name = brisk_control_member_text(body, "logGroupName");
    answer_status(call, brisk_log_store_delete_group(control->options.logs, name), "log group");
}

static void delete_log_stream(brisk_control *control, brisk_control_call *call, yyjson_val *body)
{
    answer_status(call,
                  brisk_log_store_delete_stream(control->options.logs, brisk_control_member_text(body, "logGroupName"),
                                                brisk_control_member_text(body, "logStreamName")),
                  "log stream");
}

static void put_retention_policy(brisk_control *control, brisk_control_call *call, yyjson_val *body)
{
    static const int16_t known[] = {1,   3,   5,   7,   14,   30,   60,   90,   120,  150,  180,
                                    365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653};
    int64_t days = brisk_control_member_integer(body, "retentionInDays", 0);
    bool is_known = false;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        is_known = is_known || known[i] == days;
    }
    if (!is_known) {
        brisk_control_logs_error(call, 400, "InvalidParameterException",
                                 "retentionInDays must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, "
                                 "545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653.");
        return;
    }
    brisk_str name = brisk_control_member_text(body, "logGroupName");
    answer_status(call, brisk_log_store_set_retention(control->options.logs, name, (int32_t)days), "log group");
}

static void delete_retention_policy(brisk_control *control, brisk_control_call *call, yyjson_val *body)
{
    brisk_str name = brisk_control_member_text(body, "logGroupName");
    answer_status(call, brisk_log_store_set_retention(control->options.logs, name, 0), "log group");
}

/* ---- calls ---- */

static const struct {
    const char *name;
    logs_call *answer;
} calls[] = {{"DescribeLogGroups", describe_log_groups},     {"DescribeLogStreams", describe_log_streams},
             {"GetLogEvents", brisk_control_get_log_events}, {"FilterLogEvents", brisk_control_filter_log_events},
             {"CreateLogGroup", create_log_group},           {"CreateLogStream", create_log_stream},
             {"DeleteLogGroup", delete_log_group},           {"DeleteLogStream", delete_log_stream},
             {"PutRetentionPolicy", put_retention_policy},   {"DeleteRetentionPolicy", delete_retention_policy},
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

/* log_groups.c - CloudWatch Logs: DescribeLogGroups, CreateLogGroup, DeleteLogGroup, PutRetentionPolicy,
 * DeleteRetentionPolicy.
 *
 * Source: the CloudWatch Logs API reference. A page's token is the name that its last item has: what comes and goes
 * between two pages leads neither to gaps nor to repetitions. */
#include "gateway/control/log_groups.h"

#include "core/str.h"
#include "gateway/control/answer.h"
#include "gateway/control/log_answer.h"
#include "gateway/control/log_request.h"
#include "gateway/control/names.h"
#include "gateway/control/state.h"
#include "gateway/json.h"
#include "gateway/logs/store.h"

#include <yyjson.h>

/* ---- lists ---- */

typedef struct group_page {
    const brisk_control *control;
    brisk_buffer out;
    brisk_str after, pattern, last;
    size_t left;
    bool has_more;
} group_page;

static void add_arn(const brisk_control *control, brisk_buffer *out, const char *member, brisk_str group,
                    const char *end)
{
    brisk_str arn = brisk_control_group_arn(control->config, out->arena, group);
    brisk_json_add_text(out, member, brisk_str_concat(out->arena, arn, brisk_str_view(end), BRISK_S("")));
}

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
    add_arn(page->control, out, "arn", info->name, ":*");
    brisk_json_add_integer(out, "storedBytes", info->stored_bytes);
    brisk_json_add_text(out, "logGroupClass", BRISK_S("STANDARD"));
    add_arn(page->control, out, "logGroupArn", info->name, "");
    brisk_buffer_append_char(out, '}');
    return true;
}

void brisk_control_describe_log_groups(brisk_control *control, brisk_control_call *call, struct yyjson_val *body)
{
    group_page page = {.control = control, .left = brisk_control_list_limit(call, body)};
    if (page.left == 0) {
        return;
    }
    page.after = brisk_control_member_text(body, "nextToken");
    page.pattern = brisk_control_member_text(body, "logGroupNamePattern");
    brisk_control_buffer(call, &page.out);
    brisk_buffer_append_c_string(&page.out, "{\"logGroups\":[");
    brisk_status status =
        brisk_log_each_group(control->logs, brisk_control_member_text(body, "logGroupNamePrefix"), take_group, &page);
    if (status != BRISK_OK) {
        brisk_control_store_error(call, status, "log group");
        return;
    }
    brisk_buffer_append_char(&page.out, ']');
    if (page.has_more) {
        brisk_json_add_text(&page.out, "nextToken", page.last);
    }
    brisk_buffer_append_char(&page.out, '}');
    brisk_control_logs_answer(call, &page.out);
}

/* ---- making and deleting ---- */

static bool visit_none(void *context, const brisk_log_stream_info *info)
{
    (void)context;
    (void)info;
    return false;
}

void brisk_control_create_log_group(brisk_control *control, brisk_control_call *call, struct yyjson_val *body)
{
    brisk_str name = brisk_control_member_text(body, "logGroupName");
    if (brisk_log_each_stream(control->logs, name, BRISK_S(""), visit_none, NULL) == BRISK_OK) {
        brisk_control_logs_error(call, 400, "ResourceAlreadyExistsException", "The specified log group already exists");
        return;
    }
    brisk_control_store_status(call, brisk_log_store_group(control->logs, name), "log group");
}

void brisk_control_delete_log_group(brisk_control *control, brisk_control_call *call, struct yyjson_val *body)
{
    brisk_str name = brisk_control_member_text(body, "logGroupName");
    brisk_control_store_status(call, brisk_log_store_delete_group(control->logs, name), "log group");
}

/* ---- retention ---- */

void brisk_control_put_retention_policy(brisk_control *control, brisk_control_call *call, struct yyjson_val *body)
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
    brisk_control_store_status(call, brisk_log_store_set_retention(control->logs, name, (int32_t)days), "log group");
}

void brisk_control_delete_retention_policy(brisk_control *control, brisk_control_call *call, struct yyjson_val *body)
{
    brisk_str name = brisk_control_member_text(body, "logGroupName");
    brisk_control_store_status(call, brisk_log_store_set_retention(control->logs, name, 0), "log group");
}

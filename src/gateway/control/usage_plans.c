/* usage_plans.c - API Gateway's GetApiKeys, GetApiKey, GetUsagePlans, GetUsagePlan, GetUsagePlanKeys, GetUsagePlanKey,
 * GetUsage.
 *
 * GetUsage has a pair [used, left] for each day. A plan without quota has 0 left, and days of which nothing is known are
 * without use. */
#include "gateway/control/usage_plans.h"

#include "core/date.h"
#include "core/str.h"
#include "gateway/control/answer.h"
#include "gateway/control/parameters.h"
#include "gateway/control/state.h"
#include "gateway/front/usage_report.h"
#include "gateway/json.h"

enum { PAGE = 25, PAGE_MAX = 500, DAYS_MAX = 92 };

static void begin_list(brisk_control_call *call, brisk_buffer *out, brisk_control_page *page)
{
    *page = (brisk_control_page){.count = brisk_control_number(call, "limit", PAGE_MAX, PAGE),
                                 .from = brisk_control_number(call, "position", SIZE_MAX / 2, 0)};
    brisk_control_buffer(call, out);
    brisk_buffer_append_c_string(out, "{\"item\":[");
}

static void end_list(brisk_control_call *call, brisk_buffer *out, const brisk_control_page *page)
{
    brisk_buffer_append_char(out, ']');
    if (brisk_control_page_has_more(page)) {
        brisk_buffer_append_printf(out, ",\"position\":\"%zu\"", page->from + page->count);
    }
    brisk_buffer_append_char(out, '}');
    brisk_control_answer(call, 200, "application/json", out);
}

static void answer_one(brisk_control_call *call, const brisk_buffer *out)
{
    brisk_control_answer(call, 200, "application/json", out);
}

static void refuse(brisk_control_call *call, const char *what)
{
    brisk_control_rest_error(call, 404, "NotFoundException", what);
}

static bool is_in_plan(const brisk_plan_config *plan, brisk_str key_id)
{
    for (size_t i = 0; i < plan->key_count; i++) {
        if (brisk_str_equal(plan->key_ids[i], key_id)) {
            return true;
        }
    }
    return false;
}

static const brisk_key_config *find_key(const brisk_control *control, brisk_str id)
{
    const brisk_api_config *api = &control->config->api;
    for (size_t i = 0; i < api->key_count; i++) {
        if (brisk_str_equal(api->keys[i].id, id)) {
            return &api->keys[i];
        }
    }
    return NULL;
}

/* ---- keys ---- */

static void add_key(const brisk_control *control, brisk_buffer *out, const brisk_key_config *key, bool has_value)
{
    const brisk_api_config *api = &control->config->api;
    bool has_plan = false;
    for (size_t i = 0; i < api->plan_count && !has_plan; i++) {
        has_plan = is_in_plan(&api->plans[i], key->id);
    }
    brisk_json_add_name(out, NULL);
    brisk_buffer_append_char(out, '{');
    brisk_json_add_text(out, "id", key->id);
    if (has_value) {
        brisk_json_add_text(out, "value", key->value);
    }
    brisk_json_add_text(out, "name", key->name);
    brisk_json_add_bool(out, "enabled", key->is_enabled);
    brisk_json_add_integer(out, "createdDate", control->started_ms / 1000);
    brisk_json_add_integer(out, "lastUpdatedDate", control->started_ms / 1000);
    brisk_json_add_name(out, "stageKeys");
    brisk_buffer_append_char(out, '[');
    if (has_plan) {
        brisk_json_add_text(out, NULL, brisk_str_concat(out->arena, api->id, BRISK_S("/"), api->stage));
    }
    brisk_buffer_append_c_string(out, "]}");
}

void brisk_control_api_keys(brisk_control *control, brisk_control_call *call, brisk_str path)
{
    const brisk_api_config *api = &control->config->api;
    brisk_str id = brisk_control_segment(&path), name = brisk_control_parameter(call, "name");
    brisk_control_page page;
    brisk_buffer out;
    if (path.len > 0) {
        return; /* not offered */
    }
    if (id.len > 0) {
        const brisk_key_config *key = find_key(control, id);
        if (key == NULL) {
            refuse(call, "Invalid API Key identifier specified");
            return;
        }
        brisk_control_buffer(call, &out);
        add_key(control, &out, key, brisk_str_is(brisk_control_parameter(call, "includeValue"), "true"));
        answer_one(call, &out);
        return;
    }
    bool has_values = brisk_str_is(brisk_control_parameter(call, "includeValues"), "true");
    begin_list(call, &out, &page);
    for (size_t i = 0; i < api->key_count; i++) {
        if (brisk_str_starts_with(api->keys[i].name, name) && brisk_control_page_takes(&page)) {
            add_key(control, &out, &api->keys[i], has_values);
        }
    }
    end_list(call, &out, &page);
}

/* ---- plans ---- */

static void add_throttle(brisk_buffer *out, const brisk_throttle *throttle)
{
    brisk_buffer_append_char(out, '{');
    brisk_json_add_integer(out, "burstLimit", throttle->burst);
    brisk_json_add_name(out, "rateLimit");
    brisk_buffer_append_double(out, throttle->rate);
    brisk_buffer_append_char(out, '}');
}

static void add_stages(const brisk_control *control, brisk_buffer *out, const brisk_plan_config *plan)
{
    const brisk_api_config *api = &control->config->api;
    brisk_json_add_name(out, "apiStages");
    brisk_buffer_append_c_string(out, "[{");
    brisk_json_add_text(out, "apiId", api->id);
    brisk_json_add_text(out, "stage", api->stage);
    if (plan->method_count > 0) {
        brisk_json_add_name(out, "throttle");
        brisk_buffer_append_char(out, '{');
        for (size_t i = 0; i < plan->method_count; i++) {
            const brisk_method_throttle *item = &plan->methods[i];
            brisk_json_add_text(out, NULL, brisk_str_concat(out->arena, item->path, BRISK_S("/"), item->method));
            brisk_buffer_append_char(out, ':');
            add_throttle(out, &item->throttle);
        }
        brisk_buffer_append_char(out, '}');
    }
    brisk_buffer_append_c_string(out, "}]");
}

static void add_plan(const brisk_control *control, brisk_buffer *out, const brisk_plan_config *plan)
{
    static const char *const periods[] = {"DAY", "WEEK", "MONTH"};
    brisk_json_add_name(out, NULL);
    brisk_buffer_append_char(out, '{');
    brisk_json_add_text(out, "id", plan->id);
    brisk_json_add_text(out, "name", plan->name);
    add_stages(control, out, plan);
    if (plan->throttle.is_set) {
        brisk_json_add_name(out, "throttle");
        add_throttle(out, &plan->throttle);
    }
    if (plan->has_quota) {
        brisk_json_add_name(out, "quota");
        brisk_buffer_append_char(out, '{');
        brisk_json_add_integer(out, "limit", plan->quota_limit);
        brisk_json_add_integer(out, "offset", plan->quota_offset);
        brisk_json_add_text(out, "period", brisk_str_view(periods[plan->quota_period]));
        brisk_buffer_append_char(out, '}');
    }
    brisk_buffer_append_char(out, '}');
}

static void list_plans(brisk_control *control, brisk_control_call *call)
{
    const brisk_api_config *api = &control->config->api;
    brisk_str key_id = brisk_control_parameter(call, "keyId");
    brisk_control_page page;
    brisk_buffer out;
    begin_list(call, &out, &page);
    for (size_t i = 0; i < api->plan_count; i++) {
        if ((key_id.len == 0 || is_in_plan(&api->plans[i], key_id)) && brisk_control_page_takes(&page)) {
            add_plan(control, &out, &api->plans[i]);
        }
    }
    end_list(call, &out, &page);
}

/* ---- keys of a plan ---- */

static void add_plan_key(brisk_buffer *out, const brisk_key_config *key)
{
    brisk_json_add_name(out, NULL);
    brisk_buffer_append_char(out, '{');
    brisk_json_add_text(out, "id", key->id);
    brisk_json_add_text(out, "type", BRISK_S("API_KEY"));
    brisk_json_add_text(out, "value", key->value);
    brisk_json_add_text(out, "name", key->name);
    brisk_buffer_append_char(out, '}');
}

static void answer_plan_keys(brisk_control *control, brisk_control_call *call, const brisk_plan_config *plan,
                             brisk_str id)
{
    brisk_str name = brisk_control_parameter(call, "name");
    brisk_control_page page;
    brisk_buffer out;
    if (id.len > 0) {
        const brisk_key_config *key = is_in_plan(plan, id) ? find_key(control, id) : NULL;
        if (key == NULL) {
            refuse(call, "Invalid API Key identifier specified");
            return;
        }
        brisk_control_buffer(call, &out);
        add_plan_key(&out, key);
        answer_one(call, &out);
        return;
    }
    begin_list(call, &out, &page);
    for (size_t i = 0; i < plan->key_count; i++) {
        const brisk_key_config *key = find_key(control, plan->key_ids[i]);
        if (key != NULL && brisk_str_starts_with(key->name, name) && brisk_control_page_takes(&page)) {
            add_plan_key(&out, key);
        }
    }
    end_list(call, &out, &page);
}

/* ---- usage ---- */

typedef struct usage_list {
    brisk_buffer out;
    int64_t first, last; /* days since 1970 */
} usage_list;

/* The days come in order, key by key. */
static void add_usage(void *context, const brisk_usage_day *day)
{
    usage_list *list = context;
    if (day->day == list->first) {
        brisk_json_add_text(&list->out, NULL, day->key_id);
        brisk_buffer_append_c_string(&list->out, ":[");
    }
    brisk_json_add_name(&list->out, NULL);
    brisk_buffer_append_printf(&list->out, "[%lld,%lld]", (long long)day->used,
                               (long long)(day->remaining > 0 ? day->remaining : 0));
    if (day->day == list->last) {
        brisk_buffer_append_char(&list->out, ']');
    }
}

/* False: it is no day. */
static bool read_day(const brisk_control_call *call, const char *name, int64_t *day)
{
    brisk_date date;
    brisk_str text = brisk_control_parameter(call, name);
    bool is_date =
        text.len == 10 && brisk_date_parse(text, &date, brisk_request_arena(call->request)).error == BRISK_FORMAT_OK;
    *day = is_date ? brisk_date_to_days(date) : 0;
    return is_date;
}

static void answer_usage(brisk_control *control, brisk_control_call *call, const brisk_plan_config *plan)
{
    usage_list list = {0};
    if (!read_day(call, "startDate", &list.first) || !read_day(call, "endDate", &list.last) || list.last < list.first ||
        list.last - list.first >= DAYS_MAX) {
        brisk_control_rest_error(call, 400, "BadRequestException",
                                 "Usage must be for a period of at most 92 days, as YYYY-MM-DD");
        return;
    }
    brisk_control_buffer(call, &list.out);
    brisk_buffer_append_char(&list.out, '{');
    brisk_json_add_text(&list.out, "usagePlanId", plan->id);
    brisk_json_add_text(&list.out, "startDate", brisk_control_parameter(call, "startDate"));
    brisk_json_add_text(&list.out, "endDate", brisk_control_parameter(call, "endDate"));
    brisk_json_add_name(&list.out, "values");
    brisk_buffer_append_char(&list.out, '{');
    brisk_front_each_usage_day(control->front, plan->id, brisk_control_parameter(call, "keyId"), list.first, list.last,
                               add_usage, &list);
    brisk_buffer_append_c_string(&list.out, "}}");
    answer_one(call, &list.out);
}

/* ---- calls ---- */

void brisk_control_usage_plans(brisk_control *control, brisk_control_call *call, brisk_str path)
{
    const brisk_api_config *api = &control->config->api;
    const brisk_plan_config *plan = NULL;
    brisk_str id = brisk_control_segment(&path), what = brisk_control_segment(&path);
    brisk_str key_id = brisk_control_segment(&path);
    for (size_t i = 0; i < api->plan_count; i++) {
        plan = brisk_str_equal(api->plans[i].id, id) ? &api->plans[i] : plan;
    }
    if (path.len > 0) {
        return; /* not offered */
    }
    if (id.len == 0) {
        list_plans(control, call);
    } else if (plan == NULL) {
        refuse(call, "Invalid Usage Plan identifier specified");
    } else if (what.len == 0) {
        brisk_buffer out;
        brisk_control_buffer(call, &out);
        add_plan(control, &out, plan);
        answer_one(call, &out);
    } else if (brisk_str_is(what, "keys")) {
        answer_plan_keys(control, call, plan, key_id);
    } else if (brisk_str_is(what, "usage") && key_id.len == 0) {
        answer_usage(control, call, plan);
    }
}

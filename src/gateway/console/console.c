/* console.c - the console's paths, and what is told to those who listen (console.h).
 *
 *     GET  /_brisk/                      the page
 *     GET  /_brisk/events                server-sent events: request, change, log
 *     GET  /_brisk/api/state             the gateway, its functions, keys and their usage
 *     GET  /_brisk/api/requests          summaries, the oldest first
 *     GET  /_brisk/api/requests/{id}     one request whole, with its log lines
 *     GET  /_brisk/api/logs              groups; with ?group= its newest events (log_search.h) */
#include "gateway/console/console.h"

#include "core/clock.h"
#include "core/heap.h"
#include "core/number.h"
#include "core/str.h"
#include "gateway/console/feed.h"
#include "gateway/console/log_search.h"
#include "gateway/console/page.h"
#include "gateway/console/record.h"
#include "gateway/front/usage_report.h"
#include "gateway/json.h"

#define PREFIX "/_brisk"

/* Of one request so many log lines are shown; they come a little before and behind the request itself. */
enum { LOG_EVENTS_MAX = 1000, LOG_MARGIN_MS = 2000 };

struct brisk_console {
    brisk_console_options options;
    brisk_records records;
    brisk_feed feed;
    brisk_buffer line; /* of an event; on the heap, kept */
};

brisk_status brisk_console_new(const brisk_console_options *options, brisk_console **out)
{
    brisk_console *console = brisk_heap_alloc_zeroed(1, sizeof(*console));
    *out = console;
    if (console == NULL) {
        return BRISK_NO_MEMORY;
    }
    console->options = *options;
    brisk_records_init(&console->records);
    brisk_buffer_init(&console->line, NULL, (size_t)1 << 20);
    return BRISK_OK;
}

void brisk_console_free(brisk_console *console)
{
    if (console == NULL) {
        return;
    }
    brisk_records_clear(&console->records);
    brisk_buffer_clear(&console->line);
    brisk_heap_free(console);
}

void brisk_console_stop(brisk_console *console)
{
    if (!console->feed.is_over) {
        brisk_feed_end(&console->feed);
    }
}

/* ---- what happens ---- */

static void send_line(brisk_console *console, const char *name)
{
    brisk_buffer_append_char(&console->line, '}');
    if (!brisk_buffer_failed(&console->line)) {
        brisk_feed_send(&console->feed, name, brisk_buffer_view(&console->line));
    }
}

void brisk_console_on_request(brisk_console *console, const brisk_console_request *request)
{
    const brisk_record *record = brisk_records_add(&console->records, request);
    if (record == NULL || console->feed.first == NULL) {
        return;
    }
    brisk_buffer_rewind(&console->line);
    brisk_buffer_append_char(&console->line, '{');
    brisk_record_write_summary(record, &console->line);
    send_line(console, "request");
}

void brisk_console_on_log(brisk_console *console, brisk_str group, brisk_str stream, const brisk_log_event *event)
{
    if (console->feed.first == NULL) {
        return;
    }
    brisk_buffer_rewind(&console->line);
    brisk_buffer_append_char(&console->line, '{');
    brisk_json_add_text(&console->line, "group", group);
    brisk_json_add_text(&console->line, "stream", stream);
    brisk_json_add_integer(&console->line, "time", event->timestamp_ms);
    brisk_json_add_text(&console->line, "message", brisk_str_slice(event->message, 0, 4096));
    send_line(console, "log");
}

void brisk_console_on_change(brisk_console *console, const brisk_lambda_change *change)
{
    static const char *const kinds[] = {"cold", "ready", "ended", "deployed", "broken"};
    if (console->feed.first == NULL) {
        return;
    }
    brisk_buffer_rewind(&console->line);
    brisk_buffer_append_char(&console->line, '{');
    brisk_json_add_text(&console->line, "kind", brisk_str_view(kinds[change->kind]));
    brisk_json_add_text(&console->line, "function", change->function);
    brisk_json_add_text(&console->line, "text", change->text);
    brisk_json_add_integer(&console->line, "environments", change->environments);
    send_line(console, "change");
}

/* ---- state ---- */

static void write_functions(brisk_console *console, brisk_buffer *out)
{
    const brisk_gateway_config *config = console->options.config;
    brisk_json_add_name(out, "functions");
    brisk_buffer_append_char(out, '[');
    for (size_t i = 0; i < config->function_count; i++) {
        brisk_function_state state;
        if (!brisk_lambda_function(console->options.lambda, config->functions[i].name, &state)) {
            continue;
        }
        brisk_json_add_name(out, NULL);
        brisk_buffer_append_char(out, '{');
        brisk_json_add_text(out, "name", state.config->name);
        brisk_json_add_text(out, "code", state.config->code);
        brisk_json_add_integer(out, "memoryMb", state.config->memory_mb);
        brisk_json_add_integer(out, "timeoutMs", state.config->timeout_ms);
        brisk_json_add_integer(out, "environments", state.environments);
        brisk_json_add_integer(out, "busy", state.busy);
        brisk_json_add_integer(out, "invocations", (int64_t)state.invocations);
        brisk_json_add_integer(out, "errors", (int64_t)state.errors);
        brisk_json_add_integer(out, "throttles", (int64_t)state.throttles);
        brisk_json_add_integer(out, "coldStarts", (int64_t)state.cold_starts);
        brisk_json_add_text(out, "problem", state.is_broken ? brisk_str_view(state.problem) : (brisk_str){0});
        brisk_buffer_append_char(out, '}');
    }
    brisk_buffer_append_char(out, ']');
}

typedef struct usage_writer {
    brisk_buffer *out;
    const brisk_api_config *api;
} usage_writer;

static void write_throttle(brisk_buffer *out, const brisk_throttle *throttle)
{
    if (throttle->is_set) {
        brisk_json_add_ms(out, "rate", throttle->rate);
        brisk_json_add_integer(out, "burst", throttle->burst);
    }
}

static void write_usage(void *context, const brisk_usage_state *state)
{
    usage_writer *writer = context;
    brisk_buffer *out = writer->out;
    brisk_json_add_name(out, NULL);
    brisk_buffer_append_char(out, '{');
    brisk_json_add_text(out, "planId", state->plan_id);
    brisk_json_add_text(out, "keyId", state->key_id);
    for (size_t i = 0; i < writer->api->key_count; i++) {
        const brisk_key_config *key = &writer->api->keys[i];
        if (brisk_str_equal(key->id, state->key_id)) {
            brisk_json_add_text(out, "name", key->name);
            brisk_json_add_text(out, "value", key->value);
            brisk_json_add_bool(out, "enabled", key->is_enabled);
        }
    }
    for (size_t i = 0; i < writer->api->plan_count; i++) {
        const brisk_plan_config *plan = &writer->api->plans[i];
        if (brisk_str_equal(plan->id, state->plan_id)) {
            write_throttle(out, &plan->throttle);
            if (plan->has_quota) {
                brisk_json_add_integer(out, "quota", plan->quota_limit);
            }
        }
    }
    brisk_json_add_ms(out, "tokens", state->tokens);
    brisk_json_add_integer(out, "used", state->used);
    brisk_json_add_integer(out, "throttled", (int64_t)state->throttled);
    brisk_json_add_integer(out, "overQuota", (int64_t)state->over_quota);
    brisk_buffer_append_char(out, '}');
}

static void write_state(brisk_console *console, brisk_buffer *out)
{
    static const char *const kinds[] = {"REST API", "HTTP API", "function URL"};
    const brisk_api_config *api = &console->options.config->api;
    brisk_front_time now = {brisk_clock_wall_us() / 1000, brisk_clock_monotonic_ns()};
    usage_writer writer = {out, api};
    brisk_buffer_append_char(out, '{');
    brisk_json_add_text(out, "url", console->options.url);
    brisk_json_add_text(out, "kind", brisk_str_view(kinds[api->kind]));
    brisk_json_add_text(out, "api", api->name);
    brisk_json_add_text(out, "stage", api->stage);
    brisk_json_add_integer(out, "now", now.wall_ms);
    write_functions(console, out);
    brisk_json_add_name(out, "keys");
    brisk_buffer_append_char(out, '[');
    brisk_front_each_usage(console->options.front, &now, write_usage, &writer);
    brisk_buffer_append_c_string(out, "]}");
}

/* ---- requests ---- */

static void write_requests(brisk_console *console, brisk_buffer *out)
{
    const brisk_record *record;
    brisk_buffer_append_char(out, '[');
    for (size_t i = 0; (record = brisk_records_at(&console->records, i)) != NULL; i++) {
        brisk_json_add_name(out, NULL);
        brisk_buffer_append_char(out, '{');
        brisk_record_write_summary(record, out);
        brisk_buffer_append_char(out, '}');
    }
    brisk_buffer_append_char(out, ']');
}

static void write_event(brisk_buffer *out, const brisk_log_event *event)
{
    brisk_json_add_name(out, NULL);
    brisk_buffer_append_char(out, '{');
    brisk_json_add_integer(out, "time", event->timestamp_ms);
    brisk_json_add_text(out, "message", event->message);
    brisk_buffer_append_char(out, '}');
}

/* The log lines of one request. */
typedef struct request_lines {
    brisk_buffer *out;
    brisk_str request_id;
    size_t count;
    bool is_inside; /* between the request's first and last line */
} request_lines;

/* An environment runs one invocation at a time: its lines are those from START to REPORT. */
static bool visit_request_line(void *context, const brisk_log_event *event)
{
    request_lines *lines = context;
    bool names_it = brisk_str_find(event->message, lines->request_id) != SIZE_MAX;
    bool is_report = brisk_str_starts_with(event->message, BRISK_S("REPORT ")) ||
                     brisk_str_find(event->message, BRISK_S("\"platform.report\"")) != SIZE_MAX;
    lines->is_inside = lines->is_inside || names_it;
    if (lines->is_inside) {
        write_event(lines->out, event);
        lines->count++;
    }
    return !(lines->is_inside && is_report && names_it) && lines->count < LOG_EVENTS_MAX;
}

static void write_request_lines(brisk_console *console, const brisk_record *record, brisk_buffer *out)
{
    request_lines lines = {.out = out, .request_id = record->result.request_id};
    if (!record->was_invoked || lines.request_id.len == 0) {
        return;
    }
    int64_t took_ms = (int64_t)((record->answered_ns - record->received_ns) / 1000000u);
    brisk_log_range range = {.from_ms = record->wall_ms - LOG_MARGIN_MS,
                             .to_ms = record->wall_ms + took_ms + LOG_MARGIN_MS};
    (void)brisk_log_each_event(console->options.logs, record->result.log_group, record->result.log_stream, &range,
                               visit_request_line, &lines);
}

static bool write_request(brisk_console *console, brisk_str id_text, brisk_buffer *out)
{
    uint64_t id;
    const brisk_record *record = NULL;
    if (brisk_digits_parse(id_text, INT64_MAX, &id) == BRISK_NUMBER_OK) {
        record = brisk_records_find(&console->records, id);
    }
    if (record == NULL) {
        return false;
    }
    brisk_buffer_append_char(out, '{');
    brisk_record_write_summary(record, out);
    brisk_record_write_whole(record, out);
    brisk_json_add_name(out, "log");
    brisk_buffer_append_char(out, '[');
    write_request_lines(console, record, out);
    brisk_buffer_append_c_string(out, "]}");
    return true;
}

/* ---- paths ---- */

bool brisk_console_is_meant(const brisk_request *request)
{
    brisk_str path = brisk_request_path(request);
    return brisk_str_starts_with(path, BRISK_S(PREFIX "/")) || brisk_str_is(path, PREFIX);
}

static void refuse(brisk_console_call *call, int status, const char *why)
{
    brisk_buffer out;
    brisk_buffer_init(&out, brisk_request_arena(call->request), 0);
    brisk_buffer_append_char(&out, '{');
    brisk_json_add_text(&out, "message", brisk_str_view(why));
    brisk_buffer_append_char(&out, '}');
    (void)brisk_respond_json(call->request, status, brisk_buffer_view(&out));
}

static void answer_api(brisk_console *console, brisk_console_call *call, brisk_str path)
{
    char problem[256] = "there is no such path";
    int status = 404;
    bool is_ok = true;
    brisk_buffer out;
    brisk_buffer_init(&out, brisk_request_arena(call->request), 0);
    brisk_set_header(call->request, BRISK_S("cache-control"), BRISK_S("no-store"));
    brisk_set_header(call->request, BRISK_S("x-content-type-options"), BRISK_S("nosniff"));
    if (brisk_str_is(path, "state")) {
        write_state(console, &out);
    } else if (brisk_str_is(path, "requests")) {
        write_requests(console, &out);
    } else if (brisk_str_starts_with(path, BRISK_S("requests/"))) {
        is_ok = write_request(console, brisk_str_from(path, sizeof("requests/") - 1), &out);
    } else if (brisk_str_is(path, "logs")) {
        is_ok = brisk_console_write_logs(console->options.logs, call->request, &out, problem, sizeof(problem));
        status = 400;
    } else {
        is_ok = false;
    }
    if (is_ok && !brisk_buffer_failed(&out)) {
        (void)brisk_respond_json(call->request, 200, brisk_buffer_view(&out));
    } else {
        refuse(call, is_ok ? 503 : status, is_ok ? "there is no memory for the answer" : problem);
    }
}

void brisk_console_handle(brisk_console *console, brisk_console_call *call)
{
    brisk_str path = brisk_request_path(call->request);
    brisk_str method = brisk_request_method(call->request);
    if (!brisk_str_is(method, "GET") && !brisk_str_is(method, "HEAD")) {
        brisk_set_header(call->request, BRISK_S("allow"), BRISK_S("GET, HEAD"));
        refuse(call, 405, "the console is read by GET");
        return;
    }
    if (brisk_str_is(path, PREFIX)) {
        (void)brisk_redirect(call->request, 307, BRISK_S(PREFIX "/"));
        return;
    }
    brisk_str name = brisk_str_from(path, sizeof(PREFIX));
    if (brisk_str_is(name, "events")) {
        if (!brisk_feed_open(&console->feed, call)) {
            refuse(call, 503, "too many pages listen already");
        }
    } else if (brisk_str_starts_with(name, BRISK_S("api/"))) {
        answer_api(console, call, brisk_str_from(name, 4));
    } else if (!brisk_page_answer(call, name)) {
        refuse(call, 404, "there is no such page");
    }
}

void brisk_console_end(brisk_console *console, brisk_console_call *call)
{
    brisk_feed_close(&console->feed, call);
}

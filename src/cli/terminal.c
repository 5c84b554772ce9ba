/* terminal.c - see terminal.h. */
#include "cli/terminal.h"

#include "core/clock.h"
#include "core/str.h"
#include "core/utf8.h"
#include "gateway/json.h"

#include <time.h>

#define RED    "\033[31m"
#define GREEN  "\033[32m"
#define YELLOW "\033[33m"
#define CYAN   "\033[36m"
#define DIM    "\033[2m"
#define BOLD   "\033[1m"
#define PLAIN  "\033[0m"

void brisk_terminal_init(brisk_terminal *terminal, FILE *out, bool is_json, bool has_color, bool is_quiet)
{
    *terminal =
        (brisk_terminal){.out = out, .is_json = is_json, .has_color = has_color && !is_json, .is_quiet = is_quiet};
    brisk_buffer_init(&terminal->line, NULL, (size_t)1 << 20);
}

void brisk_terminal_clear(brisk_terminal *terminal)
{
    brisk_buffer_clear(&terminal->line);
}

static const char *color(const brisk_terminal *terminal, const char *code)
{
    return terminal->has_color ? code : "";
}

enum { EVENT_LINES_MAX = 50 }; /* of an event, that are shown */

/* ---- JSON ---- */

static void begin_json(brisk_terminal *terminal, const char *kind)
{
    brisk_buffer_rewind(&terminal->line);
    brisk_buffer_append_char(&terminal->line, '{');
    brisk_json_add_text(&terminal->line, "event", brisk_str_view(kind));
}

static void end_json(brisk_terminal *terminal)
{
    brisk_buffer_append_c_string(&terminal->line, "}\n");
    (void)fwrite(terminal->line.data, 1, terminal->line.len, terminal->out);
    (void)fflush(terminal->out);
}

/* ---- requests ---- */

static double ms_between(uint64_t from_ns, uint64_t to_ns)
{
    return to_ns > from_ns ? (double)(to_ns - from_ns) / 1e6 : 0;
}

static void request_as_json(brisk_terminal *terminal, const brisk_console_request *request)
{
    const brisk_front_call *call = request->call;
    begin_json(terminal, "request");
    brisk_json_add_text(&terminal->line, "requestId", call->request_id);
    brisk_json_add_text(&terminal->line, "method", call->request->method_text);
    brisk_json_add_text(&terminal->line, "target", call->request->target);
    brisk_json_add_integer(&terminal->line, "status", request->status);
    brisk_json_add_integer(&terminal->line, "bytes", request->body_len);
    brisk_json_add_ms(&terminal->line, "ms", ms_between(request->received_ns, request->answered_ns));
    if (call->error_type.len > 0) {
        brisk_json_add_text(&terminal->line, "gatewayResponse", call->error_type);
    }
    if (request->result != NULL) {
        brisk_json_add_text(&terminal->line, "lambdaRequestId", request->result->request_id);
        brisk_json_add_ms(&terminal->line, "durationMs", request->result->duration_ms);
        if (request->result->is_cold) {
            brisk_json_add_ms(&terminal->line, "initMs", request->result->init_ms);
        }
        brisk_json_add_integer(&terminal->line, "memoryBytes", request->result->memory_bytes);
    }
    end_json(terminal);
}

/* Characters that would move the cursor or end the line are not the client's to send. */
static void print_text(const brisk_terminal *terminal, brisk_str text, size_t most)
{
    for (size_t i = 0; i < text.len && i < most; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F) {
            fprintf(terminal->out, "\\x%02x", c);
        } else {
            (void)putc(c == '\t' ? ' ' : c, terminal->out);
        }
    }
    if (text.len > most) {
        fputs("…", terminal->out);
    }
}

static void print_time(const brisk_terminal *terminal)
{
    time_t now = (time_t)(brisk_clock_wall_us() / 1000000);
    struct tm parts;
    if (localtime_r(&now, &parts) != NULL) {
        fprintf(terminal->out, "%s%02d:%02d:%02d%s ", color(terminal, DIM), parts.tm_hour, parts.tm_min, parts.tm_sec,
                color(terminal, PLAIN));
    }
}

static void on_request(void *context, const brisk_console_request *request)
{
    brisk_terminal *terminal = context;
    const brisk_front_call *call = request->call;
    if (terminal->is_json) {
        request_as_json(terminal, request);
        return;
    }
    if (terminal->is_quiet) {
        return;
    }
    const char *status_color = request->status >= 500 ? RED : request->status >= 400 ? YELLOW : GREEN;
    print_time(terminal);
    fprintf(terminal->out, "%s%d%s ", color(terminal, status_color), request->status, color(terminal, PLAIN));
    if (call->request->target.len > 0) {
        print_text(terminal, call->request->method_text, 20);
        (void)putc(' ', terminal->out);
        print_text(terminal, call->request->target, 200);
    } else {
        (void)putc('-', terminal->out); /* refused before it was known */
    }
    fprintf(terminal->out, "  %s%.2f ms%s", color(terminal, DIM),
            ms_between(request->received_ns, request->answered_ns), color(terminal, PLAIN));
    if (request->result != NULL && request->result->is_cold) {
        fprintf(terminal->out, "  %scold, init %.2f ms%s", color(terminal, CYAN), request->result->init_ms,
                color(terminal, PLAIN));
    }
    if (call->error_type.len > 0) {
        fprintf(terminal->out, "  %.*s", (int)call->error_type.len, call->error_type.ptr);
    } else if (request->result != NULL && request->result->error_type.len > 0) {
        fputs("  ", terminal->out);
        print_text(terminal, request->result->error_type, 100);
    }
    (void)putc('\n', terminal->out);
    (void)fflush(terminal->out);
}

/* ---- log lines ---- */

/* The platform's own lines say what the request's line says already. */
static bool is_platform_line(brisk_str message)
{
    static const char *const starts[] = {
        "START RequestId:", "END RequestId:", "REPORT RequestId:", "INIT_START ", "XRAY TraceId:", "{\"time\":"};
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        if (brisk_str_starts_with(message, brisk_str_view(starts[i]))) {
            return true;
        }
    }
    return false;
}

static const brisk_str no_text; /* null: what is no text is not shown as another one */

static void on_log(void *context, brisk_str group, brisk_str stream, const brisk_log_event *event)
{
    brisk_terminal *terminal = context;
    if (terminal->is_json) {
        begin_json(terminal, "log");
        brisk_json_add_text(&terminal->line, "group", group);
        brisk_json_add_text(&terminal->line, "stream", stream);
        brisk_json_add_integer(&terminal->line, "timestamp", event->timestamp_ms);
        brisk_json_add_text(&terminal->line, "message", brisk_utf8_is_valid(event->message) ? event->message : no_text);
        end_json(terminal);
        return;
    }
    bool is_function = brisk_str_starts_with(group, BRISK_S("/aws/lambda/"));
    if (terminal->is_quiet || !is_function || is_platform_line(event->message)) {
        return;
    }
    brisk_str rest = brisk_str_trim(event->message), line;
    bool more = true;
    for (int i = 0; i < EVENT_LINES_MAX && brisk_str_split(&rest, '\n', &more, &line); i++) {
        fprintf(terminal->out, "%s         │ ", color(terminal, DIM));
        print_text(terminal, line, 2000);
        fprintf(terminal->out, "%s\n", color(terminal, PLAIN));
    }
    (void)fflush(terminal->out);
}

static void on_change(void *context, const brisk_lambda_change *change)
{
    static const char *const kinds[] = {"cold", "ready", "ended", "deployed", "broken"};
    brisk_terminal *terminal = context;
    if (terminal->is_json) {
        begin_json(terminal, kinds[change->kind]);
        brisk_json_add_text(&terminal->line, "function", change->function);
        brisk_json_add_text(&terminal->line, "text", change->text);
        brisk_json_add_integer(&terminal->line, "environments", change->environments);
        end_json(terminal);
        return;
    }
    bool is_news = change->kind == BRISK_CHANGE_DEPLOYED || change->kind == BRISK_CHANGE_BROKEN;
    if (!is_news) {
        return;
    }
    bool is_bad = change->kind == BRISK_CHANGE_BROKEN;
    print_time(terminal);
    fprintf(terminal->out, "%s%.*s%s: ", color(terminal, is_bad ? RED : CYAN), (int)change->function.len,
            change->function.ptr, color(terminal, PLAIN));
    print_text(terminal, is_bad ? change->text : BRISK_S("new code"), 500);
    (void)putc('\n', terminal->out);
    (void)fflush(terminal->out);
}

brisk_gateway_listener brisk_terminal_listener(brisk_terminal *terminal)
{
    return (brisk_gateway_listener){on_request, on_log, on_change, terminal};
}

/* ---- the start ---- */

static bool is_in_plan(const brisk_api_config *api, brisk_str id)
{
    for (size_t i = 0; i < api->plan_count; i++) {
        for (size_t k = 0; k < api->plans[i].key_count; k++) {
            if (brisk_str_equal(api->plans[i].key_ids[k], id)) {
                return true;
            }
        }
    }
    return false;
}

/* The first key that opens: what the line for curl needs. NULL: there is none. */
static const brisk_key_config *first_key(const brisk_api_config *api)
{
    for (size_t i = 0; i < api->key_count; i++) {
        if (api->keys[i].is_enabled && is_in_plan(api, api->keys[i].id)) {
            return &api->keys[i];
        }
    }
    return NULL;
}

static bool needs_key(const brisk_api_config *api)
{
    for (size_t i = 0; i < api->method_count; i++) {
        if (api->methods[i].is_key_required) {
            return true;
        }
    }
    return false;
}

/* The method that the line for curl tries: one that takes any path, else one that is read. NULL: there is none. */
static const brisk_method_config *method_to_try(const brisk_api_config *api)
{
    const brisk_method_config *found = api->method_count > 0 ? &api->methods[0] : NULL;
    bool is_read = false;
    for (size_t i = 0; i < api->method_count; i++) {
        const brisk_method_config *method = &api->methods[i];
        bool is_any = brisk_str_is(method->method, "ANY") || brisk_str_is(method->method, "$default");
        bool is_open = brisk_str_starts_with(method->path, BRISK_S("/{")) &&
                       brisk_str_ends_with(method->path, BRISK_S("+}")) &&
                       brisk_str_find_char(brisk_str_from(method->path, 1), '/') == BRISK_STR_NONE;
        if (is_any && (is_open || api->kind == BRISK_FRONT_URL || brisk_str_is(method->method, "$default"))) {
            return method;
        }
        if (!is_read && (is_any || brisk_str_is(method->method, "GET"))) {
            is_read = true;
            found = method;
        }
    }
    return found;
}

/* A path that the method has: "/reports/hello" of "/reports/{id}". */
static void print_path_to_try(const brisk_terminal *terminal, const brisk_api_config *api,
                              const brisk_method_config *method)
{
    brisk_str rest = method != NULL ? method->path : BRISK_S("/");
    if (api->kind == BRISK_FRONT_URL || brisk_str_is(rest, "$default") ||
        (method != NULL && brisk_str_is(method->method, "$default"))) {
        rest = BRISK_S("/{any}");
    }
    while (rest.len > 0) {
        size_t open = brisk_str_find_char(rest, '{');
        print_text(terminal, brisk_str_slice(rest, 0, open), 1000);
        rest = open == BRISK_STR_NONE ? (brisk_str){0} : brisk_str_from(rest, open);
        size_t end = brisk_str_find_char(rest, '}');
        if (rest.len > 0) {
            fputs("hello", terminal->out);
            rest = end == BRISK_STR_NONE ? (brisk_str){0} : brisk_str_from(rest, end + 1);
        }
    }
}

static void start_as_json(brisk_terminal *terminal, const char *console, brisk_str url, brisk_str key)
{
    begin_json(terminal, "start");
    brisk_json_add_text(&terminal->line, "url", url);
    brisk_json_add_text(&terminal->line, "console", brisk_str_view(console));
    if (key.len > 0) {
        brisk_json_add_text(&terminal->line, "apiKey", key);
    }
    end_json(terminal);
}

static void print_keys(const brisk_terminal *terminal, const brisk_api_config *api)
{
    bool is_one = api->key_count == 1;
    for (size_t i = 0; i < api->key_count; i++) {
        const brisk_key_config *key = &api->keys[i];
        if (!key->is_enabled || !is_in_plan(api, key->id)) {
            continue;
        }
        fprintf(terminal->out, "API key  %.*s", (int)key->value.len, key->value.ptr);
        if (!is_one) {
            fputs("  ", terminal->out);
            print_text(terminal, key->name, 100);
        }
        (void)putc('\n', terminal->out);
    }
}

void brisk_terminal_start(brisk_terminal *terminal, const brisk_gateway_config *config, const char *url)
{
    const brisk_api_config *api = &config->api;
    const brisk_key_config *first = needs_key(api) ? first_key(api) : NULL;
    brisk_str key = first != NULL ? first->value : (brisk_str){"", 0};
    bool has_stage = api->kind != BRISK_FRONT_URL && !brisk_str_is(api->stage, "$default");
    char stage_url[512], console[300];
    (void)snprintf(console, sizeof(console), "%s/_brisk/", url);
    (void)snprintf(stage_url, sizeof(stage_url), "%s%s%.*s", url, has_stage ? "/" : "",
                   has_stage ? (int)api->stage.len : 0, api->stage.ptr);
    if (terminal->is_json) {
        start_as_json(terminal, console, brisk_str_view(stage_url), key);
        return;
    }
    FILE *out = terminal->out;
    const char *bold = color(terminal, BOLD), *plain = color(terminal, PLAIN);
    const brisk_method_config *method = method_to_try(api);
    fprintf(out, "URL      %s%s%s\n", bold, stage_url, plain);
    if (needs_key(api)) {
        print_keys(terminal, api);
    }
    fprintf(out, "Console  %s\n", console);
    fprintf(out, "AWS CLI  aws --endpoint-url %s lambda list-functions\n", url);
    fprintf(out, "Try      %scurl ", bold);
    if (key.len > 0) {
        fprintf(out, "--header \"x-api-key: %.*s\" ", (int)key.len, key.ptr);
    }
    static const char *const plain_methods[] = {"ANY", "GET", "$default"};
    bool is_plain = method == NULL || api->kind == BRISK_FRONT_URL;
    for (size_t i = 0; i < sizeof(plain_methods) / sizeof(plain_methods[0]); i++) {
        is_plain = is_plain || brisk_str_is(method->method, plain_methods[i]);
    }
    if (!is_plain) {
        fprintf(out, "--request %.*s ", (int)method->method.len, method->method.ptr);
    }
    fputs(stage_url, out);
    print_path_to_try(terminal, api, method);
    fprintf(out, "%s\n\n", plain);
    (void)fflush(out);
}

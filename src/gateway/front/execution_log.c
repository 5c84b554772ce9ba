/* execution_log.c - what API Gateway writes to API-Gateway-Execution-Logs_{api}/{stage} of a request, in its order and
 * words as seen in public logs. Each line begins with the request's id; AWS cuts events at 1024 bytes. With full
 * logging there are the headers and bodies as well; with level ERROR only the lines that say what went wrong. */
#include "gateway/front/execution_log.h"

#include "core/buffer.h"
#include "core/str.h"
#include "gateway/front/event_parts.h"
#include "gateway/front/state.h"

#define LINE_MAX_BYTES 1024u

typedef struct writer {
    const brisk_front *front;
    const brisk_front_call *call;
    const brisk_front_state *state;
    const brisk_front_figures *figures;
    void (*visit)(void *context, brisk_str line);
    void *context;
} writer;

static void put_list(const writer *w, const char *format, va_list args) BRISK_PRINTF(2, 0);

static void put_list(const writer *w, const char *format, va_list args)
{
    static const char cut[] = " [TRUNCATED]";
    brisk_buffer line;
    brisk_buffer_init(&line, w->call->request->arena, 0);
    brisk_buffer_append_char(&line, '(');
    brisk_buffer_append_str(&line, w->call->request_id);
    BRISK_BUFFER_APPEND_LITERAL(&line, ") ");
    brisk_buffer_append_vprintf(&line, format, args);
    if (line.len > LINE_MAX_BYTES) {
        brisk_buffer_truncate(&line, LINE_MAX_BYTES - sizeof cut + 1);
        brisk_buffer_append(&line, cut, sizeof cut - 1);
    }
    if (!brisk_buffer_failed(&line)) {
        w->visit(w->context, brisk_buffer_view(&line));
    }
}

static void put(const writer *w, const char *format, ...) BRISK_PRINTF(2, 3);
static void put_error(const writer *w, const char *format, ...) BRISK_PRINTF(2, 3);

/* A line of level INFO. */
static void put(const writer *w, const char *format, ...)
{
    if (!w->front->api->has_error_logs_only) {
        va_list args;
        va_start(args, format);
        put_list(w, format, args);
        va_end(args);
    }
}

/* One of level ERROR: it stands in a log of any level. */
static void put_error(const writer *w, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    put_list(w, format, args);
    va_end(args);
}

#define TEXT(text) (int)(text).len, (text).len > 0 ? (text).ptr : ""

/* A body or value of a line: the rest would be cut anyway. */
static brisk_str short_of(brisk_str text)
{
    return brisk_str_slice(text, 0, LINE_MAX_BYTES);
}

/* Only the end of a key is told. */
static brisk_str masked_key(const writer *w)
{
    brisk_str key = w->call->key;
    size_t shown = key.len > 12 ? 6 : 0;
    char *text = brisk_arena_alloc_raw(w->call->request->arena, key.len + 1);
    if (text == NULL || key.len == 0) {
        return BRISK_S("");
    }
    memset(text, '*', key.len);
    memcpy(text + key.len - shown, key.ptr + key.len - shown, shown);
    return brisk_str_make(text, key.len);
}

static brisk_str join_headers(const writer *w, const brisk_headers *headers)
{
    brisk_buffer out;
    brisk_buffer_init(&out, w->call->request->arena, 0);
    brisk_buffer_append_char(&out, '{');
    for (size_t i = 0; i < headers->count && out.len < LINE_MAX_BYTES; i++) {
        bool is_secret = brisk_str_is_ignore_case(headers->items[i].name, "x-api-key");
        brisk_str value = is_secret ? masked_key(w) : headers->items[i].value;
        brisk_buffer_append_printf(&out, "%s%.*s=%.*s", i > 0 ? ", " : "", TEXT(headers->items[i].name), TEXT(value));
    }
    brisk_buffer_append_char(&out, '}');
    return brisk_buffer_view(&out);
}

static void put_usage_plan(const writer *w)
{
    const brisk_api_config *api = w->front->api;
    const brisk_method_config *method = w->call->method;
    brisk_str key = masked_key(w), id = w->call->request_id;
    put(w, "Verifying Usage Plan for request: %.*s. API Key: %.*s API Stage: %.*s/%.*s", TEXT(id), TEXT(key),
        TEXT(api->id), TEXT(api->stage));
    if (!method->is_key_required) {
        put(w,
            "API Key %.*s authorized because method '%.*s %.*s' does not require API Key. Request will not contribute "
            "to throttle or quota limits",
            TEXT(key), TEXT(method->method), TEXT(method->path));
    } else if (w->state->admission == BRISK_ADMIT_NO_KEY) {
        put_error(w, "API Key %.*s is not authorized for method '%.*s %.*s'", TEXT(key), TEXT(method->method),
                  TEXT(method->path));
    }
    const brisk_throttle *limit = w->state->admitted.limit;
    if (limit != NULL) {
        put_error(
            w,
            "%s throttle limit exceeded for RestApi %.*s, Stage %.*s, Resource %.*s, HttpMethod %.*s. Limit: %.2f "
            "Burst: %d",
            w->state->admitted.is_stage_limit ? "Method" : "Key", TEXT(api->id), TEXT(api->stage),
            BRISK_RESOURCE_ID_LEN, w->state->resource_id, TEXT(w->state->method), limit->rate, (int)limit->burst);
    }
    if (w->state->admission == BRISK_ADMIT_OVER_QUOTA) {
        put_error(w, "Usage Plan quota exceeded for API Key %.*s and API Stage %.*s/%.*s", TEXT(key), TEXT(api->id),
                  TEXT(api->stage));
    }
    if (w->state->admission == BRISK_ADMITTED) {
        put(w, "Usage Plan check succeeded for API Key %.*s and API Stage %.*s/%.*s", TEXT(key), TEXT(api->id),
            TEXT(api->stage));
    }
}

static void put_method_request(const writer *w)
{
    const brisk_route_match *match = &w->state->match;
    brisk_buffer path;
    brisk_buffer_init(&path, w->call->request->arena, 0);
    brisk_buffer_append_char(&path, '{');
    for (size_t i = 0; i < match->parameter_count; i++) {
        brisk_buffer_append_printf(&path, "%s%.*s=%.*s", i > 0 ? ", " : "", TEXT(match->parameters[i].name),
                                   TEXT(match->parameters[i].value));
    }
    brisk_buffer_append_char(&path, '}');
    brisk_str text = brisk_buffer_view(&path), body = short_of(w->call->request->body);
    put(w, "Method request path: %.*s", TEXT(text));
    brisk_headers query = {0};
    if (brisk_parts_query(w->call->request->arena, w->call->request->query, "&;", &query)) {
        text = join_headers(w, &query);
        put(w, "Method request query string: %.*s", TEXT(text));
    }
    text = join_headers(w, &w->call->request->headers);
    put(w, "Method request headers: %.*s", TEXT(text));
    put(w, "Method request body before transformations: %.*s", TEXT(body));
}

static void put_integration(const writer *w, bool is_full)
{
    const brisk_gateway_config *config = w->front->config;
    brisk_str function = w->call->function, event = short_of(w->call->event);
    brisk_str url =
        brisk_arena_printf(w->call->request->arena,
                           "https://lambda.%.*s.amazonaws.com/2015-03-31/functions/arn:aws:lambda:%.*s:%.*s:"
                           "function:%.*s/%s",
                           TEXT(config->region), TEXT(config->region), TEXT(config->account_id), TEXT(function),
                           w->call->wants_stream ? "response-streaming-invocations" : "invocations");
    if (is_full) {
        put(w, "Endpoint request URI: %.*s", TEXT(url));
        put(w,
            "Endpoint request headers: {X-Amzn-Trace-Id=%.*s, x-amzn-apigateway-api-id=%.*s, "
            "Accept=application/json, User-Agent=AmazonAPIGateway_%.*s, Content-Type=application/json}",
            TEXT(w->state->event_trace), TEXT(w->front->api->id), TEXT(w->front->api->id));
        put(w, "Endpoint request body after transformations: %.*s", TEXT(event));
    }
    put(w, "Sending request to %.*s", TEXT(url));
    if (w->figures->result == NULL) {
        return;
    }
    put(w, "Received response. Status: %d, Integration latency: %lld ms",
        w->figures->result->outcome == BRISK_INVOKE_THROTTLED ? 429 : 200,
        (long long)w->figures->integration_latency_ms);
    if (is_full) {
        brisk_str payload = short_of(w->figures->result->payload);
        put(w, "Endpoint response headers: {x-amzn-RequestId=%.*s, Content-Type=application/json}",
            TEXT(w->figures->result->request_id));
        put(w, "Endpoint response body before transformations: %.*s", TEXT(payload));
    }
}

void brisk_front_execution_lines(const brisk_front *front, const brisk_front_call *call,
                                 const brisk_front_figures *figures, void (*visit)(void *context, brisk_str line),
                                 void *context)
{
    const brisk_api_config *api = front->api;
    const writer w = {front, call, call->state, figures, visit, context};
    if (!api->has_execution_logs || api->kind != BRISK_FRONT_REST || w.state == NULL || call->method == NULL) {
        return; /* what met no method of the stage is not in its log */
    }
    bool is_full = api->has_full_execution_logs;
    put(&w, "Extended Request Id: %.*s", TEXT(call->extended_request_id));
    put_usage_plan(&w);
    if (w.state->admission == BRISK_ADMITTED) {
        put(&w, "Starting execution for request: %.*s", TEXT(call->request_id));
        put(&w, "HTTP Method: %.*s, Resource Path: %.*s", TEXT(w.state->method), TEXT(w.state->path));
        if (is_full) {
            put_method_request(&w);
        }
        if (call->event.len > 0) {
            put_integration(&w, is_full);
        }
        if (is_full) {
            brisk_str body = short_of(call->response->is_stream ? BRISK_S("") : call->response->body);
            brisk_str headers = join_headers(&w, &call->response->headers);
            put(&w, "Method response body after transformations: %.*s", TEXT(body));
            put(&w, "Method response headers: %.*s", TEXT(headers));
        }
        if (w.state->problem.len > 0) {
            put_error(&w, "%.*s", TEXT(w.state->problem));
        } else if (call->error_type.len == 0) {
            put(&w, "Successfully completed execution");
        }
    }
    if (call->error_type.len > 0) {
        put_error(&w, "Method completed with status: %d", figures->status);
    } else {
        put(&w, "Method completed with status: %d", figures->status);
    }
}

/* record_json.c - a record as the page reads it. Every text is a client's or a function's: none is trusted to be UTF-8. */
#include "gateway/console/record.h"

#include "core/base64.h"
#include "core/str.h"
#include "core/utf8.h"
#include "gateway/json.h"

/* Of what is no text, so many bytes are shown. */
#define BINARY_MAX ((size_t)512)

static double ms_between(uint64_t from_ns, uint64_t to_ns)
{
    return from_ns == 0 || to_ns <= from_ns ? 0 : (double)(to_ns - from_ns) / 1e6;
}

void brisk_record_write_summary(const brisk_record *record, brisk_buffer *out)
{
    const brisk_invoke_result *result = &record->result;
    brisk_json_add_integer(out, "id", (int64_t)record->id);
    brisk_json_add_integer(out, "time", record->wall_ms);
    brisk_json_add_text(out, "method", record->method);
    brisk_json_add_text(out, "target", record->target);
    brisk_json_add_integer(out, "status", record->status);
    brisk_json_add_integer(out, "bytes", record->body_len);
    brisk_json_add_ms(out, "ms", ms_between(record->received_ns, record->answered_ns));
    brisk_json_add_bool(out, "cold", record->was_invoked && result->is_cold);
    if (record->was_invoked) {
        brisk_json_add_ms(out, "functionMs", result->duration_ms);
    }
    if (record->error_type.len > 0) {
        brisk_json_add_text(out, "error", record->error_type);
    } else if (record->was_invoked && result->error_type.len > 0) {
        brisk_json_add_text(out, "error", result->error_type);
    }
}

static void write_headers(brisk_buffer *out, const char *name, const brisk_record_headers *headers)
{
    brisk_json_add_name(out, name);
    brisk_buffer_append_char(out, '[');
    for (size_t i = 0; i < headers->count; i++) {
        brisk_json_add_name(out, NULL);
        brisk_buffer_append_char(out, '[');
        brisk_json_add_text(out, NULL, headers->items[i].name);
        brisk_json_add_text(out, NULL, headers->items[i].value);
        brisk_buffer_append_char(out, ']');
    }
    brisk_buffer_append_char(out, ']');
}

/* Text as it is; else its first bytes as base64. */
static void write_body(brisk_buffer *out, const char *name, const brisk_record_body *body)
{
    brisk_json_add_name(out, name);
    brisk_buffer_append_char(out, '{');
    brisk_json_add_integer(out, "length", (int64_t)body->len);
    if (brisk_utf8_is_valid(body->kept)) {
        brisk_json_add_text(out, "text", body->kept.len == 0 ? BRISK_S("") : body->kept);
        brisk_json_add_bool(out, "cut", body->kept.len < body->len);
    } else {
        char text[BINARY_MAX * 2];
        size_t count = body->kept.len < BINARY_MAX ? body->kept.len : BINARY_MAX;
        size_t len = brisk_base64_write(text, (brisk_bytes){body->kept.ptr, count}, BRISK_BASE64_STANDARD);
        brisk_json_add_text(out, "base64", (brisk_str){text, len});
        brisk_json_add_bool(out, "cut", count < body->len);
    }
    brisk_buffer_append_char(out, '}');
}

/* Milliseconds since the request came in; what it did not come to is left out. */
static void write_timing(brisk_buffer *out, const brisk_record *record)
{
    const brisk_invoke_result *result = &record->result;
    uint64_t zero_ns = record->received_ns;
    const struct {
        const char *name;
        uint64_t at_ns;
    } marks[] = {
        {"queued", result->queued_ns}, {"initStart", result->init_start_ns}, {"initEnd", result->init_end_ns},
        {"sent", result->sent_ns},     {"answered", result->answered_ns},
    };
    brisk_json_add_name(out, "timing");
    brisk_buffer_append_char(out, '{');
    brisk_json_add_ms(out, "total", ms_between(zero_ns, record->answered_ns));
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (record->was_invoked && marks[i].at_ns != 0) {
            brisk_json_add_ms(out, marks[i].name, ms_between(zero_ns, marks[i].at_ns));
        }
    }
    brisk_buffer_append_char(out, '}');
}

void brisk_record_write_whole(const brisk_record *record, brisk_buffer *out)
{
    const brisk_invoke_result *result = &record->result;
    brisk_json_add_text(out, "requestId", record->request_id);
    brisk_json_add_text(out, "traceId", record->trace_id);
    brisk_json_add_text(out, "resource", record->resource);
    brisk_json_add_text(out, "function", record->function);
    brisk_json_add_text(out, "errorMessage", record->error_message);
    brisk_json_add_bool(out, "timedOut", record->is_timed_out);
    brisk_json_add_bool(out, "streamed", record->is_streamed);
    write_headers(out, "requestHeaders", &record->request_headers);
    write_body(out, "requestBody", &record->request_body);
    write_headers(out, "answerHeaders", &record->answer_headers);
    write_body(out, "answerBody", &record->answer_body);
    write_body(out, "event", &record->event);
    write_timing(out, record);
    if (record->was_invoked) {
        write_body(out, "result", &record->payload);
        brisk_json_add_text(out, "lambdaRequestId", result->request_id);
        brisk_json_add_text(out, "logGroup", result->log_group);
        brisk_json_add_text(out, "logStream", result->log_stream);
        brisk_json_add_ms(out, "billedMs", result->billed_ms);
        brisk_json_add_ms(out, "initMs", result->init_ms);
        brisk_json_add_integer(out, "memoryBytes", result->memory_bytes);
    }
}

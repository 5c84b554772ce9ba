/* record.c - see record.h. */
#include "gateway/console/record.h"

#include "core/base64.h"
#include "core/heap.h"
#include "core/str.h"
#include "core/utf8.h"
#include "gateway/console/json.h"

#include <string.h>

/* Log lines come a little before and behind the request itself. */
enum { LOG_MARGIN_MS = 2000 };

void brisk_records_init(brisk_records *records)
{
    memset(records, 0, sizeof(*records));
    records->next_id = 1;
    brisk_buffer_init(&records->summary, NULL, (size_t)1 << 20);
    brisk_buffer_init(&records->whole, NULL, (size_t)4 << 20);
}

static void drop_oldest(brisk_records *records)
{
    brisk_record *oldest = &records->items[records->first];
    records->bytes -= oldest->size;
    brisk_heap_free(oldest->memory);
    records->first = (records->first + 1) % BRISK_RECORDS_MAX;
    records->count--;
}

void brisk_records_clear(brisk_records *records)
{
    while (records->count > 0) {
        drop_oldest(records);
    }
    brisk_buffer_clear(&records->summary);
    brisk_buffer_clear(&records->whole);
}

/* ---- JSON ---- */

static double ms_between(uint64_t from_ns, uint64_t to_ns)
{
    return from_ns == 0 || to_ns <= from_ns ? 0 : (double)(to_ns - from_ns) / 1e6;
}

static void write_summary(brisk_buffer *out, uint64_t id, const brisk_console_request *request)
{
    const brisk_front_call *call = request->call;
    const brisk_invoke_result *result = request->result;
    brisk_buffer_append_char(out, '{');
    brisk_json_add_integer(out, "id", (int64_t)id);
    brisk_json_add_integer(out, "time", call->time.wall_ms);
    brisk_json_add_text(out, "method", call->request->method_text);
    brisk_json_add_text(out, "target", brisk_str_slice(call->request->target, 0, 2048));
    brisk_json_add_integer(out, "status", request->status);
    brisk_json_add_integer(out, "bytes", request->body_len);
    brisk_json_add_ms(out, "ms", ms_between(request->received_ns, request->answered_ns));
    brisk_json_add_bool(out, "cold", result != NULL && result->is_cold);
    if (result != NULL) {
        brisk_json_add_ms(out, "functionMs", result->duration_ms);
    }
    if (call->error_type.len > 0) {
        brisk_json_add_text(out, "error", call->error_type);
    } else if (result != NULL && result->error_type.len > 0) {
        brisk_json_add_text(out, "error", result->error_type);
    }
    brisk_buffer_append_char(out, '}');
}

static void write_headers(brisk_buffer *out, const char *name, const brisk_headers *headers)
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
static void write_body(brisk_buffer *out, const char *name, brisk_str body)
{
    brisk_str kept = brisk_str_slice(body, 0, BRISK_RECORD_TEXT_MAX);
    size_t cut = kept.len;
    while (cut < body.len && cut > 0 && ((unsigned char)kept.ptr[cut] & 0xC0) == 0x80) {
        cut--; /* not within a character */
    }
    brisk_str text = {kept.ptr, cut};
    brisk_json_add_name(out, name);
    brisk_buffer_append_char(out, '{');
    brisk_json_add_integer(out, "length", (int64_t)body.len);
    if (brisk_utf8_is_valid(text)) {
        brisk_json_add_text(out, "text", text.ptr == NULL ? (brisk_str){"", 0} : text);
    } else {
        char bytes[1024];
        size_t count = text.len < 512 ? text.len : 512;
        size_t len = brisk_base64_write(bytes, (brisk_bytes){text.ptr, count}, BRISK_BASE64_STANDARD);
        brisk_json_add_text(out, "base64", (brisk_str){bytes, len});
    }
    brisk_buffer_append_char(out, '}');
}

/* Milliseconds since the request came in; what it did not come to is left out. */
static void write_timing(brisk_buffer *out, const brisk_console_request *request)
{
    const brisk_invoke_result *result = request->result;
    uint64_t zero_ns = request->received_ns;
    brisk_json_add_name(out, "timing");
    brisk_buffer_append_char(out, '{');
    brisk_json_add_ms(out, "total", ms_between(zero_ns, request->answered_ns));
    if (result != NULL) {
        brisk_json_add_ms(out, "queued", ms_between(zero_ns, result->queued_ns));
        if (result->init_start_ns != 0) {
            brisk_json_add_ms(out, "initStart", ms_between(zero_ns, result->init_start_ns));
            brisk_json_add_ms(out, "initEnd", ms_between(zero_ns, result->init_end_ns));
        }
        brisk_json_add_ms(out, "sent", ms_between(zero_ns, result->sent_ns));
        brisk_json_add_ms(out, "answered", ms_between(zero_ns, result->answered_ns));
    }
    brisk_buffer_append_char(out, '}');
}

static void write_whole(brisk_buffer *out, const brisk_console_request *request)
{
    const brisk_front_call *call = request->call;
    const brisk_invoke_result *result = request->result;
    brisk_json_add_text(out, "requestId", call->request_id);
    brisk_json_add_text(out, "traceId", call->trace_id);
    brisk_json_add_text(out, "resource", call->resource_path);
    brisk_json_add_text(out, "function", call->function);
    brisk_json_add_text(out, "errorMessage", call->error_message);
    brisk_json_add_bool(out, "timedOut", request->is_timed_out);
    brisk_json_add_bool(out, "streamed", request->is_streamed);
    write_headers(out, "requestHeaders", &call->request->headers);
    write_body(out, "requestBody", call->request->body);
    write_headers(out, "answerHeaders", &call->response->headers);
    write_body(out, "answerBody", request->body);
    write_body(out, "event", call->event);
    write_timing(out, request);
    if (result != NULL) {
        write_body(out, "result", result->payload);
        brisk_json_add_text(out, "lambdaRequestId", result->request_id);
        brisk_json_add_text(out, "logGroup", result->log_group);
        brisk_json_add_text(out, "logStream", result->log_stream);
        brisk_json_add_ms(out, "billedMs", result->billed_ms);
        brisk_json_add_ms(out, "initMs", result->init_ms);
        brisk_json_add_integer(out, "memoryBytes", result->memory_bytes);
    }
}

/* ---- the ring ---- */

static brisk_str put(char **at, brisk_str text)
{
    char *start = *at;
    if (text.len > 0) {
        memcpy(start, text.ptr, text.len);
    }
    *at = start + text.len;
    return (brisk_str){start, text.len};
}

static void fill(brisk_record *record, brisk_records *records, const brisk_console_request *request)
{
    const brisk_invoke_result *result = request->result;
    char *at = record->memory;
    record->summary = put(&at, brisk_buffer_view(&records->summary));
    record->whole = put(&at, brisk_buffer_view(&records->whole));
    if (result != NULL) {
        record->log_group = put(&at, result->log_group);
        record->log_stream = put(&at, result->log_stream);
        record->lambda_request_id = put(&at, result->request_id);
    }
    int64_t took_ms = (int64_t)ms_between(request->received_ns, request->answered_ns);
    record->from_ms = request->call->time.wall_ms - LOG_MARGIN_MS;
    record->to_ms = request->call->time.wall_ms + took_ms + LOG_MARGIN_MS;
}

const brisk_record *brisk_records_add(brisk_records *records, const brisk_console_request *request)
{
    const brisk_invoke_result *result = request->result;
    uint64_t id = records->next_id++;
    brisk_buffer_rewind(&records->summary);
    brisk_buffer_rewind(&records->whole);
    write_summary(&records->summary, id, request);
    write_whole(&records->whole, request);
    if (brisk_buffer_failed(&records->summary) || brisk_buffer_failed(&records->whole)) {
        return NULL;
    }
    brisk_record record = {.id = id, .size = records->summary.len + records->whole.len};
    if (result != NULL) {
        record.size += result->log_group.len + result->log_stream.len + result->request_id.len;
    }
    while (records->count > 0 &&
           (records->count == BRISK_RECORDS_MAX || records->bytes + record.size > BRISK_RECORDS_BYTES_MAX)) {
        drop_oldest(records);
    }
    record.memory = brisk_heap_alloc(record.size);
    if (record.memory == NULL) {
        return NULL;
    }
    fill(&record, records, request);
    brisk_record *kept = &records->items[(records->first + records->count) % BRISK_RECORDS_MAX];
    *kept = record;
    records->count++;
    records->bytes += record.size;
    return kept;
}

const brisk_record *brisk_records_at(const brisk_records *records, size_t index)
{
    return index < records->count ? &records->items[(records->first + index) % BRISK_RECORDS_MAX] : NULL;
}

const brisk_record *brisk_records_find(const brisk_records *records, uint64_t id)
{
    const brisk_record *oldest = brisk_records_at(records, 0);
    if (oldest == NULL || id < oldest->id) {
        return NULL;
    }
    /* Ids ascend by one, save where memory was short: so the place is at most as far as the difference. */
    size_t most = (size_t)(id - oldest->id) < records->count ? (size_t)(id - oldest->id) : records->count - 1;
    for (size_t i = most + 1; i-- > 0;) {
        const brisk_record *record = brisk_records_at(records, i);
        if (record->id == id) {
            return record;
        }
        if (record->id < id) {
            break;
        }
    }
    return NULL;
}

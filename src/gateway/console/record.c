/* record.c - see record.h. The size of a record is counted first, so that all of it is one piece of the heap. */
#include "gateway/console/record.h"

#include "core/heap.h"
#include "core/str.h"

#include <string.h>

void brisk_records_init(brisk_records *records)
{
    memset(records, 0, sizeof(*records));
    records->next_id = 1;
}

static void drop_oldest(brisk_records *records)
{
    brisk_record *oldest = records->items[records->first];
    records->bytes -= oldest->size;
    brisk_heap_free(oldest);
    records->first = (records->first + 1) % BRISK_RECORDS_MAX;
    records->count--;
}

void brisk_records_clear(brisk_records *records)
{
    while (records->count > 0) {
        drop_oldest(records);
    }
}

/* ---- what is kept ---- */

/* A prefix that ends with a whole character. */
static brisk_str cut(brisk_str text, size_t max)
{
    size_t len = text.len < max ? text.len : max;
    while (len < text.len && len > 0 && ((unsigned char)text.ptr[len] & 0xC0) == 0x80) {
        len--;
    }
    return (brisk_str){text.ptr, len};
}

static brisk_str name_of(brisk_str text)
{
    return cut(text, BRISK_RECORD_NAME_MAX);
}

static brisk_record_body body_of(brisk_str text)
{
    return (brisk_record_body){cut(text, BRISK_RECORD_TEXT_MAX), text.len};
}

/* All of the record, its texts still the caller's. */
static brisk_record look_at(const brisk_console_request *request)
{
    const brisk_front_call *call = request->call;
    const brisk_invoke_result *result = request->result;
    brisk_record record = {
        .wall_ms = call->time.wall_ms,
        .received_ns = request->received_ns,
        .answered_ns = request->answered_ns,
        .status = request->status,
        .is_timed_out = request->is_timed_out,
        .is_streamed = request->is_streamed,
        .was_invoked = result != NULL,
        .body_len = request->body_len,
        .method = name_of(call->request->method_text),
        .target = name_of(call->request->target),
        .request_id = name_of(call->request_id),
        .trace_id = name_of(call->trace_id),
        .resource = name_of(call->resource_path),
        .function = name_of(call->function),
        .error_type = name_of(call->error_type),
        .error_message = name_of(call->error_message),
        .request_headers = {call->request->headers.items, call->request->headers.count},
        .answer_headers = {call->response->headers.items, call->response->headers.count},
        .request_body = body_of(call->request->body),
        .answer_body = body_of(request->body),
        .event = body_of(call->event),
    };
    if (result != NULL) {
        record.result = *result;
        record.payload = body_of(result->payload);
        record.result.payload = record.result.log_tail = (brisk_str){0};
        record.result.request_id = name_of(result->request_id);
        record.result.error_type = name_of(result->error_type);
        record.result.trace_id = name_of(result->trace_id);
        record.result.log_group = name_of(result->log_group);
        record.result.log_stream = name_of(result->log_stream);
    }
    return record;
}

/* Where texts go; at NULL: only counted. */
typedef struct keeper {
    char *at;
    size_t size;
} keeper;

static void keep(keeper *k, brisk_str *text)
{
    k->size += text->len;
    if (text->len == 0) {
        text->ptr = text->ptr == NULL ? NULL : "";
    } else if (k->at != NULL) {
        memcpy(k->at, text->ptr, text->len);
        text->ptr = k->at;
        k->at += text->len;
    }
}

static void keep_headers(keeper *k, brisk_header **place, brisk_record_headers *headers)
{
    brisk_header *items = k->at == NULL ? NULL : *place;
    for (size_t i = 0; i < headers->count; i++) {
        brisk_header header = {name_of(headers->items[i].name), name_of(headers->items[i].value)};
        keep(k, &header.name);
        keep(k, &header.value);
        if (items != NULL) {
            items[i] = header;
        }
    }
    if (items != NULL) {
        headers->items = items;
        *place = items + headers->count;
    }
}

static void keep_texts(keeper *k, brisk_header *place, brisk_record *record)
{
    brisk_str *texts[] = {
        &record->method,
        &record->target,
        &record->request_id,
        &record->trace_id,
        &record->resource,
        &record->function,
        &record->error_type,
        &record->error_message,
        &record->request_body.kept,
        &record->answer_body.kept,
        &record->event.kept,
        &record->payload.kept,
        &record->result.request_id,
        &record->result.error_type,
        &record->result.trace_id,
        &record->result.log_group,
        &record->result.log_stream,
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        keep(k, texts[i]);
    }
    keep_headers(k, &place, &record->request_headers);
    keep_headers(k, &place, &record->answer_headers);
}

/* ---- the ring ---- */

const brisk_record *brisk_records_add(brisk_records *records, const brisk_console_request *request)
{
    keeper counter = {0};
    brisk_record seen = look_at(request);
    keep_texts(&counter, NULL, &seen);
    size_t header_count = seen.request_headers.count + seen.answer_headers.count;
    seen.size = sizeof(seen) + header_count * sizeof(brisk_header) + counter.size;
    seen.id = records->next_id++;
    while (records->count > 0 &&
           (records->count == BRISK_RECORDS_MAX || records->bytes + seen.size > BRISK_RECORDS_BYTES_MAX)) {
        drop_oldest(records);
    }
    brisk_record *record = brisk_heap_alloc(seen.size);
    if (record == NULL) {
        return NULL;
    }
    brisk_header *headers = (brisk_header *)(record + 1);
    keeper writer = {.at = (char *)(headers + header_count)};
    *record = seen;
    keep_texts(&writer, headers, record);
    records->items[(records->first + records->count) % BRISK_RECORDS_MAX] = record;
    records->count++;
    records->bytes += seen.size;
    return record;
}

const brisk_record *brisk_records_at(const brisk_records *records, size_t index)
{
    return index < records->count ? records->items[(records->first + index) % BRISK_RECORDS_MAX] : NULL;
}

const brisk_record *brisk_records_find(const brisk_records *records, uint64_t id)
{
    const brisk_record *oldest = brisk_records_at(records, 0);
    if (oldest == NULL || id < oldest->id) {
        return NULL;
    }
    /* Ids ascend by one, save where memory was short: so the place is at most as far as the difference. */
    size_t most = id - oldest->id < records->count ? (size_t)(id - oldest->id) : records->count - 1;
    for (size_t i = most + 1; i-- > 0;) {
        const brisk_record *record = brisk_records_at(records, i);
        if (record->id <= id) {
            return record->id == id ? record : NULL;
        }
    }
    return NULL;
}

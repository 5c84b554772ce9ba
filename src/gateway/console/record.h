/* record.h - the last requests, each with all that is shown of it: a ring with a limit in count and in bytes.
 *
 *     ring ─► record ─► [ figures | headers … | texts, one behind the other … ]      one piece of the heap each
 *
 * Most requests are never looked at: of each only its bytes are copied. JSON is made of a record when somebody asks. */
#ifndef BRISK_GATEWAY_CONSOLE_RECORD_H
#define BRISK_GATEWAY_CONSOLE_RECORD_H

#include "core/buffer.h"
#include "gateway/console/console.h"

#define BRISK_RECORDS_MAX       500
#define BRISK_RECORDS_BYTES_MAX ((size_t)4 << 20)
/** Of an event and of a body, so much is kept. */
#define BRISK_RECORD_TEXT_MAX ((size_t)64 * 1024)
/** Of every other text. */
#define BRISK_RECORD_NAME_MAX ((size_t)4096)

typedef struct brisk_record_body {
    brisk_str kept;
    size_t len; /* of it all */
} brisk_record_body;

typedef struct brisk_record_headers {
    brisk_header *items;
    size_t count;
} brisk_record_headers;

/** One request. All texts are in the record's own memory. */
typedef struct brisk_record {
    uint64_t id;
    size_t size; /* of all of it */
    int64_t wall_ms;
    uint64_t received_ns, answered_ns;
    int status;
    bool is_timed_out, is_streamed, was_invoked;
    int64_t body_len;
    brisk_str method, target, request_id, trace_id, resource, function, error_type, error_message;
    brisk_record_headers request_headers, answer_headers;
    brisk_record_body request_body, answer_body, event, payload;
    brisk_invoke_result result; /* where it was invoked; log_tail and payload are not kept in it */
} brisk_record;

typedef struct brisk_records {
    brisk_record *items[BRISK_RECORDS_MAX];
    size_t first, count, bytes;
    uint64_t next_id;
} brisk_records;

void brisk_records_init(brisk_records *records);
void brisk_records_clear(brisk_records *records);

/** Keeps a request; the oldest ones go where there is no room. NULL without memory. */
const brisk_record *brisk_records_add(brisk_records *records, const brisk_console_request *request);

/** The record of this id; NULL where it is gone. */
const brisk_record *brisk_records_find(const brisk_records *records, uint64_t id);

/** The record at index, the oldest first; NULL past the last. */
const brisk_record *brisk_records_at(const brisk_records *records, size_t index);

/** The members of its object in the list, without the braces. */
void brisk_record_write_summary(const brisk_record *record, brisk_buffer *out);
/** The members that its detail has beside these: event, answer, timing … */
void brisk_record_write_whole(const brisk_record *record, brisk_buffer *out);

#endif

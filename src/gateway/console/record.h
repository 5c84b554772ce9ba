/* record.h - the last requests, each with all that is shown of it: a ring with a limit in count and in bytes. */
#ifndef BRISK_GATEWAY_CONSOLE_RECORD_H
#define BRISK_GATEWAY_CONSOLE_RECORD_H

#include "gateway/console/console.h"

#define BRISK_RECORDS_MAX       500
#define BRISK_RECORDS_BYTES_MAX ((size_t)4 << 20)
/** Of an event and of a body, so much is kept. */
#define BRISK_RECORD_TEXT_MAX ((size_t)64 * 1024)

/** One request: two JSON objects, made once, and where its log lines are. */
typedef struct brisk_record {
    uint64_t id;
    char *memory; /* all texts, one piece of the heap */
    size_t size;
    brisk_str summary; /* for the list */
    brisk_str whole;   /* event, answer, timing: members without the braces */
    brisk_str log_group, log_stream, lambda_request_id;
    int64_t from_ms, to_ms; /* wall clock, of its log lines */
} brisk_record;

typedef struct brisk_records {
    brisk_record items[BRISK_RECORDS_MAX];
    size_t first, count, bytes;
    uint64_t next_id;
    brisk_buffer summary, whole; /* on the heap, kept */
} brisk_records;

void brisk_records_init(brisk_records *records);
void brisk_records_clear(brisk_records *records);

/** Keeps a request; the oldest ones go where there is no room. NULL without memory. */
const brisk_record *brisk_records_add(brisk_records *records, const brisk_console_request *request);

/** The record of this id; NULL where it is gone. */
const brisk_record *brisk_records_find(const brisk_records *records, uint64_t id);

/** The record at index, the oldest first; NULL past the last. */
const brisk_record *brisk_records_at(const brisk_records *records, size_t index);

#endif

/* segment.h - one file of a stream: a head, then records, each with its length and a checksum.
 *
 *  ┌ head ───────────────────────────────────────────┐┌ record ───────────────────────────────────────────┐┌ record …
 *  │ magic │ crc │ lengths │ created │ before │ name ││ length │ crc │ id │ timestamp │ ingestion │ bytes │
 *  └─────────────────────────────────────────────────┘└───────────────────────────────────────────────────┘└────
 *
 * A stream is a row of segments with ascending numbers; only the last one is written to. The head of a segment tells
 * what the one before it holds, so that nobody reads a finished segment to know. Numbers are in the machine's byte
 * order: the files belong to one machine, and a magic that reads otherwise is no magic. */
#ifndef BRISK_GATEWAY_LOGS_SEGMENT_H
#define BRISK_GATEWAY_LOGS_SEGMENT_H

#include "gateway/logs/name.h"
#include "gateway/logs/store.h"

/** What a segment holds. */
typedef struct brisk_log_summary {
    uint64_t size; /* of the file up to the end of its last whole record, bytes */
    uint64_t count, first_id, last_id;
    int64_t first_ms, last_ms; /* least and greatest timestamp */
    int64_t ingestion_ms;      /* of the last event */
} brisk_log_summary;

typedef struct brisk_log_head {
    int64_t created_ms; /* of the stream */
    brisk_log_summary before;
    brisk_str name; /* of the stream */
} brisk_log_head;

#define BRISK_LOG_FIXED_HEAD   80
#define BRISK_LOG_HEAD_MAX     (BRISK_LOG_FIXED_HEAD + BRISK_LOG_NAME_MAX)
#define BRISK_LOG_RECORD_FIXED 32

/** Writes a head; returns its length. */
size_t brisk_log_head_write(char out[BRISK_LOG_HEAD_MAX], const brisk_log_head *head);
/** Reads a head at the beginning of bytes; name is a view of them. Returns its length, 0 where none is whole. */
size_t brisk_log_head_read(brisk_str bytes, brisk_log_head *head);

/** Writes the fixed part of an event's record. */
void brisk_log_record_write(char out[BRISK_LOG_RECORD_FIXED], const brisk_log_event *event);
/** Reads the record at *at and moves behind it; event->message is a view. False where there is no whole one. checks:
 *  its checksum is looked at. */
bool brisk_log_record_read(brisk_str bytes, size_t *at, bool checks, brisk_log_event *event);

/** Counts an event of size bytes in. */
void brisk_log_summary_add(brisk_log_summary *summary, const brisk_log_event *event);
/** Reads all records behind at, with their checksums, up to the first that is not whole. */
void brisk_log_summary_scan(brisk_log_summary *summary, brisk_str bytes, size_t at);

#endif

/* segment.c - the bytes of a segment: its head, its records (segment.h). */
#include "gateway/logs/segment.h"

#include "core/str.h"

#include <string.h>
#include <zlib.h>

/* The head: magic and version, checksum of all behind it, length of all, length of the name, then the numbers. */
typedef struct fixed_head {
    char magic[4];
    uint32_t crc;
    uint32_t len, name_len;
    int64_t created_ms;
    brisk_log_summary before;
} fixed_head;

typedef struct fixed_record {
    uint32_t len; /* of the message */
    uint32_t crc; /* of the length, and of all behind this field */
    uint64_t id;
    int64_t timestamp_ms, ingestion_ms;
} fixed_record;

_Static_assert(sizeof(fixed_head) == BRISK_LOG_FIXED_HEAD, "a head has no gaps");
_Static_assert(sizeof(fixed_record) == BRISK_LOG_RECORD_FIXED, "a record has no gaps");

static const char magic[4] = {'B', 'L', 'G', '1'};

static uint32_t sum(uint32_t start, const void *bytes, size_t size)
{
    return (uint32_t)crc32(start, bytes, (uInt)size);
}

/* ---- heads ---- */

static uint32_t sum_of_head(const fixed_head *fixed, brisk_str name)
{
    const char *from = (const char *)fixed + offsetof(fixed_head, len);
    return sum(sum(0, from, sizeof(*fixed) - offsetof(fixed_head, len)), name.ptr, name.len);
}

size_t brisk_log_head_write(char out[BRISK_LOG_HEAD_MAX], const brisk_log_head *head)
{
    fixed_head fixed;
    memset(&fixed, 0, sizeof(fixed));
    memcpy(fixed.magic, magic, sizeof(magic));
    fixed.len = (uint32_t)(sizeof(fixed) + head->name.len);
    fixed.name_len = (uint32_t)head->name.len;
    fixed.created_ms = head->created_ms;
    fixed.before = head->before;
    fixed.crc = sum_of_head(&fixed, head->name);
    memcpy(out, &fixed, sizeof(fixed));
    memcpy(out + sizeof(fixed), head->name.ptr, head->name.len);
    return fixed.len;
}

size_t brisk_log_head_read(brisk_str bytes, brisk_log_head *head)
{
    fixed_head fixed;
    if (bytes.len < sizeof(fixed)) {
        return 0;
    }
    memcpy(&fixed, bytes.ptr, sizeof(fixed));
    if (memcmp(fixed.magic, magic, sizeof(magic)) != 0 || fixed.name_len == 0 || fixed.name_len > BRISK_LOG_NAME_MAX ||
        fixed.len != sizeof(fixed) + fixed.name_len || fixed.len > bytes.len) {
        return 0;
    }
    brisk_str name = {bytes.ptr + sizeof(fixed), fixed.name_len};
    if (fixed.crc != sum_of_head(&fixed, name)) {
        return 0;
    }
    *head = (brisk_log_head){fixed.created_ms, fixed.before, name};
    return fixed.len;
}

/* ---- records ---- */

static uint32_t sum_of_record(const fixed_record *fixed, const char *message)
{
    uint32_t crc = sum(0, &fixed->len, sizeof(fixed->len));
    crc = sum(crc, (const char *)fixed + offsetof(fixed_record, id), sizeof(*fixed) - offsetof(fixed_record, id));
    return sum(crc, message, fixed->len);
}

void brisk_log_record_write(char out[BRISK_LOG_RECORD_FIXED], const brisk_log_event *event)
{
    fixed_record fixed = {(uint32_t)event->message.len, 0, event->id, event->timestamp_ms, event->ingestion_ms};
    fixed.crc = sum_of_record(&fixed, event->message.ptr);
    memcpy(out, &fixed, sizeof(fixed));
}

bool brisk_log_record_read(brisk_str bytes, size_t *at, bool checks, brisk_log_event *event)
{
    fixed_record fixed;
    if (*at > bytes.len || bytes.len - *at < sizeof(fixed)) {
        return false;
    }
    memcpy(&fixed, bytes.ptr + *at, sizeof(fixed));
    size_t room = bytes.len - *at - sizeof(fixed);
    if (fixed.len == 0 || fixed.len > BRISK_LOG_EVENT_MAX || fixed.len > room) {
        return false;
    }
    const char *message = bytes.ptr + *at + sizeof(fixed);
    if (checks && fixed.crc != sum_of_record(&fixed, message)) {
        return false;
    }
    *at += sizeof(fixed) + fixed.len;
    *event = (brisk_log_event){fixed.timestamp_ms, fixed.ingestion_ms, {message, fixed.len}, fixed.id};
    return true;
}

/* ---- summaries ---- */

void brisk_log_summary_add(brisk_log_summary *summary, const brisk_log_event *event)
{
    bool is_first = summary->count == 0;
    summary->first_id = is_first ? event->id : summary->first_id;
    summary->first_ms = is_first || event->timestamp_ms < summary->first_ms ? event->timestamp_ms : summary->first_ms;
    summary->last_ms = is_first || event->timestamp_ms > summary->last_ms ? event->timestamp_ms : summary->last_ms;
    summary->last_id = event->id;
    summary->ingestion_ms = event->ingestion_ms;
    summary->size += BRISK_LOG_RECORD_FIXED + event->message.len;
    summary->count++;
}

void brisk_log_summary_scan(brisk_log_summary *summary, brisk_str bytes, size_t at)
{
    brisk_log_event event;
    *summary = (brisk_log_summary){.size = at};
    while (brisk_log_record_read(bytes, &at, true, &event)) {
        brisk_log_summary_add(summary, &event);
    }
}

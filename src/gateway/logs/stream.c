/* stream.c - a stream is made, and written to.
 *
 * An event is one writev(2) to a file opened with O_APPEND. Where that writes less than all (a full disk), the file is
 * cut back to what it was, so that the next event follows a whole one. The file goes over into a new segment when it is
 * large or a day old. */
#include "core/log.h"
#include "gateway/logs/group.h"
#include "gateway/logs/ids.h"
#include "gateway/logs/load.h"
#include "gateway/logs/open_files.h"
#include "gateway/logs/segment_file.h"
#include "gateway/logs/store.h"
#include "gateway/logs/sweep.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

enum { DAY_MS = 86400000, TELL_MS = 60000 };

/* ---- segments ---- */

static bool write_whole(int fd, struct iovec *parts, int count, size_t size)
{
    ssize_t written;
    do {
        written = writev(fd, parts, count);
    } while (written < 0 && errno == EINTR); /* a signal that came before anything was written */
    return written == (ssize_t)size;
}

static brisk_status start_segment(brisk_log_stream *stream)
{
    char bytes[BRISK_LOG_HEAD_MAX];
    brisk_log_head head = {.created_ms = stream->created_ms, .name = stream->name};
    uint32_t number = 1;
    void *items = stream->segments;
    if (!brisk_log_make_room(&items, stream->count, &stream->capacity, sizeof(*stream->segments))) {
        return BRISK_NO_MEMORY;
    }
    stream->segments = items;
    if (stream->count > 0) {
        number = stream->segments[stream->count - 1].number + 1;
        head.before = stream->segments[stream->count - 1].summary;
    }
    int fd = brisk_log_file_open(stream, number, O_CREAT | O_TRUNC);
    if (fd < 0) {
        return BRISK_IO;
    }
    size_t len = brisk_log_head_write(bytes, &head);
    struct iovec part = {bytes, len};
    if (!write_whole(fd, &part, 1, len)) {
        char path[BRISK_LOG_PATH];
        brisk_log_segment_path(stream, number, path);
        (void)unlinkat(stream->group->store->dir_fd, path, 0);
        (void)close(fd);
        return BRISK_IO;
    }
    stream->segments[stream->count++] = (brisk_log_segment){.number = number,
                                                            .is_known = true,
                                                            .begun_ms = brisk_log_store_now(stream->group->store),
                                                            .summary = {.size = len}};
    brisk_log_file_keep(stream, fd);
    brisk_log_trim_stream(stream);
    return BRISK_OK;
}

/* ---- a stream ---- */

/* Makes the stream's first segment where it has none. */
static brisk_status create(brisk_log_stream *stream)
{
    brisk_status status = stream->group->is_gone ? brisk_log_save_group(stream->group) : BRISK_OK;
    if (status == BRISK_OK && stream->is_gone) {
        stream->created_ms = brisk_log_store_now(stream->group->store);
        stream->count = 0;
        stream->is_loaded = true;
    }
    if (status == BRISK_OK) {
        status = brisk_log_load_stream(stream);
    }
    if (status == BRISK_NOT_FOUND || (status == BRISK_OK && stream->count == 0)) {
        stream->is_loaded = true;
        status = start_segment(stream);
    }
    stream->is_gone = stream->is_gone && status != BRISK_OK;
    return status;
}

brisk_status brisk_log_store_stream(brisk_log_store *store, brisk_str group_name, brisk_str name,
                                    brisk_log_stream **out)
{
    brisk_log_group *group;
    *out = NULL;
    if (!brisk_log_stream_name_is_valid(name)) {
        return BRISK_LIMIT;
    }
    brisk_status status = brisk_log_store_group(store, group_name);
    if (status == BRISK_OK) {
        status = brisk_log_open_group(store, group_name, &group);
    }
    if (status != BRISK_OK) {
        return status;
    }
    brisk_log_stream *stream = brisk_log_find_stream(group, name);
    if (stream == NULL) {
        stream = brisk_log_add_stream(group, name);
        if (stream == NULL) {
            return group->count == BRISK_LOG_STREAMS_MAX ? BRISK_LIMIT : BRISK_NO_MEMORY;
        }
        stream->is_gone = true; /* until its first segment stands */
        stream->is_loaded = true;
    }
    status = create(stream);
    if (status == BRISK_OK) {
        stream->is_held = true;
        *out = stream;
    }
    return status;
}

/* Sees to it that the last segment is open, whole, and neither too large nor too old. */
static brisk_status make_ready(brisk_log_stream *stream, int64_t now_ms)
{
    const brisk_log_store *store = stream->group->store;
    if (stream->is_gone || stream->group->is_gone || !stream->is_loaded || stream->count == 0) {
        brisk_status status = create(stream);
        if (status != BRISK_OK) {
            return status;
        }
    }
    const brisk_log_segment *last = &stream->segments[stream->count - 1];
    const brisk_log_summary *summary = &last->summary;
    /* An event may be older than its segment (PutLogEvents). */
    int64_t begun_ms = last->begun_ms != 0 ? last->begun_ms : summary->first_ms;
    if (summary->size == 0 ||
        (summary->count > 0 && (summary->size >= store->segment_bytes || now_ms - begun_ms >= DAY_MS))) {
        return start_segment(stream);
    }
    if (stream->fd < 0) {
        int fd = brisk_log_file_open(stream, last->number, 0);
        if (fd < 0) {
            return BRISK_IO;
        }
        brisk_log_file_keep(stream, fd);
        stream->is_torn = true; /* not known: a file that was closed may have been */
    } else {
        brisk_log_file_touch(stream);
    }
    if (stream->is_torn) {
        if (ftruncate(stream->fd, (off_t)summary->size) != 0) {
            return BRISK_IO;
        }
        stream->is_torn = false;
    }
    return BRISK_OK;
}

/* ---- events ---- */

static void count_lost(brisk_log_store *store, int64_t now_ms)
{
    store->lost++;
    if (store->lost_told_ms == 0 || now_ms - store->lost_told_ms >= TELL_MS) {
        brisk_log(BRISK_LOG_ERROR, "%llu log events could not be written: is the disk full?",
                  (unsigned long long)store->lost);
        store->lost = 0;
        store->lost_told_ms = now_ms;
    }
}

static brisk_status write_event(brisk_log_stream *stream, brisk_log_event *event)
{
    brisk_log_store *store = stream->group->store;
    brisk_status status = brisk_log_ids_next(store, &event->id);
    if (status == BRISK_OK) {
        status = make_ready(stream, event->ingestion_ms);
    }
    if (status != BRISK_OK) {
        return status;
    }
    char fixed[BRISK_LOG_RECORD_FIXED];
    union {
        const char *given;
        void *base;
    } message = {event->message.ptr};
    struct iovec parts[2] = {{fixed, sizeof(fixed)}, {message.base, event->message.len}};
    brisk_log_record_write(fixed, event);
    if (!write_whole(stream->fd, parts, 2, sizeof(fixed) + event->message.len)) {
        uint64_t size = stream->segments[stream->count - 1].summary.size;
        stream->is_torn = ftruncate(stream->fd, (off_t)size) != 0;
        return BRISK_IO;
    }
    brisk_log_summary_add(&stream->segments[stream->count - 1].summary, event);
    store->next_id++;
    return BRISK_OK;
}

/* The length of the next piece: an event is not cut within a character of UTF-8. */
static size_t piece_of(brisk_str message)
{
    if (message.len <= BRISK_LOG_EVENT_MAX) {
        return message.len;
    }
    size_t len = BRISK_LOG_EVENT_MAX;
    for (size_t i = 0; i < 3 && ((unsigned char)message.ptr[len] & 0xC0) == 0x80; i++) {
        len--;
    }
    return len;
}

brisk_status brisk_log_append(brisk_log_stream *stream, int64_t timestamp_ms, brisk_str message)
{
    brisk_log_store *store = stream->group->store;
    int64_t now_ms = brisk_log_store_now(store);
    while (message.len > 0) {
        size_t len = piece_of(message);
        brisk_log_event event = {.timestamp_ms = timestamp_ms == 0 ? now_ms : timestamp_ms,
                                 .ingestion_ms = now_ms,
                                 .message = {message.ptr, len}};
        brisk_status status = write_event(stream, &event);
        if (status != BRISK_OK) {
            count_lost(store, now_ms);
            return status;
        }
        if (store->on_event != NULL) {
            store->on_event(store->on_event_context, stream->group->name, stream->name, &event);
        }
        message = (brisk_str){message.ptr + len, message.len - len};
    }
    return BRISK_OK;
}

/* sweep.c - the old end is deleted (sweep.h). */
#include "gateway/logs/sweep.h"

#include "core/str.h"
#include "gateway/logs/load.h"
#include "gateway/logs/open_files.h"
#include "gateway/logs/segment_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DAY_MS INT64_C(86400000)

/* Unlinks the stream's oldest segment. */
static void drop_oldest(brisk_log_stream *stream)
{
    char path[BRISK_LOG_PATH];
    if (stream->count == 1) {
        brisk_log_file_close(stream);
    }
    brisk_log_segment_path(stream, stream->segments[0].number, path);
    (void)unlinkat(stream->group->store->dir_fd, path, 0);
    memmove(stream->segments, stream->segments + 1, (stream->count - 1) * sizeof(*stream->segments));
    stream->count--;
}

void brisk_log_trim_stream(brisk_log_stream *stream)
{
    uint64_t limit = stream->group->store->stream_bytes, size = 0;
    for (size_t i = 0; i < stream->count; i++) {
        size += stream->segments[i].summary.size;
    }
    while (limit != 0 && size > limit && stream->count > 1) {
        size -= stream->segments[0].summary.size;
        drop_oldest(stream);
    }
}

/* Deletes the stream's files. True where the struct went, too. */
static bool delete_stream(brisk_log_group *group, size_t at)
{
    brisk_log_stream *stream = group->streams[at];
    brisk_log_file_close(stream);
    while (stream->count > 0) {
        drop_oldest(stream);
    }
    stream->is_gone = true;
    if (stream->is_held) {
        return false;
    }
    memmove(group->streams + at, group->streams + at + 1, (group->count - at - 1) * sizeof(*group->streams));
    group->count--;
    brisk_log_free_stream(stream);
    return true;
}

brisk_status brisk_log_store_delete_stream(brisk_log_store *store, brisk_str group_name, brisk_str name)
{
    brisk_log_group *group;
    brisk_status status = brisk_log_open_group(store, group_name, &group);
    for (size_t i = 0; status == BRISK_OK && i < group->count; i++) {
        if (brisk_str_equal(group->streams[i]->name, name) && !group->streams[i]->is_gone) {
            (void)delete_stream(group, i);
            return BRISK_OK;
        }
    }
    return status == BRISK_OK ? BRISK_NOT_FOUND : status;
}

brisk_status brisk_log_store_delete_group(brisk_log_store *store, brisk_str name)
{
    brisk_log_group *group;
    char path[BRISK_LOG_PATH];
    brisk_status status = brisk_log_open_group(store, name, &group);
    if (status != BRISK_OK) {
        return status;
    }
    for (size_t i = 0; i < group->count;) {
        i += !delete_stream(group, i);
    }
    (void)snprintf(path, sizeof(path), "%s/.group", group->file);
    (void)unlinkat(store->dir_fd, path, 0);
    (void)unlinkat(store->dir_fd, group->file, AT_REMOVEDIR); /* stays where there are files that are not ours */
    group->is_gone = true;
    return BRISK_OK;
}

static bool is_old(const brisk_log_stream *stream, size_t at, int64_t before_ms)
{
    const brisk_log_summary *summary = &stream->segments[at].summary;
    return (summary->count == 0 ? stream->created_ms : summary->ingestion_ms) < before_ms;
}

static void sweep_group(brisk_log_group *group, int64_t before_ms)
{
    for (size_t i = 0; i < group->count;) {
        brisk_log_stream *stream = group->streams[i];
        brisk_status status = stream->is_gone ? BRISK_IO : brisk_log_load_stream(stream);
        bool is_removed = false;
        if (status == BRISK_NOT_FOUND) {
            is_removed = delete_stream(group, i);
        } else if (status == BRISK_OK) {
            while (stream->count > 1 && is_old(stream, 0, before_ms)) {
                drop_oldest(stream);
            }
            is_removed = stream->count == 1 && is_old(stream, 0, before_ms) && delete_stream(group, i);
        }
        i += !is_removed;
    }
}

void brisk_log_store_sweep(brisk_log_store *store)
{
    int64_t now_ms = brisk_log_store_now(store);
    for (size_t i = 0; i < store->count; i++) {
        brisk_log_group *group = store->groups[i];
        int32_t days = group->retention_days < 0 ? store->retention_days : group->retention_days;
        if (days > 0 && !group->is_gone && brisk_log_load_group(group) == BRISK_OK) {
            sweep_group(group, now_ms - days * DAY_MS);
        }
    }
}

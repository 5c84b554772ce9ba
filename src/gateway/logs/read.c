/* read.c - groups, streams and events in their order. What a visitor does to the store while it is called is met as it
 * comes: each step looks for its place anew. */
#include "core/heap.h"
#include "core/str.h"
#include "gateway/logs/load.h"
#include "gateway/logs/segment_file.h"
#include "gateway/logs/store.h"

/* ---- groups and streams ---- */

brisk_status brisk_log_each_group(brisk_log_store *store, brisk_str prefix,
                                  bool (*visit)(void *context, const brisk_log_group_info *info), void *context)
{
    bool goes_on = true;
    for (size_t i = 0; i < store->count && goes_on; i++) {
        brisk_log_group *group = store->groups[i];
        if (group->is_gone || !brisk_str_starts_with(group->name, prefix)) {
            continue;
        }
        if (brisk_log_load_group(group) == BRISK_NO_MEMORY) { /* one that cannot be read is told of all the same */
            return BRISK_NO_MEMORY;
        }
        brisk_log_group_info info = {.name = group->name,
                                     .created_ms = group->created_ms,
                                     .retention_days =
                                         group->retention_days < 0 ? store->retention_days : group->retention_days};
        for (size_t j = 0; j < group->count; j++) {
            const brisk_log_stream *stream = group->streams[j];
            for (size_t k = 0; k < stream->count; k++) {
                info.stored_bytes += (int64_t)stream->segments[k].summary.size;
            }
        }
        goes_on = visit(context, &info);
    }
    return BRISK_OK;
}

static brisk_log_stream_info info_of(const brisk_log_stream *stream)
{
    brisk_log_stream_info info = {.name = stream->name, .created_ms = stream->created_ms};
    bool is_first = true;
    for (size_t i = 0; i < stream->count; i++) {
        const brisk_log_summary *summary = &stream->segments[i].summary;
        info.stored_bytes += (int64_t)summary->size;
        if (summary->count == 0) {
            continue;
        }
        info.first_event_ms =
            is_first || summary->first_ms < info.first_event_ms ? summary->first_ms : info.first_event_ms;
        info.last_event_ms = is_first || summary->last_ms > info.last_event_ms ? summary->last_ms : info.last_event_ms;
        info.last_ingestion_ms = summary->ingestion_ms;
        is_first = false;
    }
    return info;
}

brisk_status brisk_log_each_stream(brisk_log_store *store, brisk_str group_name, brisk_str prefix,
                                   bool (*visit)(void *context, const brisk_log_stream_info *info), void *context)
{
    brisk_log_group *group;
    brisk_status status = brisk_log_open_group(store, group_name, &group);
    bool goes_on = true;
    for (size_t i = 0; status == BRISK_OK && i < group->count && goes_on; i++) {
        brisk_log_stream *stream = group->streams[i];
        if (stream->is_gone || !brisk_str_starts_with(stream->name, prefix)) {
            continue;
        }
        status = brisk_log_load_stream(stream);
        if (status == BRISK_NOT_FOUND) {
            status = BRISK_OK; /* killed before it began */
        } else if (status == BRISK_OK) {
            brisk_log_stream_info info = info_of(stream);
            goes_on = visit(context, &info);
        }
    }
    return status;
}

/* ---- events ---- */

typedef struct event_reader {
    const brisk_log_range *range;
    bool (*visit)(void *context, const brisk_log_event *event);
    void *context;
    bool goes_on;
} event_reader;

static bool may_hold(const brisk_log_range *range, const brisk_log_summary *summary)
{
    if (summary->count == 0 || summary->last_ms < range->from_ms) {
        return false;
    }
    if (range->to_ms != 0 && summary->first_ms >= range->to_ms) {
        return false;
    }
    if (range->is_backwards) {
        return range->after_id == 0 || summary->first_id < range->after_id;
    }
    return summary->last_id > range->after_id;
}

static bool is_wanted(const brisk_log_range *range, const brisk_log_event *event)
{
    bool is_behind =
        range->is_backwards ? range->after_id == 0 || event->id < range->after_id : event->id > range->after_id;
    return is_behind && event->timestamp_ms >= range->from_ms &&
           (range->to_ms == 0 || event->timestamp_ms < range->to_ms);
}

static void read_forwards(event_reader *reader, brisk_str bytes, size_t at)
{
    brisk_log_event event;
    size_t start = at;
    while (reader->goes_on && brisk_log_record_read(bytes, &at, false, &event)) {
        if (is_wanted(reader->range, &event)) {
            if (!brisk_log_record_read(bytes, &start, true, &event)) {
                return; /* rotten: what is behind cannot be trusted either */
            }
            reader->goes_on = reader->visit(reader->context, &event);
        }
        start = at;
    }
}

/* Records tell their length at their beginning only: their places are noted first. */
static brisk_status read_backwards(event_reader *reader, brisk_str bytes, size_t at, uint64_t count)
{
    uint32_t *places = brisk_heap_alloc((size_t)count * sizeof(*places) + 1);
    size_t found = 0, place = at;
    brisk_log_event event;
    if (places == NULL) {
        return BRISK_NO_MEMORY;
    }
    while (found < count && brisk_log_record_read(bytes, &at, false, &event)) {
        places[found++] = (uint32_t)place;
        place = at;
    }
    while (reader->goes_on && found > 0) {
        place = places[--found];
        if (brisk_log_record_read(bytes, &place, true, &event) && is_wanted(reader->range, &event)) {
            reader->goes_on = reader->visit(reader->context, &event);
        }
    }
    brisk_heap_free(places);
    return BRISK_OK;
}

static brisk_status read_segment(event_reader *reader, const brisk_log_stream *stream, brisk_log_segment segment)
{
    brisk_log_head head;
    brisk_str bytes;
    brisk_status status = brisk_log_map(stream, segment.number, segment.summary.size, &bytes);
    if (status != BRISK_OK) {
        return status;
    }
    size_t at = brisk_log_head_read(bytes, &head);
    if (at > 0 && reader->range->is_backwards) {
        status = read_backwards(reader, bytes, at, segment.summary.count);
    } else if (at > 0) {
        read_forwards(reader, bytes, at);
    }
    brisk_log_unmap(bytes);
    return status;
}

/* The segment behind (before) the one of this number; NULL where there is none. */
static const brisk_log_segment *next_segment(const brisk_log_stream *stream, uint64_t number, bool is_backwards)
{
    const brisk_log_segment *next = NULL;
    for (size_t i = 0; i < stream->count; i++) {
        const brisk_log_segment *segment = &stream->segments[i];
        if (!is_backwards && segment->number > number) {
            return segment;
        }
        if (is_backwards && segment->number < number) {
            next = segment;
        }
    }
    return next;
}

brisk_status brisk_log_each_event(brisk_log_store *store, brisk_str group_name, brisk_str stream_name,
                                  const brisk_log_range *range,
                                  bool (*visit)(void *context, const brisk_log_event *event), void *context)
{
    brisk_log_group *group;
    brisk_status status = brisk_log_open_group(store, group_name, &group);
    if (status != BRISK_OK) {
        return status;
    }
    brisk_log_stream *stream = brisk_log_find_stream(group, stream_name);
    if (stream == NULL || stream->is_gone) {
        return BRISK_NOT_FOUND;
    }
    status = brisk_log_load_stream(stream);
    if (status != BRISK_OK) {
        return status;
    }
    event_reader reader = {range, visit, context, true};
    uint64_t number = range->is_backwards ? UINT64_MAX : 0;
    const brisk_log_segment *segment;
    while (status == BRISK_OK && reader.goes_on &&
           (segment = next_segment(stream, number, range->is_backwards)) != NULL) {
        number = segment->number;
        if (may_hold(range, &segment->summary)) {
            status = read_segment(&reader, stream, *segment);
        }
    }
    return status;
}

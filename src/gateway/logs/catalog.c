/* catalog.c - what is known of the store (catalog.h). The lists are sorted arrays: a group of ten thousand streams is
 * searched in 14 steps. */
#include "gateway/logs/catalog.h"

#include "core/clock.h"
#include "core/heap.h"
#include "core/str.h"

#include <string.h>

int64_t brisk_log_store_now(const brisk_log_store *store)
{
    return store->now_ms != NULL ? store->now_ms(store->context) : brisk_clock_wall_us() / 1000;
}

bool brisk_log_make_room(void **items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return true;
    }
    size_t wanted = *capacity == 0 ? 4 : *capacity * 2;
    void *grown = brisk_heap_grow(*items, wanted * size);
    if (grown == NULL) {
        return false;
    }
    *items = grown;
    *capacity = wanted;
    return true;
}

/* The place of the first group (stream) whose name is not before name. */
static size_t group_place(const brisk_log_store *store, brisk_str name)
{
    size_t low = 0, high = store->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (brisk_str_compare(store->groups[middle]->name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static size_t stream_place(const brisk_log_group *group, brisk_str name)
{
    size_t low = 0, high = group->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (brisk_str_compare(group->streams[middle]->name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

brisk_log_group *brisk_log_find_group(const brisk_log_store *store, brisk_str name)
{
    size_t at = group_place(store, name);
    return at < store->count && brisk_str_equal(store->groups[at]->name, name) ? store->groups[at] : NULL;
}

brisk_log_stream *brisk_log_find_stream(const brisk_log_group *group, brisk_str name)
{
    size_t at = stream_place(group, name);
    return at < group->count && brisk_str_equal(group->streams[at]->name, name) ? group->streams[at] : NULL;
}

brisk_log_group *brisk_log_add_group(brisk_log_store *store, brisk_str name)
{
    void *items = store->groups;
    brisk_log_group *group = NULL;
    if (store->count < BRISK_LOG_GROUPS_MAX &&
        brisk_log_make_room(&items, store->count, &store->capacity, sizeof(*store->groups))) {
        store->groups = items;
        group = brisk_heap_alloc_zeroed(1, sizeof(*group) + name.len);
    }
    if (group == NULL) {
        return NULL;
    }
    memcpy(group + 1, name.ptr, name.len);
    group->store = store;
    group->name = (brisk_str){(const char *)(group + 1), name.len};
    group->retention_days = -1;
    group->created_ms = brisk_log_store_now(store);
    (void)brisk_log_name_escape(name, group->file);
    size_t at = group_place(store, name);
    memmove(store->groups + at + 1, store->groups + at, (store->count - at) * sizeof(*store->groups));
    store->groups[at] = group;
    store->count++;
    return group;
}

brisk_log_stream *brisk_log_add_stream(brisk_log_group *group, brisk_str name)
{
    void *items = group->streams;
    brisk_log_stream *stream = NULL;
    if (group->count < BRISK_LOG_STREAMS_MAX &&
        brisk_log_make_room(&items, group->count, &group->capacity, sizeof(*group->streams))) {
        group->streams = items;
        stream = brisk_heap_alloc_zeroed(1, sizeof(*stream) + name.len);
    }
    if (stream == NULL) {
        return NULL;
    }
    memcpy(stream + 1, name.ptr, name.len);
    stream->group = group;
    stream->name = (brisk_str){(const char *)(stream + 1), name.len};
    stream->created_ms = brisk_log_store_now(group->store);
    stream->fd = -1;
    size_t at = stream_place(group, name);
    memmove(group->streams + at + 1, group->streams + at, (group->count - at) * sizeof(*group->streams));
    group->streams[at] = stream;
    group->count++;
    return stream;
}

void brisk_log_free_stream(brisk_log_stream *stream)
{
    brisk_heap_free(stream->segments);
    brisk_heap_free(stream);
}

void brisk_log_free_group(brisk_log_group *group)
{
    brisk_heap_free(group->streams);
    brisk_heap_free(group);
}

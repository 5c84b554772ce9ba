/* store.c - the store's folder, its lock, its ids, and the lists of groups and streams.
 *
 *     dir/logs/.store                  lock, and how far ids were reserved
 *     dir/logs/<group>/.group          the group's name, time and retention; replaced by rename(2)
 *     dir/logs/<group>/<stream>@<n>    segments (segment.h); names as in name.h
 *
 * Ids are reserved in blocks: the end of the block is written before the first of it is given, so that after a crash
 * none comes twice, for one write in a million events. */
#include "gateway/logs/private.h"

#include "core/clock.h"
#include "core/heap.h"
#include "core/log.h"
#include "core/str.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { FOLDER_MODE = 0700, FILE_MODE = 0600, PATH_BYTES = 4096 };

#define SEGMENT_BYTES_MAX ((uint64_t)4 << 20)
#define SEGMENT_BYTES_MIN ((uint64_t)64 << 10)

int64_t brisk_log_store_now(const brisk_log_store *store)
{
    return store->now_ms != NULL ? store->now_ms(store->context) : brisk_clock_wall_us() / 1000;
}

/* ---- lists ---- */

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
    brisk_log_close_stream(stream);
    brisk_heap_free(stream->segments);
    brisk_heap_free(stream);
}

static void free_group(brisk_log_group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        brisk_log_free_stream(group->streams[i]);
    }
    brisk_heap_free(group->streams);
    brisk_heap_free(group);
}

/* ---- groups on the disk ---- */

static bool write_whole(int fd, const char *bytes, size_t size)
{
    ssize_t written;
    do {
        written = write(fd, bytes, size);
    } while (written < 0 && errno == EINTR);
    return written == (ssize_t)size;
}

/* magic, crc of the rest, created, retention, length of the name, name */
static size_t put_group(const brisk_log_group *group, char *out)
{
    uint32_t name_len = (uint32_t)group->name.len, crc;
    size_t at = 8;
    memcpy(out, "BLGG", 4);
    memcpy(out + at, &group->created_ms, 8);
    memcpy(out + at + 8, &group->retention_days, 4);
    memcpy(out + at + 12, &name_len, 4);
    memcpy(out + at + 16, group->name.ptr, name_len);
    crc = (uint32_t)crc32(0, (const unsigned char *)out + at, 16 + name_len);
    memcpy(out + 4, &crc, 4);
    return at + 16 + name_len;
}

brisk_status brisk_log_save_group(brisk_log_group *group)
{
    char path[BRISK_LOG_PATH], temporary[BRISK_LOG_PATH], bytes[24 + BRISK_LOG_NAME_MAX];
    int dir = group->store->dir_fd;
    if (mkdirat(dir, group->file, FOLDER_MODE) != 0 && errno != EEXIST) {
        return BRISK_IO;
    }
    (void)snprintf(path, sizeof(path), "%s/.group", group->file);
    (void)snprintf(temporary, sizeof(temporary), "%s/.group.new", group->file);
    int fd = openat(dir, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE);
    if (fd < 0) {
        return BRISK_IO;
    }
    bool is_written = write_whole(fd, bytes, put_group(group, bytes));
    is_written = close(fd) == 0 && is_written;
    if (!is_written || renameat(dir, temporary, dir, path) != 0) {
        (void)unlinkat(dir, temporary, 0);
        return BRISK_IO;
    }
    group->is_gone = false;
    return BRISK_OK;
}

brisk_status brisk_log_store_group(brisk_log_store *store, brisk_str name)
{
    if (!brisk_log_group_name_is_valid(name)) {
        return BRISK_LIMIT;
    }
    brisk_log_group *group = brisk_log_find_group(store, name);
    if (group != NULL && !group->is_gone) {
        return BRISK_OK;
    }
    if (group == NULL) {
        group = brisk_log_add_group(store, name);
        if (group == NULL) {
            return store->count == BRISK_LOG_GROUPS_MAX ? BRISK_LIMIT : BRISK_NO_MEMORY;
        }
        group->is_loaded = true; /* there is nothing to read */
    }
    group->is_gone = true; /* until it is saved */
    group->created_ms = brisk_log_store_now(store);
    group->retention_days = -1;
    return brisk_log_save_group(group);
}

brisk_status brisk_log_open_group(brisk_log_store *store, brisk_str name, brisk_log_group **out)
{
    *out = brisk_log_find_group(store, name);
    if (*out == NULL || (*out)->is_gone) {
        return BRISK_NOT_FOUND;
    }
    return brisk_log_load_group(*out);
}

brisk_status brisk_log_store_set_retention(brisk_log_store *store, brisk_str name, int32_t days)
{
    brisk_log_group *group = brisk_log_find_group(store, name);
    if (group == NULL || group->is_gone) {
        return BRISK_NOT_FOUND;
    }
    int32_t before = group->retention_days;
    group->retention_days = days < 0 ? -1 : days;
    brisk_status status = brisk_log_save_group(group);
    if (status != BRISK_OK) {
        group->retention_days = before;
    }
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
    status = brisk_log_create_stream(stream);
    if (status == BRISK_OK) {
        stream->is_held = true;
        *out = stream;
    }
    return status;
}

/* ---- ids ---- */

typedef struct id_state {
    char magic[4];
    uint32_t crc;
    uint64_t reserved;
} id_state;

static uint32_t sum_of_state(const id_state *state)
{
    return (uint32_t)crc32(0, (const unsigned char *)&state->reserved, sizeof(state->reserved));
}

brisk_status brisk_log_reserve_ids(brisk_log_store *store, uint64_t end)
{
    id_state state = {.magic = {'B', 'L', 'G', 'S'}, .reserved = end};
    state.crc = sum_of_state(&state);
    ssize_t written;
    do {
        written = pwrite(store->lock_fd, &state, sizeof(state), 0);
    } while (written < 0 && errno == EINTR);
    if (written != (ssize_t)sizeof(state)) {
        return BRISK_IO;
    }
    store->reserved_id = state.reserved;
    return BRISK_OK;
}

static brisk_status open_ids(brisk_log_store *store)
{
    id_state state;
    ssize_t size = pread(store->lock_fd, &state, sizeof(state), 0);
    if (size == (ssize_t)sizeof(state) && memcmp(state.magic, "BLGS", 4) == 0 && state.crc == sum_of_state(&state)) {
        store->next_id = state.reserved;
    } else {
        uint64_t last = 0;
        brisk_status status = brisk_log_last_id(store, &last);
        if (status != BRISK_OK) {
            return status;
        }
        store->next_id = last + 1;
    }
    store->reserved_id = store->next_id; /* the first event reserves */
    return BRISK_OK;
}

/* ---- opening ---- */

/* Makes the folder and those above it. */
static bool make_folders(char *path)
{
    for (char *at = path + 1; *at != '\0'; at++) {
        if (*at == '/') {
            *at = '\0';
            bool is_there = mkdir(path, FOLDER_MODE) == 0 || errno == EEXIST || errno == EISDIR || errno == EROFS;
            *at = '/';
            if (!is_there) {
                return false;
            }
        }
    }
    return mkdir(path, FOLDER_MODE) == 0 || errno == EEXIST;
}

static brisk_status open_folder(brisk_log_store *store, const char *dir, char *problem, size_t size)
{
    char path[PATH_BYTES];
    int len = snprintf(path, sizeof(path), "%s/logs", dir);
    if (len < 0 || (size_t)len >= sizeof(path)) {
        (void)snprintf(problem, size, "the path of the log folder is too long");
        return BRISK_IO;
    }
    if (make_folders(path)) {
        store->dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    if (store->dir_fd >= 0) {
        store->lock_fd = openat(store->dir_fd, ".store", O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);
    }
    if (store->lock_fd < 0) {
        (void)snprintf(problem, size, "%s cannot be opened: %s", path, strerror(errno));
        return BRISK_IO;
    }
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(store->lock_fd, F_SETLK, &lock) == 0) {
        return BRISK_OK;
    }
    if (errno == EACCES || errno == EAGAIN) {
        lock = (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET};
        long pid = fcntl(store->lock_fd, F_GETLK, &lock) == 0 ? (long)lock.l_pid : 0;
        (void)snprintf(problem, size, "%s is in use by another gateway (process %ld)", path, pid);
        return BRISK_BUSY;
    }
    (void)snprintf(problem, size, "%s cannot be locked: %s", path, strerror(errno));
    return BRISK_IO;
}

brisk_status brisk_log_store_open(const brisk_log_store_options *options, brisk_log_store **out, char *problem,
                                  size_t problem_size)
{
    *out = NULL;
    brisk_log_store *store = brisk_heap_alloc_zeroed(1, sizeof(*store));
    if (store == NULL) {
        (void)snprintf(problem, problem_size, "there is no memory for the logs");
        return BRISK_NO_MEMORY;
    }
    store->dir_fd = store->lock_fd = -1;
    store->retention_days = options->retention_days;
    store->stream_bytes = options->stream_bytes > 0 ? (uint64_t)options->stream_bytes : 0;
    store->segment_bytes = store->stream_bytes == 0 ? SEGMENT_BYTES_MAX : store->stream_bytes / 8;
    store->segment_bytes = store->segment_bytes > SEGMENT_BYTES_MAX ? SEGMENT_BYTES_MAX : store->segment_bytes;
    store->segment_bytes = store->segment_bytes < SEGMENT_BYTES_MIN ? SEGMENT_BYTES_MIN : store->segment_bytes;
    store->now_ms = options->now_ms;
    store->context = options->context;
    brisk_status status = open_folder(store, options->dir, problem, problem_size);
    if (status == BRISK_OK) {
        status = brisk_log_load_store(store);
        if (status == BRISK_OK) {
            status = open_ids(store);
        }
        if (status != BRISK_OK) {
            (void)snprintf(problem, problem_size, "the logs in %s cannot be read: %s", options->dir,
                           status == BRISK_NO_MEMORY ? "there is no memory" : strerror(errno));
        }
    }
    if (status != BRISK_OK) {
        brisk_log_store_close(store);
        return status;
    }
    *out = store;
    return BRISK_OK;
}

void brisk_log_store_close(brisk_log_store *store)
{
    if (store == NULL) {
        return;
    }
    for (size_t i = 0; i < store->count; i++) {
        free_group(store->groups[i]);
    }
    brisk_heap_free(store->groups);
    if (store->lock_fd >= 0) {
        /* What was reserved and not given is given back: a clean end leaves no gap. */
        if (store->next_id < store->reserved_id && brisk_log_reserve_ids(store, store->next_id) != BRISK_OK) {
            brisk_log(BRISK_LOG_WARNING, "the last id of the logs could not be written");
        }
        (void)close(store->lock_fd);
    }
    if (store->dir_fd >= 0) {
        (void)close(store->dir_fd);
    }
    brisk_heap_free(store);
}

void brisk_log_store_listen(brisk_log_store *store,
                            void (*on_event)(void *context, brisk_str group, brisk_str stream,
                                             const brisk_log_event *event),
                            void *context)
{
    store->on_event = on_event;
    store->on_event_context = context;
}

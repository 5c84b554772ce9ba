/* open.c - the store's beginning and end: its folder and its lock.
 *
 *     dir/logs/.store                  lock, and how far ids were reserved (ids.h)
 *     dir/logs/<group>/.group          the group's name, time and retention (group.h)
 *     dir/logs/<group>/<stream>@<n>    segments (segment.h); names as in name.h
 *
 * store.h is what others see. Its other files, from the top down:
 *
 *     stream.c  read.c  sweep.c        writing, reading, the old end
 *     ids.c  load.c                    what the disk tells
 *     group.c  open_files.c  segment_file.c
 *     catalog.c                        what is known, in memory */
#include "core/heap.h"
#include "gateway/logs/ids.h"
#include "gateway/logs/load.h"
#include "gateway/logs/open_files.h"
#include "gateway/logs/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

#define SEGMENT_BYTES_MAX ((uint64_t)4 << 20)
#define SEGMENT_BYTES_MIN ((uint64_t)64 << 10)

/* Makes the folder and those above it. */
static bool make_folders(char *path)
{
    for (char *at = path + 1; *at != '\0'; at++) {
        if (*at == '/') {
            *at = '\0';
            bool is_there =
                mkdir(path, BRISK_LOG_FOLDER_MODE) == 0 || errno == EEXIST || errno == EISDIR || errno == EROFS;
            *at = '/';
            if (!is_there) {
                return false;
            }
        }
    }
    return mkdir(path, BRISK_LOG_FOLDER_MODE) == 0 || errno == EEXIST;
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
        store->lock_fd = openat(store->dir_fd, ".store", O_RDWR | O_CREAT | O_CLOEXEC, BRISK_LOG_FILE_MODE);
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
            status = brisk_log_ids_open(store);
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

static void free_group(brisk_log_group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        brisk_log_file_close(group->streams[i]);
        brisk_log_free_stream(group->streams[i]);
    }
    brisk_log_free_group(group);
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
        brisk_log_ids_close(store);
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

/* open_files.c - the files that streams are written to (open_files.h). */
#include "gateway/logs/open_files.h"

#include "gateway/logs/segment_file.h"

#include <fcntl.h>
#include <unistd.h>

enum { OPEN_FILES_MAX = 64 };

static void unlink_open(brisk_log_stream *stream)
{
    brisk_log_store *store = stream->group->store;
    *(stream->newer == NULL ? &store->newest : &stream->newer->older) = stream->older;
    *(stream->older == NULL ? &store->oldest : &stream->older->newer) = stream->newer;
    stream->newer = stream->older = NULL;
}

static void link_open(brisk_log_stream *stream)
{
    brisk_log_store *store = stream->group->store;
    stream->older = store->newest;
    stream->newer = NULL;
    *(store->newest == NULL ? &store->oldest : &store->newest->newer) = stream;
    store->newest = stream;
}

void brisk_log_file_close(brisk_log_stream *stream)
{
    if (stream->fd >= 0) {
        unlink_open(stream);
        (void)close(stream->fd);
        stream->fd = -1;
        stream->group->store->open_count--;
    }
}

void brisk_log_file_keep(brisk_log_stream *stream, int fd)
{
    brisk_log_store *store = stream->group->store;
    brisk_log_file_close(stream);
    if (store->open_count == OPEN_FILES_MAX) {
        brisk_log_file_close(store->oldest);
    }
    stream->fd = fd;
    stream->is_torn = false;
    store->open_count++;
    link_open(stream);
}

void brisk_log_file_touch(brisk_log_stream *stream)
{
    if (stream != stream->group->store->newest) {
        unlink_open(stream);
        link_open(stream);
    }
}

int brisk_log_file_open(const brisk_log_stream *stream, uint32_t number, int flags)
{
    char path[BRISK_LOG_PATH];
    brisk_log_segment_path(stream, number, path);
    return openat(stream->group->store->dir_fd, path, O_WRONLY | O_APPEND | O_CLOEXEC | flags, BRISK_LOG_FILE_MODE);
}

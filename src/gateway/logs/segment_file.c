/* segment_file.c - where a segment lies, and its bytes (segment_file.h). */
#include "gateway/logs/segment_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

void brisk_log_segment_path(const brisk_log_stream *stream, uint32_t number, char out[BRISK_LOG_PATH])
{
    char file[BRISK_LOG_FILE_NAME];
    (void)brisk_log_name_escape(stream->name, file);
    (void)snprintf(out, BRISK_LOG_PATH, "%s/%s@%08lx", stream->group->file, file, (unsigned long)number);
}

brisk_status brisk_log_map(const brisk_log_stream *stream, uint32_t number, uint64_t size, brisk_str *bytes)
{
    char path[BRISK_LOG_PATH];
    struct stat info;
    *bytes = (brisk_str){0};
    brisk_log_segment_path(stream, number, path);
    int fd = openat(stream->group->store->dir_fd, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? BRISK_OK : BRISK_IO;
    }
    bool is_read = fstat(fd, &info) == 0;
    /* Never more than there is: a page behind the end of a file is a SIGBUS. */
    size_t len = is_read && (uint64_t)info.st_size < size ? (size_t)info.st_size : (size_t)size;
    if (is_read && len > 0) {
        void *mapped = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);
        is_read = mapped != MAP_FAILED;
        *bytes = is_read ? (brisk_str){mapped, len} : (brisk_str){0};
    }
    (void)close(fd);
    return is_read ? BRISK_OK : BRISK_IO;
}

void brisk_log_unmap(brisk_str bytes)
{
    if (bytes.ptr != NULL) {
        union {
            const char *given;
            void *mapped;
        } pointer = {bytes.ptr};
        (void)munmap(pointer.mapped, bytes.len);
    }
}

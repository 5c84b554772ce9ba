/* load.c - what is on the disk (load.h). */
#include "gateway/logs/load.h"

#include "core/str.h"
#include "gateway/logs/group.h"
#include "gateway/logs/segment_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NUMBER_DIGITS = 8 };

/* ---- the folder ---- */

static DIR *open_list(int dir_fd, const char *name)
{
    int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = fd < 0 ? NULL : fdopendir(fd);
    if (list == NULL && fd >= 0) {
        (void)close(fd);
    }
    return list;
}

/* A folder is a group's where its file name is that of the group's name. */
static bool is_file_of(brisk_str name, const char *file)
{
    char escaped[BRISK_LOG_FILE_NAME];
    (void)brisk_log_name_escape(name, escaped);
    return strcmp(escaped, file) == 0;
}

static brisk_status load_one(brisk_log_store *store, const char *file)
{
    char name[BRISK_LOG_NAME_MAX];
    brisk_log_group read = {.retention_days = -1, .created_ms = brisk_log_store_now(store)};
    bool is_whole = brisk_log_read_group(store, file, name, &read);
    if (!is_whole) {
        if (unlinkat(store->dir_fd, file, AT_REMOVEDIR) == 0) {
            return BRISK_OK;
        }
        if (!brisk_log_name_unescape(brisk_str_view(file), name, &read.name.len)) {
            return BRISK_OK;
        }
        read.name.ptr = name;
    }
    if (!brisk_log_group_name_is_valid(read.name) || !is_file_of(read.name, file) ||
        brisk_log_find_group(store, read.name) != NULL) {
        return BRISK_OK;
    }
    brisk_log_group *group = brisk_log_add_group(store, read.name);
    if (group == NULL) {
        return store->count == BRISK_LOG_GROUPS_MAX ? BRISK_OK : BRISK_NO_MEMORY;
    }
    group->created_ms = read.created_ms;
    group->retention_days = read.retention_days;
    return is_whole ? BRISK_OK : brisk_log_save_group(group);
}

brisk_status brisk_log_load_store(brisk_log_store *store)
{
    DIR *list = open_list(store->dir_fd, ".");
    if (list == NULL) {
        return BRISK_IO;
    }
    brisk_status status = BRISK_OK;
    const struct dirent *entry;
    while (status == BRISK_OK && (entry = readdir(list)) != NULL) {
        if (entry->d_name[0] != '.' && strlen(entry->d_name) < BRISK_LOG_FILE_NAME) {
            status = load_one(store, entry->d_name);
        }
    }
    (void)closedir(list);
    return status;
}

/* ---- a group's streams ---- */

static bool parse_number(const char *text, uint32_t *number)
{
    *number = 0;
    for (size_t i = 0; i < NUMBER_DIGITS; i++) {
        int digit = brisk_char_hex(text[i]);
        if (digit < 0) {
            return false;
        }
        *number = *number << 4 | (uint32_t)digit;
    }
    return text[NUMBER_DIGITS] == '\0';
}

/* The name that a file's head tells: for names too long for a file's. */
static bool read_name(int fd, char name[BRISK_LOG_NAME_MAX], size_t *len)
{
    char bytes[BRISK_LOG_HEAD_MAX];
    brisk_log_head head;
    ssize_t size = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));
    if (fd >= 0) {
        (void)close(fd);
    }
    if (size <= 0 || brisk_log_head_read((brisk_str){bytes, (size_t)size}, &head) == 0) {
        return false;
    }
    memcpy(name, head.name.ptr, head.name.len);
    *len = head.name.len;
    return true;
}

static brisk_status add_segment(brisk_log_stream *stream, uint32_t number, uint64_t size)
{
    void *items = stream->segments;
    if (!brisk_log_make_room(&items, stream->count, &stream->capacity, sizeof(*stream->segments))) {
        return BRISK_NO_MEMORY;
    }
    stream->segments = items;
    size_t at = stream->count;
    while (at > 0 && stream->segments[at - 1].number >= number) {
        at--;
    }
    if (at < stream->count && stream->segments[at].number == number) {
        return BRISK_OK; /* known of an attempt that memory ended */
    }
    memmove(stream->segments + at + 1, stream->segments + at, (stream->count - at) * sizeof(*stream->segments));
    stream->segments[at] = (brisk_log_segment){.number = number, .summary = {.size = size}};
    stream->count++;
    return BRISK_OK;
}

static brisk_status load_file(brisk_log_group *group, const char *file)
{
    char path[BRISK_LOG_PATH], base[BRISK_LOG_FILE_NAME], name[BRISK_LOG_NAME_MAX];
    struct stat info;
    uint32_t number;
    size_t len;
    const char *mark = strrchr(file, '@');
    if (mark == NULL || (size_t)(mark - file) >= sizeof(base) || !parse_number(mark + 1, &number)) {
        return BRISK_OK;
    }
    memcpy(base, file, (size_t)(mark - file));
    base[mark - file] = '\0';
    (void)snprintf(path, sizeof(path), "%s/%s", group->file, file);
    int dir = group->store->dir_fd;
    if (fstatat(dir, path, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(info.st_mode)) {
        return BRISK_OK;
    }
    if (!brisk_log_name_unescape(brisk_str_view(base), name, &len) &&
        !read_name(openat(dir, path, O_RDONLY | O_CLOEXEC), name, &len)) {
        (void)unlinkat(dir, path, 0); /* of a long name, and killed before its head was written */
        return BRISK_OK;
    }
    if (!brisk_log_stream_name_is_valid((brisk_str){name, len}) || !is_file_of((brisk_str){name, len}, base)) {
        return BRISK_OK;
    }
    brisk_log_stream *stream = brisk_log_find_stream(group, (brisk_str){name, len});
    if (stream == NULL) {
        stream = brisk_log_add_stream(group, (brisk_str){name, len});
    }
    if (stream == NULL) {
        return group->count == BRISK_LOG_STREAMS_MAX ? BRISK_OK : BRISK_NO_MEMORY;
    }
    return add_segment(stream, number, (uint64_t)info.st_size);
}

brisk_status brisk_log_load_group(brisk_log_group *group)
{
    if (group->is_loaded) {
        return BRISK_OK;
    }
    DIR *list = open_list(group->store->dir_fd, group->file);
    if (list == NULL) {
        return BRISK_IO;
    }
    brisk_status status = BRISK_OK;
    const struct dirent *entry;
    while (status == BRISK_OK && (entry = readdir(list)) != NULL) {
        if (entry->d_name[0] != '.') {
            status = load_file(group, entry->d_name);
        }
    }
    (void)closedir(list);
    group->is_loaded = status == BRISK_OK;
    return status;
}

brisk_status brisk_log_open_group(brisk_log_store *store, brisk_str name, brisk_log_group **out)
{
    *out = brisk_log_find_group(store, name);
    if (*out == NULL || (*out)->is_gone) {
        return BRISK_NOT_FOUND;
    }
    return brisk_log_load_group(*out);
}

/* ---- a stream's figures ---- */

static void cut_to(const brisk_log_stream *stream, uint32_t number, uint64_t size)
{
    char path[BRISK_LOG_PATH];
    brisk_log_segment_path(stream, number, path);
    int fd = openat(stream->group->store->dir_fd, path, O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        if (ftruncate(fd, (off_t)size) != 0) {
            errno = EIO; /* read up to size all the same, and tried again when it is written to */
        }
        (void)close(fd);
    }
}

/* Reads a segment whole. Where its head is broken, size stays 0: nothing of it can be read. */
static brisk_status scan_segment(brisk_log_stream *stream, brisk_log_segment *segment, brisk_log_head *head)
{
    brisk_str bytes;
    brisk_status status = brisk_log_map(stream, segment->number, UINT64_MAX, &bytes);
    if (status != BRISK_OK) {
        return status;
    }
    size_t at = brisk_log_head_read(bytes, head);
    segment->summary = (brisk_log_summary){0};
    segment->is_known = true;
    if (at > 0 && brisk_str_equal(head->name, stream->name)) {
        stream->created_ms = head->created_ms;
        brisk_log_summary_scan(&segment->summary, bytes, at);
    } else {
        *head = (brisk_log_head){0};
    }
    bool is_torn = segment->summary.size > 0 && segment->summary.size < bytes.len;
    brisk_log_unmap(bytes);
    head->name = (brisk_str){0};
    if (is_torn && segment == &stream->segments[stream->count - 1]) {
        cut_to(stream, segment->number, segment->summary.size);
    }
    return BRISK_OK;
}

/* Only the head of a finished one is read: what is in the segment before it stands there. */
static void read_head(const brisk_log_stream *stream, uint32_t number, brisk_log_head *head)
{
    brisk_str bytes;
    if (brisk_log_map(stream, number, BRISK_LOG_HEAD_MAX, &bytes) != BRISK_OK ||
        brisk_log_head_read(bytes, head) == 0 || !brisk_str_equal(head->name, stream->name)) {
        *head = (brisk_log_head){0};
    }
    brisk_log_unmap(bytes);
    head->name = (brisk_str){0};
}

/* The last segment, without those that a crash left before their head was written. */
static brisk_status load_last(brisk_log_stream *stream, brisk_log_head *head)
{
    while (stream->count > 0) {
        brisk_log_segment *last = &stream->segments[stream->count - 1];
        uint64_t size = last->summary.size;
        brisk_status status = scan_segment(stream, last, head);
        if (status != BRISK_OK) {
            last->summary.size = size;
            return status;
        }
        if (last->summary.size > 0 || size >= BRISK_LOG_HEAD_MAX) {
            return BRISK_OK;
        }
        char path[BRISK_LOG_PATH];
        brisk_log_segment_path(stream, last->number, path);
        (void)unlinkat(stream->group->store->dir_fd, path, 0);
        stream->count--;
    }
    return BRISK_NOT_FOUND;
}

brisk_status brisk_log_load_stream(brisk_log_stream *stream)
{
    if (stream->is_loaded) {
        return BRISK_OK;
    }
    brisk_log_head head = {0};
    brisk_status status = load_last(stream, &head);
    for (size_t i = stream->count; i-- > 1 && status == BRISK_OK;) {
        brisk_log_segment *segment = &stream->segments[i - 1];
        if (segment[1].number == segment->number + 1 && head.before.size == segment->summary.size) {
            segment->summary = head.before;
            segment->is_known = true;
            read_head(stream, segment->number, &head);
        } else {
            status = scan_segment(stream, segment, &head);
        }
    }
    stream->is_loaded = status == BRISK_OK;
    return status;
}

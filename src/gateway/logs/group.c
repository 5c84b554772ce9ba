/* group.c - a group on the disk (group.h). The file is written beside the old one, and takes its place with rename(2). */
#include "gateway/logs/group.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* ---- the file ---- */

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
    if (mkdirat(dir, group->file, BRISK_LOG_FOLDER_MODE) != 0 && errno != EEXIST) {
        return BRISK_IO;
    }
    (void)snprintf(path, sizeof(path), "%s/.group", group->file);
    (void)snprintf(temporary, sizeof(temporary), "%s/.group.new", group->file);
    int fd = openat(dir, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, BRISK_LOG_FILE_MODE);
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

bool brisk_log_read_group(const brisk_log_store *store, const char *folder, char name[BRISK_LOG_NAME_MAX],
                          brisk_log_group *out)
{
    char path[BRISK_LOG_PATH], bytes[24 + BRISK_LOG_NAME_MAX];
    uint32_t crc, name_len;
    (void)snprintf(path, sizeof(path), "%s/.group", folder);
    int fd = openat(store->dir_fd, path, O_RDONLY | O_CLOEXEC);
    ssize_t size = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));
    if (fd >= 0) {
        (void)close(fd);
    }
    if (size < 24 || memcmp(bytes, "BLGG", 4) != 0) {
        return false;
    }
    memcpy(&crc, bytes + 4, 4);
    memcpy(&out->created_ms, bytes + 8, 8);
    memcpy(&out->retention_days, bytes + 16, 4);
    memcpy(&name_len, bytes + 20, 4);
    if ((size_t)size != 24 + (size_t)name_len ||
        crc != (uint32_t)crc32(0, (const unsigned char *)bytes + 8, (uInt)size - 8)) {
        return false;
    }
    memcpy(name, bytes + 24, name_len);
    out->name = (brisk_str){name, name_len};
    return true;
}

/* ---- what others ask for ---- */

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

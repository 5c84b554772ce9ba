/* folder.c - mkdir -p and rm -r, by descriptors, so that no link that appears in between leads anywhere else. */
#include "gateway/function/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_DEPTH = 100 }; /* folders within folders: each holds a descriptor */

bool brisk_path_print(char *out, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(out, size, format, args);
    va_end(args);
    return len >= 0 && (size_t)len < size;
}

bool brisk_folder_make(const char *path, bool is_private)
{
    char part[BRISK_PATH_MAX];
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof part) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(part, path, len + 1);
    for (size_t i = 1; i < len; i++) {
        if (part[i] != '/') {
            continue;
        }
        part[i] = '\0';
        if (mkdir(part, 0755) != 0 && errno != EEXIST) {
            return false;
        }
        part[i] = '/';
    }
    struct stat info;
    if (mkdir(path, is_private ? 0700 : 0755) == 0) {
        return true;
    }
    return errno == EEXIST && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool remove_at(int parent, const char *name, dev_t device, int depth)
{
    if (unlinkat(parent, name, 0) == 0 || errno == ENOENT) {
        return true;
    }
    if (depth >= MAX_DEPTH) {
        return false;
    }
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && errno == EACCES && fchmodat(parent, name, 0700, 0) == 0) { /* a function may have taken its rights */
        fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    }
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0 || (depth > 0 && info.st_dev != device)) {
        if (fd >= 0) {
            (void)close(fd);
        }
        return false;
    }
    (void)fchmod(fd, 0700);
    DIR *folder = fdopendir(fd);
    if (folder == NULL) {
        (void)close(fd);
        return false;
    }
    bool is_empty = true;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            is_empty = remove_at(fd, entry->d_name, info.st_dev, depth + 1) && is_empty;
        }
    }
    (void)closedir(folder);
    return is_empty && unlinkat(parent, name, AT_REMOVEDIR) == 0;
}

bool brisk_folder_remove(const char *path)
{
    return remove_at(AT_FDCWD, path, 0, 0);
}

void brisk_folder_sweep(const char *path, bool (*keep)(void *context, const char *name), void *context)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return;
    }
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        char name[BRISK_PATH_MAX];
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            (keep == NULL || !keep(context, entry->d_name)) &&
            brisk_path_print(name, sizeof name, "%s/%s", path, entry->d_name)) {
            (void)brisk_folder_remove(name);
        }
    }
    (void)closedir(folder);
}

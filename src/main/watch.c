/* watch.c - inotify and its like watch one folder, not those below: so each has a handle of its own. */
#include "main/watch.h"

#include "core/heap.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define FOLDERS_MAX 1024
#define DEPTH_MAX   16
#define PATH_BYTES  4096

typedef struct watched_folder {
    uv_fs_event_t event;
    char *path;
} watched_folder;

struct brisk_watch {
    uv_loop_t *loop;
    brisk_watch_call *call;
    void *context;
    size_t count;
    watched_folder *folders[FOLDERS_MAX];
};

bool brisk_is_source_name(const char *name)
{
    static const char *const suffixes[] = {".c", ".h", ".inc", ".def", ".S", ".cmake"};
    size_t len = strlen(name);
    if (name[0] == '.') {
        return false; /* of editors */
    }
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        size_t suffix_len = strlen(suffixes[i]);
        if (len > suffix_len && strcmp(name + len - suffix_len, suffixes[i]) == 0) {
            return true;
        }
    }
    return strcmp(name, "CMakeLists.txt") == 0 || strcmp(name, "CMakePresets.json") == 0;
}

brisk_watch *brisk_watch_new(uv_loop_t *loop, brisk_watch_call *call, void *context)
{
    brisk_watch *watch = brisk_heap_alloc_zeroed(1, sizeof(*watch));
    if (watch != NULL) {
        watch->loop = loop;
        watch->call = call;
        watch->context = context;
    }
    return watch;
}

static void on_event(uv_fs_event_t *event, const char *file, int events, int status)
{
    brisk_watch *watch = event->data;
    (void)events;
    if (status == 0 && file != NULL && brisk_is_source_name(file)) {
        watch->call(watch->context, file);
    }
}

static bool is_watched(const brisk_watch *watch, const char *path)
{
    for (size_t i = 0; i < watch->count; i++) {
        if (strcmp(watch->folders[i]->path, path) == 0) {
            return true;
        }
    }
    return false;
}

static void watch_folder(brisk_watch *watch, const char *path)
{
    size_t len = strlen(path) + 1;
    if (watch->count == FOLDERS_MAX || is_watched(watch, path)) {
        return;
    }
    watched_folder *folder = brisk_heap_alloc_zeroed(1, sizeof(*folder) + len);
    if (folder == NULL) {
        return;
    }
    folder->path = (char *)(folder + 1);
    memcpy(folder->path, path, len);
    if (uv_fs_event_init(watch->loop, &folder->event) != 0) {
        brisk_heap_free(folder);
        return;
    }
    folder->event.data = watch;
    watch->folders[watch->count++] = folder;
    (void)uv_fs_event_start(&folder->event, on_event, path, 0);
}

static bool is_build_tree(const char *path)
{
    char file[PATH_BYTES];
    struct stat info;
    int len = snprintf(file, sizeof(file), "%s/CMakeCache.txt", path);
    return len > 0 && (size_t)len < sizeof(file) && stat(file, &info) == 0;
}

static void add_below(brisk_watch *watch, const char *path, int depth)
{
    DIR *stream = depth < DEPTH_MAX && !is_build_tree(path) ? opendir(path) : NULL;
    if (stream == NULL) {
        return;
    }
    watch_folder(watch, path);
    for (const struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        char below[PATH_BYTES];
        struct stat info;
        int len = snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "node_modules") == 0 || len < 0 ||
            (size_t)len >= sizeof(below)) {
            continue;
        }
        if (lstat(below, &info) == 0 && S_ISDIR(info.st_mode)) {
            add_below(watch, below, depth + 1);
        }
    }
    closedir(stream);
}

size_t brisk_watch_add(brisk_watch *watch, const char *folder)
{
    add_below(watch, folder, 0);
    return watch->count;
}

void brisk_watch_close(brisk_watch *watch)
{
    for (size_t i = 0; i < watch->count; i++) {
        uv_close((uv_handle_t *)&watch->folders[i]->event, NULL);
    }
}

void brisk_watch_free(brisk_watch *watch)
{
    if (watch == NULL) {
        return;
    }
    for (size_t i = 0; i < watch->count; i++) {
        brisk_heap_free(watch->folders[i]);
    }
    brisk_heap_free(watch);
}

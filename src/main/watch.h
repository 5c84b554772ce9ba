/* watch.h - tells when a source file in some folders, or below them, changes. */
#ifndef BRISK_MAIN_WATCH_H
#define BRISK_MAIN_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

typedef struct brisk_watch brisk_watch;

/** Called with the name of the file that changed (valid during the call). */
typedef void brisk_watch_call(void *context, const char *file);

/** Makes a watch without folders. NULL without memory. */
brisk_watch *brisk_watch_new(uv_loop_t *loop, brisk_watch_call *call, void *context);
/** Adds a folder with those below it, but for hidden ones, build trees (CMakeCache.txt) and node_modules. Folders that
 *  are watched already stay so: call it again to find new ones. Returns how many are watched now. */
size_t brisk_watch_add(brisk_watch *watch, const char *folder);
/** Stops watching; the loop has to run once more before it can be closed. */
void brisk_watch_close(brisk_watch *watch);
/** Frees a watch that was closed, when the loop is through with it. */
void brisk_watch_free(brisk_watch *watch);

/** True for the names of source files: .c .h .inc .def .S .cmake, CMakeLists.txt, CMakePresets.json. */
bool brisk_is_source_name(const char *name);

#endif

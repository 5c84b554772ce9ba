/* folder.h - folders of the gateway: made with their parents, and taken away with all that is in them. Blocking. */
#ifndef BRISK_GATEWAY_FUNCTION_FOLDER_H
#define BRISK_GATEWAY_FUNCTION_FOLDER_H

#include <brisk/status.h>
#include <brisk/types.h>

enum { BRISK_PATH_MAX = 4096 }; /* bytes of a path, the NUL included, as Linux has it */

/** printf of a path into out. False where it does not fit. */
BRISK_MUST_CHECK bool brisk_path_print(char *out, size_t size, const char *format, ...) BRISK_PRINTF(3, 4);

/** Makes the folder and what is missing above it, mode 0755 (0700 where is_private, the last one only). False: errno. */
BRISK_MUST_CHECK bool brisk_folder_make(const char *path, bool is_private);

/** Removes what is at path: a file, or a folder with all that is in it; links are not followed, mounts are not entered.
 *  False where something was left. One that is not there is fine. */
bool brisk_folder_remove(const char *path);

/** Removes from the folder what keep does not name. keep NULL: all. */
void brisk_folder_sweep(const char *path, bool (*keep)(void *context, const char *name), void *context);

#endif

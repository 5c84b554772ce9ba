/* text.h - the files that a configuration is read from: JSON, whole, with what is wrong told by line and column. */
#ifndef BRISK_GATEWAY_CONFIG_TEXT_H
#define BRISK_GATEWAY_CONFIG_TEXT_H

#include <brisk/arena.h>
#include <brisk/json.h>

/** Reads and parses the file at path, which may be a pipe; "-" is standard input. limit: its most bytes. BRISK_IO, BRISK_LIMIT,
 *  BRISK_SYNTAX, BRISK_INVALID (no UTF-8) or BRISK_NO_MEMORY, with a sentence in problem that names the file. */
BRISK_MUST_CHECK brisk_status brisk_config_load(brisk_arena *arena, const char *path, size_t limit, brisk_json *out,
                                                char *problem, size_t problem_size);

/** "dir/name" of a file's path and a path in it: what is not absolute is relative to the file's folder. In the arena; the
 *  empty text without memory. */
brisk_str brisk_config_path(brisk_arena *arena, const char *file, brisk_str path);

#endif

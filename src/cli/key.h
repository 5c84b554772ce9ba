/* key.h - the API key of a gateway that was given none: made once, kept in the data folder (api-key, readable by its owner only). */
#ifndef BRISK_CLI_KEY_H
#define BRISK_CLI_KEY_H

#include <brisk/arena.h>
#include <brisk/status.h>
#include <brisk/types.h>

/** Reads the key of data_dir, or makes one of 40 characters as API Gateway does; the folder is made where missing. False with a
 *  sentence in problem. */
bool brisk_cli_key(brisk_arena *arena, brisk_str data_dir, brisk_str *key, char *problem, size_t problem_size);

#endif

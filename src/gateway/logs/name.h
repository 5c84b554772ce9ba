/* name.h - the names of log groups and streams as names of files, so that none leaves its folder.
 *
 *     2026/11/22/[$LATEST]0f8f   ─►   2026%2F11%2F22%2F%5B%24LATEST%5D0f8f
 *     a name whose escaped form is above 180 bytes: its first 100 bytes, "~", 32 hex digits of its SHA-256
 *
 * Letters, digits, "_", "-" and "." stay; a "." at the beginning does not, so that "..", "." and the store's own files
 * (which begin with one) are never met. */
#ifndef BRISK_GATEWAY_LOGS_NAME_H
#define BRISK_GATEWAY_LOGS_NAME_H

#include <brisk/types.h>

/** The longest name that CloudWatch takes of a group or a stream, bytes. */
#define BRISK_LOG_NAME_MAX 512
/** Room for an escaped name and its NUL. */
#define BRISK_LOG_FILE_NAME 192

/** True for names that CloudWatch takes: a group's is of [A-Za-z0-9._/#-], a stream's of all but ":" and "*". */
bool brisk_log_group_name_is_valid(brisk_str name);
bool brisk_log_stream_name_is_valid(brisk_str name);

/** Writes the file name of a valid name, and a NUL. Returns its length. */
size_t brisk_log_name_escape(brisk_str name, char out[BRISK_LOG_FILE_NAME]);

/** The name of a file name, into out. False where it cannot be told from it: shortened, or none of ours. */
bool brisk_log_name_unescape(brisk_str file, char out[BRISK_LOG_NAME_MAX], size_t *len);

#endif

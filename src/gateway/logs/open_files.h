/* open_files.h - the files that streams are written to: the last segment of each. A few stay open, and the one that was
 * unused for longest is closed for the next. */
#ifndef BRISK_GATEWAY_LOGS_OPEN_FILES_H
#define BRISK_GATEWAY_LOGS_OPEN_FILES_H

#include "gateway/logs/catalog.h"

/** Opens a segment for appending; flags: O_CREAT … The descriptor, or -1: errno. */
int brisk_log_file_open(const brisk_log_stream *stream, uint32_t number, int flags);
/** Keeps the descriptor as the stream's, in place of the one before. */
void brisk_log_file_keep(brisk_log_stream *stream, int fd);
/** The stream's file is in use: it is the last one to be closed. */
void brisk_log_file_touch(brisk_log_stream *stream);
/** Closes the stream's file, where it is open. */
void brisk_log_file_close(brisk_log_stream *stream);

#endif

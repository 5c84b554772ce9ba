/* segment_file.h - where a segment's file lies, and its bytes, mapped. */
#ifndef BRISK_GATEWAY_LOGS_SEGMENT_FILE_H
#define BRISK_GATEWAY_LOGS_SEGMENT_FILE_H

#include "gateway/logs/catalog.h"

/** From the store's folder: "<group>/<stream>@<number>". */
void brisk_log_segment_path(const brisk_log_stream *stream, uint32_t number, char out[BRISK_LOG_PATH]);
/** The first bytes of a segment, at most size; empty where there is no such file. To be given to brisk_log_unmap. */
BRISK_MUST_CHECK brisk_status brisk_log_map(const brisk_log_stream *stream, uint32_t number, uint64_t size,
                                            brisk_str *bytes);
void brisk_log_unmap(brisk_str bytes);

#endif

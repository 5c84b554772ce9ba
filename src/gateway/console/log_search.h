/* log_search.h - the page's search of the logs. */
#ifndef BRISK_GATEWAY_CONSOLE_LOG_SEARCH_H
#define BRISK_GATEWAY_CONSOLE_LOG_SEARCH_H

#include "core/buffer.h"
#include "gateway/logs/store.h"

#include <brisk/request.h>

/** At most so many events are found: the newest. */
#define BRISK_LOG_SEARCH_MAX 1000

/** Appends a JSON array: the names of all groups; with ?group= the group's newest events of the last ?minutes= (60) that match
 *  ?filter=, each stream's in their order. False with a sentence in problem: the filter is not understood. Memory that is
 *  missing marks out as failed. */
bool brisk_console_write_logs(brisk_log_store *logs, brisk_request *request, brisk_buffer *out, char *problem,
                              size_t problem_size);

#endif

/* load.h - what is on the disk, read when somebody asks for it, and mended where a crash left half of something.
 *
 *     a folder without .group, empty          the group was being made or deleted: removed
 *     a segment whose head is not whole       it was being made: removed
 *     bytes behind the last whole record      an event was being written: cut off */
#ifndef BRISK_GATEWAY_LOGS_LOAD_H
#define BRISK_GATEWAY_LOGS_LOAD_H

#include "gateway/logs/catalog.h"

/** Reads the names of all groups. */
BRISK_MUST_CHECK brisk_status brisk_log_load_store(brisk_log_store *store);
/** Reads the names of a group's streams and the sizes of their segments. */
BRISK_MUST_CHECK brisk_status brisk_log_load_group(brisk_log_group *group);
/** The group of this name with its streams known. BRISK_NOT_FOUND also where it is gone. */
BRISK_MUST_CHECK brisk_status brisk_log_open_group(brisk_log_store *store, brisk_str name, brisk_log_group **out);
/** Reads what a stream's segments hold, and cuts what is torn off the last. BRISK_NOT_FOUND: nothing of it is left. */
BRISK_MUST_CHECK brisk_status brisk_log_load_stream(brisk_log_stream *stream);

#endif

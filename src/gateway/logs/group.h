/* group.h - a group on the disk: its folder, and the file in it that keeps its name, its time and its retention. */
#ifndef BRISK_GATEWAY_LOGS_GROUP_H
#define BRISK_GATEWAY_LOGS_GROUP_H

#include "gateway/logs/catalog.h"

/** Makes the group's folder and file, so that it is there, no longer gone. BRISK_IO. */
BRISK_MUST_CHECK brisk_status brisk_log_save_group(brisk_log_group *group);
/** Reads what the folder of this name says of its group into out, whose name is in name. False where that is not whole. */
bool brisk_log_read_group(const brisk_log_store *store, const char *folder, char name[BRISK_LOG_NAME_MAX],
                          brisk_log_group *out);

#endif

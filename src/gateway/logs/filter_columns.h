/* filter_columns.h - filter patterns of events whose words have their places: [ip, user, ..., status = 4*]. */
#ifndef BRISK_GATEWAY_LOGS_FILTER_COLUMNS_H
#define BRISK_GATEWAY_LOGS_FILTER_COLUMNS_H

#include "gateway/logs/filter_reader.h"

typedef struct brisk_log_columns brisk_log_columns;

/** Reads [ … ]. NULL where the reader failed. */
brisk_log_columns *brisk_log_columns_read(brisk_log_reader *reader);
bool brisk_log_columns_match(const brisk_log_columns *columns, brisk_str message);

#endif

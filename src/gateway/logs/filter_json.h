/* filter_json.h - filter patterns of events that are JSON: { $.level = "WARN" && $.ms > 100 }. */
#ifndef BRISK_GATEWAY_LOGS_FILTER_JSON_H
#define BRISK_GATEWAY_LOGS_FILTER_JSON_H

#include "gateway/logs/filter_reader.h"

typedef struct brisk_log_expression brisk_log_expression;

/** Reads { … }. NULL where the reader failed. */
const brisk_log_expression *brisk_log_expression_read(brisk_log_reader *reader);
bool brisk_log_expression_matches(const brisk_log_expression *expression, brisk_str message);

#endif

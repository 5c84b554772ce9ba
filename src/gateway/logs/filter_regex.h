/* filter_regex.h - the regular expressions of filter patterns, %4\d\d%. */
#ifndef BRISK_GATEWAY_LOGS_FILTER_REGEX_H
#define BRISK_GATEWAY_LOGS_FILTER_REGEX_H

#include "gateway/logs/filter_reader.h"

typedef struct brisk_log_regex brisk_log_regex;

/** Compiles what stands between the two "%". NULL where the reader failed. */
brisk_log_regex *brisk_log_regex_read(brisk_log_reader *reader);
/** True where it is found anywhere in text; costs text times the regex's length. */
bool brisk_log_regex_finds(const brisk_log_regex *regex, brisk_str text);

#endif

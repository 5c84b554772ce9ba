/* filter_comparison.h - one comparison of a filter pattern: = "text*", > 100, = %regex%. */
#ifndef BRISK_GATEWAY_LOGS_FILTER_COMPARISON_H
#define BRISK_GATEWAY_LOGS_FILTER_COMPARISON_H

#include "gateway/logs/filter_word.h"

typedef enum brisk_log_operator {
    BRISK_LOG_EQUAL,
    BRISK_LOG_UNEQUAL,
    BRISK_LOG_LESS,
    BRISK_LOG_LESS_EQUAL,
    BRISK_LOG_GREATER,
    BRISK_LOG_GREATER_EQUAL
} brisk_log_operator;

/** A comparison with a constant. */
typedef struct brisk_log_comparison {
    brisk_log_operator kind;
    brisk_log_word word; /* in its text "*" is any text */
    bool is_number;
    double number;
} brisk_log_comparison;

/** True where an operator comes next, which is read with its operand. stops: characters that end it unquoted. */
bool brisk_log_comparison_read(brisk_log_reader *reader, const char *stops, brisk_log_comparison *out);
/** True where a text passes; where it reads as a number, its number. */
bool brisk_log_comparison_passes_text(const brisk_log_comparison *comparison, brisk_str text);
/** The same for a number that is written as text. */
bool brisk_log_comparison_passes_number(const brisk_log_comparison *comparison, double number, brisk_str text);

#endif

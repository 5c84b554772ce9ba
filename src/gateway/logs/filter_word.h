/* filter_word.h - a word of a filter pattern: "a phrase", %a regex%, or plain. */
#ifndef BRISK_GATEWAY_LOGS_FILTER_WORD_H
#define BRISK_GATEWAY_LOGS_FILTER_WORD_H

#include "gateway/logs/filter_regex.h"

typedef struct brisk_log_word {
    brisk_str text;         /* without its quotes; empty of a regex */
    brisk_log_regex *regex; /* NULL: text */
    bool is_plain;          /* neither quoted nor a regex */
} brisk_log_word;

/** Reads the word at the reader's place; a plain one ends at a space or at one of stops. missing: what is wrong where there
 *  is none. False where the reader failed. */
bool brisk_log_word_read(brisk_log_reader *reader, const char *stops, const char *missing, brisk_log_word *out);

#endif

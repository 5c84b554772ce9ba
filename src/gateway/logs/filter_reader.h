/* filter_reader.h - a filter pattern as it is read, from its first character to its last. */
#ifndef BRISK_GATEWAY_LOGS_FILTER_READER_H
#define BRISK_GATEWAY_LOGS_FILTER_READER_H

#include <brisk/arena.h>
#include <brisk/status.h>
#include <brisk/types.h>

/** A pattern being read. The first problem stays. */
typedef struct brisk_log_reader {
    brisk_arena *arena;
    brisk_str text;
    size_t at, depth;
    brisk_status status; /* BRISK_OK so long as all is well */
    char *problem;
    size_t problem_size;
} brisk_log_reader;

/** Notes what is wrong at the reader's place; returns false. */
bool brisk_log_reader_fail(brisk_log_reader *reader, const char *what);
/** Memory in the arena, zeroed; NULL, and failed, where there is none. */
void *brisk_log_reader_alloc(brisk_log_reader *reader, size_t size);
void brisk_log_reader_skip_spaces(brisk_log_reader *reader);
/** Skips spaces, then takes the word if it comes next. */
bool brisk_log_reader_take(brisk_log_reader *reader, const char *word);
/** The character at the reader's place, '\0' at the end. */
char brisk_log_reader_peek(const brisk_log_reader *reader);

#endif

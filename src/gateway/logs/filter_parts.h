/* filter_parts.h - what the three kinds of filter patterns share: a reader of pattern text, and tests of one value.
 *
 *     filter.c          terms              filter_json.c      { $.level = "WARN" }
 *     filter_test.c     = 4*  > 100        filter_columns.c   [ip, ..., status = 4*]
 *     filter_regex.c    %4\d\d% */
#ifndef BRISK_GATEWAY_LOGS_FILTER_PARTS_H
#define BRISK_GATEWAY_LOGS_FILTER_PARTS_H

#include "gateway/logs/filter.h"

/** CloudWatch's own limit of a pattern, bytes: it bounds all that is built of one. */
#define BRISK_LOG_PATTERN_MAX 1024

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

/* ---- tests of one value ---- */

typedef struct brisk_log_regex brisk_log_regex;

/** Compiles what stands between the two "%". NULL where the reader failed. */
brisk_log_regex *brisk_log_regex_read(brisk_log_reader *reader);
/** True where it is found anywhere in text; costs text times the regex's length. */
bool brisk_log_regex_finds(const brisk_log_regex *regex, brisk_str text);

typedef enum brisk_log_operator {
    BRISK_LOG_EQUAL,
    BRISK_LOG_UNEQUAL,
    BRISK_LOG_LESS,
    BRISK_LOG_LESS_EQUAL,
    BRISK_LOG_GREATER,
    BRISK_LOG_GREATER_EQUAL
} brisk_log_operator;

/** A comparison with a constant: = "text*", > 100, = %regex%. */
typedef struct brisk_log_test {
    brisk_log_operator kind;
    brisk_str text; /* as it stands, "*" being any text */
    bool is_number;
    double number;
    brisk_log_regex *regex; /* NULL: text or number */
} brisk_log_test;

/** True where an operator comes next, which is read with its operand. stops: characters that end it unquoted. */
bool brisk_log_test_read(brisk_log_reader *reader, const char *stops, brisk_log_test *out);
/** Tests a text; where it reads as a number, its number. */
bool brisk_log_test_text(const brisk_log_test *test, brisk_str text);
/** Tests a number that is written as text. */
bool brisk_log_test_number(const brisk_log_test *test, double number, brisk_str text);
/** A text between quotes at the reader's place, \" and \\ undone. */
bool brisk_log_read_quoted(brisk_log_reader *reader, brisk_str *out);
/** True where "*" in pattern stands for any text. */
bool brisk_log_wildcard_matches(brisk_str pattern, brisk_str text);

/* ---- kinds ---- */

typedef struct brisk_log_expression brisk_log_expression;
typedef struct brisk_log_columns brisk_log_columns;

/** Reads { … }. NULL where the reader failed. */
const brisk_log_expression *brisk_log_expression_read(brisk_log_reader *reader);
bool brisk_log_expression_matches(const brisk_log_expression *expression, brisk_str message);

/** Reads [ … ]. */
brisk_log_columns *brisk_log_columns_read(brisk_log_reader *reader);
bool brisk_log_columns_match(const brisk_log_columns *columns, brisk_str message);

#endif

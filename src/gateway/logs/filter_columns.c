/* filter_columns.c - patterns of events in columns: [ip, user, ..., status = 4* && status != 404, bytes > 1000].
 *
 * An event is split at spaces; what stands in quotes or brackets is one column, without them. The columns must be as
 * many as in the pattern, except that "..." stands for any number of them. */
#include "gateway/logs/filter_columns.h"

#include "core/str.h"
#include "gateway/logs/filter_comparison.h"

enum { COLUMNS_MAX = 128 };

/* Conditions of one column: alternatives of conjunctions, "||" binding less than "&&". */
typedef struct condition {
    brisk_log_comparison comparison;
    bool is_alternative; /* begins a new conjunction */
    const struct condition *next;
} condition;

typedef struct column {
    const condition *conditions; /* NULL: any */
} column;

struct brisk_log_columns {
    column columns[COLUMNS_MAX];
    size_t count;
    size_t gap; /* the index that "..." stands before; BRISK_STR_NONE: none */
};

/* ---- reading ---- */

static bool is_name_char(char c)
{
    return brisk_char_is_alnum(c) || c == '_' || c == '-' || c == '.' || c == '*';
}

static bool read_name(brisk_log_reader *reader)
{
    brisk_log_reader_skip_spaces(reader);
    size_t start = reader->at;
    while (is_name_char(brisk_log_reader_peek(reader))) {
        reader->at++;
    }
    return reader->at > start;
}

static bool read_column(brisk_log_reader *reader, column *out)
{
    const condition **link = &out->conditions;
    bool is_alternative = true;
    if (!read_name(reader)) {
        return brisk_log_reader_fail(reader, "a column's name is missing");
    }
    for (;;) {
        condition *next = brisk_log_reader_alloc(reader, sizeof(*next));
        if (next == NULL) {
            return false;
        }
        if (!brisk_log_comparison_read(reader, ",]&|", &next->comparison)) {
            return reader->status == BRISK_OK &&
                   (out->conditions == NULL || brisk_log_reader_fail(reader, "a comparison is missing"));
        }
        next->is_alternative = is_alternative;
        *link = next;
        link = &next->next;
        is_alternative = brisk_log_reader_take(reader, "||");
        if (!is_alternative && !brisk_log_reader_take(reader, "&&")) {
            return true;
        }
        (void)read_name(reader); /* "status = 4* && status != 404" names its column again */
    }
}

brisk_log_columns *brisk_log_columns_read(brisk_log_reader *reader)
{
    brisk_log_columns *columns = brisk_log_reader_alloc(reader, sizeof(*columns));
    if (columns == NULL) {
        return NULL;
    }
    columns->gap = BRISK_STR_NONE;
    reader->at++;
    for (;;) {
        if (brisk_log_reader_take(reader, "...")) {
            if (columns->gap != BRISK_STR_NONE) {
                (void)brisk_log_reader_fail(reader, "there is a second \"...\"");
                return NULL;
            }
            columns->gap = columns->count;
        } else if (columns->count == COLUMNS_MAX) {
            (void)brisk_log_reader_fail(reader, "there are too many columns");
            return NULL;
        } else if (!read_column(reader, &columns->columns[columns->count++])) {
            return NULL;
        }
        if (brisk_log_reader_take(reader, "]")) {
            return columns;
        }
        if (!brisk_log_reader_take(reader, ",")) {
            (void)brisk_log_reader_fail(reader, "\",\" or \"]\" is missing");
            return NULL;
        }
    }
}

/* ---- matching ---- */

/* The next word of an event; false behind the last. */
static bool next_word(brisk_str *rest, brisk_str *word)
{
    while (rest->len > 0 && brisk_char_is_space(rest->ptr[0])) {
        *rest = brisk_str_from(*rest, 1);
    }
    if (rest->len == 0) {
        return false;
    }
    char close = rest->ptr[0] == '"' ? '"' : rest->ptr[0] == '[' ? ']' : '\0';
    size_t end = close != '\0' ? brisk_str_find_char(brisk_str_from(*rest, 1), close) : BRISK_STR_NONE;
    if (end != BRISK_STR_NONE) {
        *word = brisk_str_slice(*rest, 1, end);
        *rest = brisk_str_from(*rest, end + 2);
        return true;
    }
    for (end = 0; end < rest->len && !brisk_char_is_space(rest->ptr[end]); end++) {
    }
    *word = brisk_str_slice(*rest, 0, end);
    *rest = brisk_str_from(*rest, end);
    return true;
}

static bool column_matches(const column *wanted, brisk_str word)
{
    bool is_match = true;
    for (const condition *at = wanted->conditions; at != NULL; at = at->next) {
        if (at->is_alternative && at != wanted->conditions) {
            if (is_match) {
                return true;
            }
            is_match = true;
        }
        is_match = is_match && brisk_log_comparison_passes_text(&at->comparison, word);
    }
    return is_match;
}

bool brisk_log_columns_match(const brisk_log_columns *columns, brisk_str message)
{
    brisk_str rest = message, word;
    size_t words = 0;
    while (next_word(&rest, &word)) {
        words++;
    }
    bool has_gap = columns->gap != BRISK_STR_NONE;
    if (words < columns->count || (words > columns->count && !has_gap)) {
        return false;
    }
    size_t skipped = words - columns->count;
    rest = message;
    for (size_t i = 0; i < columns->count; i++) {
        for (size_t j = 0; (i == columns->gap && j < skipped) && next_word(&rest, &word); j++) {
        }
        if (!next_word(&rest, &word) || !column_matches(&columns->columns[i], word)) {
            return false;
        }
    }
    return true;
}

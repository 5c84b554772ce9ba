/* filter.c - which events are wanted (filter.h). The kind of a pattern is told by its first character; here are the terms
 * of unstructured patterns. The other kinds, and what all share:
 *
 *     filter_json.c  filter_columns.c      { $.level = "WARN" }   [ip, ..., status = 4*]
 *     filter_comparison.c                  = 4*   > 100
 *     filter_word.c                        "a phrase"   %4\d\d%   plain
 *     filter_regex.c  filter_reader.c
 *
 * Source: the CloudWatch Logs user guide, "Filter pattern syntax": terms are found anywhere in the event and in their
 * case; of "?" terms one is enough, and beside others they count for nothing. */
#include "gateway/logs/filter.h"

#include "core/str.h"
#include "gateway/logs/filter_columns.h"
#include "gateway/logs/filter_json.h"
#include "gateway/logs/filter_word.h"

#include <stdio.h>
#include <string.h>

/* CloudWatch's own limit of a pattern, bytes: it bounds all that is built of one. */
#define PATTERN_MAX 1024

typedef enum term_kind { TERM_NEEDED, TERM_OPTIONAL, TERM_EXCLUDED } term_kind;

typedef struct term {
    term_kind kind;
    brisk_log_word word;
    const struct term *next;
} term;

struct brisk_log_filter {
    const term *terms;
    bool has_needed, has_optional, has_excluded;
    const brisk_log_expression *expression;
    const brisk_log_columns *columns;
};

/* ---- terms ---- */

static bool read_term(brisk_log_reader *reader, term *out)
{
    char c = brisk_log_reader_peek(reader);
    if (c == '?' || c == '-') {
        out->kind = c == '?' ? TERM_OPTIONAL : TERM_EXCLUDED;
        reader->at++;
    }
    return brisk_log_word_read(reader, "\"", "a term is missing", &out->word);
}

static void read_terms(brisk_log_reader *reader, brisk_log_filter *filter)
{
    const term **link = &filter->terms;
    for (;;) {
        brisk_log_reader_skip_spaces(reader);
        if (reader->at == reader->text.len) {
            return;
        }
        term *next = brisk_log_reader_alloc(reader, sizeof(*next));
        if (next == NULL || !read_term(reader, next)) {
            return;
        }
        filter->has_needed |= next->kind == TERM_NEEDED;
        filter->has_optional |= next->kind == TERM_OPTIONAL;
        filter->has_excluded |= next->kind == TERM_EXCLUDED;
        *link = next;
        link = &next->next;
    }
}

static bool terms_match(const brisk_log_filter *filter, brisk_str message)
{
    bool counts_optional = filter->has_optional && !filter->has_needed && !filter->has_excluded;
    bool has_optional = !counts_optional;
    for (const term *at = filter->terms; at != NULL; at = at->next) {
        if (at->kind == TERM_OPTIONAL && (!counts_optional || has_optional)) {
            continue;
        }
        bool is_there = at->word.regex != NULL ? brisk_log_regex_finds(at->word.regex, message)
                                               : brisk_str_find(message, at->word.text) != BRISK_STR_NONE;
        if (at->kind == TERM_OPTIONAL) {
            has_optional = has_optional || is_there;
        } else if (is_there == (at->kind == TERM_EXCLUDED)) {
            return false;
        }
    }
    return has_optional;
}

/* ---- the filter ---- */

brisk_status brisk_log_filter_parse(brisk_arena *arena, brisk_str pattern, brisk_log_filter **out, char *problem,
                                    size_t problem_size)
{
    brisk_log_reader reader = {.arena = arena, .text = pattern, .problem = problem, .problem_size = problem_size};
    *out = NULL;
    if (pattern.len > PATTERN_MAX) {
        (void)snprintf(problem, problem_size, "Invalid filter pattern: it is above %d characters", PATTERN_MAX);
        return BRISK_SYNTAX;
    }
    brisk_log_filter *filter = brisk_log_reader_alloc(&reader, sizeof(*filter));
    if (filter == NULL) {
        return reader.status;
    }
    brisk_log_reader_skip_spaces(&reader);
    char first = brisk_log_reader_peek(&reader);
    if (first == '{') {
        filter->expression = brisk_log_expression_read(&reader);
    } else if (first == '[') {
        filter->columns = brisk_log_columns_read(&reader);
    } else {
        read_terms(&reader, filter);
    }
    brisk_log_reader_skip_spaces(&reader);
    if (reader.status == BRISK_OK && reader.at < reader.text.len) {
        (void)brisk_log_reader_fail(&reader, "more follows");
    }
    if (reader.status == BRISK_OK) {
        *out = filter;
    }
    return reader.status;
}

bool brisk_log_filter_matches(const brisk_log_filter *filter, brisk_str message)
{
    if (filter->expression != NULL) {
        return brisk_log_expression_matches(filter->expression, message);
    }
    if (filter->columns != NULL) {
        return brisk_log_columns_match(filter->columns, message);
    }
    return terms_match(filter, message);
}

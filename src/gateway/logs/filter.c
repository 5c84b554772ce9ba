/* filter.c - see filter.h. The kind of a pattern is told by its first character; here are the reader that all share,
 * and the terms of unstructured patterns.
 *
 * Source: the CloudWatch Logs user guide, "Filter pattern syntax": terms are found anywhere in the event and in their
 * case; of "?" terms one is enough, and beside others they count for nothing. */
#include "gateway/logs/filter_parts.h"

#include "core/str.h"

#include <stdio.h>
#include <string.h>

typedef enum term_kind { TERM_NEEDED, TERM_OPTIONAL, TERM_EXCLUDED } term_kind;

typedef struct term {
    term_kind kind;
    brisk_str text;
    const brisk_log_regex *regex;
    const struct term *next;
} term;

struct brisk_log_filter {
    const term *terms;
    bool has_needed, has_optional, has_excluded;
    const brisk_log_expression *expression;
    const brisk_log_columns *columns;
};

/* ---- the reader ---- */

bool brisk_log_reader_fail(brisk_log_reader *reader, const char *what)
{
    if (reader->status == BRISK_OK) {
        reader->status = BRISK_SYNTAX;
        (void)snprintf(reader->problem, reader->problem_size, "Invalid filter pattern: %s at character %zu", what,
                       reader->at + 1);
    }
    return false;
}

void *brisk_log_reader_alloc(brisk_log_reader *reader, size_t size)
{
    void *memory = brisk_arena_alloc(reader->arena, size);
    if (memory == NULL && reader->status == BRISK_OK) {
        reader->status = BRISK_NO_MEMORY;
        (void)snprintf(reader->problem, reader->problem_size, "there is no memory for the filter pattern");
    }
    return memory;
}

char brisk_log_reader_peek(const brisk_log_reader *reader)
{
    return reader->at < reader->text.len ? reader->text.ptr[reader->at] : '\0';
}

void brisk_log_reader_skip_spaces(brisk_log_reader *reader)
{
    while (brisk_char_is_space(brisk_log_reader_peek(reader))) {
        reader->at++;
    }
}

bool brisk_log_reader_take(brisk_log_reader *reader, const char *word)
{
    brisk_log_reader_skip_spaces(reader);
    brisk_str wanted = brisk_str_view(word);
    bool is_next = brisk_str_starts_with(brisk_str_from(reader->text, reader->at), wanted);
    reader->at += is_next ? wanted.len : 0;
    return is_next;
}

bool brisk_log_read_quoted(brisk_log_reader *reader, brisk_str *out)
{
    char *text = brisk_log_reader_alloc(reader, reader->text.len - reader->at);
    size_t len = 0;
    if (text == NULL) {
        return false;
    }
    for (reader->at++; reader->at < reader->text.len; reader->at++) {
        char c = reader->text.ptr[reader->at];
        if (c == '"') {
            reader->at++;
            *out = (brisk_str){text, len};
            return true;
        }
        if (c == '\\' && reader->at + 1 < reader->text.len &&
            (reader->text.ptr[reader->at + 1] == '"' || reader->text.ptr[reader->at + 1] == '\\')) {
            c = reader->text.ptr[++reader->at];
        }
        text[len++] = c;
    }
    return brisk_log_reader_fail(reader, "a quote is not closed");
}

/* ---- terms ---- */

static bool read_term(brisk_log_reader *reader, term *out)
{
    char c = brisk_log_reader_peek(reader);
    if (c == '?' || c == '-') {
        out->kind = c == '?' ? TERM_OPTIONAL : TERM_EXCLUDED;
        reader->at++;
        c = brisk_log_reader_peek(reader);
    }
    if (c == '"') {
        return brisk_log_read_quoted(reader, &out->text);
    }
    if (c == '%') {
        reader->at++;
        out->regex = brisk_log_regex_read(reader);
        return out->regex != NULL;
    }
    size_t start = reader->at;
    while (reader->at < reader->text.len && !brisk_char_is_space(brisk_log_reader_peek(reader)) &&
           brisk_log_reader_peek(reader) != '"') {
        reader->at++;
    }
    out->text = brisk_str_slice(reader->text, start, reader->at - start);
    return out->text.len > 0 || brisk_log_reader_fail(reader, "a term is missing");
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
        bool is_there = at->regex != NULL ? brisk_log_regex_finds(at->regex, message)
                                          : brisk_str_find(message, at->text) != BRISK_STR_NONE;
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
    if (pattern.len > BRISK_LOG_PATTERN_MAX) {
        (void)snprintf(problem, problem_size, "Invalid filter pattern: it is above %d characters",
                       BRISK_LOG_PATTERN_MAX);
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

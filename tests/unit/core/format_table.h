/* format_table.h - runs the recorded cases of tests/conformance/formats against a parser, and hostile texts too.
 *
 * A row is: kind, input, type, value, message, separated by tabs; see the README there. Each test program defines one
 * answer function a type and calls run_table and run_hostile with it. */
#ifndef FORMAT_TABLE_H
#define FORMAT_TABLE_H

#include "core/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TABLE_LINE_MAX 65536
#define HOSTILE_LEN    (1024 * 1024)

typedef enum table_kind { TABLE_TEXT, TABLE_INT, TABLE_FLOAT } table_kind;

/* One input. text lives in memory of exactly its size, so that ASan sees one byte too far. */
typedef struct table_input {
    table_kind kind;
    brisk_str text;
    int64_t integer;
    double number;
} table_input;

/* Parses the input and, where that went well, sets *text to the value as text in arena. */
typedef brisk_format_result (*table_answer)(const table_input *input, brisk_arena *arena, brisk_str *text);

static inline int table_hex(char c)
{
    return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/* Undoes \xHH in place; returns the length. */
static inline size_t table_unescape(char *text)
{
    size_t len = 0;

    for (char *at = text; *at != '\0';) {
        if (at[0] == '\\' && at[1] == 'x' && at[2] != '\0' && at[3] != '\0') {
            text[len++] = (char)(table_hex(at[2]) << 4 | table_hex(at[3]));
            at += 4;
        } else {
            text[len++] = *at++;
        }
    }
    return len;
}

static inline char *table_exact_copy(const char *bytes, size_t len)
{
    char *copy = malloc(len > 0 ? len : 1);

    assert_non_null(copy);
    memcpy(copy, bytes, len);
    return copy;
}

static inline FILE *table_open(const char *name)
{
    const char *directory = getenv("BRISK_FORMAT_TABLES");
    char path[1024];

    snprintf(path, sizeof(path), "%s/%s.tsv", directory != NULL ? directory : "../conformance/formats", name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("no table %s", path);
    }
    return file;
}

/* Splits a line at tabs and unescapes the parts. */
static inline void table_split(char *line, brisk_str fields[5])
{
    line[strcspn(line, "\n")] = '\0';
    for (int i = 0; i < 5; i++) {
        char *end = line + strcspn(line, "\t");
        bool last = *end == '\0';
        *end = '\0';
        fields[i] = (brisk_str){line, table_unescape(line)};
        line = last ? end : end + 1;
    }
}

static inline bool table_same(brisk_str a, brisk_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool table_check(const brisk_str fields[5], brisk_format_result result, brisk_str text,
                               brisk_arena *arena)
{
    const char *type = result.error == BRISK_FORMAT_OK ? "ok" : brisk_format_row_of(result.error)->type;
    brisk_str value = result.error == BRISK_FORMAT_OK ? text : result.reason;
    brisk_str message = {NULL, 0};

    if (result.error != BRISK_FORMAT_OK) {
        message = brisk_format_message(result, arena);
    }
    if (table_same(fields[2], (brisk_str){type, strlen(type)}) && table_same(fields[3], value) &&
        table_same(fields[4], message)) {
        return true;
    }
    print_error("%.*s `%.*s`\n    wanted %.*s: %.*s\n    got    %s: %.*s\n", (int)fields[0].len, fields[0].ptr,
                (int)(fields[1].len < 200 ? fields[1].len : 200), fields[1].ptr, (int)fields[2].len, fields[2].ptr,
                (int)fields[3].len, fields[3].ptr, type, (int)value.len, value.ptr != NULL ? value.ptr : "");
    return false;
}

/* Every row of the table name must be answered as recorded. */
static inline void run_table(const char *name, table_answer answer)
{
    static char line[TABLE_LINE_MAX];
    FILE *file = table_open(name);
    brisk_arena *arena = brisk_arena_new(0);
    size_t count = 0;
    size_t wrong = 0;

    while (fgets(line, sizeof(line), file) != NULL) {
        brisk_str fields[5];
        brisk_str text = {NULL, 0};
        table_split(line, fields);
        char *copy = table_exact_copy(fields[1].ptr, fields[1].len);
        table_input input = {TABLE_TEXT, {copy, fields[1].len}, 0, 0};
        if (fields[0].ptr[0] == 'i') {
            input.kind = TABLE_INT;
            input.integer = (int64_t)strtoll(fields[1].ptr, NULL, 10);
        } else if (fields[0].ptr[0] == 'f') {
            input.kind = TABLE_FLOAT;
            input.number = strtod(fields[1].ptr, NULL);
        }
        brisk_format_result result = answer(&input, arena, &text);
        wrong += !table_check(fields, result, text, arena);
        count++;
        free(copy);
        brisk_arena_reset(arena, 65536);
    }
    fclose(file);
    brisk_arena_free(arena);
    assert_true(count > 50);
    if (wrong > 0) {
        fail_msg("%s: %zu of %zu rows differ", name, wrong, count);
    }
}

static inline uint32_t table_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* A few random bytes of text changed, removed or added; returns the new length. */
static inline size_t table_mutate(char *text, size_t len, size_t capacity, uint32_t *state)
{
    for (uint32_t changes = 1 + table_random(state) % 4; changes > 0; changes--) {
        size_t at = table_random(state) % (uint32_t)(len + 1);
        uint32_t way = table_random(state) % 3;
        if (way == 0 && at < len) {
            text[at] = (char)(table_random(state) % 256);
        } else if (way == 1 && at < len) {
            memmove(text + at, text + at + 1, len - at - 1);
            len--;
        } else if (len < capacity) {
            memmove(text + at + 1, text + at, len - at);
            text[at] = "0:-.@%[\\ \x80\xC3\xE2"[table_random(state) % 12];
            len++;
        }
    }
    return len;
}

static inline void table_feed(table_answer answer, const char *bytes, size_t len, brisk_arena *arena)
{
    char *copy = table_exact_copy(bytes, len);
    table_input input = {TABLE_TEXT, {copy, len}, 0, 0};
    brisk_str text = {NULL, 0};

    brisk_format_result result = answer(&input, arena, &text);
    if (result.error != BRISK_FORMAT_OK) {
        brisk_format_message(result, arena);
    }
    brisk_arena_reset(arena, 65536);
    free(copy);
}

/* A megabyte made of a piece of text, and with a beginning that belongs to the format. */
static inline void table_feed_long(table_answer answer, const char *start, const char *piece, brisk_arena *arena)
{
    char *text = malloc(HOSTILE_LEN);
    size_t len = strlen(start);

    assert_non_null(text);
    memcpy(text, start, len);
    while (len + strlen(piece) <= HOSTILE_LEN) {
        memcpy(text + len, piece, strlen(piece));
        len += strlen(piece);
    }
    table_feed(answer, text, len, arena);
    free(text);
}

/* Changed rows of the table, random bytes and megabytes: nothing may crash (run under ASan and UBSan). start: how a
 * text of this format may begin. */
static inline void run_hostile(const char *name, table_answer answer, const char *start)
{
    static const char *const pieces[] = {"0", "1", "a", ".", "-", ":", "%", "@", "\xC3\xA9", "\xFF", " ", "1.", "a."};
    static char line[TABLE_LINE_MAX];
    static char text[TABLE_LINE_MAX];
    FILE *file = table_open(name);
    brisk_arena *arena = brisk_arena_new(0);
    uint32_t state = 2463534242u;

    while (fgets(line, sizeof(line), file) != NULL) {
        brisk_str fields[5];
        table_split(line, fields);
        for (int i = 0; i < 40; i++) {
            memcpy(text, fields[1].ptr, fields[1].len);
            table_feed(answer, text, table_mutate(text, fields[1].len, sizeof(text), &state), arena);
        }
    }
    fclose(file);
    for (int i = 0; i < 2000; i++) {
        size_t len = table_random(&state) % 64;
        for (size_t at = 0; at < len; at++) {
            text[at] = (char)(table_random(&state) % 256);
        }
        table_feed(answer, text, len, arena);
    }
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        table_feed_long(answer, "", pieces[i], arena);
        table_feed_long(answer, start, pieces[i], arena);
    }
    brisk_arena_free(arena);
}

#endif

/* filter_reader.c - reads a filter pattern (filter_reader.h). */
#include "gateway/logs/filter_reader.h"

#include "core/str.h"

#include <stdio.h>

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

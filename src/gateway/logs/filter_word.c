/* filter_word.c - reads a word of a filter pattern (filter_word.h). */
#include "gateway/logs/filter_word.h"

#include "core/str.h"

#include <string.h>

/* A text between quotes at the reader's place, \" and \\ undone. */
static bool read_quoted(brisk_log_reader *reader, brisk_str *out)
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

bool brisk_log_word_read(brisk_log_reader *reader, const char *stops, const char *missing, brisk_log_word *out)
{
    *out = (brisk_log_word){0};
    char c = brisk_log_reader_peek(reader);
    if (c == '"') {
        return read_quoted(reader, &out->text);
    }
    if (c == '%') {
        reader->at++;
        out->regex = brisk_log_regex_read(reader);
        return out->regex != NULL;
    }
    size_t start = reader->at;
    for (; reader->at < reader->text.len; reader->at++) {
        c = reader->text.ptr[reader->at];
        if (brisk_char_is_space(c) || memchr(stops, c, strlen(stops)) != NULL) {
            break;
        }
    }
    out->text = brisk_str_slice(reader->text, start, reader->at - start);
    out->is_plain = true;
    return out->text.len > 0 || brisk_log_reader_fail(reader, missing);
}

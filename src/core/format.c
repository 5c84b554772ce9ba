/* format.c - the table of the text formats' errors, and the messages made of it. See format.h. */
#include "core/format.h"

#include <string.h>

static const brisk_format_row rows[] = {
#define FORMAT_ROW(name, type, message, key) [BRISK_FORMAT_##name] = {type, message, key},
    BRISK_FORMAT_LIST(FORMAT_ROW)
#undef FORMAT_ROW
};

const brisk_format_row *brisk_format_row_of(brisk_format_error error)
{
    size_t index = (size_t)error;

    return &rows[index < sizeof(rows) / sizeof(rows[0]) ? index : 0];
}

brisk_str brisk_format_message(brisk_format_result result, brisk_arena *arena)
{
    const brisk_format_row *row = brisk_format_row_of(result.error);
    brisk_str prefix = {row->message, strlen(row->message)};

    if (row->reason_key == NULL) {
        return prefix;
    }
    char *text = brisk_arena_alloc_raw(arena, prefix.len + result.reason.len);
    if (text == NULL) {
        return (brisk_str){NULL, 0};
    }
    memcpy(text, prefix.ptr, prefix.len);
    if (result.reason.len > 0) {
        memcpy(text + prefix.len, result.reason.ptr, result.reason.len);
    }
    return (brisk_str){text, prefix.len + result.reason.len};
}

/* buffer.c - the slow ways of the sticky buffer (buffer.h): growing, numbers, printf. */
#include "core/buffer.h"

#include "core/heap.h"
#include "core/number.h"
#include "core/print.h"
#include "core/utf8.h"

#include <stdint.h>
#include <stdio.h>

#define FIRST_CAPACITY ((size_t)128)

void brisk_buffer_init(brisk_buffer *buffer, brisk_arena *arena, size_t limit)
{
    *buffer = (brisk_buffer){.arena = arena, .limit = limit == 0 ? SIZE_MAX / 4 : limit};
}

void brisk_buffer_clear(brisk_buffer *buffer)
{
    if (buffer->arena == NULL) {
        brisk_heap_free(buffer->data);
    }
    brisk_buffer_init(buffer, buffer->arena, buffer->limit);
}

void brisk_buffer_rewind(brisk_buffer *buffer)
{
    buffer->len = 0;
    buffer->status = BRISK_OK;
}

void brisk_buffer_fail(brisk_buffer *buffer, brisk_status status)
{
    if (buffer->status == BRISK_OK) {
        buffer->status = status;
        buffer->capacity = buffer->len;
    }
}

bool brisk_buffer_grow(brisk_buffer *buffer, size_t size)
{
    if (buffer->status != BRISK_OK) {
        return false;
    }
    if (size <= buffer->capacity - buffer->len) {
        return true;
    }
    if (size > buffer->limit || buffer->len > buffer->limit - size) {
        brisk_buffer_fail(buffer, BRISK_LIMIT);
        return false;
    }
    size_t needed = buffer->len + size;
    size_t capacity = buffer->capacity < FIRST_CAPACITY / 2 ? FIRST_CAPACITY : buffer->capacity * 2;
    capacity = capacity < needed ? needed : capacity;
    capacity = capacity > buffer->limit ? buffer->limit : capacity;
    char *data = buffer->arena == NULL ? brisk_heap_grow(buffer->data, capacity)
                                       : brisk_arena_grow(buffer->arena, buffer->data, buffer->capacity, capacity);
    if (data == NULL) {
        brisk_buffer_fail(buffer, BRISK_NO_MEMORY);
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void brisk_buffer_append_c_string(brisk_buffer *buffer, const char *text)
{
    brisk_buffer_append(buffer, text, strlen(text));
}

void brisk_buffer_append_repeated(brisk_buffer *buffer, char c, size_t count)
{
    if (count != 0 && brisk_buffer_grow(buffer, count)) {
        memset(buffer->data + buffer->len, c, count);
        buffer->len += count;
    }
}

void brisk_buffer_append_u64(brisk_buffer *buffer, uint64_t value)
{
    char text[BRISK_INTEGER_MAX_LEN];
    brisk_buffer_append(buffer, text, brisk_uint64_format(text, value));
}

void brisk_buffer_append_i64(brisk_buffer *buffer, int64_t value)
{
    char text[BRISK_INTEGER_MAX_LEN];
    brisk_buffer_append(buffer, text, brisk_int64_format(text, value));
}

void brisk_buffer_append_double(brisk_buffer *buffer, double value)
{
    char text[BRISK_DOUBLE_MAX_LEN];
    brisk_buffer_append(buffer, text, brisk_double_format(text, value));
}

void brisk_buffer_append_code_point(brisk_buffer *buffer, uint32_t code_point)
{
    char text[BRISK_UTF8_MAX_LEN];
    size_t len = brisk_utf8_encode(code_point, text);
    brisk_buffer_append(buffer, text, len != 0 ? len : brisk_utf8_encode(BRISK_UTF8_REPLACEMENT, text));
}

void brisk_buffer_append_printf(brisk_buffer *buffer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    brisk_buffer_append_vprintf(buffer, format, args);
    va_end(args);
}

/* printf ends its text with a NUL, which needs room but is no byte of the buffer: hence a small array in between. */
void brisk_buffer_append_vprintf(brisk_buffer *buffer, const char *format, va_list args)
{
    char small[256];
    va_list again;
    va_copy(again, args);
    size_t simple = brisk_print_simple(small, sizeof(small), format, again);
    va_end(again);
    if (simple != BRISK_PRINT_OTHER) {
        brisk_buffer_append(buffer, small, simple);
        return;
    }
    va_copy(again, args);
    int len = vsnprintf(small, sizeof(small), format, args);
    if (len < 0) {
        brisk_buffer_fail(buffer, BRISK_INVALID);
    } else if ((size_t)len < sizeof(small)) {
        brisk_buffer_append(buffer, small, (size_t)len);
    } else if (brisk_buffer_grow(buffer, (size_t)len + 1)) {
        (void)vsnprintf(buffer->data + buffer->len, (size_t)len + 1, format, again);
        buffer->len += (size_t)len;
    }
    va_end(again);
}

char *brisk_buffer_reserve(brisk_buffer *buffer, size_t size)
{
    if (!brisk_buffer_grow(buffer, size) || buffer->data == NULL) {
        return NULL;
    }
    return buffer->data + buffer->len;
}

void brisk_buffer_commit(brisk_buffer *buffer, size_t size)
{
    size_t room = buffer->capacity - buffer->len;
    buffer->len += size < room ? size : room;
}

void brisk_buffer_truncate(brisk_buffer *buffer, size_t len)
{
    buffer->len = len < buffer->len ? len : buffer->len;
    if (buffer->status != BRISK_OK) {
        buffer->capacity = buffer->len;
    }
}

void brisk_buffer_consume(brisk_buffer *buffer, size_t size)
{
    size = size < buffer->len ? size : buffer->len;
    if (size != 0) {
        memmove(buffer->data, buffer->data + size, buffer->len - size);
        brisk_buffer_truncate(buffer, buffer->len - size);
    }
}

brisk_status brisk_buffer_finish(const brisk_buffer *buffer, brisk_str *text)
{
    *text = buffer->status == BRISK_OK ? brisk_buffer_view(buffer) : (brisk_str){NULL, 0};
    return buffer->status;
}

/* headers.c - see headers.h. A lookup compares lengths and a byte first, which settles most fields. */
#include "http/headers.h"

#include "core/str.h"
#include "core/utf8.h"

#include <string.h>

#define FIRST_CAPACITY 16

bool brisk_headers_add(brisk_headers *headers, brisk_arena *arena, brisk_str name, brisk_str value)
{
    if (headers->count == headers->capacity) {
        if (headers->capacity > SIZE_MAX / 2 / sizeof *headers->items) {
            return false;
        }
        size_t capacity = headers->capacity == 0 ? FIRST_CAPACITY : headers->capacity * 2;
        brisk_header *items =
            brisk_arena_grow(arena, headers->items, headers->capacity * sizeof *items, capacity * sizeof *items);
        if (items == NULL) {
            return false;
        }
        headers->items = items;
        headers->capacity = capacity;
    }
    headers->items[headers->count++] = (brisk_header){name, value};
    return true;
}

/* Of the same length, and the last byte the same but for the bit that tells letters' case: what is left to compare.
 * (The last, since many names begin with "x-".) */
static bool may_be(brisk_str a, brisk_str b)
{
    return a.len == b.len && (a.len == 0 || ((a.ptr[a.len - 1] ^ b.ptr[b.len - 1]) & ~0x20) == 0);
}

size_t brisk_headers_find(const brisk_headers *headers, brisk_str name, size_t from)
{
    for (size_t i = from; i < headers->count; i++) {
        if (may_be(headers->items[i].name, name) && brisk_str_equal_ignore_case(headers->items[i].name, name)) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* Removes the fields of this name at or behind from, keeping the order of the rest. */
static void remove_from(brisk_headers *headers, brisk_str name, size_t from)
{
    size_t kept = from;
    for (size_t i = from; i < headers->count; i++) {
        if (!brisk_str_equal_ignore_case(headers->items[i].name, name)) {
            headers->items[kept++] = headers->items[i];
        }
    }
    headers->count = kept;
}

bool brisk_headers_set(brisk_headers *headers, brisk_arena *arena, brisk_str name, brisk_str value)
{
    size_t found = brisk_headers_find(headers, name, 0);
    if (found == SIZE_MAX) {
        return brisk_headers_add(headers, arena, name, value);
    }
    headers->items[found] = (brisk_header){name, value};
    remove_from(headers, name, found + 1);
    return true;
}

void brisk_headers_remove(brisk_headers *headers, brisk_str name)
{
    size_t found = brisk_headers_find(headers, name, 0);
    if (found != SIZE_MAX) {
        remove_from(headers, name, found);
    }
}

brisk_str brisk_headers_get(const brisk_headers *headers, brisk_str name)
{
    size_t found = brisk_headers_find(headers, name, 0);
    if (found == SIZE_MAX) {
        return (brisk_str){NULL, 0};
    }
    brisk_str value = headers->items[found].value;
    return value.ptr == NULL ? BRISK_S("") : value; /* there, and empty: not the NULL of "none" */
}

/* RFC 9110, 5.6.2: tchar, a bit for each of the first 128 characters. */
static bool is_token_char(unsigned char c)
{
    static const uint64_t bits[2] = {
        UINT64_C(0x03FF6CFA00000000), /* ! # $ % & ' * + - . 0-9 */
        UINT64_C(0x57FFFFFFC7FFFFFE), /* A-Z ^ _ ` a-z | ~ */
    };
    return c < 128 && (bits[c >> 6] >> (c & 63) & 1) != 0;
}

bool brisk_is_token(brisk_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_token_char((unsigned char)text.ptr[i])) {
            return false;
        }
    }
    return text.len > 0;
}

bool brisk_header_is_valid(brisk_str name, brisk_str value)
{
    if (!brisk_is_token(name)) {
        return false;
    }
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (c == '\r' || c == '\n' || c == '\0') {
            return false;
        }
    }
    return true;
}

brisk_str brisk_header_text(brisk_arena *arena, brisk_str value)
{
    if (brisk_utf8_is_valid(value)) {
        return value;
    }
    if (value.len > SIZE_MAX / 2) {
        return BRISK_S("");
    }
    char *out = brisk_arena_alloc_raw(arena, value.len * 2); /* a byte above 0x7F becomes two */
    if (out == NULL) {
        return BRISK_S("");
    }
    size_t len = 0;
    for (size_t i = 0; i < value.len; i++) {
        len += brisk_utf8_encode((unsigned char)value.ptr[i], out + len);
    }
    return brisk_str_make(out, len);
}

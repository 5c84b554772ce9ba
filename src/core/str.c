/* str.c - helpers for brisk_str: compare, search, trim, split (str.h; three of them public in brisk/types.h).
 *
 * ptr may be NULL where len is 0, and the functions of string.h must not get NULL: hence the checks of len. */
#include "core/str.h"

#include "core/arena.h"

#include <stdint.h>
#include <string.h>

brisk_str brisk_str_view(const char *text)
{
    return text == NULL ? (brisk_str){NULL, 0} : (brisk_str){text, strlen(text)};
}

bool brisk_str_equal(brisk_str a, brisk_str b)
{
    return a.len == b.len && brisk_bytes_equal(a.ptr, b.ptr, a.len);
}

bool brisk_str_is(brisk_str a, const char *text)
{
    if (text == NULL) {
        return a.len == 0;
    }
    for (size_t i = 0; i < a.len; i++) { /* most are told apart by the first byte, before the length would be known */
        if (text[i] != a.ptr[i] || text[i] == '\0') {
            return false;
        }
    }
    return text[a.len] == '\0';
}

brisk_str brisk_str_slice(brisk_str text, size_t start, size_t len)
{
    if (start >= text.len) {
        return (brisk_str){text.len == 0 ? text.ptr : text.ptr + text.len, 0};
    }
    size_t left = text.len - start;
    return (brisk_str){text.ptr + start, len < left ? len : left};
}

brisk_str brisk_str_from(brisk_str text, size_t start)
{
    return brisk_str_slice(text, start, SIZE_MAX);
}

bool brisk_str_starts_with(brisk_str text, brisk_str prefix)
{
    return text.len >= prefix.len && brisk_str_equal(brisk_str_slice(text, 0, prefix.len), prefix);
}

bool brisk_str_ends_with(brisk_str text, brisk_str suffix)
{
    return text.len >= suffix.len && brisk_str_equal(brisk_str_from(text, text.len - suffix.len), suffix);
}

bool brisk_str_equal_ignore_case(brisk_str a, brisk_str b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (a.ptr[i] != b.ptr[i] && brisk_char_lower(a.ptr[i]) != brisk_char_lower(b.ptr[i])) {
            return false;
        }
    }
    return true;
}

bool brisk_str_is_ignore_case(brisk_str a, const char *text)
{
    return brisk_str_equal_ignore_case(a, brisk_str_view(text));
}

int brisk_str_compare(brisk_str a, brisk_str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common == 0 ? 0 : memcmp(a.ptr, b.ptr, common);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

bool brisk_str_equal_secret(brisk_str a, brisk_str b)
{
    volatile unsigned char differs = a.len != b.len; /* volatile: the loop must not be left early */
    for (size_t i = 0; i < a.len && b.len != 0; i++) {
        differs = (unsigned char)(differs | (a.ptr[i] ^ b.ptr[i % b.len]));
    }
    return differs == 0;
}

size_t brisk_str_find_char(brisk_str text, char c)
{
    const char *found = text.len == 0 ? NULL : memchr(text.ptr, c, text.len);
    return found == NULL ? BRISK_STR_NONE : (size_t)(found - text.ptr);
}

size_t brisk_str_find_last_char(brisk_str text, char c)
{
    for (size_t i = text.len; i > 0; i--) {
        if (text.ptr[i - 1] == c) {
            return i - 1;
        }
    }
    return BRISK_STR_NONE;
}

size_t brisk_str_find(brisk_str text, brisk_str part)
{
    if (part.len == 0) {
        return 0;
    }
    for (size_t at = 0; part.len <= text.len - at;) {
        size_t step = brisk_str_find_char(brisk_str_slice(text, at, text.len - at - part.len + 1), part.ptr[0]);
        if (step == BRISK_STR_NONE) {
            break;
        }
        at += step;
        if (memcmp(text.ptr + at, part.ptr, part.len) == 0) {
            return at;
        }
        at++;
    }
    return BRISK_STR_NONE;
}

brisk_str brisk_str_trim(brisk_str text)
{
    while (text.len > 0 && brisk_char_is_space(text.ptr[0])) {
        text = brisk_str_from(text, 1);
    }
    while (text.len > 0 && brisk_char_is_space(text.ptr[text.len - 1])) {
        text.len--;
    }
    return text;
}

static bool is_ows(char c)
{
    return c == ' ' || c == '\t';
}

brisk_str brisk_str_trim_ows(brisk_str text)
{
    while (text.len > 0 && is_ows(text.ptr[0])) {
        text = brisk_str_from(text, 1);
    }
    while (text.len > 0 && is_ows(text.ptr[text.len - 1])) {
        text.len--;
    }
    return text;
}

bool brisk_str_split(brisk_str *rest, char separator, bool *more, brisk_str *part)
{
    if (!*more) {
        return false;
    }
    *more = brisk_str_cut(*rest, separator, part, rest);
    return true;
}

bool brisk_str_cut(brisk_str text, char separator, brisk_str *before, brisk_str *behind)
{
    size_t at = brisk_str_find_char(text, separator);
    *before = brisk_str_slice(text, 0, at);
    *behind = brisk_str_from(text, at == BRISK_STR_NONE ? text.len : at + 1);
    return at != BRISK_STR_NONE;
}

brisk_str brisk_str_lower(brisk_arena *arena, brisk_str text)
{
    char *copy = text.len == 0 ? NULL : brisk_arena_alloc_raw(arena, text.len);
    if (copy == NULL) {
        return (brisk_str){NULL, 0};
    }
    for (size_t i = 0; i < text.len; i++) {
        copy[i] = brisk_char_lower(text.ptr[i]);
    }
    return (brisk_str){copy, text.len};
}

brisk_str brisk_str_upper(brisk_arena *arena, brisk_str text)
{
    char *copy = text.len == 0 ? NULL : brisk_arena_alloc_raw(arena, text.len);
    if (copy == NULL) {
        return (brisk_str){NULL, 0};
    }
    for (size_t i = 0; i < text.len; i++) {
        copy[i] = brisk_char_upper(text.ptr[i]);
    }
    return (brisk_str){copy, text.len};
}

brisk_str brisk_str_concat(brisk_arena *arena, brisk_str a, brisk_str b, brisk_str c)
{
    if (b.len > SIZE_MAX - a.len || c.len > SIZE_MAX - a.len - b.len) { /* three views of one huge text */
        brisk_arena_fail(arena);
        return (brisk_str){NULL, 0};
    }
    size_t len = a.len + b.len + c.len;
    char *copy = len == 0 ? NULL : brisk_arena_alloc_raw(arena, len);
    if (copy == NULL) {
        return (brisk_str){NULL, 0};
    }
    const brisk_str parts[] = {a, b, c};
    char *to = copy;
    for (size_t i = 0; i < 3; i++) {
        if (parts[i].len != 0) {
            memcpy(to, parts[i].ptr, parts[i].len);
            to += parts[i].len;
        }
    }
    return (brisk_str){copy, len};
}

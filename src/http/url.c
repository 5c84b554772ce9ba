/* url.c - see url.h. */
#include "http/url.h"

#include "core/str.h"
#include "core/utf8.h"

#include <string.h>

/* What RedirectResponse of Starlette gives as safe. */
#define URL_SAFE ":/%#?=@[]!$&'()*+,;"

static bool needs_decoding(brisk_str text, brisk_decode how)
{
    return text.len > 0 && (memchr(text.ptr, '%', text.len) != NULL ||
                            (how == BRISK_DECODE_QUERY && memchr(text.ptr, '+', text.len) != NULL));
}

/* Decodes text into out, which has room for text.len bytes. Returns the bytes written. */
static size_t decode_into(brisk_str text, brisk_decode how, char *out)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '+' && how == BRISK_DECODE_QUERY) {
            c = ' ';
        } else if (c == '%' && text.len - i > 2) {
            int high = brisk_char_hex(text.ptr[i + 1]);
            int low = brisk_char_hex(text.ptr[i + 2]);
            if (high >= 0 && low >= 0) {
                c = (char)(unsigned char)(high * 16 + low);
                i += 2;
            }
        }
        out[len++] = c;
    }
    return len;
}

brisk_str brisk_percent_decode(brisk_arena *arena, brisk_str text, brisk_decode how)
{
    if (!needs_decoding(text, how)) {
        return brisk_utf8_replace_invalid(arena, text);
    }
    char *out = brisk_arena_alloc_raw(arena, text.len);
    if (out == NULL) {
        return BRISK_S("");
    }
    return brisk_utf8_replace_invalid(arena, brisk_str_make(out, decode_into(text, how, out)));
}

static bool is_safe(char c, const char *safe)
{
    return brisk_char_is_alnum(c) || (c != '\0' && (strchr("_.-~", c) != NULL || strchr(safe, c) != NULL));
}

brisk_str brisk_percent_encode(brisk_arena *arena, brisk_str text, const char *safe)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t unsafe = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsafe += is_safe(text.ptr[i], safe) ? 0 : 1;
    }
    if (unsafe == 0) {
        return text;
    }
    char *out = unsafe > (SIZE_MAX - text.len) / 2 ? NULL : brisk_arena_alloc_raw(arena, text.len + 2 * unsafe);
    if (out == NULL) {
        return BRISK_S("");
    }
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (is_safe(text.ptr[i], safe)) {
            out[len++] = text.ptr[i];
            continue;
        }
        unsigned char byte = (unsigned char)text.ptr[i];
        out[len++] = '%';
        out[len++] = hex[byte >> 4];
        out[len++] = hex[byte & 15];
    }
    return brisk_str_make(out, len);
}

brisk_str brisk_url_quote(brisk_arena *arena, brisk_str url)
{
    return brisk_percent_encode(arena, url, URL_SAFE);
}

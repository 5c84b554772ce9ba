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

/* A set of ASCII characters, a bit for each. */
typedef struct char_set {
    uint64_t words[2];
} char_set;

/* Letters, digits and "_.-~". */
#define ALWAYS_SAFE                                                                                                    \
    {                                                                                                                  \
        {                                                                                                              \
            UINT64_C(0x03FF600000000000), UINT64_C(0x47FFFFFE87FFFFFE)                                                 \
        }                                                                                                              \
    }

static char_set safe_set(const char *safe)
{
    char_set set = ALWAYS_SAFE;
    for (; *safe != '\0'; safe++) {
        set.words[(unsigned char)*safe >> 6 & 1] |= UINT64_C(1) << ((unsigned char)*safe & 63);
    }
    return set;
}

static bool is_in(const char_set *set, char c)
{
    unsigned char byte = (unsigned char)c;
    return byte < 128 && (set->words[byte >> 6] >> (byte & 63) & 1) != 0;
}

brisk_str brisk_percent_encode(brisk_arena *arena, brisk_str text, const char *safe)
{
    static const char hex[] = "0123456789ABCDEF";
    const char_set set = safe_set(safe);
    size_t unsafe = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsafe += is_in(&set, text.ptr[i]) ? 0 : 1;
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
        if (is_in(&set, text.ptr[i])) {
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

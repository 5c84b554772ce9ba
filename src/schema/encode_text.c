/* encode_text.c - JSON strings, escaped and checked in one scan.
 *
 * The scan copies eight plain bytes at a time (ASCII that needs no escape), up to the first special one.
 * Escapes are those of serde_json, which pydantic writes with: \b \t \n \f \r, other controls as \u00xx. */
#include "schema/encode_text.h"

#include "core/utf8.h"

#include <string.h>

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* Not 0 where a byte of word is a control, a quote, a backslash, or beyond ASCII. The classic "has a zero byte" trick;
 * a borrow may flag a byte behind a true hit, never without one, so that "none" is exact. */
static uint64_t special_bytes(uint64_t word)
{
    uint64_t quote = word ^ (ONES * '"');
    uint64_t slash = word ^ (ONES * '\\');
    return ((word - ONES * 0x20) | (quote - ONES) | (slash - ONES) | word) & HIGHS;
}

/* Index of the first byte that special_bytes found in a word as it stands in memory. */
static size_t first_of(uint64_t found)
{
#if defined(__GNUC__) && defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return (size_t)__builtin_ctzll(found) / 8;
#else
    (void)found;
    return 0; /* byte by byte from there */
#endif
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* Writes the escape of a quote, backslash or control character; at most 6 bytes. Returns how many. */
static size_t write_escape(char *to, unsigned char c)
{
    static const char letters[0x20] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    char letter = c < 0x20 ? letters[c] : (char)c;
    to[0] = '\\';
    if (letter != 0) {
        to[1] = letter;
        return 2;
    }
    memcpy(to + 1, "u00", 3);
    to[4] = (char)('0' + (c >> 4));
    to[5] = "0123456789abcdef"[c & 15];
    return 6;
}

/* Room for size bytes from *to on (NULL: from the end of the buffer). Never more is asked for than the JSON surely takes,
 * so that a buffer's limit is met only by what is longer. */
static bool make_room(brisk_buffer *out, char **to, size_t size)
{
    out->len = *to == NULL ? out->len : (size_t)(*to - out->data);
    if (size > out->capacity - out->len && !brisk_buffer_grow(out, size)) {
        return false;
    }
    *to = out->data + out->len;
    return true;
}

bool brisk_encode_text(brisk_buffer *out, brisk_str text)
{
    const char *p = text.ptr;
    char *to = NULL, escape[6] = "";
    if (text.len > 0 && !p) {
        return false;
    }
    if (text.len > SIZE_MAX / 8 || !make_room(out, &to, text.len + 2)) {
        brisk_buffer_fail(out, BRISK_LIMIT); /* keeps the reason where there is one */
        return brisk_utf8_is_valid(text);
    }
    *to++ = '"';
    for (size_t i = 0; i < text.len;) { /* there is room for the rest and a quote */
        if (text.len - i >= 8) {
            uint64_t word;
            memcpy(&word, p + i, sizeof word);
            memcpy(to, &word, sizeof word);
            uint64_t found = special_bytes(word);
            size_t plain = found ? first_of(found) : 8;
            i += plain;
            to += plain;
            if (!found) {
                continue;
            }
        }
        unsigned char c = (unsigned char)p[i];
        if (is_plain(c)) {
            *to++ = p[i++];
            continue;
        }
        if (c >= 0x80) {
            uint32_t code_point;
            size_t size = brisk_utf8_decode((brisk_str){p + i, text.len - i}, &code_point);
            if (size == 0) {
                out->len = (size_t)(to - out->data);
                return false;
            }
            memcpy(to, p + i, size);
            i += size;
            to += size;
            continue;
        }
        bool is_ample = (size_t)(out->data + out->capacity - to) >= text.len - i + sizeof escape;
        size_t size = write_escape(is_ample ? to : escape, c);
        if (!is_ample) {
            if (!make_room(out, &to, text.len - i + size)) {
                return brisk_utf8_is_valid((brisk_str){p + i, text.len - i});
            }
            memcpy(to, escape, size);
        }
        to += size;
        i++;
    }
    *to++ = '"';
    out->len = (size_t)(to - out->data);
    return true;
}

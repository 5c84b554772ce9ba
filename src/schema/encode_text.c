/* encode_text.c - JSON strings, escaped and checked in one scan.
 *
 * The scan steps over eight plain bytes at a time (ASCII that needs no escape); runs between special bytes are appended
 * whole. Escapes are those of serde_json, which pydantic writes with: \b \t \n \f \r, other controls as \u00xx. */
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

static size_t plain_run(const char *p, size_t len)
{
    size_t i = 0;
    for (; len - i >= 8; i += 8) {
        uint64_t word;
        memcpy(&word, p + i, sizeof word);
        if (special_bytes(word)) {
            break;
        }
    }
    for (; i < len; i++) {
        unsigned char c = (unsigned char)p[i];
        if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') {
            break;
        }
    }
    return i;
}

static void append_escape(brisk_buffer *out, unsigned char c)
{
    static const char short_form[] = "\b\t\n\f\r\"\\";
    static const char letter[] = "btnfr\"\\";
    const char *found = c ? strchr(short_form, c) : NULL;
    if (found) {
        const char text[2] = {'\\', letter[found - short_form]};
        brisk_buffer_append(out, text, 2);
        return;
    }
    const char text[6] = {'\\', 'u', '0', '0', (char)('0' + (c >> 4)), "0123456789abcdef"[c & 15]};
    brisk_buffer_append(out, text, 6);
}

bool brisk_encode_text(brisk_buffer *out, brisk_str text)
{
    if (text.len > 0 && !text.ptr) {
        return false;
    }
    const char *p = text.ptr;
    size_t i = 0, start = 0;
    brisk_buffer_append_char(out, '"');
    while (i < text.len) {
        i += plain_run(p + i, text.len - i);
        if (i == text.len) {
            break;
        }
        unsigned char c = (unsigned char)p[i];
        if (c >= 0x80) {
            uint32_t code_point;
            size_t size = brisk_utf8_decode((brisk_str){p + i, text.len - i}, &code_point);
            if (size == 0) {
                return false;
            }
            i += size;
            continue;
        }
        brisk_buffer_append(out, p + start, i - start);
        append_escape(out, c);
        start = ++i;
    }
    if (i > start) {
        brisk_buffer_append(out, p + start, i - start);
    }
    brisk_buffer_append_char(out, '"');
    return true;
}

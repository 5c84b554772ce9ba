/* utf8.c - UTF-8 by the table of RFC 3629, section 4:
 *
 *     00..7F                          one byte
 *     C2..DF  80..BF                  two
 *     E0      A0..BF  80..BF          three; no overlong forms,
 *     ED      80..9F  80..BF                 no surrogates
 *     E1..EF  80..BF  80..BF                 (the rest)
 *     F0      90..BF  80..BF  80..BF  four
 *     F4      80..8F  80..BF  80..BF         not above U+10FFFF
 *     F1..F3  80..BF  80..BF  80..BF
 *
 * Only the second byte has special limits, so a sequence is described by its length and those. ASCII, which most text
 * is, is skipped eight bytes at a time. */
#include "core/utf8.h"

#include <string.h>

/* What a first byte says of its sequence. len 0: no first byte. */
typedef struct sequence {
    size_t len;
    unsigned char second_min;
    unsigned char second_max;
} sequence;

static sequence sequence_of(unsigned char first)
{
    if (first < 0x80) {
        return (sequence){1, 0, 0};
    }
    if (first < 0xC2 || first > 0xF4) {
        return (sequence){0, 0, 0};
    }
    if (first < 0xE0) {
        return (sequence){2, 0x80, 0xBF};
    }
    if (first < 0xF0) {
        return (sequence){3, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF};
    }
    return (sequence){4, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF};
}

static unsigned char byte_at(brisk_str text, size_t offset)
{
    return (unsigned char)text.ptr[offset];
}

/* How many bytes at offset (which is inside text) can begin a sequence: its whole length where *complete. Else it is
 * the maximal subpart of Unicode section 3.9, at least 1. */
static size_t measure(brisk_str text, size_t offset, bool *complete)
{
    sequence wanted = sequence_of(byte_at(text, offset));
    *complete = false;
    if (wanted.len == 0) {
        return 1;
    }
    size_t left = text.len - offset;
    for (size_t i = 1; i < wanted.len; i++) {
        unsigned char min = i == 1 ? wanted.second_min : 0x80;
        unsigned char max = i == 1 ? wanted.second_max : 0xBF;
        if (i >= left || byte_at(text, offset + i) < min || byte_at(text, offset + i) > max) {
            return i;
        }
    }
    *complete = true;
    return wanted.len;
}

/* Offset of the first byte from offset on that is not ASCII, or the end. */
static size_t skip_ascii(brisk_str text, size_t offset)
{
    while (text.len - offset >= 8) {
        uint64_t eight;
        memcpy(&eight, text.ptr + offset, 8);
        if ((eight & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
        offset += 8;
    }
    while (offset < text.len && byte_at(text, offset) < 0x80) {
        offset++;
    }
    return offset;
}

size_t brisk_utf8_valid_prefix(brisk_str text)
{
    size_t offset = 0;
    while ((offset = skip_ascii(text, offset)) < text.len) {
        do {
            bool complete;
            size_t len = measure(text, offset, &complete);
            if (!complete) {
                return offset;
            }
            offset += len;
        } while (offset < text.len && byte_at(text, offset) >= 0x80);
    }
    return offset;
}

bool brisk_utf8_is_valid(brisk_str text)
{
    return brisk_utf8_valid_prefix(text) == text.len;
}

size_t brisk_utf8_decode(brisk_str text, uint32_t *code_point)
{
    bool complete = false;
    size_t len = text.len == 0 ? 0 : measure(text, 0, &complete);
    if (!complete) {
        return 0;
    }
    static const unsigned char first_bits[BRISK_UTF8_MAX_LEN + 1] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t value = byte_at(text, 0) & first_bits[len];
    for (size_t i = 1; i < len; i++) {
        value = value << 6 | (byte_at(text, i) & 0x3F);
    }
    *code_point = value;
    return len;
}

size_t brisk_utf8_encode(uint32_t code_point, char *out)
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
        return 0;
    }
    static const unsigned char first_mark[BRISK_UTF8_MAX_LEN + 1] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t len = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(unsigned char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    out[0] = (char)(unsigned char)(first_mark[len] | code_point);
    return len;
}

/* All bytes but continuation bytes (10xxxxxx), eight at a time: bit 7 set and bit 6 clear, summed up bytewise. */
size_t brisk_utf8_count(brisk_str text)
{
    size_t continuations = 0;
    size_t i = 0;
    for (; text.len - i >= 8; i += 8) {
        uint64_t eight;
        memcpy(&eight, text.ptr + i, 8);
        uint64_t marks = (eight >> 7) & ~(eight >> 6) & UINT64_C(0x0101010101010101);
        continuations += (size_t)((marks * UINT64_C(0x0101010101010101)) >> 56);
    }
    for (; i < text.len; i++) {
        continuations += (byte_at(text, i) & 0xC0) == 0x80;
    }
    return text.len - continuations;
}

size_t brisk_utf8_offset(brisk_str text, size_t byte_offset)
{
    return brisk_utf8_count((brisk_str){text.ptr, byte_offset < text.len ? byte_offset : text.len});
}

/* Copies bytes with each invalid part replaced to out, which may be NULL. Returns the length of the result. */
static size_t replace_into(char *out, brisk_bytes bytes)
{
    size_t written = 0;
    for (size_t offset = 0; offset < bytes.len;) {
        brisk_str rest = {bytes.ptr + offset, bytes.len - offset};
        size_t valid = brisk_utf8_valid_prefix(rest);
        if (out != NULL) {
            memcpy(out + written, rest.ptr, valid);
        }
        written += valid;
        offset += valid;
        if (offset < bytes.len) {
            bool complete;
            offset += measure(bytes, offset, &complete);
            if (out != NULL) {
                memcpy(out + written, "\xEF\xBF\xBD", 3);
            }
            written += 3;
        }
    }
    return written;
}

brisk_str brisk_utf8_replace_invalid(brisk_arena *arena, brisk_bytes bytes)
{
    if (brisk_utf8_is_valid(bytes)) {
        return bytes;
    }
    if (bytes.len > SIZE_MAX / 3) {
        return (brisk_str){NULL, 0};
    }
    char *out = brisk_arena_alloc_raw(arena, replace_into(NULL, bytes));
    if (out == NULL) {
        return (brisk_str){NULL, 0};
    }
    return (brisk_str){out, replace_into(out, bytes)};
}

bool brisk_utf8_is_space(uint32_t code_point)
{
    if (code_point < 0x80) {
        return code_point == ' ' || (code_point >= '\t' && code_point <= '\r');
    }
    return code_point == 0x85 || code_point == 0xA0 || code_point == 0x1680 ||
           (code_point >= 0x2000 && code_point <= 0x200A) || code_point == 0x2028 || code_point == 0x2029 ||
           code_point == 0x202F || code_point == 0x205F || code_point == 0x3000;
}

/* A visible character of ASCII: where both ends are one, as nearly always, there is nothing to trim. */
static bool is_visible(char c)
{
    return c > ' ' && c < 0x7F;
}

brisk_str brisk_utf8_trim(brisk_str text)
{
    if (text.len > 0 && is_visible(text.ptr[0]) && is_visible(text.ptr[text.len - 1])) {
        return text;
    }
    uint32_t code_point;
    for (;;) {
        size_t len = brisk_utf8_decode(text, &code_point);
        if (len == 0 || !brisk_utf8_is_space(code_point)) {
            break;
        }
        text.ptr += len;
        text.len -= len;
    }
    while (text.len > 0) {
        size_t len = 1;
        while (len < text.len && len < BRISK_UTF8_MAX_LEN && (byte_at(text, text.len - len) & 0xC0) == 0x80) {
            len++;
        }
        brisk_str end = {text.ptr + text.len - len, len};
        if (brisk_utf8_decode(end, &code_point) != len || !brisk_utf8_is_space(code_point)) {
            break;
        }
        text.len -= len;
    }
    return text;
}

/* uuid.c - UUIDs (RFC 9562): text to bytes and back. See uuid.h.
 *
 * A text that is none gets the reason of Rust's uuid crate, found in its order: the first character that is neither a
 * hex digit nor a hyphen; then the length without hyphens; the number of groups; the first wrong group. */
#include "core/uuid.h"

#include "core/buffer.h"
#include "core/str.h"
#include "core/utf8.h"

#include <string.h>

static const char urn_prefix[] = "urn:uuid:";
#define URN_LEN (sizeof(urn_prefix) - 1)

enum { SIMPLE_LEN = 32, HYPHENATED_LEN = 36 };

static bool is_braced(brisk_str text)
{
    return text.len >= 2 && text.ptr[0] == '{' && text.ptr[text.len - 1] == '}';
}

static bool has_urn(brisk_str text)
{
    return text.len >= URN_LEN && memcmp(text.ptr, urn_prefix, URN_LEN) == 0;
}

static bool is_hyphen_place(size_t at)
{
    return at == 8 || at == 13 || at == 18 || at == 23;
}

static bool read_digits(brisk_str text, bool has_hyphens, brisk_uuid *out)
{
    brisk_uuid value = {{0}};
    size_t nibble = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (has_hyphens && is_hyphen_place(i)) {
            if (text.ptr[i] != '-') {
                return false;
            }
            continue;
        }
        int digit = brisk_char_hex(text.ptr[i]);
        if (digit < 0) {
            return false;
        }
        value.bytes[nibble / 2] = (uint8_t)(value.bytes[nibble / 2] << 4 | digit);
        nibble++;
    }
    *out = value;
    return true;
}

static brisk_format_result failed(const char *fallback, brisk_str built)
{
    return (brisk_format_result){BRISK_FORMAT_UUID_PARSING,
                                 built.len > 0 ? built : brisk_str_make(fallback, strlen(fallback))};
}

static brisk_format_result bad_character(brisk_str rest, size_t position, brisk_arena *arena)
{
    uint32_t code_point = BRISK_UTF8_REPLACEMENT;
    brisk_buffer built;

    if (arena == NULL) {
        return failed("invalid character", (brisk_str){NULL, 0});
    }
    brisk_utf8_decode(rest, &code_point);
    brisk_buffer_init(&built, arena, 0);
    BRISK_BUFFER_APPEND_LITERAL(&built, "invalid character: found `");
    brisk_buffer_append_code_point(&built, code_point);
    BRISK_BUFFER_APPEND_LITERAL(&built, "` at ");
    brisk_buffer_append_u64(&built, position);
    return failed("invalid character", brisk_buffer_failed(&built) ? (brisk_str){NULL, 0} : brisk_buffer_view(&built));
}

/* Why text is no UUID. Positions count from 1, braces and "urn:uuid:" included. */
static brisk_format_result explain(brisk_str text, brisk_arena *arena)
{
    static const size_t group_starts[] = {0, 9, 14, 19, 24};
    static const size_t group_lens[] = {8, 4, 4, 4, 12};
    size_t offset = is_braced(text) ? 1 : has_urn(text) ? URN_LEN : 0;
    brisk_str digits = {text.ptr + offset, text.len - offset - is_braced(text)};
    size_t hyphens[4];
    size_t count = 0;

    for (size_t i = 0; i < digits.len; i++) {
        if (digits.ptr[i] == '-') {
            if (count < 4) {
                hyphens[count] = i;
            }
            count++;
        } else if (brisk_char_hex(digits.ptr[i]) < 0) {
            return bad_character(brisk_str_from(digits, i), i + offset + 1, arena);
        }
    }
    brisk_str built = {NULL, 0};
    if (count == 0 && offset == 0) {
        if (arena != NULL) {
            built =
                brisk_arena_printf(arena, "invalid length: expected length 32 for simple format, found %zu", text.len);
        }
        return failed("invalid length", built);
    }
    if (count != 4) {
        if (arena != NULL) {
            built = brisk_arena_printf(arena, "invalid group count: expected 5, found %zu", count + 1);
        }
        return failed("invalid group count", built);
    }
    size_t group = 0;
    while (group < 4 && hyphens[group] == group_starts[group + 1] - 1) {
        group++;
    }
    size_t len = (group < 4 ? hyphens[group] : text.len) - group_starts[group];
    if (arena != NULL) {
        built = brisk_arena_printf(arena, "invalid group length in group %zu: expected %zu, found %zu", group,
                                   group_lens[group], len);
    }
    return failed("invalid group length", built);
}

brisk_format_result brisk_uuid_parse(brisk_str text, brisk_uuid *out, brisk_arena *arena)
{
    if (text.len == HYPHENATED_LEN + 2 && is_braced(text)) {
        text = (brisk_str){text.ptr + 1, HYPHENATED_LEN};
    } else if (text.len == HYPHENATED_LEN + URN_LEN && has_urn(text)) {
        text = brisk_str_from(text, URN_LEN);
    }
    if ((text.len == HYPHENATED_LEN && read_digits(text, true, out)) ||
        (text.len == SIMPLE_LEN && read_digits(text, false, out))) {
        return (brisk_format_result){BRISK_FORMAT_OK, {NULL, 0}};
    }
    return explain(text, arena);
}

brisk_str brisk_uuid_format(char *buf, brisk_uuid value)
{
    size_t at = 0;

    for (size_t i = 0; i < sizeof(value.bytes); i++) {
        if (is_hyphen_place(at)) {
            buf[at++] = '-';
        }
        buf[at++] = "0123456789abcdef"[value.bytes[i] >> 4];
        buf[at++] = "0123456789abcdef"[value.bytes[i] & 15];
    }
    buf[at] = '\0';
    return (brisk_str){buf, at};
}

int brisk_uuid_compare(brisk_uuid a, brisk_uuid b)
{
    return memcmp(a.bytes, b.bytes, sizeof(a.bytes));
}

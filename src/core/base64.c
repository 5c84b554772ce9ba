/* base64.c - strict base64 (base64.h): three bytes are four characters of six bits each, RFC 4648 section 4.
 *
 * The values of characters come from one table for both alphabets: + and - are both 62, / and _ both 63, and the
 * variant's own characters are checked beside it. */
#include "core/base64.h"

#include <stdint.h>

static const char standard_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#define NO_VALUE 64u

static uint32_t value_of(char c, brisk_base64_variant variant)
{
    bool is_standard = variant == BRISK_BASE64_STANDARD;
    if (c >= 'A' && c <= 'Z') {
        return (uint32_t)(c - 'A');
    }
    if (c >= 'a' && c <= 'z') {
        return (uint32_t)(c - 'a') + 26;
    }
    if (c >= '0' && c <= '9') {
        return (uint32_t)(c - '0') + 52;
    }
    if (c == (is_standard ? '+' : '-')) {
        return 62;
    }
    return c == (is_standard ? '/' : '_') ? 63 : NO_VALUE;
}

size_t brisk_base64_encoded_len(size_t size, brisk_base64_variant variant)
{
    if (size > SIZE_MAX / 4 * 3 - 3) {
        return SIZE_MAX;
    }
    size_t rest = size % 3;
    size_t rest_len = rest == 0 ? 0 : variant == BRISK_BASE64_URL_UNPADDED ? rest + 1 : 4;
    return size / 3 * 4 + rest_len;
}

size_t brisk_base64_write(char *out, brisk_bytes bytes, brisk_base64_variant variant)
{
    const char *alphabet = variant == BRISK_BASE64_STANDARD ? standard_alphabet : url_alphabet;
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i < 3 ? bytes.len - i : 3;
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++) {
            group = group << 8 | (k < left ? (uint32_t)(unsigned char)bytes.ptr[i + k] : 0);
        }
        for (size_t k = 0; k < 4; k++) {
            if (k <= left) {
                out[len++] = alphabet[group >> (18 - 6 * k) & 63];
            } else if (variant != BRISK_BASE64_URL_UNPADDED) {
                out[len++] = '=';
            }
        }
    }
    return len;
}

brisk_status brisk_base64_encode(brisk_arena *arena, brisk_bytes bytes, brisk_base64_variant variant, brisk_str *text)
{
    *text = (brisk_str){NULL, 0};
    char *out = brisk_arena_alloc_raw(arena, brisk_base64_encoded_len(bytes.len, variant));
    if (out == NULL) {
        return BRISK_NO_MEMORY;
    }
    *text = (brisk_str){out, brisk_base64_write(out, bytes, variant)};
    return BRISK_OK;
}

/* Takes the padding off. False where it is not what the variant asks. */
static bool take_padding(brisk_str *text, brisk_base64_variant variant)
{
    if (variant == BRISK_BASE64_URL_UNPADDED) {
        return text->len % 4 != 1;
    }
    if (text->len % 4 != 0) {
        return false;
    }
    for (int i = 0; i < 2 && text->len > 0 && text->ptr[text->len - 1] == '='; i++) {
        text->len--;
    }
    return true;
}

/* Decodes text without padding, whose length is no 4n + 1. False where a character is wrong. */
static bool decode_into(char *out, brisk_str text, brisk_base64_variant variant)
{
    uint32_t bits = 0;
    unsigned bit_count = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint32_t value = value_of(text.ptr[i], variant);
        if (value == NO_VALUE) {
            return false;
        }
        bits = (bits << 6 | value) & 0xFFFF;
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            *out++ = (char)(unsigned char)(bits >> bit_count & 0xFF);
        }
    }
    return (bits & ((1u << bit_count) - 1)) == 0; /* RFC 4648 section 3.5 */
}

brisk_status brisk_base64_decode(brisk_arena *arena, brisk_str text, brisk_base64_variant variant, brisk_bytes *bytes)
{
    *bytes = (brisk_bytes){NULL, 0};
    if (!take_padding(&text, variant)) {
        return BRISK_SYNTAX;
    }
    size_t len = text.len / 4 * 3 + (text.len % 4 == 0 ? 0 : text.len % 4 - 1);
    char *out = brisk_arena_alloc_raw(arena, len);
    if (out == NULL) {
        return BRISK_NO_MEMORY;
    }
    if (!decode_into(out, text, variant)) {
        return BRISK_SYNTAX;
    }
    *bytes = (brisk_bytes){out, len};
    return BRISK_OK;
}

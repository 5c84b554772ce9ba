/* ip.c - IPv4 and IPv6 addresses: text to bytes and back. See ip.h.
 *
 * Reads what Python's ipaddress module reads: four decimal numbers without leading zeros; RFC 4291 groups of one to
 * four hex digits, "::" once, an IPv4 address as the last two groups, a scope behind "%" (RFC 4007). Writes the form of
 * RFC 5952: lower case, the first longest run of two or more zero groups as "::"; an IPv4 tail as hex. */
#include "core/ip.h"

#include "core/str.h"

#include <string.h>

enum { GROUPS = 8 };

static const brisk_format_result ok = {BRISK_FORMAT_OK, {NULL, 0}};
static const brisk_format_result not_v4 = {BRISK_FORMAT_IP_V4_ADDRESS, {NULL, 0}};
static const brisk_format_result not_v6 = {BRISK_FORMAT_IP_V6_ADDRESS, {NULL, 0}};
static const brisk_format_result no_memory = {BRISK_FORMAT_NO_MEMORY, {NULL, 0}};

static bool read_octet(brisk_str part, uint8_t *out)
{
    unsigned value = 0;

    if (part.len < 1 || part.len > 3 || (part.len > 1 && part.ptr[0] == '0')) {
        return false;
    }
    for (size_t i = 0; i < part.len; i++) {
        if (!brisk_char_is_digit(part.ptr[i])) {
            return false;
        }
        value = value * 10 + (unsigned)(part.ptr[i] - '0');
    }
    *out = (uint8_t)value;
    return value <= 255;
}

bool brisk_ipv4_bytes(brisk_str text, uint8_t bytes[4])
{
    uint8_t value[4];
    size_t count = 0;
    brisk_str rest = text;
    brisk_str part;
    bool more = true;

    while (brisk_str_split(&rest, '.', &more, &part)) {
        if (count == 4 || !read_octet(part, &value[count])) {
            return false;
        }
        count++;
    }
    if (count < 4) {
        return false;
    }
    memcpy(bytes, value, 4);
    return true;
}

static bool read_group(brisk_str part, uint8_t *out)
{
    unsigned value = 0;

    if (part.len < 1 || part.len > 4) {
        return false;
    }
    for (size_t i = 0; i < part.len; i++) {
        int digit = brisk_char_hex(part.ptr[i]);
        if (digit < 0) {
            return false;
        }
        value = value << 4 | (unsigned)digit;
    }
    out[0] = (uint8_t)(value >> 8);
    out[1] = (uint8_t)(value & 255);
    return true;
}

/* Reads groups, an IPv4 tail included where may_have_tail, as bytes; -1 where the text is not made of groups. An empty
 * text is no group. */
static int read_groups(brisk_str text, bool may_have_tail, uint8_t bytes[16])
{
    size_t len = 0;
    brisk_str rest = text;
    brisk_str part;
    bool more = text.len > 0;

    while (brisk_str_split(&rest, ':', &more, &part)) {
        if (may_have_tail && !more && len <= 12 && brisk_ipv4_bytes(part, bytes + len)) {
            return (int)len + 4;
        }
        if (len == 16 || !read_group(part, bytes + len)) {
            return -1;
        }
        len += 2;
    }
    return (int)len;
}

bool brisk_ipv6_bytes(brisk_str text, uint8_t bytes[16])
{
    uint8_t head[16] = {0};
    uint8_t tail[16];
    size_t gap = brisk_str_find(text, BRISK_S("::"));

    if (gap == BRISK_STR_NONE) {
        if (read_groups(text, true, head) != 16) {
            return false;
        }
    } else {
        int before = read_groups(brisk_str_slice(text, 0, gap), false, head);
        int behind = read_groups(brisk_str_from(text, gap + 2), true, tail);
        if (before < 0 || behind < 0 || before + behind > 14) {
            return false;
        }
        memset(head + before, 0, sizeof(head) - (size_t)before);
        memcpy(head + sizeof(head) - behind, tail, (size_t)behind);
    }
    memcpy(bytes, head, sizeof(head));
    return true;
}

static char *put_decimal(char *at, unsigned value)
{
    if (value >= 100) {
        *at++ = (char)('0' + value / 100);
    }
    if (value >= 10) {
        *at++ = (char)('0' + value / 10 % 10);
    }
    *at++ = (char)('0' + value % 10);
    return at;
}

brisk_str brisk_ipv4_format(char *buf, const uint8_t bytes[4])
{
    char *at = buf;

    for (size_t i = 0; i < 4; i++) {
        if (i > 0) {
            *at++ = '.';
        }
        at = put_decimal(at, bytes[i]);
    }
    *at = '\0';
    return (brisk_str){buf, (size_t)(at - buf)};
}

static unsigned group_at(const uint8_t bytes[16], size_t index)
{
    return (unsigned)bytes[2 * index] << 8 | bytes[2 * index + 1];
}

/* The first longest run of two or more zero groups; *len 0 where there is none. */
static size_t longest_zeros(const uint8_t bytes[16], size_t *len)
{
    size_t best = 0;

    *len = 0;
    for (size_t i = 0; i < GROUPS; i++) {
        size_t end = i;
        while (end < GROUPS && group_at(bytes, end) == 0) {
            end++;
        }
        if (end - i > *len && end - i > 1) {
            best = i;
            *len = end - i;
        }
    }
    return best;
}

brisk_str brisk_ipv6_format(char *buf, const uint8_t bytes[16])
{
    size_t zeros;
    size_t start = longest_zeros(bytes, &zeros);
    char *at = buf;

    for (size_t i = 0; i < GROUPS; i++) {
        if (zeros > 0 && i == start) {
            *at++ = ':';
            i += zeros - 1;
            if (i == GROUPS - 1) {
                *at++ = ':';
            }
            continue;
        }
        if (i > 0) {
            *at++ = ':';
        }
        unsigned value = group_at(bytes, i);
        for (int shift = value > 0xFFF ? 12 : value > 0xFF ? 8 : value > 0xF ? 4 : 0; shift >= 0; shift -= 4) {
            *at++ = "0123456789abcdef"[value >> shift & 15];
        }
    }
    *at = '\0';
    return (brisk_str){buf, (size_t)(at - buf)};
}

brisk_format_result brisk_ipv4_parse(brisk_str text, brisk_ipv4 *out, brisk_arena *arena)
{
    uint8_t bytes[4];

    (void)arena;
    if (!brisk_ipv4_bytes(text, bytes)) {
        return not_v4;
    }
    *out = text; /* there is one spelling only */
    return ok;
}

/* The address in its canonical form, with the scope that it came with ("%eth0" or nothing). */
static brisk_format_result keep_ipv6(const uint8_t bytes[16], brisk_str scope, brisk_ipv6 *out, brisk_arena *arena)
{
    char buf[BRISK_IPV6_TEXT];
    brisk_str text = brisk_str_concat(arena, brisk_ipv6_format(buf, bytes), scope, (brisk_str){NULL, 0});

    if (text.len == 0) {
        return no_memory;
    }
    *out = text;
    return ok;
}

brisk_format_result brisk_ipv6_parse(brisk_str text, brisk_ipv6 *out, brisk_arena *arena)
{
    uint8_t bytes[16];
    size_t percent = brisk_str_find_char(text, '%');
    brisk_str scope = {NULL, 0};
    brisk_str address = text;

    if (percent != BRISK_STR_NONE) {
        address = brisk_str_slice(text, 0, percent);
        scope = brisk_str_from(text, percent);
        brisk_str name = brisk_str_from(scope, 1);
        if (name.len == 0 || brisk_str_find_char(name, '%') != BRISK_STR_NONE ||
            brisk_str_find_char(name, '/') != BRISK_STR_NONE) {
            return not_v6;
        }
    }
    return brisk_ipv6_bytes(address, bytes) ? keep_ipv6(bytes, scope, out, arena) : not_v6;
}

brisk_format_result brisk_ipv4_from_int64(int64_t number, brisk_ipv4 *out, brisk_arena *arena)
{
    char buf[BRISK_IPV4_TEXT];

    if (number < 0 || number > UINT32_MAX) {
        return not_v4;
    }
    uint8_t bytes[4] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16 & 255), (uint8_t)(number >> 8 & 255),
                        (uint8_t)(number & 255)};
    brisk_str text = brisk_str_copy(arena, brisk_ipv4_format(buf, bytes));
    if (text.len == 0) {
        return no_memory;
    }
    *out = text;
    return ok;
}

brisk_format_result brisk_ipv6_from_uint64(uint64_t number, brisk_ipv6 *out, brisk_arena *arena)
{
    uint8_t bytes[16] = {0};

    for (size_t i = 15; i >= 8; i--) {
        bytes[i] = (uint8_t)(number & 255);
        number >>= 8;
    }
    return keep_ipv6(bytes, (brisk_str){NULL, 0}, out, arena);
}

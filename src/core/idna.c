/* idna.c - host names beyond ASCII. See idna.h for what of UTS 46 is here.
 *
 * Punycode (RFC 3492) writes a label as its ASCII characters, a hyphen, and a row of numbers in base 36: each says how
 * far to count, through all pairs of (code point, place), to the next character to be inserted. */
#include "core/idna.h"

#include "core/str.h"
#include "core/utf8.h"

#include <string.h>

/* Parameters of RFC 3492, section 5. */
enum { BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700, FIRST_BIAS = 72, FIRST_CODE = 128 };

/* Upper-case ranges: a code point from first to last, step apart, becomes code point + shift. */
typedef struct case_range {
    uint32_t first;
    uint32_t last;
    uint32_t step;
    int32_t shift;
} case_range;

static const case_range case_ranges[] = {
    {'A', 'Z', 1, 32},       {0x00C0, 0x00D6, 1, 32},     {0x00D8, 0x00DE, 1, 32},     {0x0100, 0x012E, 2, 1},
    {0x0132, 0x0136, 2, 1},  {0x0139, 0x0147, 2, 1},      {0x014A, 0x0176, 2, 1},      {0x0178, 0x0178, 1, -121},
    {0x0179, 0x017D, 2, 1},  {0x01CD, 0x01DB, 2, 1},      {0x01DE, 0x01EE, 2, 1},      {0x01F8, 0x021E, 2, 1},
    {0x0222, 0x0232, 2, 1},  {0x0386, 0x0386, 1, 38},     {0x0388, 0x038A, 1, 37},     {0x038C, 0x038C, 1, 64},
    {0x038E, 0x038F, 1, 63}, {0x0391, 0x03A1, 1, 32},     {0x03A3, 0x03AB, 1, 32},     {0x03D8, 0x03EE, 2, 1},
    {0x0400, 0x040F, 1, 80}, {0x0410, 0x042F, 1, 32},     {0x0460, 0x0480, 2, 1},      {0x048A, 0x04BE, 2, 1},
    {0x04C1, 0x04CD, 2, 1},  {0x04D0, 0x052E, 2, 1},      {0x0531, 0x0556, 1, 48},     {0x1E00, 0x1E94, 2, 1},
    {0x1EA0, 0x1EFE, 2, 1},  {0xFF01, 0xFF20, 1, -65248}, {0xFF21, 0xFF3A, 1, -65216}, {0xFF3B, 0xFF5E, 1, -65248},
};

static bool is_ignored(uint32_t c)
{
    return c == 0x00AD || c == 0x034F || c == 0x200B || c == 0x2060 || c == 0x2064 || c == 0xFEFF ||
           (c >= 0xFE00 && c <= 0xFE0F);
}

static bool is_forbidden(uint32_t c)
{
    return (c >= 0x80 && c <= 0xA0) || (c >= 0x2000 && c <= 0x200F) || (c >= 0x2024 && c <= 0x202F) ||
           (c >= 0x205F && c <= 0x206F) || c == 0x3000 || (c >= 0xE000 && c <= 0xF8FF) || (c & 0xFFFE) == 0xFFFE ||
           (c >= 0xFDD0 && c <= 0xFDEF) || (c >= 0xFFF9 && c <= 0xFFFD) || c >= 0x323B0;
}

static bool is_combining(uint32_t c)
{
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0483 && c <= 0x0489) || (c >= 0x1AB0 && c <= 0x1AFF) ||
           (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE20 && c <= 0xFE2F);
}

uint32_t brisk_idna_map(uint32_t code_point)
{
    if (code_point == 0x3002 || code_point == 0xFF0E || code_point == 0xFF61) {
        return '.';
    }
    if (is_ignored(code_point)) {
        return 0;
    }
    if (is_forbidden(code_point)) {
        return UINT32_MAX;
    }
    for (size_t i = 0; i < sizeof(case_ranges) / sizeof(case_ranges[0]); i++) {
        const case_range *range = &case_ranges[i];
        if (code_point < range->first) {
            break;
        }
        if (code_point <= range->last && (code_point - range->first) % range->step == 0) {
            return (uint32_t)((int64_t)code_point + range->shift);
        }
    }
    return code_point;
}

static uint32_t threshold(uint32_t place, uint32_t bias)
{
    return place <= bias + T_MIN ? T_MIN : place >= bias + T_MAX ? T_MAX : place - bias;
}

/* RFC 3492, section 6.1. */
static uint32_t adapt(uint32_t delta, uint32_t count, bool is_first)
{
    uint32_t place = 0;

    delta = is_first ? delta / DAMP : delta / 2;
    delta += delta / count;
    while (delta > (BASE - T_MIN) * T_MAX / 2) {
        delta /= BASE - T_MIN;
        place += BASE;
    }
    return place + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static void put_number(uint32_t number, uint32_t bias, brisk_buffer *out)
{
    for (uint32_t place = BASE;; place += BASE) {
        uint32_t low = threshold(place, bias);
        if (number < low) {
            brisk_buffer_append_char(out, "abcdefghijklmnopqrstuvwxyz0123456789"[number]);
            return;
        }
        brisk_buffer_append_char(out, "abcdefghijklmnopqrstuvwxyz0123456789"[low + (number - low) % (BASE - low)]);
        number = (number - low) / (BASE - low);
    }
}

/* RFC 3492, section 6.3. With at most BRISK_IDNA_LABEL_MAX code points no 32-bit sum overflows. */
static void encode(const uint32_t *points, uint32_t count, brisk_buffer *out)
{
    uint32_t next = FIRST_CODE;
    uint32_t delta = 0;
    uint32_t bias = FIRST_BIAS;
    uint32_t done = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (points[i] < FIRST_CODE) {
            brisk_buffer_append_char(out, (char)points[i]);
            done++;
        }
    }
    uint32_t basic = done;
    if (basic > 0) {
        brisk_buffer_append_char(out, '-');
    }
    while (done < count) {
        uint32_t lowest = UINT32_MAX;
        for (uint32_t i = 0; i < count; i++) {
            if (points[i] >= next && points[i] < lowest) {
                lowest = points[i];
            }
        }
        delta += (lowest - next) * (done + 1);
        next = lowest;
        for (uint32_t i = 0; i < count; i++) {
            if (points[i] < next) {
                delta++;
            } else if (points[i] == next) {
                put_number(delta, bias, out);
                bias = adapt(delta, done + 1, done == basic);
                delta = 0;
                done++;
            }
        }
        delta++;
        next++;
    }
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0' + 26;
    }
    return c >= 'a' && c <= 'z' ? c - 'a' : -1;
}

/* Reads one number at text[*at]; false where it is none or too large. */
static bool read_number(brisk_str text, size_t *at, uint32_t bias, uint32_t *out)
{
    uint64_t number = 0;
    uint64_t weight = 1;

    for (uint32_t place = BASE;; place += BASE) {
        int digit = *at < text.len ? digit_of(text.ptr[*at]) : -1;
        if (digit < 0) {
            return false;
        }
        ++*at;
        number += (uint64_t)digit * weight;
        if (number > UINT32_MAX) {
            return false;
        }
        uint32_t low = threshold(place, bias);
        if ((uint32_t)digit < low) {
            *out = (uint32_t)number;
            return true;
        }
        weight *= BASE - low;
        if (weight > UINT32_MAX) {
            return false;
        }
    }
}

/* RFC 3492, section 6.2: text is in lower case, at most
 * BRISK_IDNA_LABEL_MAX bytes. Returns the number of code points (fewer than bytes),
 * -1 where text is not valid. */
static int decode(brisk_str text, uint32_t points[BRISK_IDNA_LABEL_MAX])
{
    size_t hyphen = brisk_str_find_last_char(text, '-');
    size_t at = hyphen == BRISK_STR_NONE ? 0 : hyphen + 1;
    uint32_t count = 0;
    uint32_t next = FIRST_CODE;
    uint32_t place = 0;
    uint32_t bias = FIRST_BIAS;

    for (; count + 1 < at; count++) {
        points[count] = (unsigned char)text.ptr[count];
    }
    uint32_t basic = count;
    while (at < text.len) {
        uint32_t step;
        if (!read_number(text, &at, bias, &step) || step > UINT32_MAX - place) {
            return -1;
        }
        place += step;
        bias = adapt(step, count + 1, count == basic);
        if (place / (count + 1) > 0x10FFFF - next) {
            return -1;
        }
        next += place / (count + 1);
        place %= count + 1;
        memmove(points + place + 1, points + place, (count - place) * sizeof(points[0]));
        points[place++] = next;
        count++;
    }
    return (int)count;
}

/* A "xn--" label must stand for a mapped label that is not ASCII. */
static int decode_label(brisk_str label, uint32_t points[BRISK_IDNA_LABEL_MAX])
{
    char lower[BRISK_IDNA_LABEL_MAX];
    bool has_other = false;

    label = brisk_str_from(label, 4);
    if (label.len == 0 || label.len > sizeof(lower)) {
        return -1;
    }
    for (size_t i = 0; i < label.len; i++) {
        lower[i] = brisk_char_lower(label.ptr[i]);
    }
    int count = decode(brisk_str_make(lower, label.len), points);
    for (int i = 0; i < count; i++) {
        has_other = has_other || points[i] >= FIRST_CODE;
        if (points[i] == '.' || brisk_idna_map(points[i]) != points[i] ||
            (points[i] >= 0xD800 && points[i] <= 0xDFFF)) {
            return -1;
        }
    }
    return count > 0 && has_other && !is_combining(points[0]) ? count : -1;
}

static bool is_encoded(brisk_str label)
{
    return brisk_str_equal_ignore_case(brisk_str_slice(label, 0, 4), BRISK_S("xn--"));
}

/* One mapped label, code points in UTF-8. */
static bool put_label(brisk_str label, brisk_buffer *out)
{
    uint32_t points[BRISK_IDNA_LABEL_MAX];
    uint32_t count = 0;
    bool is_ascii = true;

    for (size_t i = 0; i < label.len && is_ascii; i++) {
        is_ascii = (unsigned char)label.ptr[i] < 0x80;
    }
    if (is_ascii) {
        brisk_buffer_append_str(out, label);
        return !is_encoded(label) || decode_label(label, points) > 0;
    }
    for (size_t at = 0; at < label.len; count++) {
        size_t len = count < BRISK_IDNA_LABEL_MAX ? brisk_utf8_decode(brisk_str_from(label, at), &points[count]) : 0;
        if (len == 0) {
            return false;
        }
        at += len;
    }
    if (is_combining(points[0]) || is_encoded(label)) {
        return false;
    }
    BRISK_BUFFER_APPEND_LITERAL(out, "xn--");
    encode(points, count, out);
    return true;
}

bool brisk_idna_to_ascii(brisk_str domain, brisk_buffer *out)
{
    brisk_buffer mapped;

    brisk_buffer_init(&mapped, out->arena, 0);
    for (size_t at = 0; at < domain.len;) {
        uint32_t code_point;
        size_t len = brisk_utf8_decode(brisk_str_from(domain, at), &code_point);
        uint32_t lower = len > 0 ? brisk_idna_map(code_point) : UINT32_MAX;
        if (lower == UINT32_MAX) {
            return false;
        }
        if (lower != 0 || code_point == 0) {
            brisk_buffer_append_code_point(&mapped, lower);
        }
        at += len;
    }
    brisk_str rest = brisk_buffer_view(&mapped);
    brisk_str label;
    bool more = !brisk_buffer_failed(&mapped) && rest.len > 0;
    while (brisk_str_split(&rest, '.', &more, &label)) {
        if (!put_label(label, out)) {
            return false;
        }
        if (more) {
            brisk_buffer_append_char(out, '.');
        }
    }
    return true;
}

bool brisk_idna_to_unicode(brisk_str domain, brisk_buffer *out)
{
    uint32_t points[BRISK_IDNA_LABEL_MAX];
    brisk_str rest = domain;
    brisk_str label;
    bool more = true;

    while (brisk_str_split(&rest, '.', &more, &label)) {
        if (is_encoded(label)) {
            int count = decode_label(label, points);
            if (count < 0) {
                return false;
            }
            for (int i = 0; i < count; i++) {
                brisk_buffer_append_code_point(out, points[i]);
            }
        } else {
            brisk_buffer_append_str(out, label);
        }
        if (more) {
            brisk_buffer_append_char(out, '.');
        }
    }
    return true;
}

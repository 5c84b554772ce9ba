/* email_text.c - the characters of e-mail addresses: which may stand where, and how a reason shows them. */
#include "core/email_text.h"

#include "core/buffer.h"
#include "core/str.h"
#include "core/utf8.h"

#include <stdlib.h>
#include <string.h>

static brisk_str as_text(const char *text)
{
    return brisk_str_make(text, strlen(text));
}

/* Decodes the next code point of valid UTF-8 and moves *at behind it. */
uint32_t brisk_email_next_point(brisk_str text, size_t *at)
{
    uint32_t c = BRISK_UTF8_REPLACEMENT;
    size_t len = brisk_utf8_decode(brisk_str_from(text, *at), &c);

    *at += len > 0 ? len : 1;
    return c;
}

bool brisk_email_is_atom(uint32_t c)
{
    return c >= 0x80 || (c > ' ' && c < 0x7F && strchr("\"(),.:;<>@[\\]", (int)c) == NULL);
}

bool brisk_email_is_atom_or_dot(uint32_t c)
{
    return c == '.' || brisk_email_is_atom(c);
}

bool brisk_email_is_display_name(uint32_t c)
{
    return c == ' ' || (c < 0x80 && brisk_email_is_atom(c));
}

bool brisk_email_is_quotable(uint32_t c)
{
    return c >= ' ' && c != 0x7F;
}

bool brisk_email_is_hostname(uint32_t c)
{
    return c >= 0x80 || brisk_char_is_alnum((char)c) || c == '-' || c == '.';
}

static bool is_wide_space(uint32_t c)
{
    return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
}

/* Control, format, private use and separator characters: what no part may hold. */
static bool is_unsafe(uint32_t c)
{
    return c < ' ' || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x61C || c == 0x180E ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           c == 0xFEFF || (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xFDD0 && c <= 0xFDEF) ||
           (c >= 0xFFF0 && c <= 0xFFFB) || (c & 0xFFFE) == 0xFFFE || c >= 0x323B0;
}

static bool is_safe(uint32_t c)
{
    return !is_unsafe(c) && !is_wide_space(c);
}

static bool is_safe_or_space(uint32_t c)
{
    return !is_unsafe(c);
}

/* Symbols and punctuation, which IDNA 2008 does not allow in a label though UTS 46 does. */
bool brisk_email_is_label_character(uint32_t c)
{
    return c < 0x80 || !((c >= 0x80 && c <= 0xBF) || c == 0xD7 || c == 0xF7 || (c >= 0x2010 && c <= 0x2BFF) ||
                         (c >= 0x2E00 && c <= 0x2E7F) || (c >= 0x3008 && c <= 0x3020) ||
                         (c >= 0x1D000 && c <= 0x1D7FF) || (c >= 0x1F000 && c <= 0x1FAFF));
}

/* Names of unprintable characters that people do type or paste. */
static const char *name_of(uint32_t c)
{
    static const struct {
        uint32_t code_point;
        const char *name;
    } names[] = {
        {' ', "SPACE"},
        {0xA0, "NO-BREAK SPACE"},
        {0xAD, "SOFT HYPHEN"},
        {0x301, "COMBINING ACUTE ACCENT"},
        {0x2002, "EN SPACE"},
        {0x2003, "EM SPACE"},
        {0x2009, "THIN SPACE"},
        {0x200B, "ZERO WIDTH SPACE"},
        {0x200C, "ZERO WIDTH NON-JOINER"},
        {0x200D, "ZERO WIDTH JOINER"},
        {0x200E, "LEFT-TO-RIGHT MARK"},
        {0x200F, "RIGHT-TO-LEFT MARK"},
        {0x2028, "LINE SEPARATOR"},
        {0x2029, "PARAGRAPH SEPARATOR"},
        {0x202E, "RIGHT-TO-LEFT OVERRIDE"},
        {0x202F, "NARROW NO-BREAK SPACE"},
        {0x2060, "WORD JOINER"},
        {0x3000, "IDEOGRAPHIC SPACE"},
        {0xFEFF, "ZERO WIDTH NO-BREAK SPACE"},
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].code_point == c) {
            return names[i].name;
        }
    }
    return NULL;
}

static bool is_combining(uint32_t c)
{
    return c >= 0x300 && c <= 0x36F;
}

/* A character as a reason shows it: 'x', "'", a name, or U+XXXX. */
brisk_str brisk_email_show(uint32_t c, brisk_arena *arena)
{
    char utf8[BRISK_UTF8_MAX_LEN];
    const char *name = name_of(c);

    if (name != NULL) {
        return as_text(name);
    }
    if (c == '\\' || c == '\'') {
        return as_text(c == '\'' ? "\"'\"" : "\"\\\"");
    }
    if (is_unsafe(c) || is_wide_space(c) || is_combining(c)) {
        return brisk_arena_printf(arena, c < 0xFFFF ? "U+%04X" : "U+%08X", (unsigned)c);
    }
    return brisk_arena_printf(arena, "'%.*s'", (int)brisk_utf8_encode(c, utf8), utf8);
}

static int compare_shown(const void *a, const void *b)
{
    return brisk_str_compare(*(const brisk_str *)a, *(const brisk_str *)b);
}

static int compare_points(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

/* "start 'a', 'b'." of the different characters that fail the test; nothing where all pass. Sorted as shown, or, for
 * by_point, by code point. Input is at most BRISK_EMAIL_INPUT_MAX characters long. */
brisk_str brisk_email_list(brisk_str text, brisk_email_test test, const char *start, bool by_point, brisk_arena *arena)
{
    uint32_t points[BRISK_EMAIL_INPUT_MAX];
    size_t count = 0;

    for (size_t at = 0; at < text.len && count < BRISK_EMAIL_INPUT_MAX;) {
        uint32_t c = brisk_email_next_point(text, &at);
        if (!test(c)) {
            points[count++] = c;
        }
    }
    if (count == 0) {
        return (brisk_str){NULL, 0};
    }
    qsort(points, count, sizeof(points[0]), compare_points);
    brisk_str *shown = brisk_arena_alloc(arena, count * sizeof(shown[0]));
    size_t different = 0;
    for (size_t i = 0; i < count && shown != NULL; i++) {
        if (i == 0 || points[i] != points[i - 1]) {
            shown[different++] = brisk_email_show(points[i], arena);
        }
    }
    if (!by_point && shown != NULL) {
        qsort(shown, different, sizeof(shown[0]), compare_shown);
    }
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    brisk_buffer_append_c_string(&out, start);
    for (size_t i = 0; i < different; i++) {
        brisk_buffer_append_c_string(&out, i > 0 ? ", " : " ");
        brisk_buffer_append_str(&out, shown[i]);
    }
    brisk_buffer_append_char(&out, '.');
    return brisk_buffer_failed(&out) ? as_text(start) : brisk_buffer_view(&out);
}

brisk_str brisk_email_check_unsafe(brisk_str text, bool allow_space, brisk_arena *arena)
{
    static const char start[] = "The email address contains unsafe characters:";
    size_t at = 0;

    if (text.len > 0) { /* a combining character at the start would change what stands before it */
        uint32_t first = brisk_email_next_point(text, &at);
        if (is_combining(first)) {
            brisk_str shown = brisk_email_show(first, arena);
            return brisk_arena_printf(arena, "%s %.*s.", start, (int)shown.len, shown.ptr);
        }
    }
    return brisk_email_list(text, allow_space ? is_safe_or_space : is_safe, start, true, arena);
}

bool brisk_email_is_space_at(brisk_str text, size_t at, size_t *len)
{
    uint32_t c = 0;

    *len = brisk_utf8_decode(brisk_str_from(text, at), &c);
    return *len > 0 && (brisk_utf8_is_space(c) || (c >= 0x1C && c <= 0x1F));
}

/* As Python's brisk_email_strip: Unicode white space and the four ASCII separators. */
brisk_str brisk_email_strip(brisk_str text)
{
    size_t len;

    while (text.len > 0 && brisk_email_is_space_at(text, 0, &len)) {
        text = brisk_str_from(text, len);
    }
    while (text.len > 0) {
        size_t start = text.len - 1;
        while (start > 0 && ((unsigned char)text.ptr[start] & 0xC0) == 0x80) {
            start--;
        }
        if (!brisk_email_is_space_at(text, start, &len)) {
            break;
        }
        text.len = start;
    }
    return text;
}

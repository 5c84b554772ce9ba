/* str.h - small helpers for brisk_str (brisk/types.h): compare, search, trim, split.
 *
 * All of them work on bytes and take any bytes, NUL and invalid UTF-8 included; "ignore case" and "lower" mean ASCII
 * letters only, never the locale. Results of search functions that find nothing are BRISK_STR_NONE. None allocates,
 * save where an arena is a parameter. Any thread. */
#ifndef BRISK_CORE_STR_H
#define BRISK_CORE_STR_H

#include <brisk/arena.h>
#include <brisk/types.h>

#include <stdint.h>
#include <string.h>

/** "Not found", as an offset. */
#define BRISK_STR_NONE ((size_t)-1)

static inline char brisk_char_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline char brisk_char_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

static inline bool brisk_char_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool brisk_char_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool brisk_char_is_alnum(char c)
{
    return brisk_char_is_alpha(c) || brisk_char_is_digit(c);
}

/** Space, \t \n \v \f \r: white space of ASCII. */
static inline bool brisk_char_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/** The value of a hexadecimal digit, -1 for any other character. */
static inline int brisk_char_hex(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = brisk_char_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/** Not 0 where the eight bytes at a and at b differ: the bits in which they do. */
static inline uint64_t brisk_bytes_differ(const char *a, const char *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof(x));
    memcpy(&y, b, sizeof(y));
    return x ^ y;
}

/** True where len bytes are the same; either may be NULL where len is 0. Most texts that are compared are short names, for which
 *  a call of memcmp is slow, above all musl's, which goes byte by byte. Words from both ends overlap in the middle, so
 *  that lengths which vary do not make for other ways through the code. */
static inline bool brisk_bytes_equal(const char *a, const char *b, size_t len)
{
    for (; len > 32; a += 8, b += 8, len -= 8) {
        if (brisk_bytes_differ(a, b) != 0) {
            return false;
        }
    }
    if (len >= 8) {
        uint64_t found = brisk_bytes_differ(a, b) | brisk_bytes_differ(a + len - 8, b + len - 8);
        if (len > 16) {
            found |= brisk_bytes_differ(a + 8, b + 8) | brisk_bytes_differ(a + len - 16, b + len - 16);
        }
        return found == 0;
    }
    if (len >= 4) {
        uint32_t head[2], tail[2];
        memcpy(&head[0], a, 4);
        memcpy(&head[1], b, 4);
        memcpy(&tail[0], a + len - 4, 4);
        memcpy(&tail[1], b + len - 4, 4);
        return head[0] == head[1] && tail[0] == tail[1];
    }
    return len == 0 || (a[0] == b[0] && a[len / 2] == b[len / 2] && a[len - 1] == b[len - 1]);
}

/** A view of len bytes at ptr. */
static inline brisk_str brisk_str_make(const char *ptr, size_t len)
{
    return (brisk_str){ptr, len};
}

/** The part that begins at offset start, at most len bytes long; both are cut to what text has. Borrows. */
brisk_str brisk_str_slice(brisk_str text, size_t start, size_t len);

/** The rest from offset start on. */
brisk_str brisk_str_from(brisk_str text, size_t start);

bool brisk_str_starts_with(brisk_str text, brisk_str prefix);
bool brisk_str_ends_with(brisk_str text, brisk_str suffix);

/** True where both are the same but for the case of ASCII letters. */
bool brisk_str_equal_ignore_case(brisk_str a, brisk_str b);

/** The same against a NUL-terminated string. */
bool brisk_str_is_ignore_case(brisk_str a, const char *text);

/** Order by bytes (for UTF-8 that is the order of code points): < 0, 0, > 0. A prefix comes before the longer text. */
int brisk_str_compare(brisk_str a, brisk_str b);

/** As brisk_str_equal, in a time that depends on the lengths only: for passwords and keys. */
bool brisk_str_equal_secret(brisk_str a, brisk_str b);

/** Offset of the first (last) c in text, or BRISK_STR_NONE. */
size_t brisk_str_find_char(brisk_str text, char c);
size_t brisk_str_find_last_char(brisk_str text, char c);

/** Offset of the first part in text, or BRISK_STR_NONE. The empty part is found at 0. */
size_t brisk_str_find(brisk_str text, brisk_str part);

/** Without the ASCII white space at both ends (for Unicode's white space: brisk_utf8_trim). Borrows. */
brisk_str brisk_str_trim(brisk_str text);

/** Without HTTP's optional white space (space and tab, RFC 9110 section 5.6.3) at both ends. Borrows. */
brisk_str brisk_str_trim_ows(brisk_str text);

/**
 * Splits text at a character, an empty text being one empty part:
 *
 *     brisk_str rest = text, part;
 *     bool more = true;
 *     while (brisk_str_split(&rest, ',', &more, &part)) { … }
 *
 * rest: what is left, moved on at each call. more: true before the first call, then the function's own. Returns false
 * when there are no more parts. "a,,b" gives "a", "", "b".
 */
bool brisk_str_split(brisk_str *rest, char separator, bool *more, brisk_str *part);

/** Cuts text at the first separator: before and behind it. False, with all of text in before, where there is none. */
bool brisk_str_cut(brisk_str text, char separator, brisk_str *before, brisk_str *behind);

/** A copy with ASCII letters in lower (upper) case. On exhaustion the empty text. */
brisk_str brisk_str_lower(brisk_arena *arena, brisk_str text);
brisk_str brisk_str_upper(brisk_arena *arena, brisk_str text);

/** a and b (and c) in one new text. On exhaustion the empty text. */
brisk_str brisk_str_concat(brisk_arena *arena, brisk_str a, brisk_str b, brisk_str c);

#endif

/* filter_regex.c - the regular expressions of filter patterns: %^[A-Z]+ 4\d{2}|timeout%. They have no groups, so that a
 * regex is a list of alternatives, and each of those a row of places:
 *
 *     ab?c+      place 0: a      1: b, may be skipped      2: c, may repeat
 *
 * A text is read once, with the set of places that the next byte may meet: the cost is the text's length times the
 * places, whatever the regex. Source: the CloudWatch Logs user guide, "Supported regular expressions". */
#include "gateway/logs/filter_regex.h"

#include "core/number.h"
#include "core/str.h"

#include <string.h>

enum { PLACES_MAX = 255, WORDS = (PLACES_MAX + 1) / 64, REPEAT_MAX = 100 };

typedef struct place {
    uint64_t bytes[4]; /* the bytes that fit */
    bool is_optional, repeats;
} place;

typedef struct alternative {
    place places[PLACES_MAX];
    size_t count;
    bool is_at_start, is_at_end; /* ^ and $ */
    struct alternative *next;
} alternative;

struct brisk_log_regex {
    alternative *first;
};

/* ---- reading ---- */

static void add_byte(place *out, unsigned char c)
{
    out->bytes[c >> 6] |= UINT64_C(1) << (c & 63);
}

static bool has_byte(const place *at, unsigned char c)
{
    return (at->bytes[c >> 6] >> (c & 63) & 1) != 0;
}

static bool is_in_class(char name, unsigned char c)
{
    switch (brisk_char_lower(name)) {
    case 'd':
        return brisk_char_is_digit((char)c);
    case 'w':
        return brisk_char_is_alnum((char)c) || c == '_';
    default:
        return brisk_char_is_space((char)c);
    }
}

/* \d \w \s and their opposites; any other escaped character is itself. */
static void add_escaped(place *out, char name)
{
    if (strchr("dDwWsS", name) == NULL) {
        add_byte(out, (unsigned char)name);
        return;
    }
    bool wants = name >= 'a';
    for (unsigned c = 0; c < 256; c++) {
        if (is_in_class(name, (unsigned char)c) == wants) {
            add_byte(out, (unsigned char)c);
        }
    }
}

/* Takes the next character; '\0', and failed, at the end. */
static char take(brisk_log_reader *reader)
{
    char c = brisk_log_reader_peek(reader);
    if (c == '\0' || (unsigned char)c >= 0x80) {
        (void)brisk_log_reader_fail(reader, c == '\0' ? "a regular expression is not closed"
                                                      : "a regular expression has a character that is not ASCII");
        return '\0';
    }
    reader->at++;
    return c;
}

static bool read_set(brisk_log_reader *reader, place *out)
{
    bool is_negated = brisk_log_reader_peek(reader) == '^';
    reader->at += is_negated;
    for (bool is_first = true;; is_first = false) {
        char c = take(reader);
        if (c == '\0' || (c == ']' && !is_first)) {
            break;
        }
        if (c == '\\') {
            add_escaped(out, take(reader));
            continue;
        }
        char last = c;
        if (brisk_log_reader_peek(reader) == '-' && reader->at + 1 < reader->text.len &&
            reader->text.ptr[reader->at + 1] != ']') {
            reader->at++;
            last = take(reader);
        }
        for (unsigned i = (unsigned char)c; i <= (unsigned char)last; i++) {
            add_byte(out, (unsigned char)i);
        }
    }
    for (size_t i = 0; i < 4 && is_negated; i++) {
        out->bytes[i] = ~out->bytes[i];
    }
    return reader->status == BRISK_OK;
}

static bool read_place(brisk_log_reader *reader, char c, place *out)
{
    *out = (place){0};
    switch (c) {
    case '.':
        memset(out->bytes, 0xFF, sizeof(out->bytes));
        return true;
    case '[':
        return read_set(reader, out);
    case '\\':
        c = take(reader);
        add_escaped(out, c);
        return c != '\0';
    case '(':
    case ')':
        return brisk_log_reader_fail(reader, "a regular expression cannot have parentheses");
    case '*':
    case '+':
    case '?':
    case '{':
        return brisk_log_reader_fail(reader, "there is nothing to repeat");
    default:
        add_byte(out, (unsigned char)c);
        return c != '\0';
    }
}

static bool read_count(brisk_log_reader *reader, size_t *out)
{
    uint64_t number;
    size_t start = reader->at;
    while (brisk_char_is_digit(brisk_log_reader_peek(reader))) {
        reader->at++;
    }
    brisk_str digits = brisk_str_slice(reader->text, start, reader->at - start);
    if (brisk_digits_parse(digits, REPEAT_MAX, &number) != BRISK_NUMBER_OK) {
        return brisk_log_reader_fail(reader, "a count is missing, or above 100");
    }
    *out = (size_t)number;
    return true;
}

/* How often: least, and most or (is_open) any number. */
static bool read_repeat(brisk_log_reader *reader, size_t *least, size_t *most, bool *is_open)
{
    char c = brisk_log_reader_peek(reader);
    *least = c == '*' || c == '?' ? 0 : 1;
    *most = 1;
    *is_open = c == '*' || c == '+';
    if (c == '*' || c == '+' || c == '?') {
        reader->at++;
        return true;
    }
    if (c != '{') {
        return true;
    }
    reader->at++;
    if (!read_count(reader, least)) {
        return false;
    }
    *most = *least;
    if (brisk_log_reader_peek(reader) == ',') {
        reader->at++;
        *is_open = brisk_log_reader_peek(reader) == '}';
        if (!*is_open && !read_count(reader, most)) {
            return false;
        }
    }
    return (*most >= *least && brisk_log_reader_peek(reader) == '}' && ++reader->at > 0) ||
           brisk_log_reader_fail(reader, "a repetition is wrong");
}

static bool add_places(brisk_log_reader *reader, alternative *out, const place *wanted)
{
    size_t least, most;
    bool is_open;
    if (!read_repeat(reader, &least, &most, &is_open)) {
        return false;
    }
    size_t count = is_open && least == 0 ? 1 : is_open ? least : most;
    if (out->count + count > PLACES_MAX) {
        return brisk_log_reader_fail(reader, "a regular expression is too long");
    }
    for (size_t i = 0; i < count; i++) {
        place *added = &out->places[out->count++];
        *added = *wanted;
        added->is_optional = i >= least;
        added->repeats = is_open && i + 1 == count;
    }
    return true;
}

static bool read_alternative(brisk_log_reader *reader, alternative *out)
{
    out->is_at_start = brisk_log_reader_peek(reader) == '^';
    reader->at += out->is_at_start;
    for (;;) {
        place wanted;
        char c = brisk_log_reader_peek(reader);
        if (c == '%' || c == '|') {
            return true;
        }
        c = take(reader);
        char next = brisk_log_reader_peek(reader);
        if (c == '$' && (next == '%' || next == '|')) {
            out->is_at_end = true;
            return true;
        }
        if (!read_place(reader, c, &wanted) || !add_places(reader, out, &wanted)) {
            return false;
        }
    }
}

brisk_log_regex *brisk_log_regex_read(brisk_log_reader *reader)
{
    brisk_log_regex *regex = brisk_log_reader_alloc(reader, sizeof(*regex));
    alternative **link = regex == NULL ? NULL : &regex->first;
    while (link != NULL) {
        *link = brisk_log_reader_alloc(reader, sizeof(**link));
        if (*link == NULL || !read_alternative(reader, *link)) {
            return NULL;
        }
        link = take(reader) == '|' ? &(*link)->next : NULL;
    }
    return regex;
}

/* ---- finding ---- */

typedef struct place_set {
    uint64_t words[WORDS]; /* bit count: the end */
} place_set;

/* Adds a place, and those behind it that are reached by skipping. */
static void enter(const alternative *a, place_set *set, size_t at)
{
    for (;; at++) {
        set->words[at >> 6] |= UINT64_C(1) << (at & 63);
        if (at == a->count || !a->places[at].is_optional) {
            return;
        }
    }
}

static bool has_place(const place_set *set, size_t at)
{
    return (set->words[at >> 6] >> (at & 63) & 1) != 0;
}

static void step(const alternative *a, const place_set *from, unsigned char c, place_set *to)
{
    *to = (place_set){{0}};
    for (size_t word = 0; word < WORDS; word++) {
        uint64_t left = from->words[word];
        for (size_t at = word * 64; left != 0 && at < a->count; at++, left >>= 1) {
            if ((left & 1) != 0 && has_byte(&a->places[at], c)) {
                enter(a, to, at + 1);
                if (a->places[at].repeats) {
                    to->words[at >> 6] |= UINT64_C(1) << (at & 63);
                }
            }
        }
    }
}

static bool finds(const alternative *a, brisk_str text)
{
    place_set now = {{0}}, next;
    for (size_t i = 0; i <= text.len; i++) {
        if (i == 0 || !a->is_at_start) {
            enter(a, &now, 0);
        }
        if (has_place(&now, a->count) && (!a->is_at_end || i == text.len)) {
            return true;
        }
        if (i < text.len) {
            step(a, &now, (unsigned char)text.ptr[i], &next);
            now = next;
        }
    }
    return false;
}

bool brisk_log_regex_finds(const brisk_log_regex *regex, brisk_str text)
{
    if (text.len > 0 && text.ptr[text.len - 1] == '\n') {
        text.len--; /* "$" stands before the newline that ends an event */
    }
    for (const alternative *a = regex->first; a != NULL; a = a->next) {
        if (finds(a, text)) {
            return true;
        }
    }
    return false;
}

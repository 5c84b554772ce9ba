/* route_pattern.c - see route_pattern.h.
 *
 *     pieces   {a}  "-"  {b:int}        text  "x-1-22"
 *
 *     from the right: which positions can the rest of the pieces start at, so that they reach the end of the text?
 *         end            {6}
 *         {b:int} end    {2, 4, 5}          "1-22" is no int, but it is a start only if "-" or the end follows: {4, 5}
 *         "-" …          {3}
 *         {a} …          {0, 1, 2}          0 is in it: the pattern matches
 *
 *     from the left: {a} ends at the largest position in the set of what follows it that its kind can reach: 3. */
#include "http/route_pattern.h"

#include "core/str.h"

#include <string.h>

/* ---- templates ---- */

static bool is_name(brisk_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!brisk_char_is_alpha(c) && c != '_' && (i == 0 || !brisk_char_is_digit(c))) {
            return false;
        }
    }
    return text.len > 0;
}

static bool kind_of(brisk_str word, brisk_piece_kind *kind)
{
    static const struct {
        const char *word;
        brisk_piece_kind kind;
    } kinds[] = {{"str", BRISK_PIECE_STR},
                 {"path", BRISK_PIECE_PATH},
                 {"int", BRISK_PIECE_INT},
                 {"float", BRISK_PIECE_FLOAT},
                 {"uuid", BRISK_PIECE_UUID}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (brisk_str_is(word, kinds[i].word)) {
            *kind = kinds[i].kind;
            return true;
        }
    }
    return false;
}

/* Reads "{name}" or "{name:kind}" at the beginning of rest. */
static const char *parse_parameter(brisk_str *rest, brisk_piece *piece)
{
    size_t end = brisk_str_find_char(*rest, '}');
    if (end == BRISK_STR_NONE) {
        return "a { without its }";
    }
    brisk_str name, kind;
    piece->kind = BRISK_PIECE_STR;
    if (brisk_str_cut(brisk_str_slice(*rest, 1, end - 1), ':', &name, &kind) && !kind_of(kind, &piece->kind)) {
        return "a parameter's kind is one of str, path, int, float, uuid";
    }
    if (!is_name(name)) {
        return "a parameter's name is letters, digits and _";
    }
    piece->text = name;
    *rest = brisk_str_from(*rest, end + 1);
    return NULL;
}

/* Reads literal text; false where there is none. */
static bool parse_literal(brisk_str *rest, bool to_end, brisk_piece *piece)
{
    size_t len = 0;
    while (len < rest->len && rest->ptr[len] != '{' && rest->ptr[len] != '}' && (to_end || rest->ptr[len] != '/')) {
        len++;
    }
    *piece = (brisk_piece){BRISK_PIECE_LITERAL, brisk_str_slice(*rest, 0, len)};
    *rest = brisk_str_from(*rest, len);
    return len > 0;
}

const char *brisk_pattern_parse(brisk_str *template, bool to_end, brisk_piece *pieces, size_t *count)
{
    size_t filled = 0;
    while (template->len > 0 && (to_end || template->ptr[0] != '/')) {
        if (filled == BRISK_PATTERN_PIECES) {
            return "too many parameters";
        }
        brisk_piece *piece = &pieces[filled];
        if (template->ptr[0] == '}') {
            return "a } without its {";
        }
        if (template->ptr[0] == '{') {
            const char *why = parse_parameter(template, piece);
            if (why != NULL) {
                return why;
            }
        } else if (!parse_literal(template, to_end, piece)) {
            break;
        }
        filled++;
    }
    *count = filled;
    return NULL;
}

bool brisk_pattern_equal(brisk_pattern a, brisk_pattern b)
{
    if (a.count != b.count) {
        return false;
    }
    for (size_t i = 0; i < a.count; i++) {
        if (a.pieces[i].kind != b.pieces[i].kind ||
            (a.pieces[i].kind == BRISK_PIECE_LITERAL && !brisk_str_equal(a.pieces[i].text, b.pieces[i].text))) {
            return false;
        }
    }
    return true;
}

/* ---- one piece ---- */

/* Length of the digits at the beginning of text. */
static size_t digits(brisk_str text)
{
    size_t len = 0;
    while (len < text.len && brisk_char_is_digit(text.ptr[len])) {
        len++;
    }
    return len;
}

/* Length of the UUID at the beginning of text, 32 to 36; 0 where there is none. */
static size_t uuid_length(brisk_str text)
{
    static const size_t groups[] = {8, 4, 4, 4, 12};
    size_t at = 0;
    for (size_t i = 0; i < 5; i++) {
        if (i > 0 && at < text.len && text.ptr[at] == '-') {
            at++;
        }
        for (size_t end = at + groups[i]; at < end; at++) {
            if (at >= text.len || brisk_char_hex(text.ptr[at]) < 0) {
                return 0;
            }
        }
    }
    return at;
}

/* True where one piece takes all of text. */
static bool piece_matches(const brisk_piece *piece, brisk_str text)
{
    size_t len;
    switch (piece->kind) {
    case BRISK_PIECE_LITERAL:
        return brisk_str_equal(text, piece->text);
    case BRISK_PIECE_STR:
        return text.len > 0 && brisk_str_find_char(text, '/') == BRISK_STR_NONE;
    case BRISK_PIECE_PATH:
        return true;
    case BRISK_PIECE_INT:
        return text.len > 0 && digits(text) == text.len;
    case BRISK_PIECE_FLOAT:
        len = digits(text);
        if (len == 0 || len == text.len) {
            return len > 0;
        }
        text = brisk_str_from(text, len + 1);
        return text.ptr[-1] == '.' && text.len > 0 && digits(text) == text.len;
    case BRISK_PIECE_UUID:
        return text.len > 0 && uuid_length(text) == text.len;
    }
    return false;
}

/* ---- sets of positions ---- */

#define WORD_BITS 64
#define SET_WORDS (BRISK_PATTERN_TEXT / WORD_BITS + 1)

/* The positions 0 to the text's length, the end included. */
typedef struct position_set {
    uint64_t words[SET_WORDS];
} position_set;

static bool set_has(const position_set *set, size_t at)
{
    return (set->words[at / WORD_BITS] >> (at % WORD_BITS) & 1) != 0;
}

static void set_add(position_set *set, size_t at)
{
    set->words[at / WORD_BITS] |= (uint64_t)1 << (at % WORD_BITS);
}

static void set_clear(position_set *set, size_t len)
{
    memset(set->words, 0, (len / WORD_BITS + 1) * sizeof *set->words);
}

/* A parameter takes whole characters: the regular expressions match code points. */
static bool is_boundary(brisk_str text, size_t at)
{
    return at >= text.len || ((unsigned char)text.ptr[at] & 0xC0) != 0x80;
}

static void starts_of_literal(brisk_str literal, brisk_str text, const position_set *ends, position_set *starts)
{
    for (size_t at = 0; at + literal.len <= text.len; at++) {
        if (set_has(ends, at + literal.len) && memcmp(text.ptr + at, literal.ptr, literal.len) == 0) {
            set_add(starts, at);
        }
    }
}

/* [^/]+ and [0-9]+: is_open says whether an end can be reached from here through characters of the kind. */
static void starts_of_run(brisk_piece_kind kind, brisk_str text, const position_set *ends, position_set *starts)
{
    bool is_open = false;
    for (size_t at = text.len; at-- > 0;) {
        char c = text.ptr[at];
        bool fits = kind == BRISK_PIECE_INT ? brisk_char_is_digit(c) : c != '/';
        is_open = fits && (is_open || set_has(ends, at + 1));
        if (is_open && is_boundary(text, at)) {
            set_add(starts, at);
        }
    }
}

static void starts_of_path(brisk_str text, const position_set *ends, position_set *starts)
{
    bool is_open = false;
    for (size_t at = text.len + 1; at-- > 0;) {
        is_open = is_open || set_has(ends, at);
        if (is_open && is_boundary(text, at)) {
            set_add(starts, at);
        }
    }
}

/* An int that reaches an end, or one that reaches a "." with such an int behind it. */
static void starts_of_float(brisk_str text, const position_set *ends, position_set *starts)
{
    bool is_int = false, is_float = false; /* from the position behind */
    bool was_int = false;                  /* is_int of one position further */
    for (size_t at = text.len; at-- > 0;) {
        bool is_digit = brisk_char_is_digit(text.ptr[at]);
        bool point_follows = at + 1 < text.len && text.ptr[at + 1] == '.' && was_int;
        bool int_here = is_digit && (is_int || set_has(ends, at + 1));
        is_float = is_digit && (is_float || int_here || point_follows);
        was_int = is_int;
        is_int = int_here;
        if (is_float) {
            set_add(starts, at);
        }
    }
}

static void starts_of_uuid(brisk_str text, const position_set *ends, position_set *starts)
{
    for (size_t at = 0; at + 32 <= text.len; at++) {
        size_t len = uuid_length(brisk_str_from(text, at));
        if (len > 0 && set_has(ends, at + len)) {
            set_add(starts, at);
        }
    }
}

/* All positions from which the piece can reach one of the ends. */
static void starts_of(const brisk_piece *piece, brisk_str text, const position_set *ends, position_set *starts)
{
    set_clear(starts, text.len);
    switch (piece->kind) {
    case BRISK_PIECE_LITERAL:
        starts_of_literal(piece->text, text, ends, starts);
        break;
    case BRISK_PIECE_STR:
    case BRISK_PIECE_INT:
        starts_of_run(piece->kind, text, ends, starts);
        break;
    case BRISK_PIECE_PATH:
        starts_of_path(text, ends, starts);
        break;
    case BRISK_PIECE_FLOAT:
        starts_of_float(text, ends, starts);
        break;
    case BRISK_PIECE_UUID:
        starts_of_uuid(text, ends, starts);
        break;
    }
}

/* Fills *out with the positions from which the pieces from `first` on reach the end of text. */
static void starts_of_rest(brisk_pattern pattern, size_t first, brisk_str text, position_set *out)
{
    position_set ends;
    set_clear(out, text.len);
    set_add(out, text.len);
    for (size_t i = pattern.count; i-- > first;) {
        memcpy(ends.words, out->words, (text.len / WORD_BITS + 1) * sizeof *ends.words);
        starts_of(&pattern.pieces[i], text, &ends, out);
    }
}

/* ---- whole patterns ---- */

/* Takes the literals off both ends, which settles most patterns. False where they do not fit. */
static bool strip_literals(brisk_pattern *pattern, brisk_str *text)
{
    const brisk_piece *first = &pattern->pieces[0], *last = &pattern->pieces[pattern->count - 1];
    if (pattern->count > 1 && first->kind == BRISK_PIECE_LITERAL) {
        if (!brisk_str_starts_with(*text, first->text)) {
            return false;
        }
        *text = brisk_str_from(*text, first->text.len);
        *pattern = (brisk_pattern){pattern->pieces + 1, pattern->count - 1};
    }
    if (pattern->count > 1 && last->kind == BRISK_PIECE_LITERAL) {
        if (!brisk_str_ends_with(*text, last->text)) {
            return false;
        }
        *text = brisk_str_slice(*text, 0, text->len - last->text.len);
        pattern->count--;
    }
    return true;
}

bool brisk_pattern_matches(brisk_pattern pattern, brisk_str text)
{
    if (pattern.count == 0) {
        return text.len == 0;
    }
    if (!strip_literals(&pattern, &text)) {
        return false;
    }
    if (pattern.count == 1) {
        return piece_matches(&pattern.pieces[0], text);
    }
    if (text.len > BRISK_PATTERN_TEXT) {
        return false;
    }
    position_set starts;
    starts_of_rest(pattern, 0, text, &starts);
    return set_has(&starts, 0);
}

/* The last of the ends that the parameter reaches from start on. There is one: start was found from the right. */
static size_t last_end(brisk_piece_kind kind, brisk_str text, size_t start, const position_set *ends)
{
    brisk_str rest = brisk_str_from(text, start);
    size_t whole = digits(rest), reach = rest.len;
    if (kind == BRISK_PIECE_STR) {
        size_t slash = brisk_str_find_char(rest, '/');
        reach = slash == BRISK_STR_NONE ? rest.len : slash;
    } else if (kind == BRISK_PIECE_INT) {
        reach = whole;
    } else if (kind == BRISK_PIECE_UUID) {
        return start + uuid_length(rest);
    } else if (kind == BRISK_PIECE_FLOAT) {
        bool has_point = whole < rest.len && rest.ptr[whole] == '.';
        reach = has_point ? whole + 1 + digits(brisk_str_from(rest, whole + 1)) : whole;
    }
    while (reach > 0 &&
           (!set_has(ends, start + reach) || (kind == BRISK_PIECE_FLOAT && reach == whole + 1))) { /* not "12." */
        reach--;
    }
    return start + reach;
}

size_t brisk_pattern_values(brisk_pattern pattern, brisk_str text, brisk_route_value *values)
{
    if (pattern.count == 0 || !strip_literals(&pattern, &text)) {
        return 0;
    }
    if (pattern.count == 1) {
        values[0] = (brisk_route_value){pattern.pieces[0].text, text};
        return pattern.pieces[0].kind == BRISK_PIECE_LITERAL ? 0 : 1;
    }
    size_t count = 0;
    for (size_t i = 0, start = 0; i < pattern.count; i++) {
        const brisk_piece *piece = &pattern.pieces[i];
        if (piece->kind == BRISK_PIECE_LITERAL) {
            start += piece->text.len;
            continue;
        }
        position_set ends;
        starts_of_rest(pattern, i + 1, text, &ends);
        size_t end = last_end(piece->kind, text, start, &ends);
        values[count++] = (brisk_route_value){piece->text, brisk_str_slice(text, start, end - start)};
        start = end;
    }
    return count;
}

/* json_text.c - JSON text to nodes by yyjson, and CPython's words where it is none. See json_text.h.
 *
 * The second scan keeps to Modules/_json.c of CPython 3.11 (scan_once, _parse_object, _parse_array, scanstring,
 * _match_number): which text it finds fault with, the message, and the character it points at. It runs only for texts
 * that yyjson refused, so it may be slow but not deep: it recurses at most max_depth times. */
#include "schema/json_text.h"

#include "core/arena.h"
#include "core/str.h"
#include "core/utf8.h"
#include "schema/node_yyjson.h"

/* ---- yyjson over an arena ---- */

static void *arena_malloc(void *ctx, size_t size)
{
    return brisk_arena_alloc_raw(ctx, size);
}

static void *arena_realloc(void *ctx, void *ptr, size_t old_size, size_t size)
{
    return size <= old_size ? ptr : brisk_arena_grow(ctx, ptr, old_size, size);
}

static void arena_free(void *ctx, void *ptr)
{
    (void)ctx;
    (void)ptr;
}

enum { DEPTH_CAP = 1000 };

/** Walks the run of values with a stack of where the open containers end. One that holds fewer values than there are
 *  levels left cannot be too deep, and is stepped over: of most texts that leaves a few steps. */
static bool is_too_deep(const yyjson_val *root, size_t count, unsigned max_depth)
{
    const yyjson_val *ends[DEPTH_CAP];
    unsigned depth = 0;

    if (count <= max_depth) {
        return false;
    }
    for (const yyjson_val *val = root, *end = root + count; val < end;) {
        while (depth > 0 && val >= ends[depth - 1]) {
            depth--;
        }
        size_t span = brisk_val_span(val);
        if (span > max_depth - depth && brisk_val_type(val) >= YYJSON_TYPE_ARR) {
            if (depth == max_depth) {
                return true;
            }
            ends[depth++] = val + span;
            span = 1;
        }
        val += span;
    }
    return false;
}

/* ---- the second scan ---- */

typedef struct scan {
    const char *text;
    size_t len, at;
    unsigned depth, max_depth;
    bool is_too_deep;
    const char *fault; /* NULL: none yet */
    size_t fault_at;   /* in bytes */
} scan;

static bool refuse(scan *s, const char *fault, size_t at)
{
    s->fault = fault;
    s->fault_at = at;
    return false;
}

static void skip_space(scan *s)
{
    while (s->at < s->len &&
           (s->text[s->at] == ' ' || s->text[s->at] == '\t' || s->text[s->at] == '\n' || s->text[s->at] == '\r')) {
        s->at++;
    }
}

static bool is_at(const scan *s, char c)
{
    return s->at < s->len && s->text[s->at] == c;
}

/** The four digits behind \u at s->at, which then stands behind them; at most 0xFFFF. */
static bool scan_hex(scan *s, unsigned *code)
{
    size_t start = s->at;

    *code = 0;
    if (s->len - start < 5) { /* CPython wants the closing quote as well */
        return refuse(s, "Invalid \\uXXXX escape", start - 1);
    }
    for (; s->at < start + 4; s->at++) {
        int digit = brisk_char_hex(s->text[s->at]);
        if (digit < 0) {
            return refuse(s, "Invalid \\uXXXX escape", start - 1);
        }
        *code = *code * 16 + (unsigned)digit;
    }
    return true;
}

/** An escape, s->at on the character behind the backslash. CPython takes lone surrogates; here they are refused. */
static bool scan_escape(scan *s)
{
    char c = s->text[s->at++];
    unsigned code = 0;
    unsigned low = 0;
    size_t u_at = s->at - 1;

    if (c != 'u') {
        return c != '\0' && strchr("\"\\/bfnrt", c) ? true : refuse(s, "Invalid \\escape", s->at - 2);
    }
    if (!scan_hex(s, &code)) {
        return false;
    }
    if (code < 0xD800 || code > 0xDFFF) {
        return true;
    }
    if (code > 0xDBFF || s->len - s->at < 2 || s->text[s->at] != '\\' || s->text[s->at + 1] != 'u') {
        return refuse(s, "Invalid \\uXXXX escape", u_at);
    }
    s->at += 2;
    if (!scan_hex(s, &low)) {
        return false;
    }
    return low >= 0xDC00 && low <= 0xDFFF ? true : refuse(s, "Invalid \\uXXXX escape", u_at);
}

/** A string, s->at on its opening quote. */
static bool scan_string(scan *s)
{
    size_t begin = s->at++;

    while (s->at < s->len) {
        unsigned char c = (unsigned char)s->text[s->at];
        if (c == '"') {
            s->at++;
            return true;
        }
        if (c < 0x20) {
            return refuse(s, "Invalid control character at", s->at);
        }
        s->at++;
        if (c != '\\') {
            continue;
        }
        if (s->at == s->len) {
            break;
        }
        if (!scan_escape(s)) {
            return false;
        }
    }
    return refuse(s, "Unterminated string starting at", begin);
}

static void skip_digits(scan *s)
{
    while (s->at < s->len && brisk_char_is_digit(s->text[s->at])) {
        s->at++;
    }
}

static bool digit_follows(const scan *s, size_t at)
{
    return at < s->len && brisk_char_is_digit(s->text[at]);
}

/** A number as far as it is one: of "01" only the 0, of "1." only the 1. */
static bool scan_number(scan *s)
{
    size_t start = s->at;

    s->at += is_at(s, '-') ? 1 : 0;
    if (is_at(s, '0')) {
        s->at++;
    } else if (digit_follows(s, s->at)) {
        skip_digits(s);
    } else {
        return refuse(s, "Expecting value", start);
    }
    if (is_at(s, '.') && digit_follows(s, s->at + 1)) {
        s->at++;
        skip_digits(s);
    }
    if (is_at(s, 'e') || is_at(s, 'E')) {
        size_t sign = s->at + 1 < s->len && (s->text[s->at + 1] == '+' || s->text[s->at + 1] == '-') ? 1 : 0;
        if (digit_follows(s, s->at + 1 + sign)) {
            s->at += 1 + sign;
            skip_digits(s);
        }
    }
    return true;
}

static bool scan_word(scan *s, const char *word)
{
    size_t len = strlen(word);

    if (s->len - s->at < len || memcmp(s->text + s->at, word, len) != 0) {
        return refuse(s, "Expecting value", s->at);
    }
    s->at += len;
    return true;
}

static bool scan_value(scan *s);

/** A key and its colon, up to the value. */
static bool scan_key(scan *s)
{
    if (!is_at(s, '"')) {
        return refuse(s, "Expecting property name enclosed in double quotes", s->at);
    }
    if (!scan_string(s)) {
        return false;
    }
    skip_space(s);
    if (!is_at(s, ':')) {
        return refuse(s, "Expecting ':' delimiter", s->at);
    }
    s->at++;
    skip_space(s);
    return true;
}

/** An array or object, s->at on its opening bracket. */
static bool scan_container(scan *s)
{
    bool is_object = s->text[s->at] == '{';
    char end = is_object ? '}' : ']';

    s->at++;
    skip_space(s);
    if (is_at(s, end)) {
        s->at++;
        return true;
    }
    for (;;) {
        if ((is_object && !scan_key(s)) || !scan_value(s)) {
            return false;
        }
        skip_space(s);
        if (is_at(s, end)) {
            s->at++;
            return true;
        }
        if (!is_at(s, ',')) {
            return refuse(s, "Expecting ',' delimiter", s->at);
        }
        s->at++;
        skip_space(s);
    }
}

static bool scan_nested(scan *s)
{
    if (s->depth == s->max_depth) {
        s->is_too_deep = true;
        return refuse(s, "Too deeply nested", s->at);
    }
    s->depth++;
    bool is_valid = scan_container(s);
    s->depth--;
    return is_valid;
}

static bool scan_value(scan *s)
{
    if (s->at >= s->len) {
        return refuse(s, "Expecting value", s->at);
    }
    switch (s->text[s->at]) {
    case '"':
        return scan_string(s);
    case '{':
    case '[':
        return scan_nested(s);
    case 'n':
        return scan_word(s, "null");
    case 't':
        return scan_word(s, "true");
    case 'f':
        return scan_word(s, "false");
    default:
        return scan_number(s);
    }
}

/** Why text is no JSON. yyjson_at: where yyjson stopped, should the scan find nothing. */
static brisk_status find_fault(brisk_str text, unsigned max_depth, size_t yyjson_at, brisk_json_fault *fault)
{
    scan s = {.text = text.ptr ? text.ptr : "", .len = text.len, .max_depth = max_depth};

    if (!brisk_utf8_is_valid(text)) {
        return BRISK_INVALID;
    }
    skip_space(&s);
    if (scan_value(&s)) {
        skip_space(&s);
        if (s.at < s.len) {
            (void)refuse(&s, "Extra data", s.at);
        } else {
            (void)refuse(&s, "Expecting value", yyjson_at);
        }
    }
    if (s.is_too_deep) {
        return BRISK_LIMIT;
    }
    if (fault != NULL) {
        *fault = (brisk_json_fault){s.fault, brisk_utf8_offset(text, s.fault_at)};
    }
    return BRISK_SYNTAX;
}

brisk_status brisk_json_text_parse(brisk_arena *arena, brisk_str text, unsigned max_depth, const brisk_node **out,
                                   brisk_json_fault *fault)
{
    yyjson_alc alc = {arena_malloc, arena_realloc, arena_free, arena};
    yyjson_read_err err = {0};
    union {
        const char *constant;
        char *variable; /* yyjson_read_opts takes char *, but writes to it only in situ */
    } bytes = {text.ptr};

    *out = NULL;
    if (max_depth == 0 || max_depth > DEPTH_CAP) {
        max_depth = max_depth == 0 ? BRISK_JSON_MAX_DEPTH : DEPTH_CAP;
    }
    /* json.loads reads bytes with a UTF-8 byte order mark as utf-8-sig. */
    if (text.len >= 3 && memcmp(text.ptr, "\xEF\xBB\xBF", 3) == 0) {
        text = brisk_str_from(text, 3);
        bytes.constant = text.ptr;
    }
    /* UTF-16, which json.loads would read; RFC 8259 section 8.1 has UTF-8 only. */
    if (text.len >= 2 && (memcmp(text.ptr, "\xFF\xFE", 2) == 0 || memcmp(text.ptr, "\xFE\xFF", 2) == 0)) {
        text.len = 0;
    }
    if (text.len == 0) {
        return find_fault(text, max_depth, 0, fault);
    }
    yyjson_doc *doc = yyjson_read_opts(bytes.variable, text.len, YYJSON_READ_BIGNUM_AS_RAW, &alc, &err);
    if (doc == NULL) {
        return err.code == YYJSON_READ_ERROR_MEMORY_ALLOCATION ? BRISK_NO_MEMORY
                                                               : find_fault(text, max_depth, err.pos, fault);
    }
    if (is_too_deep(doc->root, doc->val_read, max_depth)) {
        return BRISK_LIMIT;
    }
    *out = brisk_val_node(doc->root);
    return BRISK_OK;
}

brisk_status brisk_json_text_parse_in_place(brisk_arena *arena, char *text, size_t len, unsigned max_depth,
                                            const brisk_node **out)
{
    yyjson_alc alc = {arena_malloc, arena_realloc, arena_free, arena};
    yyjson_read_err err = {0};
    unsigned depth = max_depth == 0 ? BRISK_JSON_MAX_DEPTH : max_depth < DEPTH_CAP ? max_depth : DEPTH_CAP;
    *out = NULL;
    if (len == 0) {
        return BRISK_SYNTAX;
    }
    memset(text + len, 0,
           BRISK_JSON_PADDING); /* where the reader stops: what stood there before could go on the text */
    yyjson_doc *doc = yyjson_read_opts(text, len, YYJSON_READ_BIGNUM_AS_RAW | YYJSON_READ_INSITU, &alc, &err);
    if (doc == NULL) {
        return err.code == YYJSON_READ_ERROR_MEMORY_ALLOCATION ? BRISK_NO_MEMORY : BRISK_SYNTAX;
    }
    if (is_too_deep(doc->root, doc->val_read, depth)) {
        return BRISK_LIMIT;
    }
    *out = brisk_val_node(doc->root);
    return BRISK_OK;
}

/* url.c - absolute URLs: checked and normalised by the WHATWG URL standard. See url.h.
 *
 * One pass over a cleaned copy (no spaces at the ends, no tabs and line ends), writing the normal form as it goes:
 *
 *     HTTP://Us@ExAmple.com:80/a/../b c?q#f        in
 *     http: //us@ example.com  /b%20c ?q #f        out, part by part; every part is a function below
 *
 * Three kinds of schemes differ: special ones (http, https, ws, wss, ftp) need a host, take "\" for "/" and have a
 * default port; file has a host that may be empty, and drive letters; all others keep their host as it is, or have
 * none. Reason texts are those of Rust's url crate, which pydantic shows. Hosts beyond ASCII: see idna.h. */
#include "core/url.h"

#include "core/buffer.h"
#include "core/idna.h"
#include "core/ip.h"
#include "core/str.h"
#include "core/utf8.h"

#include <string.h>

#define REASON_EMPTY_HOST       "empty host"
#define REASON_IDNA             "invalid international domain name"
#define REASON_IPV4             "invalid IPv4 address"
#define REASON_IPV6             "invalid IPv6 address"
#define REASON_PORT             "invalid port number"
#define REASON_DOMAIN_CHARACTER "invalid domain character"
#define REASON_RELATIVE         "relative URL without a base"

/* What is percent-encoded where, beyond controls and all that is not ASCII (the standard's percent-encode sets). */
#define SET_CONTROL       ""
#define SET_FRAGMENT      " \"<>`"
#define SET_QUERY         " \"#<>"
#define SET_SPECIAL_QUERY " \"#<>'"
#define SET_PATH          " \"#<>?`{}"
#define SET_USERINFO      " \"#<>?`{}/:;=@[\\]^|"

typedef enum scheme_kind { SCHEME_OTHER, SCHEME_SPECIAL, SCHEME_FILE } scheme_kind;

typedef struct parser {
    brisk_str in; /* the cleaned text */
    size_t at;
    brisk_buffer out;
    scheme_kind kind;
    int default_port; /* -1: none */
    bool is_http;
} parser;

static char peek(const parser *p)
{
    return p->at < p->in.len ? p->in.ptr[p->at] : '\0';
}

static bool at_end(const parser *p)
{
    return p->at >= p->in.len;
}

static bool is_slash(const parser *p, char c)
{
    return c == '/' || (c == '\\' && p->kind != SCHEME_OTHER);
}

/* Where the authority or a path segment ends. */
static bool is_delimiter(const parser *p, size_t at)
{
    char c = p->in.ptr[at];

    return is_slash(p, c) || c == '?' || c == '#';
}

static void put_encoded(brisk_buffer *out, brisk_str text, const char *set)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c > 0x20 && c < 0x7F && strchr(set, c) == NULL) {
            brisk_buffer_append_char(out, (char)c);
        } else if (c == ' ' && set[0] != ' ') {
            brisk_buffer_append_char(out, ' ');
        } else {
            brisk_buffer_append_char(out, '%');
            brisk_buffer_append_char(out, "0123456789ABCDEF"[c >> 4]);
            brisk_buffer_append_char(out, "0123456789ABCDEF"[c & 15]);
        }
    }
}

/* The copy that is parsed: no controls and spaces at the ends, no tabs and line ends at all. */
static brisk_str clean(brisk_str text, brisk_arena *arena)
{
    while (text.len > 0 && (unsigned char)text.ptr[0] <= ' ') {
        text = brisk_str_from(text, 1);
    }
    while (text.len > 0 && (unsigned char)text.ptr[text.len - 1] <= ' ') {
        text.len--;
    }
    char *copy = brisk_arena_alloc_raw(arena, text.len);
    size_t len = 0;
    for (size_t i = 0; i < text.len && copy != NULL; i++) {
        char c = text.ptr[i];
        if (c != '\t' && c != '\n' && c != '\r') {
            copy[len++] = c;
        }
    }
    return brisk_str_make(copy, len);
}

static const char *read_scheme(parser *p)
{
    static const struct {
        const char *name;
        scheme_kind kind;
        int port;
    } known[] = {
        {"http", SCHEME_SPECIAL, 80}, {"https", SCHEME_SPECIAL, 443}, {"ws", SCHEME_SPECIAL, 80},
        {"wss", SCHEME_SPECIAL, 443}, {"ftp", SCHEME_SPECIAL, 21},    {"file", SCHEME_FILE, -1},
    };

    if (!brisk_char_is_alpha(peek(p))) {
        return REASON_RELATIVE;
    }
    while (brisk_char_is_alnum(peek(p)) || peek(p) == '+' || peek(p) == '-' || peek(p) == '.') {
        brisk_buffer_append_char(&p->out, brisk_char_lower(peek(p)));
        p->at++;
    }
    if (peek(p) != ':') {
        return REASON_RELATIVE;
    }
    p->at++;
    brisk_str name = brisk_buffer_view(&p->out);
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (brisk_str_is(name, known[i].name)) {
            p->kind = known[i].kind;
            p->default_port = known[i].port;
            p->is_http = i < 2;
        }
    }
    brisk_buffer_append_char(&p->out, ':');
    return NULL;
}

/* "user:password@": up to the last "@" of the authority. */
static const char *read_userinfo(parser *p)
{
    size_t last = BRISK_STR_NONE;

    for (size_t i = p->at; i < p->in.len && !is_delimiter(p, i); i++) {
        if (p->in.ptr[i] == '@') {
            last = i;
        }
    }
    if (last == BRISK_STR_NONE) {
        return NULL;
    }
    if (last == p->at) { /* "@host": nothing to keep, but "@/" has no host even where the scheme needs none */
        p->at++;
        return !at_end(p) && is_delimiter(p, p->at) ? REASON_EMPTY_HOST : NULL;
    }
    brisk_str info = brisk_str_slice(p->in, p->at, last - p->at);
    brisk_str user;
    brisk_str password = {NULL, 0};
    brisk_str_cut(info, ':', &user, &password);
    put_encoded(&p->out, user, SET_USERINFO);
    if (password.len > 0) {
        brisk_buffer_append_char(&p->out, ':');
        put_encoded(&p->out, password, SET_USERINFO);
    }
    if (user.len + password.len > 0) {
        brisk_buffer_append_char(&p->out, '@');
    }
    p->at = last + 1;
    return at_end(p) || is_delimiter(p, p->at) ? REASON_EMPTY_HOST : NULL;
}

static const char *put_ipv6(brisk_str host, brisk_buffer *out)
{
    char text[BRISK_IPV6_TEXT];
    uint8_t bytes[16];

    if (host.ptr[host.len - 1] != ']' || !brisk_ipv6_bytes(brisk_str_slice(host, 1, host.len - 2), bytes)) {
        return REASON_IPV6;
    }
    brisk_buffer_append_char(out, '[');
    brisk_buffer_append_str(out, brisk_ipv6_format(text, bytes));
    brisk_buffer_append_char(out, ']');
    return NULL;
}

/* A part of an IPv4 address: decimal, octal after "0", hexadecimal after "0x". False where it is no number; too large
 * ones end at 2^32. */
static bool read_ipv4_part(brisk_str part, uint64_t *out)
{
    unsigned base = 10;

    if (part.len == 0) {
        return false;
    }
    if (part.len >= 2 && part.ptr[0] == '0' && brisk_char_lower(part.ptr[1]) == 'x') {
        base = 16;
        part = brisk_str_from(part, 2);
    } else if (part.len >= 2 && part.ptr[0] == '0') {
        base = 8;
        part = brisk_str_from(part, 1);
    }
    *out = 0;
    for (size_t i = 0; i < part.len; i++) {
        int digit = brisk_char_hex(part.ptr[i]);
        if (digit < 0 || (unsigned)digit >= base) {
            return false;
        }
        *out = *out * base + (unsigned)digit;
        *out = *out > UINT32_MAX ? (uint64_t)UINT32_MAX + 1 : *out;
    }
    return true;
}

static brisk_str last_part(brisk_str host)
{
    size_t dot = brisk_str_find_last_char(host, '.');

    return dot == BRISK_STR_NONE ? host : brisk_str_from(host, dot + 1);
}

static bool is_all_digits(brisk_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!brisk_char_is_digit(text.ptr[i])) {
            return false;
        }
    }
    return text.len > 0;
}

/* The standard's "ends in a number": such a host is an IPv4 address or wrong. One dot at the end does not count. */
static bool ends_in_number(brisk_str host)
{
    uint64_t number;
    brisk_str last = last_part(host);

    return is_all_digits(last) || (last.len >= 2 && read_ipv4_part(last, &number));
}

/* "1.2.3", "0x7f.1", "256": the last part fills all bytes that are left. */
static const char *put_ipv4(brisk_str host, brisk_buffer *out)
{
    char text[BRISK_IPV4_TEXT];
    uint64_t parts[4];
    size_t count = 0;
    brisk_str part;
    bool more = true;

    while (brisk_str_split(&host, '.', &more, &part)) {
        if (count == 4 || !read_ipv4_part(part, &parts[count])) {
            return REASON_IPV4;
        }
        count++;
    }
    uint64_t address = count > 0 ? parts[count - 1] : UINT64_MAX;
    if (address >= UINT64_C(1) << 8 * (5 - count)) {
        return REASON_IPV4;
    }
    for (size_t i = 0; i + 1 < count; i++) {
        if (parts[i] > 255) {
            return REASON_IPV4;
        }
        address += parts[i] << 8 * (3 - i);
    }
    uint8_t bytes[4] = {(uint8_t)(address >> 24), (uint8_t)(address >> 16 & 255), (uint8_t)(address >> 8 & 255),
                        (uint8_t)(address & 255)};
    brisk_buffer_append_str(out, brisk_ipv4_format(text, bytes));
    return NULL;
}

static bool has_any(brisk_str text, const char *set)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] <= ' ' || strchr(set, text.ptr[i]) != NULL) {
            return true;
        }
    }
    return false;
}

static brisk_str percent_decode(brisk_str text, brisk_arena *arena)
{
    char *decoded = brisk_arena_alloc_raw(arena, text.len);
    size_t len = 0;

    for (size_t i = 0; i < text.len && decoded != NULL; i++) {
        int high = text.ptr[i] == '%' && i + 2 < text.len ? brisk_char_hex(text.ptr[i + 1]) : -1;
        int low = high >= 0 ? brisk_char_hex(text.ptr[i + 2]) : -1;
        if (low >= 0) {
            decoded[len++] = (char)(high << 4 | low);
            i += 2;
        } else {
            decoded[len++] = text.ptr[i];
        }
    }
    return brisk_str_make(decoded, len);
}

/* The host of a special or file URL: an address in brackets, else a domain or an IPv4 address in any spelling. */
static const char *put_domain(parser *p, brisk_str host)
{
    brisk_buffer ascii;

    if (host.len > 0 && host.ptr[0] == '[') {
        return put_ipv6(host, &p->out);
    }
    brisk_buffer_init(&ascii, p->out.arena, 0);
    if (!brisk_idna_to_ascii(percent_decode(host, p->out.arena), &ascii)) {
        return REASON_IDNA;
    }
    brisk_str domain = brisk_buffer_view(&ascii);
    if (domain.len == 0) {
        return REASON_EMPTY_HOST;
    }
    if (has_any(domain, "#/:<>?@[\\]^|%\x7F")) {
        return REASON_IDNA;
    }
    brisk_str without_dot = domain;
    without_dot.len -= domain.len > 1 && domain.ptr[domain.len - 1] == '.';
    if (ends_in_number(without_dot)) {
        return put_ipv4(without_dot, &p->out);
    }
    brisk_buffer_append_str(&p->out, domain);
    return NULL;
}

/* The host of any other scheme stays as it is. */
static const char *put_opaque_host(parser *p, brisk_str host)
{
    if (host.len > 0 && host.ptr[0] == '[') {
        return put_ipv6(host, &p->out);
    }
    for (size_t i = 0; i < host.len; i++) {
        if (host.ptr[i] == '\0' || strchr(" #/:<>?@[\\]^|", host.ptr[i]) != NULL) {
            return REASON_DOMAIN_CHARACTER;
        }
    }
    put_encoded(&p->out, host, SET_CONTROL);
    return NULL;
}

static const char *read_port(parser *p)
{
    unsigned port = 0;
    size_t start = p->at;

    for (; !at_end(p) && !is_delimiter(p, p->at) && peek(p) != '\\'; p->at++) {
        if (!brisk_char_is_digit(peek(p))) {
            return REASON_PORT;
        }
        port = port * 10 + (unsigned)(peek(p) - '0');
        if (port > 65535) {
            return REASON_PORT;
        }
    }
    if (p->at > start && (int)port != p->default_port) {
        brisk_buffer_append_char(&p->out, ':');
        brisk_buffer_append_u64(&p->out, port);
    }
    return NULL;
}

static const char *read_host_and_port(parser *p)
{
    size_t start = p->at;
    bool in_brackets = false;

    while (!at_end(p) && !is_delimiter(p, p->at) && (in_brackets || peek(p) != ':')) {
        in_brackets = peek(p) == '[' || (in_brackets && peek(p) != ']');
        p->at++;
    }
    brisk_str host = brisk_str_slice(p->in, start, p->at - start);
    bool has_port = peek(p) == ':';
    if (host.len == 0 && (p->kind != SCHEME_OTHER || has_port)) {
        return REASON_EMPTY_HOST;
    }
    const char *reason = p->kind == SCHEME_OTHER ? put_opaque_host(p, host) : put_domain(p, host);
    if (reason != NULL || !has_port) {
        return reason;
    }
    p->at++;
    return read_port(p);
}

/* The length of "." or "%2e" at text[at], 0 where there is neither. */
static size_t dot_len(brisk_str text, size_t at)
{
    if (at < text.len && text.ptr[at] == '.') {
        return 1;
    }
    return brisk_str_is_ignore_case(brisk_str_slice(text, at, 3), "%2e") ? 3 : 0;
}

/* 1 for the segment ".", 2 for "..", also percent-encoded; 0 for any other. */
static int count_dots(brisk_str segment)
{
    size_t first = dot_len(segment, 0);
    size_t second = dot_len(segment, first);

    if (first > 0 && first == segment.len) {
        return 1;
    }
    return first > 0 && second > 0 && first + second == segment.len ? 2 : 0;
}

/* "C:", or "C|", an old way to write it. */
static bool is_drive(brisk_str text)
{
    return text.len == 2 && brisk_char_is_alpha(text.ptr[0]) && (text.ptr[1] == ':' || text.ptr[1] == '|');
}

/* Takes the last segment off the path written so far, which ends in "/" and begins at path_start. What looks
 * like a drive letter stays: the standard says so of file URLs, Rust's crate does it for all. */
static void drop_segment(parser *p, size_t path_start)
{
    brisk_str path = brisk_str_from(brisk_buffer_view(&p->out), path_start);

    if (path.len < 2) {
        return;
    }
    path.len--;
    brisk_str last = path;
    size_t slash = brisk_str_find_last_char(path, '/');
    if (slash != BRISK_STR_NONE) {
        last = brisk_str_from(path, slash + 1);
    }
    if (is_drive(last)) {
        return;
    }
    brisk_buffer_truncate(&p->out, p->out.len - last.len - 1);
}

/* The segments of a path whose first "/" is written already. */
static void read_segments(parser *p, size_t path_start)
{
    for (;;) {
        size_t start = p->at;
        while (!at_end(p) && !is_delimiter(p, p->at)) {
            p->at++;
        }
        brisk_str segment = brisk_str_slice(p->in, start, p->at - start);
        bool has_slash = !at_end(p) && is_slash(p, peek(p));
        int dots = count_dots(segment);
        if (dots == 2) {
            drop_segment(p, path_start);
        } else if (dots == 0) {
            put_encoded(&p->out, segment, SET_PATH);
            if (has_slash) {
                brisk_buffer_append_char(&p->out, '/');
            }
        }
        if (!has_slash) {
            return;
        }
        p->at++;
    }
}

/* The path behind an authority. */
static void read_path(parser *p)
{
    size_t path_start = p->out.len;

    if (!at_end(p) && is_slash(p, peek(p))) {
        p->at++;
    } else if (p->kind == SCHEME_OTHER && (at_end(p) || is_delimiter(p, p->at))) {
        return; /* "foo://host": the path stays empty */
    }
    brisk_buffer_append_char(&p->out, '/');
    read_segments(p, path_start);
}

static void read_query_and_fragment(parser *p)
{
    if (peek(p) == '?' && !at_end(p)) {
        brisk_str rest = brisk_str_from(p->in, p->at + 1);
        size_t hash = brisk_str_find_char(rest, '#');
        brisk_str query = hash == BRISK_STR_NONE ? rest : brisk_str_slice(rest, 0, hash);
        brisk_buffer_append_char(&p->out, '?');
        put_encoded(&p->out, query, p->kind == SCHEME_OTHER ? SET_QUERY : SET_SPECIAL_QUERY);
        p->at += 1 + query.len;
    }
    if (peek(p) == '#' && !at_end(p)) {
        brisk_buffer_append_char(&p->out, '#');
        put_encoded(&p->out, brisk_str_from(p->in, p->at + 1), SET_FRAGMENT);
    }
}

static const char *read_authority(parser *p)
{
    BRISK_BUFFER_APPEND_LITERAL(&p->out, "//");
    const char *reason = read_userinfo(p);
    if (reason == NULL) {
        reason = read_host_and_port(p);
    }
    if (reason == NULL) {
        read_path(p);
    }
    return reason;
}

static brisk_str first_segment(const parser *p)
{
    size_t end = p->at;

    while (end < p->in.len && !is_delimiter(p, end)) {
        end++;
    }
    return brisk_str_slice(p->in, p->at, end - p->at);
}

/* The host of a file URL, up to the first "/" behind it. "localhost" is none. */
static const char *read_file_host(parser *p)
{
    size_t host_start = p->out.len;
    brisk_str host = first_segment(p);
    const char *reason = host.len > 0 ? put_domain(p, host) : NULL;

    if (brisk_str_is(brisk_str_from(brisk_buffer_view(&p->out), host_start), "localhost")) {
        brisk_buffer_truncate(&p->out, host_start);
    }
    p->at += host.len;
    p->at += !at_end(p) && is_slash(p, peek(p));
    return reason;
}

/* The path of a file URL: a drive letter takes the place of a host, empty segments at its start go. */
static void read_file_path(parser *p, size_t host_start)
{
    brisk_str first = first_segment(p);
    size_t path_start = p->out.len;

    if (is_drive(first)) {
        brisk_buffer_truncate(&p->out, host_start);
        path_start = host_start;
    }
    brisk_buffer_append_char(&p->out, '/');
    if (is_drive(first)) {
        bool has_slash = p->at + 2 < p->in.len && is_slash(p, p->in.ptr[p->at + 2]);
        brisk_buffer_append_char(&p->out, first.ptr[0]);
        brisk_buffer_append_char(&p->out, ':');
        p->at += has_slash ? 3 : 2;
        if (!has_slash) {
            return;
        }
        brisk_buffer_append_char(&p->out, '/');
    }
    read_segments(p, path_start);
    brisk_str path = brisk_str_from(brisk_buffer_view(&p->out), path_start);
    size_t extra = 0;
    while (extra + 1 < path.len && path.ptr[extra + 1] == '/') {
        extra++;
    }
    if (extra > 0) {
        memmove(p->out.data + path_start, p->out.data + path_start + extra, path.len - extra);
        brisk_buffer_truncate(&p->out, p->out.len - extra);
    }
}

/* "file:": a host only behind two slashes, and a drive letter there is none. */
static const char *read_file(parser *p)
{
    const char *reason = NULL;
    size_t slashes = 0;

    while (slashes < 2 && !at_end(p) && is_slash(p, peek(p))) {
        slashes++;
        p->at++;
    }
    BRISK_BUFFER_APPEND_LITERAL(&p->out, "//");
    size_t host_start = p->out.len;
    if (slashes == 2 && !is_drive(first_segment(p))) {
        reason = read_file_host(p);
    }
    if (reason == NULL) {
        read_file_path(p, host_start);
    }
    return reason;
}

/* A path without authority: from the root, "foo:/a/../b", or opaque, "mailto:x@y". */
static void read_other_path(parser *p)
{
    size_t path_start = p->out.len;

    if (peek(p) != '/') {
        size_t start = p->at;
        while (!at_end(p) && peek(p) != '?' && peek(p) != '#') {
            p->at++;
        }
        put_encoded(&p->out, brisk_str_slice(p->in, start, p->at - start), SET_CONTROL);
        return;
    }
    read_path(p);
    brisk_str path = brisk_str_from(brisk_buffer_view(&p->out), path_start);
    if (brisk_str_starts_with(path, BRISK_S("//"))) { /* "//" would be read as an authority */
        size_t len = path.len;
        BRISK_BUFFER_APPEND_LITERAL(&p->out, "/.");
        if (!brisk_buffer_failed(&p->out)) {
            memmove(p->out.data + path_start + 2, p->out.data + path_start, len);
            memcpy(p->out.data + path_start, "/.", 2);
        }
    }
}

static const char *read_url(parser *p)
{
    const char *reason = read_scheme(p);

    if (reason != NULL) {
        return reason;
    }
    if (p->kind == SCHEME_FILE) {
        reason = read_file(p);
    } else if (p->kind == SCHEME_SPECIAL) { /* any number of slashes, none included */
        while (!at_end(p) && is_slash(p, peek(p))) {
            p->at++;
        }
        reason = read_authority(p);
    } else if (brisk_str_starts_with(brisk_str_from(p->in, p->at), BRISK_S("//"))) {
        p->at += 2;
        reason = read_authority(p);
    } else {
        read_other_path(p);
    }
    if (reason == NULL) {
        read_query_and_fragment(p);
    }
    return reason;
}

static brisk_format_result failed(brisk_format_error error, const char *reason)
{
    return (brisk_format_result){error, {reason, strlen(reason)}};
}

static brisk_format_result parse(brisk_str text, bool wants_http, brisk_url *out, brisk_arena *arena)
{
    parser p = {.in = clean(text, arena), .default_port = -1};

    if (text.len == 0) {
        return failed(BRISK_FORMAT_URL_PARSING, "input is empty");
    }
    brisk_buffer_init(&p.out, arena, 0);
    const char *reason = read_url(&p);
    if (brisk_buffer_failed(&p.out) || brisk_arena_failed(arena)) {
        return failed(BRISK_FORMAT_NO_MEMORY, "");
    }
    if (reason != NULL) {
        return failed(BRISK_FORMAT_URL_PARSING, reason);
    }
    if (wants_http && !p.is_http) {
        return failed(BRISK_FORMAT_URL_SCHEME, "'http' or 'https'");
    }
    *out = brisk_buffer_view(&p.out);
    return (brisk_format_result){BRISK_FORMAT_OK, {NULL, 0}};
}

brisk_format_result brisk_url_parse(brisk_str text, brisk_url *out, brisk_arena *arena)
{
    return parse(text, false, out, arena);
}

brisk_format_result brisk_http_url_parse(brisk_str text, brisk_http_url *out, brisk_arena *arena)
{
    if (text.len > BRISK_HTTP_URL_MAX) {
        return (brisk_format_result){BRISK_FORMAT_URL_TOO_LONG, {NULL, 0}};
    }
    return parse(text, true, out, arena);
}

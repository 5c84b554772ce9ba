/* cookie.c - see cookie.h. Source of the rules: starlette.requests.cookie_parser, Response.set_cookie, and http.cookies
 * of Python 3.11 (_unquote, _quote, Morsel.OutputString), whose names stand in the comments. */
#include "http/cookie.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/str.h"
#include "core/utf8.h"

#include <inttypes.h>
#include <string.h>

/* ---- reading ---- */

/* str.strip() of Python: ASCII white space, and the separators 0x1C to 0x1F. */
static brisk_str strip(brisk_str text)
{
    size_t start = 0;
    while (start < text.len && (brisk_char_is_space(text.ptr[start]) || (unsigned char)(text.ptr[start] - 0x1C) < 4)) {
        start++;
    }
    size_t end = text.len;
    while (end > start && (brisk_char_is_space(text.ptr[end - 1]) || (unsigned char)(text.ptr[end - 1] - 0x1C) < 4)) {
        end--;
    }
    return brisk_str_slice(text, start, end - start);
}

/* Cuts the next cookie off rest; value is still quoted. False at the end. */
static bool next_cookie(brisk_str *rest, brisk_str *name, brisk_str *value)
{
    while (rest->len > 0) {
        brisk_str part, behind;
        if (!brisk_str_cut(*rest, ';', &part, &behind)) {
            behind = BRISK_S("");
        }
        *rest = behind;
        if (!brisk_str_cut(part, '=', name, value)) {
            *value = part;
            *name = BRISK_S("");
        }
        *name = strip(*name);
        *value = strip(*value);
        if (name->len > 0 || value->len > 0) {
            return true;
        }
    }
    return false;
}

/* The value of "\054", or -1 where text does not begin so. */
static int octal_escape(brisk_str text)
{
    if (text.len < 4 || text.ptr[1] < '0' || text.ptr[1] > '3' || text.ptr[2] < '0' || text.ptr[2] > '7' ||
        text.ptr[3] < '0' || text.ptr[3] > '7') {
        return -1;
    }
    return (text.ptr[1] - '0') * 64 + (text.ptr[2] - '0') * 8 + (text.ptr[3] - '0');
}

/* _unquote. An escape above \177 is a code point of ISO 8859-1, as chr() makes it there: two bytes for four. */
static brisk_str unquote(brisk_str value, brisk_arena *arena)
{
    if (value.len < 2 || value.ptr[0] != '"' || value.ptr[value.len - 1] != '"') {
        return value;
    }
    value = brisk_str_slice(value, 1, value.len - 2);
    if (brisk_str_find_char(value, '\\') == BRISK_STR_NONE) {
        return value;
    }
    char *out = brisk_arena_alloc_raw(arena, value.len);
    if (out == NULL) {
        return BRISK_S("");
    }
    size_t len = 0;
    for (size_t i = 0; i < value.len; i++) {
        int code = value.ptr[i] == '\\' ? octal_escape(brisk_str_from(value, i)) : -1;
        if (code >= 0) {
            len += brisk_utf8_encode((uint32_t)code, out + len);
            i += 3;
            continue;
        }
        if (value.ptr[i] == '\\' && i + 1 < value.len && value.ptr[i + 1] != '\n') {
            i++;
        }
        out[len++] = value.ptr[i];
    }
    return brisk_str_make(out, len);
}

static const brisk_str cookie_header = BRISK_STR("cookie");

static size_t count_cookies(const brisk_headers *headers)
{
    size_t count = 0;
    for (size_t i = 0; (i = brisk_headers_find(headers, cookie_header, i)) != SIZE_MAX; i++) {
        brisk_str rest = headers->items[i].value, name, value;
        while (next_cookie(&rest, &name, &value)) {
            count++;
        }
    }
    return count;
}

brisk_status brisk_cookies_parse(const brisk_headers *headers, brisk_arena *arena, brisk_pairs *out)
{
    *out = (brisk_pairs){NULL, 0};
    size_t count = count_cookies(headers), filled = 0;
    if (count == 0) {
        return BRISK_OK;
    }
    brisk_pair *items = brisk_arena_alloc_array(arena, count, sizeof *items);
    if (items == NULL) {
        return BRISK_NO_MEMORY;
    }
    for (size_t i = 0; (i = brisk_headers_find(headers, cookie_header, i)) != SIZE_MAX; i++) {
        brisk_str rest = headers->items[i].value, name, value;
        while (filled < count && next_cookie(&rest, &name, &value)) {
            items[filled].key = brisk_header_text(arena, name);
            items[filled++].value = unquote(brisk_header_text(arena, value), arena);
        }
    }
    if (brisk_arena_failed(arena)) {
        return BRISK_NO_MEMORY;
    }
    *out = (brisk_pairs){items, filled};
    return BRISK_OK;
}

brisk_str brisk_cookie_get(const brisk_headers *headers, brisk_arena *arena, brisk_str name)
{
    brisk_str found = {NULL, 0};
    for (size_t i = 0; (i = brisk_headers_find(headers, cookie_header, i)) != SIZE_MAX; i++) {
        brisk_str rest = headers->items[i].value, key, value;
        while (next_cookie(&rest, &key, &value)) {
            if (brisk_str_equal(brisk_header_text(arena, key), name)) {
                found = value.ptr != NULL ? value : BRISK_S("");
            }
        }
    }
    return found.ptr == NULL ? found : unquote(brisk_header_text(arena, found), arena);
}

/* ---- writing ---- */

/* _LegalChars: a token's, and ":". */
static bool is_legal(char c)
{
    return brisk_char_is_alnum(c) || (c != '\0' && strchr("!#$%&'*+-.^_`|~:", c) != NULL);
}

static bool is_legal_text(brisk_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_legal(text.ptr[i])) {
            return false;
        }
    }
    return text.len > 0;
}

/* Morsel.isReservedKey */
static bool is_reserved(brisk_str name)
{
    static const char *const words[] = {"comment", "domain", "expires",  "httponly", "max-age",
                                        "path",    "secure", "samesite", "version",  "partitioned"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (brisk_str_is_ignore_case(name, words[i])) {
            return true;
        }
    }
    return false;
}

/* _quote: as it is where all characters are legal, else in quotes with octal escapes. Code points to U+00FF are escaped
 * as there; what lies above, where Python's answer would fail, is written as UTF-8. */
static void write_value(brisk_buffer *out, brisk_str value)
{
    if (is_legal_text(value)) {
        brisk_buffer_append_str(out, value);
        return;
    }
    brisk_buffer_append_char(out, '"');
    for (size_t i = 0; i < value.len;) {
        char c = value.ptr[i];
        uint32_t code = (unsigned char)c;
        size_t len = brisk_utf8_decode(brisk_str_from(value, i), &code);
        if (code > 0xFF) {
            brisk_buffer_append(out, value.ptr + i, len);
        } else if (c == '"' || c == '\\') {
            brisk_buffer_append_char(out, '\\');
            brisk_buffer_append_char(out, c);
        } else if (is_legal(c) || (c != '\0' && strchr(" ()/<=>?@[]{}", c) != NULL)) {
            brisk_buffer_append_char(out, c);
        } else {
            brisk_buffer_append_printf(out, "\\%03o", (unsigned)code);
        }
        i += len > 0 ? len : 1;
    }
    brisk_buffer_append_char(out, '"');
}

/* True for an attribute that can be written as it is: no ";" and no control character. NULL is fine. */
static bool is_attribute(const char *text)
{
    for (; text != NULL && *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7F || *text == ';') {
            return false;
        }
    }
    return true;
}

static bool is_same_site(const char *text)
{
    brisk_str value = brisk_str_view(text);
    return value.len == 0 || brisk_str_is_ignore_case(value, "lax") || brisk_str_is_ignore_case(value, "strict") ||
           brisk_str_is_ignore_case(value, "none");
}

static void write_attribute(brisk_buffer *out, const char *name, const char *value)
{
    if (value != NULL && *value != '\0') {
        brisk_buffer_append_c_string(out, name);
        brisk_buffer_append_c_string(out, value);
    }
}

brisk_status brisk_cookie_write(brisk_arena *arena, const brisk_cookie *cookie, brisk_str *out)
{
    if (!is_legal_text(cookie->name) || is_reserved(cookie->name) || !is_attribute(cookie->path) ||
        !is_attribute(cookie->domain) || !is_attribute(cookie->expires) || !is_same_site(cookie->same_site)) {
        return BRISK_INVALID;
    }
    brisk_buffer text;
    brisk_buffer_init(&text, arena, 0);
    brisk_buffer_append_str(&text, cookie->name);
    brisk_buffer_append_char(&text, '=');
    write_value(&text, cookie->value);
    write_attribute(&text, "; Domain=", cookie->domain);
    write_attribute(&text, "; expires=", cookie->expires);
    if (cookie->http_only) {
        BRISK_BUFFER_APPEND_LITERAL(&text, "; HttpOnly");
    }
    if (cookie->has_max_age || cookie->max_age_s != 0) {
        brisk_buffer_append_printf(&text, "; Max-Age=%" PRId64, cookie->max_age_s);
    }
    if (cookie->partitioned) {
        BRISK_BUFFER_APPEND_LITERAL(&text, "; Partitioned");
    }
    bool has_path = cookie->path != NULL && *cookie->path != '\0';
    write_attribute(&text, "; Path=", has_path ? cookie->path : "/");
    bool has_same_site = cookie->same_site != NULL && *cookie->same_site != '\0';
    write_attribute(&text, "; SameSite=", has_same_site ? cookie->same_site : "lax");
    if (cookie->secure) {
        BRISK_BUFFER_APPEND_LITERAL(&text, "; Secure");
    }
    return brisk_buffer_finish(&text, out);
}

/* check.c - files, and whether an answer is the one that is expected.
 *
 * Runtimes differ in white space, in how they escape, and in the order of an answer's members; the body's members all have one
 * order. So the answer is walked for statusCode and body, and the body compared without its white space. */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)fputs("host: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
    exit(1);
}

void *grow(void *memory, size_t size)
{
    void *grown = realloc(memory, size ? size : 1);
    if (!grown) {
        die("no memory for %zu bytes", size);
    }
    return grown;
}

/* The whole of a file, with a NUL behind it. */
static char *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        die("%s cannot be read", path);
    }
    char *text = NULL;
    size_t size = 0;
    *len = 0;
    do {
        text = grow(text, (size += 16384) + 1);
        *len += fread(text + *len, 1, size - *len, file);
    } while (*len == size);
    text[*len] = '\0';
    (void)fclose(file);
    return text;
}

/* Takes white space between tokens out of JSON, in place. Returns the new length. */
static size_t compact(char *json, size_t len)
{
    size_t out = 0;
    bool is_text = false;
    for (size_t i = 0; i < len; i++) {
        if (is_text && json[i] == '\\' && i + 1 < len) {
            json[out++] = json[i++];
        } else if (json[i] == '"') {
            is_text = !is_text;
        } else if (!is_text && strchr(" \t\r\n", json[i]) && json[i]) {
            continue;
        }
        json[out++] = json[i];
    }
    return out;
}

void event_open(host_event *event, const char *path, const char *expect)
{
    char sibling[4096];
    size_t len;
    *event = (host_event){.path = path, .json = read_file(path, &len)};
    event->json_len = compact(event->json, len);
    if (!expect) {
        const char *dot = strrchr(path, '.');
        int stem = dot && !strchr(dot, '/') ? (int)(dot - path) : (int)strlen(path);
        (void)snprintf(sibling, sizeof sibling, "%.*s.expect", stem, path);
        expect = sibling;
    }
    event->body = read_file(expect, &len);
    char *end = NULL;
    event->status = (int)strtol(event->body, &end, 10);
    if (event->status < 100 || *end != '\n') {
        die("%s: its first line is no status", expect);
    }
    len -= (size_t)(end - event->body);
    memmove(event->body, end, len);
    event->body_len = compact(event->body, len);
}

void event_close(host_event *event)
{
    free(event->json);
    free(event->body);
    free(event->known);
    *event = (host_event){0};
}

/* ---- a walk over the answer ---- */

typedef struct walk {
    const char *at, *end;
} walk;

static void skip_space(walk *w)
{
    while (w->at < w->end && strchr(" \t\r\n", *w->at) && *w->at) {
        w->at++;
    }
}

static bool take(walk *w, char c)
{
    skip_space(w);
    if (w->at < w->end && *w->at == c) {
        w->at++;
        return true;
    }
    return false;
}

static size_t put_utf8(char *out, unsigned code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    out[0] = (char)(0xE0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 0x3F));
    out[2] = (char)(0x80 | (code & 0x3F));
    return 3;
}

/* One escape, behind its backslash. False: it is none. */
static bool take_escape(walk *w, char *out, size_t *out_len)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    const char *name = w->at < w->end && *w->at ? strchr(names, *w->at) : NULL;
    if (name) {
        out[(*out_len)++] = values[name - names];
        w->at++;
        return true;
    }
    unsigned code = 0;
    if (w->end - w->at < 5 || *w->at++ != 'u') {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        const char *digit = *w->at ? strchr("0123456789abcdefABCDEF", *w->at++) : NULL;
        if (!digit) {
            return false;
        }
        unsigned value = (unsigned)(digit - "0123456789abcdefABCDEF");
        code = code * 16 + (value > 15 ? value - 6 : value);
    }
    *out_len += put_utf8(out + *out_len, code);
    return true;
}

/* A text, unescaped into out, which is as large as what is left to walk: an escape is never shorter than what it means. */
static bool take_text(walk *w, char *out, size_t *out_len)
{
    *out_len = 0;
    if (!take(w, '"')) {
        return false;
    }
    while (w->at < w->end && *w->at != '"') {
        char c = *w->at++;
        if (c != '\\') {
            out[(*out_len)++] = c;
        } else if (!take_escape(w, out, out_len)) {
            return false;
        }
    }
    return w->at++ < w->end;
}

/* Any value, left unread. */
static bool skip_value(walk *w, char *scratch)
{
    size_t depth = 0, len;
    do {
        skip_space(w);
        if (w->at == w->end) {
            return false;
        }
        if (*w->at == '"') {
            if (!take_text(w, scratch, &len)) {
                return false;
            }
        } else if (strchr("{[", *w->at)) {
            depth++;
            w->at++;
        } else if (strchr("}]", *w->at)) {
            if (depth-- == 0) {
                return false;
            }
            w->at++;
        } else if (strchr(",:", *w->at) && depth > 0) {
            w->at++;
        } else {
            const char *start = w->at;
            while (w->at < w->end && !strchr(" \t\r\n,:{}[]\"", *w->at)) {
                w->at++;
            }
            if (w->at == start) {
                return false;
            }
        }
    } while (depth > 0);
    return true;
}

typedef struct found {
    int status;
    bool has_body, is_base64;
    char *body;
    size_t body_len;
} found;

static bool is_key(const char *key, size_t len, const char *name)
{
    return len == strlen(name) && memcmp(key, name, len) == 0;
}

static bool take_member(walk *w, char *scratch, found *out)
{
    size_t len;
    if (!take_text(w, scratch, &len) || !take(w, ':')) {
        return false;
    }
    skip_space(w);
    if (is_key(scratch, len, "body") && w->at < w->end && *w->at == '"') {
        out->has_body = true;
        return take_text(w, out->body, &out->body_len);
    }
    if (is_key(scratch, len, "statusCode") && w->at < w->end) {
        out->status = atoi(w->at); /* a comma or a brace stands behind it, or the walk fails below */
    }
    if (is_key(scratch, len, "isBase64Encoded") && w->at < w->end) {
        out->is_base64 = *w->at == 't';
    }
    return skip_value(w, scratch);
}

static bool read_answer(const char *answer, size_t len, char *scratch, found *out)
{
    walk w = {answer, answer + len};
    if (!take(&w, '{')) {
        return false;
    }
    do {
        if (!take_member(&w, scratch, out)) {
            return false;
        }
    } while (take(&w, ','));
    bool is_closed = take(&w, '}');
    skip_space(&w);
    return is_closed && w.at == w.end;
}

bool event_check(host_event *event, const char *answer, size_t len, char *why, size_t why_size)
{
    if (event->known_len == len && len > 0 && memcmp(event->known, answer, len) == 0) {
        return true;
    }
    char *memory = grow(NULL, 2 * len + 2);
    found got = {.body = memory + len + 1};
    bool is_read = read_answer(answer, len, memory, &got);
    got.body_len = compact(got.body, got.body_len);
    bool is_right = is_read && got.has_body && !got.is_base64 && got.status == event->status &&
                    got.body_len == event->body_len && memcmp(got.body, event->body, got.body_len) == 0;
    free(memory);
    if (!is_right) {
        (void)snprintf(why, why_size, "%s: expected %d and %.*s\nbut the answer is %.*s", event->path, event->status,
                       (int)event->body_len, event->body, (int)(len < 2000 ? len : 2000), answer);
        return false;
    }
    if (event->known_size < len) {
        event->known = grow(event->known, event->known_size = len);
    }
    memcpy(event->known, answer, len);
    event->known_len = len;
    return true;
}

/* multipart.c - see multipart.h.
 *
 *     --boundary CRLF  header CRLF …  CRLF  content  CRLF --boundary CRLF  …  CRLF --boundary--  anything
 *     ^ open_body      ^ read_headers       ^ read_content
 *
 * A delimiter is CRLF "--" boundary (RFC 2046, 5.1.1), and what follows it decides: "--" is the end, white space and
 * CRLF the next part, other characters mean that it was content. No byte is looked at more than twice: CR begins a delimiter and
 * stands nowhere else in one, so attempts to match it do not overlap. */
#include "http/multipart.h"

#include "core/arena.h"
#include "core/str.h"
#include "http/headers.h"

#include <string.h>

typedef struct parser {
    brisk_arena *arena;
    brisk_str rest;      /* of the body */
    brisk_str delimiter; /* CRLF "--" boundary */
    brisk_parts parts;
    size_t capacity, files;
    const char *why;
    bool is_end;
} parser;

static const char invalid_data[] = "Invalid multipart data.";

static brisk_status refuse(parser *p, brisk_status status, const char *why)
{
    p->why = why;
    return status;
}

/* Makes CRLF "--" boundary of the Content-Type. */
static brisk_status read_boundary(parser *p, const brisk_media *media)
{
    brisk_str boundary;
    if (!brisk_media_parameter(media->parameters, "boundary", p->arena, &boundary)) {
        return refuse(p, BRISK_SYNTAX, "Missing boundary in multipart.");
    }
    if (boundary.len > BRISK_MULTIPART_BOUNDARY || brisk_str_find_char(boundary, '\r') != BRISK_STR_NONE) {
        return refuse(p, BRISK_SYNTAX, invalid_data);
    }
    p->delimiter = brisk_str_concat(p->arena, BRISK_S("\r\n--"), boundary, BRISK_S(""));
    return p->delimiter.len > 0 ? BRISK_OK : BRISK_NO_MEMORY;
}

/* Reads what follows a delimiter: "--" sets is_end, white space and CRLF do not. False where it is neither. */
static bool read_delimiter_end(parser *p, brisk_str behind)
{
    if (brisk_str_starts_with(behind, BRISK_S("--"))) {
        p->is_end = true;
        return true;
    }
    size_t at = 0;
    while (at < behind.len && (behind.ptr[at] == ' ' || behind.ptr[at] == '\t')) {
        at++;
    }
    behind = brisk_str_from(behind, at);
    if (!brisk_str_starts_with(behind, BRISK_S("\r\n"))) {
        return false;
    }
    p->rest = brisk_str_from(behind, 2);
    return true;
}

/* Reads the first delimiter, which needs no CRLF before it. Line ends before it are skipped; a preamble is refused. */
static brisk_status open_body(parser *p)
{
    while (p->rest.len > 0 && (p->rest.ptr[0] == '\r' || p->rest.ptr[0] == '\n')) {
        p->rest = brisk_str_from(p->rest, 1);
    }
    if (p->rest.len == 0) {
        p->is_end = true;
        return BRISK_OK;
    }
    brisk_str opening = brisk_str_from(p->delimiter, 2);
    if (!brisk_str_starts_with(p->rest, opening) || !read_delimiter_end(p, brisk_str_from(p->rest, opening.len))) {
        return refuse(p, BRISK_SYNTAX, invalid_data);
    }
    return BRISK_OK;
}

/* Cuts a line off the rest, without its CRLF. False where it is too long or does not end. */
static bool read_line(parser *p, brisk_str *line)
{
    brisk_str window = brisk_str_slice(p->rest, 0, BRISK_MULTIPART_HEADER_SIZE + 2);
    size_t end = brisk_str_find_char(window, '\r');
    if (end == BRISK_STR_NONE || end + 1 >= p->rest.len || p->rest.ptr[end + 1] != '\n') {
        return false;
    }
    *line = brisk_str_slice(p->rest, 0, end);
    p->rest = brisk_str_from(p->rest, end + 2);
    return end <= BRISK_MULTIPART_HEADER_SIZE;
}

/* "C:\dir\a.txt" and "\\host\a.txt", which old browsers send, to "a.txt". */
static brisk_str without_path(brisk_str name)
{
    bool has_path = (name.len > 2 && name.ptr[1] == ':' && name.ptr[2] == '\\') ||
                    (name.len > 1 && name.ptr[0] == '\\' && name.ptr[1] == '\\');
    return has_path ? brisk_str_from(name, brisk_str_find_last_char(name, '\\') + 1) : name;
}

static void read_disposition(parser *p, brisk_str value, brisk_part *part, bool *has_name)
{
    brisk_str type, parameters, text;
    *has_name = false;
    part->is_file = false;
    if (!brisk_str_cut(value, ';', &type, &parameters)) {
        return;
    }
    if (brisk_media_parameter(parameters, "name", p->arena, &text)) {
        part->name = brisk_header_text(p->arena, text);
        *has_name = true;
    }
    if (brisk_media_parameter(parameters, "filename", p->arena, &text)) {
        part->filename = without_path(brisk_header_text(p->arena, text));
        part->is_file = true;
    }
}

/* Reads the headers of a part and the empty line behind them. */
static brisk_status read_headers(parser *p, brisk_part *part)
{
    bool has_name = false;
    for (size_t count = 0;; count++) {
        brisk_str line, name, value;
        if (!read_line(p, &line)) {
            return refuse(p, BRISK_SYNTAX, invalid_data);
        }
        if (line.len == 0) {
            break;
        }
        if (count == BRISK_MULTIPART_HEADERS || !brisk_str_cut(line, ':', &name, &value) || !brisk_is_token(name)) {
            return refuse(p, BRISK_SYNTAX, invalid_data);
        }
        value = brisk_str_trim_ows(value);
        if (brisk_str_is_ignore_case(name, "content-disposition")) {
            read_disposition(p, value, part, &has_name);
        } else if (brisk_str_is_ignore_case(name, "content-type")) {
            part->content_type = brisk_header_text(p->arena, value);
        }
    }
    if (!has_name) {
        return refuse(p, BRISK_SYNTAX, "The Content-Disposition header field \"name\" must be provided.");
    }
    return BRISK_OK;
}

/* Cuts the content up to the next delimiter off the rest. */
static brisk_status read_content(parser *p, brisk_part *part)
{
    for (size_t at = 0; at < p->rest.len; at++) {
        size_t found = brisk_str_find_char(brisk_str_from(p->rest, at), '\r');
        if (found == BRISK_STR_NONE) {
            break;
        }
        at += found;
        brisk_str candidate = brisk_str_from(p->rest, at);
        if (brisk_str_starts_with(candidate, p->delimiter)) {
            part->content = brisk_str_slice(p->rest, 0, at);
            brisk_str behind = brisk_str_from(candidate, p->delimiter.len);
            if (read_delimiter_end(p, behind)) {
                return BRISK_OK;
            }
            if (behind.len > 0 && (behind.ptr[0] == ' ' || behind.ptr[0] == '\t')) {
                break; /* a delimiter's padding without its CRLF: whose line is that? python-multipart refuses it, too */
            }
        }
    }
    return refuse(p, BRISK_SYNTAX, invalid_data);
}

/* Adds a part to the list, where its limits allow. */
static brisk_status add_part(parser *p, brisk_part *part)
{
    if (part->is_file && ++p->files > BRISK_MULTIPART_FILES) {
        return refuse(p, BRISK_LIMIT, "Too many files. Maximum number of files is 1000.");
    }
    if (!part->is_file && p->parts.count - p->files + 1 > BRISK_MULTIPART_FIELDS) {
        return refuse(p, BRISK_LIMIT, "Too many fields. Maximum number of fields is 1000.");
    }
    if (!part->is_file) {
        if (part->content.len > BRISK_MULTIPART_FIELD_SIZE) {
            return refuse(p, BRISK_LIMIT, "Part exceeded maximum size of 1024KB.");
        }
        part->content = brisk_header_text(p->arena, part->content);
    }
    if (p->parts.count == p->capacity) {
        size_t capacity = p->capacity == 0 ? 8 : 2 * p->capacity;
        brisk_part *items =
            brisk_arena_grow(p->arena, p->parts.items, p->capacity * sizeof *items, capacity * sizeof *items);
        if (items == NULL) {
            return BRISK_NO_MEMORY;
        }
        p->parts.items = items;
        p->capacity = capacity;
    }
    p->parts.items[p->parts.count++] = *part;
    return BRISK_OK;
}

static brisk_status read_part(parser *p)
{
    brisk_part part = {0};
    brisk_status status = read_headers(p, &part);
    if (status == BRISK_OK) {
        status = read_content(p, &part);
    }
    return status == BRISK_OK ? add_part(p, &part) : status;
}

brisk_status brisk_multipart_parse(brisk_arena *arena, const brisk_media *media, brisk_str body, brisk_parts *out,
                                   const char **why)
{
    parser p = {.arena = arena, .rest = body};
    *out = (brisk_parts){NULL, 0};
    brisk_status status = read_boundary(&p, media);
    if (status == BRISK_OK) {
        status = open_body(&p);
    }
    while (status == BRISK_OK && !p.is_end) {
        status = read_part(&p);
    }
    if (brisk_arena_failed(arena)) {
        return BRISK_NO_MEMORY;
    }
    if (status != BRISK_OK && why != NULL) {
        *why = p.why;
    }
    if (status == BRISK_OK) {
        *out = p.parts;
    }
    return status;
}

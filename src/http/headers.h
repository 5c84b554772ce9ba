/* headers.h - an ordered list of header fields (RFC 9110 section 5), of a request or an answer.
 *
 * Names are compared without case; order and repetitions are kept. The list borrows its texts. Storage: an array in
 * the request's arena that doubles. A lookup is a scan: requests have ten to thirty headers. */
#ifndef BRISK_HTTP_HEADERS_H
#define BRISK_HTTP_HEADERS_H

#include <brisk/arena.h>
#include <brisk/types.h>

typedef struct brisk_header {
    brisk_str name;
    brisk_str value;
} brisk_header;

typedef struct brisk_headers {
    brisk_header *items;
    size_t count, capacity;
} brisk_headers;

/** Adds a field. False when the arena is exhausted (the list stays as it was). */
bool brisk_headers_add(brisk_headers *headers, brisk_arena *arena, brisk_str name, brisk_str value);
/** Replaces the first field of this name, drops the others; adds it where there is none. */
bool brisk_headers_set(brisk_headers *headers, brisk_arena *arena, brisk_str name, brisk_str value);
/** Removes all fields of this name. */
void brisk_headers_remove(brisk_headers *headers, brisk_str name);
/** The first value of this name; ptr NULL where there is none. name in any case. */
brisk_str brisk_headers_get(const brisk_headers *headers, brisk_str name);
/** The index of the first field of this name at or behind from; SIZE_MAX where there is none. */
size_t brisk_headers_find(const brisk_headers *headers, brisk_str name, size_t from);
/** True where the name is a token and the value has no CR, LF or NUL (RFC 9110, 5.1 and 5.5). */
bool brisk_header_is_valid(brisk_str name, brisk_str value);
/** True where text is a token (RFC 9110, 5.6.2): one or more of its characters, nothing else. */
bool brisk_is_token(brisk_str text);
/** A value as text: UTF-8 as it is; other bytes are read as ISO 8859-1, as Starlette does. Copies only then (on
 *  exhaustion the empty text). */
brisk_str brisk_header_text(brisk_arena *arena, brisk_str value);

#endif

/* query.h - query strings and urlencoded forms: "a=1&b=x+y" to a flat array of pairs, in the order sent.
 *
 * The rules are those of Python's parse_qsl(keep_blank_values=True), which Starlette uses, and of python-multipart for
 * forms: parts are separated by "&" alone, empty parts are skipped, a part without "=" has the empty value, "+" is a
 * space. Where they read raw bytes above 0x7F as ISO 8859-1, these read UTF-8. Keys and values are views of the text;
 * only what needs decoding is copied. */
#ifndef BRISK_HTTP_QUERY_H
#define BRISK_HTTP_QUERY_H

#include <brisk/arena.h>
#include <brisk/status.h>
#include <brisk/types.h>

/** One parameter of a query, a form or a Cookie header. */
typedef struct brisk_pair {
    brisk_str key;
    brisk_str value;
} brisk_pair;

typedef struct brisk_pairs {
    brisk_pair *items;
    size_t count;
} brisk_pairs;

/** FastAPI's limits of a form. */
#define BRISK_FORM_FIELDS     1000
#define BRISK_FORM_FIELD_SIZE ((size_t)1024 * 1024) /* bytes of name and value, as sent */

/** Parses a query string without its "?". max_count: the most pairs, 0 for no limit (but that of the text's length).
 *  Returns BRISK_OK, BRISK_LIMIT, BRISK_NO_MEMORY; *out is empty but for BRISK_OK. */
brisk_status brisk_query_parse(brisk_arena *arena, brisk_str text, size_t max_count, brisk_pairs *out) BRISK_MUST_CHECK;

/** Parses an application/x-www-form-urlencoded body (WHATWG URL, 5.1) with BRISK_FORM_FIELDS and BRISK_FORM_FIELD_SIZE.
 *  With BRISK_LIMIT, *why is FastAPI's text for the 400, constant; else it is left alone. why may be NULL. */
brisk_status brisk_form_parse(brisk_arena *arena, brisk_str body, brisk_pairs *out, const char **why) BRISK_MUST_CHECK;

/** The index of the first pair of this key at or behind from; SIZE_MAX where there is none. Case counts. */
size_t brisk_pairs_find(const brisk_pairs *pairs, brisk_str key, size_t from);

/** The decoded value of the last parameter of this name in a query string; ptr NULL where there is none, or no memory. For who
 *  asks for one or two: the text is parsed at each call. */
brisk_str brisk_query_value(brisk_arena *arena, brisk_str text, const char *name);

/** The value of the last pair of this key: FastAPI's choice where one value is asked for. ptr NULL for none. */
brisk_str brisk_pairs_get(const brisk_pairs *pairs, brisk_str key);

#endif

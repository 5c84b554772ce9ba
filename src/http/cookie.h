/* cookie.h - the Cookie header read, and Set-Cookie written, byte for byte as Starlette does.
 *
 * Reading follows what browsers and servers do rather than RFC 6265: any name, values in quotes are unquoted with the
 * octal escapes of Python's http.cookies, a part without "=" is a value without a name, the last of a name wins. */
#ifndef BRISK_HTTP_COOKIE_H
#define BRISK_HTTP_COOKIE_H

#include "http/headers.h"
#include "http/query.h"

#include <brisk/request.h>

/** All cookies of a request, from all its Cookie headers, in the order sent, repetitions included (brisk_pairs_get
 *  takes the last). BRISK_NO_MEMORY. */
brisk_status brisk_cookies_parse(const brisk_headers *headers, brisk_arena *arena, brisk_pairs *out) BRISK_MUST_CHECK;

/** The value of one cookie; ptr NULL where there is none. Allocates only where a text has to be
 *  unquoted or is no UTF-8. */
brisk_str brisk_cookie_get(const brisk_headers *headers, brisk_arena *arena, brisk_str name);

/**
 * Writes the value of a Set-Cookie header: the name, the value (quoted where Python's http.cookies quotes), then the
 * attributes in alphabetical order. BRISK_INVALID for a name that is no token or is an attribute's, for an attribute
 * with a ";" or a control character, and for a same_site that is not "lax", "strict" or "none". BRISK_NO_MEMORY.
 */
brisk_status brisk_cookie_write(brisk_arena *arena, const brisk_cookie *cookie, brisk_str *out) BRISK_MUST_CHECK;

#endif

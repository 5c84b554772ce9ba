/* url.h - absolute URLs, checked and normalised as the WHATWG URL standard says, with pydantic's limits and texts. */
#ifndef BRISK_CORE_URL_H
#define BRISK_CORE_URL_H

#include "core/format.h"

enum { BRISK_HTTP_URL_MAX = 2083 }; /* characters of an HttpUrl, as in pydantic */

/** Parses any absolute URL (pydantic's AnyUrl). Scheme and host in lower case, hosts beyond ASCII in punycode, default
 *  ports dropped, dot segments removed, unsafe characters percent-encoded. Errors: url_parsing. out: in arena. */
brisk_format_result brisk_url_parse(brisk_str text, brisk_url *out, brisk_arena *arena);

/** Parses an http or https URL (pydantic's HttpUrl). Errors: url_parsing, url_scheme, url_too_long. out: in arena. */
brisk_format_result brisk_http_url_parse(brisk_str text, brisk_http_url *out, brisk_arena *arena);

#endif

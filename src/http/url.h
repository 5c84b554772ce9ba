/* url.h - percent-encoding (RFC 3986, section 2.1) as Python's urllib.parse does it, which FastAPI stands on.
 *
 * Decoding never fails: a "%" that two hexadecimal digits do not follow stays as it is, and bytes that are no UTF-8
 * become U+FFFD. All is linear in the text. */
#ifndef BRISK_HTTP_URL_H
#define BRISK_HTTP_URL_H

#include <brisk/arena.h>
#include <brisk/types.h>

typedef enum brisk_decode {
    BRISK_DECODE_PATH, /* "+" is a plus sign */
    BRISK_DECODE_QUERY /* "+" is a space, as forms write it */
} brisk_decode;

/** Decodes once. Returns text itself where there is nothing to decode, else a copy in arena; on exhaustion the empty
 *  text. */
brisk_str brisk_percent_decode(brisk_arena *arena, brisk_str text, brisk_decode how);

/** Encodes all bytes but letters, digits, "_.-~" and those in safe (NUL-terminated), as Python's quote(text, safe).
 *  Returns text itself where nothing is to be encoded; on exhaustion the empty text. */
brisk_str brisk_percent_encode(brisk_arena *arena, brisk_str text, const char *safe);

/** A URL as it may stand in a Location header: Starlette's RedirectResponse keeps what URLs are made of ("%" too). */
brisk_str brisk_url_quote(brisk_arena *arena, brisk_str url);

#endif

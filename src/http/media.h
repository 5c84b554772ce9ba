/* media.h - media types (RFC 9110, section 8.3.1): "application/json; charset=utf-8".
 *
 * Types and parameter names are compared without case. Parameters are read as python-multipart does: quoted values
 * with backslash escapes, white space around ";" and "=". */
#ifndef BRISK_HTTP_MEDIA_H
#define BRISK_HTTP_MEDIA_H

#include <brisk/arena.h>
#include <brisk/types.h>

/** Views of the text parsed. */
typedef struct brisk_media {
    brisk_str type;       /* "application", in the case sent */
    brisk_str subtype;    /* "json" */
    brisk_str parameters; /* behind the first ";": " charset=utf-8" */
} brisk_media;

/** Splits a Content-Type. False, and *out empty, where there is no type/subtype of two tokens. */
bool brisk_media_parse(brisk_str text, brisk_media *out);

/** True where the type is this one: brisk_media_is(&media, "multipart", "form-data"). */
bool brisk_media_is(const brisk_media *media, const char *type, const char *subtype);

/** True for application/json and application/…+json: the bodies that FastAPI parses as JSON. */
bool brisk_media_is_json(const brisk_media *media);

/** Finds the last parameter of this name (Python's dict keeps the last) in the parameters of a media type or of a
 *  Content-Disposition (RFC 6266), unquoted: a view where no escape had to be undone, else in arena. False where there
 *  is none. "name*" of RFC 8187 is another name than "name" (RFC 7578, 4.2 forbids it in forms). */
bool brisk_media_parameter(brisk_str parameters, const char *name, brisk_arena *arena, brisk_str *value);

#endif

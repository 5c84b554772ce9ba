/* multipart.h - multipart/form-data bodies (RFC 7578): forms with files.
 *
 * The rules are those of python-multipart and Starlette, limits and texts of the 400 included. Where they lose the last
 * part of a body that breaks off, this says that the data is invalid. The body is parsed in one go, since an uploaded
 * file is handed to its handler whole (brisk_file); files are views of the body, nothing of them is copied. */
#ifndef BRISK_HTTP_MULTIPART_H
#define BRISK_HTTP_MULTIPART_H

#include "http/media.h"

#include <brisk/arena.h>
#include <brisk/status.h>
#include <brisk/types.h>

#define BRISK_MULTIPART_FILES       1000
#define BRISK_MULTIPART_FIELDS      1000
#define BRISK_MULTIPART_FIELD_SIZE  ((size_t)1024 * 1024) /* bytes of a part that is no file */
#define BRISK_MULTIPART_HEADERS     8                     /* of a part */
#define BRISK_MULTIPART_HEADER_SIZE ((size_t)4096 + 128)  /* bytes of one header line */
#define BRISK_MULTIPART_BOUNDARY    ((size_t)256)         /* bytes; RFC 2046 allows 70 */

typedef struct brisk_part {
    brisk_str name;
    brisk_str filename;     /* without a path that old browsers put before it */
    brisk_str content_type; /* as sent; empty where none was */
    brisk_str content;      /* of a file any bytes, else UTF-8 */
    bool is_file;           /* it has a file name, maybe an empty one */
} brisk_part;

typedef struct brisk_parts {
    brisk_part *items; /* in the order sent */
    size_t count;
} brisk_parts;

/**
 * Parses a body. media: of the Content-Type, for its boundary. body must live as long as the parts.
 * Returns BRISK_OK; BRISK_SYNTAX or BRISK_LIMIT with *why set to FastAPI's text for the 400 (constant; why may be NULL);
 * BRISK_NO_MEMORY. *out is empty but for BRISK_OK. An empty body has no parts.
 */
brisk_status brisk_multipart_parse(brisk_arena *arena, const brisk_media *media, brisk_str body, brisk_parts *out,
                                   const char **why) BRISK_MUST_CHECK;

#endif

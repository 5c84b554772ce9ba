/* encode.h - C values to JSON by their descriptors, checked on the way out.
 *
 * What pydantic does in JSON mode: aliases out, computed fields, sets and tuples as arrays, dates as ISO text, doubles
 * that are not finite as null. A value that does not fit its type (a text that is no UTF-8, an ENUM field left at 0, a
 * UNION without a member …) is the handler's mistake: BRISK_BROKEN_ANSWER, with the place for the log, never a broken
 * document. */
#ifndef BRISK_SCHEMA_ENCODE_H
#define BRISK_SCHEMA_ENCODE_H

#include "core/buffer.h"

#include <brisk/arena.h>
#include <brisk/descriptor.h>
#include <brisk/status.h>

/** All Optional; NULL options: all of them off. */
typedef struct brisk_encode_options {
    const char *const *include; /* NULL-terminated paths: "a", "a.b", "items.*.name"; NULL: all fields */
    const char *const *exclude; /* the same; NULL: none. Exclude wins over include */
    bool omits_null;            /* fields that are null (absent and defaultless ones too) */
    bool omits_unset;           /* opt fields that are absent */
    bool omits_defaults;        /* fields whose value equals their default */
    bool writes_names;          /* C names instead of aliases */
} brisk_encode_options;

/**
 * Appends value as JSON to out.
 * arena: for computed values, the place in *why, and what is decided about paths. opt: NULL for none.
 * why: NULL, or set for BRISK_BROKEN_ANSWER to a text in the arena such as "Item.tags[3]: invalid UTF-8".
 * Returns BRISK_OK, BRISK_BROKEN_ANSWER, BRISK_LIMIT (out has no room), BRISK_NO_MEMORY. out holds a part then.
 */
brisk_status brisk_encode(brisk_buffer *out, brisk_arena *arena, const brisk_type *type, const void *value,
                          const brisk_encode_options *opt, const char **why) BRISK_MUST_CHECK;

/**
 * Appends a default, the literals of defaults(…), as JSON of a type: one for a scalar, an array for lists, sets and
 * tuples, {} for maps and models; members of enums in their wire form.
 */
void brisk_encode_default(brisk_buffer *out, const brisk_type *type, const brisk_literal *literals);

#endif

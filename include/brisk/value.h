/* value.h - whole values by their descriptors: deep copies, PATCH-like application, comparison, JSON in and out.
 *
 * These are the functions behind the typed macros brisk_copy, brisk_apply, brisk_from_json and brisk_to_json of
 * describe.h, usable inside and outside of requests. All of them follow the type's tables: no type needs code of its
 * own. Any thread, as long as one thread at a time uses the arena and the values. */
#ifndef BRISK_VALUE_H
#define BRISK_VALUE_H

#include <brisk/arena.h>
#include <brisk/descriptor.h>
#include <brisk/status.h>
#include <brisk/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Copies a value and all that it points at (texts, lists, indirect models, JSON) into an arena.
 * type: of both values. to: memory of type->size bytes, overwritten, may be from itself; from: the value.
 * Returns false, with *to zeroed, when the arena is exhausted or the value is nested deeper than
 * BRISK_VALUE_MAX_DEPTH (a cycle). The copy lives as long as the arena. An OPAQUE value is copied as its bytes.
 */
bool brisk_value_copy(brisk_arena *arena, const brisk_type *type, void *to, const void *from);

/** Deeper values than this are refused by copy, encode and equal: with pointers a value could contain itself. */
#define BRISK_VALUE_MAX_DEPTH 200

/**
 * Copies the fields that both models have under one name and with one type; shallow: *to shares what *from points at.
 * plain → plain and opt → opt are copied (an opt only where it is given or null: what was not sent stays as it is),
 * opt → plain only where given, plain → opt as given. Fields that only one of them has are left alone, as are computed
 * fields and those whose types differ. This is how a PATCH is applied, and how an answer is made of an input.
 * Neither type nor value may be NULL; types that are not models are left alone.
 */
void brisk_value_apply(const brisk_type *to_type, void *to, const brisk_type *from_type, const void *from);

/**
 * Compares two values of one type by content. Texts by bytes, doubles as numbers (but NaN equals NaN), lists in order,
 * sets and maps without order, datetimes as they are written, JSON by value. Absent, null and given are three things.
 */
bool brisk_value_equal(const brisk_type *type, const void *a, const void *b);

/** True where both types describe the same values: told by content, as composites have no identity. Rules count not. */
bool brisk_type_equal(const brisk_type *a, const brisk_type *b);

/**
 * Reads and validates JSON text as a request's body is.
 * out: type->size bytes, overwritten; lives as long as the arena and text (texts may be views of it).
 * problems: NULL, or set to the 422 body that a request would get ({"detail":[…]}), when BRISK_INVALID is returned.
 * Returns BRISK_OK, BRISK_INVALID (not JSON, or not of this type), BRISK_NO_MEMORY.
 */
brisk_status brisk_value_from_json(brisk_arena *arena, const brisk_type *type, void *out, brisk_str text,
                                   brisk_str *problems) BRISK_MUST_CHECK;

/**
 * Writes a value as JSON text, as a typed answer is (aliases out, nothing omitted).
 * Returns a text in the arena; ptr NULL where the value does not fit its type (told to the log) or without memory.
 */
brisk_str brisk_value_to_json(brisk_arena *arena, const brisk_type *type, const void *value);

#ifdef __cplusplus
}
#endif

#endif

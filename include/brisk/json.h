/* json.h - reads values of the type json: any JSON, parsed, with its numbers kept as they came.
 *
 *     brisk_str name;
 *     if (brisk_json_str(brisk_json_get(in->extra, S("name")), &name)) { … }
 *
 * Every reader may be given any value, also "no value" (node NULL, which counts as null): it answers false, 0 or
 * "no value" where the kind does not fit, so that lookups chain. Nothing here allocates but where an arena is asked
 * for. Values are constant: any thread may read them, as long as the arena lives in which they were parsed. */
#ifndef BRISK_JSON_H
#define BRISK_JSON_H

#include <brisk/arena.h>
#include <brisk/descriptor.h>
#include <brisk/status.h>
#include <brisk/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum brisk_json_kind {
    BRISK_JSON_NULL, /* null, and no value at all */
    BRISK_JSON_BOOL,
    BRISK_JSON_INT,  /* a whole number, of any length: brisk_json_int says whether it fits */
    BRISK_JSON_REAL, /* a number with fraction or exponent */
    BRISK_JSON_STR,
    BRISK_JSON_ARRAY,
    BRISK_JSON_OBJECT
} brisk_json_kind;

/** The kind of a value. */
brisk_json_kind brisk_json_kind_of(brisk_json value);

/** The reader of each scalar: true and *out set where value is of that kind, else false and *out untouched. */
bool brisk_json_bool(brisk_json value, bool *out);
/** Whole numbers that fit; 3.0 does not count as one. */
bool brisk_json_int(brisk_json value, int64_t *out);
/** Any number; whole ones beyond 2^53 are rounded. */
bool brisk_json_real(brisk_json value, double *out);
/** Text; a view that lives as long as the value. */
bool brisk_json_str(brisk_json value, brisk_str *out);
/** The digits of any number. Numbers beyond 64 bits are kept as they came; others are written anew, in the arena. */
bool brisk_json_number_text(brisk_arena *arena, brisk_json value, brisk_str *out);

/** Items of an array or members of an object; else 0. */
size_t brisk_json_count(brisk_json value);
/** The item of an array at index; no value past the end. Walking a long array: brisk_json_iterate. */
brisk_json brisk_json_at(brisk_json value, size_t index);
/** The member of an object under key (the last one, where a key stands twice); no value where there is none. */
brisk_json brisk_json_get(brisk_json value, brisk_str key);
/** The same, telling a missing key from null. out may be NULL. */
bool brisk_json_find(brisk_json value, brisk_str key, brisk_json *out);

/** A walk over an array or object:
 *
 *      brisk_json_iter iter = brisk_json_iterate(value);
 *      while (brisk_json_next(&iter, &key, &item)) { … }
 */
typedef struct brisk_json_iter {
    const struct brisk_json_node *next;
    size_t left;
    bool is_object;
} brisk_json_iter;

brisk_json_iter brisk_json_iterate(brisk_json value);
/** Steps to the next item or member. key (empty for arrays) and item may be NULL. False at the end. */
bool brisk_json_next(brisk_json_iter *iter, brisk_str *key, brisk_json *item);

/** True where both are the same value: objects without order of members, numbers by value (1 equals 1.0). */
bool brisk_json_equal(brisk_json a, brisk_json b);

/**
 * Parses JSON text into the arena. text may go away afterwards.
 * Returns BRISK_OK, BRISK_SYNTAX (no JSON, or nested too deeply), BRISK_NO_MEMORY; *out is no value then.
 */
brisk_status brisk_json_parse(brisk_arena *arena, brisk_str text, brisk_json *out) BRISK_MUST_CHECK;

/** Compact JSON text in the arena, "null" for no value. On exhaustion ptr is NULL. */
brisk_str brisk_json_text(brisk_arena *arena, brisk_json value);

/** A deep copy in another arena. False, with *out no value, on exhaustion. */
bool brisk_json_copy(brisk_arena *arena, brisk_json value, brisk_json *out);

/** JSON made of a C value and its type (as brisk_value_to_json writes it). No value where that fails. */
brisk_json brisk_json_from_value(brisk_arena *arena, const brisk_type *type, const void *value);

/** JSON of a text, whole number, number (not finite: null), boolean. On exhaustion no value. */
brisk_json brisk_json_of_str(brisk_arena *arena, brisk_str text);
brisk_json brisk_json_of_int(brisk_arena *arena, int64_t number);
brisk_json brisk_json_of_real(brisk_arena *arena, double number);
brisk_json brisk_json_of_bool(brisk_arena *arena, bool truth);

#ifdef __cplusplus
}
#endif

#endif

/* json_schema_set.h - the set of components behind json_schema.h; for json_schema*.c only.
 *
 *     entries, in order of their first use:  { "Item", in and out, differs } { "Tag", in } …
 */
#ifndef BRISK_SCHEMA_JSON_SCHEMA_SET_H
#define BRISK_SCHEMA_JSON_SCHEMA_SET_H

#include "schema/json_schema.h"

typedef struct brisk_schema_entry {
    const brisk_type *type;
    const brisk_type *twin; /* another descriptor of this name that was met, to be compared; NULL: none */
    bool in[2];             /* by mode: is used so */
    bool differs;           /* the two modes have different schemas */
} brisk_schema_entry;

struct brisk_schema_set {
    brisk_arena *arena;
    brisk_schema_entry *entries;
    size_t count, capacity;
    bool is_failed; /* no memory */
};

/** The component of a type (resolved by name), NULL where it is written in place. */
brisk_schema_entry *brisk_schema_find(brisk_schema_set *set, const brisk_type *type);

/** Appends the schema of a component itself, without a $ref to it. */
void brisk_schema_write_body(brisk_schema_set *set, brisk_buffer *out, const brisk_type *type, brisk_schema_mode mode);

/** Appends the name of a component as the document has it, "Item-Input". */
void brisk_schema_write_name(const brisk_schema_entry *entry, brisk_buffer *out, brisk_schema_mode mode);

/** True where a field of a model is seen in a mode. */
bool brisk_schema_sees(const brisk_field *field, brisk_schema_mode mode);

#endif

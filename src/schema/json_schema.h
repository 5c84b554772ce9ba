/* json_schema.h - JSON Schema (2020-12, as OpenAPI 3.1 uses it) of types and fields, in the words of FastAPI.
 *
 *     set ─ add every type with its mode ─► resolve (names, Input/Output) ─► write schemas and the components
 *
 * Models and enums become components and are told by $ref; unions, tuples and named TYPEs are written in place, unless
 * they contain themselves. A component whose input and output forms differ is written twice: X-Input, X-Output. */
#ifndef BRISK_SCHEMA_JSON_SCHEMA_H
#define BRISK_SCHEMA_JSON_SCHEMA_H

#include "core/buffer.h"

#include <brisk/arena.h>
#include <brisk/descriptor.h>
#include <brisk/status.h>

typedef enum brisk_schema_mode {
    BRISK_SCHEMA_INPUT, /* what is validated: pydantic's "validation" */
    BRISK_SCHEMA_OUTPUT /* what is written: pydantic's "serialization" */
} brisk_schema_mode;

typedef struct brisk_schema_set brisk_schema_set;

/** Makes an empty set in the arena; NULL on exhaustion. */
brisk_schema_set *brisk_schema_set_new(brisk_arena *arena);

/** Adds a type and all that it refers to. type NULL is fine. */
void brisk_schema_set_add(brisk_schema_set *set, const brisk_type *type, brisk_schema_mode mode);

/**
 * Decides the components' names; to be called once, after the last add.
 * Returns BRISK_OK, BRISK_NO_MEMORY, or BRISK_USAGE where two different types have one name; *why (may be NULL) then is
 * a text in the arena that names them.
 */
brisk_status brisk_schema_set_resolve(brisk_schema_set *set, const char **why) BRISK_MUST_CHECK;

/** Appends the schema of a type. title: for schemas that are no $ref; ptr NULL: none. */
void brisk_schema_write_type(brisk_schema_set *set, brisk_buffer *out, const brisk_type *type, brisk_schema_mode mode,
                             brisk_str title);

/** A field to be written. name: what its title is made of where it has none of its own. is_parameter: a parameter or a
 *  body, which FastAPI titles unless it is a $ref; fields of models that are an opt of a $ref have no title either. */
typedef struct brisk_schema_field {
    const brisk_field *field;
    brisk_str name;
    brisk_schema_mode mode;
    bool is_parameter;
} brisk_schema_field;

/** Appends the schema of a field or parameter with its title, rules, default, description. */
void brisk_schema_write_field(brisk_schema_set *set, brisk_buffer *out, const brisk_schema_field *what);

/** Appends `"properties":{…},"type":"object","required":[…]` of fields that stand together as an object, without braces
 *  around. Fields that the mode does not see are left out. */
void brisk_schema_write_properties(brisk_schema_set *set, brisk_buffer *out, const brisk_field *const *fields,
                                   size_t count, brisk_schema_mode mode);

/** Appends `,` unless out ends with the beginning of an object or array. */
void brisk_schema_write_comma(brisk_buffer *out);

/** Appends the members `"Name":{…},…` of components.schemas, sorted by name, together with extra ones.
 *  extra: name and JSON text pairs, count of them; may be NULL. */
typedef struct brisk_schema_extra {
    brisk_str name, json;
} brisk_schema_extra;
void brisk_schema_write_components(brisk_schema_set *set, brisk_buffer *out, const brisk_schema_extra *extra,
                                   size_t count);

/** Appends "item_id" as `Item Id`, unquoted: Python's str.title() with spaces for underscores, escaped for JSON. */
void brisk_schema_write_title(brisk_buffer *out, brisk_str name);

#endif

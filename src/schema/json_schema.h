/* json_schema.h - JSON Schema (2020-12, as OpenAPI 3.1 uses it) of types and fields, in the words of FastAPI.
 *
 *     set ─ add every type with its mode ─► resolve (names, Input/Output) ─► write schemas and the components
 *
 * Models and enums become components and are told by $ref; unions, tuples and named TYPEs are written in place, unless
 * they contain themselves. A component whose input and output forms differ is written twice, as X-Input and X-Output. */
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

/** Appends the schema of a type. title: for schemas that are no $ref; NULL: none. */
void brisk_schema_write_type(brisk_schema_set *set, brisk_buffer *out, const brisk_type *type, brisk_schema_mode mode,
                             const char *title);

/** Appends the schema of a field or parameter with its title, rules, default, description.
 *  wire_name: what the title is made of where the field has none of its own. */
void brisk_schema_write_field(brisk_schema_set *set, brisk_buffer *out, const brisk_field *field, brisk_str wire_name,
                              brisk_schema_mode mode);

/** Appends the members `"Name":{…},…` of components.schemas, sorted by name, together with extra ones.
 *  extra: name and JSON text pairs, count of them; may be NULL. */
typedef struct brisk_schema_extra {
    brisk_str name, json;
} brisk_schema_extra;
void brisk_schema_write_components(brisk_schema_set *set, brisk_buffer *out, const brisk_schema_extra *extra,
                                   size_t count);

/** "item_id" as "Item Id": Python's str.title() with spaces for underscores. In the arena. */
brisk_str brisk_schema_title(brisk_arena *arena, brisk_str name);

#endif

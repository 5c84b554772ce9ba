/* default.h - the defaults of a field, from the literals of its descriptor to C values and to nodes. */
#ifndef BRISK_SCHEMA_DEFAULT_H
#define BRISK_SCHEMA_DEFAULT_H

#include "schema/decode.h"

/**
 * Stores the default of a field that has one. out: the field's value, zeroed. Of opt(T) the value is stored, and neither
 * given nor null is set: the field counts as absent. Defaults are not checked by the rules, as in pydantic.
 * Returns BRISK_OK, BRISK_NO_MEMORY, or BRISK_USAGE where a literal does not fit the type.
 */
brisk_status brisk_default_store(brisk_decoder *decoder, const brisk_field *field, void *out);

/** The default as a node, for parameter models: FastAPI puts the defaults of those into the input that it then
 *  validates (and shows as input). NULL where the field has none, or without memory. */
const brisk_node *brisk_default_node(brisk_arena *arena, const brisk_field *field);

#endif

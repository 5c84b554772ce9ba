/* encode_scalar.h - the values without parts: numbers, texts, dates, ids, enums, any JSON. */
#ifndef BRISK_SCHEMA_ENCODE_SCALAR_H
#define BRISK_SCHEMA_ENCODE_SCALAR_H

#include "core/buffer.h"

#include <brisk/descriptor.h>

/** Appends a value of a scalar kind (all before BRISK_KIND_OPT). Returns NULL, or what does not fit (constant). */
const char *brisk_encode_scalar(brisk_buffer *out, const brisk_type *type, const void *value);

/** True for the kinds that one_of(…) compares in C: texts, integers, booleans. */
bool brisk_encode_has_literals(const brisk_type *type);
/** True where the value of such a type is the literal. */
bool brisk_encode_is_literal(const brisk_type *type, const void *value, const brisk_literal *literal);

#endif

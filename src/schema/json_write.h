/* json_write.h - pieces of JSON text: quoted texts, and nodes as they were received. UTF-8 stays as it is, as FastAPI
 * writes it (ensure_ascii=False, no spaces). The buffer is sticky: look at its status at the end. */
#ifndef BRISK_SCHEMA_JSON_WRITE_H
#define BRISK_SCHEMA_JSON_WRITE_H

#include "core/buffer.h"
#include "schema/node.h"

#include <brisk/descriptor.h>

/** Appends text in quotes; escapes the quote, the backslash and control characters. text must be valid UTF-8. */
void brisk_json_write_text(brisk_buffer *buffer, brisk_str text);

/** The same without the quotes. */
void brisk_json_write_escaped(brisk_buffer *buffer, brisk_str text);

/** Appends a node. Big numbers keep their text; a file is written as its filename. NULL is null. Nodes deeper than
 *  BRISK_JSON_MAX_DEPTH are written as null. */
void brisk_json_write_node(brisk_buffer *buffer, const brisk_node *node);

/** Appends a literal of a descriptor. A REAL is always written with fraction or exponent. END is written as null. */
void brisk_json_write_literal(brisk_buffer *buffer, const brisk_literal *literal);

#endif

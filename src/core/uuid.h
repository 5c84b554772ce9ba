/* uuid.h - UUIDs (RFC 9562) in the four spellings that pydantic takes; always written lower-case with dashes. */
#ifndef BRISK_CORE_UUID_H
#define BRISK_CORE_UUID_H

#include "core/format.h"

enum { BRISK_UUID_TEXT = 37 }; /* bytes that brisk_uuid_format needs, the NUL included */

/** Parses "0f8fad5b-d9cb-469f-a165-70867728950e", the same without dashes, in braces, or after "urn:uuid:"; any case.
 *  Errors: uuid_parsing with the reason texts of Rust's uuid crate, which pydantic shows. */
brisk_format_result brisk_uuid_parse(brisk_str text, brisk_uuid *out, brisk_arena *arena);

/** Writes the 36 characters and a NUL. buf: BRISK_UUID_TEXT bytes. Returns the text, a view of buf. */
brisk_str brisk_uuid_format(char *buf, brisk_uuid value);

/** Order of the bytes; less than, equal to, greater than 0. */
int brisk_uuid_compare(brisk_uuid a, brisk_uuid b);

#endif

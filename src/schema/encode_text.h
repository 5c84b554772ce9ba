/* encode_text.h - JSON strings, escaped and checked. */
#ifndef BRISK_SCHEMA_ENCODE_TEXT_H
#define BRISK_SCHEMA_ENCODE_TEXT_H

#include "core/buffer.h"

#include <brisk/types.h>

/** Appends text as a JSON string with its quotes: only ", \ and control characters are escaped (RFC 8259 section 7).
 *  False, with a part written, where text is no UTF-8 or a NULL of some length. */
bool brisk_encode_text(brisk_buffer *out, brisk_str text);

#endif

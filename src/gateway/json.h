/* json.h - the little JSON that console and control plane write: members one after the other, commas put where they belong. */
#ifndef BRISK_GATEWAY_JSON_H
#define BRISK_GATEWAY_JSON_H

#include "core/buffer.h"

/** "name": "text" (what is no UTF-8 is shown with U+FFFD). ptr NULL: null. */
void brisk_json_add_text(brisk_buffer *out, const char *name, brisk_str text);
void brisk_json_add_integer(brisk_buffer *out, const char *name, int64_t value);
/** With three decimals. */
void brisk_json_add_ms(brisk_buffer *out, const char *name, double value);
void brisk_json_add_bool(brisk_buffer *out, const char *name, bool value);
/** "name": with whatever is appended behind it. name NULL: only the comma that is due. */
void brisk_json_add_name(brisk_buffer *out, const char *name);

#endif

/* json.c - see json.h. */
#include "gateway/json.h"

#include "core/utf8.h"
#include "schema/encode_text.h"

#include <math.h>

void brisk_json_add_name(brisk_buffer *out, const char *name)
{
    char last = out->len > 0 ? out->data[out->len - 1] : '{';
    if (last != '{' && last != '[' && last != ':' && last != '\n') {
        brisk_buffer_append_char(out, ',');
    }
    if (name != NULL) {
        brisk_buffer_append_char(out, '"');
        brisk_buffer_append_c_string(out, name);
        brisk_buffer_append_c_string(out, "\":");
    }
}

/* Byte by byte: what is no UTF-8 is rare, and short. */
static void add_broken(brisk_buffer *out, brisk_str text)
{
    brisk_buffer_append_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x80) {
            brisk_buffer_append_c_string(out, "\xEF\xBF\xBD");
        } else if (c < 0x20 || c == '"' || c == '\\') {
            brisk_buffer_append_printf(out, "\\u%04x", c);
        } else {
            brisk_buffer_append_char(out, (char)c);
        }
    }
    brisk_buffer_append_char(out, '"');
}

void brisk_json_add_text(brisk_buffer *out, const char *name, brisk_str text)
{
    brisk_json_add_name(out, name);
    if (text.ptr == NULL) {
        brisk_buffer_append_c_string(out, "null");
    } else if (brisk_utf8_is_valid(text)) {
        (void)brisk_encode_text(out, text);
    } else {
        add_broken(out, text);
    }
}

void brisk_json_add_integer(brisk_buffer *out, const char *name, int64_t value)
{
    brisk_json_add_name(out, name);
    brisk_buffer_append_i64(out, value);
}

void brisk_json_add_ms(brisk_buffer *out, const char *name, double value)
{
    brisk_json_add_name(out, name);
    double known = isfinite(value) && fabs(value) < 1e12 ? value : 0;
    brisk_buffer_append_double(out, round(known * 1000) / 1000);
}

void brisk_json_add_bool(brisk_buffer *out, const char *name, bool value)
{
    brisk_json_add_name(out, name);
    brisk_buffer_append_c_string(out, value ? "true" : "false");
}

/* error.c - an error as JSON and as headers (error.h). */
#include "lambda/error.h"

#include "core/str.h"
#include "core/utf8.h"
#include "schema/encode_text.h"

#include <stdlib.h>
#include <unistd.h>

enum { CAUSE_TEXT_MAX = 4096 }; /* bytes of each text in X-Ray's header, escapes counted */

/* ---- the type ---- */

static bool is_letters(brisk_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char lower = (char)(text.ptr[i] | 0x20);
        if (lower < 'a' || lower > 'z') {
            return false;
        }
    }
    return text.len > 1 && text.ptr[0] >= 'A' && text.ptr[0] <= 'Z';
}

brisk_str brisk_lambda_error_type(const brisk_lambda_error *error)
{
    brisk_str type = brisk_str_view(error->type != NULL ? error->type : "");
    bool is_function = brisk_str_starts_with(type, BRISK_S("Function."));
    if (is_function || brisk_str_starts_with(type, BRISK_S("Runtime."))) {
        brisk_str name = brisk_str_from(type, is_function ? sizeof("Function.") - 1 : sizeof("Runtime.") - 1);
        if (is_letters(name)) {
            return type;
        }
    }
    return is_function ? BRISK_S("Function.Unknown") : BRISK_S("Runtime.Unknown");
}

/* ---- the body ---- */

brisk_str brisk_lambda_error_body(brisk_buffer *out, const brisk_lambda_error *error)
{
    static const brisk_str bare = BRISK_STR("{\"errorMessage\":\"out of memory\",\"errorType\":\"Runtime.OutOfMemory\","
                                            "\"stackTrace\":[]}");
    brisk_str message = error->message.ptr != NULL ? error->message : BRISK_S("");
    brisk_buffer_rewind(out);
    BRISK_BUFFER_APPEND_LITERAL(out, "{\"errorMessage\":");
    if (!brisk_encode_text(out, message) && !brisk_buffer_failed(out)) {
        brisk_buffer_truncate(out, sizeof("{\"errorMessage\":") - 1);
        BRISK_BUFFER_APPEND_LITERAL(out, "\"the message is no UTF-8\"");
    }
    BRISK_BUFFER_APPEND_LITERAL(out, ",\"errorType\":\"");
    brisk_buffer_append_str(out, brisk_lambda_error_type(error));
    BRISK_BUFFER_APPEND_LITERAL(out, "\",\"stackTrace\":[]}");
    return brisk_buffer_failed(out) ? bare : brisk_buffer_view(out);
}

/* ---- X-Ray's header ---- */

static void append_unit(brisk_buffer *out, uint32_t unit)
{
    static const char digits[] = "0123456789abcdef";
    char text[6] = {
        '\\', 'u', digits[unit >> 12 & 15], digits[unit >> 8 & 15], digits[unit >> 4 & 15], digits[unit & 15]};
    brisk_buffer_append(out, text, sizeof(text));
}

/* A JSON string in visible ASCII (RFC 8259, 7): a header holds no line break, and not every host takes other bytes. */
static void append_ascii(brisk_buffer *out, brisk_str text)
{
    size_t start = out->len;
    brisk_buffer_append_char(out, '"');
    while (text.len > 0 && out->len - start < CAUSE_TEXT_MAX && !brisk_buffer_failed(out)) {
        uint32_t code_point = 0;
        size_t len = brisk_utf8_decode(text, &code_point);
        if (len == 0) {
            code_point = 0xFFFD;
            len = 1;
        }
        if (code_point == '"' || code_point == '\\') {
            brisk_buffer_append_char(out, '\\');
            brisk_buffer_append_char(out, (char)code_point);
        } else if (code_point >= ' ' && code_point < 0x7F) {
            brisk_buffer_append_char(out, (char)code_point);
        } else if (code_point > 0xFFFF) {
            append_unit(out, 0xD800 + ((code_point - 0x10000) >> 10));
            append_unit(out, 0xDC00 + ((code_point - 0x10000) & 0x3FF));
        } else {
            append_unit(out, code_point);
        }
        text = brisk_str_from(text, len);
    }
    brisk_buffer_append_char(out, '"');
}

static brisk_str working_directory(char *room, size_t size)
{
    const char *root = getenv("LAMBDA_TASK_ROOT");
    if (getcwd(room, size) != NULL) {
        return brisk_str_view(room);
    }
    return brisk_str_view(root != NULL ? root : "");
}

void brisk_lambda_error_append_cause(brisk_buffer *out, const brisk_lambda_error *error)
{
    char directory[1024];
    BRISK_BUFFER_APPEND_LITERAL(out, "{\"working_directory\":");
    append_ascii(out, working_directory(directory, sizeof(directory)));
    BRISK_BUFFER_APPEND_LITERAL(out, ",\"exceptions\":[{\"type\":\"");
    brisk_buffer_append_str(out, brisk_lambda_error_type(error));
    BRISK_BUFFER_APPEND_LITERAL(out, "\",\"message\":");
    append_ascii(out, error->message);
    BRISK_BUFFER_APPEND_LITERAL(out, ",\"stack\":[]}],\"paths\":[]}");
}

/* decode_expected.c - see decode_expected.h. */
#include "schema/decode_expected.h"

#include "schema/json_write.h"

/** Python's repr of a str, as far as texts of descriptors need it: double quotes only around a single one. */
static void write_repr(brisk_buffer *buffer, const char *text)
{
    char quote = strchr(text, '\'') != NULL && strchr(text, '"') == NULL ? '"' : '\'';

    brisk_buffer_append_char(buffer, quote);
    for (; *text != '\0'; text++) {
        if (*text == quote || *text == '\\') {
            brisk_buffer_append_char(buffer, '\\');
        }
        brisk_buffer_append_char(buffer, *text);
    }
    brisk_buffer_append_char(buffer, quote);
}

void brisk_expected_write(brisk_buffer *buffer, const brisk_literal *literal)
{
    switch (literal->kind) {
    case BRISK_LITERAL_TEXT:
        write_repr(buffer, literal->text);
        break;
    case BRISK_LITERAL_BOOL:
        brisk_buffer_append_c_string(buffer, literal->i ? "True" : "False");
        break;
    case BRISK_LITERAL_NULL:
        BRISK_BUFFER_APPEND_LITERAL(buffer, "None");
        break;
    default:
        brisk_json_write_literal(buffer, literal);
        break;
    }
}

void brisk_expected_join(brisk_buffer *buffer, size_t index, size_t count)
{
    if (index > 0) {
        brisk_buffer_append_c_string(buffer, index + 1 == count ? " or " : ", ");
    }
}

brisk_status brisk_expected_problem(brisk_decoder *decoder, const brisk_site *site, const char *type,
                                    const brisk_buffer *expected)
{
    brisk_str text = brisk_buffer_view(expected);
    brisk_buffer message;
    brisk_buffer context;

    brisk_buffer_init(&message, decoder->arena, 0);
    BRISK_BUFFER_APPEND_LITERAL(&message, "Input should be ");
    brisk_buffer_append_str(&message, text);
    brisk_buffer_init(&context, decoder->arena, 0);
    BRISK_BUFFER_APPEND_LITERAL(&context, "\"expected\":");
    brisk_json_write_text(&context, text);
    return brisk_problems_add(&decoder->problems, site->loc, site->node,
                              (brisk_problem_text){type, brisk_buffer_view(&message), brisk_buffer_view(&context)});
}

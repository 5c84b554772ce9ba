/* decode_format.c - problems of the text formats (core/format.h) as problems of a site. A file of its own, so that an
 * app without dates, ids or URLs does not hold the formats' table. */
#include "schema/class.h"
#include "schema/json_write.h"

brisk_status brisk_site_format_problem(brisk_decoder *decoder, const brisk_site *site, brisk_format_result result)
{
    const brisk_format_row *row = brisk_format_row_of(result.error);
    brisk_problem_text text = {.type = row->type, .message = brisk_format_message(result, decoder->arena)};
    brisk_buffer buffer;

    if (result.error == BRISK_FORMAT_NO_MEMORY) {
        return BRISK_NO_MEMORY;
    }
    if (result.error == BRISK_FORMAT_URL_TOO_LONG) {
        text.context = BRISK_S("\"max_length\":2083");
    } else if (row->reason_key != NULL) {
        brisk_buffer_init(&buffer, decoder->arena, 0);
        brisk_json_write_text(&buffer, brisk_str_view(row->reason_key));
        brisk_buffer_append_char(&buffer, ':');
        brisk_json_write_text(&buffer, result.reason);
        text.context = brisk_buffer_view(&buffer);
    }
    return brisk_problems_add(&decoder->problems, site->loc, site->node, text);
}

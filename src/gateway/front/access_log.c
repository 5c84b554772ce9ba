/* access_log.c - one line a request in the format that the stage gives: CLF, JSON, XML, CSV or any other text, with
 * $context variables. What is not set is written as "-". */
#include "gateway/front/access_log.h"

#include "core/str.h"
#include "gateway/front/context.h"
#include "gateway/front/state.h"

bool brisk_front_access_line(const brisk_front *front, const brisk_front_call *call, const brisk_front_figures *figures,
                             brisk_buffer *out)
{
    const brisk_front_state *state = call->state;
    brisk_str format = front->api->access_log_format;
    /* The log is the stage's: a request that named none, or was refused before, is not in it. */
    if (format.len == 0 || state == NULL || !state->has_stage) {
        return false;
    }
    brisk_context context = {front, call, figures};
    size_t start = out->len;
    brisk_context_fill(&context, format, BRISK_S("-"), out);
    /* A format that was written over several lines gives one line all the same. */
    while (out->len > start && (out->data[out->len - 1] == '\n' || out->data[out->len - 1] == '\r')) {
        brisk_buffer_truncate(out, out->len - 1);
    }
    for (size_t i = start; i < out->len; i++) {
        out->data[i] = out->data[i] == '\n' || out->data[i] == '\r' ? ' ' : out->data[i];
    }
    return !brisk_buffer_failed(out);
}

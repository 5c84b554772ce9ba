/* http_error.c - see http_error.h. Not so for a REST API, whose errors are gateway responses (responses.h). */
#include "gateway/front/http_error.h"

#include "core/str.h"
#include "gateway/front/answer.h"
#include "gateway/front/cors.h"
#include "gateway/front/event_parts.h"

void brisk_http_error(const brisk_front *front, brisk_front_call *call, int status, const char *message,
                      const char *type)
{
    brisk_buffer body;
    brisk_answer_start(call, status);
    call->error_type = brisk_str_view(type);
    call->error_message = brisk_str_view(message);
    brisk_answer_add_header(call, BRISK_S("Content-Type"), BRISK_S("application/json"));
    brisk_answer_add_http_ids(front, call);
    brisk_cors_apply(front, call);
    brisk_buffer_init(&body, call->request->arena, 0);
    BRISK_BUFFER_APPEND_LITERAL(&body, "{\"message\":");
    brisk_parts_text(&body, brisk_str_view(message));
    brisk_buffer_append_char(&body, '}');
    if (brisk_buffer_finish(&body, &call->response->body) != BRISK_OK) {
        brisk_answer_exhausted(call);
    }
}

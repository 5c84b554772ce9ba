/* answer.c - see answer.h. */
#include "gateway/control/answer.h"

#include "core/str.h"
#include "gateway/json.h"

void brisk_control_buffer(brisk_control_call *call, brisk_buffer *out)
{
    brisk_buffer_init(out, brisk_request_arena(call->request), 0);
}

void brisk_control_answer(brisk_control_call *call, int status, const char *media, const brisk_buffer *body)
{
    if (brisk_buffer_failed(body)) {
        (void)brisk_respond(
            call->request, 503, "application/json",
            BRISK_S("{\"__type\":\"ServiceUnavailableException\",\"message\":\"There is no memory.\"}"));
        return;
    }
    (void)brisk_respond(call->request, status, media, brisk_buffer_view(body));
}

/* ---- errors ---- */

static void set_type(brisk_control_call *call, const char *type)
{
    brisk_set_header(call->request, BRISK_S("x-amzn-ErrorType"), brisk_str_view(type));
}

void brisk_control_lambda_error(brisk_control_call *call, int status, const char *type, brisk_str message)
{
    brisk_buffer body;
    brisk_control_buffer(call, &body);
    set_type(call, type);
    brisk_buffer_append_char(&body, '{');
    brisk_json_add_text(&body, "Type", status < 500 ? BRISK_S("User") : BRISK_S("Service"));
    brisk_json_add_text(&body, status == 404 ? "Message" : "message", message);
    brisk_buffer_append_char(&body, '}');
    brisk_control_answer(call, status, "application/json", &body);
}

void brisk_control_rest_error(brisk_control_call *call, int status, const char *type, const char *message)
{
    brisk_buffer body;
    brisk_control_buffer(call, &body);
    set_type(call, type);
    brisk_buffer_append_char(&body, '{');
    brisk_json_add_text(&body, "message", brisk_str_view(message));
    brisk_buffer_append_char(&body, '}');
    brisk_control_answer(call, status, "application/json", &body);
}

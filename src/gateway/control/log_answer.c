/* log_answer.c - see log_answer.h. */
#include "gateway/control/log_answer.h"

#include "core/str.h"
#include "gateway/control/answer.h"
#include "gateway/json.h"

#include <stdio.h>

#define LOGS_MEDIA "application/x-amz-json-1.1"

void brisk_control_logs_answer(brisk_control_call *call, const brisk_buffer *body)
{
    brisk_control_answer(call, 200, LOGS_MEDIA, body);
}

void brisk_control_logs_error(brisk_control_call *call, int status, const char *type, const char *message)
{
    brisk_buffer body;
    brisk_control_buffer(call, &body);
    brisk_buffer_append_char(&body, '{');
    brisk_json_add_text(&body, "__type", brisk_str_view(type));
    brisk_json_add_text(&body, "message", brisk_str_view(message));
    brisk_buffer_append_char(&body, '}');
    brisk_control_answer(call, status, LOGS_MEDIA, &body);
}

void brisk_control_store_error(brisk_control_call *call, brisk_status status, const char *what)
{
    char message[128];
    if (status == BRISK_NOT_FOUND) {
        (void)snprintf(message, sizeof(message), "The specified %s does not exist.", what);
        brisk_control_logs_error(call, 400, "ResourceNotFoundException", message);
    } else if (status == BRISK_LIMIT || status == BRISK_INVALID) {
        (void)snprintf(message, sizeof(message), "The name of the %s is not valid.", what);
        brisk_control_logs_error(call, 400, "InvalidParameterException", message);
    } else {
        brisk_control_logs_error(call, 503, "ServiceUnavailableException", "The logs cannot be read or written.");
    }
}

void brisk_control_store_status(brisk_control_call *call, brisk_status status, const char *what)
{
    if (status == BRISK_OK) {
        (void)brisk_respond(call->request, 200, LOGS_MEDIA, BRISK_S(""));
    } else {
        brisk_control_store_error(call, status, what);
    }
}

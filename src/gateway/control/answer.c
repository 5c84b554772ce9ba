/* answer.c - what all calls answer with: request ids, JSON, errors in the shape of each service, pages.
 *
 *     Lambda        404  x-amzn-ErrorType: ResourceNotFoundException    {"Type":"User","Message":"Function not …"}
 *     Logs          400  {"__type":"ResourceNotFoundException","message":"The specified log group does not exist."}
 *     API Gateway   404  x-amzn-ErrorType: NotFoundException            {"message":"Invalid API Key …"} */
#include "gateway/control/private.h"

#include "core/datetime.h"
#include "core/number.h"
#include "core/str.h"
#include "http/query.h"

#include <stdio.h>
#include <string.h>

#define LOGS_MEDIA "application/x-amz-json-1.1"

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

/* ---- parameters and pages ---- */

brisk_str brisk_control_parameter(const brisk_control_call *call, const char *name)
{
    return brisk_query_value(brisk_request_arena(call->request), brisk_request_query(call->request), name);
}

size_t brisk_control_number(const brisk_control_call *call, const char *name, size_t max, size_t otherwise)
{
    uint64_t number;
    brisk_str text = brisk_control_parameter(call, name);
    bool is_number = text.len > 0 && brisk_digits_parse(text, max, &number) == BRISK_NUMBER_OK && number > 0;
    return is_number ? (size_t)number : otherwise;
}

bool brisk_control_page_takes(brisk_control_page *page)
{
    size_t at = page->at++;
    return at >= page->from && at - page->from < page->count;
}

bool brisk_control_page_has_more(const brisk_control_page *page)
{
    return page->at > page->from && page->at - page->from > page->count;
}

brisk_str brisk_control_segment(brisk_str *path)
{
    brisk_str rest = brisk_str_from(*path, path->len > 0 && path->ptr[0] == '/');
    size_t end = brisk_str_find_char(rest, '/');
    brisk_str segment = brisk_str_slice(rest, 0, end);
    *path = brisk_str_from(rest, segment.len);
    return segment;
}

void brisk_control_date(int64_t ms, char out[32])
{
    char text[BRISK_DATETIME_TEXT];
    (void)brisk_datetime_format(text, (brisk_datetime){.us = ms / 1000 * 1000000, .has_offset = true});
    (void)snprintf(out, 32, "%.19s.%03d+0000", text, (int)(ms % 1000));
}

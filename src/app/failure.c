/* failure.c - errors and their answers: brisk_fail, brisk_raise, the 422, and the app's handlers for them.
 *
 *     brisk_fail ─► pending in dispatch->raised ─► brisk_settle ─► on_status handler, else {"detail": …}
 *     brisk_raise ─► … ─► on_error handler of its kind or of one it builds on, else a crash
 *     problems ─► … ─► on_invalid handler, else 422 {"detail": [ … ]}
 *     any other status of a handler ─► a crash: on_crash, else the plain 500, outside of all middleware
 *
 * An error keeps nothing that was set before it (FastAPI's HTTPException drops the injected response's headers), so the
 * headers are dropped when it is raised; those set after it go out with it. */
#include "app/dispatch.h"
#include "core/buffer.h"
#include "core/log.h"
#include "core/str.h"
#include "schema/encode.h"
#include "schema/json_write.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

static const brisk_str content_type = BRISK_STR("Content-Type");
static const brisk_str json_media = BRISK_STR("application/json");

/* ---- raising ---- */

/* Makes an error pending in place of one before it, and drops what was answered so far. */
static brisk_status raise_error(brisk_request *req, brisk_error error)
{
    brisk_response_drop_body(req->response);
    req->response->headers.count = 0;
    req->response->status = 0;
    if (!req->dispatch) {
        return BRISK_FAILED;
    }
    req->dispatch->raised = (brisk_raised){.error = error};
    req->dispatch->has_error = true;
    return BRISK_FAILED;
}

static brisk_str quote(brisk_request *req, brisk_str text)
{
    brisk_buffer buffer;
    brisk_buffer_init(&buffer, req->arena, 0);
    brisk_json_write_text(&buffer, text);
    return brisk_buffer_view(&buffer);
}

static brisk_status raise_text(brisk_request *req, int status, brisk_str text)
{
    return raise_error(req, (brisk_error){.status = status, .detail = quote(req, text), .text = text});
}

brisk_status brisk_fail(brisk_request *req, int status, const char *format, ...)
{
    if (!format) {
        const char *reason = brisk_status_reason(status);
        return raise_text(req, status, brisk_str_view(reason ? reason : "Unknown Error"));
    }
    va_list args;
    va_start(args, format);
    brisk_str text = brisk_arena_vprintf(req->arena, format, args);
    va_end(args);
    return raise_text(req, status, text);
}

brisk_status brisk_fail_json(brisk_request *req, int status, brisk_str detail)
{
    return raise_error(req, (brisk_error){.status = status, .detail = detail});
}

/* A value as JSON text; what a broken one is goes to the log. */
static brisk_status encode(brisk_request *req, const char *call, const brisk_type *type, const void *value,
                           brisk_str *out)
{
    brisk_buffer buffer;
    brisk_buffer_init(&buffer, req->arena, 0);
    const char *why = NULL;
    brisk_status status = brisk_encode(&buffer, req->arena, type, value, NULL, &why);
    if (status != BRISK_OK) {
        brisk_log(BRISK_LOG_ERROR, "the value of %s: %s", call, why ? why : brisk_status_text(status));
    }
    *out = brisk_buffer_view(&buffer);
    return status;
}

brisk_status brisk_fail_value(brisk_request *req, int status, const brisk_type *type, const void *detail)
{
    brisk_str json;
    brisk_status encoded = encode(req, "brisk_fail_with", type, detail, &json);
    return encoded == BRISK_OK ? brisk_fail_json(req, status, json) : encoded;
}

brisk_status brisk_raise(brisk_request *req, const brisk_error_kind *kind, const void *data)
{
    return raise_error(req, (brisk_error){.kind = kind, .status = 500, .data = data});
}

brisk_status brisk_fail_invalid(brisk_request *req)
{
    const brisk_problems *problems = &req->dispatch->decoder.problems;
    raise_error(req, (brisk_error){.status = 422, .problem_count = problems->count});
    brisk_buffer buffer;
    brisk_buffer_init(&buffer, req->arena, 0);
    (void)brisk_buffer_grow(&buffer, 512); /* two or three problems, without growing step by step */
    brisk_problems_write_list(&buffer, problems);
    req->dispatch->raised.error.detail = brisk_buffer_view(&buffer);
    req->dispatch->raised.problems = problems;
    return BRISK_FAILED;
}

bool brisk_error_problem(const brisk_error *error, size_t index, brisk_str *type, brisk_str *loc, brisk_str *message)
{
    /* Handlers are handed the first member of a brisk_raised. */
    const brisk_raised *raised = (const brisk_raised *)(const void *)error;
    if (index >= error->problem_count) {
        return false;
    }
    const brisk_problem *problem = brisk_problems_at(raised->problems, index);
    if (!problem) {
        return false;
    }
    brisk_buffer buffer;
    brisk_buffer_init(&buffer, raised->problems->arena, 0);
    brisk_problems_write_loc(&buffer, problem->loc);
    *type = brisk_str_view(problem->type);
    *loc = brisk_buffer_view(&buffer);
    *message = problem->message;
    return true;
}

/* ---- answering ---- */

brisk_status brisk_answer_value(brisk_request *req, int status, const brisk_type *type, const void *value)
{
    brisk_str json;
    brisk_status encoded = encode(req, "brisk_answer", type, value, &json);
    return encoded == BRISK_OK ? brisk_respond_json(req, status, json) : encoded;
}

static const brisk_row *next_row(const brisk_row *row, brisk_row_kind kind)
{
    while (row && row->kind != BRISK_ROW_END && row->kind != kind) {
        row++;
    }
    return row && row->kind == kind ? row : NULL;
}

static brisk_error_call *handler_of_kind(const brisk_row *rows, const brisk_error_kind *kind)
{
    for (; kind; kind = kind->base) {
        for (const brisk_row *row = rows; (row = next_row(row, BRISK_ROW_ON_ERROR)); row++) {
            if (row->as.handler.error == kind) {
                return row->as.handler.call;
            }
        }
    }
    return NULL;
}

/* on_status(404, …) goes before on_status(0, …), which stands for every status. */
static brisk_error_call *handler_of_status(const brisk_row *rows, int status)
{
    brisk_error_call *any = NULL;
    for (const brisk_row *row = rows; (row = next_row(row, BRISK_ROW_ON_STATUS)); row++) {
        if (row->as.handler.status == status) {
            return row->as.handler.call;
        }
        if (row->as.handler.status == 0 && !any) {
            any = row->as.handler.call;
        }
    }
    return any;
}

static brisk_error_call *find_handler(const brisk_row *rows, const brisk_raised *raised)
{
    if (raised->error.kind) {
        return handler_of_kind(rows, raised->error.kind);
    }
    if (raised->problems) {
        const brisk_row *row = next_row(rows, BRISK_ROW_ON_INVALID);
        return row ? row->as.handler.call : NULL;
    }
    return handler_of_status(rows, raised->error.status);
}

static void answer_detail(brisk_request *req, const brisk_error *error)
{
    brisk_response *response = req->response;
    int status = error->status >= 100 && error->status <= 599 ? error->status : 500;
    response->status = status;
    response->is_answered = true;
    response->body = (brisk_str){"", 0};
    if (brisk_status_has_no_body(status)) {
        return;
    }
    brisk_buffer buffer;
    brisk_buffer_init(&buffer, req->arena, 0);
    (void)brisk_buffer_reserve(&buffer, error->detail.len + 16); /* one allocation; a failure sticks */
    BRISK_BUFFER_APPEND_LITERAL(&buffer, "{\"detail\":");
    brisk_buffer_append_str(&buffer, error->detail);
    brisk_buffer_append_char(&buffer, '}');
    response->body = brisk_buffer_view(&buffer);
    brisk_headers_set(&response->headers, req->arena, content_type, json_media);
}

/* The app's handler answers; what it raises itself is answered without a handler. */
static brisk_status answer_by(brisk_request *req, brisk_error_call *call, const brisk_raised *raised)
{
    brisk_status status = call(req, &raised->error);
    if (status == BRISK_FAILED && req->dispatch->has_error && !req->dispatch->raised.error.kind) {
        req->dispatch->has_error = false;
        answer_detail(req, &req->dispatch->raised.error);
        return BRISK_OK;
    }
    if (status == BRISK_OK && !req->response->is_answered) {
        brisk_log(BRISK_LOG_ERROR, "an error handler for %d returned without an answer", raised->error.status);
        return BRISK_BROKEN_ANSWER;
    }
    if (status == BRISK_OK) {
        req->response->status = brisk_response_final_status(req->response, raised->error.status);
    }
    return status;
}

brisk_status brisk_settle(brisk_request *req, brisk_status status)
{
    brisk_dispatch *dispatch = req->dispatch;
    if (status != BRISK_OK) {
        brisk_background_drop(req);
    }
    if (status != BRISK_FAILED) {
        return status;
    }
    dispatch->outcome = BRISK_FAILED;
    if (!dispatch->has_error) {
        brisk_log(BRISK_LOG_ERROR, "BRISK_FAILED was returned without brisk_fail or brisk_raise");
        return BRISK_INTERNAL;
    }
    brisk_raised raised = dispatch->raised;
    brisk_error_call *call = find_handler(dispatch->service->app->rows, &raised);
    if (!call && raised.error.kind) {
        return BRISK_FAILED;
    }
    dispatch->has_error = false;
    if (call) {
        return answer_by(req, call, &raised);
    }
    answer_detail(req, &raised.error);
    return BRISK_OK;
}

static void answer_plain_500(brisk_request *req)
{
    brisk_response_drop_body(req->response);
    req->response->headers.count = 0;
    req->response->status = 0;
    (void)brisk_respond_text(req, 500, BRISK_S("Internal Server Error"));
    req->response->is_broken = false;
}

/* What a crash is called in the log. An enum takes any int, so `return 404;` compiles: that is told, in room. */
static const char *crash_text(const brisk_error_kind *kind, brisk_status status, char *room, size_t size)
{
    if (kind) {
        return kind->name;
    }
    if ((int)status >= 0 && status <= BRISK_INTERNAL) { /* the last of BRISK_STATUS_LIST */
        return brisk_status_text(status);
    }
    snprintf(room, size, "return value %d: no brisk_status (brisk_fail answers with a status)", (int)status);
    return room;
}

void brisk_settle_crash(brisk_request *req, brisk_status status)
{
    brisk_dispatch *dispatch = req->dispatch;
    brisk_background_drop(req);
    char room[96];
    const brisk_error_kind *kind = dispatch->has_error ? dispatch->raised.error.kind : NULL;
    const brisk_endpoint *endpoint = dispatch->entry ? dispatch->entry->route.endpoint : NULL;
    brisk_log(BRISK_LOG_ERROR, "%.*s %.*s: %s: unhandled %s", (int)req->method_text.len, req->method_text.ptr,
              (int)req->path.len, req->path.ptr, endpoint ? endpoint->name : "no endpoint",
              crash_text(kind, status, room, sizeof room));
    dispatch->outcome = status;
    brisk_raised raised = {.error = {.kind = kind,
                                     .status = 500,
                                     .cause = status,
                                     .detail = BRISK_S("\"Internal Server Error\""),
                                     .text = BRISK_S("Internal Server Error")}};
    raised.error.data = kind ? dispatch->raised.error.data : NULL;
    dispatch->has_error = false;
    const brisk_row *row = next_row(dispatch->service->app->rows, BRISK_ROW_ON_CRASH);
    brisk_response_drop_body(req->response);
    req->response->headers.count = 0;
    req->response->status = 0;
    req->response->is_broken = false;
    if (!row || answer_by(req, row->as.handler.call, &raised) != BRISK_OK || req->response->is_broken) {
        answer_plain_500(req);
    }
}

void brisk_refuse(brisk_response *response, brisk_arena *arena, int status, const char *detail)
{
    brisk_response_drop_body(response);
    response->status = status;
    response->is_answered = true;
    response->is_broken = false;
    response->spare = (brisk_header){content_type, json_media};
    response->headers = (brisk_headers){.items = &response->spare, .count = 1, .capacity = 1};
    response->body =
        arena && !brisk_arena_failed(arena) ? brisk_arena_printf(arena, "{\"detail\":\"%s\"}", detail) : (brisk_str){0};
    if (response->body.len == 0) {
        static const brisk_str unavailable = BRISK_STR("{\"detail\":\"Service Unavailable\"}");
        response->body = unavailable;
        response->status = 503; /* that there is no memory to tell what is refused */
    }
}

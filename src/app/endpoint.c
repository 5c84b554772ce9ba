/* endpoint.c - runs the endpoint of a route: body, dependencies, inputs, handler, and its value as JSON.
 *
 * The order is FastAPI's (fastapi-facts.md 3). A handler's value that does not fit its type is the server's mistake: a
 * 500 with the cause in the log, never on the wire. */
#include "app/dispatch.h"
#include "core/buffer.h"
#include "core/log.h"
#include "schema/encode.h"

static brisk_status write_value(brisk_request *req, const brisk_endpoint *endpoint, const void *out)
{
    const brisk_encode_options options = {
        .include = endpoint->include,
        .exclude = endpoint->exclude,
        .omits_null = endpoint->omits_null,
        .omits_unset = endpoint->omits_unset,
        .omits_defaults = endpoint->omits_defaults,
        .writes_names = endpoint->writes_names,
    };
    brisk_buffer buffer;
    brisk_buffer_init(&buffer, req->arena, 0);
    (void)brisk_buffer_grow(&buffer, 512); /* most answers, without growing step by step */
    const char *why = NULL;
    brisk_status status = brisk_encode(&buffer, req->arena, endpoint->out, out, &options, &why);
    if (status == BRISK_BROKEN_ANSWER) {
        brisk_log(BRISK_LOG_ERROR, "%s: its answer does not fit the type: %s", endpoint->name, why ? why : "");
    }
    if (status == BRISK_OK) {
        req->response->body = brisk_buffer_view(&buffer);
    }
    return status;
}

/* Completes the answer of a handler that returned BRISK_OK. */
static brisk_status complete(brisk_request *req, const brisk_endpoint *endpoint, const void *out)
{
    brisk_response *response = req->response;
    response->status = brisk_response_final_status(
        response, endpoint->status || endpoint->answer != BRISK_ANSWER_NOTHING ? endpoint->status : 204);
    if (response->is_answered) {
        return BRISK_OK;
    }
    if (endpoint->answer == BRISK_ANSWER_RAW) {
        brisk_log(BRISK_LOG_ERROR, "%s: a raw endpoint returned BRISK_OK without an answer (brisk_respond …)",
                  endpoint->name);
        return BRISK_BROKEN_ANSWER;
    }
    response->is_answered = true;
    if (brisk_headers_find(&response->headers, BRISK_S("Content-Type"), 0) == SIZE_MAX) {
        brisk_str media = endpoint->media ? brisk_str_view(endpoint->media) : BRISK_S("application/json");
        brisk_headers_add(&response->headers, req->arena, BRISK_S("Content-Type"), media);
    }
    if (endpoint->answer == BRISK_ANSWER_TYPED && !brisk_status_has_no_body(response->status)) {
        return write_value(req, endpoint, out);
    }
    return BRISK_OK;
}

/* Dependencies and inputs, all problems in one list. */
static brisk_status read_all(brisk_request *req, void *in)
{
    const brisk_route_plan *plan = &req->dispatch->entry->plan;
    bool complete_uses = true;
    brisk_status status = brisk_uses_run(req, &plan->before, NULL, NULL, &complete_uses);
    if (status == BRISK_OK) {
        status = brisk_uses_run(req, &plan->endpoint, NULL, in, &complete_uses);
    }
    if (status != BRISK_OK) {
        return status;
    }
    status = brisk_inputs_read(req, &plan->endpoint, in);
    return status == BRISK_OK && !complete_uses ? BRISK_INVALID : status;
}

static brisk_status run(brisk_request *req, const brisk_endpoint *endpoint)
{
    void *in = brisk_arena_alloc(req->arena, endpoint->in_size);
    void *out = endpoint->answer == BRISK_ANSWER_TYPED ? brisk_arena_alloc(req->arena, endpoint->out->size) : NULL;
    if (!in || (!out && endpoint->answer == BRISK_ANSWER_TYPED)) {
        return BRISK_NO_MEMORY;
    }
    brisk_status status = brisk_inputs_prepare(req);
    if (status == BRISK_OK) {
        status = read_all(req, in);
    }
    if (status == BRISK_INVALID) {
        return brisk_fail_invalid(req);
    }
    if (status != BRISK_OK || brisk_arena_failed(req->arena)) {
        return status != BRISK_OK ? status : BRISK_NO_MEMORY;
    }
    req->dispatch->scopes = (brisk_str){"", 0};
    status = endpoint->call(req, in, out);
    if (status == BRISK_OK && req->dispatch->has_error) {
        brisk_log(BRISK_LOG_WARNING, "%s: brisk_fail was called, and BRISK_OK returned: the error is answered",
                  endpoint->name);
        status = BRISK_FAILED;
    }
    return status == BRISK_OK ? complete(req, endpoint, out) : status;
}

brisk_status brisk_endpoint_run(brisk_request *req)
{
    return brisk_settle(req, run(req, req->dispatch->entry->route.endpoint));
}

/* responses.c - see responses.h.
 *
 * AWS's own bodies differ in one space: what its front end refuses says {"message":"Forbidden"}, what fails behind it
 * says {"message": "Internal server error"}. A configured template is filled by plain substitution, no VTL. */
#include "gateway/front/responses.h"

#include "core/str.h"
#include "gateway/front/answer.h"
#include "gateway/front/context.h"
#include "gateway/front/event_parts.h"
#include "gateway/front/state.h"

static const struct row {
    const char *name;
    int status;
    const char *error;
    const char *message;
} rows[BRISK_RESPONSE_COUNT] = {
#define ROW(name, status, error, message) {#name, status, error, message},
    BRISK_GATEWAY_RESPONSE_LIST(ROW)
#undef ROW
};

const char *brisk_response_type_name(brisk_response_type type)
{
    return rows[type].name;
}

static const brisk_gateway_response *find_configured(const brisk_api_config *api, const char *type)
{
    for (size_t i = 0; i < api->response_count; i++) {
        if (brisk_str_is(api->responses[i].type, type)) {
            return &api->responses[i];
        }
    }
    return NULL;
}

/* What the firewall and the front end refuse is not customisable. */
static const brisk_gateway_response *find_response(const brisk_api_config *api, brisk_response_type type, int status)
{
    if (type == BRISK_RESPONSE_WAF_FILTERED) {
        return NULL;
    }
    const brisk_gateway_response *own = find_configured(api, rows[type].name);
    return own != NULL ? own : find_configured(api, status >= 500 ? "DEFAULT_5XX" : "DEFAULT_4XX");
}

static void append_default_body(brisk_buffer *out, int status, brisk_str message)
{
    if (status >= 500) {
        BRISK_BUFFER_APPEND_LITERAL(out, "{\"message\": ");
    } else {
        BRISK_BUFFER_APPEND_LITERAL(out, "{\"message\":");
    }
    brisk_parts_text(out, message);
    brisk_buffer_append_char(out, '}');
}

/* The template for the media type that the client prefers, else for JSON, else the first. */
static const brisk_setting *choose_template(const brisk_gateway_response *configured, const brisk_request *request)
{
    if (configured == NULL || configured->templates.count == 0) {
        return NULL;
    }
    brisk_str accept, rest;
    const brisk_setting *chosen = &configured->templates.items[0];
    (void)brisk_str_cut(brisk_headers_get(&request->headers, BRISK_S("accept")), ',', &accept, &rest);
    for (size_t i = configured->templates.count; i-- > 0;) {
        const brisk_setting *template = &configured->templates.items[i];
        if (brisk_str_equal(template->name, brisk_str_trim(accept))) {
            return template;
        }
        chosen = brisk_str_is(template->name, "application/json") ? template : chosen;
    }
    return chosen;
}

static void add_mapped_headers(const brisk_context *context, brisk_front_call *call, const brisk_settings *headers)
{
    for (size_t i = 0; i < headers->count; i++) {
        brisk_str value = brisk_context_mapped(context, headers->items[i].value);
        if (value.ptr == NULL || !brisk_header_is_valid(headers->items[i].name, value)) {
            continue;
        }
        if (!brisk_headers_set(&call->response->headers, call->request->arena, headers->items[i].name, value)) {
            brisk_answer_exhausted(call);
            return;
        }
    }
}

void brisk_response_give(const brisk_front *front, brisk_front_call *call, brisk_response_type type,
                         const brisk_response_options *options)
{
    static const brisk_response_options none = {0};
    const struct row *row = &rows[type];
    options = options != NULL ? options : &none;
    int status = options->status != 0 ? options->status : row->status;
    brisk_str message = options->message.len > 0 ? options->message : brisk_str_view(row->message);
    brisk_str error = options->error_type.len > 0 ? options->error_type : brisk_str_view(row->error);
    const brisk_gateway_response *configured = options->is_fixed ? NULL : find_response(front->api, type, status);
    const brisk_setting *template = choose_template(configured, call->request);
    brisk_context context = {front, call, NULL};
    brisk_buffer body;

    call->error_type = brisk_str_view(row->name);
    call->error_message = message;
    brisk_answer_start(call, configured != NULL && configured->status != 0 ? configured->status : status);
    brisk_answer_add_header(call, BRISK_S("Content-Type"),
                            template != NULL ? template->name : BRISK_S("application/json"));
    brisk_answer_add_rest_ids(call, options->has_trace);
    brisk_answer_add_header(call, BRISK_S("x-amzn-ErrorType"), error);
    if (configured != NULL) {
        add_mapped_headers(&context, call, &configured->headers);
    }
    brisk_buffer_init(&body, call->request->arena, 0);
    if (template != NULL) {
        brisk_context_fill(&context, template->value, BRISK_S(""), &body);
    } else if (options->body.len > 0) {
        brisk_buffer_append_str(&body, options->body);
    } else {
        append_default_body(&body, status, message);
    }
    if (brisk_str_is_ignore_case(call->request->method_text, "HEAD")) {
        brisk_buffer_truncate(&body, 0); /* observed: a Content-Length of 0 */
    }
    if (brisk_buffer_finish(&body, &call->response->body) != BRISK_OK) {
        brisk_answer_exhausted(call);
    }
}

/* cors.c - see cors.h. Preflights are answered without the function, and all other answers get the configured headers.
 * A REST API does nothing of it: there CORS is the function's. */
#include "gateway/front/cors.h"

#include "core/str.h"
#include "gateway/front/answer.h"
#include "gateway/front/state.h"

static bool fits_origin(brisk_str known, brisk_str origin)
{
    size_t star = brisk_str_find_char(known, '*');
    return star == BRISK_STR_NONE
               ? brisk_str_equal(known, origin)
               : brisk_str_starts_with(origin, brisk_str_slice(known, 0, star)); /* a pattern of the scheme */
}

/* The Access-Control-Allow-Origin for this request; empty: it is not allowed, or not cross-origin. */
static brisk_str allowed_origin(const brisk_cors_config *cors, const brisk_request *request)
{
    brisk_str origin = brisk_headers_get(&request->headers, BRISK_S("origin"));
    if (!cors->is_set || origin.len == 0) {
        return BRISK_S("");
    }
    for (size_t i = 0; i < cors->origin_count; i++) {
        if (brisk_str_is(cors->origins[i], "*")) {
            return cors->allows_credentials ? origin : BRISK_S("*");
        }
        if (fits_origin(cors->origins[i], origin)) {
            return origin;
        }
    }
    return BRISK_S("");
}

static void add_list(brisk_front_call *call, const char *name, const brisk_str *items, size_t count)
{
    brisk_buffer text;
    brisk_str value;
    if (count == 0) {
        return;
    }
    brisk_buffer_init(&text, call->request->arena, 0);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            brisk_buffer_append_char(&text, ',');
        }
        brisk_buffer_append_str(&text, items[i]);
    }
    if (brisk_buffer_finish(&text, &value) == BRISK_OK) {
        brisk_answer_add_header(call, brisk_str_view(name), value);
    }
}

static void add_common(brisk_front_call *call, const brisk_cors_config *cors, brisk_str origin)
{
    brisk_answer_add_header(call, BRISK_S("Access-Control-Allow-Origin"), origin);
    if (cors->allows_credentials) {
        brisk_answer_add_header(call, BRISK_S("Access-Control-Allow-Credentials"), BRISK_S("true"));
    }
}

bool brisk_cors_preflight(const brisk_front *front, brisk_front_call *call, int status)
{
    const brisk_cors_config *cors = &front->api->cors;
    const brisk_headers *headers = &call->request->headers;
    if (!cors->is_set || !brisk_str_is(call->request->method_text, "OPTIONS") ||
        brisk_headers_get(headers, BRISK_S("origin")).len == 0 ||
        brisk_headers_get(headers, BRISK_S("access-control-request-method")).len == 0) {
        return false;
    }
    brisk_answer_start(call, status);
    brisk_answer_add_http_ids(front, call);
    brisk_str origin = allowed_origin(cors, call->request);
    if (origin.len > 0) {
        add_common(call, cors, origin);
        add_list(call, "Access-Control-Allow-Methods", cors->methods, cors->method_count);
        add_list(call, "Access-Control-Allow-Headers", cors->headers, cors->header_count);
        if (cors->max_age_s >= 0) {
            brisk_answer_add_header(call, BRISK_S("Access-Control-Max-Age"),
                                    brisk_arena_printf(call->request->arena, "%d", (int)cors->max_age_s));
        }
    }
    return true;
}

void brisk_cors_apply(const brisk_front *front, brisk_front_call *call)
{
    static const brisk_str names[] = {
        BRISK_STR("Access-Control-Allow-Origin"),   BRISK_STR("Access-Control-Allow-Credentials"),
        BRISK_STR("Access-Control-Allow-Methods"),  BRISK_STR("Access-Control-Allow-Headers"),
        BRISK_STR("Access-Control-Expose-Headers"), BRISK_STR("Access-Control-Max-Age"),
    };
    const brisk_cors_config *cors = &front->api->cors;
    if (!cors->is_set) {
        return;
    }
    /* A function URL lets the function's own stand beside those of the configuration, though browsers then refuse the
     * answer for its two origins (seen: powertools-lambda-python, issue 4163). */
    for (size_t i = 0; front->api->kind == BRISK_FRONT_HTTP && i < sizeof names / sizeof *names; i++) {
        brisk_headers_remove(&call->response->headers, names[i]);
    }
    brisk_str origin = allowed_origin(cors, call->request);
    if (origin.len > 0) {
        add_common(call, cors, origin);
        add_list(call, "Access-Control-Expose-Headers", cors->exposed, cors->exposed_count);
    }
}

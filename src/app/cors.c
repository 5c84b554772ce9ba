/* cors.c - the CORS middleware (Fetch standard, "CORS protocol"), with the answers of Starlette's CORSMiddleware.
 *
 * A preflight is an OPTIONS request with Origin and Access-Control-Request-Method: it is answered here and reaches no
 * endpoint. Any other request with an Origin runs, and its answer says who may read it. */
#include "app/dispatch.h"
#include "core/buffer.h"
#include "core/str.h"

#include <brisk/middleware.h>

/* Sorted, with those that Fetch calls safelisted; Starlette lists them all in Access-Control-Allow-Headers. */
static const char *const safe_headers[] = {"Accept", "Accept-Language", "Content-Language", "Content-Type"};
enum { SAFE_HEADERS = sizeof safe_headers / sizeof safe_headers[0], MAX_ALLOWED_HEADERS = 64 };

static bool is_all(const char *list)
{
    return list && brisk_str_is(brisk_str_trim(brisk_str_view(list)), "*");
}

static bool next_item(brisk_str *rest, bool *more, brisk_str *item)
{
    while (brisk_str_split(rest, ',', more, item)) {
        *item = brisk_str_trim(*item);
        if (item->len > 0) {
            return true;
        }
    }
    return false;
}

/* A star in a pattern stands for one or more characters of a host name. */
static bool matches_origin(brisk_str pattern, brisk_str origin)
{
    size_t star = brisk_str_find_char(pattern, '*');
    if (star == BRISK_STR_NONE) {
        return brisk_str_equal(pattern, origin);
    }
    brisk_str head = brisk_str_slice(pattern, 0, star), tail = brisk_str_from(pattern, star + 1);
    if (origin.len <= head.len + tail.len || !brisk_str_starts_with(origin, head) ||
        !brisk_str_ends_with(origin, tail)) {
        return false;
    }
    brisk_str middle = brisk_str_slice(origin, head.len, origin.len - head.len - tail.len);
    for (size_t i = 0; i < middle.len; i++) {
        if (!brisk_char_is_alnum(middle.ptr[i]) && middle.ptr[i] != '-' && middle.ptr[i] != '.') {
            return false;
        }
    }
    return true;
}

static bool allows_origin(const brisk_cors_options *options, brisk_str origin)
{
    if (is_all(options->allow_origins)) {
        return true;
    }
    brisk_str rest = brisk_str_view(options->allow_origins), item;
    bool more = true;
    while (next_item(&rest, &more, &item)) {
        if (matches_origin(item, origin)) {
            return true;
        }
    }
    return false;
}

static brisk_str allowed_methods(const brisk_cors_options *options)
{
    if (is_all(options->allow_methods)) {
        return BRISK_S("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
    }
    return options->allow_methods ? brisk_str_view(options->allow_methods) : BRISK_S("GET");
}

static bool list_has(brisk_str list, brisk_str wanted)
{
    brisk_str item;
    bool more = true;
    while (next_item(&list, &more, &item)) {
        if (brisk_str_equal_ignore_case(item, wanted)) {
            return true;
        }
    }
    return false;
}

static bool allows_header(const brisk_cors_options *options, brisk_str name)
{
    for (size_t i = 0; i < SAFE_HEADERS; i++) {
        if (brisk_str_is_ignore_case(name, safe_headers[i])) {
            return true;
        }
    }
    return list_has(brisk_str_view(options->allow_headers), name);
}

/* ---- the preflight ---- */

/* The allowed headers and the safelisted ones, sorted by bytes and joined. */
static brisk_str sorted_headers(brisk_request *req, const brisk_cors_options *options)
{
    brisk_str names[MAX_ALLOWED_HEADERS];
    size_t count = 0;
    for (; count < SAFE_HEADERS; count++) {
        names[count] = brisk_str_view(safe_headers[count]);
    }
    brisk_str rest = brisk_str_view(options->allow_headers), item;
    bool more = true;
    while (count < MAX_ALLOWED_HEADERS && next_item(&rest, &more, &item)) {
        size_t at = count++;
        for (; at > 0 && brisk_str_compare(names[at - 1], item) > 0; at--) {
            names[at] = names[at - 1];
        }
        names[at] = item;
    }
    brisk_buffer buffer;
    brisk_buffer_init(&buffer, req->arena, 0);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && brisk_str_equal_ignore_case(names[i], names[i - 1])) {
            continue;
        }
        if (i > 0) {
            BRISK_BUFFER_APPEND_LITERAL(&buffer, ", ");
        }
        brisk_buffer_append_str(&buffer, names[i]);
    }
    return brisk_buffer_view(&buffer);
}

static bool allows_headers(const brisk_cors_options *options, brisk_str asked)
{
    brisk_str item;
    bool more = true;
    while (next_item(&asked, &more, &item)) {
        if (!allows_header(options, item)) {
            return false;
        }
    }
    return true;
}

static brisk_status preflight(brisk_request *req, const brisk_cors_options *options, brisk_str origin, brisk_str method)
{
    brisk_str asked = brisk_request_header(req, "Access-Control-Request-Headers");
    bool is_explicit = !is_all(options->allow_origins) || options->allow_credentials;
    bool origin_ok = allows_origin(options, origin);
    bool method_ok = list_has(allowed_methods(options), method);
    bool headers_ok = is_all(options->allow_headers) || !asked.ptr || allows_headers(options, asked);
    if (is_explicit) {
        brisk_set_header(req, BRISK_S("Vary"), BRISK_S("Origin"));
    }
    if (origin_ok || !is_explicit) {
        brisk_set_header(req, BRISK_S("Access-Control-Allow-Origin"), is_explicit ? origin : BRISK_S("*"));
    }
    brisk_set_header(req, BRISK_S("Access-Control-Allow-Methods"), allowed_methods(options));
    brisk_set_header(req, BRISK_S("Access-Control-Max-Age"),
                     brisk_strf(req, "%d", options->max_age_s > 0 ? options->max_age_s : 600));
    if (is_all(options->allow_headers)) {
        if (asked.ptr) {
            brisk_set_header(req, BRISK_S("Access-Control-Allow-Headers"), asked);
        }
    } else {
        brisk_set_header(req, BRISK_S("Access-Control-Allow-Headers"), sorted_headers(req, options));
    }
    if (options->allow_credentials) {
        brisk_set_header(req, BRISK_S("Access-Control-Allow-Credentials"), BRISK_S("true"));
    }
    if (origin_ok && method_ok && headers_ok) {
        return brisk_respond_text(req, 200, BRISK_S("OK"));
    }
    const char *failed[] = {origin_ok ? NULL : "origin", method_ok ? NULL : "method", headers_ok ? NULL : "headers"};
    brisk_buffer text;
    brisk_buffer_init(&text, req->arena, 0);
    for (size_t i = 0; i < 3; i++) {
        if (failed[i]) {
            brisk_buffer_append_c_string(&text, text.len > 0 ? ", " : "Disallowed CORS ");
            brisk_buffer_append_c_string(&text, failed[i]);
        }
    }
    return brisk_respond_text(req, 400, brisk_buffer_view(&text));
}

/* ---- any other request ---- */

static void add_vary_origin(brisk_request *req)
{
    brisk_str vary = brisk_response_header(req, "Vary");
    if (!vary.ptr) {
        brisk_set_header(req, BRISK_S("Vary"), BRISK_S("Origin"));
    } else if (!brisk_str_is(vary, "*") && !list_has(vary, BRISK_S("Origin"))) {
        brisk_set_header(req, BRISK_S("Vary"), brisk_str_concat(req->arena, vary, BRISK_S(", Origin"), (brisk_str){0}));
    }
}

static void mark_answer(brisk_request *req, const brisk_cors_options *options, brisk_str origin)
{
    bool is_any = is_all(options->allow_origins) && !options->allow_credentials;
    if (is_any) {
        brisk_set_header(req, BRISK_S("Access-Control-Allow-Origin"), BRISK_S("*"));
    } else if (allows_origin(options, origin)) {
        brisk_set_header(req, BRISK_S("Access-Control-Allow-Origin"), origin);
        add_vary_origin(req);
    }
    if (options->allow_credentials) {
        brisk_set_header(req, BRISK_S("Access-Control-Allow-Credentials"), BRISK_S("true"));
    }
    if (options->expose_headers) {
        brisk_set_header(req, BRISK_S("Access-Control-Expose-Headers"), brisk_str_view(options->expose_headers));
    }
}

brisk_status brisk_cors(brisk_request *req, brisk_next *next, const void *options)
{
    const brisk_cors_options *cors = options;
    brisk_str origin = brisk_request_header(req, "Origin");
    if (!origin.ptr) {
        return brisk_next_call(next);
    }
    brisk_str method = brisk_request_header(req, "Access-Control-Request-Method");
    if (req->method == BRISK_METHOD_OPTIONS && method.ptr) {
        return preflight(req, cors, origin, method);
    }
    brisk_status status = brisk_next_call(next);
    if (status == BRISK_OK) {
        mark_answer(req, cors, origin);
    }
    return status;
}

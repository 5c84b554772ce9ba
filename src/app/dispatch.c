/* dispatch.c - brisk_handle: from a parsed request to its answer, by route (service.h, dispatch.h).
 *
 * Routing as FastAPI's (fastapi-facts.md 3.2): pages of the documentation, then routes in the order declared; else 405
 * with the methods of the first route whose path matched, a redirect to the path with or without its slash, or 404. */
#include "app/dispatch.h"

#include "app/openapi.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/log.h"
#include "core/str.h"

/* ---- the request's state ---- */

/* A path below the root path that the transport was told of loses it: routes do not know where they are mounted. */
static void strip_root_path(brisk_request *req)
{
    brisk_str root = req->root_path;
    if (root.len == 0 || !brisk_str_starts_with(req->path, root)) {
        return;
    }
    brisk_str rest = brisk_str_from(req->path, root.len);
    if (rest.len == 0) {
        req->path = BRISK_S("/");
    } else if (rest.ptr[0] == '/') {
        req->path = rest;
    }
}

static brisk_dispatch *begin(brisk_service *service, brisk_request *req)
{
    if (req->dispatch) {
        return req->dispatch;
    }
    brisk_dispatch *dispatch = brisk_arena_alloc(req->arena, sizeof *dispatch);
    if (!dispatch) {
        return NULL;
    }
    dispatch->service = service;
    dispatch->scopes = (brisk_str){"", 0};
    brisk_decoder_init(&dispatch->decoder, req->arena, NULL);
    req->dispatch = dispatch;
    req->state = service->state;
    strip_root_path(req);
    return dispatch;
}

static void find_route(brisk_request *req)
{
    brisk_dispatch *dispatch = req->dispatch;
    if (dispatch->is_routed) {
        return;
    }
    dispatch->is_routed = true;
    brisk_routes_match(dispatch->service->tree, req->path, req->method, &dispatch->match);
    if (dispatch->match.found == BRISK_ROUTE_FOUND) {
        dispatch->entry = &dispatch->service->entries[dispatch->match.index];
    }
}

bool brisk_service_is_blocking(brisk_service *service, brisk_request *req)
{
    if (!service->has_blocking || !begin(service, req)) {
        return false;
    }
    find_route(req);
    return req->dispatch->entry && req->dispatch->entry->route.endpoint->is_blocking;
}

brisk_str brisk_request_route(const brisk_request *req)
{
    return req->dispatch && req->dispatch->entry ? req->dispatch->entry->route.path : (brisk_str){0};
}

/* ---- what is no route ---- */

static brisk_str method_list(brisk_request *req, unsigned methods)
{
    brisk_buffer buffer;
    brisk_buffer_init(&buffer, req->arena, 0);
    for (unsigned bit = 1; bit < BRISK_METHOD_OTHER; bit <<= 1) {
        if (methods & bit) {
            if (buffer.len > 0) {
                BRISK_BUFFER_APPEND_LITERAL(&buffer, ", ");
            }
            brisk_buffer_append_c_string(&buffer, brisk_method_name((brisk_method)bit));
        }
    }
    return brisk_buffer_view(&buffer);
}

static brisk_status refuse_method(brisk_request *req, unsigned allowed)
{
    brisk_status status = brisk_fail(req, 405, NULL);
    brisk_set_header(req, BRISK_S("Allow"), method_list(req, allowed));
    return status;
}

/* The path with its slashes at the end removed, or one added. */
static brisk_str other_slash(brisk_request *req)
{
    brisk_str path = req->path;
    if (!brisk_str_ends_with(path, BRISK_S("/"))) {
        return brisk_str_concat(req->arena, path, BRISK_S("/"), (brisk_str){0});
    }
    while (path.len > 0 && path.ptr[path.len - 1] == '/') {
        path.len--;
    }
    return path;
}

static brisk_status redirect_slash(brisk_request *req, bool *is_done)
{
    *is_done = false;
    if (req->dispatch->service->app->no_redirect_slashes || brisk_str_equal(req->path, BRISK_S("/"))) {
        return BRISK_OK;
    }
    brisk_str path = other_slash(req);
    brisk_route_match match;
    brisk_routes_match(req->dispatch->service->tree, path, req->method, &match);
    if (match.found == BRISK_ROUTE_NONE) {
        return BRISK_OK;
    }
    *is_done = true;
    brisk_str scheme = brisk_request_scheme(req), host = brisk_request_host(req), root = req->root_path;
    brisk_buffer url; /* not by %.*s, which would end at a NUL in the path */
    brisk_buffer_init(&url, req->arena, 0);
    brisk_buffer_append_str(&url, scheme);
    brisk_buffer_append_c_string(&url, "://");
    brisk_buffer_append_str(&url, host);
    brisk_buffer_append_str(&url, root);
    brisk_buffer_append_str(&url, path);
    brisk_buffer_append_c_string(&url, req->query.len > 0 ? "?" : "");
    brisk_buffer_append_str(&url, req->query);
    return url.status == BRISK_OK ? brisk_redirect(req, 307, brisk_buffer_view(&url)) : url.status;
}

/* The documentation's pages go before all routes, as in FastAPI. */
static brisk_status answer_page(brisk_request *req, bool *is_done)
{
    brisk_service *service = req->dispatch->service;
    const brisk_docs *docs = service->app->docs;
    *is_done = true;
    if (brisk_openapi_handle(service, req) || (docs && docs->handle(service, req))) {
        return BRISK_OK;
    }
    if (brisk_openapi_is_page(service, req->path) || (docs && docs->is_page(service, req->path))) {
        return refuse_method(req, BRISK_METHOD_GET | BRISK_METHOD_HEAD);
    }
    *is_done = false;
    return BRISK_OK;
}

static brisk_status answer_no_route(brisk_request *req)
{
    brisk_dispatch *dispatch = req->dispatch;
    if (dispatch->match.found == BRISK_ROUTE_METHOD) {
        return refuse_method(req, dispatch->service->routes[dispatch->match.index].methods);
    }
    bool is_done = false;
    brisk_status status = redirect_slash(req, &is_done);
    return is_done ? status : brisk_fail(req, 404, NULL);
}

/* ---- handling ---- */

/* What the app's middleware stands around. */
static brisk_status route(brisk_request *req)
{
    bool is_done = false;
    brisk_status status = answer_page(req, &is_done);
    if (is_done) {
        return brisk_settle(req, status);
    }
    find_route(req);
    if (!req->dispatch->entry) {
        return brisk_settle(req, answer_no_route(req));
    }
    return brisk_middleware_run(req, req->dispatch->entry->route.middleware, brisk_endpoint_run);
}

/* A middleware may answer without the endpoint, and set no status. */
static void complete_status(brisk_response *response)
{
    response->status = brisk_response_final_status(response, 0);
    if (brisk_status_has_no_body(response->status)) {
        brisk_response_drop_body(response);
    }
}

static const char broken_header[] = "a header was set that HTTP does not allow";

void brisk_handle(brisk_service *service, brisk_request *req)
{
    if (!begin(service, req)) {
        brisk_refuse(req->response, req->arena, 503, "Out of memory");
        return;
    }
    brisk_status status = brisk_middleware_run(req, service->middleware, route);
    if (status == BRISK_OK && req->response->is_broken) {
        brisk_log(BRISK_LOG_ERROR, "%s", broken_header);
        status = BRISK_BROKEN_ANSWER;
    }
    if (status == BRISK_NO_MEMORY) {
        brisk_arena_fail(req->arena); /* of whatever memory: exhaustion is not a crash */
    }
    if (status != BRISK_OK && !brisk_arena_failed(req->arena)) {
        brisk_settle_crash(req, status);
    }
    if (brisk_arena_failed(req->arena)) {
        req->dispatch->outcome = BRISK_NO_MEMORY;
        brisk_background_drop(req);
        brisk_refuse(req->response, req->arena, 503, "Out of memory");
        return;
    }
    complete_status(req->response);
}

bool brisk_has_work_after(const brisk_request *req)
{
    const brisk_dispatch *dispatch = req->dispatch;
    if (req->response->is_stream) {
        return true;
    }
    if (!dispatch || dispatch->is_finished) {
        return false;
    }
    if (dispatch->first_task) {
        return true;
    }
    for (const brisk_result *result = dispatch->results; result; result = result->next) {
        if (result->dependency->teardown) {
            return true;
        }
    }
    return false;
}

void brisk_finish(brisk_service *service, brisk_request *req, bool sent)
{
    (void)service;
    brisk_dispatch *dispatch = req->dispatch;
    if (dispatch && !dispatch->is_finished) {
        dispatch->is_finished = true;
        if (!sent && dispatch->outcome == BRISK_OK) {
            dispatch->outcome = BRISK_CANCELLED;
        }
        if (req->response->is_stream) {
            brisk_response_drop_body(req->response); /* it may use what the teardowns take away */
        }
        brisk_background_run(req);
        brisk_teardown_run(req);
    }
    brisk_response_drop_body(req->response);
}

/* openapi_page.c - keeps the document once it is made, and serves it at the app's openapi_url. That stands apart from
 * the pages: an app without docs has it, too. */
#include "app/openapi.h"

#include "app/dispatch.h"
#include "core/arena.h"
#include "core/log.h"
#include "core/str.h"

/* In arenas of its own: what it took to build goes away, and a call without memory spoils nothing for the next. */
static brisk_status make_document(brisk_service *service)
{
    const char *why = NULL;
    brisk_arena *scratch = brisk_arena_new(0), *kept = brisk_arena_new(0);
    brisk_str document =
        scratch ? brisk_openapi_build(scratch, service, (brisk_str){"", 0}, &why) : (brisk_str){NULL, 0};
    if (document.ptr && kept) {
        document = brisk_str_copy(kept, document);
    }
    bool is_made = document.ptr && kept && !brisk_arena_failed(kept);
    if (is_made) {
        service->openapi = document;
        service->openapi_arena = kept;
    } else {
        brisk_log(BRISK_LOG_ERROR, "the OpenAPI document: %s", why ? why : brisk_status_text(BRISK_NO_MEMORY));
        brisk_arena_free(kept);
    }
    brisk_arena_free(scratch);
    return is_made ? BRISK_OK : why ? BRISK_USAGE : BRISK_NO_MEMORY;
}

/* Returns BRISK_OK, BRISK_USAGE (the tables make no document), BRISK_NO_MEMORY. */
static brisk_status find_document(brisk_service *service, brisk_str *document)
{
    pthread_mutex_lock(&service->openapi_lock);
    brisk_status status = service->openapi.ptr ? BRISK_OK : make_document(service);
    *document = service->openapi;
    pthread_mutex_unlock(&service->openapi_lock);
    return status;
}

brisk_str brisk_service_openapi(brisk_service *service)
{
    brisk_str document;
    (void)find_document(service, &document);
    return document;
}

static brisk_str openapi_url(brisk_service *service)
{
    const char *url = brisk_service_app(service)->openapi_url;
    return brisk_str_view(url ? url : "/openapi.json");
}

bool brisk_openapi_is_page(brisk_service *service, brisk_str path)
{
    brisk_str url = openapi_url(service);
    return url.len > 0 && brisk_str_equal(path, url);
}

bool brisk_openapi_handle(brisk_service *service, brisk_request *req)
{
    if ((req->method != BRISK_METHOD_GET && req->method != BRISK_METHOD_HEAD) ||
        !brisk_openapi_is_page(service, req->path)) {
        return false;
    }
    brisk_str document;
    brisk_status status = find_document(service, &document);
    if (status == BRISK_NO_MEMORY) {
        brisk_arena_fail(req->arena);
    } else if (status != BRISK_OK) {
        (void)brisk_respond_text(req, 500, BRISK_S("Internal Server Error"));
    } else {
        document = brisk_openapi_with_root(req->arena, brisk_service_app(service), document, req->root_path);
        (void)brisk_respond_json(req, 200, document);
    }
    return true;
}

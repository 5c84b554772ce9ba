/* openapi_page.c - keeps the document once it is made, and serves it at the app's openapi_url. That stands apart from
 * the pages: an app without docs has it, too. */
#include "app/openapi.h"

#include "app/dispatch.h"
#include "core/log.h"
#include "core/str.h"

brisk_str brisk_service_openapi(brisk_service *service)
{
    pthread_mutex_lock(&service->openapi_lock);
    if (!service->openapi.ptr) {
        const char *why = NULL;
        service->openapi = brisk_openapi_build(service->arena, service, (brisk_str){"", 0}, &why);
        if (!service->openapi.ptr) {
            brisk_log(BRISK_LOG_ERROR, "the OpenAPI document: %s", why ? why : "out of memory");
        }
    }
    brisk_str document = service->openapi;
    pthread_mutex_unlock(&service->openapi_lock);
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
    brisk_str document = brisk_service_openapi(service);
    if (document.ptr) {
        document = brisk_openapi_with_root(req->arena, brisk_service_app(service), document, req->root_path);
    }
    if (document.ptr) {
        (void)brisk_respond_json(req, 200, document);
    } else {
        (void)brisk_respond_text(req, 500, BRISK_S("Internal Server Error"));
    }
    return true;
}

/* openapi_page.c - serves the document at the app's openapi_url, apart from the pages: an app without docs has it, too. */
#include "app/openapi.h"

#include "core/str.h"
#include "http/request.h"

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

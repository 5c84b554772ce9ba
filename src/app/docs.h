/* docs.h - /docs (Swagger UI), /redoc (ReDoc) and the files of those pages. (/openapi.json: openapi.h.)
 *
 * All of it hangs on the object brisk_docs_pages: an app that does not name it holds neither the pages nor the
 * megabytes of their scripts. */
#ifndef BRISK_APP_DOCS_H
#define BRISK_APP_DOCS_H

#include "app/service.h"

/** What brisk_app.docs points at. */
struct brisk_docs {
    /** Answers GET and HEAD of the pages and their files; true when it did (the answer stands in req->response).
     *  A page that the app leaves out, and any other path, gives false, as any other method does. */
    bool (*handle)(const brisk_service *service, brisk_request *req);
    /** True where path is one of them, whatever the method: then another method than GET and HEAD is a 405. */
    bool (*is_page)(const brisk_service *service, brisk_str path);
};

#endif

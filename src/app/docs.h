/* docs.h - /openapi.json, /docs (Swagger UI), /redoc (ReDoc) and the files of those pages.
 *
 * All of it hangs on the object brisk_docs_pages: an app that does not name it holds neither the pages nor the megabytes
 * of their scripts. */
#ifndef BRISK_APP_DOCS_H
#define BRISK_APP_DOCS_H

#include "app/service.h"

typedef struct brisk_docs {
    /** Answers GET and HEAD of the document and of the pages; true when it did (the answer stands in req->response).
     *  A page that the app leaves out, and any other path, gives false, as any other method does. */
    bool (*handle)(brisk_service *service, brisk_request *req);
    /** True where path is one of them, whatever the method: then another method than GET and HEAD is a 405. */
    bool (*is_page)(brisk_service *service, brisk_str path);
} brisk_docs;

extern const brisk_docs brisk_docs_pages;

#endif

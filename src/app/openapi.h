/* openapi.h - the OpenAPI 3.1.0 document of a service, with the names, titles and order of FastAPI. */
#ifndef BRISK_APP_OPENAPI_H
#define BRISK_APP_OPENAPI_H

#include "app/service.h"

/**
 * Builds the document of the service's routes.
 * root_path: "" or the prefix that a proxy or stage puts before the app: it becomes the first server.
 * why: NULL, or set where the document cannot be built (two models of one name …) to a text in the arena.
 * Returns the JSON text in the arena; ptr NULL without memory or with *why set. Any thread with an arena of its own.
 */
brisk_str brisk_openapi_build(brisk_arena *arena, const brisk_service *service, brisk_str root_path, const char **why);

/** A finished document with root_path as first server, unless it names that one already. Returns document itself where
 *  root_path is empty; ptr NULL on exhaustion. For one document kept by the service and served behind many prefixes. */
brisk_str brisk_openapi_with_root(brisk_arena *arena, const brisk_app *app, brisk_str document, brisk_str root_path);

/** Answers GET and HEAD of the app's openapi_url with the document; true when it did. */
bool brisk_openapi_handle(brisk_service *service, brisk_request *req);
/** True where path is the app's openapi_url. */
bool brisk_openapi_is_page(brisk_service *service, brisk_str path);

#endif

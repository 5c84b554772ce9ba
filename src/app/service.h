/* service.h - an app made ready to answer: brisk_handle is to Brisk what ASGI is to Python.
 *
 * The app's tables are constant; what is derived from them once (the flat list of routes, the route tree, the OpenAPI
 * document on its first request) stands in a service. Transports share one service; any thread may call brisk_handle
 * with a request of its own.
 *
 *     transport: brisk_request_init, fill ─► brisk_service_is_blocking? (run on a thread) ─► brisk_handle ─► send answer
 *                ─► brisk_finish (with the answer sent: background work, teardowns) ─► brisk_arena_reset
 */
#ifndef BRISK_APP_SERVICE_H
#define BRISK_APP_SERVICE_H

#include "http/request.h"
#include "http/response.h"

#include <brisk/descriptor.h>

typedef struct brisk_service brisk_service;

/**
 * Makes a service of an app. A mistake in the tables that the compiler could not see (a wrong template, two models of
 * one name with different fields …) returns BRISK_USAGE and writes what and where to problem, a buffer of problem_size
 * bytes. BRISK_NO_MEMORY.
 * The app must outlive the service. Start-up hooks are not run here: brisk_service_start.
 */
brisk_status brisk_service_new(const brisk_app *app, brisk_service **out, char *problem,
                               size_t problem_size) BRISK_MUST_CHECK;
void brisk_service_free(brisk_service *service);

const brisk_app *brisk_service_app(const brisk_service *service);

/** Lets replacement run wherever the app uses dependency (FastAPI: dependency_overrides). Before the first request.
 *  BRISK_USAGE where their results differ in size; BRISK_NO_MEMORY. */
brisk_status brisk_service_override(brisk_service *service, const brisk_dependency *dependency,
                                    const brisk_dependency *replacement) BRISK_MUST_CHECK;

/** Runs the app's lifespan start functions in order, once; a failure stops those already started. */
brisk_status brisk_service_start(brisk_service *service) BRISK_MUST_CHECK;
/** Runs the stop functions of those started, in reverse order. */
void brisk_service_stop(brisk_service *service);

/** The app's functions around a snapshot of the process; BRISK_OK where it names none. After brisk_service_start. */
brisk_status brisk_service_before_snapshot(brisk_service *service) BRISK_MUST_CHECK;
brisk_status brisk_service_after_restore(brisk_service *service) BRISK_MUST_CHECK;

/** True where the request's route is marked blocking: the transport should call brisk_handle off its loop. */
bool brisk_service_is_blocking(brisk_service *service, brisk_request *req);

/**
 * Handles one request: always leaves a complete answer in req->response (also on exhaustion of memory: a 503 that needs
 * none). Never fails. The request's arena holds all of it.
 */
void brisk_handle(brisk_service *service, brisk_request *req);

/** To be called once after brisk_handle, when the answer was sent or given up: closes a stream, does the background work,
 *  runs the teardowns. sent: the answer went out whole. The request's arena is needed until it returns. */
void brisk_finish(brisk_service *service, brisk_request *req, bool sent);

/** True where brisk_finish has something to do after brisk_handle: background work, a teardown, a stream to close. */
bool brisk_has_work_after(const brisk_request *req);

/** Forgets the background work declared so far: what declared it failed. brisk_handle does so by itself. */
void brisk_background_drop(brisk_request *req);

/** Writes Brisk's own refusal, for transports (400, 408, 411, 413, 414, 417, 431, 503 …): {"detail": text} with the
 *  cause. Constant texts only. Without memory for the text it is a 503, which needs none. */
void brisk_refuse(brisk_response *response, brisk_arena *arena, int status, const char *detail);

/** The OpenAPI document as JSON, made on the first call and kept by the service. ptr NULL without memory. Any thread. */
brisk_str brisk_service_openapi(brisk_service *service);

/** The flat list of routes, for the `routes` command and the document. */
typedef struct brisk_service_route {
    brisk_str path;
    const brisk_endpoint *endpoint;
    const char *const *tags; /* merged: app, routers, route; NULL-terminated */
    const brisk_use *uses;   /* of app and routers, outermost first; the endpoint's own come after; ends with zeros */
    const brisk_answer_doc *answers;           /* of app and routers; ends with zeros */
    const struct brisk_row *const *middleware; /* of app and routers, outermost first; NULL-terminated */
    bool is_deprecated, is_hidden;             /* merged */
} brisk_service_route;

size_t brisk_service_route_count(const brisk_service *service);
const brisk_service_route *brisk_service_route_at(const brisk_service *service, size_t index);

#endif

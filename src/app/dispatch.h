/* dispatch.h - the state of one request while it is handled; private to app/.
 *
 *     brisk_handle
 *       └ middleware of the app, outermost first            middleware.c
 *           └ docs pages | route | redirect | 404 | 405     dispatch.c
 *               └ middleware of the route's routers
 *                   └ run the endpoint                      endpoint.c
 *                       1 read and parse the body           inputs.c
 *                       2 dependencies, depth first         depend.c, security.c
 *                       3 inputs; problems: the 422         inputs.c
 *                       4 handler, its value to JSON
 *                   └ settle: a failure becomes its answer  failure.c
 *     brisk_finish: the stream's close, background work, teardowns     background.c, depend.c
 *
 * All of it stands in the request's arena. */
#ifndef BRISK_APP_DISPATCH_H
#define BRISK_APP_DISPATCH_H

#include "app/docs.h"
#include "app/plan.h"
#include "app/service.h"
#include "http/multipart.h"
#include "http/query.h"
#include "http/request.h"
#include "http/route.h"
#include "schema/decode.h"

#include <pthread.h>

/** A dependency that runs in place of another. */
typedef struct brisk_override {
    struct brisk_override *next;
    const brisk_dependency *dependency;
    const brisk_plan *plan;
} brisk_override;

/** A route as the service keeps it. */
typedef struct brisk_service_entry {
    brisk_service_route route;
    brisk_route_plan plan;
} brisk_service_entry;

struct brisk_service {
    const brisk_app *app;
    brisk_arena *arena;
    brisk_service_entry *entries;
    brisk_route *routes;
    size_t route_count;
    brisk_routes *tree;
    const brisk_row *const *middleware;                 /* of the app, outermost first; NULL-terminated */
    const brisk_row *lifespan, *on_event, *on_snapshot; /* NULL: none */
    void *state;
    bool is_started;
    brisk_override *overrides; /* NULL: none */
    bool has_blocking;         /* a route is marked so */
    pthread_mutex_t openapi_lock;
    brisk_str openapi;          /* ptr NULL: not made yet */
    brisk_arena *openapi_arena; /* where openapi is; NULL: not made yet */
};

/** A result of a dependency, kept for the request. */
typedef struct brisk_result {
    struct brisk_result *next;
    const brisk_dependency *dependency;
    brisk_str scopes; /* it was computed under these */
    void *value;
} brisk_result;

/** The scopes required on the way to the running dependency; a list on the stack. */
typedef struct brisk_scope_chain {
    const struct brisk_scope_chain *outer;
    const char *const *scopes;
} brisk_scope_chain;

typedef struct brisk_task brisk_task; /* a function that is run behind the answer; background.c */

/** The error that waits for its answer, and the problems it may tell of. Handlers see the first member. */
typedef struct brisk_raised {
    brisk_error error;
    const brisk_problems *problems;
} brisk_raised;

typedef struct brisk_dispatch {
    brisk_service *service;
    const brisk_service_entry *entry; /* NULL until a route was found */
    brisk_route_match match;
    brisk_decoder decoder; /* its problems are the 422 */
    brisk_pairs query, form, cookies;
    brisk_parts files;      /* the file parts of a multipart form */
    bool has_cookies;       /* cookies were parsed */
    const brisk_node *body; /* NULL: none was sent */
    bool is_body_text;      /* the body is not JSON by its type: one text */
    brisk_result *results;  /* newest first: the order of teardown */
    brisk_task *first_task, *last_task;
    size_t task_count;
    brisk_str scopes;    /* of the running dependency or handler */
    brisk_raised raised; /* pending, where has_error */
    bool has_error;
    bool is_routed; /* match is filled in */
    bool is_finished;
    brisk_status outcome; /* for teardowns */
} brisk_dispatch;

/* -- middleware.c -- */

/** What stands behind a middleware. */
struct brisk_next {
    brisk_request *req;
    const brisk_row *const *rows; /* those still to run; NULL-terminated */
    brisk_status (*last)(brisk_request *req);
    bool was_called;
};

/** Runs the middleware rows, and behind them last. */
brisk_status brisk_middleware_run(brisk_request *req, const brisk_row *const *rows,
                                  brisk_status (*last)(brisk_request *req));

/* -- endpoint.c -- */

/** Runs the endpoint of the request's route up to its answer. BRISK_FAILED with an error pending, or a crash. */
brisk_status brisk_endpoint_run(brisk_request *req);

/* -- depend.c -- */

/**
 * Runs what a plan uses, in order, and copies the results to in (may be NULL: dropped). *complete: every result stands;
 * false: the problems tell what is missing. Returns BRISK_OK, or what ended the request.
 */
brisk_status brisk_uses_run(brisk_request *req, const brisk_plan *plan, const brisk_scope_chain *outer, void *in,
                            bool *complete);
/** Runs the teardowns of all dependencies that were run, newest first. */
void brisk_teardown_run(brisk_request *req);

/* -- background.c -- */

/** Runs what the request left for behind its answer, in order. */
void brisk_background_run(brisk_request *req);

/* -- security.c -- */

/** Reads a scheme's credentials from the request to out (brisk_basic or brisk_credentials). BRISK_FAILED: the 401. */
brisk_status brisk_security_read(brisk_request *req, const brisk_security *security, void *out);

/* -- inputs.c -- */

/** Reads and parses what the route's inputs need of query, form or body. BRISK_INVALID: a problem was recorded. */
brisk_status brisk_inputs_prepare(brisk_request *req);
/** Decodes the inputs of a plan to in. BRISK_INVALID: problems were recorded. */
brisk_status brisk_inputs_read(brisk_request *req, const brisk_plan *plan, void *in);

/* -- failure.c -- */

/** Turns what an endpoint or middleware returned into an answer: the pending error, by the app's handlers or as FastAPI
 *  answers it. Returns BRISK_OK, or the status of a crash that nobody answered. */
brisk_status brisk_settle(brisk_request *req, brisk_status status);
/** Answers a crash: the app's on_crash, else the plain 500. */
void brisk_settle_crash(brisk_request *req, brisk_status status);
/** Makes the pending error the 422 of dispatch->decoder.problems. Returns BRISK_FAILED. */
brisk_status brisk_fail_invalid(brisk_request *req);

#endif

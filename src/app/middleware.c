/* middleware.c - runs the middleware around the endpoint, outermost first, each inside the one before.
 *
 *     use(a), use(b):   a ─► brisk_next_call ─► b ─► brisk_next_call ─► the endpoint
 *
 * Whatever fails inside has its answer before the middleware around it goes on (brisk_settle): it sees a status and
 * headers, and may change them. Only a crash that nobody answers passes through as a status; its plain 500 is made
 * outside of all middleware, as in FastAPI (fastapi-facts.md 3.1). */
#include "app/dispatch.h"
#include "core/log.h"

brisk_status brisk_middleware_run(brisk_request *req, const brisk_row *const *rows,
                                  brisk_status (*last)(brisk_request *req))
{
    if (!rows[0]) {
        return last(req);
    }
    brisk_next next = {.req = req, .rows = rows + 1, .last = last};
    return brisk_settle(req, rows[0]->as.middleware.call(req, &next, rows[0]->as.middleware.options));
}

brisk_status brisk_next_call(brisk_next *next)
{
    if (next->was_called) {
        brisk_log(BRISK_LOG_ERROR, "a middleware called brisk_next_call twice");
        return BRISK_USAGE;
    }
    next->was_called = true;
    return brisk_middleware_run(next->req, next->rows, next->last);
}

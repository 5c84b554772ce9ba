/* app.c - the app: what it is called, what runs around every request, and the routers it is made of.
 *
 * A new part of the API is a file like items.c with a ROUTER, declared in app.h and included here. */
#include "app.h"

#include "store.h"

static brisk_status start(void **state)
{
    *state = NULL;
    return store_open();
}

/* No stop function: nothing has to be told or written at the end, and on Lambda one costs a round trip at each cold start. */
APP(app,
    title("Brisk API"), version("0.1.0"),
    doc("The API that a new project starts from: a greeting, and items kept in memory."),
    tag_doc("items", "Things that have a name and a price."),
    use(brisk_request_id), use(brisk_cors, .allow_origins = "http://localhost:3000", .allow_methods = "*"),
    lifespan(start, NULL),
    include(hello), include(items));

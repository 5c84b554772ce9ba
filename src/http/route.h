/* route.h - finds the route of a path and method: a tree of path segments that keeps the order of declaration.
 *
 * FastAPI's rule (fastapi-facts.md 3.2): the first route declared whose path and method match wins; else the first whose
 * path matches answers 405; else a path that matches after adding or removing the trailing slash is a redirect; else 404.
 * A template is literal text with parameters: {name} (no slash), {name:path}, {name:int}, {name:float}, {name:uuid};
 * several may stand in one segment ("/pair/{a}-{b}": the first takes as much as it can, as Starlette's regular
 * expressions do). A path is matched as a whole; {name:path} takes line feeds, too, where Python's "." does not.
 *
 *     routes ─► brisk_routes_build ─► node "" ─┬─ "items" ─┬─ (end: routes 0, 1)
 *                                              │           └─ {…} (end: routes 2, 3)
 *                                              └─ {p:path}
 */
#ifndef BRISK_HTTP_ROUTE_H
#define BRISK_HTTP_ROUTE_H

#include <brisk/arena.h>
#include <brisk/types.h>

#define BRISK_ROUTE_PARAMETERS 16 /* the most parameters of a template */

/** One route; its place in the array is its order. */
typedef struct brisk_route {
    brisk_str path;    /* the full template with prefixes: "/items/{item_id}" */
    unsigned methods;  /* brisk_method bits */
    const void *owner; /* the caller's */
} brisk_route;

typedef struct brisk_route_value {
    brisk_str name;
    brisk_str value; /* a view of the path */
} brisk_route_value;

typedef enum brisk_route_found {
    BRISK_ROUTE_NONE,   /* 404 */
    BRISK_ROUTE_METHOD, /* 405: index is the first route whose path matched */
    BRISK_ROUTE_FOUND
} brisk_route_found;

typedef struct brisk_route_match {
    brisk_route_found found;
    size_t index;
    size_t value_count;
    brisk_route_value values[BRISK_ROUTE_PARAMETERS];
} brisk_route_match;

typedef struct brisk_routes brisk_routes;

/**
 * Builds the tree in the arena. routes must outlive it. On a template that is wrong ("/{a", "{x:nope}", more than
 * BRISK_ROUTE_PARAMETERS) returns BRISK_SYNTAX and sets *wrong to its index and *why to a constant text.
 */
brisk_status brisk_routes_build(brisk_arena *arena, const brisk_route *routes, size_t count, brisk_routes **out,
                                size_t *wrong, const char **why) BRISK_MUST_CHECK;

/** Finds the route of a decoded path; values are set for BRISK_ROUTE_METHOD, too. Allocates nothing; any thread. */
void brisk_routes_match(const brisk_routes *routes, brisk_str path, unsigned method, brisk_route_match *out);

#endif

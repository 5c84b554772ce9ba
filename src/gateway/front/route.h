/* route.h - which method of the API serves a request: the most specific (resource, method) pair that matches.
 *
 *     /users/me  PATCH      literal segments come before {parameters}, those before {greedy+} ones, segment by segment;
 *     /users/{id}  GET      on one resource a named method comes before ANY. A pair that lacks the verb does not hold
 *     /{proxy+}  ANY        the path: the next one is asked (GET /users/me is served by /users/{id}).
 *
 * The pairs are sorted once by that order; the first one that matches is the answer, which is what a walk of the
 * resource tree with its fall-through comes to. AWS allows 300 resources an API, most have one to ten. */
#ifndef BRISK_GATEWAY_FRONT_ROUTE_H
#define BRISK_GATEWAY_FRONT_ROUTE_H

#include "gateway/config/config.h"

#define BRISK_ROUTE_SEGMENTS 64 /* of a template; AWS's limit on a path is far below */

typedef enum brisk_segment_kind {
    BRISK_SEGMENT_LITERAL,
    BRISK_SEGMENT_PARAMETER,
    BRISK_SEGMENT_GREEDY
} brisk_segment_kind;

typedef struct brisk_route_segment {
    brisk_segment_kind kind;
    brisk_str text; /* the literal, or the parameter's name */
} brisk_route_segment;

typedef struct brisk_route {
    const brisk_method_config *method;
    size_t index; /* in brisk_routes: which throttle bucket is this route's */
    brisk_route_segment *segments;
    size_t segment_count;
    bool is_any;     /* ANY, or an HTTP API's $default */
    bool is_default; /* an HTTP API's $default route: whatever nothing else matches */
} brisk_route;

typedef struct brisk_routes {
    brisk_route *items;
    size_t count;
} brisk_routes;

/** A parameter of the path; both texts borrow. */
typedef struct brisk_route_match {
    const brisk_route *route; /* NULL: none */
    brisk_setting parameters[BRISK_ROUTE_SEGMENTS];
    size_t parameter_count;
} brisk_route_match;

/** Sorts the methods of an API. BRISK_NO_MEMORY; BRISK_USAGE where a template is none, with a sentence in problem. */
BRISK_MUST_CHECK brisk_status brisk_routes_init(brisk_routes *routes, const brisk_api_config *api, brisk_arena *arena,
                                                char *problem, size_t problem_size);

/** Finds the route. path: "/a/b", as sent; one slash at its end is not looked at. */
void brisk_routes_find(const brisk_routes *routes, brisk_str method, brisk_str path, brisk_route_match *out);

#endif

/* route.c - see route.h: the tree of path segments.
 *
 * Every segment of a path leads one edge down, so that each node is visited at most once a match. A node has
 *
 *     statics    segments of literal text, sorted: found by halving
 *     dynamics   segments with parameters, each a pattern (route_pattern.h): tried in turn
 *     tails      what is left of templates from a segment with {p:path} on: matched against the rest of the path
 *     routes     what ends here, in the order of declaration
 *
 * The order of declaration decides, not the kind of segment: all branches that fit are followed, and the route with
 * the smallest index wins. A branch is left out when its first route comes behind the best one found. */
#include "http/route.h"

#include "core/arena.h"
#include "core/str.h"
#include "core/utf8.h"
#include "http/route_pattern.h"

#include <string.h>

#define SEGMENTS      64    /* the most segments of a template; bounds the depth of the recursion */
#define TEMPLATE_SIZE 2048u /* the longest template, bytes */

struct node;

typedef struct static_edge {
    brisk_str text;
    struct node *node;
} static_edge;

typedef struct dynamic_edge {
    brisk_pattern pattern;
    struct node *node;
} dynamic_edge;

typedef struct tail_edge {
    brisk_pattern pattern;
    size_t route;
} tail_edge;

/* Arrays double at powers of two, so that their capacity need not be kept. */
typedef struct node {
    static_edge *statics;
    dynamic_edge *dynamics;
    tail_edge *tails;
    size_t *routes;
    size_t static_count, dynamic_count, tail_count, route_count;
    size_t first; /* the smallest index of a route at or below this node */
} node;

/* The segments of one template, for reading its values once it has matched. */
typedef struct plan {
    brisk_pattern *segments; /* the last one is matched to the end of the path where has_tail */
    size_t count;
    bool has_tail;
} plan;

struct brisk_routes {
    const brisk_route *routes;
    plan *plans; /* one a route */
    node root;
};

/* ---- building ---- */

/* Makes room for one more item; NULL without memory. */
static void *room_for_one(brisk_arena *arena, void *items, size_t count, size_t size)
{
    if ((count & (count - 1)) != 0) {
        return items; /* between two powers of two */
    }
    return brisk_arena_grow(arena, items, count * size, (count == 0 ? 1 : 2 * count) * size);
}

static node *node_new(brisk_arena *arena, size_t route)
{
    node *made = brisk_arena_alloc(arena, sizeof *made);
    if (made != NULL) {
        made->first = route; /* routes come in order: the one that makes a node is its first */
    }
    return made;
}

/* The offset of the static edge of this text, or where it belongs. Order: by length, then bytes. */
static size_t static_offset(const node *at, brisk_str text, bool *is_found)
{
    size_t low = 0, high = at->static_count;
    *is_found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        brisk_str other = at->statics[middle].text;
        int order = text.len != other.len ? (text.len < other.len ? -1 : 1)
                                          : (text.len == 0 ? 0 : memcmp(text.ptr, other.ptr, text.len));
        if (order == 0) {
            *is_found = true;
            return middle;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

static node *static_child(brisk_arena *arena, node *at, brisk_str text, size_t route)
{
    bool is_found;
    size_t offset = static_offset(at, text, &is_found);
    if (is_found) {
        return at->statics[offset].node;
    }
    static_edge *edges = room_for_one(arena, at->statics, at->static_count, sizeof *edges);
    node *child = node_new(arena, route);
    if (edges == NULL || child == NULL) {
        return NULL;
    }
    memmove(edges + offset + 1, edges + offset, (at->static_count - offset) * sizeof *edges);
    edges[offset] = (static_edge){text, child};
    at->statics = edges;
    at->static_count++;
    return child;
}

static node *dynamic_child(brisk_arena *arena, node *at, brisk_pattern pattern, size_t route)
{
    for (size_t i = 0; i < at->dynamic_count; i++) {
        if (brisk_pattern_equal(at->dynamics[i].pattern, pattern)) {
            return at->dynamics[i].node;
        }
    }
    dynamic_edge *edges = room_for_one(arena, at->dynamics, at->dynamic_count, sizeof *edges);
    node *child = node_new(arena, route);
    if (edges == NULL || child == NULL) {
        return NULL;
    }
    edges[at->dynamic_count++] = (dynamic_edge){pattern, child};
    at->dynamics = edges;
    return child;
}

static bool is_static(brisk_pattern pattern)
{
    return pattern.count == 0 || (pattern.count == 1 && pattern.pieces[0].kind == BRISK_PIECE_LITERAL);
}

static brisk_str static_text(brisk_pattern pattern)
{
    return pattern.count == 0 ? BRISK_S("") : pattern.pieces[0].text;
}

static brisk_status add_tail(brisk_arena *arena, node *at, brisk_pattern pattern, size_t route)
{
    tail_edge *edges = room_for_one(arena, at->tails, at->tail_count, sizeof *edges);
    if (edges == NULL) {
        return BRISK_NO_MEMORY;
    }
    edges[at->tail_count++] = (tail_edge){pattern, route};
    at->tails = edges;
    return BRISK_OK;
}

/* Hangs a template into the tree. */
static brisk_status add_route(brisk_arena *arena, node *at, const plan *steps, size_t route)
{
    size_t nodes = steps->has_tail ? steps->count - 1 : steps->count;
    for (size_t i = 0; i < nodes; i++) {
        brisk_pattern pattern = steps->segments[i];
        at = is_static(pattern) ? static_child(arena, at, static_text(pattern), route)
                                : dynamic_child(arena, at, pattern, route);
        if (at == NULL) {
            return BRISK_NO_MEMORY;
        }
    }
    if (steps->has_tail) {
        return add_tail(arena, at, steps->segments[nodes], route);
    }
    size_t *routes = room_for_one(arena, at->routes, at->route_count, sizeof *routes);
    if (routes == NULL) {
        return BRISK_NO_MEMORY;
    }
    routes[at->route_count++] = route;
    at->routes = routes;
    return BRISK_OK;
}

static bool has_path_piece(const brisk_piece *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (pieces[i].kind == BRISK_PIECE_PATH) {
            return true;
        }
    }
    return false;
}

/* Counts the parameters and finds two of one name. */
static const char *check_names(const plan *steps)
{
    brisk_str names[BRISK_ROUTE_PARAMETERS];
    size_t count = 0;
    for (size_t i = 0; i < steps->count; i++) {
        for (size_t p = 0; p < steps->segments[i].count; p++) {
            const brisk_piece *piece = &steps->segments[i].pieces[p];
            if (piece->kind == BRISK_PIECE_LITERAL) {
                continue;
            }
            if (count == BRISK_ROUTE_PARAMETERS) {
                return "too many parameters";
            }
            for (size_t n = 0; n < count; n++) {
                if (brisk_str_equal(names[n], piece->text)) {
                    return "two parameters have the same name";
                }
            }
            names[count++] = piece->text;
        }
    }
    return NULL;
}

/* Cuts a template into its segments. *why is set to what is wrong with it, else to NULL. */
static brisk_status make_plan(brisk_arena *arena, brisk_str path, plan *out, const char **why)
{
    brisk_piece pieces[BRISK_PATTERN_PIECES];
    brisk_pattern segments[SEGMENTS];
    *why = path.len == 0 || path.ptr[0] != '/' ? "a path begins with a slash"
           : path.len > TEMPLATE_SIZE          ? "the path is too long"
           : !brisk_utf8_is_valid(path)        ? "the path is not UTF-8"
                                               : NULL;
    out->count = 0;
    out->has_tail = false;
    while (*why == NULL && path.len > 0 && !out->has_tail) {
        if (out->count == SEGMENTS) {
            *why = "too many segments";
            break;
        }
        brisk_str start = path = brisk_str_from(path, 1);
        size_t count = 0;
        *why = brisk_pattern_parse(&path, false, pieces, &count);
        if (*why == NULL && has_path_piece(pieces, count)) {
            out->has_tail = true;
            path = start;
            *why = brisk_pattern_parse(&path, true, pieces, &count);
        }
        if (*why == NULL) {
            brisk_piece *copy = brisk_arena_copy(arena, pieces, count * sizeof *pieces);
            if (copy == NULL) {
                return BRISK_NO_MEMORY;
            }
            segments[out->count++] = (brisk_pattern){copy, count};
        }
    }
    if (*why != NULL) {
        return BRISK_SYNTAX;
    }
    out->segments = brisk_arena_copy(arena, segments, out->count * sizeof *segments);
    if (out->segments == NULL) {
        return BRISK_NO_MEMORY;
    }
    *why = check_names(out);
    return *why == NULL ? BRISK_OK : BRISK_SYNTAX;
}

brisk_status brisk_routes_build(brisk_arena *arena, const brisk_route *routes, size_t count, brisk_routes **out,
                                size_t *wrong, const char **why)
{
    brisk_routes *made = brisk_arena_alloc(arena, sizeof *made);
    plan *plans = brisk_arena_alloc_array(arena, count, sizeof *plans);
    if (made == NULL || plans == NULL) {
        return BRISK_NO_MEMORY;
    }
    made->routes = routes;
    made->plans = plans;
    for (size_t i = 0; i < count; i++) {
        const char *problem = NULL;
        brisk_status status = make_plan(arena, routes[i].path, &plans[i], &problem);
        if (status == BRISK_SYNTAX) {
            *wrong = i;
            *why = problem;
        } else if (status == BRISK_OK) {
            status = add_route(arena, &made->root, &plans[i], i);
        }
        if (status != BRISK_OK) {
            return status;
        }
    }
    *out = made;
    return BRISK_OK;
}

/* ---- matching ---- */

typedef struct search {
    const brisk_route *routes;
    unsigned method;
    size_t found;  /* the first route whose path and method match; SIZE_MAX: none yet */
    size_t refuse; /* the first whose path matches, SIZE_MAX: none yet */
} search;

/* Notes a route whose path matches. */
static void offer(search *s, size_t route)
{
    if ((s->routes[route].methods & s->method) != 0) {
        s->found = route < s->found ? route : s->found;
    } else {
        s->refuse = route < s->refuse ? route : s->refuse;
    }
}

static void offer_ends(search *s, const node *at)
{
    for (size_t i = 0; i < at->route_count && at->routes[i] < s->found; i++) {
        offer(s, at->routes[i]);
    }
}

/* Cuts the first segment off a path that begins with a slash: "/a/b" gives "a", and "/b" in rest. */
static brisk_str cut_segment(brisk_str path, brisk_str *rest)
{
    path = brisk_str_from(path, 1);
    size_t slash = brisk_str_find_char(path, '/');
    size_t len = slash == BRISK_STR_NONE ? path.len : slash;
    *rest = brisk_str_from(path, len);
    return brisk_str_slice(path, 0, len);
}

/* path is empty, or begins with a slash. Depth: at most SEGMENTS, as the tree. */
static void visit(search *s, const node *at, brisk_str path)
{
    if (at->first >= s->found) {
        return;
    }
    if (path.len == 0) {
        offer_ends(s, at);
        return;
    }
    brisk_str rest, segment = cut_segment(path, &rest);
    bool is_found;
    size_t offset = static_offset(at, segment, &is_found);
    if (is_found) {
        visit(s, at->statics[offset].node, rest);
    }
    for (size_t i = 0; i < at->dynamic_count; i++) {
        const dynamic_edge *edge = &at->dynamics[i];
        if (edge->node->first < s->found && brisk_pattern_matches(edge->pattern, segment)) {
            visit(s, edge->node, rest);
        }
    }
    brisk_str tail = brisk_str_from(path, 1);
    for (size_t i = 0; i < at->tail_count && at->tails[i].route < s->found; i++) {
        if (brisk_pattern_matches(at->tails[i].pattern, tail)) {
            offer(s, at->tails[i].route);
        }
    }
}

/* Reads the values of a route that matched. */
static size_t read_values(const plan *steps, brisk_str path, brisk_route_value *values)
{
    size_t count = 0;
    for (size_t i = 0; i < steps->count; i++) {
        bool is_tail = steps->has_tail && i + 1 == steps->count;
        brisk_str rest = BRISK_S("");
        brisk_str text = is_tail ? brisk_str_from(path, 1) : cut_segment(path, &rest);
        if (!is_static(steps->segments[i])) {
            count += brisk_pattern_values(steps->segments[i], text, values + count);
        }
        path = rest;
    }
    return count;
}

void brisk_routes_match(const brisk_routes *routes, brisk_str path, unsigned method, brisk_route_match *out)
{
    out->found = BRISK_ROUTE_NONE;
    out->index = 0;
    out->value_count = 0;
    if (path.len == 0 || path.ptr[0] != '/') {
        return;
    }
    search s = {.routes = routes->routes, .method = method, .found = SIZE_MAX, .refuse = SIZE_MAX};
    visit(&s, &routes->root, path);
    if (s.found == SIZE_MAX && s.refuse == SIZE_MAX) {
        return;
    }
    out->found = s.found != SIZE_MAX ? BRISK_ROUTE_FOUND : BRISK_ROUTE_METHOD;
    out->index = s.found != SIZE_MAX ? s.found : s.refuse;
    out->value_count = read_values(&routes->plans[out->index], path, out->values);
}

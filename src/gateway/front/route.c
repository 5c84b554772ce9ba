/* route.c - see route.h. */
#include "gateway/front/route.h"

#include "core/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static brisk_route_segment read_segment(brisk_str text)
{
    if (text.len < 3 || text.ptr[0] != '{' || text.ptr[text.len - 1] != '}') {
        return (brisk_route_segment){BRISK_SEGMENT_LITERAL, text};
    }
    brisk_str name = brisk_str_make(text.ptr + 1, text.len - 2);
    if (name.len > 1 && name.ptr[name.len - 1] == '+') {
        return (brisk_route_segment){BRISK_SEGMENT_GREEDY, brisk_str_make(name.ptr, name.len - 1)};
    }
    return (brisk_route_segment){BRISK_SEGMENT_PARAMETER, name};
}

/* "" where the template is fine. */
static const char *read_template(brisk_route *route, brisk_str path, brisk_route_segment *segments)
{
    if (route->is_default || path.len <= 1) {
        return "";
    }
    brisk_str rest = brisk_str_from(path, 1), part;
    bool more = true;
    while (brisk_str_split(&rest, '/', &more, &part)) {
        if (route->segment_count == BRISK_ROUTE_SEGMENTS) {
            return "has too many segments";
        }
        if (route->segment_count > 0 && segments[route->segment_count - 1].kind == BRISK_SEGMENT_GREEDY) {
            return "has segments behind a greedy one";
        }
        segments[route->segment_count++] = read_segment(part);
    }
    return "";
}

static int compare_routes(const void *left, const void *right)
{
    const brisk_route *a = left, *b = right;
    if (a->is_default != b->is_default) {
        return a->is_default ? 1 : -1;
    }
    for (size_t i = 0; i < a->segment_count && i < b->segment_count; i++) {
        if (a->segments[i].kind != b->segments[i].kind) {
            return a->segments[i].kind < b->segments[i].kind ? -1 : 1;
        }
        int order = a->segments[i].kind == BRISK_SEGMENT_LITERAL
                        ? brisk_str_compare(a->segments[i].text, b->segments[i].text)
                        : 0;
        if (order != 0) {
            return order;
        }
    }
    if (a->segment_count != b->segment_count) {
        return a->segment_count > b->segment_count ? -1 : 1;
    }
    if (a->is_any != b->is_any) {
        return a->is_any ? 1 : -1;
    }
    return a->index < b->index ? -1 : 1;
}

brisk_status brisk_routes_init(brisk_routes *routes, const brisk_api_config *api, brisk_arena *arena, char *problem,
                               size_t problem_size)
{
    routes->items = brisk_arena_alloc(arena, (api->method_count + 1) * sizeof *routes->items);
    if (routes->items == NULL) {
        return BRISK_NO_MEMORY;
    }
    for (size_t i = 0; i < api->method_count; i++) {
        const brisk_method_config *method = &api->methods[i];
        brisk_route_segment segments[BRISK_ROUTE_SEGMENTS];
        bool is_default = brisk_str_is(method->method, "$default") || brisk_str_is(method->path, "$default");
        brisk_route route = {
            .method = method,
            .index = i,
            .is_default = is_default,
            .is_any = is_default || brisk_str_is(method->method, "ANY"),
        };
        const char *wrong = read_template(&route, method->path, segments);
        if (wrong[0] != '\0') {
            (void)snprintf(problem, problem_size, "method %.*s: its path %s", (int)method->path.len, method->path.ptr,
                           wrong);
            return BRISK_USAGE;
        }
        route.segments = brisk_arena_alloc(arena, (route.segment_count + 1) * sizeof *segments);
        if (route.segments == NULL) {
            return BRISK_NO_MEMORY;
        }
        if (route.segment_count > 0) {
            memcpy(route.segments, segments, route.segment_count * sizeof *segments);
        }
        routes->items[i] = route;
    }
    routes->count = api->method_count;
    qsort(routes->items, routes->count, sizeof *routes->items, compare_routes);
    return BRISK_OK;
}

static bool match_path(const brisk_route *route, brisk_str path, brisk_route_match *out)
{
    brisk_str rest = brisk_str_from(path, 1), part;
    bool more = path.len > 1;
    out->parameter_count = 0;
    for (size_t i = 0; i < route->segment_count; i++) {
        const brisk_route_segment *segment = &route->segments[i];
        if (segment->kind == BRISK_SEGMENT_GREEDY) {
            if (!more || rest.len == 0) {
                return false; /* {proxy+} does not match the root */
            }
            out->parameters[out->parameter_count++] = (brisk_setting){segment->text, rest};
            return true;
        }
        if (!more || !brisk_str_split(&rest, '/', &more, &part)) {
            return false;
        }
        if (segment->kind == BRISK_SEGMENT_LITERAL) {
            if (!brisk_str_equal(segment->text, part)) {
                return false;
            }
        } else if (part.len == 0) {
            return false;
        } else {
            out->parameters[out->parameter_count++] = (brisk_setting){segment->text, part};
        }
    }
    return !more;
}

void brisk_routes_find(const brisk_routes *routes, brisk_str method, brisk_str path, brisk_route_match *out)
{
    out->route = NULL;
    out->parameter_count = 0;
    if (path.len > 1 && path.ptr[path.len - 1] == '/') {
        path.len--; /* recorded: /proxy-value/ gives the parameter proxy-value */
    }
    for (size_t i = 0; i < routes->count; i++) {
        const brisk_route *route = &routes->items[i];
        if (!route->is_any && !brisk_str_equal(route->method->method, method)) {
            continue;
        }
        if (route->is_default || match_path(route, path, out)) {
            out->parameter_count = route->is_default ? 0 : out->parameter_count;
            out->route = route;
            return;
        }
    }
    out->parameter_count = 0;
}

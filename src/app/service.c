/* service.c - makes a service of an app's tables: the flat list of routes, their plans, the route tree (service.h).
 *
 *     APP ─ rows ─► ROUTER ─ rows ─► …         walked depth first; a scope is what the routers on the way give to all
 *                                              endpoints below: prefix, tags, uses, answers, middleware, flags
 *
 * All memory is one arena that lives as long as the service. */
#include "app/service.h"

#include "app/dispatch.h"
#include "core/log.h"
#include "core/str.h"

#include <stdio.h>
#include <string.h>

enum { MAX_ROUTER_DEPTH = 32, MAX_ROUTES = 10000 };

/* What the routers from the app down to here say for the endpoints below. */
typedef struct scope {
    const struct scope *outer;
    brisk_str prefix;
    const brisk_row *rows;    /* of the router */
    const brisk_row *options; /* of its include(…), outside of the router's rows; NULL: none */
    int depth;
} scope;

typedef struct builder {
    brisk_service *service;
    brisk_planner planner;
    size_t capacity;
} builder;

typedef void row_visit(void *context, const brisk_row *row);

static void visit_rows(const brisk_row *rows, brisk_row_kind kind, row_visit *visit, void *context)
{
    for (const brisk_row *row = rows; row && row->kind != BRISK_ROW_END; row++) {
        if (row->kind == kind) {
            visit(context, row);
        }
    }
}

/* Rows of a kind on the way from the app to a scope, outermost first. */
static void visit_scope(const scope *at, brisk_row_kind kind, row_visit *visit, void *context)
{
    if (!at) {
        return;
    }
    visit_scope(at->outer, kind, visit, context);
    visit_rows(at->options, kind, visit, context);
    visit_rows(at->rows, kind, visit, context);
}

/* ---- gathering: count, allocate, fill ---- */

static void count_row(void *context, const brisk_row *row)
{
    (void)row;
    ++*(size_t *)context;
}

static size_t count_scope(const scope *at, brisk_row_kind kind)
{
    size_t count = 0;
    visit_scope(at, kind, count_row, &count);
    return count;
}

static void count_texts(void *context, const brisk_row *row)
{
    for (const char *const *text = row->as.texts; text && *text; text++) {
        ++*(size_t *)context;
    }
}

static void add_texts(void *context, const brisk_row *row)
{
    const char ***end = context;
    for (const char *const *text = row->as.texts; text && *text; text++) {
        *(*end)++ = *text;
    }
}

static const char *const *gather_tags(brisk_arena *arena, const scope *at, const char *const *own)
{
    size_t count = 0;
    brisk_row own_row = {.kind = BRISK_ROW_TAGS, .as.texts = own};
    visit_scope(at, BRISK_ROW_TAGS, count_texts, &count);
    count_texts(&count, &own_row);
    const char **tags = brisk_arena_alloc(arena, (count + 1) * sizeof *tags);
    if (tags) {
        const char **end = tags;
        visit_scope(at, BRISK_ROW_TAGS, add_texts, &end);
        add_texts(&end, &own_row);
    }
    return tags;
}

static void add_use(void *context, const brisk_row *row)
{
    brisk_use **end = context;
    *(*end)++ = row->as.use;
}

static void add_answer(void *context, const brisk_row *row)
{
    brisk_answer_doc **end = context;
    *(*end)++ = row->as.answer;
}

static void add_row(void *context, const brisk_row *row)
{
    const brisk_row ***end = context;
    *(*end)++ = row;
}

static bool gather(brisk_arena *arena, const scope *at, brisk_service_route *route)
{
    brisk_use *uses = brisk_arena_alloc(arena, (count_scope(at, BRISK_ROW_USE) + 1) * sizeof *uses);
    brisk_answer_doc *answers = brisk_arena_alloc(arena, (count_scope(at, BRISK_ROW_ANSWER) + 1) * sizeof *answers);
    /* The app's middleware runs before a route is found: only the routers' stands with the route. */
    const scope *app = at;
    while (app->outer) {
        app = app->outer;
    }
    size_t app_rows = count_scope(app, BRISK_ROW_MIDDLEWARE);
    size_t all_rows = count_scope(at, BRISK_ROW_MIDDLEWARE);
    const brisk_row **middleware = brisk_arena_alloc(arena, (all_rows + 1) * sizeof *middleware);
    route->tags = gather_tags(arena, at, route->endpoint->tags);
    if (!uses || !answers || !middleware || !route->tags) {
        return false;
    }
    route->uses = uses;
    route->answers = answers;
    visit_scope(at, BRISK_ROW_USE, add_use, &uses);
    visit_scope(at, BRISK_ROW_ANSWER, add_answer, &answers);
    const brisk_row **end = middleware;
    visit_scope(at, BRISK_ROW_MIDDLEWARE, add_row, &end);
    route->middleware = middleware + app_rows;
    route->is_deprecated = route->endpoint->is_deprecated || count_scope(at, BRISK_ROW_DEPRECATED) > 0;
    route->is_hidden = route->endpoint->is_hidden || count_scope(at, BRISK_ROW_HIDDEN) > 0;
    return true;
}

/* ---- walking ---- */

static brisk_status mistake(builder *build, brisk_str where, const char *what)
{
    snprintf(build->planner.problem, build->planner.problem_size, "\"%.*s\": %s", (int)where.len,
             where.ptr ? where.ptr : "", what);
    return BRISK_USAGE;
}

static brisk_status add_entry(builder *build, const scope *at, const brisk_endpoint *endpoint)
{
    brisk_service *service = build->service;
    brisk_str path = brisk_str_concat(service->arena, at->prefix, brisk_str_view(endpoint->path), (brisk_str){0});
    if (brisk_arena_failed(service->arena)) {
        return BRISK_NO_MEMORY;
    }
    if (path.len == 0 || path.ptr[0] != '/') {
        return mistake(build, path, "a path begins with \"/\"; a router without prefix cannot hold the path \"\"");
    }
    if (service->route_count == MAX_ROUTES) {
        return mistake(build, path, "too many routes");
    }
    if (service->route_count == build->capacity) {
        size_t capacity = build->capacity ? build->capacity * 2 : 32;
        service->entries =
            brisk_arena_grow(service->arena, service->entries, build->capacity * sizeof *service->entries,
                             capacity * sizeof *service->entries);
        if (!service->entries) {
            return BRISK_NO_MEMORY;
        }
        build->capacity = capacity;
    }
    brisk_service_entry *entry = &service->entries[service->route_count++];
    *entry = (brisk_service_entry){.route = {.path = path, .endpoint = endpoint}};
    service->has_blocking = service->has_blocking || endpoint->is_blocking;
    if (!gather(service->arena, at, &entry->route)) {
        return BRISK_NO_MEMORY;
    }
    return brisk_plan_route(&build->planner, path, entry->route.uses, endpoint, &entry->plan);
}

static brisk_status walk(builder *build, const scope *at)
{
    if (at->depth > MAX_ROUTER_DEPTH) {
        return mistake(build, at->prefix, "routers are nested too deeply, or include each other");
    }
    for (const brisk_row *row = at->rows; row && row->kind != BRISK_ROW_END; row++) {
        brisk_status status = BRISK_OK;
        if (row->kind == BRISK_ROW_ENDPOINT) {
            status = add_entry(build, at, row->as.endpoint);
        } else if (row->kind == BRISK_ROW_INCLUDE) {
            const brisk_router *router = row->as.include.router;
            scope inner = {.outer = at, .rows = router->rows, .options = row->as.include.rows, .depth = at->depth + 1};
            brisk_str outside = brisk_str_view(row->as.include.prefix);
            inner.prefix = brisk_str_concat(build->service->arena, at->prefix, outside, brisk_str_view(router->prefix));
            status = walk(build, &inner);
        }
        if (status != BRISK_OK) {
            return status;
        }
    }
    return BRISK_OK;
}

static brisk_status build_tree(builder *build)
{
    brisk_service *service = build->service;
    service->routes = brisk_arena_alloc(service->arena, (service->route_count + 1) * sizeof *service->routes);
    if (!service->routes) {
        return BRISK_NO_MEMORY;
    }
    for (size_t i = 0; i < service->route_count; i++) {
        const brisk_service_route *route = &service->entries[i].route;
        service->routes[i] = (brisk_route){.path = route->path, .methods = route->endpoint->methods, .owner = route};
    }
    size_t wrong = 0;
    const char *why = "";
    brisk_status status =
        brisk_routes_build(service->arena, service->routes, service->route_count, &service->tree, &wrong, &why);
    return status == BRISK_SYNTAX ? mistake(build, service->routes[wrong].path, why) : status;
}

/* What an app may say once: the row in *found, NULL where there is none. */
static brisk_status find_only(builder *build, brisk_row_kind kind, const char *mistaken, const brisk_row **found)
{
    for (const brisk_row *row = build->service->app->rows; row && row->kind != BRISK_ROW_END; row++) {
        if (row->kind == kind) {
            if (*found) {
                return mistake(build, (brisk_str){0}, mistaken);
            }
            *found = row;
        }
    }
    return BRISK_OK;
}

static brisk_status find_hooks(builder *build)
{
    brisk_service *service = build->service;
    brisk_status status = find_only(build, BRISK_ROW_LIFESPAN, "an app has one lifespan(…)", &service->lifespan);
    if (status == BRISK_OK) {
        status = find_only(build, BRISK_ROW_ON_EVENT, "an app has one on_event(…)", &service->on_event);
    }
    if (status == BRISK_OK) {
        status = find_only(build, BRISK_ROW_ON_SNAPSHOT, "an app has one on_snapshot(…)", &service->on_snapshot);
    }
    return status;
}

static brisk_status fill(builder *build)
{
    brisk_service *service = build->service;
    const scope top = {.rows = service->app->rows};
    const brisk_row **middleware =
        brisk_arena_alloc(service->arena, (count_scope(&top, BRISK_ROW_MIDDLEWARE) + 1) * sizeof *middleware);
    if (!middleware) {
        return BRISK_NO_MEMORY;
    }
    service->middleware = middleware;
    visit_scope(&top, BRISK_ROW_MIDDLEWARE, add_row, &middleware);
    brisk_status status = find_hooks(build);
    if (status == BRISK_OK) {
        status = walk(build, &top);
    }
    return status == BRISK_OK ? build_tree(build) : status;
}

brisk_status brisk_service_new(const brisk_app *app, brisk_service **out, char *problem, size_t problem_size)
{
    *out = NULL;
    if (problem_size > 0) {
        problem[0] = '\0';
    }
    brisk_arena *arena = brisk_arena_new(0);
    brisk_service *service = arena ? brisk_arena_alloc(arena, sizeof *service) : NULL;
    if (!service) {
        brisk_arena_free(arena);
        return BRISK_NO_MEMORY;
    }
    service->app = app;
    service->arena = arena;
    builder build = {.service = service, .planner = {.arena = arena, .problem = problem, .problem_size = problem_size}};
    brisk_status status = fill(&build);
    if (status == BRISK_OK && brisk_arena_failed(arena)) {
        status = BRISK_NO_MEMORY;
    }
    if (status == BRISK_OK && pthread_mutex_init(&service->openapi_lock, NULL) != 0) {
        status = BRISK_NO_MEMORY;
    }
    if (status != BRISK_OK) {
        brisk_arena_free(arena);
        return status;
    }
    *out = service;
    return BRISK_OK;
}

void brisk_service_free(brisk_service *service)
{
    if (service) {
        brisk_service_stop(service);
        pthread_mutex_destroy(&service->openapi_lock);
        brisk_arena_free(service->openapi_arena);
        brisk_arena_free(service->arena);
    }
}

const brisk_app *brisk_service_app(const brisk_service *service)
{
    return service->app;
}

size_t brisk_service_route_count(const brisk_service *service)
{
    return service->route_count;
}

const brisk_service_route *brisk_service_route_at(const brisk_service *service, size_t index)
{
    return index < service->route_count ? &service->entries[index].route : NULL;
}

brisk_status brisk_service_override(brisk_service *service, const brisk_dependency *dependency,
                                    const brisk_dependency *replacement)
{
    char problem[256];
    if (dependency->out_size != replacement->out_size) {
        return BRISK_USAGE;
    }
    brisk_planner planner = {.arena = service->arena, .problem = problem, .problem_size = sizeof problem};
    brisk_override *override = brisk_arena_alloc(service->arena, sizeof *override);
    if (!override) {
        return BRISK_NO_MEMORY;
    }
    brisk_status status = brisk_plan_dependency(&planner, replacement, &override->plan);
    if (status == BRISK_OK) {
        override->dependency = dependency;
        override->next = service->overrides;
        service->overrides = override;
    }
    return status;
}

brisk_status brisk_service_start(brisk_service *service)
{
    if (service->is_started) {
        return BRISK_OK;
    }
    if (service->lifespan && service->lifespan->as.lifespan.start) {
        brisk_status status = service->lifespan->as.lifespan.start(&service->state);
        if (status != BRISK_OK) {
            brisk_log(BRISK_LOG_ERROR, "the app's start-up failed: %s", brisk_status_text(status));
            return status;
        }
    }
    service->is_started = true;
    return BRISK_OK;
}

void brisk_service_stop(brisk_service *service)
{
    if (service->is_started && service->lifespan && service->lifespan->as.lifespan.stop) {
        service->lifespan->as.lifespan.stop(service->state);
    }
    service->is_started = false;
}

static brisk_status call_hook(const brisk_service *service, brisk_snapshot_call *call, const char *which)
{
    brisk_status status = call ? call(service->state) : BRISK_OK;
    if (status != BRISK_OK) {
        brisk_log(BRISK_LOG_ERROR, "the app's function %s failed: %s", which, brisk_status_text(status));
    }
    return status;
}

brisk_status brisk_service_before_snapshot(brisk_service *service)
{
    const brisk_row *row = service->on_snapshot;
    return call_hook(service, row ? row->as.snapshot.before : NULL, "before the snapshot");
}

brisk_status brisk_service_after_restore(brisk_service *service)
{
    const brisk_row *row = service->on_snapshot;
    return call_hook(service, row ? row->as.snapshot.after : NULL, "behind the restore");
}

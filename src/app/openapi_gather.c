/* openapi_gather.c - what an operation takes: its own inputs and those of everything it depends on.
 *
 * Order as FastAPI's: the operation's own parameters, then those of app, routers and its own dependencies, depth first.
 * Scopes add up from the outside inwards; a scheme that is reached twice is one requirement with all scopes. */
#include "app/openapi_build.h"

#include "core/str.h"
#include "schema/decode.h"

#include <string.h>

#define MAX_DEPTH 32 /* of dependencies in dependencies; tables that contain themselves end here */

void brisk_openapi_push(brisk_openapi *doc, brisk_pointers *list, const void *item)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 8;
        const void **grown =
            brisk_arena_grow(doc->arena, list->items, list->count * sizeof *grown, capacity * sizeof *grown);
        if (!grown) {
            doc->is_failed = true;
            return;
        }
        list->items = grown;
        list->capacity = capacity;
    }
    list->items[list->count++] = item;
}

bool brisk_openapi_is_body(const brisk_input *input)
{
    return input->place == BRISK_PLACE_BODY || input->place == BRISK_PLACE_FORM || input->place == BRISK_PLACE_FILE;
}

/* ---- security ---- */

static void push_scope(brisk_openapi *doc, brisk_pointers *scopes, const char *scope)
{
    for (size_t i = 0; i < scopes->count; i++) {
        if (strcmp(scopes->items[i], scope) == 0) {
            return;
        }
    }
    brisk_openapi_push(doc, scopes, scope);
}

static brisk_openapi_security *find_security(brisk_openapi *doc, brisk_openapi_route *route,
                                             const brisk_security *security)
{
    union {
        const void *kept;
        brisk_openapi_security *own;
    } found;
    for (size_t i = 0; i < route->security.count; i++) {
        found.kept = route->security.items[i];
        if (strcmp(found.own->security->name, security->name) == 0) {
            return found.own;
        }
    }
    found.own = brisk_arena_alloc(doc->arena, sizeof *found.own);
    if (!found.own) {
        doc->is_failed = true;
        return NULL;
    }
    found.own->security = security;
    brisk_openapi_push(doc, &route->security, found.own);
    return found.own;
}

/* Scopes on the way to what is looked at, innermost first. */
typedef struct scope_chain {
    const struct scope_chain *outer;
    const char *const *scopes;
} scope_chain;

static void add_scopes(brisk_openapi *doc, brisk_pointers *to, const scope_chain *chain)
{
    if (!chain) {
        return;
    }
    add_scopes(doc, to, chain->outer);
    for (const char *const *scope = chain->scopes; scope && *scope; scope++) {
        push_scope(doc, to, *scope);
    }
}

static void gather_security(brisk_openapi *doc, brisk_openapi_route *route, const brisk_security *security,
                            const scope_chain *scopes)
{
    brisk_openapi_security *own = find_security(doc, route, security);
    if (own) {
        add_scopes(doc, &own->scopes, scopes);
    }
    for (size_t i = 0; i < doc->schemes.count; i++) {
        const brisk_security *known = doc->schemes.items[i];
        if (strcmp(known->name, security->name) == 0) {
            return;
        }
    }
    brisk_openapi_push(doc, &doc->schemes, security);
}

/* ---- dependencies ---- */

static void gather_inputs(brisk_openapi *doc, brisk_openapi_route *route, const brisk_input *inputs)
{
    for (; inputs && inputs->place; inputs++) {
        brisk_openapi_push(doc, &route->inputs, inputs);
        if (brisk_openapi_is_body(inputs)) {
            route->body_count++;
            route->has_form = route->has_form || inputs->place != BRISK_PLACE_BODY;
            route->has_file = route->has_file || inputs->place == BRISK_PLACE_FILE;
        }
    }
}

static void gather_uses(brisk_openapi *doc, brisk_openapi_route *route, const brisk_use *uses, const scope_chain *outer,
                        unsigned depth)
{
    for (; uses && (uses->dependency || uses->security) && depth < MAX_DEPTH; uses++) {
        scope_chain scopes = {outer, uses->scopes};
        if (uses->security) {
            gather_security(doc, route, uses->security, &scopes);
            continue;
        }
        const brisk_dependency *dependency = uses->dependency;
        gather_inputs(doc, route, dependency->inputs);
        for (const brisk_answer_doc *answer = dependency->answers; answer && answer->status; answer++) {
            brisk_openapi_push(doc, &route->answers, answer);
        }
        gather_uses(doc, route, dependency->uses, &scopes, depth + 1);
    }
}

/* ---- names ---- */

/* "/files/{path:path}" to "/files/{path}". */
static brisk_str path_format(brisk_openapi *doc, brisk_str path)
{
    char *out = brisk_arena_alloc(doc->arena, path.len + 1);
    size_t len = 0;
    bool is_skipping = false;
    if (!out) {
        doc->is_failed = true;
        return (brisk_str){"", 0};
    }
    bool is_inside = false;
    for (size_t i = 0; i < path.len; i++) {
        char c = path.ptr[i];
        is_inside = c == '{' || (is_inside && c != '}');
        is_skipping = is_inside && (is_skipping || c == ':');
        if (!is_skipping) {
            out[len++] = c;
        }
    }
    return (brisk_str){out, len};
}

unsigned brisk_openapi_first_method(unsigned methods)
{
    return methods & (0u - methods);
}

brisk_str brisk_openapi_id(brisk_openapi *doc, const brisk_openapi_route *route, unsigned method)
{
    const brisk_endpoint *endpoint = route->route->endpoint;
    const char *name = brisk_method_name((brisk_method)method);
    if (endpoint->operation_id) {
        return brisk_str_view(endpoint->operation_id);
    }
    brisk_str lower = brisk_str_lower(doc->arena, brisk_str_view(name));
    brisk_str id = brisk_arena_printf(doc->arena, "%s%.*s_%.*s", endpoint->name, (int)route->path.len, route->path.ptr,
                                      (int)lower.len, lower.ptr);
    char *out = brisk_arena_alloc(doc->arena, id.len + 1);
    for (size_t i = 0; out && i < id.len; i++) {
        char c = id.ptr[i];
        bool is_word =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
        out[i] = is_word ? c : '_';
    }
    doc->is_failed = doc->is_failed || !out;
    return (brisk_str){out ? out : "", out ? id.len : 0};
}

brisk_str brisk_openapi_wire_name(brisk_openapi *doc, brisk_place place, const brisk_field *field)
{
    if (field->alias_in.ptr) {
        return field->alias_in;
    }
    if (place != BRISK_PLACE_HEADER || field->keeps_underscores) {
        return field->name;
    }
    char *out = brisk_arena_alloc(doc->arena, field->name.len + 1);
    for (size_t i = 0; out && i < field->name.len; i++) {
        out[i] = field->name.ptr[i] == '_' ? '-' : field->name.ptr[i];
    }
    doc->is_failed = doc->is_failed || !out;
    return (brisk_str){out ? out : "", out ? field->name.len : 0};
}

/* ---- types ---- */

static void add_input_types(brisk_openapi *doc, const brisk_openapi_route *route)
{
    for (size_t i = 0; i < route->inputs.count; i++) {
        const brisk_input *input = route->inputs.items[i];
        const brisk_type *type = brisk_type_resolve(input->field.type);
        if (brisk_openapi_is_body(input) || type->kind != BRISK_KIND_MODEL) {
            brisk_schema_set_add(doc->set, input->field.type, BRISK_SCHEMA_INPUT);
            continue;
        }
        for (size_t f = 0; f < type->field_count; f++) { /* a parameter model: its fields are the parameters */
            brisk_schema_set_add(doc->set, type->fields[f].type, BRISK_SCHEMA_INPUT);
        }
    }
}

static void add_answer_types(brisk_openapi *doc, const brisk_openapi_route *route)
{
    const brisk_endpoint *endpoint = route->route->endpoint;
    if (endpoint->answer == BRISK_ANSWER_TYPED && !endpoint->is_untyped) {
        brisk_schema_set_add(doc->set, endpoint->out, BRISK_SCHEMA_OUTPUT);
    }
    for (const brisk_answer_doc *answer = endpoint->answers; answer && answer->status; answer++) {
        brisk_schema_set_add(doc->set, answer->type, BRISK_SCHEMA_OUTPUT);
    }
    for (const brisk_answer_doc *answer = route->route->answers; answer && answer->status; answer++) {
        brisk_schema_set_add(doc->set, answer->type, BRISK_SCHEMA_OUTPUT);
    }
    for (size_t i = 0; i < route->answers.count; i++) {
        const brisk_answer_doc *answer = route->answers.items[i];
        brisk_schema_set_add(doc->set, answer->type, BRISK_SCHEMA_OUTPUT);
    }
}

/* Whether the parts of the body stand under keys (FastAPI's _should_embed_body_fields). */
static bool is_embedded(const brisk_openapi_route *route)
{
    if (route->body_count != 1) {
        return route->body_count > 1;
    }
    for (size_t i = 0; i < route->inputs.count; i++) {
        const brisk_input *input = route->inputs.items[i];
        if (input->place == BRISK_PLACE_BODY) {
            return input->field.is_embedded;
        }
        if (brisk_openapi_is_body(input)) {
            return brisk_type_behind_opt(input->field.type)->kind != BRISK_KIND_MODEL;
        }
    }
    return false;
}

void brisk_openapi_gather(brisk_openapi *doc, brisk_openapi_route *out, const brisk_service_route *route)
{
    *out = (brisk_openapi_route){.route = route, .path = path_format(doc, route->path)};
    gather_inputs(doc, out, route->endpoint->inputs);
    gather_uses(doc, out, route->uses, NULL, 0);
    gather_uses(doc, out, route->endpoint->uses, NULL, 0);
    out->is_embedded = is_embedded(out);
    if (out->is_embedded) {
        brisk_str id = brisk_openapi_id(doc, out, brisk_openapi_first_method(route->endpoint->methods));
        out->body_name = brisk_str_concat(doc->arena, BRISK_S("Body_"), id, BRISK_S(""));
    }
    add_input_types(doc, out);
    add_answer_types(doc, out);
}

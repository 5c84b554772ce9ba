/* plan.c - derives plans from the tables (plan.h), and finds the mistakes in them that no compiler can see. */
#include "app/plan.h"

#include "core/str.h"
#include "schema/decode.h"

#include <stdio.h>
#include <string.h>

enum { MAX_DEPTH = 32 }; /* of dependencies that use dependencies */

static brisk_status mistake(brisk_planner *planner, const char *where, const char *what, brisk_str name)
{
    snprintf(planner->problem, planner->problem_size, "%s: %s %.*s", where, what, (int)name.len,
             name.ptr ? name.ptr : "");
    return BRISK_USAGE;
}

/* x_token is the header x-token unless it has an alias or keeps its underscores (FastAPI: convert_underscores). */
static brisk_str header_name(brisk_arena *arena, const brisk_field *field)
{
    if (field->alias_in.ptr) {
        return brisk_str_lower(arena, field->alias_in);
    }
    brisk_str lower = brisk_str_lower(arena, field->name);
    if (field->keeps_underscores || lower.len == 0) {
        return lower;
    }
    char *bytes = brisk_arena_alloc_raw(arena, lower.len);
    if (!bytes) {
        return lower;
    }
    for (size_t i = 0; i < lower.len; i++) {
        bytes[i] = lower.ptr[i] == '_' ? '-' : lower.ptr[i];
    }
    return (brisk_str){bytes, lower.len};
}

static brisk_plan_name plan_name(brisk_arena *arena, brisk_place place, const brisk_field *field)
{
    brisk_str name = field->alias_in.ptr ? field->alias_in : field->name;
    brisk_plan_name out = {
        .field = field, .wire = name, .key = name, .is_sequence = brisk_type_is_sequence(field->type)};
    if (place == BRISK_PLACE_HEADER) {
        out.wire = header_name(arena, field);
        out.key = field->alias_in.ptr ? name : out.wire;
    }
    return out;
}

/* The fields of a MODEL that stands for several parameters. Their problems name them as in C, also in headers. */
static bool plan_members(brisk_arena *arena, const brisk_type *model, brisk_plan_input *out)
{
    out->members = brisk_arena_alloc(arena, (model->field_count + 1) * sizeof *out->members);
    if (!out->members) {
        return false;
    }
    for (size_t i = 0; i < model->field_count; i++) {
        const brisk_field *field = &model->fields[i];
        if (field->is_extras) {
            out->keeps_extras = true;
        } else if (!field->compute && !field->is_output_only) {
            brisk_plan_name name = plan_name(arena, out->input->place, field);
            name.key = field->alias_in.ptr ? field->alias_in : field->name;
            out->members[out->member_count++] = name;
        }
    }
    out->keeps_extras = out->keeps_extras || model->forbid_extra;
    return true;
}

static bool is_model_place(brisk_place place)
{
    return place == BRISK_PLACE_QUERY || place == BRISK_PLACE_HEADER || place == BRISK_PLACE_COOKIE ||
           place == BRISK_PLACE_FORM;
}

static bool plan_input(brisk_arena *arena, const brisk_input *input, brisk_plan_input *out)
{
    *out = (brisk_plan_input){.input = input, .name = plan_name(arena, input->place, &input->field)};
    const brisk_type *bare = brisk_type_behind_opt(input->field.type);
    if (bare->kind == BRISK_KIND_MODEL && is_model_place(input->place)) {
        return plan_members(arena, bare, out);
    }
    return true;
}

static bool plan_inputs(brisk_arena *arena, const brisk_input *inputs, brisk_plan *plan)
{
    size_t count = 0;
    for (const brisk_input *input = inputs; input && input->place; input++) {
        count++;
    }
    brisk_plan_input *planned = brisk_arena_alloc(arena, (count + 1) * sizeof *planned);
    if (!planned) {
        return false;
    }
    plan->inputs = planned;
    for (int place = BRISK_PLACE_PATH; place <= BRISK_PLACE_BODY; place++) {
        for (size_t i = 0; i < count; i++) {
            if ((int)inputs[i].place == place && !plan_input(arena, &inputs[i], &planned[plan->input_count++])) {
                return false;
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        brisk_place place = inputs[i].place;
        plan->wants_query = plan->wants_query || place == BRISK_PLACE_QUERY;
        plan->wants_form = plan->wants_form || place == BRISK_PLACE_FORM || place == BRISK_PLACE_FILE;
        plan->wants_body = plan->wants_body || place == BRISK_PLACE_BODY;
    }
    return true;
}

static brisk_status plan_dependency(brisk_planner *planner, const brisk_dependency *dependency, int depth,
                                    const brisk_plan **out);

static size_t security_size(const brisk_security *security)
{
    return security->scheme == BRISK_SCHEME_BASIC ? sizeof(brisk_basic) : sizeof(brisk_credentials);
}

static brisk_status plan_uses(brisk_planner *planner, const brisk_use *uses, brisk_plan *plan, int depth)
{
    size_t count = 0;
    for (const brisk_use *use = uses; use && (use->dependency || use->security); use++) {
        count++;
    }
    brisk_plan_use *planned = brisk_arena_alloc(planner->arena, (count + 1) * sizeof *planned);
    if (!planned) {
        return BRISK_NO_MEMORY;
    }
    plan->uses = planned;
    plan->use_count = count;
    for (size_t i = 0; i < count; i++) {
        planned[i].use = &uses[i];
        if (uses[i].security) {
            planned[i].size = security_size(uses[i].security);
            plan->is_scoped = true;
            plan->wants_query = plan->wants_query || uses[i].security->scheme == BRISK_SCHEME_API_KEY_QUERY;
            continue;
        }
        brisk_status status = plan_dependency(planner, uses[i].dependency, depth + 1, &planned[i].plan);
        if (status != BRISK_OK) {
            return status;
        }
        planned[i].size = uses[i].dependency->out_size;
        plan->is_scoped = plan->is_scoped || planned[i].plan->is_scoped;
        plan->wants_query = plan->wants_query || planned[i].plan->wants_query;
        plan->wants_form = plan->wants_form || planned[i].plan->wants_form;
        plan->wants_body = plan->wants_body || planned[i].plan->wants_body;
    }
    return BRISK_OK;
}

static bool remember(brisk_planner *planner, const brisk_plan *plan)
{
    if (planner->known_count == planner->known_capacity) {
        size_t capacity = planner->known_capacity ? planner->known_capacity * 2 : 16;
        const brisk_plan **known = brisk_arena_grow(planner->arena, (void *)planner->known,
                                                    planner->known_capacity * sizeof *known, capacity * sizeof *known);
        if (!known) {
            return false;
        }
        planner->known = known;
        planner->known_capacity = capacity;
    }
    planner->known[planner->known_count++] = plan;
    return true;
}

static brisk_status plan_dependency(brisk_planner *planner, const brisk_dependency *dependency, int depth,
                                    const brisk_plan **out)
{
    if (depth > MAX_DEPTH) {
        return mistake(planner, dependency->name, "this dependency uses itself, or is nested too deeply",
                       (brisk_str){0});
    }
    for (size_t i = 0; i < planner->known_count; i++) {
        if (planner->known[i]->dependency == dependency) {
            *out = planner->known[i];
            return BRISK_OK;
        }
    }
    brisk_plan *plan = brisk_arena_alloc(planner->arena, sizeof *plan);
    if (!plan) {
        return BRISK_NO_MEMORY;
    }
    plan->name = dependency->name;
    plan->dependency = dependency;
    brisk_status status = plan_uses(planner, dependency->uses, plan, depth);
    if (status != BRISK_OK) {
        return status;
    }
    if (!plan_inputs(planner->arena, dependency->inputs, plan) || !remember(planner, plan)) {
        return BRISK_NO_MEMORY;
    }
    *out = plan;
    return BRISK_OK;
}

brisk_status brisk_plan_dependency(brisk_planner *planner, const brisk_dependency *dependency, const brisk_plan **out)
{
    return plan_dependency(planner, dependency, 0, out);
}

/* ---- the template and the inputs must tell of the same names ---- */

/* The next {name} or {name:conv} of a template; false where there is none. */
static bool next_template_name(brisk_str *rest, brisk_str *name)
{
    size_t open = brisk_str_find_char(*rest, '{');
    if (open == BRISK_STR_NONE) {
        return false;
    }
    *rest = brisk_str_from(*rest, open + 1);
    size_t close = brisk_str_find_char(*rest, '}');
    brisk_str inside = brisk_str_slice(*rest, 0, close == BRISK_STR_NONE ? rest->len : close);
    brisk_str converter;
    (void)brisk_str_cut(inside, ':', name, &converter);
    *rest = brisk_str_from(*rest, close == BRISK_STR_NONE ? rest->len : close + 1);
    return true;
}

static bool template_has(brisk_str path, brisk_str wanted)
{
    brisk_str name;
    while (next_template_name(&path, &name)) {
        if (brisk_str_equal(name, wanted)) {
            return true;
        }
    }
    return false;
}

static bool plan_declares(const brisk_plan *plan, brisk_str name)
{
    for (size_t i = 0; i < plan->input_count; i++) {
        if (plan->inputs[i].input->place == BRISK_PLACE_PATH && brisk_str_equal(plan->inputs[i].name.wire, name)) {
            return true;
        }
    }
    for (size_t i = 0; i < plan->use_count; i++) {
        if (plan->uses[i].plan && plan_declares(plan->uses[i].plan, name)) {
            return true;
        }
    }
    return false;
}

/* The first path input of the plan that the template does not have; NULL: none. */
static const brisk_plan_input *stray_input(const brisk_plan *plan, brisk_str path)
{
    for (size_t i = 0; i < plan->input_count; i++) {
        const brisk_plan_input *input = &plan->inputs[i];
        if (input->input->place == BRISK_PLACE_PATH && !template_has(path, input->name.wire)) {
            return input;
        }
    }
    for (size_t i = 0; i < plan->use_count; i++) {
        const brisk_plan_input *stray = plan->uses[i].plan ? stray_input(plan->uses[i].plan, path) : NULL;
        if (stray) {
            return stray;
        }
    }
    return NULL;
}

static brisk_status check_names(brisk_planner *planner, brisk_str path, const brisk_route_plan *route)
{
    char where[512];
    snprintf(where, sizeof where, "%s, \"%.*s\"", route->endpoint.name, (int)path.len, path.ptr);
    const brisk_plan_input *stray = stray_input(&route->endpoint, path);
    stray = stray ? stray : stray_input(&route->before, path);
    if (stray) {
        return mistake(planner, where, "the path has no parameter", stray->name.wire);
    }
    brisk_str rest = path, name;
    while (next_template_name(&rest, &name)) {
        if (!plan_declares(&route->endpoint, name) && !plan_declares(&route->before, name)) {
            return mistake(planner, where, "no path(…) declares the parameter", name);
        }
    }
    return BRISK_OK;
}

/* ---- the body: whole, or under keys ---- */

typedef struct body_count {
    size_t bodies; /* different names */
    brisk_str first;
    const char *embedder; /* an input that says embed */
} body_count;

static void count_bodies(const brisk_plan *plan, body_count *count)
{
    for (size_t i = 0; i < plan->use_count; i++) {
        if (plan->uses[i].plan) {
            count_bodies(plan->uses[i].plan, count);
        }
    }
    for (size_t i = 0; i < plan->input_count; i++) {
        const brisk_plan_input *input = &plan->inputs[i];
        if (input->input->place != BRISK_PLACE_BODY) {
            continue;
        }
        if (count->bodies == 0 || !brisk_str_equal(count->first, input->name.wire)) {
            count->bodies++;
            count->first = input->name.wire;
        }
        if (input->input->field.is_embedded) {
            count->embedder = plan->name;
        }
    }
}

brisk_status brisk_plan_route(brisk_planner *planner, brisk_str path, const brisk_use *uses,
                              const brisk_endpoint *endpoint, brisk_route_plan *out)
{
    *out = (brisk_route_plan){.before.name = endpoint->name, .endpoint.name = endpoint->name};
    brisk_status status = plan_uses(planner, uses, &out->before, 0);
    if (status == BRISK_OK) {
        status = plan_uses(planner, endpoint->uses, &out->endpoint, 0);
    }
    if (status != BRISK_OK) {
        return status;
    }
    if (!plan_inputs(planner->arena, endpoint->inputs, &out->endpoint)) {
        return BRISK_NO_MEMORY;
    }
    out->wants_query = out->before.wants_query || out->endpoint.wants_query;
    out->wants_form = out->before.wants_form || out->endpoint.wants_form;
    out->wants_body = out->before.wants_body || out->endpoint.wants_body;
    body_count count = {0};
    count_bodies(&out->before, &count);
    count_bodies(&out->endpoint, &count);
    out->is_body_embedded = count.bodies > 1 || count.embedder;
    if (out->wants_form && out->wants_body) {
        return mistake(planner, endpoint->name, "takes a form and a JSON body: a request has one body", (brisk_str){0});
    }
    return check_names(planner, path, out);
}

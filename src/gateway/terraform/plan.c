/* plan.c - a plan's resources, and which of them an attribute means (plan.h). */
#include "gateway/terraform/plan.h"

#include "core/arena.h"
#include "core/str.h"
#include "gateway/terraform/value.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { RESOURCES_MAX = 20000, SCOPES_MAX = 2000, FOLLOW_DEPTH = 24, FOLLOW_STEPS = 500 };

void brisk_tf_note(const brisk_tf *self, const char *format, ...)
{
    va_list args;
    if (self->note == NULL) {
        return;
    }
    va_start(args, format);
    brisk_str text = brisk_arena_vprintf(self->arena, format, args);
    va_end(args);
    const char *line = brisk_arena_c_string(self->arena, text);
    if (line != NULL) {
        self->note(self->context, line);
    }
}

/* ---- opening ---- */

/* "api" of the address "module.api[0]" below its parent. */
static brisk_str call_name(brisk_str address, brisk_str parent)
{
    brisk_str name =
        parent.len > 0 && brisk_str_starts_with(address, parent) ? brisk_str_from(address, parent.len + 1) : address;
    name = brisk_str_starts_with(name, BRISK_S("module.")) ? brisk_str_from(name, 7) : name;
    size_t bracket = brisk_str_find_char(name, '[');
    return bracket == BRISK_STR_NONE ? name : brisk_str_slice(name, 0, bracket);
}

static brisk_json find_named(brisk_json array, const char *member, brisk_str wanted)
{
    brisk_json_iter iter = brisk_json_iterate(array);
    brisk_json item;
    while (brisk_json_next(&iter, NULL, &item)) {
        brisk_str text;
        if (brisk_json_str(brisk_tf_get(item, member), &text) && brisk_str_equal(text, wanted)) {
            return item;
        }
    }
    return (brisk_json){NULL};
}

static brisk_json find_configuration(const brisk_tf *self, const brisk_tf_resource *resource)
{
    brisk_json_iter iter = brisk_json_iterate(brisk_tf_get(self->scopes[resource->scope].configuration, "resources"));
    brisk_json item;
    while (brisk_json_next(&iter, NULL, &item)) {
        if (brisk_str_equal(brisk_tf_text(item, "type", ""), resource->type) &&
            brisk_str_equal(brisk_tf_text(item, "name", ""), resource->name) &&
            brisk_str_is(brisk_tf_text(item, "mode", ""), "managed")) {
            return item;
        }
    }
    return (brisk_json){NULL};
}

/* One more, zeroed; NULL without memory. The list is twice as long each time that it is full. */
static brisk_tf_resource *add_resource(brisk_tf *self)
{
    size_t count = self->resource_count;
    if ((count & (count - 1)) == 0) {
        size_t size = sizeof(*self->resources) * (count == 0 ? 1 : count);
        brisk_tf_resource *grown = brisk_arena_alloc(self->arena, 2 * size);
        if (grown == NULL) {
            return NULL;
        }
        if (count > 0) {
            memcpy(grown, self->resources, size);
        }
        self->resources = grown;
    }
    return &self->resources[self->resource_count++];
}

static brisk_status add_resources(brisk_tf *self, brisk_json list, size_t scope)
{
    brisk_json changes = brisk_tf_get(self->root, "resource_changes");
    brisk_json_iter iter = brisk_json_iterate(list);
    brisk_json item;
    while (brisk_json_next(&iter, NULL, &item)) {
        if (!brisk_str_is(brisk_tf_text(item, "mode", ""), "managed")) {
            continue;
        }
        if (self->resource_count == RESOURCES_MAX) {
            return BRISK_LIMIT;
        }
        brisk_tf_resource *resource = add_resource(self);
        if (resource == NULL) {
            return BRISK_NO_MEMORY;
        }
        *resource = (brisk_tf_resource){
            .address = brisk_tf_text(item, "address", ""),
            .type = brisk_tf_text(item, "type", ""),
            .name = brisk_tf_text(item, "name", ""),
            .index = brisk_tf_get(item, "index"),
            .values = brisk_tf_get(item, "values"),
            .scope = scope,
        };
        if (brisk_str_starts_with(resource->type, BRISK_S("aws_"))) {
            brisk_json configuration = find_configuration(self, resource);
            resource->expressions = brisk_tf_get(configuration, "expressions");
            resource->for_each = brisk_tf_get(configuration, "for_each_expression");
            brisk_json change = brisk_tf_get(find_named(changes, "address", resource->address), "change");
            resource->unknown = brisk_tf_get(change, "after_unknown");
        }
    }
    return BRISK_OK;
}

/* Modules are walked as a list that grows while it is walked: each brings its children. */
static brisk_status add_children(brisk_tf *self, brisk_json module, size_t parent, brisk_json *modules)
{
    brisk_json_iter iter = brisk_json_iterate(brisk_tf_get(module, "child_modules"));
    brisk_json child;
    while (brisk_json_next(&iter, NULL, &child)) {
        if (self->scope_count == SCOPES_MAX) {
            return BRISK_LIMIT;
        }
        brisk_str address = brisk_tf_text(child, "address", "");
        brisk_json calls = brisk_tf_get(self->scopes[parent].configuration, "module_calls");
        brisk_json call = brisk_json_get(calls, call_name(address, self->scopes[parent].address));
        modules[self->scope_count] = child;
        self->scopes[self->scope_count++] =
            (brisk_tf_scope){address, brisk_tf_get(call, "module"), brisk_tf_get(call, "expressions"), parent};
    }
    return BRISK_OK;
}

brisk_status brisk_tf_open(brisk_tf *self)
{
    brisk_json planned = brisk_tf_get(self->root, "planned_values");
    brisk_json values = brisk_json_kind_of(planned) == BRISK_JSON_OBJECT ? planned : brisk_tf_get(self->root, "values");
    brisk_json module = brisk_tf_get(values, "root_module");
    if (brisk_json_kind_of(module) != BRISK_JSON_OBJECT) {
        return BRISK_INVALID;
    }
    brisk_json *modules = brisk_arena_alloc(self->arena, SCOPES_MAX * sizeof(*modules));
    self->scopes = brisk_arena_alloc(self->arena, SCOPES_MAX * sizeof(*self->scopes));
    if (modules == NULL || self->scopes == NULL) {
        return BRISK_NO_MEMORY;
    }
    brisk_json configuration = brisk_tf_get(brisk_tf_get(self->root, "configuration"), "root_module");
    modules[0] = module;
    self->scopes[0] = (brisk_tf_scope){BRISK_S(""), configuration, {NULL}, 0};
    self->scope_count = 1;
    brisk_status status = BRISK_OK;
    for (size_t i = 0; i < self->scope_count && status == BRISK_OK; i++) {
        status = add_resources(self, brisk_tf_get(modules[i], "resources"), i);
        status = status == BRISK_OK ? add_children(self, modules[i], i, modules) : status;
    }
    return status;
}

/* ---- references ---- */

brisk_tf_resource *brisk_tf_next(const brisk_tf *self, const char *type, const brisk_tf_resource *after)
{
    for (size_t i = after == NULL ? 0 : (size_t)(after - self->resources) + 1; i < self->resource_count; i++) {
        if (brisk_str_is(self->resources[i].type, type)) {
            return &self->resources[i];
        }
    }
    return NULL;
}

static bool is_one_of(brisk_str type, const char *const *types)
{
    for (; *types != NULL; types++) {
        if (brisk_str_is(type, *types)) {
            return true;
        }
    }
    return false;
}

static const brisk_tf_resource *find_by_id(const brisk_tf *self, brisk_str id, const char *const *types)
{
    static const char *const members[] = {"id", "arn", "invoke_arn", "root_resource_id", "execution_arn", "name"};
    for (size_t m = 0; m < sizeof(members) / sizeof(members[0]); m++) {
        for (size_t i = 0; i < self->resource_count; i++) {
            const brisk_tf_resource *resource = &self->resources[i];
            brisk_str text;
            if (is_one_of(resource->type, types) && brisk_json_str(brisk_tf_get(resource->values, members[m]), &text) &&
                brisk_str_equal(text, id)) {
                return resource;
            }
        }
    }
    return NULL;
}

/* A reference, cut up: TYPE.NAME[INDEX].attribute */
typedef struct reference {
    brisk_str type, name, index, attribute; /* index: as written, without brackets and quotation marks */
    bool has_index;
} reference;

static reference cut_reference(brisk_str text)
{
    reference cut = {0};
    brisk_str rest;
    (void)brisk_str_cut(text, '.', &cut.type, &rest);
    size_t end = 0;
    while (end < rest.len && rest.ptr[end] != '.' && rest.ptr[end] != '[') {
        end++;
    }
    cut.name = brisk_str_slice(rest, 0, end);
    rest = brisk_str_from(rest, end);
    if (rest.len > 0 && rest.ptr[0] == '[') {
        bool is_text = rest.len > 1 && rest.ptr[1] == '"';
        brisk_str index = brisk_str_from(rest, is_text ? 2 : 1);
        size_t close = brisk_str_find_char(index, is_text ? '"' : ']');
        cut.has_index = close != BRISK_STR_NONE;
        cut.index = cut.has_index ? brisk_str_slice(index, 0, close) : index;
        rest = cut.has_index ? brisk_str_from(index, close + (is_text ? 2 : 1)) : brisk_str_from(rest, rest.len);
    }
    cut.attribute = brisk_str_from(rest, rest.len > 0 && rest.ptr[0] == '.' ? 1 : 0);
    return cut;
}

static bool has_index(brisk_json own, brisk_str index)
{
    char digits[24];
    brisk_str text;
    int64_t number;
    if (brisk_json_str(own, &text)) {
        return brisk_str_equal(text, index);
    }
    if (!brisk_json_int(own, &number)) {
        return false;
    }
    (void)snprintf(digits, sizeof(digits), "%lld", (long long)number);
    return brisk_str_is(index, digits);
}

/* Of several of one name: the one of this index, or of the referrer's own (each.key, count.index), or the only one. */
static const brisk_tf_resource *choose(const brisk_tf *self, const brisk_tf_resource *from, size_t scope,
                                       const reference *wanted)
{
    const brisk_tf_resource *first = NULL, *same = NULL;
    size_t count = 0;
    for (size_t i = 0; i < self->resource_count; i++) {
        const brisk_tf_resource *resource = &self->resources[i];
        if (resource->scope != scope || !brisk_str_equal(resource->type, wanted->type) ||
            !brisk_str_equal(resource->name, wanted->name)) {
            continue;
        }
        if (wanted->has_index && has_index(resource->index, wanted->index)) {
            return resource;
        }
        if (brisk_json_kind_of(from->index) != BRISK_JSON_NULL && brisk_json_equal(from->index, resource->index)) {
            same = resource;
        }
        first = first == NULL ? resource : first;
        count++;
    }
    return same != NULL ? same : count == 1 ? first : NULL;
}

typedef struct walk {
    const brisk_tf *plan;
    const brisk_tf_resource *from; /* whose each.key and each.value are meant */
    const char *const *types;
    unsigned depth, *steps; /* steps: of all of the walk, so that a plan that refers to itself comes to an end */
} walk;

static const brisk_tf_resource *follow(walk *self, size_t scope, brisk_json expression);

/* module.NAME[INDEX].OUTPUT */
static const brisk_tf_resource *follow_output(walk *self, size_t scope, const reference *cut)
{
    const brisk_tf *plan = self->plan;
    for (size_t i = 1; i < plan->scope_count; i++) {
        const brisk_tf_scope *child = &plan->scopes[i];
        brisk_str parent = plan->scopes[scope].address;
        if (child->parent != scope || !brisk_str_equal(call_name(child->address, parent), cut->name)) {
            continue;
        }
        size_t start = parent.len > 0 ? parent.len + 1 : 0;
        reference own = cut_reference(brisk_str_from(child->address, start));
        if (cut->has_index && !brisk_str_equal(own.index, cut->index)) {
            continue;
        }
        brisk_json output = brisk_json_get(brisk_tf_get(child->configuration, "outputs"), cut->attribute);
        const brisk_tf_resource *found = follow(self, i, brisk_tf_get(output, "expression"));
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

/* What another resource's attribute means. */
static const brisk_tf_resource *follow_attribute(walk *self, const brisk_tf_resource *resource, brisk_str attribute)
{
    brisk_str id;
    if (resource == NULL || attribute.len == 0) {
        return NULL;
    }
    if (brisk_json_str(brisk_json_get(resource->values, attribute), &id) && id.len > 0) {
        const brisk_tf_resource *found = find_by_id(self->plan, id, self->types);
        if (found != NULL) {
            return found;
        }
    }
    walk inner = {self->plan, resource, self->types, self->depth, self->steps};
    return follow(&inner, resource->scope, brisk_json_get(resource->expressions, attribute));
}

/* each.value.ATTRIBUTE, where for_each is over resources. */
static const brisk_tf_resource *follow_each(walk *self, brisk_str attribute)
{
    brisk_str text;
    if (!brisk_json_str(brisk_json_at(brisk_tf_get(self->from->for_each, "references"), 0), &text)) {
        return NULL;
    }
    reference cut = cut_reference(text);
    const brisk_tf_resource *resource = choose(self->plan, self->from, self->from->scope, &cut);
    bool is_wanted = resource != NULL && is_one_of(resource->type, self->types);
    return is_wanted ? resource : follow_attribute(self, resource, attribute);
}

static const brisk_tf_resource *follow_reference(walk *self, size_t scope, brisk_str text)
{
    reference cut = cut_reference(text);
    if (brisk_str_is(cut.type, "var")) {
        brisk_json given = brisk_json_get(self->plan->scopes[scope].call, cut.name);
        return scope == 0 ? NULL : follow(self, self->plan->scopes[scope].parent, given);
    }
    if (brisk_str_is(cut.type, "module")) {
        return follow_output(self, scope, &cut);
    }
    if (brisk_str_is(cut.type, "each")) {
        return brisk_str_is(cut.name, "value") ? follow_each(self, cut.attribute) : NULL;
    }
    const brisk_tf_resource *found = choose(self->plan, self->from, scope, &cut);
    return is_one_of(cut.type, self->types) ? found : follow_attribute(self, found, cut.attribute);
}

static const brisk_tf_resource *follow(walk *self, size_t scope, brisk_json expression)
{
    brisk_json_iter iter = brisk_json_iterate(brisk_tf_get(expression, "references"));
    const brisk_tf_resource *found = NULL;
    brisk_json item;
    if (self->depth == FOLLOW_DEPTH) {
        return NULL;
    }
    self->depth++;
    while (found == NULL && *self->steps < FOLLOW_STEPS && brisk_json_next(&iter, NULL, &item)) {
        brisk_str text;
        ++*self->steps;
        found = brisk_json_str(item, &text) ? follow_reference(self, scope, text) : NULL;
    }
    self->depth--;
    return found;
}

const brisk_tf_resource *brisk_tf_find(const brisk_tf *self, const brisk_tf_resource *from, brisk_json value,
                                       brisk_json expression, const char *const *types)
{
    brisk_str id;
    unsigned steps = 0;
    walk way = {self, from, types, 0, &steps};
    const brisk_tf_resource *found = NULL;
    if (brisk_json_str(value, &id) && id.len > 0) {
        found = find_by_id(self, id, types);
    }
    return found != NULL ? found : follow(&way, from->scope, expression);
}

const brisk_tf_resource *brisk_tf_refer(const brisk_tf *self, const brisk_tf_resource *from, const char *attribute,
                                        const char *const *types)
{
    return brisk_tf_find(self, from, brisk_tf_get(from->values, attribute), brisk_tf_get(from->expressions, attribute),
                         types);
}

static brisk_json variable_at(const brisk_tf *self, size_t scope, brisk_str name, unsigned depth)
{
    brisk_json constant;
    if (scope == 0) {
        brisk_json given = brisk_json_get(brisk_tf_get(self->root, "variables"), name);
        if (brisk_json_find(given, BRISK_S("value"), &constant)) {
            return constant;
        }
    }
    brisk_json expression = brisk_json_get(self->scopes[scope].call, name);
    if (brisk_json_find(expression, BRISK_S("constant_value"), &constant)) {
        return constant;
    }
    brisk_str text, type, rest;
    if (depth < FOLLOW_DEPTH && scope != 0 &&
        brisk_json_str(brisk_json_at(brisk_tf_get(expression, "references"), 0), &text) &&
        brisk_str_cut(text, '.', &type, &rest) && brisk_str_is(type, "var")) {
        return variable_at(self, self->scopes[scope].parent, rest, depth + 1);
    }
    brisk_json declared = brisk_json_get(brisk_tf_get(self->scopes[scope].configuration, "variables"), name);
    return brisk_tf_get(declared, "default");
}

brisk_json brisk_tf_variable(const brisk_tf *self, size_t scope, brisk_str name)
{
    return variable_at(self, scope, name, 0);
}

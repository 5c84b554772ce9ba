/* check.c - mistakes in an app's tables that no compiler sees: patterns that are none, tags that tell nothing, names that
 * lead nowhere, routes that are never reached.
 *
 * A walk from the routes over endpoints, dependencies and types; each dependency and model is looked at once. A mistake is
 * what cannot have been meant: what FastAPI refuses when it starts, or what could only ever answer wrongly. */
#include "main/check.h"

#include "schema/class.h"

#include <stdarg.h>
#include <string.h>

enum { SEEN_MAX = 1024 };

typedef struct checker {
    FILE *out;
    size_t mistakes;
    const void *seen[SEEN_MAX]; /* dependencies, and types that have a name */
    size_t seen_count;
} checker;

static void complain(checker *check, const char *format, ...) BRISK_PRINTF(2, 3);
static void check_type(checker *check, const char *owner, const char *name, const brisk_type *type);

static void complain(checker *check, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(check->out, format, args);
    va_end(args);
    fputc('\n', check->out);
    check->mistakes++;
}

/* True the first time; a full memory ends the walk rather than repeating it. */
static bool is_new(checker *check, const void *thing)
{
    for (size_t i = 0; i < check->seen_count; i++) {
        if (check->seen[i] == thing) {
            return false;
        }
    }
    if (check->seen_count == SEEN_MAX) {
        return false;
    }
    check->seen[check->seen_count++] = thing;
    return true;
}

/* Without TYPE names and opt. */
static const brisk_type *bare(const brisk_type *type)
{
    while (type->kind == BRISK_KIND_NAMED || type->kind == BRISK_KIND_OPT) {
        type = type->item;
    }
    return type;
}

static void check_rules(checker *check, const char *owner, const char *name, const brisk_rule *rules,
                        const brisk_type *type)
{
    char problem[512];
    for (; rules && rules->is; rules++) {
        const char *wrong = rules->is->verify ? rules->is->verify(rules, bare(type), problem, sizeof(problem)) : NULL;
        if (wrong) {
            complain(check, "%s%s%s: %s", owner, name[0] ? "." : "", name, wrong);
        }
    }
}

static void check_default(checker *check, const char *owner, const brisk_field *field)
{
    const brisk_type *type = bare(field->type);
    int64_t min = type->kind == BRISK_KIND_INT32 ? INT32_MIN : type->kind == BRISK_KIND_INT64 ? INT64_MIN : 0;
    int64_t max = type->kind == BRISK_KIND_INT32 ? INT32_MAX : type->kind == BRISK_KIND_UINT32 ? UINT32_MAX : INT64_MAX;
    bool is_integer = type->kind >= BRISK_KIND_INT32 && type->kind <= BRISK_KIND_UINT64;
    if (!is_integer || !field->has_default || !field->defaults || field->defaults->kind != BRISK_LITERAL_INT) {
        return;
    }
    if (field->defaults->i < min || field->defaults->i > max) {
        complain(check, "%s.%s: the default %lld is not within its type", owner, field->name.ptr,
                 (long long)field->defaults->i);
    }
}

static void check_field(checker *check, const char *owner, const brisk_field *field)
{
    check_rules(check, owner, field->name.ptr, field->rules, field->type);
    check_default(check, owner, field);
    check_type(check, owner, field->name.ptr, field->type);
}

static brisk_str wire_name(const brisk_field *field, bool is_in)
{
    brisk_str alias = is_in ? field->alias_in : field->alias_out;
    return alias.ptr ? alias : field->name;
}

static void check_names(checker *check, const brisk_type *model)
{
    for (size_t i = 0; i < model->field_count; i++) {
        for (size_t j = i + 1; j < model->field_count; j++) {
            const brisk_field *a = &model->fields[i], *b = &model->fields[j];
            bool is_read = !a->compute && !b->compute && !a->is_output_only && !b->is_output_only;
            bool is_written = !a->is_input_only && !b->is_input_only;
            if ((is_read && brisk_str_equal(wire_name(a, true), wire_name(b, true))) ||
                (is_written && brisk_str_equal(wire_name(a, false), wire_name(b, false)))) {
                complain(check, "%s: %s and %s have the same name on the wire", model->name, a->name.ptr, b->name.ptr);
            }
        }
    }
}

/* The one_of literals of the field that tells the members of a union apart; NULL where there are none. */
static const brisk_literal *tag_values(const brisk_type *member, const char *tag)
{
    member = bare(member);
    for (size_t i = 0; member->kind == BRISK_KIND_MODEL && i < member->field_count; i++) {
        if (!brisk_str_is(wire_name(&member->fields[i], true), tag)) {
            continue;
        }
        for (const brisk_rule *rule = member->fields[i].rules; rule && rule->is; rule++) {
            if (rule->is == &brisk_rule_one_of) {
                return rule->as.literals;
            }
        }
    }
    return NULL;
}

static bool literals_meet(const brisk_literal *a, const brisk_literal *b)
{
    for (; a->kind != BRISK_LITERAL_END; a++) {
        for (const brisk_literal *other = b; other->kind != BRISK_LITERAL_END; other++) {
            if (a->kind == other->kind && (a->kind == BRISK_LITERAL_TEXT ? strcmp(a->text, other->text) == 0
                                                                         : a->i == other->i && a->d == other->d)) {
                return true;
            }
        }
    }
    return false;
}

static void check_union(checker *check, const brisk_type *type)
{
    for (const brisk_union_member *member = type->members; member->name; member++) {
        check_type(check, type->name, member->name, member->type);
        if (!type->tag || bare(member->type)->kind == BRISK_KIND_UNION) {
            continue;
        }
        const brisk_literal *values = tag_values(member->type, type->tag);
        if (!values) {
            complain(check, "%s: tag(%s), but %s has no field \"%s\" with one_of(...)", type->name, type->tag,
                     member->name, type->tag);
            continue;
        }
        for (const brisk_union_member *before = type->members; before != member; before++) {
            const brisk_literal *taken = tag_values(before->type, type->tag);
            if (taken && literals_meet(values, taken)) {
                complain(check, "%s: %s and %s have the same \"%s\"", type->name, before->name, member->name,
                         type->tag);
            }
        }
    }
}

static void check_type(checker *check, const char *owner, const char *name, const brisk_type *type)
{
    while (type && !type->name) {
        check_rules(check, owner, name, type->rules, type);
        type = type->item;
    }
    if (!type || !is_new(check, type)) {
        return;
    }
    check_rules(check, type->name, "", type->rules, type);
    if (type->item) {
        check_type(check, type->name, "", type->item);
    }
    if (type->kind == BRISK_KIND_UNION) {
        check_union(check, type);
    }
    if (type->kind == BRISK_KIND_MODEL) {
        check_names(check, type);
    }
    for (size_t i = 0; i < type->field_count; i++) {
        check_field(check, type->name, &type->fields[i]);
    }
}

/* True where a path of include or exclude leads somewhere; as encode_filter.c steps. */
static bool leads_somewhere(const brisk_type *type, const char *path)
{
    size_t len = strcspn(path, ".");
    const char *rest = path[len] ? path + len + 1 : NULL;
    bool is_item = strspn(path, "0123456789*") == len;
    type = bare(type);
    switch (type->kind) {
    case BRISK_KIND_LIST:
    case BRISK_KIND_SET:
        return is_item ? !rest || leads_somewhere(type->item, rest) : leads_somewhere(type->item, path);
    case BRISK_KIND_MAP:
        return !rest || leads_somewhere(type->item, rest);
    case BRISK_KIND_MODEL:
        for (size_t i = 0; i < type->field_count; i++) {
            const brisk_str names[] = {type->fields[i].name, wire_name(&type->fields[i], false)};
            for (size_t n = 0; n < 2; n++) {
                if (names[n].len == len && memcmp(names[n].ptr, path, len) == 0) {
                    return !rest || leads_somewhere(type->fields[i].type, rest);
                }
            }
        }
        return path[0] == '*';
    case BRISK_KIND_UNION:
        for (const brisk_union_member *member = type->members; member->name; member++) {
            if (leads_somewhere(member->type, path)) {
                return true;
            }
        }
        return false;
    default:
        return type->kind == BRISK_KIND_JSON || type->kind == BRISK_KIND_TUPLE;
    }
}

static void check_filter(checker *check, const brisk_endpoint *endpoint, const char *word, const char *const *paths)
{
    for (; paths && *paths && endpoint->out; paths++) {
        if (!leads_somewhere(endpoint->out, *paths)) {
            complain(check, "%s: %s(\"%s\"): the answer has nothing of this name", endpoint->name, word, *paths);
        }
    }
}

static void check_inputs(checker *check, const char *owner, const brisk_input *inputs)
{
    for (; inputs && inputs->place; inputs++) {
        const brisk_field *field = &inputs->field;
        const brisk_type *type = bare(field->type);
        bool is_list = type->kind == BRISK_KIND_LIST || type->kind == BRISK_KIND_SET;
        brisk_kind kind = is_list ? bare(type->item)->kind : type->kind;
        check_field(check, owner, field);
        if (inputs->place == BRISK_PLACE_PATH && (field->type->kind == BRISK_KIND_OPT || field->has_default)) {
            complain(check, "%s.%s: a path parameter is never absent: neither opt nor defaults", owner,
                     field->name.ptr);
        }
        if ((inputs->place == BRISK_PLACE_QUERY || inputs->place == BRISK_PLACE_HEADER ||
             inputs->place == BRISK_PLACE_COOKIE) &&
            (kind == BRISK_KIND_MAP || (is_list && (kind == BRISK_KIND_MODEL || kind == BRISK_KIND_LIST)))) {
            complain(check, "%s.%s: a parameter is a scalar, a list of scalars, or a model", owner, field->name.ptr);
        }
    }
}

static void check_uses(checker *check, const brisk_use *uses)
{
    for (; uses && (uses->dependency || uses->security); uses++) {
        if (uses->dependency && is_new(check, uses->dependency)) {
            check_inputs(check, uses->dependency->name, uses->dependency->inputs);
            check_uses(check, uses->dependency->uses);
        }
    }
}

static void check_endpoint(checker *check, const brisk_endpoint *endpoint)
{
    check_inputs(check, endpoint->name, endpoint->inputs);
    check_uses(check, endpoint->uses);
    if (endpoint->out) {
        check_type(check, endpoint->name, "", endpoint->out);
    }
    check_filter(check, endpoint, "include", endpoint->include);
    check_filter(check, endpoint, "exclude", endpoint->exclude);
    if (endpoint->status != 0 && (endpoint->status < 100 || endpoint->status > 599)) {
        complain(check, "%s: %d is no status of HTTP", endpoint->name, endpoint->status);
    }
}

size_t brisk_check_routes(const brisk_service *service, FILE *out)
{
    checker check = {.out = out};
    size_t count = brisk_service_route_count(service);
    for (size_t i = 0; i < count; i++) {
        const brisk_service_route *route = brisk_service_route_at(service, i);
        check_uses(&check, route->uses);
        if (is_new(&check, route->endpoint)) {
            check_endpoint(&check, route->endpoint);
        }
        for (size_t j = 1; j < route->path.len; j++) {
            if (route->path.ptr[j] == '/' && route->path.ptr[j - 1] == '/') {
                complain(&check, "%s: the path \"%.*s\" has an empty part", route->endpoint->name, (int)route->path.len,
                         route->path.ptr);
                break;
            }
        }
        for (size_t j = 0; j < i; j++) {
            const brisk_service_route *before = brisk_service_route_at(service, j);
            if (brisk_str_equal(before->path, route->path) &&
                (route->endpoint->methods & ~before->endpoint->methods) == 0) {
                complain(&check, "%s: never reached at \"%.*s\": %s stands before it", route->endpoint->name,
                         (int)route->path.len, route->path.ptr, before->endpoint->name);
                break;
            }
        }
    }
    if (count == 0) {
        complain(&check, "there are no routes: does the APP include(...) its routers, and do those name endpoints?");
    }
    return check.mistakes;
}

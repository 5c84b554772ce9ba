/* openapi_operation.c - one operation of the document: its names, security, parameters and body. */
#include "app/openapi_build.h"

#include "core/str.h"
#include "schema/decode.h"
#include "schema/encode_text.h"

#include <string.h>

#define LITERAL BRISK_BUFFER_APPEND_LITERAL

static void write_text(brisk_buffer *out, const char *key, const char *text)
{
    if (text && *text) {
        brisk_schema_write_comma(out);
        brisk_buffer_append_printf(out, "\"%s\":", key);
        (void)brisk_encode_text(out, brisk_str_view(text));
    }
}

/* ---- names ---- */

/* The id, made unique: a document must not have one twice (an endpoint with an id of its own in two routers). */
static brisk_str unique_id(brisk_openapi *doc, brisk_str id)
{
    brisk_str candidate = id;
    for (unsigned n = 2; n < 1000; n++) {
        bool is_taken = false;
        for (size_t i = 0; i < doc->ids.count && !is_taken; i++) {
            const brisk_str *other = doc->ids.items[i];
            is_taken = brisk_str_equal(*other, candidate);
        }
        if (!is_taken) {
            break;
        }
        candidate = brisk_arena_printf(doc->arena, "%.*s_%u", (int)id.len, id.ptr, n);
    }
    brisk_str *kept = brisk_arena_alloc(doc->arena, sizeof *kept);
    if (kept) {
        *kept = candidate;
        brisk_openapi_push(doc, &doc->ids, kept);
    }
    return candidate;
}

static void write_names(brisk_openapi *doc, const brisk_openapi_route *route, brisk_str id)
{
    brisk_buffer *out = doc->out;
    const brisk_endpoint *endpoint = route->route->endpoint;
    const char *const *tags = route->route->tags;
    if (tags && *tags) {
        LITERAL(out, "\"tags\":[");
        for (; *tags; tags++) {
            brisk_schema_write_comma(out);
            (void)brisk_encode_text(out, brisk_str_view(*tags));
        }
        brisk_buffer_append_char(out, ']');
    }
    if (endpoint->summary) {
        write_text(out, "summary", endpoint->summary);
    } else {
        brisk_schema_write_comma(out);
        LITERAL(out, "\"summary\":\"");
        brisk_schema_write_title(out, brisk_str_view(endpoint->name));
        brisk_buffer_append_char(out, '"');
    }
    write_text(out, "description", endpoint->doc);
    LITERAL(out, ",\"operationId\":");
    (void)brisk_encode_text(out, id);
    if (route->route->is_deprecated) {
        LITERAL(out, ",\"deprecated\":true");
    }
}

static void write_security(brisk_openapi *doc, const brisk_openapi_route *route)
{
    brisk_buffer *out = doc->out;
    if (route->security.count == 0) {
        return;
    }
    LITERAL(out, ",\"security\":[");
    for (size_t i = 0; i < route->security.count; i++) {
        const brisk_openapi_security *item = route->security.items[i];
        brisk_schema_write_comma(out);
        brisk_buffer_append_char(out, '{');
        (void)brisk_encode_text(out, brisk_str_view(item->security->name));
        LITERAL(out, ":[");
        for (size_t s = 0; s < item->scopes.count; s++) {
            brisk_schema_write_comma(out);
            (void)brisk_encode_text(out, brisk_str_view(item->scopes.items[s]));
        }
        brisk_buffer_append_char(out, ']');
        if (doc->has_gateway_key) { /* one requirement with both: an operation's own replace those of the document */
            brisk_buffer_append_printf(out, ",\"%s\":[]", brisk_openapi_gateway_key.name);
        }
        brisk_buffer_append_char(out, '}');
    }
    brisk_buffer_append_char(out, ']');
}

/* ---- parameters ---- */

/* One parameter: an input, or a field of a parameter model. */
typedef struct parameter {
    brisk_place place;
    const brisk_field *field;
    brisk_str name;  /* on the wire */
    brisk_str title; /* what its title is made of */
} parameter;

typedef struct parameters {
    parameter *items;
    size_t count, capacity;
} parameters;

/* Adds one; of two with the same place and name the later counts, at the place of the earlier, but a required one
 * counts more than one that is not (as FastAPI). */
static void add_parameter(brisk_openapi *doc, parameters *list, const parameter *added)
{
    if (added->field->is_hidden) {
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        parameter *known = &list->items[i];
        if (known->place == added->place && brisk_str_equal(known->name, added->name)) {
            if (!brisk_field_is_required(known->field) || brisk_field_is_required(added->field)) {
                *known = *added;
            }
            return;
        }
    }
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 8;
        parameter *grown =
            brisk_arena_grow(doc->arena, list->items, list->count * sizeof *grown, capacity * sizeof *grown);
        if (!grown) {
            doc->is_failed = true;
            return;
        }
        list->items = grown;
        list->capacity = capacity;
    }
    list->items[list->count++] = *added;
}

static void add_place(brisk_openapi *doc, const brisk_openapi_route *route, brisk_place place, parameters *list)
{
    for (size_t i = 0; i < route->inputs.count; i++) {
        const brisk_input *input = route->inputs.items[i];
        const brisk_type *type = brisk_type_resolve(input->field.type);
        if (input->place != place) {
            continue;
        }
        if (type->kind != BRISK_KIND_MODEL) {
            brisk_str name = brisk_openapi_wire_name(doc, place, &input->field);
            add_parameter(doc, list, &(parameter){place, &input->field, name, name});
            continue;
        }
        for (size_t f = 0; f < type->field_count; f++) {
            const brisk_field *field = &type->fields[f];
            if (!field->is_extras && !field->compute && !field->is_output_only) {
                brisk_str name = brisk_openapi_wire_name(doc, place, field);
                add_parameter(doc, list, &(parameter){place, field, name, brisk_field_wire_in(field)});
            }
        }
    }
}

static void write_parameter(brisk_openapi *doc, const parameter *p)
{
    static const char *const places[] = {
        [BRISK_PLACE_PATH] = "path",
        [BRISK_PLACE_QUERY] = "query",
        [BRISK_PLACE_HEADER] = "header",
        [BRISK_PLACE_COOKIE] = "cookie",
    };
    brisk_buffer *out = doc->out;
    bool is_required = p->place == BRISK_PLACE_PATH || brisk_field_is_required(p->field);
    brisk_schema_write_comma(out);
    LITERAL(out, "{\"name\":");
    (void)brisk_encode_text(out, p->name);
    brisk_buffer_append_printf(out, ",\"in\":\"%s\",\"required\":%s,\"schema\":", places[p->place],
                               is_required ? "true" : "false");
    brisk_schema_write_field(doc->set, out, &(brisk_schema_field){p->field, p->title, BRISK_SCHEMA_INPUT, true});
    write_text(out, "description", p->field->doc);
    if (p->field->is_deprecated) {
        LITERAL(out, ",\"deprecated\":true");
    }
    brisk_buffer_append_char(out, '}');
}

static void write_parameters(brisk_openapi *doc, const brisk_openapi_route *route)
{
    parameters list = {NULL, 0, 0};
    for (int place = BRISK_PLACE_PATH; place <= (int)BRISK_PLACE_COOKIE; place++) {
        add_place(doc, route, (brisk_place)place, &list);
    }
    if (list.count == 0) {
        return;
    }
    LITERAL(doc->out, ",\"parameters\":[");
    for (size_t i = 0; i < list.count; i++) {
        write_parameter(doc, &list.items[i]);
    }
    brisk_buffer_append_char(doc->out, ']');
}

/* ---- the body ---- */

static const char *body_media(const brisk_openapi_route *route, const brisk_field *single)
{
    if (route->has_file) {
        return "multipart/form-data";
    }
    if (route->has_form) {
        return "application/x-www-form-urlencoded";
    }
    return single && single->media ? single->media : "application/json";
}

static void write_body(brisk_openapi *doc, const brisk_openapi_route *route)
{
    brisk_buffer *out = doc->out;
    const brisk_field *single = NULL;
    bool is_required = false;
    for (size_t i = 0; i < route->inputs.count; i++) {
        const brisk_input *input = route->inputs.items[i];
        if (brisk_openapi_is_body(input)) {
            single = &input->field;
            is_required = is_required || brisk_field_is_required(&input->field);
        }
    }
    if (!single) {
        return;
    }
    LITERAL(out, ",\"requestBody\":{\"content\":{");
    (void)brisk_encode_text(out, brisk_str_view(body_media(route, single)));
    LITERAL(out, ":{\"schema\":");
    if (route->is_embedded) {
        brisk_buffer_append_printf(out, "{\"$ref\":\"#/components/schemas/%.*s\"}", (int)route->body_name.len,
                                   route->body_name.ptr);
    } else {
        brisk_schema_write_field(doc->set, out,
                                 &(brisk_schema_field){single, brisk_field_wire_in(single), BRISK_SCHEMA_INPUT, true});
    }
    LITERAL(out, "}}");
    if (is_required) {
        LITERAL(out, ",\"required\":true");
    }
    brisk_buffer_append_char(out, '}');
}

void brisk_openapi_write_operation(brisk_openapi *doc, const brisk_openapi_route *route, unsigned method)
{
    const unsigned with_body = BRISK_METHOD_GET | BRISK_METHOD_HEAD | BRISK_METHOD_POST | BRISK_METHOD_PUT |
                               BRISK_METHOD_PATCH | BRISK_METHOD_DELETE;
    brisk_str id = brisk_openapi_id(doc, route, method);
    brisk_buffer_append_char(doc->out, '{');
    write_names(doc, route, unique_id(doc, id));
    write_security(doc, route);
    write_parameters(doc, route);
    if (method & with_body) {
        write_body(doc, route);
    }
    brisk_buffer_append_char(doc->out, ',');
    brisk_openapi_write_answers(doc, route, id);
    brisk_buffer_append_char(doc->out, '}');
}

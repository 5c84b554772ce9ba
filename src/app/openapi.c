/* openapi.c - the OpenAPI 3.1.0 document: info, servers, paths, components, tags.
 *
 * Three steps: gather every visible route with its dependencies (openapi_gather.c), decide the names of the components
 * (schema/json_schema.c), write. The order is that of the routes and, of components, of their names: the same app gives
 * the same bytes. Source: FastAPI 0.141's openapi/utils.py by behaviour; OpenAPI 3.1.0. */
#include "app/openapi.h"

#include "app/openapi_build.h"
#include "core/str.h"
#include "schema/encode_text.h"

#include <string.h>

#define LITERAL        BRISK_BUFFER_APPEND_LITERAL
#define DOCUMENT_START "{\"openapi\":\"3.1.0\","
#define SERVERS_START  "\"servers\":["

static void write_text(brisk_buffer *out, const char *key, const char *text)
{
    if (text && *text) {
        brisk_schema_write_comma(out);
        brisk_buffer_append_printf(out, "\"%s\":", key);
        (void)brisk_encode_text(out, brisk_str_view(text));
    }
}

/* ---- head ---- */

static void write_info(brisk_buffer *out, const brisk_app *app)
{
    LITERAL(out, "\"info\":{");
    write_text(out, "title", app->title ? app->title : "Brisk");
    write_text(out, "summary", app->summary);
    write_text(out, "description", app->doc);
    write_text(out, "termsOfService", app->terms_url);
    if (app->contact.name || app->contact.url || app->contact.email) {
        LITERAL(out, ",\"contact\":{");
        write_text(out, "name", app->contact.name);
        write_text(out, "url", app->contact.url);
        write_text(out, "email", app->contact.email);
        brisk_buffer_append_char(out, '}');
    }
    if (app->license.name) {
        LITERAL(out, ",\"license\":{");
        write_text(out, "name", app->license.name);
        write_text(out, "identifier", app->license.identifier);
        write_text(out, "url", app->license.url);
        brisk_buffer_append_char(out, '}');
    }
    write_text(out, "version", app->version ? app->version : "0.1.0");
    LITERAL(out, "},");
}

/* Right behind the version of OpenAPI, where brisk_openapi_with_root finds it. */
static void write_servers(brisk_buffer *out, const brisk_app *app)
{
    if (!app->servers || !app->servers->url) {
        return;
    }
    LITERAL(out, SERVERS_START);
    for (const struct brisk_server_doc *server = app->servers; server->url; server++) {
        brisk_schema_write_comma(out);
        brisk_buffer_append_char(out, '{');
        write_text(out, "url", server->url);
        write_text(out, "description", server->doc);
        brisk_buffer_append_char(out, '}');
    }
    LITERAL(out, "],");
}

static void write_tag_docs(brisk_buffer *out, const brisk_app *app)
{
    if (!app->tag_docs || !app->tag_docs->name) {
        return;
    }
    LITERAL(out, ",\"tags\":[");
    for (const struct brisk_tag_doc *tag = app->tag_docs; tag->name; tag++) {
        brisk_schema_write_comma(out);
        brisk_buffer_append_char(out, '{');
        write_text(out, "name", tag->name);
        write_text(out, "description", tag->doc);
        brisk_buffer_append_char(out, '}');
    }
    brisk_buffer_append_char(out, ']');
}

/* ---- paths ---- */

static bool is_path_written(const brisk_openapi *doc, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (brisk_str_equal(doc->routes[i].path, doc->routes[index].path)) {
            return true;
        }
    }
    return false;
}

/* All operations of one path. Of two routes with one path and method the first is told: it is the one that answers. */
static void write_path(brisk_openapi *doc, size_t index)
{
    const brisk_openapi_route *first = &doc->routes[index];
    unsigned seen = 0;
    brisk_schema_write_comma(doc->out);
    (void)brisk_encode_text(doc->out, first->path);
    LITERAL(doc->out, ":{");
    for (size_t i = index; i < doc->route_count; i++) {
        const brisk_openapi_route *route = &doc->routes[i];
        if (!brisk_str_equal(route->path, first->path)) {
            continue;
        }
        unsigned methods = route->route->endpoint->methods & ~seen & ~(unsigned)BRISK_METHOD_OTHER;
        seen |= methods;
        for (; methods; methods &= methods - 1) {
            unsigned method = brisk_openapi_first_method(methods);
            brisk_str name = brisk_str_view(brisk_method_name((brisk_method)method));
            brisk_schema_write_comma(doc->out);
            (void)brisk_encode_text(doc->out, brisk_str_lower(doc->arena, name));
            brisk_buffer_append_char(doc->out, ':');
            brisk_openapi_write_operation(doc, route, method);
        }
    }
    brisk_buffer_append_char(doc->out, '}');
}

static void write_paths(brisk_openapi *doc)
{
    LITERAL(doc->out, "\"paths\":{");
    for (size_t i = 0; i < doc->route_count; i++) {
        if (!is_path_written(doc, i)) {
            write_path(doc, i);
        }
    }
    brisk_buffer_append_char(doc->out, '}');
}

/* ---- components ---- */

static const char HTTP_VALIDATION_ERROR[] =
    "{\"properties\":{\"detail\":{\"items\":{\"$ref\":\"#/components/schemas/ValidationError\"},\"type\":\"array\","
    "\"title\":\"Detail\"}},\"type\":\"object\",\"title\":\"HTTPValidationError\"}";

static const char VALIDATION_ERROR[] =
    "{\"properties\":{\"loc\":{\"items\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"integer\"}]},\"type\":\"array\","
    "\"title\":\"Location\"},\"msg\":{\"type\":\"string\",\"title\":\"Message\"},\"type\":{\"type\":\"string\","
    "\"title\":\"Error Type\"},\"input\":{\"title\":\"Input\"},\"ctx\":{\"type\":\"object\",\"title\":\"Context\"}},\"type\":"
    "\"object\",\"required\":[\"loc\",\"msg\",\"type\"],\"title\":\"ValidationError\"}";

/* The {"detail": text} that brisk_fail answers with; FastAPI's document does not tell it. */
static const char HTTP_ERROR[] =
    "{\"properties\":{\"detail\":{\"type\":\"string\",\"title\":\"Detail\"}},\"type\":\"object\",\"required\":"
    "[\"detail\"],\"title\":\"HTTPError\"}";

static void add_extra(brisk_openapi *doc, brisk_str name, brisk_str json)
{
    for (size_t i = 0; i < doc->extra_count; i++) {
        if (brisk_str_equal(doc->extras[i].name, name)) {
            return;
        }
    }
    doc->extras[doc->extra_count++] = (brisk_schema_extra){name, json};
}

/* The component that holds the parts of a body: "Body_login_login_post". */
static void add_body_component(brisk_openapi *doc, const brisk_openapi_route *route)
{
    const brisk_field **fields = brisk_arena_alloc(doc->arena, route->inputs.count * sizeof *fields);
    brisk_buffer json;
    size_t count = 0;
    if (!fields) {
        doc->is_failed = true;
        return;
    }
    for (size_t i = 0; i < route->inputs.count; i++) {
        const brisk_input *input = route->inputs.items[i];
        if (brisk_openapi_is_body(input)) {
            fields[count++] = &input->field;
        }
    }
    brisk_buffer_init(&json, doc->arena, 0);
    brisk_buffer_append_char(&json, '{');
    brisk_schema_write_properties(doc->set, &json, fields, count, BRISK_SCHEMA_INPUT);
    LITERAL(&json, ",\"title\":");
    (void)brisk_encode_text(&json, route->body_name);
    brisk_buffer_append_char(&json, '}');
    doc->is_failed = doc->is_failed || json.status != BRISK_OK;
    add_extra(doc, route->body_name, brisk_buffer_view(&json));
}

static void write_schemas(brisk_openapi *doc)
{
    doc->extras = brisk_arena_alloc(doc->arena, (doc->route_count + 3) * sizeof *doc->extras);
    if (!doc->extras) {
        doc->is_failed = true;
        return;
    }
    for (size_t i = 0; i < doc->route_count; i++) {
        if (doc->routes[i].is_embedded) {
            add_body_component(doc, &doc->routes[i]);
        }
    }
    if (doc->has_validation) {
        add_extra(doc, BRISK_S("HTTPValidationError"), brisk_str_view(HTTP_VALIDATION_ERROR));
        add_extra(doc, BRISK_S("ValidationError"), brisk_str_view(VALIDATION_ERROR));
    }
    if (doc->has_detail) {
        add_extra(doc, BRISK_S("HTTPError"), brisk_str_view(HTTP_ERROR));
    }
    size_t start = doc->out->len;
    LITERAL(doc->out, "\"schemas\":{");
    size_t empty = doc->out->len;
    brisk_schema_write_components(doc->set, doc->out, doc->extras, doc->extra_count);
    if (doc->out->len == empty) {
        brisk_buffer_truncate(doc->out, start);
        return;
    }
    brisk_buffer_append_char(doc->out, '}');
}

static void write_components(brisk_openapi *doc)
{
    size_t start = doc->out->len;
    LITERAL(doc->out, ",\"components\":{");
    size_t empty = doc->out->len;
    write_schemas(doc);
    if (doc->schemes.count > 0) {
        brisk_schema_write_comma(doc->out);
        LITERAL(doc->out, "\"securitySchemes\":{");
        for (size_t i = 0; i < doc->schemes.count; i++) {
            brisk_openapi_write_scheme(doc, doc->schemes.items[i]);
        }
        brisk_buffer_append_char(doc->out, '}');
    }
    if (doc->out->len == empty) {
        brisk_buffer_truncate(doc->out, start);
        return;
    }
    brisk_buffer_append_char(doc->out, '}');
}

/* ---- the gateway's key ---- */

/* For the whole document; operations with schemes of their own want it beside each of these (openapi_operation.c). An app
 * that has a scheme of this name has told of the key itself. */
static void add_gateway_key(brisk_openapi *doc, const brisk_app *app)
{
    doc->has_gateway_key = app->has_gateway_key;
    for (size_t i = 0; i < doc->schemes.count && doc->has_gateway_key; i++) {
        const brisk_security *known = doc->schemes.items[i];
        doc->has_gateway_key = strcmp(known->name, brisk_openapi_gateway_key.name) != 0;
    }
    if (doc->has_gateway_key) {
        brisk_openapi_push(doc, &doc->schemes, &brisk_openapi_gateway_key);
    }
}

static void write_gateway_key(const brisk_openapi *doc)
{
    if (doc->has_gateway_key) {
        brisk_buffer_append_printf(doc->out, ",\"security\":[{\"%s\":[]}]", brisk_openapi_gateway_key.name);
    }
}

/* ---- the whole ---- */

static void gather(brisk_openapi *doc, const brisk_service *service)
{
    size_t count = brisk_service_route_count(service);
    doc->routes = brisk_arena_alloc(doc->arena, (count + 1) * sizeof *doc->routes);
    for (size_t i = 0; doc->routes && i < count; i++) {
        const brisk_service_route *route = brisk_service_route_at(service, i);
        if (!route->is_hidden && route->endpoint->methods) {
            brisk_openapi_gather(doc, &doc->routes[doc->route_count++], route);
        }
    }
}

brisk_str brisk_openapi_build(brisk_arena *arena, const brisk_service *service, brisk_str root_path, const char **why)
{
    const brisk_app *app = brisk_service_app(service);
    const char *reason = NULL;
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    brisk_openapi doc = {.arena = arena, .out = &out, .set = brisk_schema_set_new(arena)};
    if (why) {
        *why = NULL;
    }
    if (doc.set) {
        gather(&doc, service);
        add_gateway_key(&doc, app);
    }
    brisk_status status = brisk_schema_set_resolve(doc.set, &reason);
    if (status != BRISK_OK) {
        if (why) {
            *why = reason;
        }
        return (brisk_str){NULL, 0};
    }
    LITERAL(&out, DOCUMENT_START);
    write_servers(&out, app);
    write_info(&out, app);
    write_paths(&doc);
    write_components(&doc);
    write_gateway_key(&doc);
    write_tag_docs(&out, app);
    brisk_buffer_append_char(&out, '}');
    if (doc.is_failed || out.status != BRISK_OK || brisk_arena_failed(arena)) {
        return (brisk_str){NULL, 0};
    }
    return brisk_openapi_with_root(arena, app, brisk_buffer_view(&out), root_path);
}

brisk_str brisk_openapi_with_root(brisk_arena *arena, const brisk_app *app, brisk_str document, brisk_str root_path)
{
    while (root_path.len > 0 && root_path.ptr[root_path.len - 1] == '/') {
        root_path.len--;
    }
    bool has_servers = app->servers && app->servers->url;
    for (const struct brisk_server_doc *server = app->servers; server && server->url; server++) {
        if (brisk_str_is(root_path, server->url)) {
            return document;
        }
    }
    size_t head = sizeof DOCUMENT_START - 1 + (has_servers ? sizeof SERVERS_START - 1 : 0);
    if (root_path.len == 0 || document.len < head) {
        return document;
    }
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    if (!brisk_buffer_grow(&out, document.len + 2 * root_path.len + 32)) {
        return (brisk_str){NULL, 0};
    }
    brisk_buffer_append(&out, document.ptr, head);
    if (!has_servers) {
        LITERAL(&out, SERVERS_START);
    }
    LITERAL(&out, "{\"url\":");
    if (!brisk_encode_text(&out, root_path)) {
        return document; /* a prefix that is no text is none */
    }
    brisk_buffer_append_c_string(&out, has_servers ? "}," : "}],");
    brisk_buffer_append(&out, document.ptr + head, document.len - head);
    return out.status == BRISK_OK ? brisk_buffer_view(&out) : (brisk_str){NULL, 0};
}

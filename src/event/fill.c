/* fill.c - brisk_event_fill: the typed parts of an event as a request.
 *
 * What the kinds have in common is gathered first (an outline: method, path, query, body …), then one way leads from
 * the outline to the request. Three things differ more than by their names:
 *
 *                      path               query of maps     headers
 *     REST             percent-encoded    decoded           lists win over single values
 *     HTTP API 1.0     decoded by AWS     decoded           the same
 *     HTTP API 2.0     decoded by AWS     (raw text)        one text a name; cookies apart
 *     function URL     percent-encoded    (raw text)        the same
 *     ALB              percent-encoded    as sent           lists or single values, never both
 *     VPC Lattice      percent-encoded    as sent           lists
 *     Lambda@Edge      percent-encoded    (raw text)        lists of {key, value}
 *
 * The root path is what stands before the app's own paths: of a REST API the difference between requestContext.path and
 * path (the stage on an execute-api address, nothing on a custom domain); of an HTTP API its stage, which AWS leaves in
 * the path, though on a custom domain the client never sent it (told by domainPrefix, else the API's id). */
#include "event/event.h"

#include "core/arena.h"
#include "core/base64.h"
#include "core/number.h"
#include "core/str.h"
#include "event/shapes.h"
#include "http/url.h"
#include "schema/node_yyjson.h"

typedef struct outline {
    brisk_str method, path, query, client, domain, body;
    bool is_decoded;      /* the path */
    bool is_body_encoded; /* base64 */
    brisk_json single_query, multi_query;
    bool is_query_encoded; /* the texts of those */
    brisk_buffer written;  /* the query made of them */
    bool is_broken;        /* a value of a map is no text */
    bool has_stage;        /* there is API Gateway's context */
    bool skips_cookie;     /* the header "cookie" is left out: there is a list of cookies */
    brisk_str host, proto, port,
        forwarded_for; /* headers, seen on the way: of these the first, of the last one the last */
} outline;

typedef void take_pair(outline *o, brisk_request *req, brisk_str name, brisk_str value); /* value.ptr NULL: null */

/* What URLs allow unencoded in a path (RFC 3986, 3.3), and in a query but for "&" and "=" (3.4), beside letters. */
#define SAFE_IN_PATH  "/!$&'()*+,;=:@~"
#define SAFE_IN_QUERY "/!$'()*+,;:@?[]~%"

/* ---- headers ---- */

static void add(brisk_request *req, brisk_str name, brisk_str value)
{
    if (req->headers.count < req->headers.capacity) {
        req->headers.items[req->headers.count++] = (brisk_header){name, value};
    } else {
        brisk_headers_add(&req->headers, req->arena, name, value);
    }
}

/* Room for as many headers as a map has names, and some that an app may add. */
static void reserve(brisk_request *req, brisk_json map)
{
    size_t capacity = brisk_json_count(map) + 4;
    req->headers.items = brisk_arena_alloc_raw(req->arena, capacity * sizeof *req->headers.items);
    req->headers.capacity = req->headers.items ? capacity : 0;
}

static bool is_name(brisk_str name, brisk_str wanted)
{
    return (name.ptr[0] | 0x20) == wanted.ptr[0] && brisk_str_equal_ignore_case(name, wanted);
}

/* Of the headers that the request's own data are made of. The length settles nearly all, the first letter the rest. */
static inline void note(outline *o, brisk_str name, brisk_str value)
{
    switch (name.len) {
    case 4:
        if (o->host.ptr == NULL && is_name(name, BRISK_S("host"))) {
            o->host = value;
        }
        break;
    case 15:
        if (is_name(name, BRISK_S("x-forwarded-for"))) {
            o->forwarded_for = value;
        }
        break;
    case 16:
        if (o->port.ptr == NULL && is_name(name, BRISK_S("x-forwarded-port"))) {
            o->port = value;
        }
        break;
    case 17:
        if (o->proto.ptr == NULL && is_name(name, BRISK_S("x-forwarded-proto"))) {
            o->proto = value;
        }
        break;
    default:
        break;
    }
}

static inline void take_header(outline *o, brisk_request *req, brisk_str name, brisk_str value)
{
    bool is_left_out = value.ptr == NULL || (o->skips_cookie && brisk_str_is_ignore_case(name, "cookie"));
    if (!is_left_out) {
        note(o, name, value);
        add(req, name, value);
    }
}

/* The first key of an object; *left: how many there are. */
static const yyjson_val *first_key(brisk_json map, size_t *left)
{
    const yyjson_val *object = brisk_node_val(map.node);
    bool is_object = object && brisk_val_type(object) == YYJSON_TYPE_OBJ;
    *left = is_object ? brisk_val_len(object) : 0;
    return is_object ? object + 1 : NULL;
}

/* Calls take for each text under a key: of a list, a single one, or null. Returns the next key. */
static inline const yyjson_val *walk_value(outline *o, brisk_request *req, const yyjson_val *key, take_pair *take)
{
    const yyjson_val *value = key + 1, *item = value;
    size_t items = 1;
    if (brisk_val_type(value) == YYJSON_TYPE_ARR) {
        items = brisk_val_len(value);
        item++;
    }
    for (; items > 0; items--, item = brisk_val_next(item)) {
        if (brisk_val_type(item) == YYJSON_TYPE_STR) {
            take(o, req, brisk_val_text(key), brisk_val_text(item));
        } else if (item == value && brisk_val_type(item) == YYJSON_TYPE_NULL) {
            take(o, req, brisk_val_text(key), (brisk_str){NULL, 0});
        } else {
            o->is_broken = true;
        }
    }
    return brisk_val_next(value);
}

static inline void walk(outline *o, brisk_request *req, brisk_json map, take_pair *take)
{
    size_t left;
    for (const yyjson_val *key = first_key(map, &left); left > 0; left--) {
        key = walk_value(o, req, key, take);
    }
}

static bool holds(brisk_json map, brisk_str name)
{
    size_t left;
    for (const yyjson_val *key = first_key(map, &left); left > 0; left--, key = brisk_val_next(key + 1)) {
        if (brisk_val_len(key) == name.len && brisk_str_equal_ignore_case(brisk_val_text(key), name)) {
            return true;
        }
    }
    return false;
}

/* Single values of names that the lists do not have. */
static void add_singles(outline *o, brisk_request *req, brisk_json lists, brisk_json singles)
{
    size_t left;
    for (const yyjson_val *key = first_key(singles, &left); left > 0; left--, key = brisk_val_next(key + 1)) {
        if (holds(lists, brisk_val_text(key))) {
            continue;
        }
        if (brisk_val_type(key + 1) == YYJSON_TYPE_STR) {
            take_header(o, req, brisk_val_text(key), brisk_val_text(key + 1));
        } else {
            o->is_broken = o->is_broken || brisk_val_type(key + 1) != YYJSON_TYPE_NULL;
        }
    }
}

/* AWS writes both maps with the same names in the same order: then the lists say all. */
static void add_both(outline *o, brisk_request *req, brisk_json lists, brisk_json singles)
{
    size_t list_left, left;
    const yyjson_val *list = first_key(lists, &list_left), *key = first_key(singles, &left);
    bool has_same_names = list_left == left;
    reserve(req, lists.node ? lists : singles);
    for (; list_left > 0; list_left--) {
        has_same_names = has_same_names && brisk_val_is_text(list, brisk_val_text(key));
        key = has_same_names ? brisk_val_next(key + 1) : key;
        list = walk_value(o, req, list, take_header);
    }
    if (!has_same_names) {
        add_singles(o, req, lists, singles);
    }
}

static brisk_str join(brisk_arena *arena, const brisk_EventTexts *texts, const char *separator)
{
    brisk_buffer buffer;
    if (texts->count == 1) {
        return texts->items[0];
    }
    brisk_buffer_init(&buffer, arena, 0);
    for (size_t i = 0; i < texts->count; i++) {
        brisk_buffer_append_c_string(&buffer, i > 0 ? separator : "");
        brisk_buffer_append_str(&buffer, texts->items[i]);
    }
    return brisk_buffer_view(&buffer);
}

/* ---- the kinds ---- */

static brisk_str text_in(brisk_json value)
{
    brisk_str text = {"", 0};
    (void)brisk_json_str(value, &text);
    return text;
}

static brisk_str text_of(brisk_opt_str text)
{
    return text.given ? text.value : BRISK_S("");
}

static void outline_v1(const brisk_event *event, brisk_request *req, outline *o)
{
    const brisk_EventV1 *shape = event->shape;
    bool is_alb = event->kind == BRISK_EVENT_ALB;
    o->method = shape->http_method;
    o->path = text_of(shape->path);
    o->is_decoded = event->kind == BRISK_EVENT_HTTP_V1;
    o->single_query = shape->query.value;
    o->multi_query = shape->multi_value_query.value;
    o->is_query_encoded = is_alb;
    o->body = text_of(shape->body);
    o->is_body_encoded = shape->is_base64_encoded.value;
    add_both(o, req, shape->multi_value_headers.value, event->is_multi ? (brisk_json){NULL} : shape->headers.value);
    if (!is_alb) {
        o->has_stage = true;
        o->domain = text_in(event->context[BRISK_IN_CONTEXT_DOMAIN_NAME]);
        o->client = text_in(brisk_json_get(event->context[BRISK_IN_CONTEXT_IDENTITY], BRISK_S("sourceIp")));
    }
}

static void outline_v2(const brisk_event *event, brisk_request *req, outline *o)
{
    const brisk_EventV2 *shape = event->shape;
    brisk_json http = event->context[BRISK_IN_CONTEXT_HTTP];
    bool has_cookies = shape->cookies.given && shape->cookies.value.count > 0;
    o->has_stage = true;
    o->method = text_in(brisk_json_get(http, BRISK_S("method")));
    o->is_decoded = event->kind == BRISK_EVENT_HTTP_V2 || !shape->raw_path.given;
    o->path = shape->raw_path.given ? shape->raw_path.value : text_in(brisk_json_get(http, BRISK_S("path")));
    o->query = text_of(shape->raw_query_string);
    o->client = text_in(brisk_json_get(http, BRISK_S("sourceIp")));
    o->domain = text_in(event->context[BRISK_IN_CONTEXT_DOMAIN_NAME]);
    o->body = text_of(shape->body);
    o->is_body_encoded = shape->is_base64_encoded.value;
    o->skips_cookie = has_cookies;
    reserve(req, shape->headers.value);
    walk(o, req, shape->headers.value, take_header);
    if (has_cookies) {
        add(req, BRISK_S("cookie"), join(req->arena, &shape->cookies.value, "; "));
    }
}

static void outline_lattice(const brisk_event *event, brisk_request *req, outline *o)
{
    const brisk_EventLattice *shape = event->shape;
    o->method = shape->method;
    brisk_str_cut(text_of(shape->path), '?', &o->path, &o->query);
    o->multi_query = shape->query.value;
    o->is_query_encoded = true;
    o->body = text_of(shape->body);
    o->is_body_encoded = shape->is_base64_encoded.value;
    reserve(req, shape->headers.value);
    walk(o, req, shape->headers.value, take_header);
}

static void outline_edge(const brisk_event *event, brisk_request *req, outline *o)
{
    const brisk_EventEdge *shape = event->shape;
    const brisk_EventEdgeRequest *request = &shape->request;
    o->method = request->method;
    o->path = text_of(request->uri);
    o->query = text_of(request->querystring);
    o->client = text_of(request->client_ip);
    o->domain = shape->config.given ? text_of(shape->config.value->distribution_domain_name) : BRISK_S("");
    if (request->body.given) {
        o->body = text_of(request->body.value->data);
        o->is_body_encoded = brisk_str_is(text_of(request->body.value->encoding), "base64");
    }
    for (size_t i = 0; request->headers.given && i < request->headers.value.count; i++) {
        const brisk_EventEdgeHeaders *values = &request->headers.value.entries[i].value;
        for (size_t k = 0; k < values->count; k++) {
            take_header(o, req, request->headers.value.entries[i].key, values->items[k].value);
        }
    }
}

/* ---- path and root path ---- */

/* True where path is root or below it: "/v1" holds "/v1/x", not "/v10". */
static bool is_below(brisk_str path, brisk_str root)
{
    return root.len > 0 && brisk_str_starts_with(path, root) && (path.len == root.len || path.ptr[root.len] == '/');
}

/* "v1/" to "/v1"; "/" to "". */
static brisk_str clean_base(brisk_arena *arena, brisk_str base)
{
    while (base.len > 0 && base.ptr[base.len - 1] == '/') {
        base.len--;
    }
    return base.len == 0 || base.ptr[0] == '/' ? base : brisk_str_concat(arena, BRISK_S("/"), base, BRISK_S(""));
}

/* REST: requestContext.path is the root path and path. */
static brisk_str find_rest_root(const brisk_event *event, brisk_str *path)
{
    brisk_str outer = text_in(event->context[BRISK_IN_CONTEXT_PATH]);
    if (outer.len == 0 || outer.ptr[0] != '/' || outer.len + 1 < path->len) {
        return BRISK_S("");
    }
    brisk_str root = brisk_str_ends_with(outer, *path) ? brisk_str_slice(outer, 0, outer.len - path->len) : BRISK_S("");
    if (root.len == 0 && path->len == 1 &&
        brisk_str_equal(brisk_str_from(outer, 1), text_in(event->context[BRISK_IN_CONTEXT_STAGE]))) {
        root = outer; /* "/prod", whose path is "/" */
    }
    *path = root.len > 0 ? outer : *path;
    return root;
}

static brisk_str find_stage_root(const brisk_event *event, brisk_str *path)
{
    brisk_str stage = text_in(event->context[BRISK_IN_CONTEXT_STAGE]);
    if (stage.len == 0 || brisk_str_is(stage, "$default") ||
        !brisk_str_equal(brisk_str_slice(*path, 1, stage.len), stage)) {
        return BRISK_S("");
    }
    brisk_str root = brisk_str_slice(*path, 0, stage.len + 1);
    if (!is_below(*path, root)) {
        return BRISK_S("");
    }
    brisk_str prefix = {NULL, 0}, api = {NULL, 0};
    bool is_custom_domain = brisk_json_str(event->context[BRISK_IN_CONTEXT_DOMAIN_PREFIX], &prefix) &&
                            brisk_json_str(event->context[BRISK_IN_CONTEXT_API_ID], &api) &&
                            !brisk_str_equal(prefix, api);
    if (!is_custom_domain) {
        return root;
    }
    brisk_str rest = brisk_str_from(*path, root.len);
    *path = rest.len > 0 ? rest : BRISK_S("/");
    return BRISK_S("");
}

/* True where a path came encoded as it has to be: all of it visible ASCII. */
static bool is_visible(brisk_str path)
{
    unsigned found = 0;
    for (size_t i = 0; i < path.len; i++) {
        unsigned char byte = (unsigned char)path.ptr[i];
        found |= (unsigned)(byte <= ' ') | (unsigned)(byte >= 0x7F);
    }
    return found == 0;
}

/* Texts of JSON are UTF-8 already: only what was encoded is looked at again. */
static brisk_str decode_path(brisk_arena *arena, brisk_str path)
{
    return brisk_str_find_char(path, '%') == BRISK_STR_NONE ? path
                                                            : brisk_percent_decode(arena, path, BRISK_DECODE_PATH);
}

static void fill_path(const brisk_event *event, brisk_request *req, const outline *o)
{
    brisk_str path = o->path.len > 0 ? o->path : BRISK_S("/"), root = BRISK_S("");
    if (path.ptr[0] != '/') {
        path = brisk_str_concat(req->arena, BRISK_S("/"), path, BRISK_S(""));
    }
    if (event->options->base_path.ptr != NULL) {
        brisk_str base = clean_base(req->arena, event->options->base_path);
        root = is_below(path, base) ? base : root;
    } else if (event->kind == BRISK_EVENT_REST) {
        root = find_rest_root(event, &path);
    } else if (o->has_stage) {
        root = find_stage_root(event, &path);
    }
    if (o->is_decoded) {
        req->path = path;
        req->raw_path = brisk_percent_encode(req->arena, path, SAFE_IN_PATH);
        req->root_path = root;
    } else {
        req->path = decode_path(req->arena, path);
        req->raw_path = is_visible(path) ? path : brisk_percent_encode(req->arena, path, SAFE_IN_PATH "%");
        req->root_path = decode_path(req->arena, root);
    }
}

/* ---- query ---- */

static inline void take_parameter(outline *o, brisk_request *req, brisk_str key, brisk_str value)
{
    const char *safe_key = o->is_query_encoded ? SAFE_IN_QUERY : "",
               *safe = o->is_query_encoded ? SAFE_IN_QUERY "=" : "";
    if (o->written.len > 0) {
        brisk_buffer_append_char(&o->written, '&');
    }
    brisk_buffer_append_str(&o->written, brisk_percent_encode(req->arena, key, safe_key));
    brisk_buffer_append_char(&o->written, '=');
    brisk_buffer_append_str(&o->written, brisk_percent_encode(req->arena, value, safe));
}

/* The query string that the maps were made of, where the event has not the text. A null is an empty value, an empty
 * list none. */
static void fill_query(brisk_request *req, outline *o)
{
    bool is_multi = brisk_json_count(o->multi_query) > 0;
    brisk_buffer_init(&o->written, req->arena, 0);
    walk(o, req, is_multi ? o->multi_query : o->single_query, take_parameter);
    req->query = o->written.len > 0 ? brisk_buffer_view(&o->written) : o->query;
    req->target =
        req->query.len == 0 ? req->raw_path : brisk_str_concat(req->arena, req->raw_path, BRISK_S("?"), req->query);
}

/* ---- scheme, server, client, body ---- */

static brisk_str first_of_list(brisk_str list)
{
    brisk_str first, rest;
    brisk_str_cut(list, ',', &first, &rest);
    return brisk_str_trim_ows(first);
}

static brisk_str fill_scheme(const brisk_event *event, const brisk_request *req, const outline *o)
{
    bool is_edge = event->kind == BRISK_EVENT_EDGE;
    brisk_str proto = is_edge ? brisk_headers_get(&req->headers, BRISK_S("cloudfront-forwarded-proto")) : o->proto;
    bool is_http = brisk_str_is_ignore_case(first_of_list(proto), "http");
    return is_http ? BRISK_S("http") : BRISK_S("https");
}

static bool has_port(brisk_str host)
{
    if (brisk_str_find_char(host, ':') == BRISK_STR_NONE) {
        return false;
    }
    size_t colon = brisk_str_find_last_char(host, ':'), bracket = brisk_str_find_last_char(host, ']');
    return colon != BRISK_STR_NONE && (bracket == BRISK_STR_NONE || bracket < colon);
}

/* The address the client spoke to: Host, else the API's domain, with the port where it is not that of the scheme. */
static brisk_str fill_server(brisk_request *req, const outline *o)
{
    brisk_str host = o->host.len > 0 ? o->host : o->domain, port = first_of_list(o->port);
    uint64_t number = 0;
    if (host.len == 0 || has_port(host) || brisk_digits_parse(port, 65535, &number) != BRISK_NUMBER_OK ||
        number == (brisk_str_is(req->scheme, "https") ? 443 : 80)) {
        return host;
    }
    return brisk_str_concat(req->arena, host, BRISK_S(":"), port);
}

/* Load balancers append the peer that they saw, so it is the last one; what stands before it is the client's claim. A
 * port stands behind it where the balancer is told to keep it: "192.0.2.1:80", "[2001:db8::1]:80". */
static brisk_str peer_of_forwarded(brisk_str list)
{
    size_t comma = brisk_str_find_last_char(list, ',');
    brisk_str peer = brisk_str_trim_ows(comma == BRISK_STR_NONE ? list : brisk_str_from(list, comma + 1)), rest;
    if (peer.len > 0 && peer.ptr[0] == '[') {
        brisk_str_cut(brisk_str_from(peer, 1), ']', &peer, &rest);
    } else if (brisk_str_find_char(peer, ':') == brisk_str_find_last_char(peer, ':')) {
        brisk_str_cut(peer, ':', &peer, &rest);
    }
    return peer;
}

brisk_status brisk_event_fill(brisk_event *event, brisk_request *req)
{
    outline o = {.method = {"", 0}};
    if (event->shape == NULL) {
        return BRISK_USAGE;
    }
    if (event->kind == BRISK_EVENT_HTTP_V2 || event->kind == BRISK_EVENT_FUNCTION_URL) {
        outline_v2(event, req, &o);
    } else if (event->kind == BRISK_EVENT_LATTICE) {
        outline_lattice(event, req, &o);
    } else if (event->kind == BRISK_EVENT_EDGE) {
        outline_edge(event, req, &o);
    } else {
        outline_v1(event, req, &o);
    }
    bool is_balancer = event->kind == BRISK_EVENT_ALB || event->kind == BRISK_EVENT_LATTICE;
    req->method_text = o.method;
    req->method = brisk_method_parse(o.method);
    fill_path(event, req, &o);
    fill_query(req, &o);
    req->scheme = fill_scheme(event, req, &o);
    req->server = fill_server(req, &o);
    req->client = is_balancer ? peer_of_forwarded(o.forwarded_for) : o.client;
    req->body = o.body;
    brisk_request_set(req, &brisk_event_slot, event);
    if (o.is_broken) {
        event->problem = BRISK_S("a header or query parameter is no text");
        return BRISK_INVALID;
    }
    if (o.is_body_encoded &&
        brisk_base64_decode(req->arena, o.body, BRISK_BASE64_STANDARD, &req->body) == BRISK_SYNTAX) {
        event->problem = BRISK_S("the body is no base64");
        return BRISK_INVALID;
    }
    return brisk_arena_failed(req->arena) ? BRISK_NO_MEMORY : BRISK_OK;
}

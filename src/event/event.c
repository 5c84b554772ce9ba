/* event.c - event.h: which kind of event a JSON text is, by its own shape, and its typed parts (shapes.h).
 *
 * What tells the kinds apart (the AWS guides; none of the keys stands in two kinds):
 *
 *     requestContext.elb                                          ALB
 *     version "2.0", requestContext.http                          HTTP API 2.0; function URL by its domain's name
 *     version "2.0", method, an ARN of VPC Lattice in the context VPC Lattice
 *     httpMethod, requestContext                                  REST API; with version "1.0" HTTP API
 *     Records[0].cf.request, no .response                         Lambda@Edge
 *
 * A WebSocket event has a connectionId, an authorizer's a methodArn or routeArn: both resemble the others, neither is
 * an HTTP request. */
#include "event/event.h"

#include "core/str.h"
#include "event/shapes.h"
#include "schema/decode.h"
#include "schema/json_text.h"
#include "schema/node_yyjson.h"

#include <string.h>

static const struct {
    const char *name;
    const brisk_type *type;
} kinds[] = {
    [BRISK_EVENT_NONE] = {"no event", NULL},
    [BRISK_EVENT_OTHER] = {"no HTTP request", NULL},
    [BRISK_EVENT_REST] = {"REST API", &brisk_type_EventV1},
    [BRISK_EVENT_HTTP_V1] = {"HTTP API 1.0", &brisk_type_EventV1},
    [BRISK_EVENT_HTTP_V2] = {"HTTP API 2.0", &brisk_type_EventV2},
    [BRISK_EVENT_FUNCTION_URL] = {"function URL", &brisk_type_EventV2},
    [BRISK_EVENT_ALB] = {"Application Load Balancer", &brisk_type_EventV1},
    [BRISK_EVENT_EDGE] = {"Lambda@Edge", &brisk_type_EventEdge},
    [BRISK_EVENT_LATTICE] = {"VPC Lattice", &brisk_type_EventLattice},
};

const char *brisk_event_kind_name(brisk_event_kind kind)
{
    return kinds[kind].name;
}

/* ---- which kind ---- */

/* The root's members that tell kinds apart. */
#define ROOT_MEMBERS(X)                                                                                                \
    X(IN_ROOT_METHOD, "method")                                                                                        \
    X(IN_ROOT_RECORDS, "Records")                                                                                      \
    X(IN_ROOT_VERSION, "version")                                                                                      \
    X(IN_ROOT_ROUTE_ARN, "routeArn")                                                                                   \
    X(IN_ROOT_METHOD_ARN, "methodArn")                                                                                 \
    X(IN_ROOT_HTTP_METHOD, "httpMethod")                                                                               \
    X(IN_ROOT_CONTEXT, "requestContext")

enum { ROOT_MEMBERS(BRISK_EVENT_PLACE) IN_ROOT_COUNT };

/* Where the value of a name belongs; NOWHERE for one that nobody looks at, as its length tells of most. Texts of known
 * lengths are compared by a word or two. */
typedef size_t place_of_name(const char *name, size_t len);

#define NOWHERE                 SIZE_MAX
#define LENGTH_BIT(place, text) | UINT64_C(1) << (sizeof(text) - 1)
#define IF_NAMED(place, text)                                                                                          \
    if (len == sizeof(text) - 1 && memcmp(name, text, sizeof(text) - 1) == 0) {                                        \
        return (place);                                                                                                \
    }

static inline size_t place_in_root(const char *name, size_t len)
{
    if (len < 64 && ((0 ROOT_MEMBERS(LENGTH_BIT)) >> len & 1) != 0) {
        ROOT_MEMBERS(IF_NAMED)
    }
    return NOWHERE;
}

static inline size_t place_in_context(const char *name, size_t len)
{
    if (len < 64 && ((0 BRISK_CONTEXT_MEMBERS(LENGTH_BIT)) >> len & 1) != 0) {
        BRISK_CONTEXT_MEMBERS(IF_NAMED)
    }
    return NOWHERE;
}

/* The values of the names that have a place, in one walk over an object, whatever else it holds; of one that came twice
 * the last. out: count values, all set. */
static inline void pick(brisk_json object, place_of_name *place_of, brisk_json *out, size_t count)
{
    const yyjson_val *key = brisk_node_val(object.node), *value;
    memset(out, 0, count * sizeof(*out));
    if (!key || brisk_val_type(key) != YYJSON_TYPE_OBJ) {
        return;
    }
    size_t left = brisk_val_len(key);
    for (key++; left > 0; left--, key = brisk_val_next(value)) {
        value = key + 1;
        size_t place = place_of(key->uni.str, brisk_val_len(key));
        if (place != NOWHERE) {
            out[place].node = brisk_val_node(value);
        }
    }
}

static bool is_text(brisk_json value)
{
    return brisk_json_kind_of(value) == BRISK_JSON_STR;
}

static bool is_object(brisk_json value)
{
    return brisk_json_kind_of(value) == BRISK_JSON_OBJECT;
}

static brisk_event_kind kind_of_context(const brisk_json *root, const brisk_json *context)
{
    brisk_str version = {"", 0}, domain = {"", 0};
    if (is_object(context[BRISK_IN_CONTEXT_ELB])) {
        return BRISK_EVENT_ALB;
    }
    if (is_text(root[IN_ROOT_METHOD_ARN]) || is_text(root[IN_ROOT_ROUTE_ARN]) ||
        is_text(context[BRISK_IN_CONTEXT_CONNECTION_ID])) {
        return BRISK_EVENT_OTHER;
    }
    (void)brisk_json_str(root[IN_ROOT_VERSION], &version);
    if (brisk_str_is(version, "2.0")) {
        if (!is_object(context[BRISK_IN_CONTEXT_HTTP])) {
            bool is_lattice = is_text(root[IN_ROOT_METHOD]) && (is_text(context[BRISK_IN_CONTEXT_NETWORK_ARN]) ||
                                                                is_text(context[BRISK_IN_CONTEXT_SERVICE_ARN]) ||
                                                                is_text(context[BRISK_IN_CONTEXT_TARGET_GROUP_ARN]));
            return is_lattice ? BRISK_EVENT_LATTICE : BRISK_EVENT_OTHER;
        }
        (void)brisk_json_str(context[BRISK_IN_CONTEXT_DOMAIN_NAME], &domain);
        bool is_url = brisk_str_find(domain, BRISK_S(".lambda-url.")) != BRISK_STR_NONE;
        return is_url ? BRISK_EVENT_FUNCTION_URL : BRISK_EVENT_HTTP_V2;
    }
    if (!is_text(root[IN_ROOT_HTTP_METHOD])) {
        return BRISK_EVENT_OTHER;
    }
    return brisk_str_is(version, "1.0") ? BRISK_EVENT_HTTP_V1 : BRISK_EVENT_REST;
}

/* *part: what the kind's shape describes. */
static brisk_event_kind find_kind(brisk_event *event, brisk_json *part)
{
    brisk_json root[IN_ROOT_COUNT];
    *part = event->json;
    pick(event->json, place_in_root, root, IN_ROOT_COUNT);
    if (is_object(root[IN_ROOT_CONTEXT])) {
        pick(root[IN_ROOT_CONTEXT], place_in_context, event->context, BRISK_IN_CONTEXT_COUNT);
        return kind_of_context(root, event->context);
    }
    brisk_json edge = brisk_json_get(brisk_json_at(root[IN_ROOT_RECORDS], 0), BRISK_S("cf"));
    if (is_object(brisk_json_get(edge, BRISK_S("request"))) && !is_object(brisk_json_get(edge, BRISK_S("response")))) {
        *part = edge;
        return BRISK_EVENT_EDGE;
    }
    return BRISK_EVENT_OTHER;
}

/* ---- its shape ---- */

static brisk_status decode(brisk_event *event, brisk_json part)
{
    const brisk_decoder_options options = {.max_problems = 1};
    const brisk_type *type = kinds[event->kind].type;
    brisk_loc loc = brisk_loc_key(NULL, BRISK_S("event"));
    brisk_decoder decoder;
    void *shape = brisk_arena_alloc(event->arena, type->size);
    if (shape == NULL) {
        return BRISK_NO_MEMORY;
    }
    brisk_decoder_init(&decoder, event->arena, &options);
    brisk_status status = brisk_decode(&decoder, type, part.node, &loc, shape);
    if (status == BRISK_OK) {
        event->shape = shape;
    } else if (status == BRISK_INVALID) {
        brisk_buffer problem;
        brisk_buffer_init(&problem, event->arena, 0);
        brisk_problems_write_list(&problem, &decoder.problems);
        event->problem = brisk_buffer_view(&problem);
    }
    return status;
}

static brisk_status take(brisk_event *event, brisk_status parsed)
{
    brisk_json part;
    if (parsed != BRISK_OK) {
        event->problem = parsed == BRISK_NO_MEMORY ? BRISK_S("out of memory") : BRISK_S("the event is no JSON");
        return parsed == BRISK_NO_MEMORY ? parsed : BRISK_SYNTAX;
    }
    event->kind = find_kind(event, &part);
    if (event->kind == BRISK_EVENT_OTHER) {
        return BRISK_OK;
    }
    brisk_status status = decode(event, part);
    if (status == BRISK_OK && event->kind == BRISK_EVENT_ALB) {
        event->is_multi = ((const brisk_EventV1 *)event->shape)->multi_value_headers.given;
    }
    return status;
}

static const brisk_event_options no_options;

brisk_status brisk_event_open(brisk_arena *arena, brisk_str text, const brisk_event_options *options, brisk_event *out)
{
    *out = (brisk_event){.kind = BRISK_EVENT_OTHER, .arena = arena, .options = options ? options : &no_options};
    return take(out, brisk_json_parse(arena, text, &out->json));
}

brisk_status brisk_event_open_in_place(brisk_arena *arena, char *text, size_t len, const brisk_event_options *options,
                                       brisk_event *out)
{
    *out = (brisk_event){.kind = BRISK_EVENT_OTHER, .arena = arena, .options = options ? options : &no_options};
    return take(out, brisk_json_text_parse_in_place(arena, text, len, 0, &out->json.node));
}

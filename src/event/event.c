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

static bool has(brisk_json object, const char *key, brisk_json_kind kind)
{
    return brisk_json_kind_of(brisk_json_get(object, brisk_str_view(key))) == kind;
}

static bool is_lattice(brisk_json root, brisk_json context)
{
    return has(root, "method", BRISK_JSON_STR) &&
           (has(context, "serviceNetworkArn", BRISK_JSON_STR) || has(context, "serviceArn", BRISK_JSON_STR) ||
            has(context, "targetGroupArn", BRISK_JSON_STR));
}

static brisk_event_kind kind_of_context(brisk_json root, brisk_json context)
{
    brisk_str version = {"", 0}, domain = {"", 0};
    if (has(context, "elb", BRISK_JSON_OBJECT)) {
        return BRISK_EVENT_ALB;
    }
    if (has(root, "methodArn", BRISK_JSON_STR) || has(root, "routeArn", BRISK_JSON_STR) ||
        has(context, "connectionId", BRISK_JSON_STR)) {
        return BRISK_EVENT_OTHER;
    }
    (void)brisk_json_str(brisk_json_get(root, BRISK_S("version")), &version);
    if (brisk_str_is(version, "2.0")) {
        if (!has(context, "http", BRISK_JSON_OBJECT)) {
            return is_lattice(root, context) ? BRISK_EVENT_LATTICE : BRISK_EVENT_OTHER;
        }
        (void)brisk_json_str(brisk_json_get(context, BRISK_S("domainName")), &domain);
        bool is_url = brisk_str_find(domain, BRISK_S(".lambda-url.")) != BRISK_STR_NONE;
        return is_url ? BRISK_EVENT_FUNCTION_URL : BRISK_EVENT_HTTP_V2;
    }
    if (!has(root, "httpMethod", BRISK_JSON_STR)) {
        return BRISK_EVENT_OTHER;
    }
    return brisk_str_is(version, "1.0") ? BRISK_EVENT_HTTP_V1 : BRISK_EVENT_REST;
}

/* *part: what the kind's shape describes. */
static brisk_event_kind find_kind(brisk_json root, brisk_json *part)
{
    brisk_json context = brisk_json_get(root, BRISK_S("requestContext"));
    *part = root;
    if (brisk_json_kind_of(context) == BRISK_JSON_OBJECT) {
        return kind_of_context(root, context);
    }
    brisk_json edge = brisk_json_get(brisk_json_at(brisk_json_get(root, BRISK_S("Records")), 0), BRISK_S("cf"));
    if (has(edge, "request", BRISK_JSON_OBJECT) && !has(edge, "response", BRISK_JSON_OBJECT)) {
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

brisk_status brisk_event_open(brisk_arena *arena, brisk_str text, const brisk_event_options *options, brisk_event *out)
{
    static const brisk_event_options none = {{NULL, 0}, NULL, NULL};
    brisk_json part;
    *out = (brisk_event){.kind = BRISK_EVENT_OTHER, .arena = arena, .options = options ? options : &none};
    brisk_status status = brisk_json_parse(arena, text, &out->json);
    if (status != BRISK_OK) {
        out->problem = status == BRISK_SYNTAX ? BRISK_S("the event is no JSON") : BRISK_S("out of memory");
        return status;
    }
    out->kind = find_kind(out->json, &part);
    if (out->kind == BRISK_EVENT_OTHER) {
        return BRISK_OK;
    }
    status = decode(out, part);
    if (status == BRISK_OK && out->kind == BRISK_EVENT_ALB) {
        out->is_multi = ((const brisk_EventV1 *)out->shape)->multi_value_headers.given;
    }
    return status;
}

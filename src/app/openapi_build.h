/* openapi_build.h - what the parts of the document's writer share; for openapi*.c only.
 *
 *     openapi.c             info, paths, components          ─┐
 *     openapi_gather.c      what an operation takes and uses  ├─ one brisk_openapi, one buffer
 *     openapi_operation.c   one operation: parameters, body   │
 *     openapi_answers.c     its responses                    ─┘
 */
#ifndef BRISK_APP_OPENAPI_BUILD_H
#define BRISK_APP_OPENAPI_BUILD_H

#include "app/openapi.h"
#include "core/buffer.h"
#include "schema/json_schema.h"

/** A list of pointers in the arena. */
typedef struct brisk_pointers {
    const void **items;
    size_t count, capacity;
} brisk_pointers;

/** A security scheme as an operation requires it. */
typedef struct brisk_openapi_security {
    const brisk_security *security;
    brisk_pointers scopes; /* const char *, each once */
} brisk_openapi_security;

/** A route with all that its dependencies bring along. */
typedef struct brisk_openapi_route {
    const brisk_service_route *route;
    brisk_str path;          /* without convertors: "/files/{path}" */
    brisk_pointers inputs;   /* const brisk_input *: its own first, then those of its dependencies, depth first */
    brisk_pointers security; /* brisk_openapi_security *, in the order met */
    brisk_pointers answers;  /* const brisk_answer_doc *, of dependencies */
    size_t body_count;       /* inputs of body, form, file */
    bool has_form, has_file, is_embedded;
    brisk_str body_name; /* of the component that holds the body's parts; ptr NULL: none */
} brisk_openapi_route;

typedef struct brisk_openapi {
    brisk_arena *arena;
    brisk_buffer *out;
    brisk_schema_set *set;
    brisk_openapi_route *routes;
    size_t route_count;
    brisk_pointers schemes;     /* const brisk_security *, each name once */
    brisk_pointers ids;         /* brisk_str *: operation ids given so far */
    brisk_schema_extra *extras; /* components made here */
    size_t extra_count;
    bool has_validation, has_detail; /* some operation names HTTPValidationError, HTTPError */
    bool has_gateway_key;            /* every operation is reached with the gateway's key only */
    bool is_failed;
} brisk_openapi;

/** Adds a pointer; marks doc failed without memory. */
void brisk_openapi_push(brisk_openapi *doc, brisk_pointers *list, const void *item);

/** Fills in a route of the document, and adds its types to the set. */
void brisk_openapi_gather(brisk_openapi *doc, brisk_openapi_route *out, const brisk_service_route *route);

/** The id that FastAPI gives an operation: "read_item_items__item_id__get", or the endpoint's own. */
brisk_str brisk_openapi_id(brisk_openapi *doc, const brisk_openapi_route *route, unsigned method);

/** The first method of a set, in the order of brisk_method; 0 for none. */
unsigned brisk_openapi_first_method(unsigned methods);

/** True for the places whose inputs are parts of the body. */
bool brisk_openapi_is_body(const brisk_input *input);

/** The name of a parameter on the wire; of headers with - for _. */
brisk_str brisk_openapi_wire_name(brisk_openapi *doc, brisk_place place, const brisk_field *field);

/** Appends the operation object of one method of a route. */
void brisk_openapi_write_operation(brisk_openapi *doc, const brisk_openapi_route *route, unsigned method);

/** Appends `"responses":{…}`. */
void brisk_openapi_write_answers(brisk_openapi *doc, const brisk_openapi_route *route, brisk_str id);

/** The scheme of the key that API Gateway wants (APP: gateway_key). */
extern const brisk_security brisk_openapi_gateway_key;

/** Appends the object of components.securitySchemes for a scheme. */
void brisk_openapi_write_scheme(brisk_openapi *doc, const brisk_security *security);

#endif

/* plan.h - what is derived once from the tables of an endpoint or dependency, so that no request derives it again.
 *
 *     brisk_plan ─► inputs   in the order of FastAPI's errors: path, query, header, cookie, form, file, body; with the
 *         │                  names on the wire ("x-token" for x_token) and what the type asks for (a list, a model)
 *         └──────► uses      security schemes, or the plans of dependencies, in the order they run
 *
 * Plans live in the service's arena. One plan a dependency, shared by all that use it. */
#ifndef BRISK_APP_PLAN_H
#define BRISK_APP_PLAN_H

#include <brisk/arena.h>
#include <brisk/descriptor.h>

typedef struct brisk_plan brisk_plan;

/** One parameter's name on the wire and the way its values are gathered. */
typedef struct brisk_plan_name {
    const brisk_field *field;
    brisk_str wire;   /* the name that the request is searched for: headers in lower case with dashes */
    brisk_str key;    /* the name in a problem's loc, and the key in a parameter model's object */
    bool is_sequence; /* takes all values of the name, not the last (headers: first) */
} brisk_plan_name;

typedef struct brisk_plan_input {
    const brisk_input *input;
    brisk_plan_name name;
    brisk_plan_name *members; /* of a parameter model: its fields; NULL: a single parameter */
    size_t member_count;
    bool keeps_extras; /* the parameter model forbids or keeps unknown names: it has to see them */
    bool is_embedded;  /* a body under a key of its own */
} brisk_plan_input;

typedef struct brisk_plan_use {
    const brisk_use *use;
    const brisk_plan *plan; /* of use->dependency; NULL for a security scheme */
    size_t size;            /* of the result that is copied to use->offset */
} brisk_plan_use;

struct brisk_plan {
    const char *name;
    const brisk_dependency *dependency; /* NULL: of an endpoint */
    const brisk_plan_input *inputs;
    size_t input_count;
    const brisk_plan_use *uses;
    size_t use_count;
    bool wants_query, wants_form, wants_body; /* of this plan or of one it uses */
    bool is_scoped; /* a security scheme stands in it or below: its result depends on the scopes */
};

/** The plan of a route: its endpoint's, before which app's and routers' uses run. */
typedef struct brisk_route_plan {
    brisk_plan before; /* uses of the app and routers */
    brisk_plan endpoint;
    bool wants_query, wants_form, wants_body;
    bool is_body_embedded; /* more than one body input in all: each under its own key */
} brisk_route_plan;

/** Memory and the plans made so far. */
typedef struct brisk_planner {
    brisk_arena *arena;
    const brisk_plan **known;
    size_t known_count, known_capacity;
    char *problem; /* where the text of a mistake goes */
    size_t problem_size;
} brisk_planner;

/**
 * Plans a route. path: its full template, for the check that inputs and template tell of the same names. uses: of app and
 * routers, ended by zeros. BRISK_USAGE with a text in the planner's problem; BRISK_NO_MEMORY.
 */
brisk_status brisk_plan_route(brisk_planner *planner, brisk_str path, const brisk_use *uses,
                              const brisk_endpoint *endpoint, brisk_route_plan *out) BRISK_MUST_CHECK;

/** Plans a dependency by itself, for one that replaces another. As above. */
brisk_status brisk_plan_dependency(brisk_planner *planner, const brisk_dependency *dependency,
                                   const brisk_plan **out) BRISK_MUST_CHECK;

#endif

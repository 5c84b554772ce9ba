/* terraform_plan.h - a plan or a state as Terraform shows it: its resources, and which of them an attribute means.
 *
 *     planned_values (of a state: values) ─► root_module ─► resources, child_modules ─► …     what there will be
 *     configuration ─► root_module ─► resources, module_calls ─► module ─► …                what refers to what
 *
 * A value that AWS makes (an id, an ARN) is not in a plan. Which resource it will come from is in the configuration:
 *
 *     resource_id  {"references": ["aws_api_gateway_resource.docs", "each.key"]}    one of this name, with the same key
 *                  {"references": ["var.resource_id"]}                             as the call of the module says
 *                  {"references": ["module.api.resource_id", "module.api"]}        as the module's output says
 *                  {"references": ["aws_api_gateway_method.docs.resource_id"]}     what that attribute means; each.value.x the same
 *
 * Locals are not in it: what goes through one is found only where there is one candidate. In a state, and in a plan of what is
 * there already, ids are known, and resources are found by them. */
#ifndef BRISK_GATEWAY_TERRAFORM_PLAN_H
#define BRISK_GATEWAY_TERRAFORM_PLAN_H

#include "gateway/config.h"

#include <brisk/json.h>

/** A resource as it will be. Texts borrow the plan. */
typedef struct brisk_tf_resource {
    brisk_str address, type, name;
    brisk_json index;       /* of count or for_each; no value: neither */
    brisk_json values;      /* without what is not known yet */
    brisk_json unknown;     /* true where a value is known only after apply */
    brisk_json expressions; /* of the configuration; no value in a state */
    brisk_json for_each;    /* its expression */
    size_t scope;
    brisk_str function; /* of a function: its name here */
} brisk_tf_resource;

/** A module as it is used: the root, or one call of one. */
typedef struct brisk_tf_scope {
    brisk_str address; /* "" of the root, "module.api[0]" */
    brisk_json configuration, call;
    size_t parent;
} brisk_tf_scope;

typedef struct brisk_tf {
    brisk_gateway_config *config;
    brisk_arena *arena;
    const char *path;
    brisk_str code;
    void (*note)(void *context, const char *text);
    void *context;
    brisk_json root;
    brisk_tf_scope *scopes;
    size_t scope_count;
    brisk_tf_resource *resources;
    size_t resource_count;
} brisk_tf;

/** Finds all resources of self->root. BRISK_INVALID: it is neither a plan nor a state; BRISK_LIMIT; BRISK_NO_MEMORY. */
BRISK_MUST_CHECK brisk_status brisk_tf_open(brisk_tf *self);

/** Tells the user something, in printf's way. */
void brisk_tf_note(const brisk_tf *self, const char *format, ...) BRISK_PRINTF(2, 3);

/** The next resource of a type behind `after` (NULL: the first); NULL at the end. */
brisk_tf_resource *brisk_tf_next(const brisk_tf *self, const char *type, const brisk_tf_resource *after);

/** The resource of one of these types (ended by NULL) that an attribute means: by the value where it is known, else by the
 *  expression. NULL: not to be found out. */
const brisk_tf_resource *brisk_tf_find(const brisk_tf *self, const brisk_tf_resource *from, brisk_json value,
                                       brisk_json expression, const char *const *types);

/** The same for an attribute by its name. */
const brisk_tf_resource *brisk_tf_refer(const brisk_tf *self, const brisk_tf_resource *from, const char *attribute,
                                        const char *const *types);

/** The value of an input variable of the module that the resource stands in, where the plan tells it: as it was given, or its
 *  default. */
brisk_json brisk_tf_variable(const brisk_tf *self, size_t scope, brisk_str name);

/* ---- values; with the fallback where it is missing, null or of another kind ---- */

brisk_json brisk_tf_get(brisk_json values, const char *name);
/** The block of this name: Terraform keeps one as a list. */
brisk_json brisk_tf_block(brisk_json values, const char *name);
brisk_str brisk_tf_text(brisk_json values, const char *name, const char *fallback);
bool brisk_tf_bool(brisk_json values, const char *name, bool fallback);
/** A number, also one that is written as text; cut to what fits. */
double brisk_tf_number(brisk_json values, const char *name, double fallback);
int32_t brisk_tf_int(brisk_json values, const char *name, int32_t fallback);

/** {"name": "text"} as pairs, without this prefix of the names. Numbers and truths become text. False without memory. */
bool brisk_tf_pairs(const brisk_tf *self, brisk_json object, const char *prefix, brisk_settings *out);
/** ["a", "b"]. False without memory. */
bool brisk_tf_texts(const brisk_tf *self, brisk_json array, brisk_str **items, size_t *count);

/** rate and burst of a throttle; not set where both are missing, or below 0. */
brisk_throttle brisk_tf_throttle(brisk_json values, const char *rate, const char *burst);

/* ---- what makes a configuration of it (terraform_rest.c, terraform_http.c, terraform_openapi.c) ---- */

/** The name here of the function that this attribute means (an ARN, an invocation's URI, an alias …); empty: not to be found out. */
brisk_str brisk_tf_function(const brisk_tf *self, const brisk_tf_resource *from, brisk_json value,
                            brisk_json expression);
/** The function whose ARN stands in text; empty: none. */
brisk_str brisk_tf_function_of_arn(const brisk_tf *self, brisk_str text);

/** The group's name that destination_arn of this block means, and the format with it. */
void brisk_tf_access_log(brisk_tf *self, const brisk_tf_resource *stage);

/** A REST API; HTTP API; function URL. False, with nothing changed, where the plan has none. */
BRISK_MUST_CHECK brisk_status brisk_tf_rest(brisk_tf *self, bool *is_found);
BRISK_MUST_CHECK brisk_status brisk_tf_http(brisk_tf *self, bool *is_found);
BRISK_MUST_CHECK brisk_status brisk_tf_url(brisk_tf *self, bool *is_found);

/** The methods of an API's body, an OpenAPI document as JSON. */
BRISK_MUST_CHECK brisk_status brisk_tf_openapi(brisk_tf *self, brisk_str body);

/** Drops methods without a function, with a note. */
void brisk_tf_drop_empty_methods(brisk_tf *self);

/** The method of this path and verb; NULL: none. */
brisk_method_config *brisk_tf_method(const brisk_tf *self, brisk_str path, brisk_str verb);

#endif

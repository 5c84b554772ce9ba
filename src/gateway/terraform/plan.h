/* plan.h - a plan or a state as Terraform shows it: its resources, and which of them an attribute means.
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

#include "gateway/config/config.h"

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

/** A text as the two arguments of "%.*s". */
#define BRISK_TF_TEXT(text) (int)(text).len, (text).len > 0 ? (text).ptr : ""

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

#endif

/* functions.h - the functions of a plan, and which of them an attribute means. */
#ifndef BRISK_GATEWAY_TERRAFORM_FUNCTIONS_H
#define BRISK_GATEWAY_TERRAFORM_FUNCTIONS_H

#include "gateway/terraform/plan.h"

/** Adds all functions of the plan. False without memory. */
BRISK_MUST_CHECK bool brisk_tf_add_functions(brisk_tf *self);
/** A function without code cannot run: BRISK_NOT_FOUND, with a sentence in problem, where the API needs it, else a
 *  note. To be called when the API is known. */
BRISK_MUST_CHECK brisk_status brisk_tf_drop_functions_without_code(brisk_tf *self, char *problem, size_t size);

/** The name here of the function that this attribute means (an ARN, an invocation's URI, an alias …); empty: not to be found
 *  out. */
brisk_str brisk_tf_function(const brisk_tf *self, const brisk_tf_resource *from, brisk_json value,
                            brisk_json expression);
/** The function whose ARN stands in text; empty: none. */
brisk_str brisk_tf_function_of_arn(const brisk_tf *self, brisk_str text);

#endif

/* rest.h - a REST API from a plan. */
#ifndef BRISK_GATEWAY_TERRAFORM_REST_H
#define BRISK_GATEWAY_TERRAFORM_REST_H

#include "gateway/terraform/plan.h"

/** False, with nothing changed, where the plan has none. BRISK_NO_MEMORY. */
BRISK_MUST_CHECK brisk_status brisk_tf_rest(brisk_tf *self, bool *is_found);

#endif

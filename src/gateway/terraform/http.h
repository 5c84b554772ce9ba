/* http.h - an HTTP API or a function URL from a plan. */
#ifndef BRISK_GATEWAY_TERRAFORM_HTTP_H
#define BRISK_GATEWAY_TERRAFORM_HTTP_H

#include "gateway/terraform/plan.h"

/** False, with nothing changed, where the plan has no HTTP API (no function URL). BRISK_NO_MEMORY. */
BRISK_MUST_CHECK brisk_status brisk_tf_http(brisk_tf *self, bool *is_found);
BRISK_MUST_CHECK brisk_status brisk_tf_url(brisk_tf *self, bool *is_found);

#endif

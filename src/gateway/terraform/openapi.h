/* openapi.h - what an API's body says, an OpenAPI document as JSON: methods, binary types, gateway responses. */
#ifndef BRISK_GATEWAY_TERRAFORM_OPENAPI_H
#define BRISK_GATEWAY_TERRAFORM_OPENAPI_H

#include "gateway/terraform/plan.h"

/** Adds the methods of the document; one that cannot be read is noted. BRISK_NO_MEMORY. */
BRISK_MUST_CHECK brisk_status brisk_tf_openapi(brisk_tf *self, brisk_str body);

#endif

/* terraform.h - a gateway's configuration from a Terraform plan, so that what runs locally is what will be created.
 *
 *     terraform show -json plan.tfplan > plan.json ─► planned_values (all modules) + configuration (what refers to what)
 *
 *     aws_lambda_function           name, timeout, memory, environment, log format, concurrency, architecture, handler
 *     aws_api_gateway_rest_api      name, binary types, endpoint type; a body (OpenAPI) where it has one
 *     aws_api_gateway_resource, _method, _integration       paths, keys, time-outs, streaming
 *     aws_api_gateway_stage, _method_settings               stage, variables, access log, throttles, tracing, cache
 *     aws_api_gateway_api_key, _usage_plan, _usage_plan_key keys, plans
 *     aws_api_gateway_gateway_response, aws_apigatewayv2_*, aws_lambda_function_url, aws_cloudwatch_log_group
 *
 * Values that are known only after apply (a key's value) get local ones, and notes say which. What the gateway cannot play (a
 * Cognito authorizer, WAF …) is noted, not dropped in silence. */
#ifndef BRISK_GATEWAY_TERRAFORM_TERRAFORM_H
#define BRISK_GATEWAY_TERRAFORM_TERRAFORM_H

#include "gateway/config/config.h"

/** Reads the plan at path over config. code: where the functions' code is, for all whose zip is not found where the plan says (empty:
 *  none). note is called for each thing that is not as in the plan; may be NULL. Errors as brisk_gateway_config_read, and
 *  BRISK_NOT_FOUND for a function without code, BRISK_LIMIT for a plan that nests or refers too deeply. */
BRISK_MUST_CHECK brisk_status brisk_gateway_config_read_plan(brisk_gateway_config *config, brisk_arena *arena,
                                                             const char *path, brisk_str code,
                                                             void (*note)(void *context, const char *text),
                                                             void *context, char *problem, size_t problem_size);

#endif

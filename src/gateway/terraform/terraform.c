/* terraform.c - a configuration from a plan (terraform.h): which API is played, the region, and what cannot be played.
 *
 *     rest.c  http.c  openapi.c       a REST API, an HTTP API or a function URL, and the methods of a body
 *     functions.c  log_groups.c       what they refer to
 *     plan.c  value.c                 resources, which one an attribute means, and their values */
#include "gateway/terraform/terraform.h"

#include "core/str.h"
#include "gateway/config/text.h"
#include "gateway/terraform/functions.h"
#include "gateway/terraform/http.h"
#include "gateway/terraform/log_groups.h"
#include "gateway/terraform/rest.h"
#include "gateway/terraform/value.h"

#include <stdio.h>

#define PLAN_LIMIT ((size_t)256 << 20)

/* ---- region ---- */

static void set_region(brisk_tf *self)
{
    brisk_json provider =
        brisk_tf_get(brisk_tf_get(brisk_tf_get(self->root, "configuration"), "provider_config"), "aws");
    brisk_json expression = brisk_tf_get(brisk_tf_get(provider, "expressions"), "region");
    const brisk_tf_resource *function = brisk_tf_next(self, "aws_lambda_function", NULL);
    brisk_str region = brisk_tf_text(expression, "constant_value", ""), reference, word, name;
    brisk_str arn = function == NULL ? region : brisk_tf_text(function->values, "arn", "");
    if (region.len == 0 && brisk_json_str(brisk_json_at(brisk_tf_get(expression, "references"), 0), &reference) &&
        brisk_str_cut(reference, '.', &word, &name) && brisk_str_is(word, "var")) {
        (void)brisk_json_str(brisk_tf_variable(self, 0, name), &region);
    }
    brisk_str part, rest = arn, account = {"", 0};
    bool more = true;
    for (unsigned i = 0; i < 5 && brisk_str_split(&rest, ':', &more, &part); i++) {
        region = i == 3 ? part : region; /* arn:aws:lambda:REGION:ACCOUNT:function:… */
        account = i == 4 ? part : account;
    }
    self->config->region = region.len > 0 ? region : self->config->region;
    self->config->account_id = account.len == 12 ? account : self->config->account_id;
}

/* ---- what is not played ---- */

static void note_types(brisk_tf *self)
{
    static const struct {
        const char *type, *text;
    } rows[] = {
        {"aws_api_gateway_authorizer", "authorizers are not played: nobody is asked who he is"},
        {"aws_apigatewayv2_authorizer", "authorizers are not played: nobody is asked who he is"},
        {"aws_wafv2_web_acl_association", "the firewall (WAF) is not played: it lets all pass"},
        {"aws_api_gateway_domain_name", "the custom domain is not played: the stage is the first part of each path"},
        {"aws_apigatewayv2_domain_name", "the custom domain is not played"},
        {"aws_api_gateway_request_validator", "requests are not validated here as API Gateway would"},
        {"aws_api_gateway_rest_api_policy", "the API's resource policy is not played: it lets all pass"},
        {"aws_api_gateway_vpc_link", "VPC links are not played"},
        {"aws_apigatewayv2_vpc_link", "VPC links are not played"},
        {"aws_api_gateway_client_certificate", "client certificates are not played"},
        {"aws_lambda_event_source_mapping", "event sources are not played: functions are invoked by HTTP and by hand"},
        {"aws_lambda_provisioned_concurrency_config",
         "provisioned concurrency is not played: the first calls are cold"},
        {"aws_lambda_function_event_invoke_config", "retries and destinations of asynchronous calls are not played"},
        {"aws_codedeploy_deployment_group", "step-by-step deployment is not played: the new code serves all calls"},
        {"aws_cloudfront_distribution", "the CloudFront distribution is played by --cdn, not by its own rules"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (brisk_tf_next(self, rows[i].type, NULL) != NULL) {
            brisk_tf_note(self, "%s", rows[i].text);
        }
    }
}

/* ---- the whole ---- */

/* One API is played: a REST API before an HTTP API before a function URL. */
static brisk_status set_api(brisk_tf *self)
{
    bool is_rest = false, is_http = false, is_url = false;
    brisk_status status = brisk_tf_rest(self, &is_rest);
    if (status == BRISK_OK && !is_rest) {
        status = brisk_tf_http(self, &is_http);
    }
    if (status == BRISK_OK && !is_rest && !is_http) {
        status = brisk_tf_url(self, &is_url);
    }
    bool has_http = brisk_tf_next(self, "aws_apigatewayv2_api", NULL) != NULL;
    bool has_url = brisk_tf_next(self, "aws_lambda_function_url", NULL) != NULL;
    if ((is_rest && has_http) || ((is_rest || is_http) && has_url)) {
        brisk_tf_note(self, "%s is played; the plan's %s is not", is_rest ? "the REST API" : "the HTTP API",
                      is_rest && has_http ? "HTTP API" : "function URL");
    }
    if (status == BRISK_OK && !is_rest && !is_http && !is_url) {
        brisk_tf_note(self, "the plan has no API: the options say which one stands before the function");
    }
    return status;
}

static brisk_status read_plan(brisk_tf *self, char *problem, size_t size)
{
    brisk_status status = brisk_tf_open(self);
    if (status != BRISK_OK) {
        (void)snprintf(problem, size, "%s: %s", self->path,
                       status == BRISK_INVALID
                           ? "it is no plan: terraform show -json plan.tfplan > plan.json makes one of a saved plan"
                           : brisk_status_text(status));
        return status;
    }
    bool has_memory = brisk_tf_add_functions(self);
    if (has_memory && self->config->function_count == 0) {
        (void)snprintf(problem, size, "%s: there is no aws_lambda_function in it", self->path);
        return BRISK_INVALID;
    }
    status = has_memory ? set_api(self) : BRISK_NO_MEMORY;
    if (status == BRISK_OK) {
        status = brisk_tf_drop_functions_without_code(self, problem, size);
        brisk_tf_set_retention(self);
        set_region(self);
        note_types(self);
        return status;
    }
    (void)snprintf(problem, size, "%s: %s", self->path, brisk_status_text(status));
    return status;
}

brisk_status brisk_gateway_config_read_plan(brisk_gateway_config *config, brisk_arena *arena, const char *path,
                                            brisk_str code, void (*note)(void *context, const char *text),
                                            void *context, char *problem, size_t problem_size)
{
    brisk_tf self = {.config = config, .arena = arena, .path = path, .code = code, .note = note, .context = context};
    brisk_status status = brisk_config_load(arena, path, PLAN_LIMIT, &self.root, problem, problem_size);
    return status == BRISK_OK ? read_plan(&self, problem, problem_size) : status;
}

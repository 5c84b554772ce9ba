# The REST API: every path and method to the function, by key, under a plan.

resource "aws_api_gateway_rest_api" "this" {
  name                         = var.name
  description                  = var.description
  binary_media_types           = var.binary_media_types
  body                         = var.streaming ? local.openapi : null
  disable_execute_api_endpoint = var.domain == null ? false : var.domain.only

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  lifecycle {
    create_before_destroy = true

    precondition {
      condition     = !(try(var.domain.only, false) && local.has_origin_check)
      error_message = "domain: only = true closes the execute-api address, which is the one that the CDN asks; origin_secrets keep others from it."
    }
  }
}

# ---- /{proxy+}: everything but the root ------------------------------------------------------------------------------

resource "aws_api_gateway_resource" "proxy" {
  count = local.has_methods ? 1 : 0

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = "{proxy+}"
}

resource "aws_api_gateway_method" "proxy" {
  count = local.has_methods ? 1 : 0

  rest_api_id      = aws_api_gateway_rest_api.this.id
  resource_id      = aws_api_gateway_resource.proxy[0].id
  http_method      = "ANY"
  authorization    = "NONE" # a key is no authentication: the application does that
  api_key_required = true

  request_parameters = {
    "method.request.path.proxy" = true
  }
}

resource "aws_api_gateway_integration" "proxy" {
  count = local.has_methods ? 1 : 0

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_resource.proxy[0].id
  http_method             = aws_api_gateway_method.proxy[0].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = local.function_alias.invoke_arn
  timeout_milliseconds    = local.integration_timeout_ms
}

# ---- /: not part of {proxy+} -----------------------------------------------------------------------------------------

resource "aws_api_gateway_method" "root" {
  count = local.has_methods && local.has_root ? 1 : 0

  rest_api_id      = aws_api_gateway_rest_api.this.id
  resource_id      = aws_api_gateway_rest_api.this.root_resource_id
  http_method      = "ANY"
  authorization    = "NONE"
  api_key_required = true
}

resource "aws_api_gateway_integration" "root" {
  count = local.has_methods && local.has_root ? 1 : 0

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_rest_api.this.root_resource_id
  http_method             = aws_api_gateway_method.root[0].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = local.function_alias.invoke_arn
  timeout_milliseconds    = local.integration_timeout_ms
}

# ---- OPTIONS without a key: a browser sends none on a preflight ------------------------------------------------------

resource "aws_api_gateway_method" "proxy_options" {
  count = local.has_methods && local.has_preflight ? 1 : 0

  rest_api_id      = aws_api_gateway_rest_api.this.id
  resource_id      = aws_api_gateway_resource.proxy[0].id
  http_method      = "OPTIONS"
  authorization    = "NONE"
  api_key_required = false

  request_parameters = {
    "method.request.path.proxy" = true
  }
}

resource "aws_api_gateway_integration" "proxy_options" {
  count = local.has_methods && local.has_preflight ? 1 : 0

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_resource.proxy[0].id
  http_method             = aws_api_gateway_method.proxy_options[0].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = local.function_alias.invoke_arn
  timeout_milliseconds    = local.integration_timeout_ms
}

resource "aws_api_gateway_method" "root_options" {
  count = local.has_methods && local.has_preflight && local.has_root ? 1 : 0

  rest_api_id      = aws_api_gateway_rest_api.this.id
  resource_id      = aws_api_gateway_rest_api.this.root_resource_id
  http_method      = "OPTIONS"
  authorization    = "NONE"
  api_key_required = false
}

resource "aws_api_gateway_integration" "root_options" {
  count = local.has_methods && local.has_preflight && local.has_root ? 1 : 0

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_rest_api.this.root_resource_id
  http_method             = aws_api_gateway_method.root_options[0].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = local.function_alias.invoke_arn
  timeout_milliseconds    = local.integration_timeout_ms
}

# ---- GET on the documentation without a key --------------------------------------------------------------------------

resource "aws_api_gateway_resource" "docs" {
  for_each = local.has_methods ? local.docs_pages : toset([])

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = each.key
}

resource "aws_api_gateway_method" "docs" {
  for_each = local.has_methods ? local.docs_pages : toset([])

  rest_api_id      = aws_api_gateway_rest_api.this.id
  resource_id      = aws_api_gateway_resource.docs[each.key].id
  http_method      = "GET"
  authorization    = "NONE"
  api_key_required = false
}

resource "aws_api_gateway_integration" "docs" {
  for_each = local.has_methods ? local.docs_pages : toset([])

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_resource.docs[each.key].id
  http_method             = aws_api_gateway_method.docs[each.key].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = local.function_alias.invoke_arn
  timeout_milliseconds    = local.integration_timeout_ms
}

resource "aws_api_gateway_resource" "docs_files" {
  for_each = local.has_methods ? local.docs_files : toset([])

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.docs[each.key].id
  path_part   = "{proxy+}"
}

resource "aws_api_gateway_method" "docs_files" {
  for_each = local.has_methods ? local.docs_files : toset([])

  rest_api_id      = aws_api_gateway_rest_api.this.id
  resource_id      = aws_api_gateway_resource.docs_files[each.key].id
  http_method      = "GET"
  authorization    = "NONE"
  api_key_required = false

  request_parameters = {
    "method.request.path.proxy" = true
  }
}

resource "aws_api_gateway_integration" "docs_files" {
  for_each = local.has_methods ? local.docs_files : toset([])

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_resource.docs_files[each.key].id
  http_method             = aws_api_gateway_method.docs_files[each.key].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = local.function_alias.invoke_arn
  timeout_milliseconds    = local.integration_timeout_ms
}

# ---- what the gateway says itself ------------------------------------------------------------------------------------

locals {
  error_types     = ["DEFAULT_4XX", "DEFAULT_5XX"]
  error_templates = { "application/json" = "{\"detail\":$context.error.messageString}" }
  # Without it a browser hides from its page why the gateway refused.
  error_parameters = { for header, origin in { Access-Control-Allow-Origin = var.cors_allow_origin } :
    "gatewayresponse.header.${header}" => "'${origin}'" if origin != null
  }
}

# In the form of the application's own errors: {"detail": "…"}.
resource "aws_api_gateway_gateway_response" "error" {
  for_each = toset(local.error_types)

  rest_api_id   = aws_api_gateway_rest_api.this.id
  response_type = each.key

  response_templates  = local.error_templates
  response_parameters = local.error_parameters
}

# ---- deployment and stage --------------------------------------------------------------------------------------------

locals {
  # What of the API a deployment takes a picture of. Chosen attributes: whole resources would hold computed ones, which
  # differ in the second plan.
  deployed = {
    streaming          = var.streaming ? local.openapi : null
    binary_media_types = var.binary_media_types
    closed             = aws_api_gateway_rest_api.this.disable_execute_api_endpoint # takes effect with a deployment
    integration        = [local.function_alias.invoke_arn, local.integration_timeout_ms]
    responses          = [local.error_templates, var.cors_allow_origin]
    resources = [for resource in concat(
      aws_api_gateway_resource.proxy, values(aws_api_gateway_resource.docs), values(aws_api_gateway_resource.docs_files),
    ) : [resource.id, resource.path_part]]
    methods = [for method in concat(
      aws_api_gateway_method.proxy, aws_api_gateway_method.root,
      aws_api_gateway_method.proxy_options, aws_api_gateway_method.root_options,
      values(aws_api_gateway_method.docs), values(aws_api_gateway_method.docs_files),
    ) : [method.resource_id, method.http_method, method.authorization, method.api_key_required]]
  }
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id

  triggers = {
    deployed = sha256(jsonencode(local.deployed))
  }

  lifecycle {
    create_before_destroy = true # a stage cannot be without one
  }

  depends_on = [
    aws_api_gateway_integration.proxy, aws_api_gateway_integration.root,
    aws_api_gateway_integration.proxy_options, aws_api_gateway_integration.root_options,
    aws_api_gateway_integration.docs, aws_api_gateway_integration.docs_files,
    aws_api_gateway_gateway_response.error,
  ]
}

resource "aws_cloudwatch_log_group" "access" {
  name              = local.access_log_group
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

# API Gateway chooses this name, and would make the group itself: one that never expires.
resource "aws_cloudwatch_log_group" "execution" {
  name              = local.execution_log_group
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id          = aws_api_gateway_rest_api.this.id
  deployment_id        = aws_api_gateway_deployment.this.id
  stage_name           = var.stage_name
  description          = "${var.description} (${var.stage_name})"
  xray_tracing_enabled = var.tracing

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format = jsonencode({
      requestId          = "$context.requestId"
      extendedRequestId  = "$context.extendedRequestId"
      requestTime        = "$context.requestTime"
      ip                 = "$context.identity.sourceIp"
      userAgent          = "$context.identity.userAgent"
      apiKeyId           = "$context.identity.apiKeyId" # the key's id; its value is never logged
      httpMethod         = "$context.httpMethod"
      path               = "$context.path"
      resourcePath       = "$context.resourcePath"
      protocol           = "$context.protocol"
      status             = "$context.status"
      responseLength     = "$context.responseLength"
      responseLatency    = "$context.responseLatency"
      integrationLatency = "$context.integrationLatency"
      integrationStatus  = "$context.integration.status"
      integrationError   = "$context.integrationErrorMessage"
      errorType          = "$context.error.responseType"
      errorMessage       = "$context.error.message"
      xrayTraceId        = "$context.xrayTraceId"
      wafResponse        = "$context.wafResponseCode"
    })
  }

  depends_on = [aws_cloudwatch_log_group.execution]
}

resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "*/*"

  settings {
    logging_level          = var.execution_log_level
    data_trace_enabled     = false # it would log whole bodies and the key
    metrics_enabled        = var.detailed_metrics
    caching_enabled        = false
    throttling_rate_limit  = var.stage_throttle.rate
    throttling_burst_limit = var.stage_throttle.burst
  }
}

# ---- keys and the plan that they are under ---------------------------------------------------------------------------

resource "aws_api_gateway_usage_plan" "this" {
  name        = var.name
  description = "Who has a key of ${var.name} may call this often."

  api_stages {
    api_id = aws_api_gateway_rest_api.this.id
    stage  = aws_api_gateway_stage.this.stage_name
  }

  throttle_settings {
    rate_limit  = var.throttle.rate
    burst_limit = var.throttle.burst
  }

  dynamic "quota_settings" {
    for_each = var.quota == null ? [] : [var.quota]

    content {
      limit  = quota_settings.value.limit
      period = quota_settings.value.period
    }
  }
}

# Values are AWS's own making: a value in the code would be in the repository.
resource "aws_api_gateway_api_key" "this" {
  for_each = var.api_keys

  name        = "${var.name}-${each.key}"
  description = "Key of ${each.key} to ${var.name}."
}

resource "aws_api_gateway_usage_plan_key" "this" {
  for_each = var.api_keys

  usage_plan_id = aws_api_gateway_usage_plan.this.id
  key_id        = aws_api_gateway_api_key.this[each.key].id
  key_type      = "API_KEY"
}

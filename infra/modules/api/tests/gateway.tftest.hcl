# The API: what it is by default, and each switch of it.

mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json          = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
      minified_json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:ca-central-1:123456789012:log-group:mock" }
  }

  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:ca-central-1:123456789012:function:mock", version = "7" }
  }

  mock_resource "aws_lambda_alias" {
    defaults = {
      arn        = "arn:aws:lambda:ca-central-1:123456789012:function:mock:live"
      invoke_arn = "arn:aws:apigateway:ca-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:ca-central-1:123456789012:function:mock:live/invocations"
    }
  }

  mock_resource "aws_api_gateway_rest_api" {
    defaults = { id = "a1b2c3d4e5", execution_arn = "arn:aws:execute-api:ca-central-1:123456789012:a1b2c3d4e5" }
  }

  mock_resource "aws_api_gateway_stage" {
    defaults = {
      arn        = "arn:aws:apigateway:ca-central-1::/restapis/a1b2c3d4e5/stages/dev"
      invoke_url = "https://a1b2c3d4e5.execute-api.ca-central-1.amazonaws.com/dev"
    }
  }
}

variables {
  name     = "hello-dev"
  region   = "ca-central-1"
  zip_path = "tests/zips/x86_64.zip"
}

run "as_it_comes" {
  command = apply

  assert {
    condition     = aws_api_gateway_rest_api.this.endpoint_configuration[0].types == tolist(["REGIONAL"]) && aws_api_gateway_rest_api.this.binary_media_types == tolist(["*/*"]) && aws_api_gateway_rest_api.this.body == null
    error_message = "A regional API of methods that passes bytes."
  }

  assert {
    condition     = aws_api_gateway_resource.proxy[0].path_part == "{proxy+}" && aws_api_gateway_method.proxy[0].http_method == "ANY" && aws_api_gateway_method.proxy[0].api_key_required
    error_message = "ANY /{proxy+} by key."
  }

  assert {
    condition     = aws_api_gateway_integration.proxy[0].type == "AWS_PROXY" && aws_api_gateway_integration.proxy[0].integration_http_method == "POST" && endswith(aws_api_gateway_integration.proxy[0].uri, ":live/invocations")
    error_message = "The function's alias is called as a proxy."
  }

  assert {
    condition = alltrue([for methods in [
      aws_api_gateway_method.root, aws_api_gateway_method.proxy_options, aws_api_gateway_method.root_options, values(aws_api_gateway_method.docs), values(aws_api_gateway_method.docs_files),
    ] : length(methods) == 0])
    error_message = "No method but ANY /{proxy+} unless asked for."
  }

  assert {
    condition     = aws_api_gateway_stage.this.stage_name == "dev" && aws_api_gateway_stage.this.xray_tracing_enabled && aws_api_gateway_stage.this.cache_cluster_enabled == null
    error_message = "The stage is dev, traced, and has no cache, which is billed by the hour."
  }

  assert {
    condition     = keys(jsondecode(aws_api_gateway_stage.this.access_log_settings[0].format)) != [] && !strcontains(aws_api_gateway_stage.this.access_log_settings[0].format, "$context.identity.apiKey\"")
    error_message = "Accesses are logged as JSON, without the key."
  }

  assert {
    condition = alltrue([for name, variable in {
      requestId      = "requestId", requestTime = "requestTime", ip = "identity.sourceIp", apiKeyId = "identity.apiKeyId", httpMethod = "httpMethod", path = "path", status = "status",
      responseLength = "responseLength", responseLatency = "responseLatency", integrationLatency = "integrationLatency", integrationStatus = "integration.status",
      errorMessage   = "error.message", wafResponse = "wafResponseCode"
    } : jsondecode(aws_api_gateway_stage.this.access_log_settings[0].format)[name] == "$context.${variable}"])
    error_message = "An access tells who asked for what, what was answered, how long it took, and why it failed."
  }

  assert {
    condition     = aws_cloudwatch_log_group.execution.name == "API-Gateway-Execution-Logs_a1b2c3d4e5/dev" && aws_cloudwatch_log_group.access.name == "/aws/api-gateway/hello-dev/dev"
    error_message = "The execution log's group has the name that API Gateway writes to."
  }

  assert {
    condition     = aws_cloudwatch_log_group.execution.retention_in_days == 30 && aws_cloudwatch_log_group.access.retention_in_days == 30
    error_message = "Logs expire."
  }

  assert {
    condition     = aws_api_gateway_method_settings.all.method_path == "*/*" && aws_api_gateway_method_settings.all.settings[0].logging_level == "ERROR" && !aws_api_gateway_method_settings.all.settings[0].data_trace_enabled
    error_message = "Errors are logged, bodies are not."
  }

  assert {
    condition     = aws_api_gateway_method_settings.all.settings[0].throttling_rate_limit == 200 && aws_api_gateway_method_settings.all.settings[0].throttling_burst_limit == 400 && !aws_api_gateway_method_settings.all.settings[0].metrics_enabled && !aws_api_gateway_method_settings.all.settings[0].caching_enabled
    error_message = "All callers together have a limit; billed metrics and the cache are off."
  }

  assert {
    condition     = one(aws_api_gateway_usage_plan.this.throttle_settings).rate_limit == 50 && one(aws_api_gateway_usage_plan.this.throttle_settings).burst_limit == 100 && one(aws_api_gateway_usage_plan.this.quota_settings).limit == 100000 && one(aws_api_gateway_usage_plan.this.quota_settings).period == "DAY"
    error_message = "The plan has a throttle and a quota."
  }

  assert {
    condition     = one(aws_api_gateway_usage_plan.this.api_stages).api_id == "a1b2c3d4e5" && one(aws_api_gateway_usage_plan.this.api_stages).stage == "dev" && keys(aws_api_gateway_usage_plan_key.this) == ["default"] && aws_api_gateway_api_key.this["default"].name == "hello-dev-default"
    error_message = "One key, in the plan of the stage."
  }

  assert {
    condition     = aws_api_gateway_gateway_response.error["DEFAULT_4XX"].response_templates["application/json"] == "{\"detail\":$context.error.messageString}" && contains(keys(aws_api_gateway_gateway_response.error), "DEFAULT_5XX")
    error_message = "The gateway's own errors have the application's form."
  }

  assert {
    condition     = output.url == "https://a1b2c3d4e5.execute-api.ca-central-1.amazonaws.com/dev" && output.origin_host == "a1b2c3d4e5.execute-api.ca-central-1.amazonaws.com"
    error_message = "The URL is the stage's."
  }
}

run "all_of_it" {
  command = apply

  variables {
    stage_name          = "v1"
    root_method         = true
    keyless_options     = true
    public_docs         = true
    cors_allow_origin   = "https://www.example.com"
    binary_media_types  = ["image/png"]
    api_keys            = ["mobile", "web"]
    throttle            = { rate = 5, burst = 10 }
    quota               = null
    stage_throttle      = { rate = 7, burst = 8 }
    execution_log_level = "OFF"
    detailed_metrics    = true
  }

  assert {
    condition     = aws_api_gateway_method.root[0].http_method == "ANY" && aws_api_gateway_method.root[0].api_key_required && endswith(aws_api_gateway_integration.root[0].uri, ":live/invocations")
    error_message = "The root goes to the function, by key."
  }

  assert {
    condition = alltrue([for integration in concat(aws_api_gateway_integration.proxy, aws_api_gateway_integration.root, aws_api_gateway_integration.proxy_options, aws_api_gateway_integration.root_options,
      values(aws_api_gateway_integration.docs), values(aws_api_gateway_integration.docs_files)) :
      integration.uri == aws_lambda_alias.live[0].invoke_arn && integration.type == "AWS_PROXY" && integration.timeout_milliseconds == 29000
    ])
    error_message = "Each method calls the alias, and waits as long as API Gateway does."
  }

  assert {
    condition = alltrue([for method in concat(aws_api_gateway_method.proxy, aws_api_gateway_method.root, aws_api_gateway_method.proxy_options, aws_api_gateway_method.root_options,
      values(aws_api_gateway_method.docs), values(aws_api_gateway_method.docs_files)) :
      strcontains(jsonencode(local.deployed.methods), jsonencode([method.resource_id, method.http_method, method.authorization, method.api_key_required]))
    ]) && length(local.deployed.methods) == 9 && length(local.deployed.resources) == 6
    error_message = "A change of any method, or of its key, is deployed."
  }

  assert {
    condition = aws_api_gateway_deployment.this.triggers.deployed == sha256(jsonencode(local.deployed)) && alltrue([for value in [
      aws_lambda_alias.live[0].invoke_arn, "29000", "image/png", "https://www.example.com", "error.messageString"
    ] : strcontains(jsonencode(local.deployed), value)]) && local.deployed.closed == aws_api_gateway_rest_api.this.disable_execute_api_endpoint
    error_message = "So is one of the integration, the media types, the gateway's own answers, and the API's address."
  }

  assert {
    condition     = alltrue([for method in concat(aws_api_gateway_method.proxy, aws_api_gateway_method.proxy_options, values(aws_api_gateway_method.docs_files)) : method.request_parameters["method.request.path.proxy"]])
    error_message = "What {proxy+} stands for is declared."
  }

  assert {
    condition     = alltrue([for method in concat(aws_api_gateway_method.proxy_options, aws_api_gateway_method.root_options) : method.http_method == "OPTIONS" && !method.api_key_required])
    error_message = "A preflight needs no key."
  }

  assert {
    condition     = length(aws_api_gateway_method.proxy_options) == 1 && length(aws_api_gateway_integration.root_options) == 1
    error_message = "A preflight is answered at the root too."
  }

  assert {
    condition     = keys(aws_api_gateway_method.docs) == ["docs", "openapi.json", "redoc"] && keys(aws_api_gateway_method.docs_files) == ["docs", "redoc"] && alltrue([for method in concat(values(aws_api_gateway_method.docs), values(aws_api_gateway_method.docs_files)) : method.http_method == "GET" && !method.api_key_required])
    error_message = "GET of the documentation and its files needs no key, and only GET."
  }

  assert {
    condition     = alltrue([for key, resource in aws_api_gateway_resource.docs_files : resource.path_part == "{proxy+}" && resource.parent_id == aws_api_gateway_resource.docs[key].id])
    error_message = "The files are below their page."
  }

  assert {
    condition     = aws_api_gateway_method.proxy[0].api_key_required
    error_message = "All else still needs a key."
  }

  assert {
    condition     = aws_api_gateway_gateway_response.error["DEFAULT_4XX"].response_parameters["gatewayresponse.header.Access-Control-Allow-Origin"] == "'https://www.example.com'"
    error_message = "A browser may read why it was refused."
  }

  assert {
    condition     = keys(aws_api_gateway_api_key.this) == ["mobile", "web"] && keys(aws_api_gateway_usage_plan_key.this) == ["mobile", "web"]
    error_message = "Each name has a key, each in the plan."
  }

  assert {
    condition     = length(aws_api_gateway_usage_plan.this.quota_settings) == 0 && one(aws_api_gateway_usage_plan.this.throttle_settings).rate_limit == 5 && aws_api_gateway_method_settings.all.settings[0].throttling_burst_limit == 8
    error_message = "No quota; throttles as given."
  }

  assert {
    condition     = aws_api_gateway_method_settings.all.settings[0].logging_level == "OFF" && aws_api_gateway_method_settings.all.settings[0].metrics_enabled
    error_message = "Logs and metrics as given."
  }

  assert {
    condition     = aws_api_gateway_stage.this.stage_name == "v1" && endswith(aws_lambda_permission.gateway.source_arn, "/v1/*/*") && aws_api_gateway_rest_api.this.binary_media_types == tolist(["image/png"])
    error_message = "The stage's name is where it is needed."
  }
}

run "streaming" {
  command = apply

  variables {
    streaming       = true
    root_method     = true
    keyless_options = true
    public_docs     = true
  }

  assert {
    condition     = length(aws_api_gateway_resource.proxy) == 0 && length(aws_api_gateway_method.proxy) == 0 && length(aws_api_gateway_method.docs) == 0 && length(aws_api_gateway_method.root) == 0
    error_message = "The document says it all; methods beside it would be in its way."
  }

  assert {
    condition     = keys(jsondecode(aws_api_gateway_rest_api.this.body).paths) == ["/", "/docs", "/docs/{proxy+}", "/openapi.json", "/redoc", "/redoc/{proxy+}", "/{proxy+}"]
    error_message = "The document has the paths of the methods."
  }

  assert {
    condition     = local.deployed.streaming == aws_api_gateway_rest_api.this.body
    error_message = "A change of the document is deployed."
  }

  assert {
    condition = alltrue(flatten([for path, methods in jsondecode(aws_api_gateway_rest_api.this.body).paths : [for name, method in methods :
      method["x-amazon-apigateway-integration"].responseTransferMode == "STREAM" && endswith(method["x-amazon-apigateway-integration"].uri, ":live/response-streaming-invocations")
    ]]))
    error_message = "Each answer is streamed."
  }

  assert {
    condition = alltrue(flatten([for path, methods in jsondecode(aws_api_gateway_rest_api.this.body).paths : [for name, method in methods :
      try(method.security[0].api_key == [], false) == (name == "x-amazon-apigateway-any-method")
    ]]))
    error_message = "ANY needs a key; OPTIONS and the documentation do not."
  }

  assert {
    condition = alltrue([for type, response in jsondecode(aws_api_gateway_rest_api.this.body)["x-amazon-apigateway-gateway-responses"] :
      jsonencode(response.responseTemplates) == jsonencode(aws_api_gateway_gateway_response.error[type].response_templates)
    ])
    error_message = "The document's import leaves the gateway's own errors as they are."
  }
}

run "streaming_of_the_least" {
  command = apply

  variables {
    streaming = true
  }

  assert {
    condition     = aws_lambda_function.this.environment[0].variables == tomap({ BRISK_RESPONSE_STREAM = "1" })
    error_message = "The function is told to stream."
  }

  assert {
    condition     = keys(jsondecode(aws_api_gateway_rest_api.this.body).paths) == ["/{proxy+}"] && keys(jsondecode(aws_api_gateway_rest_api.this.body).paths["/{proxy+}"]) == ["x-amazon-apigateway-any-method"]
    error_message = "Nothing but ANY /{proxy+} unless asked for."
  }
}

# Alarms, dashboard, WAF, domain, canary: each on and off.

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

  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:ca-central-1:123456789012:regional/webacl/mock/00000000-0000-0000-0000-000000000000" }
  }

  mock_resource "aws_acm_certificate" {
    defaults = {
      arn = "arn:aws:acm:ca-central-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
      domain_validation_options = [{
        domain_name           = "api.example.com"
        resource_record_name  = "_1.api.example.com"
        resource_record_type  = "CNAME"
        resource_record_value = "_2.acm-validations.aws"
      }]
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
    condition     = aws_cloudwatch_metric_alarm.server_errors[0].threshold == 0.01 && aws_cloudwatch_metric_alarm.server_errors[0].statistic == "Average" && aws_cloudwatch_metric_alarm.server_errors[0].dimensions == tomap({ ApiName = "hello-dev", Stage = "dev" })
    error_message = "One answer in a hundred may be 5xx."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.latency[0].extended_statistic == "p99" && aws_cloudwatch_metric_alarm.latency[0].threshold == 3000
    error_message = "The slowest in a hundred has 3 s."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.function_errors[0].dimensions["Resource"] == "hello-dev:live" && aws_cloudwatch_metric_alarm.throttles[0].metric_name == "Throttles"
    error_message = "Errors of the alias, and throttles, raise an alarm."
  }

  assert {
    condition = alltrue([
      aws_cloudwatch_metric_alarm.latency[0].dimensions == tomap({ ApiName = "hello-dev", Stage = "dev" }), aws_cloudwatch_metric_alarm.throttles[0].dimensions == tomap({ FunctionName = "hello-dev" }),
      aws_cloudwatch_metric_alarm.server_errors[0].comparison_operator == "GreaterThanThreshold", aws_cloudwatch_metric_alarm.latency[0].comparison_operator == "GreaterThanThreshold",
      aws_cloudwatch_metric_alarm.function_errors[0].comparison_operator == "GreaterThanOrEqualToThreshold", aws_cloudwatch_metric_alarm.throttles[0].comparison_operator == "GreaterThanOrEqualToThreshold",
      aws_cloudwatch_metric_alarm.function_errors[0].statistic == "Sum", aws_cloudwatch_metric_alarm.throttles[0].statistic == "Sum",
    ])
    error_message = "Alarms look at this stage and function; the first error or throttle counts."
  }

  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets) == 5
    error_message = "The dashboard has four graphs and the last errors."
  }

  assert {
    condition     = length(aws_wafv2_web_acl.this) == 0 && length(aws_api_gateway_domain_name.this) == 0 && length(aws_codedeploy_app.this) == 0 && !aws_api_gateway_rest_api.this.disable_execute_api_endpoint
    error_message = "What costs by the month is off."
  }
}

run "no_alarms" {
  command = plan

  variables {
    alarms    = null
    dashboard = false
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.server_errors) + length(aws_cloudwatch_metric_alarm.latency) + length(aws_cloudwatch_metric_alarm.function_errors) + length(aws_cloudwatch_metric_alarm.throttles) + length(aws_cloudwatch_dashboard.this) == 0
    error_message = "Alarms and dashboard can be left out."
  }
}

run "alarms_that_tell_someone" {
  command = plan

  variables {
    alarms = {
      topic_arns           = ["arn:aws:sns:ca-central-1:123456789012:alarms"]
      server_error_percent = 5
      p99_latency_ms       = 500
      function_errors      = 3
      throttles            = 10
    }
  }

  assert {
    condition = alltrue([for alarm in concat(aws_cloudwatch_metric_alarm.server_errors, aws_cloudwatch_metric_alarm.latency, aws_cloudwatch_metric_alarm.function_errors, aws_cloudwatch_metric_alarm.throttles) :
      one(alarm.alarm_actions) == "arn:aws:sns:ca-central-1:123456789012:alarms" && alarm.ok_actions == alarm.alarm_actions && alarm.treat_missing_data == "notBreaching"
    ])
    error_message = "Each alarm tells the topic, also when it is over; silence is no alarm."
  }

  assert {
    condition     = [aws_cloudwatch_metric_alarm.server_errors[0].threshold, aws_cloudwatch_metric_alarm.latency[0].threshold, aws_cloudwatch_metric_alarm.function_errors[0].threshold, aws_cloudwatch_metric_alarm.throttles[0].threshold] == [0.05, 500, 3, 10]
    error_message = "The thresholds are the variables'."
  }
}

run "waf" {
  command = apply

  variables {
    waf = { rate_limit = 500 }
  }

  assert {
    condition     = toset(aws_wafv2_web_acl.this[0].rule[*].name) == toset(["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet", "rate"]) && aws_wafv2_web_acl.this[0].scope == "REGIONAL"
    error_message = "AWS's rules and the rate are on; no origin is asked for."
  }

  assert {
    condition     = [for rule in aws_wafv2_web_acl.this[0].rule : rule.statement[0].rate_based_statement[0].limit if rule.name == "rate"] == [500] && [for rule in aws_wafv2_web_acl.this[0].rule : rule.statement[0].rate_based_statement[0].aggregate_key_type if rule.name == "rate"] == ["IP"]
    error_message = "The rate counts by address."
  }

  assert {
    condition     = alltrue(flatten([for rule in aws_wafv2_web_acl.this[0].rule : [for override in rule.override_action : length(override.none) == 1]])) && alltrue([for rule in aws_wafv2_web_acl.this[0].rule : length(rule.action[0].block) == 1 if rule.name == "rate"])
    error_message = "Rules block; they do not only count."
  }

  assert {
    condition     = aws_wafv2_web_acl_association.this[0].resource_arn == aws_api_gateway_stage.this.arn && startswith(aws_cloudwatch_log_group.waf[0].name, "aws-waf-logs-") && aws_cloudwatch_log_group.waf[0].retention_in_days == 30
    error_message = "The web ACL is at the stage, and logged."
  }

  assert {
    condition     = toset([for field in aws_wafv2_web_acl_logging_configuration.this[0].redacted_fields : field.single_header[0].name]) == toset(["authorization", "cookie", "x-api-key", "x-origin-verify"])
    error_message = "Keys and secrets are not in the log."
  }

  assert {
    condition = aws_wafv2_web_acl_logging_configuration.this[0].logging_filter[0].default_behavior == "DROP" && [for filter in aws_wafv2_web_acl_logging_configuration.this[0].logging_filter[0].filter :
      contains(flatten(filter.condition[*].action_condition[*].action), "BLOCK")
    ] == [true]
    error_message = "Logged is what was blocked or counted."
  }
}

run "waf_without_managed_rules" {
  command = plan

  variables {
    waf = { managed_rules = false }
  }

  assert {
    condition     = aws_wafv2_web_acl.this[0].rule[*].name == tolist(["rate"])
    error_message = "The rate alone."
  }
}

run "origin_secret_alone" {
  command = plan

  variables {
    origin_secrets = ["0123456789abcdef0123456789abcdef"]
  }

  assert {
    condition     = aws_wafv2_web_acl.this[0].rule[*].name == tolist(["only-from-the-cdn"]) && length(one(aws_wafv2_web_acl.this[0].rule).action[0].block) == 1
    error_message = "Who does not know the secret is blocked."
  }

  assert {
    condition = toset([for statement in one(aws_wafv2_web_acl.this[0].rule).statement[0].not_statement[0].statement[0].or_statement[0].statement :
      statement.byte_match_statement[0].field_to_match[0].single_header[0].name
    ]) == toset(["x-origin-verify"])
    error_message = "The secret is in x-origin-verify."
  }

  assert {
    condition = alltrue([for statement in one(aws_wafv2_web_acl.this[0].rule).statement[0].not_statement[0].statement[0].or_statement[0].statement :
      nonsensitive(statement.byte_match_statement[0].search_string) == "0123456789abcdef0123456789abcdef" && statement.byte_match_statement[0].positional_constraint == "EXACTLY"
    ])
    error_message = "It is compared as a whole."
  }
}

run "origin_secret_being_changed" {
  command = plan

  variables {
    waf            = {}
    origin_secrets = ["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"]
  }

  assert {
    condition = nonsensitive(toset(flatten([for rule in aws_wafv2_web_acl.this[0].rule : [for statement in rule.statement[0].not_statement[0].statement[0].or_statement[0].statement :
      statement.byte_match_statement[0].search_string
    ] if rule.name == "only-from-the-cdn"]))) == toset(["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"])
    error_message = "Both secrets are let in."
  }

  assert {
    condition     = [for rule in aws_wafv2_web_acl.this[0].rule : rule.statement[0].rate_based_statement[0].aggregate_key_type if rule.name == "rate"] == ["FORWARDED_IP"]
    error_message = "Behind the CDN the viewer's address counts."
  }

  assert {
    condition     = !anytrue([for rule in aws_wafv2_web_acl.this[0].rule : rule.visibility_config[0].sampled_requests_enabled]) && !aws_wafv2_web_acl.this[0].visibility_config[0].sampled_requests_enabled
    error_message = "Samples show the headers of requests, and in them the secret."
  }
}

run "domain" {
  command = plan

  variables {
    domain     = { name = "api.example.com", zone_id = "Z1", base_path = "v1", only = true }
    stage_name = "live"
  }

  assert {
    condition     = aws_api_gateway_base_path_mapping.this[0].stage_name == "live" && local.deployed.closed
    error_message = "The name leads to the API's stage; closing the other address is deployed."
  }

  assert {
    condition     = aws_acm_certificate.this[0].domain_name == "api.example.com" && aws_acm_certificate.this[0].validation_method == "DNS" && aws_api_gateway_domain_name.this[0].security_policy == "TLS_1_2"
    error_message = "A certificate is made, TLS is 1.2 at least."
  }

  assert {
    condition     = aws_api_gateway_base_path_mapping.this[0].base_path == "v1" && keys(aws_route53_record.api) == ["A", "AAAA"] && aws_api_gateway_rest_api.this.disable_execute_api_endpoint && output.url == "https://api.example.com/v1"
    error_message = "The name leads to the stage, by IPv4 and IPv6, and is the only one."
  }
}

run "domain_with_a_certificate" {
  command = plan

  variables {
    domain = { name = "api.example.com", certificate_arn = "arn:aws:acm:ca-central-1:123456789012:certificate/1" }
  }

  assert {
    condition     = length(aws_acm_certificate.this) == 0 && length(aws_route53_record.api) == 0 && aws_api_gateway_domain_name.this[0].regional_certificate_arn == "arn:aws:acm:ca-central-1:123456789012:certificate/1" && !aws_api_gateway_rest_api.this.disable_execute_api_endpoint
    error_message = "The certificate is the given one; records are made elsewhere."
  }
}

run "domain_alone_behind_the_cdn" {
  command = plan

  variables {
    domain         = { name = "api.example.com", zone_id = "Z1", only = true }
    origin_secrets = ["0123456789abcdef0123456789abcdef"]
  }

  expect_failures = [aws_api_gateway_rest_api.this]
}

run "domain_without_proof" {
  command = plan

  variables {
    domain = { name = "api.example.com" }
  }

  expect_failures = [aws_acm_certificate.this]
}

run "canary" {
  command = apply

  variables {
    canary                   = "LambdaCanary10Percent5Minutes"
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
  }

  assert {
    condition     = aws_codedeploy_deployment_group.this[0].alarm_configuration[0].enabled && aws_codedeploy_deployment_group.this[0].auto_rollback_configuration[0].enabled && contains(aws_codedeploy_deployment_group.this[0].auto_rollback_configuration[0].events, "DEPLOYMENT_FAILURE")
    error_message = "Alarms are looked at, and a failure is rolled back."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.canary[0].statement : toset(statement.resources) if contains(statement.actions, "lambda:UpdateAlias")] == [
      toset([aws_lambda_function.this.arn, "${aws_lambda_function.this.arn}:*"])
    ] && aws_iam_role.canary[0].permissions_boundary == var.permissions_boundary_arn
    error_message = "CodeDeploy moves the alias of this function only."
  }

  assert {
    condition     = length(aws_lambda_alias.live) == 0 && aws_lambda_alias.shifted[0].name == "live"
    error_message = "The alias is CodeDeploy's to move."
  }

  assert {
    condition     = aws_codedeploy_deployment_group.this[0].deployment_config_name == "CodeDeployDefault.LambdaCanary10Percent5Minutes" && aws_codedeploy_app.this[0].compute_platform == "Lambda" && aws_codedeploy_deployment_group.this[0].deployment_style[0].deployment_option == "WITH_TRAFFIC_CONTROL"
    error_message = "A tenth of the calls first."
  }

  assert {
    condition     = toset(aws_codedeploy_deployment_group.this[0].alarm_configuration[0].alarms) == toset(["hello-dev-5xx", "hello-dev-errors"]) && contains(aws_codedeploy_deployment_group.this[0].auto_rollback_configuration[0].events, "DEPLOYMENT_STOP_ON_ALARM")
    error_message = "An alarm takes the calls back."
  }

  assert {
    condition     = output.canary.application == "hello-dev" && output.canary.group == "live"
    error_message = "The outputs tell what deploy-canary needs."
  }
}

run "canary_without_alarms" {
  command = plan

  variables {
    canary = "LambdaAllAtOnce"
    alarms = null
  }

  expect_failures = [aws_codedeploy_deployment_group.this]
}

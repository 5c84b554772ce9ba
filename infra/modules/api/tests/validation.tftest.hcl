# Each mistake is refused by the variable that it is made in. A run holds one mistake of each variable, and fails where
# one of them is not refused.

mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name     = "hello-dev"
  region   = "ca-central-1"
  zip_path = "tests/zips/x86_64.zip"
}

run "first_mistakes" {
  command = plan

  variables {
    name                     = "hello_dev"
    description              = ""
    region                   = "Canada"
    stage_name               = "v1/dev"
    permissions_boundary_arn = "boundary"
    zip_path                 = "bootstrap"
    architecture             = "amd64"
    memory_mb                = 127
    timeout_seconds          = 30
    environment              = { "MY-NAME" = "x" }
    subnet_ids               = ["subnet-1", "subnet-1"]
    security_group_ids       = ["1", "2", "3", "4", "5", "6"]
    reserved_concurrency     = -2
    policy_statements        = [{ sid = "All", actions = ["*"], resources = ["arn:aws:sqs:ca-central-1:123456789012:x"] }]
    cors_allow_origin        = "https://www.example.com/"
    binary_media_types       = ["png"]
    api_keys                 = ["my key"]
    throttle                 = { rate = 0, burst = 1 }
    quota                    = { limit = 1, period = "HOUR" }
    stage_throttle           = { rate = 1, burst = 0 }
    log_retention_days       = 10
    kms_key_arn              = "arn:aws:kms:ca-central-1:123456789012:alias/x"
    log_format               = "XML"
    log_level                = "LOUD"
    execution_log_level      = "DEBUG"
    alarms                   = { server_error_percent = 0 }
    waf                      = { rate_limit = 9 }
    origin_secrets           = ["0123456789abcdef0123456789abcdef", "1123456789abcdef0123456789abcdef", "2123456789abcdef0123456789abcdef"]
    domain                   = { name = "https://api.example.com", zone_id = "Z1" }
    canary                   = "Canary50Percent"
  }

  expect_failures = [
    var.name,
    var.description,
    var.region,
    var.stage_name,
    var.permissions_boundary_arn,
    var.zip_path,
    var.architecture,
    var.memory_mb,
    var.timeout_seconds,
    var.environment,
    var.subnet_ids,
    var.security_group_ids,
    var.reserved_concurrency,
    var.policy_statements,
    var.cors_allow_origin,
    var.binary_media_types,
    var.api_keys,
    var.throttle,
    var.quota,
    var.stage_throttle,
    var.log_retention_days,
    var.kms_key_arn,
    var.log_format,
    var.log_level,
    var.execution_log_level,
    var.alarms,
    var.waf,
    var.origin_secrets,
    var.domain,
    var.canary,
  ]
}

run "second_mistakes" {
  command = plan

  variables {
    memory_mb         = 10241
    timeout_seconds   = 0
    environment       = { AWS_REGION = "x" }
    policy_statements = [{ sid = "All", actions = ["sqs:*"], resources = ["arn:aws:sqs:ca-central-1:123456789012:x"] }]
    alarms            = { topic_arns = ["topic"] }
    origin_secrets    = ["secret"]
    domain            = { name = "api.example.com", zone_id = "Z1", base_path = "/v1" }
  }

  expect_failures = [
    var.memory_mb,
    var.timeout_seconds,
    var.environment,
    var.policy_statements,
    var.alarms,
    var.origin_secrets,
    var.domain,
  ]
}

run "third_mistakes" {
  command = plan

  variables {
    environment       = { LONG = join("", [for i in range(600) : "12345678"]) }
    policy_statements = [{ sid = "All", actions = ["sqs:SendMessage"], resources = ["*"] }]
  }

  expect_failures = [
    var.environment,
    var.policy_statements,
  ]
}

# The function: what it is by default, and each switch of it.

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
    condition     = aws_lambda_function.this.runtime == "provided.al2023" && aws_lambda_function.this.handler == "bootstrap" && aws_lambda_function.this.publish
    error_message = "The function is the zip's bootstrap on provided.al2023, with versions."
  }

  assert {
    condition     = aws_lambda_function.this.architectures == tolist(["x86_64"]) && aws_lambda_function.this.memory_size == 256 && aws_lambda_function.this.timeout == 10
    error_message = "x86_64, 256 MB and 10 s are the defaults."
  }

  assert {
    condition     = aws_lambda_function.this.source_code_hash == filebase64sha256("tests/zips/x86_64.zip")
    error_message = "The hash is the zip's."
  }

  assert {
    condition     = length(aws_lambda_function.this.vpc_config) == 0 && length(aws_lambda_function.this.environment) == 0 && length(aws_lambda_function.this.logging_config) == 0
    error_message = "No VPC, no environment and no log format unless asked for."
  }

  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == -1 && aws_lambda_function.this.tracing_config[0].mode == "Active"
    error_message = "No concurrency is set apart; traces are on."
  }

  assert {
    condition     = aws_lambda_alias.live[0].name == "live" && aws_lambda_alias.live[0].function_version == "7" && length(aws_lambda_alias.shifted) == 0
    error_message = "The alias live is at the version that was published."
  }

  assert {
    condition     = aws_lambda_permission.gateway.principal == "apigateway.amazonaws.com" && aws_lambda_permission.gateway.qualifier == "live"
    error_message = "API Gateway alone may call, and the alias alone."
  }

  assert {
    condition     = aws_lambda_permission.gateway.source_arn == "arn:aws:execute-api:ca-central-1:123456789012:a1b2c3d4e5/dev/*/*"
    error_message = "Only this API's own stage may call."
  }

  assert {
    condition     = aws_cloudwatch_log_group.function.name == "/aws/lambda/hello-dev" && aws_cloudwatch_log_group.function.retention_in_days == 30
    error_message = "The log group has the name that Lambda writes to, and a retention."
  }

  assert {
    condition     = length(aws_iam_role_policy_attachment.network_interfaces) == 0 && length(data.aws_iam_policy_document.function.statement) == 2
    error_message = "Own logs and traces are all that the function may do."
  }
}

run "all_of_it" {
  command = apply

  variables {
    architecture             = "arm64"
    zip_path                 = "tests/zips/arm64.zip"
    memory_mb                = 1024
    timeout_seconds          = 29
    environment              = { GREETING = "hello" }
    subnet_ids               = ["subnet-1", "subnet-2"]
    security_group_ids       = ["sg-1"]
    reserved_concurrency     = 5
    tracing                  = false
    log_format               = "JSON"
    log_level                = "WARN"
    log_retention_days       = 365
    kms_key_arn              = "arn:aws:kms:ca-central-1:123456789012:key/00000000-0000-0000-0000-000000000000"
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
    policy_statements        = [{ sid = "Send", actions = ["sqs:SendMessage"], resources = ["arn:aws:sqs:ca-central-1:123456789012:queue"] }]
  }

  assert {
    condition     = aws_lambda_function.this.architectures == tolist(["arm64"]) && aws_lambda_function.this.memory_size == 1024 && aws_lambda_function.this.timeout == 29
    error_message = "Architecture, memory and time-out are the variables'."
  }

  assert {
    condition     = aws_lambda_function.this.environment[0].variables == tomap({ GREETING = "hello" }) && aws_lambda_function.this.kms_key_arn == var.kms_key_arn
    error_message = "The environment is the variable's, encrypted with the key."
  }

  assert {
    condition     = toset(aws_lambda_function.this.vpc_config[0].subnet_ids) == toset(["subnet-1", "subnet-2"]) && toset(aws_lambda_function.this.vpc_config[0].security_group_ids) == toset(["sg-1"])
    error_message = "The function is in the subnets, with the security group."
  }

  assert {
    condition     = endswith(aws_iam_role_policy_attachment.network_interfaces[0].policy_arn, "/AWSLambdaENIManagementAccess")
    error_message = "In a VPC the function may manage its network interfaces, and no more."
  }

  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == 5 && aws_lambda_function.this.tracing_config[0].mode == "PassThrough" && !aws_api_gateway_stage.this.xray_tracing_enabled
    error_message = "Concurrency is set apart; traces are off in both places."
  }

  assert {
    condition     = aws_lambda_function.this.logging_config[0].log_format == "JSON" && aws_lambda_function.this.logging_config[0].application_log_level == "WARN"
    error_message = "Logs are JSON from WARN on."
  }

  assert {
    condition = alltrue([for group in [aws_cloudwatch_log_group.function, aws_cloudwatch_log_group.access, aws_cloudwatch_log_group.execution] :
      group.retention_in_days == 365 && group.kms_key_id == var.kms_key_arn
    ])
    error_message = "Each log group has the retention and the key."
  }

  assert {
    condition     = aws_iam_role.function.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary"
    error_message = "The role carries the boundary."
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.function.statement : statement.sid] == ["WriteOwnLogGroup", "SeeSubnets", "InterfacesAreNotThePrograms", "Send"]
    error_message = "Own logs, the VPC, and what was asked for; no traces, since they are off."
  }

  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.function.statement : statement.effect == "Deny" && contains(statement.actions, "ec2:CreateNetworkInterface") &&
      one(statement.condition).variable == "lambda:SourceFunctionArn" && contains(one(statement.condition).values, "arn:aws:lambda:*:*:function:hello-dev") if statement.sid == "InterfacesAreNotThePrograms"
    ])
    error_message = "Lambda makes network interfaces for the function, which itself may not."
  }
}

run "text_logs_have_no_level" {
  command = plan

  variables {
    log_format = "Text"
  }

  assert {
    condition     = aws_lambda_function.this.logging_config[0].log_format == "Text" && aws_lambda_function.this.logging_config[0].application_log_level == null
    error_message = "Lambda refuses a level with text logs."
  }
}

# ---- the zip ---------------------------------------------------------------------------------------------------------

run "zip_missing" {
  command = plan

  variables {
    zip_path = "tests/zips/none.zip"
  }

  expect_failures = [aws_lambda_function.this]
}

run "zip_that_is_none" {
  command = plan

  variables {
    zip_path = "tests/zips/not_a.zip"
  }

  expect_failures = [aws_lambda_function.this]
}

run "zip_for_arm64_on_x86_64" {
  command = plan

  variables {
    zip_path = "tests/zips/arm64.zip"
  }

  expect_failures = [aws_lambda_function.this]
}

run "zip_for_x86_64_on_arm64" {
  command = plan

  variables {
    architecture = "arm64"
  }

  expect_failures = [aws_lambda_function.this]
}

run "zip_for_another_machine" {
  command = plan

  variables {
    zip_path = "tests/zips/riscv64.zip"
  }

  expect_failures = [aws_lambda_function.this]
}

run "zip_whose_header_is_compressed_passes" {
  command = plan

  variables {
    zip_path = "tests/zips/deflated.zip" # bin/check-zip looks into such a one
  }
}

run "zip_whose_name_tells_another" {
  command = plan

  variables {
    zip_path = "tests/zips/deflated-arm64.zip"
  }

  expect_failures = [aws_lambda_function.this]
}

run "subnets_without_security_group" {
  command = plan

  variables {
    subnet_ids = ["subnet-1"]
  }

  expect_failures = [aws_lambda_function.this]
}

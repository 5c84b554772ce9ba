# The function. Each apply with a new zip publishes a version, and the alias moves to it; nothing calls $LATEST.

data "aws_iam_policy_document" "function_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "function" {
  statement {
    sid       = "WriteOwnLogGroup"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.function.arn}:*"]
  }

  dynamic "statement" {
    for_each = var.tracing ? ["xray"] : []

    content {
      sid       = "SendTraces"
      actions   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
      resources = ["*"] # X-Ray knows no resources for these
    }
  }

  # Lambda looks at the subnets as well; AWS's policy below is older than that.
  dynamic "statement" {
    for_each = length(var.subnet_ids) > 0 ? ["subnets"] : []

    content {
      sid       = "SeeSubnets"
      actions   = ["ec2:DescribeSubnets"]
      resources = ["*"] # it knows no resources
    }
  }

  # Network interfaces are Lambda's to make by this role, and not the program's.
  dynamic "statement" {
    for_each = length(var.subnet_ids) > 0 ? ["interfaces"] : []

    content {
      sid    = "InterfacesAreNotThePrograms"
      effect = "Deny"
      actions = [
        "ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets", "ec2:DetachNetworkInterface", "ec2:UnassignPrivateIpAddresses",
      ]
      resources = ["*"]

      condition {
        test     = "ArnLike"
        variable = "lambda:SourceFunctionArn"
        values   = ["arn:${data.aws_partition.current.partition}:lambda:*:*:function:${var.name}", "arn:${data.aws_partition.current.partition}:lambda:*:*:function:${var.name}:*"]
      }
    }
  }

  dynamic "statement" {
    for_each = var.policy_statements

    content {
      sid       = statement.value.sid
      actions   = statement.value.actions
      resources = statement.value.resources
    }
  }
}

resource "aws_iam_role" "function" {
  name                 = "${var.name}-function"
  description          = "What the function ${var.name} may do."
  assume_role_policy   = data.aws_iam_policy_document.function_trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "function" {
  name   = "function"
  role   = aws_iam_role.function.id
  policy = data.aws_iam_policy_document.function.json
}

# The better known AWSLambdaVPCAccessExecutionRole grants logs on every group as well.
resource "aws_iam_role_policy_attachment" "network_interfaces" {
  count = length(var.subnet_ids) > 0 ? 1 : 0

  role       = aws_iam_role.function.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaENIManagementAccess"
}

resource "aws_cloudwatch_log_group" "function" {
  name              = local.function_log_group
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_lambda_function" "this" {
  function_name    = var.name
  description      = var.description
  role             = aws_iam_role.function.arn
  package_type     = "Zip"
  runtime          = "provided.al2023"
  handler          = "bootstrap"
  filename         = var.zip_path
  source_code_hash = fileexists(var.zip_path) ? filebase64sha256(var.zip_path) : null
  architectures    = [var.architecture]
  memory_size      = var.memory_mb
  timeout          = var.timeout_seconds
  publish          = true
  kms_key_arn      = length(local.environment) > 0 ? var.kms_key_arn : null

  reserved_concurrent_executions = var.reserved_concurrency

  dynamic "environment" {
    for_each = length(local.environment) > 0 ? [local.environment] : []

    content {
      variables = environment.value
    }
  }

  dynamic "vpc_config" {
    for_each = length(var.subnet_ids) > 0 ? [var.subnet_ids] : []

    content {
      subnet_ids         = vpc_config.value
      security_group_ids = var.security_group_ids
    }
  }

  tracing_config {
    mode = var.tracing ? "Active" : "PassThrough"
  }

  dynamic "logging_config" {
    for_each = var.log_format == null ? [] : [var.log_format]

    content {
      log_format            = logging_config.value
      log_group             = aws_cloudwatch_log_group.function.name
      application_log_level = logging_config.value == "JSON" ? var.log_level : null
    }
  }

  lifecycle {
    precondition {
      condition     = fileexists(var.zip_path)
      error_message = "zip_path: there is no file ${var.zip_path}. Build it first: make -C api zip"
    }

    precondition {
      condition     = !fileexists(var.zip_path) || startswith(local.zip_text, "PK\u0003\u0004")
      error_message = "zip_path: ${var.zip_path} is no zip archive."
    }

    precondition {
      condition     = coalesce(local.zip_machine, var.architecture) == var.architecture
      error_message = "architecture is ${var.architecture}, but the program in ${var.zip_path} is for ${coalesce(local.zip_machine, "-")}. Build the other: make -C api zip ARCH=${var.architecture}"
    }

    precondition {
      condition     = (length(var.subnet_ids) > 0) == (length(var.security_group_ids) > 0)
      error_message = "subnet_ids and security_group_ids: give both, or neither for a function outside of a VPC."
    }
  }

  # Lambda would make the log group itself, without retention; and a function whose rights are not there yet fails.
  depends_on = [
    aws_cloudwatch_log_group.function,
    aws_iam_role_policy.function,
    aws_iam_role_policy_attachment.network_interfaces,
  ]
}

# Two of the same, since what Terraform ignores cannot be a variable: `shifted` is CodeDeploy's to move.
resource "aws_lambda_alias" "live" {
  count = var.canary == null ? 1 : 0

  name             = local.alias_name
  description      = "The version that the API calls."
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version
}

resource "aws_lambda_alias" "shifted" {
  count = var.canary == null ? 0 : 1

  name             = local.alias_name
  description      = "The version that the API calls; CodeDeploy moves it."
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version

  lifecycle {
    ignore_changes = [function_version, routing_config]
  }
}

locals {
  function_alias = one(concat(aws_lambda_alias.live, aws_lambda_alias.shifted))
}

resource "aws_lambda_permission" "gateway" {
  statement_id  = "AllowOwnApi"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  qualifier     = local.function_alias.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/${var.stage_name}/*/*"
}

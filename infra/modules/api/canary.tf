# New versions step by step: CodeDeploy gives the alias's new version a part of the calls, and takes them back when an
# alarm goes off. Terraform publishes the version; infra/bin/deploy-canary asks CodeDeploy to move the alias to it.

locals {
  has_canary = var.canary != null
}

data "aws_iam_policy_document" "canary_trust" {
  count = local.has_canary ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["codedeploy.amazonaws.com"]
    }
  }
}

# What AWS's own AWSCodeDeployRoleForLambdaLimited grants on "*", for this function and these alarms.
data "aws_iam_policy_document" "canary" {
  count = local.has_canary ? 1 : 0

  statement {
    sid       = "MoveOwnAlias"
    actions   = ["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"]
    resources = [aws_lambda_function.this.arn, "${aws_lambda_function.this.arn}:*"]
  }

  statement {
    sid       = "ReadAlarms"
    actions   = ["cloudwatch:DescribeAlarms"]
    resources = ["*"] # it knows no resources
  }
}

resource "aws_iam_role" "canary" {
  count = local.has_canary ? 1 : 0

  name                 = "${var.name}-canary"
  description          = "CodeDeploy moves the alias of ${var.name} by this role."
  assume_role_policy   = data.aws_iam_policy_document.canary_trust[0].json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "canary" {
  count = local.has_canary ? 1 : 0

  name   = "move-own-alias"
  role   = aws_iam_role.canary[0].id
  policy = data.aws_iam_policy_document.canary[0].json
}

resource "aws_codedeploy_app" "this" {
  count = local.has_canary ? 1 : 0

  name             = var.name
  compute_platform = "Lambda"
}

resource "aws_codedeploy_deployment_group" "this" {
  count = local.has_canary ? 1 : 0

  app_name               = aws_codedeploy_app.this[0].name
  deployment_group_name  = local.alias_name
  deployment_config_name = "CodeDeployDefault.${var.canary}"
  service_role_arn       = aws_iam_role.canary[0].arn

  deployment_style {
    deployment_option = "WITH_TRAFFIC_CONTROL"
    deployment_type   = "BLUE_GREEN"
  }

  alarm_configuration {
    enabled = true
    alarms  = [for alarm in concat(aws_cloudwatch_metric_alarm.server_errors, aws_cloudwatch_metric_alarm.function_errors) : alarm.alarm_name]
  }

  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
  }

  lifecycle {
    precondition {
      condition     = local.has_alarms
      error_message = "canary rolls back by the alarms: set alarms = {} or more."
    }
  }
}

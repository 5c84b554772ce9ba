# The roles of the CI: who gets them, and what they may not do.

mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
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

  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::123456789012:policy/mock" }
  }

  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
  }
}

variables {
  name         = "hello"
  region       = "ca-central-1"
  repository   = "owner/name"
  state_bucket = "hello-tfstate-123456789012"
}

run "as_it_comes" {
  command = apply

  assert {
    condition     = { for name, document in data.aws_iam_policy_document.trust : name => [for condition in document.statement[0].condition : one(condition.values) if endswith(condition.variable, ":sub")] } == { plan = ["repo:owner/name:pull_request"], deploy = ["repo:owner/name:ref:refs/heads/main"] }
    error_message = "Pull requests plan, the branch deploys, nobody else."
  }

  assert {
    condition     = alltrue([for document in data.aws_iam_policy_document.trust : alltrue([for condition in document.statement[0].condition : condition.test == "StringEquals"]) && length(document.statement[0].condition) == 2])
    error_message = "Issuer's audience and subject are compared as a whole."
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.deploy.statement : one([for condition in statement.condition : one(condition.values)]) == aws_iam_policy.boundary.arn if statement.sid == "MakeBoundedRoles"] == [true]
    error_message = "Roles are made with the boundary only."
  }

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.deploy.statement : statement.sid if statement.sid == "NotTheseRoles" && statement.effect == "Deny"]) == 1
    error_message = "The deploy role does not change itself."
  }

  assert {
    condition = alltrue([for action in ["iam:*", "sts:AssumeRole", "lambda:UpdateFunctionCode", "ssm:SendCommand", "s3:*"] :
      contains(flatten([for statement in data.aws_iam_policy_document.boundary.statement : statement.actions if statement.effect == "Deny"]), action)
    ])
    error_message = "Roles that the deployment makes come to no rights of others."
  }

  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.plan.statement : alltrue([for action in statement.actions : can(regex(":(Get|List|Describe|GET)", action))])])
    error_message = "A plan only reads."
  }

  assert {
    condition     = !contains(data.aws_iam_policy_document.deploy.statement[*].sid, "Switches") && length(aws_iam_openid_connect_provider.github) == 1
    error_message = "No rights for what is off; the provider is made."
  }
}

run "by_environment" {
  command = plan

  variables {
    environment          = "prod"
    create_oidc_provider = false
    allow_switches       = true
  }

  assert {
    condition     = [for condition in data.aws_iam_policy_document.trust["deploy"].statement[0].condition : one(condition.values) if endswith(condition.variable, ":sub")] == ["repo:owner/name:environment:prod"]
    error_message = "Jobs of the environment deploy."
  }

  assert {
    condition     = one(data.aws_iam_policy_document.trust["plan"].statement[0].principals).identifiers == toset(["arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"]) && length(aws_iam_openid_connect_provider.github) == 0
    error_message = "The account's provider is used."
  }

  assert {
    condition     = contains(data.aws_iam_policy_document.deploy.statement[*].sid, "Switches") && contains(data.aws_iam_policy_document.deploy.statement[*].sid, "CdnLogBucket")
    error_message = "The switches' rights are given."
  }
}

# The role by which API Gateway logs.

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
}

variables {
  name = "hello-dev"
}

run "as_it_comes" {
  command = apply

  assert {
    condition     = aws_api_gateway_account.this.cloudwatch_role_arn == aws_iam_role.gateway.arn && output.cloudwatch_role_arn == aws_iam_role.gateway.arn
    error_message = "The account's setting is the role."
  }

  assert {
    condition     = aws_iam_role_policy_attachment.gateway.policy_arn == "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
    error_message = "The role may write logs."
  }

  assert {
    condition     = one(one(data.aws_iam_policy_document.trust.statement).principals).identifiers == toset(["apigateway.amazonaws.com"]) && aws_iam_role.gateway.permissions_boundary == null
    error_message = "API Gateway alone takes the role."
  }
}

run "with_boundary" {
  command = plan

  variables {
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
  }

  assert {
    condition     = aws_iam_role.gateway.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary"
    error_message = "The role carries the boundary."
  }
}

# Each mistake is refused by the variable that it is made in. A run holds one mistake of each variable, and fails where
# one of them is not refused.

mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name         = "hello"
  region       = "ca-central-1"
  repository   = "owner/name"
  state_bucket = "hello-tfstate-123456789012"
}

run "first_mistakes" {
  command = plan

  variables {
    name         = "Hello"
    region       = "Canada"
    repository   = "owner/*"
    branch       = "*"
    environment  = "*"
    state_bucket = "States"
    kms_key_arns = ["alias/logs"]
  }

  expect_failures = [
    var.name,
    var.region,
    var.repository,
    var.branch,
    var.environment,
    var.state_bucket,
    var.kms_key_arns,
  ]
}

run "second_mistakes" {
  command = plan

  variables {
    repository = "name"
  }

  expect_failures = [
    var.repository,
  ]
}

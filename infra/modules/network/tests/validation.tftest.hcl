# Each mistake is refused by the variable that it is made in. A run holds one mistake of each variable, and fails where
# one of them is not refused.

mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_data "aws_availability_zones" {
    defaults = { names = ["ca-central-1a", "ca-central-1b", "ca-central-1d"] }
  }
}

variables {
  name   = "hello-dev"
  region = "ca-central-1"
}

run "first_mistakes" {
  command = plan

  variables {
    name                     = "hello_dev"
    region                   = "Canada"
    cidr_block               = "10.16.0.0"
    availability_zones       = ["ca-central-1a", "ca-central-1b"]
    egress                   = "proxy"
    endpoints                = ["sqs", "sqss"]
    nat_gateways             = "two"
    flow_logs                = "ACCEPTED"
    log_retention_days       = 15
    kms_key_arn              = "arn:aws:kms:ca-central-1:123456789012:alias/x"
    permissions_boundary_arn = "boundary"
  }

  expect_failures = [
    var.name,
    var.region,
    var.cidr_block,
    var.availability_zones,
    var.egress,
    var.endpoints,
    var.nat_gateways,
    var.flow_logs,
    var.log_retention_days,
    var.kms_key_arn,
    var.permissions_boundary_arn,
  ]
}

run "second_mistakes" {
  command = plan

  variables {
    cidr_block         = "10.16.0.0/28"
    availability_zones = ["ca-central-1a", "ca-central-1a", "ca-central-1b"]
  }

  expect_failures = [
    var.cidr_block,
    var.availability_zones,
  ]
}

run "third_mistakes" {
  command = plan

  variables {
    cidr_block = "10.16.1.0/16"
  }

  expect_failures = [
    var.cidr_block,
  ]
}

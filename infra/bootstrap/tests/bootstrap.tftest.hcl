# The bucket of the states, with and without the roles of a CI.

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

  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::mock", bucket_domain_name = "mock.s3.amazonaws.com" }
  }
}

variables {
  project    = "hello"
  account_id = "123456789012"
  region     = "ca-central-1"
}

run "as_it_comes" {
  command = apply

  assert {
    condition     = output.state_bucket == "hello-tfstate-123456789012" && aws_s3_bucket_versioning.state.versioning_configuration[0].status == "Enabled" && !aws_s3_bucket.state.force_destroy
    error_message = "Old states can be had back."
  }

  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.state.rule).status == "Enabled" && one(one(aws_s3_bucket_lifecycle_configuration.state.rule).noncurrent_version_expiration).noncurrent_days == 90 && length(one(aws_s3_bucket_lifecycle_configuration.state.rule).expiration) == 0
    error_message = "Old states go after three months; the state in use never."
  }

  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.state.statement : statement.effect == "Deny" && toset(statement.resources) == toset([aws_s3_bucket.state.arn, "${aws_s3_bucket.state.arn}/*"]) &&
      contains(statement.actions, "s3:*") && one(statement.condition).variable == "aws:SecureTransport" && one(one(statement.condition).values) == "false"
    ]) && length(data.aws_iam_policy_document.state.statement) == 1
    error_message = "Nothing of bucket or objects comes without TLS."
  }

  assert {
    condition     = one(aws_s3_bucket_ownership_controls.state.rule).object_ownership == "BucketOwnerEnforced"
    error_message = "No ACL opens it."
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.state.block_public_acls && aws_s3_bucket_public_access_block.state.block_public_policy && aws_s3_bucket_public_access_block.state.ignore_public_acls && aws_s3_bucket_public_access_block.state.restrict_public_buckets
    error_message = "Nothing of it is public."
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.state.rule).apply_server_side_encryption_by_default[0].sse_algorithm == "AES256" && output.deploy_role_arn == null
    error_message = "It is encrypted; there are no roles unless asked for."
  }
}

run "all_of_it" {
  command = apply

  variables {
    kms_key_arn          = "arn:aws:kms:ca-central-1:123456789012:key/1"
    repository           = "owner/name"
    environment          = "prod"
    branch               = "release"
    create_oidc_provider = false
    allow_switches       = true
    force_destroy        = true

    deployment_kms_key_arns = ["arn:aws:kms:ca-central-1:123456789012:key/2"]
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.state.rule).apply_server_side_encryption_by_default[0].sse_algorithm == "aws:kms" && one(aws_s3_bucket_server_side_encryption_configuration.state.rule).apply_server_side_encryption_by_default[0].kms_master_key_id == var.kms_key_arn && aws_s3_bucket.state.force_destroy
    error_message = "It is encrypted with the key."
  }

  assert {
    condition     = output.deploy_role_arn != null && output.plan_role_arn != null && output.permissions_boundary_arn != null
    error_message = "The roles are made."
  }
}

run "mistakes" {
  command = plan

  variables {
    project     = "Hello"
    account_id  = "1234"
    region      = "Canada"
    kms_key_arn = "alias/x"
  }

  expect_failures = [var.project, var.account_id, var.region, var.kms_key_arn]
}

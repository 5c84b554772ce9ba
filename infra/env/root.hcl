# What all units of all environments have in common. Edit `project`, then env.hcl of each environment.

locals {
  project = "hello"

  env  = read_terragrunt_config(find_in_parent_folders("env.hcl")).locals
  name = "${local.project}-${local.env.environment}"
}

# The bucket is infra/bootstrap's. Locks are S3's own (use_lockfile): no table of DynamoDB.
remote_state {
  backend = "s3"

  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }

  config = {
    bucket       = "${local.project}-tfstate-${local.env.account_id}"
    key          = "${path_relative_to_include()}/terraform.tfstate"
    region       = local.env.region
    encrypt      = true
    use_lockfile = true
  }
}

# allowed_account_ids: with the credentials of another account nothing happens.
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"

  contents = <<-PROVIDER
    provider "aws" {
      region              = "${local.env.region}"
      allowed_account_ids = ["${local.env.account_id}"]

      default_tags {
        tags = {
          Project     = "${local.project}"
          Environment = "${local.env.environment}"
          ManagedBy   = "terragrunt"
        }
      }
    }
  PROVIDER
}

# Given to each unit; a module takes what it has a variable for.
inputs = {
  name                     = local.name
  region                   = local.env.region
  permissions_boundary_arn = local.env.permissions_boundary_arn
}

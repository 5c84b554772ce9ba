# The environment that people depend on. An account of its own is best: then nothing of dev can reach it.

locals {
  environment = "prod"
  account_id  = "123456789012" # of `aws sts get-caller-identity`; other accounts are refused
  region      = "ca-central-1"

  # An account has one setting of API Gateway's log role in a region: true in one environment of it.
  account_settings = true # false where another environment in the same account and region has it

  # CloudFront in front. Needs the variable ORIGIN_SECRETS (openssl rand -hex 32) in the environment.
  cdn = false

  # Output permissions_boundary_arn of infra/bootstrap where its deploy role is used.
  permissions_boundary_arn = null
}

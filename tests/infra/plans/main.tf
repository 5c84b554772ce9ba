# All modules with all their switches, and the API as it comes, for test_policy.py: planned, never applied.

terraform {
  required_version = ">= 1.10"
}

provider "aws" {
  region = "ca-central-1"
}

locals {
  region  = "ca-central-1"
  secrets = ["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"]
}

module "account" {
  source = "../infra/modules/account"

  name = "hello-prod"
}

module "network" {
  source = "../infra/modules/network"

  name      = "hello-prod"
  region    = local.region
  egress    = "endpoints"
  endpoints = ["s3", "sqs"]
}

module "nat" {
  source = "../infra/modules/network"

  name   = "hello-nat"
  region = local.region
  egress = "nat"
}

module "api" {
  source = "../infra/modules/api"

  name               = "hello-prod"
  region             = local.region
  stage_name         = "v1"
  zip_path           = "../infra/modules/api/tests/zips/x86_64.zip"
  subnet_ids         = module.network.function_subnet_ids
  security_group_ids = [module.network.function_security_group_id]
  environment        = { GREETING = "hello" }
  policy_statements  = [{ sid = "Send", actions = ["sqs:SendMessage"], resources = ["arn:aws:sqs:ca-central-1:123456789012:queue"] }]
  root_method        = true
  keyless_options    = true
  public_docs        = true
  cors_allow_origin  = "https://www.example.com"
  log_format         = "JSON"
  waf                = {}
  origin_secrets     = local.secrets
  domain             = { name = "api.example.com", zone_id = "Z1" }
  canary             = "LambdaCanary10Percent5Minutes"
}

module "plain" {
  source = "../infra/modules/api"

  name     = "hello-plain"
  region   = local.region
  zip_path = "../infra/modules/api/tests/zips/x86_64.zip"
}

module "cdn" {
  source = "../infra/modules/cdn"

  name          = "hello-prod"
  origin_host   = "a1b2c3d4e5.execute-api.ca-central-1.amazonaws.com"
  stage_name    = module.api.stage_name
  origin_secret = local.secrets[0]
  domain        = { name = "www.example.com", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1", zone_id = "Z1" }
}

module "deploy_role" {
  source = "../infra/modules/deploy-role"

  name           = "hello"
  region         = local.region
  repository     = "owner/name"
  state_bucket   = "hello-tfstate-123456789012"
  allow_switches = true
  kms_key_arns   = ["arn:aws:kms:ca-central-1:123456789012:key/00000000-0000-0000-0000-000000000000"]
}

module "bootstrap" {
  source = "../infra/bootstrap"

  project    = "hello"
  account_id = "123456789012"
  region     = local.region
}

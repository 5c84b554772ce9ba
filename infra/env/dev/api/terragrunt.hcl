include "root" {
  path   = find_in_parent_folders("root.hcl")
  expose = true
}

terraform {
  source = "../../../modules//api"

  # The zip as `lambda.zip` beside the module: a path of this machine would differ in every plan elsewhere.
  before_hook "zip" {
    commands = ["apply", "plan"]
    execute = [
      "${get_terragrunt_dir()}/../../../bin/take-zip",
      "${get_terragrunt_dir()}/../../../../api/build/lambda-${local.architecture}.zip", local.architecture, "lambda.zip",
    ]
  }
}

locals {
  architecture = "x86_64" # or arm64, which is cheaper: make zip ARCH=arm64
}

# API Gateway must have its log role before a stage logs.
dependencies {
  paths = ["../account"]
}

dependency "network" {
  config_path = "../network"

  mock_outputs = {
    function_subnet_ids        = ["subnet-00000000000000001", "subnet-00000000000000002", "subnet-00000000000000003"]
    function_security_group_id = "sg-00000000000000001"
  }
  mock_outputs_allowed_terraform_commands = ["init", "plan", "show", "validate"]
}

inputs = {
  description  = "Hello, an API in C"
  stage_name   = "dev"
  zip_path     = "lambda.zip"
  architecture = local.architecture

  subnet_ids         = dependency.network.outputs.function_subnet_ids
  security_group_ids = [dependency.network.outputs.function_security_group_id]

  log_format = "JSON"
  log_level  = "DEBUG"

  # For trying it out in a browser.
  public_docs     = true
  keyless_options = true

  log_retention_days = 14

  # With the CDN on, whoever comes round it is refused. Without ORIGIN_SECRETS nothing is applied then.
  origin_secrets = include.root.locals.env.cdn ? split(",", get_env("ORIGIN_SECRETS")) : []
}

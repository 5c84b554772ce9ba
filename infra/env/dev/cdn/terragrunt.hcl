include "root" {
  path   = find_in_parent_folders("root.hcl")
  expose = true
}

terraform {
  source = "../../../modules//cdn"
}

# Off until env.hcl says otherwise.
exclude {
  if      = !include.root.locals.env.cdn
  actions = ["all"]
}

dependency "api" {
  config_path = "../api"

  mock_outputs = {
    origin_host = "a1b2c3d4e5.execute-api.ca-central-1.amazonaws.com"
    stage_name  = "mock"
  }
  mock_outputs_allowed_terraform_commands = ["init", "plan", "show", "validate"]
}

inputs = {
  origin_host   = dependency.api.outputs.origin_host
  stage_name    = dependency.api.outputs.stage_name
  origin_secret = split(",", get_env("ORIGIN_SECRETS", ""))[0] # the first is sent; the API takes the others too
}

include "root" {
  path   = find_in_parent_folders("root.hcl")
  expose = true
}

terraform {
  source = "../../../modules//account"
}

exclude {
  if      = !include.root.locals.env.account_settings
  actions = ["all"]
}

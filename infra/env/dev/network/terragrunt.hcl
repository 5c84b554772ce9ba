include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules//network"
}

inputs = {
  cidr_block = "10.16.0.0/16"
  egress     = "none" # nothing but to compute and to answer, free of charge; see modules/network
}

variable "name" {
  description = "Name of the deployment, as `hello-dev`: the role's name starts with it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,36}[a-z0-9]$", var.name))
    error_message = "name: 3 to 38 lower-case letters, digits and hyphens, a letter first and no hyphen last."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds the role; null for none. The role of the module deploy-role demands its own."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn: the ARN of an IAM policy of this account, or null."
  }
}

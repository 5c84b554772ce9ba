variable "name" {
  description = "Project, as `hello`: the roles may touch what is named after it and a hyphen, as `hello-dev`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,28}[a-z0-9]$", var.name))
    error_message = "name: 3 to 30 lower-case letters, digits and hyphens, a letter first and no hyphen last."
  }
}

variable "region" {
  description = "AWS region that is deployed to."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region: the name of an AWS region, as ca-central-1."
  }
}

variable "repository" {
  description = "Repository on GitHub, as `owner/name`."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", var.repository))
    error_message = "repository: owner/name, without wildcards."
  }
}

variable "branch" {
  description = "Branch that deploys, where `environment` is null."
  type        = string
  default     = "main"

  validation {
    condition     = can(regex("^[A-Za-z0-9._/-]+$", var.branch))
    error_message = "branch: the name of one branch, without wildcards."
  }
}

variable "environment" {
  description = "Environment of the repository whose jobs deploy; restrict it to the branch in its settings. Null goes by `branch`."
  type        = string
  default     = null

  validation {
    condition     = var.environment == null || can(regex("^[A-Za-z0-9._-]+$", var.environment))
    error_message = "environment: the name of one environment, without wildcards, or null."
  }
}

variable "state_bucket" {
  description = "Bucket of Terraform's state, as bootstrap makes it."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.state_bucket))
    error_message = "state_bucket: the name of an S3 bucket."
  }
}

variable "create_oidc_provider" {
  description = "Whether to make GitHub's OIDC provider; an account has one, so false where it is there already."
  type        = bool
  default     = true
}

variable "allow_switches" {
  description = "Whether the deploy role may also make what waf, domain, canary and the CDN need."
  type        = bool
  default     = false
}

variable "kms_key_arns" {
  description = "ARNs of the KMS keys of state, logs and environments (`kms_key_arn` of the other modules), which the roles may use."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.kms_key_arns : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/", arn))])
    error_message = "kms_key_arns: ARNs of KMS keys (not of aliases)."
  }
}

variable "project" {
  description = "Project, as `hello`; the bucket is named after it and the account."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,28}[a-z0-9]$", var.project))
    error_message = "project: 3 to 30 lower-case letters, digits and hyphens, a letter first and no hyphen last."
  }
}

variable "account_id" {
  description = "Number of the account; another one is refused."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id: the 12 digits of an AWS account."
  }
}

variable "region" {
  description = "AWS region, as `ca-central-1`."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region: the name of an AWS region, as ca-central-1."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the states; null for S3's own."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "kms_key_arn: the ARN of a KMS key (not of an alias), or null."
  }
}

variable "force_destroy" {
  description = "Whether destroy removes the bucket though states are in it."
  type        = bool
  default     = false
}

variable "repository" {
  description = "Repository on GitHub, as `owner/name`, that gets the roles of the module deploy-role; null for none."
  type        = string
  default     = null
}

variable "branch" {
  description = "Branch that deploys, where `environment` is null."
  type        = string
  default     = "main"
}

variable "environment" {
  description = "Environment of the repository whose jobs deploy; null goes by `branch`."
  type        = string
  default     = null
}

variable "create_oidc_provider" {
  description = "Whether to make GitHub's OIDC provider; false where the account has it already."
  type        = bool
  default     = true
}

variable "allow_switches" {
  description = "Whether the deploy role may also make what waf, domain, canary and the CDN need."
  type        = bool
  default     = false
}

variable "deployment_kms_key_arns" {
  description = "ARNs of the KMS keys that deployments use (`kms_key_arn` of their modules), for the roles of the CI. That of the states is known."
  type        = list(string)
  default     = []
}

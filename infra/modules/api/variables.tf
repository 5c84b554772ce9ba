# ---- what it is ------------------------------------------------------------------------------------------------------

variable "name" {
  description = "Name of the deployment, as `hello-dev`: function, API, roles and log groups are named after it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,36}[a-z0-9]$", var.name))
    error_message = "name: 3 to 38 lower-case letters, digits and hyphens, a letter first and no hyphen last."
  }
}

variable "description" {
  description = "One line for the AWS console."
  type        = string
  default     = "An API in C"

  validation {
    condition     = length(var.description) >= 1 && length(var.description) <= 200
    error_message = "description: 1 to 200 characters."
  }
}

variable "region" {
  description = "AWS region, as `ca-central-1`; for the dashboard and for streaming."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region: the name of an AWS region, as ca-central-1."
  }
}

variable "stage_name" {
  description = "Name of the stage: the first part of each URL's path."
  type        = string
  default     = "dev"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.stage_name))
    error_message = "stage_name: 1 to 64 letters, digits, hyphens and underscores."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds the roles made here; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn: the ARN of an IAM policy of this account, or null."
  }
}

# ---- the function ----------------------------------------------------------------------------------------------------

variable "zip_path" {
  description = "Path of the zip with the program `bootstrap`, as `make zip` writes it."
  type        = string

  validation {
    condition     = endswith(var.zip_path, ".zip")
    error_message = "zip_path: the path of a .zip file."
  }
}

variable "architecture" {
  description = "Processor that the program is built for: `x86_64` or `arm64` (about 20 % cheaper)."
  type        = string
  default     = "x86_64"

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "architecture: x86_64 or arm64."
  }
}

variable "memory_mb" {
  description = "Memory of the function in MB, 128 to 10240; its share of a processor grows with it."
  type        = number
  default     = 256

  validation {
    condition     = var.memory_mb >= 128 && var.memory_mb <= 10240 && floor(var.memory_mb) == var.memory_mb
    error_message = "memory_mb: a whole number of 128 to 10240."
  }
}

variable "timeout_seconds" {
  description = "Seconds after which an invocation is ended, 1 to 29 (API Gateway waits no longer)."
  type        = number
  default     = 10

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 29 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "timeout_seconds: a whole number of 1 to 29; API Gateway waits for 29 seconds."
  }
}

variable "environment" {
  description = "Environment variables of the function. No secrets: whoever may read the function reads them."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[A-Za-z][A-Za-z0-9_]+$", name))])
    error_message = "environment: names are letters, digits and underscores, a letter first, at least two."
  }

  validation {
    condition     = alltrue([for name in keys(var.environment) : !can(regex("^(AWS_|LAMBDA_)", name))])
    error_message = "environment: names that start with AWS_ or LAMBDA_ are Lambda's own."
  }

  validation {
    condition     = length(jsonencode(var.environment)) <= 4096
    error_message = "environment: Lambda takes 4 KB in all."
  }
}

variable "subnet_ids" {
  description = "Subnets to put the function in; empty for a function outside of a VPC."
  type        = list(string)
  default     = []

  validation {
    condition     = length(distinct(var.subnet_ids)) == length(var.subnet_ids)
    error_message = "subnet_ids: each subnet once."
  }
}

variable "security_group_ids" {
  description = "Security groups of the function in its VPC, at most five."
  type        = list(string)
  default     = []

  validation {
    condition     = length(var.security_group_ids) <= 5
    error_message = "security_group_ids: at most five."
  }
}

variable "reserved_concurrency" {
  description = "Most invocations at the same time, set apart from the account's limit; -1 for no such number, 0 stops the function."
  type        = number
  default     = -1

  validation {
    condition     = var.reserved_concurrency >= -1 && floor(var.reserved_concurrency) == var.reserved_concurrency
    error_message = "reserved_concurrency: -1 for none, or a whole number from 0."
  }
}

variable "policy_statements" {
  description = "What else the function may do: statements of its role's policy. `*` alone is refused."
  type = list(object({
    sid       = string
    actions   = list(string)
    resources = list(string)
  }))
  default = []

  validation {
    condition = alltrue([for statement in var.policy_statements :
      length(statement.actions) > 0 && alltrue([for action in statement.actions : can(regex("^[a-z0-9-]+:[A-Za-z]", action))])
    ])
    error_message = "policy_statements: actions are named, as sqs:SendMessage; neither * nor a whole service."
  }

  validation {
    condition = alltrue([for statement in var.policy_statements :
      length(statement.resources) > 0 && alltrue([for resource in statement.resources : startswith(resource, "arn:")])
    ])
    error_message = "policy_statements: resources are ARNs, not *."
  }
}

# ---- what is served --------------------------------------------------------------------------------------------------

variable "root_method" {
  description = "Whether `/` itself goes to the function; `{proxy+}` leaves it out."
  type        = bool
  default     = false
}

variable "keyless_options" {
  description = "Whether OPTIONS goes to the function without a key: browsers send none on a preflight (CORS)."
  type        = bool
  default     = false
}

variable "public_docs" {
  description = "Whether GET on /docs, /redoc, /openapi.json and their files needs no key."
  type        = bool
  default     = false
}

variable "cors_allow_origin" {
  description = "Access-Control-Allow-Origin of the gateway's own errors, as `https://www.example.com` or `*`; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.cors_allow_origin == null || can(regex("^(\\*|https?://[A-Za-z0-9.:-]+)$", var.cors_allow_origin))
    error_message = "cors_allow_origin: one origin (scheme and host, no path), * or null."
  }
}

variable "binary_media_types" {
  description = "Media types that pass as bytes. `*/*` for all; without it compressed answers and images arrive as base64."
  type        = list(string)
  default     = ["*/*"]

  validation {
    condition     = alltrue([for type in var.binary_media_types : can(regex("^[^/ ]+/[^/ ]+$", type))])
    error_message = "binary_media_types: media types, as image/png or */*."
  }
}

variable "streaming" {
  description = "Whether answers are streamed to the client as the function writes them."
  type        = bool
  default     = false
}

# ---- keys and limits -------------------------------------------------------------------------------------------------

variable "api_keys" {
  description = "Names of the keys to make, one for each who calls. Their values are made by AWS."
  type        = set(string)
  default     = ["default"]

  validation {
    condition     = alltrue([for name in var.api_keys : can(regex("^[a-z0-9][a-z0-9-]{0,62}$", name))])
    error_message = "api_keys: names of lower-case letters, digits and hyphens, at most 63 characters."
  }
}

variable "throttle" {
  description = "Requests a second for each key (`rate`), and how many at once (`burst`)."
  type = object({
    rate  = number
    burst = number
  })
  default = { rate = 50, burst = 100 }

  validation {
    condition     = var.throttle.rate > 0 && var.throttle.burst >= 1
    error_message = "throttle: rate above 0, burst 1 or more."
  }
}

variable "quota" {
  description = "Requests of each key in a `period` of DAY, WEEK or MONTH; null for no limit."
  type = object({
    limit  = number
    period = string
  })
  default = { limit = 100000, period = "DAY" }

  validation {
    condition     = var.quota == null || try(var.quota.limit >= 1 && contains(["DAY", "WEEK", "MONTH"], var.quota.period), false)
    error_message = "quota: limit 1 or more, period DAY, WEEK or MONTH."
  }
}

variable "stage_throttle" {
  description = "Requests a second of all callers together, those without a key too."
  type = object({
    rate  = number
    burst = number
  })
  default = { rate = 200, burst = 400 }

  validation {
    condition     = var.stage_throttle.rate > 0 && var.stage_throttle.burst >= 1
    error_message = "stage_throttle: rate above 0, burst 1 or more."
  }
}

# ---- logs, metrics, traces -------------------------------------------------------------------------------------------

variable "log_retention_days" {
  description = "Days that logs are kept: a number that CloudWatch knows, of 1 to 3653."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days: one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts log groups and environment; null for AWS's own. Its policy has to let CloudWatch Logs use it."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "kms_key_arn: the ARN of a KMS key (not of an alias), or null."
  }
}

variable "log_format" {
  description = "Form of the function's logs: `JSON`, `Text`, or null for Lambda's own default (text)."
  type        = string
  default     = null

  validation {
    condition     = var.log_format == null || contains(["JSON", "Text"], coalesce(var.log_format, "JSON"))
    error_message = "log_format: JSON, Text or null."
  }
}

variable "log_level" {
  description = "Least level that the function logs with `log_format = \"JSON\"`."
  type        = string
  default     = "INFO"

  validation {
    condition     = contains(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"], var.log_level)
    error_message = "log_level: TRACE, DEBUG, INFO, WARN, ERROR or FATAL."
  }
}

variable "execution_log_level" {
  description = "What API Gateway tells of its own work: `OFF`, `ERROR`, or `INFO` (much, and billed by size)."
  type        = string
  default     = "ERROR"

  validation {
    condition     = contains(["OFF", "ERROR", "INFO"], var.execution_log_level)
    error_message = "execution_log_level: OFF, ERROR or INFO."
  }
}

variable "detailed_metrics" {
  description = "Whether API Gateway counts each method apart (billed for each metric); the stage's metrics are free."
  type        = bool
  default     = false
}

variable "tracing" {
  description = "Whether X-Ray traces requests through API Gateway and the function."
  type        = bool
  default     = true
}

variable "alarms" {
  description = "When to raise an alarm, and the SNS topics that are told; null for no alarms."
  type = object({
    topic_arns           = optional(list(string), [])
    server_error_percent = optional(number, 1)
    p99_latency_ms       = optional(number, 3000)
    function_errors      = optional(number, 1)
    throttles            = optional(number, 1)
  })
  default = {}

  validation {
    condition = var.alarms == null || try(alltrue([
      var.alarms.server_error_percent > 0, var.alarms.server_error_percent <= 100,
      var.alarms.p99_latency_ms > 0, var.alarms.function_errors >= 1, var.alarms.throttles >= 1,
    ]), false)
    error_message = "alarms: server_error_percent above 0 and at most 100, p99_latency_ms above 0, function_errors and throttles 1 or more."
  }

  validation {
    condition     = var.alarms == null || try(alltrue([for arn in var.alarms.topic_arns : can(regex("^arn:[a-z-]+:sns:", arn))]), false)
    error_message = "alarms: topic_arns are ARNs of SNS topics."
  }
}

variable "dashboard" {
  description = "Whether to make a CloudWatch dashboard (an account's first three are free)."
  type        = bool
  default     = true
}

# ---- switches for production -----------------------------------------------------------------------------------------

variable "waf" {
  description = "Web ACL at the stage: AWS's managed rules, and `rate_limit` requests of an address in five minutes; null for none."
  type = object({
    managed_rules = optional(bool, true)
    rate_limit    = optional(number, 2000)
  })
  default = null

  validation {
    condition     = var.waf == null || try(var.waf.rate_limit >= 10 && var.waf.rate_limit <= 2000000000, false)
    error_message = "waf: rate_limit of 10 to 2000000000 requests in five minutes."
  }
}

variable "origin_secrets" {
  description = "What the header x-origin-verify has to be, so that requests come through the CDN only: the secret in use, and for a change the next; empty for no such check."
  type        = list(string)
  default     = []
  sensitive   = true

  validation {
    condition     = length(var.origin_secrets) <= 2
    error_message = "origin_secrets: at most two, the one in use and the next."
  }

  validation {
    condition     = alltrue([for secret in var.origin_secrets : can(regex("^[A-Za-z0-9_-]{32,128}$", secret))])
    error_message = "origin_secrets: 32 to 128 letters, digits, hyphens and underscores each, as of: openssl rand -hex 32"
  }
}

variable "domain" {
  description = "A name of one's own: `name`; `zone_id` of its Route 53 zone; `certificate_arn` in this region (made where null); `base_path`; `only` to close the execute-api address. Null for none."
  type = object({
    name            = string
    zone_id         = optional(string)
    certificate_arn = optional(string)
    base_path       = optional(string)
    only            = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.domain == null || try(can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain.name)), false)
    error_message = "domain: name is a DNS name in lower case, as api.example.com."
  }

  validation {
    condition     = var.domain == null || try(var.domain.base_path == null || can(regex("^[A-Za-z0-9_.+-]+$", var.domain.base_path)), false)
    error_message = "domain: base_path is one path segment without slashes."
  }
}

variable "canary" {
  description = "How CodeDeploy moves calls to a new version, as `LambdaCanary10Percent5Minutes`; null to move all at once."
  type        = string
  default     = null

  validation {
    condition = var.canary == null || contains([
      "LambdaCanary10Percent5Minutes", "LambdaCanary10Percent10Minutes", "LambdaCanary10Percent15Minutes", "LambdaCanary10Percent30Minutes",
      "LambdaLinear10PercentEvery1Minute", "LambdaLinear10PercentEvery2Minutes", "LambdaLinear10PercentEvery3Minutes", "LambdaLinear10PercentEvery10Minutes",
      "LambdaAllAtOnce",
    ], coalesce(var.canary, "LambdaAllAtOnce"))
    error_message = "canary: one of CodeDeploy's own, as LambdaCanary10Percent5Minutes, LambdaLinear10PercentEvery1Minute or LambdaAllAtOnce."
  }
}

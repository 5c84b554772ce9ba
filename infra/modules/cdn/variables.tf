variable "name" {
  description = "Name of the deployment, as `hello-dev`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,36}[a-z0-9]$", var.name))
    error_message = "name: 3 to 38 lower-case letters, digits and hyphens, a letter first and no hyphen last."
  }
}

variable "origin_host" {
  description = "Host of the API's own address: output `origin_host` of the module api."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9.-]+\\.[a-z]+$", var.origin_host))
    error_message = "origin_host: a host name, without scheme and path."
  }
}

variable "stage_name" {
  description = "Stage of the API: output `stage_name` of the module api. Viewers do not see it."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.stage_name))
    error_message = "stage_name: 1 to 64 letters, digits, hyphens and underscores."
  }
}

variable "origin_secret" {
  description = "Value of the header x-origin-verify that CloudFront sends and the API's WAF looks for; of `origin_secrets` of the module api."
  type        = string
  sensitive   = true

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{32,128}$", var.origin_secret))
    error_message = "origin_secret: 32 to 128 letters, digits, hyphens and underscores, as of: openssl rand -hex 32"
  }
}

variable "cache_key_headers" {
  description = "Headers by which answers differ, besides Authorization, Origin and X-Api-Key, which always count. At most seven."
  type        = set(string)
  default     = ["Accept"]

  validation {
    condition     = length(var.cache_key_headers) <= 7
    error_message = "cache_key_headers: at most seven; CloudFront takes ten, three of which are always there."
  }

  validation {
    condition = alltrue([for name in var.cache_key_headers :
      can(regex("^[A-Za-z0-9-]+$", name)) && !contains(["accept-encoding", "authorization", "connection", "host", "origin", "x-api-key", "x-origin-verify"], lower(name))
    ])
    error_message = "cache_key_headers: names of headers; not Accept-Encoding, Connection, Host (CloudFront's own), nor those that always count."
  }
}

variable "max_ttl_seconds" {
  description = "Longest time that an answer is kept, whatever its Cache-Control says."
  type        = number
  default     = 86400

  validation {
    condition     = var.max_ttl_seconds >= 1 && var.max_ttl_seconds <= 31536000
    error_message = "max_ttl_seconds: 1 to 31536000 (a year); an answer without Cache-Control is not kept anyway."
  }
}

variable "price_class" {
  description = "Where CloudFront answers from: `PriceClass_100` (North America, Europe; cheapest), `PriceClass_200`, `PriceClass_All`."
  type        = string
  default     = "PriceClass_100"

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "price_class: PriceClass_100, PriceClass_200 or PriceClass_All."
  }
}

variable "domain" {
  description = "A name of one's own: `name`, `certificate_arn` (in us-east-1, which CloudFront demands), `zone_id` of its Route 53 zone. Null for CloudFront's name."
  type = object({
    name            = string
    certificate_arn = string
    zone_id         = optional(string)
  })
  default = null

  validation {
    condition     = var.domain == null || try(can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain.name)), false)
    error_message = "domain: name is a DNS name in lower case, as api.example.com."
  }

  validation {
    condition     = var.domain == null || try(can(regex("^arn:[a-z-]+:acm:us-east-1:", var.domain.certificate_arn)), false)
    error_message = "domain: certificate_arn is of ACM in us-east-1; CloudFront takes no other."
  }
}

variable "web_acl_arn" {
  description = "ARN of a web ACL of scope CLOUDFRONT to put before the CDN; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.web_acl_arn == null || can(regex("^arn:[a-z-]+:wafv2:us-east-1:[0-9]{12}:global/webacl/", var.web_acl_arn))
    error_message = "web_acl_arn: a web ACL of scope CLOUDFRONT (arn:…:wafv2:us-east-1:…:global/webacl/…), or null."
  }
}

variable "log_retention_days" {
  description = "Days that CloudFront's logs are kept in S3."
  type        = number
  default     = 30

  validation {
    condition     = var.log_retention_days >= 1 && floor(var.log_retention_days) == var.log_retention_days
    error_message = "log_retention_days: a whole number from 1."
  }
}

variable "force_destroy" {
  description = "Whether destroy removes the bucket though logs are in it."
  type        = bool
  default     = false
}

variable "name" {
  description = "Name of the deployment, as `hello-dev`: all that the module makes is named after it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,36}[a-z0-9]$", var.name))
    error_message = "name: 3 to 38 lower-case letters, digits and hyphens, a letter first and no hyphen last."
  }
}

variable "region" {
  description = "AWS region, as `ca-central-1`; a part of the endpoints' names."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region: the name of an AWS region, as ca-central-1."
  }
}

variable "cidr_block" {
  description = "Addresses of the VPC: an IPv4 block of /16 to /24."
  type        = string
  default     = "10.16.0.0/16"

  validation {
    condition     = can(cidrhost(var.cidr_block, 0)) && can(regex("/(1[6-9]|2[0-4])$", var.cidr_block))
    error_message = "cidr_block: an IPv4 block of /16 to /24, as 10.16.0.0/16 (each subnet gets a sixteenth of it)."
  }

  validation {
    condition     = try(cidrhost(var.cidr_block, 0) == split("/", var.cidr_block)[0], false)
    error_message = "cidr_block: its address has bits set beyond its prefix; write the first address of the block."
  }
}

variable "availability_zones" {
  description = "Three availability zones, one for each subnet, whose order has to stay; empty takes the first three of the region."
  type        = list(string)
  default     = []

  validation {
    condition     = contains([0, 3], length(var.availability_zones))
    error_message = "availability_zones: three zones, or none to take the region's first three."
  }

  validation {
    condition     = length(distinct(var.availability_zones)) == length(var.availability_zones)
    error_message = "availability_zones: each zone once."
  }
}

variable "egress" {
  description = "What the functions reach: `none` (nothing, free), `endpoints` (the AWS services of `endpoints`), `nat` (the internet)."
  type        = string
  default     = "none"

  validation {
    condition     = contains(["none", "endpoints", "nat"], var.egress)
    error_message = "egress: none, endpoints or nat."
  }
}

variable "endpoints" {
  description = "AWS services to reach with `egress = \"endpoints\"`, as `sqs`. s3 and dynamodb are free; each other is an interface billed by the hour in each zone."
  type        = set(string)
  default     = []

  validation {
    condition = alltrue([for service in var.endpoints : contains([
      "dynamodb", "ecr.api", "events", "execute-api", "kinesis-streams", "kms", "lambda", "logs", "monitoring", "rds-data",
      "s3", "secretsmanager", "sns", "sqs", "ssm", "states", "sts", "xray",
    ], service)])
    error_message = "endpoints: of dynamodb, ecr.api, events, execute-api, kinesis-streams, kms, lambda, logs, monitoring, rds-data, s3, secretsmanager, sns, sqs, ssm, states, sts, xray."
  }
}

variable "nat_gateways" {
  description = "With `egress = \"nat\"`: `one` for all zones (cheap) or `one_per_zone` (a zone's failure stays in it)."
  type        = string
  default     = "one"

  validation {
    condition     = contains(["one", "one_per_zone"], var.nat_gateways)
    error_message = "nat_gateways: one or one_per_zone."
  }
}

variable "flow_logs" {
  description = "Which traffic the flow log keeps: `ALL`, `REJECT`, or `OFF` for no flow log."
  type        = string
  default     = "ALL"

  validation {
    condition     = contains(["ALL", "REJECT", "OFF"], var.flow_logs)
    error_message = "flow_logs: ALL, REJECT or OFF."
  }
}

variable "log_retention_days" {
  description = "Days that the flow log is kept: a number that CloudWatch knows, of 1 to 3653."
  type        = number
  default     = 14

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days: one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the log group; null for CloudWatch's own. The key's policy has to let CloudWatch Logs use it."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "kms_key_arn: the ARN of a KMS key (not of an alias), or null."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds the flow log's role; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn: the ARN of an IAM policy of this account, or null."
  }
}

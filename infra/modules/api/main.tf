# A REST API in front of one function. This file: what several of the others use. The others:
#
#   function.tf  the function, its alias, its role, its log group        alarms.tf  alarms and dashboard
#   gateway.tf   the API, its methods, stage, plan, keys and logs        waf.tf     the web ACL (switch)
#   openapi.tf   the same API as a document, for streaming (switch)      domain.tf  the custom domain (switch)
#   canary.tf    CodeDeploy, which moves the alias step by step (switch)
#
# No data source here asks AWS, so that a plan can be made without an account, which is what a local gateway reads.

data "aws_partition" "current" {}

locals {
  alias_name = "live"
  # A log group belongs to its writer by its name; the writer would make one without retention if it came first.
  function_log_group  = "/aws/lambda/${var.name}"
  access_log_group    = "/aws/api-gateway/${var.name}/${var.stage_name}"
  execution_log_group = "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.this.id}/${var.stage_name}"

  # Methods are resources of their own, or paths of one document: the provider knows streaming in the document only.
  has_methods   = !var.streaming
  has_root      = var.root_method
  has_preflight = var.keyless_options

  # The keyless pages: each with the files below it. Their other methods are {proxy+}'s, that is by key.
  docs_pages = var.public_docs ? toset(["docs", "redoc", "openapi.json"]) : toset([])
  docs_files = var.public_docs ? toset(["docs", "redoc"]) : toset([])

  # An event does not tell that its answer is to be streamed; Brisk's runtime goes by this.
  environment = merge(var.streaming ? { BRISK_RESPONSE_STREAM = "1" } : {}, var.environment)

  integration_timeout_ms = 29000 # API Gateway's own limit; the function's time-out is the one that is chosen

  # Which machine the zip is for, as far as Terraform can tell. Its bytes as text, each byte one character: where the
  # archive's first file is not compressed, the ELF header can be read (e_machine is the byte after "\x7fELF" and 14
  # more). Else the name says it, as `make zip` names its zips. bin/take-zip looks into any.
  zip_text     = fileexists(var.zip_path) ? textdecodebase64(filebase64(var.zip_path), "ISO-8859-1") : ""
  zip_machines = regexall("(?s)^PK\u0003\u0004.{26,400}?\u007fELF.{14}(.)", local.zip_text)
  zip_machine = try(
    lookup({ "\u003e" = "x86_64", "\u00b7" = "arm64" }, local.zip_machines[0][0], "another machine"),
    regex("-(x86_64|arm64)\\.zip$", var.zip_path)[0],
    null,
  )
}

# A web ACL at the stage: AWS's rules, a limit for each address, and the secret that only the CDN knows. On by var.waf,
# or by var.origin_secrets, without which whoever knows the API's own address would go round the CDN.

locals {
  has_origin_check = nonsensitive(length(var.origin_secrets) > 0)
  has_waf          = var.waf != null || local.has_origin_check
  waf              = var.waf == null ? { managed_rules = false, rate_limit = null } : var.waf
  managed_rules    = local.waf.managed_rules ? { AWSManagedRulesCommonRuleSet = 10, AWSManagedRulesKnownBadInputsRuleSet = 20 } : {}
}

resource "aws_wafv2_web_acl" "this" {
  count = local.has_waf ? 1 : 0

  name        = var.name
  description = "Before the API ${var.name}."
  scope       = "REGIONAL"

  default_action {
    allow {}
  }

  # Two secrets at most, so that a new one is let in before the CDN sends it. With one, it stands there twice.
  dynamic "rule" {
    for_each = local.has_origin_check ? ["origin"] : []

    content {
      name     = "only-from-the-cdn"
      priority = 0

      action {
        block {}
      }

      statement {
        not_statement {
          statement {
            or_statement {
              dynamic "statement" {
                for_each = [0, 1]

                content {
                  byte_match_statement {
                    search_string         = try(var.origin_secrets[statement.value], var.origin_secrets[0])
                    positional_constraint = "EXACTLY"

                    field_to_match {
                      single_header {
                        name = "x-origin-verify"
                      }
                    }

                    text_transformation {
                      priority = 0
                      type     = "NONE"
                    }
                  }
                }
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "only-from-the-cdn"
        sampled_requests_enabled   = false # a sample shows all headers, the secret too
      }
    }
  }

  dynamic "rule" {
    for_each = local.managed_rules

    content {
      name     = rule.key
      priority = rule.value

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key

          # It blocks bodies over 8 KB; the application has a limit of its own.
          dynamic "rule_action_override" {
            for_each = rule.key == "AWSManagedRulesCommonRuleSet" ? ["SizeRestrictions_BODY"] : []

            content {
              name = rule_action_override.value

              action_to_use {
                count {}
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = rule.key
        sampled_requests_enabled   = !local.has_origin_check
      }
    }
  }

  # Behind the CDN each request comes from one of its addresses, so there the viewer's is taken from its header. A viewer
  # can lie in that; a limit that holds is one before the CDN (web_acl_arn of the module cdn).
  dynamic "rule" {
    for_each = local.waf.rate_limit == null ? [] : [local.waf.rate_limit]

    content {
      name     = "rate"
      priority = 30

      action {
        block {}
      }

      statement {
        rate_based_statement {
          limit              = rule.value
          aggregate_key_type = local.has_origin_check ? "FORWARDED_IP" : "IP"

          dynamic "forwarded_ip_config" {
            for_each = local.has_origin_check ? ["X-Forwarded-For"] : []

            content {
              header_name       = forwarded_ip_config.value
              fallback_behavior = "MATCH"
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "rate"
        sampled_requests_enabled   = !local.has_origin_check
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = !local.has_origin_check
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  count = local.has_waf ? 1 : 0

  resource_arn = aws_api_gateway_stage.this.arn
  web_acl_arn  = aws_wafv2_web_acl.this[0].arn
}

# WAF writes to groups of this prefix only.
resource "aws_cloudwatch_log_group" "waf" {
  count = local.has_waf ? 1 : 0

  name              = "aws-waf-logs-${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  count = local.has_waf ? 1 : 0

  resource_arn            = aws_wafv2_web_acl.this[0].arn
  log_destination_configs = [aws_cloudwatch_log_group.waf[0].arn]

  # What was let through is in the access log; here it would be the larger part of the bill for logs.
  logging_filter {
    default_behavior = "DROP"

    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"

      dynamic "condition" {
        for_each = ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"]

        content {
          action_condition {
            action = condition.value
          }
        }
      }
    }
  }

  dynamic "redacted_fields" {
    for_each = toset(["x-api-key", "x-origin-verify", "authorization", "cookie"])

    content {
      single_header {
        name = redacted_fields.value
      }
    }
  }
}

# A name of one's own: certificate (made and proved here where none is given), API Gateway's domain, and the DNS record.

locals {
  domain_name     = try(var.domain.name, null)
  has_domain      = var.domain != null
  has_certificate = local.has_domain && try(var.domain.certificate_arn, null) == null
  has_record      = local.has_domain && try(var.domain.zone_id, null) != null
}

resource "aws_acm_certificate" "this" {
  count = local.has_certificate ? 1 : 0

  domain_name       = local.domain_name
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true

    precondition {
      condition     = local.has_record
      error_message = "domain: without certificate_arn a certificate is made, whose proof needs zone_id, the Route 53 zone of ${coalesce(local.domain_name, "-")}."
    }
  }
}

resource "aws_route53_record" "proof" {
  count = local.has_certificate ? 1 : 0

  zone_id         = var.domain.zone_id
  name            = one(aws_acm_certificate.this[0].domain_validation_options).resource_record_name
  type            = one(aws_acm_certificate.this[0].domain_validation_options).resource_record_type
  records         = [one(aws_acm_certificate.this[0].domain_validation_options).resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  count = local.has_certificate ? 1 : 0

  certificate_arn         = aws_acm_certificate.this[0].arn
  validation_record_fqdns = aws_route53_record.proof[*].fqdn
}

resource "aws_api_gateway_domain_name" "this" {
  count = local.has_domain ? 1 : 0

  domain_name              = local.domain_name
  regional_certificate_arn = local.has_certificate ? aws_acm_certificate_validation.this[0].certificate_arn : var.domain.certificate_arn
  security_policy          = "TLS_1_2"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_base_path_mapping" "this" {
  count = local.has_domain ? 1 : 0

  api_id      = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  domain_name = aws_api_gateway_domain_name.this[0].domain_name
  base_path   = var.domain.base_path
}

resource "aws_route53_record" "api" {
  for_each = local.has_record ? toset(["A", "AAAA"]) : toset([])

  zone_id = var.domain.zone_id
  name    = local.domain_name
  type    = each.key

  alias {
    name                   = aws_api_gateway_domain_name.this[0].regional_domain_name
    zone_id                = aws_api_gateway_domain_name.this[0].regional_zone_id
    evaluate_target_health = false
  }
}

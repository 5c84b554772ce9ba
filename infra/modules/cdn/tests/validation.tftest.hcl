# Each mistake is refused by the variable that it is made in. A run holds one mistake of each variable, and fails where
# one of them is not refused.

mock_provider "aws" {}

variables {
  name          = "hello-dev"
  origin_host   = "a1b2c3d4e5.execute-api.ca-central-1.amazonaws.com"
  stage_name    = "dev"
  origin_secret = "0123456789abcdef0123456789abcdef"
}

run "first_mistakes" {
  command = plan

  variables {
    name               = ""
    origin_host        = "https://a.example.com"
    stage_name         = "dev/"
    origin_secret      = "secret"
    cache_key_headers  = ["Host"]
    max_ttl_seconds    = 0
    price_class        = "PriceClass_50"
    domain             = { name = "API.example.com", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/x" }
    web_acl_arn        = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/x/y"
    log_retention_days = 0
  }

  expect_failures = [
    var.name,
    var.origin_host,
    var.stage_name,
    var.origin_secret,
    var.cache_key_headers,
    var.max_ttl_seconds,
    var.price_class,
    var.domain,
    var.web_acl_arn,
    var.log_retention_days,
  ]
}

run "second_mistakes" {
  command = plan

  variables {
    cache_key_headers = ["A", "B", "C", "D", "E", "F", "G", "H"]
    domain            = { name = "api.example.com", certificate_arn = "arn:aws:acm:ca-central-1:123456789012:certificate/x" }
  }

  expect_failures = [
    var.cache_key_headers,
    var.domain,
  ]
}

# The CDN. Real clouds in small lose its policies, so it is tested here and by its plan.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json          = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
      minified_json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }

  mock_resource "aws_cloudfront_distribution" {
    defaults = { domain_name = "d111111abcdef8.cloudfront.net", hosted_zone_id = "Z2FDTNDATAQYW2" }
  }

  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::mock", bucket_domain_name = "mock.s3.amazonaws.com" }
  }
}

variables {
  name          = "hello-dev"
  origin_host   = "a1b2c3d4e5.execute-api.ca-central-1.amazonaws.com"
  stage_name    = "dev"
  origin_secret = "0123456789abcdef0123456789abcdef"
}

run "as_it_comes" {
  command = apply

  assert {
    condition     = aws_cloudfront_cache_policy.this.min_ttl == 0 && aws_cloudfront_cache_policy.this.default_ttl == 0 && aws_cloudfront_cache_policy.this.max_ttl == 86400
    error_message = "Cache-Control decides: nothing is kept without it."
  }

  assert {
    condition     = toset(aws_cloudfront_cache_policy.this.parameters_in_cache_key_and_forwarded_to_origin[0].headers_config[0].headers[0].items) == toset(["Accept", "Authorization", "Origin", "X-Api-Key"])
    error_message = "What tells callers apart is in the cache's key."
  }

  assert {
    condition     = aws_cloudfront_cache_policy.this.parameters_in_cache_key_and_forwarded_to_origin[0].cookies_config[0].cookie_behavior == "all" && aws_cloudfront_cache_policy.this.parameters_in_cache_key_and_forwarded_to_origin[0].query_strings_config[0].query_string_behavior == "all"
    error_message = "So are cookies and the query."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.origin).domain_name == var.origin_host && one(aws_cloudfront_distribution.this.origin).origin_path == "/dev" && one(aws_cloudfront_distribution.this.origin).custom_origin_config[0].origin_protocol_policy == "https-only"
    error_message = "The origin is the stage, by TLS."
  }

  assert {
    condition     = [for header in one(aws_cloudfront_distribution.this.origin).custom_header : header.name] == ["x-origin-verify"] && [for header in one(aws_cloudfront_distribution.this.origin).custom_header : header.value] == ["0123456789abcdef0123456789abcdef"]
    error_message = "The secret goes with each request."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].viewer_protocol_policy == "https-only" && aws_cloudfront_distribution.this.default_cache_behavior[0].cache_policy_id == aws_cloudfront_cache_policy.this.id && aws_cloudfront_distribution.this.default_cache_behavior[0].origin_request_policy_id == "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    error_message = "TLS only; the policies are in place, and Host is CloudFront's."
  }

  assert {
    condition     = length(aws_cloudfront_distribution.this.default_cache_behavior[0].allowed_methods) == 7 && toset(aws_cloudfront_distribution.this.default_cache_behavior[0].cached_methods) == toset(["GET", "HEAD"])
    error_message = "Every method passes; GET and HEAD are cached."
  }

  assert {
    condition     = alltrue([for response in aws_cloudfront_distribution.this.custom_error_response : response.error_caching_min_ttl == 0]) && length(aws_cloudfront_distribution.this.custom_error_response) == 10
    error_message = "Errors are not kept."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.viewer_certificate[0].cloudfront_default_certificate && length(aws_route53_record.cdn) == 0 && output.url == "https://d111111abcdef8.cloudfront.net"
    error_message = "CloudFront's own name unless another is given."
  }

  assert {
    condition     = length(aws_cloudfront_distribution.this.logging_config) == 1 && !aws_cloudfront_distribution.this.logging_config[0].include_cookies && one(one(aws_s3_bucket_lifecycle_configuration.logs.rule).expiration).days == 30
    error_message = "Accesses are logged without cookies, and expire."
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.logs.block_public_acls && aws_s3_bucket_public_access_block.logs.restrict_public_buckets && !aws_s3_bucket.logs.force_destroy
    error_message = "The logs are not public, and not lost by a destroy."
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.logs.rule).apply_server_side_encryption_by_default[0].sse_algorithm == "AES256" && one(aws_s3_bucket_ownership_controls.logs.rule).object_ownership == "BucketOwnerPreferred"
    error_message = "The bucket is one that CloudFront can write to: by an ACL, and with no key of KMS."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].response_headers_policy_id == "67f7725c-6f97-4210-82d7-5512b31e9d03"
    error_message = "Answers have the usual headers of safety."
  }
}

run "all_of_it" {
  command = apply

  variables {
    cache_key_headers  = ["Accept", "Accept-Language"]
    max_ttl_seconds    = 60
    price_class        = "PriceClass_All"
    domain             = { name = "api.example.com", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1", zone_id = "Z1" }
    web_acl_arn        = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/x/1"
    log_retention_days = 400
    force_destroy      = true
  }

  assert {
    condition     = contains(aws_cloudfront_cache_policy.this.parameters_in_cache_key_and_forwarded_to_origin[0].headers_config[0].headers[0].items, "Accept-Language") && contains(aws_cloudfront_cache_policy.this.parameters_in_cache_key_and_forwarded_to_origin[0].headers_config[0].headers[0].items, "X-Api-Key") && aws_cloudfront_cache_policy.this.max_ttl == 60
    error_message = "A header more in the key; the API key stays in it."
  }

  assert {
    condition     = toset(aws_cloudfront_distribution.this.aliases) == toset(["api.example.com"]) && aws_cloudfront_distribution.this.viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021" && aws_cloudfront_distribution.this.viewer_certificate[0].ssl_support_method == "sni-only" && keys(aws_route53_record.cdn) == ["A", "AAAA"] && output.url == "https://api.example.com"
    error_message = "The name, its certificate and its records."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.web_acl_id == var.web_acl_arn && aws_cloudfront_distribution.this.price_class == "PriceClass_All" && aws_s3_bucket.logs.force_destroy && one(one(aws_s3_bucket_lifecycle_configuration.logs.rule).expiration).days == 400
    error_message = "The rest is as given."
  }
}

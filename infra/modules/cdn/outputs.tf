output "url" {
  description = "Where the CDN answers."
  value       = "https://${var.domain == null ? aws_cloudfront_distribution.this.domain_name : var.domain.name}"
}

output "distribution_id" {
  description = "Id of the distribution, for invalidations."
  value       = aws_cloudfront_distribution.this.id
}

output "log_bucket" {
  description = "Bucket of the logs."
  value       = aws_s3_bucket.logs.bucket
}

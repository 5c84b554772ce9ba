output "cloudwatch_role_arn" {
  description = "ARN of the role by which API Gateway writes its logs."
  value       = aws_api_gateway_account.this.cloudwatch_role_arn
}

output "api_id" {
  description = "Id of the REST API."
  value       = aws_api_gateway_rest_api.this.id
}

output "stage_name" {
  description = "Name of the stage."
  value       = aws_api_gateway_stage.this.stage_name
}

output "url" {
  description = "Where the API answers: the custom domain where there is one, else the stage's own address. Paths are appended, as /hello."
  value       = local.has_domain ? "https://${local.domain_name}${var.domain.base_path == null ? "" : "/${var.domain.base_path}"}" : aws_api_gateway_stage.this.invoke_url
}

output "origin_host" {
  description = "Host of the stage's own address, for the CDN."
  value       = split("/", aws_api_gateway_stage.this.invoke_url)[2]
}

output "function_name" {
  description = "Name of the function."
  value       = aws_lambda_function.this.function_name
}

output "function_version" {
  description = "Version that was published last."
  value       = aws_lambda_function.this.version
}

output "function_alias_arn" {
  description = "ARN of the alias that the API calls."
  value       = local.function_alias.arn
}

output "api_key_ids" {
  description = "Ids of the keys by their names; `aws apigateway get-api-key --include-value` gives a value."
  value       = { for name, key in aws_api_gateway_api_key.this : name => key.id }
}

output "api_key_values" {
  description = "Values of the keys by their names."
  value       = { for name, key in aws_api_gateway_api_key.this : name => key.value }
  sensitive   = true
}

output "usage_plan_id" {
  description = "Id of the usage plan."
  value       = aws_api_gateway_usage_plan.this.id
}

output "log_group_names" {
  description = "Log groups: of the function, of the accesses, of API Gateway's own work; and of WAF where there is one."
  value = {
    function  = aws_cloudwatch_log_group.function.name
    access    = aws_cloudwatch_log_group.access.name
    execution = aws_cloudwatch_log_group.execution.name
    waf       = one(aws_cloudwatch_log_group.waf[*].name)
  }
}

output "canary" {
  description = "What infra/bin/deploy-canary needs; null without canary."
  value       = local.has_canary ? { application = aws_codedeploy_app.this[0].name, group = aws_codedeploy_deployment_group.this[0].deployment_group_name } : null
}

output "plan_role_arn" {
  description = "ARN of the role for pull requests."
  value       = aws_iam_role.plan.arn
}

output "deploy_role_arn" {
  description = "ARN of the role that deploys."
  value       = aws_iam_role.deploy.arn
}

output "permissions_boundary_arn" {
  description = "ARN of the boundary that the roles of a deployment carry."
  value       = aws_iam_policy.boundary.arn
}

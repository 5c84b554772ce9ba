output "state_bucket" {
  description = "Bucket of the states."
  value       = aws_s3_bucket.state.bucket
}

output "plan_role_arn" {
  description = "ARN of the role for pull requests; null without repository."
  value       = one(module.deploy_role[*].plan_role_arn)
}

output "deploy_role_arn" {
  description = "ARN of the role that deploys; null without repository."
  value       = one(module.deploy_role[*].deploy_role_arn)
}

output "permissions_boundary_arn" {
  description = "ARN of the boundary, for permissions_boundary_arn in env/*/env.hcl; null without repository."
  value       = one(module.deploy_role[*].permissions_boundary_arn)
}

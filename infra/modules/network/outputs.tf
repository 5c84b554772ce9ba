output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "function_subnet_ids" {
  description = "Ids of the three private subnets, in the order of the zones."
  value       = [for zone in local.zones : aws_subnet.private[zone].id]

  # A function that starts before the routes are there cannot reach anything.
  depends_on = [aws_route_table_association.private, aws_route.nat]
}

output "function_security_group_id" {
  description = "Id of the functions' security group."
  value       = aws_security_group.function.id
}

output "availability_zones" {
  description = "The three zones in use."
  value       = local.zones
}

output "flow_log_group_name" {
  description = "Log group of the flow log; null without one."
  value       = one(aws_cloudwatch_log_group.flow[*].name)
}

# The VPC, and each way out of it.

mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_availability_zones" {
    defaults = { names = ["ca-central-1a", "ca-central-1b", "ca-central-1d", "ca-central-1e"] }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json          = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
      minified_json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:ca-central-1:123456789012:log-group:mock" }
  }
}

variables {
  name   = "hello-dev"
  region = "ca-central-1"
}

run "as_it_comes" {
  command = apply

  assert {
    condition     = output.availability_zones == tolist(["ca-central-1a", "ca-central-1b", "ca-central-1d"]) && length(output.function_subnet_ids) == 3
    error_message = "A subnet in each of the region's first three zones."
  }

  assert {
    condition     = [for zone in output.availability_zones : aws_subnet.private[zone].cidr_block] == ["10.16.0.0/20", "10.16.16.0/20", "10.16.32.0/20"]
    error_message = "Each subnet has a sixteenth of the VPC's addresses."
  }

  assert {
    condition = alltrue([for resources in [
      aws_internet_gateway.this, values(aws_nat_gateway.this), values(aws_eip.nat), values(aws_route.nat), values(aws_vpc_endpoint.interface), values(aws_vpc_endpoint.gateway),
      aws_vpc_security_group_egress_rule.internet, aws_vpc_security_group_egress_rule.interfaces,
    ] : length(resources) == 0])
    error_message = "No way out, and nothing that is billed by the hour, unless asked for."
  }

  assert {
    condition     = aws_flow_log.this[0].traffic_type == "ALL" && aws_cloudwatch_log_group.flow[0].retention_in_days == 14 && output.flow_log_group_name == "/aws/vpc-flow-logs/hello-dev"
    error_message = "All traffic is logged for two weeks."
  }

  assert {
    condition     = aws_vpc.this.enable_dns_support && aws_vpc.this.enable_dns_hostnames && length(aws_default_security_group.this.ingress) == 0 && length(aws_default_security_group.this.egress) == 0
    error_message = "Names are resolved; the default security group lets nothing through."
  }

  assert {
    condition     = alltrue([for zone, association in aws_route_table_association.private : association.subnet_id == aws_subnet.private[zone].id && association.route_table_id == aws_route_table.private[zone].id])
    error_message = "Each subnet has the route table of its zone."
  }

  assert {
    condition     = [for filter in data.aws_availability_zones.available[0].filter : tolist(filter.values) if filter.name == "opt-in-status"] == [tolist(["opt-in-not-required"])]
    error_message = "Zones that one opts in to lack services."
  }

  assert {
    condition     = toset(data.aws_iam_policy_document.flow[0].statement[0].resources) == toset([aws_cloudwatch_log_group.flow[0].arn, "${aws_cloudwatch_log_group.flow[0].arn}:*"]) && length(data.aws_iam_policy_document.flow[0].statement) == 1
    error_message = "The flow log writes to its own group."
  }
}

run "endpoints" {
  command = apply

  variables {
    egress    = "endpoints"
    endpoints = ["dynamodb", "secretsmanager", "sqs"]
  }

  assert {
    condition     = keys(aws_vpc_endpoint.interface) == ["secretsmanager", "sqs"] && keys(aws_vpc_endpoint.gateway) == ["dynamodb"]
    error_message = "What has a free gateway gets no interface."
  }

  assert {
    condition     = aws_vpc_endpoint.interface["sqs"].service_name == "com.amazonaws.ca-central-1.sqs" && aws_vpc_endpoint.interface["sqs"].private_dns_enabled && aws_vpc_endpoint.interface["sqs"].subnet_ids == toset(values(aws_subnet.private)[*].id)
    error_message = "An interface in each subnet, under the service's own name."
  }

  assert {
    condition     = aws_vpc_endpoint.gateway["dynamodb"].route_table_ids == toset(values(aws_route_table.private)[*].id) && keys(aws_vpc_security_group_egress_rule.gateways) == ["dynamodb"]
    error_message = "The gateway is in each route table, and let out to."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.interfaces[0].referenced_security_group_id == aws_security_group.endpoints[0].id && aws_vpc_security_group_ingress_rule.endpoints[0].referenced_security_group_id == aws_security_group.function.id
    error_message = "Functions reach the endpoints; only they do."
  }

  assert {
    condition     = output.function_security_group_id == aws_security_group.function.id && toset(output.function_subnet_ids) == toset(values(aws_subnet.private)[*].id)
    error_message = "Functions get their own group, and the private subnets."
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_vpc_security_group_egress_rule.internet) == 0
    error_message = "No internet."
  }
}

run "gateway_endpoints_alone" {
  command = plan

  variables {
    egress    = "endpoints"
    endpoints = ["s3"]
  }

  assert {
    condition     = length(aws_security_group.endpoints) == 0 && length(aws_vpc_security_group_egress_rule.interfaces) == 0 && keys(aws_vpc_endpoint.gateway) == ["s3"]
    error_message = "Without interfaces there is no security group for them."
  }
}

run "nat" {
  command = apply

  variables {
    egress = "nat"
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["ca-central-1a"] && length(aws_eip.nat) == 1 && keys(aws_subnet.public) == ["ca-central-1a"]
    error_message = "One NAT gateway for all zones."
  }

  assert {
    condition     = length(aws_route.nat) == 3 && alltrue([for route in aws_route.nat : route.nat_gateway_id == aws_nat_gateway.this["ca-central-1a"].id])
    error_message = "Each private subnet goes through it."
  }

  assert {
    condition     = aws_route.public[0].destination_cidr_block == "0.0.0.0/0" && aws_route.public[0].gateway_id == aws_internet_gateway.this[0].id && alltrue([for association in aws_route_table_association.public : association.route_table_id == aws_route_table.public[0].id])
    error_message = "The NAT gateway itself goes to the internet."
  }

  assert {
    condition     = output.function_security_group_id == aws_security_group.function.id && toset(output.function_subnet_ids) == toset(values(aws_subnet.private)[*].id)
    error_message = "Functions are in private subnets."
  }

  assert {
    condition     = !aws_subnet.public["ca-central-1a"].map_public_ip_on_launch && aws_vpc_security_group_egress_rule.internet[0].from_port == 443 && aws_vpc_security_group_egress_rule.internet[0].to_port == 443
    error_message = "No public addresses; HTTPS only."
  }
}

run "nat_in_each_zone" {
  command = apply

  variables {
    egress             = "nat"
    nat_gateways       = "one_per_zone"
    availability_zones = ["ca-central-1b", "ca-central-1d", "ca-central-1a"]
    cidr_block         = "10.20.0.0/20"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 3 && alltrue([for zone, route in aws_route.nat : route.nat_gateway_id == aws_nat_gateway.this[zone].id])
    error_message = "Each private subnet goes through the gateway of its zone."
  }

  assert {
    condition     = length(distinct(concat(values(aws_subnet.private)[*].cidr_block, values(aws_subnet.public)[*].cidr_block))) == 6 && aws_subnet.private["ca-central-1b"].cidr_block == "10.20.0.0/24"
    error_message = "No two subnets share addresses; the order of the zones is the given one."
  }
}

run "flow_logs_of_refusals" {
  command = plan

  variables {
    flow_logs          = "REJECT"
    log_retention_days = 90
    kms_key_arn        = "arn:aws:kms:ca-central-1:123456789012:key/00000000-0000-0000-0000-000000000000"

    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
  }

  assert {
    condition     = aws_flow_log.this[0].traffic_type == "REJECT" && aws_cloudwatch_log_group.flow[0].retention_in_days == 90 && aws_cloudwatch_log_group.flow[0].kms_key_id == var.kms_key_arn && aws_iam_role.flow[0].permissions_boundary == var.permissions_boundary_arn
    error_message = "Kind, retention, key and boundary are the variables'."
  }
}

run "no_flow_logs" {
  command = plan

  variables {
    flow_logs = "OFF"
  }

  assert {
    condition     = length(aws_flow_log.this) + length(aws_cloudwatch_log_group.flow) + length(aws_iam_role.flow) == 0
    error_message = "The flow log can be left out."
  }
}

run "endpoints_of_nothing" {
  command = plan

  variables {
    egress = "endpoints"
  }

  expect_failures = [aws_vpc.this]
}

run "endpoints_beside_nat" {
  command = plan

  variables {
    egress    = "nat"
    endpoints = ["sqs"]
  }

  expect_failures = [aws_vpc.this]
}

run "region_of_two_zones" {
  command = plan

  override_data {
    target = data.aws_availability_zones.available
    values = { names = ["us-west-1a", "us-west-1b"] }
  }

  expect_failures = [data.aws_availability_zones.available[0]]
}

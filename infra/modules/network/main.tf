# A VPC for functions: three private subnets, one in each of three zones, and as little of a way out as is asked for.
#
#   egress = "none"       no route but to the VPC itself: what a function needs to compute and answer
#   egress = "endpoints"  the AWS services of var.endpoints, over addresses inside the VPC
#   egress = "nat"        the internet, through NAT gateways in public subnets that hold nothing else
#
# Lambda's invocations, its stdout logs and its traces do not go through the VPC, so "none" is no handicap to them.
# The network ACLs stay as AWS makes them: they know no connections, so a list of ports there cuts off the answers.

locals {
  # One zone, one subnet. A zone's place in the list is its subnet's place among the addresses, so the order has to stay.
  zones       = length(var.availability_zones) > 0 ? var.availability_zones : slice(data.aws_availability_zones.available[0].names, 0, 3)
  zone_number = { for number, zone in local.zones : zone => number }

  gateway_services    = var.egress == "endpoints" ? setintersection(var.endpoints, ["s3", "dynamodb"]) : toset([])
  interface_services  = var.egress == "endpoints" ? setsubtract(var.endpoints, ["s3", "dynamodb"]) : toset([])
  has_interfaces      = length(local.interface_services) > 0
  nat_zones           = var.egress != "nat" ? [] : var.nat_gateways == "one" ? slice(local.zones, 0, 1) : local.zones
  has_public_subnets  = var.egress == "nat"
  nat_zone_of         = { for zone in local.zones : zone => contains(local.nat_zones, zone) ? zone : try(local.nat_zones[0], zone) }
  endpoint_name_of    = { for service in var.endpoints : service => "com.amazonaws.${var.region}.${service}" }
  flow_log_is_written = var.flow_logs != "OFF"
}

data "aws_availability_zones" "available" {
  count = length(var.availability_zones) > 0 ? 0 : 1

  state = "available"

  # Local zones lack Lambda and most endpoints.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }

  lifecycle {
    postcondition {
      condition     = length(self.names) >= 3
      error_message = "The region ${var.region} has fewer than three availability zones open to this account."
    }
  }
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr_block
  enable_dns_support   = true
  enable_dns_hostnames = true # private names of the endpoints

  tags = { Name = var.name }

  lifecycle {
    precondition {
      condition     = var.egress != "endpoints" || length(var.endpoints) > 0
      error_message = "egress = \"endpoints\" needs at least one service in var.endpoints."
    }

    precondition {
      condition     = var.egress == "endpoints" || length(var.endpoints) == 0
      error_message = "var.endpoints is for egress = \"endpoints\" only; empty it, or change var.egress."
    }
  }
}

# Whoever forgets to name a security group gets one that lets nothing through.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-unused" }
}

resource "aws_subnet" "private" {
  for_each = local.zone_number

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(var.cidr_block, 4, each.value)

  tags = { Name = "${var.name}-private-${each.key}" }
}

resource "aws_route_table" "private" {
  for_each = local.zone_number

  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-private-${each.key}" }
}

resource "aws_route_table_association" "private" {
  for_each = local.zone_number

  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = aws_route_table.private[each.key].id
}

# ---- the functions' security group -----------------------------------------------------------------------------------

resource "aws_security_group" "function" {
  name        = "${var.name}-function"
  description = "Functions of ${var.name}: nothing comes in."
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-function" }
}

resource "aws_vpc_security_group_egress_rule" "internet" {
  count = var.egress == "nat" ? 1 : 0

  security_group_id = aws_security_group.function.id
  description       = "HTTPS to the internet"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  tags = { Name = "${var.name}-internet" }
}

resource "aws_vpc_security_group_egress_rule" "interfaces" {
  count = local.has_interfaces ? 1 : 0

  security_group_id            = aws_security_group.function.id
  description                  = "HTTPS to the endpoints"
  referenced_security_group_id = aws_security_group.endpoints[0].id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  tags = { Name = "${var.name}-endpoints" }
}

resource "aws_vpc_security_group_egress_rule" "gateways" {
  for_each = local.gateway_services

  security_group_id = aws_security_group.function.id
  description       = "HTTPS to ${each.key}"
  prefix_list_id    = aws_vpc_endpoint.gateway[each.key].prefix_list_id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  tags = { Name = "${var.name}-${each.key}" }
}

# ---- egress = "endpoints" --------------------------------------------------------------------------------------------

resource "aws_security_group" "endpoints" {
  count = local.has_interfaces ? 1 : 0

  name        = "${var.name}-endpoints"
  description = "Endpoints of AWS services: HTTPS from the functions."
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-endpoints" }
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  count = local.has_interfaces ? 1 : 0

  security_group_id            = aws_security_group.endpoints[0].id
  description                  = "HTTPS from the functions"
  referenced_security_group_id = aws_security_group.function.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  tags = { Name = "${var.name}-function" }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = local.interface_services

  vpc_id              = aws_vpc.this.id
  vpc_endpoint_type   = "Interface"
  service_name        = local.endpoint_name_of[each.key]
  subnet_ids          = [for zone in local.zones : aws_subnet.private[zone].id]
  security_group_ids  = [aws_security_group.endpoints[0].id]
  private_dns_enabled = true

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_vpc_endpoint" "gateway" {
  for_each = local.gateway_services

  vpc_id            = aws_vpc.this.id
  vpc_endpoint_type = "Gateway"
  service_name      = local.endpoint_name_of[each.key]
  route_table_ids   = [for zone in local.zones : aws_route_table.private[zone].id]

  tags = { Name = "${var.name}-${each.key}" }
}

# ---- egress = "nat" --------------------------------------------------------------------------------------------------

resource "aws_internet_gateway" "this" {
  count = local.has_public_subnets ? 1 : 0

  vpc_id = aws_vpc.this.id

  tags = { Name = var.name }
}

resource "aws_subnet" "public" {
  for_each = toset(local.nat_zones)

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = cidrsubnet(var.cidr_block, 4, 8 + local.zone_number[each.key])
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-public-${each.key}" }
}

resource "aws_route_table" "public" {
  count = local.has_public_subnets ? 1 : 0

  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-public" }
}

resource "aws_route" "public" {
  count = local.has_public_subnets ? 1 : 0

  route_table_id         = aws_route_table.public[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route_table_association" "public" {
  for_each = toset(local.nat_zones)

  subnet_id      = aws_subnet.public[each.key].id
  route_table_id = aws_route_table.public[0].id
}

resource "aws_eip" "nat" {
  for_each = toset(local.nat_zones)

  domain = "vpc"

  tags = { Name = "${var.name}-nat-${each.key}" }
}

resource "aws_nat_gateway" "this" {
  for_each = toset(local.nat_zones)

  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.public[each.key].id

  tags = { Name = "${var.name}-${each.key}" }

  depends_on = [aws_route.public] # without it nothing gets out
}

resource "aws_route" "nat" {
  for_each = var.egress == "nat" ? local.zone_number : {}

  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[local.nat_zone_of[each.key]].id
}

# ---- flow log --------------------------------------------------------------------------------------------------------

resource "aws_cloudwatch_log_group" "flow" {
  count = local.flow_log_is_written ? 1 : 0

  name              = "/aws/vpc-flow-logs/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_iam_policy_document" "flow_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["vpc-flow-logs.amazonaws.com"]
    }

    # Flow logs of other accounts must not borrow the role (the confused deputy).
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${data.aws_partition.current.partition}:ec2:${var.region}:${data.aws_caller_identity.current.account_id}:vpc-flow-log/*"]
    }
  }
}

data "aws_iam_policy_document" "flow" {
  count = local.flow_log_is_written ? 1 : 0

  statement {
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = [aws_cloudwatch_log_group.flow[0].arn, "${aws_cloudwatch_log_group.flow[0].arn}:*"]
  }
}

resource "aws_iam_role" "flow" {
  count = local.flow_log_is_written ? 1 : 0

  name                 = "${var.name}-flow-log"
  description          = "The flow log of ${var.name} writes to its log group by this role."
  assume_role_policy   = data.aws_iam_policy_document.flow_trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "flow" {
  count = local.flow_log_is_written ? 1 : 0

  name   = "write-own-log-group"
  role   = aws_iam_role.flow[0].id
  policy = data.aws_iam_policy_document.flow[0].json
}

resource "aws_flow_log" "this" {
  count = local.flow_log_is_written ? 1 : 0

  vpc_id          = aws_vpc.this.id
  traffic_type    = var.flow_logs
  log_destination = aws_cloudwatch_log_group.flow[0].arn
  iam_role_arn    = aws_iam_role.flow[0].arn

  tags = { Name = var.name }
}

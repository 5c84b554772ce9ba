# The role by which API Gateway writes its logs. It is a setting of the whole account in a region, and one only: in the
# module of an API, the second API's destroy would take the logs of the first. AWS wants these rights on all groups.

data "aws_partition" "current" {}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["apigateway.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "gateway" {
  name                 = "${var.name}-api-gateway-logs"
  description          = "API Gateway of this region writes its access and execution logs by this role."
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy_attachment" "gateway" {
  role       = aws_iam_role.gateway.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_api_gateway_account" "this" {
  cloudwatch_role_arn = aws_iam_role.gateway.arn

  # API Gateway tries the role when it is set.
  depends_on = [aws_iam_role_policy_attachment.gateway]
}

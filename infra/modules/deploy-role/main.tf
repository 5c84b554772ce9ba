# The two roles of a CI on GitHub, which gets them by OIDC: no keys of AWS lie at GitHub.
#
#   plan    any pull request of the repository: reads, and changes nothing
#   deploy  the branch, or the environment, that may deploy: makes and changes what is named after the deployment
#
# A role that can make roles could make one with more rights than its own. So those it makes have to carry the boundary
# below, which forbids IAM and the detours to it: give its ARN to the other modules as permissions_boundary_arn.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  partition = data.aws_partition.current.partition
  account   = data.aws_caller_identity.current.account_id
  issuer    = "token.actions.githubusercontent.com"
  provider  = var.create_oidc_provider ? aws_iam_openid_connect_provider.github[0].arn : "arn:${local.partition}:iam::${local.account}:oidc-provider/${local.issuer}"

  subjects = {
    plan   = "repo:${var.repository}:pull_request"
    deploy = "repo:${var.repository}:${var.environment == null ? "ref:refs/heads/${var.branch}" : "environment:${var.environment}"}"
  }

  state_objects = "arn:${local.partition}:s3:::${var.state_bucket}/*"
  state_bucket  = "arn:${local.partition}:s3:::${var.state_bucket}"
  own_roles     = "arn:${local.partition}:iam::${local.account}:role/${var.name}-*"
  own_functions = "arn:${local.partition}:lambda:${var.region}:${local.account}:function:${var.name}-*"
  cdn_logs      = "arn:${local.partition}:s3:::${var.name}-*-cdn-logs-${local.account}"

  # What a plan asks of a bucket; not what is in it.
  bucket_read_actions = [
    "s3:GetAccelerateConfiguration", "s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration",
    "s3:GetReplicationConfiguration", "s3:ListBucket",
  ]

  # What a plan has to see. Describe calls mostly know no resources.
  read_actions = [
    "acm:DescribeCertificate", "acm:ListTagsForCertificate",
    "apigateway:GET",
    "cloudfront:Get*", "cloudfront:List*",
    "cloudwatch:DescribeAlarms", "cloudwatch:GetDashboard", "cloudwatch:ListTagsForResource",
    "codedeploy:Get*", "codedeploy:List*",
    "ec2:Describe*",
    "logs:DescribeLogGroups", "logs:ListTagsForResource",
    "route53:Get*", "route53:List*",
    "wafv2:Get*", "wafv2:List*",
  ]
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.create_oidc_provider ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "trust" {
  for_each = local.subjects

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.provider]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }

    # Exactly one subject: a pattern such as repo:owner/* lets other repositories in.
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = [each.value]
    }
  }
}

# ---- the boundary of the roles that the deployment makes -------------------------------------------------------------

data "aws_iam_policy_document" "boundary" {
  statement {
    sid       = "WhatTheirPoliciesGrant"
    actions   = ["*"]
    resources = ["*"]
  }

  statement {
    sid       = "ButNeverMoreRights"
    effect    = "Deny"
    actions   = ["iam:*", "organizations:*", "account:*", "sts:AssumeRole", "sts:AssumeRoleWith*"]
    resources = ["*"]
  }

  # The other ways to more rights: code and orders put where another role works, and the states, whose secrets and
  # resources are all.
  statement {
    sid    = "NorThroughOthers"
    effect = "Deny"
    actions = [
      "cloudformation:*", "codebuild:*", "codepipeline:*", "ec2-instance-connect:*", "ecs:ExecuteCommand", "glue:Update*",
      "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration", "ssm:SendCommand", "ssm:StartAutomationExecution", "ssm:StartSession",
      "states:UpdateStateMachine",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "NorTheStates"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [local.state_bucket, local.state_objects]
  }
}

resource "aws_iam_policy" "boundary" {
  name        = "${var.name}-boundary"
  description = "Bounds the roles that the deployment of ${var.name} makes."
  policy      = data.aws_iam_policy_document.boundary.json
}

# ---- plan ------------------------------------------------------------------------------------------------------------

data "aws_iam_policy_document" "plan" {
  statement {
    sid       = "See"
    actions   = local.read_actions
    resources = ["*"]
  }

  statement {
    sid       = "SeeOwnFunctions"
    actions   = ["lambda:Get*", "lambda:List*"]
    resources = [local.own_functions]
  }

  statement {
    sid       = "SeeOwnRoles"
    actions   = ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:ListInstanceProfilesForRole"]
    resources = [local.own_roles]
  }

  statement {
    sid       = "ReadState"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [local.state_bucket, local.state_objects]
  }

  dynamic "statement" {
    for_each = var.allow_switches ? ["logs"] : []

    content {
      sid       = "SeeCdnLogBucket"
      actions   = local.bucket_read_actions
      resources = [local.cdn_logs]
    }
  }

  # The state where it is encrypted with a key, and environments of functions.
  dynamic "statement" {
    for_each = length(var.kms_key_arns) > 0 ? [var.kms_key_arns] : []

    content {
      sid       = "ReadWithKeys"
      actions   = ["kms:Decrypt", "kms:DescribeKey"]
      resources = statement.value
    }
  }
}

resource "aws_iam_role" "plan" {
  name                 = "${var.name}-plan"
  description          = "Pull requests of ${var.repository} plan by this role."
  assume_role_policy   = data.aws_iam_policy_document.trust["plan"].json
  max_session_duration = 3600
}

resource "aws_iam_role_policy" "plan" {
  name   = "plan"
  role   = aws_iam_role.plan.id
  policy = data.aws_iam_policy_document.plan.json
}

# ---- deploy ----------------------------------------------------------------------------------------------------------

data "aws_iam_policy_document" "deploy" {
  statement {
    sid       = "See"
    actions   = local.read_actions
    resources = ["*"]
  }

  statement {
    sid       = "State"
    actions   = ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"]
    resources = [local.state_bucket, local.state_objects]
  }

  statement {
    sid       = "OwnFunctions"
    actions   = ["lambda:*"]
    resources = [local.own_functions]
  }

  # Ids of APIs are not known beforehand, and API Gateway's rights go by them: the region is all that can be said.
  statement {
    sid       = "Apis"
    actions   = ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT", "apigateway:SetWebACL", "apigateway:UpdateRestApiPolicy"]
    resources = ["arn:${local.partition}:apigateway:${var.region}::*"]
  }

  statement {
    sid = "OwnLogGroups"
    actions = [
      "logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:DeleteRetentionPolicy", "logs:PutRetentionPolicy",
      "logs:AssociateKmsKey", "logs:DisassociateKmsKey", "logs:TagResource", "logs:UntagResource",
    ]
    resources = [for group in [
      "/aws/lambda/${var.name}-*", "/aws/api-gateway/${var.name}-*", "/aws/vpc-flow-logs/${var.name}-*",
      "API-Gateway-Execution-Logs_*", "aws-waf-logs-${var.name}-*",
    ] : "arn:${local.partition}:logs:${var.region}:${local.account}:log-group:${group}"]
  }

  # Which logs go where: these calls know no resources.
  statement {
    sid       = "LogDelivery"
    actions   = ["logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:UpdateLogDelivery", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies"]
    resources = ["*"]
  }

  statement {
    sid       = "OwnAlarms"
    actions   = ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "cloudwatch:UntagResource"]
    resources = ["arn:${local.partition}:cloudwatch:${var.region}:${local.account}:alarm:${var.name}-*"]
  }

  statement {
    sid       = "OwnDashboards"
    actions   = ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"]
    resources = ["arn:${local.partition}:cloudwatch::${local.account}:dashboard/${var.name}-*"]
  }

  statement {
    sid = "Network"
    actions = [
      "ec2:AllocateAddress", "ec2:AssociateRouteTable", "ec2:AttachInternetGateway", "ec2:AuthorizeSecurityGroupEgress",
      "ec2:AuthorizeSecurityGroupIngress", "ec2:CreateFlowLogs", "ec2:CreateInternetGateway", "ec2:CreateNatGateway", "ec2:CreateRoute",
      "ec2:CreateRouteTable", "ec2:CreateSecurityGroup", "ec2:CreateSubnet", "ec2:CreateTags", "ec2:CreateVpc", "ec2:CreateVpcEndpoint",
      "ec2:DeleteFlowLogs", "ec2:DeleteInternetGateway", "ec2:DeleteNatGateway", "ec2:DeleteRoute", "ec2:DeleteRouteTable",
      "ec2:DeleteSecurityGroup", "ec2:DeleteSubnet", "ec2:DeleteTags", "ec2:DeleteVpc", "ec2:DeleteVpcEndpoints", "ec2:DetachInternetGateway",
      "ec2:DetachNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DisassociateAddress", "ec2:DisassociateRouteTable",
      "ec2:ModifySecurityGroupRules", "ec2:ModifySubnetAttribute", "ec2:ModifyVpcAttribute", "ec2:ModifyVpcEndpoint", "ec2:ReleaseAddress",
      "ec2:ReplaceRoute", "ec2:ReplaceRouteTableAssociation", "ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress",
      "ec2:UpdateSecurityGroupRuleDescriptionsEgress", "ec2:UpdateSecurityGroupRuleDescriptionsIngress",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [var.region]
    }
  }

  statement {
    sid       = "MakeBoundedRoles"
    actions   = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]
    resources = [local.own_roles]

    condition {
      test     = "StringEquals"
      variable = "iam:PermissionsBoundary"
      values   = [aws_iam_policy.boundary.arn]
    }
  }

  statement {
    sid = "KeepOwnRoles"
    actions = [
      "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies",
      "iam:ListInstanceProfilesForRole", "iam:ListRolePolicies", "iam:TagRole", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole",
      "iam:UpdateRoleDescription",
    ]
    resources = [local.own_roles]
  }

  # Not its own role, nor that of plans; nor those of another project whose name starts with this one's.
  statement {
    sid       = "NotTheseRoles"
    effect    = "Deny"
    actions   = ["iam:*"]
    resources = ["arn:${local.partition}:iam::${local.account}:role/*-deploy", "arn:${local.partition}:iam::${local.account}:role/*-plan"]
  }

  statement {
    sid       = "GiveRolesToServices"
    actions   = ["iam:PassRole"]
    resources = [local.own_roles]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["apigateway.amazonaws.com", "codedeploy.amazonaws.com", "lambda.amazonaws.com", "vpc-flow-logs.amazonaws.com"]
    }
  }

  # Asked for by an interface endpoint with the service's own name. The zone is AWS's: its id is not known.
  statement {
    sid       = "NamesOfEndpoints"
    actions   = ["route53:AssociateVPCWithHostedZone"]
    resources = ["arn:${local.partition}:route53:::hostedzone/*", "arn:${local.partition}:ec2:${var.region}:${local.account}:vpc/*"]
  }

  # Logs and environments with a key (kms_key_arn of the modules), and a state with one. Lambda grants itself the use of it.
  dynamic "statement" {
    for_each = length(var.kms_key_arns) > 0 ? [var.kms_key_arns] : []

    content {
      sid       = "UseKeys"
      actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"]
      resources = statement.value
    }
  }

  dynamic "statement" {
    for_each = length(var.kms_key_arns) > 0 ? [var.kms_key_arns] : []

    content {
      sid       = "GrantKeysToLambda"
      actions   = ["kms:CreateGrant"]
      resources = statement.value

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["lambda.${var.region}.amazonaws.com"]
      }
    }
  }

  # Roles that the services make for themselves on first use, with rights that AWS has written.
  statement {
    sid       = "RolesOfServices"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = [for service in ["ops.apigateway", "wafv2"] : "arn:${local.partition}:iam::${local.account}:role/aws-service-role/${service}.amazonaws.com/*"]
  }

  dynamic "statement" {
    for_each = var.allow_switches ? ["edge"] : []

    # What the switches waf, domain, canary and the module cdn make; most of it is named by ids.
    content {
      sid = "Switches"
      actions = [
        "acm:AddTagsToCertificate", "acm:DeleteCertificate", "acm:RemoveTagsFromCertificate", "acm:RequestCertificate",
        "cloudfront:Create*", "cloudfront:Delete*", "cloudfront:TagResource", "cloudfront:UntagResource", "cloudfront:Update*",
        "codedeploy:Create*", "codedeploy:Delete*", "codedeploy:RegisterApplicationRevision", "codedeploy:StopDeployment", "codedeploy:TagResource", "codedeploy:UntagResource", "codedeploy:UpdateDeploymentGroup",
        "route53:ChangeResourceRecordSets",
        "wafv2:AssociateWebACL", "wafv2:CreateWebACL", "wafv2:DeleteLoggingConfiguration", "wafv2:DeleteWebACL", "wafv2:DisassociateWebACL",
        "wafv2:PutLoggingConfiguration", "wafv2:TagResource", "wafv2:UntagResource", "wafv2:UpdateWebACL",
      ]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = var.allow_switches ? ["logs"] : []

    content {
      sid       = "CdnLogBucket"
      actions   = concat(local.bucket_read_actions, ["s3:CreateBucket", "s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:PutBucket*", "s3:PutEncryptionConfiguration", "s3:PutLifecycleConfiguration"])
      resources = [local.cdn_logs]
    }
  }
}

resource "aws_iam_role" "deploy" {
  name                 = "${var.name}-deploy"
  description          = "${var.repository} deploys by this role."
  assume_role_policy   = data.aws_iam_policy_document.trust["deploy"].json
  max_session_duration = 3600
}

# Inline, since a policy of its own may have 6,144 characters only; this may have 10,240.
resource "aws_iam_role_policy" "deploy" {
  name   = "deploy"
  role   = aws_iam_role.deploy.id
  policy = data.aws_iam_policy_document.deploy.minified_json
}

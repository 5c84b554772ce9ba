# The roles of the CI: who gets them, and what they may not do.

mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
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

  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::123456789012:policy/mock" }
  }

  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
  }
}

variables {
  name         = "hello"
  region       = "ca-central-1"
  repository   = "owner/name"
  state_bucket = "hello-tfstate-123456789012"
}

run "as_it_comes" {
  command = apply

  assert {
    condition     = { for name, document in data.aws_iam_policy_document.trust : name => [for condition in document.statement[0].condition : one(condition.values) if endswith(condition.variable, ":sub")] } == { plan = ["repo:owner/name:pull_request"], deploy = ["repo:owner/name:ref:refs/heads/main"] }
    error_message = "Pull requests plan, the branch deploys, nobody else."
  }

  assert {
    condition     = alltrue([for document in data.aws_iam_policy_document.trust : alltrue([for condition in document.statement[0].condition : condition.test == "StringEquals"]) && length(document.statement[0].condition) == 2])
    error_message = "Issuer's audience and subject are compared as a whole."
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.deploy.statement : one([for condition in statement.condition : one(condition.values)]) == aws_iam_policy.boundary.arn if statement.sid == "MakeBoundedRoles"] == [true]
    error_message = "Roles are made with the boundary only."
  }

  assert {
    condition = toset(flatten([for statement in data.aws_iam_policy_document.deploy.statement : [for resource in statement.resources : split("/", resource)[1]] if statement.effect == "Deny" && contains(statement.actions, "iam:*")
    ])) == toset(["*-deploy", "*-plan"])
    error_message = "The deploy role changes neither itself nor the CI's roles of other projects."
  }

  # Each of these gives rights to a role.
  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.deploy.statement : anytrue([for condition in statement.condition : condition.test == "StringEquals" && condition.variable == "iam:PermissionsBoundary"])
      if statement.effect != "Deny" && length(setintersection(statement.actions, ["iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"])) > 0
    ])
    error_message = "Rights are given to bounded roles only."
  }

  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.deploy.statement : statement.effect == "Deny" || length(setintersection(statement.actions,
      ["*", "iam:*", "iam:DeleteRolePermissionsBoundary", "iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:CreateUser", "iam:CreateAccessKey", "iam:AddRoleToInstanceProfile", "sts:AssumeRole"])) == 0
    ])
    error_message = "The boundary stays what it is and where it is; there are no other ways to rights."
  }

  assert {
    condition = alltrue(flatten([for statement in data.aws_iam_policy_document.deploy.statement : [for resource in statement.resources :
      resource == "arn:aws:iam::123456789012:role/hello-*" || startswith(resource, "arn:aws:iam::123456789012:role/aws-service-role/")
    ] if statement.effect != "Deny" && anytrue([for action in statement.actions : startswith(action, "iam:")])]))
    error_message = "Roles are its own, or those of services."
  }

  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.deploy.statement : statement.actions == toset(["iam:PassRole"]) &&
      [for condition in statement.condition : condition.values if condition.test == "StringEquals" && condition.variable == "iam:PassedToService"] == [tolist(["apigateway.amazonaws.com", "codedeploy.amazonaws.com", "lambda.amazonaws.com", "vpc-flow-logs.amazonaws.com"])]
    if contains(statement.actions, "iam:PassRole")])
    error_message = "Roles are given to the four services that use them."
  }

  assert {
    condition = alltrue(flatten([for statement in concat(data.aws_iam_policy_document.deploy.statement, data.aws_iam_policy_document.plan.statement) : [for resource in statement.resources :
      startswith(resource, "arn:aws:s3:::hello-tfstate-123456789012") if anytrue([for action in statement.actions : startswith(action, "s3:")])
    ]]))
    error_message = "Of buckets it is that of the states."
  }

  assert {
    condition = alltrue(flatten([for statement in concat(data.aws_iam_policy_document.deploy.statement, data.aws_iam_policy_document.plan.statement) : [for resource in statement.resources :
      resource == "arn:aws:lambda:ca-central-1:123456789012:function:hello-*" if anytrue([for action in statement.actions : startswith(action, "lambda:")])
    ]]))
    error_message = "Of functions it is its own, code and environment of others are not read."
  }

  assert {
    condition = alltrue([for statement in data.aws_iam_policy_document.deploy.statement : [for condition in statement.condition : condition.values if condition.variable == "aws:RequestedRegion"] == [tolist(["ca-central-1"])]
      if anytrue([for action in statement.actions : startswith(action, "ec2:") && !startswith(action, "ec2:Describe")])
    ])
    error_message = "Networks are made in the one region."
  }

  assert {
    condition     = anytrue([for statement in data.aws_iam_policy_document.deploy.statement : contains(statement.actions, "route53:AssociateVPCWithHostedZone") && contains(statement.resources, "arn:aws:ec2:ca-central-1:123456789012:vpc/*")])
    error_message = "An endpoint with the service's name needs a zone that AWS holds."
  }

  assert {
    condition     = length(flatten([for statement in concat(data.aws_iam_policy_document.deploy.statement, data.aws_iam_policy_document.plan.statement) : [for action in statement.actions : action if startswith(action, "kms:")]])) == 0
    error_message = "No rights to keys where none are used."
  }

  assert {
    condition     = aws_iam_openid_connect_provider.github[0].client_id_list == toset(["sts.amazonaws.com"])
    error_message = "Tokens for others are none for AWS."
  }

  assert {
    condition = alltrue([for action in ["iam:*", "sts:AssumeRole", "lambda:UpdateFunctionCode", "ssm:SendCommand", "cloudformation:*", "codebuild:*", "s3:*"] :
      contains(flatten([for statement in data.aws_iam_policy_document.boundary.statement : statement.actions if statement.effect == "Deny"]), action)
    ])
    error_message = "Roles that the deployment makes come to no rights of others."
  }

  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.plan.statement : alltrue([for action in statement.actions : can(regex(":(Get|List|Describe|GET)", action))])])
    error_message = "A plan only reads."
  }

  assert {
    condition     = !contains(data.aws_iam_policy_document.deploy.statement[*].sid, "Switches") && length(aws_iam_openid_connect_provider.github) == 1
    error_message = "No rights for what is off; the provider is made."
  }
}

run "by_environment" {
  command = plan

  variables {
    environment          = "prod"
    create_oidc_provider = false
    allow_switches       = true
  }

  assert {
    condition     = [for condition in data.aws_iam_policy_document.trust["deploy"].statement[0].condition : one(condition.values) if endswith(condition.variable, ":sub")] == ["repo:owner/name:environment:prod"]
    error_message = "Jobs of the environment deploy."
  }

  assert {
    condition     = one(data.aws_iam_policy_document.trust["plan"].statement[0].principals).identifiers == toset(["arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"]) && length(aws_iam_openid_connect_provider.github) == 0
    error_message = "The account's provider is used."
  }

  assert {
    condition     = contains(data.aws_iam_policy_document.deploy.statement[*].sid, "Switches") && contains(data.aws_iam_policy_document.deploy.statement[*].sid, "CdnLogBucket")
    error_message = "The switches' rights are given."
  }

  assert {
    condition = [for statement in data.aws_iam_policy_document.plan.statement : statement.resources if statement.sid == "SeeCdnLogBucket"] == [toset(["arn:aws:s3:::hello-*-cdn-logs-123456789012"])] && alltrue(flatten([
      for statement in data.aws_iam_policy_document.plan.statement : [for action in statement.actions : !contains(["s3:*", "s3:Get*", "s3:GetObject"], action)] if statement.sid == "SeeCdnLogBucket"
    ]))
    error_message = "A plan sees the bucket of the CDN's logs, and not what is in it."
  }
}

run "with_keys" {
  command = plan

  variables {
    kms_key_arns = ["arn:aws:kms:ca-central-1:123456789012:key/1"]
  }

  assert {
    condition = jsonencode({ for statement in concat(data.aws_iam_policy_document.plan.statement, data.aws_iam_policy_document.deploy.statement) : statement.sid => sort(statement.actions) if anytrue([for action in statement.actions : startswith(action, "kms:")]) }) == jsonencode({
      ReadWithKeys      = ["kms:Decrypt", "kms:DescribeKey"]
      UseKeys           = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"]
      GrantKeysToLambda = ["kms:CreateGrant"]
    })
    error_message = "A plan decrypts; a deployment encrypts too, and lets Lambda use the key."
  }

  assert {
    condition     = alltrue([for statement in concat(data.aws_iam_policy_document.plan.statement, data.aws_iam_policy_document.deploy.statement) : tolist(statement.resources) == tolist(var.kms_key_arns) if anytrue([for action in statement.actions : startswith(action, "kms:")])])
    error_message = "Of keys it is these."
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.deploy.statement : [for condition in statement.condition : one(condition.values) if condition.variable == "kms:ViaService"] if contains(statement.actions, "kms:CreateGrant")] == [["lambda.ca-central-1.amazonaws.com"]]
    error_message = "Grants go by Lambda only."
  }
}

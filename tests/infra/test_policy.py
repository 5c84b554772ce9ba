"""The plan of all modules has nothing that policy.py finds; and mistakes made on purpose are found, each by its rule."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import HERE, copy_of_infra, run
from policy import findings


def plan_of(target, env, attached_env):
    """plan.json of plans/main.tf over the infra/ beside it."""
    folder = target / "plans"
    run(["terraform", "init"], folder, env)
    run(["terraform", "plan", "-out=plan"], folder, env)
    shown = run(["terraform", "show", "-json", "plan"], folder, attached_env).stdout
    return json.loads(shown[shown.index("{"):])


@pytest.fixture(scope="module")
def plans(scratch, cloud, attached_env):
    """Two at a time: as the modules are, and with all mistakes at once, in which each has to be found by itself."""
    targets = {}
    for name in ("policy", "mutated"):
        targets[name] = copy_of_infra(scratch / name)
        shutil.copytree(HERE / "plans", targets[name] / "plans")
    for name, (file, old, new, _) in MUTATIONS.items():
        if old is None:
            continue  # made by the one before it
        path = targets["mutated"] / "infra" / file
        text = path.read_text()
        assert old in text, f"{name}: {file} is not as the mutation expects it"
        path.write_text(text.replace(old, new))
    with ThreadPoolExecutor(2) as pool:
        made = {name: pool.submit(plan_of, target, cloud, attached_env) for name, target in targets.items()}
    plans = {name: plan.result() for name, plan in made.items()}
    run(["terraform", "validate"], targets["policy"] / "plans", attached_env)
    return plans


def test_nothing_is_found(plans):
    plan = plans["policy"]
    assert len(plan["resource_changes"]) > 150
    assert findings(plan) == set()


API, NETWORK, CDN, ROLE = "modules/api/", "modules/network/", "modules/cdn/", "modules/deploy-role/"

# name: (file, what is there, what is made of it, what is found). Those of one round do not hide each other.
MUTATIONS = {
    "key not required": (API + "gateway.tf", "api_key_required = true\n\n  request_parameters", "api_key_required = false\n\n  request_parameters", "a key is asked for"),
    "root without a key": (API + "gateway.tf", 'http_method      = "ANY"\n  authorization    = "NONE"\n  api_key_required = true\n}', 'http_method      = "ANY"\n  authorization    = "NONE"\n  api_key_required = false\n}', "module.api.aws_api_gateway_method.root[0]"),
    "docs open to POST": (API + "gateway.tf", 'http_method      = "GET"', 'http_method      = "POST"', "without a key only GET"),
    "wrong principal": (API + "function.tf", '"apigateway.amazonaws.com"\n  source_arn', '"*"\n  source_arn', "API Gateway alone calls"),
    "permission of the function, not the alias": (API + "function.tf", "  qualifier     = local.function_alias.name\n", "", "it calls the alias"),
    "any API may call": (API + "function.tf", '  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/${var.stage_name}/*/*"\n', "", "only the own stage calls"),
    "execution log never expires": (API + "gateway.tf", "  name              = local.execution_log_group\n  retention_in_days = var.log_retention_days\n", "  name              = local.execution_log_group\n", "logs expire"),
    "policy with *": (API + "function.tf", 'actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]', 'actions   = ["*"]', "no right to everything"),
    "policy on *": (API + "function.tf", 'resources = ["${aws_cloudwatch_log_group.function.arn}:*"]', 'resources = ["*"]', "resources are named"),
    "broad policy of AWS": (API + "function.tf", "AWSLambdaENIManagementAccess\"", "AWSLambdaVPCAccessExecutionRole\"", "AWS's policies are the narrow ones"),
    "bodies in the log": (API + "gateway.tf", "data_trace_enabled     = false", "data_trace_enabled     = true", "bodies are not logged"),
    "cache at the stage": (API + "gateway.tf", "  xray_tracing_enabled = var.tracing", '  cache_cluster_enabled = true\n  cache_cluster_size = "0.5"\n  xray_tracing_enabled = false', "no cache is billed"),
    "no traces": (API + "gateway.tf", None, None, "requests are traced"),
    "key in the access log": (API + "gateway.tf", 'apiKeyId           = "$context.identity.apiKeyId"', 'apiKeyId           = "$context.identity.apiKey"', "no key in the log"),
    "no throttle": (API + "gateway.tf", "rate_limit  = var.throttle.rate", "rate_limit  = 0", "each key has a throttle"),
    "no versions": (API + "function.tf", "publish          = true", "publish          = false", "versions are published"),
    "alarm of another metric": (API + "alarms.tf", '"5XXError"\n  dim', '"4XXError"\n  dim', "there are four alarms"),
    "WAF lets all through": (API + "waf.tf", "      action {\n        block {}\n      }\n\n      statement {\n        not_statement", "      action {\n        count {}\n      }\n\n      statement {\n        not_statement", "who goes round the CDN is blocked"),
    "WAF logs the key": (API + "waf.tf", '"x-api-key", "x-origin', '"x-origin', "WAF logs no keys"),
    "samples of the secret": (API + "waf.tf", "sampled_requests_enabled   = !local.has_origin_check", "sampled_requests_enabled   = true", "samples do not show the secret"),
    "old TLS": (API + "domain.tf", '"TLS_1_2"', '"TLS_1_0"', "TLS 1.2 (CKV_AWS_206)"),
    "any port": (NETWORK + "main.tf", '  description                  = "HTTPS from the functions"\n  referenced_security_group_id = aws_security_group.function.id\n  ip_protocol                  = "tcp"\n  from_port                    = 443', '  description                  = "HTTPS from the functions"\n  referenced_security_group_id = aws_security_group.function.id\n  ip_protocol                  = "tcp"\n  from_port                    = 0', "HTTPS only"),
    "public addresses": (NETWORK + "main.tf", "map_public_ip_on_launch = false", "map_public_ip_on_launch = true", "no public addresses"),
    "WAF unasked": (API + "waf.tf", "has_waf          = var.waf != null || local.has_origin_check", "has_waf          = true", "nothing is billed unasked: module.plain"),
    "key not in the cache's key": (CDN + "main.tf", '["Authorization", "Origin", "X-Api-Key"]', '["Authorization", "Origin"]', "callers are apart in the cache"),
    "kept without Cache-Control": (CDN + "main.tf", "default_ttl = 0 #", "default_ttl = 60 #", "Cache-Control decides"),
    "viewers without TLS": (CDN + "main.tf", 'viewer_protocol_policy     = "https-only"', 'viewer_protocol_policy     = "allow-all"', "viewers use TLS"),
    "logs of the CDN public": (CDN + "main.tf", "restrict_public_buckets = true", "restrict_public_buckets = false", "buckets are not public"),
    "any repository": (ROLE + "main.tf", 'test     = "StringEquals"\n      variable = "${local.issuer}:sub"', 'test     = "StringLike"\n      variable = "${local.issuer}:sub"', "one repository takes the role"),
    "flow logs of others": (NETWORK + "main.tf", '      variable = "aws:SourceAccount"\n', '      variable = "aws:PrincipalAccount"\n', "nobody else's flow log takes the role"),
    "flow log writes anywhere": (NETWORK + "main.tf", 'resources = [aws_cloudwatch_log_group.flow[0].arn, "${aws_cloudwatch_log_group.flow[0].arn}:*"]', 'resources = ["arn:aws:logs:*:*:log-group:*"]', "log groups are named"),
    "NAT before its route": (NETWORK + "main.tf", "depends_on = [aws_route.public]", "depends_on = []", "aws_route.public comes before it"),
    "role for two services": (API + "function.tf", '["lambda.amazonaws.com"]', '["lambda.amazonaws.com", "ec2.amazonaws.com"]', "a role is for one service"),
    "role without boundary": (API + "canary.tf", "  permissions_boundary = var.permissions_boundary_arn\n", "", "roles can be bounded: api.aws_iam_role.canary"),
    "function before its log group": (API + "function.tf", "    aws_cloudwatch_log_group.function,\n    aws_iam_role_policy.function,", "    aws_iam_role_policy.function,", "aws_cloudwatch_log_group.function comes before it"),
    "stage before its log group": (API + "gateway.tf", "  depends_on = [aws_cloudwatch_log_group.execution]\n", "", "aws_cloudwatch_log_group.execution comes before it"),
    "deployment before a method": (API + "gateway.tf", "    aws_api_gateway_integration.docs, aws_api_gateway_integration.docs_files,\n    aws", "    aws", "aws_api_gateway_integration.docs_files comes before it"),
    "integration of the function, not the alias": (API + "gateway.tf", "  uri                     = local.function_alias.invoke_arn\n", "  uri                     = aws_lambda_function.this.invoke_arn\n", "uri is made of"),
    "plan of a stage by its name only": (API + "gateway.tf", "stage  = aws_api_gateway_stage.this.stage_name\n  }\n\n  throttle", "stage  = var.stage_name\n  }\n\n  throttle", "api_stages.stage is made of"),
    "WAF only counts": (API + "waf.tf", "override_action {\n        none {}", "override_action {\n        count {}", "rules act"),
    "account's setting before its rights": ("modules/account/main.tf", "  depends_on = [aws_iam_role_policy_attachment.gateway]\n", "", "aws_iam_role_policy_attachment.gateway comes before it"),
    "logs before the bucket takes them": (CDN + "main.tf", "  depends_on = [aws_s3_bucket_ownership_controls.logs]\n", "", "aws_s3_bucket_ownership_controls.logs comes before it"),
    "logs of the CDN kept for ever": (CDN + "main.tf", 'id     = "expire"\n    status = "Enabled"', 'id     = "expire"\n    status = "Disabled"', "buckets forget"),
    "TLS asked of nobody": (CDN + "main.tf", 'values   = ["false"]', 'values   = ["true"]', "buckets ask for TLS: module.cdn"),
    "states without versions": ("bootstrap/main.tf", 'status = "Enabled"\n  }\n}', 'status = "Suspended"\n  }\n}', "states have versions"),
    "plans by the rights of deployments": (ROLE + "main.tf", "policy = data.aws_iam_policy_document.plan.json", "policy = data.aws_iam_policy_document.deploy.json", "policy is made of data.aws_iam_policy_document.plan.json"),
    "deployed by any pull request": (ROLE + "main.tf", 'assume_role_policy   = data.aws_iam_policy_document.trust["deploy"].json', 'assume_role_policy   = data.aws_iam_policy_document.trust["plan"].json', 'trust["deploy"].json: deploy_role'),
}


@pytest.fixture(scope="module")
def found_in_mutated(plans):
    return findings(plans["mutated"])


@pytest.mark.parametrize("name", MUTATIONS)
def test_mistake_is_found(name, found_in_mutated):
    wanted = MUTATIONS[name][3]
    assert any(wanted in finding for finding in found_in_mutated), sorted(found_in_mutated)

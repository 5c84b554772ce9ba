"""What a plan of infra/ has to be like: findings(plan) lists what is not so, as "rule: address".

The rules are checkov's of these resources (CKV numbers beside them), and those that its list lacks: who may call the
function, what the bill is, what the cache's key holds. Left out of checkov's, each with its reason:
"""

import json
from fnmatch import fnmatch

SKIPPED = {
    "CKV_AWS_120, CKV_AWS_225": "caching at the stage: a cache is billed by the hour, and CloudFront does it better",
    "CKV_AWS_308": "the same: there is no cache to encrypt",
    "CKV_AWS_272": "code signing: the CI that builds the zip would hold the key as well",
    "CKV_AWS_116": "dead letters: the function is called synchronously, the caller has the error",
    "CKV_AWS_117": "a VPC for the function: a switch (subnet_ids), since most APIs need none",
    "CKV_AWS_115": "reserved concurrency: a switch, since new accounts have ten in all",
    "CKV_AWS_158, CKV_AWS_173": "keys of one's own for logs and environment: a switch (kms_key_arn), billed by the month",
    "CKV_AWS_59": "authorization at the gateway: the key is asked for, and the application authenticates",
    "CKV_AWS_338": "logs of a year: a switch (log_retention_days); prod has it",
    "CKV_AWS_310, CKV_AWS_374": "a second origin and a limit to countries: of the product, not of the template",
}

# What is billed by the hour or the month, and the module that may hold it in test_policy.py's plan.
BILLED = {
    "aws_nat_gateway": "module.nat", "aws_eip": "module.nat", "aws_vpc_endpoint:Interface": "module.network",
    "aws_wafv2_web_acl": "module.api", "aws_lambda_provisioned_concurrency_config": None, "aws_kms_key": None,
}

# Who takes a role, by the document that says so; a role is for one.
SERVICES = {"function_trust": "lambda", "canary_trust": "codedeploy", "flow_trust": "vpc-flow-logs", "trust": "apigateway"}

# What has to be there before: a writer's log group (it would make one that never expires), rights before whom they are
# for, all methods before the deployment that takes a picture of them. A name with a star stands for each of the kind.
AFTER = {
    "aws_lambda_function.this": ["aws_cloudwatch_log_group.function", "aws_iam_role_policy.function", "aws_iam_role_policy_attachment.network_interfaces"],
    "aws_api_gateway_deployment.this": ["aws_api_gateway_integration.*", "aws_api_gateway_gateway_response.*"],
    "aws_api_gateway_stage.this": ["aws_cloudwatch_log_group.execution"],
    "aws_api_gateway_account.this": ["aws_iam_role_policy_attachment.*"],
    "aws_nat_gateway.this": ["aws_route.public"],
    "aws_cloudfront_distribution.this": ["aws_s3_bucket_ownership_controls.*"],
    "aws_s3_bucket_lifecycle_configuration.state": ["aws_s3_bucket_versioning.state"],
}

# What an argument is made of: values that are the same text today, and are not known to stay it.
MADE_OF = {
    "aws_lambda_permission.gateway": ("source_arn", ["aws_api_gateway_rest_api.this.execution_arn", "var.stage_name"]),
    "aws_cloudwatch_log_group.*": ("kms_key_id", ["var.kms_key_arn"]),
    "aws_lambda_alias.live": ("function_version", ["aws_lambda_function.this.version"]),
    "aws_api_gateway_integration.*": ("uri", ["local.function_alias.invoke_arn"]),
    "aws_api_gateway_usage_plan.this": ("api_stages.stage", ["aws_api_gateway_stage.this.stage_name"]),
    "aws_api_gateway_base_path_mapping.this": ("stage_name", ["aws_api_gateway_stage.this.stage_name"]),
    "aws_wafv2_web_acl_association.this": ("resource_arn", ["aws_api_gateway_stage.this.arn"]),
    "aws_iam_role_policy.plan": ("policy", ["data.aws_iam_policy_document.plan.json"]),
    "aws_iam_role_policy.deploy": ("policy", ["data.aws_iam_policy_document.deploy.minified_json"]),
    "aws_iam_role.plan": ("assume_role_policy", ['data.aws_iam_policy_document.trust["plan"].json']),
    "aws_iam_role.deploy": ("assume_role_policy", ['data.aws_iam_policy_document.trust["deploy"].json']),
}

INLINE_POLICY = 10240  # characters of the inline policies of a role

# Statements that name no resource, since their actions know none.
EVERY_RESOURCE = {"SendTraces", "SeeSubnets", "ReadAlarms", "See", "LogDelivery", "Network", "Switches", "WhatTheirPoliciesGrant", "ButNeverMoreRights"}


def modules_of(configuration, path=()):
    """(address, resources by address) of each module, as it is written."""
    for name, call in configuration.get("module_calls", {}).items():
        yield ".".join((*path, name)), {item["address"]: item for item in call["module"].get("resources", [])}
        yield from modules_of(call["module"], (*path, name))


def references(expression, path):
    """What an argument refers to; path: of blocks and the argument, as api_stages.stage."""
    first, _, rest = path.partition(".")
    found = as_list(expression.get(first))
    if rest:
        return [name for item in found for name in references(item, rest)]
    return [name for item in found for name in item.get("references", [])]


def in_modules(module):
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from in_modules(child)


def as_list(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def length_of(statements):
    """Characters of a policy as IAM counts them, about; what is not known yet counts as an ARN."""
    def told(statement):
        conditions = {c["test"]: {c["variable"]: [value or 100 * "x" for value in c["values"]]} for c in as_list(statement.get("condition"))}
        resources = [value or 100 * "x" for value in statement.get("resources") or [None]]
        return {"Sid": statement["sid"], "Effect": "Allow", "Action": statement["actions"], "Resource": resources, "Condition": conditions}
    return len(json.dumps({"Version": "2012-10-17", "Statement": [told(statement) for statement in statements]}, separators=(",", ":")))


class Check:
    def __init__(self, plan):
        self.modules = dict(modules_of(plan["configuration"]["root_module"]))
        # Documents of policies that wait for an ARN are read in the apply: they are among the changes.
        self.resources = list(in_modules(plan["planned_values"]["root_module"]))
        read = [{**change, "values": change["change"]["after"]} for change in plan["resource_changes"] if change["mode"] == "data"]
        known = list(in_modules(plan.get("prior_state", {}).get("values", {}).get("root_module", {})))
        self.documents = [item for item in [*read, *known] if item["type"] == "aws_iam_policy_document"]
        self.found = set()

    def of(self, kind):
        return [(item["address"], item.get("values", {})) for item in self.resources if item["type"] == kind and item["mode"] == "managed"]

    def want(self, holds, rule, address):
        if not holds:
            self.found.add(f"{rule}: {address}")

    # ---- API Gateway -------------------------------------------------------------------------------------------------

    def methods(self):
        for address, method in self.of("aws_api_gateway_method"):
            keyless = method["http_method"] == "OPTIONS" or ".docs" in address
            self.want(method["api_key_required"] or keyless, "a key is asked for (CKV2_AWS_70)", address)
            self.want(not keyless or method["http_method"] in ("GET", "OPTIONS"), "without a key only GET and OPTIONS", address)
        for address, integration in self.of("aws_api_gateway_integration"):
            self.want(integration["type"] == "AWS_PROXY" and integration["integration_http_method"] == "POST", "Lambda is called by POST", address)
            self.want(integration["timeout_milliseconds"] <= 29000, "API Gateway waits 29 s", address)

    def stages(self):
        for address, stage in self.of("aws_api_gateway_stage"):
            logs = as_list(stage.get("access_log_settings"))
            self.want(logs and "$context.status" in (logs[0].get("format") or ""), "accesses are logged (CKV_AWS_76)", address)
            self.want(logs and "identity.apiKey\"" not in (logs[0].get("format") or ""), "no key in the log", address)
            self.want(stage["xray_tracing_enabled"], "requests are traced (CKV_AWS_73)", address)
            self.want(not stage["cache_cluster_enabled"], "no cache is billed", address)
        for address, settings in self.of("aws_api_gateway_method_settings"):
            setting = settings["settings"][0]
            self.want(not setting["data_trace_enabled"], "bodies are not logged (CKV_AWS_276)", address)
            self.want(setting["logging_level"] in ("ERROR", "INFO"), "errors are logged", address)
            self.want(0 < (setting["throttling_rate_limit"] or -1) <= 10000, "all callers together have a limit", address)
            self.want(not setting["metrics_enabled"], "no metrics are billed", address)
        for address, api in self.of("aws_api_gateway_rest_api"):
            self.want(api["endpoint_configuration"][0]["types"] == ["REGIONAL"], "the endpoint is regional", address)
        for address, deployment in self.of("aws_api_gateway_deployment"):
            self.want("stage_name" not in deployment or not deployment["stage_name"], "a deployment makes no stage", address)
        for address, domain in self.of("aws_api_gateway_domain_name"):
            self.want(domain["security_policy"] == "TLS_1_2", "TLS 1.2 (CKV_AWS_206)", address)

    def plans(self):
        for address, plan in self.of("aws_api_gateway_usage_plan"):
            throttle = as_list(plan.get("throttle_settings"))
            self.want(throttle and throttle[0]["rate_limit"] > 0 and throttle[0]["burst_limit"] > 0, "each key has a throttle", address)
            self.want(plan.get("quota_settings"), "each key has a quota", address)
        for address, key in self.of("aws_api_gateway_api_key"):
            self.want(not key.get("value"), "keys are AWS's making", address)

    # ---- Lambda ------------------------------------------------------------------------------------------------------

    def functions(self):
        for address, function in self.of("aws_lambda_function"):
            self.want(function["runtime"] == "provided.al2023", "the runtime is provided.al2023 (CKV_AWS_363)", address)
            self.want(function["publish"], "versions are published", address)
            self.want(function["timeout"] <= 29, "the function ends before the gateway", address)
            self.want(function["tracing_config"][0]["mode"] == "Active", "invocations are traced (CKV_AWS_50)", address)
            self.want(function["source_code_hash"], "a new zip is noticed", address)
        for address, permission in self.of("aws_lambda_permission"):
            self.want(permission["principal"] == "apigateway.amazonaws.com", "API Gateway alone calls (CKV_AWS_301)", address)
            self.want(permission["action"] == "lambda:InvokeFunction", "it calls, and no more", address)
            self.want(permission.get("qualifier") == "live", "it calls the alias", address)
            # Unknown before the apply; given away by being absent from what the plan knows.
            self.want(permission.get("source_arn", "unknown") == "unknown", "only the own stage calls (CKV_AWS_364)", address)

    # ---- logs and alarms ---------------------------------------------------------------------------------------------

    def logs(self):
        for address, group in self.of("aws_cloudwatch_log_group"):
            self.want(group["retention_in_days"], "logs expire (CKV_AWS_66)", address)
        for address, vpc in self.of("aws_vpc"):
            module = address.rsplit(".aws_vpc", 1)[0]
            self.want(any(name.startswith(module) for name, _ in self.of("aws_flow_log")), "traffic is logged (CKV2_AWS_11)", address)
        for address, _ in self.of("aws_api_gateway_stage"):
            module = address.rsplit(".aws_api", 1)[0]
            groups = {name[len(module) + 1:] for name, _ in self.of("aws_cloudwatch_log_group") if name.startswith(f"{module}.")}
            self.want({"aws_cloudwatch_log_group.function", "aws_cloudwatch_log_group.access", "aws_cloudwatch_log_group.execution"} <= groups,
                      "function, accesses and execution have groups", address)
            metrics = {alarm["metric_name"] for name, alarm in self.of("aws_cloudwatch_metric_alarm") if name.startswith(f"{module}.")}
            self.want(metrics == {"5XXError", "Latency", "Errors", "Throttles"}, "there are four alarms", address)

    # ---- network -----------------------------------------------------------------------------------------------------

    def network(self):
        for address, subnet in self.of("aws_subnet"):
            self.want(not subnet["map_public_ip_on_launch"], "no public addresses (CKV_AWS_130)", address)
        for kind in ("aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"):
            for address, rule in self.of(kind):
                self.want(rule["from_port"] == 443 and rule["to_port"] == 443 and rule["ip_protocol"] == "tcp", "HTTPS only", address)
                self.want(kind.endswith("egress_rule") or not rule.get("cidr_ipv4"), "nobody comes in from the internet (CKV_AWS_260)", address)
                self.want(rule.get("cidr_ipv4") is None or "module.nat." in address, "no internet without NAT", address)
        for address, group in self.of("aws_default_security_group"):
            self.want(not group.get("ingress") and not group.get("egress"), "the default group is empty (CKV2_AWS_12)", address)

    # ---- what stands on what -----------------------------------------------------------------------------------------

    def order(self):
        for module, resources in self.modules.items():
            def named(name):
                return [address for address in resources if fnmatch(address, name)]
            for later, names in AFTER.items():
                for address in named(later):
                    depends = set(resources[address].get("depends_on", []))
                    for earlier in (item for name in names for item in named(name)):
                        self.want(earlier in depends, f"{earlier} comes before it", f"{module}.{address}")
            for name, (argument, wanted) in MADE_OF.items():
                for address in named(name):
                    found = references(resources[address].get("expressions", {}), argument)
                    self.want(all(any(item.startswith(part) for item in found) for part in wanted), f"{argument} is made of {' and '.join(wanted)}", f"{module}.{address}")
            for address in named("aws_iam_role.*"):
                bounded = references(resources[address]["expressions"], "permissions_boundary")
                self.want(bounded == ["var.permissions_boundary_arn"] or module.endswith("deploy_role"), "roles can be bounded", f"{module}.{address}")

    # ---- rights ------------------------------------------------------------------------------------------------------

    def rights(self):
        for item in self.documents:
            for statement in as_list(item["values"].get("statement")):
                sid, address = statement.get("sid"), f"{item['address']} {statement.get('sid')}"
                if (statement.get("effect") or "Allow") == "Deny":
                    continue
                actions = as_list(statement.get("actions"))
                boundary = sid == "WhatTheirPoliciesGrant"
                self.want(boundary or not any(action in ("*", "iam:*") for action in actions), "no right to everything (CKV_AWS_63)", address)
                self.want(sid in EVERY_RESOURCE or "*" not in as_list(statement.get("resources")), "resources are named (CKV_AWS_355)", address)
                for resource in as_list(statement.get("resources")):
                    _, _, name = (resource or "").partition(":logs:")  # not known yet: the ARN of a resource
                    self.want(not name or ":log-group:" in name and not name.endswith(("log-group:*", "log-group:*:*")), "log groups are named", address)
                for principal in as_list(statement.get("principals")):
                    self.want("*" not in as_list(principal.get("identifiers")), "roles are taken by whom they are for (CKV_AWS_60)", address)
                    if principal["type"] == "Service":
                        service = SERVICES.get(item["address"].rsplit(".", 1)[1].split("[")[0])
                        self.want(principal["identifiers"] == [f"{service}.amazonaws.com"], "a role is for one service", address)
                        variables = {condition["variable"] for condition in as_list(statement.get("condition"))}
                        self.want(service != "vpc-flow-logs" or variables == {"aws:SourceAccount", "aws:SourceArn"}, "nobody else's flow log takes the role", address)
                    if principal["type"] == "Federated":
                        conditions = {c["variable"].rsplit(":", 1)[1]: c for c in as_list(statement.get("condition"))}
                        exact = conditions.get("sub", {}).get("test") == "StringEquals" and "*" not in conditions["sub"]["values"][0]
                        self.want(exact and "aud" in conditions, "one repository takes the role (CKV_AWS_358)", address)
        for item in self.documents:
            if item["address"].endswith("deploy_role.data.aws_iam_policy_document.deploy"):
                self.want(length_of(item["values"]["statement"]) <= INLINE_POLICY, "the policy fits", item["address"])
        for address, attached in self.of("aws_iam_role_policy_attachment"):
            last = (attached.get("policy_arn") or "").rsplit("/", 1)[-1]
            self.want(last in ("AWSLambdaENIManagementAccess", "AmazonAPIGatewayPushToCloudWatchLogs"), "AWS's policies are the narrow ones", address)

    # ---- edge --------------------------------------------------------------------------------------------------------

    def edge(self):
        for address, acl in self.of("aws_wafv2_web_acl"):
            rules = {rule["name"]: rule for rule in acl["rule"]}
            self.want({"only-from-the-cdn", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet", "rate"} <= set(rules), "the rules of WAF (CKV_AWS_192)", address)
            self.want(rules.get("only-from-the-cdn", {}).get("action", [{}])[0].get("block"), "who goes round the CDN is blocked", address)
            sampled = [place["visibility_config"][0]["sampled_requests_enabled"] for place in (acl, *acl["rule"])]
            self.want("only-from-the-cdn" not in rules or not any(sampled), "samples do not show the secret", address)
            counted = [rule["name"] for rule in acl["rule"] if any(override.get("count") for override in (rule.get("override_action") or []) + (rule.get("action") or []))]
            self.want(not counted, "rules act, and do not only count", address)
        for address, logging in self.of("aws_wafv2_web_acl_logging_configuration"):
            hidden = {field["single_header"][0]["name"] for field in logging.get("redacted_fields") or []}
            self.want({"x-api-key", "x-origin-verify", "authorization"} <= hidden, "WAF logs no keys", address)
        for address, policy in self.of("aws_cloudfront_cache_policy"):
            key = policy["parameters_in_cache_key_and_forwarded_to_origin"][0]
            headers = set((key["headers_config"][0]["headers"] or [{"items": []}])[0]["items"])
            self.want({"X-Api-Key", "Authorization"} <= headers and key["cookies_config"][0]["cookie_behavior"] == "all"
                      and key["query_strings_config"][0]["query_string_behavior"] == "all", "callers are apart in the cache", address)
            self.want(policy["default_ttl"] == 0 and policy["min_ttl"] == 0, "Cache-Control decides", address)
        for address, cdn in self.of("aws_cloudfront_distribution"):
            self.want(cdn["default_cache_behavior"][0]["viewer_protocol_policy"] == "https-only", "viewers use TLS (CKV_AWS_34)", address)
            self.want(cdn["default_cache_behavior"][0]["compress"], "answers are compressed", address)
            origin = cdn["origin"][0]["custom_origin_config"][0]
            self.want(origin["origin_protocol_policy"] == "https-only" and origin["origin_ssl_protocols"] == ["TLSv1.2"], "the origin is asked by TLS", address)
            self.want(cdn["logging_config"], "accesses to the CDN are logged (CKV_AWS_86)", address)
            self.want(cdn["viewer_certificate"][0]["minimum_protocol_version"] == "TLSv1.2_2021", "TLS 1.2 to viewers (CKV_AWS_174)", address)

    def buckets(self):
        for address, _ in self.of("aws_s3_bucket"):
            module, name = address.rsplit(".aws_s3_bucket.", 1)
            for kind, rule in (("aws_s3_bucket_server_side_encryption_configuration", "buckets are encrypted (CKV_AWS_145)"),
                               ("aws_s3_bucket_policy", "buckets ask for TLS"), ("aws_s3_bucket_lifecycle_configuration", "buckets forget (CKV2_AWS_61)")):
                self.want(any(a == f"{module}.{kind}.{name}" for a, _ in self.of(kind)), rule, address)
            for a, kept in self.of("aws_s3_bucket_lifecycle_configuration"):
                self.want(not a.startswith(f"{module}.") or all(rule["status"] == "Enabled" for rule in kept["rule"]), "buckets forget (CKV2_AWS_61)", a)
            is_denied = [statement for item in self.documents if item["address"].startswith(f"{module}.data.") for statement in as_list(item["values"].get("statement"))
                         if statement.get("effect") == "Deny" and any((c["variable"], c["values"]) == ("aws:SecureTransport", ["false"]) for c in as_list(statement.get("condition")))]
            self.want(is_denied and is_denied[0]["actions"] == ["s3:*"], "buckets ask for TLS", address)
            if name == "state":
                self.want(any(status["versioning_configuration"][0]["status"] == "Enabled" for a, status in self.of("aws_s3_bucket_versioning") if a.startswith(module)), "states have versions", address)
            blocks = [block for a, block in self.of("aws_s3_bucket_public_access_block") if a.startswith(module)]
            self.want(blocks and all(blocks[0][flag] for flag in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")),
                      "buckets are not public (CKV_AWS_53)", address)

    def bill(self):
        for item in self.resources:
            kind = item["type"]
            if kind == "aws_vpc_endpoint":
                kind = f"{kind}:{item['values']['vpc_endpoint_type']}"
            if kind in BILLED:
                self.want(BILLED[kind] and item["address"].startswith(f"{BILLED[kind]}."), "nothing is billed unasked", item["address"])


def findings(plan):
    check = Check(plan)
    for rule in (check.methods, check.stages, check.plans, check.functions, check.logs, check.network, check.order, check.rights, check.edge,
                 check.buckets, check.bill):
        rule()
    return check.found


if __name__ == "__main__":
    import sys
    print("\n".join(sorted(findings(json.load(open(sys.argv[1]))))) or "nothing found")

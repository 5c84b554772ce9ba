"""infra/env/dev from nothing to an API, on a cloud in a process, by the commands of docs/deploy.md in their order.

By Terragrunt where it is found (or BRISK_TERRAGRUNT names it), else by the stand-in. The tests of this file go on from
each other, and test_end_to_end.py and test_change.py from them.
"""

import json
import re

from conftest import HERE, ROOT, guide
from deployed import BUCKET, NAME, all_groups, sha256_of, the_api, version_of_alias


def test_guide_is_run_as_a_whole():
    source = "".join((HERE / file).read_text() for file in ("conftest.py", "test_deploy.py", "test_change.py"))
    assert list(guide()) == ["account", "bootstrap", "plan", "local", "apply", "call", "logs", "change", "roll back", "destroy", "take down the bucket", "roles"]
    blocks = re.findall(r"(.*)\n```sh\n", (ROOT / "docs/deploy.md").read_text())
    assert all(re.match("<!-- (run: |not run)", before) for before in blocks), blocks
    assert sum(before.startswith("<!-- not run") for before in blocks) == 3
    for name in guide():
        assert re.search(rf"""guide\(\)\[["']{name}["']\]|["']{name}["'][^\n]*\):?\n""", source), f"docs/deploy.md: nobody runs {name}"


def test_bootstrap(prepared, aws):
    assert aws("s3").get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    assert all(aws("s3").get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"].values())
    policy = json.loads(aws("s3").get_bucket_policy(Bucket=BUCKET)["Policy"])
    assert policy["Statement"][0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_deploy_role_fits_and_is_bounded(aws):
    policy = aws("iam").get_role_policy(RoleName="hello-deploy", PolicyName="deploy")["PolicyDocument"]
    assert len(json.dumps(policy, separators=(",", ":"))) <= 10240  # IAM's limit of inline policies
    trust = aws("iam").get_role(RoleName="hello-deploy")["Role"]["AssumeRolePolicyDocument"]["Statement"][0]
    assert trust["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"] == "repo:owner/name:ref:refs/heads/main"
    statements = {statement["Sid"]: statement for statement in policy["Statement"]}
    assert statements["MakeBoundedRoles"]["Condition"]["StringEquals"]["iam:PermissionsBoundary"].endswith(":policy/hello-boundary")
    for statement in policy["Statement"]:
        if statement["Effect"] == "Allow":
            assert statement["Action"] != "*" and "iam:*" not in statement["Action"]


def test_plan_role_is_for_pull_requests_and_only_reads(prepared, aws):
    trust = aws("iam").get_role(RoleName="hello-plan")["Role"]["AssumeRolePolicyDocument"]["Statement"]
    assert [statement["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"] for statement in trust] == ["repo:owner/name:pull_request"]
    for statement in aws("iam").get_role_policy(RoleName="hello-plan", PolicyName="plan")["PolicyDocument"]["Statement"]:
        for action in [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]:
            assert re.search(":(Get|List|Describe|GET)", action), action


def test_plan_takes_mocks(planned):
    # Of what is not there yet, that is of the network.
    assert len(re.findall(r"Plan: \d+ to add, 0 to change, 0 to destroy", planned)) == 3, planned[-6000:]


def test_apply(deployed, aws):
    assert aws("lambda").get_function(FunctionName=NAME)["Configuration"]["State"] == "Active"


def test_second_plan_is_empty(shell):
    planned = shell(guide()["plan"]).stdout
    assert len(re.findall(r"No changes\. Your infrastructure matches", planned)) == 3, planned[-6000:]


def test_state_is_in_the_bucket(aws):
    keys = {item["Key"] for item in aws("s3").list_objects_v2(Bucket=BUCKET)["Contents"]}
    assert keys == {"dev/account/terraform.tfstate", "dev/api/terraform.tfstate", "dev/network/terraform.tfstate"}


def test_function(aws, clone):
    function = aws("lambda").get_function_configuration(FunctionName=NAME)
    assert (function["Runtime"], function["Handler"], function["Architectures"]) == ("provided.al2023", "bootstrap", ["x86_64"])
    assert (function["MemorySize"], function["Timeout"], function["TracingConfig"]) == (256, 10, {"Mode": "Active"})
    assert function["CodeSha256"] == sha256_of(clone / "api/build/lambda-x86_64.zip")
    assert len(function["VpcConfig"]["SubnetIds"]) == 3 and len(function["VpcConfig"]["SecurityGroupIds"]) == 1
    assert function["LoggingConfig"]["LogFormat"] == "JSON"
    assert version_of_alias(aws) == "1"


def test_only_the_own_stage_may_call(aws):
    policy = json.loads(aws("lambda").get_policy(FunctionName=NAME, Qualifier="live")["Policy"])
    (statement,) = policy["Statement"]
    assert statement["Principal"] == {"Service": "apigateway.amazonaws.com"} and statement["Action"] == "lambda:InvokeFunction"
    assert statement["Resource"].endswith(f":function:{NAME}:live")
    assert statement["Condition"]["ArnLike"]["AWS:SourceArn"].endswith(f":{the_api(aws)['id']}/dev/*/*")


def test_function_may_do_little(aws):
    role = f"{NAME}-function"
    policy = aws("iam").get_role_policy(RoleName=role, PolicyName="function")["PolicyDocument"]
    by_sid = {statement["Sid"]: statement for statement in policy["Statement"]}
    assert set(by_sid) == {"WriteOwnLogGroup", "SendTraces", "SeeSubnets", "InterfacesAreNotThePrograms"}
    assert by_sid["InterfacesAreNotThePrograms"]["Effect"] == "Deny" and by_sid["SeeSubnets"]["Action"] == "ec2:DescribeSubnets"
    assert by_sid["WriteOwnLogGroup"]["Resource"].endswith(f":log-group:/aws/lambda/{NAME}:*")
    attached = aws("iam").list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    assert [item["PolicyName"] for item in attached] == ["AWSLambdaENIManagementAccess"]


def test_methods(aws):
    gateway, api = aws("apigateway"), the_api(aws)
    assert api["endpointConfiguration"]["types"] == ["REGIONAL"] and api["binaryMediaTypes"] == ["*/*"]
    seen = {}
    for resource in gateway.get_resources(restApiId=api["id"], limit=500)["items"]:
        for method in resource.get("resourceMethods", {}):
            found = gateway.get_method(restApiId=api["id"], resourceId=resource["id"], httpMethod=method)
            seen[f"{method} {resource['path']}"] = found["apiKeyRequired"]
            integration = found["methodIntegration"]
            assert integration["type"] == "AWS_PROXY" and integration["httpMethod"] == "POST"
            assert f":function:{NAME}:live/invocations" in integration["uri"]
    assert seen == {
        "ANY /{proxy+}": True, "OPTIONS /{proxy+}": False, "GET /docs": False, "GET /docs/{proxy+}": False, "GET /redoc": False,
        "GET /redoc/{proxy+}": False, "GET /openapi.json": False,
    }


def test_stage_key_and_plan(aws):
    gateway, api = aws("apigateway"), the_api(aws)
    stage = gateway.get_stage(restApiId=api["id"], stageName="dev")
    assert stage["tracingEnabled"] and not stage.get("cacheClusterEnabled")
    assert stage["accessLogSettings"]["destinationArn"].endswith(f"/aws/api-gateway/{NAME}/dev")
    assert json.loads(stage["accessLogSettings"]["format"])["status"] == "$context.status"
    assert stage["methodSettings"]["*/*"]["loggingLevel"] == "ERROR" and not stage["methodSettings"]["*/*"]["dataTraceEnabled"]
    (plan,) = gateway.get_usage_plans()["items"]
    assert plan["throttle"] == {"rateLimit": 50.0, "burstLimit": 100} and plan["quota"]["limit"] == 100000
    assert plan["apiStages"] == [{"apiId": api["id"], "stage": "dev"}]
    (key,) = gateway.get_usage_plan_keys(usagePlanId=plan["id"])["items"]
    assert key["name"] == f"{NAME}-default"
    assert gateway.get_account()["cloudwatchRoleArn"].endswith(f"/{NAME}-api-gateway-logs")


def test_each_log_group_expires(aws):
    groups = all_groups(aws)
    assert set(groups) == {f"/aws/lambda/{NAME}", f"/aws/api-gateway/{NAME}/dev", f"/aws/vpc-flow-logs/{NAME}",
                           f"API-Gateway-Execution-Logs_{the_api(aws)['id']}/dev"}
    assert all(group["retentionInDays"] == 14 for group in groups.values())


def test_network(aws):
    ec2 = aws("ec2")
    (vpc,) = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": [NAME]}])["Vpcs"]
    own = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
    subnets = ec2.describe_subnets(Filters=own)["Subnets"]
    assert len({subnet["AvailabilityZone"] for subnet in subnets}) == 3 and not any(s["MapPublicIpOnLaunch"] for s in subnets)
    for group in ec2.describe_security_groups(Filters=own)["SecurityGroups"]:
        assert group["IpPermissions"] == [] and group["IpPermissionsEgress"] == []  # egress = "none"
    assert not ec2.describe_nat_gateways()["NatGateways"] and not ec2.describe_vpc_endpoints()["VpcEndpoints"]
    (flow_log,) = ec2.describe_flow_logs()["FlowLogs"]
    assert flow_log["TrafficType"] == "ALL"
    tags = {tag["Key"]: tag["Value"] for tag in vpc["Tags"]}
    assert tags == {"Name": NAME, "Project": "hello", "Environment": "dev", "ManagedBy": "terragrunt"}


def test_alarms(aws):
    alarms = {alarm["AlarmName"]: alarm for alarm in aws("cloudwatch").describe_alarms()["MetricAlarms"]}
    assert set(alarms) == {f"{NAME}-5xx", f"{NAME}-p99", f"{NAME}-errors", f"{NAME}-throttles"}
    assert alarms[f"{NAME}-p99"]["ExtendedStatistic"] == "p99"
    assert aws("cloudwatch").list_dashboards()["DashboardEntries"][0]["DashboardName"] == NAME

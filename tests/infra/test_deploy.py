"""infra/env/dev from nothing to nothing, on a cloud in a process, by the commands of docs/deploy.md in their order.

By Terragrunt where it is found (or BRISK_TERRAGRUNT names it), else by the stand-in. The tests of this file go on from
each other.
"""

import base64
import hashlib
import json
import os
import re
import shutil
import time
from pathlib import Path

import pytest

from conftest import HERE, guide, run, write_zip

boto3 = pytest.importorskip("boto3")

NAME = "hello-dev"
BUCKET = "hello-tfstate-123456789012"


@pytest.fixture(scope="module")
def shell(cloud, clone, scratch):
    """Runs a command in a folder of the clone, as a user would."""
    tools = scratch / "bin"
    tools.mkdir(exist_ok=True)
    chosen = os.environ.get("BRISK_TERRAGRUNT") or shutil.which("terragrunt") or str(HERE / "standin.py")
    if chosen == "stand-in":
        chosen = str(HERE / "standin.py")
    (tools / "terragrunt").unlink(missing_ok=True)
    (tools / "terragrunt").symlink_to(chosen)
    env = {**cloud, "PATH": f"{tools}{os.pathsep}{cloud['PATH']}", "TG_NON_INTERACTIVE": "true", "TG_NO_COLOR": "true"}
    # What is asked of the API is asked of nobody here.
    (tools / "curl").write_text('#!/bin/sh\nprintf "curl: %s\\n" "$@"\n')
    (tools / "curl").chmod(0o755)
    print(f"Terragrunt: {chosen}")
    return lambda command, folder=".", **options: run(["sh", "-ec", command], clone / folder, env, **options)


@pytest.fixture(scope="module")
def aws(cloud):
    def client(service):
        return boto3.client(service, endpoint_url=cloud["AWS_ENDPOINT_URL"], region_name="ca-central-1",
                            aws_access_key_id="testing", aws_secret_access_key="testing")
    return client


def all_groups(aws):
    return {group["logGroupName"]: group for page in aws("logs").get_paginator("describe_log_groups").paginate()
            for group in page["logGroups"]}


def the_api(aws):
    return next(api for api in aws("apigateway").get_rest_apis()["items"] if api["name"] == NAME)


def version_of_alias(aws):
    return aws("lambda").get_alias(FunctionName=NAME, Name="live")["FunctionVersion"]


def sha256_of(path):
    return base64.b64encode(hashlib.sha256(Path(path).read_bytes()).digest()).decode()


def test_guide_is_run_as_a_whole():
    source = Path(__file__).read_text() + (HERE / "conftest.py").read_text()
    assert list(guide()) == ["account", "bootstrap", "plan", "apply", "call", "logs", "change", "roll back", "destroy"]
    for name in guide():
        assert f'guide()["{name}"]' in source, f"docs/deploy.md: nobody runs {name}"


def test_bootstrap(bootstrapped, shell, aws):
    assert bootstrapped() == 0
    shell(guide()["account"])
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


def test_plan_takes_mocks(shell):
    # Of what is not there yet, that is of the network.
    planned = shell(guide()["plan"]).stdout
    assert len(re.findall(r"Plan: \d+ to add, 0 to change, 0 to destroy", planned)) == 3, planned[-6000:]


def test_apply(shell, aws):
    shell(guide()["apply"], timeout=240)
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
    assert set(by_sid) == {"WriteOwnLogGroup", "SendTraces"}
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


def test_zip_of_another_architecture_stops_the_plan(shell, clone):
    zip_file = clone / "api/build/lambda-x86_64.zip"
    kept = zip_file.read_bytes()
    try:
        write_zip(zip_file, 183)
        done = shell("terragrunt plan", "infra/env/dev/api", check=False)
    finally:
        zip_file.write_bytes(kept)
    assert done.returncode != 0 and "is not for x86_64" in done.stdout


def test_new_zip_changes_function_and_alias_only(shell, aws, clone, cloud):
    write_zip(clone / "api/build/lambda-x86_64.zip", 62, b"the next")
    changed = shell(guide()["change"]).stdout
    assert set(re.findall(r"# (\S+) (?:will|must) be", changed)) == {"aws_lambda_function.this", "aws_lambda_alias.live[0]"}
    assert version_of_alias(aws) == "2"
    assert aws("lambda").get_function(FunctionName=f"{NAME}:live")["Configuration"]["CodeSha256"] == sha256_of(
        clone / "api/build/lambda-x86_64.zip")


def test_roll_back_by_the_alias(shell, aws):
    shell(guide()["roll back"])
    assert version_of_alias(aws) == "1"


def test_call_with_the_key(shell, aws):
    called = shell(guide()["call"]).stdout.split("curl: ")
    (key,) = aws("apigateway").get_api_keys(includeValues=True)["items"]
    assert called[-3:] == ["--header\n", f"x-api-key: {key['value']}\n",
                           f"https://{the_api(aws)['id']}.execute-api.ca-central-1.amazonaws.com/dev/hello\n"]


def test_look_at_logs(shell, aws):
    logs, group = aws("logs"), f"/aws/lambda/{NAME}"
    logs.create_log_stream(logGroupName=group, logStreamName="one")
    logs.put_log_events(logGroupName=group, logStreamName="one", logEvents=[{"timestamp": int(time.time() * 1000), "message": "Hello"}])
    shown = shell(guide()["logs"]).stdout
    assert "Hello" in shown and f"{NAME}-5xx" in shown


def test_prod_behind_the_cdn_is_planned(bootstrapped, shell, clone):
    assert bootstrapped() == 0  # the states' bucket
    env_file = clone / "infra/env/prod/env.hcl"
    env_file.write_text(env_file.read_text().replace("cdn = false", "cdn = true"))
    refused = shell("terragrunt plan", "infra/env/prod/api", check=False)
    assert refused.returncode != 0 and "ORIGIN_SECRETS" in refused.stdout
    secret = "export ORIGIN_SECRETS=0123456789abcdef0123456789abcdef"
    planned = shell(f"{secret}; terragrunt plan", "infra/env/prod/api").stdout
    assert "aws_wafv2_web_acl.this[0] will be created" in planned and re.search(r'stage_name += "v1"', planned)
    assert "0123456789abcdef" not in planned  # sensitive
    assert re.search(r"Plan: \d+ to add, 0 to change, 0 to destroy", planned)
    planned = shell(f"{secret}; terragrunt plan", "infra/env/prod/cdn").stdout
    assert "aws_cloudfront_distribution.this will be created" in planned and "0123456789abcdef" not in planned


def test_destroy_leaves_nothing(shell, aws):
    shell(guide()["destroy"], timeout=240)
    assert not aws("apigateway").get_rest_apis()["items"] and not aws("apigateway").get_api_keys()["items"]
    assert not aws("apigateway").get_usage_plans()["items"]
    assert not aws("lambda").list_functions()["Functions"] and not all_groups(aws)
    assert not aws("cloudwatch").describe_alarms()["MetricAlarms"] and not aws("cloudwatch").list_dashboards()["DashboardEntries"]
    assert {role["RoleName"] for role in aws("iam").list_roles()["Roles"]} == {"hello-deploy", "hello-plan"}
    assert not aws("ec2").describe_vpcs(Filters=[{"Name": "tag:Project", "Values": ["hello"]}])["Vpcs"]
    assert not aws("ec2").describe_flow_logs()["FlowLogs"]

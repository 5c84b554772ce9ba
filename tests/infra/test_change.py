"""What comes after the first apply, by docs/deploy.md: look at it, change it, roll it back, take it down. They go on from each other."""

import re
import time

from conftest import guide, write_zip
from deployed import NAME, all_groups, sha256_of, the_api, version_of_alias


def test_zip_of_another_architecture_stops_the_plan(deployed, shell, clone):
    zip_file = clone / "api/build/lambda-x86_64.zip"
    kept = zip_file.read_bytes()
    try:
        write_zip(zip_file, 183)
        done = shell("terragrunt plan", "infra/env/dev/api", check=False)
    finally:
        zip_file.write_bytes(kept)
    assert done.returncode != 0 and "is not for x86_64" in done.stdout


def test_new_zip_changes_function_and_alias_only(deployed, shell, aws, clone):
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


def test_prod_behind_the_cdn_is_planned(prepared, shell, clone):
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


def test_take_down_the_bucket(shell, aws):
    shell(guide()["take down the bucket"])
    assert not aws("s3").list_buckets()["Buckets"] and not aws("iam").list_roles()["Roles"]

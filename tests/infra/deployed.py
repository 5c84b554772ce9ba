"""What stands in the cloud on loopback, asked by boto3; and the local gateway's configuration of it."""

import base64
import hashlib
import re
from pathlib import Path

NAME = "hello-dev"
BUCKET = "hello-tfstate-123456789012"


def all_groups(aws):
    return {group["logGroupName"]: group for page in aws("logs").get_paginator("describe_log_groups").paginate()
            for group in page["logGroups"]}


def the_api(aws):
    return next(api for api in aws("apigateway").get_rest_apis()["items"] if api["name"] == NAME)


def version_of_alias(aws):
    return aws("lambda").get_alias(FunctionName=NAME, Name="live")["FunctionVersion"]


def sha256_of(path):
    return base64.b64encode(hashlib.sha256(Path(path).read_bytes()).digest()).decode()


def methods_of(aws, api):
    gateway = aws("apigateway")
    for resource in gateway.get_resources(restApiId=api["id"], limit=500)["items"]:
        for verb in resource.get("resourceMethods", {}):
            method = gateway.get_method(restApiId=api["id"], resourceId=resource["id"], httpMethod=verb)
            integration = method["methodIntegration"]
            yield {"path": resource["path"], "method": verb, "function": re.search(r":function:([^:/]+)", integration["uri"])[1],
                   "key_required": method["apiKeyRequired"], "timeout": integration.get("timeoutInMillis", 29000) / 1000}


def plan_of(aws, plan):
    keys = aws("apigateway").get_usage_plan_keys(usagePlanId=plan["id"])["items"]
    return {"name": plan["name"], "id": plan["id"], "keys": [key["id"] for key in keys], "rate": plan["throttle"]["rateLimit"],
            "burst": plan["throttle"]["burstLimit"], "quota": {"limit": plan["quota"]["limit"], "period": plan["quota"]["period"]}}


def response_of(response):
    prefix = "gatewayresponse.header."
    return {"type": response["responseType"], "templates": response.get("responseTemplates", {}),
            "headers": {name[len(prefix):]: value for name, value in response.get("responseParameters", {}).items()}}


def config_of(aws, code):
    """A configuration file of `brisk gateway` that says what the cloud says. code: the function's zip."""
    gateway, api = aws("apigateway"), the_api(aws)
    function = aws("lambda").get_function_configuration(FunctionName=NAME, Qualifier="live")
    stage = gateway.get_stage(restApiId=api["id"], stageName="dev")
    access, settings = stage["accessLogSettings"], stage["methodSettings"]["*/*"]
    return {
        "region": "ca-central-1", "log_retention": all_groups(aws)[f"/aws/lambda/{NAME}"]["retentionInDays"],
        "functions": [{
            "name": NAME, "code": str(code), "handler": function["Handler"], "timeout": function["Timeout"], "memory": function["MemorySize"],
            "environment": function.get("Environment", {}).get("Variables", {}), "log_format": function["LoggingConfig"]["LogFormat"].lower(),
            "log_group": function["LoggingConfig"]["LogGroup"], "tracing": function["TracingConfig"]["Mode"] == "Active",
        }],
        "api": {
            "id": api["id"], "name": api["name"], "stage": stage["stageName"], "binary_types": api["binaryMediaTypes"],
            "methods": list(methods_of(aws, api)),
            "keys": [{"name": key["name"], "id": key["id"], "value": key["value"]} for key in gateway.get_api_keys(includeValues=True)["items"]],
            "plans": [plan_of(aws, plan) for plan in gateway.get_usage_plans()["items"]],
            "stage_throttles": [{"rate": settings["throttlingRateLimit"], "burst": settings["throttlingBurstLimit"]}],
            "gateway_responses": [response_of(item) for item in gateway.get_gateway_responses(restApiId=api["id"])["items"]],
            "access_log": access["format"], "access_log_group": access["destinationArn"].split(":log-group:")[1],
        },
    }

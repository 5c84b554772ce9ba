"""A cloud in one process: moto's server on a free port of loopback, with what it forgets put right.

    python cloud.py         prints its port and serves until its standard input closes

moto 5.2 loses some of what it is told, so that each plan after an apply would want to tell it again: a function's
logging_config, the tracing mode of an update, the description of a security group's rule that names a group, and the
binary media types of a new REST API. It overlooks the conditions of a bucket's policy: "deny what comes without TLS"
denies all. And it fails where the last that is left of an object is the mark that it was deleted.
"""

import json
import os
import sys
import threading

# AttachRolePolicy of AWS's own policies is a 404 without this.
os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")

from moto.apigateway.responses import APIGatewayResponse  # noqa: E402
from moto.awslambda.models import LambdaFunction  # noqa: E402
from moto.ec2.models.security_groups import SecurityGroupRule  # noqa: E402
from moto.iam.access_control import PermissionResult  # noqa: E402
from moto.s3.models import FakeBucket, FakeDeleteMarker  # noqa: E402
from moto.server import DomainDispatcherApplication, create_backend_app  # noqa: E402
from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: E402


def keep_lambda_settings():
    make, show, update = LambdaFunction.__init__, LambdaFunction.get_configuration, LambdaFunction.update_configuration

    def make_and_keep(self, account_id, spec, region, *args, **kwargs):
        self.kept_logging = spec.get("LoggingConfig")
        make(self, account_id, spec, region, *args, **kwargs)

    def show_kept(self, *args, **kwargs):
        shown = show(self, *args, **kwargs)
        if getattr(self, "kept_logging", None):
            shown["LoggingConfig"] = self.kept_logging
        return shown

    def update_and_keep(self, changes):
        self.kept_logging = changes.get("LoggingConfig") or getattr(self, "kept_logging", None)
        self.tracing_config = changes.get("TracingConfig") or self.tracing_config
        return update(self, changes)

    LambdaFunction.__init__ = make_and_keep
    LambdaFunction.get_configuration = show_kept
    LambdaFunction.update_configuration = update_and_keep


def keep_rule_descriptions():
    make = SecurityGroupRule.__init__

    def make_and_keep(self, *args, **kwargs):
        make(self, *args, **kwargs)
        self.kept_description = (self.source_group or {}).get("Description") or (kwargs.get("prefix_list_id") or {}).get("Description")

    SecurityGroupRule.__init__ = make_and_keep
    SecurityGroupRule.description = property(
        lambda self: self.ip_range.get("Description") or self.source_group.get("Description") or self.kept_description)


def keep_binary_media_types():
    make = APIGatewayResponse.create_rest_api

    def make_and_keep(self):
        status, headers, body = make(self)
        kept = json.loads(self.body or "{}").get("binaryMediaTypes")
        if status // 100 == 2 and kept:
            api = self.backend.apis[json.loads(body)["id"]]
            api.binaryMediaTypes = kept
            body = json.dumps(api.to_dict())
        return status, headers, body

    APIGatewayResponse.create_rest_api = make_and_keep


def allow_as_if_by_tls():
    judge = FakeBucket.get_permission

    def judge_unconditional(self, *args):
        if self.policy and all("Condition" in statement for statement in json.loads(self.policy)["Statement"]):
            return PermissionResult.NEUTRAL
        return judge(self, *args)

    FakeBucket.get_permission = judge_unconditional


class QuietHandler(WSGIRequestHandler):
    def log_request(self, *args):
        pass


def main():
    keep_lambda_settings()
    keep_rule_descriptions()
    keep_binary_media_types()
    allow_as_if_by_tls()
    FakeDeleteMarker.dispose = lambda self: None
    server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True,
                         request_handler=QuietHandler)
    os.environ["MOTO_PORT"] = str(server.port)
    print(server.port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()

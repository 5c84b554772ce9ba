"""What the tests of a running gateway share: gateways that end with the test, and leave no process behind."""

import os
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import gateway as gw  # noqa: E402


@pytest.fixture
def start(tmp_path):
    """start(config=…, **function): a running gateway with its data in tmp_path."""
    started = []

    def run(*arguments, config=None, env=None, before=None, **function):
        if config is None and not arguments:
            config = gw.plain_config(gw.make_code(tmp_path / "code"), **function)
        one = gw.Gateway(tmp_path, *arguments, config=config, env=env, before=before)
        started.append(one)
        return one.start()

    yield run
    for one in started:
        one.kill()
    end = time.monotonic() + 10
    while (left := gw.processes_below(tmp_path)) and time.monotonic() < end:
        time.sleep(0.02)
    for pid, _ in left:
        os.kill(pid, 9)
    assert not left, f"these processes outlived their gateway: {left}"


def need(is_there, reason):
    """Skips where a tool is missing; where CI=true that is a failure."""
    if not is_there:
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)

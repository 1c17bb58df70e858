"""Whoever keeps an eye on the instances starts again what died, and ends when that is no use.

The instances are real processes that serve next to nothing.
"""

import os
import sys
from collections.abc import Callable, Iterator

import pytest

from parley.server.cluster import __main__ as cluster
from parley.server.cluster import instance as instance_module
from parley.server.cluster.__main__ import Ended
from parley.server.cluster.instance import Instance
from tests.server.dev_server import free_port

_SERVES = """
import http.server, sys

class Yes(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Yes).serve_forever()
"""


@pytest.fixture
def instances(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Instance]]:
    monkeypatch.setattr(
        instance_module, "command", lambda host, port: [sys.executable, "-c", _SERVES, str(port)]
    )
    made = [Instance("127.0.0.1", free_port(), os.environ) for _ in range(2)]
    yield made
    assert not any(instance.runs for instance in made)


@pytest.fixture
def said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Callable[[], None]], list[str]]:
    """Have something happen whenever the eye rests, once all serve; what it says is gathered."""
    lines: list[str] = []

    def gather(what: Callable[[], None]) -> list[str]:
        class Time:
            monotonic = staticmethod(cluster.time.monotonic)

            @staticmethod
            def sleep(seconds: float) -> None:
                lines.append(capsys.readouterr().out)
                if "Parley serves on" in "".join(lines):
                    what()

        monkeypatch.setattr(cluster, "time", Time)
        return lines

    return gather


def test_an_instance_that_dies_is_started_again(
    instances: list[Instance],
    said: Callable[[Callable[[], None]], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "_SOON_SECONDS", 0)
    killed: list[int] = []

    def kill_then_end() -> None:
        if not killed:
            killed.append(instances[0].pid)
            instances[0].kill()
        else:
            assert instances[0].pid != killed[0]
            raise Ended

    lines = said(kill_then_end)
    with pytest.raises(Ended):
        cluster._serve(instances)
    assert f"port {instances[0].port} ended with status -9" in "".join(lines)


def test_one_that_dies_at_once_ends_all_with_a_sentence(
    instances: list[Instance], said: Callable[[Callable[[], None]], list[str]]
) -> None:
    said(instances[1].kill)
    assert cluster._serve(instances) == (
        "It ended soon after its start: see above, then run make cluster again."
    )


def test_one_that_does_not_start_is_named(
    instances: list[Instance], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance_module, "command", lambda host, port: ["/bin/false"])
    named = cluster._serve(instances)
    assert named == f"The instance on port {instances[0].port} doesn't start: see above."

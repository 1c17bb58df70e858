"""A server that may not serve says why in its last line, and never listens."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.provider import Provider
from tests.server.dev_server import DevServer

pytestmark = [pytest.mark.slow, pytest.mark.dev]

REFUSAL = "Parley refuses to serve 0.0.0.0 without log-in"
CLEAN = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | {
    "LANGGRAPH_CLI_NO_ANALYTICS": "1",
    "LANGGRAPH_NO_VERSION_CHECK": "true",
}


def last_line(server: DevServer) -> str:
    return server.log.read_text(errors="replace").splitlines()[-1]


@pytest.fixture
def make_server(provider: Provider, tmp_path: Path) -> Callable[..., DevServer]:
    def make(host: str = "127.0.0.1", **environment: str) -> DevServer:
        return DevServer(tmp_path, {"OPENAI_BASE_URL": provider.url} | environment, host)

    return make


@pytest.mark.parametrize(
    ("host", "variables", "sentence"),
    [
        ("0.0.0.0", {}, REFUSAL),
        ("127.0.0.1", {"RATE_LIMIT": "a lot"}, "RATE_LIMIT must read like 60/minute"),
        ("127.0.0.1", {"AUTH_API_KEYS": "{sk-secret"}, "AUTH_API_KEYS is no JSON"),
    ],
)
def test_it_ends(
    make_server: Callable[..., DevServer], host: str, variables: dict[str, str], sentence: str
) -> None:
    server = make_server(host, **variables)
    with pytest.raises(RuntimeError, match="the server ended: 1\n"):
        server.start()
    assert last_line(server).startswith(sentence)
    output = server.log.read_text(errors="replace")
    assert "Traceback" not in output
    assert "sk-secret" not in output


def test_it_serves_everyone_who_is_allowed_to_come(make_server: Callable[..., DevServer]) -> None:
    server = make_server("0.0.0.0", PARLEY_ALLOW_OPEN="1", PARLEY_MODLE="x")
    try:
        server.start()
        output = re.sub(r"\x1b\[[0-9;]*m", "", server.log.read_text(errors="replace"))
        assert "Parley reads no variable PARLEY_MODLE; did you mean PARLEY_MODEL?" in output
    finally:
        server.kill()


def test_its_reloader_ends_with_it_even_under_nohup(make_server: Callable[..., DevServer]) -> None:
    folder = make_server().folder  # bare `langgraph dev` reloads
    ran = subprocess.run(
        [
            *("nohup", sys.executable, "-m", "langgraph_cli", "dev", "--no-browser"),
            *("--host", "0.0.0.0", "--port", "0"),
        ],
        cwd=folder,
        env=CLEAN,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode != 0
    assert ran.stdout.splitlines()[-1].startswith(REFUSAL)

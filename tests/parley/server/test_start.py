"""What ends a start, and what only warns. Real servers: tests/server/test_start.py."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from parley.safety.pii import names
from parley.server import start
from parley.settings import PROJECT, Settings

LOCAL_DEV = {"LANGSMITH_LANGGRAPH_API_VARIANT": "local_dev"}
# As a server loads what langgraph.json names.
LOAD = """
import importlib.util
spec = importlib.util.spec_from_file_location("anything", "parley/server/app.py")
spec.loader.exec_module(importlib.util.module_from_spec(spec))
"""


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://127.0.0.1:2024", "127.0.0.1"),
        ("https://localhost:2024", "localhost"),
        ("http://[::1]:2024/prefix", "::1"),
        ("http://0.0.0.0:2024", "0.0.0.0"),
        ("http://:2024", "0.0.0.0"),
        ("https://some-words.trycloudflare.com", "some-words.trycloudflare.com"),
        ("", "0.0.0.0"),
    ],
)
def test_langgraph_dev_says_where_it_listens(url: str, host: str) -> None:
    assert start.bound(LOCAL_DEV | {"LANGGRAPH_API_URL": url}) == host


def test_whatever_else_serves_is_there_to_be_reached() -> None:
    assert start.bound({"LANGGRAPH_API_URL": "http://127.0.0.1:2024"}) == "0.0.0.0"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "127.1", "localhost", "::1"])
def test_loopback(host: str) -> None:
    assert start.is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "0", "::", "10.0.0.1", "8.8.8.8", "fe80::1", "2001:db8::1", "no.invalid", "a" * 99],
)
def test_not_loopback(host: str) -> None:
    assert not start.is_loopback(host)


def test_a_name_is_what_it_means(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("127.0.1.1", 0)), (2, 1, 6, "", ("192.168.1.2", 0))]

    monkeypatch.setattr(start.socket, "getaddrinfo", lambda *_, **__: both()[:1])
    assert start.is_loopback("my-machine")
    monkeypatch.setattr(start.socket, "getaddrinfo", both)
    assert not start.is_loopback("my-machine")


@pytest.mark.parametrize(
    "allowed",
    [
        {"PARLEY_ALLOW_OPEN": "1"},
        {"AUTH_API_KEYS": '{"%s": {"user": "ann"}}' % ("a" * 64)},
        {
            "AUTH_JWT_SECRET": "a secret of more than thirty-two bytes",
            "AUTH_JWT_ISSUER": "idp",
            "AUTH_JWT_AUDIENCE": "parley",
        },
        LOCAL_DEV | {"LANGGRAPH_API_URL": "http://127.0.0.1:2024"},
    ],
)
def test_what_may_serve(allowed: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in allowed.items():
        monkeypatch.setenv(name, value)
    start.check()


def test_an_open_server_may_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGSMITH_LANGGRAPH_API_VARIANT", "local_dev")
    monkeypatch.setenv("LANGGRAPH_API_URL", "http://10.0.0.1:2024")
    with pytest.raises(SystemExit, match=r"serve 10\.0\.0\.1 without log-in: set AUTH_API_KEYS"):
        start.check()


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "Parley refuses to serve 0.0.0.0 without log-in"),
        ({"RATE_LIMIT": "a lot"}, "RATE_LIMIT must read like"),
        ({"AUTH_API_KEYS": "{sk-secret"}, "AUTH_API_KEYS is no JSON"),
    ],
)
def test_the_sentence_is_all_that_an_image_says(
    variables: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOAD.replace("parley/", f"{PROJECT}/parley/")],
        cwd=tmp_path,
        env={name: os.environ[name] for name in ("PATH", "HOME")} | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    [said] = ran.stderr.splitlines()
    assert said.startswith(sentence)
    assert "sk-secret" not in said


async def test_an_engine_that_imports_the_app_is_refused_at_its_start() -> None:
    from parley.server.app import app

    with pytest.raises(SystemExit, match="refuses to serve"):
        async with app.router.lifespan_context(app):
            pass


def test_strange_variables_are_found() -> None:
    names = ["PATH", "PARLEY_MODEL", "parley_modle", "RATE_LIMITS", "AUTH_X", "PARLEY_URL", "MODEL"]
    assert start.unknown(names) == [
        ("AUTH_X", None),
        ("PARLEY_MODLE", "PARLEY_MODEL"),
        ("RATE_LIMITS", "RATE_LIMIT"),
    ]


def test_each_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("PARLEY_HOST=a.example\n# RATE_NO=1\n")
    monkeypatch.setitem(Settings.model_config, "env_file", str(tmp_path / ".env"))
    monkeypatch.setenv("AUTH_X", "sk-secret")
    with capture_logs() as logs:
        start.warn()
    assert [(line["log_level"], line["event"]) for line in logs] == [
        ("warning", "Parley reads no variable AUTH_X."),
        ("warning", "Parley reads no variable PARLEY_HOST; did you mean PARLEY_HOSTS?"),
    ]


def test_names_are_not_looked_for_without_what_finds_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PII_POLICY", "name:redact")
    monkeypatch.setattr(names, "MODELS", ("no_such_package",))
    with pytest.raises(SystemExit) as end:
        start.check()
    assert str(end.value) == names.MISSING

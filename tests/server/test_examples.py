"""The README's Python clients, run as a newcomer would run them."""

import os
import subprocess
import sys

import pytest

from tests.provider import Provider, Reply
from tests.server.conversation import needs
from tests.server.dev_server import PROJECT, DevServer
from tests.server.team_script import team


def run(server: DevServer, script: str, *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, PROJECT / "examples" / "python" / script, *arguments],
        env=os.environ | {"PARLEY_URL": server.url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@needs("chat")
def test_chat_streams_two_turns(shared_server: DevServer, provider: Provider) -> None:
    provider.reply("Nice to meet you.", "You told me.")
    printed = run(shared_server, "chat.py")
    assert "Nice to meet you." in printed
    assert "You told me." in printed


@needs("team")
def test_team_prints_the_article_and_its_sources(
    shared_server: DevServer, provider: Provider
) -> None:
    provider.answer = team
    printed = run(shared_server, "team.py", "Circuit breakers")
    assert "three states [1]" in printed
    assert "circuit-breakers-and-fallbacks.md" in printed


@needs("approval")
@pytest.mark.parametrize(("decision", "status"), [("approve", "published"), ("reject", "rejected")])
def test_approve_does_as_decided(
    shared_server: DevServer, provider: Provider, decision: str, status: str
) -> None:
    provider.reply(Reply(json={"title": "We moved", "body": "To Main Street."}))
    printed = run(shared_server, "approve.py", "--decision", decision)
    assert "To Main Street." in printed
    assert status in printed


@needs("advisor", "chat")
def test_curl_gets_an_advice_and_a_stream(shared_server: DevServer, provider: Provider) -> None:
    provider.reply(Reply(json={"needs": ["loops"]}), "Hello from the stream.")
    ran = subprocess.run(
        ["bash", PROJECT / "examples" / "curl.sh"],
        env=os.environ | {"PARLEY_URL": shared_server.url},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert '"framework":"LangGraph"' in ran.stdout.replace(" ", "")
    assert "event: messages" in ran.stdout

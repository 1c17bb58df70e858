"""What an operator sees of a real server's runs: its log and its traces, with nobody in them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from langgraph_sdk.errors import APIStatusError

from tests.ingest import Ingest
from tests.parley.telemetry.canaries import TEXT, leaked
from tests.provider import Provider, Reply
from tests.server import people
from tests.server.conversation import needs, new_thread, user
from tests.server.engine import NewServer

pytestmark = [pytest.mark.slow, needs("chat", "approval")]

REJECT = {"resume": {"decisions": [{"type": "reject", "message": TEXT}]}}


@dataclass
class Seen:
    """What was left behind by a few runs of Ann's, all of them full of personal data."""

    log: str
    ingest: Ingest
    chat: str
    approval: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines of the log that are JSON; the server's banner is not."""
        return [json.loads(line) for line in self.log.splitlines() if line.startswith("{")]


async def _watched(
    new_server: NewServer, folder: Path, provider: Provider, ingest: Ingest, **to: str
) -> Seen:
    # What a graph may keep of its user, a log may not.
    own = {"LOG_JSON": "true", "PII_POLICY": "all:pass", "MODEL_RETRIES": "0"}
    server = new_server(folder, people.settings(provider) | to | own)
    server.start()
    try:
        provider.reset()
        client = people.client_as(server, people.ANN)
        chat, approval = await new_thread(client), await new_thread(client)
        provider.reply(TEXT)
        async for _ in client.runs.stream(chat, "chat", input=user(TEXT)):
            pass
        # A refused key is no passing failure: its words go to the log and the run fails.
        provider.reply(Reply(status=401, text=TEXT))
        failed = await client.runs.wait(chat, "chat", input=user(TEXT), raise_error=False)
        assert "__error__" in failed
        provider.reply(Reply(json={"title": "x", "body": TEXT}))
        await client.runs.wait(approval, "approval", input=user(TEXT))
        await client.runs.wait(approval, "approval", command=REJECT)
        with suppress(APIStatusError):  # in a place that the log may quote
            await client.threads.get(TEXT)
    finally:
        await asyncio.to_thread(server.stop)
    return Seen(server.log.read_text(), ingest, chat, approval)


@pytest.fixture(scope="module")
async def seen(
    _provider: Provider, tmp_path_factory: Any, new_server: NewServer
) -> AsyncIterator[Seen]:
    with Ingest() as ingest:
        folder = tmp_path_factory.mktemp("seen")
        yield await _watched(new_server, folder, _provider, ingest, **ingest.langsmith)


def test_the_log_holds_nothing_sensitive(seen: Seen) -> None:
    assert len(seen.log.splitlines()) > 20
    assert leaked(seen.log) == []
    assert people.key_of(people.ANN) not in seen.log


@pytest.mark.dev
def test_a_line_of_a_run_has_its_ids(seen: Seen) -> None:
    [failed, *_] = [line for line in seen.lines if line["event"] == "model call failed"]
    assert failed["thread_id"] == seen.chat
    assert (failed["graph_id"], failed["langgraph_node"]) == ("chat", "respond")
    mine = [line for line in seen.lines if line.get("run_id") == failed["run_id"]]
    # The server's own lines of the run too, once it has begun.
    assert {line.get("user") for line in mine} - {None} == {failed["user"]}
    assert any(line["logger"].startswith("langgraph") and "user" in line for line in mine)
    assert failed["user"].startswith("user-")


def test_traces_hold_nothing_sensitive(seen: Seen) -> None:
    assert len(seen.ingest.roots()) == 4
    assert leaked(seen.ingest.seen()) == []
    assert people.key_of(people.ANN).encode() not in seen.ingest.seen()
    assert b'"ann"' not in seen.ingest.seen()


@pytest.mark.dev
def test_a_trace_has_thread_user_and_assistant(seen: Seen) -> None:
    users = {line["user"] for line in seen.lines if "user" in line}
    for root in seen.ingest.roots():
        told = root["extra"]["metadata"]
        assert told["thread_id"] in {seen.chat, seen.approval}
        assert told["graph_id"] == root["name"]
        assert told["assistant_id"]
        assert {told["langgraph_auth_user_id"]} == users


def test_a_pause_and_its_resume_are_one_thread_without_an_error(seen: Seen) -> None:
    mine = [r for r in seen.ingest.roots() if r["name"] == "approval"]
    assert [r["extra"]["metadata"]["thread_id"] for r in mine] == [seen.approval] * 2
    traces = {r["trace_id"] for r in mine}
    parts = [r for r in seen.ingest.runs.values() if r["trace_id"] in traces]
    assert [r["name"] for r in parts if r.get("error")] == []
    paused = [r["name"] for r in parts if r["extra"]["metadata"].get("parley_paused")]
    assert paused == ["review"]


async def test_a_viewer_gets_nothing_sensitive_of_the_servers_own_spans_either(
    provider: Provider, tmp_path: Path, new_server: NewServer
) -> None:
    with Ingest() as ingest:
        await _watched(new_server, tmp_path, provider, ingest, **ingest.otlp)
    names = {span.name for span in ingest.spans}
    assert {"chat", "approval"} <= names
    assert leaked(ingest.seen()) == []
    assert people.key_of(people.ANN).encode() not in ingest.seen()

"""The four graphs as a newcomer meets them: a server with nothing configured, the embedded model.

Facts and structure are checked, never prose.
"""

import asyncio
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from parley.settings import PROJECT
from tests.server.conversation import needs, new_thread, texts, user
from tests.server.dev_server import DevServer

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevServer]:
    server = DevServer(tmp_path_factory.mktemp("embedded"), {})
    server.start()
    yield server
    server.stop()


def child_of(server: DevServer) -> psutil.Process:
    """The process of the embedded model."""
    children = psutil.Process(server.pid).children(recursive=True)
    return next(c for c in children if "parley.models.embedded.endpoint" in c.cmdline())


async def test_a_run_that_comes_early_waits_and_shows_progress(server: DevServer) -> None:
    stream = server.client.runs.stream(
        None, "chat", input=user("Say yes."), stream_mode=["custom", "values"]
    )
    parts = [part async for part in stream]
    loading = [p.data for p in parts if p.event == "custom" and p.data["type"] == "model_loading"]
    assert {"stage", "done", "total"} <= loading[0].keys()
    assert parts[-1].data["messages"][-1]["type"] == "ai"


@needs("chat")
async def test_chat_remembers_facts_of_the_conversation(server: DevServer) -> None:
    thread = await new_thread(server.client)
    said = user("My name is Ada and I keep bees in Ghent.")
    await server.client.runs.wait(thread, "chat", input=said)
    question = user("What is my name, and in which city do I live?")
    answer = texts(await server.client.runs.wait(thread, "chat", input=question))[-1]
    assert "Ada" in answer
    assert "Ghent" in answer


@needs("team")
async def test_team_writes_an_article_on_its_topic_whose_quotes_are_real(
    server: DevServer,
) -> None:
    values: Any = await server.client.runs.wait(
        None, "team", input=user("How should retries be done?")
    )
    article, sources = values["article"].partition("\n---\n")[0], values["sources"]
    files = {source["id"]: source["location"].partition(" § ")[0] for source in sources}
    assert 3 <= len(files) <= 6  # those of the default Context
    cited = [int(n) for n in re.findall(r"\[(\d+)\]", article)]
    assert set(cited) <= files.keys()
    # What the documents say of retries, also after a misfit answer and where they don't help.
    about = "retries-timeouts-and-backoff.md"
    assert [*files.values()].count(about) >= len(files) / 2
    assert about in {files[n] for n in cited}
    assert set(files.values()) <= {
        about,
        "circuit-breakers-and-fallbacks.md",
        "rate-limiting-and-load-shedding.md",
        "structured-output.md",
    }
    assert re.search(r"\bretr(y|ies)", article, re.IGNORECASE)
    for source in sources:
        assert source["quote"] in (PROJECT / "documents" / files[source["id"]]).read_text()


@needs("team")
async def test_team_says_when_no_document_is_about_it(server: DevServer) -> None:
    values: Any = await server.client.runs.wait(
        None, "team", input=user("The history of bicycle racing in Belgium")
    )
    assert "hold no source" in values["article"]


@needs("approval")
async def test_approval_drafts_from_the_request_and_publishes(server: DevServer) -> None:
    thread = await new_thread(server.client)
    request = user("Announce that our office moves to 12 Main Street on 1 March.")
    paused: Any = await server.client.runs.wait(thread, "approval", input=request)
    [action] = paused["__interrupt__"][0]["value"]["action_requests"]
    assert "Main Street" in action["args"]["title"] + action["args"]["body"]
    resume = {"resume": {"decisions": [{"type": "approve"}]}}
    values: Any = await server.client.runs.wait(thread, "approval", command=resume)
    assert values["status"] == "published"
    assert (
        action["args"]["body"]
        in (Path(server.folder) / values["publication"]["location"]).read_text()
    )


@needs("advisor")
@pytest.mark.parametrize(
    ("use_case", "framework"),
    [
        ("simple RAG chatbot", "LangChain (LCEL)"),
        ("document Q&A", "LangChain (LCEL)"),
        ("code generator with testing", "LangGraph"),
        ("multi-agent content team", "LangGraph"),
        ("approval workflow", "LangGraph"),
        ("research agent with decisions", "LangGraph"),
        ("I want to build a simple RAG chatbot over our handbook.", "LangChain (LCEL)"),
        ("Answer questions about a contract that the user uploads", "LangChain (LCEL)"),
        ("Generate code, run its tests, and fix it until they pass", "LangGraph"),
        ("Three agents research, write and edit blog posts together", "LangGraph"),
        ("A person must approve each draft before it is published", "LangGraph"),
        ("A research agent that decides where to search next", "LangGraph"),
    ],
)
async def test_advisor_knows_the_decision_matrix(
    server: DevServer, use_case: str, framework: str
) -> None:
    values: Any = await server.client.runs.wait(None, "advisor", input=user(use_case))
    assert values["framework"] == framework


async def test_the_server_answers_while_the_model_generates(server: DevServer) -> None:
    writing = asyncio.create_task(
        server.client.runs.wait(None, "chat", input=user("Count from 1 to 100 in words."))
    )
    slowest = 0.0
    async with httpx.AsyncClient() as http:
        for _ in range(20):
            start = time.monotonic()
            assert (await http.get(f"{server.url}/ok", timeout=5)).status_code == 200
            slowest = max(slowest, time.monotonic() - start)
            await asyncio.sleep(0.1)
    assert not writing.done()
    await writing
    assert slowest < 2


async def test_a_killed_model_is_started_again(server: DevServer) -> None:
    child_of(server).kill()
    values = await server.client.runs.wait(None, "chat", input=user("Say yes."))
    assert values["messages"][-1]["type"] == "ai"  # type: ignore[call-overload]


def test_the_model_ends_with_a_killed_server(server: DevServer) -> None:
    child = child_of(server)
    os.kill(server.pid, signal.SIGKILL)
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running()

"""What a caller may set, and how much they may have under way, over a real server."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import pytest
from langgraph_sdk.errors import APIStatusError, NotFoundError

from tests.provider import Provider, Reply
from tests.server import people
from tests.server.conversation import needs, user
from tests.server.engine import NewServer, Server

pytestmark = [needs("chat", "team"), pytest.mark.xdist_group("allowed")]
_RUNS = 3


@pytest.fixture(scope="module")
def guarded(
    _provider: Provider, tmp_path_factory: pytest.TempPathFactory, new_server: NewServer
) -> Iterator[Server]:
    environment = people.settings(_provider) | {
        "PARLEY_MODELS": "openai:listed, openai:too",
        "RATE_CONCURRENT_RUNS": str(_RUNS),
    }
    server = new_server(tmp_path_factory.mktemp("allowed"), environment)
    server.start()
    yield server
    server.discard()


def answer(server: Server, identity: str, path: str, **body: Any) -> httpx.Response:
    with people.http_as(server, identity) as http:
        return http.post(path, json=body)


def run(server: Server, identity: str = people.ANN, **body: Any) -> httpx.Response:
    asked: dict[str, Any] = {"assistant_id": "chat", "input": user("hello")}
    return answer(server, identity, "/runs/wait", **asked | body)


def test_a_listed_model_may_be_chosen(guarded: Server, provider: Provider) -> None:
    assert run(guarded, context={"model": "openai:listed"}).status_code == 200
    assert provider.requests[-1]["model"] == "listed"


@pytest.mark.parametrize("way", ["context", "config"])
def test_another_model_may_not(guarded: Server, provider: Provider, way: str) -> None:
    chosen: dict[str, Any] = {"model": "openai:dear"}
    refused = run(guarded, **{way: chosen if way == "context" else {"configurable": chosen}})
    assert refused.status_code == 422
    assert (
        "'openai:dear' may not be chosen here; to choose from: openai:listed, openai:too."
        in (refused.json()["detail"])
    )
    assert provider.requests == []


@pytest.mark.parametrize(("tokens", "status"), [(3000, 200), (500, 200), (3001, 422)])
def test_a_limit_goes_down_only(
    guarded: Server, provider: Provider, tokens: int, status: int
) -> None:
    assert run(guarded, context={"window_tokens": tokens}).status_code == status


def test_a_limit_goes_up_for_an_admin(guarded: Server, provider: Provider) -> None:
    assert run(guarded, people.ADA, context={"window_tokens": 9000}).status_code == 200


def test_an_assistant_is_held_to_the_same(guarded: Server) -> None:
    refused = answer(
        guarded, people.ANN, "/assistants", graph_id="chat", context={"window_tokens": 3001}
    )
    assert refused.json() == {"detail": "window_tokens may be at most 3000 here."}


def test_so_is_a_changed_assistant(guarded: Server) -> None:
    own = answer(guarded, people.ANN, "/assistants", graph_id="chat").json()["assistant_id"]
    with people.http_as(guarded, people.ANN) as http:
        refused = http.patch(f"/assistants/{own}", json={"context": {"window_tokens": 3001}})
    assert refused.status_code == 422


def test_so_is_a_cron(guarded: Server) -> None:
    refused = answer(
        guarded,
        people.ANN,
        "/runs/crons",
        assistant_id="chat",
        schedule="0 0 1 1 *",
        context={"window_tokens": 3001},
    )
    assert refused.status_code == 422


def test_so_is_the_number_of_steps(guarded: Server) -> None:
    refused = run(guarded, config={"recursion_limit": 10_001})
    assert refused.json() == {"detail": "recursion_limit may be at most 10000."}


@pytest.mark.parametrize(
    "url",
    [
        "https://10.0.0.1/hook",
        "https://192.168.1.1/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/hook",
        "https://localhost/hook",
        "https://[::1]/hook",
        "/threads/search",
    ],
)
def test_a_webhook_reaches_no_private_address(guarded: Server, url: str) -> None:
    assert run(guarded, webhook=url).status_code == 422


@asynccontextmanager
async def slowly(guarded: Server, provider: Provider) -> AsyncIterator[None]:
    """No run ends by itself meanwhile, however slow the machine is."""
    provider.answer = lambda request: Reply("slow", delay=100)
    yield
    for identity in (people.ANN, people.BOB, people.CLEO):
        with suppress(NotFoundError):  # who has no run
            await people.client_as(guarded, identity).runs.cancel_many(status="all")


async def test_a_burst_gets_no_more_runs_than_allowed(guarded: Server, provider: Provider) -> None:
    bob = people.client_as(guarded, people.BOB)

    async def one() -> int:
        try:
            await bob.runs.create(None, "chat", input=user("hello"))
        except APIStatusError as error:
            later = int(error.response.headers["retry-after"]) > 0
            return error.status_code if later else 0
        return 200

    async with slowly(guarded, provider):
        answers = await asyncio.gather(*(one() for _ in range(4 * _RUNS)))
    assert sorted(answers) == [200] * _RUNS + [429] * 3 * _RUNS


async def test_another_user_has_runs_of_their_own(guarded: Server, provider: Provider) -> None:
    cleo, ann = (people.client_as(guarded, name) for name in (people.CLEO, people.ANN))
    async with slowly(guarded, provider):
        for _ in range(_RUNS):
            await cleo.runs.create(None, "chat", input=user("hello"))
        await ann.runs.create(None, "chat", input=user("hello"))

"""Evals against a real server's URL."""

from pathlib import Path

import httpx
import pytest

from evals.cases import Case
from evals.conversation import talk_through
from evals.targets.served import Served
from tests.provider import Provider, Reply
from tests.server.dev_server import DevServer

CASE = Case.model_validate(
    {
        "id": "x",
        "graph": "chat",
        "category": "x",
        "context": {"window_tokens": 900},
        "turns": [
            {"say": "My dog is Bruno.", "after": 2},
            {"say": ""},
            {"say": "Its name?", "checks": [{"contains": ["Bruno"]}]},
        ],
    }
)
APPROVAL = Case.model_validate(
    {
        "id": "y",
        "graph": "approval",
        "category": "x",
        "turns": [
            {"say": "Announce cake."},
            {"resume": {"decisions": [{"type": "reject"}]}, "checks": [{"asks": False}]},
        ],
    }
)


async def test_a_conversation_over_the_wire(
    shared_server: DevServer, provider: Provider, tmp_path: Path
) -> None:
    provider.answer = lambda request: Reply(text=f"{len(request['messages'])} messages, Bruno")
    target = await Served.reach(shared_server.url, (), tmp_path)
    assert target.lacks(CASE) is None
    talk = await talk_through(CASE, target)
    told, empty, asked = talk.replies
    assert told.text == "6 messages, Bruno"
    assert "respond" in told.steps
    assert "empty" in empty.error
    assert asked.text == "8 messages, Bruno"
    assert asked.seconds > 0
    assert asked.tokens


async def test_a_decision_over_the_wire(
    shared_server: DevServer, provider: Provider, tmp_path: Path
) -> None:
    target = await Served.reach(shared_server.url, (), tmp_path)
    asked, decided = (await talk_through(APPROVAL, target)).replies
    assert asked.interrupt["action_requests"]
    assert asked.draft.strip()
    assert decided.interrupt is None
    assert decided.values["status"] == "rejected"


async def test_an_interrupted_run_goes_on_and_a_finished_one_begins_anew(
    shared_server: DevServer, tmp_path: Path
) -> None:
    first = await Served.reach(shared_server.url, (), tmp_path)
    again = await Served.reach(shared_server.url, (), tmp_path)
    assert again.fingerprint("chat") == first.fingerprint("chat")
    again.finish()
    assert (await Served.reach(shared_server.url, (), tmp_path)).fingerprint(
        "chat"
    ) != first.fingerprint("chat")


async def test_two_users_need_two_keys(shared_server: DevServer, tmp_path: Path) -> None:
    target = await Served.reach(shared_server.url, (), tmp_path)
    two = CASE.model_copy(
        update={"turns": (*CASE.turns, CASE.turns[0].model_copy(update={"user": "ben"}))}
    )
    assert "EVALS_API_KEYS" in str(target.lacks(two))


async def test_no_server_is_told(tmp_path: Path) -> None:
    with pytest.raises(httpx.HTTPError):
        await Served.reach("http://127.0.0.1:9", (), tmp_path)

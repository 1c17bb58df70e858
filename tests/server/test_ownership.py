"""What is a user's stays theirs, whatever of the server's own lists is lost."""

import shutil
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import httpx
import pytest

from tests.provider import Provider, Reply
from tests.server.ask import HARMLESS, Ask
from tests.server.belongings import Belongings, everything, settle
from tests.server.conversation import needs, texts, user
from tests.server.engine import NewServer, Server
from tests.server.forged import FORGED, command, config, rpc, run, served
from tests.server.people import ANN, BOB, CLEO, http_as, settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.dev,
    needs("chat", "approval"),
    pytest.mark.xdist_group("ownership"),
]


class Loss(NamedTuple):
    """A server that lost its lists, and what Ann had there before."""

    server: Server
    ann: Belongings
    bob: Belongings
    written: str
    """A thread with state that no run made."""
    midway: str
    """A thread that was working."""
    forged: set[str]
    """Threads of Bob's that claim to be Ann's."""


@pytest.fixture(scope="module")
def loss(
    _provider: Provider, tmp_path_factory: pytest.TempPathFactory, new_server: NewServer
) -> Iterator[Loss]:
    server = new_server(tmp_path_factory.mktemp("ownership"), settings(_provider))
    server.start()
    with http_as(server, ANN) as ann, http_as(server, BOB) as bob:
        theirs, own = settle(ann, ANN, _provider), settle(bob, BOB, _provider)
        graph = {"metadata": {"graph_id": "chat"}}
        written = ann.post("/threads", json=graph).raise_for_status().json()["thread_id"]
        state = {"values": user(theirs.text), "as_node": "respond"}
        ann.post(f"/threads/{written}/state", json=state).raise_for_status()
        forged = _forge(bob, theirs)
        midway = _in_the_middle(ann, _provider, theirs.text)
    server.kill()
    shutil.rmtree(server.folder / ".langgraph_api")
    server.start()
    yield Loss(server, theirs, own, written, midway, forged)
    server.kill()


def _in_the_middle(http: httpx.Client, provider: Provider, text: str) -> str:
    """A thread whose run waits for the model."""
    thread = str(http.post("/threads", json={}).raise_for_status().json()["thread_id"])
    asked = len(provider.requests)
    provider.reply(Reply(text="late", delay=60))
    body = {"assistant_id": "chat", "input": user(text)}
    http.post(f"/threads/{thread}/runs", json=body).raise_for_status()
    deadline = time.monotonic() + 30
    while len(provider.requests) == asked:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return thread


def _create(**more: object) -> Callable[[str], Ask]:
    return lambda thread: Ask("POST", "/threads", {"thread_id": thread, **more})


def _run(how: str, **more: object) -> Callable[[str], Ask]:
    body = run("chat", if_not_exists="create", **more)
    return lambda thread: Ask("POST", f"/threads/{thread}/runs{how}", body)


# Ways to make a thread under an id.
TAKES: dict[str, Callable[[str], Ask]] = {
    "create": _create(),
    "create or fail": _create(if_exists="raise"),
    "create or take": _create(if_exists="do_nothing"),
    "create with a forged owner": _create(if_exists="do_nothing", metadata=FORGED),
    "create with state": _create(
        if_exists="do_nothing",
        metadata={"graph_id": "chat"},
        supersteps=[{"updates": [{"values": user("forged"), "as_node": "respond"}]}],
    ),
    "run": _run(""),
    "run and wait": _run("/wait"),
    "run and stream": _run("/stream"),
    "run with a forged owner": _run("/wait", metadata=FORGED),
    "run without input": _run("/wait", input=None),
    "cron": lambda thread: Ask(
        "POST", f"/threads/{thread}/runs/crons", run("chat", schedule="0 0 29 2 *")
    ),
    "state": lambda thread: Ask("POST", f"/threads/{thread}/state", {"values": user("forged")}),
    "copy": lambda thread: Ask("POST", f"/threads/{thread}/copy"),
    "read": lambda thread: Ask("GET", f"/threads/{thread}/state"),
    "history": lambda thread: Ask("POST", f"/threads/{thread}/history", {"limit": 10}),
    "change": lambda thread: Ask("PATCH", f"/threads/{thread}", {"metadata": FORGED}),
    "delete": lambda thread: Ask("DELETE", f"/threads/{thread}"),
    "prune": lambda thread: Ask("POST", "/threads/prune", {"thread_ids": [thread]}),
    "stateless run": lambda thread: Ask(
        "POST",
        "/runs/wait",
        run("chat", thread_id=thread, checkpoint={"thread_id": thread}),
        right=HARMLESS,
    ),
    "stateless run with a forged thread": lambda thread: Ask(
        "POST",
        "/runs/wait",
        run("chat", config={"configurable": {"thread_id": thread}}, on_completion="keep"),
        right=HARMLESS,
    ),
    "streaming protocol": lambda thread: Ask(
        "POST",
        f"/threads/{thread}/commands",
        command("run.start", assistant_id="chat", input=user("Hi")),
        right=HARMLESS | {404},
    ),
    "A2A": lambda thread: Ask(
        "POST",
        f"/a2a/{served('chat')}",
        rpc(
            "message/send",
            message={
                "role": "user",
                "messageId": "1",
                "contextId": thread,
                "parts": [{"kind": "text", "text": "Hi"}],
            },
        ),
        right=HARMLESS,
    ),
}


@pytest.mark.parametrize("whose", ["thread", "paused", "written", "midway"])
@pytest.mark.parametrize("how", TAKES)
def test_another_user_cannot_take_a_lost_thread(loss: Loss, how: str, whose: str) -> None:
    thread = getattr(loss if hasattr(loss, whose) else loss.ann, whose)
    with http_as(loss.server, BOB) as http:
        for ask in (TAKES[how](thread), TAKES[how](thread.upper())):
            answer = ask.send(http)
            assert loss.ann.text not in answer.text
            assert answer.status_code in ask.right, (ask, answer.status_code, answer.text[:500])


def test_the_owner_finds_the_conversation(loss: Loss) -> None:
    with http_as(loss.server, ANN) as http:
        for thread in (loss.ann.thread, loss.written, loss.midway):
            values = http.get(f"/threads/{thread}/state").raise_for_status().json()["values"]
            assert texts(values)[0] == loss.ann.text
        history = http.post(f"/threads/{loss.ann.thread}/history", json={"limit": 100})
        assert len(history.json()) == 4
        asked = run("chat")
        values = http.post(f"/threads/{loss.ann.thread}/runs/wait", json=asked).json()
        assert texts(values)[0] == loss.ann.text


def test_the_owner_still_decides(loss: Loss) -> None:
    resume = {"command": {"resume": {"decisions": [{"type": "approve"}]}}}
    with http_as(loss.server, ANN) as http:
        paused = f"/threads/{loss.ann.paused}"
        assert http.get(paused).json()["status"] == "interrupted"
        answer = http.post(f"{paused}/runs/wait", json={"assistant_id": "approval", **resume})
        assert answer.json()["status"] == "published"


def test_all_of_it_is_listed_for_its_owner_alone(loss: Loss) -> None:
    theirs = {loss.ann.thread, loss.ann.paused, loss.written, loss.midway}
    assert {row["thread_id"] for row in _threads(loss, ANN)} == theirs
    bobs = {row["thread_id"] for row in _threads(loss, BOB)}
    assert not bobs & theirs
    assert bobs >= loss.forged | {loss.bob.thread, loss.bob.paused}
    assert _threads(loss, CLEO) == []
    with http_as(loss.server, BOB) as http:
        assert loss.ann.text not in str(everything(http))


def _forge(bob: httpx.Client, theirs: Belongings) -> set[str]:
    """Threads of one's own with someone else's name on whatever takes a name."""
    claims = {"checkpoint": {"thread_id": theirs.thread, "owner": ANN, "user_id": ANN}}
    made = set()
    for forged in (
        {"metadata": FORGED},
        {"config": config(theirs)},
        {"metadata": FORGED, "config": config(theirs)},
        claims,
    ):
        thread = bob.post("/threads", json={"metadata": FORGED}).json()["thread_id"]
        answer = bob.post(f"/threads/{thread}/runs/wait", json=run("chat", **forged))
        assert answer.status_code == 200, answer.text
        state = {"values": user("forged"), **claims}
        assert bob.post(f"/threads/{thread}/state", json=state).status_code == 200
        made.add(thread)
    return made


def _threads(loss: Loss, who: str) -> list[dict[str, str]]:
    with http_as(loss.server, who) as http:
        found: list[dict[str, str]] = http.post("/threads/search", json={"limit": 1000}).json()
        return found

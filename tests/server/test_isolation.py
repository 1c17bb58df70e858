"""Nobody gets in, and nobody gets at another's things: on every route that the server has."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.provider import Provider, Reply
from tests.server.ask import Ask
from tests.server.attacks import ATTACKS, CLOSED, SHUT, UNLISTED
from tests.server.belongings import Belongings, Found, everything, settle
from tests.server.conversation import needs, texts, user
from tests.server.decisions import DECISIONS, STATES
from tests.server.engine import NewServer, Server
from tests.server.forged import FORGED, Attack, commands, config, run
from tests.server.people import ANN, BOB, CLEO, LOOK_ALIKES, http_as, key_of, settings

# One server for all of these tests, on whichever worker they run.
pytestmark = [needs("chat", "approval"), pytest.mark.xdist_group("isolation")]

# Is it there, and what does it offer.
PUBLIC = (
    *("GET /", "GET /ok", "GET /info", "GET /docs", "GET /openapi.json"),
    *("GET /inbox/log-in", "GET /inbox/static/inbox.css"),
)
_METHODS = {"get", "post", "put", "patch", "delete"}
ALL: dict[str, Attack] = ATTACKS | UNLISTED
# What shows or stops a run while it works.
_LIVE = [
    "GET /threads/{thread_id}/stream",
    "POST /threads/{thread_id}/stream/events",
    "GET /threads/{thread_id}/runs/{run_id}/stream",
    "GET /threads/{thread_id}/runs/{run_id}/join",
    "POST /threads/{thread_id}/runs/{run_id}/cancel",
    "DELETE /threads/{thread_id}/runs/{run_id}",
    "DELETE /threads/{thread_id}",
    "POST /runs/cancel",
    "POST /a2a/{assistant_id}",
]
_EACH_SECOND = "* * * * * *"
_FIRES_SECONDS = 30
every_route = pytest.mark.parametrize("route", ALL)


class Scene(NamedTuple):
    """A server where Ann has two of everything, and Bob one.

    Bob knows every id of `ann`, so only its text would be news to him. He knows none of `hidden`.
    """

    server: Server
    ann: Belongings
    hidden: Belongings
    bob: Belongings
    cleo: Belongings
    before: Found

    def told_by(self, answer: str, asked: str = "") -> set[str]:
        """What an answer gives away that Bob could not know."""
        secrets = self.hidden.words() | {self.ann.text}
        return {secret for secret in secrets if secret in answer and secret not in asked}

    def unchanged(self) -> bool:
        with http_as(self.server, ANN) as http:
            now = everything(http)
        assert now == self.before
        return True


@pytest.fixture(scope="module")
def scene(
    _provider: Provider, tmp_path_factory: pytest.TempPathFactory, new_server: NewServer
) -> Iterator[Scene]:
    server = new_server(tmp_path_factory.mktemp("isolation"), settings(_provider))
    server.start()
    clients = (http_as(server, user) for user in (ANN, BOB, CLEO))
    with next(clients) as ann, next(clients) as bob, next(clients) as cleo:
        known, hidden = settle(ann, ANN, _provider), settle(ann, ANN, _provider)
        own, cleos = settle(bob, BOB, _provider), settle(cleo, CLEO, _provider)
        yield Scene(server, known, hidden, own, cleos, everything(ann))
    server.stop()


def test_every_route_of_the_server_is_attacked_here(scene: Scene) -> None:
    with http_as(scene.server, None) as http:
        document = http.get("/openapi.json").json()
    listed = {
        f"{method.upper()} {path}"
        for path, operations in document["paths"].items()
        for method in operations.keys() & _METHODS
    }
    open_to_all = {*PUBLIC, "GET /metrics"}
    assert not listed - open_to_all - ATTACKS.keys(), "add an attack on these routes"
    assert not ATTACKS.keys() - listed, "these routes are gone"


@every_route
def test_nobody_gets_in(scene: Scene, route: str) -> None:
    with http_as(scene.server, None) as http:
        for ask in ALL[route](scene.ann, scene.bob):
            answer = ask.send(http)
            assert answer.status_code == (404 if route in SHUT else 401), ask
            assert not scene.told_by(answer.text, ask.text), ask
    assert scene.unchanged()


@pytest.mark.parametrize(
    "headers",
    [
        {"x-api-key": "wrong"},
        {"x-api-key": ""},
        {"x-api-key": ANN},
        {"x-auth-scheme": "langsmith"},
        {"x-auth-scheme": "langsmith", "x-api-key": "lsv2_pt_0", "x-tenant-id": ANN},
        {"authorization": f"Bearer {key_of(ANN)}"},
        {"authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ."},
        {"authorization": "Basic YW5uOg=="},
        {"x-parley-user": ANN, "x-forwarded-prefix": "/noauth", "x-forwarded-for": "127.0.0.1"},
    ],
    ids=str,
)
def test_nobody_gets_in_with_a_wrong_key(scene: Scene, headers: dict[str, str]) -> None:
    asks = [
        Ask("GET", f"/threads/{scene.ann.thread}/state"),
        Ask("POST", "/threads/search", {}),
        Ask("POST", "/store/items/search", {"namespace_prefix": []}),
    ]
    with http_as(scene.server, None) as http:
        assert {ask.send(http, **headers).status_code for ask in asks} == {401}


def test_the_studio_is_nobody_special(scene: Scene) -> None:
    with http_as(scene.server, BOB) as http:
        ask = Ask("GET", f"/threads/{scene.ann.thread}")
        assert ask.send(http, **{"x-auth-scheme": "langsmith"}).status_code == 404
        own = Ask("GET", f"/threads/{scene.bob.thread}")
        assert own.send(http, **{"x-auth-scheme": "langsmith"}).status_code == 200


@pytest.mark.parametrize("path", ["/threads", "/runs", "/store/items", "/inbox", "/made-up", "/ui"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_no_method_is_an_open_door(scene: Scene, method: str, path: str) -> None:
    with http_as(scene.server, None) as http:
        assert http.request(method, path).status_code == 401
        assert http.request(method, f"{path}/").status_code == 401


@pytest.mark.parametrize("route", PUBLIC)
def test_what_anyone_may_see_tells_nothing(scene: Scene, route: str) -> None:
    with http_as(scene.server, None) as http:
        ask = Ask(*route.split())
        answer = ask.send(http)
    assert answer.status_code == 200
    assert not scene.told_by(answer.text)


def test_metrics_are_off_unless_switched_on(scene: Scene) -> None:
    with http_as(scene.server, None) as nobody, http_as(scene.server, BOB) as bob:
        assert nobody.get("/metrics").status_code in {401, 404}
        assert bob.get("/metrics").status_code == 404


@every_route
def test_another_user_finds_and_changes_nothing(scene: Scene, route: str) -> None:
    with http_as(scene.server, BOB) as http:
        for ask in ALL[route](scene.ann, scene.bob):
            answer = ask.send(http)
            assert not scene.told_by(answer.text, ask.text), ask
            assert answer.status_code in ask.right, (ask, answer.status_code, answer.text[:500])
    assert scene.unchanged()


@pytest.mark.parametrize("how", DECISIONS)
def test_without_the_role_nothing_is_decided(scene: Scene, how: str) -> None:
    ask = DECISIONS[how](scene.cleo)
    with http_as(scene.server, CLEO) as http:
        answer = ask.send(http)
        assert answer.status_code in ask.right, (ask, answer.status_code, answer.text[:500])
        if answer.status_code == 200:
            assert "error" in answer.json(), answer.text
        thread = http.get(f"/threads/{scene.cleo.paused}").json()
    assert thread["status"] == "interrupted"
    assert thread["values"]["status"] == "pending"
    assert scene.cleo.interrupt in str(thread["interrupts"])
    assert not (scene.server.folder / "published").exists()
    assert scene.unchanged()


@pytest.mark.parametrize("what", STATES)
def test_without_the_role_a_new_thread_gets_no_state(scene: Scene, what: str) -> None:
    body = {"metadata": {"graph_id": "approval"}, "supersteps": [{"updates": [STATES[what]]}]}
    with http_as(scene.server, CLEO) as http:
        answer = http.post("/threads", json=body)
        # The thread is hers to make; the server puts what failed beside it, with 201.
        assert answer.status_code == 201
        assert "This needs the role approver" in answer.text
        [thread] = http.post("/threads/search", json={"limit": 1}).json()
        state = http.get(f"/threads/{thread['thread_id']}/state").json()
    assert not state["values"]
    assert not (scene.server.folder / "published").exists()


def test_a_thread_of_another_name_is_still_one_to_decide_about(scene: Scene) -> None:
    paused = f"/threads/{scene.cleo.paused}"
    with http_as(scene.server, CLEO) as http:
        http.patch(paused, json={"metadata": {"graph_id": "chat"}})
        for body in ({"values": None, "as_node": "refuse"}, {"values": user("forged")}):
            assert http.post(f"{paused}/state", json=body).status_code == 403
        resume = {"assistant_id": "chat", "command": {"resume": "approve"}}
        assert http.post(f"{paused}/runs/wait", json=resume).status_code == 403
        http.patch(paused, json={"metadata": {"graph_id": "approval"}})
        assert http.get(paused).json()["status"] == "interrupted"


@pytest.mark.parametrize("who", [None, BOB])
@pytest.mark.parametrize("route", CLOSED)
def test_closed_routes_are_not_there(scene: Scene, route: str, who: str | None) -> None:
    with http_as(scene.server, who) as http:
        for ask in CLOSED[route](scene.ann, scene.bob):
            assert ask.send(http).status_code in ({404} if who else {401, 404}), ask
    assert scene.unchanged()


@pytest.mark.parametrize("path", ["stream/events", "runs/{run}/protocol"])
def test_nobody_gets_a_socket(scene: Scene, path: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        _socket(scene, scene.ann, path, None)
    assert refused.value.response.status_code in {401, 403}


@pytest.mark.parametrize("whose", ["thread", "paused"])
def test_a_socket_to_another_user_s_thread_tells_nothing(scene: Scene, whose: str) -> None:
    thread = getattr(scene.ann, whose)
    asked = json.dumps(commands(scene.ann))
    with (
        suppress(InvalidStatus, ConnectionClosed),
        _socket(scene, scene.ann, "stream/events", BOB, thread) as socket,
    ):
        for command in commands(scene.ann):
            socket.send(json.dumps(command))
        for said in socket:
            assert not scene.told_by(str(said), asked)
    assert scene.unchanged()


def test_an_answer_about_another_s_thread_is_the_one_about_none(scene: Scene) -> None:
    none = "00000000-0000-7000-8000-000000000000"
    with http_as(scene.server, BOB) as http:
        for rest in ("", "/state", "/history", "/runs", f"/runs/{scene.ann.run}"):
            there, nowhere = (http.get(f"/threads/{t}{rest}") for t in (scene.ann.thread, none))
            assert there.status_code == nowhere.status_code
            assert there.text.replace(scene.ann.thread, none) == nowhere.text


def test_another_user_does_not_hear_what_is_being_said(scene: Scene, provider: Provider) -> None:
    provider.reply(Reply(text=scene.ann.text, delay=1, pace=0.3))
    aloud = run("chat", stream_mode=["messages", "values"], stream_resumable=True)
    with http_as(scene.server, ANN) as ann, http_as(scene.server, BOB) as bob:
        thread = ann.post("/threads", json={}).json()["thread_id"]
        started = ann.post(f"/threads/{thread}/runs", json=aloud).json()
        live = replace(scene.ann, thread=thread, run=started["run_id"])
        while not provider.requests:
            time.sleep(0.05)
        for route in _LIVE:
            for ask in ATTACKS[route](live, scene.bob):
                assert scene.ann.text not in ask.send(bob).text, ask
        assert ann.get(f"/threads/{thread}/runs/{live.run}").json()["status"] == "running"
        values = ann.get(f"/threads/{thread}/runs/{live.run}/join").json()
        assert texts(values) == ["Hi", scene.ann.text]
        assert ann.delete(f"/threads/{thread}").status_code == 204
    assert scene.unchanged()


def test_deleting_an_assistant_takes_nothing_of_others(scene: Scene) -> None:
    made = {"graph_id": "chat", "metadata": {**FORGED, "assistant_id": scene.ann.assistant}}
    with http_as(scene.server, BOB) as http:
        own = http.post("/assistants", json=made).json()["assistant_id"]
        http.post(f"/threads/{scene.bob.thread}/runs/wait", json=run(own))
        gone = http.delete(f"/assistants/{own}", params={"delete_threads": "true"})
        assert gone.status_code == 204
    assert scene.unchanged()


def test_a_cron_runs_as_its_owner_whatever_it_claims(scene: Scene) -> None:
    about = {"about": "a forged cron", **FORGED}
    body = run("chat", config=config(scene.ann), metadata=about, thread_id=scene.ann.thread)
    with http_as(scene.server, BOB) as http:
        runs = _fired(http, {**body, "user_id": ANN})
        assert {thread["metadata"]["owner"] for thread in runs} == {BOB}
    assert scene.unchanged()


def test_no_cron_stops_those_of_others(scene: Scene) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=2)
    harmful = [
        # Once, in this year: a schedule without a next time.
        {"schedule": f"{soon:%M %H %d %m} * {soon:%S %Y}"},
        {"schedule": _EACH_SECOND, "end_time": "2100-01-01T00:00:00Z"},
        {"schedule": _EACH_SECOND, "webhook": "http://127.0.0.1:1/"},
    ]
    with http_as(scene.server, BOB) as bob, http_as(scene.server, CLEO) as cleo:
        answers = [bob.post("/runs/crons", json=run("chat", **each)) for each in harmful]
        made = [answer.json()["cron_id"] for answer in answers if answer.status_code == 200]
        time.sleep(3)
        try:
            assert _fired(cleo, run("chat", metadata={"about": "after all of Bob's"}))
        finally:
            assert all(bob.delete(f"/runs/crons/{cron}").status_code == 204 for cron in made)


def test_no_two_users_share_memories(scene: Scene) -> None:
    clients = {who: http_as(scene.server, who) for who in LOOK_ALIKES}
    for who, http in clients.items():
        item = {"namespace": ["notes"], "key": "diary", "value": {"whose": who}}
        assert http.put("/store/items", json=item).status_code == 204, who
    for who, http in clients.items():
        own = {"params": {"namespace": "notes", "key": "diary"}}
        assert http.get("/store/items", **own).json()["value"] == {"whose": who}
        for prefix in ([], ["notes"], ["*"], ["%"]):
            asked = {"namespace_prefix": prefix, "limit": 1000}
            items = http.post("/store/items/search", json=asked).json()["items"]
            assert [item["value"] for item in items] in ([{"whose": who}], []), who
        for asked in ({}, {"prefix": ["*"]}, {"suffix": ["notes"]}, {"suffix": ["*", "notes"]}):
            assert len(http.post("/store/namespaces", json=asked).json()["namespaces"]) <= 1, who
        http.close()
    assert scene.unchanged()


def test_with_the_role_it_is_decided(scene: Scene) -> None:
    own = f"/threads/{scene.bob.paused}/runs/wait"
    resume = {"resume": {"decisions": [{"type": "approve"}]}}
    with http_as(scene.server, BOB) as http:
        values = http.post(own, json={"assistant_id": "approval", "command": resume}).json()
    assert values["status"] == "published"
    assert scene.unchanged()


def _fired(http: httpx.Client, body: dict[str, Any]) -> list[Found]:
    """The threads of a cron, once it has run."""
    kept = {**body, "schedule": _EACH_SECOND, "on_run_completed": "keep"}
    cron = http.post("/runs/crons", json=kept).raise_for_status().json()["cron_id"]
    about = {"metadata": {"about": body["metadata"]["about"]}}
    deadline = time.monotonic() + _FIRES_SECONDS
    try:
        while not (threads := http.post("/threads/search", json=about).json()):
            assert time.monotonic() < deadline, "the cron never ran"
            time.sleep(0.2)
        return threads
    finally:
        assert http.delete(f"/runs/crons/{cron}").status_code == 204


def _socket(
    scene: Scene, whose: Belongings, path: str, who: str | None, thread: str | None = None
) -> Any:
    url = httpx.URL(scene.server.url).copy_with(scheme="ws")
    headers = {"x-api-key": key_of(who)} if who else {}
    path = path.format(run=whose.run)
    return connect(f"{url}/threads/{thread or whose.thread}/{path}", additional_headers=headers)

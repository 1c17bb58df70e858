"""Nobody hears or stops what another one's run says while it works."""

import json
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.provider import Provider, Reply
from tests.server.attacks import ATTACKS
from tests.server.belongings import Belongings
from tests.server.conversation import texts
from tests.server.forged import commands, run
from tests.server.isolation.scene import Scene
from tests.server.people import ANN, BOB, http_as, key_of

pytestmark = pytest.mark.xdist_group("isolation")

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
        assert ann.delete(f"/threads/{thread}").is_success
    assert scene.unchanged()


def _socket(
    scene: Scene, whose: Belongings, path: str, who: str | None, thread: str | None = None
) -> Any:
    url = httpx.URL(scene.server.url).copy_with(scheme="ws")
    headers = {"x-api-key": key_of(who)} if who else {}
    path = path.format(run=whose.run)
    return connect(f"{url}/threads/{thread or whose.thread}/{path}", additional_headers=headers)

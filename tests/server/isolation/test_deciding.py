"""Nobody decides without the role, in whatever form they say it."""

import pytest

from tests.server.conversation import user
from tests.server.decisions import DECISIONS, STATES
from tests.server.engine import CLUSTER
from tests.server.isolation.scene import Scene
from tests.server.people import BOB, CLEO, http_as

pytestmark = pytest.mark.xdist_group("isolation")

# By the open engine.
_NOT_SERVED = ("/a2a", "/runs/batch")


@pytest.mark.parametrize("how", DECISIONS)
def test_without_the_role_nothing_is_decided(scene: Scene, how: str) -> None:
    ask = DECISIONS[how](scene.cleo)
    with http_as(scene.server, CLEO) as http:
        answer = ask.send(http)
        right = ask.right | ({404} if CLUSTER and ask.path.startswith(_NOT_SERVED) else set())
        assert answer.status_code in right, (ask, answer.status_code, answer.text[:500])
        if answer.status_code == 200:
            assert "error" in answer.json(), answer.text
        thread = http.get(f"/threads/{scene.cleo.paused}").json()
        state = http.get(f"/threads/{scene.cleo.paused}/state").json()
    assert thread["status"] == "interrupted"
    assert state["values"]["status"] == "pending"
    assert scene.cleo.interrupt in str(state["tasks"])
    assert not scene.published(scene.cleo.text, "forged")
    assert scene.unchanged()


@pytest.mark.parametrize("what", STATES)
def test_without_the_role_a_new_thread_gets_no_state(scene: Scene, what: str) -> None:
    body = {"metadata": {"graph_id": "approval"}, "supersteps": [{"updates": [STATES[what]]}]}
    with http_as(scene.server, CLEO) as http:
        answer = http.post("/threads", json=body)
        if CLUSTER:  # the open engine takes no steps with a thread, whoever sends them
            assert answer.status_code == 422
            return
        # The thread is hers to make; the server puts what failed beside it, with 201.
        assert answer.status_code == 201
        assert "This needs the role approver" in answer.text
        [thread] = http.post("/threads/search", json={"limit": 1}).json()
        state = http.get(f"/threads/{thread['thread_id']}/state").json()
    assert not state["values"]
    assert not scene.published("forged")


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


def test_with_the_role_it_is_decided(scene: Scene) -> None:
    own = f"/threads/{scene.bob.paused}/runs/wait"
    resume = {"resume": {"decisions": [{"type": "approve"}]}}
    with http_as(scene.server, BOB) as http:
        values = http.post(own, json={"assistant_id": "approval", "command": resume}).json()
    assert values["status"] == "published"
    assert scene.unchanged()

"""A cron runs as whoever made it, and keeps no other from running."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.server.belongings import Found
from tests.server.engine import CLUSTER
from tests.server.forged import FORGED, config, run
from tests.server.isolation.scene import Scene
from tests.server.people import ANN, BOB, CLEO, http_as

pytestmark = pytest.mark.xdist_group("isolation")

# The open engine knows no seconds, and begins with a run at once.
_OFTEN = "* * * * *" if CLUSTER else "* * * * * *"
_FIRES_SECONDS = 30


def test_a_cron_runs_as_its_owner_whatever_it_claims(scene: Scene) -> None:
    body = run("chat", config=config(scene.ann), metadata=FORGED, thread_id=scene.ann.thread)
    with http_as(scene.server, BOB) as http:
        runs = _fired(http, {**body, "user_id": ANN})
        assert {thread["metadata"]["owner"] for thread in runs} == {BOB}
    assert scene.unchanged()


def test_no_cron_stops_those_of_others(scene: Scene) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=2)
    harmful = [
        # Once, in this year: a schedule without a next time.
        {"schedule": f"{soon:%M %H %d %m} * {soon:%S %Y}"},
        {"schedule": _OFTEN, "end_time": "2100-01-01T00:00:00Z"},
        {"schedule": _OFTEN, "webhook": "http://127.0.0.1:1/"},
    ]
    with http_as(scene.server, BOB) as bob, http_as(scene.server, CLEO) as cleo:
        made = []
        for each in harmful:
            answer = bob.post("/runs/crons", json=run("chat", **each))
            if answer.status_code == 200:
                made.append(_cron(bob, answer))
        time.sleep(3)
        try:
            assert _fired(cleo, run("chat"))
        finally:
            assert all(bob.delete(f"/runs/crons/{cron}").status_code == 204 for cron in made)


def _fired(http: httpx.Client, body: dict[str, Any]) -> list[Found]:
    """The threads of a cron, once it has run."""
    kept = {**body, "schedule": _OFTEN, "on_run_completed": "keep"}
    before = {thread["thread_id"] for thread in _threads(http)}
    cron = _cron(http, http.post("/runs/crons", json=kept).raise_for_status())
    deadline = time.monotonic() + _FIRES_SECONDS
    try:
        while not (new := [row for row in _threads(http) if row["thread_id"] not in before]):
            assert time.monotonic() < deadline, "the cron never ran"
            time.sleep(0.2)
        return new
    finally:
        assert http.delete(f"/runs/crons/{cron}").status_code == 204


def _threads(http: httpx.Client) -> list[Found]:
    found: list[Found] = http.post("/threads/search", json={"limit": 1000}).json()
    return found


def _cron(http: httpx.Client, made: httpx.Response) -> str:
    """The id of a cron that was just made."""
    if CLUSTER:  # the answer is its first run
        newest = {"limit": 1, "sort_by": "created_at", "sort_order": "desc"}
        made = http.post("/runs/crons/search", json=newest).raise_for_status()
        return str(made.json()[0]["cron_id"])
    return str(made.json()["cron_id"])

"""What an earlier release stored opens in this one, with and without the runtime's own list."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.provider import Provider
from tests.releases.store import DRAFT, HERE, ITEM, SAID
from tests.server.conversation import needs, sent, texts, user
from tests.server.dev_server import DevServer
from tests.server.people import ANN, BOB, http_as, settings

# One server for each release, on whichever worker they run.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.dev,
    needs("chat", "team", "approval", "advisor"),
    pytest.mark.xdist_group("releases"),
]

RELEASES = sorted(file.parent.name for file in HERE.glob("*/state.tar.gz"))


@dataclass(frozen=True)
class Stored:
    """A server of today on the state of a release, and what its user left there."""

    http: httpx.Client
    stranger: httpx.Client
    folder: Path
    threads: dict[str, Any]


@pytest.fixture(
    scope="module",
    params=[(release, lost) for release in RELEASES for lost in (False, True)],
    ids=lambda param: f"{param[0]}{' without its list' if param[1] else ''}",
)
def stored(
    request: pytest.FixtureRequest,
    _provider: Provider,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stored]:
    release, lost = request.param
    server = DevServer(tmp_path_factory.mktemp("release"), settings(_provider))
    subprocess.run(
        [sys.executable, "-m", "parley.server.data.restore", HERE / release / "state.tar.gz"],
        cwd=server.folder,
        env={},
        check=True,
    )
    if lost:
        shutil.rmtree(server.folder / ".langgraph_api")
    server.start()
    threads = json.loads((HERE / release / "threads.json").read_text())
    with http_as(server, ANN) as http, http_as(server, BOB) as stranger:
        yield Stored(http, stranger, server.folder, threads)
    server.stop()


def test_each_thread_reads_as_it_was(stored: Stored) -> None:
    for graph, left in stored.threads.items():
        if graph in ("chat", "approval"):
            continue  # the other tests go on with them
        state = stored.http.get(f"/threads/{left['thread_id']}/state").raise_for_status().json()
        # What a later release adds is beside it, and empty.
        kept = {key: state["values"][key] for key in left["values"]}
        assert (kept, state["next"]) == (left["values"], left["next"])


def test_each_history_is_there(stored: Stored) -> None:
    for left in stored.threads.values():
        path = f"/threads/{left['thread_id']}/history"
        history = stored.http.post(path, json={"limit": 100}).raise_for_status().json()
        assert len(history) > 1
        assert SAID in [
            text for state in history for text in texts({"messages": [], **state["values"]})
        ]


def test_the_conversation_goes_on(stored: Stored, provider: Provider) -> None:
    left = stored.threads["chat"]
    run = {"assistant_id": "chat", "input": user("Today")}
    path = f"/threads/{left['thread_id']}/runs/wait"
    values = stored.http.post(path, json=run).raise_for_status().json()
    assert sent(provider) == [*texts(left["values"]), "Today"]
    assert texts(values) == [*texts(left["values"]), "Today", "Today"]


def test_the_paused_approval_is_approved(stored: Stored) -> None:
    thread = stored.threads["approval"]["thread_id"]
    decision = {"resume": {"decisions": [{"type": "approve"}]}}
    run = {"assistant_id": "approval", "command": decision}
    values = stored.http.post(f"/threads/{thread}/runs/wait", json=run).raise_for_status().json()
    assert values["status"] == "published"
    assert DRAFT["body"] in (stored.folder / values["publication"]["location"]).read_text()


def test_the_memory_is_there(stored: Stored) -> None:
    asked = {"namespace": "people", "key": ITEM["key"]}
    item = stored.http.get("/store/items", params=asked).raise_for_status().json()
    assert item["value"] == ITEM["value"]


def test_it_is_still_nobody_elses(stored: Stored) -> None:
    for left in stored.threads.values():
        assert stored.stranger.get(f"/threads/{left['thread_id']}/state").status_code == 404

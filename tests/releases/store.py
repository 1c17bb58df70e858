"""`python -m tests.releases.store`: keep what this release stores, for later ones to open.

Writes tests/releases/VERSION: a backup made after a clean stop, and what a user left in it.
"""

import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx

from tests.provider import Provider, Reply
from tests.server.conversation import SERVED, user
from tests.server.dev_server import DevServer
from tests.server.people import ANN, http_as, settings
from tests.server.team_script import team

HERE = Path(__file__).parent
DRAFT = {"title": "Release", "body": "It works."}
ITEM = {"namespace": ["people"], "key": "ada", "value": {"likes": "tea"}}
SAID = "What I said in this release"


def main() -> None:
    """Run a server, leave a thread of each graph and a memory, stop, and keep the rest."""
    place = HERE / version("parley")
    place.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Provider() as provider:
        server = DevServer(Path(folder), settings(provider))
        server.start()
        with http_as(server, ANN) as http:
            threads = {graph: _talk(http, graph, provider) for graph in SERVED}
            http.put("/store/items", json=ITEM).raise_for_status()
        server.stop()
        backup = place / "state.tar.gz"
        backup.unlink(missing_ok=True)
        subprocess.run(
            [sys.executable, "-m", "parley.server.data.backup", str(backup)],
            cwd=folder,
            env={"PATH": os.environ["PATH"]},
            check=True,
        )
    (place / "threads.json").write_text(json.dumps(threads, indent=2) + "\n")


def _talk(http: httpx.Client, graph: str, provider: Provider) -> Any:
    """Have one run on a thread of its own and return what its user sees there."""
    provider.reset()
    if graph == "team":
        provider.answer = team
    if graph == "approval":
        provider.reply(Reply(json=DRAFT))
    thread = http.post("/threads", json={}).raise_for_status().json()["thread_id"]
    run = {"assistant_id": graph, "input": user(SAID)}
    http.post(f"/threads/{thread}/runs/wait", json=run).raise_for_status()
    state = http.get(f"/threads/{thread}/state").raise_for_status().json()
    return {"thread_id": thread, "values": state["values"], "next": state["next"]}


if __name__ == "__main__":
    main()

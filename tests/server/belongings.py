"""What a user keeps on a server, and all that they find there."""

import uuid
from dataclasses import astuple, dataclass
from typing import Any

import httpx

from tests.provider import Provider, Reply
from tests.server.conversation import user

type Found = dict[str, Any]

_NEVER = "0 0 29 2 *"
_ALL = 1000


@dataclass(frozen=True)
class Belongings:
    """One of each, all of them holding `text`, which is said nowhere else."""

    text: str
    thread: str
    run: str
    checkpoint: str
    paused: str
    paused_run: str
    paused_checkpoint: str
    interrupt: str
    cron: str
    thread_cron: str
    assistant: str
    item: str

    def words(self) -> set[str]:
        """All ids and texts, to be looked for in what others are told."""
        return set(astuple(self))


def settle(http: httpx.Client, owner: str, provider: Provider) -> Belongings:
    """Make one of each through the owner's own client."""
    text = f"{owner} hides a pineapple {uuid.uuid4()}"
    thread, run = _talk(http, "chat", text)
    provider.reply(Reply(json={"title": text, "body": text}))
    paused, paused_run = _talk(http, "approval", text)
    state = _get(http, f"/threads/{paused}/state")
    # Not enabled: the open engine would begin with a run at once.
    cron = {"schedule": _NEVER, "assistant_id": "chat", "input": user(text), "enabled": False}
    assistant: dict[str, Any] = {"graph_id": "chat", "name": text, "metadata": {"about": text}}
    # The open engine lets nobody have the same one twice.
    assistant["config"] = {"tags": [str(uuid.uuid4())]}
    made = _post(http, "/assistants", assistant)["assistant_id"]
    changed = http.patch(f"/assistants/{made}", json={"description": text})
    assert changed.json()["version"] == 2
    item = f"diary of {owner} {uuid.uuid4()}"
    stored = {"namespace": ["notes"], "key": item, "value": {"text": text}}
    assert http.put("/store/items", json=stored).status_code == 204
    return Belongings(
        text=text,
        thread=thread,
        run=run,
        checkpoint=_get(http, f"/threads/{thread}/state")["checkpoint"]["checkpoint_id"],
        paused=paused,
        paused_run=paused_run,
        paused_checkpoint=state["checkpoint"]["checkpoint_id"],
        interrupt=state["tasks"][0]["interrupts"][0]["id"],
        cron=_post(http, "/runs/crons", cron)["cron_id"],
        thread_cron=_post(http, f"/threads/{thread}/runs/crons", cron)["cron_id"],
        assistant=made,
        item=item,
    )


def everything(http: httpx.Client) -> Found:
    """All that this user can list or read, in an order that doesn't change."""
    found: Found = {
        "crons": _post(http, "/runs/crons/search", {"limit": _ALL, "sort_by": "cron_id"}),
        "namespaces": _post(http, "/store/namespaces", {"limit": _ALL})["namespaces"],
        "items": _post(http, "/store/items/search", {"namespace_prefix": [], "limit": _ALL}),
    }
    order = {"limit": _ALL, "sort_by": "thread_id"}
    for row in _post(http, "/threads/search", order):
        thread = row["thread_id"]
        found[f"thread {thread}"] = row
        found[f"state of {thread}"] = _get(http, f"/threads/{thread}/state")
        found[f"history of {thread}"] = _post(http, f"/threads/{thread}/history", {"limit": _ALL})
        found[f"runs of {thread}"] = _get(http, f"/threads/{thread}/runs?limit={_ALL}")
    for row in _post(http, "/assistants/search", {"limit": 100}):
        assistant = row["assistant_id"]
        found[f"assistant {assistant}"] = row
        found[f"versions of {assistant}"] = _post(http, f"/assistants/{assistant}/versions", {})
    return found


def _talk(http: httpx.Client, graph: str, text: str) -> tuple[str, str]:
    thread = _post(http, "/threads", {"metadata": {"about": text}})["thread_id"]
    _post(http, f"/threads/{thread}/runs/wait", {"assistant_id": graph, "input": user(text)})
    [run] = _get(http, f"/threads/{thread}/runs")
    # The open engine says of a run that waits for a person that it is interrupted.
    assert run["status"] in {"success", "interrupted"}, run
    return thread, run["run_id"]


def _get(http: httpx.Client, path: str) -> Any:
    return http.get(path).raise_for_status().json()


def _post(http: httpx.Client, path: str, body: Any) -> Any:
    return http.post(path, json=body).raise_for_status().json()

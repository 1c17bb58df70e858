"""Graphs behind a server's URL, spoken to as any client does."""

import json
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient

from evals.cases import Case, Turn
from evals.kept import FOLDER
from evals.targets.history import small_talk
from evals.targets.needs import missing
from evals.targets.reply import Reply
from evals.targets.values import plain_values


class Served:
    """A server's graphs.

    Nobody can tell from here whether its code changed. So conversations are kept only until a run
    is finished: one that was interrupted goes on, and the next one asks anew.
    """

    def __init__(
        self, url: str, keys: tuple[str, ...], offered: dict[str, set[str]], folder: Path
    ) -> None:
        self.name = f"server {url}"
        self.model = ""
        self._url = url
        self._keys = keys
        self._offered = offered
        self._unfinished = folder / "unfinished.json"
        self._run = self._resumed() or uuid4().hex
        folder.mkdir(parents=True, exist_ok=True)
        self._unfinished.write_text(json.dumps({"url": url, "run": self._run}))

    @classmethod
    async def reach(cls, url: str, keys: tuple[str, ...], folder: Path = FOLDER) -> "Served":
        """Return the target, having asked the server what its graphs take and give.

        Raises:
            httpx.HTTPError: the server can't be reached, or refuses the key.
        """
        client = get_client(url=url, api_key=keys[0] if keys else None)
        offered: dict[str, set[str]] = {}
        for assistant in await client.assistants.search(limit=100):
            schemas = await client.assistants.get_schemas(assistant["assistant_id"])
            forms = [schemas.get("context_schema"), schemas.get("state_schema")]
            names = {name for form in forms for name in (form or {}).get("properties", {})}
            offered[assistant["graph_id"]] = names
        return cls(url, keys, offered, folder)

    def fingerprint(self, graph: str) -> str:
        """Return this run's own name: no other run's conversations are of use."""
        return self._run

    def lacks(self, case: Case) -> str | None:
        """Say what the server doesn't offer for a case."""
        if case.graph not in self._offered:
            return "the server does not serve this graph"
        if case.documents is not None:
            return "a server's documents can't be changed from here"
        if len(case.users) > max(len(self._keys), 1):
            return f"it takes {len(case.users)} users: set as many EVALS_API_KEYS"
        return missing(case, self._offered[case.graph])

    async def open(self, case: Case) -> "ServedSession":
        """Begin a case, on threads of its own."""
        keys: list[str | None] = list(self._keys) or [None]
        clients = {
            user: get_client(url=self._url, api_key=key)
            for user, key in zip(case.users, keys, strict=False)
        }
        return ServedSession(clients, case)

    async def close(self) -> None:
        """The server goes on."""

    def finish(self) -> None:
        """The run is whole: the next one begins anew."""
        self._unfinished.unlink(missing_ok=True)

    def _resumed(self) -> str | None:
        try:
            found = json.loads(self._unfinished.read_text())
        except (OSError, ValueError):
            return None
        return str(found["run"]) if found.get("url") == self._url else None


class ServedSession:
    """One case on a server."""

    def __init__(self, clients: dict[str, LangGraphClient], case: Case) -> None:
        self._clients = clients
        self._case = case
        self._threads: dict[str, str] = {}

    async def take(self, turn: Turn) -> Reply:
        """Run the graph until it answers, asks or fails."""
        client = self._clients[turn.user]
        name = f"{turn.user}/{turn.thread}"
        if name not in self._threads:
            self._threads[name] = (await client.threads.create())["thread_id"]
        thread = self._threads[name]
        steps: list[str] = []
        error = ""
        began = time.monotonic()
        try:
            async for event in client.runs.stream(
                thread,
                self._case.graph,
                input=_input(turn),
                command={"resume": turn.resume} if turn.say is None else None,
                context=self._case.context or None,
                stream_mode="updates",
            ):
                if event.event == "updates":
                    steps += [step for step in event.data if not step.startswith("__")]
                elif event.event == "error":
                    error = str(event.data.get("message") or event.data)
        except Exception as failure:  # a refused request is an answer too
            error = _sentence(failure)
        seconds = time.monotonic() - began
        state: Any = await client.threads.get_state(thread)
        values = state["values"] if isinstance(state["values"], dict) else {}
        messages = values.get("messages", [])
        waiting = [one for task in state["tasks"] for one in task["interrupts"]]
        answered = messages and messages[-1]["type"] == "ai" and not error
        used = [m["usage_metadata"]["total_tokens"] for m in messages if m.get("usage_metadata")]
        return Reply(
            text=_text(messages[-1]["content"]) if answered else "",
            values=plain_values(values),
            steps=steps,
            interrupt=waiting[0]["value"] if waiting else None,
            seconds=seconds,
            tokens=used[-1] if used and answered else None,
            error=error,
        )


def _input(turn: Turn) -> dict[str, Any] | None:
    if turn.say is None:
        return None
    talk = [{"role": m.type, "content": m.text} for m in small_talk(turn.after)]
    return {"messages": [*talk, {"role": "user", "content": turn.say}]}


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(block.get("text", "") for block in content if isinstance(block, dict))


def _sentence(failure: Exception) -> str:
    body = getattr(failure, "body", None)
    said = body.get("detail") or body.get("message") if isinstance(body, dict) else None
    return str(said or failure) or type(failure).__name__

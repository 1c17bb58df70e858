"""What the engine lists: whose a thread or an assistant is, and of which graph.

Asked past authentication: the auth handler decides by it what a user may see.
"""

from functools import cache
from typing import Any, NamedTuple, Protocol

from langgraph_sdk.errors import NotFoundError

from parley.server.engine import is_aegra
from parley.server.in_process import client, past_auth


class Row(NamedTuple):
    """Of a thread or an assistant.

    Attributes:
        owner: the identity of its user; None for an assistant of langgraph.json.
        graph: None for a thread that had no run yet.
    """

    owner: str | None
    graph: str | None


class Listed(Protocol):
    """The engine's lists."""

    async def thread(self, thread_id: str) -> Row | None:
        """Return the thread's row, or None when there is none."""

    async def assistant(self, assistant_id: str) -> Row | None:
        """Return the row of the assistant with this id or this graph's name, or None."""

    async def busy(self, identity: str) -> int:
        """Return on how many threads of this user a run waits or works."""


class _AskedOfTheServer:
    """By the server's own API, in-process: `langgraph dev` and the vendor's image."""

    async def thread(self, thread_id: str) -> Row | None:
        found = await past_auth(client().threads.search(ids=[thread_id], select=["metadata"]))
        return _row(found[0], None) if found else None

    async def assistant(self, assistant_id: str) -> Row | None:
        try:
            found = await past_auth(client().assistants.get(assistant_id))
        except NotFoundError:
            return None
        return _row(found, found["graph_id"])

    async def busy(self, identity: str) -> int:
        return await client().threads.count(status="busy")  # as the user who asks


def _row(found: Any, graph: str | None) -> Row:
    metadata = found["metadata"] or {}
    return Row(metadata.get("owner"), graph or metadata.get("graph_id"))


@cache
def listed() -> Listed:
    """Return the lists of the engine that serves here."""
    if is_aegra():
        from parley.server.aegra.tables import Tables  # its database is open by now

        return Tables()
    return _AskedOfTheServer()

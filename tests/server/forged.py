"""What a request may claim that isn't so."""

import uuid
from collections.abc import Callable
from typing import Any

from tests.server.ask import HARMLESS, Ask
from tests.server.belongings import Belongings
from tests.server.conversation import user
from tests.server.people import ANN

type Attack = Callable[[Belongings, Belongings], list[Ask]]

YEARLY = "0 0 29 2 *"
_GRAPHS = uuid.UUID("6ba7b821-9dad-11d1-80b4-00c04fd430c8")
FORGED = {"owner": ANN, "created_by": "system", "user_id": ANN, "langgraph_auth_user_id": ANN}
# The A2A protocol's word for an assistant that isn't there.
UNKNOWN = frozenset({400, 404})
HI = user("Hi")


def served(graph: str) -> str:
    """The id of the assistant that the server makes for a graph."""
    return str(uuid.uuid5(_GRAPHS, graph))


def config(a: Belongings) -> dict[str, Any]:
    """Claims to be someone else, on someone else's thread."""
    claims = {
        "user_id": ANN,
        "owner": ANN,
        "langgraph_auth_user": {"identity": ANN, "permissions": ["approver"]},
        "langgraph_auth_user_id": ANN,
        "langgraph_auth_permissions": ["approver"],
        "thread_id": a.thread,
        "run_id": a.run,
        "checkpoint_ns": "",
    }
    return {"configurable": claims, "metadata": {**FORGED, "thread_id": a.thread}}


def run(assistant: str, **more: Any) -> dict[str, Any]:
    return {"assistant_id": assistant, "input": HI, **more}


def searches(path: str, **more: Any) -> list[Ask]:
    bodies = [{}, {"limit": 100}, {"metadata": FORGED}, {"metadata": {"owner": ANN}}, more]
    return [Ask("POST", path, body, right=HARMLESS) for body in bodies]


def command(method: str, number: int = 1, **params: Any) -> dict[str, Any]:
    return {"id": number, "method": method, "params": params}


def commands(a: Belongings) -> list[dict[str, Any]]:
    """What the streaming protocol lets one ask of a thread."""
    start = {"assistant_id": "chat", "input": HI}
    return [
        command("run.start", **start),
        command("run.start", **start, config=config(a), metadata=FORGED),
        command("input.respond", interrupt_id=a.interrupt, response={"type": "approve"}),
        command("agent.getTree"),
        command("subscription.subscribe", channels=["values", "messages", "input"]),
        command("subscription.reconnect", run_id=a.run),
        command("state.get"),
    ]


def rpc(method: str, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": "1", "method": method, "params": params}

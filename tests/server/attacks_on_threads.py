"""Ways to another's threads, and to their state."""

from tests.server.ask import ENVELOPE, HARMLESS, NOT_FOUND, Ask
from tests.server.belongings import Belongings
from tests.server.conversation import user
from tests.server.engine import CLUSTER
from tests.server.forged import FORGED, Attack, commands, searches
from tests.server.people import ANN

# The open engine takes no steps with a thread, and prunes only what of one's own expired.
_STEPS = frozenset({422}) if CLUSTER else HARMLESS
_SEARCHED = _STEPS  # nor does it search a history
_PRUNED = HARMLESS if CLUSTER else NOT_FOUND


def _state(a: Belongings, b: Belongings) -> list[Ask]:
    values = {"values": user("forged"), "checkpoint": {"thread_id": b.thread}}
    return [
        Ask("POST", f"/threads/{a.thread}/state", {"values": user("forged")}),
        Ask("POST", f"/threads/{a.thread}/state", values),
        Ask("POST", f"/threads/{a.paused}/state", {"values": None, "as_node": "review"}),
        Ask(
            "POST",
            f"/threads/{b.thread}/state",
            {"values": user("forged"), "checkpoint": {"thread_id": a.thread, "owner": ANN}},
            right=HARMLESS,
        ),
    ]


def _create_thread(a: Belongings) -> list[Ask]:
    steps = [{"updates": [{"values": user("forged"), "as_node": "admit"}]}]
    ids = {"thread_id": a.thread}
    graph = {"graph_id": "chat"}
    return [
        Ask("POST", "/threads", ids),
        Ask("POST", "/threads", {**ids, "if_exists": "raise"}),
        Ask("POST", "/threads", {**ids, "if_exists": "do_nothing"}),
        Ask("POST", "/threads", {**ids, "if_exists": "do_nothing", "metadata": FORGED}),
        Ask(
            "POST",
            "/threads",
            {**ids, "if_exists": "do_nothing", "supersteps": steps},
            right=_STEPS | NOT_FOUND if CLUSTER else NOT_FOUND,
        ),
        Ask("POST", "/threads", {"thread_id": a.thread.upper(), "if_exists": "do_nothing"}),
        Ask("POST", "/threads", {"thread_id": a.thread.replace("-", "")}),
        Ask("POST", "/threads", {"metadata": FORGED | graph, "supersteps": steps}, right=_STEPS),
        Ask("POST", "/threads", {"metadata": FORGED | graph}, right=HARMLESS),
    ]


ON_THREADS: dict[str, Attack] = {
    "POST /threads": lambda a, b: _create_thread(a),
    "POST /threads/search": lambda a, b: searches(
        "/threads/search", ids=[a.thread, a.paused], extract={"said": "values.messages[0].content"}
    ),
    "POST /threads/count": lambda a, b: searches("/threads/count", metadata={"about": a.text}),
    "POST /threads/prune": lambda a, b: [
        Ask("POST", "/threads/prune", body, right=_PRUNED)
        for body in (
            {"thread_ids": [a.thread]},
            {"thread_ids": [b.paused, a.thread]},
            {"thread_ids": [a.thread], "strategy": "keep_latest"},
        )
    ],
    "GET /threads/{thread_id}": lambda a, b: [
        Ask("GET", f"/threads/{a.thread}", params=params) for params in ({}, {"include": "ttl"})
    ],
    "PATCH /threads/{thread_id}": lambda a, b: [
        Ask("PATCH", f"/threads/{a.thread}", {"metadata": {"about": "forged"}}),
        Ask("PATCH", f"/threads/{a.thread}", {"metadata": {"owner": "bob"}}),
        Ask("PATCH", f"/threads/{b.thread}", {"metadata": FORGED}, right=HARMLESS),
    ],
    "DELETE /threads/{thread_id}": lambda a, b: [Ask("DELETE", f"/threads/{a.thread}")],
    "GET /threads/{thread_id}/storage": lambda a, b: [Ask("GET", f"/threads/{a.thread}/storage")],
    "GET /threads/{thread_id}/state": lambda a, b: [
        Ask("GET", f"/threads/{a.thread}/state", params=params)
        for params in ({}, {"subgraphs": "true"})
    ],
    "POST /threads/{thread_id}/state": _state,
    "GET /threads/{thread_id}/state/{checkpoint_id}": lambda a, b: [
        Ask("GET", f"/threads/{a.thread}/state/{a.checkpoint}"),
        Ask("GET", f"/threads/{b.thread}/state/{a.checkpoint}", right=HARMLESS | {404}),
    ],
    "POST /threads/{thread_id}/state/checkpoint": lambda a, b: [
        Ask(
            "POST",
            f"/threads/{thread}/state/checkpoint",
            {"checkpoint": {"thread_id": a.thread, "checkpoint_id": a.checkpoint}},
            right=right,
        )
        for thread, right in ((a.thread, frozenset({404})), (b.thread, HARMLESS | {404}))
    ],
    "GET /threads/{thread_id}/history": lambda a, b: [
        Ask("GET", f"/threads/{a.thread}/history", params={"limit": "100"}),
        Ask("GET", f"/threads/{b.thread}/history", params={"before": a.checkpoint}, right=HARMLESS),
    ],
    "POST /threads/{thread_id}/history": lambda a, b: [
        Ask("POST", f"/threads/{a.thread}/history", {"limit": 100}),
        Ask("POST", f"/threads/{a.thread}/history", {"checkpoint": {"thread_id": b.thread}}),
        *(
            Ask(
                "POST",
                f"/threads/{b.thread}/history",
                {"checkpoint": {"thread_id": a.thread}, "limit": 100, **more},
                right=right,
            )
            for more, right in (({}, HARMLESS), ({"metadata": {"owner": ANN}}, _SEARCHED))
        ),
    ],
    "POST /threads/{thread_id}/copy": lambda a, b: [
        Ask("POST", f"/threads/{thread}/copy") for thread in (a.thread, a.paused)
    ],
    "GET /threads/{thread_id}/stream": lambda a, b: [
        Ask("GET", f"/threads/{a.thread}/stream", params=params)
        for params in ({}, {"stream_modes": "run_modes,lifecycle,state_update"})
    ],
    "POST /threads/{thread_id}/stream/events": lambda a, b: [
        Ask("POST", f"/threads/{a.thread}/stream/events", {"channels": channels, "since": 0})
        for channels in (["values", "messages"], ["lifecycle", "input", "updates"])
    ],
    "POST /threads/{thread_id}/commands": lambda a, b: [
        Ask("POST", f"/threads/{thread}/commands", body, right=ENVELOPE | {404})
        for thread in (a.thread, a.paused)
        for body in commands(a)
    ],
}

if CLUSTER:
    ON_THREADS["GET /threads"] = lambda a, b: [Ask("GET", "/threads", right=HARMLESS)]

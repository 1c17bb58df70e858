"""Requests that no client of good will sends, each of which broke a server once."""

from collections.abc import Callable

from tests.server.ask import Ask
from tests.server.belongings import Belongings
from tests.server.forged import rpc, run

_HUGE = 10**19  # more than a database's integers hold
_LATER = 1e12  # seconds: more than a calendar holds


# What is wrong with them, to the requests about one's own things.
STRANGE: dict[str, Callable[[Belongings], list[Ask]]] = {
    "values to search for": lambda own: [
        Ask("POST", path, {"values": {"a": 1}}) for path in ("/threads/search", "/threads/count")
    ],
    "numbers too large": lambda own: [
        Ask("GET", f"/threads/{own.thread}/history", None, {"limit": str(_HUGE)}),
        Ask("GET", f"/threads/{own.thread}/history", None, {"limit": str(-_HUGE)}),
        Ask("POST", f"/threads/{own.thread}/history", {"limit": _HUGE}),
        Ask("POST", "/store/items/search", {"namespace_prefix": [], "limit": _HUGE}),
        Ask("POST", "/store/items/search", {"namespace_prefix": [], "offset": _HUGE}),
        Ask("POST", "/store/namespaces", {"limit": _HUGE}),
        Ask("POST", "/store/namespaces", {"max_depth": _HUGE}),
        *(
            Ask("POST", f"{where}/runs{how}", run("chat", after_seconds=seconds))
            for where in (f"/threads/{own.thread}", "")
            for how in ("", "/wait", "/stream")
            for seconds in (_LATER, -_LATER, 1e300)
        ),
        Ask("POST", "/runs/batch", [run("chat", after_seconds=_LATER)]),
    ],
    "a NUL": lambda own: [
        Ask("PUT", "/store/items", {"namespace": ["a"], "key": "k\0", "value": {}}),
        Ask("PUT", "/store/items", {"namespace": ["a"], "key": "k", "value": {"a": "\0"}}),
        Ask("POST", "/store/items/search", {"namespace_prefix": ["a\0"]}),
        Ask("POST", "/assistants", {"graph_id": "chat", "name": "a\0"}),
        Ask("POST", "/assistants/search", {"name": "a\0"}),
        Ask("GET", f"/threads/{own.thread}/runs/a%00b"),
        Ask("GET", f"/threads/{own.thread}/state/{own.checkpoint}?checkpoint_ns=a%00b"),
    ],
    "names that aren't there": lambda own: [
        Ask("PUT", "/store/items", {"namespace": [], "key": "k", "value": {}}),
        Ask("POST", "/store/items/search", {"namespace_prefix": ["a"], "filter": {"a": {"$x": 1}}}),
        Ask("POST", f"/threads/{own.thread}/state", {"values": {}, "as_node": "nobody"}),
        Ask("POST", f"/threads/{own.thread}/state", {"values": [], "checkpoint_ns": "|nobody"}),
        *(
            Ask("POST", "/runs/wait", run(nobody, context={"window_tokens": 1}))
            for nobody in ("nobody", "\0", own.thread)
        ),
        Ask("PATCH", "/assistants/nobody", {"context": {"window_tokens": 1}}),
        Ask("PATCH", f"/threads/{own.thread}/runs/{own.run}", {"status": "ready"}),
    ],
    "a step before none": lambda own: [
        Ask("POST", f"/threads/{own.thread}/history", {"before": before})
        for before in ({}, {"checkpoint_id": ""}, {"configurable": {}})
    ],
    "no objects": lambda own: [
        *(
            Ask("POST", f"/threads/{own.thread}/runs/wait", run("chat", **wrong))
            for wrong in (
                {"config": {"metadata": 5}},
                {"config": {"configurable": []}},
                {"langsmith_tracer": 5},
                {"checkpoint": 5},
                {"command": 5},
                {"context": []},
            )
        ),
        Ask("POST", "/threads/search", []),
        Ask("POST", "/runs/batch", {}),
        Ask("POST", "/runs/batch", []),
    ],
    "a store that forgets": lambda own: [
        Ask("PUT", "/store/items", {"namespace": ["a"], "key": "k", "value": {}, "ttl": ttl})
        for ttl in (-1, 1, 1e300)
    ],
    "what is missing": lambda own: [
        Ask("POST", "/store/items/search", {}),
        Ask("POST", "/runs/crons", {"assistant_id": "chat"}),
        Ask("POST", f"/threads/{own.thread}/runs/crons", {"assistant_id": "chat"}),
        Ask("POST", f"/threads/{own.thread}/runs/crons", {}),
        Ask("POST", "/runs/cancel", {}),
        Ask("POST", "/runs/cancel", {"thread_id": own.thread}),
    ],
    "no time zone": lambda own: [
        Ask("POST", "/runs/crons", run("chat", schedule="0 0 29 2 *", timezone=zone))
        for zone in ("Europe", "Mars", "", "/", "../UTC", "a\x00")
    ],
    "what can't be taken back": lambda own: [
        Ask("POST", f"/threads/{own.thread}/runs/{own.run}/cancel", params={"action": "rollback"}),
        Ask("POST", "/runs/cancel", {"status": "all"}, {"action": "rollback"}),
        Ask("DELETE", f"/threads/{own.thread}/runs/{own.paused_run}"),
    ],
    "no MCP": lambda own: [
        *(
            Ask("POST", "/mcp", {**rpc(method), "params": params})
            for method in ("initialize", "tools/list", "tools/call")
            for params in (None, [], 5)
        ),
        *(
            Ask("POST", "/mcp", rpc("tools/list", cursor=cursor))
            for cursor in (None, {}, -5, _HUGE)
        ),
        Ask("POST", "/mcp", rpc("tools/call", name="chat", arguments=5)),
        Ask("POST", "/mcp", rpc("tools/call", name="chat", arguments={}, context=5)),
    ],
    "no A2A": lambda own: [
        Ask("POST", f"/a2a/{own.assistant}", {**rpc(method), "params": params})
        for method in (
            "message/send",
            "message/stream",
            "tasks/get",
            "tasks/cancel",
            "ListTasks",
        )
        for params in (None, [], 5, {"message": 5}, {"id": 5})
    ],
    "no identifiers": lambda own: [
        Ask("GET", f"/threads/{name}{rest}")
        for name in ("%00", "%FF", "x", "-" * 36, "a" * 36, "a" * 2000)
        for rest in ("", "/state", "/stream", "/runs")
    ],
}

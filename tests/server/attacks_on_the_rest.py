"""Ways to another's assistants and memories, and through other protocols."""

from tests.server.ask import ENVELOPE, HARMLESS, Ask
from tests.server.belongings import Belongings
from tests.server.engine import CLUSTER
from tests.server.forged import FORGED, HI, Attack, config, rpc, searches, served
from tests.server.people import ANN


def _create_assistant(a: Belongings) -> list[Ask]:
    theirs = {"assistant_id": a.assistant, "graph_id": "chat"}
    return [
        Ask("POST", "/assistants", theirs),
        Ask("POST", "/assistants", {**theirs, "if_exists": "do_nothing", "metadata": FORGED}),
        Ask(
            "POST",
            "/assistants",
            {"graph_id": "chat", "name": "chat", "metadata": FORGED, "config": config(a)},
            right=HARMLESS,
        ),
    ]


def _items(a: Belongings) -> list[list[str]]:
    """Ways to write someone else's namespace."""
    return [[ANN], [ANN, "notes"], ["notes"], ["*"], ["*", "notes"], ["%", "notes"], [f"{ANN}*"]]


def _a2a(a: Belongings, b: Belongings) -> list[Ask]:
    parts = [{"kind": "text", "text": "Hi"}]
    said = {"role": "user", "messageId": "1", "parts": parts}
    task = f"{a.thread}:{a.run}"
    bodies = [
        rpc("message/send", message={**said, "contextId": a.thread}),
        rpc("message/send", message={**said, "contextId": a.paused}),
        rpc("message/send", message={**said, "contextId": a.thread, "taskId": task}),
        rpc("message/stream", message={**said, "contextId": a.thread}),
        rpc("tasks/get", id=task, contextId=a.thread, historyLength=10),
        rpc("tasks/get", id=a.run, contextId=a.thread, historyLength=10),
        rpc("tasks/get", id=f"{b.thread}:{a.run}", contextId=b.thread),
        rpc("tasks/cancel", id=task, contextId=a.thread),
        rpc("ListTasks", contextId=a.thread, includeArtifacts=True),
        rpc("ListTasks", includeArtifacts=True),
        rpc("GetExtendedAgentCard"),
    ]
    asks = [Ask("POST", f"/a2a/{served('chat')}", body, right=ENVELOPE) for body in bodies]
    own = rpc("message/send", message=said)
    return [*asks, Ask("POST", f"/a2a/{a.assistant}", own, right=ENVELOPE | {404})]


def _mcp(a: Belongings) -> list[Ask]:
    arguments = {**HI, "thread_id": a.thread, "config": config(a)}
    bodies = [
        rpc("initialize"),
        rpc("tools/list"),
        rpc("tools/call", name="chat", arguments=arguments, thread_id=a.thread),
        rpc("tools/call", name=a.text, arguments=arguments),
        rpc("tools/call", name=a.text.replace(" ", "_"), arguments=arguments),
    ]
    return [Ask("POST", "/mcp", body, right=ENVELOPE) for body in bodies]


def _assistant(a: Belongings, rest: str = "") -> list[Ask]:
    return [Ask("GET", f"/assistants/{a.assistant}{rest}")]


ON_THE_REST: dict[str, Attack] = {
    # Assistants
    "POST /assistants": lambda a, b: _create_assistant(a),
    "POST /assistants/search": lambda a, b: searches("/assistants/search", name=a.text),
    "POST /assistants/count": lambda a, b: searches("/assistants/count", name=a.text),
    "GET /assistants/{assistant_id}": lambda a, b: _assistant(a),
    "GET /assistants/{assistant_id}/graph": lambda a, b: _assistant(a, "/graph"),
    "GET /assistants/{assistant_id}/schemas": lambda a, b: _assistant(a, "/schemas"),
    "GET /assistants/{assistant_id}/subgraphs": lambda a, b: _assistant(a, "/subgraphs"),
    "GET /assistants/{assistant_id}/subgraphs/{namespace}": lambda a, b: _assistant(
        a, "/subgraphs/admit"
    ),
    "PATCH /assistants/{assistant_id}": lambda a, b: [
        Ask("PATCH", f"/assistants/{a.assistant}", {"name": "forged"}),
        Ask("PATCH", f"/assistants/{a.assistant}", {"metadata": FORGED}),
        Ask("PATCH", f"/assistants/{b.assistant}", {"metadata": FORGED}, right=HARMLESS),
        Ask("PATCH", f"/assistants/{served('chat')}", {"name": "forged"}),
        Ask("PATCH", f"/assistants/{served('chat')}", {"metadata": {"owner": "bob"}}),
    ],
    "DELETE /assistants/{assistant_id}": lambda a, b: [
        Ask("DELETE", f"/assistants/{a.assistant}"),
        Ask("DELETE", f"/assistants/{a.assistant}", params={"delete_threads": "true"}),
        Ask("DELETE", f"/assistants/{served('chat')}"),
        Ask("DELETE", f"/assistants/{served('chat')}", params={"delete_threads": "true"}),
    ],
    "POST /assistants/{assistant_id}/versions": lambda a, b: [
        Ask("POST", f"/assistants/{a.assistant}/versions", body) for body in ({}, {"limit": 10})
    ],
    "POST /assistants/{assistant_id}/latest": lambda a, b: [
        Ask("POST", f"/assistants/{assistant}/latest", {"version": 1})
        for assistant in (a.assistant, served("chat"))
    ],
    # Store
    "PUT /store/items": lambda a, b: [
        Ask("PUT", "/store/items", {"namespace": n, "key": a.item, "value": {}}, right=HARMLESS)
        for n in _items(a)
    ],
    "GET /store/items": lambda a, b: [
        Ask("GET", "/store/items", None, {"namespace": ".".join(n), "key": a.item}, HARMLESS)
        for n in _items(a)
    ],
    "DELETE /store/items": lambda a, b: [
        Ask("DELETE", "/store/items", {"namespace": n, "key": a.item}, right=HARMLESS)
        for n in _items(a)
    ],
    "POST /store/items/search": lambda a, b: [
        Ask("POST", "/store/items/search", {"namespace_prefix": n, "limit": 1000}, right=HARMLESS)
        for n in [[], *_items(a)]
    ],
    "POST /store/namespaces": lambda a, b: [
        Ask("POST", "/store/namespaces", body, right=HARMLESS)
        for body in (
            {},
            {"prefix": []},
            {"suffix": ["notes"], "max_depth": 1},
            *({"prefix": n} for n in _items(a)),
        )
    ],
    # Parley's own
    "DELETE /users/{identity}": lambda a, b: [
        Ask("DELETE", f"/users/{identity}", right=frozenset({403}))
        for identity in (ANN, "nobody", f"{ANN}/", "%61nn", "")
    ],
    # Other protocols
    "POST /a2a/{assistant_id}": _a2a,
    "POST /mcp/": lambda a, b: _mcp(a),
    "GET /mcp/": lambda a, b: [Ask("GET", "/mcp", right=frozenset({405}))],
    "DELETE /mcp/": lambda a, b: [Ask("DELETE", "/mcp")],
}

if CLUSTER:
    ON_THE_REST["GET /assistants"] = lambda a, b: [Ask("GET", "/assistants", right=HARMLESS)]

"""For each route of the server: how one user tries to get at another's things.

`a` is whose things they are, `b` what the one who asks has of their own.
"""

from tests.server.ask import Ask
from tests.server.attacks_on_runs import ON_RUNS
from tests.server.attacks_on_the_rest import ON_THE_REST
from tests.server.attacks_on_threads import ON_THREADS
from tests.server.forged import UNKNOWN, Attack

ATTACKS: dict[str, Attack] = ON_THREADS | ON_RUNS | ON_THE_REST

# Served, but not in the document.
UNLISTED: dict[str, Attack] = {
    "GET /a2a/{assistant_id}": lambda a, b: [Ask("GET", f"/a2a/{a.assistant}", right=UNKNOWN)],
    "GET /a2a/{assistant_id}/.well-known/agent-card.json": lambda a, b: [
        Ask("GET", f"/a2a/{a.assistant}/.well-known/{card}.json", right=UNKNOWN)
        for card in ("agent-card", "agent")
    ],
    "GET /.well-known/agent-card.json": lambda a, b: [
        Ask("GET", "/.well-known/agent-card.json", None, {"assistant_id": a.assistant}, UNKNOWN)
    ],
    "GET /noauth": lambda a, b: [
        Ask("GET", f"/noauth{path}")
        for path in ("", f"/threads/{a.thread}", f"/threads/{a.thread}/state", "/ok")
    ],
    "GET /ui": lambda a, b: [
        Ask("GET", path) for path in ("/ui/", "/ui/chat", "/ui/chat/entrypoint.js", "/ui/%2e%2e/x")
    ],
    "POST /ui/{graph_id}": lambda a, b: [Ask("POST", "/ui/chat", {"name": "chat"})],
    # With a key alone: tests/server/test_inbox.py attacks them with the cookie that they ask for.
    **{
        f"{method} /inbox{path}": lambda a, b, method=method, path=path: [
            Ask(method, f"/inbox{path}".replace("{name}", name), right=frozenset({401}))
            for name in (a.paused, a.thread, "x")
        ]
        for method, path in (
            *(("GET", path) for path in ("", "/rows", "/decided", "/undelivered", "/x")),
            *(("GET", f"/requests/{{name}}{news}") for news in ("", "/news")),
            *(("POST", path) for path in ("/requests/{name}", "/log-out")),
        )
    },
}

# Closed too, but in the document.
SHUT = {"GET /threads/{thread_id}/storage"}

# Nobody's: not even the existence of these is to be seen.
CLOSED: dict[str, Attack] = {
    "/internal": lambda a, b: [
        Ask("POST", "/internal/truncate"),
        Ask("POST", "/internal/truncate/"),
        Ask("POST", "//internal/truncate"),
        Ask("POST", "/%69nternal/truncate"),
        Ask("POST", "/internal%2Ftruncate"),
        Ask("GET", f"/internal/debug/thread/{a.thread}"),
        Ask("HEAD", f"/internal/debug/thread/{a.thread}"),
        Ask("GET", "/internal"),
    ],
    "/deploy": lambda a, b: [
        Ask("GET", "/deploy"),
        Ask("HEAD", "/deploy"),
        Ask("POST", "/deploy", {"name": "--help"}),
        Ask("GET", "/deploy/"),
        Ask("GET", "/deploy/0/stream"),
    ],
}

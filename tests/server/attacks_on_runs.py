"""Ways to another's runs and crons."""

from tests.server.ask import HARMLESS, NOT_FOUND, Ask
from tests.server.belongings import Belongings
from tests.server.engine import CLUSTER
from tests.server.forged import FORGED, YEARLY, Attack, config, run, searches
from tests.server.people import ANN

# The open engine knows no other, and cancels no run that it finds under no thread.
_STOP, _WAIT = ("cancel", "1") if CLUSTER else ("rollback", "true")
_NONE = HARMLESS if CLUSTER else NOT_FOUND


def _runs(a: Belongings, b: Belongings, how: str) -> list[Ask]:
    """Runs on someone else's thread, and on one's own with someone else's things."""
    theirs, own = f"/threads/{a.thread}/runs{how}", f"/threads/{b.thread}/runs{how}"
    paused = f"/threads/{a.paused}/runs{how}"
    forked = {"thread_id": a.thread, "checkpoint_id": a.checkpoint, "checkpoint_ns": ""}
    resume = {"resume": {"decisions": [{"type": "approve"}]}}
    return [
        Ask("POST", theirs, run("chat")),
        Ask("POST", theirs, run("chat", if_not_exists="create", metadata=FORGED)),
        Ask("POST", theirs, run("chat", config=config(a))),
        Ask("POST", theirs, run("chat", multitask_strategy="rollback")),
        Ask("POST", paused, {"assistant_id": "approval", "command": resume}),
        Ask("POST", paused, {"assistant_id": "approval", "input": None}),
        Ask("POST", own, run(a.assistant)),
        Ask("POST", own, run("chat", metadata=FORGED, config=config(a)), right=HARMLESS),
        Ask("POST", own, run("chat", checkpoint=forked), right=HARMLESS),
    ]


def _stateless(a: Belongings, how: str) -> list[Ask]:
    theirs = {"thread_id": a.thread, "checkpoint": {"thread_id": a.thread}}
    return [
        Ask("POST", f"/runs{how}", run(a.assistant)),
        Ask("POST", f"/runs{how}", run("chat", **theirs, config=config(a)), right=HARMLESS),
        Ask("POST", f"/runs{how}", run("chat", metadata=FORGED), right=HARMLESS),
    ]


def _crons(a: Belongings, path: str) -> list[Ask]:
    timed = {"schedule": YEARLY, "enabled": False}
    forged = run("chat", **timed, metadata=FORGED, config=config(a), thread_id=a.thread)
    return [
        Ask("POST", path, run(a.assistant, **timed)),
        Ask("POST", path, {**forged, "cron_id": a.cron}, right=HARMLESS),
    ]


def _run(a: Belongings, b: Belongings, method: str, rest: str, **params: str) -> list[Ask]:
    """Someone else's run, under their thread and under one's own."""
    under = [f"/threads/{thread}/runs/{a.run}{rest}" for thread in (a.thread, b.thread)]
    return [Ask(method, path, params=params) for path in under]


ON_RUNS: dict[str, Attack] = {
    # Of a thread
    "GET /threads/{thread_id}/runs": lambda a, b: [Ask("GET", f"/threads/{a.thread}/runs")],
    "POST /threads/{thread_id}/runs": lambda a, b: _runs(a, b, ""),
    "POST /threads/{thread_id}/runs/stream": lambda a, b: _runs(a, b, "/stream"),
    "POST /threads/{thread_id}/runs/wait": lambda a, b: _runs(a, b, "/wait"),
    "POST /threads/{thread_id}/runs/crons": lambda a, b: [
        Ask("POST", f"/threads/{a.thread}/runs/crons", run("chat", schedule=YEARLY)),
        *_crons(a, f"/threads/{b.thread}/runs/crons"),
    ],
    "GET /threads/{thread_id}/runs/{run_id}": lambda a, b: _run(a, b, "GET", ""),
    "DELETE /threads/{thread_id}/runs/{run_id}": lambda a, b: _run(a, b, "DELETE", ""),
    "GET /threads/{thread_id}/runs/{run_id}/join": lambda a, b: [
        Ask("GET", f"/threads/{a.thread}/runs/{a.run}/join", params=params)
        for params in ({}, {"cancel_on_disconnect": "true"})
    ],
    "GET /threads/{thread_id}/runs/{run_id}/stream": lambda a, b: [
        Ask("GET", f"/threads/{a.thread}/runs/{a.run}/stream", params=params)
        for params in ({}, {"cancel_on_disconnect": "true"}, {"stream_mode": "values"})
    ],
    "POST /threads/{thread_id}/runs/{run_id}/cancel": lambda a, b: [
        *_run(a, b, "POST", "/cancel"),
        *_run(a, b, "POST", "/cancel", wait=_WAIT, action=_STOP),
    ],
    # Without one
    "POST /runs": lambda a, b: _stateless(a, ""),
    "POST /runs/stream": lambda a, b: _stateless(a, "/stream"),
    "POST /runs/wait": lambda a, b: _stateless(a, "/wait"),
    "POST /runs/batch": lambda a, b: [
        Ask("POST", "/runs/batch", [run("chat"), run(a.assistant)]),
        Ask("POST", "/runs/batch", [run("chat", config=config(a))], right=HARMLESS),
    ],
    "POST /runs/cancel": lambda a, b: [
        Ask("POST", "/runs/cancel", {"thread_id": a.thread, "run_ids": [a.run]}),
        Ask("POST", "/runs/cancel", {"thread_id": b.thread, "run_ids": [a.run]}, right=_NONE),
        *(
            Ask("POST", "/runs/cancel", {"status": status}, {"action": _STOP}, HARMLESS | {404})
            for status in ("all", "pending", "running")
        ),
    ],
    "POST /runs/crons": lambda a, b: _crons(a, "/runs/crons"),
    "POST /runs/crons/search": lambda a, b: [
        *searches("/runs/crons/search", assistant_id=a.assistant),
        Ask("POST", "/runs/crons/search", {"thread_id": a.thread}, right=HARMLESS | {404}),
    ],
    "POST /runs/crons/count": lambda a, b: [
        *searches("/runs/crons/count", assistant_id=a.assistant),
        Ask("POST", "/runs/crons/count", {"thread_id": a.thread}, right=HARMLESS | {404}),
    ],
    "GET /runs/crons/{cron_id}": lambda a, b: [
        Ask("GET", f"/runs/crons/{cron}") for cron in (a.cron, a.thread_cron)
    ],
    "PATCH /runs/crons/{cron_id}": lambda a, b: [
        Ask("PATCH", f"/runs/crons/{a.cron}", {"enabled": False}),
        Ask("PATCH", f"/runs/crons/{a.thread_cron}", {"metadata": FORGED}),
        Ask(
            "PATCH",
            f"/runs/crons/{b.cron}",
            {"metadata": FORGED, "config": config(a), "thread_id": a.thread, "user_id": ANN},
            right=HARMLESS,
        ),
    ],
    "DELETE /runs/crons/{cron_id}": lambda a, b: [
        Ask("DELETE", f"/runs/crons/{cron}") for cron in (a.cron, a.thread_cron)
    ],
}

if CLUSTER:
    ON_RUNS["PATCH /threads/{thread_id}/runs/{run_id}"] = lambda a, b: [
        Ask(ask.method, ask.path, {"run_id": a.run, "status": "interrupted"})
        for ask in _run(a, b, "PATCH", "")
    ]

"""A part of the canaries through a real `langgraph dev`: its log, metrics, store and traces."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import httpx

from bench.canary.canaries import Canary
from bench.canary.plays import edit, graph_of, messages
from bench.canary.says import says
from tests.ingest import Ingest
from tests.provider import Provider
from tests.server.dev_server import DevServer

_MODES = [
    "values", "updates", "messages", "messages-tuple", "custom", "debug", "events", "tasks",
    "checkpoints",
]  # fmt: skip


def play_all(canaries: Sequence[Canary], policy: str) -> tuple[dict[str, str], int]:
    """Return what was seen, by the place where it was, and how many runs were traced."""
    seen: dict[str, list[str]] = {place: [] for place in ("stream", "state", "store", "errors")}
    with Provider() as provider, Ingest() as ingest, tempfile.TemporaryDirectory() as folder:
        environment = {
            "OPENAI_BASE_URL": provider.url,
            "PII_POLICY": policy,
            "PARLEY_METRICS": "true",
            "LOG_JSON": "true",
            **ingest.langsmith,
        }
        server = DevServer(Path(folder), environment)
        server.start()
        try:
            with httpx.Client(base_url=server.url, timeout=120) as http:
                for number, canary in enumerate(canaries):
                    provider.answer = says(canary)
                    _play(http, canary, graph_of(canary, number * 8), seen)
                metrics = http.get("/metrics").text
            ingest.wait_for(lambda: len(ingest.roots()) >= len(canaries), 60)
        finally:
            server.stop()
        published = [f.read_text() for f in Path(folder, "published").rglob("*.md")]
        return {
            **{place: "\n".join(texts) for place, texts in seen.items()},
            "publications": "\n".join(published),
            "metrics": metrics,
            "log": server.log.read_text(errors="replace"),
            "traces": ingest.seen().decode(errors="replace"),
        }, len(ingest.roots())


def _play(http: httpx.Client, canary: Canary, graph: str, seen: dict[str, list[str]]) -> None:
    thread = http.post("/threads", json={"metadata": {"note": canary.text}}).json()["thread_id"]
    run = {"assistant_id": graph, "stream_mode": _MODES}
    sent = {**run, "input": {"messages": messages(canary)}}
    seen["stream"].append(http.post(f"/threads/{thread}/runs/stream", json=sent).text)
    state = http.get(f"/threads/{thread}/state")
    if state.json()["next"]:
        resume = {**run, "command": {"resume": edit(canary.text)}}
        seen["stream"].append(http.post(f"/threads/{thread}/runs/stream", json=resume).text)
    for path in ("state", "history", "runs", ""):
        seen["state"].append(http.get(f"/threads/{thread}/{path}".rstrip("/")).text)
    item = {
        "namespace": ["canary"],
        "key": str(uuid4()),
        "value": {canary.text: [{"a": canary.text}]},
    }
    seen["errors"].append(http.put("/store/items", json=item).text)
    found = http.post("/store/items/search", json={"namespace_prefix": ["canary"], "limit": 100})
    seen["store"].append(found.text)

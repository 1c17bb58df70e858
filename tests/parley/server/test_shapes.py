"""Bodies that would fail the server are refused with the field's name; all others pass."""

from typing import Any

import pytest

from parley.server.shapes import has_shape, wrong_shape

THREAD = "/threads/01a2051c-d46f-7674-925c-549bf4a69a07"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/runs", {"config": {"metadata": 5}}, "config.metadata"),
        (f"{THREAD}/runs/stream", {"after_seconds": 1e300}, "after_seconds"),
        (f"{THREAD}/runs/wait/", {"langsmith_tracer": 5}, "langsmith_tracer"),
        ("/runs/batch", [{}, {"command": 5}], "batch.1.command"),
        ("/runs/crons", {"assistant_id": "chat"}, "schedule"),
        ("/runs/crons", {"schedule": "* * * * *", "timezone": "Europe"}, "timezone"),
        ("/threads/search", {"values": {"a": 1}}, "values"),
        (f"{THREAD}/history", {"limit": 10**19}, "limit"),
        (f"{THREAD}/history", {"before": {}}, "before"),
        ("/store/items", {"ttl": 1}, "ttl"),
        ("/store/items/search", {}, "namespace_prefix"),
        ("/store/namespaces", {"max_depth": 10**19}, "max_depth"),
        ("/mcp", {"params": None}, "params"),
        ("/a2a/chat", {"params": {"message": 5}}, "params.message"),
    ],
)
def test_what_fails_the_server_is_named(path: str, body: Any, field: str) -> None:
    reason = wrong_shape(path, body)
    assert reason
    assert reason.startswith(f"{field}")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/runs", {"assistant_id": "chat", "config": None, "context": {"a": 1}, "extra": 5}),
        ("/runs/batch", [{"assistant_id": "chat"}]),
        ("/runs/crons", {"schedule": "0 9 * * *", "timezone": "Europe/Paris"}),
        ("/threads/search", {"metadata": {"a": 1}, "limit": 10, "values": None}),
        (f"{THREAD}/history", {"before": {"configurable": {"checkpoint_id": "1f1e"}}}),
        (f"{THREAD}/history", {"before": "1f1e", "limit": 10}),
        ("/store/items", {"namespace": ["a"], "key": "k", "value": {}}),
        ("/store/items/search", {"namespace_prefix": []}),
        ("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}),
        ("/mcp", {"method": "tools/list", "params": {"cursor": "10"}}),
        ("/threads", {"metadata": 5}),
        ("/runs", 5),
    ],
)
def test_all_else_is_left_to_the_server(path: str, body: Any) -> None:
    assert wrong_shape(path, body) is None


def test_a_path_without_a_shape_needs_no_body() -> None:
    assert not has_shape("/threads")

"""What LangSmith's client may send of a run: nothing sensitive, in no field."""

from collections.abc import Mapping, Sequence
from typing import Any

from parley.telemetry import redaction
from parley.telemetry.tracing.interrupts import PAUSED, is_pause

# What LangSmith puts runs together by. They are made by machines, except where noted.
_ORDER = {
    "id",
    "trace_id",
    "parent_run_id",
    "dotted_order",
    "start_time",
    "end_time",
    "run_type",
    "session_id",
    "reference_example_id",
}
# Files, as they are.
_DROPPED = {"attachments"}
# Its times are read by LangSmith, and the rest is what the scrubbed run says too.
_EVENT = ("name", "time")


def scrubbed(ops: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the begun and ended runs as they may leave.

    Args:
        ops: runs as the client is about to send them, whole or in part.
    """
    with redaction.names(guessed=True):
        return [_run(op) for op in ops]


def _run(op: Mapping[str, Any]) -> dict[str, Any]:
    run: dict[str, Any] = {
        name: item if name in _ORDER else redaction.value(item)
        for name, item in op.items()
        if name not in _DROPPED
    }
    if is_pause(op.get("error")):
        run["error"] = None
        run["extra"] = {**(run.get("extra") or {})}
        run["extra"]["metadata"] = {**(run["extra"].get("metadata") or {}), PAUSED: True}
    if events := op.get("events"):
        run["events"] = [{name: e[name] for name in _EVENT if name in e} for e in events]
    return run

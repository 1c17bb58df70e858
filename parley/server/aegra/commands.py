"""What the engine's auth handler is told of a command, as of a run that says the same."""

from typing import Any

from parley.server.aegra.tables import rows


async def asked_of(value: dict[str, Any]) -> dict[str, Any]:
    """Return what is asked for: of a thread's command, the run that it starts or goes on with.

    The engine hands over a command's body as it came, with the thread's id; and a new run on a
    thread that waits for a person counts as that person's answer. One that is at work may wait for
    a person by the time the engine looks.
    """
    method, params = value.get("method"), value.get("params")
    if method is None or not isinstance(params, dict):
        return value
    asked = {**params, "command": None}
    if method == "input.respond" or await _may_wait(value.get("thread_id")):
        asked["command"] = {"resume": params.get("response", params.get("input"))}
    return asked


async def _may_wait(thread_id: object) -> bool:
    found = await rows(
        "SELECT 1 FROM thread WHERE thread_id = %s AND status IN ('interrupted', 'busy')",
        str(thread_id),
    )
    return bool(found)

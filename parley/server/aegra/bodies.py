"""What a caller may not say in a body, where the engine believes it.

It takes a checkpoint's keys for the run's configuration, whatever they are called, and a thread's
metadata for the truth about its graph; and it knows the same UUID under each of its spellings as
another thread.
"""

from typing import Any
from uuid import UUID

from parley.server import allowed

NO_UUID = "A thread's id must be a UUID."

# What says where a step is. Whose thread it is on, the path says.
_PLACE = {"checkpoint_id", "checkpoint_ns", "checkpoint_map"}
# What the engine and Parley note there themselves.
_NOTED = {"owner", "created_by", "user_id", "graph_id", "assistant_id"}


class RefusedError(Exception):
    """The request can't be done: a status and one sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def uuid_of(named: object) -> str:
    """Return a thread's id in the one spelling that it is kept under.

    Raises:
        RefusedError: it is none.
    """
    try:
        return str(UUID(str(named)))
    except ValueError:
        raise RefusedError(422, NO_UUID) from None


def only_a_place(body: dict[str, Any]) -> None:
    """Leave nothing in the body's checkpoint but where it is.

    Raises:
        RefusedError: it holds what nobody may set.
    """
    place = body.get("checkpoint")
    if isinstance(place, dict):
        if reason := allowed.reserved({"configurable": place}, {}):
            raise RefusedError(422, reason)
        body["checkpoint"] = {name: place[name] for name in place.keys() & _PLACE}


def without_notes(body: dict[str, Any]) -> None:
    """Leave out of the body's metadata what is not the caller's to say."""
    metadata = body.get("metadata")
    if isinstance(metadata, dict):
        for name in metadata.keys() & _NOTED:
            del metadata[name]

"""The act itself, once for each request: intent into the ledger, then the target, then the outcome.

Killed in between, the ledger knows that an attempt was under way. Run again, by a retry, a second
resume or a fork of the thread, the act is done by one of them, and the others get its outcome.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from graphs.approval.state import Publication, State, Status
from graphs.approval.targets import TARGETS, chosen
from graphs.approval.targets.email import UNKNOWN
from graphs.approval.targets.target import Parcel, PublishError, Target
from parley.approvals import ledger, requests
from parley.approvals.audit import Event, Kind
from parley.approvals.ledger import Entry
from parley.approvals.text import Text, fingerprint

_PAUSE_SECONDS = 0.25

_NOT_APPROVED = (
    "This text is not the one that was approved, so it was not published: decide on it as it "
    "stands here."
)
_OTHER_IS_OUT = (
    "This request is published already, with other words: send a new request to publish more."
)
_OTHER_MAY_BE_OUT = (
    "Another text of this request may have gone out, so this one was not published: "
    "send a new request for it, or reject."
)


@dataclass(frozen=True)
class Outcome:
    """What came of it; `problem` is a sentence for the reviewer where something is wrong."""

    status: Status
    publication: Publication | None = None
    problem: str = ""


async def publish_once(request: str, state: State, place: str) -> Outcome:
    """Publish the state's text if exactly it was approved, and if it isn't out already."""
    text, mark = state["draft"], fingerprint(state["draft"])
    there = await ledger.look_up(request)
    if there and there.status == "published":
        return await _out(request, there, text, place)
    known = await requests.find(request)
    # The state can be written by hand and rewound; the record can't. Both have to agree.
    if known is None or not (mark == state.get("approved") == known.approved):
        refused = {"why": _NOT_APPROVED}
        await requests.remark(request, Event("refused", "parley", place, text, refused))
        return Outcome("pending", problem=_NOT_APPROVED)
    entry = await _held(request, text, known.decisions)
    if entry.text != mark:
        if entry.status == "published":
            return await _out(request, entry, text, place)
        return await _failed(request, entry, text, place, _OTHER_MAY_BE_OUT)
    if entry.mine:
        return await _send(request, entry, text, place)
    if entry.status == "published":
        return await _out(request, entry, text, place)
    return await _failed(request, entry, text, place, UNKNOWN)


async def _held(request: str, text: Text, decision: int) -> Entry:
    """Return the entry when it is ours to act on, or when there is nothing to do any more."""
    while True:
        entry = await ledger.begin(request, text, chosen(), decision, knows_keys=_knows_keys)
        if entry.mine or entry.status != "begun":
            return entry
        await asyncio.sleep(_PAUSE_SECONDS)


async def _send(request: str, entry: Entry, text: Text, place: str) -> Outcome:
    try:
        location = await _target(entry.target).send(Parcel(entry.key, text, entry.begun_at))
    except PublishError as error:
        certain = _knows_keys(entry.target) or not error.maybe_out
        status = "failed" if certain else "uncertain"
        await ledger.end(request, entry.holder, status, error=str(error), maybe_out=error.maybe_out)
        return await _failed(request, entry, text, place, str(error), status)
    await ledger.end(request, entry.holder, "published", location=location, maybe_out=True)
    done = await ledger.look_up(request)
    return await _out(request, done or entry, text, place)


async def _out(request: str, entry: Entry, text: Text, place: str) -> Outcome:
    at = datetime.fromtimestamp(entry.begun_at, UTC).isoformat(timespec="seconds")
    publication = Publication(
        id=entry.key, target=cast(Any, entry.target), location=entry.location, published_at=at
    )
    same = entry.text == fingerprint(text)
    if same:
        where = {"target": entry.target, "location": entry.location, "key": entry.key}
        event = Event("published", "parley", place, text, where)
        await requests.close(request, "published", event, entry.location)
    return Outcome("published", publication, "" if same else _OTHER_IS_OUT)


async def _failed(
    request: str, entry: Entry, text: Text, place: str, why: str, status: str = ""
) -> Outcome:
    found = cast(Status, status or entry.status)
    kind: Kind = "uncertain" if found == "uncertain" else "failed"
    await requests.close(request, found, Event(kind, "parley", place, text, {"why": why}))
    return Outcome(found, problem=why)


def _target(name: str) -> Target:
    return next(target for target in TARGETS if target.name == name)


def _knows_keys(name: str) -> bool:
    return _target(name).knows_keys

"""What becomes of a reviewer's answer. Only a clear decision, by someone who may, leads on."""

import difflib
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage
from langgraph.runtime import Runtime

from graphs.approval.asking import allowed, person, place, question_of, request_of
from graphs.approval.checks import checked, failed, marks, redacted
from graphs.approval.context import Context
from graphs.approval.decision import Decision, read_decision
from graphs.approval.state import Draft, State
from parley.approvals import decisions, requests
from parley.approvals.audit import Event, Kind
from parley.approvals.text import fingerprint
from parley.settings import settings

type Update = dict[str, Any]

_SHOWN = 500  # characters of an answer that nobody understood
_EVENTS: dict[str, Kind] = {
    "approve": "approved",
    "edit": "edited",
    "reject": "rejected",
    "respond": "changes asked",
}


@dataclass(frozen=True)
class _Answer:
    """What came back, by whom and from where."""

    decision: Decision | str
    who: str
    place: str
    raw: object


async def settle(answer: object, state: State, runtime: Runtime[Context]) -> Update:
    """Return what the answer changes: a decision, or the question again with the reason.

    It doesn't raise for anything that an answer may be.
    """
    request = request_of(state, runtime)
    known = await requests.find(request)
    if known is None:  # of an earlier release, or the row was lost
        await requests.ask(question_of(state, runtime))
        known = await requests.find(request)
    given = await _read(answer, request, state, runtime)
    if known and known.expired:
        event = Event("expired", given.who, given.place, state["draft"])
        await requests.close(request, "expired", event)
        return _over(state, "expired", "Not published: nobody decided in time.")
    if isinstance(given.decision, str):
        return await _again(state, request, given, given.decision)
    if settings().approval_two_people and given.who == state.get("requester"):
        why = "You asked for this announcement yourself: someone else has to decide."
        return await _again(state, request, given, why, kind="refused")
    if given.decision.type not in allowed(state):
        why = f"Decide with {' or '.join(allowed(state))}: nothing else is left here."
        return await _again(state, request, given, why)
    return await _decided(state, request, given, given.decision)


async def _read(answer: object, request: str, state: State, runtime: Runtime[Context]) -> _Answer:
    """Return the answer; one that was recorded counts as it was recorded, by whoever did."""
    match answer:
        case {"recorded": str(name)}:
            recorded = await decisions.take(name, request, state.get("asks", 0))
            if recorded is None:
                why = "That decision was on an earlier question: decide on this one."
                return _Answer(why, person(runtime), place(runtime), answer)
            read = read_decision(recorded.answer)
            if recorded.seen != fingerprint(state["draft"]):
                read = "The text has changed since you opened it: decide on this one."
            return _Answer(read, recorded.who, "inbox", recorded.answer)
    return _Answer(read_decision(answer), person(runtime), place(runtime), answer)


async def _decided(state: State, request: str, given: _Answer, decision: Decision) -> Update:
    text = decision.text.text() if decision.text else state["draft"]
    if decision.type == "edit":
        checks = await checked(text)
        # What comes over the API was redacted on its way in, what comes from /inbox was not.
        shown = redacted(text)
        taken_out = bool(marks(shown) - marks(state["draft"]))
        if (why := failed(checks)) or taken_out:
            # Nobody saw it like this yet, so nobody approved it.
            said = ["Your edit is not published yet.", why]
            if taken_out:
                said.append("Personal data is taken out below: look at what is left.")
            again = await _again(state, request, given, " ".join(filter(None, said)))
            return {**again, "draft": shown}
    approved = decision.type in ("approve", "edit")
    detail = {"reason": decision.reason, "diff": _diff(state["draft"], text)}
    event = Event(_EVENTS[decision.type], given.who, given.place, text, detail)
    number = await requests.decide(request, event, approved=approved)
    update: Update = {"decision": decision.type, "problem": "", "draft": text, "request": request}
    if approved:
        return {**update, "approved": fingerprint(text), "decided": number}
    if decision.type == "respond":
        return {**update, "feedback": decision.reason, "rounds": state.get("rounds", 0) + 1}
    # Whether it went out is as unknown as before.
    status = "uncertain" if state["status"] == "uncertain" else "rejected"
    await requests.close(request, status, None)
    why = f": {decision.reason}" if decision.reason else "."
    return {**update, **_over(state, status, f"Not published{why}")}


async def _again(
    state: State, request: str, given: _Answer, why: str, kind: Kind = "not understood"
) -> Update:
    answer = repr(given.raw)[:_SHOWN].encode("utf-8", "replace").decode()
    detail = {"why": why, "answer": answer}
    await requests.remark(request, Event(kind, given.who, given.place, state["draft"], detail))
    return {"decision": None, "problem": why, "request": request}


def _over(state: State, status: str, said: str) -> Update:
    if status == "uncertain":
        said = "Left as it is: whether it went out is not known."
    return {"decision": "reject", "problem": "", "status": status, "messages": [AIMessage(said)]}


def _diff(before: Draft, after: Draft) -> str:
    """Return what was changed, line by line; empty when nothing was."""
    old, new = (f"{text['title']}\n\n{text['body']}".splitlines() for text in (before, after))
    return "\n".join(difflib.unified_diff(old, new, lineterm="", n=1))

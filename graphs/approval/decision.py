"""Reads what a reviewer's client sends back."""

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from graphs.approval.state import Announcement

_WORDS: Mapping[str, Literal["approve", "edit", "reject", "respond"]] = {
    **dict.fromkeys(("approve", "approved", "accept", "yes"), "approve"),
    **dict.fromkeys(("reject", "rejected", "ignore", "no"), "reject"),
    **dict.fromkeys(("respond", "response"), "respond"),
    "edit": "edit",
}
_REASON_CHARACTERS = 4000


class Decision(BaseModel):
    """What the reviewer decided; `text` is theirs when they edited.

    `reason` is why they reject, or what the next draft should do otherwise.
    """

    type: Literal["approve", "edit", "reject", "respond"]
    text: Announcement | None = None
    reason: str = ""


def read_decision(answer: object) -> Decision | str:
    """Return the decision, or one sentence for the reviewer on why it can't be read.

    Takes `{"decisions": [{...}]}` (Studio, agent-chat-ui), the bare list or its one entry
    (agent-inbox, which writes `accept`, `ignore`, `response`, and `args` or `arguments`), and a
    bare word or boolean.
    """
    match answer:
        case {"decisions": [dict(one)]} | [dict(one)]:
            return _read(one)
        case {"type": _}:
            return _read(answer)  # type: ignore[arg-type]  # the pattern makes it a dict
        case str(word) | [str(word)] | {"decisions": [str(word)]}:
            return _read({"type": word})
        case bool(yes):
            return _read({"type": "approve" if yes else "reject"})
    return 'Answer with {"decisions": [{"type": "approve"}]}, one decision for the one action.'


def _read(one: dict[str, Any]) -> Decision | str:
    word = one.get("type")
    match _WORDS.get(word.strip().lower()) if isinstance(word, str) else None:
        case "approve":
            return Decision(type="approve")
        case "reject":
            return Decision(type="reject", reason=_reason(one))
        case "respond":
            if reason := _reason(one):
                return Decision(type="respond", reason=reason)
            return 'Say what to change: {"type": "respond", "message": "..."}.'
        case "edit":
            return _edited(one)
    return "Decide with approve, edit, reject or respond."


def _edited(one: dict[str, Any]) -> Decision | str:
    # LangChain: edited_action.args. agent-inbox: args.args, in older ones args.arguments.
    action = _arguments(one, "edited_action", "args", "arguments")
    text = action if "title" in action else _arguments(action, "args", "arguments")
    try:
        return Decision(type="edit", text=Announcement.model_validate(text))
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in fault["loc"]) or "text"
        said = fault["msg"].removeprefix("Value error, ")
        return (
            'An edit needs the whole text: {"args": {"title": "...", "body": "..."}}; '
            f"of yours, the {where} can't be used: {said}."
        )


def _arguments(of: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        value = of.get(name)
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                continue
        if isinstance(value, dict):
            return value
    return {}


def _reason(one: dict[str, Any]) -> str:
    # agent-inbox puts it into args.
    found = one.get("message") or one.get("args") or one.get("arguments") or ""
    text = found if isinstance(found, str) else ""
    # As no database takes these.
    text = text.replace("\0", "").encode("utf-8", "replace").decode()
    return text.strip()[:_REASON_CHARACTERS]

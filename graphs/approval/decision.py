"""Reads what a reviewer's client sends back."""

from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from graphs.approval.state import Announcement


class Decision(BaseModel):
    """What the reviewer decided; `text` is theirs when they edited."""

    type: Literal["approve", "edit", "reject"]
    text: Announcement | None = None
    reason: str = ""


def read_decision(answer: object) -> Decision | str:
    """Return the decision, or one sentence for the reviewer on why it can't be read.

    Takes `{"decisions": [{...}]}` (Studio, agent-chat-ui), the bare list or its one entry
    (agent-inbox, which writes `accept`, `ignore` and `args`), and a bare word or boolean.
    """
    match answer:
        case {"decisions": [dict(one)]} | [dict(one)]:
            return _read(one)
        case {"type": _}:
            return _read(answer)  # type: ignore[arg-type]  # the pattern makes it a dict
        case str(word):
            return _read({"type": word.strip().lower()})
        case bool(yes):
            return _read({"type": "approve" if yes else "reject"})
    return 'Answer with {"decisions": [{"type": "approve"}]}, one decision for the one action.'


def _read(one: dict[str, Any]) -> Decision | str:
    match one.get("type"):
        case "approve" | "accept":
            return Decision(type="approve")
        case "reject" | "ignore":
            return Decision(type="reject", reason=str(one.get("message") or ""))
        case "edit":
            return _edited(one)
    return "Decide with approve, edit or reject."


def _edited(one: dict[str, Any]) -> Decision | str:
    # LangChain: edited_action.args. agent-inbox: args.args.
    action = one.get("edited_action") or one.get("args") or {}
    args = action.get("args") if isinstance(action, dict) else None
    try:
        return Decision(type="edit", text=Announcement.model_validate(args))
    except ValidationError:
        return 'An edit needs the whole text: {"args": {"title": "...", "body": "..."}}.'

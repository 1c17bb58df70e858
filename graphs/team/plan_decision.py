"""Reads what a person's client sends back about a plan."""

from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

_QUESTIONS = TypeAdapter(list[str])
_FORM = 'An edit needs the questions: {"args": {"questions": ["...", "..."]}}.'


def read_plan(answer: object) -> list[str] | Literal["approve", "reject"] | str:
    """Return the edited questions, `approve` or `reject`, or why it can't be read in a sentence.

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
            return "approve" if yes else "reject"
    return 'Answer with {"decisions": [{"type": "approve"}]}, one decision for the one plan.'


def _read(one: dict[str, Any]) -> list[str] | str:
    match one.get("type"):
        case "approve" | "accept":
            return "approve"
        case "reject" | "ignore":
            return "reject"
        case "edit":
            # LangChain: edited_action.args. agent-inbox: args.args.
            action = one.get("edited_action") or one.get("args") or {}
            args = action.get("args") if isinstance(action, dict) else None
            try:
                questions = _QUESTIONS.validate_python((args or {}).get("questions"))
            except (ValidationError, AttributeError):
                return _FORM
            return questions if any(q.strip() for q in questions) else _FORM
    return "Decide with approve, edit or reject."

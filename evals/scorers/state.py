"""Scorers of what a graph did: its outputs, its steps, its question to a person, its cost."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from openevals.trajectory.match import create_trajectory_match_evaluator

from evals.scorers.found import Found
from evals.targets.reply import Reply

_ABSENT = object()


def equals(reply: Reply, given: Mapping[str, Any]) -> Found:
    """Outputs have these values; `needs.loops` is a key within a key."""
    wrong = {
        path: found
        for path, wanted in given.items()
        if (found := _at(reply.values, path)) != wanted
    }
    return Found(not wrong, ", ".join(f"{p} is {_shown(v)}" for p, v in wrong.items()))


def answers(reply: Reply, given: bool) -> Found:
    """The run ends well with something said, or, where False is given, it doesn't."""
    ended_well = bool(reply.said) and not reply.error
    return Found(ended_well == given, reply.error or "")


def refuses(reply: Reply, given: Sequence[str]) -> Found:
    """The run ends with a sentence that holds these words, and with nothing else."""
    absent = [word for word in given if word.casefold() not in reply.error.casefold()]
    return Found(bool(reply.error) and not absent, reply.error or "it was not refused")


def asks(reply: Reply, given: bool) -> Found:
    """The graph waits for a person, or, where False is given, it doesn't."""
    return Found((reply.interrupt is not None) == given, reply.error or f"asks: {reply.interrupt}")


def steps(reply: Reply, given: Mapping[Literal["strict", "superset"], Sequence[str]]) -> Found:
    """The nodes that ran are these in this order (strict), or at least these (superset).

    openevals compares trajectories of tool calls, so each node stands as a call of its name.
    """
    [(mode, wanted)] = given.items()
    match = create_trajectory_match_evaluator(
        trajectory_match_mode=mode, tool_args_match_mode="ignore"
    )
    found: Any = match(outputs=_calls(reply.steps), reference_outputs=_calls(wanted))
    return Found(found["score"] is True, f"ran: {' '.join(reply.steps)}")


def tokens_at_most(reply: Reply, given: int) -> Found:
    """Models read and wrote so many tokens at most. Where nobody counts, nothing is proven."""
    return Found(reply.tokens is not None and 0 < reply.tokens <= given, f"{reply.tokens} tokens")


def seconds_at_most(reply: Reply, given: float) -> Found:
    """The answer was whole in time."""
    return Found(bool(reply.said) and reply.seconds <= given, f"{reply.seconds:.1f} s")


def flags(reply: Reply, given: Sequence[str]) -> Found:
    """The reviewer is shown a failed check for each entry; `a|b` is either of two."""
    failed = [one for one in reply.values.get("checks", []) if not one["passed"]]
    shown = " ".join(f"{one['name']} {one['detail']}" for one in failed).casefold()
    unseen = [e for e in given if not any(word.casefold() in shown for word in e.split("|"))]
    return Found(reply.interrupt is not None and not unseen, f"shown: {shown or 'nothing'}")


def published_as_approved(reply: Reply, given: str) -> Found:
    """What was published is the text that is given, or the draft as it was when nothing is."""
    values = reply.values
    done = values.get("status") == "published" and bool(values.get("publication"))
    same = not given or given in reply.draft
    return Found(done and same, f"status {values.get('status')}: {reply.draft[:80]}")


def _calls(names: Sequence[str]) -> list[Any]:
    return [
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [{"function": {"name": name, "arguments": "{}"}}],
        }
        for name in names
    ]


def _at(values: Mapping[str, Any], path: str) -> Any:
    found: Any = values
    for key in path.split("."):
        found = found.get(key, _ABSENT) if isinstance(found, Mapping) else _ABSENT
    return found


def _shown(value: object) -> str:
    return "absent" if value is _ABSENT else repr(value)

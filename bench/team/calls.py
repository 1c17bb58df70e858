"""The calls of a run as the provider saw them, and the longest chain of those that wait in turn."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.provider import JSON, Reply

# A call's kind is the first field of the form that it asks for. Beside it, whose answers its prompt
# is made of: it can't begin before one of those has ended.
NEEDS: dict[str, tuple[str, ...]] = {
    "questions": (),  # the plan
    "useful": ("questions", "turn"),  # which passages answer one of its questions
    "text": ("useful", "turn"),  # the draft, from these
    "problems": ("text", "turn"),  # what a reader stumbles over in it
    "verdict": ("text", "s1", "turn"),  # whether a source says what it, or a revision, says
    "step": ("useful", "problems", "verdict"),  # whether to go on, to revise or to finish
    "s1": ("step", "turn"),  # the revision
    "turn": ("questions", "useful", "text", "problems", "verdict", "s1", "turn"),  # of `naive`
}


@dataclass(frozen=True)
class Call:
    """One request of a model.

    Attributes:
        kind: what it asks for, a key of `NEEDS`.
        began: when the provider had it, in seconds of the performance counter.
        ended: when the provider began to answer.
    """

    kind: str
    began: float
    ended: float


class Recorded:
    """A script of the provider that takes its time for each call, and notes when it was made."""

    def __init__(self, script: Callable[[JSON], Reply], seconds: float) -> None:
        self.calls: list[Call] = []
        self._script = script
        self._seconds = seconds

    def __call__(self, request: JSON) -> Reply:
        now = time.perf_counter()
        self.calls.append(Call(kind_of(request), now, now + self._seconds))
        return replace(self._script(request), delay=self._seconds)


def kind_of(request: JSON) -> str:
    """Return the first field of the form that a request asks for; `text` where it asks for none."""
    form = request.get("response_format", {}).get("json_schema", {}).get("schema", {})
    return str(next(iter(form.get("properties", {})), "text"))


def critical_path(calls: list[Call]) -> list[Call]:
    """Return the longest chain of calls of which each is made from the answer to the one before.

    No order of the work makes a run shorter than these, one after the other.

    Raises:
        ValueError: a call began before anything that it needs had ended, so `NEEDS` is wrong.
    """
    longest: dict[Call, list[Call]] = {}
    for call in sorted(calls, key=lambda call: call.began):
        before = [
            chain
            for other, chain in longest.items()
            if other.kind in NEEDS[call.kind] and other.ended <= call.began
        ]
        if NEEDS[call.kind] and not before:
            raise ValueError(f"{call.kind} was asked for before what it is made of was there")
        longest[call] = [*max(before, key=len, default=[]), call]
    return max(longest.values(), key=len)

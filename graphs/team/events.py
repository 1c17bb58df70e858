"""The custom events of a run, in `stream_mode="custom"`: each says its `type`.

The article's tokens come in `stream_mode="messages"`, from the node `writer`.
"""

from typing import Any, Literal, NotRequired, TypedDict

from langgraph.runtime import Runtime

from graphs.team.sources import Source
from graphs.team.state import Finding, Specialist, Step


class PlanEvent(TypedDict):
    """The questions that are researched; again when a person edited them."""

    type: Literal["plan"]
    questions: list[str]


class StepEvent(TypedDict):
    """What the supervisor decided."""

    type: Literal["step"]
    step: Step
    number: int  # how many decisions so far, this one included
    corrected: NotRequired[str]  # what its model chose and could not be


class StartEvent(TypedDict):
    """A specialist begins; several work at once."""

    type: Literal["start"]
    specialist: Specialist
    about: str  # a researcher's question, a reader's URL; else empty


class EndEvent(TypedDict):
    """A specialist ended, in one way or another."""

    type: Literal["end"]
    specialist: Specialist
    about: str
    seconds: float
    problem: str  # why there is no result; empty when there is one


class SourceEvent(TypedDict):
    """A passage became a source, with the number that the article cites it by."""

    type: Literal["source"]
    id: int
    source: Source


class DraftEvent(TypedDict):
    """The article as it stands now, cited."""

    type: Literal["draft"]
    text: str


class FindingEvent(TypedDict):
    """Something is wrong with a passage."""

    type: Literal["finding"]
    finding: Finding


class RevisionEvent(TypedDict):
    """A passage was replaced; nothing else of the draft changed."""

    type: Literal["revision"]
    round: int
    before: str
    after: str  # empty when it was cut


type Event = (
    PlanEvent
    | StepEvent
    | StartEvent
    | EndEvent
    | SourceEvent
    | DraftEvent
    | FindingEvent
    | RevisionEvent
)


def emit(runtime: Runtime[Any], event: Event) -> None:
    """Send an event to whoever streams the run."""
    runtime.stream_writer(event)

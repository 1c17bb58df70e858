"""What the team shares while it works on an article."""

from typing import Annotated, Literal, TypedDict

from parley.messages import Messages
from parley.search.found import Found

Specialist = Literal["researcher", "writer", "reviewer"]
Step = Literal["researcher", "writer", "reviewer", "finish"]


class Source(Found):
    """A passage that the article may cite as `[id]`."""

    id: int


def add_sources(known: list[Source], found: list[Found]) -> list[Source]:
    """Append what is new, numbered on from what is there; a number never changes its source."""
    seen = {source["quote"] for source in known}
    numbered = list(known)
    for one in found:
        if one["quote"] not in seen:
            seen.add(one["quote"])
            numbered.append(Source(id=len(numbered) + 1, **one))
    return numbered


class Input(TypedDict):
    """The topic, in words."""

    messages: Messages


class Output(TypedDict):
    """`article` is Markdown that cites `[1]`; `sources` are what it may cite."""

    messages: Messages
    article: str
    sources: Annotated[list[Source], add_sources]


class State(Output):
    """Beside the output, the checklist that the supervisor routes by."""

    topic: str
    step: Step
    steps: int
    searches: int
    draft: str
    reviewed: bool
    findings: list[str]
    revisions: int

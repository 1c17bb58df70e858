"""What the team shares while it works on an article. Plain data: any later version can read it."""

from typing import Annotated, Literal, NotRequired, TypedDict

from graphs.team.reducers import append, join_notes, maximum, replace
from graphs.team.sources import Source, add_sources
from graphs.team.spending import Spending, merge_spending
from parley.messages import Messages
from parley.search.found import Found

Specialist = Literal["researcher", "reader", "writer", "reviewer", "editor"]
Step = Literal["researcher", "writer", "reviewer", "finish"]


class Finding(TypedDict):
    """What is wrong with one passage of the draft."""

    by: Literal["reviewer", "editor"]
    kind: Literal["contradicted", "absent", "off topic", "repeats another", "unclear"]
    passage: str  # a sentence or a paragraph, verbatim in the draft
    source: int | None  # whose quote it is
    quote: str  # verbatim in that source; empty where none speaks of it
    problem: str  # one sentence for a reader


class Gap(TypedDict):
    """What the article has to do without, and why."""

    who: Specialist | Literal["supervisor"]
    what: str  # one sentence for a reader


class Passage(Found):
    """What a researcher found, on its way to become a source."""

    question: int  # its place in the plan, from 1; 0 is a page that the user named
    spare: NotRequired[bool]  # relevant, and not chosen: a source where there are few others


class Task(TypedDict):
    """What one researcher, or the reader of one page, is given."""

    topic: str
    number: int  # of the question
    question: str
    url: NotRequired[str]
    share: int  # of the room for sources; who finds no more needs no model to choose


class Best(TypedDict):
    """The draft that its sources support best, with what was still wrong with it."""

    draft: str
    findings: list[Finding]


class Input(TypedDict):
    """The topic, in words; pages that it names by their URL are read."""

    messages: Messages


class Output(TypedDict):
    """`article` is Markdown that cites `[1]`; `sources` are what it may cite."""

    messages: Messages
    article: str
    sources: Annotated[list[Source], add_sources]
    findings: Annotated[list[Finding], append]  # what the article still has
    rounds: int  # how often it was revised
    tokens: int  # of all models, in all runs that this article took
    cost: float | None  # US dollars; None when a price is unknown


class State(Output):
    """Beside the output, the plan and the checklist that the supervisor routes by."""

    topic: str
    urls: list[str]
    questions: list[str]
    plan: Literal["approved", "waiting", "rejected"]
    plan_problem: str  # why the person is asked again
    step: Step
    steps: int
    corrections: int  # how often the supervisor's model chose what could not be
    searches: int
    found: Annotated[list[Passage], append]
    notes: Annotated[str, join_notes]
    gaps: Annotated[list[Gap], append]
    draft: Annotated[str, replace]
    reviewed: bool
    edited: bool
    supported: list[str]  # claims that a source bears out
    support: Annotated[float, maximum]  # the largest share of them in any draft
    best: Best
    rewritten: list[str]  # passages that were revised once
    revisions: int
    spending: Annotated[dict[str, Spending], merge_spending]

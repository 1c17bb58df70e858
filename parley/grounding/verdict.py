"""What a claim is held against, and what came out."""

from dataclasses import dataclass
from typing import Literal

# absent: no source speaks of it. contradicted: a source says otherwise.
Status = Literal["supported", "contradicted", "absent"]


@dataclass(frozen=True)
class Source:
    """A text that an answer may rest on.

    Attributes:
        id: the number that answers cite it by.
        text: what it says; quotes are taken from it word for word.
        title: what it is about, for texts that don't name their subject in each sentence.
    """

    id: int
    text: str
    title: str = ""


@dataclass(frozen=True)
class Claim:
    """A sentence that says something, as it stands in an answer.

    Attributes:
        text: the sentence without its citations.
        start: where it begins in the answer, in characters.
        end: where it ends, its citations and full stop included.
        cites: the numbers of the sources that it names, in order.
    """

    text: str
    start: int
    end: int
    cites: tuple[int, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What the sources say of a claim.

    Attributes:
        claim: which sentence.
        status: unsupported is whatever isn't `supported`.
        source: the id of the source that decides it; None when absent.
        quote: the words that decide it, verbatim in that source; empty when absent.
        by: whether rules were enough or a model was asked.
        why: one clause for a reader.
    """

    claim: Claim
    status: Status
    source: int | None
    quote: str
    by: Literal["rules", "model"]
    why: str

"""Which source a sentence cites: decided by code, since a model's numbers may be wrong."""

from collections.abc import Sequence

from graphs.team.sources import Source
from parley.grounding.claims import CITATION, claims
from parley.grounding.rules import Opinion, opinion
from parley.grounding.verdict import Source as Evidence

# The share of a sentence's words that a source must hold to be cited for it unasked.
_MIN_COVERAGE = 0.5


def cite(draft: str, sources: Sequence[Source], topic: str = "") -> str:
    """Return the draft with each sentence citing the sources that speak of it.

    A citation that its source may bear out stays, a wrong one is replaced, and a sentence that no
    source speaks of is left without. Nothing but citations changes.
    """
    numbers = {source["id"] for source in sources}
    draft = CITATION.sub(lambda mark: mark[0] if int(mark[1]) in numbers else "", draft)
    evidence = [evidence_of(source) for source in sources]
    for claim in reversed(claims(draft)):
        held = {source.id: opinion(claim.text, source, topic) for source in evidence}
        cited = _kept(claim.cites, held) or _best(held)
        bare = CITATION.sub("", draft[claim.start : claim.end])
        said = bare.rstrip(".!?")
        marks = "".join(f" [{n}]" for n in cited)
        draft = f"{draft[: claim.start]}{said}{marks}{bare[len(said) :]}{draft[claim.end :]}"
    return draft


def cited_numbers(draft: str) -> set[int]:
    """Return the numbers of all sources that a draft cites."""
    return {int(number) for number in CITATION.findall(draft)}


def evidence_of(source: Source) -> Evidence:
    """Return a source as the checker reads it."""
    return Evidence(source["id"], source["quote"], source["title"])


def _kept(cites: Sequence[int], held: dict[int, Opinion]) -> list[int]:
    return [n for n in cites if held[n].status == "supported" or not held[n].sure]


def _best(held: dict[int, Opinion]) -> list[int]:
    # One that denies the sentence is named too: the review then shows what it says.
    good = {n: said for n, said in held.items() if said.coverage >= _MIN_COVERAGE}
    if not good:
        return []
    return [max(good, key=lambda n: (good[n].status == "supported", good[n].coverage))]

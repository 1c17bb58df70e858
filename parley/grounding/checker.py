"""Holds each claim of an answer against its sources: rules first, a model where they are unsure."""

import asyncio
from collections.abc import Iterable, Sequence

import structlog

from parley.grounding.claims import claims
from parley.grounding.judge import judged
from parley.grounding.rules import Opinion, opinion
from parley.grounding.verdict import Claim, Source, Verdict
from parley.models.errors import ModelError

log = structlog.get_logger(__name__)

type _Opinions = list[tuple[Source, Opinion]]


async def check(
    answer: str,
    sources: Sequence[Source],
    *,
    topic: str = "",
    model: str | None = None,
    ask: bool = True,
    skip: Iterable[str] = (),
) -> list[Verdict]:
    """Return what the sources say of each claim of an answer, in order.

    A claim is held against the sources that it cites, and against all when those don't support it
    or none is cited: `Verdict.source` says which one decided.

    Args:
        answer: Markdown, with citations such as [1] or without.
        sources: what it may rest on.
        topic: what was asked; its words needn't stand in the sources.
        model: which model is asked, written like PARLEY_MODEL.
        ask: False leaves it at the rules, which need no model and are the same each time.
        skip: texts of claims that were found supported before, and are not looked at again.
    """
    known = set(skip)
    verdicts = (
        _verdict_on(claim, sources, topic, model, ask)
        for claim in claims(answer)
        if claim.text not in known
    )
    return list(await asyncio.gather(*verdicts))


async def _verdict_on(
    claim: Claim, sources: Sequence[Source], topic: str, model: str | None, ask: bool
) -> Verdict:
    held = await asyncio.to_thread(_opinions, claim, sources, topic)
    cited = [(source, said) for source, said in held if source.id in claim.cites]
    # Sure support anywhere settles it, in a source that it cites first.
    for source, said in [*_best_first(cited), *_best_first(held)]:
        if said.sure and said.status == "supported":
            return _verdict(claim, source, said)
    against = _best_first(one for one in cited or held if one[1].status == "contradicted")
    open_ones = _unsure(cited) or _unsure(held)
    if against and (cited or not open_ones or _nearer(against[0], open_ones[0])):
        return _verdict(claim, *against[0])
    if ask and open_ones:
        source, said = open_ones[0]
        try:
            status = await judged(claim.text, source, said.quote, model)
        except ModelError as error:
            log.warning("no second opinion on a claim", error=str(error))
        else:
            found = status != "absent"
            return Verdict(
                claim,
                status,
                source.id if found else None,
                said.quote if found else "",
                "model",
                "a model compared the two",
            )
    for source, said in [*_best_first(cited), *_best_first(held), *against]:
        if said.status != "absent":
            return _verdict(claim, source, said)
    why = "no source speaks of it" if held else "there is no source"
    if len(cited) == 1:
        why = cited[0][1].why
    return Verdict(claim, "absent", None, "", "rules", why)


def _opinions(claim: Claim, sources: Sequence[Source], topic: str) -> _Opinions:
    """Compute what the rules say: a millisecond for each source, too long on the loop for many."""
    return [(source, opinion(claim.text, source, topic)) for source in sources]


def _best_first(opinions: Iterable[tuple[Source, Opinion]]) -> _Opinions:
    return sorted(opinions, key=lambda one: -one[1].coverage)


def _unsure(opinions: _Opinions) -> _Opinions:
    return [one for one in _best_first(opinions) if not one[1].sure]


def _nearer(one: tuple[Source, Opinion], other: tuple[Source, Opinion]) -> bool:
    return one[1].coverage >= other[1].coverage


def _verdict(claim: Claim, source: Source, said: Opinion) -> Verdict:
    return Verdict(claim, said.status, source.id, said.quote, "rules", said.why)

"""Runs cases: each conversation once for the same code and words, several at a time."""

import asyncio
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from evals.cases import Case
from evals.conversation import Talk, talk_of, talk_through
from evals.judges.panel import panel, panel_name
from evals.kept import Kept
from evals.pace import at_a_time
from evals.result import CaseResult, Results
from evals.scoring import failures, score_talk
from evals.targets.reply import Target
from parley.settings import settings


class Watch(Protocol):
    """Someone who wants to see how far a run is."""

    def talked(self, case: Case, talk: Talk) -> None:
        """A conversation is there, new or kept."""
        ...

    def scored(self, result: CaseResult) -> None:
        """A case was scored, or skipped."""
        ...


@dataclass(frozen=True)
class Plan:
    """What is run.

    Attributes:
        cases: the cases, graph after graph, so that an endpoint's prompt cache helps.
        target: where.
        repeats: how often each.
        quick: whether it is the gate's selection.
        kept: where conversations and verdicts are kept.
        above_bar: the criteria on which the judge's scores count.
    """

    cases: Sequence[Case]
    target: Target
    repeats: int
    quick: bool
    kept: Kept
    above_bar: Collection[str]


async def run(plan: Plan, watch: Watch) -> Results:
    """Run and score every case. All conversations come first, so that judges have their own turn.

    Args:
        plan: what is run.
        watch: told of each conversation and of each scored case.

    Raises:
        OSError: what is found can't be kept.
    """
    began = time.monotonic()
    reused = 0
    results: list[CaseResult] = []
    talks: list[tuple[Case, int, Talk]] = []
    order = {case.id: number for number, case in enumerate(plan.cases)}
    embedded = "embedded" in (*panel(), plan.target.model)
    turns = asyncio.Semaphore(at_a_time(embedded=embedded))

    async def talk(case: Case, repeat: int) -> None:
        nonlocal reused
        async with turns:
            found, was_kept = await _converse(plan, case, repeat)
        reused += was_kept
        talks.append((case, repeat, found))
        watch.talked(case, found)

    async def score(case: Case, repeat: int, found: Talk) -> None:
        async with turns:
            scores = await score_talk(case, found, plan.above_bar, plan.kept)
        results.append(_result(case, repeat, found, scores=scores))
        watch.scored(results[-1])

    for case in plan.cases:
        if reason := plan.target.lacks(case):
            results.append(_result(case, 0, skipped=reason))
            watch.scored(results[-1])
    wanted = [case for case in plan.cases if not plan.target.lacks(case)]
    for graph in dict.fromkeys(case.graph for case in wanted):
        of_it = [(c, r) for c in wanted if c.graph == graph for r in range(plan.repeats)]
        await asyncio.gather(*(talk(c, r) for c, r in of_it if c.documents is None))
        for case, repeat in of_it:
            if case.documents is not None:  # one at a time: their folder is the whole process's
                await talk(case, repeat)
    await asyncio.gather(*(score(*each) for each in sorted(talks, key=lambda t: order[t[0].id])))
    plan.target.finish()
    results.sort(key=lambda result: (order[result.id], result.repeat))
    return Results(
        target=plan.target.name,
        judge=panel_name(),
        quick=plan.quick,
        seconds=time.monotonic() - began,
        reused=reused,
        cases=tuple(results),
    )


async def one_case(plan: Plan, case: Case) -> CaseResult:
    """Run and score one case once.

    Raises:
        OSError: what is found can't be kept.
    """
    found, _ = await _converse(plan, case, 0)
    scores = await score_talk(case, found, plan.above_bar, plan.kept)
    return _result(case, 0, found, scores=scores)


async def _converse(plan: Plan, case: Case, repeat: int) -> tuple[Talk, bool]:
    """Return the conversation, and whether it was kept from an earlier run."""
    key = conversation_key(case, plan.target.fingerprint(case.graph), repeat)
    if known := plan.kept.find(key):
        return talk_of(known), True
    found = await talk_through(case, plan.target)
    if not failures(case, found):  # what failed may have been the moment's fault
        plan.kept.keep(key, found.plain())
    return found, False


def conversation_key(case: Case, fingerprint: str, repeat: int) -> list[object]:
    """Return what a conversation depends on: not on the checks, which can be changed freely."""
    said = [turn.model_dump(exclude={"checks"}) for turn in case.turns]
    simulated = case.simulated.model_dump() if case.simulated else None
    return [
        "talk",
        fingerprint,
        case.graph,
        case.context,
        case.documents,
        said,
        [simulated, settings().evals_judge] if simulated else None,
        repeat,
    ]


def version_of(case: Case) -> str:
    """Return what changes when the words or the checks of a case do."""
    return sha256(case.model_dump_json(exclude={"quick", "needs"}).encode()).hexdigest()[:12]


def _result(
    case: Case, repeat: int, found: Talk | None = None, *, skipped: str = "", scores: object = ()
) -> CaseResult:
    replies = found.replies if found else ()
    counted = [reply.tokens for reply in replies if reply.tokens is not None]
    priced = [reply.dollars for reply in replies if reply.dollars is not None]
    return CaseResult.model_validate(
        {
            "id": case.id,
            "graph": case.graph,
            "category": case.category,
            "cluster": case.group,
            "version": version_of(case),
            "quick": case.quick,
            "repeat": repeat,
            "scores": scores,
            "conversation": found.said if found else (),
            "seconds": sum(reply.seconds for reply in replies),
            "tokens": sum(counted) if counted else None,
            "dollars": sum(priced) if len(priced) == len(replies) and replies else None,
            "skipped": skipped,
        }
    )

"""Scores a conversation: code first, then a judge where a check wants one."""

import asyncio
import json
from collections.abc import Collection, Sequence

from evals.cases import Case
from evals.conversation import Talk
from evals.judges.panel import panel, panel_name
from evals.judges.polarity import PROMPTS
from evals.judges.verdict import judge
from evals.kept import Kept
from evals.result import Score
from evals.scorers.check import Check
from evals.scorers.registry import score
from evals.targets.reply import Reply


async def score_talk(
    case: Case, talk: Talk, above_bar: Collection[str], kept: Kept
) -> tuple[Score, ...]:
    """Return a score for each check of a case.

    Args:
        case: with its checks.
        talk: the conversation about it.
        above_bar: the criteria on which the judge is above the bar; elsewhere it is advisory.
        kept: where verdicts are kept.
    """
    scores = [
        Score(scorer="runs", turn=number, passed=False, detail=error)
        for number, error in failures(case, talk).items()
    ]
    for number, (turn, reply) in enumerate(zip(case.turns, talk.replies, strict=False), 1):
        scores += [_by_code(check, reply, number) for check in turn.checks if not check.judged]
    scores += [_by_code(check, talk.replies[-1], 0) for check in case.checks if not check.judged]

    for number, turn in enumerate(case.turns, 1):
        asked = [check for check in turn.checks if check.judged]
        scores += await asyncio.gather(
            *(_by_judge(check, talk, number, above_bar, kept) for check in asked)
        )
    whole = [check for check in case.checks if check.judged]
    scores += await asyncio.gather(*(_by_judge(check, talk, 0, above_bar, kept) for check in whole))
    return tuple(scores)


def failures(case: Case, talk: Talk) -> dict[int, str]:
    """Return the errors that no check expects, by their turn from 1."""
    expecting = {
        number
        for number, turn in enumerate(case.turns, 1)
        if any(
            c.scorer == "refuses" or (c.scorer, c.given) == ("answers", False) for c in turn.checks
        )
    }
    return {
        number: reply.error
        for number, reply in enumerate(talk.replies, 1)
        if reply.error and number not in expecting
    }


def _by_code(check: Check, reply: Reply, number: int) -> Score:
    found, broken = score(check, reply)
    return Score(
        scorer=check.scorer, turn=number, passed=found.passed, detail=found.detail, broken=broken
    )


async def _by_judge(
    check: Check, talk: Talk, number: int, above_bar: Collection[str], kept: Kept
) -> Score:
    by = panel_name()
    name = check.criterion
    if name not in PROMPTS:
        detail = f"there is no criterion {name}"
        return Score(scorer=check.scorer, turn=number, passed=False, detail=detail, broken=True)
    advisory = name not in above_bar
    upto = number or len(talk.replies)
    reply = talk.replies[upto - 1]
    if not reply.said:
        detail = "nothing was said that could be judged"
        return Score(
            scorer=check.scorer, turn=number, passed=False, detail=detail, advisory=advisory, by=by
        )
    try:
        verdict = await judge(
            name,
            _before(talk, upto),
            reply.said,
            _reference(check, reply),
            panel(),
            kept,
        )
    except Exception as error:  # a judge that fails has not passed anything
        return Score(
            scorer=check.scorer,
            turn=number,
            passed=False,
            detail=f"the judge failed: {error}",
            broken=True,
            advisory=advisory,
            by=by,
        )
    return Score(
        scorer=check.scorer,
        turn=number,
        passed=verdict.good,
        detail=verdict.reasoning,
        advisory=advisory,
        by=by,
    )


def _before(talk: Talk, upto: int) -> str:
    """Return the conversation up to the answer that is judged; a lone question as it is."""
    if upto == 1:
        return talk.asked[0]
    said = [f"{one.role}: {one.text}" for one in talk.said[: 2 * upto - 1]]
    return "\n".join(said)


def _reference(check: Check, reply: Reply) -> str | None:
    if check.given == "sources":
        return "\n".join(f"[{s['id']}] {s['quote']}" for s in _sources(reply))
    return None if check.given is None else str(check.given)


def _sources(reply: Reply) -> Sequence[dict[str, object]]:
    found: Sequence[dict[str, object]] = json.loads(json.dumps(reply.values.get("sources", [])))
    return found

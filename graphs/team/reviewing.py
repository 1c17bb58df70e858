"""The reviewer holds each claim against its source; the editor reads as a reader would."""

from itertools import combinations
from typing import Any, Literal

import structlog
from langgraph.runtime import Runtime
from pydantic import BaseModel, Field

from graphs.team import prompts
from graphs.team.citations import evidence_of
from graphs.team.context import Context
from graphs.team.events import FindingEvent, emit
from graphs.team.revision import paragraphs
from graphs.team.sources import usable
from graphs.team.specialist import specialist
from graphs.team.state import Finding, State
from parley.grounding.checker import check
from parley.grounding.claims import claims
from parley.grounding.verdict import Verdict
from parley.models.errors import ModelError
from parley.models.roles import structured
from parley.safety.spotlight import new_code, spotlit
from parley.search.words import words

log = structlog.get_logger(__name__)

# The share of words by which two passages say the same.
_SAME = 0.75
# Of an opinion that a passage repeats another, this much must be true.
_ALIKE = 0.4

_MOST_PROBLEMS = 3


class Problem(BaseModel):
    """What a reader would stumble over, and where."""

    paragraph: int = Field(ge=1)
    kind: Literal["off topic", "repeats another", "unclear"]


class Review(BaseModel):
    """At most three problems; none in a good article."""

    problems: list[Problem] = Field(max_length=_MOST_PROBLEMS)


@specialist("reviewer", reviewed=True)
async def reviewer(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Find the claims that no source bears out; what was borne out before is not asked again."""
    context = runtime.context or Context()
    draft, supported = state["draft"], state.get("supported", [])
    verdicts = await check(
        draft,
        [evidence_of(source) for source in usable(state["sources"])],
        topic=state["topic"],
        model=context.model,
        skip=supported,
    )
    good = [verdict.claim.text for verdict in verdicts if verdict.status == "supported"]
    findings = [_finding(draft, verdict) for verdict in verdicts if verdict.status != "supported"]
    for finding in findings:
        emit(runtime, FindingEvent(type="finding", finding=finding))
    support = 1 - len(findings) / max(len(claims(draft)), 1)
    better = support >= state["support"]
    return {
        "reviewed": True,
        "findings": findings,
        "supported": [*supported, *good],
        "support": support,
        "best": {"draft": draft, "findings": findings} if better else state["best"],
    }


@specialist("editor", edited=True)
async def editor(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Find what a reader stumbles over: what code can tell, then what a model thinks."""
    context = runtime.context or Context()
    texts = paragraphs(state["draft"])
    findings = _repeated(state["draft"])
    numbered = "\n".join(f"{n}. {' '.join(text.split())}" for n, text in enumerate(texts, 1))
    ask = prompts.EDIT | structured("editor", Review, context.model)
    try:
        # What was written from sources may say what they said.
        shown = await spotlit(numbered, new_code())
        review = await ask.ainvoke({"topic": state["topic"], "paragraphs": shown})
    except ModelError as error:
        # What the code found stands on its own: a second opinion less is no article less.
        log.warning("no opinion from the editing model", error=str(error))
    else:
        findings += _believed(review.problems, texts, state)
    for finding in findings:
        emit(runtime, FindingEvent(type="finding", finding=finding))
    return {"edited": True, "findings": findings}


def _finding(draft: str, verdict: Verdict) -> Finding:
    said = f" [{verdict.source}]" if verdict.source else ""
    problem = (
        f'Source{said} says otherwise than "{verdict.claim.text}" ({verdict.why}).'
        if verdict.status == "contradicted"
        else f'No source says: "{verdict.claim.text}"'
    )
    return Finding(
        by="reviewer",
        kind="contradicted" if verdict.status == "contradicted" else "absent",
        passage=draft[verdict.claim.start : verdict.claim.end],
        source=verdict.source,
        quote=verdict.quote,
        problem=problem,
    )


def _repeated(draft: str) -> list[Finding]:
    """Find sentences that say once more what one before them says."""
    told = claims(draft)
    stems = [set(stems) for stems in words([claim.text for claim in told])] if told else []
    again = {
        later
        for earlier, later in combinations(range(len(told)), 2)
        if _share(stems[earlier], stems[later]) >= _SAME
    }
    return [
        _of_editor("repeats another", draft[told[n].start : told[n].end], told[n].text)
        for n in sorted(again)
    ]


def _believed(problems: list[Problem], texts: list[str], state: State) -> list[Finding]:
    """Return the opinions that hold: a small model finds fault with good paragraphs too."""
    stems = [set(stems) for stems in words(texts)] if texts else []
    [asked] = words([" ".join([state["topic"], *state.get("questions", [])])])
    findings = []
    for problem in problems:
        n = problem.paragraph - 1
        if n >= len(texts):
            continue
        others = [_share(stems[n], other) for i, other in enumerate(stems) if i != n]
        holds = {
            "off topic": not stems[n] & set(asked),
            "repeats another": max(others, default=0) >= _ALIKE,
            "unclear": True,
        }
        if holds[problem.kind]:
            findings.append(_of_editor(problem.kind, texts[n], f"Paragraph {n + 1}"))
    return findings


def _of_editor(kind: Any, passage: str, what: str) -> Finding:
    subject = what if what.startswith("Paragraph ") else f'"{what}"'
    verb = kind if kind.startswith("repeats") else f"is {kind}"
    return Finding(
        by="editor",
        kind=kind,
        passage=passage,
        source=None,
        quote="",
        problem=f"{subject} {verb}.",
    )


def _share(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(min(len(one), len(other)), 1)

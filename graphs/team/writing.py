"""The writer: a first draft from the sources, then only what was found is written anew."""

import asyncio
from typing import Any, cast

from langgraph.runtime import Runtime
from langgraph.types import Overwrite
from pydantic import BaseModel, create_model

from graphs.team import prompts
from graphs.team.citations import cite
from graphs.team.context import Context
from graphs.team.events import DraftEvent, RevisionEvent, emit
from graphs.team.revision import revised
from graphs.team.sources import Source, usable
from graphs.team.specialist import specialist
from graphs.team.state import Finding, State
from parley.models.roles import chat_model, structured
from parley.safety.spotlight import new_code, spotlit

# How many passages one call rewrites: the answer has to fit.
_MOST_AT_ONCE = 8


@specialist("writer", reviewed=False)
async def writer(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Write the article from the sources, or write again what the review found."""
    if state["draft"]:
        return await _revise(state, runtime)
    context = runtime.context or Context()
    model = await chat_model("writer", context.model)
    sources = usable(state["sources"])
    answer = await (prompts.WRITE | model).ainvoke(
        {
            "topic": state["topic"],
            "questions": "\n".join(f"- {question}" for question in state.get("questions", [])),
            "sources": await spotlit(_listed(sources), new_code()),
        }
    )
    # It holds each sentence against each source: off the loop.
    draft = await asyncio.to_thread(cite, answer.text.strip(), sources, state["topic"])
    emit(runtime, DraftEvent(type="draft", text=draft))
    return {"draft": draft, "reviewed": False, "findings": Overwrite([])}


async def _revise(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Rewrite each passage that was found; cut what was found again in a rewritten one."""
    context = runtime.context or Context()
    sources = usable(state["sources"])
    findings = _by_passage(typed(state["findings"]))
    rewritten = state.get("rewritten", [])
    again = {p for p in findings if any(new in p or p in new for new in rewritten)}
    first = [p for p in findings if p not in again][:_MOST_AT_ONCE]
    replacements = dict.fromkeys(again, "")
    if first:
        texts = await _rewritten(first, findings, context.model)
        replacements |= {
            passage: await asyncio.to_thread(cite, text, sources, state["topic"])
            for passage, text in zip(first, texts, strict=True)
        }
    draft = revised(state["draft"], replacements)
    number = state["revisions"] + 1
    for before, after in replacements.items():
        emit(runtime, RevisionEvent(type="revision", round=number, before=before, after=after))
    emit(runtime, DraftEvent(type="draft", text=draft))
    return {
        "draft": draft,
        "reviewed": False,
        "findings": Overwrite([]),
        "revisions": number,
        "rewritten": [*rewritten, *(text for text in replacements.values() if text)],
    }


async def _rewritten(
    passages: list[str], findings: dict[str, list[Finding]], model: str | None
) -> list[str]:
    """Ask for all passages in one call; its schema has a field for each: none is left out."""
    # At run time: how many there are is known only now.
    fields: Any = {f"s{n}": (str, ...) for n, _ in enumerate(passages, 1)}
    schema: type[BaseModel] = create_model("Rewritten", **fields)
    asked = "\n\n".join(
        f"s{n}: {passage}\nProblem: {' '.join(f['problem'] for f in findings[passage])}"
        f"{_said(findings[passage])}"
        for n, passage in enumerate(passages, 1)
    )
    ask = prompts.REVISE | structured("writer", schema, model)
    answer = await ask.ainvoke({"passages": await spotlit(asked, new_code())})
    return [" ".join(text.split()) for text in answer.model_dump().values()]


def typed(findings: list[Any]) -> list[Finding]:
    """Return the findings that have a passage: those of release 0.1.0 were plain sentences."""
    return [cast(Finding, finding) for finding in findings if isinstance(finding, dict)]


def _by_passage(findings: list[Finding]) -> dict[str, list[Finding]]:
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(finding["passage"], []).append(finding)
    return grouped


def _said(findings: list[Finding]) -> str:
    quotes = dict.fromkeys(" ".join(f["quote"].split()) for f in findings if f["quote"])
    return "".join(f"\nSource: {quote}" for quote in quotes)


def _listed(sources: list[Source]) -> str:
    # On one line each: a quote must not be able to number itself.
    return "\n".join(f"[{s['id']}] {' '.join(s['quote'].split())}" for s in sources)

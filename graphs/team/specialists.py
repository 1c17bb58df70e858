"""The nodes that do the work; each reads the shared state and returns what it adds."""

import asyncio
from itertools import zip_longest
from typing import Any, Literal

import structlog
from langgraph.runtime import Runtime
from langgraph.types import Overwrite
from pydantic import BaseModel, Field

from graphs.team import prompts
from graphs.team.citations import cite, paragraphs, unsupported
from graphs.team.context import Context
from graphs.team.state import State
from parley.models.budget import BudgetSpentError
from parley.models.errors import ModelError
from parley.models.node import in_time
from parley.models.roles import chat_model, structured
from parley.search.documents import search
from parley.search.found import Found
from parley.search.web import search_web
from parley.settings import settings

log = structlog.get_logger(__name__)


class Questions(BaseModel):
    """What to search for."""

    queries: list[str] = Field(max_length=3)


class Problem(BaseModel):
    """What a reader would stumble over, and where."""

    paragraph: int = Field(ge=1)
    kind: Literal["off topic", "repeats another", "unclear"]


class Review(BaseModel):
    """At most three problems; none in a good article."""

    problems: list[Problem] = Field(max_length=3)


async def brief(state: State) -> dict[str, Any]:
    """Take the newest message as the topic and clear the table of an earlier one."""
    return {
        "topic": state["messages"][-1].text,
        "sources": Overwrite([]),
        "steps": 0,
        "searches": 0,
        "draft": "",
        "reviewed": False,
        "findings": [],
        "revisions": 0,
        "article": "",
    }


@in_time
async def researcher(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Search the documents folder, and the web when there is a key, from several sides at once."""
    context = runtime.context or Context()
    runtime.stream_writer({"type": "researching", "topic": state["topic"]})
    ask = prompts.QUESTIONS | structured("researcher", Questions, context.model)
    covered = ", ".join({source["title"]: None for source in state["sources"]}) or "nothing"
    try:
        questions = await ask.ainvoke({"topic": state["topic"], "covered": covered})
    except BudgetSpentError:
        return {}  # the supervisor sees it too, and finishes with what there is
    # The topic is in every query: a model's own words alone may lead anywhere.
    queries = [state["topic"], *(f"{state['topic']} {query}" for query in questions.queries)]
    folder = settings().parley_documents_dir
    web, *results = await asyncio.gather(
        search_web(state["topic"], 3),
        *(asyncio.to_thread(search, folder, query, 3) for query in queries),
    )
    found = _by_turns([results[0], web]) + _by_turns(results[1:])
    known = {source["quote"] for source in state["sources"]}
    new = {one["quote"]: one for one in found if one["quote"] not in known}
    return {
        "sources": list(new.values())[: context.max_sources - len(known)],
        "searches": state["searches"] + 1,
    }


@in_time
async def writer(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Write the article from the sources, or write it again for the reviewer's findings."""
    context = runtime.context or Context()
    runtime.stream_writer({"type": "writing", "sources": len(state["sources"])})
    model = await chat_model("writer", context.model)
    findings = "".join(f"\n- {finding}" for finding in state["findings"])
    answer = await (prompts.WRITE | model).ainvoke(
        {
            "topic": state["topic"],
            "sources": "\n".join(f"[{s['id']}] {s['quote']}" for s in state["sources"]),
            "findings": f"\n\nAn earlier draft had these problems:{findings}" if findings else "",
        }
    )
    return {
        "draft": cite(answer.text, state["sources"]),
        "reviewed": False,
        "findings": [],
        "revisions": state["revisions"] + bool(state["draft"]),
    }


@in_time
async def reviewer(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Check what can be checked, then ask a model what a reader would stumble over."""
    context = runtime.context or Context()
    runtime.stream_writer({"type": "reviewing"})
    findings = [f'No source says: "{sentence}"' for sentence in unsupported(state["draft"])]
    texts = paragraphs(state["draft"])
    numbered = "\n".join(f"{n}. {text}" for n, text in enumerate(texts, 1))
    ask = prompts.REVIEW | structured("reviewer", Review, context.model)
    try:
        review = await ask.ainvoke({"topic": state["topic"], "paragraphs": numbered})
    except ModelError as error:
        # What the code found stands on its own: a second opinion less is no article less.
        log.warning("no opinion from the reviewing model", error=str(error))
    else:
        findings += [
            f"Paragraph {p.paragraph} is {p.kind}."
            for p in review.problems
            if p.paragraph <= len(texts)
        ]
    return {"reviewed": True, "findings": findings}


def _by_turns(results: list[list[Found]]) -> list[Found]:
    """Take the best of each search, then the second of each."""
    return [found for turn in zip_longest(*results) for found in turn if found]

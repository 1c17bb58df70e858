"""The researchers and the readers: each finds passages for one question, or on one page."""

import asyncio
from pathlib import Path
from typing import Any

import structlog
from langgraph.runtime import Runtime
from pydantic import BaseModel, Field

from graphs.team import prompts
from graphs.team.context import Context
from graphs.team.orders import without_orders
from graphs.team.relevance import CLEARLY, relevant
from graphs.team.specialist import specialist
from graphs.team.state import Gap, Passage, Task
from parley.models.errors import ModelError
from parley.models.roles import structured
from parley.safety.spotlight import new_code, spotlit
from parley.search.documents import best_of, known, search
from parley.search.fetch import FetchError, fetch
from parley.search.found import Found
from parley.search.web import SearchError, search_web
from parley.settings import settings

log = structlog.get_logger(__name__)

# Passages that a search returns, and of those that are relevant, what a researcher chooses from.
_LOOKED_AT = 8
_CANDIDATES = 4
# By rarity, the share of a topic's words that the documents know: from here on it is theirs.
_KNOWN = 0.5
_HALF_KNOWN = 0.25
# The share of the asked words that a document must hold by itself where the topic is not.
_NEEDED = 0.45
_NEEDED_AT_LEAST = 0.3
# All four by relevance.jsonl, as the bounds of relevance.py.


class Choice(BaseModel):
    """The numbers of the passages that answer the question, the best first."""

    useful: list[int] = Field(max_length=_CANDIDATES)


@specialist("researcher")
async def researcher(state: Task, runtime: Runtime[Context]) -> dict[str, Any]:
    """Search the documents, and the web when there is a key, and choose what answers best."""
    context = runtime.context or Context()
    topic, question = state["topic"], state["question"]
    found, gaps = await searched(topic, question)
    chosen = found
    if len(found) > state["share"]:
        chosen = await _chosen(state, found, context.model)
    spare = [one for one in found if one not in chosen]
    if not found:
        gaps.append(Gap(who="researcher", what=f'No source was found on "{question}".'))
        # The topic alone may lead to something; it does not answer the question.
        spare, _ = await searched(topic, topic)
    titles = "; ".join(dict.fromkeys(one["title"] for one in chosen))
    return {
        "found": [
            *(_passage(one, state["number"]) for one in chosen),
            *(Passage(**_passage(one, state["number"]), spare=True) for one in spare),
        ],
        "notes": f"{question}: {titles}" if found else "",
        "gaps": gaps,
    }


@specialist("reader")
async def reader(state: Task, runtime: Runtime[Context]) -> dict[str, Any]:
    """Read a page that the user named, and take what it says on the topic."""
    url = state.get("url", "")
    try:
        page = await fetch(url)
    except FetchError as error:
        return {"gaps": [Gap(who="reader", what=f"The page {url} is not used: {error}.")]}
    found = await asyncio.to_thread(best_of, page, url, state["topic"], state["share"])
    if not found:
        return {"gaps": [Gap(who="reader", what=f"The page {url} is not used: it has no text.")]}
    found, gaps = without_orders(found, "reader")
    return {
        "found": [_passage(one, 0) for one in found],
        "notes": f"{url}: {page.title}",
        "gaps": gaps,
    }


async def searched(topic: str, question: str) -> tuple[list[Found], list[Gap]]:
    """Return what both places have on topic and question, best first.

    They are searched at once; one that fails is a gap, and the other one counts.
    """
    documents, web = await asyncio.gather(
        asyncio.to_thread(_in_documents, settings().parley_documents_dir, topic, question),
        # The topic is in every query: a model's own words alone may lead anywhere.
        search_web(f"{topic} {question}", _CANDIDATES),
        return_exceptions=True,
    )
    gaps = []
    if isinstance(documents, BaseException):
        if not isinstance(documents, OSError):
            raise documents
        log.warning("the documents can't be searched", error=repr(documents))
        gaps.append(Gap(who="researcher", what="The documents folder could not be read."))
        documents = [], []
    if isinstance(web, BaseException):
        if not isinstance(web, SearchError):
            raise web
        gaps.append(Gap(who="researcher", what="The web search failed: its results are missing."))
        web = []
    likely, others = documents
    found = await relevant([*likely, *web], topic, question)
    found = found or await relevant(others, topic, question, CLEARLY)
    found, orders = without_orders(found, "researcher")
    return found[:_CANDIDATES], [*gaps, *orders]


def _in_documents(folder: Path, topic: str, question: str) -> tuple[list[Found], list[Found]]:
    """Return what is likely to answer, and what else will do if it is clearly relevant."""
    share = known(folder, topic)
    if share >= _KNOWN:
        # It may have several subjects: no document is about all, and each question about one.
        both = search(folder, question, _LOOKED_AT, topic, needed=0)
        alone = search(folder, question, _LOOKED_AT, needed=0)
        return [*both, *(one for one in alone if one not in both)], []
    likely = search(folder, question, _LOOKED_AT, topic, _NEEDED)
    if share < _HALF_KNOWN:
        return likely, []
    # Perhaps in other words: "defense" for "defence".
    return likely, search(folder, question, _LOOKED_AT, topic, _NEEDED_AT_LEAST)


async def _chosen(task: Task, found: list[Found], model: str | None) -> list[Found]:
    """Let a model choose; the search's own order stands where it can't, or chooses nothing."""
    # On one line each: a passage must not be able to number itself. The question is among them,
    # since the one of a second search is a sentence of the draft.
    lines = [f"[{n}] {' '.join(one['quote'].split())}" for n, one in enumerate(found, 1)]
    lines.append(f"Question: {' '.join(task['question'].split())}")
    ask = prompts.CHOOSE | structured("researcher", Choice, model)
    try:
        choice = await ask.ainvoke({"passages": await spotlit("\n".join(lines), new_code())})
    except ModelError as error:
        log.warning("no choice from the researching model", error=str(error))
        return found
    numbers = [n for n in dict.fromkeys(choice.useful) if 1 <= n <= len(found)]
    return [found[n - 1] for n in numbers] or found


def _passage(found: Found, question: int) -> Passage:
    return Passage(
        title=found["title"],
        location=found["location"],
        quote=found["quote"],
        question=question,
    )

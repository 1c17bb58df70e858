"""Hands over the best article so far, and says plainly what it lacks."""

from typing import Any

from langchain_core.messages import AIMessage
from langgraph.types import Overwrite

from graphs.team.citations import cited_numbers
from graphs.team.sources import Source, usable
from graphs.team.spending import total
from graphs.team.state import Finding, State
from graphs.team.writing import typed
from parley.grounding.claims import claims


async def finish(state: State) -> dict[str, Any]:
    """Make the article of the draft that its sources support best, with its known problems."""
    draft, findings = _best(state)
    problems = [finding["problem"] for finding in findings]
    problems += [gap["what"] for gap in state.get("gaps", [])]
    if draft and not state["reviewed"]:
        problems.append("What was written last was not reviewed.")
    sources = usable(state["sources"])
    if not sources:
        article = _nothing(state["topic"], problems, searched=state["searches"] > 0)
    else:
        # An article of which nothing is left, or was ever written, is what its sources say.
        body = _quoted(state["topic"], sources)
        if claims(draft):
            body = draft
            problems += _left_open(state, draft, sources)
        article = body + _known(problems)
    tokens, cost = total(state.get("spending", {}))
    return {
        "article": article,
        # Not by the reducer of the findings: these are what is left.
        "findings": Overwrite(findings),
        "rounds": state["revisions"],
        "tokens": tokens,
        "cost": cost,
        "messages": [AIMessage(article)],
    }


def _best(state: State) -> tuple[str, list[Finding]]:
    findings = typed(state["findings"])
    best = state.get("best")
    if not best or not best["draft"] or not state["reviewed"]:
        return state["draft"], findings
    if best["draft"] == state["draft"]:
        return state["draft"], findings
    # A revision made it worse: the one before is handed over, with what was found in it.
    return best["draft"], best["findings"]


def _left_open(state: State, draft: str, sources: list[Source]) -> list[str]:
    """Name the questions with sources of which the article cites none."""
    numbers = cited_numbers(draft)
    cited = {source["title"] for source in sources if source["id"] in numbers}
    notes = state.get("notes", "").split("\n")
    return [
        f'The article does not say what its sources have on "{question}".'
        for question in state.get("questions", [])
        for note in notes
        if note.startswith(f"{question}: ")
        and cited.isdisjoint(note.removeprefix(f"{question}: ").split("; "))
    ]


def _nothing(topic: str, problems: list[str], *, searched: bool) -> str:
    if not searched:
        return f"# {topic}\n\nNo article: nothing was searched.{_known(problems)}"
    why = (
        "the documents hold no source on this topic. "
        "Add documents on it, or set TAVILY_API_KEY to search the web too."
    )
    said = [problem for problem in problems if not problem.startswith("No source was found")]
    return f"# {topic}\n\nNo article: {why}{_known(said)}"


def _quoted(topic: str, sources: list[Source]) -> str:
    quotes = "\n\n".join(f"> {' '.join(s['quote'].split())} [{s['id']}]" for s in sources)
    return f"# {topic}\n\nNo article was written. This is what the sources say:\n\n{quotes}"


def _known(problems: list[str]) -> str:
    # Several researchers may miss the same.
    lines = "\n".join(f"- {problem}" for problem in dict.fromkeys(problems))
    return f"\n\n---\n\nKnown problems:\n{lines}" if lines else ""

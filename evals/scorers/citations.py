"""Scorers of an article's sources: what is cited exists, and supports what cites it."""

import re
from collections.abc import Sequence

from evals.scorers.found import Found
from evals.targets.reply import Reply
from parley.settings import settings

_CITATION = re.compile(r"\[(\d+)\]")
_WORD = re.compile(r"[a-z]{4,}")
# The share of a sentence's longer words that its sources must hold. Below it, the sentence is
# about something else, whatever it cites.
_SUPPORT = 0.3


def cites_well(reply: Reply, given: float) -> Found:
    """At least the given share of the sentences cites sources that exist and hold its words."""
    quotes = {int(source["id"]): str(source["quote"]) for source in reply.values.get("sources", [])}
    sentences = _sentences(str(reply.values.get("article", "")))
    if not sentences:
        return Found(False, "there is no article")
    good = [s for s in sentences if _supported(s, quotes)]
    return Found(len(good) / len(sentences) >= given, f"{len(good)} of {len(sentences)} sentences")


def quotes_stand(reply: Reply, given: bool) -> Found:
    """Each source's quote stands word for word in a file of the documents folder."""
    folder = settings().parley_documents_dir
    texts = [_even(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.md"))]
    texts += [_even(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.txt"))]
    sources = reply.values.get("sources", [])
    invented = [s["id"] for s in sources if not any(_even(s["quote"]) in text for text in texts)]
    return Found((bool(sources) and not invented) == given, f"not in a file: {invented}")


def sources_from(reply: Reply, given: Sequence[str]) -> Found:
    """At least one source is from each of the files; `a|b` is either of two."""
    places = " ".join(str(source["location"]) for source in reply.values.get("sources", []))
    absent = [entry for entry in given if not any(name in places for name in entry.split("|"))]
    return Found(not absent, f"no source from {', '.join(absent)}; from: {places}")


def no_article(reply: Reply, given: bool) -> Found:
    """There is no source, and the answer says so instead of writing from nothing."""
    sources = reply.values.get("sources", [])
    said = reply.said.casefold()
    plain = bool(re.search(r"no article|no source|nothing (was )?found", said))
    return Found((not sources and plain) == given, f"{len(sources)} sources: {reply.said[:80]}")


def _sentences(article: str) -> list[str]:
    body = article.partition("\n---\n")[0]
    blocks = [b for b in re.split(r"\n\s*\n", body) if b.strip() and not b.lstrip().startswith("#")]
    text = " ".join(block.replace("\n", " ") for block in blocks)
    return [s for s in re.split(r"(?<=[.!?])\s+(?=[A-Z*\"'])", text) if len(_WORD.findall(s)) >= 3]


def _supported(sentence: str, quotes: dict[int, str]) -> bool:
    cited = [int(n) for n in _CITATION.findall(sentence)]
    if not cited or any(n not in quotes for n in cited):
        return False
    said = {word[:6] for word in _WORD.findall(sentence.casefold())}
    held = {word[:6] for n in cited for word in _WORD.findall(quotes[n].casefold())}
    return len(said & held) / max(len(said), 1) >= _SUPPORT


def _even(text: str) -> str:
    return " ".join(text.split())

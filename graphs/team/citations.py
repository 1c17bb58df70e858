"""Which source supports which sentence: decided by code, since a model's numbers may be wrong."""

import re
from collections.abc import Sequence

from graphs.team.state import Source
from parley.search.words import words

# The share of a sentence's words that a source must hold to be cited for it.
_MIN_SUPPORT = 0.5

_CITATION = re.compile(r"\s*\[(\d+)\]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[.!?]\])\s+|(?<=\d\])\s+(?=[A-Z])")


def cite(draft: str, sources: Sequence[Source]) -> str:
    """Return the draft with each sentence citing the source that supports it best.

    A citation that the source supports stays, a wrong one is replaced, and a sentence that no
    source supports is left without.
    """
    vocabularies = {s["id"]: set(words([s["quote"]])[0]) for s in sources}
    return "\n\n".join(
        block if _is_heading(block) else " ".join(_cited(s, vocabularies) for s in sentences(block))
        for block in blocks(draft)
    )


def unsupported(draft: str) -> list[str]:
    """Return the sentences of a cited draft that cite nothing."""
    texts = [sentence for paragraph in paragraphs(draft) for sentence in sentences(paragraph)]
    return [sentence for sentence in texts if not _CITATION.search(sentence)]


def paragraphs(draft: str) -> list[str]:
    """Return what a draft says, without its headings."""
    return [block for block in blocks(draft) if not _is_heading(block)]


def blocks(draft: str) -> list[str]:
    """Split Markdown into headings and paragraphs."""
    return [block.strip() for block in re.split(r"\n\s*\n", draft) if block.strip()]


def sentences(paragraph: str) -> list[str]:
    """Split a paragraph into sentences, each with its citations."""
    return _SENTENCE_END.split(paragraph.replace("\n", " "))


def _is_heading(block: str) -> bool:
    return block.startswith("#")


def _cited(sentence: str, vocabularies: dict[int, set[str]]) -> str:
    bare = _CITATION.sub("", sentence)
    said = set(words([bare])[0])
    support = {n: len(said & known) / max(len(said), 1) for n, known in vocabularies.items()}
    named = {int(n) for n in _CITATION.findall(sentence)}
    kept = sorted(n for n in named if support.get(n, 0) >= _MIN_SUPPORT)
    best = max(support, key=lambda n: support[n], default=0)
    numbers = kept or ([best] if support.get(best, 0) >= _MIN_SUPPORT else [])
    marks = "".join(f" [{n}]" for n in numbers)
    return re.sub(r"([.!?]*)$", lambda end: marks + end[1], bare, count=1)

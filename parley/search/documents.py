"""Search over the documents folder: BM25, by bm25s.

A document is ranked as a whole and each of its paragraphs by itself, and the two are added: the
first knows what the text is about, the second where it says it. The paragraph's opening is quoted.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import bm25s
import numpy as np

from parley.search.found import Found
from parley.search.words import words

# Shorter paragraphs say too little to be cited.
_MIN_CHARACTERS = 80

# Characters of a quote: a small model's prompt has room for a few of them.
_MAX_QUOTE = 350

# A document answers a query when it holds at least this share of the query's words, each weighted
# by its rarity: that "Roman" is missing says more than that "history" is there.
_MIN_COVERAGE = 0.5


@dataclass(frozen=True)
class Passage:
    """A paragraph and where it stands."""

    file: str
    title: str
    heading: str
    text: str


def search(folder: Path, query: str, limit: int) -> list[Found]:
    """Return the passages that answer `query`, best first. Reads files: call it off the loop.

    Raises:
        OSError: the folder can't be read.
    """
    files = tuple(
        (path, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".md", ".txt"} and path.name != "README.md"
    )
    index = _index(folder, files)
    return index.search(query, limit) if index else []


class Index:
    """BM25 over documents and over their passages."""

    def __init__(self, documents: list[list[Passage]]) -> None:
        self._passages = [passage for document in documents for passage in document]
        # The number of the document that each passage stands in.
        self._document = np.repeat(np.arange(len(documents)), [len(d) for d in documents])
        # The title counts twice: what a text is about says more than what it mentions.
        by_passage = words([f"{p.title} {p.title} {p.heading} {p.text}" for p in self._passages])
        by_document = words([" ".join(f"{p.title} {p.text}" for p in d) for d in documents])
        self._vocabulary = [set(words) for words in by_document]
        self._of_passages, self._of_documents = bm25s.BM25(), bm25s.BM25()
        self._of_passages.index(by_passage, show_progress=False)
        self._of_documents.index(by_document, show_progress=False)

    def search(self, query: str, limit: int) -> list[Found]:
        """Return at most `limit` passages of documents that hold enough of the query's words."""
        [wanted] = words([query])
        if not wanted:
            return []
        scores = (
            self._of_passages.get_scores(wanted)
            + self._of_documents.get_scores(wanted)[self._document]
        )
        weights = {word: self._rarity(word) for word in wanted}
        needed = _MIN_COVERAGE * sum(weights.values())
        answering = {
            number
            for number, known in enumerate(self._vocabulary)
            if sum(weight for word, weight in weights.items() if word in known) >= needed
        }
        best = np.argsort(-scores, kind="stable")
        good = [self._passages[i] for i in best if self._document[i] in answering]
        return [_found(passage) for passage in good[:limit]]

    def _rarity(self, word: str) -> float:
        # Robertson and Sparck Jones' inverse document frequency, as BM25 uses it.
        holding = sum(word in known for known in self._vocabulary)
        return math.log(1 + (len(self._vocabulary) - holding + 0.5) / (holding + 0.5))


# The files' times are in the key: a changed folder is indexed again, an unchanged one never.
@lru_cache(maxsize=2)
def _index(folder: Path, files: tuple[tuple[Path, int], ...]) -> Index | None:
    texts = (list(_passages(path, str(path.relative_to(folder)))) for path, _ in files)
    documents = [passages for passages in texts if passages]
    return Index(documents) if documents else None


def _passages(path: Path, name: str) -> Iterator[Passage]:
    title, heading = path.stem.replace("-", " "), ""
    for block in path.read_text(encoding="utf-8", errors="replace").split("\n\n"):
        text = block.strip()
        if text.startswith("# "):
            title = text[2:]
        elif text.startswith("#"):
            heading = text.lstrip("# ")
        elif len(text) >= _MIN_CHARACTERS:
            yield Passage(name, title, heading, text)


def _found(passage: Passage) -> Found:
    section = f" § {passage.heading}" if passage.heading else ""
    return Found(title=passage.title, location=passage.file + section, quote=_opening(passage.text))


def _opening(text: str) -> str:
    """Return the first sentences of a paragraph, as many as a short quote holds."""
    end = text.rfind(". ", 0, _MAX_QUOTE)
    return text if len(text) <= _MAX_QUOTE or end < 0 else text[: end + 1]

"""Search over the documents folder: BM25, by bm25s.

A document is ranked as a whole and each of its paragraphs by itself, and the two are added: the
first knows what the text is about, the second where it says it. The paragraph's opening is quoted.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

import bm25s
import numpy as np
import structlog

from parley.search.found import Found, opening
from parley.search.reading import KINDS, Document, UnreadableError, read
from parley.search.words import asked, words

log = structlog.get_logger(__name__)

# Shorter paragraphs say too little to be cited.
_MIN_CHARACTERS = 80

# A document answers a query when it holds at least this share of the query's words, each weighted
# by its rarity: that "Roman" is missing says more than that "history" is there.
_MIN_COVERAGE = 0.5
# In a folder of fewer, a word that each of them holds would count for nothing against one that
# none holds: a single document would answer only what is asked in its own words.
_FEW_DOCUMENTS = 30

# In a passage, what a question adds says more than the topic that all questions share.
_TOPIC_WEIGHT = 0.2


@dataclass(frozen=True)
class Passage:
    """A paragraph and where it stands."""

    file: str
    title: str
    heading: str
    text: str


# The state of a file by which a change of it is noticed: when it was written, and its size.
type _State = tuple[int, int]


def search(
    folder: Path, query: str, limit: int, about: str = "", needed: float = _MIN_COVERAGE
) -> list[Found]:
    """Return the passages that answer `query`, best first. Reads files: call it off the loop.

    Args:
        folder: the documents, in folders of its own too.
        query: words or a question.
        limit: how many passages.
        about: the topic that the question is one side of. A document must be about both; which of
            its passages comes first is decided by what the question adds.
        needed: the share of all words, by rarity, that a document must hold. Less than half finds
            more than what answers, for a caller who looks at it.

    Raises:
        OSError: the folder can't be read.
    """
    index = _current(folder)
    return index.search(query, limit, needed, about) if index else []


def known(folder: Path, text: str) -> float:
    """Return the share of a text's words, by rarity, that any document has, from 0 to 1.

    Each part of a wide topic has a document of its own; of a foreign one there is a word by chance.

    Raises:
        OSError: the folder can't be read.
    """
    index = _current(folder)
    return index.known(text) if index else 0.0


def best_of(document: Document, location: str, query: str, limit: int) -> list[Found]:
    """Return the passages of one document that say most of `query`, however little that is."""
    passages = _passages(document, location, document.title or location)
    if not passages:
        return []
    index = Index([passages])
    return index.search(query, limit, needed=0) or [_found(p) for p in passages[:limit]]


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

    def search(
        self, query: str, limit: int, needed: float = _MIN_COVERAGE, about: str = ""
    ) -> list[Found]:
        """Return at most `limit` passages of documents that hold enough of the query's words.

        Args:
            query: words or a question.
            limit: how many passages.
            needed: the share of all words, by rarity, that a document must hold.
            about: the topic that the query is one side of.
        """
        of_query, topic = asked(query), asked(about)
        wanted = [*topic, *of_query]
        if not wanted:
            return []
        own = [word for word in of_query if word not in topic] or wanted
        scores = (
            self._of_passages.get_scores(own)
            + self._of_documents.get_scores(wanted)[self._document]
        )
        if topic:
            scores += _TOPIC_WEIGHT * self._of_passages.get_scores(topic)
        weights = {word: self._rarity(word) for word in wanted}
        least = needed * sum(weights.values())
        answering = {
            number
            for number, known in enumerate(self._vocabulary)
            if sum(weight for word, weight in weights.items() if word in known) >= least
        }
        best = np.argsort(-scores, kind="stable")
        good = [self._passages[i] for i in best if self._document[i] in answering]
        return [_found(passage) for passage in good[:limit]]

    def known(self, text: str) -> float:
        """Return the share of a text's words, by rarity, that any of the documents has."""
        weights = {word: self._rarity(word) for word in asked(text)}
        there = sum(w for word, w in weights.items() if any(word in v for v in self._vocabulary))
        return there / sum(weights.values()) if weights else 0.0

    def _rarity(self, word: str) -> float:
        # Robertson and Sparck Jones' inverse document frequency, as BM25 uses it.
        holding = sum(word in known for known in self._vocabulary)
        documents = max(len(self._vocabulary), _FEW_DOCUMENTS)
        return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


_indexing = Lock()


def _current(folder: Path) -> Index | None:
    files = tuple(
        (path, (path.stat().st_mtime_ns, path.stat().st_size))
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in KINDS and path.name != "README.md" and path.is_file()
    )
    with _indexing:  # of many searches at once, one builds the index
        return _index(folder, files)


# The files' states are in the key: a changed folder is indexed again, an unchanged one never.
@lru_cache(maxsize=2)
def _index(folder: Path, files: tuple[tuple[Path, _State], ...]) -> Index | None:
    texts = (_read(path, str(path.relative_to(folder)), state) for path, state in files)
    documents = [passages for passages in texts if passages]
    return Index(documents) if documents else None


# A changed folder is indexed as a whole, but only what changed in it is read.
@lru_cache(maxsize=10_000)
def _read(path: Path, name: str, state: _State) -> list[Passage]:
    try:
        document = read(path.read_bytes(), path.suffix.lower())
    except (OSError, UnreadableError) as error:
        # One broken file must not hide the others.
        log.warning("document can't be read", file=name, error=str(error))
        return []
    return _passages(document, name, document.title or path.stem.replace("-", " "))


def _passages(document: Document, name: str, title: str) -> list[Passage]:
    return [
        Passage(name, title, paragraph.heading, paragraph.text)
        for paragraph in document.paragraphs
        if len(paragraph.text) >= _MIN_CHARACTERS
    ]


def _found(passage: Passage) -> Found:
    section = f" § {passage.heading}" if passage.heading else ""
    return Found(title=passage.title, location=passage.file + section, quote=opening(passage.text))

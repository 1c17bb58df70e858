"""The thresholds of meaning, held against authored pairs: set by one half, judged by the other."""

import base64
from collections.abc import Sequence
from itertools import chain

import numpy as np
import pytest

from graphs.chat.facts import forget, learn
from graphs.chat.facts.kept import Fact, fact
from graphs.chat.facts.stated import Statement
from parley.models.embedder import Vectors, embed
from tests.graphs.chat.facts.pairs import BOTH_HOLD, MEANT, NOT_MEANT, OUTDATED

EVEN, ODD = slice(0, None, 2), slice(1, None, 2)
type Pairs = Sequence[tuple[str, str]]


class Embedded:
    """The vectors of all texts of some pairs, made in one go: one by one they take minutes."""

    def __init__(self, texts: Sequence[str], rows: Vectors) -> None:
        self._rows = dict(zip(texts, rows, strict=True))

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._rows[text] for text in texts])

    def fact(self, text: str) -> Fact:
        vector = base64.b64encode(self._rows[text].astype(np.float16).tobytes()).decode()
        bare = fact(Statement(text, None), "t", "m", 0)
        return Fact(**{**bare.__dict__, "vector": vector})


async def embedded(monkeypatch: pytest.MonkeyPatch, *lists: Pairs) -> Embedded:
    texts = list(dict.fromkeys(chain.from_iterable(chain.from_iterable(lists))))
    made = Embedded(texts, await embed(texts))
    for module in (forget, learn):
        monkeypatch.setattr(module, "embed", made.embed)
    return made


async def test_what_no_longer_holds_is_asked_about_and_little_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = await embedded(monkeypatch, OUTDATED, BOTH_HOLD)

    async def asked_about(pairs: Pairs) -> float:
        near = [await learn._near([made.fact(a)], [made.fact(b)]) for a, b in pairs]
        return float(np.mean(list(map(bool, near))))

    for half, least, most in ((EVEN, 1.0, 0.3), (ODD, 0.95, 0.4)):
        assert await asked_about(OUTDATED[half]) >= least
        assert await asked_about(BOTH_HOLD[half]) <= most


async def test_what_is_meant_is_forgotten_and_hardly_ever_anything_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = await embedded(monkeypatch, MEANT, NOT_MEANT)

    async def forgotten(pairs: Pairs) -> float:
        gone = [await forget.meant([made.fact(text)], what) for what, text in pairs]
        return float(np.mean(list(map(bool, gone))))

    for half, least, most in ((EVEN, 0.9, 0.0), (ODD, 0.8, 0.1)):
        assert await forgotten(MEANT[half]) >= least
        assert await forgotten(NOT_MEANT[half]) <= most

"""The overhead scenario with a few calls: the figures are there, however large they are."""

import pytest

from bench import overhead


async def test_a_few_calls_give_both_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overhead, "_N", 2)
    monkeypatch.setattr(overhead, "_CALLS", 3)
    figures = await overhead.measure()
    assert figures.keys() == overhead.FIGURES.keys()
    assert {(figure.unit, figure.n) for figure in figures.values()} == {("ms", 2)}

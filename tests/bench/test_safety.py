"""The safety scenario with few calls and no waiting: the figure is there, however large it is."""

import pytest

from bench import safety


async def test_a_few_calls_give_the_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "_N", 2)
    monkeypatch.setattr(safety, "_DELAY", 0.05)
    monkeypatch.setattr(safety, "_PACE", 0.001)
    figures = await safety.measure()
    assert figures.keys() == safety.FIGURES.keys()
    assert [figure.n for figure in figures.values()] == [2]

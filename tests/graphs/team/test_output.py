"""Cards and threats in documents reach neither the article, nor its sources, nor any event."""

from pathlib import Path

import pytest

from graphs.team.graph import graph
from parley.settings import settings
from tests.provider import Provider

CARD = "4111 1111 1111 1111"
TEXT = (
    f"Bees are insects that make honey, and the beekeeper of our town pays with the card {CARD} "
    "for sugar in winter, when no flower is open and the bees are hungry."
)


async def test_a_card_in_a_document_reaches_nobody(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "bees.md").write_text(f"# Bees\n\n{TEXT}\n", encoding="utf-8")
    monkeypatch.setenv("PARLEY_DOCUMENTS_DIR", str(tmp_path))
    settings.cache_clear()
    events = graph.astream(
        {"messages": [("user", "Bees and honey")]},
        stream_mode=["messages", "values", "updates", "custom", "debug"],
    )
    told = "".join([repr(event) async for event in events])
    assert "the card [CARD]" in told
    assert CARD not in told
    assert CARD not in repr(provider.requests)

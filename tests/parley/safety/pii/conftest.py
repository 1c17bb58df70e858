"""spaCy pipelines to look for names with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy

from parley.safety.pii import names


@pytest.fixture
def ruled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A pipeline that knows Ann Lee and Lisbon, and nobody else, in the model's place."""
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns(
        [{"label": "PERSON", "pattern": "Ann Lee"}, {"label": "GPE", "pattern": "Lisbon"}]
    )
    pipeline.to_disk(tmp_path / "pipeline")
    monkeypatch.setattr(names, "_model", lambda: tmp_path / "pipeline")
    _forget()
    yield
    _forget()


def _forget() -> None:
    names._engine.cache_clear()
    names._known.clear()

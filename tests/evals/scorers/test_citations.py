"""What an article cites."""

from pathlib import Path

import pytest

from evals.scorers.citations import cites_well, no_article, quotes_stand, sources_from
from evals.targets.reply import Reply
from parley.settings import PROJECT, settings

QUOTE = "Every guest showers before entering the sauna and brings a towel."
ARTICLE = "# Sauna\n\nGuests have to shower before they are entering the sauna [1]. {}"


def reply(more: str = "", quote: str = QUOTE) -> Reply:
    source = {"id": 1, "title": "Sauna", "location": "sauna.md § Rules", "quote": quote}
    return Reply(values={"article": ARTICLE.format(more), "sources": [source]})


@pytest.mark.parametrize(
    ("more", "passed"),
    [
        ("Every guest brings a towel along [1].", True),
        ("Every guest brings a towel along [2].", False),
        ("Every guest brings a towel along.", False),
        ("Volcanoes erupt because pressure builds below [1].", False),
        ("No guest brings a towel into the sauna [1].", False),
        ("Every guest brings 3 towels into the sauna [1].", False),
    ],
)
def test_every_claim_is_borne_out_by_what_it_cites(more: str, passed: bool) -> None:
    assert cites_well(reply(more), 1.0).passed is passed


def test_no_article_cites_nothing() -> None:
    assert not cites_well(Reply(), 0.0).passed


def test_quotes_stand_in_a_shipped_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where a case before it had documents of its own.
    monkeypatch.setattr(settings(), "parley_documents_dir", tmp_path)
    document = (PROJECT / "documents" / "chunking-documents.md").read_text(encoding="utf-8")
    paragraph = max(document.split("\n\n"), key=len)
    assert quotes_stand(reply(quote=paragraph.replace(" ", "\n", 1)), True).passed
    assert not quotes_stand(reply(quote="Nobody showers."), True).passed
    assert not quotes_stand(Reply(), True).passed


def test_sources_from() -> None:
    assert sources_from(reply(), ["pool|sauna"]).passed
    assert not sources_from(reply(), ["sauna", "pool"]).passed


def test_no_article_must_be_said() -> None:
    assert no_article(Reply(text="No article: the documents hold no source."), True).passed
    assert not no_article(Reply(text="Here is all about it."), True).passed
    assert not no_article(reply(), True).passed

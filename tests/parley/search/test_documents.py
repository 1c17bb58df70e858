import os
from pathlib import Path

import pytest

from parley.search import documents, reading
from parley.search.documents import known, search
from parley.search.reading import Document
from parley.settings import PROJECT
from tests.parley.search.small_pdf import pdf

SHIPPED = PROJECT / "documents"


@pytest.mark.parametrize(
    ("query", "file"),
    [
        ("How does BM25 rank documents?", "bm25-lexical-search.md"),
        ("Write an article on circuit breakers for LLM calls", "circuit-breakers-and-fallbacks.md"),
        ("window or summary memory", "conversation-memory.md"),
        ("retrying failed calls with backoff", "retries-timeouts-and-backoff.md"),
        ("bias of an LLM judge", "llm-as-judge.md"),
    ],
)
def test_the_best_passage_is_from_the_right_document(query: str, file: str) -> None:
    assert search(SHIPPED, query, 1)[0]["location"].startswith(file)


@pytest.mark.parametrize(
    "query",
    ["the history of honey bees", "How to bake bread", "football world cup", "Roman emperors"],
)
def test_what_no_document_is_about_is_not_found(query: str) -> None:
    assert search(SHIPPED, query, 3) == []


def test_a_quote_stands_word_for_word_in_its_file() -> None:
    for found in search(SHIPPED, "streaming tokens to users", 5):
        file = found["location"].partition(" § ")[0]
        assert found["quote"] in (SHIPPED / file).read_text()


def test_the_folder_has_twenty_documents_or_more() -> None:
    assert len(list(SHIPPED.glob("*.md"))) > 20


def test_questions_on_one_topic_lead_to_different_passages() -> None:
    topic = "How do retries with exponential backoff work?"
    questions = (
        "Why is there jitter?",
        "When should one give up?",
        "When should a call not be retried?",
    )
    first = [search(SHIPPED, question, 1, about=topic)[0]["quote"] for question in questions]
    assert len(set(first)) == len(questions)


def test_a_question_off_its_topic_finds_nothing() -> None:
    topic = "The history of bicycle racing in Belgium"
    assert search(SHIPPED, "What is the impact of technology?", 3, about=topic) == []


@pytest.mark.parametrize("query", ["How should retries be done?", "What is the best way to retry?"])
def test_words_of_asking_hide_nothing(query: str) -> None:
    assert search(SHIPPED, query, 1)[0]["location"].startswith("retries")


PARAGRAPH = "Quokkas are small marsupials that live on islands off the coast of Western Australia."


def written(kind: str, text: str) -> bytes:
    """A document of this kind that says this."""
    match kind:
        case ".html":
            return f"<title>Animals</title><p>{text}</p>".encode()
        case ".pdf":
            return pdf(text)
        case ".md":
            return f"# Animals\n\n{text}\n".encode()
    return text.encode()


@pytest.mark.parametrize(
    ("query", "found"),
    [("The life of quokkas on islands", True), ("The history of bees on islands", False)],
)
def test_a_single_document_answers_what_it_is_about(
    tmp_path: Path, query: str, found: bool
) -> None:
    (tmp_path / "animals.md").write_bytes(written(".md", PARAGRAPH))
    assert bool(search(tmp_path, query, 1)) == found


@pytest.mark.parametrize("kind", [".md", ".txt", ".html", ".pdf"])
def test_a_document_is_found_as_it_is_now(tmp_path: Path, kind: str) -> None:
    document = tmp_path / f"animals{kind}"
    document.write_bytes(written(kind, PARAGRAPH.replace("Quokkas", "Wombats")))
    assert search(tmp_path, "quokkas", 3) == []
    document.write_bytes(written(kind, PARAGRAPH))
    os.utime(document, ns=(1, 1))
    [found] = search(tmp_path, "quokkas", 3)
    assert found["quote"] == PARAGRAPH
    assert found["location"].startswith(document.name)
    document.unlink()
    assert search(tmp_path, "quokkas", 3) == []


def test_what_did_not_change_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[bytes] = []

    def noted(data: bytes, kind: str) -> Document:
        read.append(data)
        return reading.read(data, kind)

    monkeypatch.setattr(documents, "read", noted)
    one, other = tmp_path / "one.md", tmp_path / "other.md"
    one.write_text(f"# One\n\n{PARAGRAPH}\n")
    other.write_text(f"# Other\n\n{PARAGRAPH}\n")
    for _ in range(3):
        search(tmp_path, "quokkas", 3)
    assert len(read) == 2
    other.write_text(f"# Another\n\n{PARAGRAPH}\n")
    os.utime(other, ns=(1, 1))
    search(tmp_path, "quokkas", 3)
    assert read[2:] == [other.read_bytes()]


def test_an_empty_folder_finds_nothing(tmp_path: Path) -> None:
    assert search(tmp_path, "quokkas", 3) == []


def test_a_file_without_paragraphs_finds_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text("# Title\n")
    assert search(tmp_path, "title", 3) == []


def test_bytes_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "broken.txt").write_bytes(b"\xff\xfe" + PARAGRAPH.encode())
    assert "marsupials" in search(tmp_path, "small marsupials", 1)[0]["quote"]


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("How do retrieval, caching and memory keep the cost of a chatbot down?", 0.9, 1),
        ("Memory in elderly people", 0.1, 0.4),
        ("Shipbuilding of the Vikings", 0, 0),
        ("how and why", 0, 0),
    ],
)
def test_what_the_documents_know_of_a_topic(text: str, least: float, most: float) -> None:
    assert least <= known(SHIPPED, text) <= most


def test_an_empty_folder_knows_nothing(tmp_path: Path) -> None:
    assert known(tmp_path, "retries") == 0


def test_a_query_of_stop_words_finds_nothing() -> None:
    assert search(SHIPPED, "and the of", 3) == []

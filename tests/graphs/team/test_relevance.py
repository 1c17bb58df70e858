"""What a researcher may choose from, over the shipped documents.

Each row of relevance.jsonl is a topic, a question of its plan, the documents that are `about` it,
and those `near` it that may well be quoted; any other is off topic. Where none is about it, the
documents say nothing. Bounds were set on the rows that are not held out.
"""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.team.graph import graph
from graphs.team.relevance import relevant
from graphs.team.research import searched
from parley.search.found import Found
from parley.settings import settings
from tests.provider import Provider
from tests.server.team_script import play

ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in Path(__file__).with_name("relevance.jsonl").read_text(encoding="utf-8").splitlines()
]
ANSWERED = [row for row in ROWS if row["about"]]
UNANSWERED = [row for row in ROWS if not row["about"]]


async def documents_for(row: dict[str, Any]) -> list[str]:
    found, gaps = await searched(row["topic"], row["question"])
    # One passage on prompt injection is taken for one.
    assert all("prompt-injection.md" in gap["what"] for gap in gaps)
    return [one["location"].partition(".md")[0] for one in found]


@pytest.mark.parametrize(("held_out", "most"), [(False, 0.05), (True, 0.13)])
async def test_few_passages_are_off_topic(held_out: bool, most: float) -> None:
    every, off = 0, 0
    for row in ANSWERED:
        if row["held_out"] == held_out:
            files = await documents_for(row)
            every += len(files)
            off += sum(file not in {*row["about"], *row["near"]} for file in files)
    assert every
    assert off / every <= most


@pytest.mark.parametrize(("held_out", "least"), [(False, 0.72), (True, 0.78)])
async def test_most_questions_lead_to_a_document_about_them(held_out: bool, least: float) -> None:
    rows = [row for row in ANSWERED if row["held_out"] == held_out]
    hits = [bool({*await documents_for(row)} & {*row["about"]}) for row in rows]
    assert sum(hits) / len(rows) >= least


async def test_of_thirty_questions_on_foreign_topics_one_is_mistaken() -> None:
    found = [row["question"] for row in UNANSWERED if await documents_for(row)]
    # Of electricity; but the words are those of the document on circuit breakers.
    assert found == ["How does a circuit breaker protect a house?"]
    assert len(UNANSWERED) == 30
    for topic in {row["topic"] for row in UNANSWERED}:
        assert await searched(topic, topic) == ([], [])


async def test_each_subject_of_a_wide_topic_is_found_in_its_own_document() -> None:
    topic = "How do retrieval, caching and memory keep the cost of a chatbot down?"
    for question, title in (
        ("How does caching improve the performance of chatbots?", "Caching"),
        ("What is the role of memory in chatbot performance?", "memory"),
    ):
        found, _ = await searched(topic, question)
        assert found
        assert all(title in one["title"] for one in found)


async def test_a_document_that_says_it_in_other_words_is_found() -> None:
    found, _ = await searched("Defences against prompt injection", "What is a prompt injection?")
    assert found[0]["title"] == "Prompt injection"


async def test_how_retries_should_be_done_is_no_matter_of_hybrid_search() -> None:
    found, _ = await searched("How should retries be done?", "What is the best way to retry?")
    assert {one["title"] for one in found} == {"Retries, timeouts and backoff"}


def passage(quote: str, title: str = "Notes") -> Found:
    return Found(title=title, location="notes.md", quote=quote)


ON = passage("A failed call is retried after a wait that doubles with each attempt.", "Retries")
OFF = passage("Tulips were traded in Haarlem, and their bulbs kept in cellars.", "Tulips")


@given(st.lists(st.sampled_from([ON, OFF]), max_size=6))
async def test_only_what_is_there_is_kept_and_who_stands_beside_it_is_no_matter(
    found: list[Found],
) -> None:
    kept = await relevant(found, "Retrying failed calls", "How long is the wait?")
    assert kept == [one for one in found if one is ON]


async def test_the_best_comes_first() -> None:
    vague = passage("A call that failed may be tried again later.", "Failed calls")
    found = await relevant([vague, ON], "Retrying failed calls", "How long is the wait?")
    assert found[0] == ON


async def test_an_article_keeps_to_its_topic_and_says_what_was_not_found(
    provider: Provider,
) -> None:
    questions = ("What is the best way to retry?", "What did the Roman emperors think of it?")
    provider.answer = partial(play, questions=questions)
    state = await graph.ainvoke({"messages": [("user", "How should retries be done?")]})
    assert {s["title"] for s in state["sources"]} == {"Retries, timeouts and backoff"}
    assert f'No source was found on "{questions[1]}"' in state["article"]
    assert f'found on "{questions[0]}"' not in state["article"]


async def test_few_relevant_passages_make_few_sources(
    provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quokkas = "Quokkas are small marsupials that live on islands off the coast of West Australia."
    bees = "Honey bees spend the winter in a cluster around their queen, and shiver to keep warm."
    (tmp_path / "quokkas.md").write_text(f"# Quokkas\n\n{quokkas}\n")
    (tmp_path / "islands.md").write_text(f"# Bees on islands\n\n{bees}\n")
    monkeypatch.setenv("PARLEY_DOCUMENTS_DIR", str(tmp_path))
    settings.cache_clear()
    provider.answer = partial(play, questions=("Where do quokkas live?", "Why on islands?"))
    state = await graph.ainvoke({"messages": [("user", "The life of quokkas on islands")]})
    assert [source["quote"] for source in state["sources"]] == [quokkas]

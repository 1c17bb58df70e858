import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.chat.tools.calculator import _evaluate, calculator
from graphs.chat.tools.clock import clock
from graphs.chat.tools.offer import offered
from graphs.chat.tools.search import search_documents
from parley.settings import settings
from tests.provider import Provider

ALL = ["clock", "calculator", "search_documents", "search_web"]


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("17 * 23", "391"),
        ("0.1 + 0.2", "0.3"),
        ("1,234 * 2", "2468"),
        ("max(100,200)", "200"),
        ("2^10", "1024"),
        ("sqrt(144) / 5", "2.4"),
        ("250000 * 1.05 ** 30", "1080485.59379"),
        ("17% * 2340", "397.8"),
        ("2,340 * 17.5%", "409.5"),
        ("17% of 2340", "397.8"),
        ("17 % 5", "2"),
    ],
)
async def test_arithmetic_is_right(expression: str, result: str) -> None:
    assert await calculator.ainvoke(expression) == f"{expression} = {result}"


@pytest.mark.parametrize(
    "expression",
    [
        *("9**9**9", "9**9**9**9", "(9**999)**999", "10**1000*10**1000", "1/0", "(-8)**0.5"),
        *("'a' * 999999999", "__import__('os')", "x", "1 +", "", "[1] * 9", "1 << 99999"),
        "(" * 150,
    ],
)  # fmt: skip
async def test_what_can_not_be_calculated_is_a_sentence(expression: str) -> None:
    said = await calculator.ainvoke(expression)
    assert re.search(r"can't be calculated|too large|divides by zero|too long", said)


@given(st.text("0123456789+-*/().^% sqrtlog,", max_size=60))
def test_no_expression_raises(expression: str) -> None:
    assert _evaluate(expression)


@pytest.mark.parametrize("place", ["Europe/Paris", "tokyo", "New York", "UTC", "Paris, France"])
async def test_the_time_anywhere(place: str) -> None:
    assert re.search(r"\w+day, \d\d \w+ \d{4}, \d\d:\d\d", await clock.ainvoke(place))


async def test_an_unknown_place_is_a_sentence() -> None:
    told = await clock.ainvoke("Atlantis")
    assert re.match(r"In UTC it is \w+day, .* No time zone is called 'Atlantis'", told)


async def test_passages_come_with_their_place_and_between_marks() -> None:
    found = await search_documents.ainvoke("circuit breakers")
    assert "circuit-breakers-and-fallbacks.md" in found
    assert "<<<DATA " in found


async def test_a_missing_folder_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PARLEY_DOCUMENTS_DIR", str(tmp_path / "missing"))
    settings.cache_clear()
    assert re.search("No document|can't be read", await search_documents.ainvoke("anything"))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What time is it in Tokyo?", ["clock"]),
        ("How much is 17 * 23?", ["calculator"]),
        ("What do the documents say about caching?", ["search_documents"]),
        ("My name is Ada.", []),
        ("Tell me a joke.", []),
    ],
)
def test_a_small_model_is_offered_what_the_question_calls_for(
    provider: Provider, question: str, names: list[str]
) -> None:
    assert [tool.name for tool in offered(question, ALL, None)] == names


def test_a_large_model_is_always_offered_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    settings.cache_clear()
    assert [tool.name for tool in offered("Hi", ALL, None)] == ALL[:3]  # the web needs a key
    assert [tool.name for tool in offered("Hi", ["clock"], None)] == ["clock"]

import pytest

from graphs.chat.facts.forget import meant
from graphs.chat.facts.kept import Fact, _embedded, fact
from graphs.chat.facts.stated import Statement
from graphs.chat.facts.wish import EVERYTHING

TEXTS = [
    *("My name is Ada.", "I live in Ghent.", "I work as a nurse.", "I am allergic to peanuts."),
    *("My dog is called Rex.", "My dog is three years old.", "My sister lives in Oslo."),
]


async def facts() -> list[Fact]:
    return await _embedded([fact(Statement(text, None), "t", "m", 0) for text in TEXTS])


@pytest.mark.parametrize(
    ("what", "gone"),
    [
        ("where I live", [1]),
        ("my dog", [4, 5]),
        ("my job", [2]),
        ("I am allergic to peanuts", [3]),
        ("my name", [0]),
        ("my sister", [6]),
        ("my bank account", []),
        ("my dog's name", [4]),
        ("everything except my name", [1, 2, 3, 4, 5, 6]),
        (EVERYTHING, [0, 1, 2, 3, 4, 5, 6]),
    ],
)
async def test_the_facts_that_are_meant_are_found(what: str, gone: list[int]) -> None:
    assert [fact.text for fact in await meant(await facts(), what)] == [TEXTS[i] for i in gone]

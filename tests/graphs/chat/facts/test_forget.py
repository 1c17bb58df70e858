import pytest

from graphs.chat.facts.forget import EVERYTHING, masked, meant, wish
from graphs.chat.facts.kept import Fact, _embedded, fact
from graphs.chat.facts.stated import Statement

TEXTS = [
    *("My name is Ada.", "I live in Ghent.", "I work as a nurse.", "I am allergic to peanuts."),
    *("My dog is called Rex.", "My dog is three years old.", "My sister lives in Oslo."),
]


async def facts() -> list[Fact]:
    return await _embedded([fact(Statement(text, None), "t", "m", 0) for text in TEXTS])


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("Forget where I live.", "where I live"),
        ("Please forget about my dog", "my dog"),
        ("Could you forget that I am allergic to peanuts?", "I am allergic to peanuts"),
        ("Forget everything you know about me.", EVERYTHING),
        ("Delete my name from your memory.", "my name from your memory"),
        ("Don't forget that I live in Ghent.", None),
        ("Forget it.", None),
        ("I never forget about my dog", None),
        ("What did I say?", None),
        ("How do I delete a file?", None),
    ],
)
def test_a_wish_to_forget_is_understood(said: str, what: str | None) -> None:
    assert wish(said) == what


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
        (EVERYTHING, [0, 1, 2, 3, 4, 5, 6]),
    ],
)
async def test_the_facts_that_are_meant_are_found(what: str, gone: list[int]) -> None:
    assert [fact.text for fact in await meant(await facts(), what)] == [TEXTS[i] for i in gone]


def test_what_was_forgotten_is_not_shown_in_other_words_either() -> None:
    text = "You live in Ghent. It is a fine city.\nI hope you like living there."
    shown = masked(text, ["I live in Ghent."])
    assert "You live in Ghent" not in shown
    assert "fine city" in shown


def test_a_text_without_it_stays_as_it_is() -> None:
    text = "One.\n\n```\ncode\n```"
    assert masked(text, ["I live in Ghent."]) == text

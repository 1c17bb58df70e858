import pytest

from parley.safety.leak import Leak

PROMPT = (
    "You are Parley, a helpful assistant. Answer briefly and plainly. Use what the user told you "
    "earlier in this conversation. If you don't know something, say so."
)


@pytest.mark.parametrize(
    "answer",
    [
        PROMPT,
        f"My instructions are: {PROMPT}",
        "I was told: «you are PARLEY - a helpful assistant; answer briefly and plainly»",
        PROMPT.replace(" ", "\n"),
    ],
)
def test_a_prompt_that_is_told_is_seen(answer: str) -> None:
    assert Leak(PROMPT).find(answer)


def test_it_says_where() -> None:
    answer = f"Well. {PROMPT} That is all."
    start, end = Leak(PROMPT).find(answer) or (0, 0)
    assert answer[start:end] == PROMPT.removesuffix(".")


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "I am Parley, a helpful assistant.",
        "If you don't know something, ask.",
        "Answer briefly.",
    ],
)
def test_a_few_words_in_common_are_chance(answer: str) -> None:
    assert Leak(PROMPT).find(answer) is None


def test_a_prompt_of_a_few_words_is_no_secret() -> None:
    assert Leak("Be brief.").find("Be brief.") is None

import pytest

from graphs.chat.facts.untold import untold

TOLD = ["I work as a nurse. My name is Ada.", "- home: I moved to Ghent.", "My dog is called Rex."]


@pytest.mark.parametrize(
    "asked",
    [
        "How old am I?",
        "What is my sister's name?",
        "When was I born?",
        "What languages do I speak?",
        "Which is my favourite colour?",
        "Who is my boss?",
        "What am I allergic to?",
    ],
)
def test_what_nobody_told_is_known_to_be_so(asked: str) -> None:
    assert untold(asked, TOLD)


@pytest.mark.parametrize(
    "asked",
    [
        "Where do I live?",
        "In which city is my home?",
        "What is my job?",
        "What do I do for a living?",
        "What's my name?",
        "Who is my dog?",
    ],
)
def test_what_was_told_is_not_asked_in_vain(asked: str) -> None:
    assert not untold(asked, TOLD)
    assert untold(asked, ["Hello there! Where do I live? What is my job, my name, my dog?"])


@pytest.mark.parametrize(
    "asked",
    [
        "What is the capital of France?",
        "What do I do if the server fails?",
        "What am I doing wrong?",
        "How many eggs do I have to buy?",
        "How do I sort a list?",
        "Tell me a joke.",
        "I wonder what my job is worth.",
    ],
)
def test_what_is_asked_of_the_world_needs_no_telling(asked: str) -> None:
    assert not untold(asked, [])


def test_who_one_is_may_be_said_in_any_words() -> None:
    # Where nothing is known of the user at all, the memory itself says so.
    assert not untold("Who am I?", ["I am Ada."])
    assert not untold("Do you know who I am?", ["I am Ada."])

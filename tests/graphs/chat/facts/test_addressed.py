import pytest

from graphs.chat.facts.addressed import addressed


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("My name is Ada.", "Your name is Ada."),
        ("I'm a nurse and I was born in the US.", "You're a nurse and you were born in the US."),
        ("I've moved to Bruges with my wife.", "You've moved to Bruges with your wife."),
        ("We live in our own house.", "You live in your own house."),
        ("I still am a member.", "You still are a member."),
        ("A friend of mine works in a mine.", "A friend of yours works in a mine."),
        ("The gate code is 4417.", "The gate code is 4417."),
        ("I want you to be brief.", 'You said: "I want you to be brief."'),
    ],
)
def test_users_hear_it_as_said_of_them(said: str, told: str) -> None:
    assert addressed(said) == told

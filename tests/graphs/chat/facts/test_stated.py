import pytest

from graphs.chat.facts.stated import Statement, stated


@pytest.mark.parametrize(
    ("said", "fact", "about"),
    [
        ("Hi, my name is Ada.", "My name is Ada.", "name"),
        ("I live in Ghent. Where is that?", "I live in Ghent.", "home"),
        ("Actually, I moved to Bruges last year.", "I moved to Bruges last year.", "home"),
        ("I am 41 years old", "I am 41 years old", "age"),
        ("I'm a vegetarian.", "I'm a vegetarian.", "diet"),
        ("My dog is called Rex.", "My dog is called Rex.", "dog name"),
        ("My dog's name is Max!", "My dog's name is Max!", "dog name"),
        ("My favourite color is red.", "My favourite color is red.", "favorite color"),
        ("I am allergic to peanuts.", "I am allergic to peanuts.", None),
        ("Please remember that the gate code is 4417.", "The gate code is 4417.", None),
        ("My sister lives in Oslo.", "My sister lives in Oslo.", None),
    ],
)
def test_what_users_say_of_themselves_is_a_fact(said: str, fact: str, about: str | None) -> None:
    assert stated(said) == [Statement(fact, about)]


@pytest.mark.parametrize(
    "said",
    [
        "What is my name?",
        "I am not sure what you mean.",
        "Write a poem about my garden.",
        "Do I need a visa?",
        "How do I sort a list in Python?",
        "I am tired today.",
        "The sea is deep.",
        "Thanks!",
        "Forget that I live in Ghent.",
    ],
)
def test_questions_requests_and_passing_moods_are_not(said: str) -> None:
    assert stated(said) == []

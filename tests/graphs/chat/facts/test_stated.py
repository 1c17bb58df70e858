import pytest

from graphs.chat.facts.stated import Statement, only_tells, stated


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
        ("Please remember that the gate code is 4417.", "The gate code is 4417.", "gate code"),
        ("My sister lives in Oslo.", "My sister lives in Oslo.", "sister home"),
        ("My sister has moved to Rome.", "My sister has moved to Rome.", "sister home"),
        ("I've just relocated to Lille.", "I've just relocated to Lille.", "home"),
        ("I'm now based in Lyon.", "I'm now based in Lyon.", "home"),
        ("I no longer live in Ghent.", "I no longer live in Ghent.", "home"),
        ("I got a new job at a mill.", "I got a new job at a mill.", "work"),
        ("My dog is three years old.", "My dog is three years old.", "dog age"),
        ("My flat's number is 12.", "My flat's number is 12.", "flat's number"),
        ("My wife and I live in Ghent.", "My wife and I live in Ghent.", "home"),
        ("I got married in June.", "I got married in June.", "marriage"),
        ("I keep bees in Ghent.", "I keep bees in Ghent.", None),
        ("I'm Ada Berg!", "I'm Ada Berg!", "name"),
        ("I am Dutch.", "I am Dutch.", None),
        ("We live in Ghent.", "We live in Ghent.", "home"),
        ("I've got three kids.", "I've got three kids.", None),
        ("I teach maths.", "I teach maths.", None),
        ("Just so you know, I'm diabetic.", "I'm diabetic.", None),
        ("For future reference: my time zone is CET.", "My time zone is CET.", None),
        ("Please make a note that Ann is away.", "Ann is away.", None),
        ("Can you remember that Ann is away?", "Ann is away", None),
        ("I'd like you to remember that I prefer tea.", "I prefer tea.", None),
        ("Bear in mind that the shop is closed.", "The shop is closed.", None),
    ],
)
def test_what_users_say_of_themselves_is_a_fact(said: str, fact: str, about: str | None) -> None:
    assert stated(said) == [Statement(fact, about)]


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        ("I'm Ben and I collect coins.", ["I'm Ben.", "I collect coins."]),
        ("My wife is ill, and my boss is Ann.", ["My wife is ill.", "My boss is Ann."]),
        ("I can't stand celery, but I like tea.", ["I can't stand celery.", "I like tea."]),
        ("I'm Ann, I live in Ghent and I ski.", ["I'm Ann.", "I live in Ghent.", "I ski."]),
        ("I like tea and my sister prefers it too.", ["I like tea and my sister prefers it too."]),
    ],
)
def test_what_is_joined_is_kept_apart(said: str, facts: list[str]) -> None:
    assert [statement.text for statement in stated(said)] == facts


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
        "I have to write a report by Monday.",
        "I've got a question about Rex.",
        "We need to talk about Python.",
        "I need a recipe for dinner.",
        "I got an error from the server.",
        "I love it!",
        "I like your answer.",
        "Can you remember my name?",
        "Don't forget my birthday.",
    ],
)
def test_questions_requests_and_passing_moods_are_not(said: str) -> None:
    assert stated(said) == []


@pytest.mark.parametrize(
    ("said", "only"),
    [
        ("Hi there! I am Ada. I keep bees.", True),
        ("I live in Ghent. Where is that?", False),
        ("I live in Ghent. Tell me a joke.", False),
        ("Hello!", False),
    ],
)
def test_who_only_tells_asks_nothing(said: str, only: bool) -> None:
    assert only_tells(said) == only

from graphs.chat.facts.hidden import hints, known_again, marks, masked


def test_what_was_forgotten_is_not_shown_in_other_words_either() -> None:
    text = "You live in Ghent. It is a fine city.\nI hope you like living there."
    shown = masked(text, ["I live in Ghent."])
    assert "You live in Ghent" not in shown
    assert "fine city" in shown


def test_a_text_without_it_stays_as_it_is() -> None:
    text = "One.\n\n```\ncode\n```"
    assert masked(text, ["I live in Ghent."]) == text


def test_a_mark_knows_a_fact_again_in_whatever_form_it_is_said() -> None:
    forgotten = marks(["I am allergic to peanuts."])
    said = [
        "Hello. Yes, you are allergic to peanuts!",
        "Forget I'm allergic to peanuts",
        "Hi.",
    ]
    assert sorted(known_again(said, forgotten)) == [
        "Forget I'm allergic to peanuts",
        "Yes, you are allergic to peanuts!",
    ]


def test_a_mark_holds_no_word() -> None:
    assert "peanut" not in marks(["I am allergic to peanuts."])[0]


def test_a_text_without_meaning_is_never_known_again() -> None:
    assert known_again(["Yes.", "", "What is it?"], marks(["I am."])) == []


def test_a_name_is_given_away_by_each_of_its_words() -> None:
    assert hints("My name is Ada Lovelace.") == ["Ada", "Lovelace"]
    assert hints("I keep bees in Ghent.") == ["I keep bees in Ghent."]


def test_a_home_is_given_away_by_its_town_alone() -> None:
    assert hints("I moved to Malmö in the spring.") == ["Malmö"]
    assert hints("The gate code is 4417.") == ["4417"]
    assert hints("I live in a small flat.") == ["I live in a small flat."]


def test_a_mark_knows_a_town_again_in_what_is_said_about_it() -> None:
    forgotten = marks(hints("I moved to Malmö in the spring."))
    [hint] = known_again(["Near you there is much to see. Visit the castle of Malmö!"], forgotten)
    assert masked("Visit the castle of Malmö!", [hint]) == "[forgotten]"

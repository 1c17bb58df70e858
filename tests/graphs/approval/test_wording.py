"""What an announcement is better without; ordinary ones are left alone."""

import pytest

from graphs.approval.wording import found_in


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The idiots from accounting have lost the key again.", "an insult"),
        ("Shame on them, those worthless\nmorons.", "an insult"),
        ("Whoever wrote this is plain STUPID.", "an insult"),
        ("The damn printer is broken.", "a curse"),
        ("What a load of bullshit this was.", "a curse"),
        ("Whoever parks in the yard again will be beaten up.", "a threat"),
        ("Those who park here will have their cars burned.", "a threat"),
        ("Anyone late is going to get hurt.", "a threat"),
        ("We\u2019ll break your windows.", "a threat"),
        ("We are going to hunt down whoever did it.", "a threat"),
        ("Pay by Friday, or else.", "a threat"),
        ("You will regret it.", "a threat"),
    ],
)
def test_it_is_found(text: str, kind: str) -> None:
    assert kind in [what for what, _ in found_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "From May on, the library is open on Sundays from 10 to 16.",
        "The lift is broken and will be mended on Monday.",
        "Those whose badges were broken will have them replaced by Friday.",
        "Whoever finds the key will be thanked.",
        "The dumbwaiter in the passage works again.",
        "We will beat the other team at football.",
        "Assemble in the yard at 9 for the class photo.",
        "Our Scunthorpe office moves to Essex.",
        "We will hang the pictures in the hall.",
        "Everyone is welcome: bring your own cup, or buy one.",
        "We will hurry, and tell you in time.",
        "People with burned fingers find the first aid kit in the kitchen.",
        "You will get a broken-down list of costs.",
        "Everyone will get a flu shot on Monday.",
        "Everyone will get the broken chairs replaced.",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert found_in(text) == []

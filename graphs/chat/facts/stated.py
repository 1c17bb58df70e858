"""Durable facts that users state about themselves, found by rules: no call, and nothing invented.

A fact is the user's own sentence. The rules know the usual ways of English to speak of oneself; any
other sentence is kept when the user says "remember that".
"""

import re
from dataclasses import dataclass

from graphs.chat.memory.details import sentences

_I_AM = r"\bI(?:'m| am)"
_ASKED_TO = re.compile(
    r"^(?:please[, ]+)?(?:remember|note|keep in mind|don't forget)(?: that| this:?|:)?\s+(?=\S)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:hi|hello|hey|well|actually|oh|no|yes|ok|okay|so|and|but|by the way|correction|also|"
    r"sorry|please)\b[,.!:;]*\s+)+",
    re.IGNORECASE,
)
# Asked of the assistant, or imagined.
_REQUEST = re.compile(
    r"^(?:what|who|when|where|why|how|which|can|could|would|will|should|do|does|did|is|are|am|may|"
    r"write|tell|show|give|explain|translate|imagine|suppose|pretend|if|forget|erase|delete)\b",
    re.IGNORECASE,
)
# True of a moment only.
_PASSING = re.compile(
    rf"\b(?:today|right now|at the moment|tonight|this (?:morning|afternoon|evening))\b|{_I_AM} "
    r"(?:(?:not )?sure|sorry|afraid|fine|ok|back|done|confused|asking|looking|trying|wondering|"
    r"here|ready|happy|glad|curious|going|thinking|writing|reading)\b|"
    r"\bI (?:have|'ve) a question\b",
    re.IGNORECASE,
)
_OF_ONESELF = re.compile(
    rf"{_I_AM}\b|\b(?:my|our) [\w' -]+? (?:is|are|has|have|lives?|works?|was)\b|\bcall me\b|"
    r"\bI(?:'ve)? (?:(?:now|also|always|never|usually|no longer|don't|do not|can't) )?(?:was born|"
    r"live|moved|work|have|own|keep|play|speak|study|use|like|love|hate|prefer|enjoy|dislike|"
    r"collect|drive|grew up|come from|eat|drink|need)\b",
    re.IGNORECASE,
)
# What a sentence is about, where one holds only one such fact: the newer replaces the older.
_ABOUT = [
    (re.compile(pattern, re.IGNORECASE), about)
    for pattern, about in (
        (rf"\bmy (?:\w+ )?name(?: is|'s)\b|\bcall me\b|{_I_AM} called\b", "name"),
        (rf"\bI (?:now )?live\b|\bI(?:'ve| have)? moved to\b|{_I_AM} (?:now )?living in\b", "home"),
        (rf"{_I_AM} \d+\b|\bmy age is\b", "age"),
        (r"\bmy birthday\b|\bI was born on\b", "birthday"),
        (rf"\bI (?:now )?work\b|{_I_AM} (?:now )?working (?:as|at|for)\b|\bmy job is\b", "work"),
        (
            rf"{_I_AM} (?:\w+ )?(?:vegan|vegetarian)\b|\bI eat (?:\w+ )?(?:meat|everything)\b",
            "diet",
        ),
    )
]
_THING = re.compile(
    r"\b(?:my|our) (?:(?P<named>[\w ]+?)(?: is (?:called|named)|'s name is)|"
    r"(?P<one>favou?rite \w+|[\w ]*?(?:number|code|colou?r|address|deadline|budget|size|wife|"
    r"husband|partner|boss|capital|language)) is)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Statement:
    """What a user said of themselves.

    Attributes:
        text: the sentence.
        about: what it is about, when there is only one such fact; else None.
    """

    text: str
    about: str | None


def stated(text: str) -> list[Statement]:
    """Return the durable facts in a user's message."""
    found = []
    for sentence in sentences(text):
        said = _LEAD.sub("", sentence)
        asked = _ASKED_TO.sub("", said)
        if said.endswith("?") or _REQUEST.match(asked):
            continue
        if asked != said or (_OF_ONESELF.search(said) and not _PASSING.search(said)):
            said = asked[0].upper() + asked[1:]
            found.append(Statement(said, _about(said)))
    return found


def _about(sentence: str) -> str | None:
    for pattern, about in _ABOUT:
        if pattern.search(sentence):
            return about
    if thing := _THING.search(sentence):
        named, one = thing["named"], thing["one"]
        return f"{named} name".lower() if named else one.lower().replace("ou", "o")
    return None

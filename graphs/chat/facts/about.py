"""What a fact is about, where only one such fact can hold: the newer replaces the older."""

import re

# Who it is said of: the user, or somebody or something of theirs.
_I = (
    r"\b(?:I|we)(?:'m|'ve|'re| am| are| have)?(?: (?:now|also|currently|still|no longer|just|"
    r"recently|never|don't|do not))*"
)
_OURS = (
    r"\b(?:my|our) (?P<whose>[\w' -]+?)(?: (?:has|is|now|also|currently|no longer|just|recently))*"
)
_HOME = (
    r"(?:lives?|living|resides?|residing|based in|(?:moved|relocated|moving) "
    r"(?:back |over |away )?(?:to|from|into|in with))"
)
_WORK = (
    r"(?:works? (?:as|at|for|in)|working (?:as|at|for|in)|employed|unemployed|retired|"
    r"(?:got|have|has|started|took|found) a (?:new )?job)"
)

_OF_ONESELF = [
    (re.compile(pattern, re.IGNORECASE), about)
    for pattern, about in (
        (
            r"\bmy (?:\w+ )?name(?: is|'s)\b|\bcall me\b|\bI(?:'m| am) called\b|\bI go by\b",
            "name",
        ),
        (rf"{_I} {_HOME}\b|\bmy (?:home|home town|hometown)(?: is|'s)\b", "home"),
        (r"\bI(?:'m| am)(?: now)? \d+\b|\bI turned \d+|\bmy age is\b", "age"),
        (r"\bmy birthday\b|\bI was born on\b", "birthday"),
        (rf"{_I} {_WORK}\b(?! night)|\bmy (?:new )?(?:job|employer|profession) is\b", "work"),
        (
            r"\bI(?:'m| am) (?:\w+ ){0,2}(?:vegan|vegetarian)\b|"
            r"\bI eat (?:\w+ )?(?:meat|everything)\b",
            "diet",
        ),
        (rf"{_I} (?:got )?(?:single|married|divorced|engaged|widowed)\b", "marriage"),
    )
]
_OF_OURS = [
    (re.compile(rf"{_OURS} {pattern}", re.IGNORECASE), about)
    for pattern, about in (
        (rf"{_HOME}\b", "home"),
        (rf"{_WORK}\b(?! night)", "work"),
        (r"(?:turned \d+|[\w-]+ years old)\b", "age"),
        (r"(?:called|named)\b", "name"),
    )
]
_NAME = re.compile(r"\b(?:my|our) (?P<whose>[\w ]+?)'s name is\b", re.IGNORECASE)
# By its capitals: "I'm Ada Berg" is a name, "I'm Dutch" is none.
_I_AM_CALLED = re.compile(
    r"^I(?:'m| am) (?!\w+(?:ish|ese|an|ch|ic|ss|li|im)\W*$|Greek|Thai|Arab|Dane|Finn|Pole|Swede)"
    r"[A-Z]\w+(?: [A-Z]\w+)*\W*$"
)
_THING = re.compile(
    r"\b(?:my|our|the) (?P<thing>favou?rite \w+|[\w' ]*?(?:number|code|colou?r|address|deadline|"
    r"budget|size|wife|husband|partner|boss|doctor|capital|language)) is\b",
    re.IGNORECASE,
)


def about(sentence: str) -> str | None:
    """Return the one thing that the sentence tells of, as "home" or "sister home", or None."""
    if _I_AM_CALLED.search(sentence):
        return "name"
    for pattern, thing in _OF_ONESELF:
        if pattern.search(sentence):
            return thing
    if match := _THING.search(sentence):
        return match["thing"].lower().replace("ou", "o")
    for pattern, thing in (*_OF_OURS, (_NAME, "name")):
        if match := pattern.search(sentence):
            return f"{match['whose']} {thing}".lower()
    return None

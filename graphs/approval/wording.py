"""Words that an announcement is better without: insults, curses, and threats to whoever reads it.

It is a list and no judgement. A false alarm costs a reviewer one look, so it may be wide, unlike
moderation, which stops an answer. In English.
"""

import re

_INSULTS = (
    r"idiots?|idiotic|morons?|moronic|imbeciles?|cretins?|fools?|losers?|scum|bastards?"
    r"|jerks?|liars?|parasites?|vermin|pigs|worthless|pathetic|disgusting|stupid|dumb"
    r"|braindead|incompetent|useless\ (?:people|person|lot|bunch)|good-for-nothings?"
)
_CURSES = (
    r"damn(?:ed)?|goddamn|crap|bullshit|shit(?:ty)?|fuck(?:ing|ed|er|ers)?|ass(?:hole)?s?|arse"
    r"|bitch(?:es)?|whores?|sluts?|dick(?:head)?s?|cunts?|wankers?|piss(?:ed)?\ off"
)
_HARMED = (
    r"beaten(?:\ up)?|burn(?:ed|t)|killed|shot|stabbed|hanged|drowned|smashed|crushed|tortured"
    r"|broken\ (?:noses?|arms?|legs?|bones?)|slashed|hunted(?:\ down)?|hurt|whipped"
)
_HARM = r"beat(?:\ up)?|burn|kill|shoot|stab|hang|smash|break|slash|torture|hurt|hunt\ down"
_WHOM = r"(?:you(?!\ in\b)|him|her|them|whoever|anyone\ who|everyone\ who|your|his|their)\b"

# In verbose form: white space in them counts for nothing.
_RULES = (
    ("an insult", rf"\b(?:{_INSULTS})\b"),
    ("a curse", rf"\b(?:{_CURSES})\b"),
    (
        "a threat",
        rf"""\b(?:whoever|anyone|anybody|everyone|everybody|those|people|you|he|she|they)\b
            [^.!?]{{0,80}}?\b(?:will|shall|(?:is|are)\ going\ to)
            \ (?:(?:be|get)\ (?:\w+ly\ )?|(?:have|get|see)\ (?:your|his|her|their)\ \w+\ )
            (?:{_HARMED})\b
        | \b(?:i|we)(?:'ll|\ will|\ shall|\ are\ going\ to|'re\ going\ to)\ (?:\w+\ )?
            (?:{_HARM})\ {_WHOM}
        | \b(?:or\ else|you\ (?:will|'ll)\ (?:regret|be\ sorry|pay\ for)|watch\ your\ back)\b""",
    ),
)
_PATTERNS = tuple((what, re.compile(rule, re.IGNORECASE | re.VERBOSE)) for what, rule in _RULES)
_SPACES = re.compile(r"\s+")


def found_in(text: str) -> list[tuple[str, str]]:
    """Return what is in a text, each kind with the first words that are it."""
    plain = _SPACES.sub(" ", text).replace("\u2019", "'")
    matches = ((what, pattern.search(plain)) for what, pattern in _PATTERNS)
    return [(what, match[0]) for what, match in matches if match]

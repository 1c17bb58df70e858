"""What a user asks of the memory itself: to forget something, or to tell all that it holds.

Code does both and says what it did. A model would answer for a memory that it can't see into.
"""

import re
from dataclasses import dataclass

from graphs.chat.facts.stated import COURTESY

EVERYTHING = ""

# A wish is short; of a long text the patterns would take long.
_LONGEST = 240
_PARTS = re.compile(r"(?<=[.!?])\s+|\n+")
_ASKED = (
    rf"^(?:{COURTESY}\W+)*(?:(?:can|could|would|will) you (?:please )?|"
    r"(?:I want|I would like|I'd like|I need) you to |you (?:can|may|should|must) (?:now )?)?"
    r"(?:please )?"
)
_FORGET = re.compile(
    # "Remove" and its like are asked of texts too: only with a word of memory do they mean it.
    rf"{_ASKED}(?:forget|stop remembering|(?:don't|do not) remember|"
    r"(?:erase|delete|remove|wipe|clear)"
    r"(?= .*\b(?:memory|about me|you know|you remember|my data|my facts)\b))\s+"
    r"(?P<what>.+?)(?: (?:from|in) (?:your|the) (?:memory|notes))?(?:,? please)?[.!?]*$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:everything|anything|all|what)(?: (?:that )?you (?:know|remember))?(?= about))?\s*"
    r"(?:about|that|the fact that)\s+",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"(?:about )?me|(?:your|the) memory(?: (?:of|about) me)?|(?:all )?my (?:data|facts)|"
    r"(?:everything|anything|all|what)"
    r"(?: (?:of it|(?:that )?you (?:know|have|remember|learned|stored)|(?:about|of|on) me|"
    r"(?:that )?I(?:'ve| have)? (?:ever )?(?:said|told you)))*(?: (?:now|again))?",
    re.IGNORECASE,
)
# A fact is meant by words about oneself; "forget the last rule" is asked of the conversation.
_OWN = re.compile(
    r"(?:about|that|the fact|my|our|where|what|who|when|which|how|whether|I|"
    r"(?:everything|anything|all)(?= (?:about|except|but|apart|other)))\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?:about )?(?:it|that|this)(?: all)?(?:,.*| and .*)?|"
    r"what (?:I|you) (?:just )?(?:said|wrote|asked|told)\b.*",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"{_ASKED}(?:"
    r"(?:what|which|do|tell|list|show|give|say)\b(?: [\w']+){0,6}? "
    r"(?:know|known|remember|remembered|recall|learned|noted|kept|stored|saved|facts?|"
    r"facts you have|tell you|told you)(?: (?:already|so far|by now|anything|something|everything|"
    r"all))* (?:about|of|on) (?:me|myself)"
    r"(?:,? (?:so far|already|now|then|by now|exactly|today|please))*|"
    r"(?:do you (?:know|remember) |tell me )?who (?:I am|am I)|do you (?:know|remember) me|"
    r"what (?:do|did|have) you (?:know|remember|remembered|learned))\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wish:
    """What is asked of the memory.

    Attributes:
        forget: what is to be forgotten, each EVERYTHING or in the user's words; empty when the
            memory is to be told.
        rest: what else the message says.
    """

    forget: list[str]
    rest: str = ""


def wish(text: str) -> Wish | None:
    """Return what a message asks of the memory; None when that is nothing."""
    if len(text) <= _LONGEST and _LIST.match(text.strip()):
        return Wish([])
    gone, rest = [], text
    for part in _PARTS.split(text):
        what = _forgotten(part.strip())
        if what is not None:
            gone.append(what)
            rest = rest.replace(part, "", 1)
    if not gone:
        return None
    return Wish(gone, "" if re.fullmatch(rf"(?:{COURTESY}|\W)*", rest, re.I) else rest.strip())


def unwished(text: str) -> str:
    """Return an earlier message without what it asked to forget: the wish itself says it."""
    for part in _PARTS.split(text):
        if _forgotten(part.strip()):
            text = text.replace(part, "[something to forget]", 1)
    return text


def _forgotten(sentence: str) -> str | None:
    match = _FORGET.match(sentence) if len(sentence) <= _LONGEST else None
    if match is None:
        return None
    what = match["what"].strip()
    if _ALL.fullmatch(what):
        return EVERYTHING
    if _SAID.fullmatch(what) or not _OWN.match(what):
        return None
    return _LEAD.sub("", what)

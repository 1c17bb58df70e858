"""What a user asks of the memory itself: to forget something, or to tell all that it holds.

Code does both and says what it did. A model would answer for a memory that it can't see into.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graphs.chat.facts.stated import COURTESY, POLITELY

EVERYTHING = ""

# A wish is short; of a long text the patterns would take long.
_LONGEST = 240
_PARTS = re.compile(r"(?<=[.!?])\s+|\n+")
_ASKED = rf"^(?:{COURTESY}\W+)*{POLITELY}"
_STORED = r"(?:information|info|data|facts?|details|notes|memories)"
_FORGET = re.compile(
    rf"{_ASKED}(?:forget|(?:stop|quit) (?:remembering|storing|keeping)|"
    r"(?:don't|do not|no longer|never) (?:remember|store|save)|"
    r"I (?:don't|do not) want you to (?:remember|know|keep|store)|"
    # "Remove" and its like are asked of texts too: only with a word of memory do they mean it.
    r"(?:erase|delete|remove|wipe|clear|scrub|purge|drop|reset)"
    rf"(?= .*\b(?:memory|(?:about|on|of) me|you (?:know|remember|have)|my {_STORED})\b))\s+"
    r"(?P<what>.+?)(?: (?:from|in|out of) (?:(?:your|the) (?:memory|notes)|"
    r"(?:what|everything) you (?:know|remember)(?: (?:about|of) me)?))?"
    r"(?: any ?more| any longer)?(?:,? please)?[.!?]*$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:everything|anything|all|what)(?: (?:that )?you (?:know|remember))?(?= about))?\s*"
    r"(?:about|that|the fact that)\s+",
    re.IGNORECASE,
)
# "What I told you about my job" means the job; "what I told you" means what was said last.
_TOLD = re.compile(
    r"^(?:(?:that|what|everything|anything|all) )?I(?:'ve| have)? (?:ever |just )?"
    r"(?:told you|said|wrote|mentioned)(?: to you)? (?:about |that )?(?=my|our|where|who|how|I\b)",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"(?:about )?me|(?:your|the) memory(?: (?:of|about) me)?|(?:all )?(?:of )?my (?:data|facts)|"
    rf"(?:all |any )?(?:of )?(?:the |your )?(?:personal )?{_STORED}"
    r"(?: (?:that )?you (?:know|have|remember|stored))? (?:about|of|on) me|"
    r"(?:everything|anything|all|what)"
    r"(?: (?:of it|(?:that )?you (?:know|have|remember|learned|stored)|(?:about|of|on) me|"
    r"(?:that )?I(?:'ve| have)? (?:ever )?(?:said|told you)))*(?: (?:now|again))?",
    re.IGNORECASE,
)
# A fact is meant by words about oneself; "forget the last rule" is asked of the conversation.
_OWN = re.compile(
    r"(?:about|that|the fact|my|our|where|what|who|when|which|how|whether|I|we|"
    r"(?:everything|anything|all)(?= (?:about|except|but|apart|other)))\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?:about )?(?:it|that|this)(?: all)?(?:,.*| and .*)?|"
    r"what (?:I|you) (?:just )?(?:said|wrote|asked|told)\b.*",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:write|tell|show|give|explain|translate|answer|say|help|make|list|find|start)\b", re.I
)
_AND = re.compile(r",? and (?:also |then |please )*|, ", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:except|but|apart from|other than)\b", re.IGNORECASE)
_KNOWS = (
    r"(?:know|known|remember|remembered|recall|learned|noted|kept|stored|saved|facts?|"
    r"(?:in|is) your memory|(?:you|you've) (?:have|hold|keep|got)(?: \w+)?|tell you|told you)"
)
_LIST = re.compile(
    rf"{_ASKED}(?:"
    # What is made of it is a model's work.
    r"(?!.*\b(?:story|joke|poem|song|using|with|based|why|how)\b)"
    r"(?:what(?:'s)?|which|do|tell|list|show|give|say|summari[sz]e|recap|repeat)\b"
    rf"(?: [\w']+){{0,6}}? {_KNOWS}"
    r"(?: (?:already|so far|by now|anything|something|everything|all))*"
    r" (?:about|of|on) (?:me|myself)"
    r"(?: (?:have|do|did) you (?:\w+ )?(?:know|have|stored|saved|kept|remembered|remember|keep))?"
    r"(?:,? (?:so far|already|now|then|by now|exactly|today|please))*|"
    rf"(?:list|show|tell)(?: me)?(?: all)?(?: of)? my (?:stored {_STORED}|facts|memories)|"
    r"what (?:do|did|have) you (?:know|remember|remembered|kept) (?:from|of) (?:our|my) "
    r"(?:\w+ )?(?:chats?|conversations?|talks?)|"
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
        what, left = _forgotten(part.strip())
        if what:
            gone += what
            rest = rest.replace(part, left, 1)
    if not gone:
        return None
    return Wish(gone, "" if re.fullmatch(rf"(?:{COURTESY}|\W)*", rest, re.I) else rest.strip())


def unwished(text: str) -> str:
    """Return an earlier message without what it asked to forget: the wish itself says it."""
    for part in _PARTS.split(text):
        what, left = _forgotten(part.strip())
        if what:
            text = text.replace(part, f"[something to forget] {left}".rstrip(), 1)
    return text


def _forgotten(sentence: str) -> tuple[list[str], str]:
    """Return what a sentence wants forgotten, and what else it asks."""
    match = _FORGET.match(sentence) if len(sentence) <= _LONGEST else None
    if match is None:
        return [], ""
    what = match["what"].strip()
    if _ALL.fullmatch(what):
        return [EVERYTHING], ""
    if _EXCEPT.search(what):
        return _meant([what]), ""
    first, *others = _AND.split(what)
    for n, other in enumerate(others):
        if _ORDER.match(other):
            return _meant([first, *others[:n]]), sentence[sentence.rindex(other) :]
    several = [first, *others]
    # "That I live in Ghent and keep bees" is one thing.
    return _meant(several if all(map(_OWN.match, several)) else [what]), ""


def _meant(several: Sequence[str]) -> list[str]:
    bare = [_TOLD.sub("", what) for what in several]
    own = [what for what in bare if _OWN.match(what) and not _SAID.fullmatch(what)]
    return [_LEAD.sub("", what) for what in own]

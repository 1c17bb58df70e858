"""Whether users ask something of themselves that nobody here was told.

A small model then makes it up, or takes the question as one about itself.
"""

import re
from collections.abc import Iterable

from graphs.chat.facts.about import about
from graphs.chat.facts.hidden import own_words
from graphs.chat.facts.stated import COURTESY
from graphs.chat.memory.details import sentences
from parley.search.words import words

_LONGEST = 90
_ASKED = re.compile(
    rf"^(?:{COURTESY}\W+)*(?:(?:do|can|could) you (?:still )?(?:know|remember|tell me) )?"
    r"(?:in |at |on |to )?(?:where|what|which|who|when|how \w+)\b[\w' ]*?"
    # Of oneself, and no advice: "what do I do if it fails?"
    r"(?:\bdo I (?:live|work|study|own|prefer|speak|drive|have(?! to)|like|do(?= for a living|\?))|"
    r"\b(?:was )?I (?:live|work|(?:was )?born)|"
    r"(?<!who )(?:\bam I(?! (?:supposed|\w+ing)\b)|\bI am)|"
    r"(?:\b(?:is|are|was)|'s) (?:the name of )?(?P<mine>my(?: [\w']+){1,3}))(?: [\w']+){0,4}\?$",
    re.IGNORECASE,
)
_THINGS = (
    (re.compile(r"\bI work|for a living|\bdo I do\b", re.IGNORECASE), "work"),
    (re.compile(r"\bhow old am I|\bhow old I am", re.IGNORECASE), "age"),
    (re.compile(r"\bborn\b", re.IGNORECASE), "birthday"),
)


def untold(question: str, told: Iterable[str]) -> bool:
    """Tell whether a question about oneself is answered by nothing that was told.

    Args:
        question: the user's message, as a whole.
        told: what users said of themselves, here and elsewhere.
    """
    question = question.strip()
    match = _ASKED.match(question) if len(question) <= _LONGEST else None
    if match is None:
        return False
    thing = about(f"{match['mine']} is") if match["mine"] else about(question)
    thing = thing or next((name for sign, name in _THINGS if sign.search(question)), None)
    said = [sentence for text in told for sentence in sentences(text) if not sentence.endswith("?")]
    if thing and any(about(sentence) == thing for sentence in said):
        return False
    asked, *there = words([question, *said])
    return not any(own_words(asked) & set(stems) for stems in there)

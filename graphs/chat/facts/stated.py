"""Durable facts that users state about themselves, found by rules: no call, and nothing invented.

A fact is the user's own sentence. The rules know the usual ways of English to speak of oneself; any
other sentence is kept when the user says "remember that".
"""

import re
from dataclasses import dataclass

from graphs.chat.facts.about import about
from graphs.chat.memory.details import sentences

# What a message begins or ends with for the sake of it.
COURTESY = (
    r"(?:hi|hello|hey|well|actually|oh|no|yes|ok|okay|so|and|but|by the way|correction|also|sorry|"
    r"please|now|then|thanks|thank you)\b"
)
_PHRASE = re.compile(rf"(?:{COURTESY}|there|\W)*", re.IGNORECASE)

# What a wish begins with that is put politely.
POLITELY = (
    r"(?:(?:can|could|would|will) you (?:please )?|let'?s |"
    r"(?:I want|I would like|I'd like|I need) you to |you (?:can|may|should|must) (?:now )?)?"
    r"(?:please,? )?"
)

_I_AM = r"\bI(?:'m| am)"
_ASKED_TO = re.compile(
    rf"^{POLITELY}(?:remember|memori[sz]e|(?:make a |take )?note(?: down)?|(?:keep|bear) in mind|"
    r"(?:don't|never) forget)(?: that| this:?|:)?\s+(?=\S)|"
    r"^(?:for (?:the future|future reference|your information)|just so you know|fyi)[,:]?\s+",
    re.IGNORECASE,
)
# "Can you remember my name?" is a question; "that" makes it a wish.
_ASKED_KINDLY = re.compile(r"^(?:can|could|would|will) you .*?\bthat\b", re.IGNORECASE)
_LEAD = re.compile(rf"^(?:{COURTESY}[,.!:;]*\s+)+", re.IGNORECASE)
_AND = re.compile(r"(?:,? (?:and|but)|,) (?=(?:I|I'm|I've|my|our|we)\b)")
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
    # Asked for, or said of this very conversation.
    r"\b(?:I|we)(?:'ve| have)? (?:(?:also|really|just) )*(?:need|have|got) "
    r"(?:to|you|your|help|some help|an? "
    r"(?:\w+ )?(?:question|problem|error|issue|bug|idea|recipe|list|plan|minute|moment))\b|"
    r"\bI (?:(?:also|really|just) )*(?:like|love|hate|prefer|enjoy|need|use) "
    r"(?:it|that|this|these|those|them|you|your|the (?:first|second|last|idea|answer))\b",
    re.IGNORECASE,
)
_OF_ONESELF = re.compile(
    rf"{_I_AM}\b|\b(?:my|our) [\w' -]+? (?:is|are|has|have|lives?|works?|was|moved|turned|died)\b|"
    r"\bmy name's\b|\b(?:I|we)(?:'ve| have) got\b|\bcall me\b|\bI go by\b|"
    r"\b(?:I|we)(?:'ve| have)? (?:(?:now|also|always|never|usually|often|mostly|no longer|still|"
    r"just|recently|really|don't|do not|can't|cannot) )*"
    r"(?:was born|live|moved|relocated|reside|commute|travel|work|teach|manage|lead|run an?|"
    r"retired|have|own|rent|keep|raise|play|sing|speak|study|studied|graduated|learn|train|"
    r"use|like|love|hate|stand|prefer|enjoy|dislike|collect|drive|cycle|grew up|come from|"
    r"suffer|wear|take (?!it|that|this)|eat|drink|smoke|need|support|volunteer|belong to|"
    r"turned \d|got (?:a new|married|divorced|engaged)|quit|gave (?:up|my)|"
    r"sold (?:my|our)|stopped \w+ing)\b",
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
        if (said.endswith("?") and not _ASKED_KINDLY.match(said)) or _REQUEST.match(asked):
            continue
        asked = asked.rstrip("?")
        if asked != said or (_OF_ONESELF.search(said) and not _PASSING.search(said)):
            for clause in filter(_says, _clauses(asked)):
                clause = clause[0].upper() + clause[1:]
                found.append(Statement(clause, about(clause)))
    return found


def only_tells(text: str) -> bool:
    """Tell whether users say something of themselves, and nothing else."""
    said = [sentence for sentence in sentences(text) if not re.fullmatch(_PHRASE, sentence)]
    return bool(said) and all(map(stated, said))


def _says(clause: str) -> bool:
    """Tell whether it says anything: "remember my birthday" doesn't say when that is."""
    return not re.fullmatch(r"(?:my|our) [\w']+(?: [\w']+)?\W*", clause, re.IGNORECASE)


def _clauses(sentence: str) -> list[str]:
    """Return the facts that are joined by "and": each may become untrue without the others."""
    clauses = _AND.split(sentence)
    if len(clauses) > 1 and all(re.match(r"I\b", c) or _OF_ONESELF.search(c) for c in clauses):
        return [*(f"{clause.rstrip(',')}." for clause in clauses[:-1]), clauses[-1]]
    return [sentence]

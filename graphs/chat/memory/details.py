"""What a summary must not lose, taken over word for word: names, numbers, dates, decisions.

A model that summarizes drops some of them, a small one most. So the sentences of the user that
hold them are kept beside the summary, without asking a model.
"""

import re
from collections.abc import Iterable, Sequence

from langchain_core.messages import BaseMessage, HumanMessage

from graphs.chat.attachments.attachment import typed
from graphs.chat.memory.tokens import tokens_of

# About forty sentences.
MAX_TOKENS = 600
_MAX_CHARACTERS = 240

_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*")
_NUMBER = re.compile(r"\d")
# A capital letter that no sentence's beginning asks for. "I" is nobody's name.
_NAME = re.compile(r"(?<=[a-z,;:] )(?!I\b|I')[A-Z]\w+")
_MONTH = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:january|february|march|april|june|july|"
    r"august|september|october|november|december|tomorrow|next (?:week|month|year))\b",
    re.IGNORECASE,
)
_DECISION = re.compile(
    r"\b(?:decid|agree|chose|choos|settled on|go with|going with|prefer|must|never|always|deadline|"
    r"budget|remember|instead|cancel|rule|called|named)",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:I|I'm|my|mine|we|our|us)\b", re.IGNORECASE)


def details(known: Sequence[str], messages: Iterable[BaseMessage]) -> list[str]:
    """Return the known sentences and those of the messages, oldest first, within MAX_TOKENS.

    When there are too many, those go first that say least, the oldest of them before the others.
    """
    found = dict.fromkeys(known)
    for message in messages:
        if isinstance(message, HumanMessage):
            for sentence in sentences(typed(message)):
                if _worth(sentence):
                    found.pop(sentence, None)  # said again: it is new again
                    found[sentence] = None
    kept = list(found)
    sizes = {sentence: tokens_of(sentence) + 2 for sentence in kept}
    over = sum(sizes.values()) - MAX_TOKENS
    for sentence in sorted(kept, key=_worth):  # stable, so the oldest first
        if over <= 0:
            break
        over -= sizes[sentence]
        kept.remove(sentence)
    return kept


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, without what is too long to be a remark."""
    found = (match.strip() for match in _SENTENCE.findall(text))
    return [sentence for sentence in found if 0 < len(sentence) <= _MAX_CHARACTERS]


def _worth(sentence: str) -> int:
    """Return how much would be lost with the sentence; 0 for what needs no word for word."""
    if sentence.endswith("?"):
        return 0
    signs = [bool(sign.search(sentence)) for sign in (_NUMBER, _NAME, _MONTH, _DECISION)]
    # What is said about oneself counts more than what any text might say.
    return sum(signs) + 2 * bool(any(signs) and _OWN.search(sentence))

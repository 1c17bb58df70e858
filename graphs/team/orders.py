"""Keeps passages that give orders to a model from becoming sources.

A small model may obey what it is given to write from, and its article would still rest on a source,
word for word. No pattern knows every order: the marks of parley.safety.spotlight are beside this.
"""

import re
from collections.abc import Sequence

from graphs.team.state import Gap, Specialist
from parley.safety.injection import noted
from parley.search.found import Found

# To whoever writes of it. In a user's message that would be no sign of anything.
_TO_A_WRITER = re.compile(
    r"\b(?:dear|attention|note to|message to)[ ,:]+(?:the |all |any )?"
    r"(?:AIs?|assistants?|(?:language )?models?|LLMs?|chatbots?|writers?|reviewers?)\b|"
    r"\b(?:in|of|from) your (?:article|summary|answer|reply|response|report|text)\b|"
    r"\b(?:article|summary|report)s?\b[^.!?\n]{0,30} you (?:write|make|produce)\b",
    re.IGNORECASE,
)


def without_orders(found: Sequence[Found], who: Specialist) -> tuple[list[Found], list[Gap]]:
    """Return the passages without signs of an order, and a gap for each place that had others."""
    kept, places = [], []
    for one in found:
        if noted(one["quote"], "document") or _TO_A_WRITER.search(one["quote"]):
            places.append(one["location"])
        else:
            kept.append(one)
    gaps = [
        Gap(who=who, what=f"A passage of {place} is not used: it reads like an order to a model.")
        for place in dict.fromkeys(places)
    ]
    return kept, gaps

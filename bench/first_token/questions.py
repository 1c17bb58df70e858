"""Questions that differ from call to call and are of one length."""

import itertools

from langchain_core.messages import HumanMessage

_numbers = itertools.count(101)  # three digits are three tokens, up to 999


def new(text: str) -> HumanMessage:
    """Return the text with `{}` replaced by a number that no earlier call had."""
    return HumanMessage(text.format(next(_numbers)))

"""Small talk that lies between a fact and the question for it, so that distance costs no calls."""

import json
from itertools import cycle, islice
from pathlib import Path

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

_TALK = Path(__file__).parent / "small_talk.json"


def small_talk(turns: int) -> list[BaseMessage]:
    """Return so many turns, each a question with its answer; none is about a person."""
    pairs: list[list[str]] = json.loads(_TALK.read_text(encoding="utf-8"))
    return [
        message
        for question, answer in islice(cycle(pairs), turns)
        for message in (HumanMessage(question), AIMessage(answer))
    ]

"""What long-term memory adds to a turn: a note beside the user's newest message."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from langchain_core.messages import BaseMessage, HumanMessage
from langgraph.store.base import BaseStore

from graphs.chat import prompts
from graphs.chat.attachments.attachment import typed
from graphs.chat.facts.forget import masked, meant, wish
from graphs.chat.facts.kept import Fact, Facts, namespace
from graphs.chat.facts.recall import of_this_branch, recalled
from graphs.chat.memory.tokens import newest_lines

log = structlog.get_logger(__name__)

# Of what is shown, the newest: the conversation needs the room too.
_MOST_TOKENS = 1_200


@dataclass(frozen=True)
class Notes:
    """What the model is told.

    Attributes:
        text: the note; empty when there is nothing to say.
        forgotten: the texts of facts that were removed just now.
        is_final: the note says all that is to be answered, so no tool is needed.
    """

    text: str = ""
    forgotten: list[str] = field(default_factory=list)
    is_final: bool = False


def facts_of(store: BaseStore | None) -> Facts | None:
    """Return the facts of the user of this run; None without a store or a known user."""
    place = namespace()
    return Facts(store, place) if store is not None and place is not None else None


async def notes(
    store: BaseStore | None, thread: str | None, messages: Sequence[BaseMessage]
) -> Notes:
    """Forget what the newest message asks to, and recall what it calls for.

    Nothing here ends a run: a memory that can't be read leaves the answer without it.
    """
    facts = facts_of(store)
    if facts is None:
        return Notes()
    asked = next((typed(m) for m in reversed(messages) if isinstance(m, HumanMessage)), "")
    what = wish(asked)
    try:
        known = await facts.all()
        if what is None:
            here = of_this_branch(known, thread, messages)
            shown = await recalled(here, asked)
            return Notes(prompts.FACTS.format(facts=_list(shown)) if shown else "")
        gone = await meant(known, what)
        await facts.change([], gone)
        note = prompts.FORGOTTEN.format(facts=_list(gone)) if gone else prompts.NOT_FOUND
        return Notes(note, [fact.text for fact in gone], is_final=True)
    except Exception as error:  # of any store or embedder
        log.warning("long-term memory could not be used", error=repr(error))
        return Notes() if what is None else Notes(prompts.NOT_REMOVED, is_final=True)


def noted(
    prompt: Sequence[BaseMessage], notes: Notes, forgotten: Sequence[str]
) -> list[BaseMessage]:
    """Return the prompt with the note beside the newest question, and nothing forgotten in it.

    There and not in the system prompt, whose beginning providers keep.
    """
    asked = max(i for i, message in enumerate(prompt) if isinstance(message, HumanMessage))
    new = list(prompt)
    if forgotten:
        new[:asked] = [_masked(message, forgotten) for message in prompt[:asked]]
    if notes.text:
        new[asked] = _beside(prompt[asked], notes.text)
    return new


def _masked(message: BaseMessage, forgotten: Sequence[str]) -> BaseMessage:
    if not isinstance(message.content, str):
        return message
    shown = masked(message.content, forgotten)
    return message if shown == message.content else message.model_copy(update={"content": shown})


def _beside(message: BaseMessage, note: str) -> BaseMessage:
    text = prompts.NOTE.format(note=note, message=message.text)
    if isinstance(message.content, str):
        return message.model_copy(update={"content": text})
    others = [b for b in message.content if isinstance(b, dict) and b.get("type") != "text"]
    return message.model_copy(update={"content": [{"type": "text", "text": text}, *others]})


def _list(facts: Sequence[Fact]) -> str:
    return newest_lines([f"- {fact.text}" for fact in facts], _MOST_TOKENS)

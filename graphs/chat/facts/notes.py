"""What long-term memory adds to a turn: a note beside the user's newest message."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import structlog
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from langgraph.store.base import BaseStore

from graphs.chat import prompts
from graphs.chat.attachments.attachment import typed
from graphs.chat.facts import receipts
from graphs.chat.facts.forget import meant
from graphs.chat.facts.hidden import hints, known_again, marks, masked
from graphs.chat.facts.kept import Fact, Facts, Memory, namespace
from graphs.chat.facts.recall import of_this_branch, recalled
from graphs.chat.facts.stated import only_tells
from graphs.chat.facts.untold import untold
from graphs.chat.facts.wish import EVERYTHING, Wish, unwished, wish
from graphs.chat.memory.tokens import newest_lines

log = structlog.get_logger(__name__)

# Of what is shown, the newest: the conversation needs the room too.
_MOST_TOKENS = 1_200


@dataclass(frozen=True)
class Notes:
    """What long-term memory has to say in a turn.

    Attributes:
        text: a note to the model; empty when there is nothing to say.
        receipt: what the user is told of the memory itself, by code.
        rest: what of the newest message the model is to answer; None for all of it.
        hidden: texts that give away what was forgotten just now.
        forgotten: marks of what was forgotten in any thread.
    """

    text: str = ""
    receipt: str = ""
    rest: str | None = None
    hidden: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)

    @property
    def is_all(self) -> bool:
        """Whether the receipt is the whole answer."""
        return self.rest == ""


def facts_of(store: BaseStore | None) -> Facts | None:
    """Return the facts of the user of this run; None without a store or a known user."""
    place = namespace()
    return Facts(store, place) if store is not None and place is not None else None


async def notes(
    store: BaseStore | None, thread: str | None, messages: Sequence[BaseMessage]
) -> Notes:
    """Do what the newest message asks of the memory, and recall what it calls for.

    Nothing here ends a run: a memory that can't be read leaves the answer without it.
    """
    facts = facts_of(store)
    if facts is None:
        return Notes()
    asked = next((typed(m) for m in reversed(messages) if isinstance(m, HumanMessage)), "")
    wanted = wish(asked)
    try:
        memory = await facts.read()
        here = of_this_branch(memory.facts, thread, messages)
        if wanted and wanted.forget:
            return await _forgotten(facts, memory, here, wanted, messages)
        if wanted and (here or len(messages) == 1):
            return Notes(receipt=receipts.listed(here), rest="")
        if only_tells(asked):
            return Notes(prompts.TOLD, forgotten=memory.forgotten)
        known = _recalled(await recalled(here, asked)) or (prompts.UNKNOWN if wanted else "")
        return Notes(known, forgotten=memory.forgotten)
    except Exception as error:  # of any store or embedder
        log.warning("long-term memory could not be used", error=repr(error))
        if wanted and wanted.forget:
            return Notes(receipt=receipts.NOT_REMOVED, rest=wanted.rest)
        return Notes()


async def _forgotten(
    facts: Facts,
    memory: Memory,
    here: Sequence[Fact],
    wanted: Wish,
    messages: Sequence[BaseMessage],
) -> Notes:
    gone: dict[str, Fact] = {}
    hidden: list[str] = []
    for what in wanted.forget:
        # What holds today is meant first; what it replaced goes with it.
        found = await meant([fact for fact in memory.facts if not fact.replaced_by], what)
        found = found or await meant(memory.facts, what)
        gone |= {fact.key: fact for fact in found}
        # What the memory missed, the thread may say all the same.
        if not found and what != EVERYTHING and len(what.split()) > 2:
            hidden += [what] if any(masked(m.text, [what]) != m.text for m in messages[:-1]) else []
    while more := [f for f in memory.facts if f.key not in gone and gone.keys() & f.replaced_by]:
        gone |= {fact.key: fact for fact in more}
    texts = [fact.text for fact in gone.values()]
    hidden += (given_away := [hint for text in texts for hint in hints(text)])
    new = marks([*texts, *given_away])
    known = list(dict.fromkeys([*memory.forgotten, *filter(None, new)]))
    if gone:
        await facts.change([], list(gone.values()), known)
    left = await recalled([fact for fact in here if fact.key not in gone], wanted.rest)
    return Notes(
        _recalled(left),
        receipts.forgotten(
            sum(fact in here for fact in gone.values()), EVERYTHING in wanted.forget, bool(hidden)
        ),
        wanted.rest,
        hidden,
        known,
    )


def noted(prompt: Sequence[BaseMessage], notes: Notes, hidden: Sequence[str]) -> list[BaseMessage]:
    """Return the prompt with the note beside the newest question, and nothing forgotten in it.

    There and not in the system prompt, whose beginning providers keep.
    """
    asked = max(i for i, message in enumerate(prompt) if isinstance(message, HumanMessage))
    new = list(prompt)
    if notes.forgotten:
        again = known_again((message.text for message in prompt[:asked]), notes.forgotten)
        hidden = [*hidden, *again]
    new[:asked] = [_masked(message, hidden) for message in prompt[:asked]]
    question = notes.rest or typed(prompt[asked])
    told = [str(m.text) for m in new[:asked] if isinstance(m, HumanMessage | SystemMessage)]
    if untold(question, [*told, *notes.text.splitlines()]):
        lines = filter(None, (notes.text, prompts.UNTOLD.format(question=question)))
        notes = replace(notes, text="\n".join(lines))
    if notes.text or notes.rest:
        new[asked] = _beside(prompt[asked], notes)
    return new


def _masked(message: BaseMessage, forgotten: Sequence[str]) -> BaseMessage:
    if not isinstance(message.content, str):
        return message
    shown = unwished(message.content) if isinstance(message, HumanMessage) else message.content
    shown = masked(shown, forgotten) if forgotten else shown
    return message if shown == message.content else message.model_copy(update={"content": shown})


def _beside(message: BaseMessage, notes: Notes) -> BaseMessage:
    text = str(message.text)
    if notes.rest:
        text = notes.rest + text.removeprefix(typed(message))
    if notes.text:
        text = prompts.NOTE.format(note=notes.text, message=text)
    if isinstance(message.content, str):
        return message.model_copy(update={"content": text})
    others = [b for b in message.content if isinstance(b, dict) and b.get("type") != "text"]
    return message.model_copy(update={"content": [{"type": "text", "text": text}, *others]})


def _recalled(facts: Sequence[Fact]) -> str:
    lines = [f"- {fact.about}: {fact.text}" if fact.about else f"- {fact.text}" for fact in facts]
    return prompts.FACTS.format(facts=newest_lines(lines, _MOST_TOKENS)) if lines else ""

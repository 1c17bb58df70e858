"""Keeps what a user newly said of themselves, in place of what it contradicts."""

from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel, Field

from graphs.chat import prompts
from graphs.chat.facts.denies import denies
from graphs.chat.facts.hidden import hints, marks
from graphs.chat.facts.kept import Fact, Facts, vectors
from parley.models.embedder import embed
from parley.models.roles import structured

# Near enough to be about the same thing, perhaps; a model decides. A step below where the first
# outdated fact would be missed, by the packaged embedder on the even pairs of test_thresholds.py.
_NEAR = 0.45
_SHOWN = 4
# More than anybody goes back to.
_REPLACED = 50


class Outdated(BaseModel):
    """Which of the numbered facts are no longer true."""

    numbers: list[int] = Field(max_length=_SHOWN)


async def learn(facts: Facts, new: Sequence[Fact], model: str | None, may_ask: bool) -> bool:
    """Keep the new facts in place of what they contradict. Return whether a model was asked.

    Of two facts about the same thing the newer holds, by rule, and so it does where it denies the
    other in the same words. Of others that are near in meaning a model says.

    Args:
        facts: of the user.
        new: what they said in this turn, oldest first.
        model: the assistant's own choice of a model.
        may_ask: whether a model may be asked; if not, both are kept, and the newer is shown last.

    Raises:
        ModelError: no embedding model could answer.
    """
    memory = await facts.read()
    known = [fact for fact in memory.facts if fact.key not in {one.key for one in new}]
    about = {fact.about: fact for fact in new if fact.about}
    gone = [
        fact
        for fact in known
        if fact.about in about or any(denies(one.text, fact.text) for one in new)
    ]
    open_ = [fact for fact in new if fact.about is None]
    near = await _near([f for f in known if not f.replaced_by and f not in gone], open_)
    # What is said again is no longer forgotten.
    texts = [text for fact in new for text in (fact.text, *hints(fact.text))]
    said = marks(texts) if memory.forgotten else []
    left = [mark for mark in memory.forgotten if mark not in said]
    # First what can't fail: whatever becomes of the call, the fact is kept.
    new = [fact for fact in new if fact.about is None or about[fact.about] is fact]
    await facts.change(
        [*new, *_replaced(gone, new)],
        [fact for fact in known if fact.replaced_by][:-_REPLACED],
        left if left != memory.forgotten else None,
    )
    if not (near and may_ask):
        return False
    listed = "\n".join(f"{n}. {fact.text}" for n, fact in enumerate(near, 1))
    ask = prompts.OUTDATED | structured("memory", Outdated, model)
    told = " ".join(fact.text for fact in open_)
    answer = await ask.ainvoke({"known": listed, "new": told}, {"tags": ["nostream"]})
    outdated = [near[n - 1] for n in answer.numbers if 0 < n <= len(near)]
    await facts.change(_replaced(outdated, open_), [])
    return True


def _replaced(gone: Sequence[Fact], new: Sequence[Fact]) -> list[Fact]:
    by = [fact.key for fact in new]
    return [replace(fact, replaced_by=[*fact.replaced_by, *by][-_REPLACED:]) for fact in gone]


async def _near(known: Sequence[Fact], new: Sequence[Fact]) -> list[Fact]:
    if not known or not new:
        return []
    scores = (vectors(known) @ (await embed([fact.text for fact in new])).T).max(axis=1)
    best = [int(i) for i in scores.argsort()[::-1][:_SHOWN] if scores[i] >= _NEAR]
    return [known[i] for i in sorted(best)]

"""Talks a case through with a target: the scripted turns, then a simulated user where asked for."""

from dataclasses import dataclass
from typing import Any

from openevals.simulators import create_async_llm_simulated_user, run_multiturn_simulation_async

from evals.cases import Case, Turn
from evals.result import Said
from evals.targets.reply import Reply, Target
from parley.models.roles import chat_model
from parley.settings import settings


@dataclass(frozen=True)
class Talk:
    """A conversation: what was said to the graph, and what it replied each time."""

    asked: tuple[str, ...]
    replies: tuple[Reply, ...]

    @property
    def said(self) -> tuple[Said, ...]:
        """All of it, in order, as a reader wants it."""
        lines = []
        for asked, reply in zip(self.asked, self.replies, strict=True):
            answer = reply.said or f"(error) {reply.error}"
            lines += [Said(role="user", text=asked), Said(role="assistant", text=answer)]
        return tuple(lines)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {"asked": list(self.asked), "replies": [reply.plain() for reply in self.replies]}


def talk_of(kept: dict[str, Any]) -> Talk:
    """Return a conversation that was kept with `plain`."""
    return Talk(tuple(kept["asked"]), tuple(Reply(**reply) for reply in kept["replies"]))


async def talk_through(case: Case, target: Target) -> Talk:
    """Return the conversation that a case asks for. A run that fails is part of it."""
    session = await target.open(case)
    asked: list[str] = []
    replies: list[Reply] = []

    async def take(turn: Turn) -> Reply:
        reply = await session.take(turn)
        asked.append(turn.say if turn.say is not None else f"(decides) {turn.resume}")
        replies.append(reply)
        return reply

    for turn in case.turns:
        await take(turn)
    if case.simulated:
        await _simulate(case, take, asked, replies)
    return Talk(tuple(asked), tuple(replies))


async def _simulate(case: Case, take: Any, asked: list[str], replies: list[Reply]) -> None:
    """Let openevals' simulated user go on; it reads what was said so far."""
    assert case.simulated  # noqa: S101
    model = await chat_model("simulated_user", (settings().evals_judge or (None,))[0])
    user: Any = create_async_llm_simulated_user(system=case.simulated.who, client=model)
    scripted: list[Any] = [
        message
        for said, reply in zip(asked, replies, strict=True)
        for message in (
            {"role": "user", "content": said},
            {"role": "assistant", "content": reply.text},
        )
    ]

    async def speak(trajectory: list[Any], **rest: Any) -> Any:
        return await user([*scripted, *trajectory], **rest)

    async def app(message: Any, **_: object) -> Any:
        reply = await take(Turn(say=message["content"], thread=case.turns[-1].thread))
        return {"role": "assistant", "content": reply.text or reply.error}

    await run_multiturn_simulation_async(app=app, user=speak, max_turns=case.simulated.turns)

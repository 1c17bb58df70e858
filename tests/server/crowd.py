"""People who talk to a cluster while things break, and what each of them was promised.

Each turn says a word that no other one has. A turn that the cluster accepted, with the id of a run,
must end, and its word must stand on its thread once, with its answer; each publication that was
approved must be out once. What was not accepted may be there all the same, but never twice.
"""

import asyncio
import re
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from types import SimpleNamespace
from typing import Any

import httpx
from langgraph_sdk import get_client
from langgraph_sdk.errors import LangGraphError

from tests.provider import JSON, Reply, echo
from tests.server.conversation import user
from tests.server.inbox_pages import Visitor
from tests.server.office import APPROVE
from tests.server.receivers import Hook

# What a server needs in its environment, so that nobody is told to wait.
UNLIMITED = {"RATE_CONCURRENT_RUNS": "1000", "RATE_LIMIT": "1000000/minute"}
_WORD = re.compile(r"word-[0-9a-f]{12}")
_SECONDS = 10.0  # until an instance that doesn't answer is left for the other one
_PATIENCE = 12.0  # until a person doesn't wait for an answer any longer, but says the next thing
_SEE_OTHER = 303
_ENDED = {"success", "error", "interrupted"}
_CHATS, _AUTHORS = 7, 3
# Until all that was accepted has ended: a lease, the look for what nobody works on, and a
# publication that an attempt holds.
SETTLE_SECONDS = 180.0


def answer(request: JSON) -> Reply:
    """What the model says: an announcement of the word, or that it was heard; it takes a while."""
    words = _WORD.findall(str([m["content"] for m in request["messages"] if m["role"] == "user"]))
    if not words:
        return echo(request)
    delay = 0.1 + int(words[-1][-2:], 16) / 255
    schema = request.get("response_format", {}).get("json_schema", {}).get("schema", {})
    if {"title", "body"} <= schema.get("properties", {}).keys():
        return Reply(json={"title": "News", "body": f"Of {words[-1]}."}, delay=delay)
    if schema:
        return echo(request)
    return Reply(text=f"heard {words[-1]}", delay=delay)


@dataclass
class Ledger:
    """What people noted themselves.

    Attributes:
        accepted: the runs that were accepted, each with its thread.
        said: by thread, the words that were said in accepted runs of chat.
        tried: by thread, those of which nobody knows whether they were accepted.
        approved: the words whose publication was approved in an accepted run.
        asked: the words that were to be published, if somebody approved.
        drafted: those of them that may have been approved.
    """

    accepted: dict[str, str] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    tried: dict[str, list[str]] = field(default_factory=dict)
    approved: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    drafted: set[str] = field(default_factory=set)


class Crowd:
    """Some who chat, now and then with several turns of one thread at once, and some who publish.

    Attributes:
        ledger: what they were promised.
    """

    def __init__(self, urls: list[str], seed: int) -> None:
        self.ledger = Ledger()
        self._urls = urls
        self._clients = [get_client(url=url, timeout=_SECONDS) for url in urls]
        self._dice = Random(f"crowd {seed}")
        self._over = False

    async def while_it_lasts(self, faults: Awaitable[None]) -> None:
        """Talk until the faults are over, and a little longer."""
        talks = [asyncio.create_task(self._chat()) for _ in range(_CHATS)]
        talks += [asyncio.create_task(self._publish()) for _ in range(_AUTHORS)]
        try:
            await asyncio.sleep(3)
            await faults
            await asyncio.sleep(3)
        finally:
            self._over = True
            await asyncio.gather(*talks)

    async def run(self, thread: str, graph: str, **asked: Any) -> str | None:
        """Ask either instance for a run; return its id, or None when nobody knows."""
        made = await self._try(lambda c: c.runs.create(thread, graph, **asked))
        if made is not None:
            self.ledger.accepted[made["run_id"]] = thread
            return str(made["run_id"])
        return None

    async def ended(self, thread: str, run: str | None, seconds: float) -> bool:
        """Wait so long for the run to end, and return whether it did."""
        deadline = asyncio.get_running_loop().time() + seconds
        while run and asyncio.get_running_loop().time() < deadline:
            if await self.status(thread, run) in _ENDED:
                return True
            await asyncio.sleep(0.4)
        return False

    async def status(self, thread: str, run: str) -> str | None:
        """What an instance says of the run, or None when none does."""
        found = await self._try(lambda c: c.runs.get(thread, run))
        return found["status"] if found else None

    async def state(self, thread: str) -> Any:
        """What an instance says of the thread, or None when none does."""
        return await self._try(lambda c: c.threads.get_state(thread))

    async def _chat(self) -> None:
        thread = await self._thread()
        self.ledger.said[thread], self.ledger.tried[thread] = [], []
        while not self._over:
            turns = [self._say(thread) for _ in range(self._dice.choice((1, 1, 2, 3)))]
            runs = await asyncio.gather(*turns)
            for run in runs:
                await self.ended(thread, run, _PATIENCE)
            await asyncio.sleep(self._dice.uniform(0, 0.5))

    async def _say(self, thread: str) -> str | None:
        word = _new_word()
        run = await self.run(thread, "chat", input=user(word))
        (self.ledger.said if run else self.ledger.tried)[thread].append(word)
        return run

    async def _publish(self) -> None:
        while not self._over:
            thread, word = await self._thread(), _new_word()
            self.ledger.asked.add(word)
            run = await self.run(thread, "approval", input=user(f"Announce {word}"))
            if not await self.ended(thread, run, 2 * _PATIENCE):
                continue
            state = await self.state(thread)
            if not state or not any(task["interrupts"] for task in state["tasks"]):
                continue
            self.ledger.drafted.add(word)
            # Some decide at /inbox, and some tell the thread twice, on whichever instance.
            if self._dice.random() < 0.5:
                done = [await self._decide(str(state["values"]["request"]))]
            else:
                presses = self._dice.choice((1, 2))
                done = await asyncio.gather(
                    *(self.run(thread, "approval", command=APPROVE) for _ in range(presses))
                )
            if any(done):
                self.ledger.approved.add(word)
            await asyncio.sleep(self._dice.uniform(0, 0.5))

    async def _decide(self, request: str) -> bool:
        """Approve at /inbox, and return whether the page said that it was noted."""
        office = SimpleNamespace(url=self._dice.choice(self._urls))
        try:
            page = await asyncio.to_thread(Visitor(office, None).decide, request, "approve")  # type: ignore[arg-type]
        except httpx.HTTPError:
            return False
        return any(step.status_code == _SEE_OTHER for step in page.answer.history)

    async def _thread(self) -> str:
        while True:
            made = await self._try(lambda c: c.threads.create())
            if made is not None:
                return str(made["thread_id"])
            await asyncio.sleep(0.5)

    async def _try(self, ask: Callable[[Any], Awaitable[Any]]) -> Any:
        try:
            return await ask(self._dice.choice(self._clients))
        except (httpx.HTTPError, LangGraphError):
            await asyncio.sleep(0.2)
            return None


def _new_word() -> str:
    # Not by the seed: a crowd before this one may have said the same.
    return f"word-{secrets.token_hex(6)}"


@dataclass
class Account:
    """How the promises were kept.

    Attributes:
        turns: how many runs were accepted.
        publications: how many were approved.
        unended: runs that have not ended.
        failed: runs that ended with an error.
        lost: words of accepted turns that are not on their thread with their answer.
        doubled: words that are there more than once.
        unpublished: words that were approved and are not out.
        published_twice: words that are out more than once, or were never approved.
    """

    turns: int
    publications: int
    unended: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)
    published_twice: list[str] = field(default_factory=list)


async def account(crowd: Crowd, hook: Hook) -> Account:
    """Wait until all that was accepted has ended, or should have, and look what is there.

    Args:
        hook: where publications arrive; nothing came there before the crowd.
    """
    ledger = crowd.ledger
    found = Account(len(ledger.accepted), len(ledger.approved))
    loop = asyncio.get_running_loop()
    deadline = loop.time() + SETTLE_SECONDS
    for run, thread in ledger.accepted.items():
        left = deadline - loop.time()
        if not await crowd.ended(thread, run, max(left, 2)):
            found.unended.append(run)
    for run, thread in ledger.accepted.items():
        if await _sure(partial(crowd.status, thread, run)) == "error":
            found.failed.append(run)
    for thread, said in ledger.said.items():
        state = await _sure(partial(crowd.state, thread))
        texts = [str(message["content"]) for message in state["values"].get("messages", [])]
        times = Counter(texts)
        found.lost += [w for w in said if f"{w}\nheard {w}" not in "\n".join(texts)]
        found.doubled += [w for w in said + ledger.tried[thread] if times[w] > 1]
    # What was decided at /inbox has no run that could be waited for.
    while ledger.approved - (out := _out(hook)).keys() and loop.time() < deadline:
        await asyncio.sleep(0.5)
    found.unpublished = sorted(ledger.approved - out.keys())
    refused = ledger.asked - ledger.drafted
    found.published_twice = [w for w, n in out.items() if n > 1 or w in refused]
    return found


def _out(hook: Hook) -> Counter[str]:
    # One that keeps keys has it once, however often it came with the same one.
    texts = [str(sent[0]) for sent in hook.bodies.values()]
    return Counter(word for text in texts for word in _WORD.findall(text))


async def _sure(ask: Callable[[], Awaitable[Any]]) -> Any:
    async with asyncio.timeout(30):
        while (found := await ask()) is None:
            pass
    return found

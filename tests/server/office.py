"""A server that publishes, and its ledger: what was approved there, and what went out of it."""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.provider import Provider, Reply
from tests.server.conversation import new_thread, user
from tests.server.dev_server import DevServer
from tests.server.receivers import Hook

APPROVE: Any = {"resume": {"decisions": [{"type": "approve"}]}}
SECONDS = 100  # until a thread that goes on by itself is given up


@dataclass
class Office:
    """A server, what was approved there by its thread, and where it goes."""

    server: DevServer
    provider: Provider
    receiver: Hook | None = None
    approved: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        return self.server.log

    @property
    def url(self) -> str:
        return self.server.url

    async def draft(self) -> str:
        """A thread that waits for a decision on a text that no other one has."""
        text = {"title": "We moved", "body": f"To house number {len(self.approved) + 1}."}
        thread = await new_thread(self.server.client)
        self.approved[thread] = text
        self.provider.reply(Reply(json=text))
        await self.server.client.runs.wait(thread, "approval", input=user("We moved"))
        return thread

    def arm(self, point: str) -> None:
        """Have the server end itself at this step."""
        (self.server.folder / "kill-at").write_text(point)

    async def killed(self) -> None:
        """Wait until the server is dead, and start it again on what it left."""
        await asyncio.to_thread(self.server.wait_for_end)
        (self.server.folder / "kill-at").unlink(missing_ok=True)
        await asyncio.to_thread(self.server.start)

    async def approve(self, thread: str) -> None:
        """Approve what the thread asks about, after a look at it; any other text is a fault."""
        state: Any = await self.server.client.threads.get_state(thread)
        asked = [i for task in state["tasks"] for i in task["interrupts"]]
        if asked:
            [action] = asked[0]["value"]["action_requests"]
            assert action["args"] == self.approved[thread]
            await self.server.client.runs.wait(thread, "approval", command=APPROVE)

    async def ended(self, thread: str, *statuses: str) -> Any:
        """The state that the thread comes to; people decide on what it asks."""
        async with asyncio.timeout(SECONDS):
            while True:
                state: Any = await self.server.client.threads.get_state(thread)
                if state["values"].get("status") in statuses and not state["next"]:
                    return state["values"]
                await self.approve(thread)
                await asyncio.sleep(0.2)

    async def goes_on(self, thread: str) -> None:
        """After a kill: the server goes on by itself, and two impatient people help at once."""
        for _ in range(2):
            await self.server.client.runs.create(thread, "approval", command=APPROVE)
        values = await self.ended(thread, "published")
        assert values["draft"] == self.approved[thread]

    def out(self) -> list[dict[str, str]]:
        """All that went out, each as often as it did."""
        if self.receiver:
            # One that keeps keys has it once, however often it came with the same one.
            for sent in self.receiver.bodies.values():
                assert len(set(sent)) == 1
            bodies = [json.loads(sent[0]) for sent in self.receiver.bodies.values()]
            return [{"title": one["title"], "body": one["body"]} for one in bodies]
        folder = self.server.folder / "published"
        return [_announcement(path) for path in folder.glob("*") if path.suffix != ".part"]

    def assert_each_is_out_once(self) -> None:
        """Everything that was approved is out, once, and nothing else is."""
        assert _sorted(self.out()) == _sorted(self.approved.values())

    async def _steps(self, thread: str) -> list[Any]:
        """Each from which it can go on; before its message came in, it would be a new request."""
        history: Any = await self.server.client.threads.get_history(thread, limit=50)
        found = [step for step in history if step["next"] and step["next"] != ["__start__"]]
        return [step["checkpoint"]["checkpoint_id"] for step in found]

    async def travel(self, thread: str) -> None:
        """Run the thread again from each of its steps, and approve whatever it asks about then."""
        for step in await self._steps(thread):
            place: Any = {"checkpoint_id": step}
            await self.server.client.runs.wait(thread, "approval", checkpoint=place, input=None)
            await self.server.client.runs.wait(thread, "approval", command=APPROVE)


def _announcement(path: Path) -> dict[str, str]:
    _, front, body = path.read_text("utf-8").split("---\n", 2)
    return {"title": yaml.safe_load(front)["title"], "body": body.strip()}


def _sorted(texts: Any) -> list[dict[str, str]]:
    return sorted(texts, key=lambda text: str(text["body"]))


def publishing_server(folder: Path, provider: Provider, **environment: str) -> DevServer:
    model = {"OPENAI_BASE_URL": provider.url, "OPENAI_API_KEY": "scripted"}
    server = DevServer(folder, model | environment)
    server.serve_as("approval", "tests/server/kill_points.py:graph")
    server.start()
    return server

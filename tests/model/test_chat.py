"""What chat remembers and uses, with the real embedded model. Facts are checked, never prose."""

import base64
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.memory import InMemoryStore

from parley.models.embedded.process import EmbeddedModel
from parley.settings import settings
from tests.parley.search.small_pdf import pdf

pytest.importorskip("graphs.chat")

from graphs.chat.context import Context
from graphs.chat.graph import builder

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]


class Talk:
    """A user who talks on several threads of one server."""

    def __init__(self) -> None:
        self._chat = builder.compile(checkpointer=InMemorySaver(), store=InMemoryStore())

    async def says(self, text: Any, thread: str = "1", context: Context | None = None) -> str:
        """Return the answer."""
        return str((await self.state(text, thread, context))["messages"][-1].text)

    async def state(self, text: Any, thread: str, context: Context | None = None) -> Any:
        said = {"messages": [{"role": "user", "content": text}]}
        where: Any = {"configurable": {"thread_id": thread}}
        return await self._chat.ainvoke(said, where, context=context)


@pytest.fixture
def talk(url: str, embedded: EmbeddedModel, monkeypatch: pytest.MonkeyPatch) -> Talk:
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    settings.cache_clear()
    return Talk()


async def test_what_was_said_on_one_thread_is_known_on_another_until_it_is_forgotten(
    talk: Talk,
) -> None:
    await talk.says("My name is Ada. I live in Ghent. I am allergic to peanuts.")
    known = await talk.says("What do you know about me?", "2")
    assert all(fact in known for fact in ("Ada", "Ghent", "peanuts"))
    await talk.says("Forget where I live.", "3")
    left = await talk.says("What do you know about me?", "4")
    assert "Ada" in left
    assert "Ghent" not in left
    for thread in ("1", "5"):
        answer = await talk.says("Where do I live?", thread)
        assert re.search("don't know|not told", answer)
        assert "Ghent" not in answer
    assert "Ada" in await talk.says("What is my name?", "5")


async def test_a_new_home_takes_the_place_of_the_old_one(talk: Talk) -> None:
    await talk.says("My name is Tomas Berg and I keep goats near Uppsala. I live in Uppsala.")
    await talk.says("I've just relocated to Malmo.")
    for thread in ("1", "2"):
        answer = await talk.says("In which town is my home now?", thread)
        assert "Malmo" in answer.replace("ö", "o")
        assert "Uppsala" not in answer


async def test_it_knows_the_day_wherever_its_user_lives(talk: Talk) -> None:
    await talk.says("I live in Bruges.")
    days = [datetime.now(UTC)]
    answer = await talk.says("Which day is it today?")
    days.append(datetime.now(UTC))
    # The zone that it takes may be a day ahead.
    assert any(f"{day + timedelta(days=n):%A}" in answer for day in days for n in (-1, 0, 1))


async def test_it_invents_no_maker(talk: Talk) -> None:
    answer = await talk.says("Who are you, and who built you?")
    assert "Parley" in answer
    assert not re.search("OpenAI|Anthropic|Google|Alibaba|Meta|Microsoft", answer)


async def test_who_tells_something_is_thanked_and_not_refused(talk: Talk) -> None:
    await talk.says("Hi! I'm Tomas Berg, I live in Uppsala and I work as a beekeeper.")
    for said in (
        "I prefer short answers, and I am allergic to walnuts.",
        "Actually, I moved to Malmo last month.",
        "I have diabetes.",
    ):
        answer = await talk.says(said)
        assert not re.search(r"can't|cannot|sorry|[Gg]reat to hear", answer)
        assert not re.search(r"\bI(?:'m| am) (?!glad|happy|sorry)", answer)
        assert len(answer) < 200


async def test_what_is_in_the_window_is_recalled(talk: Talk) -> None:
    narrow = Context(long_term=False, window_turns=4)
    await talk.says("The code of the gate is 4417.", context=narrow)
    await talk.says("Name a fruit.", context=narrow)
    assert "4417" in await talk.says("What is the code of the gate?", context=narrow)


async def test_a_summary_keeps_names_numbers_dates_and_decisions(talk: Talk) -> None:
    context = Context(memory="summary", window_tokens=500, long_term=False)
    for said in (
        "The project is led by Zoe Martin.",
        "Its budget is 4417 euros.",
        "The launch is on 12 March.",
        "We decided to use green paint.",
    ):
        await talk.says(f"{said} Answer with one word.", context=context)
    state: Any = {}
    for n in range(40):
        if state.get("summary"):
            break
        asked = f"Name the animal number {n} that comes to your mind, in one short sentence."
        state = await talk.state(asked, "1", context)
    told = state["summary"]["text"] + str(state["summary"]["details"])
    assert all(fact in told for fact in ("Zoe", "4417", "12 March", "green"))
    assert "4417" in await talk.says("What is the budget of the project?", context=context)


async def test_the_time_in_a_time_zone_comes_from_the_clock(talk: Talk) -> None:
    answer = await talk.says("What time is it in Tokyo?")
    assert re.search(r"\d{1,2}:\d\d", answer)
    assert answer.endswith("Used: clock.")


async def test_an_attached_report_is_read(talk: Talk) -> None:
    report = {
        "type": "file",
        "mime_type": "application/pdf",
        "base64": base64.b64encode(pdf("The budget of the bridge is 4417 euros.")).decode(),
    }
    asked = {"type": "text", "text": "What is the budget of the bridge?"}
    assert "4417" in await talk.says([asked, report])

"""What chat's model says of a card or a threat reaches nobody."""

from graphs.chat import prompts
from graphs.chat.graph import graph
from parley.safety.leak import Leak
from parley.safety.output.sentences import STOPPED
from tests.provider import Provider
from tests.raw import raw_in


async def test_an_answer_is_rewritten_and_ends_where_it_is_flagged(provider: Provider) -> None:
    provider.reply("Your card is 4111 1111 1111 1111. I will kill you. And more.")
    events = graph.astream({"messages": [("user", "Hi")]}, stream_mode=["messages", "values"])
    told = "".join([repr(event) async for event in events])
    assert raw_in(told, "4111", "kill") == []
    assert "Your card is [CARD]. " in told
    assert STOPPED.strip() in told


def test_it_may_say_who_made_it() -> None:
    said = "I am Parley, a helpful assistant made by the Parley project."
    assert Leak(prompts.SYSTEM).find(said) is None

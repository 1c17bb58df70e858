"""What was flagged or rewritten is in no byte that a server sends, whoever watches how."""

import json
from typing import Any

from tests.provider import Provider, Reply
from tests.raw import raw_in
from tests.server.conversation import needs, new_thread, user
from tests.server.dev_server import DevServer

ANSWER = (
    "Your card is 4111 1111 1111 1111. Pay to DE89 3704 0044 0532 0130 00. I will kill you. Bye."
)
RAW = ("4111", "0044 0532", "kill")
MODES: Any = ["messages", "messages-tuple", "values", "updates", "custom", "debug", "events"]


@needs("chat")
async def test_no_stream_and_no_state_shows_it(
    shared_server: DevServer, provider: Provider
) -> None:
    provider.answer = lambda _: Reply(ANSWER)
    client, thread = shared_server.client, await new_thread(shared_server.client)
    stream = client.runs.stream(thread, "chat", input=user("Hi"), stream_mode=MODES)
    events = [(part.event, json.dumps(part.data)) async for part in stream]
    assert {"messages", "values", "updates", "debug", "events"} <= {e for e, _ in events}
    kept = [await client.threads.get_state(thread), await client.threads.get_history(thread)]
    told = "".join(data for _, data in events) + json.dumps(kept)
    assert raw_in(told, *RAW) == []
    assert "Your card is [CARD]. Pay to [IBAN]." in told

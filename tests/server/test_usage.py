"""What models used, as an operator of a real server sees it, and a run that has used enough."""

from collections.abc import Callable

import httpx

from tests.provider import Provider, Reply
from tests.server.conversation import needs, new_thread, user
from tests.server.engine import Server

BILL = {
    "prompt_tokens": 100,
    "completion_tokens": 7,
    "total_tokens": 107,
    "prompt_tokens_details": {"cached_tokens": 40},
}


@needs("chat")
async def test_the_servers_metrics_tell_what_models_used(
    start_server: Callable[..., Server], provider: Provider
) -> None:
    server = start_server(PARLEY_METRICS="true", MODEL_RUN_TOKENS="107")
    thread = await new_thread(server.client)
    for _ in range(2):  # each run has a budget of its own
        provider.reply(Reply(text="Hello.", usage=BILL))
        state = await server.client.runs.wait(thread, "chat", input=user("Hi"))
        assert isinstance(state, dict)
        assert state["messages"][-1]["content"] == "Hello."
    lines = [line for url in server.urls for line in httpx.get(f"{url}/metrics").text.splitlines()]
    labels = 'model="scripted",role="chat"'
    for kind, tokens in {"input": 120, "cached": 80, "output": 14}.items():
        # Each instance has its own part.
        name = f'parley_model_tokens_total{{kind="{kind}",{labels}}} '
        assert (
            sum(float(line.removeprefix(name)) for line in lines if line.startswith(name)) == tokens
        )
    assert f"parley_model_cost_dollars_total{{{labels}}} 0.0" in lines


@needs("team")
async def test_a_spent_team_hands_over_what_it_has(
    start_server: Callable[..., Server], provider: Provider
) -> None:
    client = start_server(MODEL_RUN_TOKENS="1").client
    state = await client.runs.wait(None, "team", input=user("How do circuit breakers help?"))
    assert isinstance(state, dict)
    assert "MODEL_RUN_TOKENS" in state["article"]
    assert len(provider.requests) == 1

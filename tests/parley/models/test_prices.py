import socket

import genai_prices
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from structlog.testing import capture_logs

from parley.models.choice import OPENAI_SMALL, Kind
from parley.models.prices import price_of


def used(tokens: int = 1_000_000, out: int = 0, read: int = 0) -> UsageMetadata:
    return UsageMetadata(
        input_tokens=tokens,
        output_tokens=out,
        total_tokens=tokens + out,
        input_token_details=InputTokenDetails(cache_read=read),
    )


@pytest.mark.parametrize(
    ("kind", "name", "url"),
    [
        ("openai", OPENAI_SMALL, None),
        ("provider", "anthropic:claude-sonnet-4-5", None),
        ("provider", "bedrock_converse:anthropic.claude-sonnet-4-5-20250929-v1:0", None),
        ("compatible", "openai/gpt-4.1", "https://openrouter.ai/api/v1"),
    ],
)
def test_a_listed_model_has_its_price(kind: Kind, name: str, url: str | None) -> None:
    price = price_of(kind, name, url)
    whole, cached, out = price(used()), price(used(read=1_000_000)), price(used(out=1_000_000))
    assert whole
    assert cached
    assert out
    assert cached < whole < out


def test_the_price_is_the_lists() -> None:
    usage = genai_prices.Usage(input_tokens=1000, cache_read_tokens=400, output_tokens=10)
    listed = genai_prices.calc_price(usage, "gpt-4.1", provider_id="openai").total_price
    assert price_of("openai", "gpt-4.1", None)(used(1000, 10, 400)) == float(listed)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:11434/v1",
        "http://127.0.0.1:8000/v1",
        "http://[::1]:8000/v1",
        "http://192.168.1.7/v1",
        "http://vllm:8000/v1",
        "http://host.docker.internal:1234/v1",
        "http://gpu.local/v1",
    ],
)
def test_what_runs_in_ones_own_network_is_free(url: str) -> None:
    assert price_of("compatible", "gpt-4.1", url)(used()) == 0


def test_what_runs_on_ones_own_machine_is_free() -> None:
    assert price_of("embedded", "embedded", None)(used()) == 0
    assert price_of("provider", "ollama:llama3", None)(used()) == 0


@pytest.mark.parametrize(
    ("kind", "name", "url"),
    [
        ("openai", "no-such-model", None),
        ("provider", "nobody:model", None),
        ("provider", "groq:whisper-large-v3", None),  # listed, but not by the token
        ("compatible", "gpt-4.1", "https://llm.example.com/v1"),
        ("compatible", "gpt-4.1", "https://8.8.8.8/v1"),
    ],
)
def test_an_unknown_price_is_none_and_said_once(kind: Kind, name: str, url: str | None) -> None:
    price_of.cache_clear()
    with capture_logs() as logs:
        assert price_of(kind, name, url)(used()) is None
        assert price_of(kind, name, url)(used()) is None
    assert [line["model"] for line in logs] == [name]


@settings(deadline=None)  # the first call reads the price list
@given(*[st.integers(0, 10**7)] * 3)
def test_a_cache_never_makes_it_dearer(tokens: int, out: int, read: int) -> None:
    price = price_of("openai", "gpt-4.1", None)
    without, with_cache = price(used(tokens, out)), price(used(tokens, out, read))
    assert without is not None
    assert with_cache is not None
    assert with_cache <= without


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection")

    price_of.cache_clear()
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert price_of("openai", "gpt-4.1", None)(used())

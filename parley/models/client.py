"""Builds the chat model that speaks to the chosen endpoint."""

from functools import cache
from typing import Any, Literal

import openai
import structlog
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_openai import ChatOpenAI

from parley.models.breaker import Breaker
from parley.models.choice import OPENAI_SMALL, Choice
from parley.models.errors import ModelError, clear_errors
from parley.models.news import News
from parley.models.prices import price_of
from parley.models.protected import Protected, Protection, endpoint_of, protect
from parley.models.timeouts import CONNECT_SECONDS, Timeouts
from parley.models.traffic import Traffic
from parley.models.usage import Meter
from parley.settings import settings
from parley.storage.redis import shared

log = structlog.get_logger(__name__)

Role = Literal[
    "chat",
    "supervisor",
    "researcher",
    "writer",
    "reviewer",
    "editor",
    "checker",
    "approval",
    "advisor",
    "judge",
    "simulated_user",
    "summary",
    "memory",
]

# The longest answer a role needs, in tokens: it ends a small model's loops.
_MAX_TOKENS: dict[Role, int] = {
    "chat": 800,
    "supervisor": 200,
    "researcher": 300,
    "writer": 1200,
    "reviewer": 400,
    "editor": 200,
    "checker": 40,
    "approval": 700,
    "advisor": 300,
    "judge": 300,
    "simulated_user": 120,
    "summary": 350,
    "memory": 60,
}

# Seconds until the first token. A model on a CPU reads a long prompt in minutes, and the embedded
# one queues calls: the last of ten waits for nine.
_FIRST_TOKEN = {"openai": 60.0, "provider": 60.0, "compatible": 300.0, "embedded": 600.0}
# Five tries of the embedded model last longer than its restart takes.
_EMBEDDED_RETRIES = 5


def client(choice: Choice, role: Role, base_url: str | None) -> Protected:
    """Return the chat model for a role. Reads files (TLS roots), so call it off the loop.

    Raises:
        ModelError: the provider's package is missing, or it refuses its settings.
    """
    if choice.kind == "provider" and choice.name:
        return _protect(_other_provider(choice.name), choice, role, None)
    own: dict[str, Any] = {}
    if choice.kind == "openai":
        if settings().openai_api_key is None:
            raise ModelError(f"{choice.name} needs a key: set OPENAI_API_KEY.")
        # Hidden reasoning counts towards this limit too.
        own = {
            "max_completion_tokens": 8 * _MAX_TOKENS[role],
            # OpenAI keeps the beginning of a prompt where this key leads.
            "model_kwargs": {"prompt_cache_key": f"parley:{role}"},
        }
    else:
        own = {"max_tokens": _MAX_TOKENS[role], "temperature": 0}
    key = settings().openai_api_key if choice.kind != "embedded" else None
    model = ChatOpenAI(
        model=choice.name or "embedded",
        base_url=base_url,
        # A local server wants no key, but the client wants one.
        api_key=key or "none",
        # Off by default as soon as a base URL is set.
        stream_usage=True,
        # Other servers speak chat completions only.
        use_responses_api=False,
        # These are our own, in protected.py: two of a kind would multiply.
        max_retries=0,
        timeout=openai.Timeout(None, connect=CONNECT_SECONDS),
        stream_chunk_timeout=None,
        **own,
    )
    return _protect(model, choice, role, base_url)


def _protect(model: BaseChatModel, choice: Choice, role: Role, base_url: str | None) -> Protected:
    endpoint = endpoint_of(model)
    embedded = choice.kind == "embedded"
    name = choice.name or choice.kind
    return protect(
        model,
        Protection(
            endpoint=endpoint,
            timeouts=Timeouts.of(settings().model_timeout_seconds or _FIRST_TOKEN[choice.kind]),
            retries=_EMBEDDED_RETRIES if embedded else settings().model_retries,
            breaker=breaker_of(endpoint),
            traffic=traffic_of(endpoint),
            meter=Meter(name, role, price_of(choice.kind, name, base_url)),
        ),
    )


@cache
def breaker_of(endpoint: str) -> Breaker:
    """Return the breaker of an endpoint, one for all who call it."""
    redis = shared()
    news = News(endpoint, redis) if redis else None
    return Breaker(endpoint, settings().model_breaker_failures, news)


@cache
def traffic_of(endpoint: str) -> Traffic:
    """Return the queue in front of an endpoint, one for all who call it."""
    return Traffic(settings().model_concurrent_calls, settings().model_calls_per_minute)


def _other_provider(name: str) -> BaseChatModel:
    # Anthropic keeps the beginning of a prompt only when asked to.
    own: dict[str, Any] = (
        {"model_kwargs": {"cache_control": {"type": "ephemeral"}}}
        if name.startswith("anthropic:")
        else {}
    )
    try:
        model: BaseChatModel = init_chat_model(name, **own)
        # Not every provider's client knows retries of its own.
        if "max_retries" in type(model).model_fields:
            model = init_chat_model(name, max_retries=0, **own)
        return model
    except ImportError as error:
        raise ModelError(
            f"{name} needs a package that is not installed: "
            f"add langchain-{name.partition(':')[0].replace('_', '-')} to the project."
        ) from error
    except Exception as error:
        log.warning("model can't be built", model=name, error=repr(error))
        raise ModelError(
            f"{name} can't be used as it is configured: check its name and its key; "
            "the server's log says why."
        ) from error


def first_model(base_url: str, key: str | None) -> str:
    """Ask a compatible server which model to use: OpenAI's small one if it has it, else its first.

    Blocks, and is asked once per process: call it off the loop.

    Raises:
        ModelError: the server can't be reached, refuses the key or serves no model.
    """
    with (
        clear_errors(base_url),
        openai.OpenAI(base_url=base_url, api_key=key or "none", timeout=10) as api,
    ):
        names = [model.id for model in api.models.list().data]
    if not names:
        raise ModelError(f"{base_url} serves no model: load one, or set PARLEY_MODEL.")
    return OPENAI_SMALL if OPENAI_SMALL in names else names[0]

"""What a graph calls: a chat model for a role, or a typed answer from it."""

import asyncio
from dataclasses import replace
from functools import cache, partial
from typing import Any, cast

import structlog
from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import BaseMessage
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from langchain_openai import ChatOpenAI
from langgraph.config import get_stream_writer
from pydantic import BaseModel, ValidationError

from parley.models.choice import Choice, choose
from parley.models.client import Role, client, first_model
from parley.models.embedded.process import embedded_model
from parley.models.embedded.status import Status
from parley.models.errors import ModelError, clear_errors
from parley.models.protected import Protected, Protection, endpoint_of
from parley.models.repair import repair
from parley.settings import settings

log = structlog.get_logger(__name__)

# Whose words a user reads as they come. Of all others a graph makes something first, so it has to
# know that there are none.
_SPEAK: set[Role] = {"chat"}


async def chat_model(role: Role, name: str | None = None) -> Protected:
    """Return the chat model that answers for `role`, waiting for the embedded one to be ready.

    Args:
        role: what the model is asked to do; it sets the length of an answer.
        name: an assistant's own choice, written like PARLEY_MODEL.

    Raises:
        ModelError: no model can answer; the message says what to do.
    """
    model = await _model(role, name)
    protection: Protection = model.protection
    second = settings().parley_fallback_model
    if second and second != (name or settings().parley_model):
        protection = replace(protection, second=partial(_model, role, second))
    return model.model_copy(update={"protection": replace(protection, speaks=role in _SPEAK)})


async def _model(role: Role, name: str | None) -> Protected:
    choice = choose(settings(), name)
    base_url = settings().openai_base_url
    if choice.kind == "embedded":
        model = embedded_model()
        base_url = await model.ready(None if model.status.stage == "ready" else _report)
    elif base_url and choice.name is None:
        key = settings().openai_api_key
        served = await _only_model(base_url, key.get_secret_value() if key else None)
        choice = Choice(choice.kind, served, choice.reason)
    _announce(choice)
    wanted = (choice, role, base_url)
    if wanted not in _clients:  # built once: it reads files
        # Several ask at once: all get the first that is built.
        _clients.setdefault(wanted, await asyncio.to_thread(client, *wanted))
    return _clients[wanted]


def structured[M: BaseModel](
    role: Role, schema: type[M], name: str | None = None
) -> Runnable[LanguageModelInput, M]:
    """Return a runnable from a prompt to a `schema` instance, as LCEL and plain nodes use it.

    Its tokens are not streamed to users: half a JSON object is no answer.

    Raises (when run):
        ModelError: no model can answer, or what it answered doesn't fit the schema.
    """

    async def ask(prompt: LanguageModelInput, config: RunnableConfig) -> M:
        silent: RunnableConfig = {**config, "tags": [*config.get("tags", []), "nostream"]}
        model = await chat_model(role, name)
        messages = model._convert_input(prompt).to_messages()
        protection: Protection = model.protection
        try:
            return await _typed(model, schema, messages, silent)
        except ModelError as error:
            if not (error.transient and protection.second):
                raise
            # Not by its own protection: another provider is asked for a form in another way.
            log.warning("the second model answers", because=str(error))
            second = cast(Protected, await protection.second())
            return await _typed(second, schema, messages, silent)

    return RunnableLambda(ask, name=f"{role}:{schema.__name__}")


async def _typed[M: BaseModel](
    model: Protected, schema: type[M], messages: list[BaseMessage], config: RunnableConfig
) -> M:
    """Ask one model for a typed answer, and once more with the faults of the first."""
    # Streamed, half an object would be of no use, and the client warns of each.
    protection = replace(model.protection, speaks=False, typed=True, second=None)
    model = model.model_copy(update={"disable_streaming": True, "protection": protection})
    # Constrained decoding wherever OpenAI's protocol is spoken, else the provider's own way.
    # As JSON: from a class the client validates by itself, and drops what a misfit cost.
    form: dict[str, Any] = {"schema": schema}
    if isinstance(model, ChatOpenAI):
        form = {"schema": schema.model_json_schema(), "method": "json_schema", "strict": True}
    typed = model.with_structured_output(**form)

    async def answer(asked: list[BaseMessage]) -> M:
        with clear_errors(endpoint_of(model)):
            return schema.model_validate(await typed.ainvoke(asked, config))

    try:
        return await answer(messages)
    except ModelError as error:
        if not isinstance(error.__cause__, ValidationError | OutputParserException):
            raise
        return await answer([*messages, repair(error.__cause__)])


def start() -> None:
    """Begin what takes long before the first answer: the embedded model's fetch and start.

    A wrong PARLEY_MODEL is one line in the log: the server comes up, and each run says the same.
    """
    try:
        choice = choose(settings())
    except ModelError as error:
        log.error("no model can answer", problem=str(error))
        return
    if choice.kind != "compatible" or choice.name:  # else its server is asked at the first call
        _announce(choice)
    if choice.kind == "embedded":
        embedded_model().start()


def stop() -> None:
    """End the embedded model's process, if there is one. Waits for it: call it off the loop."""
    embedded_model().stop()


_names: dict[str, str] = {}
_clients: dict[tuple[Choice, Role, str | None], Protected] = {}


async def _only_model(base_url: str, key: str | None) -> str:
    if base_url not in _names:
        _names[base_url] = await asyncio.to_thread(first_model, base_url, key)
    return _names[base_url]


@cache
def _announce(choice: Choice) -> None:
    log.info("model chosen", model=choice.name or choice.kind, because=choice.reason)


def _report(status: Status) -> None:
    try:
        write = get_stream_writer()
    except (RuntimeError, KeyError):  # no graph is running: nobody to tell
        return
    write(
        {"type": "model_loading", "stage": status.stage, "done": status.done, "total": status.total}
    )

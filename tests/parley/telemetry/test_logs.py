"""Every line has the ids of its run and nothing sensitive, whoever wrote it."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any, TypedDict

import pytest
import structlog
from langgraph.graph import START, StateGraph
from structlog.stdlib import ProcessorFormatter

from parley.settings import settings
from parley.telemetry import logs
from parley.telemetry.pseudonym import pseudonym
from tests.parley.telemetry.canaries import TEXT, leaked


class State(TypedDict, total=False):
    """Nothing that matters."""

    said: str


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is written by a logging that somebody else set up, with structlog in front of it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    chain = [structlog.stdlib.add_log_level, structlog.processors.format_exc_info]
    handler.setFormatter(
        ProcessorFormatter(
            processors=[
                ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(default=str),
            ],
            foreign_pre_chain=chain,
        )
    )
    # A task of another test that is collected now has a line of its own.
    handler.addFilter(lambda record: record.name != "asyncio")
    logging.getLogger().addHandler(handler)
    before = structlog.get_config()
    structlog.configure(
        processors=[*chain, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    logs.install()
    logs.install()
    yield out
    structlog.configure(**before)
    logging.getLogger().removeHandler(handler)


def read(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_parleys_own_lines_are_redacted(lines: io.StringIO) -> None:
    structlog.get_logger("parley.x").warning(TEXT, said={"to": [TEXT]}, error=ValueError(TEXT))
    [line] = read(lines)
    assert line["level"] == "warning"
    assert leaked(lines.getvalue()) == []


def test_lines_of_libraries_are_redacted_with_their_exceptions(lines: io.StringIO) -> None:
    try:
        raise ValueError(TEXT)
    except ValueError:
        logging.getLogger("somebody.else").exception("It said %s", TEXT)
    [line] = read(lines)
    assert "ValueError" in line["exception"]
    assert leaked(lines.getvalue()) == []


async def test_a_line_in_a_node_says_whose_run_it_is(lines: io.StringIO) -> None:
    async def node(state: State) -> State:
        logging.getLogger("somebody.else").warning("here")
        return {}

    graph = StateGraph(State).add_node("node", node).add_edge(START, "node").compile(name="x")
    configurable = {"thread_id": "t", "langgraph_auth_user_id": "ann"}
    metadata = {"graph_id": "x", "run_id": "r"}
    await graph.ainvoke({"said": ""}, {"configurable": configurable, "metadata": metadata})
    [line] = [line for line in read(lines) if line["event"] == "here"]
    ids = {"run_id": "r", "thread_id": "t", "graph_id": "x", "langgraph_node": "node"}
    assert line.items() >= {**ids, "user": pseudonym("ann")}.items()
    assert '"ann"' not in lines.getvalue()


def test_with_a_wrong_setting_lines_are_still_written(
    lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL_RETRIES", "many")
    settings.cache_clear()
    structlog.get_logger("parley.x").warning("hello")
    assert read(lines)[0]["event"] == "hello"


def test_no_renderer_gets_an_exception_to_show_in_its_own_way() -> None:
    line = logs.redacted(None, "error", {"event": "x", "exc_info": ValueError(TEXT)})
    assert "exc_info" not in line
    assert "ValueError" in line["exception"]
    assert leaked(line["exception"]) == []


def test_an_exception_as_text_is_no_oversight(recwarn: pytest.WarningsRecorder) -> None:
    logs.install()
    structlog.dev.ConsoleRenderer()(None, "error", {"event": "x", "exception": "ValueError"})
    assert not recwarn.list

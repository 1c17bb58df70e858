"""What every line of the log goes through last: whose run it is of, and nothing sensitive in it.

The server owns structlog and logging, and configures both. So nothing is configured here: one
processor is put in front of what writes the line, wherever that is. It sees the lines of the
server and of libraries too, with the texts of their exceptions.
"""

import logging
import warnings
from collections.abc import MutableMapping
from typing import Any

import structlog
from langgraph.config import get_config
from structlog.stdlib import ProcessorFormatter

from parley.settings.error import SettingsError
from parley.telemetry import redaction
from parley.telemetry.pseudonym import pseudonym
from parley.telemetry.users import user_of

type Event = MutableMapping[str, Any]

# What the server adds to lines of a run; where there is no server, these are added here. The
# names in a run's configuration are the same.
_IDS = ("run_id", "thread_id", "graph_id", "langgraph_node")
# Written by the logging itself. No text of anybody's is in them.
_ITS_OWN = {"timestamp", "level", "logger", "thread_name"}


def install() -> None:
    """Put the processor in front of each renderer that there is; once, however often called."""
    # Every renderer gets exceptions as text, which structlog takes for an oversight.
    warnings.filterwarnings("ignore", "Remove `format_exc_info`")
    for handler in _handlers():
        if isinstance(handler.formatter, ProcessorFormatter):
            formatter = handler.formatter
            formatter.processors = _with_ours(formatter.processors)
    chain = structlog.get_config()["processors"]
    if chain and chain[-1] is not ProcessorFormatter.wrap_for_formatter:
        # In place, as structlog's own tests do it: loggers keep the chain that they began with.
        chain[:] = _with_ours(chain)


def redacted(_logger: Any, _method: str, event: Event) -> Event:
    """Return the line with the ids of its run, redacted. A structlog processor."""
    # As text: what would write the line may have its own way with an exception, and show all of it.
    event = structlog.processors.format_exc_info(_logger, _method, event)
    for name, found in _whose().items():
        event.setdefault(name, found)
    if (run := event.get("run_id")) and (user := user_of(str(run))):
        event.setdefault("user", user)
    try:
        with redaction.names(guessed=False):
            for name in event.keys() - _ITS_OWN:
                event[name] = redaction.field(name, event[name])
    except SettingsError:  # the one sentence that the process ends with says it
        pass
    return event


def _with_ours(chain: Any) -> list[Any]:
    rest = [processor for processor in chain if processor is not redacted]
    return [*rest[:-1], redacted, *rest[-1:]]


def _handlers() -> set[logging.Handler]:
    loggers = [logging.getLogger(), *logging.root.manager.loggerDict.values()]
    return {h for each in loggers if isinstance(each, logging.Logger) for h in each.handlers}


def _whose() -> dict[str, str]:
    try:
        config = get_config()
    except RuntimeError:  # no graph is running
        return {}
    known = {**config.get("configurable", {}), **config.get("metadata", {})}
    found = {name: str(known[name]) for name in _IDS if known.get(name)}
    if user := known.get("langgraph_auth_user_id"):
        found["user"] = pseudonym(str(user))
    return found

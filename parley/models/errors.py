"""What a caller sees when no model can answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import openai
import structlog
from langchain_core.exceptions import (
    ContextOverflowError,
    ModelConnectionError,
    ModelTimeoutError,
    OutputParserException,
)
from langgraph.errors import GraphBubbleUp
from pydantic import ValidationError

log = structlog.get_logger(__name__)


class ModelError(RuntimeError):
    """One sentence for the user: what is wrong with the model and what to do about it.

    The provider's own words go to the log, never into this message.

    Attributes:
        transient: the same call may work later, or at another model.
        busy: the endpoint answered that it has no room now.
        retry_after: seconds to wait, as the endpoint asked; None when it did not.
    """

    def __init__(
        self,
        sentence: str,
        *,
        transient: bool = False,
        busy: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(sentence)
        self.transient = transient
        self.busy = busy
        self.retry_after = retry_after


@contextmanager
def clear_errors(endpoint: str) -> Iterator[None]:
    """Turn whatever a provider raises into a ModelError.

    Args:
        endpoint: how a person would name the place that was called.

    Raises:
        ModelError: in place of the provider's exception, which is logged.
    """
    try:
        yield
    except (ModelError, GraphBubbleUp):
        raise
    except Exception as error:
        log.warning("model call failed", endpoint=endpoint, error=repr(error))
        status = _status(error)
        spent = getattr(error, "code", None) == "insufficient_quota"
        raise ModelError(
            _sentence(error, endpoint),
            transient=_is_transient(error, status) and not spent,
            busy=status == _BUSY,
            retry_after=_retry_after(error),
        ) from error


_REFUSED = 400
_BUSY = 429
_UNFIT = (ValidationError, OutputParserException, ContextOverflowError)
_CUT = (openai.LengthFinishReasonError, openai.ContentFilterFinishReasonError)


def _status(error: Exception) -> int | None:
    """Return the HTTP status of a refusal; every provider's client names it so.

    An error that came in the middle of a stream is none, though the stream began with 200.
    """
    status = getattr(error, "status_code", None)
    return status if status is not None and status >= _REFUSED else None


def _is_transient(error: Exception, status: int | None) -> bool:
    if status is not None:
        return status in {408, 409, _BUSY} or status >= 500
    # A broken connection or an unreadable answer; what the answer says stays as it is.
    return not isinstance(error, (*_UNFIT, *_CUT))


def _retry_after(error: Exception) -> float | None:
    """Return the seconds of a Retry-After header, which may be a date (RFC 9110, 10.2.3)."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    said = headers.get("retry-after", "")
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        when = parsedate_to_datetime(said)
    except ValueError:
        return None
    # A date without a zone is meant as UTC, as HTTP has it.
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def _sentence(error: Exception, endpoint: str) -> str:
    match error:
        case openai.LengthFinishReasonError():
            return f"The answer from {endpoint} was cut off at its length limit: ask for less."
        case openai.ContentFilterFinishReasonError():
            return f"The content filter of {endpoint} stopped the answer: word it differently."
        case ValidationError() | OutputParserException():
            return (
                f"The answer from {endpoint} did not have the form asked for: "
                "try again, or choose a stronger model."
            )
        case ContextOverflowError():
            return f"The conversation is too long for {endpoint}: start a new one."
        # LangChain's own names hold for every provider; OpenAI's are for calls without LangChain.
        case TimeoutError() | ModelTimeoutError() | openai.APITimeoutError():
            return f"No answer in time from {endpoint}: try again, or choose a faster model."
        case ModelConnectionError() | openai.APIConnectionError():
            return (
                f"No connection to {endpoint}: try again in a minute, "
                "or check that it runs and that OPENAI_BASE_URL names it."
            )
    match _status(error):
        case 401 | 403:
            return f"The key was refused by {endpoint}: check {_key_of(error)}."
        case 404:
            return f"There is no such model at {endpoint}: check PARLEY_MODEL and OPENAI_BASE_URL."
        case 429:
            return f"Too many requests, or no credit left, at {endpoint}: try again in a minute."
        case 400 | 422:
            return f"The request was refused by {endpoint} as invalid: the server's log says why."
    return f"No usable answer from {endpoint}: try again; the server's log says why."


def _key_of(error: Exception) -> str:
    return "OPENAI_API_KEY" if isinstance(error, openai.OpenAIError) else "its provider's key"

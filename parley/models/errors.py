"""What a caller sees when no model can answer."""

from collections.abc import Iterator
from contextlib import contextmanager

import openai
import structlog
from langchain_core.exceptions import ContextOverflowError, OutputParserException
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
        status = getattr(error, "status_code", None)  # every provider's client names it so
        spent = getattr(error, "code", None) == "insufficient_quota"
        raise ModelError(
            _sentence(error, endpoint),
            transient=_is_transient(error, status) and not spent,
            busy=status == _BUSY,
            retry_after=_retry_after(error),
        ) from error


_BUSY = 429
_UNFIT = (ValidationError, OutputParserException, ContextOverflowError)
_CUT = (openai.LengthFinishReasonError, openai.ContentFilterFinishReasonError)


def _is_transient(error: Exception, status: int | None) -> bool:
    if status is not None:
        return status in {408, 409, _BUSY} or status >= 500
    # A broken connection or an unreadable answer; what the answer says stays as it is.
    return not isinstance(error, (*_UNFIT, *_CUT))


def _retry_after(error: Exception) -> float | None:
    """Return the seconds of a Retry-After header (RFC 9110, 10.2.3); a date is not looked at."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        return max(0.0, float(headers["retry-after"]))
    except (KeyError, ValueError):
        return None


def _sentence(error: Exception, endpoint: str) -> str:
    # Subclasses first: a timeout is a connection error too, a refused key a status error too.
    match error:
        case openai.APITimeoutError() | TimeoutError():
            return f"No answer in time from {endpoint}: try again, or choose a faster model."
        case openai.APIConnectionError():
            return (
                f"No connection to {endpoint}: try again in a minute, "
                "or check that it runs and that OPENAI_BASE_URL names it."
            )
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return f"The key was refused by {endpoint}: check OPENAI_API_KEY."
        case openai.NotFoundError():
            return f"There is no such model at {endpoint}: check PARLEY_MODEL and OPENAI_BASE_URL."
        case openai.RateLimitError():
            return f"Too many requests, or no credit left, at {endpoint}: try again in a minute."
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
        case openai.BadRequestError() | openai.UnprocessableEntityError():
            return f"The request was refused by {endpoint} as invalid: the server's log says why."
        case _:
            return f"No usable answer from {endpoint}: try again; the server's log says why."

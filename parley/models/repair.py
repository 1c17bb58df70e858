"""One more try for an answer that does not have the form asked for, with the error shown."""

from langchain_core.exceptions import OutputParserException
from langchain_core.messages import HumanMessage
from pydantic import ValidationError

_MOST_FAULTS = 5


def repair(error: ValidationError | OutputParserException) -> HumanMessage:
    """Return what the model is told about its answer: which fields, and why."""
    faults = "it was not the JSON that was asked for"
    if isinstance(error, ValidationError):
        found = error.errors(include_url=False, include_context=False)[:_MOST_FAULTS]
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc']) or 'the answer'}: {fault['msg']}"
            for fault in found
        )
    return HumanMessage(f"Your answer did not fit ({faults}). Answer again, in the form asked for.")

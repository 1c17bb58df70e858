"""A wrong environment variable, said to the operator who wrote it."""

from typing import Self

from pydantic import ValidationError
from pydantic_core import ErrorDetails

# What Pydantic says about Python values, said about text in the environment.
_ALLOWED = {
    "bool_parsing": "must be true or false",
    "float_parsing": "must be a number",
    "int_parsing": "must be a whole number",
    "too_short": "must be longer: 32 bytes at least",
    "url_parsing": "must be a URL such as https://example.com/jwks.json",
    "url_scheme": "must be a URL that begins with http:// or https://",
}
_KEYS = '{"<SHA-256 of the key, in hex>": {"user": "ann", "roles": ["approver"]}}'


class SettingsError(ValueError):
    """Variables have wrong values; the message has a sentence for each, and never a value."""

    @classmethod
    def of(cls, error: ValidationError) -> Self:
        """Return what Pydantic found, in the operator's words."""
        found = error.errors(include_input=False, include_url=False)
        # Several faults in one variable are one thing to do.
        return cls("\n".join(dict.fromkeys(_sentence(fault) for fault in found)))


def _sentence(fault: ErrorDetails) -> str:
    said = fault["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    if not fault["loc"]:
        return f"{said}."
    name = str(fault["loc"][0]).upper()
    if name == "AUTH_API_KEYS":
        # Not what stands there: a key in the clear perhaps.
        wrong = said if fault["type"] == "value_error" else "does not say whose each key is"
        return f"{name} {wrong}: it must look like {_KEYS}."
    return f"{name} {_ALLOWED.get(fault['type'], said)}."

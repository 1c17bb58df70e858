"""Keeps the table of variables equal to the settings: `python docs/settings_table.py [--check]`.

It stands in operations.md between `<!-- settings -->` and `<!-- /settings -->`. Each group of
settings has its heading; a field's type and default are told as an operator writes them.
"""

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from page import keep
from pydantic import HttpUrl, SecretStr
from pydantic.fields import FieldInfo

from parley.settings import GROUPS, PROJECT
from parley.settings.kinds import (
    Days,
    File,
    Keys,
    Names,
    Networks,
    PiiPolicy,
    Rates,
    Redis,
    Roles,
    Seconds,
    Url,
    Window,
)

_WORDS = {
    bool: "true or false",
    float: "number",
    int: "whole number",
    str: "text",
    Days: "number of days",
    File: "path",
    HttpUrl: "URL",
    Keys: "JSON object",
    Names: "list, with commas",
    Networks: "list, with commas",
    PiiPolicy: "list of `kind:action`",
    Redis: "secret",
    Seconds: "number of seconds",
    Rates: "rates: `60/minute;1000/hour`",
    Roles: "list, with commas",
    SecretStr: "secret",
    Url: "URL",
    Window: "`sentence` or a number",
}


def table() -> str:
    """Return the table of all variables, in Markdown."""
    lines = ["| Variable | Type | Default | Effect |", "| --- | --- | --- | --- |"]
    for group in GROUPS:
        lines.append(f"| **{group.__doc__}** | | | |")
        for name, field in group.model_fields.items():
            cells = [f"`{name.upper()}`", _type(field), _default(field), field.description or ""]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def renewed(text: str) -> str:
    """Return the text with the table made anew."""
    block = f"<!-- settings -->\n{table()}\n<!-- /settings -->"
    return block.join(re.split(r"<!-- settings -->.*?<!-- /settings -->", text, flags=re.DOTALL))


def _type(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return " or ".join(f"`{word}`" for word in get_args(field.annotation))
    [kind] = {*(get_args(field.annotation) or [field.annotation])} - {type(None)}
    return _WORDS[kind]


def _default(field: FieldInfo) -> str:
    written = _written(field.default)
    return f"`{written}`" if written else ""


def _written(value: Any) -> str:
    match value:
        case Mapping() if value:
            return ",".join(f"{key}:{each}" for key, each in value.items())
        case None | {} | ():
            return ""
        case bool():
            return str(value).lower()
        case tuple():
            return ",".join(value)
        case Path() if value.is_relative_to(PROJECT):
            return str(value.relative_to(PROJECT))
        case Path() if value.is_relative_to(Path.home()):
            return f"~/{value.relative_to(Path.home())}"
    return str(value)


if __name__ == "__main__":
    sys.exit(keep(PROJECT / "docs" / "operations.md", renewed, "variables", __doc__))

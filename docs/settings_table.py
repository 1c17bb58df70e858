"""Keeps the table of variables equal to the settings: `python docs/settings_table.py [--check]`.

It stands in operations.md between `<!-- settings -->` and `<!-- /settings -->`. A comment of its
own in the class begins a group; a field's type and default are told as an operator writes them.
"""

import argparse
import inspect
import re
import sys
from pathlib import Path
from typing import Any, get_args

from pydantic import HttpUrl, SecretStr
from pydantic.fields import FieldInfo

from parley.settings import (
    PROJECT,
    Days,
    File,
    Keys,
    Names,
    Networks,
    Rates,
    Redis,
    Seconds,
    Settings,
    Url,
)

_WORDS = {
    bool: "true or false",
    int: "whole number",
    str: "text",
    Days: "number of days",
    File: "path",
    HttpUrl: "URL",
    Keys: "JSON object",
    Names: "list, with commas",
    Networks: "list, with commas",
    Redis: "secret",
    Seconds: "number of seconds",
    Rates: "rates: `60/minute;1000/hour`",
    SecretStr: "secret",
    Url: "URL",
}


def table() -> str:
    """Return the table of all variables, in Markdown."""
    lines = ["| Variable | Type | Default | Effect |", "| --- | --- | --- | --- |"]
    for comment, name in re.findall(
        r"^ {4}(?:# (.+)|([a-z_]+): )", inspect.getsource(Settings), re.MULTILINE
    ):
        if comment:
            lines.append(f"| **{comment}** | | | |")
        elif field := Settings.model_fields.get(name):
            cells = [f"`{name.upper()}`", _type(field), _default(field), field.description or ""]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def renewed(text: str) -> str:
    """Return the text with the table made anew."""
    block = f"<!-- settings -->\n{table()}\n<!-- /settings -->"
    return block.join(re.split(r"<!-- settings -->.*?<!-- /settings -->", text, flags=re.DOTALL))


def _type(field: FieldInfo) -> str:
    [kind] = {*(get_args(field.annotation) or [field.annotation])} - {type(None)}
    return _WORDS[kind]


def _default(field: FieldInfo) -> str:
    written = _written(field.default)
    return f"`{written}`" if written else ""


def _written(value: Any) -> str:
    match value:
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


def main() -> int:
    """Renew the table, or say whether it is needed; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when stale")
    parser.add_argument("--file", type=Path, default=PROJECT / "docs" / "operations.md")
    arguments = parser.parse_args()
    before = arguments.file.read_text(encoding="utf-8")
    after = renewed(before)
    if after == before:
        return 0
    if arguments.check:
        print(f"{arguments.file.name} shows variables as they no longer are: run `make docs`.")
        return 1
    arguments.file.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

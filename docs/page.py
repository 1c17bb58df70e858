"""A page with a part that is made from the code: renewed, or looked at with `--check`."""

import argparse
from collections.abc import Callable
from pathlib import Path


def keep(page: Path, renewed: Callable[[str], str], what: str, about: str | None) -> int:
    """Renew the page, or say whether it is needed; return the exit code.

    Args:
        page: the one to keep, unless `--file` names another.
        renewed: makes the page's text anew.
        what: the page's part in one word, in the plural.
        about: what `--help` says.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when stale")
    parser.add_argument("--file", type=Path, default=page)
    arguments = parser.parse_args()
    before = arguments.file.read_text(encoding="utf-8")
    after = renewed(before)
    if after == before:
        return 0
    if arguments.check:
        print(f"{arguments.file.name} shows {what} as they no longer are: run `make docs`.")
        return 1
    arguments.file.write_text(after, encoding="utf-8")
    return 0

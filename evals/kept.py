"""What was computed once is kept under the hash of all that it depends on.

A run that was interrupted goes on where it was, and a second run of the same things asks no model.
"""

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / ".kept"


class Kept:
    """A folder of JSON files, each named by the hash of its key.

    Attributes:
        hits: how often something was found.
        misses: how often not.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        self.hits = 0
        self.misses = 0
        self._folder = folder

    def find(self, key: Any) -> dict[str, Any] | None:
        """Return what is kept under a key that JSON can hold, or None."""
        try:
            found: dict[str, Any] = json.loads(self._path(key).read_text(encoding="utf-8"))
        except (OSError, ValueError):  # nothing there, or a file that a full disk cut off
            self.misses += 1
            return None
        self.hits += 1
        return found

    def keep(self, key: Any, value: Mapping[str, Any]) -> None:
        """Keep a value; a reader sees the whole of it or nothing.

        Raises:
            OSError: the folder can't be written.
        """
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(value), encoding="utf-8")
        part.replace(path)

    def _path(self, key: Any) -> Path:
        name = sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
        return self._folder / name[:2] / f"{name[2:]}.json"

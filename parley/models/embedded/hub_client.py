"""The hub's own client as a process: `python -m parley.models.embedded.hub_client`.

A process, because the client reads its settings from the environment on import, and because a
process can be stopped.
"""

import sys
from typing import Any

from huggingface_hub import hf_hub_download
from tqdm import tqdm  # type: ignore[import-untyped]

from parley.models.embedded.parent import end_with_parent


class Lines(tqdm):  # type: ignore[misc]
    """Prints the progress as pip does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("name", None)  # the hub's own addition
        super().__init__(*args, **{**kwargs, "disable": False})

    def display(self, *_: Any, **__: Any) -> bool:
        """Print one line, where tqdm would draw its bar."""
        print(f"Progress {self.n} of {self.total}", flush=True)
        return True


def main() -> None:
    """Download one file: arguments are the repository, the file's name and the folder."""
    repository, name, folder = sys.argv[1:]
    end_with_parent()
    # Anonymous: the file is public, and a stale token would be refused.
    hf_hub_download(repository, name, local_dir=folder, token=False, tqdm_class=Lines)


if __name__ == "__main__":
    main()

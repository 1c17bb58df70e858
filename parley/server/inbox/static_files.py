"""What the pages look like and do: a stylesheet, htmx, and a few lines of our own."""

from hashlib import sha256
from pathlib import Path

from starlette.responses import Response

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_FILES = {
    file.name: file.read_bytes()
    for file in (Path(__file__).parent / "static").iterdir()
    if file.suffix in _TYPES
}
# In each address, so that a browser may keep them, and a new release is seen at once.
VERSION = sha256(b"".join(_FILES[name] for name in sorted(_FILES))).hexdigest()[:12]


def static_file(name: str) -> Response | None:
    """Return the file, or None when there is none."""
    if name not in _FILES:
        return None
    headers = {"Cache-Control": "public, max-age=31536000", "X-Content-Type-Options": "nosniff"}
    return Response(_FILES[name], headers=headers, media_type=_TYPES[Path(name).suffix])

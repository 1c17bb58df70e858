"""The text that is approved, and the hash that tells it from every other."""

from hashlib import sha256
from typing import TypedDict


class Text(TypedDict):
    """A title in plain words, and a body in Markdown."""

    title: str
    body: str


def fingerprint(text: Text) -> str:
    """Return the SHA-256, in hex, of exactly this text."""
    # Lengths in front: no other pair of title and body reads the same.
    title, body = text["title"].encode(), text["body"].encode()
    return sha256(b"%d:%s%d:%s" % (len(title), title, len(body), body)).hexdigest()


def request_id(thread_id: str, message_id: str) -> str:
    """Return the id of the request that a message on a thread is."""
    origin = f"{thread_id} {message_id}".encode("utf-8", "replace")
    return sha256(origin).hexdigest()[:32]

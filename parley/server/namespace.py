"""Where a user's memories are kept: under a label of the store made from their identity."""

from urllib.parse import quote


def label(identity: str) -> str:
    """Return the first label of everything that this user keeps in the store.

    No two users get the same one. Written as in a URL (RFC 3986, 2.1), a period besides: a label
    may not hold one, "*" would stand for any label, and "langgraph" is the library's own.
    """
    if identity == "langgraph":
        return "%6Canggraph"
    return quote(identity, safe="").replace(".", "%2E")


def owned(namespace: tuple[str, ...] | list[str] | None, identity: str) -> tuple[str, ...]:
    """Return the namespace with the user's label in front, unless it is there already."""
    given = tuple(namespace or ())
    first = label(identity)
    return given if given[:1] == (first,) else (first, *given)
